"""The same files and the same time make the same bytes, on any machine and in any folder."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.outputs import everything, files_in

import statusgen

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(statusgen.__file__).resolve().parents[1]
NOW = "2026-11-22T18:00Z"
AN_HOUR_LATER = "2026-11-22T19:00Z"


def build(
    site: Path | str,
    out: Path | str,
    *,
    now: str = NOW,
    env: Mapping[str, str] | None = None,
    umask: int = 0o022,
    cwd: Path | None = None,
) -> str:
    """Build as a user does, in a process of its own; return what it says."""
    result = subprocess.run(
        [sys.executable, "-m", "statusgen", "build", "-C", site, "-o", out, "--now", now],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PACKAGE), **(env or {})},
        cwd=cwd,
        umask=umask,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def copied(to: Path, *, seed: int = 0) -> Path:
    """Copy the demo shop, and its theme, file by file in an order of its own."""
    files = [ROOT / "statusgen.yml"]
    files += [path for path in sorted((ROOT / "content").rglob("*")) if path.is_file()]
    random.Random(seed).shuffle(files)
    for file in files:
        target = to / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return to


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The demo shop as this machine builds it."""
    out = tmp_path_factory.mktemp("expected") / "output"
    build(ROOT, out)
    files = files_in(out)
    assert len(files) > 100
    return files


@pytest.mark.parametrize(
    "env",
    [
        {"TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "Pacific/Chatham", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
        {"TZ": ":/nonexistent", "LC_ALL": "tr_TR.ISO-8859-9", "LANG": "ar", "PYTHONHASHSEED": "2"},
        {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii:replace", "LC_ALL": "POSIX"},
        {"PYTHONTZPATH": "/nonexistent", "LANGUAGE": "fr", "PYTHONOPTIMIZE": "1"},
        {"TZ": "/"},  # as /etc/localtime is in a container whose host has no such file
        {"TZ": f":{__file__}", "PYTHONWARNINGS": "error"},
    ],
)
def test_no_setting_of_the_machine_changes_a_byte(env, tmp_path, expected):
    build(ROOT, tmp_path / "output", env=env)
    assert files_in(tmp_path / "output") == expected


def test_neither_place_nor_order_of_files_nor_the_umask_changes_a_byte(tmp_path, expected):
    for seed, umask in ((1, 0o077), (2, 0o002)):
        here = tmp_path / f"some where {seed}"
        copied(here / "site", seed=seed)
        build("site", "out", umask=umask, cwd=here)
        assert files_in(here / "out") == expected


def test_the_umask_says_who_may_read_as_for_any_program(tmp_path):
    for umask, mode in ((0o022, 0o644), (0o077, 0o600)):
        out = tmp_path / f"{umask:o}"
        build(ROOT, out, umask=umask)
        assert {path.stat().st_mode & 0o777 for path in out.rglob("*.html")} == {mode}


def test_the_second_build_writes_nothing(tmp_path):
    site, out = copied(tmp_path / "site"), tmp_path / "output"
    build(site, out)
    before = everything(tmp_path)
    said = build(site, out)
    assert ": 0 files written, " in said
    assert everything(tmp_path) == before


def test_an_hour_without_news_changes_no_byte_but_the_time_of_the_build(tmp_path):
    out = tmp_path / "output"
    build(ROOT, out)
    before = files_in(out)
    said = build(ROOT, out, now=AN_HOUR_LATER)
    after = files_in(out)
    assert [path for path in before if before[path] != after.get(path)] == ["build.json"]
    assert before.keys() == after.keys()
    assert ": 1 file written, " in said


def test_a_day_that_has_passed_changes_no_byte_of_a_feed(tmp_path):
    out = tmp_path / "output"
    build(ROOT, out, now="2026-11-24T12:00Z")
    before = files_in(out)
    build(ROOT, out, now="2026-11-25T12:00Z")
    after = files_in(out)
    changed = {path for path in before if before[path] != after.get(path)}
    assert "index.html" in changed
    feeds = (".xml", ".rss", ".atom", ".ics", "feed.json")
    assert [path for path in sorted(changed) if path.endswith(feeds)] == []


def test_building_over_another_days_output_is_as_building_anew(tmp_path, expected):
    out = tmp_path / "output"
    for now in ("2026-03-01T12:00Z", "2027-01-01T12:00Z", NOW):
        build(ROOT, out, now=now)
    assert files_in(out) == expected
