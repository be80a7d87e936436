"""What surrounds a page: title, links, feeds. Holds nothing that the page does not show."""

from __future__ import annotations

from statusgen.present import follow
from statusgen.present.edition import Edition, Place
from statusgen.views import FeedLink, Frame, NavLink

__all__ = ["frame"]

_NAV = (("", "nav.home"), ("history/", "nav.history"), ("subscribe/", "nav.subscribe"))


def frame(
    edition: Edition,
    place: Place,
    *,
    title: str,
    description: str,
    share_title: str | None = None,
    canonical: bool = True,
    feeds: tuple[FeedLink, ...] = (),
) -> Frame:
    """Surround a page. `title` is the page's own; `feeds` are those beside the site's."""
    config, words = edition.config, edition.words
    full = words.say("page.title", page=title, site=config.title)
    return Frame(
        language=words.language,
        direction=words.direction,
        site=config.title,
        root=place.root,
        home=place.href(""),
        canonical=edition.url(place.path) if canonical else None,
        title=full,
        share_title=share_title or full,
        description=description,
        nav=tuple(
            NavLink(
                text=words.say(key), href=place.href(path), current=canonical and path == place.path
            )
            for path, key in _NAV
        ),
        feeds=(*follow.links(next(follow.scopes(edition)), place), *feeds),
        help=tuple(NavLink(text=link.name, href=link.url) for link in config.help),
        zone=words.zone,
    )
