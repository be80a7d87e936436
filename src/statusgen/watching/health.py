"""What a watcher tells machines of itself: one JSON object, in a file or over HTTP.

Whoever asks over HTTP gets 200 while readers see a page that is right, else 503; under `/live` it
is 200 for as long as the watcher runs, since starting it again puts no entry right. Holds no
credential: every text came in without.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import Lock, Thread
from typing import Any

from statusgen import __version__, report
from statusgen.errors import UsageError, reason
from statusgen.frozen import frozen

__all__ = ["Health", "HealthFile", "HealthServer", "Site"]

_GRACE = timedelta(minutes=1)
"""A page that has become out of date is built and published in less."""


@frozen
class Site:
    """How it is with one target: when it last went live, or why it does not and what comes next.

    `live_since` is when the page that it shows was built.
    """

    name: str
    where: str
    published_at: datetime | None = None
    release: str | None = None
    live_since: datetime | None = None
    problem: str | None = None
    hint: str | None = None
    next_try: datetime | None = None


@frozen
class Health:
    """How it is with the watcher: `state` is starting, building, publishing, waiting or failing.

    At the end it is stopped. `problem` is about the files or the build; each target has its own.
    `origin` says where the files come from.
    """

    state: str
    since: datetime
    built_at: datetime | None = None
    valid_until: datetime | None = None
    confirmed_until: datetime | None = None
    next_try: datetime | None = None
    problem: str | None = None
    hint: str | None = None
    targets: tuple[Site, ...] = ()
    origin: Mapping[str, object] = field(default_factory=dict)

    def ok(self, now: datetime) -> bool:
        """Say whether readers see a page that is right, and nothing needs a person."""
        ends = [one for one in (self.valid_until, self.confirmed_until) if one is not None]
        return (
            self.state not in ("starting", "stopped")
            and self.problem is None
            and bool(ends)
            and now < min(ends) + _GRACE
            # Nobody knows what will be: a page from there was built by a clock that was wrong.
            and (self.built_at is None or self.built_at <= now + _GRACE)
            and all(one.problem is None for one in self.targets)
            # What cannot be looked at may say something else by now.
            and self.origin.get("branch_problem") is None
        )

    def facts(self, now: datetime) -> dict[str, object]:
        """Give all of it for programs."""
        return {
            "version": __version__,
            "state": self.state,
            "since": report.instant(self.since),
            "ok": self.ok(now),
            "last_built": _instant(self.built_at),
            "valid_until": _instant(self.valid_until),
            "confirmed_until": _instant(self.confirmed_until),
            "next_try": _instant(self.next_try),
            "problem": self.problem,
            "hint": self.hint,
            "targets": {
                one.name: {
                    "where": one.where,
                    "last_published": _instant(one.published_at),
                    "release": one.release,
                    "built": _instant(one.live_since),
                    "problem": one.problem,
                    "hint": one.hint,
                    "next_try": _instant(one.next_try),
                }
                for one in self.targets
            },
            **self.origin,
        }

    def document(self, now: datetime) -> bytes:
        """Write all of it as one JSON object; a name of the system's may hold what is no text."""
        return f"{report.document(self.facts(now))}\n".encode("utf-8", "replace")


class HealthFile:
    """Writes the object to a file, whole, whenever it changes."""

    def __init__(
        self, path: Path, *, clock: Callable[[], datetime], say: Callable[[str], None]
    ) -> None:
        self._path = path
        self._clock = clock
        self._say = say
        self._failed = False

    def __call__(self, health: Health) -> None:
        """Write it; a disk that refuses is said once."""
        new = self._path.with_name(f".{self._path.name}-new")
        try:
            new.write_bytes(health.document(self._clock()))
            new.replace(self._path)
            self._failed = False
        except OSError as error:
            if not self._failed:
                why = reason(error)
                self._say(f"warning: '{self._path.as_posix()}' cannot be written: {why}")
            self._failed = True

    def close(self) -> None:
        """Leave the file: its state says that the watcher has stopped."""


class HealthServer(ThreadingHTTPServer):
    """Answers who asks over HTTP. Raises UsageError where it cannot listen there."""

    daemon_threads = True

    def __init__(self, address: str, port: int, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._health: Health | None = None
        self._lock = Lock()
        try:
            self.address_family, *_ = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
            super().__init__((address, port), _Handler)
        except (OSError, UnicodeError, OverflowError) as error:
            why = getattr(error, "strerror", None) or "there is no such address"
            what = f"--health: statusgen cannot listen at {address}, port {port}: {why.lower()}"
            raise UsageError(what, "choose another one, like 127.0.0.1:8001") from error
        self._thread = Thread(target=self.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()

    def server_bind(self) -> None:
        """Bind without asking a name server what this machine is called: it may be what is down."""
        TCPServer.server_bind(self)

    def __call__(self, health: Health) -> None:
        """Answer with this from now on."""
        with self._lock:
            self._health = health

    def answer(self) -> tuple[bool, bytes]:
        """Return whether all is well, and the object."""
        with self._lock:
            health = self._health
        if health is None:
            return False, b"{}\n"
        now = self._clock()
        return health.ok(now), health.document(now)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Leave whoever hangs up alone."""

    def close(self) -> None:
        """Stop answering."""
        self.shutdown()
        self.server_close()
        self._thread.join(timeout=1)


class _Handler(BaseHTTPRequestHandler):
    server_version = "statusgen"
    sys_version = ""
    timeout = 10
    server: HealthServer

    def do_GET(self) -> None:
        """Answer with the object."""
        ok, data = self.server.answer()
        ok = ok or self.path.partition("?")[0] == "/live"
        self.send_response(200 if ok else 503)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def do_HEAD(self) -> None:
        """Answer without the object."""
        self.do_GET()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing of requests."""


def _instant(at: datetime | None) -> str | None:
    return None if at is None else report.instant(at)
