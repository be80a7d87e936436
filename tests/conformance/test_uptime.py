"""Uptime is right to the half minute, never rounded up, and its working adds up on the page.

The oracle knows no intervals: it colours every half minute of 90 days by the entry format's rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from tests.conformance.sites import Built, built, write
from tests.strategies import EntryText, SiteText, sites_at_a_time

from statusgen.derive import ComponentStatus, Uptime, derive
from statusgen.model import State, UpdateStatus
from statusgen.parse import parse

STEP = timedelta(seconds=30)
WEIGHT = {4: Fraction(1), 3: Fraction(3, 10)}
"""What half a minute costs by its colour: a major outage all of it, a partial one three tenths."""


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Find the first half minute of a local day by looking at the clock on the wall."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    while at.astimezone(zone).date() < day:
        at += STEP
    return at


def coloured(
    entry: EntryText, component: str, now: datetime, start: datetime, size: int
) -> bytearray:
    """Colour the half minutes in which an incident holds a component, by the state it is in."""
    colours = bytearray(size)
    if max(entry.updates[0].at, entry.publish_at or entry.updates[0].at) > now:
        return colours
    held = dict(entry.states)
    is_open = True
    updates = [update for update in entry.updates if update.at <= now]
    ends = [update.at for update in updates[1:]] + [start + size * STEP]
    for update, end in zip(updates, ends, strict=True):
        if update.status is UpdateStatus.RESOLVED:
            is_open = False
        elif update.status not in (UpdateStatus.UPDATE, UpdateStatus.POSTMORTEM):
            is_open = True
        held.update(update.states)
        first, last = (max(0, (at - start) // STEP) for at in (update.at, end))
        if is_open and first < last:
            colour = held.get(component, State.OPERATIONAL).value
            colours[first:last] = bytes([colour]) * (min(last, size) - first)
    return colours


def expected(site: SiteText, component: str, now: datetime) -> tuple[int, dict[int, int]] | None:
    """Return how many half minutes count, and how many of them have each bad colour."""
    zone = ZoneInfo(site.zone)
    today = now.astimezone(zone).date()
    start, end = midnight(today - timedelta(days=90), zone), midnight(today, zone)
    size = (end - start) // STEP
    skipped = 0
    if component == site.alone[0] and site.since:
        skipped = max(0, (midnight(site.since, zone) - start) // STEP)
    if skipped >= size:
        return None
    worst = bytes(size)
    for entry in site.entries:
        if entry.window is None:
            worst = bytes(map(max, worst, coloured(entry, component, now, start, size)))
    counted = worst[skipped:]
    return len(counted), {colour: counted.count(colour) for colour in WEIGHT}


def components(site: SiteText, now: datetime) -> Iterator[tuple[str, ComponentStatus]]:
    status = derive(parse(site.sources).site, now=now)
    return ((one.component.id, one) for one in status.components)


@settings(max_examples=40)
@given(sites_at_a_time(zones=("Europe/London", "America/Santiago", "Pacific/Chatham")))
def test_uptime_is_what_counting_every_half_minute_gives(drawn):
    site, now = drawn
    for name, one in components(site, now):
        oracle = expected(site, name, now)
        if oracle is None or one.uptime is None:
            assert one.uptime is None
            assert oracle is None
            continue
        size, counts = oracle
        lost = sum((counts[colour] * WEIGHT[colour] for colour in WEIGHT), Fraction())
        assert one.uptime.total == size * STEP
        assert one.uptime.share == 1 - lost / size
        assert {state: spent(one.uptime, state) for state in WEIGHT} == {
            state: counts[state] * STEP for state in WEIGHT
        }


def spent(uptime: Uptime, state: int) -> timedelta:
    return sum((one.length for one in uptime.losses if one.state == state), timedelta())


# --- What a reader sees --------------------------------------------------------------------------

CONFIG = """
title: Shop
url: https://status.example/
timezone: {zone}
language: {language}
components: [{{id: web, name: Website}}, {{id: new, name: New, since: 2026-03-01}}]
"""


def page_of(
    folder: Path,
    outages: dict[str, tuple[str, str, str]],
    *,
    zone: str = "UTC",
    language: str = "en-GB",
    now: str = "2026-03-11 12:00",
    component: str = "web",
) -> str:
    """Build a component's page with incidents of (from, to, state); return what it says."""
    files = {"statusgen.yml": CONFIG.format(zone=zone, language=language)}
    for name, (start, end, state) in outages.items():
        files[f"content/incidents/{name}.md"] = (
            f"---\ntitle: {name}\ncomponents: {{web: {state}, new: {state}}}\n---\n\n"
            f"## {start} Investigating\n\n## {end} Resolved\n"
        )
    path = f"components/{component}/index.html"
    site: Built = built(write(folder, files), now, only=path)
    words = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", " ", site.text(path), flags=re.DOTALL)
    return " ".join(words.split())


WHOLE = 90 * 24 * 60


@pytest.mark.parametrize(
    ("seconds", "state", "percent"),
    [
        (0, "major_outage", "100%"),
        (1, "partial_outage", "99.99%"),
        (5 * 60, "major_outage", "99.99%"),
        (13 * 60 - 3, "major_outage", "99.99%"),
        (13 * 60, "major_outage", "99.98%"),
        (12 * 3600, "degraded_performance", "100%"),
        (12 * 3600, "under_maintenance", "100%"),
        (24 * 3600, "partial_outage", "99.66%"),
    ],
)
def test_a_share_is_rounded_down_so_that_hardly_anything_is_not_nothing(
    tmp_path: Path, seconds: int, state: str, percent: str
):
    start = datetime(2026, 3, 1, tzinfo=UTC)
    end = start + timedelta(seconds=seconds)
    said = page_of(
        tmp_path, {"one": (f"{start:%Y-%m-%d %H:%M:%S}", f"{end:%Y-%m-%d %H:%M:%S}", state)}
    )
    assert f"{percent} uptime over the last 90 days" in said


def test_the_working_on_the_page_adds_up(tmp_path: Path):
    said = page_of(
        tmp_path,
        {
            "first": ("2026-02-01 10:00", "2026-02-01 10:13", "partial_outage"),
            "second": ("2026-02-02 10:00", "2026-02-02 10:13", "partial_outage"),
            "third": ("2026-02-03 10:00", "2026-02-03 10:13:20", "partial_outage"),
            "whole": ("2026-02-04 10:00", "2026-02-04 11:00", "major_outage"),
            "inside": ("2026-02-04 10:30", "2026-02-04 11:30", "partial_outage"),
            "slow": ("2026-02-05 10:00", "2026-02-05 12:00", "degraded_performance"),
        },
    )
    rows = re.findall(
        r"(\w+) (Not working(?: for some)?) ([\d.,]+) minutes ([\d.,]+) minutes", said
    )
    # The incident that was open beside a worse one counts only for what is its own.
    assert sorted(rows) == [
        ("first", "Not working for some", "13", "3.9"),
        ("inside", "Not working for some", "30", "9"),
        ("second", "Not working for some", "13", "3.9"),
        ("third", "Not working for some", "13.333", "4"),
        ("whole", "Not working", "60", "60"),
    ]
    total, lost = re.findall(
        r"The whole time is ([\d,]+) minutes; counted as lost: ([\d.,]+) minutes", said
    )[0]
    assert (total, lost) == (f"{WHOLE:,}", "80.8")
    assert sum(Fraction(counted) for *_, counted in rows) == Fraction(lost)
    [percent] = re.findall(r"([\d.]+)% uptime over", said)
    assert Fraction(percent) == (1 - Fraction(lost) / WHOLE) * 10_000 // 1 / Fraction(100)


def test_a_day_on_which_the_clocks_change_has_as_many_minutes_as_it_has(tmp_path: Path):
    spring = page_of(tmp_path / "a", {}, zone="Europe/London", now="2026-04-30 12:00")
    assert f"{100}% uptime over the last 90 days" in spring
    night = {"night": ("2026-03-29 00:00", "2026-03-30 00:00", "major_outage")}
    said = page_of(tmp_path / "b", night, zone="Europe/London", now="2026-04-30 12:00")
    assert f"The whole time is {WHOLE - 60:,} minutes; counted as lost: 1,380 minutes." in said
    autumn = {"night": ("2026-10-25 00:00", "2026-10-26 00:00", "major_outage")}
    said = page_of(tmp_path / "c", autumn, zone="Europe/London", now="2026-11-30 12:00")
    assert f"The whole time is {WHOLE + 60:,} minutes; counted as lost: 1,500 minutes." in said


def test_a_component_counts_from_the_day_on_which_it_began(tmp_path: Path):
    outage = {"one": ("2026-02-28 12:00", "2026-03-01 12:00", "major_outage")}
    said = page_of(tmp_path / "a", outage, component="new")
    assert "The whole time is 14,400 minutes; counted as lost: 720 minutes." in said
    assert "95% uptime over the last 10 days" in said
    young = page_of(tmp_path / "b", {}, component="new", now="2026-03-01 12:00")
    assert "% uptime" not in young


def test_today_is_not_counted(tmp_path: Path):
    outage = {"one": ("2026-03-11 00:00", "2026-03-11 11:00", "major_outage")}
    assert "100% uptime over" in page_of(tmp_path / "a", outage)
    assert "99.49% uptime over" in page_of(tmp_path / "b", outage, now="2026-03-12 00:00")


def test_other_languages_write_the_working_in_their_own_way(tmp_path: Path):
    outage = {"one": ("2026-02-01 10:00", "2026-02-01 10:13", "partial_outage")}
    said = page_of(tmp_path, outage, language="de")
    assert f"{WHOLE:,}".replace(",", ".") in said
    assert "3,9 " in said
