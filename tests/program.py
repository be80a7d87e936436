"""The program between its edges, in memory: sources and a time to files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from statusgen.artifact import Artifact
from statusgen.artifacts import compose
from statusgen.derive import derive
from statusgen.model import Config, Site
from statusgen.parse import parse
from statusgen.parse.components import Known
from statusgen.parse.config import parse_config
from statusgen.present.edition import Edition
from statusgen.read import read_theme
from statusgen.recall import Recall
from statusgen.render import draw
from statusgen.sources import Source, Sources
from statusgen.theme import Theme
from statusgen.words import Words

ROOT = Path(__file__).resolve().parent.parent

_themes: dict[str, tuple[Words, Theme]] = {}


def artifacts(
    sources: Sources, now: datetime, *, skip_broken: bool = False
) -> tuple[tuple[Artifact, ...], Theme]:
    """List what a build at that time would write, and give the theme that draws it."""
    site = as_known(sources, skip_broken=skip_broken)
    words, theme = _words_and_theme(site.config)
    edition = Edition(derive(site, now=now), words, theme.published)
    return compose(edition, theme, built_at=now), theme


def as_known(sources: Sources, *, skip_broken: bool = False) -> Site:
    """Parse a site as a build does: what is over for good is an outline, and has other keys."""
    config = parse_config(sources.config)
    recall = Recall(None, sources, Known.of(config[0]))
    recall.learn(processes=1)
    return parse(sources, skip_broken=skip_broken, known=config, entry=recall.entry).site


class Outputs(Mapping[str, bytes]):
    """Every file of a build with its bytes, each drawn when it is first asked for."""

    def __init__(self, found: Iterable[Artifact], theme: Theme) -> None:
        self._artifacts = {artifact.path: artifact for artifact in found}
        self._theme = theme
        self._drawn: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> bytes:
        if path not in self._drawn:
            self._drawn[path] = draw(self._artifacts[path], self._theme)
        return self._drawn[path]

    def __contains__(self, path: object) -> bool:
        return path in self._artifacts

    def __iter__(self) -> Iterator[str]:
        return iter(self._artifacts)

    def __len__(self) -> int:
        return len(self._artifacts)


def outputs(sources: Sources, now: datetime, *, skip_broken: bool = False) -> Outputs:
    """Build a site at a time."""
    return Outputs(*artifacts(sources, now, skip_broken=skip_broken))


def _words_and_theme(config: Config) -> tuple[Words, Theme]:
    """Make them once for equal words: compiling the templates takes longer than a small site."""
    words = Words.of(config)
    return _themes.setdefault(words.fingerprint, (words, Theme(_layers(), words)))


@cache
def _layers() -> tuple[tuple[str, tuple[Source, ...]], ...]:
    layers, problems = read_theme(ROOT, "default")
    assert problems == ()
    return layers
