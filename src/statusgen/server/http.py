"""The preview over HTTP: build results from memory, for browsers on this machine.

No file of the disk is ever served: an address is looked up in the list of what a build would write.
"""

from __future__ import annotations

import errno
import ipaddress
import re
import socket
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from statusgen.errors import ContentError, UsageError, reason
from statusgen.parse.times import Misread, instant
from statusgen.server import pages
from statusgen.server.events import News, wire
from statusgen.server.preview import Preview, State
from statusgen.server.site import Loaded

__all__ = ["PORTS", "Server"]

PORTS = 20
"""How many ports are tried, from the first one on."""

_TEXT = "text/plain; charset=utf-8"
_HTML = "text/html; charset=utf-8"
_UTC = ZoneInfo("UTC")
# As in an address of the web, where a port may stand behind it, and signs around one with colons.
_WITH_PORT = re.compile(r"(?:[a-z]+://)?(?:\[(.+)\]|([^\[\]:/]+))(?::(\d{1,5}))?/?")


class Server(ThreadingHTTPServer):
    """Serves a preview from its making until `close`. Raises UsageError where it cannot.

    `port` is tried first, then those behind it; 0 takes any that is free.
    """

    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, preview: Preview, *, bind: str, port: int) -> None:
        self.preview = preview
        self.bind = bind
        self._wanted = port
        try:
            self.address_family, *_ = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
        except (OSError, UnicodeError) as error:
            what = f"there is no address '{bind}' on this machine"
            raise UsageError(what, _instead(bind)) from error
        for last in range(port, min(port + PORTS, 65536)):
            try:
                super().__init__((bind, last), Handler)
                break
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    why = reason(error)
                    what = f"nothing can be served at {bind}, port {last}: {why}"
                    hint = "leave --bind and --port out, or choose others"
                    raise UsageError(what, hint) from error
        else:
            what = f"the ports {port} to {min(port + PORTS, 65536) - 1} are taken"
            raise UsageError(what, "choose another one with --port")
        self._thread = Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """The address of the site's front page."""
        good = self.preview.state.good
        name = "127.0.0.1" if self.bind in ("", "0.0.0.0", "::") else self.bind
        name = f"[{name}]" if ":" in name else name
        return f"http://{name}:{self.server_port}{base(good)}"

    @property
    def greeting(self) -> str:
        """Say where the page is, and what is to be known of that."""
        lines = [f"the page is at {self.address}"]
        if self.server_port != self._wanted and self._wanted:
            lines.insert(0, f"port {self._wanted} is taken, so it is {self.server_port}")
        if not is_loopback(self.server_address[0]):
            lines.append("whoever reaches this machine can see it there")
        lines.append("it follows the files as you save them; Ctrl-C stops it")
        return "\n".join(lines)

    def server_bind(self) -> None:
        """Bind without asking a name server what this machine is called."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.bind, int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over browsers that hang up; all else is a mistake of this program."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    def wait(self) -> None:
        """Wait until it is closed, or until somebody interrupts."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    def close(self) -> None:
        """Stop serving, at once."""
        self.preview.close()
        self.shutdown()
        self.server_close()


def base(loaded: Loaded | None) -> str:
    """Return the path that the site's address has on its host, as written: "/" or "/my%20shop/"."""
    return "/" if loaded is None else urlsplit(loaded.site.config.url).path


def is_loopback(address: object) -> bool:
    """Say whether only this machine can reach it."""
    return ipaddress.ip_address(str(address).partition("%")[0]).is_loopback


class Handler(BaseHTTPRequestHandler):
    """Answers one browser."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    server: Server

    def handle_one_request(self) -> None:
        """Read a request and answer it, whatever its method: there is no function for each."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or len(self.raw_requestline) > 65536:
            self.close_connection = True
        elif self.parse_request():
            self._answer()

    def _answer(self) -> None:
        if not self._is_for_us():
            text = "this preview answers to localhost and to this machine's addresses only\n"
            self._send(421, text.encode(), _TEXT)
            return
        if self.command not in ("GET", "HEAD"):
            self.close_connection = True
            self._send(405, b"a preview can only be looked at\n", _TEXT, Allow="GET, HEAD")
            return
        path = self.path.partition("?")[0].partition("#")[0]
        if path.startswith(pages.PREFIX):
            self._own(path.removeprefix(pages.PREFIX))
        else:
            self._site(path)

    def version_string(self) -> str:
        """Say who answers, and no versions."""
        return "statusgen"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what matters is told by the preview."""

    def _is_for_us(self) -> bool:
        """Check the Host: a page elsewhere whose name leads to this machine may read nothing."""
        port = self.server.server_port
        # Where one socket hears both kinds of addresses, the old ones are written as new ones.
        local = self.connection.getsockname()[0].partition("%")[0].removeprefix("::ffff:")
        names = {"localhost", "127.0.0.1", "[::1]", self.server.bind.lower(), local, f"[{local}]"}
        allowed = {f"{name}:{port}" for name in names} | (names if port == 80 else set())
        hosts = self.headers.get_all("Host", [])
        return len(hosts) == 1 and hosts[0].strip().lower() in allowed

    def _own(self, name: str) -> None:
        preview = self.server.preview
        if name in pages.ASSETS:
            self._send(200, pages.asset(name), pages.ASSETS[name])
        elif name == "events":
            self._events()
        elif name == "problems":
            self._problems(200, preview.settled())
        elif name == "state.json":
            state = preview.settled()
            chosen, now, looked, snapshot = None, "", "", None
            if state.good is not None:
                at = preview.now(state.good)
                chosen, snapshot = self._chosen(at), preview.at(state.good, at)
                now = state.good.words.moment(at)
                looked = state.good.words.moment(chosen or at)
            data = pages.facts(state, snapshot, chosen, now, looked)
            self._send(200, data, "application/json; charset=utf-8")
        else:
            self._send(404, b"there is nothing here\n", _TEXT)

    def _site(self, path: str) -> None:
        preview = self.server.preview
        state = preview.settled()
        if state.good is None:
            self._problems(503, state)
            return
        root, path = base(state.good), unquote(path)
        named = unquote(root)
        if not path.startswith(named):
            if path in ("/", named.rstrip("/")):
                self._send(302, b"", _TEXT, Location=root)
            else:
                text = f"the pages of this site begin with {root}, as its address does\n"
                self._send(404, text.encode(), _TEXT)
            return
        now = preview.now(state.good)
        at = self._chosen(now) or now
        try:
            snapshot = preview.at(state.good, at)
            inner = path.removeprefix(named)
            name = inner + "index.html" * (inner.endswith("/") or not inner)
            if f"{name}/index.html" in snapshot.artifacts:
                self._send(302, b"", _TEXT, Location=f"{root}{quote(name)}/")
                return
            code = 200 if name in snapshot.artifacts else 404
            file = snapshot.file(name if code == 200 else "404.html", at)
        except ContentError as error:
            broken = State(
                number=state.number,
                good=state.good,
                problems=error.problems,
                files=state.good.files.all,
                summary="",
            )
            self._problems(500, broken)
            return
        if file is None:
            self._send(404, b"there is no such page\n", _TEXT)
        elif file.page:
            policy = f"{state.good.theme.policy}; frame-ancestors 'none'"
            data = pages.with_bar(file.data, state.number)
            self._send(code, data, file.media_type, at=at, Content_Security_Policy=policy)
        else:
            self._send(code, file.data, file.media_type, at=at)

    def _problems(self, code: int, state: State) -> None:
        preview, good = self.server.preview, state.good
        problems, files = state.problems, state.files
        if not problems and good is not None:
            problems = preview.at(good, preview.now(good)).problems
            files = good.files.all
        page = pages.problems_page(
            problems, files, number=state.number, home=base(good), shown=good is not None
        )
        self._send(code, page, _HTML, Content_Security_Policy=pages.POLICY)

    def _events(self) -> None:
        hub = self.server.preview.hub
        listener = hub.join()
        try:
            self.close_connection = True
            self._head(200, {"Content-Type": "text/event-stream", "Connection": "close"})
            self.wfile.write(b"retry: 1000\n\n")
            state = self.server.preview.state
            if self._seen() not in (None, state.number):
                self.wfile.write(wire(News(state.number, "reload")))
            while self.command == "GET" and (data := listener.next()) is not None:
                self.wfile.write(data)
        finally:
            hub.leave(listener)

    def _seen(self) -> int | None:
        """Return the number of the build that the page shows: that it heard of last, or is of."""
        text = self.headers.get("Last-Event-ID") or self.path.partition("?build=")[2]
        return int(text) if re.fullmatch(r"\d{1,15}", text, re.ASCII) else None

    def _chosen(self, now: datetime) -> datetime | None:
        """Return the time that the bar's slider was put to; None for now, which it may be by now.

        A browser keeps it for a day: the page would stand still at what has long passed.
        """
        # Cookies do not tell ports apart, and there may be two previews.
        name = f"statusgen-preview-{self.server.server_port}"
        found = re.search(rf"(?:^|;) *{name}=([\dTZ:-]+)", self.headers.get("Cookie", ""), re.ASCII)
        if found is None:
            return None
        at = instant(found[1], _UTC)
        return None if isinstance(at, Misread) or at <= now else at

    def _send(
        self, code: int, data: bytes, kind: str, at: datetime | None = None, **fields: str
    ) -> None:
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        length = {"Content-Type": kind, "Content-Length": str(len(data))}
        self._head(code, {**length, **named}, at)
        if self.command != "HEAD":
            self.wfile.write(data)

    def _head(self, code: int, fields: dict[str, str], at: datetime | None = None) -> None:
        self.send_response_only(code)
        self.send_header("Server", self.version_string())
        if at is not None:
            # The pages take the time from here: they tell it as it is at the time looked at.
            self.send_header("Date", format_datetime(at.astimezone(UTC), usegmt=True))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()


def _instead(bind: str) -> str:
    """Say how to name what cannot be listened at, such as `[::1]` or `127.0.0.1:8000`."""
    found = _WITH_PORT.fullmatch(bind)
    address = (found[1] or found[2]) if found else bind
    if not found or address == bind:
        return "leave --bind out, or take 127.0.0.1"
    return f"write --bind {address}" + (f" --port {found[3]}" if found[3] else "")
