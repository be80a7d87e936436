"""axe-core finds nothing on any kind of page, in any look, scheme or width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.gallery import (
    KINDS,
    LEFT_TO_RIGHT,
    LOOKS,
    Gallery,
    hosted,
    reader,
    show_everything,
)

pytestmark = pytest.mark.needs("chromium", "axe-core")

SCHEMES: dict[str, tuple[Literal["light", "dark"], Literal["active", "none"]]] = {
    "light": ("light", "none"),
    "dark": ("dark", "none"),
    "forced colours": ("light", "active"),
}
# What a width changes is found in light, what a scheme changes in one of the widths.
LOOKED_AT = ((320, "light"), (320, "dark"), (1280, "light"), (1280, "forced colours"))
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A scheme changes colours alone.
OF_COLOURS = ["color-contrast", "link-in-text-block"]

# What it cannot decide counts, too: nobody would ever look at it otherwise.
RUN = """async rules => {
  const {violations, incomplete} = await axe.run(document, {
    runOnly: rules,
    resultTypes: ["violations", "incomplete"],
  });
  return [...violations, ...incomplete].flatMap(rule =>
    rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}"""

MATCHES = """() => [matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  matchMedia("(forced-colors: active)").matches ? "active" : "none", innerWidth]"""

SPOIL = """() => {
  const title = document.querySelector("h1");
  title.style.color = "color-mix(in srgb, canvastext 10%, canvas)";
  title.style.forcedColorAdjust = "none";
  title.before(new Image());
  title.after(Object.assign(document.createElement("h4"), {textContent: "Too deep"}));
}"""


@pytest.fixture(scope="module", params=LOOKS, ids=str)
def gallery(request: pytest.FixtureRequest) -> Iterator[Gallery]:
    with hosted(request.param) as served:
        yield served


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with reader(browser, reduced_motion="reduce") as opened:
        yield opened


Find = Callable[..., dict[str, list[str]]]
"""What axe finds at an address in some ways to look at it, by way."""


@pytest.fixture
def find(page: Page, part: Callable[[str], Path]) -> Find:
    """Say what axe finds at an address, by scheme and width; `spoil` is run there before."""

    def found(
        address: str, spoil: str = "() => {}", ways: Sequence[tuple[int, str]] = LOOKED_AT
    ) -> dict[str, list[str]]:
        page.goto(address)
        show_everything(page)
        page.evaluate(spoil)
        page.evaluate(part("axe-core").read_text("utf-8"))
        faults = {}
        for width, scheme in ways:
            colours, forced = SCHEMES[scheme]
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=colours, forced_colors=forced)
            assert page.evaluate(MATCHES) == [colours, forced, width]
            rules = EVERY_RULE if scheme == "light" else OF_COLOURS
            faults[f"{scheme}, {width} px"] = page.evaluate(RUN, rules)
        return faults

    return found


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(gallery: Gallery, find: Find, kind: str):
    # Colours are the same in either direction, and what a direction moves meets where it is narrow.
    ways = LOOKED_AT if gallery.look in LEFT_TO_RIGHT else LOOKED_AT[:1]
    found = find(gallery.address(kind), ways=ways)
    faults = [f"{where}: {fault}" for where, several in found.items() for fault in several]
    assert not faults, "\n".join(faults)


def test_axe_finds_what_is_wrong_in_each_scheme_and_width(gallery: Gallery, find: Find):
    for where, faults in find(gallery.address("404"), SPOIL).items():
        rules = {fault.partition(":")[0] for fault in faults}
        assert "color-contrast" in rules, where
        assert rules >= {"image-alt", "heading-order"} or not where.startswith("light"), where
