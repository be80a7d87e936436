"""SIGTERM and SIGHUP as interrupts: what somebody stops is put away as after Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from statusgen.cli.speaking import fall_silent, tell

__all__ = ["INTERRUPTED", "Stopped", "beginning", "code_of", "heed_stops", "through"]

INTERRUPTED = 128 + signal.SIGINT

# Windows has no SIGHUP.
_STOPS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_INSTANT = 0.5
"""Seconds in which two signals are one stop. One that came amid the clearing away of the first
would leave programs running."""


class Stopped(KeyboardInterrupt):
    """A signal has stopped the run, which ends with `code`."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


def heed_stops() -> None:
    """Raise Stopped in the main thread when SIGINT, SIGTERM or SIGHUP comes.

    One that whoever called us has switched off stays so: `nohup` does that with SIGHUP.
    """
    terminals = [descriptor for descriptor in (1, 2) if os.isatty(descriptor)]
    last = -_INSTANT

    def stop(number: int, frame: object) -> None:
        nonlocal last
        if signal.Signals(number).name == "SIGHUP":
            # The terminal is gone: each word to it would be an error, amid the clearing away.
            for descriptor in terminals:
                fall_silent(descriptor)
        before, last = last, time.monotonic()
        if last - before >= _INSTANT:
            raise Stopped(number)

    for number in _STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


@contextmanager
def beginning(*, quiet: bool = False) -> Iterator[None]:
    """Begin what goes on until it is stopped: stopped now already, it ends as well as ever."""
    heed_stops()
    try:
        yield
    except BaseException as error:
        if code_of(error) is None:
            raise
        tell("" if quiet else "stopped")
        sys.exit(0)


@contextmanager
def through() -> Iterator[None]:
    """Pay no heed to what would stop it: what takes a blink is done and said, or is neither.

    Whoever reads "run it again" behind what was done has it done once more.
    """
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def code_of(error: BaseException | None) -> int | None:
    """Return what a run ends with in which a stop led to this error, None where none did.

    A stop that comes at the wrong instant is replaced by what it has upset.
    """
    while error is not None:
        if isinstance(error, Stopped):
            return error.code
        if isinstance(error, KeyboardInterrupt):
            return INTERRUPTED
        error = error.__cause__ or error.__context__
    return None
