"""One small HTTP client: one request, one answer, within a time and a size.

Verifies TLS, keeps the host's own words for messages, and follows no redirect: who may follow one,
and where to, is for the caller to say. Retries nothing. Knows no proxy.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Event, Timer
from urllib.parse import SplitResult, quote, urlsplit

from statusgen import __version__
from statusgen.frozen import frozen
from statusgen.publish.redact import redacted

__all__ = ["Answer", "NoAnswer", "is_private", "said", "send", "shown"]

SECONDS = 20.0
"""How long a whole request may take, from the connection to the last byte of the answer."""

LIMIT = 1 << 20
"""How many bytes an answer's body may have."""

AGENT = f"statusgen/{__version__}"

_PORTS = {"http": 80, "https": 443}
_WORDS = 200  # of a host's own, in characters
_AS_WRITTEN = "%/?#[]@!$&'()*+,;=:~"  # what an address may hold is not quoted again
_BEGINS = re.compile("<(Message|title)>", re.IGNORECASE)


class _Said(ValueError):
    """What is wrong, in words that hold nothing of the request."""


class _Secure(HTTPSConnection):
    """One by TLS that tells with what."""

    def __init__(self, host: str, port: int | None, context: ssl.SSLContext) -> None:
        super().__init__(host, port, context=context)
        self.context = context


class NoAnswer(Exception):
    """There is no answer to a request. `what` is a clause without secrets: "it timed out".

    `untrusted` says that the host could not prove who it is.
    """

    def __init__(self, what: str, *, untrusted: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.untrusted = untrusted


@frozen
class Answer:
    """What a host answered. `headers` keep their order; `body` is as it was sent, maybe coded.

    `expires` is when the host's certificate does, None without TLS.
    """

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    expires: datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether the host did what it was asked."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str:
        """Return a header by its name in any case, several joined by commas, "" for none."""
        found = (value for own, value in self.headers if own.lower() == name.lower())
        return ", ".join(found)


def send(
    method: str,
    url: str,
    *,
    environ: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
    limit: int = LIMIT,
    whole: bool = True,
    addresses: Sequence[str] | None = None,
) -> Answer:
    """Send one request. Raises NoAnswer where there is none in time, or none that is one.

    An answer that need not be `whole` is one as soon as its headers are there: its body is left out
    where it cannot be read. `environ` may name an own list of trusted authorities, as everywhere,
    by SSL_CERT_FILE. With `addresses` the host is asked at one of these, and nowhere else.
    """
    late = Event()
    held: list[socket.socket] = []
    try:
        parts = urlsplit(url)
        connection = _connection(parts, environ)
    except ValueError as error:
        raise NoAnswer(str(error) if isinstance(error, _Said) else "that is no address") from error
    except OSError as error:
        raise NoAnswer("the trusted authorities of SSL_CERT_FILE cannot be read") from error
    with contextlib.ExitStack() as stack:
        stack.callback(connection.close)
        try:
            # A socket's own limit begins anew with every byte: a host that drips would never end.
            timer = Timer(seconds, _cut, (held, late))
            timer.daemon = True
            stack.callback(timer.cancel)
            timer.start()
            _connect(connection, addresses, seconds, held, late)
            expires = _expires(connection.sock)
            own = {"User-Agent": AGENT, "Accept": "*/*", **(headers or {})}
            target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            connection.request(method, quote(target, safe=_AS_WRITTEN), body=body, headers=own)
            answer = connection.getresponse()
            stack.callback(answer.close)
            try:
                data = _read(answer, limit)
            except (OSError, HTTPException, ValueError):
                if whole:
                    raise
                data = b""
        except ssl.SSLCertVerificationError as error:
            raise NoAnswer(_why(error, parts, late, seconds), untrusted=True) from error
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswer(_why(error, parts, late, seconds)) from error
    if whole and late.is_set():
        raise NoAnswer(f"it took longer than {seconds:g} seconds")
    return Answer(
        url=url,
        status=answer.status,
        reason=answer.reason,
        headers=tuple(answer.getheaders()),
        body=data,
        expires=expires,
    )


def said(answer: Answer, environ: Mapping[str, str], *, also: tuple[str, ...] = ()) -> str:
    """Return an answer in the host's own words, without secrets: "403 Forbidden: no such zone"."""
    words = redacted(_words(answer.body), environ, also=also)
    reason = redacted(answer.reason, environ, also=also)
    text = " ".join(f"{answer.status} {reason}".split())
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    # A server's own page for an error often says what its first line does.
    return f"{text}: {line[:_WORDS]}" if line and line != text else text


def shown(url: str) -> str:
    """Return an address as it may stand in a message: scheme and host only."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "an address that cannot be read"
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port else "")


def is_private(url: str) -> bool:
    """Say whether nobody on the way can read what is sent: by TLS, or to this machine itself."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    loopback = host in ("localhost", "::1") or bool(re.fullmatch(r"127(\.\d{1,3}){3}", host))
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and loopback))


def _connection(parts: SplitResult, environ: Mapping[str, str]) -> HTTPConnection:
    host = parts.hostname
    if not host or any(c.isspace() or not c.isprintable() for c in parts.geturl()):
        raise _Said("that is no address")
    # A port in any case: without one the library looks for it in the host, an IPv6 address too.
    port = parts.port if parts.port is not None else _PORTS.get(parts.scheme)
    if parts.scheme == "http":
        return HTTPConnection(host, port)
    if parts.scheme != "https":
        raise _Said("only http and https are spoken here")
    return _Secure(host, port, _context(environ.get("SSL_CERT_FILE") or None))


@lru_cache(maxsize=4)
def _context(authorities: str | None) -> ssl.SSLContext:
    """Make a context once: reading all authorities takes longer than a request."""
    return ssl.create_default_context(cafile=authorities)


def _connect(
    connection: HTTPConnection,
    addresses: Sequence[str] | None,
    seconds: float,
    held: list[socket.socket],
    late: Event,
) -> None:
    """Connect to the first address that answers, and hold what is to be cut when it is late."""
    named = [connection.host] if addresses is None else addresses
    opened = _opened(named, connection.port, seconds)
    connection.sock = opened
    opened.settimeout(seconds)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if isinstance(connection, _Secure):
        opened = connection.context.wrap_socket(
            opened, server_hostname=connection.host, do_handshake_on_connect=False
        )
        connection.sock = opened
    # The connection lets go of it as soon as it is clear that there will be one answer.
    held.append(opened)
    if late.is_set():
        # There was nothing yet that could be cut.
        raise TimeoutError
    if isinstance(opened, ssl.SSLSocket):
        opened.do_handshake()


def _opened(addresses: Sequence[str], port: int, seconds: float) -> socket.socket:
    problem: OSError = socket.gaierror()
    for one in addresses:
        try:
            # Each has its share: one that is silent leaves time for the next.
            return socket.create_connection((one, port), seconds / len(addresses))
        except OSError as error:
            problem = error
    raise problem


def _cut(held: list[socket.socket], late: Event) -> None:
    late.set()
    for one in held:
        # It may have ended by itself at this very moment. TLS is not asked: it might wait.
        with contextlib.suppress(OSError):
            socket.socket.shutdown(one, socket.SHUT_RDWR)


def _read(answer: HTTPResponse, limit: int) -> bytes:
    data = answer.read(limit + 1)
    if len(data) > limit:
        raise _Said(f"its answer is longer than {limit} bytes")
    if answer.length:
        raise _Said("its answer ended before it was whole")
    return data


def _expires(held: socket.socket) -> datetime | None:
    if not isinstance(held, ssl.SSLSocket):
        return None
    until = (held.getpeercert() or {}).get("notAfter")
    if not isinstance(until, str):
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC)


def _why(error: Exception, parts: SplitResult, late: Event, seconds: float) -> str:
    if late.is_set() or isinstance(error, TimeoutError):
        return f"it took longer than {seconds:g} seconds"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"a secure connection cannot be made: {(error.reason or 'no reason given').lower()}"
    if isinstance(error, socket.gaierror):
        return f"there is no host '{parts.hostname}'"
    if isinstance(error, OSError):
        return (error.strerror or "the connection ended").lower()
    if isinstance(error, HTTPException):
        return "its answer is not one of HTTP, or ended too early"
    # A library's own words may repeat a header, and with it a credential.
    return str(error) if isinstance(error, _Said) else "the request cannot be written"


def _words(body: bytes) -> str:
    """Return what an error's body says to people, of JSON and XML only the message."""
    text = body[:65536].decode("utf-8", "replace").strip()
    if text.startswith("<"):
        # Only the first: a host that opens ten thousand and closes none must not be waited for.
        begins = _BEGINS.search(text)
        ends = begins and re.compile(f"</{begins[1]}>", re.IGNORECASE).search(text, begins.end())
        return text[begins.end() : ends.start()] if begins and ends else ""
    if not text.startswith(("{", "[")):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    found_words = _texts(value, 0)
    return "; ".join(found_words) if found_words else text


_MESSAGES: tuple[str, ...] = ("message", "msg", "detail", "title", "error", "errors", "error_chain")


def _texts(value: object, depth: int) -> list[str]:
    if isinstance(value, str):
        return [value] if value.strip() else []
    if depth > 4:
        return []
    if isinstance(value, list):
        return [text for one in value for text in _texts(one, depth + 1)]
    if isinstance(value, dict):
        named = (value[name] for name in _MESSAGES if name in value)
        return [text for one in named for text in _texts(one, depth + 1)]
    return []
