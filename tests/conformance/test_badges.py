"""A badge says a name and a state, and both can be read in it, whatever the name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conformance.sites import QUIET, SHOP_NOW, Built, built, write
from tests.conformance.standards import SVG, svg_faults

from statusgen.artifacts.badges import Badge, svg

WORDS = {
    "operational": "Working",
    "under_maintenance": "Planned work",
    "degraded_performance": "Slow or unreliable",
    "partial_outage": "Not working for some",
    "major_outage": "Not working",
}


def texts(site: Built, path: str) -> list[str]:
    return [text.text or "" for text in site.xml(path).iter(f"{SVG}text")]


def test_every_component_has_a_badge_that_says_its_state(shop: Built):
    states = {
        one["id"]: (one["name"], WORDS[one["status"]])
        for one in shop.json("api/v2/components.json")["components"]
        if not one["group"]
    }
    assert set(shop.ending("/badge.svg")) == {f"components/{name}/badge.svg" for name in states}
    for name, (called, state) in states.items():
        assert texts(shop, f"components/{name}/badge.svg") == [called, state]


def test_the_badge_of_the_site_says_how_many_services_have_problems(
    shop: Built, quiet: Built, skipped: Built
):
    assert texts(shop, "badge.svg") == ["Status", "6 services have problems"]
    assert texts(quiet, "badge.svg") == ["Status", "Everything is working"]
    assert texts(skipped, "badge.svg") == ["Status", "Some reports cannot be shown"]


def test_a_badge_has_an_accessible_name(shop: Built):
    root = shop.xml("components/online-orders/badge.svg")
    assert root.get("aria-label") == root.findtext(f"{SVG}title") == "Online orders: Not working"


def colour(data: bytes) -> str:
    """Return the colour behind what a badge says."""
    return data.decode().split('fill="')[2][:7]


def of_state(state: str) -> bytes:
    return svg(Badge(name="A", said="b", state=state, alt="A", direction="ltr"))


def test_each_state_has_a_colour_of_its_own():
    drawn = [of_state(state) for state in WORDS]
    assert [svg_faults(data) for data in drawn] == [[]] * len(WORDS)
    assert len({colour(data) for data in drawn}) == len(WORDS)


NOTICE = """---
title: False text messages
---

## 2026-11-22 09:00 Identified
"""


def sign_of_page(site: Built) -> str:
    """Return the state whose sign the front page bears in the browser's tab."""
    found = re.search(r'rel="icon"[^>]*assets/icon-(\w+)\.', site.text("index.html"))
    assert found is not None
    return found[1]


def test_the_badge_of_the_site_has_the_colour_of_the_sign_on_its_front_page(site: Built):
    assert colour(site.files["badge.svg"]) == colour(of_state(sign_of_page(site)))


def test_while_a_notice_is_open_the_badge_has_not_the_colour_of_all_clear(tmp_path: Path):
    files = {**QUIET, "content/incidents/2026-11-22-texts.md": NOTICE}
    notice = built(write(tmp_path, files), SHOP_NOW)
    assert texts(notice, "badge.svg") == ["Status", "1 report is open"]
    assert sign_of_page(notice) == "notice"
    assert colour(notice.files["badge.svg"]) == colour(of_state("notice"))
    assert colour(of_state("notice")) != colour(of_state("operational"))


def test_badges_of_a_site_from_right_to_left_run_that_way(foreign: Built, shop: Built):
    for site, direction in ((foreign, "rtl"), (shop, "ltr")):
        for path in site.ending("badge.svg"):
            directions = [text.get("direction") for text in site.xml(path).iter(f"{SVG}text")]
            assert directions == [direction, direction]


@pytest.mark.parametrize(
    ("name", "width"),
    [
        ("", 1),
        ("a", 8),
        ("ill", 14),
        ("MW", 25),
        ("AB", 18),
        ("一二三", 39),
        ("👩🏽‍🚒", 13),
        ("👨‍👩‍👧‍👦", 13),
        ("a\u0301\u200b", 8),
    ],
)
def test_the_width_is_that_of_what_is_seen(name: str, width: int):
    data = svg(Badge(name=name, said="x", state="operational", alt="x", direction="ltr"))
    assert f'textLength="{width}"' in data.decode()
