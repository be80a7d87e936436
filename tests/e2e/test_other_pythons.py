"""Every Python that the program runs on makes the same of the same files.

Library and language differ in small things from one release to the next, and have mistakes that a
later one mends: 3.11.2, which Debian 12 has, reads some regular expressions wrongly.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from benchmarks.speed.programs import STATUSGEN, make
from tests.outputs import files_in

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = sorted((ROOT / ".parts/pythons").glob("*/bin/python"))
NOW = "2025-12-01T12:00Z"
# The format's golden cases, and what the short ways take.
READING = ("tests/cases", "tests/unit/test_short_ways.py")


def each(pythons: Sequence[Path]) -> pytest.MarkDecorator:
    """Run a test with each of these."""
    none = pytest.mark.skip("this system has no other Python from 3.11 on")
    return pytest.mark.parametrize(
        "python",
        pythons or [pytest.param(Path(), marks=none)],
        ids=lambda python: python.parts[-3] if python.parts else "none",
    )


def run(python: Path | str, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python's, with this project's own code."""
    return subprocess.run(
        [python, "-m", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a year's entries, as a benchmark builds it."""
    return make(STATUSGEN, tmp_path_factory.mktemp("history") / "site", 400).folder


@each(PYTHONS)
@pytest.mark.parametrize("site", ["demo", "history"])
def test_it_builds_the_same_bytes_and_says_the_same(python, site, history, tmp_path):
    folder = ROOT if site == "demo" else history
    made = {}
    for name, one in (("own", sys.executable), ("other", python)):
        out = tmp_path / name
        result = run(one, "statusgen", "build", "-C", folder, "-o", out, "--now", NOW, "--no-cache")
        assert result.returncode == 0, result.stderr
        made[name] = (files_in(out), result.stderr)
    assert len(made["own"][0]) > 100
    assert made["own"] == made["other"]


@each(PYTHONS[:1])  # the oldest, in which mistakes are left that later ones mend
def test_it_reads_text_as_the_tests_of_reading_say(python):
    result = run(python, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *READING)
    assert result.returncode == 0, result.stdout[-4000:]
