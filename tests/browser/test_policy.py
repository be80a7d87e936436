"""No page breaks its own policy or asks anybody else for anything, and no script that is slipped
into a page is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.gallery import KINDS, LEFT_TO_RIGHT, Gallery, hosted, reader
from tests.conformance.hosting import host

pytestmark = pytest.mark.needs("chromium")

POLICY = "Content-Security-Policy"


@dataclass
class Visit:
    """A page in a browser: what it asked for, where it broke its policy, and all complaints."""

    page: Page
    asked: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def begin(self, gallery: Gallery, kind: str) -> None:
        """Open a page, and wait until its script has confirmed it."""
        for noted in (gallery.host.asked, self.asked, self.broken, self.complaints):
            noted.clear()
        answer = self.page.goto(gallery.address(kind))
        assert answer is not None
        assert answer.status == 200
        assert (POLICY.lower() in answer.headers) is (POLICY not in gallery.host.silent)
        path = f"/{KINDS[kind]}"
        # It asks for the site's state, and then once more for the page itself.
        for _ in range(500):
            if gallery.host.asked.count(path) == 2:
                break
            self.page.wait_for_timeout(10)
        assert gallery.host.asked.count(path) == 2
        self.page.wait_for_timeout(20)


@pytest.fixture(scope="module", params=LEFT_TO_RIGHT, ids=str)
def gallery(request: pytest.FixtureRequest) -> Iterator[Gallery]:
    with hosted(request.param) as served:
        yield served


@pytest.fixture(scope="module")
def visit(browser: Browser) -> Iterator[Visit]:
    with reader(browser) as page:
        noted = Visit(page)
        page.on("request", lambda request: noted.asked.append(request.url))
        page.on("pageerror", lambda error: noted.complaints.append(str(error)))
        page.on("console", lambda message: noted.complaints.append(message.text))
        page.expose_function("broke", lambda what: noted.broken.append(what))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', event => broke(event.violatedDirective))"
        )
        yield noted


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_keeps_its_policy_and_to_its_own_host(visit: Visit, gallery: Gallery, kind: str):
    visit.begin(gallery, kind)
    assert visit.broken == []
    assert visit.complaints == []
    assert [url for url in visit.asked if not url.startswith(gallery.host.address)] == []
    assert visit.page.locator("#stale").inner_text() == ""


SLIPPED_IN = """
<script>window.bad = "inline"</script>
<script src="ELSEWHEREbad.js"></script>
<script src="data:text/javascript,window.bad='data'"></script>
<img src="ELSEWHEREbad.png" alt="">
<img src="data:," onerror="window.bad = 'event'" alt="">
<svg onload="window.bad = 'svg'"></svg>
<iframe srcdoc="<script>parent.bad = 'frame'</script>" title="Bad"></iframe>
<iframe src="ELSEWHEREbad.html" title="Bad"></iframe>
<link rel="stylesheet" href="ELSEWHEREbad.css">
<style>h1 { color: rgb(1, 2, 3) }</style>
<p style="color: rgb(1, 2, 3)">Bad</p>
<base href="ELSEWHERE">
<form action="ELSEWHERE"><button class="bad">Bad</button></form>
<a class="bad" href="javascript:window.bad = 'link'">Bad</a>
"""
FORBIDDEN = {
    "base-uri",
    "form-action",
    "frame-src",
    "img-src",
    "script-src-attr",
    "script-src-elem",
    "style-src-attr",
    "style-src-elem",
}
BAD_COLOURS = """() => [...document.querySelectorAll("h1, p")]
  .filter(one => getComputedStyle(one).color === "rgb(1, 2, 3)").length"""


@pytest.mark.parametrize("only_in_the_page", [False, True], ids=["header", "page"])
@pytest.mark.parametrize("kind", ["index", "open incident", "404"])
def test_a_script_that_is_slipped_into_a_page_does_not_run(
    visit: Visit, gallery: Gallery, kind: str, only_in_the_page: bool
):
    name = gallery.file(kind)
    before = gallery.host.files[name]
    with host({}) as elsewhere:
        bad = f'<body onload="window.bad = 1">{SLIPPED_IN.replace("ELSEWHERE", elsewhere.address)}'
        gallery.host.files[name] = before.replace(b"<body>", bad.encode())
        gallery.host.silent = frozenset({POLICY} if only_in_the_page else ())
        try:
            visit.begin(gallery, kind)
            visit.page.evaluate("for (const one of document.querySelectorAll('.bad')) one.click()")
            visit.page.wait_for_timeout(50)
            # On a busy machine it takes longer to tell of the last one, and would tell it to the
            # next test.
            for _ in range(500):
                if {*visit.broken} >= FORBIDDEN:
                    break
                visit.page.wait_for_timeout(10)
        finally:
            gallery.host.files[name] = before
            gallery.host.silent = frozenset()
    assert visit.page.evaluate("window.bad") is None
    assert visit.page.evaluate(BAD_COLOURS) == 0
    assert visit.page.url == gallery.address(kind)
    assert {*visit.broken} == FORBIDDEN
    # A browser tells of a request, too, that it then does not make.
    assert elsewhere.asked == []
