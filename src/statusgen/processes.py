"""Work on many things in several processes, where the system can fork; else in this one.

A forked process has everything that this one has, so that nothing is sent to it; what it found
comes back through a pipe, as values that `marshal` knows. Where anything fails or is killed, all
the work is done once more here, in order, so that what is raised is the same for any number of
processes.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, TypeVar

__all__ = ["FEW", "spread"]

T = TypeVar("T")

FEW = 128
"""With fewer things than this a process costs more time than it saves."""

_AT_ONCE = 64
_STOPS = (signal.SIGINT, signal.SIGTERM)

Work = Callable[[Sequence[T]], list[Any]]


def spread(items: Sequence[T], work: Work[T], *, processes: int) -> list[Any]:
    """Return what `work` makes of the items, one value for each, in their order."""
    if processes < 2 or len(items) < FEW or not _can_fork():
        return work(items)
    shares = [items[number::processes] for number in range(processes)]
    # What is there now is never garbage: looking through it would copy it into every process.
    gc.freeze()
    children: list[tuple[int, IO[bytes]]] = []
    try:
        with _undisturbed():
            for share in shares[1:]:
                children.append(_begin(share, work))  # noqa: PERF401 - each one is to be stopped
        found = [work(shares[0])]
        while children:
            found.append(_end(*children[0]))
            del children[0]
    except Exception:  # noqa: BLE001 - it is raised again below, by the first thing that is wrong
        found = []
    finally:
        _stop(children)
        gc.unfreeze()
    if not found:
        return work(items)
    results: list[Any] = [None] * len(items)
    for number, share in enumerate(found):
        results[number::processes] = share
    return results


class _Failed(Exception):
    """A process has not done its work."""


def _can_fork() -> bool:
    # With threads a fork may copy a lock that nobody will ever open.
    threads = sys.modules.get("threading")
    return hasattr(os, "fork") and (threads is None or threads.active_count() == 1)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait: between a fork and the note of it, it would leave a process to itself."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(share: Sequence[T], work: Work[T]) -> tuple[int, IO[bytes]]:
    out, into = os.pipe()
    parent = os.getpid()
    with warnings.catch_warnings():
        # Of threads that are no thread of Python's, such as a library's own. Where warnings are
        # errors it would be raised when the child is there, and nobody would know of it.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        os.close(into)
        return child, os.fdopen(out, "rb")
    status = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
        gc.disable()
        os.close(out)
        found: list[Any] = []
        for start in range(0, len(share), _AT_ONCE):
            if os.getppid() != parent:
                raise _Failed  # Nobody waits any more, and the folder has to be let go.
            found += work(share[start : start + _AT_ONCE])
        with os.fdopen(into, "wb") as pipe:
            pipe.write(marshal.dumps(found))
        status = 0
    finally:
        # Nothing of the parent's may be done a second time: no clearing up, no output.
        os._exit(status)


def _end(child: int, out: IO[bytes]) -> list[Any]:
    with out:
        data = out.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise _Failed
    found: list[Any] = marshal.loads(data)
    return found


def _stop(children: list[tuple[int, IO[bytes]]]) -> None:
    for child, out in children:
        out.close()
        # One that has ended by itself may have been waited for already.
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
