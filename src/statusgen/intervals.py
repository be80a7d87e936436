"""Half-open intervals of anything that is ordered. Knows nothing of incidents, zones or now.

`[start, end)` holds its start and not its end, so that intervals laid end to end tile without a gap
or an overlap; an empty one is no interval.
"""

from __future__ import annotations

import itertools
from bisect import insort
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from statusgen.frozen import frozen

__all__ = ["Interval", "Span", "clip", "flatten", "length", "sweep"]

T = TypeVar("T", bound=Any)


@frozen(kw_only=False, order=True)
class Interval:
    """`[start, end)`, two instants in UTC."""

    start: datetime
    end: datetime


@frozen(kw_only=False, order=True)
class Span:
    """An interval with a level: the higher, the worse."""

    start: datetime
    end: datetime
    level: int


def clip(spans: Iterable[Span], to: Interval) -> tuple[Span, ...]:
    """Cut spans to an interval; what lies outside or is empty is left out."""
    cut = (Span(max(s.start, to.start), min(s.end, to.end), s.level) for s in spans)
    return tuple(span for span in cut if span.start < span.end)


def flatten(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Lay spans into one row, sorted and disjoint: where several overlap the worst holds.

    Neighbours of one level are joined, so that equal truths have equal rows.
    """
    row: list[Span] = []
    for start, end, levels in sweep((span.start, span.end, span.level) for span in spans):
        level = levels[-1]
        if row and row[-1].end == start and row[-1].level == level:
            row[-1] = Span(row[-1].start, end, level)
        else:
            row.append(Span(start, end, level))
    return tuple(row)


def sweep(
    pieces: Iterable[tuple[datetime, datetime, T]],
) -> Iterator[tuple[datetime, datetime, list[T]]]:
    """Yield the stretches in which the same pieces hold, in order, with these pieces, sorted.

    A piece is what holds from one instant up to another. Stretches in which none does are left out;
    the list is good until the next one.
    """
    edges: dict[datetime, tuple[list[T], list[T]]] = {}
    for start, end, piece in pieces:
        if start < end:
            edges.setdefault(start, ([], []))[0].append(piece)
            edges.setdefault(end, ([], []))[1].append(piece)
    here: list[T] = []
    for at, following in itertools.pairwise(sorted(edges)):
        for piece in edges[at][1]:
            here.remove(piece)
        for piece in edges[at][0]:
            insort(here, piece)
        if here:
            yield at, following, here


def length(spans: Iterable[Span]) -> timedelta:
    """Add up the lengths of spans; disjoint ones count no moment twice."""
    return sum((span.end - span.start for span in spans), timedelta())
