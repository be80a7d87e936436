"""A test whose part is missing is never lost silently: the run names it, and in CI it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TESTS = """
import pytest

@pytest.mark.needs("no-such-program")
def test_with_a_part_that_is_missing(): ...

@pytest.mark.needs("no-such-program")
def test_with_the_same_part(): ...

@pytest.mark.needs("no-such-file", "here")
def test_with_one_of_two_parts_missing(): ...
"""


@pytest.fixture
def run(tmp_path: Path):
    """Run a small project of its own under this project's conftest."""
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    (tmp_path / "test_small.py").write_text(TESTS)
    (tmp_path / "here").touch(mode=0o755)

    def run_in(ci: str) -> str:
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        result = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", "."],
            cwd=tmp_path,
            env={**os.environ, "CI": ci, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        return result.stdout

    return run_in


def test_a_missing_part_skips_its_tests_and_the_end_of_the_run_says_so(run):
    why = "not here (tests/parts/fetch fetches what it can)"
    *_, one, two, closing = run(ci="").splitlines()
    assert one == f"test_small.py, 1 test: no-such-file {why}"
    assert two == f"test_small.py, 2 tests: no-such-program {why}"
    assert closing.startswith("3 skipped in ")


def test_a_missing_part_is_a_failure_in_ci(run):
    assert run(ci="true").splitlines()[-1].startswith("3 errors in ")
