"""A feed as RSS 2.0 (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from statusgen.artifacts.feeds.content import Feed
from statusgen.xmltree import add, to_bytes

__all__ = ["channel", "rfc822", "rss"]

_ATOM = "http://www.w3.org/2005/Atom"
ET.register_namespace("atom", _ATOM)


def rss(feed: Feed) -> bytes:
    """Write a feed; without items it has no lastBuildDate."""
    root = ET.Element("rss", version="2.0")
    body = channel(
        root,
        title=feed.title,
        home=feed.home,
        description=feed.description,
        language=feed.language,
        updated=feed.updated,
        own=f"{feed.folder}feed.xml",
        hubs=feed.hubs,
    )
    for item in feed.items:
        element = add(body, "item")
        add(element, "title", item.title)
        add(element, "link", item.url)
        add(element, "guid", item.url, isPermaLink="true")
        add(element, "pubDate", rfc822(item.at))
        if item.html:
            add(element, "description", item.html)
    return to_bytes(root)


def channel(
    root: ET.Element,
    *,
    title: str,
    home: str,
    description: str,
    language: str,
    updated: datetime | None,
    own: str,
    hubs: tuple[str, ...],
) -> ET.Element:
    """Begin a channel; `own` is the feed's own address."""
    body = add(root, "channel")
    add(body, "title", title)
    add(body, "link", home)
    add(body, "description", description)
    add(body, "language", language)
    if updated is not None:
        add(body, "lastBuildDate", rfc822(updated))
    add(body, f"{{{_ATOM}}}link", href=own, rel="self", type="application/rss+xml")
    for hub in hubs:
        add(body, f"{{{_ATOM}}}link", href=hub, rel="hub")
    return body


def rfc822(at: datetime) -> str:
    """Write a time as RSS wants it: RFC 822 with a year of four digits, in GMT."""
    return format_datetime(at.astimezone(UTC), usegmt=True)
