"""A reader of a live site who follows every link, again and again: over HTTP, or over a folder.

One view is a page with all its assets and links inside the site, or a feed with all the pages that
it names. A view is broken where something that it leads to is missing or refused, and torn where
bytes are cut or are not those that a name promises.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from html import unescape
from http.client import HTTPConnection, HTTPException, IncompleteRead
from pathlib import Path
from threading import Condition, Event, Thread
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree as ET

from statusgen.fingerprint import digest

__all__ = ["Fetch", "Reading", "TornError", "over_folder", "over_http", "reading", "view"]

Fetch = Callable[[str], bytes]
"""Returns the bytes of a path of the site, or raises: LookupError for none, TornError for some."""

_LINK = re.compile(rb"""(?:href|src)=["']([^"'>]*)["']""")
_DIGEST = re.compile(r"\.([0-9a-f]{8,32})\.[a-z0-9]+$")


class TornError(Exception):
    """Less came than was announced."""


def over_http(address: str) -> Fetch:
    """Fetch over HTTP from a server on loopback; `address` ends where the site's root is."""
    parts = urlsplit(address)

    def fetch(path: str) -> bytes:
        with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=30)) as connection:
            try:
                connection.request("GET", f"{parts.path.rstrip('/')}/{path}")
                answer = connection.getresponse()
                data = answer.read()
            except IncompleteRead as error:
                raise TornError(f"{path}: {error}") from error
            except (OSError, HTTPException) as error:
                raise LookupError(f"{path}: {error!r}") from error
        if answer.status != 200:
            raise LookupError(f"{path}: {answer.status}")
        return data

    return fetch


def over_folder(folder: Path) -> Fetch:
    """Fetch as a server does that looks up every path anew; folders answer with index.html."""

    def fetch(path: str) -> bytes:
        place = folder / unquote(path)
        if not path or path.endswith("/"):
            place /= "index.html"
        try:
            return place.read_bytes()
        except OSError as error:
            raise LookupError(f"{path}: {error.strerror}") from error

    return fetch


def view(fetch: Fetch, url: str, path: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """View a page or feed and all that it leads to; return what was broken and what was torn.

    `url` is the site's own address, with its slash, as its feeds name it.
    """
    broken: list[str] = []
    torn: list[str] = []

    def get(wanted: str) -> bytes | None:
        try:
            data = fetch(wanted)
            _whole(wanted, data)
        except LookupError as error:
            broken.append(f"{path} leads to {error.args[0]}")
        except TornError as error:
            torn.append(f"{path} leads to {error}")
        else:
            return data
        return None

    data = get(path)
    for link in sorted(_links(data, url, path)) if data is not None else ():
        get(link)
    return tuple(broken), tuple(torn)


def _links(data: bytes, url: str, path: str) -> set[str]:
    """Return the paths inside the site that a page or feed leads to."""
    if path.endswith((".xml", ".atom", ".rss")):
        found = [text for node in ET.fromstring(data).iter() for text in _addresses(node)]
    elif path.endswith(".json"):
        items = json.loads(data).get("items", ())
        found = [item["url"] for item in items if "url" in item]
    else:
        found = [unescape(link.decode()) for link in _LINK.findall(data)]
    paths = set()
    for link in found:
        whole, _ = urldefrag(urljoin(url + path, link))
        if whole.startswith(url):
            paths.add(whole.removeprefix(url).partition("?")[0])
    return paths - {path}


def _addresses(node: ET.Element) -> Iterator[str]:
    text = (node.text or "").strip() or node.get("href", "")
    if node.tag.rpartition("}")[2] == "link" and text:
        yield text


def _whole(path: str, data: bytes) -> None:
    """Raise TornError unless the bytes are a whole file of the kind that its name says."""
    name = path.rpartition("/")[2]
    try:
        if found := _DIGEST.search(name):
            # The site's assets carry a part of their digest; those of tests may carry another.
            if path.startswith("assets/") and not digest(data).startswith(found[1]):
                raise TornError(f"{path}: not the bytes that its name promises")
        elif not name or name.endswith(".html"):
            if not data.rstrip().endswith(b"</html>"):
                raise TornError(f"{path}: cut after {len(data)} bytes")
        elif name.endswith((".xml", ".atom", ".rss", ".svg")):
            ET.fromstring(data)
        elif name.endswith(".json"):
            json.loads(data)
    except (ET.ParseError, ValueError) as error:
        raise TornError(f"{path}: {error}") from error


class Reading:
    """What a reader has seen so far; made by `reading`."""

    def __init__(self) -> None:
        self.views = 0
        self.broken: list[str] = []
        self.torn: list[str] = []
        self.error: Exception | None = None
        self._more = Condition()

    def next_view(self, seconds: float = 60) -> None:
        """Wait until a view has begun and ended from now on: two publishes never meet in one."""
        with self._more:
            wanted = self.views + 2
            done = self._more.wait_for(lambda: self.views >= wanted or self.error, seconds)
        assert done, "the reader is stuck"

    def note(self, broken: tuple[str, ...], torn: tuple[str, ...]) -> None:
        """Count a view."""
        with self._more:
            self.views += 1
            self.broken += broken
            self.torn += torn
            self._more.notify_all()

    def fail(self, error: Exception) -> None:
        """Let whoever waits know that nobody reads any more."""
        with self._more:
            self.error = error
            self._more.notify_all()

    def saw_only_whole_sites(self) -> None:
        """Hold that no view was broken or torn, and that there were views at all."""
        if self.error:
            raise self.error
        assert self.views > 0, "nothing was read"
        assert self.broken == [], f"{len(self.broken)} broken of {self.views} views"
        assert self.torn == [], f"{len(self.torn)} torn of {self.views} views"


@contextmanager
def reading(
    fetch: Fetch,
    url: str,
    starts: tuple[str, ...] = ("index.html", "feed.xml"),
    *,
    pause: float = 0.001,
) -> Iterator[Reading]:
    """Read in a thread until the end of the block: each of `starts` with all that it leads to.

    `pause` is how many seconds lie between two rounds: with a slow target, thousands of equal views
    only keep the processor from it. Call `next_view` after each publish and, at the end,
    `saw_only_whole_sites`.
    """
    seen = Reading()
    stop = Event()

    def read() -> None:
        try:
            while not stop.is_set():
                for path in starts:
                    seen.note(*view(fetch, url, path))
                time.sleep(pause)
        except Exception as error:  # noqa: BLE001 - it is raised where the reader is asked
            seen.fail(error)

    thread = Thread(target=read, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join(60)
