"""The form for editing in a browser, in real programs: what they write is what entries may hold.

Decap works on a git repository by its own local server; Sveltia on a folder of the browser.
Neither reaches anybody: the host and the server are this machine.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.conformance.hosting import Host, host
from tests.pages import Page as Text

from statusgen.model import Entry
from statusgen.parse import parse
from statusgen.pipeline import Options, build
from statusgen.read import read_site

pytestmark = pytest.mark.needs("chromium", "git")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SITE = """\
title: "Shop status: <b>all</b> #1"
url: https://status.shop.example/
timezone: Europe/London
groups:
  - id: stores
    name: In our stores
    components:
      - {id: tills, name: 'Tills & "scanners": {{title}} # not a comment'}
      - {id: pay-at-pump, name: Pay at pump}
components:
  - {id: phone-line, name: "1e3"}
"""
OLD = """\
---
title: "Tills slow: please be patient"   # a note
components: {tills: degraded_performance}
what_to_do: |
  Use the other door, which is the one behind the garden and the café, near the car park, please.

  Or come tomorrow.
still_works: [Cash]
data_safe: NO, nobody took your_data.
---

An opening with *stars* and under_scores.

## 2026-11-20 08:40 Investigating {tills: partial_outage, next_update: 2026-11-20 09:30}

We look into it. See [the other one](2025-01-02-flat.md) \\# and <b>this</b>.

* one
* two

## 2026-11-20 09:40+00:00 – Resolved

It is over.
"""
FLAT = "---\ntitle: An old one\n---\n\n## 2025-01-02 10:00 Resolved\n\nIt was nothing.\n"
WORK = """\
---
title: New telephones
starts: 2026-12-01 08:00
ends: 2026-12-01 14:00
components:
  phone-line: degraded_performance
---

## 2026-11-15 09:30 Scheduled

You may wait.
"""
ENTRIES = {
    "content/incidents/2026/2026-11-20-tills.md": OLD,
    "content/incidents/2025/2025-01-02-flat.md": FLAT,
    "content/maintenance/2026/2026-12-01-telephones.md": WORK,
}
UPDATE = """\
## 2026-11-22 11:10 Investigating {pay-at-pump: major_outage}

Pay at pump is not working. Please pay *inside* the [petrol station](https://shop.example/_pay_).

* Cards work there.
"""
NEW = "2026-11-22-pay-at-pump-not-working-at-some-cafes-1200"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@dataclass
class Desk:
    """A site whose form is open in a browser."""

    site: Path
    page: Page
    host: Host
    asked: list[str]
    port: int = 0

    def git(self, *arguments: str) -> str:
        return git(self.site, *arguments)

    def open(self, path: str) -> None:
        """Open a place of the form; without leaving it first it would keep the one that is open."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.host.address}admin/#/collections/{path}")

    def entry(self, name: str) -> Entry:
        site = parse(read_site(self.site)).site
        return next(one for one in (*site.incidents, *site.maintenance) if one.id == name)


def checked(site: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "statusgen", "check", "-C", str(site)]
    return subprocess.run(
        [*command, "--now", "2026-11-22 12:00"], capture_output=True, text=True, check=False
    )


def built(site: Path, out: Path) -> dict[str, bytes]:
    build(Options(site=site, now=NOW), out)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.*")}


def write_site(site: Path, script: Path, cms: str, backend: str) -> None:
    for name, text in ENTRIES.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, "utf-8")
    (site / "admin").mkdir()
    shutil.copy(script, site / "admin/cms.js")
    admin = f"admin: {{cms: {cms}, backend: {{{backend}}}, script: {{file: admin/cms.js}}}}\n"
    (site / "statusgen.yml").write_text(SITE + admin, "utf-8")
    assert checked(site).returncode == 0, checked(site).stderr


@contextmanager
def decap_server(program: Path, site: Path) -> Iterator[int]:
    """Let Decap's own local server work on a git repository; yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = {"MODE": "git", "BIND_HOST": "127.0.0.1", "PORT": str(port), "LOG_LEVEL": "error"}
    server = subprocess.Popen(
        ["node", str(program)],
        cwd=site,
        env=os.environ | known | {"GIT_REPO_DIRECTORY": str(site)},
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def desk(browser: Browser, site: Path, out: Path) -> Iterator[Desk]:
    """Build the site and open a page for its form."""
    with host(built(site, out)) as served:
        context = browser.new_context(viewport={"width": 1200, "height": 1000})
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url))
        yield Desk(site, page, served, asked)
        context.close()


@pytest.fixture
def decap(
    browser: Browser,
    part: Callable[[str], Path],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Desk]:
    site = tmp_path / "site"
    site.mkdir()
    git(site, "init", "--quiet", "--initial-branch=main")
    git(site, "config", "user.name", "A Colleague")
    git(site, "config", "user.email", "colleague@shop.example")
    with decap_server(part("decap-server"), site) as port:
        address = f"http://127.0.0.1:{port}/api/v1"
        backend = f"name: proxy, proxy_url: '{address}', branch: main"
        write_site(site, part("decap-cms"), "decap", backend)
        language = getattr(request, "param", "en-GB")
        with (site / "statusgen.yml").open("a", encoding="utf-8") as config:
            config.write(f"language: {language}\n")
        git(site, "add", ".")
        git(site, "commit", "--quiet", "--message=Begin")
        with desk(browser, site, tmp_path / "out") as opened:
            opened.port = port
            opened.page.goto(f"{opened.host.address}admin/")
            opened.page.get_by_role("button").click()
            expect(opened.page.get_by_text("Tills slow")).to_be_visible()
            yield opened


def of_decap(page: Page, name: str) -> Locator:
    return page.locator(f"[id^={name}-field-]")


def publish(opened: Desk) -> None:
    """Press the buttons, and wait until the change is in git."""
    before = opened.git("rev-parse", "HEAD")
    opened.page.get_by_role("button", name="Publish").first.click()
    opened.page.get_by_role("menuitem", name="Publish now").click()
    for _ in range(100):
        if opened.git("rev-parse", "HEAD") != before:
            return
        opened.page.wait_for_timeout(100)
    raise AssertionError("nothing was published")


@pytest.mark.needs("decap-cms", "decap-server", "node")
def test_an_incident_that_is_filled_in_is_in_git_and_on_the_page(decap: Desk, tmp_path: Path):
    decap.open("incidents/new")
    page = decap.page
    of_decap(page, "title").fill('Pay at pump: "not working" at some cafés')
    of_decap(page, "pay-at-pump").click()
    page.get_by_role("option", name="Not working for some").click()
    page.get_by_role("button", name="Add thing that still works").click()
    of_decap(page, "text").fill("Cards: inside the petrol station")
    of_decap(page, "what_to_do").fill("Please pay inside.")
    of_decap(page, "next_update").fill("2026-11-22 13:30")
    of_decap(page, "publish_at").fill("2026-11-22 11:00")
    of_decap(page, "data_safe").fill("written, and then deleted again")
    of_decap(page, "data_safe").fill("")
    of_decap(page, "body").fill(UPDATE)
    # No second column that shows an entry in another way than the page will.
    expect(page.locator("iframe")).to_have_count(0)
    publish(decap)

    name = f"content/incidents/2026/{NEW}.md"
    assert decap.git("status", "--porcelain") == ""
    assert decap.git("show", "--name-status", "--format=", "HEAD").split() == ["A", name]
    assert (decap.site / name).read_text("utf-8") == (
        "---\n"
        "title: 'Pay at pump: \"not working\" at some cafés'\n"
        "components:\n"
        "  pay-at-pump: partial_outage\n"
        "still_works:\n"
        '  - "Cards: inside the petrol station"\n'
        "what_to_do: Please pay inside.\n"
        "next_update: 2026-11-22 13:30\n"
        "publish_at: 2026-11-22 11:00\n"
        f"---\n{UPDATE}"
    )
    looked_at = checked(decap.site)
    assert looked_at.returncode == 0, looked_at.stderr
    assert NEW not in looked_at.stdout + looked_at.stderr
    files = built(decap.site, tmp_path / "out")
    assert (
        "Please pay inside the petrol station." in Text(files[f"incidents/{NEW}/index.html"]).text
    )
    assert 'Pay at pump: "not working" at some cafés' in Text(files["index.html"]).text
    api = f"http://127.0.0.1:{decap.port}/"
    assert [url for url in decap.asked if not url.startswith((decap.host.address, api))] == []


@pytest.mark.needs("decap-cms", "decap-server", "node")
def test_a_title_without_a_letter_that_a_name_can_have_still_names_a_file(decap: Desk):
    decap.open("incidents/new")
    of_decap(decap.page, "title").fill("支付故障 💳")
    of_decap(decap.page, "body").fill(UPDATE)
    publish(decap)
    assert decap.git("show", "--name-only", "--format=", "HEAD").split() == [
        "content/incidents/2026/2026-11-22--1200.md"
    ]
    assert checked(decap.site).returncode == 0


@pytest.mark.needs("decap-cms", "decap-server", "node")
@pytest.mark.parametrize("decap", ["de-AT"], indirect=True)
def test_the_form_and_its_program_speak_one_language(decap: Desk):
    decap.open("incidents/new")
    page = decap.page
    of_decap(page, "title").fill("Zu")
    page.get_by_role("button", name="Veröffentlichen").first.click()
    page.get_by_role("menuitem", name="Jetzt veröffentlichen").click()
    expect(page.get_by_text("muss 3 bis 100 Zeichen haben")).to_be_visible()
    expect(page.get_by_role("button", name="Satz hinzufügen")).to_be_visible()
    expect(page.get_by_text("Update, Monitoring (Wird beobachtet)")).to_be_visible()
    expect(page.locator("label", has_text="Was noch funktioniert")).to_be_visible()


@pytest.mark.needs("decap-cms", "decap-server", "node")
def test_a_form_without_a_time_is_not_published(decap: Desk):
    decap.open("incidents/new")
    page = decap.page
    of_decap(page, "title").fill("Pay at pump not working")
    of_decap(page, "next_update").fill("1.30pm")
    page.get_by_role("button", name="Publish").first.click()
    page.get_by_role("menuitem", name="Publish now").click()
    expect(page.get_by_text("must have a heading with the date and the time")).to_be_visible()
    expect(page.get_by_text("must be a date and a time, like 2026-06-10 23:00")).to_be_visible()
    assert decap.git("log", "--format=%s") == "Begin\n"
    assert decap.git("status", "--porcelain") == ""


@pytest.mark.needs("decap-cms", "decap-server", "node")
@pytest.mark.parametrize(
    "path",
    # An old and simple one has nothing that the two others have not.
    [pytest.param(one, marks=[pytest.mark.enduring] * ("flat" in one)) for one in ENTRIES],
)
def test_news_that_is_added_changes_nothing_else(decap: Desk, path: str):
    _, collection, _, name = path.removesuffix(".md").split("/")
    before = decap.entry(name)
    decap.open(f"{collection}/entries/{path.split('/', 2)[2].removesuffix('.md')}")
    body = of_decap(decap.page, "body")
    expect(body).to_be_visible()
    body.fill(f"{body.input_value().rstrip()}\n\n## 2026-11-22 11:30 Update\n\nThere is news.\n")
    publish(decap)
    after = decap.entry(name)
    added = next(one for one in after.updates if one.body.source == "There is news.")
    assert facts(after, without=added) == facts(before)
    assert checked(decap.site).returncode == 0


def facts(entry: Entry, without: object = None) -> tuple[object, ...]:
    """Give what readers see of an entry; where in its file it stands is nothing to them."""
    texts = (entry.opening, *entry.still_works, entry.what_to_do, entry.data_safe)
    updates = [
        (one.at, one.status, one.states, one.next_update, one.anchor, one.body.html)
        for one in entry.updates
        if one is not without
    ]
    return (entry.title, entry.states, [text and text.html for text in texts], updates)


FOLDER = """(await navigator.storage.getDirectory()).getDirectoryHandle("status", {create: true})"""
TO_THE_BROWSER = """async files => {
  const root = await FOLDER;
  await root.getDirectoryHandle(".git", {create: true});
  for (const [path, text] of Object.entries(files)) {
    let folder = root;
    const parts = path.split("/"), name = parts.pop();
    for (const part of parts) folder = await folder.getDirectoryHandle(part, {create: true});
    const file = await (await folder.getFileHandle(name, {create: true})).createWritable();
    await file.write(text);
    await file.close();
  }
}""".replace("FOLDER", FOLDER)
FROM_THE_BROWSER = """async () => {
  const files = {}, walk = async (folder, path) => {
    for await (const [name, one] of folder.entries())
      if (one.kind == "directory") await walk(one, path + name + "/");
      else files[path + name] = await (await one.getFile()).text();
  };
  await walk(await FOLDER, "");
  return files;
}""".replace("FOLDER", FOLDER)


def of_sveltia(page: Page, name: str) -> Locator:
    return page.locator(f'[data-key-path="{name}"]')


@contextmanager
def sveltia(browser: Browser, script: Path, tmp_path: Path) -> Iterator[Desk]:
    """Open the form on a folder of the browser that holds the site's entries."""
    site = tmp_path / "site"
    site.mkdir()
    write_site(site, script, "sveltia", "name: github, repo: shop/status, branch: main")
    with desk(browser, site, tmp_path / "out") as opened:
        page = opened.page
        # Nobody is there to choose a folder, and everything else is as it is for people.
        page.add_init_script(f"window.showDirectoryPicker = async () => await {FOLDER}")
        page.route(lambda url: not url.startswith(opened.host.address), lambda one: one.abort())
        page.goto(f"{opened.host.address}status.txt")
        page.evaluate(TO_THE_BROWSER, ENTRIES)
        page.goto(f"{opened.host.address}admin/")
        page.get_by_role("button", name="Work with Local Repository").click()
        for title in ("Tills slow", "An old one"):
            expect(page.get_by_text(title)).to_be_visible()
        yield opened


@pytest.mark.needs("sveltia-cms")
def test_sveltia_reads_the_same_config_and_writes_an_entry(
    browser: Browser, part: Callable[[str], Path], tmp_path: Path
):
    with sveltia(browser, part("sveltia-cms"), tmp_path) as opened:
        page, site = opened.page, opened.site
        page.goto(f"{opened.host.address}admin/#/collections/incidents/new")
        of_sveltia(page, "title").get_by_role("textbox").fill(
            "Pay at pump not working at some cafés"
        )
        of_sveltia(page, "components").get_by_role("checkbox").click()
        of_sveltia(page, "components.pay-at-pump").get_by_role("combobox").click()
        page.get_by_role("option", name="Not working for some").click()
        of_sveltia(page, "what_to_do").get_by_role("textbox").fill("Please pay inside.")
        of_sveltia(page, "data_safe").get_by_role("textbox").fill("deleted again")
        of_sveltia(page, "data_safe").get_by_role("textbox").fill("")
        of_sveltia(page, "body").get_by_role("textbox").fill(UPDATE)
        page.get_by_role("button", name="Save").first.click()
        expect(page.get_by_text("Tills slow")).to_be_visible()
        files = page.evaluate(FROM_THE_BROWSER)
    name = f"content/incidents/2026/{NEW}.md"
    assert {path: text for path, text in files.items() if path != name} == ENTRIES
    (site / name).write_text(files[name], "utf-8")
    looked_at = checked(site)
    assert looked_at.returncode == 0, looked_at.stderr
    assert NEW not in looked_at.stdout + looked_at.stderr
    written = next(one for one in parse(read_site(site)).site.incidents if one.id == NEW)
    assert [state.word for _, state in written.states] == ["partial_outage"]
    assert written.what_to_do is not None
    assert (written.what_to_do.source, written.data_safe) == ("Please pay inside.", None)
    assert built(site, tmp_path / "out")[f"incidents/{NEW}/index.html"]


@pytest.mark.needs("sveltia-cms")
def test_sveltia_does_not_save_planned_work_whose_services_have_states(
    browser: Browser, part: Callable[[str], Path], tmp_path: Path
):
    with sveltia(browser, part("sveltia-cms"), tmp_path) as opened:
        page = opened.page
        page.goto(
            f"{opened.host.address}admin/#/collections/maintenance/entries/"
            "2026/2026-12-01-telephones"
        )
        body = of_sveltia(page, "body").get_by_role("textbox")
        expect(body).to_have_value(WORK.split("---\n")[2].strip())
        body.fill(f"{body.input_value()}\n\n## 2026-11-22 11:30 Update\n\nThere is news.\n")
        page.get_by_role("button", name="Save").first.click()
        expect(page.get_by_text("One field has an error")).to_be_visible()
        assert page.evaluate(FROM_THE_BROWSER) == ENTRIES
