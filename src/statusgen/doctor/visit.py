"""Asking for what a page is made of, each address once; several at a time where that helps.

Follows no redirect. What cannot be had is a value too.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from threading import Lock
from urllib.parse import urldefrag, urljoin

from statusgen.publish.http import Answer, NoAnswer

__all__ = ["Ask", "Links", "Resolve", "Visitor", "decoded", "text_of"]

Ask = Callable[[str, Mapping[str, str]], Answer]
"""Gets an address with these headers; raises NoAnswer."""

Resolve = Callable[[str], frozenset[str]]
"""Returns the addresses of a host, none where it has none."""

AT_ONCE = 6
"""As many connections as a browser opens to one host."""

LIMIT = 1 << 22
"""How many bytes a page may have, unpacked."""


class Visitor:
    """Asks and remembers; `requests` counts what was asked."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: dict[str, Answer | NoAnswer] = {}
        self._lock = Lock()
        self.requests = 0

    def get(self, url: str) -> Answer | NoAnswer:
        """Return what an address answers to a browser; ask only the first time."""
        address = urldefrag(url).url
        if address not in self._known:
            self._known[address] = self.again(address)
        return self._known[address]

    def again(self, url: str, **headers: str) -> Answer | NoAnswer:
        """Ask now, with headers whose names have _ for -."""
        sent = {"Accept-Encoding": "gzip"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with self._lock:
            self.requests += 1
        try:
            return self._ask(urldefrag(url).url, sent)
        except NoAnswer as error:
            return error

    def all(self, urls: Iterable[str]) -> dict[str, Answer | NoAnswer]:
        """Return what many addresses answer."""
        wanted = list(dict.fromkeys(urldefrag(url).url for url in urls))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return dict(zip(wanted, pool.map(self.get, wanted), strict=True))


def decoded(answer: Answer) -> bytes:
    """Return the body of an answer unpacked, as far as it can be."""
    if answer.header("content-encoding").strip().lower() not in ("gzip", "x-gzip"):
        return answer.body
    try:
        return zlib.decompressobj(wbits=31).decompress(answer.body, LIMIT)
    except zlib.error:
        return b""


def text_of(answer: Answer) -> str:
    """Return the body as text."""
    return decoded(answer).decode("utf-8", "replace")


class Links(HTMLParser):
    """What a page names: `canonical`, `alternates` (feeds) and `parts` (what a browser fetches)."""

    def __init__(self, url: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.canonical = ""
        self.alternates: list[str] = []
        self.parts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Gather from one element."""
        found = {name: value or "" for name, value in attrs}
        kinds = found.get("rel", "").lower().split()
        href = found.get("href", "")
        if tag == "link" and href:
            if "canonical" in kinds:
                self.canonical = urljoin(self.url, href)
            elif "alternate" in kinds and "stylesheet" not in kinds:
                self.alternates.append(urljoin(self.url, href))
            elif {"stylesheet", "icon", "preload", "modulepreload", "manifest"} & set(kinds):
                self.parts.append(urljoin(self.url, href))
        source = found.get("src", "")
        shows = tag in ("script", "img", "iframe", "source", "audio", "video")
        if shows and source and not source.startswith("data:"):
            self.parts.append(urljoin(self.url, source))
