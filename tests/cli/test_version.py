"""What must answer at once imports next to nothing."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

HEAVY = {
    "asyncio",
    "babel",
    "html",
    "icalendar",
    "jinja2",
    "json",
    "markdown",
    "markupsafe",
    "nh3",
    "statusgen.parse",
    "statusgen.pipeline",
    "statusgen.report",
    "tzdata",
    "watchdog",
    "xml",
    "yaml",
    "zoneinfo",
}


def imported_by(*argv: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "statusgen", *argv],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(re.findall(r"^import time:.*\| +(\S+)$", ran.stderr, flags=re.MULTILINE))


@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["build", "--help"]])
def test_version_and_help_import_nothing_heavy(argv):
    found = imported_by(*argv)
    assert "statusgen.cli" in found
    assert found & HEAVY == set()


def test_the_list_of_heavy_modules_is_what_a_check_and_a_build_import(tmp_path):
    (tmp_path / "statusgen.yml").write_text(
        "title: Shop\nurl: https://status.example.org/\ntimezone: Europe/London\n"
        "components: [{id: tills, name: Tills}]\n"
    )
    checked, built = (imported_by(call, "-C", str(tmp_path)) for call in ("check", "build"))
    assert {"babel", "yaml", "statusgen.pipeline"} <= checked
    # It takes a third of a check's time, and a check draws nothing.
    assert "jinja2" in built - checked
