"""Every Python that the program runs on makes the same of the same files.

Library and language differ in small things from one release to the next, and have mistakes that a
later one mends: 3.11.2, which Debian 12 has, reads some regular expressions wrongly.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from benchmarks.speed.programs import STATUSGEN, make
from tests.outputs import files_in

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = sorted(
    (one.name for one in (ROOT / ".parts/pythons").glob("*")),
    key=lambda version: [int(number) for number in re.findall("[0-9]+", version)],
)
NOW = "2025-12-01T12:00Z"
# Those of the format's golden cases in which texts are read, and what the short ways take.
READING = ("tests/cases", "tests/unit/test_short_ways.py")
OF_TEXTS = "text or times or updates or yaml or short"


def each(versions: Sequence[str]) -> pytest.MarkDecorator:
    """Run a test with each of these."""
    if not versions:
        none = pytest.mark.skip("this system has no other Python from 3.11 on")
        return pytest.mark.parametrize("python", [pytest.param(None, marks=none)])
    return pytest.mark.parametrize(
        "python",
        [
            pytest.param(
                ROOT / ".parts/pythons" / one / "bin/python",
                marks=pytest.mark.needs(f"python-{one}"),
                id=one,
            )
            for one in versions
        ],
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


Built = tuple[dict[str, bytes], str]
"""The files of a build, and what it says on the error stream."""


def build(python: Path | str, site: Path, out: Path) -> Built:
    """Build a site with a Python."""
    result = run(python, "statusgen", "build", "-C", site, "-o", out, "--now", NOW, "--no-cache")
    assert result.returncode == 0, result.stderr
    return files_in(out), result.stderr


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of many entries, as a benchmark builds it."""
    return make(STATUSGEN, tmp_path_factory.mktemp("history") / "site", 400).folder


@pytest.fixture(scope="module", params=["demo", "history"])
def built(
    request: pytest.FixtureRequest, history: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Built]:
    """A site's folder, and what our own Python makes of it."""
    folder = ROOT if request.param == "demo" else history
    return folder, build(sys.executable, folder, tmp_path_factory.mktemp("own") / "out")


@each(VERSIONS)
def test_it_builds_the_same_bytes_and_says_the_same(python, built, tmp_path):
    folder, (files, said) = built
    assert len(files) > 100
    assert build(python, folder, tmp_path / "out") == (files, said)


@each(VERSIONS[:1])  # the oldest, in which mistakes are left that later ones mend
def test_it_reads_text_as_the_tests_of_reading_say(python):
    result = run(
        python, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", OF_TEXTS, *READING
    )
    assert result.returncode == 0, result.stdout[-4000:]
