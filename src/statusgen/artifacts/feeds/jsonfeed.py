"""A feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json

from statusgen.artifacts.feeds.content import Feed
from statusgen.confirmation import instant

__all__ = ["json_feed"]


def json_feed(feed: Feed) -> bytes:
    """Write a feed."""
    hubs = [{"type": "WebSub", "url": hub} for hub in feed.hubs]
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": f"{feed.folder}feed.json",
        "language": feed.language,
        "authors": [{"name": feed.author}],
        **({"hubs": hubs} if hubs else {}),
        "items": [
            {
                "id": item.url,
                "url": item.url,
                "title": item.title,
                "content_html": item.html,
                "date_published": instant(item.at),
            }
            for item in feed.items
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
