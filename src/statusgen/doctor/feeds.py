"""Can subscribers' programs read the feeds, and do these lead to pages that are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from statusgen.doctor.finding import Finding, error, warning
from statusgen.doctor.links import unsafe
from statusgen.doctor.reach import Reached
from statusgen.doctor.visit import bare, decoded, why
from statusgen.publish.http import NoAnswer

__all__ = ["Misread", "feeds", "read"]

_ATOM = "{http://www.w3.org/2005/Atom}"
_HINT = "publish again; if your host changes feeds on the way, tell it not to"


class Misread(ValueError):
    """Why a feed cannot be read, as a clause."""


def feeds(reached: Reached) -> Iterator[Finding]:
    """Read every feed that the front page names, and follow its newest item."""
    named = list(dict.fromkeys(reached.links.alternates))
    if not named:
        what = "the front page names no feed: no program can offer it to be followed"
        yield error("feed", what, "is it the page that statusgen built?")
    base = reached.base
    wanted: dict[str, str] = {}
    for url, answer in reached.visitor.all(named).items():
        if isinstance(answer, NoAnswer) or answer.status != 200:
            yield error("feed", f"the feed {url} cannot be had: {why(answer)}", _HINT)
            continue
        try:
            own, items = read(decoded(answer))
        except Misread as why_not:
            yield error("feed", f"the feed {url} cannot be read: {why_not}", _HINT)
            continue
        if own and _here(own, base, reached.url) != url:
            what = f"the feed {url} says that its address is {own}"
            yield warning("feed-address", what, "write its address as `url` in statusgen.yml")
        if items:
            wanted.setdefault(_here(items[0], base, reached.url), url)
    for link, answer in reached.visitor.all(wanted).items():
        if isinstance(answer, NoAnswer) or answer.status != 200:
            url = next(feed for item, feed in wanted.items() if bare(item) == link)
            yield error("feed-link", f"the feed {url} leads to {link}, and {why(answer)}", _HINT)


def read(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return a feed's own address and the addresses of its items, newest first. Raises Misread.

    Knows RSS 2.0, Atom and JSON Feed, as far as a reader needs them.
    """
    if data.lstrip()[:1] == b"{":
        return _json(data)
    if unsafe(data):
        raise Misread("it defines names of its own, which programs refuse")
    try:
        root = ET.fromstring(data)
    except (ET.ParseError, ValueError, LookupError) as error_:
        raise Misread(f"it is not XML ({error_})") from error_
    if root.tag == "rss":
        return _rss(root)
    if root.tag == f"{_ATOM}feed":
        return _atom(root)
    raise Misread("it is neither RSS nor Atom")


def _rss(root: ET.Element) -> tuple[str, tuple[str, ...]]:
    channel = root.find("channel")
    if channel is None or not (channel.findtext("title") or "").strip():
        raise Misread("it has no channel with a title")
    for item in channel.iterfind("item"):
        if not item.findtext("guid") or not item.findtext("pubDate"):
            raise Misread("an item has no guid or no pubDate")
    links = tuple(item.findtext("link") or "" for item in channel.iterfind("item"))
    if not all(links):
        raise Misread("an item leads nowhere")
    return _own(channel), links


def _atom(root: ET.Element) -> tuple[str, tuple[str, ...]]:
    if not root.findtext(f"{_ATOM}id") or not root.findtext(f"{_ATOM}updated"):
        raise Misread("it has no id or no time")
    links = []
    for entry in root.iterfind(f"{_ATOM}entry"):
        if not entry.findtext(f"{_ATOM}id") or not entry.findtext(f"{_ATOM}updated"):
            raise Misread("an entry has no id or no time")
        named = (one for one in entry.iterfind(f"{_ATOM}link") if one.get("href"))
        kinds = {one.get("rel", "alternate"): one.get("href", "") for one in named}
        if "alternate" not in kinds:
            raise Misread("an entry leads nowhere")
        links.append(kinds["alternate"])
    return _own(root), tuple(links)


def _own(parent: ET.Element) -> str:
    links = parent.iterfind(f"{_ATOM}link")
    return next((one.get("href", "") for one in links if one.get("rel") == "self"), "")


def _json(data: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        value = json.loads(data)
        if not value["version"].startswith("https://jsonfeed.org/version/"):
            raise Misread("it is not a JSON Feed")
        return str(value.get("feed_url", "")), tuple(
            _text(one["url"]) for one in value["items"] if one["id"]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error_:
        if isinstance(error_, Misread):
            raise
        raise Misread("it is not a JSON Feed") from error_


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _here(url: str, base: str, here: str) -> str:
    """Return where an address of the site's own stands on the host that is looked at."""
    return here + url.removeprefix(base) if url.startswith(base) else url
