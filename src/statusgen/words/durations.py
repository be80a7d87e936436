"""Lengths of time in words: the two largest units, as a locale lists them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from babel.core import Locale
from babel.lists import format_list
from babel.units import format_unit

from statusgen.words.locales import length_of

__all__ = ["written_out"]

_MINUTE: Final = timedelta(minutes=1)
_UNITS: Final = (("duration-day", 24 * 60), ("duration-hour", 60), ("duration-minute", 1))


def written_out(length: timedelta, locale: Locale) -> str:
    """Write a length of a minute or more: "3 hours 25 minutes", "2 days 1 hour".

    Rounded to the nearest of the smaller unit, halves up. Raises ValueError for a negative length.
    """
    if length < timedelta():
        raise ValueError(f"{length!r} is negative")
    minutes = _nearest(length, _MINUTE)
    if minutes >= 24 * 60:
        minutes = _nearest(length, 60 * _MINUTE) * 60
    parts = []
    for unit, size in _UNITS:
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(format_unit(count, unit, length_of(locale, unit), locale=locale))
    # CLDR's narrow list of units is the one without a comma in it.
    return format_list(parts, style="unit-narrow", locale=locale)


def _nearest(length: timedelta, unit: timedelta) -> int:
    return (2 * length + unit) // (2 * unit)
