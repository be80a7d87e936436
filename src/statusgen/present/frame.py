"""The frame: what surrounds every page, whatever stands on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from statusgen.present import facts as facts_
from statusgen.present import follow
from statusgen.present.edition import Edition, Place
from statusgen.views import Brand, FeedLink, Frame, Logo, NavLink

__all__ = ["frame"]

_NAV = (("", "nav.home"), ("history/", "nav.history"), ("subscribe/", "nav.subscribe"))
_NAV_PATHS = frozenset(path for path, _ in _NAV)


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
    address = edition.url(place.path) if canonical else None
    full = edition.words.say("page.title", page=title, site=edition.config.title)
    current = place.path if place.path in _NAV_PATHS else None
    around = edition.once(_around, place.root, current)
    if feeds:
        around = around | {"feeds": (*around["feeds"], *feeds)}
    return Frame(
        **around,
        canonical=address,
        title=full,
        share_title=share_title or full,
        description=description,
        icon=place.href(edition.published[f"icon-{sign}.svg"]),
        picture=edition.url(edition.published[f"share-{sign}.png"]),
        facts=facts_.of_page(edition, full, address) if facts is None else facts,
    )


def _around(edition: Edition, root: str, current: str | None) -> dict[str, Any]:
    """Give what is the same around all pages that are as far from the site's root."""
    config, words, place = edition.config, edition.words, Place("", root)
    return {
        "language": words.language,
        "direction": words.direction,
        "site": config.title,
        "root": root,
        "home": place.href(""),
        "address": config.url,
        "nav": tuple(
            NavLink(text=words.say(key), href=place.href(path), current=path == current)
            for path, key in _NAV
        ),
        "feeds": follow.links(next(follow.scopes(edition)), place),
        "help": tuple(NavLink(text=link.name, href=link.url) for link in config.help),
        "subscribe": NavLink(text=words.say("theme.follow_link"), href=place.href("subscribe/")),
        "brand": _brand(edition, place),
        "zone": words.zone,
        "zone_id": config.zone.key,
        "script": place.href(edition.published["page.js"]),
    }


def _brand(edition: Edition, place: Place) -> Brand:
    brand, words, logo = edition.config.brand, edition.words, edition.logo
    return Brand(
        logo=None
        if logo is None
        else Logo(
            svg=None if logo.svg is None else _of_the_text(logo.svg, coloured=logo.coloured),
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


def _of_the_text(svg: str, *, coloured: bool) -> Markup:
    """Let a drawing that names no colour take that of the text: black is not seen on dark paper."""
    return Markup(svg if coloured else svg.replace(" ", ' fill="currentColor" ', 1))
