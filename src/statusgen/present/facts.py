"""Pages as structured data: schema.org in JSON-LD, for search engines and assistants.

It says no more than the page does, and dates only what changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from statusgen.derive import MaintenanceTimeline
from statusgen.present.edition import Edition, EntryTimeline

__all__ = ["of_entry", "of_page", "of_site"]

_INERT = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"))
"""So that no text can end the script element that it stands in, nor open a comment there."""

_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


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
    if isinstance(timeline, MaintenanceTimeline):
        entry = timeline.entry
        status = "EventCancelled" if timeline.cancelled else "EventScheduled"
        return _data(
            {
                "@type": "Event",
                "name": entry.title,
                "description": summary,
                "url": edition.url(path),
                "startDate": _iso(edition, entry.starts),
                "endDate": _iso(edition, entry.ends),
                "eventStatus": f"https://schema.org/{status}",
                "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
                "location": {"@type": "VirtualLocation", "url": edition.url(path)},
                "organizer": {
                    "@type": "Organization",
                    "name": edition.config.title,
                    "url": edition.url(""),
                },
            }
        )
    return _data(
        {
            "@type": "Article",
            "headline": timeline.entry.title,
            "description": summary,
            "url": edition.url(path),
            "datePublished": _iso(edition, timeline.started_at),
            "dateModified": _iso(edition, timeline.steps[-1].update.at),
            "isPartOf": _site(edition),
        }
    )


def _site(edition: Edition) -> dict[str, str]:
    return {"@type": "WebSite", "name": edition.config.title, "url": edition.url("")}


def _iso(edition: Edition, at: datetime) -> str:
    return edition.moment(at).iso


def _data(value: Mapping[str, object]) -> Markup:
    text = _to_json({"@context": "https://schema.org", **value})
    for character, escape in _INERT:
        text = text.replace(character, escape)
    return Markup(text)
