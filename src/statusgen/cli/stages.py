"""What a build is doing: on a terminal while it lasts, and afterwards how long each stage took."""

from __future__ import annotations

import signal
import time

import click

from statusgen.cli.speaking import is_terminal

__all__ = ["Stages"]

_AFTER = 1.0
"""A build that is quicker than this, in seconds, says nothing of what it does."""

_CLEAR = "\r\x1b[K"


class Stages:
    """Is called when a stage begins: with a word for it, and with how many files it is about.

    Used as a context: at its end nothing of it is left on the terminal.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and is_terminal() and hasattr(signal, "setitimer")
        self._begun: list[tuple[str, int, float]] = []
        self._drawn = False

    def __enter__(self) -> Stages:
        if self._shown:
            # A timer, and no thread: with threads a build could not fork.
            signal.signal(signal.SIGALRM, lambda *_: self._draw())
            signal.setitimer(signal.ITIMER_REAL, _AFTER, _AFTER / 4)
        return self

    def __exit__(self, *_: object) -> None:
        self("", 0)
        if self._shown:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
        if self._drawn:
            click.echo(_CLEAR, err=True, nl=False)

    def __call__(self, name: str, count: int) -> None:
        """Note that a stage begins; one without a name ends the last one."""
        self._begun.append((name, count, time.perf_counter()))

    def text(self) -> str:
        """Say how long each stage took, one a line."""
        lines = []
        for (name, count, begun), (*_, ended) in zip(self._begun, self._begun[1:], strict=False):
            if name:
                of = f", {_files(count)}" if count else ""
                lines.append(f"{ended - begun:7.3f} s  {name}{of}")
        return "\n".join(lines)

    def _draw(self) -> None:
        if self._begun:
            name, count, begun = self._begun[-1]
            of = f" {_files(count)}" if count else ""
            since = time.perf_counter() - begun
            self._drawn = True
            click.echo(f"{_CLEAR}{name}{of}, {since:.0f} s", err=True, nl=False)


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"
