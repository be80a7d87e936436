"""Laws of words: memos never change a text, and no text says anything but the truth."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from hypothesis import given
from hypothesis import strategies as st

from statusgen.words import Words, known
from statusgen.words.locales import as_said, find, glue

ZONES = (
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "UTC",
)
LANGUAGES = ("en-GB", "en-US", "de", "fr", "ar", "ja", "zh-Hant")

zones = st.sampled_from(ZONES)
languages = st.sampled_from(LANGUAGES)
instants = st.datetimes(
    min_value=datetime(2010, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)
)
lengths = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))

# The hours around every change of the clocks, where a memo would go wrong first.
changes = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from(
        [
            datetime(2025, 3, 30, 1, tzinfo=UTC),
            datetime(2025, 10, 26, 1, tzinfo=UTC),
            datetime(2025, 4, 5, 15, tzinfo=UTC),
            datetime(2025, 9, 27, 14, tzinfo=UTC),
            datetime(2025, 3, 9, 6, tzinfo=UTC),
            datetime(2025, 2, 23, 2, tzinfo=UTC),
            datetime(2011, 12, 30, 10, tzinfo=UTC),
        ]
    ),
    st.integers(-180, 180),
)


@cache
def warm(language: str, zone: str) -> Words:
    """Words that live through all examples, so that their memos fill."""
    return fresh(language, zone)


def fresh(language: str, zone: str) -> Words:
    return Words(language=language, zone=ZoneInfo(zone))


@given(instants | changes, languages, zones)
def test_an_instant_is_written_as_babel_writes_it_without_a_memo(
    at: datetime, language: str, zone: str
) -> None:
    words = warm(language, zone)
    locale = find(language)
    assert locale is not None
    local = at.astimezone(ZoneInfo(zone))
    clock = format_time(local, "short", tzinfo=ZoneInfo(zone), locale=locale)
    # A time of day stays in one line.
    clock = clock.replace(" ", "\u00a0")
    assert words.clock(at) == clock
    day = local.date()
    assert words.day(day) == as_said(format_date(day, "long", locale=locale), day, locale)
    # Alone above a list, a month begins as a sentence does.
    assert (
        words.month(local.year, local.month).casefold()
        in format_datetime(
            local, locale.datetime_skeletons["yMMMM"], tzinfo=ZoneInfo(zone), locale=locale
        ).casefold()
    )
    assert words.moment(at).replace(words.time(at), clock) == (
        glue(locale).replace("{0}", clock).replace("{1}", words.day(day))
    )


@given(st.lists(instants | changes, min_size=2, max_size=8), languages, zones)
def test_what_was_written_before_changes_nothing(
    many: list[datetime], language: str, zone: str
) -> None:
    words = warm(language, zone)
    for at in many:
        assert words.moment(at) == fresh(language, zone).moment(at)


@given(instants | changes, zones)
def test_the_printed_zone_stands_for_the_real_offset(at: datetime, zone: str) -> None:
    local = at.astimezone(ZoneInfo(zone))
    printed = warm("en-GB", zone).time(at).split()[-1]
    names = {"UTC": 0, "GMT": 0, "BST": 60, "CET": 60, "CEST": 120}
    match = re.fullmatch(r"GMT([+-])(\d+)(?::(\d\d))?", printed)
    minutes = names.get(printed)
    if match:
        minutes = int(match[1] + "1") * (int(match[2]) * 60 + int(match[3] or 0))
    assert minutes is not None, printed
    assert local.utcoffset() == timedelta(minutes=minutes)


@given(instants | changes, lengths, zones)
def test_a_span_says_both_ends_and_whether_the_clocks_changed(
    start: datetime, length: timedelta, zone: str
) -> None:
    words, end = warm("en-GB", zone), start + length
    opening, _, closing = words.span(start, end).partition(" – ")
    first, last = (at.astimezone(ZoneInfo(zone)) for at in (start, end))
    assert closing.endswith(words.time(end))
    assert (closing == words.time(end)) == (first.date() == last.date())
    if first.utcoffset() == last.utcoffset():
        assert f"{opening} {words.time(start).split()[-1]}" == words.moment(start)
    else:
        assert opening == words.moment(start)


@given(lengths)
def test_a_duration_is_as_long_as_it_says(length: timedelta) -> None:
    text = warm("en-GB", "UTC").duration(length)
    if text == "less than a minute":
        assert length < timedelta(minutes=1)
        return
    parts = re.findall(r"(\d+) (day|hour|minute)(s?)", text)
    assert " ".join(f"{count} {unit}{plural}" for count, unit, plural in parts) == text
    assert 1 <= len(parts) <= 2
    assert all((count == "1") == (plural == "") for count, _, plural in parts)
    said = sum((timedelta(**{f"{unit}s": int(count)}) for count, unit, _ in parts), timedelta())
    days = parts[0][1] == "day"
    assert abs(said - length) <= (timedelta(minutes=30) if days else timedelta(seconds=30))


@given(st.fractions(min_value=0, max_value=1), languages)
def test_a_share_is_never_rounded_up(share: Fraction, language: str) -> None:
    text = warm("en-GB", "UTC").percent(share)
    said = Fraction(text.removesuffix("%")) / 100
    assert said <= share < said + Fraction(1, 10_000)
    assert (text == "100%") == (share == 1)
    assert ("100" in warm(language, "UTC").percent(share)) == (share == 1)


@given(st.lists(st.text()))
def test_a_list_holds_every_item_in_its_order(items: list[str]) -> None:
    assert warm("en-GB", "UTC").listed(items) == (
        f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)
    )


@given(st.text())
def test_a_message_holds_its_value_as_it_is(text: str) -> None:
    said = warm("en-GB", "UTC").say("headline.planned", title=text)
    assert said == f"Planned work in progress: {text}"


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)), languages)
def test_every_form_of_a_day_holds_its_number(day: date, language: str) -> None:
    words = warm(language, "UTC")
    for text in (words.day(day), words.short_day(day), words.weekday_day(day)):
        assert str(day.day) in re.findall(r"\d+", text)
    for text in (words.day(day), words.weekday_day(day), words.month(day.year, day.month)):
        assert str(day.year) in re.findall(r"\d+", text)


@given(st.text() | st.from_regex(r"[a-z]{2,3}(-[A-Z]{2})?", fullmatch=True))
def test_any_text_is_a_language_or_is_not(tag: str) -> None:
    if known(tag):
        assert fresh(tag, "UTC").language == tag
