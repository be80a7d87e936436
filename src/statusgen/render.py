"""Artifacts to bytes. Knows neither what they are about nor where they go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statusgen.artifact import Artifact, Template
from statusgen.theme import Theme

__all__ = ["draw", "render"]


def draw(artifact: Artifact, theme: Theme) -> bytes:
    """Draw one artifact."""
    if isinstance(artifact.renderer, Template):
        return theme.draw(artifact.renderer.name, artifact.view())
    return artifact.renderer(artifact.view())


def render(artifacts: Iterable[Artifact], theme: Theme) -> Iterator[tuple[str, bytes]]:
    """Draw artifacts one by one, as (path, bytes): nothing holds every page in memory."""
    for artifact in artifacts:
        yield artifact.path, draw(artifact, theme)
