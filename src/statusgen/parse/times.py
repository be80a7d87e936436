"""Times as authors write them, to instants in UTC. Never guesses and never shifts.

A time without a zone is local to the site. A local time that the clock skipped or showed twice is a
fault that names both readings, because only the author knows which was meant.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from statusgen.frozen import frozen

__all__ = ["TIME", "Misread", "day", "instant"]

# Years outside of these are typing mistakes, and keep the arithmetic of windows inside datetime's
# range.
_FIRST_YEAR, _LAST_YEAR = 1990, 2200

TIME = r"\d{4}-\d{2}-\d{2}(?:[ \t]+|T)\d{2}:\d{2}(?::\d{2})?(?:[Zz]|[+-]\d{2}:\d{2})?"
"""What a well-formed time looks like, for the grammar of headings."""

_TIME = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[ \t]+|T)(\d{2}):(\d{2})(?::(\d{2}))?([Zz]|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_ONE_DIGIT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d:\d{2}(?!\w)", re.ASCII)
_DAY_FIRST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b", re.ASCII)
_HINT = "write it like 2025-04-21 08:40, or 2025-04-21 07:40Z for UTC"


@frozen(kw_only=False)
class Misread:
    """Why a text is no time: a sentence and what to write instead."""

    code: str
    what: str
    hint: str


def instant(text: str, zone: ZoneInfo) -> datetime | Misread:
    """Read `2025-04-21 08:40[:30][Z|+01:00]`; without an offset it is local to `zone`."""
    since_midnight = _clock(text[11:]) if text[10:11] == " " else None
    if since_midnight is not None and (midnight := _midnight(text[:10], zone)) is not None:
        return midnight + since_midnight
    return _instant(text, zone)


@lru_cache(maxsize=24 * 60)
def _clock(text: str) -> timedelta | None:
    """Read `08:40`, as how long that is after midnight."""
    match = _CLOCK.fullmatch(text)
    return match and timedelta(hours=int(match[1]), minutes=int(match[2]))


@lru_cache(maxsize=1024)
def _midnight(text: str, zone: ZoneInfo) -> datetime | None:
    """Return when the day `2025-04-21` begins, or None if there is more to its times than that.

    The zone is asked once for all times of a day: it has one offset if what the first reading of
    its first minute has is what the last reading of its last one has, since no zone has changed its
    clocks and changed them back within one day.
    """
    date_ = day(text)
    if isinstance(date_, Misread):
        return None
    begin = datetime(date_.year, date_.month, date_.day, tzinfo=zone)
    offset = begin.utcoffset()
    if offset is None or begin.replace(hour=23, minute=59, fold=1).utcoffset() != offset:
        return None
    return begin.replace(tzinfo=UTC) - offset


def _instant(text: str, zone: ZoneInfo) -> datetime | Misread:
    """Read any time, also one that is none, or that stands in a day on which the clocks change."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        hint = _HINT
        if _ONE_DIGIT.match(text):
            hint = f"write hours with two digits: {text[:11]}0{text[11:]}"
        elif _DAY_FIRST.match(text):
            hint = "write the year first, like 2025-04-21 08:40"
        return Misread("bad-time", f"'{text}' is not a date and time", hint)
    year, month, day_, hour, minute, second, offset = match.groups()
    fault = _year_fault(year)
    if fault is not None:
        return fault
    try:
        numbers = int(year), int(month), int(day_), int(hour), int(minute), int(second or 0)
        local = datetime(*numbers, tzinfo=UTC)
    except ValueError:
        hint = "check the date and the time"
        if hour == "24":
            hint = "midnight is 00:00 of the next day"
        elif int(month) > 12 >= int(day_):
            hint = f"the month stands before the day: {year}-{day_}-{month}"
        return Misread("bad-time", f"there is no such time as {text}", hint)
    if offset is None:
        return _in_zone(local, zone)
    if offset in "Zz":
        return local
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    if ahead > timedelta(hours=14) or int(offset[4:6]) > 59:
        return Misread("bad-time", f"no place on earth has the offset {offset}", _HINT)
    return local - ahead if offset[0] == "+" else local + ahead


def day(text: str) -> date | Misread:
    """Read `2025-04-21`."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return Misread("bad-date", f"'{text}' is not a date", "write it like 2025-04-21")
    fault = _year_fault(match[1])
    if fault is not None:
        return fault
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return Misread("bad-date", f"there is no such day as {text}", "check the month and the day")


def _year_fault(year: str) -> Misread | None:
    if _FIRST_YEAR <= int(year) < _LAST_YEAR:
        return None
    return Misread("bad-time", f"the year {year} is probably a typing mistake", _HINT)


def _in_zone(local: datetime, zone: ZoneInfo) -> datetime | Misread:
    before = local.replace(tzinfo=zone)
    after = local.replace(tzinfo=zone, fold=1)
    first, second = before.utcoffset(), after.utcoffset()
    if first is not None and first == second:
        return local - first
    # The offsets differ only inside a gap (PEP 495: fold=0 has the smaller one) or an overlap.
    early, late = before.astimezone(UTC), after.astimezone(UTC)
    if first is not None and second is not None and first > second:
        return Misread(
            "repeated-time",
            f"{local:%Y-%m-%d %H:%M} happens twice in {zone.key}: the clocks go back then",
            f"write {_with_offset(before)} for the first ({before:%Z}) "
            f"or {_with_offset(after)} for the second ({after:%Z})",
        )
    ahead, behind = early.astimezone(zone), late.astimezone(zone)
    return Misread(
        "skipped-time",
        f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks go forward then",
        f"write {behind:%Y-%m-%d %H:%M} ({behind:%Z}) or {ahead:%Y-%m-%d %H:%M} ({ahead:%Z})",
    )


def _with_offset(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="minutes")
