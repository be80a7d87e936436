"""What to print beside a time for its zone: "BST", "CEST", "GMT+5:45". Knows no dates and no clock.

The names are CLDR's, by way of Babel's data; choosing among them is done here. Babel 2.18's own
`get_timezone_name` takes every non-zero `dst()` for summer time, which prints "GMT" for a Dublin
summer (tzdata says that Irish winters are one hour back), writes -3:30 as "-0430", and gives the
long name where CLDR says that a locale has no short one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.core import Locale, get_global

from statusgen.words.dates import NO_INHERITANCE_MARKER

__all__ = ["city", "zone_text"]

_REFERENCE_YEAR = 2025
"""The year whose offsets tell which of a zone's offsets is its standard one.

CLDR names the zones as they are today. An offset that a zone does not have today (London all
through 1970) must not borrow one of today's names, so it is printed as a difference from GMT.
"""


def zone_text(zone: ZoneInfo, offset: timedelta, locale: Locale) -> str:
    """Name the zone at a moment when it stands at `offset` from UTC, shortly and never wrongly."""
    canonical = _canonical(zone)
    if canonical == "Etc/UTC":
        return "UTC"
    name = _abbreviation(canonical, _variant(zone, offset), locale)
    return name or _difference(offset, locale)


def city(zone: ZoneInfo, locale: Locale) -> str | None:
    """Name the place that a zone is called after ("London"); None for zones that are no place."""
    canonical = _canonical(zone)
    if "/" not in canonical or canonical.startswith("Etc/"):
        return None
    plain = canonical.rsplit("/", 1)[-1].replace("_", " ")
    return str(locale.time_zones.get(canonical, {}).get("city", plain))


def _canonical(zone: ZoneInfo) -> str:
    name = get_global("zone_aliases").get(zone.key, zone.key)
    return "Etc/UTC" if name == "UTC" else str(name)


def _variant(zone: ZoneInfo, offset: timedelta) -> str | None:
    """Tell standard time from summer time by the offset alone: no zone's history confuses it."""
    start = datetime(_REFERENCE_YEAR, 1, 1, tzinfo=UTC)
    offsets = {(start + timedelta(days=day)).astimezone(zone).utcoffset() for day in range(365)}
    known = sorted(each for each in offsets if each is not None)
    if offset == known[0]:
        return "standard"
    return "daylight" if offset == known[-1] else None


def _abbreviation(canonical: str, variant: str | None, locale: Locale) -> str | None:
    """Look up CLDR's short name: the zone's own, else that of the zones that keep its time."""
    # Babel has the table but leaves it out of its own types.
    metazone = get_global("meta_zones").get(canonical, "")
    for names in (locale.time_zones.get(canonical, {}), locale.meta_zones.get(metazone, {})):
        name = names.get("short", {}).get(variant)
        if name and name != NO_INHERITANCE_MARKER:
            return str(name)
    return None


def _difference(offset: timedelta, locale: Locale) -> str:
    """Write CLDR's short localised GMT format: "GMT", "GMT+1", "GMT-3:30"."""
    pattern: str = locale.zone_formats["gmt"]
    if not offset:
        return pattern % ""
    sign = "-" if offset < timedelta() else "+"
    minutes, seconds = divmod(int(abs(offset).total_seconds()), 60)
    text = f"{sign}{minutes // 60}"
    if minutes % 60 or seconds:
        text += f":{minutes % 60:02}"
    if seconds:
        text += f":{seconds:02}"
    return pattern % text
