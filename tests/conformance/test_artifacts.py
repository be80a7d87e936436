"""Every file that a build writes is valid for its media type: the list of artifacts is walked."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from jsonschema import Draft202012Validator
from tests.conformance.feeds import atom_faults, json_feed_faults, rss_faults
from tests.conformance.sites import Built
from tests.conformance.standards import (
    calendar_faults,
    icon_faults,
    markdown_faults,
    png_faults,
    robots_faults,
    sitemap_faults,
    svg_faults,
    text_faults,
)

from statusgen.artifact import Artifact

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
UNREAD = ("_headers", ".nojekyll")
"""Files that hosts act on and nobody is sent."""


def rss(site: Built, path: str, data: bytes) -> list[str]:
    history = path == "history.rss"
    return rss_faults(data, own=site.url + path, now=NOW, history=history) + parsed(data, "rss20")


def atom(site: Built, path: str, data: bytes) -> list[str]:
    history = path == "history.atom"
    return atom_faults(data, own=site.url + path, now=NOW, history=history) + parsed(data, "atom10")


def parsed(data: bytes, version: str) -> list[str]:
    """Read a feed with feedparser, which names what it had to overlook."""
    feed = feedparser.parse(data)
    return [] if not feed.bozo and feed.version == version else [f"{feed.get('bozo_exception')}"]


def json_file(site: Built, path: str, data: bytes) -> list[str]:
    value = json.loads(data)
    if path == "build.json":
        names = "version digest built_at valid_until freshness state headline strip".split()
        return [] if list(value) == names else [f"the fields are {list(value)}"]
    if path.startswith("api/v2/schema/"):
        Draft202012Validator.check_schema(value)
        return [] if value["$id"] == site.url + path else [f"it says that it is {value['$id']}"]
    schema = site.json(path.replace("api/v2/", "api/v2/schema/"))
    return [error.message[:200] for error in Draft202012Validator(schema).iter_errors(value)]


def plain(site: Built, path: str, data: bytes) -> list[str]:
    if path == "robots.txt":
        return robots_faults(data, site=site.url) + text_faults(data)
    return [] if path in UNREAD else text_faults(data)


CHECKS: dict[str, Callable[[Built, str, bytes], list[str]]] = {
    "application/atom+xml": atom,
    "application/feed+json": lambda site, path, data: json_feed_faults(
        data, own=site.url + path, now=NOW
    ),
    "application/json": json_file,
    "application/rss+xml": rss,
    "application/xml": lambda site, _, data: sitemap_faults(data, site=site.url),
    "image/png": lambda _, __, data: png_faults(data),
    "image/svg+xml": lambda _, path, data: (icon_faults if "assets/" in path else svg_faults)(data),
    "text/calendar": lambda _, __, data: calendar_faults(data),
    "text/markdown": lambda _, __, data: markdown_faults(data) + text_faults(data),
    "text/plain": plain,
}
READ_ELSEWHERE = {"text/html", "text/javascript"}
"""Pages are read by vnu and the script by node, each in a test of its own below."""


def kind(artifact: Artifact) -> str:
    name, _, parameters = artifact.media_type.partition("; ")
    assert parameters == ("" if name.startswith("image/") else "charset=utf-8"), artifact
    return name


def test_every_file_is_what_its_media_type_says(site: Built):
    assert {kind(one) for one in site.plan.artifacts} == {*CHECKS, *READ_ELSEWHERE}
    faults = {
        one.path: found
        for one in site.plan.artifacts
        if (check := CHECKS.get(kind(one)))
        and (found := check(site, one.path, site.files[one.path]))
    }
    assert faults == {}


@pytest.mark.needs("vnu", "java")
def test_every_page_is_valid_html(page_faults, site: Built, request):
    faults = page_faults[request.node.callspec.params["site"]]
    assert {path: found for path, found in faults.items() if found} == {}
    assert {"index.html", "404.html", "subscribe/index.html", "embed.html"} < set(faults)


@pytest.mark.needs("vnu", "java")
def test_every_kind_of_page_was_looked_at(page_faults):
    seen = {path.partition("/")[0] for faults in page_faults.values() for path in faults}
    kinds = {"index.html", "404.html", "embed.html"}
    assert seen == kinds | {"components", "history", "incidents", "maintenance", "subscribe"}


def test_the_strip_is_empty_unless_a_report_is_open_or_could_not_be_read(site: Built):
    status = site.plan.status
    wrong = bool(status.open_incidents or status.site.broken)
    assert bool(site.files["embed.html"]) is wrong


@pytest.mark.needs("node")
def test_the_scripts_are_javascript(part, shop: Built, tmp_path: Path):
    scripts = shop.ending(".js")
    assert len(scripts) == 2
    for path in scripts:
        script = tmp_path / Path(path).name
        script.write_bytes(shop.files[path])
        result = subprocess.run([part("node"), "--check", script], capture_output=True, check=False)
        assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.needs("jsonfeed-schema")
def test_every_json_feed_fits_the_schema_of_json_feed(part, site: Built):
    validator = Draft202012Validator(json.loads(part("jsonfeed-schema").read_text("utf-8")))
    feeds = site.ending("feed.json")
    assert len(feeds) > 1
    assert [
        error.message for path in feeds for error in validator.iter_errors(site.json(path))
    ] == []


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        ("feed.xml", "guid", "guide", "item has guide"),
        ("feed.xml", "<language>en-GB", "<language>English!", "language is not a language"),
        ("feed.xml", "Sun, 22 Nov", "Mon, 22 Nov", "is not that day of the week"),
        ("feed.xml", "GMT</pubDate>", "CET</pubDate>", "is no date"),
        ("feed.xml", "&lt;p&gt;", "&lt;p onclick=x&gt;", "the attribute onclick of p"),
        ("feed.xml", '&lt;a href="https://', '&lt;a href="', "the address status.larkfield"),
        ("feed.xml", "2026 11:26", "2027 11:26", "is of the future"),
        ("feed.atom", "published>", "updated>", "has {http://www.w3.org/2005/Atom}updated more"),
        ("feed.atom", 'rel="self"', 'rel="other"', "the links are"),
        ("feed.atom", "T11:26:00Z", "T11:26", "is no date"),
        ("feed.json", '"url": "https://', '"url": "//', "is no whole address"),
        ("feed.json", '"language": "en-GB"', '"language": ""', "language is not a language"),
        ("api/v2/summary.json", '"indicator":', '"indicate":', "is a required property"),
        ("api/v2/incidents.json", '.000Z"', 'Z"', "does not match"),
        ("build.json", "headline", "heading", "the fields are"),
        ("sitemap.xml", "<loc>https://status", "<loc>status", "the address 'status"),
        ("maintenance.ics", "\r\nDTSTAMP:2", "\r\nX-STAMP:2", "an event has ['DTSTAMP'"),
        ("maintenance.ics", "\r\n", "\n", "does not end with CRLF"),
        ("maintenance.ics", "\r\n ", "", "octets"),
        ("maintenance.ics", "STATUS:CONFIRMED", "STATUS:MAYBE", "status MAYBE"),
        ("badge.svg", 'fill="#fff"', 'fill="#777"', "the contrast is"),
        ("badge.svg", 'textLength="', 'textLength="9', "does not fit its box"),
        ("badge.svg", "<rect ", '<rect onload="x" ', "the attribute onload"),
        ("status.txt", "Services", "Serv\x9bices", "the character U+009B"),
        ("index.md", "### In our", "#### In our", "a heading 4 behind"),
        ("index.md", "### In our", "<b> In our", "the html_"),
        ("robots.txt", "Allow: /", "Disallow: /", "somebody is kept out"),
    ],
)
def test_a_fault_in_a_file_is_found(shop: Built, path: str, old: str, new: str, fault: str):
    [artifact] = [one for one in shop.plan.artifacts if one.path == path]
    assert old in shop.text(path)
    damaged = shop.text(path).replace(old, new).encode()
    found: list[Any] = CHECKS[kind(artifact)](shop, path, damaged)
    assert any(fault in one for one in found), found
