"""Made-up sites of any size: ten years of incidents and planned work, the same on every machine.

Says what happened and knows no program's format: `formats` writes it down. Entry number n of a site
of a given size never changes, and entries come one by one, so that size costs no memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.speed import sentences
from benchmarks.speed.sentences import COMPONENTS, Chance, Service

__all__ = ["NOW", "STATES", "Entry", "Update", "entries"]

NOW = datetime(2025, 12, 1, 12, tzinfo=UTC)
"""When the sites are looked at. A past time, since peers leave out the future."""

_SPAN = timedelta(days=3650)
_OPEN = 2
_MAINTENANCE = 0.05
_NOTICES = 0.1

STATES = ("degraded_performance", "partial_outage", "major_outage")

_COURSES = (
    ("Investigating", "Identified", "Resolved"),
    ("Investigating", "Monitoring", "Resolved"),
    ("Investigating", "Identified", "Monitoring", "Resolved"),
    ("Investigating", "Update", "Monitoring", "Resolved"),
    ("Investigating", "Identified", "Update", "Monitoring", "Resolved"),
    ("Investigating", "Update", "Identified", "Monitoring", "Resolved"),
    ("Investigating", "Identified", "Update", "Update", "Monitoring", "Resolved"),
    ("Investigating", "Identified", "Update", "Monitoring", "Resolved", "Postmortem"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A dated text. `changes` are components' new states, `promise` when there will be more."""

    at: datetime
    status: str
    text: str
    changes: tuple[tuple[str, str], ...] = ()
    promise: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An incident or, with a window, planned work. Updates are the oldest first."""

    id: str
    title: str
    components: tuple[tuple[str, str], ...]
    updates: tuple[Update, ...]
    window: tuple[datetime, datetime] | None = None
    opening: str = ""
    what_to_do: str = ""
    still_works: tuple[str, ...] = ()

    @property
    def began(self) -> datetime:
        """When the first text was written."""
        return self.updates[0].at

    @property
    def is_over(self) -> bool:
        """Say whether nothing more is to come."""
        return any(one.status in ("Resolved", "Completed", "Cancelled") for one in self.updates)


def entries(count: int) -> Iterator[Entry]:
    """Give a site's entries, the oldest first; the newest two are incidents that are open."""
    for number in range(count):
        chance = Chance(f"statusgen {count} {number}")
        left = count - number
        if left <= _OPEN:
            yield _incident(chance, number, NOW - timedelta(minutes=40 * left), still_open=True)
            continue
        # A day's distance from now: all but the newest are over.
        began = NOW - timedelta(days=2) - _SPAN * left / count
        began += timedelta(minutes=chance.number(0, 600))
        began = began.replace(second=0, microsecond=0)
        if chance.share(_MAINTENANCE):
            yield _maintenance(chance, number, began)
        else:
            yield _incident(chance, number, began, still_open=False)


def _incident(chance: Chance, number: int, began: datetime, *, still_open: bool) -> Entry:
    service = chance.one(COMPONENTS)
    hit = () if chance.share(_NOTICES) else _hit(chance, service)
    course = ("Investigating", "Identified") if still_open else chance.one(_COURSES)
    minutes = 0
    updates = []
    for place, status in enumerate(course):
        if place:
            minutes += chance.number(5, 30 if still_open else 90)
        at = began + timedelta(minutes=minutes)
        goes_on = status not in ("Resolved", "Postmortem", "Monitoring")
        changed = bool(hit) and place > 0 and goes_on and chance.share(0.3)
        updates.append(
            Update(
                at=at,
                status=status,
                text=sentences.body(chance, service, status),
                changes=((hit[0][0], chance.one(STATES)),) if changed else (),
                promise=at + timedelta(hours=2) if goes_on and chance.share(0.4) else None,
            )
        )
    return Entry(
        id=_id(began, service, number),
        title=sentences.title(chance, service),
        components=hit,
        updates=tuple(updates),
        opening=sentences.opening(chance, service) if chance.share(0.2) else "",
        what_to_do=f"Please {service.instead}." if chance.share(0.6) else "",
        still_works=sentences.still_works(chance) if chance.share(0.5) else (),
    )


def _maintenance(chance: Chance, number: int, announced: datetime) -> Entry:
    service = chance.one(COMPONENTS)
    starts = announced + timedelta(hours=chance.number(8, 20))
    ends = starts + timedelta(hours=2)
    course = [(announced, "Scheduled")]
    if chance.share(0.1):
        course.append((starts - timedelta(hours=2), "Cancelled"))
    else:
        course += [(starts, "In progress"), (ends - timedelta(minutes=10), "Completed")]
    updates = tuple(
        Update(at=at, status=status, text=sentences.body(chance, service, status))
        for at, status in course
    )
    return Entry(
        id=_id(announced, service, number),
        title=f"Planned work: {service.name}",
        components=((service.id, "under_maintenance"),),
        updates=updates,
        window=(starts, ends),
        what_to_do=f"Please {service.instead}." if chance.share(0.6) else "",
        still_works=sentences.still_works(chance) if chance.share(0.5) else (),
    )


def _hit(chance: Chance, service: Service) -> tuple[tuple[str, str], ...]:
    others = [chance.one(COMPONENTS).id for _ in range(chance.number(0, 2))]
    return tuple((one, chance.one(STATES)) for one in dict.fromkeys((service.id, *others)))


def _id(began: datetime, service: Service, number: int) -> str:
    return f"{began:%Y-%m-%d}-{service.id}-{number}"
