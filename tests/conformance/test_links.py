"""Every link inside a site has a target: pages, fragments, feeds, the sitemap and their items."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from tests.conformance.sites import Built
from tests.pages import Page, dead_links, links_in_feeds, path_of

from statusgen.parse import _FOLLOWED
from statusgen.present.edition import folder

SITE = "https://shop.example/status/"


def test_every_link_inside_the_site_has_a_target(site: Built):
    found = links_in_feeds(site.files)
    assert {"feed.xml", "feed.atom", "feed.json", "history.rss", "sitemap.xml"} <= found.keys()
    assert list(dead_links(site.files, site.url, found)) == []


def test_the_page_of_an_entry_leads_to_every_component_that_it_names_and_that_is_there(
    site: Built,
):
    status = site.plan.status
    there = {one.component.id for one in status.components}
    for timeline in (*status.incidents, *status.maintenance):
        page = Page(site.files[f"{folder(timeline)}index.html"])
        links = {path_of(urljoin(f"{site.url}{folder(timeline)}", one), site.url)
                 for one in page.links}  # fmt: skip
        named = {one for one in timeline.outline.named if one in there}
        assert {f"components/{one}/index.html" for one in named} <= links, timeline.entry.id


def test_a_page_of_the_history_marks_the_year_that_it_shows_and_no_other(site: Built):
    for path in site.ending("index.html"):
        if not path.startswith("history/"):
            continue
        html = site.files[path].decode()
        marked = re.findall(r'<a\b[^>]* aria-current="page"[^>]*>(\d+)</a>', html)
        assert marked == re.findall(r"\d+", path), path


def test_no_id_is_on_a_page_twice(site: Built):
    for path in site.ending(".html"):
        ids = Page(site.files[path]).ids
        assert len(set(ids)) == len(ids), path


def test_every_page_but_the_stub_of_a_broken_report_can_be_reached_from_the_first(site: Built):
    pages = {path: Page(site.files[path]) for path in site.ending("index.html")}
    reached: set[str] = set()
    found = ["index.html"]
    while found:
        path = found.pop()
        reached.add(path)
        base = site.url + path.removesuffix("index.html")
        targets = {path_of(urljoin(base, link), site.url) for link in pages[path].links}
        found += targets & pages.keys() - reached
    stubs = {
        f"{'maintenance' if one.maintenance else 'incidents'}/{one.id}/index.html"
        for one in site.plan.status.site.broken
    }
    assert pages.keys() - reached == stubs
    # Search engines are told of the same ones.
    named = [path_of(address, site.url) for address in links_in_feeds(site.files)["sitemap.xml"]]
    assert sorted(named) == sorted(reached)


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("../no/", "there is no no/index.html"),
        ("../no", "there is no no"),
        ("./#no", "a/index.html has no no"),
        ("#no", "a/index.html has no no"),
        ("../#a", "index.html has no a"),
        ("../../elsewhere/", "leads out of the site"),
        ("//elsewhere.example/", "leads out of the site"),
        (f"{SITE}no.html", "there is no no.html"),
        ("../feed.xml#a", "feed.xml has no a"),
    ],
)
def test_a_link_without_a_target_is_found(link, fault):
    files = {
        "index.html": b"<p id=b>",
        "a/index.html": f'<p id="a"><a href="{link}">there</a>'.encode(),
        "feed.xml": b"<rss/>",
    }
    assert [line.partition(": ")[2].partition(" for ")[0] for line in dead_links(files, SITE)] == [
        f"{link} {fault}" if fault.startswith("leads") else fault
    ]


def test_a_link_with_a_target_is_none_whatever_its_form():
    links = ("../", "../#b", "#a", "./", "../a/#a", f"{SITE}a/", "../feed.xml", "/help", "mailto:x")
    page = "".join(f'<a href="{link}">there</a>' for link in links)
    files = {"index.html": b"<p id=b>", "a/index.html": f"<p id=a>{page}".encode(), "feed.xml": b""}
    assert list(dead_links(files, SITE)) == []


def test_links_of_the_page_for_lost_visitors_must_work_from_anywhere():
    page = '<a href="{}">there</a>'
    for link, fine in (("/status/", True), ("index.html", False), ("../", False), ("/a/", False)):
        files = {"index.html": b"", "404.html": page.format(link).encode()}
        assert (list(dead_links(files, SITE)) == []) is fine, link


def test_what_an_author_may_tell_readers_to_follow_is_on_every_site(quiet: Built):
    assert set(_FOLLOWED) <= quiet.files.keys()
