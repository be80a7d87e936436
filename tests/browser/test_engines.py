"""The pages in the engines of Firefox and Safari, with their policy in force.

All else is tried in Chromium. Here is what another engine may not know, or may draw or run in
another way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.browser.engines import Engine, firefox, webkit
from tests.browser.gallery import KINDS, LOOKS, THEMES, Gallery, Look, hosted
from tests.browser.test_embed import IN_BODY, POLICY
from tests.browser.test_page_script import SAID
from tests.browser.test_reading import FLOW, TROUBLE, WEB
from tests.browser.test_reading import shop as settings
from tests.conformance.hosting import Host, host
from tests.conformance.sites import ROOT, built, write
from tests.serving import SLOW, serving, shop, until

ENGINES = (
    pytest.param("firefox", marks=pytest.mark.needs("firefox")),
    pytest.param("webkit", marks=pytest.mark.needs("WebKitWebDriver", "Xvfb")),
)
NOW = datetime(2026, 7, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, part: Callable[[str], Path]) -> Iterator[Engine]:
    if request.param == "firefox":
        starting = firefox(part("firefox"))
    else:
        starting = webkit(part("WebKitWebDriver"), part("Xvfb"))
    with starting as started:
        yield started


# Before anything else of the page, and from its own host, as the policy asks.
WATCHER = b"""
window.noted = [];
addEventListener("securitypolicyviolation", event => window.noted.push(event.violatedDirective));
addEventListener("error", ({message, target}) =>
  window.noted.push(message || target.outerHTML), true);
addEventListener("unhandledrejection", ({reason}) => window.noted.push(`${reason}`));
"""


def watch(served: Host) -> None:
    """Let every page of a host note where it breaks its policy, and what goes wrong in it."""
    script = b'<head><script src="/watcher.js"></script>'
    for name, data in served.files.items():
        if name.endswith(".html"):
            served.files[name] = data.replace(b"<head>", script, 1)
    served.files["watcher.js"] = WATCHER


# What the page's script has asked for and got an answer to.
ANSWERED = """return performance.getEntriesByType("resource")
  .filter(one => one.initiatorType === "fetch").length"""


def begin(engine: Engine, address: str) -> None:
    """Open a page, and wait until its script has confirmed it."""
    engine.open(address)
    # It asks for the site's state, and then once more for the page itself.
    until(lambda: engine.run(ANSWERED) == 2)


PLAIN_LINKS = """return [...document.querySelectorAll("main a:not([aria-current])")]
  .filter(one => !getComputedStyle(one).textDecorationLine.includes("underline"))
  .map(one => one.outerHTML)"""


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_page_keeps_its_policy_fits_a_phone_and_shows_its_links(
    engine: Engine, some: Callable[[Iterable[str]], Iterator[str]], look: Look
):
    engine.widen(320)
    with hosted(look) as gallery:
        watch(gallery.host)
        faults = {kind: found for kind in some(KINDS) if (found := wrong(engine, gallery, kind))}
    assert faults == {}


def wrong(engine: Engine, gallery: Gallery, kind: str) -> list[str]:
    begin(engine, gallery.address(kind))
    engine.run("for (const one of document.querySelectorAll('details')) one.open = true")
    found: list[str] = engine.run(f"return [...window.noted, ...({FLOW})()]")
    return found + [f"no line below {link}" for link in engine.run(PLAIN_LINKS)]


def test_what_is_wrong_in_a_page_is_noted(engine: Engine):
    with hosted(Look("default", "ltr")) as gallery:
        watch(gallery.host)
        bad = b'<body style="color: red"><script src="/bad.js"></script>'
        name = gallery.file("404")
        gallery.host.files[name] = gallery.host.files[name].replace(b"<body>", bad)
        gallery.host.files["bad.js"] = b"nobody.knows.this()"
        begin(engine, gallery.address("404"))
        noted = engine.run("return window.noted")
    assert "style-src-attr" in noted
    assert [one for one in noted if "nobody" in one] != []


# WebKit has no colours that a reader forces upon pages; only phones enlarge texts by themselves.
KNOWN_TO_SOME = {"forced-color-adjust", "hyphenate-limit-chars", "-webkit-text-size-adjust"}


@pytest.mark.parametrize("theme", THEMES)
def test_an_engine_knows_every_declaration_of_a_theme(engine: Engine, theme: str):
    css = (ROOT / f"themes/{theme}/assets/style.css").read_text("utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    # A name stands for a colour or for fonts. One that is not understood takes its line with it.
    css = re.sub(r"var\(--(?:serif|sans)\)", "serif", css)
    css = re.sub(r"var\(--[\w-]+\)", "red", css)
    parts = (
        part.partition(":") for block in re.findall(r"{([^{}]*)}", css) for part in block.split(";")
    )
    pairs = [[name.strip(), value.strip()] for name, colon, value in parts if colon]
    assert len(pairs) > 100
    unknown = engine.run("return arguments[0].filter(one => !CSS.supports(...one))", pairs)
    assert [
        one for one in unknown if one[0] not in KNOWN_TO_SOME and not one[0].startswith("--")
    ] == []


# Words of durations that do not stand in one line.
BROKEN_WORDS = """
  for (const one of document.querySelectorAll("details")) one.open = true;
  return [...document.querySelectorAll("th, td + td")].flatMap(({firstChild: text}) =>
    [...text.data.matchAll(/\\p{L}+/gu)].filter(({0: word, index}) => {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      return range.getClientRects().length > 1;
    }).map(([word]) => word))"""


@pytest.mark.parametrize("theme", THEMES)
def test_no_word_breaks_in_the_numbers_of_the_table_of_uptime(
    engine: Engine, tmp_path: Path, theme: str
):
    # Firefox hyphenates in these languages, and WebKit has less room for the numbers.
    title = "Deliveries in northern Scotland late or cancelled"
    entry = TROUBLE.replace("It is down", title) % "web"
    for language in ("de", "pl"):
        config = settings(theme, WEB, language=language)
        files = {"statusgen.yml": config, "content/incidents/a.md": entry}
        site = built(write(tmp_path / language, files), "2026-11-24T12:00Z", only="components/")
        with host(site.files) as served:
            for pixels in (320, 1280):
                engine.widen(pixels)
                engine.open(f"{served.address}components/web/")
                assert engine.run(BROKEN_WORDS) == [], (language, pixels)


OVER = """---
title: They were down
components: {web: major_outage, app: major_outage}
---

## 2026-11-22 11:00 Investigating

## 2026-11-22 12:00 Resolved
"""
BEGINS = """return [...document.querySelectorAll(".names li")]
  .map(one => one.getBoundingClientRect().left)"""


@pytest.mark.parametrize("theme", THEMES)
def test_the_names_of_services_follow_each_other_from_right_to_left(
    engine: Engine, tmp_path: Path, theme: str
):
    config = settings(theme, "{id: web, name: Web}", "{id: app, name: App}", language="ar")
    files = {"statusgen.yml": config, "content/incidents/a.md": OVER}
    with host(built(write(tmp_path, files), "2026-11-24T12:00Z").files) as served:
        engine.open(served.address)
        first, second = engine.run(BEGINS)
    assert first > second


# In settings of the browser a reader may have made it twice as large.
LARGE = """const large = new CSSStyleSheet();
  large.replaceSync(":root { font-size: 32px !important }");
  document.adoptedStyleSheets = [large];"""


@pytest.mark.parametrize("theme", THEMES)
def test_english_words_in_large_type_fit_a_phone_from_right_to_left(engine: Engine, theme: str):
    engine.widen(320)
    with hosted(Look(theme, "rtl")) as gallery:
        for kind in ("calm index", "open incident", "maintenance"):
            engine.open(gallery.address(kind))
            engine.run(LARGE)
            assert engine.run(f"return ({FLOW})()") == [], kind


@contextmanager
def status(engine: Engine, folder: Path) -> Iterator[Host]:
    """Open the front page of a small shop, and wait until its script has confirmed it."""
    past = SLOW.replace("2026-07-04", "2026-07-01") + "\n## 2026-07-01 13:00 Resolved\n"
    write(shop(folder), {"content/incidents/past.md": past})
    with host({}) as served:
        publish(served, folder, NOW)
        begin(engine, served.address)
        yield served
        assert engine.run("return window.noted") == []


def publish(served: Host, folder: Path, now: datetime) -> None:
    served.files = built(folder, f"{now:%Y-%m-%dT%H:%MZ}").files
    served.date = now
    watch(served)


def says(engine: Engine, selector: str, text: str, *, asked: bool = False) -> None:
    """Wait until an element of the page says this; `asked`, let its script ask for news."""
    script = "dispatchEvent(new Event('online'));" if asked else ""
    script += f"return document.querySelector({selector!r})?.textContent"
    until(lambda: engine.run(script) == text)


OTHER = SLOW.replace("website is slow", "app fails")
TWO = "1 service has problems"


def test_an_open_page_is_renewed_and_keeps_its_readers_place(engine: Engine, tmp_path: Path):
    with status(engine, tmp_path) as served:
        says(engine, "h1", "The website is slow")
        says(engine, ".facts time + .own", engine.run(OWN_TIME))
        engine.run(
            f"window.kept = true; ({SAID})(); document.querySelector('details').open = true;"
            "document.querySelector('.rows a').focus()"
        )
        write(tmp_path, {"content/incidents/other.md": OTHER})
        publish(served, tmp_path, NOW + timedelta(minutes=1))
        says(engine, "h1", TWO, asked=True)
        heard, *kept = engine.run(KEPT)
        assert heard.startswith(f"This page has changed: {TWO}")
        assert kept == [True, True, "Website"]


KEPT = """const {kept, said: [heard]} = window, {open} = document.querySelector("details");
  return [heard, kept, open, document.activeElement.textContent];"""
# What the script says of the first time, in the reader's zone, whatever that is.
OWN_TIME = """
  const zone = {hour: "2-digit", minute: "2-digit", weekday: "short"};
  const [here, there] = [{}, {timeZone: "Europe/London"}].map(one =>
    new Intl.DateTimeFormat("en-GB", {...zone, ...one})
      .format(new Date("2026-07-04T11:40Z")));
  return (here === there ? "" : ` (your time: ${here})`) + " (20 minutes ago)";"""


def test_a_page_that_is_gone_back_to_is_confirmed_at_once(engine: Engine, tmp_path: Path):
    with status(engine, tmp_path) as served:
        engine.run("window.kept = true")
        engine.open(f"{served.address}history/")
        write(tmp_path, {"content/incidents/other.md": OTHER})
        publish(served, tmp_path, NOW + timedelta(minutes=1))
        engine.back()
        # It was not loaded again but stands as it was left.
        assert engine.run("return window.kept")
        says(engine, "h1", TWO)


# Every change of the content, and all that who listens is told.
TOLD = """
  window.told = [];
  const note = (what, say) => new MutationObserver(() => say() && told.push(say()))
    .observe(document.querySelector(what), {childList: true});
  note("main", () => document.querySelector("h1").textContent);
  note("#news", () => document.querySelector("#news").textContent);"""


def test_an_old_page_that_arrives_after_the_new_one_is_passed_over(engine: Engine, tmp_path: Path):
    with status(engine, tmp_path) as served:
        engine.run(TOLD)
        write(tmp_path, {"content/incidents/other.md": OTHER})
        served.late["/"] = 2
        engine.run("dispatchEvent(new Event('online'))")
        until(lambda: "/" not in served.late)
        publish(served, tmp_path, NOW + timedelta(minutes=1))
        engine.run("dispatchEvent(new Event('online'))")
        # Twice what it took to begin: each question is for the site's state and for the page.
        until(lambda: engine.run(ANSWERED) == 6)
        heading, heard = engine.run("return told")
        assert heading == TWO
        assert heard.startswith(f"This page has changed: {TWO}")


def test_a_page_that_cannot_be_confirmed_says_so(engine: Engine, tmp_path: Path):
    stale = "This page may be out of date. It was last confirmed on 4 July at 13:00 BST."
    with status(engine, tmp_path) as served:
        served.down = True
        says(engine, "#stale", stale, asked=True)
        served.down = False
        says(engine, "#stale", "", asked=True)


def test_the_strip_stands_in_a_page_with_a_policy_of_its_own(engine: Engine, tmp_path: Path):
    files = built(shop(tmp_path), f"{NOW:%Y-%m-%dT%H:%MZ}").files
    with host(files) as served, host({"watcher.js": WATCHER}) as own:
        served.date = NOW
        script = f"{served.address[:-1]} {own.address[:-1]}"
        body = IN_BODY.format(served.address)
        own.files["index.html"] = f"<!doctype html><html><head><title>Shop</title>{body}".encode()
        # The shop has no icon, which a browser looks for.
        policy = f"{POLICY.format(script)}; img-src 'self'"
        own.extra["/"] = (("Content-Security-Policy", policy),)
        watch(own)
        engine.open(own.address)
        says(engine, ".statusgen-strip strong", "The website is slow")
        look = "getComputedStyle(document.querySelector('.statusgen-strip')).backgroundColor"
        assert engine.run(f"return [{look}, window.noted]") == ["rgb(253, 241, 216)", []]


def test_the_preview_follows_what_is_written(engine: Engine, tmp_path: Path):
    with serving(shop(tmp_path)) as server:
        engine.open(server.address)
        says(engine, "h1", "The website is slow")
        write(tmp_path, {"content/incidents/slow.md": SLOW.replace("slow", "very slow")})
        says(engine, "h1", "The website is very slow")
        # It holds a connection open, for which the server would wait.
        engine.open("about:blank")
