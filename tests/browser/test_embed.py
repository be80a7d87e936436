"""The strip on the shop's own pages: another origin, a strict policy, a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.conformance.hosting import Host, host
from tests.conformance.sites import Built, built, write

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
CONFIG = """
title: Shop status
url: https://status.example/
timezone: Europe/London
freshness: 10m
components: [{id: web, name: Website}]
"""
SLOW = """---
title: "Payments fail: <img src=x onerror=alert(1)> & 'more'"
components: {web: major_outage}
---

## 2026-03-04 08:40 Investigating
"""
WORK = """---
title: New website
components: [web]
starts: 2026-03-04 11:00
ends: 2026-03-04 13:00
---

## 2026-03-01 11:00 Scheduled
"""
HEADLINE = "Payments fail: <img src=x onerror=alert(1)> & 'more'"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src {0}; connect-src {0}; "
    "require-trusted-types-for 'script'; trusted-types 'none'; form-action 'none'"
)
IN_BODY = '<p>Welcome</p><div id="here"><script src="{0}embed.js" defer></script></div><p>Buy</p>'


def status(folder: Path, *, slow: bool = False, extra: dict[str, str] | None = None) -> Built:
    files = {"statusgen.yml": CONFIG, **(extra or {})}
    if slow:
        files["content/incidents/payments.md"] = SLOW
    return built(write(folder, files), f"{NOW:%Y-%m-%dT%H:%MZ}")


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return status(tmp_path_factory.mktemp("wrong"), slow=True)


@pytest.fixture(scope="module")
def fine(tmp_path_factory: pytest.TempPathFactory) -> Built:
    work = {"content/maintenance/website.md": WORK}
    return status(tmp_path_factory.mktemp("fine"), extra=work)


@dataclass
class Shop:
    """A page of the shop in a browser, the status page's host, and all that went on."""

    page: Page
    status: Host
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def strip(self):
        return self.page.locator("aside")

    def wait_for_check(self, moved: timedelta) -> None:
        """Let time pass in the page, and wait until the script has asked once more."""
        self.status.asked.clear()
        self.page.clock.fast_forward(int(moved.total_seconds() * 1000))
        self.wait_for("/build.json")

    def wait_for(self, path: str) -> None:
        """Wait until a file was asked for and its answer has been dealt with."""
        for _ in range(500):
            if path in self.status.asked:
                break
            self.page.wait_for_timeout(10)
        assert path in self.status.asked
        self.page.wait_for_timeout(100)


Open = Callable[..., AbstractContextManager[Shop]]


@pytest.fixture
def shop(browser: Browser) -> Open:
    """Open a shop's page whose status is at a site; the page's own time begins at NOW."""

    @contextmanager
    def opened(site: Built, *, date: datetime = NOW, body: str = IN_BODY) -> Iterator[Shop]:
        with host(site.files) as status, host({}) as own:
            status.date = date
            html = f'<!doctype html><title>Shop</title><link rel="stylesheet" href="own.css">{body}'
            own.files["index.html"] = html.format(status.address).encode()
            own.files["own.css"] = b".statusgen-strip { background: rgb(1, 2, 3) }"
            own.extra["/"] = (("Content-Security-Policy", POLICY.format(status.address[:-1])),)
            page = browser.new_page()
            shown = Shop(page, status)
            page.clock.install(time=NOW)
            page.on("request", lambda request: shown.asked.append(request.url))
            page.on("pageerror", lambda error: shown.complaints.append(str(error)))
            page.expose_function("complain", lambda what: shown.complaints.append(what))
            page.add_init_script(
                "addEventListener('securitypolicyviolation',"
                " event => complain(event.violatedDirective))"
            )
            page.goto(own.address)
            shown.wait_for("/build.json")
            yield shown
            ours = (own.address, status.address)
            assert [one for one in shown.asked if not one.startswith(ours)] == []
            assert shown.complaints == []
            page.close()

    return opened


pytestmark = pytest.mark.needs("chromium")


def test_the_strip_says_what_is_wrong_since_when_and_where_to_read_more(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        expect(opened.strip).to_have_count(1)
        expect(opened.strip).to_have_accessible_name("Service status")
        assert opened.strip.locator("strong").inner_text() == HEADLINE
        assert opened.strip.locator("span").inner_text() == "Since 4 March 2026, 08:40 GMT"
        link = opened.page.get_by_role("link", name="See what is happening")
        assert link.get_attribute("href") == "https://status.example/"
        # It stands where the script does, and asked for nothing but the one file.
        assert opened.page.locator("#here > aside:first-child").count() == 1
        # A browser may fetch the script twice, when the connection is lost to it meanwhile.
        assert set(opened.status.asked) == {"/embed.js", "/build.json"}


def test_the_strip_says_in_which_language_it_speaks_on_a_page_in_another(
    shop: Open, tmp_path: Path
):
    config = CONFIG + "language: ar\n"
    files = {"statusgen.yml": config, "content/incidents/a.md": SLOW}
    site = built(write(tmp_path, files), f"{NOW:%Y-%m-%dT%H:%MZ}")
    with shop(site, body=f"<div>{site.text('embed.html')}</div>{IN_BODY}") as opened:
        expect(opened.strip).to_have_count(2)
        for one in opened.strip.all():
            assert one.evaluate("one => [one.lang, one.dir]") == ["ar", "rtl"]


def test_a_script_in_the_head_puts_the_strip_above_everything(shop: Open, wrong: Built):
    head = '<script src="{0}embed.js?v=/1" defer></script><body><p>Welcome</p></body>'
    with shop(wrong, body=head) as opened:
        expect(opened.page.locator("body > aside:first-child")).to_be_visible()


def test_nothing_is_shown_while_nothing_is_wrong(shop: Open, fine: Built):
    with shop(fine) as opened:
        expect(opened.strip).to_have_count(0)
        # A browser may fetch the script twice, when the connection is lost to it meanwhile.
        assert set(opened.status.asked) == {"/embed.js", "/build.json"}


def test_it_comes_and_goes_without_the_page_being_loaded_again(
    shop: Open, fine: Built, wrong: Built
):
    with shop(fine) as opened:
        for site, count in ((wrong, 1), (fine, 0), (wrong, 1)):
            opened.status.files = site.files
            opened.wait_for_check(timedelta(minutes=5))
            expect(opened.strip).to_have_count(count)


def test_a_check_without_news_leaves_the_strip_alone(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        link = opened.page.get_by_role("link")
        link.focus()
        opened.wait_for_check(timedelta(minutes=5))
        expect(link).to_be_focused()


@pytest.mark.parametrize(
    ("late", "count"),
    [(timedelta(minutes=9, seconds=59), 1), (timedelta(minutes=10, seconds=1), 0)],
)
def test_a_build_that_is_older_than_its_freshness_is_not_believed(
    shop: Open, wrong: Built, late: timedelta, count: int
):
    with shop(wrong, date=NOW + late) as opened:
        expect(opened.strip).to_have_count(count)


def test_the_time_that_an_edge_has_kept_the_file_counts(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        expect(opened.strip).to_have_count(1)
        opened.status.tagged = True
        for age, count in ((300, 1), (601, 0)):
            opened.status.age = age
            opened.wait_for_check(timedelta(minutes=5, seconds=1))
            expect(opened.strip).to_have_count(count)
        # The same file from its own host.
        opened.status.age = None
        opened.wait_for_check(timedelta(minutes=5))
        expect(opened.strip).to_have_count(1)


def test_an_edge_that_says_when_it_sends_what_it_has_kept_is_understood(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        opened.status.date, opened.status.age = NOW + timedelta(minutes=5), 301
        opened.wait_for_check(timedelta(minutes=5))
        expect(opened.strip).to_have_count(1)


def test_without_the_hosts_time_the_visitors_own_decides(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        opened.status.silent = frozenset({"Date", "Access-Control-Expose-Headers"})
        opened.wait_for_check(timedelta(minutes=5))
        expect(opened.strip).to_have_count(1)
        opened.page.clock.fast_forward("05:01")
        expect(opened.strip).to_have_count(0)


def test_it_goes_by_itself_when_the_build_grows_old_between_two_checks(shop: Open, wrong: Built):
    with shop(wrong, date=NOW + timedelta(minutes=8)) as opened:
        expect(opened.strip).to_have_count(1)
        asked = len(opened.status.asked)
        opened.page.clock.fast_forward("02:01")
        expect(opened.strip).to_have_count(0)
        assert len(opened.status.asked) == asked


def test_it_goes_when_the_host_cannot_be_reached_and_comes_back_with_it(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        expect(opened.strip).to_have_count(1)
        opened.status.down = True
        opened.wait_for_check(timedelta(minutes=5))
        expect(opened.strip).to_have_count(0)
        opened.status.down = False
        opened.wait_for_check(timedelta(minutes=1))
        expect(opened.strip).to_have_count(1)


WAKE = "document.dispatchEvent(new Event('visibilitychange'))"


def test_a_device_that_has_slept_shows_nothing_old_and_asks_at_once(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        expect(opened.strip).to_have_count(1)
        opened.status.asked.clear()
        # Asleep no timer runs; the clock does.
        opened.page.clock.set_system_time(NOW + timedelta(hours=8))
        opened.status.down = True
        opened.page.evaluate(WAKE)
        expect(opened.strip).to_have_count(0)
        opened.wait_for("/build.json")


def test_a_device_that_wakes_up_with_the_page_in_sight_shows_nothing_old(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        opened.status.asked.clear()
        opened.page.clock.set_system_time(NOW + timedelta(hours=8))
        opened.status.down = True
        # Nobody tells the page that it has slept; its timers go on where they were.
        opened.page.clock.run_for(10_000)
        expect(opened.strip).to_have_count(0)
        opened.wait_for("/build.json")


def test_a_look_at_another_tab_asks_for_nothing(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        opened.status.asked.clear()
        opened.page.clock.set_system_time(NOW + timedelta(minutes=4))
        opened.page.evaluate(WAKE)
        opened.page.wait_for_timeout(100)
        assert opened.status.asked == []
        expect(opened.strip).to_have_count(1)


NEXT_PAGE = """() => {
  const body = document.createElement("body");
  body.append("Another page of the shop");
  document.documentElement.replaceChild(body, document.body);
}"""


def test_a_shop_that_exchanges_the_body_of_its_page_keeps_the_strip(shop: Open, wrong: Built):
    head = '<script src="{0}embed.js" defer></script><body><p>Welcome</p></body>'
    with shop(wrong, body=head) as opened:
        opened.page.evaluate(NEXT_PAGE)
        expect(opened.page.locator("body > aside:first-child")).to_be_visible()


def test_a_page_without_a_body_for_a_while_gets_the_strip_back(shop: Open, wrong: Built):
    head = '<script src="{0}embed.js" defer></script><body><p>Welcome</p></body>'
    with shop(wrong, body=head) as opened:
        opened.page.evaluate("document.body.remove()")
        opened.page.wait_for_timeout(50)
        opened.page.evaluate("document.documentElement.append(document.createElement('body'))")
        expect(opened.page.locator("body > aside:first-child")).to_be_visible()


def test_a_strip_that_went_with_its_script_leaves_its_place_to_the_next(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        opened.status.asked.clear()
        opened.page.evaluate(NEXT_PAGE)
        opened.page.clock.fast_forward("20:00")
        opened.page.evaluate(WAKE)
        opened.page.wait_for_timeout(100)
        expect(opened.strip).to_have_count(0)
        assert opened.status.asked == []


def test_a_strip_that_went_with_a_part_of_the_page_does_not_come_back(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        opened.page.evaluate("document.getElementById('here').remove()")
        opened.wait_for_check(timedelta(minutes=5))
        expect(opened.strip).to_have_count(0)
        opened.status.asked.clear()
        opened.page.clock.fast_forward("20:00")
        opened.page.wait_for_timeout(100)
        assert opened.status.asked == []


def test_an_answer_that_never_comes_ends_no_asking(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        waiting: list[Route] = []
        opened.page.route("**/build.json", lambda route: waiting.append(route))
        opened.page.clock.fast_forward("05:00")
        while not waiting:
            opened.page.wait_for_timeout(10)
        opened.page.clock.fast_forward("00:31")
        expect(opened.strip).to_have_count(0)
        opened.page.unroute("**/build.json")
        opened.wait_for_check(timedelta(seconds=61))
        expect(opened.strip).to_have_count(1)


@pytest.mark.parametrize("data", [b"", b"<html>", b"{}", b'{"strip": {}, "built_at": "x"}'])
def test_a_file_that_is_no_build_shows_nothing(shop: Open, wrong: Built, data: bytes):
    with shop(wrong) as opened:
        opened.status.files["build.json"] = data
        opened.wait_for_check(timedelta(minutes=5))
        expect(opened.strip).to_have_count(0)
        opened.page.clock.run_for(29_000)
        opened.page.wait_for_timeout(50)
        assert opened.status.asked == ["/build.json"]


def test_a_rule_of_the_shops_own_is_stronger(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        style = "(element, name) => getComputedStyle(element)[name]"
        assert opened.strip.evaluate(style, "backgroundColor") == "rgb(1, 2, 3)"
        assert opened.strip.evaluate(style, "color") == "rgb(34, 30, 20)"


def test_a_host_that_is_not_told_to_share_keeps_it_to_itself(shop: Open, wrong: Built):
    with shop(wrong) as opened:
        opened.status.silent = frozenset({"Access-Control-Allow-Origin"})
        opened.wait_for_check(timedelta(minutes=5))
        expect(opened.strip).to_have_count(0)


def test_the_policy_of_the_shops_page_is_in_force(shop: Open, fine: Built):
    with shop(fine, body="<p style='color: red'>x</p><script>1</script>" + IN_BODY) as opened:
        assert sorted(opened.complaints) == ["script-src-elem", "style-src-attr"]
        opened.complaints.clear()


def test_the_script_is_small_and_the_fragment_is_the_same_strip(wrong: Built, fine: Built):
    assert len(wrong.files["embed.js"]) < 3850
    assert len(brotli.compress(wrong.files["embed.js"])) < 1400
    assert fine.files["embed.html"] == b""
    strip = wrong.json("build.json")["strip"]
    assert strip["headline"] == HEADLINE
    assert fine.json("build.json")["strip"] is None
    assert wrong.text("embed.html") == (
        '<aside class="statusgen-strip" lang="en-GB" dir="ltr" aria-label="Service status"><p>'
        "<strong>Payments fail: &lt;img src=x onerror=alert(1)&gt; &amp; &#39;more&#39;</strong> "
        '<span class="statusgen-since">Since 4 March 2026, 08:40 GMT</span> '
        '<a href="https://status.example/">See what is happening</a></p></aside>\n'
    )
