"""Asking for what a page is made of, each address once; several at a time where that helps.

Follows no redirect. What cannot be had is a value too.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from html.parser import HTMLParser
from ipaddress import ip_address
from threading import Lock
from urllib.parse import urldefrag, urljoin, urlsplit

from statusgen.publish.http import Answer, NoAnswer, said

__all__ = [
    "Ask",
    "Get",
    "Links",
    "Resolve",
    "TimeIsUp",
    "Visitor",
    "absent",
    "bare",
    "decoded",
    "in_its_words",
    "joined",
    "number",
    "outward",
    "text_of",
    "why",
]

Get = Callable[[str, Mapping[str, str]], Answer]
"""Gets an address with these headers; raises NoAnswer."""

Ask = Callable[[str, Mapping[str, str], Sequence[str] | None], Answer]
"""Does so at one of these addresses of its host, where they are given, and nowhere else."""

Resolve = Callable[[str], Sequence[str]]
"""Returns the addresses of a host, the best first, none where it has none."""

AT_ONCE = 6
"""As many connections as a browser opens to one host."""

LIMIT = 1 << 22
"""How many bytes a page may have, unpacked."""

LONGEST = 1 << 20
"""How many characters of a page are looked through."""

WORDS = 4096
"""In how many bytes of a refusal its reason is looked for."""

FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
"""Of these kinds is what a page offers to be followed."""

MOST = 500
"""How many parts of a page are asked for, and how many feeds: a host may name them without end."""


def outward(ask: Ask, resolve: Resolve, page: str) -> Get:
    """Ask nothing of this machine and its network on behalf of a page that stands elsewhere.

    A page names what it pleases, and may lead to anywhere; readers have no services there to reach.
    Whoever names a host's addresses may name others the next time, or some of both: a host is asked
    at those that were found to be outside.
    """

    def asking(url: str, headers: Mapping[str, str]) -> Answer:
        addresses = _addresses(url, resolve)
        outside = [one for one in addresses if not _is_inside(one)]
        if addresses and not outside:
            raise NoAnswer("its host is this machine or in its network, and the page is not")
        return ask(url, headers, outside)

    home = _addresses(page, resolve)
    if home and all(map(_is_inside, home)):
        return lambda url, headers: ask(url, headers, None)
    return asking


def _addresses(url: str, resolve: Resolve) -> Sequence[str]:
    host = _host(url)
    try:
        ip_address(host.partition("%")[0])
    except ValueError:  # It is a name.
        return resolve(host)
    return (host,)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_inside(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    return not found.is_global


class TimeIsUp(Exception):
    """Nothing is asked any more."""


class Visitor:
    """Asks and remembers; `requests` counts what was asked, `unasked` names what came too late."""

    def __init__(self, ask: Get, *, is_over: Callable[[], bool] = lambda: False) -> None:
        self._ask = ask
        self._is_over = is_over
        self.unasked: list[str] = []
        self._known: dict[str, Answer | NoAnswer] = {}
        self._lock = Lock()
        self.requests = 0

    def get(self, url: str) -> Answer | NoAnswer:
        """Return what an address answers to a browser; ask only the first time. Raises TimeIsUp."""
        address = bare(url)
        if address not in self._known:
            self._known[address] = self.again(address)
        return self._known[address]

    def again(self, url: str, **headers: str) -> Answer | NoAnswer:
        """Ask now, with headers whose names have _ for -. Raises TimeIsUp."""
        self.in_time(bare(url))
        sent = {"Accept-Encoding": "gzip"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with self._lock:
            self.requests += 1
        try:
            return self._ask(bare(url), sent)
        except NoAnswer as error:
            return error

    def all(self, urls: Iterable[str]) -> dict[str, Answer | NoAnswer]:
        """Return what many addresses answer, those that were asked in time."""
        wanted = list(dict.fromkeys(bare(url) for url in urls))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = zip(wanted, pool.map(self._get_in_time, wanted), strict=True)
            return {url: answer for url, answer in answers if answer is not None}

    def in_time(self, what: str) -> None:
        """Raise TimeIsUp, and note what is left out, where it is too late to ask."""
        with self._lock:
            if self._is_over():
                self.unasked.append(what)
                raise TimeIsUp

    def _get_in_time(self, url: str) -> Answer | NoAnswer | None:
        with suppress(TimeIsUp):
            return self.get(url)
        return None


def joined(base: str, url: str) -> str:
    """Return where an address on a page leads; "" where no browser could make one of it."""
    try:
        whole = urljoin(base, url)
        urlsplit(whole)
    except ValueError:
        return ""
    return whole


def bare(url: str) -> str:
    """Return an address without its fragment; what is none as it is, for whoever asks to refuse."""
    try:
        return urldefrag(url).url
    except ValueError:
        return url


def decoded(answer: Answer) -> bytes:
    """Return the body of an answer unpacked, as far as it can be."""
    if answer.header("content-encoding").strip().lower() not in ("gzip", "x-gzip"):
        return answer.body
    try:
        return zlib.decompressobj(wbits=31).decompress(answer.body, LIMIT)
    except zlib.error:
        return b""


def in_its_words(answer: Answer) -> str:
    """Return an answer in the host's own words, which may be packed as its pages are.

    Only from its beginning: a host may answer so five hundred times, and looking for secrets in
    much text takes seconds. Nothing that was sent to it is one, which could be cut in half.
    """
    return said(replace(answer, body=decoded(answer)[:WORDS]), {})


def why(answer: Answer | NoAnswer) -> str:
    """Say in a clause what came instead of what was asked for."""
    return answer.what if isinstance(answer, NoAnswer) else f"it answers {in_its_words(answer)}"


def absent(answer: Answer | NoAnswer) -> str:
    """Say in a clause why what was asked for is not there, "" where it is."""
    if isinstance(answer, NoAnswer):
        return f"it cannot be had: {answer.what}"
    return "" if answer.status == 200 else why(answer)


def number(text: str) -> int:
    """Return a whole number that stands in a header; 0 where it is none, or has no end."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def text_of(answer: Answer) -> str:
    """Return the body as text."""
    return decoded(answer).decode("utf-8", "replace")


class Links(HTMLParser):
    """What a page names: `canonical`, `alternates` (feeds) and `parts` (what a browser fetches).

    What stands in the page itself, as behind data:, is fetched from nowhere and is no part.
    """

    def __init__(self, url: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.canonical = ""
        self.alternates: list[str] = []
        self.parts: list[str] = []
        # Where no more tag ends, the parser would look for an end anew at each beginning.
        end = text[:LONGEST].rfind(">") + 1
        # The parser's word for a declaration that is none; what stands before it was gathered.
        with suppress(AssertionError):
            self.feed(text[:end])
            self.close()
        self.alternates = self.alternates[:MOST]
        fetched = [bare(one) for one in self.parts if urlsplit(one).scheme in ("http", "https")]
        self.parts = fetched[:MOST]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Gather from one element."""
        found = {name: value or "" for name, value in attrs}
        kinds = found.get("rel", "").lower().split()
        href = found.get("href", "")
        kind = found.get("type", "").partition(";")[0].strip().lower()
        if tag == "link" and href:
            whole = joined(self.url, href)
            if "canonical" in kinds:
                self.canonical = whole
            # Of another kind it is the page itself, say in another language, or a part of it.
            elif whole and "alternate" in kinds and kind in FEEDS:
                self.alternates.append(whole)
            elif whole and {"stylesheet", "icon", "preload", "modulepreload", "manifest"} & {
                *kinds
            }:
                self.parts.append(whole)
        source = found.get("src", "")
        shows = tag in ("script", "img", "iframe", "source", "audio", "video")
        if shows and source:
            whole = joined(self.url, source)
            self.parts += [whole] if whole else []
