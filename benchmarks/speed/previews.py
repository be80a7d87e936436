"""From a save to the news of it: how long a writer waits whose page is open in a preview.

Ours is heard as a browser hears it, by the event that reloads the page; the others print when they
are done, and how long they say it took. Every edit is of the newest entry.
"""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from urllib.parse import urlsplit
from urllib.request import urlopen

from benchmarks.speed.processes import at_rest, ended, environment
from benchmarks.speed.programs import STATUSGEN, Peer, Preview, Site

__all__ = ["REST", "Wait", "waits"]

REST = 0.04
"""For how many seconds our preview waits after a save that files come to rest: not work of ours."""

# The slowest of the programs builds for half a minute where the machine is busy.
_PATIENCE = 90.0
# Between two saves: changes that come in one go are gathered.
_PAUSE = 1.0
# Whoever takes longer than this is measured once.
_LONG = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Seconds from a save to the news of it, and of these the program's own work."""

    whole: float
    own: float


class _Silent(Exception):
    """The news that was waited for did not come; says what came instead."""


def waits(site: Site, rounds: int, tell: Callable[[str], None]) -> list[Wait]:
    """Save the newest entry so many times, and measure; a slow peer is spared all but the first.

    Of a save that no news comes of there is nothing in the list, and it is the last: `tell` hears
    of it. Raises RuntimeError if the news is wrong.
    """
    program = site.program
    preview = program.preview if isinstance(program, Peer) else None
    found: list[Wait] = []
    try:
        # One by one, so that what was heard before the silence is kept.
        for wait in _ours(site, rounds) if preview is None else _peer(site, preview, rounds):
            found.append(wait)  # noqa: PERF402
    except (_Silent, TimeoutError) as error:
        tell(f"serve: {program.name} gave no answer: {error}")
    return found


def _ours(site: Site, rounds: int) -> Iterator[Wait]:
    command = (STATUSGEN.build[0], "serve", "--port", "0", "--now", STATUSGEN.command(0)[-1])
    with _running(command, site.folder) as (_, lines):
        greeting, _ = _next(lines, re.compile(r"the page is at (?P<at>\S+)"))
        address = greeting["at"]
        # Draw the pages once, as a browser that is open has.
        with urlopen(address, timeout=_PATIENCE) as answer:
            answer.read()
        with _listening(address) as page:
            for number in range(rounds):
                time.sleep(_PAUSE)
                started = time.perf_counter()
                words = site.edit_entry(number)
                _hear(page, b"event: reload")
                whole = time.perf_counter() - started
                _hold(words, address + site.page.relative_to(site.folder / "output").as_posix())
                yield Wait(whole=whole, own=whole - REST)


def _hold(words: str, address: str) -> None:
    with urlopen(address.removesuffix("index.html"), timeout=_PATIENCE) as answer:
        if words not in answer.read().decode("utf-8"):
            raise RuntimeError(f"the preview told of a change and does not show it: {address}")


@contextmanager
def _listening(address: str) -> Iterator[socket.socket]:
    host = urlsplit(address).netloc
    name, _, port = host.partition(":")
    with socket.create_connection((name, int(port)), timeout=_PATIENCE) as page:
        page.sendall(f"GET /__preview/events HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        _hear(page, b"retry:")
        yield page


def _hear(page: socket.socket, wanted: bytes) -> None:
    heard = b""
    while wanted not in heard:
        if not (more := page.recv(4096)):
            raise RuntimeError(f"the preview hung up before it said {wanted!r}")
        heard += more


def _peer(site: Site, preview: Preview, rounds: int) -> Iterator[Wait]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = tuple(part.format(port=port) for part in preview.command)
    with _running(command, site.folder) as (process, lines):
        _next(lines, preview.ready)
        for number in range(rounds):
            at_rest(process)
            _forget(lines)
            started = time.perf_counter()
            site.edit_entry(number)
            said, at = _next(lines, preview.rebuilt)
            took = {"s": 1.0, "ms": 0.001}
            own = sum(float(text) * took[unit] for unit, text in said.items())
            yield Wait(whole=at - started, own=own)
            if own > _LONG:
                break


# The lines, each with the time at which it came; an empty one is the end of them.
_Lines = Queue[tuple[str, float]]


@contextmanager
def _running(
    command: tuple[str, ...], folder: Path
) -> Iterator[tuple[subprocess.Popen[str], _Lines]]:
    """Start a program; give it and what it prints."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )
    lines: _Lines = Queue()

    def listen() -> None:
        for line in process.stdout or ():
            lines.put((line, time.perf_counter()))
        lines.put(("", time.perf_counter()))

    listener = Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield process, lines
    finally:
        ended(process)
        listener.join(timeout=5)
        if process.stdout and not listener.is_alive():
            process.stdout.close()


def _forget(lines: _Lines) -> None:
    """Pass over what was said before a save."""
    while not lines.empty():
        if not lines.get()[0]:
            raise _Silent("it ended by itself")


def _next(lines: _Lines, wanted: re.Pattern[str]) -> tuple[dict[str, str], float]:
    """Wait for a line; return its groups and when it came."""
    heard: list[str] = []
    end = time.perf_counter() + _PATIENCE
    with suppress(Empty):
        while True:
            line, at = lines.get(timeout=max(0, end - time.perf_counter()))
            if found := wanted.search(line):
                return found.groupdict(), at
            heard.append(line)
            if not line:
                break
    raise _Silent(f"it never said {wanted.pattern!r}, but: {''.join(heard[-10:])}")
