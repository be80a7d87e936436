"""The program on one page: files and now to files.

Every stage is one call. Reading and writing are the only ones that touch the disk, and the time
comes in as a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from statusgen import cache, shipped
from statusgen import theme as theme_
from statusgen.check import Edit, check, corrections, leave_out
from statusgen.confirmation import Told
from statusgen.derive import Status, derive
from statusgen.errors import ContentError, Problem, Severity, UsageError, has_error
from statusgen.fingerprint import digest
from statusgen.folders import Stamp, kept_of, manifest_path, stamp
from statusgen.frozen import frozen
from statusgen.mend import mend
from statusgen.model import Brand, Config
from statusgen.options import Now, Options
from statusgen.parse import parse
from statusgen.parse.components import Known
from statusgen.parse.config import parse_config
from statusgen.parse.times import Misread, instant
from statusgen.processes import spread
from statusgen.read import read_config, read_logo, read_prepared, read_script, read_site, read_theme
from statusgen.recall import Recall
from statusgen.shipped import engine
from statusgen.sources import Layers, Source, Sources
from statusgen.theme import Theme
from statusgen.words import Words
from statusgen.write import Planned, Receipt, open_folder

if TYPE_CHECKING:
    from statusgen.artifact import Artifact
    from statusgen.logo import Logo

__all__ = [
    "Built",
    "Now",
    "Options",
    "Plan",
    "build",
    "correct",
    "instant_of",
    "look",
    "plan",
    "script_of",
    "status_of",
]

_TEMPLATES = "templates"


@frozen
class _Looked:
    """A site's files read, and looked at; each field is as in `Plan`."""

    now: datetime
    status: Status
    checked: Status
    problems: tuple[Problem, ...]
    sources: Sources
    recall: Recall


@frozen
class Plan:
    """What a build would write at `now`, and what there is to say about its files.

    `checked` is what the rules looked at: `status`, with what was left out of that for what they
    found. `script` is the program of the form for editing, where that is a file of the site.
    `sources`, `layers` and `files` are all that was read, `recall` is what came of the entries.
    """

    now: datetime
    status: Status
    checked: Status
    problems: tuple[Problem, ...]
    theme: Theme
    artifacts: tuple[Artifact, ...]
    sources: Sources
    layers: Layers
    script: Source | None = None
    logo: Source | None = None
    recall: Recall | None = None

    @property
    def files(self) -> tuple[Source, ...]:
        """What was read of the site's besides the entries and the theme."""
        return tuple(one for one in (self.logo, self.script) if one is not None)


@frozen
class Built:
    """What a build did, and what it says of the site.

    `standing` names the manifest that it left, so that whoever finds that one finds this build.
    """

    plan: Plan
    told: Told
    receipt: Receipt
    standing: str


def build(
    options: Options,
    out: Path,
    sources: Sources | None = None,
    *,
    before: Stamp = None,
    again: Callable[[Path], Sources] = read_site,
) -> Built:
    """Build a site into a folder. Raises ContentError, OutputError, UsageError or LockHeld.

    `sources` are the site's files, where they have just been read, and `before` is the manifest's
    stamp before that. They are read `again` where another build has written to the folder since: it
    may have read newer ones, and an older page never takes the place of a newer one.
    """
    from statusgen.render import draw

    if sources is None:
        before = stamp(out)
    planned = plan(options, sources)
    with open_folder(out, engine=engine(), protect=kept_of(options.site)) as folder:
        if stamp(out) != before:
            planned = plan(options, again(options.site))
        by_path = {artifact.path: artifact for artifact in planned.artifacts}
        look = planned.theme.digest[:16]
        wanted = [
            Planned(path=one.path, key=one.key + look, stage=one.stage) for one in planned.artifacts
        ]
        options.stage("comparing", len(wanted))
        stale = folder.stale(wanted)

        def lay(share: Sequence[Planned]) -> list[Any]:
            return [folder.lay(one, draw(by_path[one.path], planned.theme)) for one in share]

        options.stage("drawing", len(stale))
        folder.announce()
        folder.take(spread(stale, lay, processes=options.processes))
        options.stage("putting in place", len(stale))
        receipt = folder.commit()
        # As long as the folder is held: afterwards it may be that of another build.
        standing = digest(manifest_path(out).read_bytes())
    if options.cache:
        _keep(options.site, planned)
    options.stage("", 0)
    return Built(plan=planned, told=_told(planned), receipt=receipt, standing=standing)


def _keep(site: Path, planned: Plan) -> None:
    """Keep for the next build what was worked out; a build that fails leaves nothing new."""
    compiled = planned.theme.newly_compiled
    if planned.recall is not None:
        planned.recall.keep()
    if compiled:
        known = cache.load(site, engine(), _TEMPLATES)
        # Not every version that an author has ever tried: the file is read by each build.
        kept = planned.theme.in_use({**known, **compiled})
        cache.save(site, engine(), kept, _TEMPLATES)


def _told(planned: Plan) -> Told:
    status = planned.status
    words = Words.of(status.site.config)
    return Told(
        problems=planned.problems,
        left_out=tuple(one.id for one in status.site.broken),
        waiting=waiting(status),
        valid_until=status.valid_until,
        until=words.moment(status.valid_until),
    )


def waiting(status: Status) -> tuple[tuple[str, datetime, str], ...]:
    """Say which updates are dated after now, as `Told` has it."""
    words = Words.of(status.site.config)
    return tuple((one.entry.id, one.at, words.moment(one.at)) for one in status.waiting)


def plan(options: Options, sources: Sources | None = None) -> Plan:
    """Do all of a build but drawing and writing."""
    from statusgen.artifacts import compose
    from statusgen.present.edition import Edition

    with _all_at_once(options):
        looked = _looked(options, sources)
    config = looked.status.site.config
    words = Words.of(config)
    layers, faults = read_theme(options.site, config.theme, config.theme_where)
    picture, logo, more = _logo(options.site, config.brand)
    kept = cache.load(options.site, engine(), _TEMPLATES) if options.cache else {}
    theme = Theme(
        layers,
        words,
        name=config.theme,
        brand=config.brand,
        logo=logo,
        compiled=kept or shipped.templates(),
    )
    script, others = script_of(options.site, config)
    faults += more + theme.problems + others + _of_publishing(config)
    _stop_for(looked.problems + faults, options, only=faults)
    edition = Edition(looked.status, words, theme.published, theme.logo, script)
    options.stage("composing", 0)
    artifacts = compose(edition, theme, built_at=looked.now)
    return Plan(
        now=looked.now,
        status=looked.status,
        checked=looked.checked,
        problems=looked.problems,
        theme=theme,
        artifacts=artifacts,
        sources=looked.sources,
        layers=layers,
        script=script,
        logo=picture,
        recall=looked.recall,
    )


def look(options: Options) -> tuple[Status, tuple[Problem, ...]]:
    """Find all that is wrong with a site, as `plan` does, without listing what would be written.

    The texts that are prepared for bad days are looked at too. No page needs one, so they only
    warn.
    """
    with _all_at_once(options, prepared=True):
        looked = _looked(options)
    beside = _beside(options.site, looked.status.site.config, prepared=True)
    problems = tuple(sorted((*looked.problems, *beside)))
    _stop_for(problems, options, only=beside)
    return looked.status, problems


@contextmanager
def _all_at_once(options: Options, *, prepared: bool = False) -> Iterator[None]:
    """Add to what is wrong with the entries what is wrong beside them: one run tells of all."""
    try:
        yield
    except ContentError as error:
        config, _ = parse_config(*read_config(options.site))
        if config is None:
            raise
        beside = _beside(options.site, config, prepared=prepared)
        raise ContentError(sorted({*error.problems, *beside})) from None


def _beside(site: Path, config: Config, *, prepared: bool) -> tuple[Problem, ...]:
    """Look at the theme, the brand, the form for editing, where the page goes, prepared texts."""
    layers, faults = read_theme(site, config.theme, config.theme_where)
    faults += theme_.problems(layers, name=config.theme, brand=config.brand)
    _, _, of_brand = _logo(site, config.brand)
    _, of_script = script_of(site, config)
    faults += of_brand + of_script + _of_publishing(config)
    return faults + _of_prepared(site, config) if prepared else faults


def _of_prepared(site: Path, config: Config) -> tuple[Problem, ...]:
    sources, problems = read_prepared(site)
    if sources:
        from statusgen.parse.prepared import prepared

        known = Known.of(config)
        problems += tuple(problem for one in sources for problem in prepared(one, known)[1])
    return tuple(replace(problem, severity=Severity.WARNING) for problem in problems)


def _of_publishing(config: Config) -> tuple[Problem, ...]:
    """Look at where the site is published, and whom that tells."""
    if config.publish is None and config.tell is None:
        return ()
    # Few sites build where they publish: the others need not wait for it to load.
    from statusgen.publish import config as publishing

    return publishing.problems(config)


def status_of(options: Options) -> tuple[Status, tuple[Problem, ...]]:
    """Read, parse, derive and check a site; return its status and what was found."""
    looked = _looked(options)
    return looked.status, looked.problems


def _looked(options: Options, sources: Sources | None = None) -> _Looked:
    if sources is None:
        options.stage("reading", 0)
        sources = read_site(options.site)
    shelf = cache.Shelf(options.site, engine()) if options.cache else None
    config = parse_config(sources.config, sources.problems)
    recall = Recall(shelf, sources, Known.of(config[0]))
    options.stage("parsing", recall.unknown)
    recall.learn(processes=options.processes)
    outcome = parse(sources, skip_broken=options.skip_broken, known=config, entry=recall.entry)
    now = instant_of(options.now, outcome.site.config.zone)
    options.stage("checking", 0)
    status = checked = derive(outcome.site, now=now)
    found = tuple(check(status, sources, now=now, doubtful=recall.doubtful))
    if options.skip_broken:
        status = derive(leave_out(outcome.site, found), now=now)
        found = tuple(replace(problem, severity=Severity.WARNING) for problem in found)
    problems = tuple(sorted((*outcome.problems, *found)))
    _stop_for(problems, options, only=found)
    return _Looked(
        now=now, status=status, checked=checked, problems=problems, sources=sources, recall=recall
    )


def correct(options: Options) -> tuple[Edit, ...]:
    """Correct in the site's files what has only one right answer; return what was done."""
    sources = read_site(options.site)
    outcome = parse(sources, skip_broken=True)
    now = instant_of(options.now, outcome.site.config.zone)
    found = corrections(derive(outcome.site, now=now), sources, now=now)
    return mend(options.site, found)


def _logo(site: Path, brand: Brand) -> tuple[Source | None, Logo | None, tuple[Problem, ...]]:
    if brand.logo is None or brand.logo_where is None:
        return None, None, ()
    from statusgen.logo import read

    source, faults = read_logo(site, brand.logo, brand.logo_where)
    if source is None:
        return None, None, faults
    logo, more = read(source, brand.logo_where)
    return source, logo, faults + more


def script_of(site: Path, config: Config) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read the program of the form for editing, where it is a file of the site."""
    admin = config.admin
    if admin is None or admin.script.file is None:
        return None, ()
    return read_script(site, admin.script.file, admin.script.where)


def _stop_for(
    problems: tuple[Problem, ...], options: Options, *, only: tuple[Problem, ...]
) -> None:
    """Raise for errors among `only`, and under --strict for anything at all, by place."""
    if has_error(only) or (options.strict and problems):
        raise ContentError(sorted(problems))


def instant_of(now: Now, zone: ZoneInfo) -> datetime:
    """Return what is meant by --now in a site's zone, in UTC. Raises UsageError."""
    if isinstance(now, datetime):
        return now.astimezone(UTC)
    at = instant(now, zone)
    if isinstance(at, Misread):
        raise UsageError(f"--now: {at.what}", at.hint)
    return at
