"""Laws of the whole program, from files and a time to files, over hostile but valid sites."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pages import Page, dead_links, links_in_feeds
from tests.program import artifacts, outputs
from tests.strategies import (
    EntryText,
    SiteText,
    UpdateText,
    moments_of,
    sites,
    sites_at_a_time,
    source,
)

from statusgen.model import Impact, State, UpdateStatus
from statusgen.render import draw
from statusgen.sources import Sources

# One zone: templates are compiled for each. What zones do is put to `derive` and to `words`.
ZONES = ("Europe/London",)

Files = Mapping[str, bytes]

a_site_at_a_time = sites_at_a_time(most=3, zones=ZONES)
a_site = sites(most=3, zones=ZONES)


def differing(some: Files, others: Files) -> list[str]:
    """Name the files that are not the same, but for build.json, which tells what lies ahead."""
    names = (some.keys() | others.keys()) - {"build.json"}
    return sorted(name for name in names if some.get(name) != others.get(name))


@given(found=a_site_at_a_time, data=st.data())
@settings(max_examples=20)
def test_the_order_of_files_changes_no_byte(found, data):
    text, now = found
    sources = text.sources
    shuffled = Sources(
        config=sources.config,
        incidents=tuple(data.draw(st.permutations(sources.incidents))),
        maintenance=tuple(data.draw(st.permutations(sources.maintenance))),
    )
    assert outputs(shuffled, now) == outputs(sources, now)


def appears_at(entry: EntryText) -> datetime:
    first = entry.updates[0].at
    return first if entry.publish_at is None else max(first, entry.publish_at)


def without_the_future(site: SiteText, now: datetime) -> SiteText:
    """Leave out every update and every entry that is dated after now."""
    return replace(
        site,
        entries=tuple(
            replace(entry, updates=tuple(one for one in entry.updates if one.at <= now))
            for entry in site.entries
            if appears_at(entry) <= now
        ),
    )


@given(found=a_site_at_a_time)
@settings(max_examples=40)
def test_what_is_dated_after_now_contributes_no_byte(found):
    text, now = found
    assert (
        differing(outputs(text.sources, now), outputs(without_the_future(text, now).sources, now))
        == []
    )


@given(found=a_site_at_a_time, title=st.sampled_from(["Other", "]]>"]))
@settings(max_examples=20)
def test_editing_titles_and_texts_changes_no_address_and_no_id(found, title):
    text, now = found
    edited = replace(
        text,
        entries=tuple(
            replace(
                entry,
                title=title,
                opening="",
                what_to_do="Another.",
                updates=tuple(replace(one, body="Another text.") for one in entry.updates),
            )
            for entry in text.entries
        ),
    )
    before, after = outputs(text.sources, now), outputs(edited.sources, now)
    assert before.keys() == after.keys()
    assert ids_in_feeds(before) == ids_in_feeds(after)
    for path in before:
        if path.endswith(".html"):
            assert Page(before[path]).ids == Page(after[path]).ids, path


def ids_in_feeds(files: Files) -> dict[str, list[str]]:
    """Give each feed's ids, and those of the API and of calendars, in their order."""
    found: dict[str, list[str]] = {}
    for path, data in files.items():
        if path.endswith((".xml", ".rss", ".atom")):
            root = ET.fromstring(data)
            names = ("guid", "{http://www.w3.org/2005/Atom}id")
            found[path] = [one.text or "" for name in names for one in root.iter(name)]
        elif path.endswith("feed.json"):
            found[path] = [item["id"] for item in json.loads(data)["items"]]
        elif path.endswith(".json") and path != "build.json":
            found[path] = re.findall(r'"(?:id|incident_id)": *"([^"]*)"', data.decode())
        elif path.endswith(".ics"):
            found[path] = re.findall(r"^UID:(.*)$", data.decode(), re.MULTILINE)
    return found


@given(found=a_site_at_a_time, data=st.data())
@settings(max_examples=40)
def test_every_link_inside_the_site_has_a_target(found, data):
    text, now = found
    linking = with_links(text, now, data)
    files = outputs(linking.sources, now)
    assert list(dead_links(files, text.url, links_in_feeds(files))) == []
    for path, page in ((path, Page(files[path])) for path in files if path.endswith(".html")):
        assert len(set(page.ids)) == len(page.ids), path


def with_links(site: SiteText, now: datetime, data: st.DataObject) -> SiteText:
    """Add links to every kind of page to the first update's text of each entry."""
    targets = [
        "history/",
        "subscribe/",
        "../index.html",
        "#main",
        *(f"{one.id}.md" for one in site.entries),
    ]
    targets += [f"components/{one}/" for one in site.alone]
    targets += [
        f"../x/{one.id}.md#u-{one.updates[0].at:%Y%m%dT%H%MZ}"
        for one in site.entries
        if one.window is None
    ]
    return replace(
        site,
        entries=tuple(
            replace(
                entry,
                updates=(
                    replace(
                        entry.updates[0],
                        body=f"See [*this*]({data.draw(st.sampled_from(targets))}).",
                    ),
                    *entry.updates[1:],
                ),
            )
            for entry in site.entries
        ),
    )


@given(site=a_site, data=st.data())
@settings(max_examples=20)
def test_a_file_with_the_key_of_an_earlier_build_has_its_bytes(site, data):
    """What a build may leave undrawn: the keys say all that the bytes depend on."""
    first = data.draw(moments_of(site))
    kind = data.draw(st.sampled_from(["later", "later", "retired", "gone", "moved", *EDITS]))
    second, now = another(site, kind), data.draw(moments_of(site)) if kind == "later" else first
    drawn: dict[tuple[str, str, str], bytes] = {}
    for text, at in ((site, first), (second, now)):
        found, theme = artifacts(text.sources, at)
        for artifact in found:
            key = (artifact.path, artifact.key, theme.digest)
            drawing = draw(artifact, theme)
            assert drawn.setdefault(key, drawing) == drawing, artifact.path


@given(site=a_site, data=st.data())
@settings(max_examples=20)
def test_an_edit_of_texts_alone_draws_no_list_anew(site, data):
    now = data.draw(moments_of(site))
    some, others = (
        {one.path: one.key for one in artifacts(text.sources, now)[0]}
        for text in (site, another(site, "reworded"))
    )
    lists = [path for path in some if path.startswith(("history/", "components/"))]
    pages = [path for path in lists if path.endswith(".html")]
    assert pages
    assert [path for path in pages if some[path] != others[path]] == []


@pytest.mark.parametrize("what", ["title", "text", "status"])
def test_an_edit_of_a_report_that_is_open_draws_all_that_tells_of_it_anew(what):
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    entries = (
        EntryText(
            id="tills",
            title="Tills slow",
            states=(("web", State.MAJOR_OUTAGE),),
            updates=(UpdateText(at=at, status=UpdateStatus.INVESTIGATING, body="We look."),),
        ),
        EntryText(
            id="work",
            title="New tills",
            window=(at + timedelta(days=1), at + timedelta(days=2)),
            states=(("web", State.UNDER_MAINTENANCE),),
            updates=(UpdateText(at=at, status=UpdateStatus.SCHEDULED, body="Soon."),),
        ),
    )
    edited = tuple(
        replace(
            entry,
            title="Another" if what == "title" else entry.title,
            updates=tuple(
                replace(
                    update,
                    body="Another." if what == "text" else update.body,
                    status=UpdateStatus.UPDATE
                    if what == "status" and not entry.window
                    else update.status,
                )
                for update in entry.updates
            ),
        )
        for entry in entries
    )
    before, after = (
        {one.path: one.key for one in artifacts(SiteText(entries=row).sources, at)[0]}
        for row in (entries, edited)
    )
    telling = {"feed.xml", "components/web/feed.atom", "api/v2/summary.json"}
    telling |= {"maintenance.ics"} if what != "status" else set()
    assert telling <= {path for path, key in before.items() if after[path] != key}


def test_what_is_over_is_drawn_anew_when_that_is_there_which_it_leads_to():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    told = UpdateText(at=at, status=UpdateStatus.INVESTIGATING, body="See [more](later.md).")
    over = EntryText(
        id="over",
        title="Tills slow",
        states=(("web", State.MAJOR_OUTAGE),),
        updates=(told, UpdateText(at=at + timedelta(minutes=9), status=UpdateStatus.RESOLVED)),
    )
    work = EntryText(
        id="work",
        title="New tills",
        window=(at + timedelta(minutes=20), at + timedelta(minutes=30)),
        states=(("web", State.UNDER_MAINTENANCE),),
        opening="See [more](later.md).",
        updates=(UpdateText(at=at, status=UpdateStatus.SCHEDULED, body="Soon."),),
    )
    later = EntryText(
        id="later",
        title="Letters",
        updates=(
            UpdateText(at=at + timedelta(hours=2), status=UpdateStatus.INVESTIGATING, body="B."),
        ),
    )
    sources = SiteText(entries=(over, work, later)).sources
    before, after = (
        {one.path: one.key for one in artifacts(sources, at + timedelta(hours=hours))[0]}
        for hours in (1, 3)
    )
    telling = {
        "components/web/feed.atom",
        "incidents/over/index.html",
        "maintenance.ics",
        "maintenance/work/index.html",
    }
    assert telling <= {path for path, key in before.items() if after[path] != key}


def test_when_a_report_is_left_out_all_is_drawn_anew_that_may_not_say_all_clear():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    over = EntryText(
        id="over",
        title="Tills slow",
        states=(("web", State.MAJOR_OUTAGE),),
        updates=(
            UpdateText(at=at, status=UpdateStatus.INVESTIGATING),
            UpdateText(at=at + timedelta(minutes=9), status=UpdateStatus.RESOLVED),
        ),
    )
    whole = SiteText(entries=(over,)).sources
    broken = source("content/incidents/z.md", "")
    before, after = (
        {
            one.path: one.key
            for one in artifacts(sources, at + timedelta(days=1), skip_broken=True)[0]
        }
        for sources in (whole, replace(whole, incidents=(*whole.incidents, broken)))
    )
    pages = {"index.html", "404.html", "history/index.html", "history/2026/index.html"}
    of_a_service = {"components/web/index.html", "components/web/badge.svg"}
    others = {"badge.svg", "embed.html", "status.txt", "index.md", "api/v2/summary.json"}
    changed = {path for path, key in before.items() if after[path] != key}
    assert pages | of_a_service | others <= changed
    assert not {"feed.xml", "incidents/over/index.html", "subscribe/index.html"} & changed


def test_a_day_of_a_service_is_drawn_anew_when_a_report_has_another_title_that_no_list_shows():
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def page(title: str) -> tuple[str, bytes]:
        begun = [at + number * timedelta(hours=2) for number in range(52)]
        many = tuple(
            EntryText(
                id=f"report-{number}",
                title="Slow" if number else title,
                states=(("web", State.MAJOR_OUTAGE),),
                updates=(
                    UpdateText(at=began, status=UpdateStatus.INVESTIGATING),
                    UpdateText(at=began + timedelta(hours=1), status=UpdateStatus.RESOLVED),
                ),
            )
            for number, began in enumerate(begun)
        )
        found, theme = artifacts(SiteText(entries=many).sources, at + timedelta(days=9))
        [own] = [one for one in found if one.path == "components/web/index.html"]
        return own.key, draw(own, theme)

    (key, drawn), (other_key, other) = page("First"), page("Other")
    assert b"First" in drawn
    assert drawn.replace(b"First", b"Other") == other
    assert key != other_key


def test_when_a_report_was_opened_again_is_something_that_a_list_may_show():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)

    def keys(again: int) -> dict[str, str]:
        told = (
            UpdateText(at=at, status=UpdateStatus.INVESTIGATING),
            UpdateText(at=at + timedelta(minutes=9), status=UpdateStatus.RESOLVED),
            UpdateText(at=at + timedelta(minutes=again), status=UpdateStatus.INVESTIGATING),
        )
        sources = SiteText(entries=(EntryText(id="tills", title="Slow", updates=told),)).sources
        found, _ = artifacts(sources, at + timedelta(hours=1))
        return {one.path: one.key for one in found if one.path.startswith("history/")}

    some, others = keys(20), keys(30)
    assert [path for path, key in some.items() if others[path] == key] == []


@pytest.mark.parametrize("said", ["We look.", "See [all](history/)."])
def test_what_names_a_service_is_drawn_anew_on_the_day_from_which_that_is_retired(said):
    at = datetime(2026, 3, 27, 12, tzinfo=UTC)
    over = EntryText(
        id="over",
        title="Slow",
        states=(("web", State.MAJOR_OUTAGE),),
        updates=(
            UpdateText(at=at, status=UpdateStatus.INVESTIGATING, body=said),
            UpdateText(at=at + timedelta(minutes=9), status=UpdateStatus.RESOLVED, body="Over."),
        ),
    )
    site = SiteText(alone=("web", "app"), retired=date(2026, 3, 29), entries=(over,))
    first, second, third = (
        {one.path: one.key for one in artifacts(site.sources, at + timedelta(days=days))[0]}
        for days in (0.5, 1, 2)
    )
    telling = {"incidents/over/index.html", "api/v2/incidents.json"}
    assert not {path for path in telling if first[path] != second[path]}
    assert telling <= {path for path, key in second.items() if third.get(path) != key}


EDITS: dict[str, Callable[[EntryText], EntryText]] = {
    "edited": lambda one: replace(one, title="Another"),
    "reworded": lambda one: replace(
        one,
        opening="Another.",
        what_to_do="Another.",
        updates=tuple(replace(update, body="Another.") for update in one.updates),
    ),
    "shortened": lambda one: replace(one, updates=one.updates[:1]),
    "worse": lambda one: one if one.window else replace(one, impact=Impact.CRITICAL),
}


def another(site: SiteText, kind: str) -> SiteText:
    if kind in EDITS:
        return replace(site, entries=tuple(map(EDITS[kind], site.entries)))
    if kind == "retired":
        return replace(site, since=None, retired=datetime(2026, 3, 28).date())
    if kind == "gone":
        return replace(site, entries=site.entries[1:])
    if kind == "moved":
        entries = tuple(replace(one, folder="elsewhere/") for one in site.entries)
        return replace(site, entries=entries)
    return site


@given(site=a_site)
@settings(max_examples=20)
def test_without_news_an_hour_changes_no_byte_of_a_feed(site):
    # That a component is retired is news too, and takes its feeds away.
    retired = datetime.combine(site.retired or date(2026, 3, 28), time(), tzinfo=UTC)
    last = max((*site.times(), retired + timedelta(days=1)))
    some, others = (outputs(site.sources, last + timedelta(minutes=wait)) for wait in (1, 61))
    feeds = (".xml", ".rss", ".atom", ".ics", "feed.json")
    assert [path for path in differing(some, others) if path.endswith(feeds)] == []
    # Only the days go on.
    allowed = ("index.html", "status.txt", "index.md")
    assert [path for path in differing(some, others) if not path.endswith(allowed)] == []


@given(found=a_site_at_a_time, data=st.data())
@settings(max_examples=20)
def test_a_site_with_a_report_left_out_has_no_dead_link_and_never_says_that_all_is_well(
    found, data
):
    text, now = found
    linking = with_links(text, now, data)
    sources = linking.sources
    hit = data.draw(st.sampled_from([*sources.incidents, source("content/incidents/z.md", "")]))
    broken = source(hit.path, hit.data + b"\n## 2026-03-28 Resolved\n")
    others = [file for file in sources.incidents if file.path != hit.path]
    incidents = tuple(sorted([*others, broken], key=lambda file: file.path))
    files = outputs(replace(sources, incidents=incidents), now, skip_broken=True)
    assert list(dead_links(files, text.url, links_in_feeds(files))) == []
    assert json.loads(files["api/v2/status.json"])["status"]["indicator"] != "none"
    for path, content in files.items():
        assert b"Everything is working" not in content, path
        assert b"All Systems Operational" not in content, path


def test_a_link_to_an_entry_that_waits_says_its_words_and_not_its_address():
    now = datetime.fromisoformat("2026-03-28T12:00Z")
    waiting = EntryText(
        id="secret-name",
        title="Waiting",
        updates=(
            UpdateText(at=now + timedelta(hours=1), status=UpdateStatus.INVESTIGATING, body="B."),
        ),
    )
    open_ = EntryText(
        id="open",
        title="Open",
        states=(("web", State.MAJOR_OUTAGE),),
        updates=(
            UpdateText(
                at=now, status=UpdateStatus.INVESTIGATING, body="See [more](secret-name.md)."
            ),
        ),
    )
    files = outputs(SiteText(entries=(open_, waiting)).sources, now)
    assert b"See more." in files["incidents/open/index.html"]
    assert [path for path, data in files.items() if b"secret-name" in data] == []
