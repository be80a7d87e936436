"""A badge says a name and a state, and both can be read in it, whatever the name."""

from __future__ import annotations

import pytest
from tests.conformance.sites import Built
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


def test_each_state_has_a_colour_of_its_own(shop: Built):
    del shop
    found = set()
    for state in WORDS:
        badge = Badge(name="A", said=WORDS[state], state=state, alt="A", direction="ltr")
        data = svg(badge)
        assert svg_faults(data) == []
        found.add(data.decode().split('fill="')[2][:7])
    assert len(found) == len(WORDS)


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
        ("一二三", 39),
        ("👩🏽‍🚒", 13),
        ("👨‍👩‍👧‍👦", 13),
        ("a\u0301\u200b", 8),
    ],
)
def test_the_width_is_that_of_what_is_seen(name: str, width: int):
    data = svg(Badge(name=name, said="x", state="operational", alt="x", direction="ltr"))
    assert f'textLength="{width}"' in data.decode()
