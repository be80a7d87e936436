"""Laws of intervals: no moment is counted twice or lost, and the worst holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from statusgen.intervals import Interval, Span, clip, flatten, length

START = datetime(2026, 3, 28, tzinfo=UTC)

# Few minutes and few levels, so that spans meet, touch, cover each other and are empty.
minutes = st.integers(0, 12).map(lambda minute: START + timedelta(minutes=minute))
spans = st.lists(st.builds(Span, minutes, minutes, st.integers(1, 3)), max_size=8)
intervals = st.builds(Interval, minutes, minutes)


def level_at(found: list[Span] | tuple[Span, ...], at: datetime) -> int:
    """Look at one moment the simplest way: the worst of the spans that hold it, or 0."""
    return max((span.level for span in found if span.start <= at < span.end), default=0)


def moments() -> list[datetime]:
    return [START + timedelta(seconds=30 * number) for number in range(26)]


@given(spans)
def test_a_row_says_at_every_moment_the_worst_of_its_spans(found):
    row = flatten(found)
    assert [level_at(row, at) for at in moments()] == [level_at(found, at) for at in moments()]


@given(spans)
def test_a_row_is_sorted_disjoint_and_as_short_as_it_can_be(found):
    row = flatten(found)
    assert all(span.start < span.end for span in row)
    for one, other in pairwise(row):
        assert one.end < other.start or (one.end == other.start and one.level != other.level)


@given(spans)
def test_a_minute_that_several_spans_hold_counts_once(found):
    held = sum(level_at(found, at) > 0 for at in moments())
    assert length(flatten(found)) == held * timedelta(seconds=30)


@given(st.data(), spans)
def test_the_order_of_spans_makes_no_difference(data, found):
    assert flatten(data.draw(st.permutations(found))) == flatten(found)


@given(spans)
def test_what_is_in_a_row_stays_as_it_is(found):
    assert flatten(flatten(found)) == flatten(found)


@given(spans, intervals)
def test_clipping_keeps_what_is_inside_and_nothing_else(found, to):
    cut = clip(found, to)
    for at in moments():
        assert level_at(cut, at) == (level_at(found, at) if to.start <= at < to.end else 0)
    assert flatten(cut) == clip(flatten(found), to)


@given(spans, minutes)
def test_what_is_cut_in_two_is_no_longer_and_no_shorter(found, middle):
    row = flatten(found)
    halves = (Interval(START, middle), Interval(middle, START + timedelta(hours=1)))
    assert sum((length(clip(row, half)) for half in halves), timedelta()) == length(row)
