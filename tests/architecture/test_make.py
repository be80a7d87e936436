"""`make test` runs every test that there is, each folder once."""

from __future__ import annotations

import re
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
