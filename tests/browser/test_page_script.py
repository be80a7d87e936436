"""The page's own script in a real browser whose clock the test moves, on a loopback host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.traffic import Traffic
from tests.conformance.hosting import Host, host
from tests.conformance.sites import built, write

pytestmark = pytest.mark.needs("chromium")

NOW = datetime(2026, 7, 4, 12, tzinfo=UTC)
CONFIG = """
title: Shop status
url: https://status.example/
timezone: Europe/London
freshness: 10m
components: [{id: web, name: Website}]
"""
SLOW = """---
title: The website is slow
components: {web: degraded_performance}
what_to_do: Call [our shops](tel:+441632960000).
---

## 2026-07-04 12:40 Investigating
We are looking into it.
"""
OVER = SLOW + "\n## 2026-07-04 13:01 Resolved\nIt is fast again.\n"
WORK = """---
title: New tills
components: [web]
starts: 2026-07-04 13:30
ends: 2026-07-04 15:00
---

## 2026-07-01 11:00 Scheduled
We change the tills.
"""
STALE = "This page may be out of date. It was last confirmed on 4 July at 13:00 BST."
UNCONFIRMED = "This page may be out of date. It cannot be confirmed right now."


@dataclass
class Status:
    """A status page in a browser, the host that serves it, and the site behind it."""

    page: Page
    host: Host
    folder: Path
    complaints: list[str] = field(default_factory=list)
    traffic: Traffic = field(init=False)

    def __post_init__(self) -> None:
        self.traffic = Traffic(self.page)

    def settle(self) -> None:
        """Let what was asked for arrive: a clock that moves before it would leave it behind."""
        self.traffic.settle()

    @property
    def stale(self):
        return self.page.locator("#stale")

    @property
    def news(self):
        return self.page.locator("#news")

    def publish(self, now: datetime, **entries: str) -> None:
        """Build the site again, at that time, and put it up."""
        files = {f"content/incidents/{name}.md": text for name, text in entries.items()}
        self.host.files = built(write(self.folder, files), f"{now:%Y-%m-%dT%H:%MZ}").files
        self.host.date = now

    def wait(self, length: timedelta) -> None:
        """Let time pass, here and at the host, and let what was asked for arrive."""
        assert self.host.date is not None
        self.host.date += length
        self.page.clock.fast_forward(int(length.total_seconds() * 1000))
        self.settle()


Open = Callable[..., AbstractContextManager[Status]]


@pytest.fixture
def status(browser: Browser, tmp_path: Path) -> Open:
    """Open a page of a site in a browser; its time and the host's begin at NOW."""

    @contextmanager
    def opened(
        path: str = "",
        *,
        zone: str | None = "Europe/London",
        clock: datetime = NOW,
        config: str = CONFIG,
        **files: str,
    ) -> Iterator[Status]:
        write(tmp_path, {"statusgen.yml": config})
        for name, text in files.items():
            kind = "maintenance" if "starts:" in text else "incidents"
            write(tmp_path, {f"content/{kind}/{name}.md": text})
        with host(built(tmp_path, f"{NOW:%Y-%m-%dT%H:%MZ}").files) as served:
            served.date = NOW
            context = browser.new_context(timezone_id=zone, locale="en-GB")
            page = context.new_page()
            shown = Status(page, served, tmp_path)
            page.clock.install(time=clock)
            page.on("pageerror", lambda error: shown.complaints.append(str(error)))
            page.expose_function("complain", lambda what: shown.complaints.append(what))
            page.add_init_script(
                "addEventListener('securitypolicyviolation',"
                " event => complain(event.violatedDirective))"
            )
            page.goto(served.address + path)
            shown.settle()
            yield shown
            assert shown.complaints == []
            context.close()

    return opened


def test_a_confirmed_page_says_nothing_of_it_and_has_waiting_live_regions(status: Open):
    with status(slow=SLOW) as shown:
        for region in (shown.stale, shown.news):
            expect(region).to_have_attribute("role", "status")
            expect(region).to_have_text("")
        assert shown.host.asked.count("/build.json") == 1


def test_times_say_how_long_ago_they_were_and_count_on(status: Open):
    with status(slow=SLOW) as shown:
        since = shown.page.locator(".facts time + .own").first
        expect(since).to_have_text(" (20 minutes ago)")
        shown.wait(timedelta(minutes=5))
        expect(since).to_have_text(" (25 minutes ago)")


def test_a_reader_elsewhere_sees_their_own_time_beside_the_printed_one(status: Open):
    with status(zone="America/New_York", slow=SLOW) as shown:
        time = shown.page.locator(".facts time").first
        expect(time).to_have_text("4 July 2026, 12:40 BST")
        expect(shown.page.locator(".facts time + .own").first).to_have_text(
            " (your time: Sat 07:40) (20 minutes ago)"
        )


def test_who_has_travelled_sees_the_time_of_the_new_place(status: Open):
    with status(zone=None, slow=SLOW) as shown:
        own = shown.page.locator(".facts time + .own").first
        place = shown.page.context.new_cdp_session(shown.page)
        for zone, time in (("America/New_York", "Sat 07:40"), ("Asia/Kathmandu", "Sat 17:25")):
            place.send("Emulation.setTimezoneOverride", {"timezoneId": ""})
            place.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
            shown.wait(timedelta(seconds=20))
            expect(own).to_contain_text(f"(your time: {time})")


def test_a_zone_that_is_younger_than_the_browser_silences_no_warning(status: Open):
    with status(slow=SLOW) as shown:
        page = shown.host.files["index.html"].replace(b'"Europe/London"', b'"Europe/Younger"')
        shown.host.files["index.html"] = page
        shown.page.reload()
        shown.settle()
        since = shown.page.locator(".facts time + .own").first
        expect(since).to_have_text(" (20 minutes ago)")
        shown.wait(timedelta(minutes=11))
        expect(shown.stale).to_have_text(STALE)


def test_a_clock_that_is_wrong_is_put_right_by_the_host(status: Open):
    with status(clock=NOW + timedelta(days=2), slow=SLOW) as shown:
        expect(shown.page.locator(".facts time + .own").first).to_have_text(" (20 minutes ago)")
        expect(shown.stale).to_have_text("")


def test_how_long_a_network_kept_one_answer_is_not_taken_for_that_of_the_next(status: Open):
    with status(slow=SLOW) as shown:
        shown.host.tagged = True
        shown.host.age = 1200
        since = shown.page.locator(".facts time + .own").first
        shown.wait(timedelta(seconds=80))
        # The same file from its own host: nothing is sent but that it has not changed.
        shown.host.age = None
        shown.wait(timedelta(seconds=80))
        expect(since).to_have_text(" (23 minutes ago)")
        expect(shown.stale).to_have_text("")


@pytest.mark.parametrize("sent", [True, False])
def test_a_date_may_be_of_when_a_kept_answer_was_made_or_of_when_it_is_sent(
    status: Open, sent: bool
):
    with status(slow=SLOW) as shown:
        shown.host.age = 480
        shown.page.clock.fast_forward(480_000)
        if sent:
            shown.host.date = NOW + timedelta(seconds=480)
        shown.page.evaluate("dispatchEvent(new Event('online'))")
        shown.settle()
        expect(shown.page.locator(".facts time + .own").first).to_have_text(" (28 minutes ago)")
        expect(shown.stale).to_have_text("")


def test_a_clock_that_is_wrong_is_put_right_as_far_as_a_kept_answer_tells(status: Open):
    with status(clock=NOW + timedelta(days=2), slow=SLOW) as shown:
        shown.host.age = 480
        shown.page.evaluate("dispatchEvent(new Event('online'))")
        shown.settle()
        expect(shown.page.locator(".facts time + .own").first).to_have_text(" (28 minutes ago)")


def test_news_appear_without_a_reload_and_are_announced(status: Open):
    with status(slow=SLOW) as shown:
        shown.page.evaluate("window.kept = true")
        shown.page.get_by_role("link", name="our shops").focus()
        other = SLOW.replace("website is slow", "app fails")
        shown.publish(NOW + timedelta(minutes=1), other=other)
        shown.wait(timedelta(seconds=80))
        expect(shown.page.locator("h1")).to_have_text("1 service has problems")
        expect(shown.news).to_have_text(
            "This page has changed: 1 service has problems (4 July 2026, 12:40 BST) – Shop status"
        )
        expect(shown.page).to_have_title("1 service has problems – Shop status")
        assert shown.page.evaluate("window.kept")
        assert shown.page.evaluate("document.activeElement.textContent") == "our shops"


SAID = """() => {
  window.said = [];
  const news = document.getElementById("news");
  new MutationObserver(() => news.textContent && said.push(news.textContent))
    .observe(news, {childList: true, characterData: true, subtree: true});
}"""


def test_every_change_is_announced_even_under_the_same_headline(status: Open):
    slow = SLOW.replace("The website is slow", "$$ and $& fail")
    with status(slow=slow) as shown:
        shown.page.evaluate(SAID)
        for minute in ("12:50", "12:55"):
            more = f"{slow}\n## 2026-07-04 {minute} Identified\nWe found it at {minute}.\n"
            shown.publish(NOW + timedelta(minutes=1), slow=more)
            shown.wait(timedelta(seconds=80))
            expect(shown.page.get_by_text(f"We found it at {minute}.")).to_be_visible()
        shown.wait(timedelta(seconds=80))
        said = "This page has changed: $$ and $& fail (4 July 2026, {} BST) – Shop status"
        assert shown.page.evaluate("said") == [said.format("12:50"), said.format("12:55")]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("incidents/slow/", "Resolved: The website is slow"),
        ("components/web/", "Website: Working"),
        ("no/such/page/", "Everything is working"),
    ],
)
def test_who_listens_is_told_how_things_are_and_not_only_of_what_the_page_is(
    status: Open, path: str, said: str
):
    with status(path, slow=SLOW) as shown:
        shown.publish(NOW + timedelta(minutes=1), slow=OVER)
        shown.wait(timedelta(seconds=80))
        expect(shown.news).to_contain_text(f"This page has changed: {said}")


def test_an_old_page_that_a_cache_still_serves_beside_the_new_build_is_no_last_word(status: Open):
    with status(slow=SLOW) as shown:
        shown.wait(timedelta(minutes=5))  # what is asked for again at the beginning is over
        kept = {**shown.host.files}["index.html"]
        other = SLOW.replace("website is slow", "app fails")
        shown.publish(NOW + timedelta(minutes=5), other=other)
        new = {**shown.host.files}
        shown.host.files = {**new, "index.html": kept}
        shown.wait(timedelta(seconds=80))
        expect(shown.page.locator("h1")).to_have_text("The website is slow")
        shown.host.files = new
        shown.wait(timedelta(seconds=80))
        expect(shown.page.locator("h1")).to_have_text("1 service has problems")


def test_the_icon_follows_the_state(status: Open):
    with status(slow=SLOW) as shown:
        icon = shown.page.locator("link[rel=icon]")
        assert "icon-degraded_performance" in (icon.get_attribute("href") or "")
        shown.publish(NOW + timedelta(minutes=1), slow=OVER)
        shown.wait(timedelta(seconds=80))
        assert "icon-operational" in (icon.get_attribute("href") or "")
        expect(shown.page.locator("h1")).to_have_text("Everything is working")


def test_what_is_open_stays_open_when_the_page_is_renewed(status: Open):
    with status("components/web/", slow=SLOW, old=OVER.replace("-07-04", "-07-01")) as shown:
        shown.page.locator("details").first.evaluate("one => one.open = true")
        shown.publish(NOW + timedelta(minutes=1), slow=OVER)
        shown.wait(timedelta(seconds=80))
        expect(shown.news).not_to_have_text("")
        assert shown.page.locator("details").first.evaluate("one => one.open")


def test_a_picture_that_counts_other_days_stays_open(status: Open):
    twice = OVER.replace("-07-04", "-07-02")
    with status(once=OVER.replace("-07-04", "-07-01"), twice=twice) as shown:
        summary = shown.page.locator("summary")
        expect(summary).to_contain_text("Problems on 2 of 90 days")
        summary.click()
        shown.publish(NOW + timedelta(minutes=1), twice=twice.replace("-07-02", "-07-01"))
        shown.wait(timedelta(seconds=80))
        expect(summary).to_contain_text("Problems on 1 of 90 days")
        assert shown.page.locator("details").evaluate("one => one.open")


DONE = WORK.replace("2026-07-04", "2026-07-01") + "\n## 2026-07-01 15:00 Completed\n"


def test_a_picture_stays_open_when_its_service_fails(status: Open):
    with status(done=DONE) as shown:
        summary = shown.page.locator("summary")
        expect(summary).to_contain_text("No problems in 90 days")
        summary.click()
        shown.publish(NOW + timedelta(minutes=1), slow=SLOW)
        shown.wait(timedelta(seconds=80))
        expect(summary).to_contain_text("The last 90 days")
        assert shown.page.locator("details").evaluate("one => one.open")


def test_of_services_that_are_told_apart_by_a_number_the_same_picture_stays_open(status: Open):
    names = "".join(f", {{id: s{number}, name: Store {number}}}" for number in (1, 2, 3))
    hit = OVER.replace("-07-04", "-07-01").replace("{web:", "{s1: major_outage, s3:")
    with status(config=CONFIG.replace("}]", f"}}{names}]"), hit=hit) as shown:
        first = shown.page.locator("summary", has_text="Store 1")
        first.click()
        more = hit.replace("{s1", "{s2: major_outage, s1")
        shown.publish(NOW + timedelta(minutes=1), hit=more)
        shown.wait(timedelta(seconds=80))
        expect(shown.page.locator("details")).to_have_count(3)
        expect(shown.page.locator("details[open]")).to_have_count(1)
        expect(shown.page.locator("details[open]")).to_contain_text("Store 1")


MORE = SLOW + "".join(
    f"\n## 2026-07-04 12:{minute} Update\nWe know [a little more](subscribe/).\n"
    for minute in range(41, 59)
)
# Where something stands on the screen; a script of the page's own moves nothing by parts of pixels.
STANDS = "one => Math.round(one.getBoundingClientRect().top)"


@pytest.mark.parametrize("anchor", ["u-20260704T1155Z", "u-20260704T1148Z", "u-20260704T1140Z"])
def test_news_leave_what_is_being_read_where_it_stands(status: Open, anchor: str):
    with status("incidents/slow/", slow=MORE) as shown:
        shown.page.set_viewport_size({"width": 375, "height": 700})
        article = shown.page.locator(f"#{anchor}")
        article.evaluate("one => scrollTo(0, one.offsetTop - 100)")
        before = article.evaluate(STANDS)
        shown.publish(
            NOW + timedelta(minutes=1), slow=f"{MORE}\n## 2026-07-04 13:00 Update\nNew.\n"
        )
        shown.wait(timedelta(seconds=80))
        expect(shown.page.get_by_text("New.")).to_have_count(1)
        assert abs(article.evaluate(STANDS) - before) <= 1


def test_who_is_at_the_top_sees_what_is_new(status: Open):
    with status("incidents/slow/", slow=MORE) as shown:
        shown.publish(NOW + timedelta(minutes=1), slow=OVER)
        shown.wait(timedelta(seconds=80))
        expect(shown.page.get_by_text("It is fast again.")).to_be_visible()
        assert shown.page.evaluate("scrollY") == 0


def test_the_focus_is_kept_without_going_back_to_it(status: Open):
    with status("incidents/slow/", slow=MORE) as shown:
        shown.page.set_viewport_size({"width": 375, "height": 700})
        shown.page.get_by_role("link", name="our shops").focus()
        shown.page.evaluate("scrollTo(0, 1500)")
        shown.publish(
            NOW + timedelta(minutes=1), slow=f"{MORE}\n## 2026-07-04 13:00 Update\nNew.\n"
        )
        shown.wait(timedelta(seconds=80))
        assert shown.page.evaluate("document.activeElement.textContent") == "our shops"
        assert shown.page.evaluate("scrollY") >= 1500


def test_of_links_that_lead_to_one_place_the_focus_stays_on_its_own(status: Open):
    with status("incidents/slow/", slow=MORE) as shown:
        focused = shown.page.locator("#u-20260704T1150Z .prose a")
        focused.focus()
        more = f"{MORE}\n## 2026-07-04 13:00 Update\nNow [a lot more](subscribe/).\n"
        shown.publish(NOW + timedelta(minutes=1), slow=more)
        shown.wait(timedelta(seconds=80))
        expect(shown.page.get_by_text("a lot more")).to_have_count(1)
        expect(focused).to_be_focused()


def test_what_is_focused_and_gone_leaves_the_focus_on_the_content(status: Open):
    with status("incidents/slow/", slow=MORE) as shown:
        shown.page.get_by_role("link", name="our shops").focus()
        shown.page.evaluate("scrollTo(0, 1500)")
        over = MORE + "\n## 2026-07-04 13:00 Resolved\nIt is fast again.\n"
        shown.publish(NOW + timedelta(minutes=1), slow=over)
        shown.wait(timedelta(seconds=80))
        expect(shown.page.locator("main")).to_be_focused()
        assert shown.page.evaluate("scrollY") > 1000


def test_without_news_nothing_is_announced_and_little_is_asked_for(status: Open):
    with status(slow=SLOW) as shown:
        for _ in range(3):
            shown.publish(shown.host.date or NOW)
            # Two of these are well past the two minutes in which the page is looked at again.
            shown.wait(timedelta(seconds=80))
        expect(shown.news).to_have_text("")
        asked = [path for path in shown.host.asked if not path.startswith("/assets/")]
        # The page is looked at twice more: caches on the way may keep an old one for a minute.
        twice = ["/build.json", "/"] * 2
        assert asked == ["/", *twice, "/build.json", "/build.json"]


def test_a_page_that_is_older_than_was_promised_says_so_until_it_is_confirmed(status: Open):
    with status(slow=SLOW) as shown:
        shown.wait(timedelta(minutes=9))
        expect(shown.stale).to_have_text("")
        shown.wait(timedelta(minutes=2))
        expect(shown.stale).to_have_text(STALE)
        shown.publish(NOW + timedelta(minutes=11))
        shown.wait(timedelta(seconds=80))
        expect(shown.stale).to_have_text("")


def test_the_day_of_the_last_confirmation_is_that_of_the_sites_zone_and_language(status: Open):
    german = CONFIG.replace("Europe/London", "Asia/Tokyo") + "language: de\n"
    with status(slow=SLOW, config=german) as shown:
        shown.wait(timedelta(days=4))
        expect(shown.stale).to_contain_text("bestätigt: 4. Juli um 21:00 GMT+9")


def test_the_day_of_the_last_confirmation_is_of_the_calendar_that_the_page_is_written_in(
    status: Open,
):
    with status(slow=SLOW, config=f"{CONFIG}language: fa\n") as shown:
        expect(shown.page.locator(".facts time").first).to_contain_text("4 ژوئیهٔ 2026")
        shown.wait(timedelta(minutes=11))
        expect(shown.stale).to_contain_text("ژوئیه")


def test_a_page_past_its_time_says_so(status: Open):
    soon = WORK.replace("13:30", "13:02")
    with status(work=soon) as shown:
        shown.wait(timedelta(minutes=1))
        expect(shown.stale).to_have_text("")
        shown.wait(timedelta(minutes=2))
        expect(shown.stale).to_have_text(STALE)


def test_a_page_that_cannot_be_confirmed_says_so_and_asks_ever_more_seldom(status: Open):
    with status(slow=SLOW) as shown:
        shown.host.down = True
        shown.wait(timedelta(seconds=80))
        expect(shown.stale).to_have_text("")
        shown.wait(timedelta(seconds=15))
        expect(shown.stale).to_have_text(STALE)
        shown.host.asked.clear()
        shown.page.clock.run_for(3_600_000)
        shown.settle()
        assert 3 <= len(shown.host.asked) <= 16
        shown.host.down = False
        shown.publish(NOW + timedelta(hours=1))
        shown.page.evaluate("dispatchEvent(new Event('online'))")
        expect(shown.stale).to_have_text("")


def test_a_page_that_was_never_confirmed_says_so_without_a_time(status: Open):
    with status(slow=SLOW) as shown:
        del shown.host.files["build.json"]
        shown.page.reload()
        shown.settle()
        shown.wait(timedelta(seconds=20))
        expect(shown.stale).to_have_text(UNCONFIRMED)


@pytest.mark.parametrize("code", [200, 401, 403, 404])
def test_an_answer_that_is_no_build_confirms_nothing(status: Open, code: int):
    with status(slow=SLOW) as shown:
        shown.host.files["build.json"] = b'{"message": "Forbidden"}'
        shown.host.codes["/build.json"] = code
        shown.wait(timedelta(seconds=80))
        shown.wait(timedelta(seconds=15))
        expect(shown.stale).to_have_text(STALE)


@pytest.mark.parametrize("body", ["<h1>Sign in to our network</h1>", "<main>No access</main>"])
def test_a_page_that_is_refused_is_not_taken_for_the_newest(status: Open, body: str):
    with status(slow=SLOW) as shown:
        shown.wait(timedelta(minutes=5))  # what is asked for again at the beginning is over
        shown.publish(NOW + timedelta(minutes=5), slow=OVER)
        real = shown.host.files["index.html"]
        shown.host.files["index.html"] = body.encode()
        shown.host.codes["/"] = 403
        for _ in range(4):
            shown.wait(timedelta(seconds=80))
        expect(shown.page.locator("h1")).to_have_text("The website is slow")
        expect(shown.stale).to_contain_text("This page may be out of date.")
        shown.host.files["index.html"] = real
        del shown.host.codes["/"]
        shown.page.evaluate("dispatchEvent(new Event('online'))")
        expect(shown.page.locator("h1")).to_have_text("Everything is working")
        expect(shown.stale).to_have_text("")


def test_a_host_that_never_answers_is_given_up(status: Open):
    with status(slow=SLOW) as shown, shown.host.mute():
        for _ in range(4):
            shown.page.clock.fast_forward(75_000)
            shown.page.wait_for_timeout(50)
        expect(shown.stale).to_have_text(STALE)


def test_nobody_is_asked_while_nobody_looks(status: Open):
    with status(slow=SLOW) as shown:
        shown.page.evaluate("Object.defineProperty(document, 'hidden', {get: () => window.away})")
        shown.page.evaluate("window.away = true")
        shown.host.asked.clear()
        shown.wait(timedelta(minutes=30))
        shown.wait(timedelta(minutes=30))
        assert shown.host.asked == []
        shown.page.evaluate("window.away = false")
        shown.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        shown.settle()
        assert shown.host.asked[0] == "/build.json"


def test_planned_work_begins_and_ends_on_time_between_two_builds(status: Open):
    with status("maintenance/work/", work=WORK) as shown:
        under_way = shown.page.get_by_text("This work should be under way now.")
        over = shown.page.get_by_text("This work should be finished by now.")
        expect(under_way).to_be_hidden()
        expect(over).to_be_hidden()
        shown.wait(timedelta(minutes=31))
        expect(under_way).to_be_visible()
        shown.wait(timedelta(minutes=90))
        expect(under_way).to_be_hidden()
        expect(over).to_be_visible()


def test_a_copy_of_an_older_script_or_template_shows_its_words_or_no_empty_box(status: Open):
    """Either may be in a theme of somebody's own, beside the other one as it is now."""
    with status("maintenance/work/", work=WORK) as shown:
        under_way, over = shown.page.locator(".notice").all()
        under_way.evaluate("one => one.outerHTML = one.outerHTML.replace('><', '><b>Now.</b><')")
        over.evaluate("one => one.hidden = false")
        expect(over).to_be_hidden()
        shown.wait(timedelta(minutes=31))
        expect(shown.page.locator(".notice b")).to_be_visible()


def test_a_window_is_told_in_the_readers_own_time(status: Open):
    with status("maintenance/work/", zone="America/New_York", work=WORK) as shown:
        note = shown.page.locator("time[data-ends] + .own").first
        expect(note).to_contain_text("your time: Sat")
        expect(note).to_contain_text("08:30")
        expect(note).to_contain_text("10:00")


def test_a_window_says_when_it_begins_then_nothing_and_then_when_it_ended(status: Open):
    with status("maintenance/work/", work=WORK) as shown:
        note = shown.page.locator("time[data-ends] + .own").first
        expect(note).to_have_text(" (in 30 minutes)")
        shown.wait(timedelta(minutes=50))
        expect(note).to_have_text("")
        shown.wait(timedelta(minutes=80))
        expect(note).to_have_text(" (10 minutes ago)")


@pytest.mark.parametrize("path", ["maintenance/work/", "history/", "components/web/", ""])
def test_of_work_that_was_called_off_nothing_says_that_it_is_going_to_begin(
    status: Open, path: str
):
    off = f"{WORK}\n## 2026-07-04 12:30 Cancelled\nNot today.\n"
    with status(path, zone="America/New_York", work=off) as shown:
        note = shown.page.locator("time[data-ends] + .own").first
        expect(note).to_contain_text("your time: Sat")
        expect(note).not_to_contain_text("in 30 minutes")
        shown.wait(timedelta(minutes=50))
        expect(note).not_to_contain_text("minutes")


def test_of_work_that_was_done_early_nothing_says_that_it_is_going_to_begin(status: Open):
    early = (
        f"{WORK}\n## 2026-07-04 12:00 In progress\nNobody was there, so we began.\n"
        "\n## 2026-07-04 12:40 Completed\nDone.\n"
    )
    with status("maintenance/work/", work=early) as shown:
        note = shown.page.locator("time[data-ends] + .own").first
        expect(note).to_have_text("")
        ended = shown.page.locator(".facts time:not([data-ends]) + .own").first
        expect(ended).to_have_text(" (20 minutes ago)")


def test_the_page_for_lost_readers_works_anywhere_and_is_renewed(status: Open):
    with status("no/such/page/", slow=SLOW) as shown:
        expect(shown.page.locator("h1")).to_have_text("There is no such page")
        shown.publish(NOW + timedelta(minutes=1), slow=OVER)
        shown.wait(timedelta(seconds=80))
        expect(shown.page.get_by_role("link", name="Everything is working")).to_be_visible()
        expect(shown.stale).to_have_text("")


def test_the_script_is_small():
    script = Path(__file__).parents[2] / "themes/default/assets/page.js"
    assert len(script.read_bytes()) <= 4096
