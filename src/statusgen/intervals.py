"""Half-open intervals of anything that is ordered. Knows nothing of incidents, zones or now.

`[start, end)` holds its start and not its end, so that intervals laid end to end tile without a gap
or an overlap; an empty one is no interval.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["Interval", "Span", "clip", "flatten", "length"]


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """`[start, end)`, two instants in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, order=True)
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
    pieces = [span for span in spans if span.start < span.end]
    edges = sorted({edge for span in pieces for edge in (span.start, span.end)})
    row: list[Span] = []
    for start, end in itertools.pairwise(edges):
        levels = [s.level for s in pieces if s.start <= start and s.end >= end]
        if not levels:
            continue
        level = max(levels)
        if row and row[-1].end == start and row[-1].level == level:
            row[-1] = Span(row[-1].start, end, level)
        else:
            row.append(Span(start, end, level))
    return tuple(row)


def length(spans: Iterable[Span]) -> timedelta:
    """Add up the lengths of spans; disjoint ones count no moment twice."""
    return sum((span.end - span.start for span in spans), timedelta())
