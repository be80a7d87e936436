"""What can go wrong, said once: where it is, what it is, what to do.

A mistake in a file is a value (`Problem`), so that one run can gather all of them; an exception
ends a run and carries an exit code. Nothing here prints.

The exception tree (a test holds this drawing true)::

    StatusgenError
    ├── ContentError        1   the site's own files have problems
    ├── UsageError          2   the command was called in a way that cannot work
    ├── OutputError         3   the output cannot be written; what stood there is untouched
    ├── PublishError        4   nothing was published; the live site is unchanged
    │   └── AnswerLost      4   the host did not answer: what was asked may have been done
    ├── PublishIncomplete   5   some targets are live, some are not
    └── LockHeld           75   somebody else is writing; try again
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from statusgen.frozen import frozen

__all__ = [
    "AnswerLost",
    "ContentError",
    "Location",
    "LockHeld",
    "OutputError",
    "Problem",
    "PublishError",
    "PublishIncomplete",
    "Severity",
    "StatusgenError",
    "UsageError",
    "has_error",
    "reason",
]


class Severity(StrEnum):
    """An error stops the build; a warning is said and the build goes on."""

    ERROR = "error"
    WARNING = "warning"


@frozen(kw_only=False, order=True)
class Location:
    """A place in a file of the site: `path` is POSIX, relative to the site's folder.

    `line` and `column` count from 1, in characters of the file as it stands on disk (a byte order
    mark counts for nothing). `length` is how many characters the caret underlines, at least 1.
    """

    path: str
    line: int = 1
    column: int = 1
    length: int = 1


@frozen(kw_only=False, order=True)
class Problem:
    """One mistake: `what` is a sentence without its full stop, `hint` says what to do.

    `code` is short, stable and kebab-case ("unknown-key"): people search for it
    and switch rules by it.
    """

    where: Location
    code: str
    what: str
    hint: str = ""
    severity: Severity = Severity.ERROR


def has_error(problems: Iterable[Problem]) -> bool:
    """Say whether any of these stops a build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


class StatusgenError(Exception):
    """The root of all that a user can cause. `exit_code` is what the command ends with."""

    exit_code = 1

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class ContentError(StatusgenError):
    """The site's files have problems; `problems` holds every one of them, warnings included."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = sum(problem.severity is Severity.ERROR for problem in self.problems)
        super().__init__(f"{count} problem{'' if count == 1 else 's'} found")


class UsageError(StatusgenError):
    """The command was called in a way that cannot work."""

    exit_code = 2


class OutputError(StatusgenError):
    """The output cannot be written. What stood there before is untouched."""

    exit_code = 3


class PublishError(StatusgenError):
    """Nothing was published; the live site is unchanged."""

    exit_code = 4


class AnswerLost(PublishError):
    """The connection ended before the answer came: what was asked may have been done."""


class PublishIncomplete(StatusgenError):
    """Some targets are live with the new site, some are not."""

    exit_code = 5


class LockHeld(StatusgenError):
    """Another run holds the lock or was quicker (EX_TEMPFAIL of sysexits.h: try again)."""

    exit_code = 75


def reason(error: OSError) -> str:
    """Say in the system's words, in small letters, why it refused."""
    return (error.strerror or "unknown reason").lower()
