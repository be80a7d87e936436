"""What the rules find in entries that nobody wrote for them: nothing in the demo, and what is said.

The corpus lies outside of the project; docs/decisions/0012 has the numbers, and which are false.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.check import check
from statusgen.derive import derive
from statusgen.errors import Problem
from statusgen.parse import parse
from statusgen.read import read_site

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def found_in(site: Path, now: datetime, *, history: bool = False) -> list[Problem]:
    sources = read_site(site)
    parsed = parse(sources).site
    checks = replace(parsed.config.checks, history=history)
    parsed = replace(parsed, config=replace(parsed.config, checks=checks))
    return list(check(derive(parsed, now=now), sources, now=now))


def counts(page: str) -> dict[str, int]:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (\d+) \| (\d+) \|", page, re.MULTILINE)
    assert all(int(false) <= int(looked_at) <= int(found) for _, found, looked_at, false in rows)
    return {code: int(found) for code, found, _, _ in rows}


@pytest.mark.parametrize("hours", [-24, 0, 6, 7])
def test_nothing_is_found_in_the_demo(hours):
    assert found_in(ROOT, NOON + timedelta(hours=hours)) == []


def test_nothing_is_found_in_a_history_that_is_no_news(corpora):
    assert found_in(corpora / "github", NOON) == []


def test_what_is_found_in_all_of_a_real_history_is_what_the_decision_says(corpora):
    found = Counter(one.code for one in found_in(corpora / "github", NOON, history=True))
    page = (ROOT / "docs/decisions/0012-false-findings.md").read_text("utf-8")
    assert counts(page) == found
