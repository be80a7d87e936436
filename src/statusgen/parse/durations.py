"""Lengths of time as statusgen.yml has them: `10m`, `4h`, `1d`. Knows no key and no default."""

from __future__ import annotations

import re
from datetime import timedelta

from statusgen.parse.fields import Fields

__all__ = ["read"]

_DURATION = re.compile(r"([1-9]\d{0,5})\s*(s|m|h|d)", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_NUMBERS = {1: "one", 7: "seven", 30: "thirty"}


def read(
    fields: Fields, key: str, *, least: timedelta, most: timedelta, example: str = "10m"
) -> timedelta | None:
    """Return the length under a key; None where there is none, or none between both bounds.

    `least` is a number of minutes, `most` one of days.
    """
    value = fields.line(key, example=example)
    if value is None:
        return None
    match = _DURATION.fullmatch(value)
    length = timedelta(seconds=int(match[1]) * _SECONDS[match[2]]) if match else timedelta()
    if least <= length <= most:
        return length
    bounds = f"{_counted(least // timedelta(minutes=1), 'minute')} and {_counted(most.days, 'day')}"
    what = f"'{value}' is not a length of time between {bounds}"
    fields.problem(fields.where(key), "bad-duration", what, "write it like 10m, 1h or 1d")
    return None


def _counted(number: int, word: str) -> str:
    return f"{_NUMBERS.get(number, number)} {word}{'' if number == 1 else 's'}"
