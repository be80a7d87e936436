"""One line on a terminal that says how far each target is, drawn again and again in its place."""

from __future__ import annotations

import shutil
import time
from threading import Lock

import click

from statusgen.cli.speaking import is_terminal

__all__ = ["Line"]

_PAUSE = 0.1
"""The least time between two drawings, in seconds: more often nobody can read."""

_CLEAR = "\r\x1b[K"


class Line:
    """Hears of progress from any thread. Says nothing where standard error is no terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and is_terminal()
        self._states: dict[str, tuple[int, int, str]] = {}
        self._lock = Lock()
        self._drawn = 0.0

    def __call__(self, name: str, done: int, total: int, what: str) -> None:
        """Note how far a target is, and draw the line if it is time."""
        if not self._shown:
            return
        with self._lock:
            self._states[name] = (done, total, what)
            now = time.monotonic()
            if now - self._drawn >= _PAUSE or done == total:
                self._drawn = now
                self._draw()

    def clear(self) -> None:
        """Take the line away, for what is printed next."""
        with self._lock:
            if self._shown and self._states:
                self._states.clear()
                self._put(_CLEAR)

    def _draw(self) -> None:
        from statusgen.delivery import saying

        width = shutil.get_terminal_size().columns - 1
        states = ((name, *state) for name, state in self._states.items())
        self._put(f"{_CLEAR}{saying.line(states, width)}")

    def _put(self, text: str) -> None:
        try:
            click.echo(text, err=True, nl=False)
        except OSError:
            # The terminal is gone: nothing of what is being done depends on it.
            self._shown = False
