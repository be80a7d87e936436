"""Times as authors write them: read one way only, or refused with both readings."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from statusgen.parse.times import Misread, day, instant
from statusgen.zones import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-01-15 08:40", utc(2026, 1, 15, 8, 40)),
        ("2026-07-15 08:40", utc(2026, 7, 15, 7, 40)),
        ("2026-07-15T08:40", utc(2026, 7, 15, 7, 40)),
        ("2026-07-15 \t 08:40", utc(2026, 7, 15, 7, 40)),
        (" 2026-07-15 08:40 ", utc(2026, 7, 15, 7, 40)),
        ("2026-07-15 08:40:30", utc(2026, 7, 15, 7, 40, 30)),
        ("2026-07-15 08:40Z", utc(2026, 7, 15, 8, 40)),
        ("2026-07-15 08:40z", utc(2026, 7, 15, 8, 40)),
        ("2026-07-15 08:40+00:00", utc(2026, 7, 15, 8, 40)),
        ("2026-07-15 08:40+05:45", utc(2026, 7, 15, 2, 55)),
        ("2026-07-15 00:40+14:00", utc(2026, 7, 14, 10, 40)),
        ("2026-07-15 23:40-09:30", utc(2026, 7, 16, 9, 10)),
        ("2024-02-29 00:00Z", utc(2024, 2, 29)),
        ("1990-01-01 00:00Z", utc(1990, 1, 1)),
        ("2199-12-31 23:59:59Z", utc(2199, 12, 31, 23, 59, 59)),
    ],
)
def test_a_time_is_read_in_the_zone_that_it_names_or_else_in_the_sites(text, at):
    assert instant(text, LONDON) == at


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2026-07-15", "'2026-07-15' is not a date and time"),
        ("08:40", "'08:40' is not a date and time"),
        ("2026-7-15 08:40", "'2026-7-15 08:40' is not a date and time"),
        ("15/07/2026 08:40", "'15/07/2026 08:40' is not a date and time"),
        ("2026-07-15 8:40", "'2026-07-15 8:40' is not a date and time"),
        ("2026-07-15 08:40 Z", "'2026-07-15 08:40 Z' is not a date and time"),
        ("2026-07-15 08:40 BST", "'2026-07-15 08:40 BST' is not a date and time"),
        ("2026-07-15 08:40+0100", "'2026-07-15 08:40+0100' is not a date and time"),
        ("٢٠٢٦-07-15 08:40", "'٢٠٢٦-07-15 08:40' is not a date and time"),
        ("2026-07-15 08:40\u2212", "'2026-07-15 08:40\u2212' is not a date and time"),
        ("2026-02-29 08:40", "there is no such time as 2026-02-29 08:40"),
        ("2026-07-15 24:00", "there is no such time as 2026-07-15 24:00"),
        ("2026-07-15 08:60", "there is no such time as 2026-07-15 08:60"),
        ("2026-07-15 08:40:60", "there is no such time as 2026-07-15 08:40:60"),
        ("2026-07-15 08:40+15:00", "no place on earth has the offset +15:00"),
        ("2026-07-15 08:40-00:60", "no place on earth has the offset -00:60"),
        ("1989-12-31 08:40", "the year 1989 is probably a typing mistake"),
        ("2206-07-15 08:40", "the year 2206 is probably a typing mistake"),
    ],
)
def test_what_is_no_time_is_refused_with_a_reason(text, what):
    found = instant(text, LONDON)
    assert isinstance(found, Misread)
    assert found.what == what
    assert found.hint


@pytest.mark.parametrize(
    ("zone", "text", "hint"),
    [
        (
            "Europe/London",
            "2026-03-29 01:30",
            "write 2026-03-29 00:30 (GMT) or 2026-03-29 02:30 (BST)",
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-04 02:15",
            "write 2026-10-04 01:45 (+1030) or 2026-10-04 02:45 (+11)",
        ),
        (
            "Pacific/Apia",
            "2011-12-30 12:00",
            "write 2011-12-29 12:00 (-10) or 2011-12-31 12:00 (+14)",
        ),
    ],
)
def test_a_time_that_the_clock_skipped_is_refused_with_both_readings(zone, text, hint):
    found = instant(text, ZoneInfo(zone))
    assert isinstance(found, Misread)
    assert found.code == "skipped-time"
    assert found.what == f"{text} does not exist in {zone}: the clocks go forward then"
    assert found.hint == hint


@pytest.mark.parametrize(
    ("zone", "text", "hint"),
    [
        (
            "Europe/London",
            "2026-10-25 01:30",
            (
                "write 2026-10-25 01:30+01:00 for the first (BST) "
                "or 2026-10-25 01:30+00:00 for the second (GMT)"
            ),
        ),
        (
            "America/St_Johns",
            "2010-11-06 23:30",
            (
                "write 2010-11-06 23:30-02:30 for the first (NDT) "
                "or 2010-11-06 23:30-03:30 for the second (NST)"
            ),
        ),
        # In Dublin the law calls summer time standard and winter time the exception.
        (
            "Europe/Dublin",
            "2026-10-25 01:30",
            (
                "write 2026-10-25 01:30+01:00 for the first (IST) "
                "or 2026-10-25 01:30+00:00 for the second (GMT)"
            ),
        ),
    ],
)
def test_a_time_that_the_clock_showed_twice_is_refused_with_both_readings(zone, text, hint):
    found = instant(text, ZoneInfo(zone))
    assert isinstance(found, Misread)
    assert found.code == "repeated-time"
    assert found.what == f"{text} happens twice in {zone}: the clocks go back then"
    assert found.hint == hint
    first, second = (part.split(" for ")[0] for part in hint[len("write ") :].split(" or "))
    assert instant(first, LONDON) < instant(second, LONDON)  # type: ignore[operator]


@pytest.mark.parametrize("text", ["2026-03-29 00:59:59", "2026-03-29 02:00", "2026-10-25 02:00"])
def test_the_minutes_around_a_change_of_the_clocks_are_read(text):
    assert isinstance(instant(text, LONDON), datetime)


def test_a_change_of_the_name_alone_is_no_change_of_the_clocks():
    # In that night Turkey's summer time became its standard time.
    assert instant("2016-09-07 00:00", ZoneInfo("Europe/Istanbul")) == utc(2016, 9, 6, 21)


def test_a_day_is_read_or_refused_with_a_reason():
    assert day(" 2024-02-29 ") == date(2024, 2, 29)
    for text, what in [
        ("2026-02-29", "there is no such day as 2026-02-29"),
        ("2026-2-9", "'2026-2-9' is not a date"),
        ("today", "'today' is not a date"),
        ("2026-02-28 10:00", "'2026-02-28 10:00' is not a date"),
        ("1026-02-28", "the year 1026 is probably a typing mistake"),
    ]:
        found = day(text)
        assert isinstance(found, Misread)
        assert found.what == what
