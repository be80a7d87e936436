"""Whole processes, measured from outside: time, processor time and memory of all of them together.

Only Linux says what memory several processes share; elsewhere their peak is unknown (None).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

__all__ = ["Cost", "at_rest", "ended", "environment", "peak", "run", "said"]

_EVERY = 0.02
# Of a second: what a program still does that waits for news.
_IDLE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds on the wall and on all processors, and the bytes of the largest single process."""

    wall: float
    cpu: float
    largest: int


def environment() -> Mapping[str, str]:
    """Give the surroundings of every program: what it prints comes at once, plain and unwrapped.

    Python may keep the bytecode of what it imports, as it does where programs are installed: else
    each run would compile this program's modules anew, and not those of the others.
    """
    plain = {"COLUMNS": "300", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    return {
        name: value
        for name, value in {**os.environ, **plain}.items()
        if name != "PYTHONDONTWRITEBYTECODE"
    }


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end, its children included. Raises RuntimeError if it fails."""
    # What earlier runs have written is on the disk before the clock starts.
    os.sync()
    with TemporaryFile() as said:
        started = time.perf_counter()
        process = _start(command, folder, said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        _hold(process, said)
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, largest=usage.ru_maxrss * unit)


def peak(command: Sequence[str], folder: Path) -> int | None:
    """Run a command and give the most bytes that all of its processes had at once.

    Looking slows the program down, so a run that is looked at is not timed.
    """
    if sys.platform != "linux":
        return None
    highest = 0
    with TemporaryFile() as said:
        process = _start(command, folder, said)
        while process.poll() is None:
            highest = max(highest, sum(_proportional(pid) for pid in _session(process.pid)))
            time.sleep(_EVERY)
        _hold(process, said)
    return highest


def said(command: Sequence[str]) -> str:
    """Give what a command prints."""
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def ended(process: subprocess.Popen[str]) -> None:
    """End a process that `environment` and a session of its own were given, and its children."""
    for how in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(timeout=5)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue


def at_rest(process: subprocess.Popen[str]) -> None:
    """Wait at least a second, until a program and its children have next to nothing more to do.

    Eleventy says that it watches 10,000 files seconds before it does, and a save in between is lost
    to it. One that looks at all files again and again is not waited for any longer than 20 seconds.
    """
    before = _worked(process.pid)
    for _ in range(20):
        time.sleep(1)
        worked = _worked(process.pid)
        if worked - before < _IDLE:
            return
        before = worked


def _start(command: Sequence[str], folder: Path, said: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=said,
        start_new_session=True,
    )


def _hold(process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    if process.returncode:
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
        raise RuntimeError(f"it ended with {process.returncode}: {process.args!r}\n{words}")


def _session(leader: int) -> list[int]:
    """List the processes of a session."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            text = _text(f"/proc/{entry.name}/stat")
            # The name, in brackets, may hold anything; state, parent, group and session follow it.
            fields = text.rpartition(")")[2].split()
            if len(fields) > 3 and int(fields[3]) == leader:
                found.append(int(entry.name))
    return found


def _worked(leader: int) -> float:
    """Give the seconds of processors that a session's processes have used; 0 if nobody tells."""
    if sys.platform != "linux":
        return 0
    # Behind the name in brackets: user's and system's time are the twelfth and the thirteenth.
    lines = (_text(f"/proc/{pid}/stat").rpartition(")")[2].split() for pid in _session(leader))
    ticks = sum(int(fields[11]) + int(fields[12]) for fields in lines if len(fields) > 12)
    return ticks / os.sysconf("SC_CLK_TCK")


def _proportional(pid: int) -> int:
    """Give a process's bytes, of shared ones its part; all of them if the system tells no parts."""
    for path, key in ((f"/proc/{pid}/smaps_rollup", "Pss:"), (f"/proc/{pid}/status", "VmRSS:")):
        for line in _text(path).splitlines():
            if line.startswith(key):
                return int(line.split()[1]) * 1024
    return 0


def _text(path: str) -> str:
    """Read a file that may be gone with its process."""
    try:
        return Path(path).read_text("utf-8", "replace")
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return ""
