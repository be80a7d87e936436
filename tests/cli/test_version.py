"""What must answer at once imports next to nothing, and Ctrl-C meanwhile is no mistake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from statusgen import __version__

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


SPY = """
import atexit, sys
atexit.register(lambda: print("imported:", *sys.modules, file=sys.stderr))
from statusgen.__main__ import main
main()
"""


def imported_by(*argv: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", SPY, *argv], capture_output=True, text=True, check=True
    )
    return set(ran.stderr.rpartition("imported:")[2].split())


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_needs_two_modules(option):
    found = imported_by(option)
    assert {one for one in found if one.startswith("statusgen")} == {
        "statusgen",
        "statusgen.__main__",
    }
    assert "click" not in found


@pytest.mark.parametrize("argv", [["--help"], ["build", "--help"], ["--version", "build"]])
def test_help_imports_nothing_heavy(argv):
    found = imported_by(*argv)
    assert "statusgen.cli" in found
    assert found & HEAVY == set()


def test_the_version_is_the_same_beside_other_words():
    said = [
        subprocess.run(
            [sys.executable, "-m", "statusgen", *argv], capture_output=True, text=True, check=True
        ).stdout
        for argv in (["--version"], ["-V"], ["--version", "build"])
    ]
    assert said == [f"statusgen {__version__}\n"] * 3


def test_a_command_imports_no_other_command():
    commands = {f"statusgen.cli.{module}" for module in ("authoring", "building", "publishing")}
    assert imported_by("--version", "build") & commands == set()
    assert imported_by("build", "--help") & commands == {"statusgen.cli.building"}


STOP = """
import sys
class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
from statusgen.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("module", "argv", "code", "out"),
    [
        ("statusgen.cli", ["check"], 130, ""),
        ("statusgen.server", ["serve"], 0, "stopped\n"),
        ("statusgen.watching", ["watch"], 0, "stopped\n"),
        ("statusgen.watching", ["watch", "-q"], 0, ""),
    ],
)
def test_stopped_before_it_has_begun_it_speaks_of_no_build(module, argv, code, out):
    program = [sys.executable, "-c", STOP.format(module=module), *argv]
    ran = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (code, out, "")


@pytest.fixture
def shop(tmp_path: Path) -> str:
    (tmp_path / "statusgen.yml").write_text(
        "title: Shop\nurl: https://status.example.org/\ntimezone: Europe/London\n"
        "components: [{id: tills, name: Tills}]\n"
    )
    incidents = tmp_path / "content/incidents"
    incidents.mkdir(parents=True)
    (incidents / "2026-03-04-tills.md").write_text(
        "---\ntitle: Tills slow in Wales\ncomponents: {tills: degraded_performance}\n---\n\n"
        "## 2026-03-04 09:30 Investigating\n\nIt is\n\n1. slow.\n\n"
        "## 2026-03-04 11:00 Resolved\n\nIt works again.\n"
    )
    return str(tmp_path)


def test_the_list_of_heavy_modules_is_what_a_check_and_a_build_import(shop):
    checked, built = (imported_by(call, "-C", shop) for call in ("check", "build"))
    assert {"babel", "markdown", "nh3", "yaml", "statusgen.pipeline"} <= checked
    # It takes a third of a check's time, and a check draws nothing.
    assert {"jinja2", "statusgen.artifacts", "statusgen.views"} <= built - checked


def test_a_build_with_nothing_to_do_imports_nothing_that_reads_or_draws(shop):
    imported_by("build", "-C", shop)
    found = imported_by("build", "-C", shop)
    assert "statusgen.standing" in found
    # All that it says is from a file of the build before, so that it may load what says it.
    assert found & HEAVY == {"json", "statusgen.report"}
