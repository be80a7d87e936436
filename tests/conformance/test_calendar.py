"""Planned work in a calendar: it moves when it is moved, and goes when it is cancelled."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from tests.conformance.sites import HOSTILE, Built, built, drawn, weekly_files, write
from tests.conformance.standards import calendar_faults
from tests.strategies import sites_at_a_time

CONFIG = """
title: Shop
url: https://status.example/sub/
timezone: Europe/London
components: [{id: tills, name: Tills}, {id: web, name: Website}]
"""
WORK = """---
title: New tills
components: [tills]
starts: 2026-07-16 13:00
ends: 2026-07-16 17:00
---

All tills are replaced.

## 2026-06-01 09:00 Scheduled

We bring [them](/new).
"""
MOVED = (
    WORK.replace("07-16 13:00", "07-23 23:30").replace("07-16 17:00", "07-24 01:00")
    + "\n## 2026-06-02 09:00 Scheduled\n\nA week later.\n"
)
CANCELLED = MOVED + "\n## 2026-06-03 09:00 Cancelled\n\nNot this year.\n"
UID = "new-tills@status.example"


def calendar(folder: Path, work: str, now: str = "2026-06-10 12:00") -> Built:
    """Build a site with that work; only its calendars are drawn."""
    site = write(folder, {"statusgen.yml": CONFIG, "content/maintenance/new-tills.md": work})
    return built(site, now)


def events(site: Built, path: str = "maintenance.ics") -> list[Any]:
    return icalendar.Calendar.from_ical(site.files[path]).walk("VEVENT")


def facts(event: Any) -> tuple[str, datetime, datetime, str]:
    times = event["dtstart"].dt, event["dtend"].dt
    return str(event["uid"]), *times, str(event["status"])


def sequence(folder: Path, work: str, now: str = "2026-06-10 12:00") -> int:
    [event] = events(calendar(folder, work, now))
    return int(event["sequence"])


def at(day: int, hour: int, minute: int = 0, month: int = 7) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_an_event_says_what_when_and_where_to_read_more(tmp_path: Path):
    [event] = events(calendar(tmp_path, WORK))
    assert facts(event) == (UID, at(16, 12), at(16, 16), "CONFIRMED")
    assert event["summary"] == "Planned work: New tills"
    assert event["summary"].params["LANGUAGE"] == "en-GB"
    assert event["url"] == "https://status.example/sub/maintenance/new-tills/"
    assert event["description"] == (
        "All tills are replaced.\n\nScheduled, 1 June 2026, 09:00 BST\n\n"
        "We bring them (https://status.example/new)."
    )
    assert event["dtstamp"].dt == event["last-modified"].dt == at(1, 8, month=6)
    assert event["transp"] == "TRANSPARENT"


def test_a_calendar_says_its_name_and_that_it_is_worth_a_look_each_hour(tmp_path: Path):
    """Each in the standard's way and in the older one: who reads only one reads the same."""
    site = calendar(tmp_path, WORK)
    for path, on in (("", ""), ("components/tills/", " on Tills")):
        read = icalendar.Calendar.from_ical(site.files[f"{path}maintenance.ics"])
        assert read["name"] == read["x-wr-calname"] == f"Shop: planned work{on}"
        assert read["refresh-interval"].dt == timedelta(hours=1)
        assert read["x-published-ttl"] == "PT1H"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("\n## 2026-06-02 09:00 Scheduled\n\nLater.\n", "2 June 2026, 09:00 BST\n\nLater."),
        ("\n## 2026-06-02 09:00 Scheduled\n", "2 June 2026, 09:00 BST"),
    ],
)
def test_an_event_has_the_text_of_the_newest_update(tmp_path: Path, more: str, said: str):
    [event] = events(calendar(tmp_path, WORK + more))
    assert event["description"] == f"All tills are replaced.\n\nScheduled, {said}"


def test_moved_work_keeps_its_uid_and_counts_up(tmp_path: Path):
    [event] = events(calendar(tmp_path, MOVED))
    assert facts(event) == (UID, at(23, 22, 30), at(24, 0), "CONFIRMED")
    assert event["last-modified"].dt == at(2, 8, month=6)
    assert event["sequence"] > sequence(tmp_path / "before", WORK)


def test_cancelled_work_stays_in_the_calendar_as_cancelled(tmp_path: Path):
    [event] = events(calendar(tmp_path, CANCELLED))
    assert facts(event) == (UID, at(23, 22, 30), at(24, 0), "CANCELLED")
    assert event["sequence"] > sequence(tmp_path / "before", MOVED)


def test_cancelled_work_says_so_in_its_title(tmp_path: Path):
    """Calcurse and others read no STATUS, and show cancelled work as any other."""
    [event] = events(calendar(tmp_path, CANCELLED))
    assert event["summary"] == "Cancelled: New tills"
    assert event["summary"].params["LANGUAGE"] == "en-GB"
    again = f"{CANCELLED}\n## 2026-06-04 09:00 Scheduled\n\nIt takes place.\n"
    [event] = events(calendar(tmp_path / "again", again))
    assert event["summary"] == "Planned work: New tills"


@pytest.mark.parametrize("minute", ["09:01", "17:30"])
def test_what_is_written_after_something_was_taken_back_counts_more_than_that(
    tmp_path: Path, minute: str
):
    """Cancelled by mistake, and taken back: an update that says so has to bring the event back."""
    more = "".join(f"\n## 2026-06-02 {hour}:00 Update\n\nMore.\n" for hour in range(10, 20))
    wrong = CANCELLED.replace("\n## 2026-06-03", f"{more}\n## 2026-06-03")
    right = f"{MOVED}\n## 2026-06-03 {minute} Update\n\nIt takes place.\n"
    [event] = events(calendar(tmp_path / "right", right))
    assert event["status"] == "CONFIRMED"
    assert event["sequence"] > sequence(tmp_path / "wrong", wrong)


def test_a_corrected_time_takes_nothing_from_the_count(tmp_path: Path):
    corrected = MOVED.replace("2026-06-02 09:00 Scheduled", "2026-06-01 12:00 Scheduled")
    corrected = corrected.replace("12:00 Scheduled", "12:00 Scheduled {was_at: 2026-06-02 09:00}")
    assert sequence(tmp_path / "new", corrected) == sequence(tmp_path / "old", MOVED)


def test_what_another_branch_brings_in_late_counts_up_too(tmp_path: Path):
    late = MOVED.replace(
        "\n## 2026-06-02", "\n## 2026-06-01 17:00 Update\n\nLate.\n\n## 2026-06-02"
    )
    assert sequence(tmp_path / "new", late) > sequence(tmp_path / "old", MOVED)


@pytest.mark.parametrize("year", [1990, 2026, 2100, 2199])
def test_a_count_is_a_number_that_every_program_reads(tmp_path: Path, year: int):
    work = WORK.replace("2026-", f"{year}-")
    assert 0 <= sequence(tmp_path, work, now=f"{year}-08-01 12:00") < 2**31


def test_what_the_window_writes_for_itself_counts_up_too(tmp_path: Path):
    announced = sequence(tmp_path, WORK)
    [begun] = events(calendar(tmp_path, WORK, now="2026-07-16 16:00"))
    [ended] = events(calendar(tmp_path, WORK, now="2026-07-16 17:00"))
    assert announced < begun["sequence"] < ended["sequence"]
    assert [one["dtstamp"].dt for one in (begun, ended)] == [at(16, 12), at(16, 16)]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("2026-07-16 17:05", "2026-07-16 17:10", "\n## 2026-07-16 17:10 Scheduled\n\nNot yet.\n"),
        ("2026-07-16 13:05", "2026-07-16 13:10", "\n## 2026-07-16 13:10 Scheduled\n\nNot yet.\n"),
        ("2026-07-16 17:05", "2026-07-23 20:00", "\n## 2026-06-30 13:10 Update\n\nA week on.\n"),
        # Brought in late by another branch: no newer than what the calendar has told.
        ("2026-07-16 17:05", "2026-07-16 17:10", "\n## 2026-06-01 09:00 Update\n\nA week on.\n"),
    ],
)
def test_a_window_that_is_moved_after_it_began_counts_up(
    tmp_path: Path, before: str, after: str, text: str
):
    moved = WORK.replace("07-16 13:00", "07-23 23:30").replace("07-16 17:00", "07-24 01:00") + text
    [old] = events(calendar(tmp_path / "old", WORK, now=before))
    [new] = events(calendar(tmp_path / "new", moved, now=after))
    assert new["dtstart"].dt > old["dtstart"].dt
    assert new["sequence"] > old["sequence"]


def test_a_control_character_is_no_part_of_a_calendar(tmp_path: Path):
    site = calendar(tmp_path, WORK.replace("All tills", "All&#127; tills"))
    assert calendar_faults(site.files["maintenance.ics"]) == []
    assert str(events(site)[0]["description"]).startswith("All tills are replaced.")


def test_work_is_in_the_calendars_of_its_components_alone(tmp_path: Path):
    site = calendar(tmp_path, WORK)
    assert events(site, "components/tills/maintenance.ics") == events(site)
    assert events(site, "components/web/maintenance.ics") == []


def test_all_that_is_ahead_is_in_the_calendar_and_of_the_past_what_has_room(tmp_path: Path):
    weeks = [datetime(2026, 1, 5, 22, tzinfo=UTC) + timedelta(weeks=n) for n in range(90)]
    site = write(tmp_path, weekly_files(weeks))
    for now, kept in (("2026-01-02", 90), ("2026-06-01", 69), ("2027-06-01", 50)):
        found = events(built(site, f"{now} 22:30Z", only="maintenance.ics"))
        assert [one["dtstart"].dt for one in found] == weeks[-kept:]


def test_a_calendar_without_events_has_one_time_zone(quiet: Built):
    for path in ("maintenance.ics", "components/web/maintenance.ics"):
        read = icalendar.Calendar.from_ical(quiet.files[path])
        assert [one.name for one in read.subcomponents] == ["VTIMEZONE"]
        assert read.subcomponents[0]["tzid"] == "UTC"
        assert calendar_faults(quiet.files[path]) == []


def test_long_titles_are_folded_by_octets_and_read_back_whole(hostile: Built):
    found = {str(event["uid"]).partition("@")[0][19:]: event for event in events(hostile)}
    assert found.keys() == HOSTILE.keys()
    for name, text in HOSTILE.items():
        begin = "Cancelled" if found[name]["status"] == "CANCELLED" else "Planned work"
        assert found[name]["summary"] == f"{begin}: Planned {text.strip()}"
    long = [line for line in hostile.files["maintenance.ics"].split(b"\r\n") if len(line) == 75]
    assert len(long) > 100


@settings(max_examples=25)
@given(sites_at_a_time())
def test_generated_calendars_are_calendars(found):
    files = drawn(*found, ".ics").files
    assert {path: faults for path, data in files.items() if (faults := calendar_faults(data))} == {}


# --- A calendar program --------------------------------------------------------------------------

KHAL = """
[calendars]
[[work]]
path = {folder}/calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


@pytest.fixture
def khal(part: Callable[[str], Path], tmp_path: Path) -> Callable[[bytes], list[str]]:
    """Import a calendar into khal's own, and list what it shows of June and July."""
    (tmp_path / "calendar").mkdir()
    (tmp_path / "config").write_text(KHAL.format(folder=tmp_path))

    def run(*arguments: str) -> str:
        result = subprocess.run(
            [part("khal"), "-c", tmp_path / "config", *arguments],
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert result.stderr == ""
        return result.stdout

    def imported(data: bytes) -> list[str]:
        (tmp_path / "new.ics").write_bytes(data)
        run("import", "--batch", str(tmp_path / "new.ics"))
        shape = "{uid} {start-long} {end-long} {status}{title}"
        listed = run("list", "--once", "--format", shape, "--day-format", "", "2026-01-01", "400d")
        return [line for line in listed.splitlines() if line]

    return imported


@pytest.mark.needs("khal")
def test_khal_moves_what_was_moved_and_shows_what_was_cancelled(khal, tmp_path: Path):
    said = "Planned work: New tills"
    found = [
        khal(calendar(tmp_path / name, work).files["maintenance.ics"])
        for name, work in (("a", WORK), ("b", MOVED), ("c", CANCELLED))
    ]
    assert found == [
        [f"{UID} 2026-07-16 12:00 2026-07-16 16:00 CONFIRMED {said}"],
        [f"{UID} 2026-07-23 22:30 2026-07-24 00:00 CONFIRMED {said}"],
        [f"{UID} 2026-07-23 22:30 2026-07-24 00:00 CANCELLED Cancelled: New tills"],
    ]


@pytest.mark.needs("khal")
def test_khal_reads_every_event(khal, shop: Built, hostile: Built):
    for site in (shop, hostile):
        data = site.files["maintenance.ics"]
        listed = " ".join(khal(data))
        assert [one for event in events(site) if (one := str(event["uid"])) not in listed] == []
        assert events(site)
