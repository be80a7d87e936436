"""Text is untrusted: known ways to smuggle code through Markdown and HTML all come to nothing.

The vectors in tests/data/xss_vectors.json are our own spellings of publicly known techniques. Each
is read twice: as `convert` gives it, and with the faults overlooked that would have stopped it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import markdown
import pytest
from playwright.sync_api import Page, Route, sync_playwright

from statusgen import markup

VECTORS: dict[str, list[str]] = json.loads(
    Path(__file__).parents[1].joinpath("data/xss_vectors.json").read_text("utf-8")
)
EVERY = [
    pytest.param(text, id=f"{group} {n}")
    for group in VECTORS
    for n, text in enumerate(VECTORS[group])
]

PAGE = "https://status.example/sub/incidents/x/"
ROOTS = ["../../", "", "https://status.example/sub/"]
SCHEMES = {"http", "https", "mailto", "tel"}
ATTRIBUTES = {("a", "href"), ("abbr", "title"), ("ol", "start")}


def outcomes(text: str) -> list[str]:
    """Give the HTML as a page would show it, and what nh3 alone makes of it."""
    overlooked = markup._safe(markup._markdown(markup._FORBIDDEN.sub("", text)))
    return [markup.convert(text)[0].html, overlooked]


class Audit(HTMLParser):
    """Fails on every tag, attribute and address that is not allowed, and on bad nesting."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in markup.TAGS
        assert {(tag, name) for name, _ in attrs} <= ATTRIBUTES
        for name, value in attrs:
            if name == "href":
                self.address(value)
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def address(self, href: str) -> None:
        assert re.search(r"[\x00-\x20\\]", href) is None
        there = urlsplit(urljoin(PAGE, href))
        assert there.scheme in SCHEMES
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href) is None:
            assert there.netloc == "status.example"

    def never(self, data):
        raise AssertionError(data)

    handle_comment = handle_decl = handle_pi = unknown_decl = never


def audit(html: str) -> None:
    reader = Audit()
    reader.feed(html)
    reader.close()
    assert reader.open == []


@pytest.mark.parametrize("text", EVERY)
def test_nothing_outside_the_lists_comes_out(text):
    for html in outcomes(text):
        for root in ROOTS:
            audit(markup.rooted(html, root))
        audit(markup.absolute(html, "https://status.example/sub/"))


@pytest.mark.parametrize(
    "html",
    [
        "<script>",
        "<p onclick=x>",
        '<a href="javascript:x">y</a>',
        '<a href="//evil.example">y</a>',
        '<a href="/\\evil.example">y</a>',
        "<b><i></b></i>",
        "<b>",
        "<!-- x -->",
        "<svg></svg>",
        "<p class=x></p>",
    ],
)
def test_the_audit_itself_finds_what_it_must(html):
    with pytest.raises((AssertionError, IndexError)):
        audit(html)


# A real browser

ALARM = """
window.alarms = [];
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'msgbox'])
  window[name] = (...given) => { window.alarms.push(name + given.join()); };
"""
PROVOKE = """
async () => {
  const kinds = ['click', 'mouseover', 'pointerenter', 'focus', 'blur', 'error', 'load', 'toggle',
    'animationstart', 'transitionend', 'wheel', 'scrollend', 'paste', 'copy', 'auxclick',
    'dragstart', 'keydown', 'beforeinput', 'beforetoggle', 'pageshow'];
  document.addEventListener('click', event => event.preventDefault(), true);
  for (const element of document.body.querySelectorAll('*'))
    for (const kind of kinds) element.dispatchEvent(new Event(kind, {cancelable: true}));
  await new Promise(done => setTimeout(done, 500));
  return {
    alarms: window.alarms,
    protocols: [...new Set([...document.links].map(link => link.protocol))].sort(),
    hosts: [...document.links].filter(link => !/^[a-z]+:/i.test(link.getAttribute('href')))
      .map(link => link.host).filter(host => host !== 'status.example'),
    tags: [...new Set([...document.body.querySelectorAll('*')].map(element => element.localName))],
    attributes: [...new Set([...document.body.querySelectorAll('main *')].flatMap(
      element => element.getAttributeNames()))].sort(),
    articles: document.querySelectorAll('body > main > article').length,
  };
}
"""


@pytest.fixture
def page(part: Callable[[str], Path]) -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=part("chromium"), args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def shown(page: Page, parts: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Show all parts on one page and provoke them; give what happened and what was asked for."""
    articles = "".join(f"<article>{html}</article>" for html in parts)
    document = f"<!doctype html><meta charset=utf-8><title>x</title><main>{articles}</main>"
    asked: list[str] = []

    def answer(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.url == PAGE:
            route.fulfill(body=document.encode("utf-8", "replace"), content_type="text/html")
        else:
            route.abort()

    page.add_init_script(ALARM)
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/*", answer)
    page.goto(PAGE, wait_until="load")
    result = page.evaluate(PROVOKE)
    return result, [url for url in asked if url != PAGE and not url.endswith("/favicon.ico")]


@pytest.mark.needs("chromium")
def test_a_browser_runs_and_fetches_nothing(page):
    safe = [html for group in VECTORS.values() for text in group for html in outcomes(text)]
    parts = [markup.rooted(html, root) for html in safe for root in ROOTS]
    result, asked = shown(page, parts)
    assert result["alarms"] == []
    assert asked == []
    assert set(result["protocols"]) == {f"{scheme}:" for scheme in ("https", "mailto")}
    assert result["hosts"] == []
    assert set(result["tags"]) <= markup.TAGS | {"main", "article"}
    assert set(result["attributes"]) <= {name for _, name in ATTRIBUTES}
    assert result["articles"] == len(parts), "a text has broken out of its place"


@pytest.mark.needs("chromium")
def test_the_same_browser_runs_many_that_are_only_markdown(page):
    """Hold the test above to account: without nh3 it would see alarms and fetches."""
    alone = markdown.Markdown(extensions=["tables", "fenced_code"])
    texts = VECTORS["pictures"] + VECTORS["event handlers"]
    result, asked = shown(page, [alone.reset().convert(text) for text in texts])
    assert len(result["alarms"]) > 20
    assert len(asked) > 5
