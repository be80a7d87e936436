"""What can be followed: every feed and calendar, and how a page links to it.

One table decides what there is; the families that write the files read the same one.
"""

from __future__ import annotations

from collections.abc import Iterator

from statusgen.frozen import frozen
from statusgen.model import Component, Group
from statusgen.present.edition import Edition, Place
from statusgen.views import FeedLink, FeedSet

__all__ = ["CALENDAR", "FEEDS", "HISTORY", "Scope", "feed_set", "links", "scopes"]

FEEDS = (
    ("feed.xml", "application/rss+xml", "RSS"),
    ("feed.atom", "application/atom+xml", "Atom"),
    ("feed.json", "application/feed+json", "JSON Feed"),
)
"""Name, media type and kind of each form of a feed."""

HISTORY = (
    ("history.rss", "application/rss+xml", "RSS"),
    ("history.atom", "application/atom+xml", "Atom"),
)
CALENDAR = ("maintenance.ics", "text/calendar", "iCalendar")


@frozen
class Scope:
    """What a feed is about: the whole site (no components named), a group or a component.

    `folder` is where its feeds stand, from the site's root; `page` is its own page, if it has one.
    """

    name: str
    title: str
    description: str
    folder: str
    page: str | None
    components: frozenset[str] | None


def scopes(edition: Edition) -> Iterator[Scope]:
    """Yield what has feeds of its own: the site, then its groups, then its components."""
    words, site = edition.words, edition.config.title
    yield Scope(
        name=words.say("subscribe.site_title"),
        title=words.say("feed.site_title", site=site),
        description=words.say("feed.site_description", site=site),
        folder="",
        page="",
        components=None,
    )
    shown = {one.component.id for one in edition.status.components}
    for group in edition.config.layout:
        if isinstance(group, Group) and any(own.id in shown for own in group.components):
            yield Scope(
                name=group.name,
                title=words.say("feed.group_title", site=site, name=group.name),
                description=words.say("feed.group_description", name=group.name),
                folder=f"groups/{group.id}/",
                page=None,
                components=frozenset(own.id for own in group.components),
            )
    for status in edition.status.components:
        yield of_component(edition, status.component)


def of_component(edition: Edition, own: Component) -> Scope:
    """Return the scope of one component."""
    words = edition.words
    return Scope(
        name=own.name,
        title=words.say("feed.component_title", site=edition.config.title, name=own.name),
        description=words.say("feed.component_description", name=own.name),
        folder=f"components/{own.id}/",
        page=f"components/{own.id}/",
        components=frozenset((own.id,)),
    )


def links(scope: Scope, place: Place) -> tuple[FeedLink, ...]:
    """Return the feeds of a scope as a page at that place links to them."""
    return tuple(
        FeedLink(
            title=f"{scope.title} ({kind})",
            href=place.href(scope.folder + name),
            media_type=media_type,
            kind=kind,
        )
        for name, media_type, kind in FEEDS
    )


def feed_set(scope: Scope, place: Place) -> FeedSet:
    """Return a scope's feeds with its name, for a list."""
    return FeedSet(
        title=scope.name,
        href=place.href(scope.page) if scope.page else None,
        feeds=links(scope, place),
    )


def calendar(edition: Edition, place: Place, own: Component | None = None) -> FeedLink:
    """Return the link to the calendar of the site, or of a component."""
    name, media_type, kind = CALENDAR
    words, site = edition.words, edition.config.title
    title = words.say("calendar.site_title", site=site)
    folder = ""
    if own is not None:
        title = words.say("calendar.component_title", site=site, name=own.name)
        folder = f"components/{own.id}/"
    return FeedLink(title=title, href=place.href(folder + name), media_type=media_type, kind=kind)


def reports(edition: Edition, place: Place) -> FeedSet:
    """Return the feeds with one item for each entry."""
    title = edition.words.say("feed.incidents_title", site=edition.config.title)
    return FeedSet(
        title=edition.words.say("subscribe.reports"),
        href=None,
        feeds=tuple(
            FeedLink(
                title=f"{title} ({kind})", href=place.href(name), media_type=media_type, kind=kind
            )
            for name, media_type, kind in HISTORY
        ),
    )
