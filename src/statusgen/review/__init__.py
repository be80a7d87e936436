"""What a change of the site's files means for readers: the files on the disk against a revision.

Both are built as far as what they say, at one time and with one theme; nothing is drawn or written.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from statusgen import pipeline
from statusgen.artifacts import compose
from statusgen.derive import derive
from statusgen.errors import ContentError, Problem, Severity, UsageError
from statusgen.frozen import frozen
from statusgen.model import Config, Site
from statusgen.parse import Outcome, parse
from statusgen.parse.components import Known
from statusgen.parse.config import parse_config
from statusgen.pipeline import Options, Plan
from statusgen.present.edition import Edition
from statusgen.read import read_theme
from statusgen.recall import Recall
from statusgen.review import tell
from statusgen.review.changes import Changes
from statusgen.review.compare import Side, as_stored, compare, look
from statusgen.review.history import Revision, revision
from statusgen.review.sentences import Base
from statusgen.sources import Source
from statusgen.words import Words

__all__ = ["Refused", "Review", "review"]


@frozen
class Review:
    """What changes, and the words of the site to say it with."""

    changes: Changes
    base: Base
    words: Words
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0

    def said(self, style: str) -> str:
        """Say it to people: in a terminal, or as `markdown`."""
        form = tell.markdown if style == "markdown" else tell.text
        return form(self.changes, self.base, self.words)

    @property
    def facts(self) -> dict[str, object]:
        """Say it to programs."""
        return tell.facts(self.changes, self.base, self.words)


@frozen
class Refused:
    """The files on the disk have mistakes: what `check` would say of them."""

    problems: tuple[Problem, ...]
    exit_code: int = ContentError.exit_code

    def said(self, style: str) -> str:
        """Say it as a comment; in a terminal the problems themselves are enough."""
        return tell.refusal(self.problems) if style == "markdown" else ""

    @property
    def facts(self) -> dict[str, object]:
        """Say it to programs: there is nothing besides the problems."""
        return {}


def review(options: Options, name: str) -> Review | Refused:
    """Compare the site as it was at a revision with the files on the disk, both at one time.

    Raises UsageError where there is no such revision, or nothing in it to compare with.
    """
    found = revision(options.site, name)
    try:
        planned = pipeline.plan(options)
    except ContentError as error:
        return Refused(problems=error.problems)
    now, config = planned.now, planned.status.site.config
    words = Words.of(config)
    after = Side(
        edition=Edition(
            planned.status, words, planned.theme.published, planned.theme.logo, planned.script
        ),
        artifacts=planned.artifacts,
        look=look(config, _files_now(planned)),
    )
    outcome = _parsed(found, options, planned.recall)
    wrong = () if outcome is None else outcome.problems
    base = Base(
        name=found.name,
        commit=found.commit,
        now=now,
        left_out=tuple(sorted({one.where.path for one in wrong if one.severity is Severity.ERROR})),
        blank=outcome is None,
    )
    if outcome is None:
        empty = Site(config=config, incidents=(), maintenance=())
        before = _side(empty, planned, now, after.look, planned.script)
    else:
        was = outcome.site.config
        seen = look(was, _files_then(found, options.site, was))
        before = _side(outcome.site, planned, now, seen, _script_then(found, was, planned.script))
    return Review(changes=compare(before, after), base=base, words=words)


def _side(site: Site, plan: Plan, now: datetime, seen: str, script: Source | None) -> Side:
    """Do what `plan` did with the files on the disk, and with the same theme: that is `look`'s."""
    status, theme = derive(site, now=now), plan.theme
    edition = Edition(status, Words.of(site.config), theme.published, theme.logo, script)
    return Side(edition=edition, artifacts=compose(edition, theme, built_at=now), look=seen)


def _parsed(found: Revision, options: Options, known: Recall | None) -> Outcome | None:
    """Parse a revision without its broken entries; None where there was no site.

    Most of its entries are as they are on the disk, and `known` is what came of those.
    """
    sources = found.sources()
    if sources.config is None:
        return None
    config = parse_config(sources.config)
    recall = Recall(None, sources, Known.of(config[0]), before=known)
    recall.learn(processes=options.processes)
    try:
        return parse(sources, skip_broken=True, known=config, entry=recall.entry)
    except ContentError as error:
        first = next(one for one in error.problems if one.severity is Severity.ERROR)
        raise UsageError(
            f"the site at '{found.name}' cannot be compared with, because of a mistake in "
            f"{first.where.path}, line {first.where.line}: {first.what}",
            "name another revision: statusgen diff REV",
        ) from error


def _files_now(plan: Plan) -> tuple[tuple[str, bytes], ...]:
    """Return the site's own files that decide how pages look."""
    files = dict(plan.layers).get("site", ())
    return _named(files if plan.logo is None else (*files, plan.logo))


def _files_then(found: Revision, site: Path, config: Config) -> tuple[tuple[str, bytes], ...]:
    folder = f"themes/{config.theme}"
    layers = dict(read_theme(site, config.theme)[0])
    # Where the folder is that of the shipped themes, it is no site's own: as `read_theme` has it.
    shipped = "site" not in layers and (site / folder).is_dir()
    files = () if shipped else found.files(folder)
    return _named(files + (found.files(config.brand.logo) if config.brand.logo else ()))


def _script_then(found: Revision, config: Config, now: Source | None) -> Source | None:
    """Return the program of the form for editing, where that was a file of the site."""
    path = config.admin.script.file if config.admin else None
    then = next((one for one in found.files(path) if one.path == path), None) if path else None
    return now if then and now and as_stored(then.data) == as_stored(now.data) else then


def _named(files: tuple[Source, ...]) -> tuple[tuple[str, bytes], ...]:
    return tuple((one.path, one.data) for one in sorted(files, key=lambda one: one.path))
