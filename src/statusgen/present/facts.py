"""Pages as structured data: schema.org in JSON-LD, for search engines and assistants.

It says no more than the page does, and dates only what changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from statusgen.derive import EntryTimeline, MaintenanceTimeline
from statusgen.present.edition import Edition

__all__ = ["of_entry", "of_page", "of_site"]

_INERT = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"))
_HOLE = "\ue002"
"""Stands for a value of an entry's in what is encoded once for all of them."""

_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_quoted = json.encoder.encode_basestring
"""A text alone, as `_to_json` writes it."""


def of_site(edition: Edition) -> Markup:
    """Describe the front page."""
    changed = edition.status.changed_at
    return _data(
        {
            "@type": "WebPage",
            "name": edition.headline(),
            "url": edition.url(""),
            **({} if changed is None else {"dateModified": _iso(edition, changed)}),
            "isPartOf": _site(edition),
        }
    )


def of_page(edition: Edition, title: str, address: str | None) -> Markup:
    """Describe any other page; one without an address of its own may be anywhere."""
    own = {} if address is None else {"url": address}
    return _data({"@type": "WebPage", "name": title, **own, "isPartOf": _site(edition)})


def of_entry(edition: Edition, timeline: EntryTimeline, path: str, summary: str) -> Markup:
    """Describe an incident as an article, and planned work as an event."""
    entry, url = timeline.entry, edition.url(path)
    if isinstance(timeline, MaintenanceTimeline):
        return _filled(
            edition.once(_event),
            entry.title,
            summary,
            url,
            _iso(edition, timeline.entry.starts),
            _iso(edition, timeline.entry.ends),
            f"https://schema.org/Event{'Cancelled' if timeline.cancelled else 'Scheduled'}",
            url,
        )
    return _filled(
        edition.once(_article),
        entry.title,
        summary,
        url,
        _iso(edition, timeline.started_at),
        _iso(edition, timeline.steps[-1].update.at),
    )


def _article(edition: Edition) -> list[str]:
    """Give what is the same around the five values of every article."""
    article = {
        "@type": "Article",
        "headline": _HOLE,
        "description": _HOLE,
        "url": _HOLE,
        "datePublished": _HOLE,
        "dateModified": _HOLE,
        "isPartOf": _site(edition),
    }
    return _json(article).split(_quoted(_HOLE), 5)


def _event(edition: Edition) -> list[str]:
    """Give what is the same around the seven values of every event."""
    event = {
        "@type": "Event",
        "name": _HOLE,
        "description": _HOLE,
        "url": _HOLE,
        "startDate": _HOLE,
        "endDate": _HOLE,
        "eventStatus": _HOLE,
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": _HOLE},
        "organizer": {
            "@type": "Organization",
            "name": edition.config.title,
            "url": edition.url(""),
        },
    }
    return _json(event).split(_quoted(_HOLE), 7)


def _filled(pieces: list[str], *values: str) -> Markup:
    """Put values between pieces of JSON. It gives what encoding the whole would give."""
    *before, end = pieces
    pairs = zip(before, map(_quoted, values), strict=True)
    return _inert("".join([part for pair in pairs for part in pair]) + end)


def _site(edition: Edition) -> dict[str, str]:
    return {"@type": "WebSite", "name": edition.config.title, "url": edition.url("")}


def _iso(edition: Edition, at: datetime) -> str:
    return edition.moment(at).iso


def _data(value: Mapping[str, object]) -> Markup:
    return _inert(_json(value))


def _json(value: Mapping[str, object]) -> str:
    return _to_json({"@context": "https://schema.org", **value})


def _inert(text: str) -> Markup:
    """Let no text end the script element that it stands in, nor open a comment there."""
    for character, escape in _INERT:
        if character in text:
            text = text.replace(character, escape)
    return Markup(text)
