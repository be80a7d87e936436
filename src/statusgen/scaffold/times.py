"""Times as people give them to a command: whole, of the clock alone, or as a length.

Pure. What the clock skips or shows twice is refused, as in an entry.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from statusgen.errors import UsageError
from statusgen.parse.times import TIME, Misread, instant

__all__ = ["later", "on_the_day"]

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_LENGTH = re.compile(r"(\d{1,4})\s*(m|min|h|d)", re.ASCII)
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days"}
_WHOLE = re.compile(TIME, re.ASCII)
_ON_THE_DAY = "write it like 14:30, or 2025-04-21 14:30 for another day"
_LATER = "write it like 30m, 2h, 14:30 or 2025-04-21 14:30"


def on_the_day(text: str, *, now: datetime, zone: ZoneInfo, of: str) -> datetime:
    """Read a time; `08:40` alone is that of the day of `now`. `of` names it in a message."""
    local = now.astimezone(zone)
    return _read(_dated(text, f"{local:%Y-%m-%d}"), zone, of, _ON_THE_DAY)


def later(text: str, *, after: datetime, zone: ZoneInfo, of: str) -> datetime:
    """Read a time behind `after`: `30m`, `2h`, the next `14:30`, or a whole one."""
    if length := _LENGTH.fullmatch(text.strip().lower()):
        found = after + timedelta(**{_UNITS[length[2]]: int(length[1])})
    else:
        local = after.astimezone(zone)
        day = local + timedelta(days=1) if _has_passed(text, local) else local
        found = _read(_dated(text, f"{day:%Y-%m-%d}"), zone, of, _LATER)
    if found <= after:
        what = f"{of}: {text} is not after {after.astimezone(zone):%Y-%m-%d %H:%M}"
        raise UsageError(what, "check the date and the time")
    return found


def _dated(text: str, day: str) -> str:
    clock = _CLOCK.fullmatch(text.strip())
    return f"{day} {int(clock[1]):02}:{clock[2]}" if clock else text


def _has_passed(text: str, local: datetime) -> bool:
    """Say whether a time of the clock alone has passed on that day, in whatever way it is read.

    It is asked before the time is read: that the clocks skipped it, or showed it twice, last night
    says nothing of tonight.
    """
    clock = _CLOCK.fullmatch(text.strip())
    if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        return False
    at = local.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
    return all(at.replace(fold=fold).astimezone(UTC) <= local.astimezone(UTC) for fold in (0, 1))


def _read(text: str, zone: ZoneInfo, of: str, ways: str) -> datetime:
    """Read a whole time; `ways` says how to give one that has not the form of any."""
    at = instant(text, zone)
    if isinstance(at, Misread):
        formed = _WHOLE.fullmatch(text.strip())
        raise UsageError(f"{of}: {at.what}", at.hint if formed else ways)
    return at
