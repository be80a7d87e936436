"""Pages can be read without JavaScript, on a small screen, in large type, by keyboard, on paper."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.gallery import (
    KINDS,
    LEFT_TO_RIGHT,
    LOOKS,
    THEMES,
    Gallery,
    hosted,
    reader,
    show_everything,
)
from tests.conformance.hosting import host
from tests.conformance.sites import built, write

from statusgen.colour import Colour, contrast
from statusgen.words import languages

pytestmark = pytest.mark.needs("chromium")

every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module", params=LEFT_TO_RIGHT, ids=str)
def gallery(request: pytest.FixtureRequest) -> Iterator[Gallery]:
    with hosted(request.param) as served:
        yield served


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with reader(browser, color_scheme="dark") as opened:
        yield opened


@pytest.fixture(scope="module")
def bare(browser: Browser) -> Iterator[Page]:
    with reader(browser, java_script_enabled=False) as opened:
        yield opened


# --- Without JavaScript ----------------------------------------------------------------------

OWN = "document.querySelectorAll('.own').length"
TEXT = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  for (const one of document.querySelectorAll(".own, [data-from], #stale, #news")) one.remove();
  return document.body.innerText.split(/\\s+/).join(" ");
}"""


@every_kind
def test_everything_can_be_read_without_javascript(
    page: Page, bare: Page, gallery: Gallery, kind: str
):
    for one in (page, bare):
        one.set_viewport_size({"width": 1280, "height": 900})
        one.goto(gallery.address(kind))
    assert bare.evaluate(OWN) == 0
    assert page.evaluate(OWN) == page.locator("main time").count()
    text = bare.evaluate(TEXT)
    assert text == page.evaluate(TEXT)
    assert len(text) > 200


# --- Narrow screens and large type -----------------------------------------------------------

# Text must not leave the page or the box that clips it, and text that runs out of its box would be
# over what comes next. What is for screen readers alone is clipped to nothing.
FLOW = """() => {
  const root = document.documentElement, faults = new Set(), rooms = new Map();
  const name = box => `${box.localName}.${box.className}`;
  // Where a box and what is in it can be seen; null where that does not matter.
  const look = box => {
    const {overflowX, overflowY, clipPath} = getComputedStyle(box);
    const around = room(box.parentElement);
    if (!around || clipPath !== "none" || /auto|scroll/.test(overflowX)) return null;
    if (overflowX + overflowY === "visiblevisible") return around;
    const edge = box.getBoundingClientRect();
    return {
      left: Math.max(around.left, edge.left), right: Math.min(around.right, edge.right),
      top: Math.max(around.top, edge.top), bottom: Math.min(around.bottom, edge.bottom),
    };
  };
  const room = box => {
    if (!rooms.has(box)) rooms.set(box, look(box));
    return rooms.get(box);
  };
  rooms.set(root, {left: 0, right: root.clientWidth, top: -Infinity, bottom: Infinity});
  if (root.scrollWidth > root.clientWidth) faults.add(`the page is ${root.scrollWidth} px wide`);
  for (const box of document.body.querySelectorAll("*")) {
    if (!box.checkVisibility()) continue;
    const {overflowX, overflowY, fontSize} = getComputedStyle(box), range = document.createRange();
    const seen = room(box);
    for (const text of seen ? box.childNodes : []) {
      if (text.nodeType !== Node.TEXT_NODE || !text.data.trim()) continue;
      range.selectNodeContents(text);
      if ([...range.getClientRects()].some(one => one.left < seen.left - 1
          || one.right > seen.right + 1 || one.top < seen.top - 1 || one.bottom > seen.bottom + 1))
        faults.add(`${name(box)} is cut: ${text.data.trim()}`);
    }
    if (overflowY === "visible" && box.clientHeight
        && box.scrollHeight > box.clientHeight + parseFloat(fontSize) / 2)
      faults.add(`${name(box)} runs out of its box: ${box.textContent.trim()}`);
    if (/auto|scroll/.test(overflowX) && box.scrollWidth > box.clientWidth
        && !box.matches("[tabindex='0'][role][aria-label]"))
      faults.add(`${name(box)} scrolls, and no keyboard reaches it`);
  }
  return [...faults];
}"""

# WCAG 2.2, 1.4.12; a style sheet that is made by a script is outside of the page's policy.
SPACED = """() => {
  const style = new CSSStyleSheet();
  style.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important }
    * { word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [style];
}"""


class Desk:
    """A page whose screen, zoom and type are changed as readers do, in the browser's settings."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._session = page.context.new_cdp_session(page)

    def look(self, pixels: int, *, zoom: int = 1, type_size: int = 16) -> list[str]:
        """Say what is wrong on a screen of that many pixels across."""
        metrics = {"width": pixels // zoom, "height": 900 // zoom, "deviceScaleFactor": zoom}
        self._session.send("Emulation.setDeviceMetricsOverride", {**metrics, "mobile": False})
        sizes = {"standard": type_size, "fixed": type_size * 13 // 16}
        self._session.send("Page.setFontSizes", {"fontSizes": sizes})
        seen = "[innerWidth, devicePixelRatio, getComputedStyle(document.documentElement).fontSize]"
        assert self.page.evaluate(seen) == [pixels // zoom, zoom, f"{type_size}px"]
        found: list[str] = self.page.evaluate(FLOW)
        return found


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Desk]:
    with reader(browser) as opened:
        yield Desk(opened)


@pytest.mark.parametrize("gallery", LOOKS, indirect=True, ids=str)
@every_kind
def test_nothing_is_cut_and_nothing_scrolls_sideways(desk: Desk, gallery: Gallery, kind: str):
    desk.page.goto(gallery.address(kind))
    show_everything(desk.page)
    found = {
        "320 px": desk.look(320),
        "1280 px at 400 %": desk.look(1280, zoom=4),
        "1280 px": desk.look(1280),
        "1280 px, type twice as large": desk.look(1280, type_size=32),
        "320 px, type twice as large": desk.look(320, type_size=32),
    }
    desk.page.evaluate(SPACED)
    found["320 px, text spaced"] = desk.look(320)
    found["1280 px, text spaced"] = desk.look(1280)
    faults = [f"{where}: {fault}" for where, several in found.items() for fault in several]
    assert not faults, "\n".join(faults)


HOURS = f"""---
title: Other opening hours
---

| {" | ".join(f"Store {number}" for number in range(1, 13))} |
{"|--" * 12}|
{"| 8am to 8pm " * 12}|

## 2026-11-22 11:00 Investigating
"""


@pytest.mark.parametrize("theme", THEMES)
def test_a_wide_table_beside_its_label_makes_no_page_wider(desk: Desk, tmp_path: Path, theme: str):
    files = {"statusgen.yml": shop(theme, WEB), "content/incidents/a.md": HOURS}
    with host(built(write(tmp_path, files), "2026-11-22T12:00Z").files) as served:
        desk.page.goto(served.address)
        assert [desk.look(pixels) for pixels in (320, 720, 1280)] == [[], [], []]


def test_what_is_cut_or_scrolls_sideways_is_found(desk: Desk, gallery: Gallery):
    desk.page.goto(gallery.address("404"))
    desk.page.evaluate(
        """() => {
          const [title, lede] = document.querySelectorAll("h1, .lede");
          title.style.cssText = "overflow: hidden; white-space: nowrap; width: 3em";
          lede.style.height = "1em";
          document.querySelector(".site").style.minWidth = "400px";
          document.querySelector("footer").style.cssText = "overflow: scroll; white-space: nowrap";
          document.querySelector("footer").className = "low";
        }"""
    )
    found = desk.look(320)
    for fault in (
        "the page is ",
        "h1. is cut: There is no such page",
        "p.lede runs out of its box: There is no page at this address",
        "footer.low scrolls, and no keyboard reaches it",
    ):
        assert len([one for one in found if one.startswith(fault)]) == 1, fault


# Where the lines of the site's name begin, once it is too long for one.
NAME_LINES = """() => {
  const site = document.querySelector(".site"), range = document.createRange();
  const name = [...(site.querySelector("span") ?? site).childNodes].at(-1);
  name.data = "A shop whose name takes several lines on a phone";
  range.selectNodeContents(name);
  return [...range.getClientRects()].map(({left, right}) =>
    Math.round(getComputedStyle(site).direction === "rtl" ? right : left));
}"""


@pytest.mark.parametrize("gallery", LOOKS, indirect=True, ids=str)
@pytest.mark.parametrize("kind", ["index", "calm index"])
def test_the_lines_of_the_sites_name_begin_one_below_the_other_beside_a_logo(
    desk: Desk, gallery: Gallery, kind: str
):
    desk.page.goto(gallery.address(kind))
    assert desk.page.locator(".site :is(svg, img)").count() == 1
    assert not desk.look(320)
    begins = desk.page.evaluate(NAME_LINES)
    assert len(begins) > 1
    assert len({*begins}) == 1


# The middle of what stands in the margin beside names, and the first line of the name beside it.
BESIDE = """list => {
  const name = list.querySelector("a"), range = document.createRange();
  name.textContent = "A service with a name that takes several lines on every screen ".repeat(3);
  range.selectNodeContents(name);
  const [first, ...more] = [...range.getClientRects()].filter(one => one.width > 1);
  const {top, bottom} = list.closest("div").querySelector("dt").getBoundingClientRect();
  return {lines: more.length + 1, top: first.top, middle: (top + bottom) / 2, bottom: first.bottom};
}"""


@pytest.mark.parametrize("gallery", LOOKS, indirect=True, ids=str)
@pytest.mark.parametrize("width", [800, 1280])
def test_the_margin_names_the_first_line_of_a_services_long_name(
    desk: Desk, gallery: Gallery, width: int
):
    desk.page.goto(gallery.address("open incident"))
    assert not desk.look(width)
    found = desk.page.locator(".facts .changes").first.evaluate(BESIDE)
    assert found["lines"] > 1
    assert found["top"] < found["middle"] < found["bottom"]


@pytest.mark.parametrize("kind", ["open incident", "maintenance"])
def test_what_to_do_is_the_first_fact_and_on_the_first_screen_of_a_phone(
    page: Page, gallery: Gallery, kind: str
):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(gallery.address(kind))
    expect(page.locator(".facts dt").first).to_have_text("What to do")
    box = page.locator(".facts dd").first.bounding_box()
    assert box is not None
    assert box["y"] < 640


# On how many lines each text stands.
LINES = """list => list.map(one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return new Set([...range.getClientRects()].map(({top}) => top)).size;
})"""


@pytest.mark.parametrize("kind", ["resolved incident", "maintenance"])
def test_how_long_something_took_stands_on_one_line(bare: Page, gallery: Gallery, kind: str):
    bare.goto(gallery.address(kind))
    found = []
    for width in range(320, 481, 10):
        bare.set_viewport_size({"width": width, "height": 640})
        found += bare.locator(".facts time + .soft").evaluate_all(LINES)
    assert {*found} == {1}


# How many of a picture's ninety days are to be seen.
DAYS_SEEN = """() => [...document.querySelectorAll(".days")].filter(one => one.checkVisibility())
  .map(({clientWidth, firstElementChild}) =>
    Math.round(90 * clientWidth / firstElementChild.getBoundingClientRect().width))"""


@pytest.mark.parametrize(
    "gallery", [look for look in LEFT_TO_RIGHT if look.theme == "default"], indirect=True, ids=str
)
@pytest.mark.parametrize("kind", ["index", "component"])
def test_a_picture_that_shows_30_days_says_so(desk: Desk, gallery: Gallery, kind: str):
    desk.page.goto(gallery.address(kind))
    said = desk.page.get_by_text("The picture shows the newest 30 days.")
    assert not desk.look(360)
    assert {*desk.page.evaluate(DAYS_SEEN)} == {30}
    expect(said).to_be_visible()
    assert not desk.look(1280)
    assert {*desk.page.evaluate(DAYS_SEEN)} == {90}
    expect(said).to_be_hidden()


# --- Keyboard --------------------------------------------------------------------------------

# Each of them is named by what it is and says, so that a failure can be read.
WATCH = """() => {
  const name = one => `${one.localName} ${one.getAttribute("href") ?? one.textContent.trim()}`;
  const reachable = "a[href], summary, button, input, select, textarea, [tabindex='0']";
  window.expected = [...document.querySelectorAll(reachable)].map(name);
  window.reached = [];
  document.addEventListener("focusin", ({target}) => {
    const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(target);
    const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
      && !/^transparent$|, 0\\)/.test(outlineColor);
    reached.push(name(target) + (seen ? "" : ": nobody sees the focus"));
  });
  return expected.length;
}"""


@every_kind
def test_a_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    page: Page, gallery: Gallery, kind: str
):
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(gallery.address(kind))
    show_everything(page)
    for _ in range(page.evaluate(WATCH) + 1):
        page.keyboard.press("Tab")
    reached, expected = page.evaluate("[reached, expected]")
    assert expected[0] == "a #main"
    # Behind the last one is the browser's own window, and then the first one again.
    assert reached[: len(expected)] == expected
    assert reached[len(expected) :] in ([], expected[:1])


def test_the_way_back_by_keyboard_is_the_same(page: Page, gallery: Gallery):
    page.goto(gallery.address("open incident"))
    show_everything(page)
    for _ in range(page.evaluate(WATCH)):
        page.keyboard.press("Shift+Tab")
    reached, expected = page.evaluate("[reached, expected]")
    assert reached == expected[::-1]


def test_the_skip_link_is_first_shows_itself_and_leads_to_the_content(page: Page, gallery: Gallery):
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(gallery.address("index"))
    skip = page.locator("body > a:first-child")
    at_its_middle = """one => {
      const {left, top, width, height} = one.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2) === one;
    }"""
    assert not skip.evaluate(at_its_middle)
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    assert skip.evaluate(at_its_middle)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :is(a, summary, [tabindex])").first).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_what_is_folded_opens_and_closes_by_keyboard_without_javascript(
    bare: Page, gallery: Gallery, key: str
):
    bare.goto(gallery.address("component"))
    details = bare.locator("details").first
    details.locator("summary").focus()
    for opened in (True, False):
        bare.keyboard.press(key)
        assert details.evaluate("one => one.open") is opened


WEB = "{id: web, name: Web}"


def shop(theme: str, *components: str, language: str = "en-GB") -> str:
    """Write the settings of a shop with these services."""
    return (
        f"title: Shop\nurl: https://status.example/\ntimezone: UTC\nlanguage: {language}\n"
        f"components: [{', '.join(components)}]\ntheme: {theme}\n"
    )


# --- What authors write ------------------------------------------------------------------------

BROKEN_IN_TABLES = """() => [...document.querySelectorAll(".prose :is(th, td)")]
  .filter(({firstChild: text}) => text?.nodeType === Node.TEXT_NODE)
  .flatMap(({firstChild: text}) => [...text.data.matchAll(/\\S+/g)].filter(({0: word, index}) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return range.getClientRects().length > 1;
  }).map(([word]) => word))"""


def test_no_word_and_no_time_breaks_in_a_table_on_a_phone(page: Page, gallery: Gallery):
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(gallery.address("open incident"))
    assert page.locator(".prose table").count()
    assert page.evaluate(BROKEN_IN_TABLES) == []


ADVICE = """---
title: The website is down
components: {web: major_outage}
still_works:
  - Cash and [gift cards](https://example.com/gift), in every store.
  - |
    Cards, in these:

    - Leeds.
what_to_do: |
  1. Have your order number ready:
      * it begins with 7.
  2. Ring us.

  > Bring your receipt.
data_safe: |
  Yes, but for:

  - your address.
---

Either:

1. wait,
2. ring.

## 2026-11-22 11:00 Investigating

We look into it.
"""

# Lists as they look, by the label of their fact, and how far behind a link the next letter stands.
LOOKS_OF_LISTS = """() => Object.fromEntries([...document.querySelectorAll("dd")].map(fact => [
  fact.previousElementSibling.textContent,
  [...fact.querySelectorAll("ol, ul:not([class]), blockquote")].map(list => {
    const {listStyleType, paddingInlineStart} = getComputedStyle(list);
    return [list.localName, listStyleType, parseFloat(paddingInlineStart) >= 12];
  }),
]))"""
BEHIND_A_LINK = """link => {
  const range = document.createRange();
  range.setStart(link.nextSibling, 0);
  range.setEnd(link.nextSibling, 1);
  return range.getBoundingClientRect().left - link.getBoundingClientRect().right;
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_steps_of_advice_are_counted_and_its_links_stand_in_their_sentence(
    page: Page, tmp_path: Path, theme: str
):
    files = {"statusgen.yml": shop(theme, WEB), "content/incidents/a.md": ADVICE}
    with host(built(write(tmp_path, files), "2026-11-22T12:00Z").files) as served:
        page.goto(f"{served.address}incidents/a/")
        looks = page.evaluate(LOOKS_OF_LISTS)
        quotation = ["blockquote", "disc", True]
        assert looks["What to do"] == [["ol", "decimal", True], ["ul", "disc", True], quotation]
        assert looks["What still works"] == [["ul", "disc", True]]
        assert looks["Is my data safe?"] == [["ul", "disc", True]]
        assert looks["In short"] == [["ol", "decimal", True]]
        assert page.get_by_text("gift cards").evaluate(BEHIND_A_LINK) < 2


TROUBLE = """---
title: It is down
components: {%s: major_outage}
---

## 2026-11-22 11:00 Investigating

We look into it.
"""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("named", "quiet"), [("web", ["shop"]), ("webb", [])])
def test_no_quiet_past_is_claimed_beside_trouble_or_a_report_that_is_left_out(
    tmp_path: Path, theme: str, named: str, quiet: list[str]
):
    config = shop(theme, WEB, "{id: shop, name: Shop}")
    files = {"statusgen.yml": config, "content/incidents/a.md": TROUBLE % named}
    site = built(write(tmp_path, files), "2026-11-22T12:00Z", skip_broken=True)
    claim = "No problems in 90 days"
    assert [
        one for one in ("web", "shop") if claim in site.text(f"components/{one}/index.html")
    ] == quiet
    assert site.text("index.html").count(claim) == len(quiet)


@pytest.mark.parametrize("theme", THEMES)
def test_a_service_with_its_first_problem_is_not_said_to_have_had_no_report(
    tmp_path: Path, theme: str
):
    config = shop(theme, WEB, "{id: shop, name: Shop}")
    files = {"statusgen.yml": config, "content/incidents/a.md": TROUBLE % "web"}
    site = built(write(tmp_path, files), "2026-11-22T12:00Z")
    assert "Nothing has been reported for Shop" in site.text("components/shop/index.html")
    assert "Nothing has been reported" not in site.text("components/web/index.html")


NOTICE = """---
title: False text messages in our name
impact: critical
---

## 2026-11-22 09:00 Investigating
"""


@pytest.mark.parametrize("theme", THEMES)
def test_how_bad_a_notice_is_stands_on_the_front_page_in_words_too(
    page: Page, tmp_path: Path, theme: str
):
    files = {"statusgen.yml": shop(theme, WEB), "content/incidents/a.md": NOTICE}
    with host(built(write(tmp_path, files), "2026-11-22T12:00Z").files) as served:
        page.goto(served.address)
        expect(page.get_by_role("main").get_by_text("Critical problem")).to_have_count(1)


# Where the first and the last digits of the number in an element stand, from the left.
ENDS_OF_NUMBER = """([selector, number]) => {
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const {currentNode: text} = walker, at = text.data.indexOf(number);
    if (at < 0) continue;
    return [at, at + number.length - 1].map(one => {
      const range = document.createRange();
      range.setStart(text, one);
      range.setEnd(text, one + 1);
      return range.getBoundingClientRect().left;
    });
  }
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_a_telephone_number_is_not_turned_round_from_right_to_left(
    page: Page, tmp_path: Path, theme: str
):
    number = "0808 157 0123"
    component = f"{{id: web, name: موقع, description: اتصل على {number} كل يوم}}"
    config = shop(theme, component, language="ar")
    advice = f"اتصل على {number} من فضلك."
    entry = TROUBLE % "web" + f"\n\n## 2026-11-22 11:30 Update\n\n{advice}\n"
    files = {"statusgen.yml": config, "content/incidents/a.md": entry}
    with host(built(write(tmp_path, files), "2026-11-22T12:00Z").files) as served:
        for path, selector in (
            ("incidents/a/", "main"),
            ("components/web/", "main header"),
            ("", ".rows"),
        ):
            page.goto(served.address + path)
            first, last = page.evaluate(ENDS_OF_NUMBER, [selector, number])
            assert first < last, path


@pytest.mark.parametrize("theme", THEMES)
def test_an_english_sentence_is_not_turned_round_from_right_to_left(
    page: Page, tmp_path: Path, theme: str
):
    components = ("{id: web, name: موقع}", "{id: app, name: تطبيق}")
    files = {"statusgen.yml": shop(theme, *components, language="ar")}
    for name in ("web", "app"):
        files[f"content/incidents/{name}.md"] = TROUBLE % name
    with host(built(write(tmp_path, files), "2026-11-22T12:00Z").files) as served:
        page.goto(served.address)
        first, last = page.evaluate(ENDS_OF_NUMBER, ["h1", "2\u2069 services have problems"])
        assert first < last
        first, last = page.evaluate(ENDS_OF_NUMBER, ["footer", "no account and no email address."])
        assert first < last


# The words in heads of tables that do not stand in one line.
BROKEN_HEADS = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  return [...document.querySelectorAll("th")].flatMap(({firstChild: text}) =>
    [...text.data.matchAll(/[^ ]+/g)].map(([word], at) => {
      const range = document.createRange(), from = text.data.indexOf(word);
      range.setStart(text, from);
      range.setEnd(text, from + word.length);
      return range.getClientRects().length > 1 ? word : "";
    }).filter(word => word));
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_no_word_breaks_in_the_heads_of_the_table_of_uptime_on_a_phone(
    page: Page, tmp_path: Path, theme: str
):
    # "Duració" and "n", "Compt" and "e": any language may have a word longer than its numbers.
    entry = (
        TROUBLE.replace("It is down", "Deliveries in northern Scotland late or cancelled") % "web"
    )
    page.set_viewport_size({"width": 320, "height": 640})
    for language in languages():
        config = shop(theme, WEB, language=language)
        files = {"statusgen.yml": config, "content/incidents/a.md": entry}
        site = built(write(tmp_path / language, files), "2026-11-24T12:00Z")
        with host(site.files) as served:
            page.goto(f"{served.address}components/web/")
            assert page.locator("th").count() == 3, language
            assert page.evaluate(BROKEN_HEADS) == [], language


# --- Paper -----------------------------------------------------------------------------------


@pytest.fixture
def paper(page: Page) -> Iterator[Page]:
    """Show what would be printed, to somebody whose screen is dark."""
    page.emulate_media(media="print")
    yield page
    page.emulate_media(media="null")


TELLING = ("open incident", "resolved incident", "maintenance", "component")


# The addresses that stand behind links on paper.
PRINTED = """() => [...document.links]
  .filter(one => one.checkVisibility() && getComputedStyle(one, "::after").content !== "none")
  .map(one => one.getAttribute("href"))"""


@pytest.mark.parametrize("kind", ["index", "subscribe", "history"])
def test_of_addresses_only_those_are_printed_that_lead_there_from_paper(
    paper: Page, gallery: Gallery, kind: str
):
    paper.goto(gallery.address(kind))
    printed = paper.evaluate(PRINTED)
    assert "https://example.com/help" in printed
    assert [one for one in printed if ":" not in one] == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_link_in_advice_says_on_paper_where_it_leads(paper: Page, tmp_path: Path, theme: str):
    files = {"statusgen.yml": shop(theme, WEB), "content/incidents/a.md": ADVICE}
    with host(built(write(tmp_path, files), "2026-11-22T12:00Z").files) as served:
        paper.goto(f"{served.address}incidents/a/")
        link = paper.locator(".facts .prose a")
        behind = link.evaluate("one => getComputedStyle(one, '::after').content")
    assert behind.replace('" "', "") == '" (https://example.com/gift)"'


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_of_a_table_is_cut_off_on_paper(paper: Page, tmp_path: Path, theme: str):
    table = f"| a | b | c |\n|---|---|---|\n| d | {'Code' * 30} | {'Code' * 10} |\n"
    entry = f"{ADVICE}\n\n{table}"
    files = {"statusgen.yml": shop(theme, WEB), "content/incidents/a.md": entry}
    with host(built(write(tmp_path, files), "2026-11-22T12:00Z").files) as served:
        paper.set_viewport_size({"width": 680, "height": 900})
        paper.goto(f"{served.address}incidents/a/")
        wide = paper.locator(".wide").evaluate("one => one.scrollWidth - one.clientWidth")
    assert wide == 0


@every_kind
def test_the_printed_page_has_the_answer_and_nothing_to_press(
    paper: Page, gallery: Gallery, kind: str
):
    paper.goto(gallery.address(kind))
    assert paper.locator("nav:visible, .own:visible, #stale:visible, details:visible").all() == []
    expect(paper.locator("h1")).to_be_visible()
    # Paper grows old: it names a page that says how things are.
    own = KINDS[kind].removeprefix("kitchen/") if kind in TELLING else ""
    printed = f"How things are by now: https://status.example.com/kitchen/{own}"
    expect(paper.locator("footer .paper")).to_have_text(printed)
    dark = paper.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark


def test_the_printed_front_page_says_what_to_do_and_how_each_service_is(
    paper: Page, gallery: Gallery
):
    paper.goto(gallery.address("index"))
    text = paper.locator("main").inner_text()
    for said in (
        "What to do",
        "Take two buckets.",
        "Put them under the tap.",
        "Next update",
        *("Hot & cold tap", "Sink <double>", "Telephone 01632 960001", "Post"),
        *("Not working", "Not working for some of you", "Slow or unreliable", "Working"),
    ):
        assert said in text


@pytest.mark.parametrize(
    "gallery", [look for look in LEFT_TO_RIGHT if look.theme == "default"], indirect=True, ids=str
)
def test_all_days_of_a_picture_are_printed(paper: Page, gallery: Gallery):
    paper.set_viewport_size({"width": 680, "height": 900})
    paper.goto(gallery.address("component"))
    assert paper.evaluate(DAYS_SEEN) == [90]
    expect(paper.get_by_text("The picture shows the newest 30 days.")).to_be_hidden()


@pytest.mark.parametrize("kind", ["index", "open incident"])
def test_dark_colours_are_not_printed(paper: Page, gallery: Gallery, kind: str):
    paper.goto(gallery.address(kind))
    papers, inks = printed_colours(paper.pdf(print_background=True))
    assert [one for one in papers if contrast(one, Colour(red=0, green=0, blue=0)) < 15] == []
    # The skip link is written in the colour of paper, and clipped to nothing.
    assert {
        ink.hex for ink in inks - papers if min(contrast(ink, one) for one in papers) < 4.5
    } == set()
    assert len(inks - papers) > 1


def printed_colours(pdf: bytes) -> tuple[set[Colour], set[Colour]]:
    """Find the colours of the sheets in a PDF of Chromium's, and those of their texts."""
    papers: set[Colour] = set()
    inks: set[Colour] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        # Only drawings set a colour for filling; of a sheet everything is filled first.
        drawing = zlib.decompressobj().decompress(stream) if stream.startswith(b"x") else b""
        colour = None
        for red, green, blue in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg\b|\bBT\b", drawing):
            if not red:
                inks |= {colour} if colour else set()
                continue
            parts = (round(float(part) * 255) for part in (red, green, blue))
            first = colour is None
            colour = Colour(**dict(zip(("red", "green", "blue"), parts, strict=True)))
            if first:
                papers.add(colour)
    return papers, inks
