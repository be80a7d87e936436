"""The frame: what surrounds every page, whatever stands on it."""

from __future__ import annotations

from urllib.parse import urlsplit

from markupsafe import Markup

from statusgen.present import facts as facts_
from statusgen.present import follow
from statusgen.present.edition import Edition, Place
from statusgen.views import Brand, FeedLink, Frame, Logo, NavLink

__all__ = ["frame"]

_NAV = (("", "nav.home"), ("history/", "nav.history"), ("subscribe/", "nav.subscribe"))


def frame(
    edition: Edition,
    place: Place,
    *,
    title: str,
    description: str,
    sign: str = "notice",
    facts: Markup | None = None,
    share_title: str | None = None,
    canonical: bool = True,
    feeds: tuple[FeedLink, ...] = (),
) -> Frame:
    """Surround a page. `title` is the page's own; `feeds` are those beside the site's.

    `sign` chooses icon and picture: a state's word for pages that show how things are, else
    `notice`, so that a page changes only when what it says changes.
    """
    config, words = edition.config, edition.words
    address = edition.url(place.path) if canonical else None
    full = words.say("page.title", page=title, site=config.title)
    return Frame(
        language=words.language,
        direction=words.direction,
        site=config.title,
        root=place.root,
        home=place.href(""),
        canonical=address,
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
        subscribe=NavLink(text=words.say("theme.follow_link"), href=place.href("subscribe/")),
        brand=_brand(edition, place),
        zone=words.zone,
        zone_id=config.zone.key,
        icon=place.href(edition.published[f"icon-{sign}.svg"]),
        picture=edition.url(edition.published[f"share-{sign}.png"]),
        script=place.href(edition.published["page.js"]),
        facts=facts_.of_page(edition, full, address) if facts is None else facts,
    )


def _brand(edition: Edition, place: Place) -> Brand:
    brand, words, logo = edition.config.brand, edition.words, edition.logo
    return Brand(
        logo=None
        if logo is None
        else Logo(
            svg=None if logo.svg is None else Markup(logo.svg),
            href=place.href(edition.published[f"logo.{logo.extension}"]),
            width=logo.width,
            height=logo.height,
        ),
        home=None
        if brand.home is None
        else NavLink(
            text=words.say("theme.brand_home", host=urlsplit(brand.home).hostname), href=brand.home
        ),
        help=None
        if brand.help is None
        else NavLink(text=words.say("theme.brand_help"), href=brand.help),
    )
