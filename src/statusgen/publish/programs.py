"""Running a program of this machine: no shell, an environment that is said, and an end in time.

Returns what the program did and judges nothing but its absence. No program outlives the run that
started it, however that is stopped: it would go on writing where a later run does.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Condition

from statusgen.errors import PublishError, PublishIncomplete
from statusgen.frozen import frozen
from statusgen.publish.redact import redacted

__all__ = [
    "LATE",
    "Deadline",
    "Ended",
    "Programs",
    "end_with_all",
    "find",
    "last_words",
    "run_program",
]

LATE = -1000
"""The status of a program that was ended since its time was up."""

_LONGEST = 300  # of a program's words, in characters
_LET_GO = 1.0
"""Seconds in which what was killed has to be gone: what is dead is gone much sooner."""


@frozen
class Ended:
    """How a program ended: `status` as subprocess has it, below 0 for a signal."""

    status: int
    out: bytes
    err: str


class Deadline:
    """What is left of a budget, in seconds."""

    def __init__(self, clock: Callable[[], datetime], budget: float) -> None:
        self._clock = clock
        self._budget = budget
        self._end = clock() + timedelta(seconds=budget)

    def left(self) -> float:
        """Return the seconds that are left, never less than a moment.

        Nor more than all of them: a clock that is set back gives no program that hangs an hour.
        """
        return max(min((self._end - self._clock()).total_seconds(), self._budget), 0.1)


def find(name: str, environ: Mapping[str, str], hint: str) -> str:
    """Find a program on the PATH of `environ`. Raises PublishError."""
    found = shutil.which(name, path=environ.get("PATH", os.defpath))
    if found is None:
        raise PublishError(f"the program '{name}' is not on this machine", hint)
    return found


class Programs:
    """What one run has running, so that all of it can be ended from another thread."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def start(
        self, start: Callable[[], subprocess.Popen[bytes]], *, closing: bool = False
    ) -> subprocess.Popen[bytes]:
        """Start a program, and know it until `ended`.

        After `end` it raises PublishIncomplete, but not for one that is `closing`.
        """
        # Under the lock: whoever ends all meets none that has begun and is not known yet.
        with self._changed:
            if self._stopped and not closing:
                what = "statusgen was stopped before it was done"
                raise PublishIncomplete(what, "the next run completes it")
            process = start()
            self._running.add(process)
        return process

    def ended(self, process: subprocess.Popen[bytes]) -> None:
        """Forget a program that has ended and was waited for."""
        with self._changed:
            self._running.discard(process)
            self._changed.notify_all()

    def end(self) -> None:
        """End all that runs, with all that it has started, and wait for it.

        Nothing more is started then but what gives back to others what the run held.
        """
        with self._changed:
            self._stopped = True
            for process in self._running:
                end_with_all(process)
            # Not for ever: what has left its group of processes may hold a pipe open.
            self._changed.wait_for(lambda: not self._running, _LET_GO)


def run_program(
    argv: Sequence[str],
    *,
    programs: Programs,
    environ: Mapping[str, str],
    seconds: float,
    cwd: Path | None = None,
    stdin: bytes = b"",
    merged: bool = False,
    closing: bool = False,
) -> Ended:
    """Run a program to its end, or for so many seconds; what it started ends with it.

    Where `merged`, all that it says is in `err`, in the order in which it was said. Raises
    OSError where it cannot be started, and PublishIncomplete where the run was stopped; one that is
    `closing` is run then as well.
    """
    process = programs.start(
        lambda: subprocess.Popen(
            argv,
            env=environ,
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            # Away from the terminal, where it could ask somebody who is not there.
            start_new_session=True,
        ),
        closing=closing,
    )
    late = False
    try:
        try:
            out, err = process.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired:
            late = True
            end_with_all(process)
            out, err = _said(process)
    except BaseException:
        end_with_all(process)
        _said(process)
        raise
    finally:
        programs.ended(process)
    status = LATE if late else process.returncode
    if merged:
        out, err = b"", out
    return Ended(status=status, out=out, err=err.decode("utf-8", "replace"))


def end_with_all(process: subprocess.Popen[bytes]) -> None:
    """End a program, of a session of its own, and all that it has started, which may run on."""
    if process.returncode is not None:
        return
    if sys.platform == "win32":
        process.kill()
        return
    # Nobody has waited for it: its number is still its own, and its group's.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _said(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Wait for a program that was ended; return what it has said, on both streams.

    Not for ever: a daemon that it has started has left its group, and may hold a pipe open.
    """
    try:
        return process.communicate(timeout=_LET_GO)
    except subprocess.TimeoutExpired as late:
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        return late.stdout or b"", late.stderr or b""


def last_words(text: str, environ: Mapping[str, str], *, lines: int = 3) -> str:
    """Return the last lines of what a program said, on one line and without any secret."""
    # Cut only when the secrets are out: half a secret is not recognised.
    said = [line.strip() for line in redacted(text, environ).splitlines() if line.strip()]
    words = " / ".join(said[-lines:])
    return words if len(words) <= _LONGEST else "…" + words[-_LONGEST:]
