"""Local days and what happened to a component on each of them. Knows zones, and no now."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from statusgen.frozen import frozen
from statusgen.intervals import Interval, Span, clip, flatten, length
from statusgen.model import State

__all__ = ["DAYS", "DayHistory", "day_of", "day_start", "history", "window"]

DAYS = 90
"""How many whole days the page shows and uptime counts."""


@frozen
class DayHistory:
    """One whole local day of a component: its worst state, and how long it was in each bad one."""

    day: date
    worst: State
    lengths: tuple[tuple[State, timedelta], ...]


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a local day, in UTC.

    Where the clock skips midnight that is the end of the gap, and where it shows midnight twice the
    first of both, so that days tile time in every zone.
    """
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Return the local day that an instant is part of: the one that has begun last.

    The clock alone does not say: where it goes back across midnight, as in St John's until 2010, it
    shows a day that is over for another hour.
    """
    day = at.astimezone(zone).date()
    following = day + timedelta(days=1)
    return following if day_start(following, zone) <= at else day


def window(today: date, zone: ZoneInfo) -> Interval:
    """Return the last 90 whole days, without today, so that nothing drifts with the clock."""
    return Interval(day_start(today - timedelta(days=DAYS), zone), day_start(today, zone))


def history(spans: Iterable[Span], today: date, zone: ZoneInfo) -> tuple[DayHistory, ...]:
    """Return the last 90 whole days, oldest first. Overlaps count once, at the worst."""
    clear, starts = _clear(today, zone)
    found = list(clear)
    hit: dict[int, list[Span]] = {}
    for span in flatten(clip(spans, window(today, zone))):
        for number in range(bisect_right(starts, span.start) - 1, bisect_left(starts, span.end)):
            hit.setdefault(number, []).append(span)
    for number, row in hit.items():
        day = Interval(starts[number], starts[number + 1])
        found[number] = _day(clear[number].day, clip(row, day))
    return tuple(found)


@lru_cache(maxsize=4)
def _clear(today: date, zone: ZoneInfo) -> tuple[tuple[DayHistory, ...], tuple[datetime, ...]]:
    """Return the days as they are where nothing happened, and the first instant of each and after.

    They are the same for every component.
    """
    first = today - timedelta(days=DAYS)
    days = [first + timedelta(days=number) for number in range(DAYS + 1)]
    starts = tuple(day_start(day, zone) for day in days)
    return tuple(_day(day, ()) for day in days[:-1]), starts


def _day(day: date, row: tuple[Span, ...]) -> DayHistory:
    levels = sorted({span.level for span in row}, reverse=True)
    return DayHistory(
        day=day,
        worst=State(levels[0]) if levels else State.OPERATIONAL,
        lengths=tuple(
            (State(level), length(span for span in row if span.level == level)) for level in levels
        ),
    )
