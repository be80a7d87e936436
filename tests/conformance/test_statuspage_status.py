"""The overall status: Statuspage's own table, row by row, and what lifts it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.conformance.sites import Built, built, write

WORDS = {
    "O": "operational",
    "U": "under_maintenance",
    "D": "degraded_performance",
    "P": "partial_outage",
    "M": "major_outage",
}
NONE = ("none", "All Systems Operational")
WORK = ("maintenance", "Service Under Maintenance")
SLOW = ("minor", "Partially Degraded Service")
MINOR = ("minor", "Minor Service Outage")
MAJOR = ("major", "Partial System Outage")
CRITICAL = ("critical", "Major System Outage")


def status_of(
    folder: Path,
    states: Sequence[str],
    *,
    notice: str = "",
    resolved: bool = False,
    retired: str = "",
    broken: bool = False,
) -> tuple[str, str]:
    """Return indicator and description of a site whose components are in these states."""
    names = [f"c{number}" for number in range(len(states))]
    lines = [f"  - {{id: {name}, name: {name}}}" for name in names]
    lines += ["  - {id: old, name: old, retired: 2026-02-01}"] * bool(retired)
    held = dict(zip(names, states, strict=True)) | ({"old": retired} if retired else {})
    files = {
        "statusgen.yml": "title: T\nurl: https://status.example/\ntimezone: UTC\ncomponents:\n"
        + "\n".join(lines)
    }
    # One entry each, so that a state comes from one that is open beside others.
    for name, letter in held.items():
        files[f"content/incidents/{name}.md"] = (
            f"---\ntitle: {name}\ncomponents: {{{name}: {WORDS[letter]}}}\n---\n\n"
            "## 2026-01-01 08:00 Investigating\n"
        )
    if notice:
        files["content/incidents/notice.md"] = (
            f"---\ntitle: Notice\nimpact: {notice}\n---\n\n## 2026-01-01 08:00 Investigating\n"
            + "\n## 2026-01-01 09:00 Resolved\n" * resolved
        )
    if broken:
        files["content/incidents/broken.md"] = "no front matter"
    site: Built = built(write(folder, files), "2026-03-01 12:00", skip_broken=broken, only="api/")
    status = site.json("api/v2/status.json")["status"]
    return status["indicator"], status["description"]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("M", CRITICAL),
        ("MM", CRITICAL),
        ("MMO", MAJOR),
        ("MP", MAJOR),
        ("MD", MAJOR),
        ("P", MAJOR),
        ("PP", MINOR),
        ("PO", MINOR),
        ("PDU", MINOR),
        ("DD", ("minor", "Degraded System Service")),
        ("DDD", ("minor", "Degraded System Service")),
        ("D", SLOW),
        ("DO", SLOW),
        ("DDU", SLOW),
        ("U", WORK),
        ("UU", WORK),
        ("UO", WORK),
        ("O", NONE),
        ("OO", NONE),
    ],
)
def test_the_status_is_statuspages_for_these_components(states, expected, tmp_path: Path):
    assert status_of(tmp_path, states) == expected


@pytest.mark.parametrize(
    ("states", "notice", "expected"),
    [
        ("OO", "none", NONE),
        ("OO", "minor", MINOR),
        ("OO", "major", MAJOR),
        ("OO", "critical", CRITICAL),
        ("UO", "minor", MINOR),
        ("UO", "none", WORK),
        ("DO", "minor", SLOW),
        ("DO", "major", MAJOR),
        ("MO", "minor", MAJOR),
        ("MO", "critical", CRITICAL),
        ("MM", "minor", CRITICAL),
    ],
)
def test_an_open_incident_without_components_lifts_it(states, notice, expected, tmp_path: Path):
    assert status_of(tmp_path, states, notice=notice) == expected


def test_a_resolved_incident_lifts_it_no_more(tmp_path: Path):
    assert status_of(tmp_path, "OO", notice="critical", resolved=True) == NONE


def test_a_report_on_retired_components_alone_speaks_for_itself(tmp_path: Path):
    assert status_of(tmp_path, "D", retired="M") == CRITICAL


def test_a_site_whose_services_are_all_retired_has_no_outage(tmp_path: Path):
    """All of no services are in any state; Statuspage's table has no row for that."""
    assert status_of(tmp_path / "a", "", retired="O") == NONE
    assert status_of(tmp_path / "b", "", retired="O", notice="minor") == MINOR


def test_a_report_that_was_left_out_forbids_the_all_clear(tmp_path: Path):
    said = "Some reports cannot be shown"
    assert status_of(tmp_path / "a", "OO", broken=True) == ("minor", said)
    assert status_of(tmp_path / "b", "UO", broken=True) == ("minor", said)
    assert status_of(tmp_path / "c", "MO", broken=True) == MAJOR
    assert status_of(tmp_path / "d", "DO", broken=True) == SLOW
