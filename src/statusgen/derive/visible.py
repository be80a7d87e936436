"""Which entries are visible at a time, taking from an earlier time whatever is the same."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from itertools import compress, count
from operator import attrgetter, is_not
from typing import Generic, TypeVar

from statusgen.derive.timeline import EntryTimeline, IncidentTimeline, MaintenanceTimeline
from statusgen.frozen import frozen
from statusgen.model import Incident, Maintenance

__all__ = ["E", "T", "Turn", "Visible", "newness", "visible"]

E = TypeVar("E", Incident, Maintenance)
T = TypeVar("T", IncidentTimeline, MaintenanceTimeline)

_id = attrgetter("id")
_name = attrgetter("entry.id")


@frozen(kw_only=False)
class Turn(Generic[E]):
    """The entries of one kind by id, as they were and as they are, and the time.

    `moved` are the ids of those that were not over for good.
    """

    entries: tuple[E, ...]
    before: tuple[E, ...]
    moved: Collection[str]
    now: datetime


@frozen(kw_only=False)
class Visible(Generic[E, T]):
    """What there is to show of one kind, newest first.

    `fresh` are those timelines that were made in this turn, `active` those of them that are not
    over for good. `moving` are the entries that time may still change, visible or not. `new` are
    the ids of the entries that were looked at, None where that is all of them.
    """

    shown: tuple[T, ...]
    fresh: tuple[T, ...]
    active: tuple[T, ...]
    moving: tuple[E, ...]
    new: frozenset[str] | None


def visible(
    turn: Turn[E],
    at: Callable[[E, datetime], T | None],
    settled: Callable[[E], T],
    before: tuple[T, ...],
) -> Visible[E, T]:
    """Find the timelines of the visible entries; `before` are those of the earlier time."""
    instant = turn.now.timestamp()
    known: dict[int, T] = {}
    found: list[T] = []
    entries: Iterable[E] = turn.entries
    new: frozenset[str] | None = None
    if len(turn.before) == len(turn.entries):
        # As after most saves: all but a few are the same, and stay in their order.
        places = [*compress(count(), map(is_not, turn.before, turn.entries))]
        changed = {row[place].id for place in places for row in (turn.before, turn.entries)}
        new = frozenset(changed.union(turn.moved))
        entries = _named(turn.entries, new)
        names = map(_name, before)
        found = [one for one, name in zip(before, names, strict=True) if name not in new]
    else:
        known = {id(one.entry): one for one in before if one.outline.settled is not None}
    fresh: list[T] = []
    active: list[T] = []
    moving: list[E] = []
    for entry in entries:
        outline = entry.outline
        if outline is not None and outline.settled is not None and outline.settled <= instant:
            fresh.append(known.get(id(entry)) or settled(entry))
        else:
            moving.append(entry)
            timeline = at(entry, turn.now)
            if timeline is not None:
                active.append(timeline)
    fresh += active
    fresh.sort(key=newness, reverse=True)
    shown = _inserted(fresh, found) if found else fresh
    return Visible(tuple(shown), tuple(fresh), tuple(active), tuple(moving), new)


def newness(timeline: EntryTimeline) -> tuple[int, str]:
    """Return what timelines are sorted by, the greatest first."""
    return timeline.outline.started, timeline.entry.id


def _named(entries: tuple[E, ...], names: Collection[str]) -> list[E]:
    """Return those of these names that are there, in their order."""
    places = sorted({bisect_left(entries, name, key=_id) for name in names})
    found = [entries[place] for place in places if place < len(entries)]
    return [entry for entry in found if entry.id in names]


def _inserted(fresh: Sequence[T], found: list[T]) -> list[T]:
    """Put a few timelines into many, both of them newest first."""
    for timeline in fresh:
        started, name = newness(timeline)
        place = bisect_left(found, -started, key=lambda one: -one.outline.started)
        while place < len(found) and newness(found[place]) > (started, name):
            place += 1
        found.insert(place, timeline)
    return found
