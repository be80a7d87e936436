"""Planned work as calendars to subscribe to (RFC 5545), for the site and for each component.

An event's UID is made of its id and the host, its SEQUENCE of the time of its newest update and the
number of all, so that a calendar program follows a moved or cancelled window. No time in it comes
from the clock. There is no METHOD, which makes a message of a calendar: one with an ORGANIZER, and
a DTSTAMP from the clock (RFC 5546).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from statusgen import __version__
from statusgen.artifact import Artifact, CacheClass
from statusgen.derive import MaintenanceTimeline
from statusgen.fingerprint import fingerprint
from statusgen.frozen import frozen
from statusgen.model import Component, UpdateStatus
from statusgen.present import entries, follow, marks
from statusgen.present.edition import Edition, Place, folder
from statusgen.theme import Theme
from statusgen.words import Words

__all__ = ["Calendar", "Event", "artifacts", "ics"]

NEWEST = 50
"""How many events a calendar holds, if no more are ahead."""

_FIRST = datetime(2000, 1, 1)
_LAST = 60_000_000
"""From when on revisions count minutes, and how many at most: a number of 31 bits, to 2114."""


@frozen
class Event:
    """One piece of planned work."""

    uid: str
    title: str
    url: str
    text: str
    starts: datetime
    ends: datetime
    changed: datetime
    sequence: int
    cancelled: bool


@frozen
class Calendar:
    """A calendar that is not written down yet; events are in the order of their windows."""

    title: str
    url: str
    language: str
    events: tuple[Event, ...]


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield the calendar of the site and one for each component."""
    del theme
    for own in (None, *(status.component for status in edition.status.components)):
        path = follow.calendar(edition, Place("", ""), own).href
        works = _newest(edition, own)
        yield Artifact(
            path=path,
            media_type=f"{follow.CALENDAR[1]}; charset=utf-8",
            cache=CacheClass.FEED,
            renderer=ics,
            view=partial(_calendar, edition, own, works),
            key=fingerprint(edition.config.digest, path, marks.told(edition, works)),
        )


def ics(calendar: Calendar) -> bytes:
    """Write a calendar. Without events it holds one time zone: it may not hold nothing."""
    # The library takes a tenth of a second to load: only when a calendar is drawn.
    import icalendar

    root = icalendar.Calendar()
    root.add("prodid", f"-//statusgen//{__version__}//EN")
    root.add("version", "2.0")
    root.add("name", calendar.title)
    root.add("x-wr-calname", calendar.title)
    root.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    root.add("x-published-ttl", "PT1H")
    for event in calendar.events:
        item = icalendar.Event()
        item.add("uid", event.uid)
        item.add("dtstamp", event.changed)
        item.add("last-modified", event.changed)
        item.add("sequence", event.sequence)
        item.add("dtstart", event.starts)
        item.add("dtend", event.ends)
        item.add("summary", event.title, parameters={"LANGUAGE": calendar.language})
        item.add("description", event.text)
        item.add("url", event.url)
        item.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
        item.add("transp", "TRANSPARENT")
        root.add_component(item)
    if not calendar.events:
        zone, standard = icalendar.Timezone(), icalendar.TimezoneStandard()
        zone.add("tzid", "UTC")
        standard.add("dtstart", datetime(1970, 1, 1))
        standard.add("tzoffsetfrom", timedelta())
        standard.add("tzoffsetto", timedelta())
        zone.add_component(standard)
        root.add_component(zone)
    return bytes(root.to_ical(sorted=False))


def _newest(edition: Edition, own: Component | None) -> list[MaintenanceTimeline]:
    """Return the planned work that a calendar holds, in the order of its windows.

    What is not over is always among it: of more than fifty the next would be left out.
    """
    named = [
        work for work in edition.status.maintenance if own is None or own.id in work.outline.named
    ]
    ahead = sum(work.outline.ended is None for work in named)
    named.sort(key=lambda work: (work.outline.ended is None, *_by_window(work)))
    return sorted(named[-max(NEWEST, ahead) :], key=_by_window)


def _by_window(work: MaintenanceTimeline) -> tuple[int, str]:
    return work.outline.began, work.entry.id


def _calendar(
    edition: Edition, own: Component | None, works: Iterable[MaintenanceTimeline]
) -> Calendar:
    link = follow.calendar(edition, Place("", ""), own)
    return Calendar(
        title=link.title,
        url=edition.url(link.href),
        language=edition.words.language,
        events=tuple(_event(edition, work) for work in works),
    )


def _event(edition: Edition, work: MaintenanceTimeline) -> Event:
    entry, words = work.entry, edition.words
    host = urlsplit(edition.config.url).hostname or ""
    newest = work.steps[-1]
    texts = [f"{words.status(newest.update.status)}, {words.moment(newest.update.at)}"]
    texts.append(entries.plain(edition, entries.update_html(edition, newest)))
    if entry.opening is not None:
        texts.insert(0, entries.plain(edition, entries.prose_html(edition, entry.opening)))
    return Event(
        uid=f"{entry.id}@{host}",
        title=_title(work, words),
        url=edition.url(folder(work)),
        text="\n\n".join(text for text in texts if text),
        starts=entry.starts.astimezone(UTC),
        ends=entry.ends.astimezone(UTC),
        changed=work.changed_at.astimezone(UTC),
        sequence=_sequence(work),
        cancelled=work.cancelled,
    )


def _title(work: MaintenanceTimeline, words: Words) -> str:
    """Name the event, and what is cancelled as such: not every program reads its STATUS."""
    if work.cancelled:
        status = words.status(UpdateStatus.CANCELLED)
        return words.say("feed.item_title", status=status, title=work.entry.title)
    return words.say("calendar.event_title", title=work.entry.title)


def _sequence(work: MaintenanceTimeline) -> int:
    """Return the number of an event's revision, which each update makes greater than all before.

    What a window has written by itself vanishes when the window is moved: at most two updates, so
    that one that somebody has written counts three. What somebody has taken back vanishes too; so
    the minute of the newest one weighs more than all that is likely to be taken back at once. That
    is the minute under which it was published, which no correction changes.
    """
    told = [step.update.anchor for step in work.steps if not step.update.generated]
    minutes = (datetime.fromisoformat(max(told)[2:15]) - _FIRST) // timedelta(minutes=1)
    count = sum(1 if step.update.generated else 3 for step in work.steps) - 3
    return min(max(minutes, 0), _LAST) * 32 + count
