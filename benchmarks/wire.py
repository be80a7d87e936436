"""A site as a content network sends it, and what of that arrives: every byte of an answer.

`host` serves the files of an output folder on loopback: compressed beforehand with brotli at its
best, under exactly the header fields that the folder's `_headers` gives for an address and the five
that any host adds. `fetch` reads an answer from a bare socket, so what it counts is what was sent:
status line, header fields and body. TLS, TCP and the request are not counted; with HTTP/2 the head
would be smaller.
"""

from __future__ import annotations

import hashlib
import mimetypes
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import brotli  # type: ignore[import-untyped]
from tests.conformance.hosting import Rule, header_rules, matching

__all__ = ["Answer", "compressed", "fetch", "host"]

_TEXTS = (
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "image/svg+xml",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it came: `head` ends with the empty line, `body` is still compressed."""

    head: bytes
    body: bytes

    @property
    def wire(self) -> int:
        """Count everything that was sent."""
        return len(self.head) + len(self.body)

    @property
    def fields(self) -> dict[str, str]:
        """Give the header fields by their names in lower case."""
        lines = self.head.decode("latin-1").split("\r\n")[1:-2]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    @property
    def content(self) -> bytes:
        """Give the file that was sent."""
        if self.fields.get("content-encoding") != "br":
            return self.body
        content: bytes = brotli.decompress(self.body)
        return content


def compressed(data: bytes) -> bytes:
    """Compress as a host does that has time: at quality 11."""
    smaller: bytes = brotli.compress(data, quality=11)
    return smaller


@contextmanager
def host(folder: Path) -> Iterator[int]:
    """Serve an output folder on a port of this machine, which is given, until the block is left."""
    rules = header_rules((folder / "_headers").read_text("utf-8"))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            file, code = folder / self.path[1:], 200
            if self.path.endswith("/"):
                file /= "index.html"
            address = self.path
            if not file.is_file():
                file, address, code = folder / "404.html", "/404.html", 404
            self.send_response_only(code)
            self.send_header("Date", self.date_time_string())
            fields, body = _prepared(rules, address, file)
            for name, value in fields:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: what was sent is counted where it arrives."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def _prepared(
    rules: tuple[Rule, ...], address: str, file: Path
) -> tuple[list[tuple[str, str]], bytes]:
    """Give the header fields of an answer, all but its date, and its body."""
    body = file.read_bytes()
    fields = [pair for _, pairs in matching(rules, address) for pair in pairs]
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in _TEXTS:
        smaller = compressed(body)
        if len(smaller) < len(body):
            body = smaller
            fields.append(("Content-Encoding", "br"))
        fields.append(("Vary", "Accept-Encoding"))
        kind += "; charset=utf-8" if kind.startswith("text/") else ""
    if "content-type" not in {name.lower() for name, _ in fields}:
        fields.append(("Content-Type", kind))
    fields.append(("Content-Length", str(len(body))))
    fields.append(("ETag", f'"{hashlib.sha256(body).hexdigest()[:32]}"'))
    return fields, body


def fetch(port: int, path: str) -> Answer:
    """Ask for a path, which begins with a slash, as a browser does, and keep what comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip, br\r\n\r\n"
        connection.sendall(request.encode())
        with connection.makefile("rb") as stream:
            lines = [stream.readline()]
            while lines[-1].strip():
                lines.append(stream.readline())
            answer = Answer(head=b"".join(lines), body=b"")
            return Answer(head=answer.head, body=stream.read(int(answer.fields["content-length"])))
