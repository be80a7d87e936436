"""A browser draws every badge as it was reckoned: texts inside their boxes, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.conformance.hosting import host

from statusgen.artifacts.badges import Badge, svg

NAMES = {
    "latin": "Contactless payments",
    "narrow": "illi fi ttt lil",
    "wide": "WWWW MMMM @@",
    "greek": "Ελληνικά ΚΕΦΑΛΑΙΑ",
    "cyrillic": "Кириллица",
    "hebrew": "תשלומים ללא מגע",
    "arabic": "الدفع بدون تلامس",
    "thai": "ภาษาไทย",
    "chinese": "由于支付服务商的故障",
    "emoji": "👩🏽‍🚒 family 👨‍👩‍👧‍👦 🇬🇧",
    "markup": '<b>&amp; "quoted"</b> ]]>',
    "combining": "Z̸̡̧͇a̴l̶g̷o",
    "long": ("A name that nobody will ever give to a component " * 8).strip(),
}
# Fonts for these are on every machine that has a browser; others are drawn as boxes without one.
DRAWN_HERE = ("latin", "narrow", "wide", "greek", "cyrillic", "long")

MEASURE = """() => [...document.querySelectorAll("svg")].map(svg => {
  const [name, said] = svg.querySelectorAll("text");
  const boxes = [...svg.querySelectorAll("rect")].map(rect => rect.getBBox());
  const fits = [name, said].every((text, index) => {
    const inner = text.getBBox(), box = boxes[index];
    return inner.x >= box.x + 3 && inner.x + inner.width <= box.x + box.width - 3
      && inner.y >= 0 && inner.y + inner.height <= box.height;
  });
  const reckoned = Number(name.getAttribute("textLength"));
  name.removeAttribute("textLength");
  return {fits, stretched: reckoned / name.getComputedTextLength()};
})"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def drawn(name: str) -> str:
    alt = f"{name}: Not working for some"
    badge = Badge(
        name=name, said="Not working for some", state="partial_outage", alt=alt, direction="ltr"
    )
    return svg(badge).decode()


@pytest.mark.needs("chromium")
def test_both_texts_fit_their_boxes_in_every_script(page: Page):
    page.set_content("".join(map(drawn, NAMES.values())))
    found = dict(zip(NAMES, page.evaluate(MEASURE), strict=True))
    assert {name: one for name, one in found.items() if not one["fits"]} == {}
    stretched = {name: found[name]["stretched"] for name in DRAWN_HERE}
    assert {name: by for name, by in stretched.items() if not 0.85 < by < 1.25} == {}


@pytest.mark.needs("chromium")
def test_a_screen_reader_is_told_the_name_and_the_state(page: Page):
    page.set_content("".join(map(drawn, NAMES.values())))
    for name in NAMES.values():
        label = f"{' '.join(name.split())}: Not working for some"
        assert page.get_by_role("img", name=label, exact=True).count() == 1, name


@pytest.mark.needs("chromium")
def test_a_badge_is_a_picture_of_its_size_that_fetches_nothing(page: Page):
    badge = drawn(NAMES["latin"])
    with host({"badge.svg": badge.encode(), "index.html": b"<img src=badge.svg>"}) as served:
        page.goto(served.address, wait_until="networkidle")
        size = page.evaluate(
            "() => [document.images[0].naturalWidth, document.images[0].naturalHeight]"
        )
        assert badge.startswith(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}"'
        )
        assert set(served.asked) <= {"/", "/badge.svg", "/favicon.ico"}
