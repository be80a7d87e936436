"""A host on loopback that notes what it is asked and answers as a test wishes; a run for it."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from statusgen import located
from statusgen.publish.target import Run

NOW = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request; the names of its headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is answered: a status, a body, headers, of which one without a value is left out."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Host:
    """A host; `answer` may be put in place at any time."""

    answer: Callable[[Asked], Answers]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


@contextmanager
def host(
    answer: Callable[[Asked], Answers] = lambda asked: Answers(),
    context: ssl.SSLContext | None = None,
) -> Iterator[Host]:
    """Serve until the block is left; `context` makes it speak TLS."""
    made = Host(answer)

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                method=self.command,
                path=self.path,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(length),
            )
            if len(asked.body) < length:
                # Whoever sent it was killed before the end: nobody has been told anything.
                self.close_connection = True
                return
            with made.lock:
                made.asked.append(asked)
            answers = made.answer(asked)
            try:
                self.send_response_only(answers.status)
                if "Date" not in answers.headers:
                    self.send_header("Date", self.date_time_string())
                for name, value in answers.headers.items():
                    if value:
                        self.send_header(name, value)
                if "Content-Length" not in answers.headers:
                    self.send_header("Content-Length", str(len(answers.body)))
                self.end_headers()
                self.wfile.write(answers.body)
            except OSError:
                self.close_connection = True

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self.reply
            raise AttributeError(name)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    made.url = f"{scheme}://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(slots=True)
class Time:
    """A clock that only a pause moves on."""

    now: datetime = NOW
    pauses: list[float] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)


def run(
    time: Time | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    dry_run: bool = False,
    budget: float = 300.0,
) -> Run:
    """Make a run whose pauses take no time."""
    time = time or Time()
    return Run(
        clock=time.clock,
        pause=time.pause,
        environ=environ or {},
        site=Path(),
        progress=lambda done, total, what: None,
        dry_run=dry_run,
        budget=budget,
    )


def mapping(text: str) -> located.Mapping:
    """Read YAML that is a mapping."""
    node, problems = located.load(text, path="statusgen.yml")
    assert problems == ()
    assert isinstance(node, located.Mapping)
    return node
