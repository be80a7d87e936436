"""A static host on loopback that obeys a `_headers` file as Netlify and Cloudflare Pages do."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import sleep
from urllib.parse import unquote, urlsplit

__all__ = ["Host", "Rule", "header_rules", "host", "matching"]

Rule = tuple[str, tuple[tuple[str, str], ...]]


def header_rules(text: str) -> tuple[Rule, ...]:
    """Read a `_headers` file: a pattern at the start of a line, its fields indented below it."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if line.startswith("/"):
            rules.append((line, []))
        elif line.strip():
            assert line.startswith("  "), line
            name, separator, value = line.strip().partition(": ")
            assert separator, line
            rules[-1][1].append((name, value))
    return tuple((pattern, tuple(fields)) for pattern, fields in rules)


def matching(rules: tuple[Rule, ...], path: str) -> list[Rule]:
    """Return every rule that a host would join for a path, which begins with a slash."""
    return [rule for rule in rules if _pattern(rule[0]).fullmatch(path)]


def _pattern(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(:[a-z_]+|\*)", pattern)
    kinds = {":": "[^/]+", "*": ".*"}
    return re.compile("".join(kinds.get(part[:1], re.escape(part)) for part in parts))


@dataclass
class Host:
    """What is served, and how: everything may be changed while it runs.

    `asked` are the requests so far. `date` is what the host says that the time is, None the truth;
    `down` lets every request fail; `silent` names fields that are left out; `codes` are the answers
    to paths that are answered in another way; `late` holds back the next answer to a path, as it is
    when it is asked for, so many seconds; `tagged` gives an ETag, and 304 to those who have it.
    """

    files: dict[str, bytes]
    extra: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    date: datetime | None = None
    age: int | None = None
    down: bool = False
    silent: frozenset[str] = frozenset()
    codes: dict[str, int] = field(default_factory=dict)
    tagged: bool = False
    late: dict[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    address: str = ""
    speaks: Event = field(default_factory=Event)

    @contextmanager
    def mute(self) -> Iterator[None]:
        """Take requests and answer none until the block is left."""
        self.speaks.clear()
        try:
            yield
        finally:
            self.speaks.set()

    def fields(self, path: str) -> Iterator[tuple[str, str]]:
        """Give the header fields for a path: those of its rules, then those of this test."""
        rules = header_rules(self.files.get("_headers", b"").decode())
        given = [pair for _, fields in matching(rules, path) for pair in fields]
        given += self.extra.get(path, ())
        if "content-type" not in {name.lower() for name, _ in given}:
            file = path + "index.html" * path.endswith("/")
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            given.append(("Content-Type", f"{kind}; charset=utf-8"))
        if self.age is not None:
            given.append(("Age", str(self.age)))
        return (pair for pair in given if pair[0] not in self.silent)


@contextmanager
def host(files: Mapping[str, bytes]) -> Iterator[Host]:
    """Serve files on a port of this machine until the block is left."""
    served = Host(dict(files))
    served.speaks.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            served.asked.append(path)
            name = path[1:] + "index.html" * path.endswith("/")
            served.speaks.wait()
            data = served.files.get(name)
            sleep(served.late.pop(path, 0))
            if served.down:
                self.close_connection = True
                return
            found = 200 if data is not None else 404
            body = served.files.get("404.html", b"") if data is None else data
            tag = f'"{sha256(body).hexdigest()}"'
            known = served.tagged and self.headers["If-None-Match"] == tag
            self.send_response_only(304 if known else served.codes.get(path, found))
            self.send_header("Server", "test")
            if served.tagged:
                self.send_header("ETag", tag)
            if "Date" not in served.silent:
                date = served.date or datetime.now(UTC)
                self.send_header("Date", format_datetime(date.astimezone(UTC), usegmt=True))
            for key, value in served.fields(path):
                self.send_header(key, value)
            if not known:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: a test's output is for its faults."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.address = f"http://127.0.0.1:{server.server_port}/"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
