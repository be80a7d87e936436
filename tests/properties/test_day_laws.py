"""Laws of local days: they tile time without a gap in every zone, whatever its clocks did."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statusgen.derive.days import DAYS, day_of, day_start, history, window
from statusgen.intervals import Interval, Span, clip, flatten, length
from statusgen.zones import ZoneInfo, names

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)

# Newfoundland's clocks went back at one minute past midnight, into the day before; Samoa and
# Kwajalein left out a whole day.
ODD_ZONES = ("America/St_Johns", "Pacific/Apia", "Pacific/Kwajalein", "America/Santiago", "UTC")

zones = st.sampled_from(ODD_ZONES).map(ZoneInfo)
dates = st.dates(min_value=date(1990, 4, 1), max_value=date(2040, 1, 1))
instants = st.datetimes(datetime(1990, 4, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
lengths = st.integers(0, 60 * 24 * 120).map(lambda minutes: timedelta(minutes=minutes))


@pytest.mark.parametrize("year", [1993, 2011, 2026])
def test_the_days_of_a_year_tile_it_in_every_zone(year):
    first = date(year, 1, 1)
    days = [first + DAY * number for number in range((date(year + 1, 1, 1) - first).days + 1)]
    for name in names():
        zone = ZoneInfo(name)
        starts = [day_start(day, zone) for day in days]
        for day, (start, end) in zip(days, pairwise(starts), strict=False):
            if end - start == DAY and day != first:
                continue  # As ordinary as the day before it.
            # It begins with the first moment that is not of an earlier day.
            assert (start - SECOND).astimezone(zone).date() < day, (name, day)
            assert start.astimezone(zone).date() >= day, (name, day)
            # It is as long as a day with a change of the clocks, or it was left out altogether.
            skipped = start.astimezone(zone).date() > day
            assert end == start if skipped else timedelta(hours=20) < end - start, (name, day)
            assert end - start <= timedelta(hours=28), (name, day)


def test_a_day_that_a_zone_left_out_is_empty():
    for name, day in (
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
    ):
        zone = ZoneInfo(name)
        assert day_start(day, zone) == day_start(day + DAY, zone)
        assert day_start(day - DAY, zone) == day_start(day, zone) - DAY


@given(at=instants, zone=zones)
@example(datetime(2010, 11, 7, 2, 30, 30, tzinfo=UTC), ZoneInfo("America/St_Johns"))
@example(datetime(2010, 11, 7, 3, 0, tzinfo=UTC), ZoneInfo("America/St_Johns"))
@example(datetime(2011, 12, 30, 10, 0, tzinfo=UTC), ZoneInfo("Pacific/Apia"))
def test_every_moment_is_part_of_one_day(at, zone):
    day = day_of(at, zone)
    assert day_start(day, zone) <= at < day_start(day + DAY, zone)


@given(today=dates, zone=zones)
def test_the_history_is_the_last_whole_days_and_ends_with_yesterday(today, zone):
    days = [one.day for one in history((), today, zone)]
    assert days == [today - DAY * number for number in range(DAYS, 0, -1)]


@given(
    today=dates,
    zone=zones,
    held=st.lists(st.tuples(lengths, lengths, st.integers(1, 4)), max_size=6),
)
def test_days_share_out_all_that_was_held_and_no_moment_twice(today, zone, held):
    shown = window(today, zone)
    spans = [
        Span(shown.end - ago, min(shown.end - ago + long, shown.end + DAY), level)
        for ago, long, level in held
    ]
    days = history(spans, today, zone)
    for one in days:
        whole = Interval(day_start(one.day, zone), day_start(one.day + DAY, zone))
        lost = sum((long for _, long in one.lengths), timedelta())
        assert timedelta() <= lost <= whole.end - whole.start
        assert one.worst == max((level for level, _ in one.lengths), default=0)
        assert lost == length(flatten(clip(spans, whole)))
    shared = sum((long for one in days for _, long in one.lengths), timedelta())
    assert shared == length(flatten(clip(spans, shown)))
