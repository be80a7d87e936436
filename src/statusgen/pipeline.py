"""The program on one page: files and now to files.

Every stage is one call. Reading and writing are the only ones that touch the disk, and the time
comes in as a value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from statusgen import check as check_
from statusgen import logo as logo_
from statusgen.artifact import Artifact
from statusgen.artifacts import compose
from statusgen.check import Edit, check, leave_out
from statusgen.derive import Status, derive
from statusgen.errors import ContentError, Problem, Severity, UsageError
from statusgen.fingerprint import fingerprint
from statusgen.logo import Logo
from statusgen.mend import mend
from statusgen.model import Brand, Config
from statusgen.parse import Outcome, parse
from statusgen.parse.times import Misread, instant
from statusgen.present.edition import Edition
from statusgen.read import engine, read_logo, read_script, read_site, read_theme
from statusgen.render import render
from statusgen.sources import Source, Sources
from statusgen.theme import Theme
from statusgen.words import Words
from statusgen.write import Planned, Receipt, open_folder

__all__ = ["Built", "Now", "Options", "Plan", "build", "correct", "plan", "script_of", "status_of"]

Now = datetime | str
"""An instant in UTC, or a time as an author writes it, local to the site's zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is asked of a run. `strict` makes warnings errors."""

    site: Path
    now: Now
    skip_broken: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a build would write, and what there is to say about its files.

    `script` is the program of the form for editing, where that is a file of the site.
    """

    status: Status
    problems: tuple[Problem, ...]
    theme: Theme
    artifacts: tuple[Artifact, ...]
    script: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did."""

    plan: Plan
    receipt: Receipt


def build(options: Options, out: Path) -> Built:
    """Build a site into a folder. Raises ContentError, OutputError, UsageError or LockHeld."""
    planned = plan(options)
    by_path = {artifact.path: artifact for artifact in planned.artifacts}
    wanted = [
        Planned(path=one.path, key=fingerprint(one.key, planned.theme.digest), stage=one.stage)
        for one in planned.artifacts
    ]
    site = options.site
    protect = (site, site / "content", site / "themes")
    with open_folder(out, engine=engine(), protect=protect) as folder:
        stale = folder.stale(wanted)
        for path, data in render((by_path[item.path] for item in stale), planned.theme):
            folder.stage(path, data)
        receipt = folder.commit()
    return Built(plan=planned, receipt=receipt)


def plan(options: Options) -> Plan:
    """Do all of a build but drawing and writing."""
    status, problems, now = _status_at(options)
    config = status.site.config
    words = Words.of(config)
    layers, faults = read_theme(options.site, config.theme)
    logo, more = _logo(options.site, config.brand)
    theme = Theme(layers, words, name=config.theme, brand=config.brand, logo=logo)
    script, others = script_of(options.site, config)
    faults += more + theme.problems + others
    _stop_for(problems + faults, options, only=faults)
    edition = Edition(status, words, theme.published, theme.logo, script)
    artifacts = compose(edition, theme, built_at=now)
    return Plan(status=status, problems=problems, theme=theme, artifacts=artifacts, script=script)


def status_of(options: Options) -> tuple[Status, tuple[Problem, ...]]:
    """Read, parse, derive and check a site; return its status and what was found."""
    status, problems, _ = _status_at(options)
    return status, problems


def _status_at(options: Options) -> tuple[Status, tuple[Problem, ...], datetime]:
    sources: Sources = read_site(options.site)
    outcome: Outcome = parse(sources, skip_broken=options.skip_broken)
    now = _instant(options.now, outcome.site.config.zone)
    status = derive(outcome.site, now=now)
    found = tuple(check(status, sources, now=now))
    if options.skip_broken:
        status = derive(leave_out(outcome.site, found), now=now)
        found = tuple(replace(problem, severity=Severity.WARNING) for problem in found)
    problems = tuple(sorted((*outcome.problems, *found)))
    _stop_for(problems, options, only=found)
    return status, problems, now


def correct(options: Options) -> tuple[Edit, ...]:
    """Correct in the site's files what has only one right answer; return what was done."""
    sources = read_site(options.site)
    outcome = parse(sources, skip_broken=True)
    now = _instant(options.now, outcome.site.config.zone)
    found = check_.corrections(derive(outcome.site, now=now), sources, now=now)
    return mend(options.site, found)


def _logo(site: Path, brand: Brand) -> tuple[Logo | None, tuple[Problem, ...]]:
    if brand.logo is None or brand.logo_where is None:
        return None, ()
    source, faults = read_logo(site, brand.logo, brand.logo_where)
    if source is None:
        return None, faults
    logo, more = logo_.read(source, brand.logo_where)
    return logo, faults + more


def script_of(site: Path, config: Config) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read the program of the form for editing, where it is a file of the site."""
    admin = config.admin
    if admin is None or admin.script.file is None:
        return None, ()
    return read_script(site, admin.script.file, admin.script.where)


def _stop_for(
    problems: tuple[Problem, ...], options: Options, *, only: tuple[Problem, ...]
) -> None:
    """Raise for errors among `only`, and under --strict for anything at all."""
    fatal = any(problem.severity is Severity.ERROR for problem in only)
    if fatal or (options.strict and problems):
        raise ContentError(problems)


def _instant(now: Now, zone: ZoneInfo) -> datetime:
    if isinstance(now, datetime):
        return now.astimezone(UTC)
    at = instant(now, zone)
    if isinstance(at, Misread):
        raise UsageError(f"--now: {at.what}", at.hint)
    return at
