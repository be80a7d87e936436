"""What Lighthouse says of the pages, as on a phone with a slow connection.

How fast this machine was is not looked at: that is for `make bench`. Of performance only what pages
decide is: what blocks them, what moves, what is sent without need.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.hosting import host
from tests.conformance.sites import ROOT, built

pytestmark = pytest.mark.needs("chromium", "node", "lighthouse")

PAGES = ("", "incidents/2026-11-22-gift-card-balances/")
TIMED = frozenset(
    "first-contentful-paint largest-contentful-paint total-blocking-time speed-index "
    "interactive max-potential-fid".split()
)


@pytest.fixture(scope="module")
def reports(
    part: Callable[[str], Path],
    some: Callable[[Iterable[str]], Iterator[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("lighthouse")
    found = {}
    # Built just now: a page that is out of date says so, in a line of its own.
    now = datetime.now(UTC)
    with host(built(ROOT, f"{now:%Y-%m-%dT%H:%MZ}").files) as served:
        for number, page in enumerate(some(PAGES)):
            report = folder / f"{number}.json"
            command = [str(part("node")), str(part("lighthouse")), served.address + page, "--quiet"]
            flags = "--headless=new --no-sandbox --disable-gpu"
            subprocess.run(
                [
                    *command,
                    f"--chrome-flags={flags}",
                    "--output=json",
                    f"--output-path={report}",
                    "--only-categories=performance,accessibility,best-practices,seo",
                ],
                check=True,
                capture_output=True,
                timeout=180,
                env={**os.environ, "CHROME_PATH": str(part("chromium"))},
            )
            found[page] = json.loads(report.read_text("utf-8"))
    return found


@pytest.mark.parametrize("category", ["accessibility", "best-practices", "seo"])
def test_every_category_has_a_hundred(reports: dict[str, Any], category: str):
    scores = {page: report["categories"][category]["score"] for page, report in reports.items()}
    assert scores == dict.fromkeys(reports, 1)


def test_nothing_that_the_page_decides_slows_it_down(reports: dict[str, Any]):
    for page, report in reports.items():
        audits = report["audits"]
        weighed = {
            one["id"]
            for one in report["categories"]["performance"]["auditRefs"]
            if one["weight"] or one.get("group") == "diagnostics"
        }
        slow = {
            name: audits[name].get("displayValue")
            for name in sorted(weighed - TIMED)
            if audits[name].get("scoreDisplayMode") in ("binary", "numeric")
            and audits[name]["score"] not in (1, None)
        }
        assert slow == {}, page
        assert {"cumulative-layout-shift", "total-byte-weight"} < audits.keys()
