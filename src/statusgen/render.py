"""Artifacts to bytes. Knows neither what they are about nor where they go."""

from __future__ import annotations

from statusgen.artifact import Artifact, Template
from statusgen.theme import Theme

__all__ = ["draw"]


def draw(artifact: Artifact, theme: Theme) -> bytes:
    """Draw one artifact."""
    if isinstance(artifact.renderer, Template):
        return theme.draw(artifact.renderer.name, artifact.view())
    return artifact.renderer(artifact.view())
