"""What a feed says, before it is written in any form.

One item for each update. An item's id is the update's permalink and never changes when a text is
edited, so that an edit notifies nobody again and a new update always does.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from markupsafe import escape

from statusgen import markup
from statusgen.derive import EntryTimeline, Step
from statusgen.frozen import frozen
from statusgen.markup import Prose, telephone
from statusgen.present import entries
from statusgen.present.edition import Edition, folder
from statusgen.present.follow import Scope

__all__ = ["NEWEST", "Feed", "Item", "News", "feed", "newest"]

News = tuple[tuple[EntryTimeline, Step], ...]
"""Updates with the entries that they belong to, the newest first."""

NEWEST = 50
"""How many items a feed holds."""


@frozen
class Item:
    """One update as subscribers get it; `url` is its permalink and its id, `html` is safe."""

    url: str
    title: str
    at: datetime
    html: str


@frozen
class Feed:
    """A feed in no form yet; `items` are newest first, `folder` is the address of its folder.

    `hubs` are told when it changes, and tell those who have asked them to (WebSub).
    """

    title: str
    description: str
    language: str
    author: str
    home: str
    folder: str
    items: tuple[Item, ...]
    hubs: tuple[str, ...] = ()

    @property
    def updated(self) -> datetime | None:
        """The newest item's time, never the clock's: a rebuild without news changes no byte."""
        return self.items[0].at if self.items else None


def newest(edition: Edition, scope: Scope) -> News:
    """Return the newest updates on what the scope is about.

    Problems, and planned work when announced, begun, ended, cancelled. A component's feed starts at
    the first update that names it.
    """
    every = edition.ledger.newest(scope.components)
    return tuple(islice((news for news in every if _concerns(news[1], scope)), NEWEST))


def feed(edition: Edition, scope: Scope, news: News) -> Feed:
    """Return a feed of these updates."""
    return Feed(
        title=scope.title,
        description=scope.description,
        language=edition.words.language,
        author=edition.config.title,
        home=edition.url(scope.page or ""),
        folder=edition.url(scope.folder),
        items=tuple(_item(edition, timeline, step) for timeline, step in news),
        hubs=edition.config.hubs,
    )


def _concerns(step: Step, scope: Scope) -> bool:
    named = scope.components
    return named is None or any(name in named for name, _ in step.after)


def _item(edition: Edition, timeline: EntryTimeline, step: Step) -> Item:
    html = markup.absolute(_content(edition, timeline, step), edition.config.url)
    if html and edition.words.direction == "rtl":
        # Readers show a text in their own direction, whatever the feed's language is.
        html = f'<div dir="rtl">{telephone.in_order_abroad(html)}</div>'
    return Item(
        url=edition.url(f"{folder(timeline)}#{step.update.anchor}"),
        title=edition.words.say(
            "feed.item_title",
            status=edition.words.status(step.update.status),
            title=timeline.entry.title,
        ),
        at=step.update.at,
        html=html,
    )


def _content(edition: Edition, timeline: EntryTimeline, step: Step) -> str:
    """Put first what a customer needs first; it is about now, so only while the entry was open."""
    entry, words = timeline.entry, edition.words
    parts: list[str] = []
    planned = entries.planned(edition, timeline, step)
    if planned is not None:
        parts.append(f"<p>{escape(planned)}</p>")
    if step.open and entry.what_to_do is not None:
        parts.append(_labelled(edition, "label.what_to_do", entry.what_to_do))
    if step.open and entry.still_works:
        items = "".join(f"<li>{entries.prose_html(edition, one)}</li>" for one in entry.still_works)
        label = escape(words.say("label.still_works"))
        parts.append(f"<p><strong>{label}</strong></p><ul>{items}</ul>")
    if entry.data_safe is not None:
        parts.append(_labelled(edition, "label.data_safe", entry.data_safe))
    parts.append(entries.update_html(edition, step))
    promised = entries.promised(edition, step)
    if promised is not None:
        parts.append(f"<p>{escape(promised)}</p>")
    return "\n".join(part for part in parts if part)


def _labelled(edition: Edition, key: str, prose: Prose) -> str:
    label = escape(edition.words.say(key))
    return f"<p><strong>{label}</strong></p>{entries.prose_html(edition, prose)}"
