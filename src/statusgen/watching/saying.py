"""What a watcher tells people: a line for what it did, and plain words for what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from statusgen import report
from statusgen.delivery import Hosts, Published, saying
from statusgen.errors import ContentError, Location, Problem, Severity, StatusgenError
from statusgen.pipeline import Built
from statusgen.read import read_again
from statusgen.watching.when import Reason, Trouble
from statusgen.words import Words

__all__ = [
    "Spoken",
    "abandoned",
    "begun",
    "built",
    "failure",
    "kept",
    "problems",
    "published",
    "short",
    "target_failed",
]


def begun(name: str) -> str:
    """Say what is watched, and how to end that."""
    return f"watching {name}; stop it with Ctrl-C"


def built(done: Built) -> str:
    """Say what a build changed, and until when the page is right."""
    counts = f"{len(done.receipt.written)} written, {len(done.receipt.deleted)} deleted"
    status = done.plan.status
    until = Words.of(status.site.config).moment(status.valid_until)
    return f"built: {counts}; right until {until}"


def problems(found: Sequence[Problem], folder: Path, site: Path) -> str:
    """Say what is wrong with the files in `folder`, as those of `site`."""
    name = site.as_posix()
    prefix = "" if name == "." or folder != site else f"{name.rstrip('/')}/"
    paths = sorted({problem.where.path for problem in found})
    files = tuple(filter(None, (read_again(folder, path) for path in paths)))
    return report.problems(found, files=files, prefix=prefix)


def failure(error: StatusgenError, folder: Path, site: Path) -> str:
    """Say why there was no build."""
    if isinstance(error, ContentError):
        return problems(error.problems, folder, site)
    return report.failure(error)


def short(error: StatusgenError) -> tuple[str, str | None]:
    """Say it in one line and what to do, for machines: of several mistakes the first.

    Under --strict there may be warnings alone.
    """
    if not isinstance(error, ContentError):
        return error.what, error.hint or None
    errors = [one for one in error.problems if one.severity is Severity.ERROR]
    first = (errors or error.problems)[0]
    where = f"{first.where.path}:{first.where.line}:{first.where.column}"
    return f"{where}: {first.what}", first.hint or None


def kept(error: StatusgenError, built_at: datetime | None, trouble: Trouble, now: datetime) -> str:
    """Say what readers see meanwhile, and when it is tried again."""
    page = "there is no page yet" if built_at is None else "the page stays as it is"
    if isinstance(error, ContentError):
        return f"{page}; it is built when the files are saved without mistakes"
    return f"{page}; it is tried again in {_length(trouble.again - now)}"


def target_failed(name: str, error: StatusgenError, trouble: Trouble, now: datetime) -> str:
    """Say what went wrong at a target, and when it is tried again."""
    return (
        f"{name}: {report.failure(error)}\n"
        f"{name}: it is tried again in {_length(trouble.again - now)}"
    )


class Spoken:
    """What was said of files, targets and telling; it is not said again before it was over."""

    def __init__(self) -> None:
        self._targets: dict[str, frozenset[str]] = {}
        self._telling: frozenset[str] = frozenset()
        self._kinds: list[tuple[Location, str]] = []

    def is_news(self, found: Sequence[Problem], *, alike: bool) -> bool:
        """Take in what was found in files, which are `alike` where nobody has changed them.

        Say whether there may be more in it than that hours have passed.
        """
        before, self._kinds = self._kinds, [(one.where, one.code) for one in found]
        return not alike or self._kinds != before

    def is_new(self, name: str, what: str) -> bool:
        """Take in what is wrong at a target; say whether it was not said since that went well."""
        before = self._targets.get(name, frozenset())
        self._targets[name] = before | {what}
        return what not in before

    def notes(self, done: Published) -> str:
        """Say what else somebody has to know, and does not know yet."""
        good = []
        for one in done.outcomes:
            if one.value is not None:
                before = self._targets.get(one.name, frozenset())
                self._targets[one.name] = frozenset(one.value.notes)
                new = tuple(note for note in one.value.notes if note not in before)
                good.append(replace(one, value=replace(one.value, notes=new)))
        if not good:
            return ""  # Then nobody was to be told.
        before, self._telling = self._telling, frozenset(done.notes)
        over = ("nothing is left to tell",) if before and not done.notes else ()
        return saying.remarks(good, (*(one for one in done.notes if one not in before), *over))


def published(done: Published, reason: Reason) -> str:
    """Say where the page is live now, and why it was published."""
    live = ", ".join(one.name for one in done.outcomes if one.error is None)
    return f"published ({reason.value}): {live}" if live else ""


def abandoned(hosts: Hosts) -> str:
    """Say that a stop did not wait for the end of publishing."""
    names = ", ".join(target.name for target in hosts.targets)
    return (
        f"warning: publishing to {names} was broken off\n"
        "  hint: readers see whole pages; the next run completes it"
    )


def _length(pause: timedelta) -> str:
    seconds = max(1, round(pause.total_seconds()))
    return f"{seconds} s" if seconds < 90 else f"{round(seconds / 60)} minutes"
