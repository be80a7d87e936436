"""A feed as Atom (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from statusgen.artifacts.feeds.content import Feed
from statusgen.confirmation import instant
from statusgen.xmltree import add, to_bytes

__all__ = ["NEVER", "atom", "begin"]

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""What a feed without items was updated at: Atom wants a time, and the clock's is not ours."""


def atom(feed: Feed) -> bytes:
    """Write a feed."""
    own = f"{feed.folder}feed.atom"
    root = begin(
        own,
        title=feed.title,
        home=feed.home,
        own=own,
        updated=feed.updated,
        author=feed.author,
        language=feed.language,
        hubs=feed.hubs,
    )
    add(root, "subtitle", feed.description)
    for item in feed.items:
        entry = add(root, "entry")
        add(entry, "id", item.url)
        add(entry, "title", item.title)
        add(entry, "link", href=item.url, rel="alternate", type="text/html")
        add(entry, "published", instant(item.at))
        add(entry, "updated", instant(item.at))
        # An empty element is an object or an HTML element of their own to some readers.
        if item.html:
            add(entry, "content", item.html, type="html")
    return to_bytes(root)


def begin(
    id_: str,
    *,
    title: str,
    home: str,
    own: str,
    updated: datetime | None,
    author: str,
    language: str,
    hubs: tuple[str, ...],
) -> ET.Element:
    """Begin a feed with what every feed has to have."""
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language})
    add(root, "id", id_)
    add(root, "title", title)
    add(root, "link", href=home, rel="alternate", type="text/html")
    add(root, "link", href=own, rel="self", type="application/atom+xml")
    for hub in hubs:
        add(root, "link", href=hub, rel="hub")
    add(root, "updated", instant(updated or NEVER))
    add(add(root, "author"), "name", author)
    return root
