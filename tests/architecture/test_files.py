"""A file has one job and a name that says which."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 400
NAMES_THAT_SAY_NOTHING = {"common", "helper", "helpers", "misc", "util", "utils"}


def too_long(files: Iterable[Path]) -> list[str]:
    counts = {file: len((ROOT / file).read_text("utf-8").splitlines()) for file in files}
    return [f"{file.name} has {count} lines" for file, count in counts.items() if count > LIMIT]


def badly_named(files: Iterable[Path]) -> list[str]:
    return [
        file.name
        for file in files
        if NAMES_THAT_SAY_NOTHING & {part.strip("_") for part in file.with_suffix("").parts}
    ]


def python_files(*folders: str) -> list[Path]:
    return sorted(
        file.relative_to(ROOT) for folder in folders for file in (ROOT / folder).rglob("*.py")
    )


def test_no_file_of_the_program_has_two_jobs():
    assert too_long(python_files("src")) == []


def test_no_module_is_called_after_nothing():
    assert badly_named(python_files("src", "tests", "benchmarks")) == []


def test_a_file_of_401_lines_is_too_long(tmp_path):
    (tmp_path / "one.py").write_text("x\n" * LIMIT)
    (tmp_path / "two.py").write_text("x\n" * (LIMIT + 1))
    assert too_long(sorted(tmp_path.iterdir())) == ["two.py has 401 lines"]


def test_a_name_that_says_nothing_is_found_in_files_and_folders():
    files = [Path("a/utils.py"), Path("a/_common/b.py"), Path("a/common_mark.py")]
    assert badly_named(files) == ["utils.py", "b.py"]
