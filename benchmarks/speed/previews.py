"""From a save to the news of it: how long a writer waits whose page is open in a preview.

Ours is heard as a browser hears it, by the event that reloads the page; the others print when they
are done, and how long they say it took. Every edit is of the newest entry.
"""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from urllib.parse import urlsplit
from urllib.request import urlopen

from benchmarks.speed.processes import ended, environment
from benchmarks.speed.programs import STATUSGEN, Peer, Preview, Site

__all__ = ["REST", "Wait", "waits"]

REST = 0.04
"""For how many seconds our preview waits after a save that files come to rest: not work of ours."""

_PATIENCE = 180.0
# Between two saves: the programs gather changes that come in one go.
_PAUSE = 1.0
# Whoever takes longer than this is measured once.
_LONG = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Seconds from a save to the news of it, and of these the program's own work."""

    whole: float
    own: float


def waits(site: Site, rounds: int) -> list[Wait]:
    """Save the newest entry so many times, and measure; a slow peer is spared all but the first.

    Raises RuntimeError if no news comes.
    """
    program = site.program
    return (
        _peer(site, program.preview, rounds) if isinstance(program, Peer) else _ours(site, rounds)
    )


def _ours(site: Site, rounds: int) -> list[Wait]:
    command = (STATUSGEN.build[0], "serve", "--port", "0", "--now", STATUSGEN.command(0)[-1])
    found = []
    with _running(command, site.folder) as lines:
        greeting, _ = _next(lines, re.compile(r"the page is at (?P<at>\S+)"))
        address = greeting["at"]
        # Draw the pages once, as a browser that is open has.
        with urlopen(address) as answer:
            answer.read()
        with _listening(address) as page:
            for number in range(rounds):
                time.sleep(_PAUSE)
                started = time.perf_counter()
                words = site.edit_entry(number)
                _hear(page, b"event: reload")
                whole = time.perf_counter() - started
                found.append(Wait(whole=whole, own=whole - REST))
                _hold(words, address + site.page.relative_to(site.folder / "output").as_posix())
    return found


def _hold(words: str, address: str) -> None:
    with urlopen(address.removesuffix("index.html")) as answer:
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


def _peer(site: Site, preview: Preview, rounds: int) -> list[Wait]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = tuple(part.format(port=port) for part in preview.command)
    found = []
    with _running(command, site.folder) as lines:
        _next(lines, preview.ready)
        for number in range(rounds):
            time.sleep(_PAUSE)
            while not lines.empty():
                lines.get()
            started = time.perf_counter()
            site.edit_entry(number)
            said, at = _next(lines, preview.rebuilt)
            took = {"s": 1.0, "ms": 0.001}
            own = sum(float(text) * took[unit] for unit, text in said.items())
            found.append(Wait(whole=at - started, own=own))
            if own > _LONG:
                break
    return found


_Lines = Queue[tuple[str, float]]


@contextmanager
def _running(command: tuple[str, ...], folder: Path) -> Iterator[_Lines]:
    """Start a program and give what it prints, each line with the time at which it came."""
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

    listener = Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield lines
    finally:
        ended(process)
        listener.join(timeout=5)


def _next(lines: _Lines, wanted: re.Pattern[str]) -> tuple[dict[str, str], float]:
    """Wait for a line; return its groups and when it came."""
    heard: list[str] = []
    while True:
        try:
            line, at = lines.get(timeout=_PATIENCE)
        except Empty:
            told = "".join(heard[-10:])
            raise RuntimeError(f"it never said {wanted.pattern!r}, but: {told}") from None
        if found := wanted.search(line):
            return found.groupdict(), at
        heard.append(line)
