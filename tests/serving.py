"""A preview of a small shop, served on loopback in this process, and a client without manners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from threading import Condition
from time import monotonic, sleep

from statusgen.server import Preview, Server, State

NOW = "2026-07-04 13:00"

CONFIG = """\
title: Shop status
url: https://status.example/
timezone: Europe/London
components: [{id: web, name: Website}, {id: tills, name: Tills}]
"""
SLOW = """\
---
title: The website is slow
components: {web: degraded_performance}
what_to_do: Call our shops.
---

## 2026-07-04 12:40 Investigating
We are looking into it.
"""
WORK = """\
---
title: New tills
components: [tills]
starts: 2026-07-05 13:30
ends: 2026-07-05 15:00
---

## 2026-07-01 11:00 Scheduled
We change the tills.
"""


@dataclass
class Told:
    """What a preview told of its builds; wait here for the next."""

    states: list[State] = field(default_factory=list)
    _more: Condition = field(default_factory=Condition)

    def __call__(self, state: State) -> None:
        with self._more:
            self.states.append(state)
            self._more.notify_all()

    def wait(self, count: int, seconds: float = 10) -> State:
        """Wait until so many builds were told of; return the last of them."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.states) >= count, seconds), "no build"
            return self.states[count - 1]


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is so, at most as long as any machine may take."""
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "it did not come"
        sleep(0.01)


def shop(folder: Path, config: str = CONFIG) -> Path:
    """Write a site with one incident and planned work for the next day."""
    for path, text in {
        "statusgen.yml": config,
        "content/incidents/slow.md": SLOW,
        "content/maintenance/work.md": WORK,
    }.items():
        there = folder / path
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(text, "utf-8")
    return folder


@contextmanager
def serving(
    folder: Path,
    *,
    now: str | None = NOW,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    told: Callable[[State], None] = lambda state: None,
    port: int = 0,
    skip_broken: bool = False,
    first: int = 1,
    bind: str = "127.0.0.1",
) -> Iterator[Server]:
    """Serve a preview until the block is left."""
    preview = Preview(folder, clock=clock, now=now, told=told, skip_broken=skip_broken, first=first)
    server = Server(preview, bind=bind, port=port)
    try:
        yield server
    finally:
        server.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer; the names of its fields are in lower case."""

    code: int
    fields: dict[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode("utf-8")


def ask(
    server: Server,
    path: str = "/",
    *,
    method: str = "GET",
    there: str = "127.0.0.1",
    **fields: str,
) -> Answer:
    """Ask for exactly this path; `fields` are added or, as Host, put in place."""
    connection = HTTPConnection(there, server.server_port, timeout=30)
    try:
        connection.putrequest(method, path, skip_host="Host" in fields)
        for name, value in fields.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(code=answer.status, fields=found, data=answer.read())
    finally:
        connection.close()
