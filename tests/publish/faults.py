"""A proxy on loopback in front of a store, which counts requests and spoils some of them."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TypeVar
from urllib.parse import unquote, urlsplit

T = TypeVar("T")

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "proxy-connection"}

KINDS = ("503", "500", "403", "no bucket", "reset", "hang", "lost", "slow", "truncated")
FINAL = ("403", "no bucket")
"""Those that no store takes back when it is asked again."""


@dataclass(slots=True)
class Fault:
    """Spoils, `times` times, every request of a method whose path ends in `key`.

    `after` such requests are let through first. `says` is what an answer that is made up says.
    """

    kind: str
    method: str
    key: str
    times: int = 10**6
    after: int = 0
    says: str = "the words of the store"
    met: int = 0


@dataclass(slots=True)
class Proxy:
    """A proxy that is running; `asked` are the methods and paths of all requests.

    `before` is called with both before a request is passed on. `active` are being passed on.
    """

    port: int
    upstream: str
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    guard: Lock = field(default_factory=Lock)
    closing: Event = field(default_factory=Event)
    before: Callable[[str, str], None] = lambda method, path: None
    active: int = 0

    def spoil(self, method: str, path: str) -> Fault | None:
        """Note a request; return the fault that it meets with, if any."""
        with self.guard:
            self.asked.append((method, path))
            for fault in self.faults:
                if fault.method == method and path.endswith(fault.key):
                    fault.met += 1
                    if fault.after < fault.met <= fault.after + fault.times:
                        return fault
        return None

    def once(self, method: str, key: str, action: Callable[[], T]) -> list[T]:
        """Do something before the first such request is passed on; return what will come of it."""
        asked: list[str] = []
        found: list[T] = []

        def before(one: str, path: str) -> None:
            if one == method and path.endswith(key) and not asked:
                asked.append(path)
                found.append(action())

        self.before = before
        return found

    def count(self, method: str, key: str) -> int:
        """Say how often something was asked."""
        with self.guard:
            return sum(one == method and path.endswith(key) for one, path in self.asked)


@contextmanager
def proxy(upstream: str) -> Iterator[Proxy]:
    """Stand in front of a store until the block is left."""
    server = _Server(("127.0.0.1", 0), _Handler)
    made = Proxy(port=server.server_port, upstream=upstream)
    server.proxy = made
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    proxy: Proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what this is about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _pass_on(self) -> None:
        proxy = self.server.proxy
        with proxy.guard:
            proxy.active += 1
        try:
            self._meet(proxy)
        finally:
            with proxy.guard:
                proxy.active -= 1

    def _meet(self, proxy: Proxy) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = unquote(urlsplit(self.path).path)
        proxy.before(self.command, path)
        fault = proxy.spoil(self.command, path)
        if fault is None:
            self._answer(self._ask(body))
            return
        self.close_connection = True
        match fault.kind:
            case "503" | "500":
                self._answer(_made_up(int(fault.kind), "SlowDown", fault.says))
            case "403":
                self._answer(_made_up(403, "AccessDenied", fault.says))
            case "no bucket":
                self._answer(_made_up(404, "NoSuchBucket", fault.says))
            case "reset":
                self._reset()
            case "hang":
                proxy.closing.wait(60)
            case "lost":
                self._ask(body)
                self._reset()
            case "altered":
                answer = self._ask(body)
                self._answer(answer[:-1] + b"?")
            case "slow":
                for byte in self._ask(body):
                    if proxy.closing.wait(1):
                        break
                    self.wfile.write(bytes((byte,)))
            case "truncated":
                answer = self._ask(body)
                head = answer.index(b"\r\n\r\n") + 4
                cut = head + (len(answer) - head) // 2 if len(answer) > head + 1 else head // 2
                self.wfile.write(answer[:cut])

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._pass_on
        raise AttributeError(name)

    def _ask(self, body: bytes) -> bytes:
        """Ask the store, and return its answer as it goes over the wire."""
        parts = urlsplit(self.server.proxy.upstream)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        try:
            connection.putrequest(
                self.command, self.path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            data = answer.read()
        except (OSError, HTTPException) as error:
            return _made_up(502, "BadGateway", repr(error))
        finally:
            connection.close()
        head = [f"HTTP/1.1 {answer.status} {answer.reason}"]
        sent = [
            (name, text) for name, text in answer.getheaders() if name.lower() not in HOP_BY_HOP
        ]
        if not any(name.lower() == "content-length" for name, _ in sent) and answer.status != 204:
            sent.append(("Content-Length", str(len(data))))
        head += [f"{name}: {value}" for name, value in sent]
        return "\r\n".join((*head, "", "")).encode("latin-1") + data

    def _answer(self, data: bytes) -> None:
        self.wfile.write(data)

    def _reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        del format, args


def _made_up(status: int, code: str, says: str) -> bytes:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{says}</Message></Error>"
    head = f"HTTP/1.1 {status} Made Up\r\nContent-Type: application/xml\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode()
