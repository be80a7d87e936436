"""`make test` runs every test that there is, each folder once; `make clean` leaves nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def folders(name: str, text: str) -> list[str]:
    found = re.search(rf"^{name} := (.*)$", text, re.MULTILINE)
    assert found is not None, name
    inner = [folders(one, text) for one in re.findall(r"\$\((\w+)\)", found[1])]
    plain = re.sub(r"\$\(\w+\)", "", found[1]).split()
    return [*(folder for row in inner for folder in row), *plain]


def test_make_test_runs_every_folder_of_tests_once():
    text = (ROOT / "Makefile").read_text("utf-8")
    run = folders("ALL", text)
    there = {path.parent.relative_to(ROOT) for path in ROOT.glob("tests/**/test_*.py")}
    tops = sorted({f"tests/{path.parts[1]}" for path in there})
    assert sorted(run) == tops
    assert text.count("$(ALL)") == 1


def test_make_clean_removes_all_that_git_is_told_to_ignore(tmp_path):
    for name in ("Makefile", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("src", "tests", "benchmarks"):
        (tmp_path / name).mkdir()
    lines = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            made = tmp_path / ("src" if line == "__pycache__/" else ".") / line.strip("/")
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text("made") if not line.endswith("/") else made.mkdir()
    subprocess.run(["make", "--silent", "clean"], cwd=tmp_path, check=True)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"Makefile", ".gitignore"}
    left = {path.name for path in tmp_path.rglob("*") if path.is_dir()}
    assert left == {"src", "statusgen", "theme", "docs", "pictures", "tests", "benchmarks"}
