"""Why a heading that was meant as an update is none, and what to write instead.

It is asked only about lines that are no update. Decides nothing about which lines those are.
"""

from __future__ import annotations

import re

__all__ = ["FORM", "ZONES", "why_no_update"]

ZONES = "z|utc|gmt|bst|cet|cest|est|edt|pst|pdt"
# What people write behind a time that is no status: half of a day, or a zone.
_HALF_DAY = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::\d{2})?)?[ \t]*"
    r"(?P<half>[ap])\.?m\b\.?[ \t]*(?P<status>.*)",
    re.ASCII | re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?:(?P<hours>[+-]\d{2}):?(?P<minutes>\d{2})?(?!\d)"
    rf"|(?P<name>{ZONES})\b)[ \t]*(?P<status>.*)",
    re.ASCII | re.IGNORECASE,
)
# What people write right behind a time and means no more than that it is one: `08:40h`.
_UNIT = re.compile(r"(h|hrs?|uhr)\b\.?[ \t]*", re.ASCII | re.IGNORECASE)
# What people write between the two: `2025-04-21, 08:40`, `2025-04-21 at 08:40`.
_BETWEEN = re.compile(r"\d{4}-\d{2}-\d{2}((?:,|[ \t]+(?:at|um|à|-|–))[ \t]*)(?=\d)", re.ASCII)
FORM = "write it like: ## 2025-04-21 08:40 Investigating"


def why_no_update(match: re.Match[str]) -> tuple[str, str]:
    """Say what keeps a heading with a date from being an update, and how to mend it."""
    words = match["words"]
    if match["indent"]:
        return (
            "an update's heading begins at the start of the line",
            "delete the spaces before the ##",
        )
    if re.match(r"\d{4}-\d{2}-\d{2}", words, re.ASCII) is None:
        what = f"'{words.split()[0]}' is not how a date is written here"
        return what, "write the year first, like: ## 2025-04-21 08:40 Investigating"
    if match["marks"] != "##":
        what = f"an update's heading begins with ##, not with {match['marks']}"
        if words[10:].strip(" \t-–—T")[:1].isdigit():
            return what, f"write: ## {words}"
        return what, f"begin it with a word if it is none; for an update {FORM}"
    if not match["space"]:
        return "there is no space behind the ##", f"write: ## {words}"
    if between := _BETWEEN.match(words):
        what = f"only a blank stands between the date and the time, not '{between[1].strip()}'"
        return what, f"write: ## {words[:10]} {words[between.end() :]}"
    date, rest = words[:10], words[10:].lstrip("T \t")
    if rest == words[10:] and re.match(r"\d{2}:\d{2}", rest, re.ASCII):
        return "there is no space between the date and the time", f"write: ## {date} {rest}"
    clock = re.match(r"\S+", rest)
    if clock is None:
        return "this update has no time and no status", FORM
    if half := _HALF_DAY.match(rest):
        return _half_day(date, half)
    time = re.match(r"(\d{2}:\d{2}(?::\d{2})?)(?!\d)([Zz]|[+-]\d{2}:\d{2})?", rest, re.ASCII)
    if time is None:
        if re.match(r"\d{1,2}[:.h]\d{2}", rest, re.ASCII):
            return (
                f"'{clock[0]}' is not a time",
                "write hours and minutes with two digits each, like 08:40",
            )
        return "this update has no time", FORM
    after = rest[time.end() :]
    status = after.strip(" \t-–—:·|")
    if zone := _ZONE.match(after.strip()) or _ZONE.match(status):
        return _zone_apart(date, time[1], zone)
    if unit := _UNIT.match(after):
        what, rest = f"nothing stands behind the minutes, not '{unit[1]}'", after[unit.end() :]
        return what, f"write: ## {date} {time[0]} {rest}" if rest else FORM
    if after[:1].isalpha():
        return (
            "there is no space between the time and the status",
            f"write: ## {date} {time[0]} {status}",
        )
    if not status or status.startswith(("{", "#")):
        return "this update has no status", FORM
    if "{" in status and not status.rstrip("# \t").endswith("}"):
        return (
            "the braces behind the status are not closed at the end of the line",
            "write them like {contactless-payments: major_outage}, and the text below the heading",
        )
    if after.lstrip().startswith(","):
        what = "no comma stands between the time and the status"
        return what, f"write: ## {date} {time[0]} {status.lstrip(', ')}"
    return (
        f"'{status.partition('{')[0].strip()}' is not a status",
        "write a word like Investigating, Update or Resolved, and of planned work Scheduled",
    )


def _half_day(date: str, time: re.Match[str]) -> tuple[str, str]:
    """Turn a time with am or pm into one of 24 hours: leaving pm out would be twelve hours off."""
    hour = int(time["hour"])
    if hour <= 12:
        hour = hour % 12 + (12 if time["half"] in "pP" else 0)
    minute = time["minute"] or "00"
    return (
        "times have 24 hours here",
        f"write: ## {date} {hour:02}:{minute} {time['status']}".strip(),
    )


def _zone_apart(date: str, time: str, zone: re.Match[str]) -> tuple[str, str]:
    what = "a zone is written as Z or like +01:00, right behind the time"
    if zone["hours"]:
        meant = f"{zone['hours']}:{zone['minutes'] or '00'}"
    elif zone["name"].lower() in ("z", "utc", "gmt"):
        meant = "Z"
    else:
        return what, "leave it out if it is the zone of your own site, or write the time in UTC"
    return what, f"write: ## {date} {time}{meant} {zone['status']}".strip()
