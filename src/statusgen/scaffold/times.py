"""Times as people give them to a command: whole, of the clock alone, or as a length.

Pure. What the clock skips or shows twice is refused, as in an entry.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from statusgen.errors import UsageError
from statusgen.parse.times import TIME, Misread, instant

__all__ = ["later", "on_the_day", "promised", "starting"]

# As people say it: `14:30`, `9pm` or `9.30 pm`, with the day before or behind it.
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = (
    r"(?:on )?(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_DAY = rf"(?:{'|'.join(_DAYS)}|{_WEEKDAY})"
_SPOKEN = re.compile(
    rf"(?:(?P<before>{_DAY})(?: at)? )?"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?:(?P<half>[ap])\.?m\.?)?"
    rf"(?: (?P<behind>{_DAY}))?",
    re.ASCII,
)
_LENGTH = re.compile(
    r"(?:in )?(?P<count>\d{1,4}) ?"
    r"(?:(?P<minutes>m|mins?|minutes?)|(?P<hours>h|hours?)|(?P<days>d|days?))",
    re.ASCII,
)
_WHOLE = re.compile(TIME, re.ASCII)
_ON_THE_DAY = "write it like 14:30, tomorrow 14:30 or 2025-04-21 14:30"
_LATER = "write it like 30m, 2h, 14:30, tomorrow 14:30 or 2025-04-21 14:30"


class _Spoken(NamedTuple):
    """A time of the clock as it is written in an entry, and how far its day is from today.

    `weekday` is set where that was said instead; Monday is 0.
    """

    clock: str
    days: int | None
    weekday: int | None = None


def on_the_day(text: str, *, now: datetime, zone: ZoneInfo, of: str) -> datetime:
    """Read a time; `08:40` alone is that of the day of `now`. `of` names it in a message."""
    spoken = _spoken(text, of)
    if spoken is not None:
        local = now.astimezone(zone)
        if spoken.weekday is not None:
            what = f"{of}: '{text.strip()}' may be the last one or the next one"
            back = (local.weekday() - spoken.weekday) % 7
            raise UsageError(what, f"write its date, such as {_on(local, -back, spoken.clock)}")
        text = _on(local, spoken.days or 0, spoken.clock)
    return _read(text, zone, of, _ON_THE_DAY)


def starting(text: str, *, now: datetime, zone: ZoneInfo, of: str) -> datetime:
    """Read when work is to start: as `on_the_day`, and of a weekday the next one."""
    spoken = _spoken(text, of)
    if spoken is not None and spoken.weekday is not None:
        return later(text, now=now, after=now, zone=zone, of=of)
    return on_the_day(text, now=now, zone=zone, of=of)


def later(text: str, *, now: datetime, after: datetime, zone: ZoneInfo, of: str) -> datetime:
    """Read a time behind `after`: `30m`, `2h`, the next `14:30`, or a whole one.

    `tomorrow` is the day after that of `now`, and `saturday` the first one behind `after`.
    """
    length = _LENGTH.fullmatch(_plain(text))
    if length is not None:
        found = after + timedelta(**{length.lastgroup or "": int(length["count"])})
    else:
        spoken = _spoken(text, of)
        if spoken is not None:
            clock, days, weekday = spoken
            local = (after if days is None else now).astimezone(zone)
            if weekday is not None:
                days = (weekday - local.weekday()) % 7
                days = 7 if not days and _has_passed(clock, local) else days
            elif days is None:
                days = 1 if _has_passed(clock, local) else 0
            text = _on(local, days, clock)
        found = _read(text, zone, of, _LATER)
    if found <= after:
        what = f"{of}: {text} is not after {after.astimezone(zone):%Y-%m-%d %H:%M}"
        raise UsageError(what, "check the date and the time")
    return found


def promised(text: str, *, now: datetime, at: datetime, zone: ZoneInfo, of: str) -> datetime:
    """Read when the next update is to come: as `later`, behind the one of `at`.

    A length is from now on, where that one is dated back: it is said now, and from then on it might
    have passed already.
    """
    after = max(at, now) if _LENGTH.fullmatch(_plain(text)) else at
    return later(text, now=now, after=after, zone=zone, of=of)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _spoken(text: str, of: str) -> _Spoken | None:
    """Read a time of the clock; None for what is none. Raises UsageError for 12am and 12pm."""
    match = _SPOKEN.fullmatch(_plain(text))
    if match is None or (match["before"] and match["behind"]):
        return None
    hour, minute, half = int(match["hour"]), match["minute"], match["half"]
    if half is None and minute is None:
        return None
    if half is not None:
        if hour == 12:
            what = f"{of}: '{text.strip()}' is midday to some and midnight to others"
            raise UsageError(what, f"write 12:{minute or '00'} or 00:{minute or '00'}")
        if not 1 <= hour < 12:
            return None
        hour += 12 if half == "p" else 0
    day = match["before"] or match["behind"]
    clock = f"{hour:02}:{minute or '00'}"
    if not day or day in _DAYS:
        return _Spoken(clock, _DAYS[day] if day else None)
    return _Spoken(clock, None, _WEEKDAYS.index(day.removeprefix("on ")[:3]))


def _on(local: datetime, days: int, clock: str) -> str:
    return f"{local + timedelta(days=days):%Y-%m-%d} {clock}"


def _has_passed(clock: str, local: datetime) -> bool:
    """Say whether a time of the clock has passed on that day, in whatever way it is read.

    It is asked before the time is read: that the clocks skipped it, or showed it twice, last night
    says nothing of tonight.
    """
    hour, minute = int(clock[:2]), int(clock[3:])
    if hour > 23 or minute > 59:
        return False
    at = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return all(at.replace(fold=fold).astimezone(UTC) <= local.astimezone(UTC) for fold in (0, 1))


def _read(text: str, zone: ZoneInfo, of: str, ways: str) -> datetime:
    """Read a whole time; `ways` says how to give one that has not the form of any."""
    at = instant(text, zone)
    if isinstance(at, Misread):
        formed = _WHOLE.fullmatch(text.strip())
        raise UsageError(f"{of}: {at.what}", at.hint if formed else ways)
    return at
