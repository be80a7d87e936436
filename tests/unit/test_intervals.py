"""Intervals at their edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from statusgen.intervals import Interval, Span, clip, flatten, length


def at(minute: int) -> datetime:
    return datetime(2026, 3, 28, 12, minute, tzinfo=UTC)


def span(start: int, end: int, level: int = 1) -> Span:
    return Span(at(start), at(end), level)


def test_nothing_is_a_row_without_spans_and_without_length():
    assert flatten([]) == ()
    assert clip([], Interval(at(0), at(9))) == ()
    assert length([]) == timedelta()


def test_spans_that_touch_are_joined_if_they_are_equally_bad():
    assert flatten([span(0, 5), span(5, 9)]) == (span(0, 9),)
    assert flatten([span(0, 5), span(5, 9, 2)]) == (span(0, 5), span(5, 9, 2))


def test_a_gap_between_spans_stays_a_gap():
    assert flatten([span(6, 9), span(0, 5)]) == (span(0, 5), span(6, 9))


def test_a_worse_span_cuts_a_hole_into_a_longer_one():
    assert flatten([span(0, 9), span(3, 5, 2)]) == (span(0, 3), span(3, 5, 2), span(5, 9))


def test_a_worse_span_hides_a_shorter_one():
    assert flatten([span(3, 5), span(0, 9, 2)]) == (span(0, 9, 2),)


def test_a_span_that_ends_when_it_starts_or_before_is_none():
    assert flatten([span(5, 5), span(9, 3)]) == ()
    assert clip([span(5, 5), span(9, 3)], Interval(at(0), at(9))) == ()


def test_a_span_that_only_touches_the_interval_is_outside_of_it():
    assert clip([span(0, 3), span(6, 9)], Interval(at(3), at(6))) == ()


def test_clipping_keeps_the_order_and_the_overlaps():
    cut = clip([span(4, 9, 2), span(0, 5)], Interval(at(3), at(6)))
    assert cut == (span(4, 6, 2), span(3, 5))


def test_length_adds_what_overlaps_twice_and_a_row_does_not():
    both = [span(0, 6), span(3, 9)]
    assert length(both) == timedelta(minutes=12)
    assert length(flatten(both)) == timedelta(minutes=9)
