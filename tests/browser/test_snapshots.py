"""What a screen reader is told of each kind of page, in golden files, and what holds on all pages.

`pytest --update` writes what it is told now; the diff is to be read aloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.gallery import (
    KINDS,
    LEFT_TO_RIGHT,
    THEMES,
    Gallery,
    hosted,
    reader,
    show_everything,
)
from tests.conformance.hosting import Host, host
from tests.conformance.sites import Built, built, write

pytestmark = pytest.mark.needs("chromium")

SNAPSHOTS = Path(__file__).parent / "snapshots"

CONFIG = """
title: Corner shop status
url: https://status.example/
timezone: Europe/London
help: [{name: Help and contact, url: "https://shop.example/help"}]
groups:
  - id: shop
    name: In the shop
    description: Where you pay at a till
    components:
      - {id: tills, name: Tills, description: Cash and card, since: 2026-01-01}
      - {id: scales, name: Scales, since: 2026-03-01}
  - {id: online, name: Online, components: [{id: orders, name: Orders}]}
"""
MISTAKEN = "incidents/broken"
ENTRIES = {
    "incidents/tills": """---
title: Cards do not work at the tills
components: {tills: partial_outage}
still_works: ["Cash, and *vouchers*."]
what_to_do: Bring cash.
data_safe: Your card is safe.
---

The line to the bank is cut.

## 2026-03-04 08:40 Investigating {next_update: 2026-03-04 10:00}

We look into it.

## 2026-03-04 10:00 Identified {scales: degraded_performance, next_update: 2026-03-04 14:00}

| Till | Line |
|------|------|
| One  | cut  |
""",
    "incidents/orders": """---
title: Orders were slow
components: {orders: degraded_performance}
---

## 2026-02-26 09:00 Investigating

Orders take an hour.

## 2026-02-26 11:30 Resolved

Orders are quick again.
""",
    MISTAKEN: "---\ntitle: [\n---\n",
    "maintenance/scales": """---
title: New scales
components: [scales]
starts: 2026-03-08 20:00
ends: 2026-03-08 22:00
what_to_do: Buy your apples before eight.
---

## 2026-03-01 09:00 Scheduled

We weigh nothing on Sunday night.
""",
}
PAGES = {
    "index": "index.html",
    "calm-index": "index.html",
    "doubtful-index": "index.html",
    "open-incident": "incidents/tills/index.html",
    "resolved-incident": "incidents/orders/index.html",
    "maintenance": "maintenance/scales/index.html",
    "component": "components/tills/index.html",
    "history": "history/index.html",
    "year": "history/2026/index.html",
    "subscribe": "subscribe/index.html",
    "404": "404.html",
    "stub": "incidents/broken/index.html",
}


@dataclass(frozen=True)
class Small:
    """The small site in a theme, and the host that serves each page under its kind's name."""

    theme: str
    host: Host


@pytest.fixture(scope="module", params=THEMES)
def small(request: pytest.FixtureRequest) -> Iterator[Small]:
    """Serve the small site; on the calm one nothing but the slow orders has happened.

    Beside these, on the doubtful one there is a report that cannot be read.
    """
    calm = build(request.param, ["incidents/orders"])
    doubtful = build(request.param, ["incidents/orders", MISTAKEN])
    trouble = build(request.param, [name for name in ENTRIES if name != MISTAKEN])
    others = {"calm-index": calm, "doubtful-index": doubtful, "stub": doubtful}
    sites = {kind: others.get(kind, trouble) for kind in PAGES}
    with host({f"{kind}.html": sites[kind].files[path] for kind, path in PAGES.items()}) as served:
        yield Small(request.param, served)


def build(theme: str, names: list[str]) -> Built:
    """Build the site with these of its entries."""
    files = {"statusgen.yml": f"{CONFIG}theme: {theme}\n"}
    files |= {f"content/{name}.md": ENTRIES[name] for name in names}
    with TemporaryDirectory() as folder:
        return built(write(Path(folder), files), "2026-03-04T12:00Z", skip_broken=True)


@pytest.fixture(scope="module", params=LEFT_TO_RIGHT, ids=str)
def gallery(request: pytest.FixtureRequest) -> Iterator[Gallery]:
    with hosted(request.param) as served:
        yield served


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with reader(browser, java_script_enabled=False) as opened:
        yield opened


@pytest.mark.parametrize("kind", PAGES)
def test_a_screen_reader_is_told_this(
    page: Page, small: Small, pytestconfig: pytest.Config, kind: str
):
    page.goto(f"{small.host.address}{kind}.html")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    told = f"{page.title()}\n\n{page.locator('body').aria_snapshot()}\n"
    golden = SNAPSHOTS / small.theme / f"{kind}.txt"
    if pytestconfig.getoption("update"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(told, "utf-8")
    assert golden.is_file(), "run pytest --update, and read what it wrote"
    assert told == golden.read_text("utf-8")


def test_there_is_no_snapshot_of_a_page_that_is_gone():
    found = {path.relative_to(SNAPSHOTS).as_posix() for path in SNAPSHOTS.rglob("*.txt")}
    assert found == {f"{theme}/{kind}.txt" for theme in THEMES for kind in PAGES}


HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter(one => one.checkVisibility()).map(one => Number(one.localName[1]))"""
NAMES = """found => found.map(one => one.getAttribute("aria-label"))"""


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_one_title_and_one_of_each_landmark(page: Page, gallery: Gallery, kind: str):
    page.goto(gallery.address(kind))
    show_everything(page)
    for role in ("main", "banner", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(1)
    levels = page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    skipped = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert skipped == []
    names = page.get_by_role("navigation").evaluate_all(NAMES)
    assert all(names)
    assert len({*names}) == len(names) >= 1
    expect(page.locator("body > a:first-child")).to_have_attribute("href", "#main")
    expect(page.locator("#main")).to_have_role("main")
