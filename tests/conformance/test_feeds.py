"""Programs that people use read the feed: feedparser, and newsboat from a real server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import feedparser  # type: ignore[import-untyped]
import pytest
from tests.conformance.sites import Built, built, write
from tests.pages import Page, path_of


@pytest.fixture(params=["shop", "github"])
def busy(request: pytest.FixtureRequest) -> Built:
    """A site with more updates than a feed holds."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Built)
    return found


def read(site: Built, path: str = "feed.xml") -> Any:
    found = feedparser.parse(site.files[path])
    assert not found.bozo, found.get("bozo_exception")
    return found


def at(parts: Any) -> datetime:
    return datetime(*parts[:6], tzinfo=UTC)


def test_feedparser_reads_the_newest_fifty_updates_of_the_site(busy):
    feed = read(busy)
    assert feed.version == "rss20"
    status = busy.plan.status
    newest = sorted(
        (step.update.at for one in (*status.incidents, *status.maintenance) for step in one.steps),
        reverse=True,
    )[:50]
    assert [at(item.published_parsed) for item in feed.entries] == [
        moment.replace(microsecond=0) for moment in newest
    ]
    assert at(feed.feed.updated_parsed) == newest[0]


def test_a_group_has_feeds_as_long_as_any_of_its_services_is_there(tmp_path):
    config = (
        "title: Shop\nurl: https://status.example/\ntimezone: UTC\ngroups:\n"
        "  - {id: all, name: All, components: [{id: a, name: A}, {id: b, name: B}]}\n"
        "  - id: some\n    name: Some\n"
        "    components: [{id: c, name: C}, {id: d, name: D, retired: 2026-01-01}]\n"
        "  - {id: none, name: None, components: [{id: e, name: E, retired: 2026-01-01}]}\n"
    )
    site = built(write(tmp_path, {"statusgen.yml": config}), "2026-03-01 12:00")
    found = {path.removeprefix("groups/") for path in site.files if path.startswith("groups/")}
    forms = ("feed.xml", "feed.atom", "feed.json")
    assert found == {f"{group}/{form}" for group in ("all", "some") for form in forms}


def test_an_items_guid_is_a_permalink_to_the_update_on_its_page(busy):
    guids = busy.xml("feed.xml").iter("guid")
    assert {guid.get("isPermaLink") for guid in guids} == {"true"}
    items = read(busy).entries
    assert len({item.id for item in items}) == 50
    for item in items:
        assert item.id == item.link
        page, anchor = urldefrag(item.id)
        path = path_of(page, busy.url)
        assert path is not None
        assert anchor in Page(busy.files[path]).ids
        # The anchor is the update's time, in UTC, to the minute.
        assert anchor[:16] == f"u-{at(item.published_parsed):%Y%m%dT%H%M}Z"[:16]


def test_an_items_title_says_the_state_and_its_text_is_that_of_the_page(busy):
    for item in read(busy).entries:
        page, anchor = urldefrag(item.id)
        text = Page(busy.files[path_of(page, busy.url) or ""]).text
        state, _, title = item.title.partition(": ")
        assert f" {state} " in f" {text} "
        assert title in text
        assert Page(item.summary).text.rpartition("? ")[2][-40:] in text, anchor


def test_every_form_of_a_feed_has_the_same_items(busy):
    rss, atom = read(busy), read(busy, "feed.atom")
    assert [item.id for item in rss.entries] == [item.id for item in atom.entries]
    assert [item.title for item in rss.entries] == [item.title for item in atom.entries]
    assert [item["id"] for item in busy.json("feed.json")["items"]] == [
        item.id for item in rss.entries
    ]


def test_a_site_without_news_has_a_feed_without_items(quiet):
    feed = read(quiet)
    assert feed.entries == []
    assert "updated" not in feed.feed


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine's own address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def newsboat(program: Path, folder: Path, *urls: str) -> int:
    """Reload these feeds as a reader's own newsboat does; return how many items are unread."""
    (folder / "urls").write_text("".join(f"{url}\n" for url in urls))
    own = ["-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config"]
    result = subprocess.run(
        [program, *own, "-x", "reload", "print-unread"],
        capture_output=True,
        text=True,
        check=True,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    return int(result.stdout.split()[0])


@pytest.mark.needs("newsboat")
def test_newsboat_reads_every_item_once(
    busy: Built, part: Callable[[str], Path], tmp_path: Path
) -> None:
    site = busy.put(tmp_path / "site")
    (tmp_path / "config").write_text("")
    with served(site) as address:
        url = f"{address}/feed.xml"
        assert newsboat(part("newsboat"), tmp_path, url) == 50
        # An edit of a title and a text notifies nobody again: the same item, as it is now.
        feed = (site / "feed.xml").read_text("utf-8")
        edited = feed.replace("<title>", "<title>Edited ").replace(
            "<description>", "<description>x"
        )
        (site / "feed.xml").write_text(edited, "utf-8")
        assert newsboat(part("newsboat"), tmp_path, url) == 50
        # Another feed of the same updates brings no second item: their ids are the same.
        atom = f"{address}/feed.atom"
        assert newsboat(part("newsboat"), tmp_path, url, atom) == 50
