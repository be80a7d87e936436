"""What the W3C's feed validator asks of a feed, as far as it can be asked here, written down anew.

Every function returns the faults that it finds, in words; an empty list is a valid feed. There is
no validator on PyPI or npm that works without asking a server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from statusgen import markup

__all__ = ["ATOM", "atom_faults", "html_faults", "json_feed_faults", "rss_faults"]

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"

_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_RFC822 = re.compile(rf"(?:{_DAYS}), \d\d (?:{_MONTHS}) \d{{4}} \d\d:\d\d:\d\d (?:GMT|[+-]\d{{4}})")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(?:-\d\d(?:-\d\d)?)?:[\w./~!$&'()*+,;=:@%-]+")

_CHANNEL = ("title", "link", "description", "language", "lastBuildDate", f"{ATOM}link", "item")
_ITEM = ("title", "link", "guid", "pubDate", "description")


def rss_faults(data: bytes, *, own: str, now: datetime, history: bool = False) -> list[str]:
    """Check an RSS feed; `own` is its address. `history` allows what Statuspage's feed needs."""
    return list(_rss(data, own, now, history))


def _rss(data: bytes, own: str, now: datetime, history: bool) -> Iterator[str]:
    root = ET.fromstring(data)
    if (root.tag, dict(root.attrib)) != ("rss", {"version": "2.0"}):
        yield f"the root is {root.tag} {root.attrib}"
    if [child.tag for child in root] != ["channel"]:
        yield "there must be one channel, and nothing beside it"
        return
    channel = root[0]
    yield from _children(channel, _CHANNEL, filled=("title", "link", "description"))
    yield from _address(channel.findtext("link"))
    if not _LANGUAGE.fullmatch(channel.findtext("language") or ""):
        yield "language is not a language"
    if (built := channel.findtext("lastBuildDate")) is not None:
        yield from _rfc822(built)
    links = [link.attrib for link in channel.findall(f"{ATOM}link")]
    if links != [{"href": own, "rel": "self", "type": "application/rss+xml"}]:
        yield f"the feed's own address is not {own}: {links}"
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    if len(set(guids)) != len(guids):
        yield "two items have one guid"
    allowed = (*_ITEM, "maintenanceEndDate") if history else _ITEM
    for item in items:
        yield from _children(item, allowed, filled=_ITEM[:-1])
        yield from _filled_or_absent(item, "description")
        yield from _address(item.findtext("link"))
        guid = item.find("guid")
        if guid is not None and guid.attrib != {"isPermaLink": "true"}:
            yield f"guid has {guid.attrib}"
        yield from _address(item.findtext("guid"))
        yield from _rfc822(item.findtext("pubDate"), None if history else now)
        if item.find("maintenanceEndDate") is not None:
            yield from _rfc822(item.findtext("maintenanceEndDate"))
        yield from html_faults(item.findtext("description") or "", history=history)


def atom_faults(data: bytes, *, own: str, now: datetime, history: bool = False) -> list[str]:
    """Check an Atom feed; `own` is its address."""
    return list(_atom(data, own, now, history))


def _atom(data: bytes, own: str, now: datetime, history: bool) -> Iterator[str]:
    root = ET.fromstring(data)
    if root.tag != f"{ATOM}feed":
        yield f"the root is {root.tag}"
    if not _LANGUAGE.fullmatch(root.get(f"{XML}lang", "")):
        yield "xml:lang is not a language"
    basic = [f"{ATOM}{name}" for name in ("id", "title", "updated")]
    allowed = [*basic, *(f"{ATOM}{name}" for name in ("link", "author", "subtitle", "entry"))]
    yield from _children(root, allowed, filled=basic, many=(f"{ATOM}link", f"{ATOM}entry"))
    if not (root.findtext(f"{ATOM}author/{ATOM}name") or "").strip():
        yield "the author has no name"
    links = {link.get("rel"): link for link in root.findall(f"{ATOM}link")}
    if sorted(map(str, links)) != ["alternate", "self"]:
        yield f"the links are {sorted(map(str, links))}"
    elif dict(links["self"].attrib) != {"href": own, "rel": "self", "type": "application/atom+xml"}:
        yield f"the feed's own address is not {own}"
    yield from _id(root.findtext(f"{ATOM}id"))
    yield from _rfc3339(root.findtext(f"{ATOM}updated"), now)
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len({*ids, root.findtext(f"{ATOM}id")}) != len(ids) + 1:
        yield "two entries have one id"
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    newest = max(updated, default="1970-01-01T00:00:00Z")
    if root.findtext(f"{ATOM}updated") != newest:
        yield "the feed was not updated when its newest entry was"
    others = [f"{ATOM}{name}" for name in ("link", "published")]
    for entry in entries:
        every = [*basic, *others, f"{ATOM}content"]
        yield from _children(entry, every, filled=basic, present=others)
        yield from _filled_or_absent(entry, f"{ATOM}content")
        yield from _id(entry.findtext(f"{ATOM}id"))
        for name in ("published", "updated"):
            yield from _rfc3339(entry.findtext(f"{ATOM}{name}"), now)
        if (entry.findtext(f"{ATOM}published") or "") > (entry.findtext(f"{ATOM}updated") or ""):
            yield "an entry was updated before it was published"
        for link in entry.findall(f"{ATOM}link"):
            if (link.get("rel"), link.get("type")) != ("alternate", "text/html"):
                yield f"an entry has the link {link.attrib}"
            yield from _address(link.get("href"))
        content = entry.find(f"{ATOM}content")
        if content is not None:
            if content.attrib != {"type": "html"} or len(content):
                yield f"content has {content.attrib}"
            yield from html_faults(content.text or "", history=history)


def json_feed_faults(data: bytes, *, own: str, now: datetime) -> list[str]:
    """Check what a JSON Feed's schema does not say."""
    feed = json.loads(data)
    found = [*_address(feed["home_page_url"])]
    if feed["feed_url"] != own:
        found.append(f"the feed's own address is not {own}")
    if not _LANGUAGE.fullmatch(feed["language"]):
        found.append("language is not a language")
    ids = [item["id"] for item in feed["items"]]
    if len(set(ids)) != len(ids):
        found.append("two items have one id")
    for item in feed["items"]:
        found += [*_address(item["url"]), *_rfc3339(item["date_published"], now)]
        found += html_faults(item["content_html"])
        if not item["title"].strip():
            found.append("an item has no title")
    return found


_TURNED = '<div dir="rtl">'


def html_faults(html: str, *, history: bool = False) -> list[str]:
    """Find what a feed reader must not be given: other tags, scripts, relative addresses."""
    audit = _Audit(markup.TAGS | {"var"} if history else markup.TAGS)
    # Right to left the whole of an item says so, since no reader asks the feed.
    audit.feed(html.removeprefix(_TURNED).removesuffix("</div>") if _TURNED in html else html)
    audit.close()
    if audit.open:
        audit.faults.append(f"these are never closed: {audit.open}")
    return audit.faults


class _Audit(HTMLParser):
    def __init__(self, tags: Iterable[str]) -> None:
        super().__init__()
        self.tags = frozenset(tags)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.tags:
            self.faults.append(f"the tag {tag}")
        for name, value in attrs:
            if (tag, name) == ("a", "href"):
                if urlsplit(value or "").scheme not in ("http", "https", "mailto", "tel"):
                    self.faults.append(f"the address {value}")
            elif (tag, name) not in (("abbr", "title"), ("ol", "start"), ("var", "data-var")):
                self.faults.append(f"the attribute {name} of {tag}")
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] == [tag]:
            self.open.pop()
        else:
            self.faults.append(f"the end of {tag} inside of {self.open}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"the comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"the declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"the instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"the declaration {data}")


def _children(
    parent: ET.Element,
    allowed: Iterable[str],
    *,
    filled: Iterable[str] = (),
    present: Iterable[str] = (),
    many: Iterable[str] = ("item",),
) -> Iterator[str]:
    tags = [child.tag for child in parent]
    for tag in sorted(set(tags) - set(allowed)):
        yield f"{parent.tag} has {tag}"
    for tag in sorted({tag for tag in tags if tags.count(tag) > 1} - set(many)):
        yield f"{parent.tag} has {tag} more than once"
    for tag in filled:
        if not (parent.findtext(tag) or "").strip():
            yield f"{parent.tag} has no {tag}"
    for tag in present:
        if tag not in tags:
            yield f"{parent.tag} has no {tag}"


def _filled_or_absent(item: ET.Element, tag: str) -> Iterator[str]:
    if item.find(tag) is not None and not item.findtext(tag):
        yield f"{item.tag} has an empty {tag}"


def _address(text: Any) -> Iterator[str]:
    parts = urlsplit(text or "")
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"[\s<>\"]", text):
        yield f"{text!r} is no whole address"


def _id(text: str | None) -> Iterator[str]:
    if not _TAG_URI.fullmatch(text or ""):
        yield from _address(text)


def _rfc822(text: str | None, now: datetime | None = None) -> Iterator[str]:
    if not _RFC822.fullmatch(text or ""):
        yield f"{text!r} is no date"
        return
    at = parsedate_to_datetime(text or "")
    if f"{at:%a}" != (text or "")[:3]:
        yield f"{text!r} is not that day of the week"
    if now is not None and at > now:
        yield f"{text!r} is of the future"


def _rfc3339(text: str | None, now: datetime) -> Iterator[str]:
    if not _RFC3339.fullmatch(text or ""):
        yield f"{text!r} is no date"
    elif datetime.fromisoformat(text or "") > now:
        yield f"{text!r} is of the future"
