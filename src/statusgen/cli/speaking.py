"""How a command speaks: problems, answers and failures, to people and to programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import click

from statusgen.errors import ContentError, Problem, StatusgenError, reason
from statusgen.frozen import frozen

if TYPE_CHECKING:
    from statusgen.check import Edit

__all__ = [
    "Said",
    "fall_silent",
    "give_up_what_is_unsaid",
    "is_terminal",
    "run",
    "say_what_was_done",
    "tell",
    "tell_if_possible",
]

T = TypeVar("T")


@frozen
class Said:
    """How this run speaks: in which style, and about which site, named as it was on the command.

    In JSON a run is one object on standard output. Otherwise problems come first, those for people
    on standard error.
    """

    style: str
    site: Path

    @property
    def prefix(self) -> str:
        """What stands before the paths of the site's files, so that an editor opens them."""
        name = self.site.as_posix()
        return "" if name == "." else f"{name.rstrip('/')}/"

    def problems(self, found: tuple[Problem, ...], *, after: tuple[Edit, ...] = ()) -> None:
        """Say what was found, with the lines that it is about; before that what was corrected."""
        from statusgen import read, report

        if self.style == "sarif":
            from statusgen import sarif

            tell(sarif.document(found, self.prefix))
            return
        if self.style == "json" and after:
            tell(report.document({**report.facts_of(found, self.prefix), **self._corrected(after)}))
            return
        tell("\n".join(edit.text(self.prefix) for edit in after), err=self.style == "text")
        paths = sorted({problem.where.path for problem in found})
        files = tuple(filter(None, (read.read_again(self.site, path) for path in paths)))
        text = report.problems(found, files=files, style=self.style, prefix=self.prefix)
        tell(text, err=self.style == "text")

    def answer(self, text: str, facts: Mapping[str, object]) -> None:
        """Give the answer that the command was called for, in words or as facts."""
        from statusgen import report

        tell(report.document(facts) if self.style == "json" else text)

    def answer_after(
        self,
        found: tuple[Problem, ...],
        text: str,
        facts: Mapping[str, object],
        *,
        after: tuple[Edit, ...] = (),
    ) -> None:
        """Say what was found, then give the answer."""
        from statusgen import report

        if self.style == "json":
            own = report.facts_of(found, self.prefix)
            self.answer(text, {**own, **self._corrected(after), **facts})
            return
        self.problems(found, after=after)
        if self.style != "sarif":
            self.answer(text, facts)

    def _corrected(self, edits: tuple[Edit, ...]) -> dict[str, object]:
        return {"corrected": [edit.facts(self.prefix) for edit in edits]} if edits else {}


def run(said: Said, work: Callable[[], T], *, after: tuple[Edit, ...] = ()) -> T:
    """Do the work; say what a user has to know about its failure, and end with its exit code."""
    from statusgen import report

    try:
        return work()
    except ContentError as error:
        said.problems(error.problems, after=after)
        sys.exit(error.exit_code)
    except StatusgenError as error:
        if said.style == "sarif":
            from statusgen import sarif

            tell(sarif.failure(error))
        else:
            tell(report.failure(error, style=said.style), err=said.style == "text")
        sys.exit(error.exit_code)


def tell(text: str, *, err: bool = False) -> None:
    """Print, if there is something to print.

    Whoever stops reading (`statusgen list | head -1`) has read enough: that is no failure.
    """
    if not text:
        return
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        fall_silent(2 if err else 1)


def tell_if_possible(text: str, *, err: bool = False) -> bool:
    """Print, and say whether that went well: for what goes on with a full disk under its log."""
    try:
        tell(text, err=err)
    except OSError:
        return False
    return True


def say_what_was_done(say: Callable[[], None]) -> None:
    """Say it; a system that takes no words makes no failure of what is done.

    The exit code of a full disk would say that nothing was, and have it done once more.
    """
    try:
        say()
    except OSError as error:
        tell_if_possible(f"warning: what was done cannot be said: {reason(error)}", err=True)
        give_up_what_is_unsaid()


def give_up_what_is_unsaid() -> None:
    """Leave nothing to be said at the end of the process, if the system takes nothing."""
    for descriptor, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            fall_silent(descriptor)


def is_terminal() -> bool:
    """Say whether somebody sees standard error; it may not even be there (`2>&-`)."""
    stream: TextIO | None = sys.stderr
    return stream is not None and stream.isatty()


def fall_silent(descriptor: int) -> None:
    """Give up a stream: Python would try once more at the end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
