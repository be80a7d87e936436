"""The site as it is in memory: read and understood once for each change, drawn page by page.

Reads the site's folder and writes nothing. The stages are those of `pipeline`, taken apart, so that
one reading can be looked at at many times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock

from statusgen import logo as logo_
from statusgen import report, shipped
from statusgen.artifact import Artifact, Template
from statusgen.artifacts import compose, pages
from statusgen.check import check, leave_out
from statusgen.derive import Status, derive
from statusgen.errors import ContentError, Problem, has_error
from statusgen.frozen import frozen
from statusgen.logo import Logo
from statusgen.model import Config, Site
from statusgen.parse import parse, revised
from statusgen.parse.components import Known
from statusgen.parse.config import parse_config
from statusgen.pipeline import Options, instant_of, script_of, status_of
from statusgen.present.edition import Edition
from statusgen.read import read_logo, read_one, read_site, read_theme
from statusgen.recall import Recall
from statusgen.render import draw
from statusgen.server.transitions import Transition, transitions
from statusgen.sources import CONFIG, MAINTENANCE, Layers, Source, Sources, place_of
from statusgen.theme import Theme
from statusgen.words import Words

__all__ = [
    "Clock",
    "File",
    "Files",
    "Loaded",
    "Snapshot",
    "ahead",
    "folders",
    "look",
    "named",
    "read",
    "read_anew",
    "settled",
    "understand",
]

Clock = Callable[[], datetime]
"""Says what time it is, as an aware datetime. Only cli makes one that reads the real clock."""

_AHEAD = 60
_FEW = 16


@frozen
class Files:
    """Every file that the pages are made of, as they were at one moment. Equal files, equal pages.

    `config` is None where statusgen.yml has mistakes; then no theme and no logo is read.
    """

    sources: Sources
    config: Config | None
    layers: Layers = ()
    logo: Source | None = None
    script: Source | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def all(self) -> tuple[Source, ...]:
        """Every file that a problem can point at."""
        config = () if self.sources.config is None else (self.sources.config,)
        logo = () if self.logo is None else (self.logo,)
        return (
            *config,
            *self.sources.entries,
            *logo,
            *(one for _, layer in self.layers for one in layer),
        )


@frozen
class Loaded:
    """A site without errors, and the theme to draw it with; nothing in it depends on the time."""

    files: Files
    site: Site
    words: Words
    theme: Theme
    skip_broken: bool
    problems: tuple[Problem, ...]
    recall: Recall


@frozen
class File:
    """A file as it is sent. `page` says that it is drawn by a template of the theme."""

    data: bytes
    media_type: str
    page: bool


@dataclass(frozen=True)
class Snapshot:
    """A site from `start` until its status changes: what a build would write, drawn when asked for.

    What was drawn once is kept.
    """

    loaded: Loaded
    start: datetime
    status: Status
    problems: tuple[Problem, ...]
    _drawn: dict[str, bytes] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def holds(self, loaded: Loaded, at: datetime) -> bool:
        """Say whether it shows this site as it is at an instant."""
        return self.loaded is loaded and self.start <= at < self.status.valid_until

    def file(self, path: str, at: datetime) -> File | None:
        """Draw a file by its path, as a build at `at` would; None where there is none.

        Raises ContentError where a template is at fault.
        """
        artifact = self.artifacts.get(path)
        if artifact is None:
            return None
        page = isinstance(artifact.renderer, Template)
        return File(data=self._bytes(artifact, at), media_type=artifact.media_type, page=page)

    @cached_property
    def artifacts(self) -> dict[str, Artifact]:
        """Every file of the site by its path; listed when the first page is asked for."""
        found = compose(self.edition, self.loaded.theme, built_at=self.start)
        return {one.path: one for one in found}

    @cached_property
    def edition(self) -> Edition:
        """What the pages are made of."""
        theme, script = self.loaded.theme, self.loaded.files.script
        return Edition(self.status, self.loaded.words, theme.published, theme.logo, script)

    def front_page(self) -> bytes:
        """Draw the front page. Raises ContentError where a template is at fault."""
        return draw(next(pages.artifacts(self.edition, self.loaded.theme)), self.loaded.theme)

    @cached_property
    def ahead(self) -> tuple[Transition, ...]:
        """The next changes after `start`."""
        return transitions(self.status, now=self.start, count=_AHEAD)

    def _bytes(self, artifact: Artifact, at: datetime) -> bytes:
        if artifact.path == "build.json" and not isinstance(artifact.renderer, Template):
            # The preview is confirmed by every look at it: no page in it is ever out of date.
            view = artifact.view()
            assert isinstance(view, dict)
            return artifact.renderer({**view, "built_at": report.instant(at)})
        with self._lock:
            if artifact.path not in self._drawn:
                self._drawn[artifact.path] = draw(artifact, self.loaded.theme)
            return self._drawn[artifact.path]


def read(folder: Path) -> Files:
    """Read every file that the pages are made of."""
    sources = read_site(folder)
    config, _ = parse_config(sources.config)
    if config is None:
        return Files(sources=sources, config=None)
    layers, problems = read_theme(folder, config.theme, config.theme_where)
    logo: Source | None = None
    faults: tuple[Problem, ...] = ()
    if config.brand.logo is not None and config.brand.logo_where is not None:
        logo, faults = read_logo(folder, config.brand.logo, config.brand.logo_where)
    script, others = script_of(folder, config)
    return Files(
        sources=sources,
        config=config,
        layers=layers,
        logo=logo,
        script=script,
        problems=(*problems, *faults, *others),
    )


def settled(files: Files, before: Files) -> Files:
    """Return the files with those of before in their place where they are equal.

    What was understood of a file is known by the value that it was read into.
    """
    known = {one.path: one for one in before.sources.entries}

    def same(row: tuple[Source, ...]) -> tuple[Source, ...]:
        return tuple([old if (old := known.get(one.path)) == one else one for one in row])

    new = files.sources
    sources = replace(new, incidents=same(new.incidents), maintenance=same(new.maintenance))
    whole = replace(files, sources=sources)
    # Config, theme and logo too, where nothing of them is another.
    return replace(before, sources=sources) if replace(before, sources=sources) == whole else whole


def read_anew(folder: Path, before: Files, paths: Iterable[str]) -> Files | None:
    """Read again those entries' files that have changed; None where that is not all there is to do.

    So it is where one of them is no entry of `before`, or is none any more.
    """
    incidents, maintenance = list(before.sources.incidents), list(before.sources.maintenance)
    for path in paths:
        row = maintenance if path.startswith(f"{MAINTENANCE}/") else incidents
        place = place_of(path, row)
        source = None if place is None else read_one(folder, path)
        if place is None or source is None:
            return None
        if source.digest != row[place].digest:
            row[place] = source
    sources = replace(before.sources, incidents=tuple(incidents), maintenance=tuple(maintenance))
    return replace(before, sources=sources)


def folders(files: Files) -> frozenset[str]:
    """Name what the pages are made of, in the site's folder: the first parts of their paths."""
    own = {CONFIG, "content", "themes", "templates"}
    return frozenset(own if files.config is None else own | named(files.config))


def named(config: Config) -> frozenset[str]:
    """Name in the same way what a config has taken into the pages: the logo, the form's program."""
    script = config.admin.script.file if config.admin is not None else None
    paths = (path for path in (config.brand.logo, script) if path)
    return frozenset(path.removeprefix("./").partition("/")[0] for path in paths)


def understand(files: Files, *, skip_broken: bool, before: Loaded | None = None) -> Loaded:
    """Parse files and make their theme ready. Raises ContentError with every problem.

    The theme of `before` is taken where it is the same: its templates are compiled already. So is
    what came of every file that is as it was.
    """
    if before is not None:
        quickly = _revised(files, before)
        if quickly is not None:
            return quickly
    read_config = parse_config(files.sources.config, files.sources.problems)
    recall = Recall(
        None, files.sources, Known.of(read_config[0]), before=before.recall if before else None
    )
    recall.learn(processes=1)
    outcome = parse(files.sources, skip_broken=skip_broken, known=read_config, entry=recall.entry)
    config = outcome.site.config
    words, theme, of_logo = _look_of(files, config, before)
    faults = (*files.problems, *of_logo, *theme.problems)
    _stop_for(faults, also=outcome.problems)
    return Loaded(
        files=files,
        site=outcome.site,
        words=words,
        theme=theme,
        skip_broken=skip_broken,
        problems=(*outcome.problems, *faults),
        recall=recall,
    )


def _look_of(
    files: Files, config: Config, before: Loaded | None
) -> tuple[Words, Theme, tuple[Problem, ...]]:
    """Return words, theme and what is wrong with the logo: those of before where none is another.

    What is wrong with a logo is an error, so that nothing is wrong with the one of before.
    """
    if before is not None and before.site.config.digest == config.digest:
        was = before.files
        if (was.layers, was.logo) == (files.layers, files.logo):
            return before.words, before.theme, ()
    words = Words.of(config)
    logo: Logo | None = None
    faults: tuple[Problem, ...] = ()
    if files.logo is not None and config.brand.logo_where is not None:
        logo, faults = logo_.read(files.logo, config.brand.logo_where)
    theme = Theme(
        files.layers,
        words,
        name=config.theme,
        brand=config.brand,
        logo=logo,
        compiled=shipped.templates(),
    )
    return words, theme, faults


def _revised(files: Files, before: Loaded) -> Loaded | None:
    """Understand files of which few entries changed; None where that is not all that changed."""
    was = before.files
    same = replace(files, sources=was.sources)
    old, new = was.sources, files.sources
    if same != was or replace(new, incidents=old.incidents, maintenance=old.maintenance) != old:
        return None
    changed: list[tuple[Source, Source]] = []
    for row, earlier in ((new.incidents, old.incidents), (new.maintenance, old.maintenance)):
        if len(row) != len(earlier):
            return None
        changed += [pair for pair in zip(earlier, row, strict=True) if pair[0] is not pair[1]]
    if len(changed) > _FEW or any(one.path != other.path for one, other in changed):
        return None
    recall = before.recall.again(new, [source for _, source in changed])
    site: Site | None = before.site
    for earlier_source, source in changed:
        if site is not None:
            parsed = before.recall.entry(earlier_source)
            site = revised(site, parsed, recall.entry(source))
    if site is None:
        return None
    return replace(before, files=files, site=site, recall=recall)


def look(loaded: Loaded, at: datetime, before: Snapshot | None = None) -> Snapshot:
    """Look at a site at a time. Raises ContentError where a build would stop for what it finds.

    `before` is an earlier look, of which all that is the same is taken.
    """
    at = at.astimezone(UTC)
    if before is not None and before.start > at:
        before = None
    earlier = None if before is None else before.status
    status = derive(loaded.site, now=at, before=earlier)
    found = tuple(check(status, loaded.files.sources, now=at, doubtful=loaded.recall.doubtful))
    if loaded.skip_broken:
        status = derive(leave_out(loaded.site, found), now=at)
    else:
        _stop_for(found, also=loaded.problems)
    snapshot = Snapshot(
        loaded=loaded,
        start=at,
        status=status,
        problems=tuple(sorted((*loaded.problems, *found))),
    )
    if before is None or before.loaded.theme is not loaded.theme:
        # A theme's mistake shows when it draws.
        snapshot.front_page()
    return snapshot


def ahead(options: Options, *, count: int, days: bool) -> tuple[Transition, ...]:
    """List what lies ahead of a site. Raises ContentError or UsageError."""
    status, _ = status_of(options)
    now = instant_of(options.now, status.site.config.zone)
    return transitions(status, now=now, count=count, days=days)


def _stop_for(problems: tuple[Problem, ...], *, also: tuple[Problem, ...]) -> None:
    if has_error(problems):
        raise ContentError(sorted((*problems, *also)))
