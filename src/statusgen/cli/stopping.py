"""SIGTERM as an interrupt: what a supervisor stops is put away as after Ctrl-C."""

from __future__ import annotations

import signal
from typing import NoReturn

__all__ = ["INTERRUPTED", "TERMINATED", "Terminated", "heed_sigterm"]

INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM


class Terminated(KeyboardInterrupt):
    """Somebody has sent SIGTERM."""


def heed_sigterm() -> None:
    """Raise Terminated in the main thread when SIGTERM comes, instead of ending at once."""
    signal.signal(signal.SIGTERM, _raise)


def _raise(*_: object) -> NoReturn:
    raise Terminated
