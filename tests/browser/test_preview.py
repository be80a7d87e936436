"""The preview in a real browser: it follows what is written, and walks to times to come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.serving import SLOW, serving, shop

from statusgen.server import Server

pytestmark = pytest.mark.needs("chromium")

BROKEN = SLOW.replace("Investigating", "Investigatin")
TROUBLE = "There is 1 problem: the page above is the last good one."

Show = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return shop(tmp_path)


@pytest.fixture
def entry(site: Path) -> Path:
    return site / "content/incidents/slow.md"


@pytest.fixture
def server(site: Path) -> Iterator[Server]:
    with serving(site) as served:
        yield served


@pytest.fixture
def show(browser: Browser, server: Server) -> Show:
    """Open a page of the preview in a browser of its own; no policy may be broken by it."""

    @contextmanager
    def shown(path: str = "", *, bar: bool = True) -> Iterator[Page]:
        context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
        page, complaints = context.new_page(), list[str]()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.expose_function("complain", lambda what: complaints.append(what))
        page.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " event => complain(event.violatedDirective))"
        )
        page.goto(server.address + path)
        if bar:
            expect(page.get_by_role("region", name="Preview")).to_be_attached()
        yield page
        assert complaints == []
        context.close()

    return shown


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def slider(page: Page):
    return page.get_by_role("slider", name="Time looked at")


def test_a_save_shows_without_a_reload_by_hand(show, entry):
    with show() as page:
        heading(page, "The website is slow")
        entry.write_text(SLOW.replace("slow", "very slow"))
        heading(page, "The website is very slow")


def test_a_broken_save_keeps_the_last_good_page_says_so_and_is_cleared_when_mended(show, entry):
    with show() as page:
        status = page.get_by_role("region", name="Preview").get_by_role("status")
        expect(status).to_be_empty()
        entry.write_text(BROKEN)
        expect(status).to_have_text(TROUBLE)
        heading(page, "The website is slow")
        page.get_by_role("link", name="There is 1 problem").click()
        heading(page, "1 problem")
        expect(page.locator("mark")).to_have_text("Investigatin")
        entry.write_text(SLOW.replace("slow", "fast"))
        heading(page, "No problems")
        page.get_by_role("link", name="Go to the status page").click()
        heading(page, "The website is fast")
        expect(status).to_be_empty()


def test_the_page_of_problems_follows_them(show, entry):
    entry.write_text(BROKEN)
    with show("__preview/problems", bar=False) as page:
        heading(page, "1 problem")
        entry.write_text(BROKEN.replace("components: {web", "components: {wob"))
        heading(page, "2 problems")


def test_what_editors_write_beside_a_file_does_nothing(show, entry):
    with show() as page:
        page.evaluate("window.kept = true")
        for name in (".slow.md.swp", "slow.md~", "#slow.md#", "4913"):
            entry.with_name(name).write_text("x")
            entry.with_name(name).unlink()
        page.wait_for_timeout(400)
        assert page.evaluate("window.kept")


def test_two_browsers_follow_and_each_walks_its_own_way(show, entry):
    with show("maintenance/work/") as one, show("maintenance/work/") as other:
        slider(one).focus()
        one.keyboard.press("ArrowRight")
        expect(one.locator("main")).to_contain_text("In progress")
        expect(other.locator("main")).not_to_contain_text("In progress")
        work = entry.parents[1] / "maintenance/work.md"
        work.write_text(work.read_text().replace("New tills", "Newer tills"))
        for page in (one, other):
            heading(page, "Newer tills")
        expect(one.locator("main")).to_contain_text("In progress")


def test_the_slider_walks_to_the_start_of_planned_work_and_back(show):
    with show() as page:
        expect(slider(page)).to_have_attribute("aria-valuetext", "now (4 July 2026, 13:00 BST)")
        expect(page.get_by_role("button", name="Back to now")).to_be_hidden()
        slider(page).focus()
        page.keyboard.press("ArrowRight")
        begins = "5 July 2026, 13:30 BST · planned work begins: New tills"
        expect(slider(page)).to_have_attribute("aria-valuetext", begins)
        tills = page.locator("main li, main section").filter(has_text="Tills").last
        expect(tills).to_contain_text("Planned work")
        # The page's own script takes the time looked at for the time that it is.
        expect(page.locator("#stale")).to_be_empty()
        expect(slider(page)).to_be_focused()
        page.goto(page.url + "maintenance/work/")
        expect(page.locator("main")).to_contain_text("In progress")
        page.get_by_role("button", name="Back to now").click()
        expect(page.locator("main")).not_to_contain_text("In progress")


def test_a_time_looked_at_at_which_nothing_changes_any_more_is_still_said(show, entry):
    work = entry.parents[1] / "maintenance/work.md"
    back = "Back to now"
    with show("maintenance/work/") as page:
        slider(page).focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("main")).to_contain_text("In progress")
        work.write_text(work.read_text().replace("05 13:30", "05 14:30"))
        expect(page.locator("main")).not_to_contain_text("In progress")
        looked = "5 July 2026, 13:30 BST"
        expect(slider(page)).to_have_attribute("aria-valuetext", looked)
        expect(page.get_by_role("region", name="Preview")).to_contain_text(looked)
        page.get_by_role("button", name=back).click()
        expect(slider(page)).to_have_attribute("aria-valuetext", "now (4 July 2026, 13:00 BST)")
        expect(page.get_by_role("button", name=back)).to_be_hidden()


def test_a_save_leaves_the_focus_where_it_was(show, entry):
    with show() as page:
        page.get_by_role("link", name="Website").first.focus()
        entry.write_text(SLOW.replace("slow", "fast"))
        heading(page, "The website is fast")
        expect(page.get_by_role("link", name="Website").first).to_be_focused()
        slider(page).focus()
        entry.write_text(SLOW)
        heading(page, "The website is slow")
        expect(slider(page)).to_be_focused()


def test_a_preview_that_has_stopped_is_said_to_have(show, server):
    with show() as page:
        server.close()
        status = page.get_by_role("region", name="Preview").get_by_role("status")
        expect(status).to_have_text("The preview has stopped. Call statusgen serve again.")


def test_a_page_follows_the_preview_that_is_begun_anew(show, server, site, entry):
    with show() as page:
        server.close()
        entry.write_text(SLOW.replace("slow", "very slow"))
        with serving(site, port=server.server_port, first=2):
            heading(page, "The website is very slow")


def test_the_bar_covers_nothing_and_is_not_printed(show):
    with show() as page:
        page.set_viewport_size({"width": 320, "height": 480})
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        footer = page.locator("footer").bounding_box()
        bar = page.get_by_role("region", name="Preview").bounding_box()
        assert footer is not None
        assert bar is not None
        assert footer["y"] + footer["height"] <= bar["y"] + 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.emulate_media(media="print")
        expect(page.get_by_role("region", name="Preview")).to_be_hidden()


@pytest.mark.needs("axe-core")
@pytest.mark.parametrize("path", ["", "__preview/problems"])
def test_axe_finds_nothing_in_the_bar_and_the_page_of_problems(show, entry, part, path):
    with show() as page:
        entry.write_text(BROKEN)
        expect(page.get_by_role("link", name="There is 1 problem")).to_be_visible()
        page.goto(page.url + path)
        heading(page, "1 problem" if path else "The website is slow")
        page.wait_for_timeout(200)
        # What a page's policy does not let in is let in by the debugger.
        page.context.new_cdp_session(page).send(
            "Runtime.evaluate", {"expression": part("axe-core").read_text("utf-8")}
        )
        found = page.evaluate("axe.run()")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
