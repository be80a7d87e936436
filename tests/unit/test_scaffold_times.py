"""Times as they are typed into a command: which day `01:30` is of, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from statusgen.errors import UsageError
from statusgen.parse.times import instant
from statusgen.scaffold.entries import written
from statusgen.scaffold.times import later, on_the_day, starting

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    found = instant(text, LONDON)
    assert isinstance(found, datetime)
    return found


@pytest.mark.parametrize(
    ("text", "after", "found"),
    [
        ("1m", "2026-03-06 09:30", "2026-03-06 09:31"),
        ("90 min", "2026-03-06 09:30", "2026-03-06 11:00"),
        (" 2H ", "2026-03-06 09:30", "2026-03-06 11:30"),
        ("2d", "2026-03-06 09:30", "2026-03-08 09:30"),
        ("in 30 minutes", "2026-03-06 09:30", "2026-03-06 10:00"),
        ("1 hour", "2026-03-06 09:30", "2026-03-06 10:30"),
        ("2  Hours", "2026-03-06 09:30", "2026-03-06 11:30"),
        ("3 days", "2026-03-06 09:30", "2026-03-09 09:30"),
        ("9pm", "2026-03-06 09:30", "2026-03-06 21:00"),
        ("9 p.m.", "2026-03-06 09:30", "2026-03-06 21:00"),
        ("11.05 AM", "2026-03-06 09:30", "2026-03-06 11:05"),
        ("1am", "2026-03-06 09:30", "2026-03-07 01:00"),
        ("10.30", "2026-03-06 09:30", "2026-03-06 10:30"),
        ("today 10:30", "2026-03-06 09:30", "2026-03-06 10:30"),
        ("tomorrow 9pm", "2026-03-06 09:30", "2026-03-07 21:00"),
        ("9:05 Tomorrow", "2026-03-06 09:30", "2026-03-07 09:05"),
        ("tomorrow at 09:05", "2026-03-06 09:30", "2026-03-07 09:05"),
        ("09:31", "2026-03-06 09:30", "2026-03-06 09:31"),
        ("9:31", "2026-03-06 09:30", "2026-03-06 09:31"),
        # The time that it is now has passed: nobody promises news for this minute.
        ("09:30", "2026-03-06 09:30", "2026-03-07 09:30"),
        ("08:00", "2026-03-06 09:30", "2026-03-07 08:00"),
        # By the shop's clock, not by that of Greenwich, on which it is 23:30 of the day before.
        ("00:45", "2026-07-02 00:30", "2026-07-02 00:45"),
        ("2026-03-09 08:00", "2026-03-06 09:30", "2026-03-09 08:00"),
        # The sixth of March is a Friday.
        ("saturday 22:00", "2026-03-06 09:30", "2026-03-07 22:00"),
        ("Sun 6am", "2026-03-06 09:30", "2026-03-08 06:00"),
        ("6am on Thursday", "2026-03-06 09:30", "2026-03-12 06:00"),
        ("on tues at 7.15pm", "2026-03-06 09:30", "2026-03-10 19:15"),
        ("wed 00:00", "2026-03-06 09:30", "2026-03-11 00:00"),
        ("Monday 23:59", "2026-03-06 09:30", "2026-03-09 23:59"),
        ("friday 09:31", "2026-03-06 09:30", "2026-03-06 09:31"),
        ("friday 09:30", "2026-03-06 09:30", "2026-03-13 09:30"),
        # Work in the night behind a change of the clocks: what they did last night is over.
        ("01:30", "2026-03-29 23:00", "2026-03-30 01:30"),
        ("01:30", "2026-10-25 23:00", "2026-10-26 01:30"),
        # In two hours it is an hour later by the clock, or in four.
        ("2h", "2026-03-29 00:30", "2026-03-29 03:30"),
        ("2h", "2026-10-25 00:30", "2026-10-25 01:30Z"),
    ],
)
def test_a_time_to_come_is_the_next_one_that_is_called_so(text, after, found):
    read = later(text, now=at(after), after=at(after), zone=LONDON, of="--ends")
    assert written(read, LONDON) == written(at(found), LONDON)


@pytest.mark.parametrize(
    ("text", "after", "what"),
    [
        ("0m", "2026-03-06 09:30", "0m is not after 2026-03-06 09:30"),
        ("2026-03-06 09:30", "2026-03-06 09:30", "2026-03-06 09:30 is not after 2026-03-06 09:30"),
        ("today 09:00", "2026-03-06 09:30", "2026-03-06 09:00 is not after 2026-03-06 09:30"),
        ("yesterday 9:31", "2026-03-06 09:30", "2026-03-05 09:31 is not after 2026-03-06 09:30"),
        ("12am", "2026-03-06 09:30", "'12am' is midday to some and midnight to others"),
        ("12.30 pm", "2026-03-06 09:30", "'12.30 pm' is midday to some and midnight to others"),
        # No time of the clock, though it looks like one.
        ("9", "2026-03-06 09:30", "'9' is not a date and time"),
        ("13pm", "2026-03-06 09:30", "'13pm' is not a date and time"),
        ("0am", "2026-03-06 09:30", "'0am' is not a date and time"),
        ("tomorrow", "2026-03-06 09:30", "'tomorrow' is not a date and time"),
        ("today 9pm tomorrow", "2026-03-06 09:30", "'today 9pm tomorrow' is not a date and time"),
        ("saturday", "2026-03-06 09:30", "'saturday' is not a date and time"),
        ("next monday 9am", "2026-03-06 09:30", "'next monday 9am' is not a date and time"),
        ("sunny 9am", "2026-03-06 09:30", "'sunny 9am' is not a date and time"),
        ("sunday 01:30", "2026-03-23 09:30", "2026-03-29 01:30 does not exist in Europe/London"),
        ("tonight 9pm", "2026-03-06 09:30", "'tonight 9pm' is not a date and time"),
        ("24:00", "2026-03-06 09:30", "there is no such time as 2026-03-06 24:00"),
        ("08:60", "2026-03-06 09:30", "there is no such time as 2026-03-06 08:60"),
        # Tonight the clocks skip it, or show it twice: which hour is meant only its author knows.
        ("01:30", "2026-03-28 23:00", "2026-03-29 01:30 does not exist in Europe/London"),
        ("01:30", "2026-10-24 23:00", "2026-10-25 01:30 happens twice in Europe/London"),
        ("01:15", "2026-10-25 01:30+01:00", "2026-10-25 01:15 happens twice in Europe/London"),
    ],
)
def test_a_time_to_come_that_is_none_or_may_be_two_is_refused(text, after, what):
    with pytest.raises(UsageError) as error:
        later(text, now=at(after), after=at(after), zone=LONDON, of="--ends")
    assert error.value.what.startswith(f"--ends: {what}")


def test_a_time_of_the_clock_is_of_this_day_in_the_shop():
    summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London
    read = on_the_day("0:10", now=summer, zone=LONDON, of="--at")
    assert written(read, LONDON) == "2026-07-02 00:10"
    # The day is that on the shop's wall, where it is the second of July already.
    read = on_the_day("tomorrow 1am", now=summer, zone=LONDON, of="--at")
    assert written(read, LONDON) == "2026-07-03 01:00"
    read = on_the_day("11.40pm yesterday", now=summer, zone=LONDON, of="--at")
    assert written(read, LONDON) == "2026-07-01 23:40"


def test_a_weekday_is_the_next_one_where_work_starts_and_none_where_an_update_was_said():
    friday = at("2026-03-06 09:30")
    for text, found in (
        ("friday 23:00", "2026-03-06 23:00"),
        ("friday 08:00", "2026-03-13 08:00"),
        ("tue 5am", "2026-03-10 05:00"),
        # Without a weekday it is of today, whether or not it has passed.
        ("08:00", "2026-03-06 08:00"),
        ("2026-03-01 08:00", "2026-03-01 08:00"),
    ):
        read = starting(text, now=friday, zone=LONDON, of="--starts")
        assert written(read, LONDON) == found
    with pytest.raises(UsageError) as error:
        on_the_day("Tue 5am", now=friday, zone=LONDON, of="--at")
    assert error.value.what == "--at: 'Tue 5am' may be the last one or the next one"
    assert error.value.hint == "write its date, such as 2026-03-03 05:00"


def test_the_end_on_a_weekday_is_the_first_one_after_the_start():
    now, begins = at("2026-03-06 09:30"), at("2026-03-14 22:00")
    read = later("sunday 6am", after=begins, zone=LONDON, of="--ends", now=now)
    assert written(read, LONDON) == "2026-03-15 06:00"


def test_tomorrow_is_the_day_after_this_one_and_not_after_the_work_begins():
    now, begins = at("2026-03-06 09:30"), at("2026-03-08 22:00")
    with pytest.raises(UsageError) as error:
        later("tomorrow 5am", after=begins, zone=LONDON, of="--ends", now=now)
    assert error.value.what == "--ends: 2026-03-07 05:00 is not after 2026-03-08 22:00"
    read = later("5am", after=begins, zone=LONDON, of="--ends", now=now)
    assert written(read, LONDON) == "2026-03-09 05:00"
