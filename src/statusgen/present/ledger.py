"""The visible entries in the orders that pages and feeds ask for, each made once and only if asked.

A site of ten years has tens of thousands of updates, and a feed wants fifty: nothing here goes
through all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from heapq import heappop, heappush
from operator import attrgetter

from statusgen.derive import EntryTimeline, Step
from statusgen.derive.timeline import second
from statusgen.model import State

__all__ = ["Ledger"]

_changed = attrgetter("outline.changed", "entry.id")
_started = attrgetter("outline.started")


class Ledger:
    """Entries by component; `timelines` are every visible one, and stay in their order."""

    def __init__(self, timelines: tuple[EntryTimeline, ...]) -> None:
        self._timelines = timelines

    @cached_property
    def by_change(self) -> tuple[EntryTimeline, ...]:
        """Every entry, those first that had no update for longest."""
        return tuple(sorted(self._timelines, key=_changed))

    @cached_property
    def naming(self) -> Mapping[str, tuple[EntryTimeline, ...]]:
        """By component the entries that name it, with any of their visible updates."""
        return _naming(self._timelines)

    def newest(
        self, components: frozenset[str] | None = None
    ) -> Iterator[tuple[EntryTimeline, Step]]:
        """Yield the visible updates of the entries that name any of these, the newest first.

        For None those of every entry. Of one minute they are sorted by the entry's id, backwards.
        """
        every = reversed(self.by_change)
        if components is None:
            return _backwards(every)
        return _backwards(one for one in every if not components.isdisjoint(one.outline.named))

    def first_named(self, component: str) -> datetime | None:
        """Return when an update first named a component."""
        first: datetime | None = None
        for one in sorted(self.naming.get(component, ()), key=_started):
            if first is not None and one.started_at >= first:
                break
            naming = (s for s in one.steps if any(name == component for name, _ in s.after))
            at = next(naming).update.at
            first = at if first is None else min(first, at)
        return first

    def last_changed(self, component: str) -> datetime | None:
        """Return when an update last changed a component's state."""
        for _, step in self.newest(frozenset((component,))):
            before = dict(step.before).get(component, State.OPERATIONAL)
            if any(name == component and state is not before for name, state in step.after):
                return step.update.at
        return None


def _naming(timelines: Iterable[EntryTimeline]) -> dict[str, tuple[EntryTimeline, ...]]:
    found: dict[str, list[EntryTimeline]] = {}
    for one in timelines:
        for name in one.outline.named:
            found.setdefault(name, []).append(one)
    return {name: tuple(row) for name, row in found.items()}


def _backwards(newest_first: Iterator[EntryTimeline]) -> Iterator[tuple[EntryTimeline, Step]]:
    """Yield the updates of entries that come by their newest one.

    An entry is opened only when its newest update is next: who takes fifty pays for fifty.
    """
    following = next(newest_first, None)
    open_: list[_Backwards] = []
    while following is not None or open_:
        if following is not None and (not open_ or open_[0].key <= _changed(following)):
            heappush(open_, _Backwards(following, len(following.steps) - 1))
            following = next(newest_first, None)
            continue
        here = heappop(open_)
        yield here.timeline, here.timeline.steps[here.number]
        if here.number:
            heappush(open_, _Backwards(here.timeline, here.number - 1))


class _Backwards:
    """A place in an entry from which its updates are read backwards; the newest comes first."""

    __slots__ = ("key", "number", "timeline")

    def __init__(self, timeline: EntryTimeline, number: int) -> None:
        self.timeline, self.number = timeline, number
        self.key = (second(timeline.steps[number].update.at), timeline.entry.id)

    def __lt__(self, other: _Backwards) -> bool:
        return (*self.key, self.number) > (*other.key, other.number)
