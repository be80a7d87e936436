"""Laws of writing for others: what is written is read back as it was meant, and nothing else moves.

The files that grow are those of generated sites, in both directions and with the line ends, marks
and last lines that editors leave. Whatever a text holds: it is read back or refused.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.strategies import (
    ZONES,
    EntryText,
    SiteText,
    UpdateText,
    advice,
    bodies,
    instants,
    lines,
    sites,
    source,
    states,
)

from statusgen.derive import derive
from statusgen.errors import UsageError
from statusgen.model import Entry, Incident, Maintenance, Update, UpdateStatus
from statusgen.parse import parse
from statusgen.parse.times import instant
from statusgen.scaffold.desk import Desk
from statusgen.scaffold.entries import NewEntry, NewUpdate, compose, insert, place, written
from statusgen.scaffold.proving import prove_new, prove_update
from statusgen.scaffold.wishes import Wishes, clean, entry_of
from statusgen.sources import Source, Sources
from statusgen.words import Words

BOM = b"\xef\xbb\xbf"
NOW = datetime(2026, 3, 28, 12, tzinfo=UTC)
PATH = "content/incidents/new.md"
names = st.sampled_from(["web", "app"])
changes = st.dictionaries(names, states, max_size=2).map(lambda found: tuple(found.items()))
wild = st.text(max_size=40) | st.lists(
    st.sampled_from(
        ["## 2026-03-28 12:00 Resolved", "## More", "---", "```", "<!--", "a", "", "# b", "\r", " "]
    ),
    max_size=5,
).map("\n".join)
"""A text that may be anything: also what looks like an update."""
typed = st.text(st.sampled_from("a \t\n:'\"#-|{") | st.characters(), max_size=12)
"""What somebody types who pays no heed to YAML."""


def desk_of(site: SiteText, sources: Sources | None = None, now: datetime = NOW) -> Desk:
    found = sources or site.sources
    parsed = parse(found).site
    return Desk(
        site=Path("nowhere"),
        sources=found,
        status=derive(parsed, now=now),
        now=now,
        words=Words.of(parsed.config),
    )


def site_in(zone: str) -> SiteText:
    return SiteText(alone=("web", "app"), zone=zone)


@st.composite
def updates(draw: st.DrawFn, body: st.SearchStrategy[str] = bodies) -> NewUpdate:
    at = draw(instants)
    return NewUpdate(
        at=at,
        status=draw(st.sampled_from([UpdateStatus.INVESTIGATING, UpdateStatus.IDENTIFIED])),
        text=clean(draw(body), of="--text").strip("\n") or "News.",
        states=draw(changes),
        next_update=draw(st.none() | st.integers(1, 900).map(lambda n: at + timedelta(minutes=n))),
    )


@st.composite
def new_entries(draw: st.DrawFn) -> NewEntry:
    first = replace(draw(updates()), states=())
    window = None
    if draw(st.booleans()):
        # Work that is over may promise nothing.
        starts = first.at + timedelta(minutes=draw(st.integers(1, 5000)))
        window = starts, starts + timedelta(minutes=draw(st.integers(1, 5000)))
        first = replace(first, status=UpdateStatus.SCHEDULED)
    return NewEntry(
        title=draw(lines),
        first=first,
        states=draw(changes),
        still_works=tuple(draw(st.lists(advice.map(str.strip), max_size=2))),
        what_to_do=draw(st.just("") | advice).strip(),
        data_safe=draw(st.just("") | advice).strip(),
        window=window,
    )


@given(at=instants, zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_a_time_is_written_so_that_it_is_read_back(at, zone):
    assert instant(written(at, zone), zone) == at


@given(entry=new_entries(), zone=st.sampled_from(ZONES))
@settings(max_examples=examples(100))
def test_a_new_entry_is_read_back_as_it_was_meant(entry, zone):
    config = site_in(zone).config
    kind = "maintenance" if entry.window else "incidents"
    file = source(f"content/{kind}/new.md", compose(entry, ZoneInfo(zone)))
    sources = Sources(
        config=source("statusgen.yml", config),
        incidents=() if entry.window else (file,),
        maintenance=(file,) if entry.window else (),
    )
    outcome = parse(sources)
    assert outcome.problems == ()
    found: tuple[Incident | Maintenance, ...]
    found = (*outcome.site.incidents, *outcome.site.maintenance)
    (read,) = found
    assert read.title == entry.title
    assert read.states == entry.states
    assert tuple(one.source for one in read.still_works) == entry.still_works
    assert (read.what_to_do.source if read.what_to_do else "") == entry.what_to_do
    assert (read.data_safe.source if read.data_safe else "") == entry.data_safe
    assert read.opening is None
    (update,) = (one for one in read.updates if not one.generated)
    assert as_meant(update, entry.first)
    if isinstance(read, Maintenance):
        assert (read.starts, read.ends) == entry.window


def as_meant(read: Update, meant: NewUpdate) -> bool:
    return (read.at, read.status, read.body.source, read.states, read.next_update) == (
        meant.at,
        meant.status,
        meant.text,
        meant.states,
        meant.next_update,
    )


@given(site=sites(), data=st.data())
@settings(max_examples=examples(75))
def test_an_update_stands_in_the_file_and_no_byte_of_the_rest_has_moved(site, data):
    assume(site.entries)
    entry, file, _ = one_of(site, data)
    update = replace(data.draw(updates()), states=())
    zone = ZoneInfo(site.zone)
    grown = insert(file.data, update, before=place(entry.updates, update.at), zone=zone)
    added = len(grown) - len(file.data)
    cuts = range(len(file.data) + 1)
    assert any(file.data == grown[:cut] + grown[cut + added :] for cut in cuts)
    crlf = b"\r\n" in file.data
    assert (b"\n" in grown.replace(b"\r\n", b"")) != crlf
    assert grown.endswith((b"\n", b"\r")) == file.data.endswith((b"\n", b"\r"))
    assert grown.startswith(BOM) == file.data.startswith(BOM)


@given(site=sites(), data=st.data())
@settings(max_examples=examples(75))
def test_an_update_is_read_back_in_its_place_and_the_others_as_they_were(site, data):
    assume(site.entries)
    entry, _, sources = one_of(site, data)
    desk = desk_of(site, sources)
    update = replace(data.draw(updates()), states=())
    if isinstance(entry, Maintenance):
        update = replace(update, status=UpdateStatus.UPDATE)
    proved = prove_update(desk, entry, update)
    if proved.refused:
        return
    read = read_again(sources, proved.source)
    old = [one for one in entry.updates if not one.generated]
    new = [one for one in read.updates if not one.generated]
    assert len(new) == len(old) + 1
    assert sum(as_meant(one, update) for one in new) >= 1
    before = [(one.at, one.status, one.body.html, one.states, one.next_update) for one in old]
    after = [(one.at, one.status, one.body.html, one.states, one.next_update) for one in new]
    after.remove(next(row for row, one in zip(after, new, strict=True) if as_meant(one, update)))
    assert after == before
    # One that reads like an older update of its minute may be either of the two.
    anchors = [one.anchor for one in old if one.at <= update.at]
    assert any(
        anchors == [one.anchor for one in new if one is not added and one.at <= update.at]
        for added in new
        if as_meant(added, update)
    )
    assert (read.title, read.states, read.id) == (entry.title, entry.states, entry.id)


@given(site=sites(), data=st.data())
@settings(max_examples=examples(60))
def test_an_update_later_than_all_others_is_refused_for_no_reason_of_place(site, data):
    """Only an end whose braces it would contradict, or a minute it shares, stands in its way."""
    assume(site.entries)
    entry, _, sources = one_of(site, data)
    late = max(one.at for one in entry.updates) + timedelta(minutes=7)
    if isinstance(entry, Maintenance):
        late = max(late, entry.ends + timedelta(minutes=7))
    update = NewUpdate(at=late, status=UpdateStatus.UPDATE, text="News.")
    proved = prove_update(desk_of(site, sources), entry, update)
    assert [one for one in proved.problems if one.code == "read-otherwise"] == []
    assert proved.preview is not None
    assert read_again(sources, proved.source).updates[-1].body.source == "News."


@given(text=wild, at=instants)
@settings(max_examples=examples(150))
def test_whatever_a_text_holds_it_is_read_back_or_refused(text, at):
    site = SiteText(
        alone=("web", "app"),
        entries=(
            EntryText(
                id="a",
                title="Slow",
                updates=(UpdateText(at=NOW, status=UpdateStatus.INVESTIGATING, body="One"),),
            ),
        ),
    )
    desk = desk_of(site)
    (entry,) = desk.entries
    try:
        cleaned = clean(text, of="--text").strip("\n")
    except UsageError:
        return
    assume(cleaned.strip())
    update = NewUpdate(at=at, status=UpdateStatus.IDENTIFIED, text=cleaned)
    proved = prove_update(desk, entry, update)
    if proved.refused:
        assert proved.preview is None
        return
    read = read_again(desk.sources, proved.source)
    assert sorted(one.body.source for one in read.updates) == sorted(["One", cleaned])


@given(title=typed, advice=typed)
@settings(max_examples=examples(300))
def test_whatever_a_title_and_advice_hold_is_read_back_or_refused(title, advice):
    desk = desk_of(site_in("UTC"))
    wishes = Wishes(title=title, text="News.", still_works=(advice,), what_to_do=advice)
    try:
        entry = entry_of(desk, wishes, maintenance=False)
    except UsageError:
        return
    proved = prove_new(desk, PATH, entry)
    if proved.refused:
        return
    sources = replace(desk.sources, incidents=(proved.source,))
    read = read_again(sources, proved.source)
    assert read.title == entry.title
    assert tuple(one.source for one in read.still_works) == entry.still_works
    assert (read.what_to_do.source if read.what_to_do else "") == entry.what_to_do


def test_tabs_in_the_front_matter_are_written_as_blanks():
    wishes = Wishes(
        title="Cards\tslow",
        text="News.\tMore.",
        still_works=("Cash\tworks",),
        what_to_do="Pay\tcash",
        data_safe="All\tsafe",
    )
    data = compose(entry_of(desk_of(site_in("UTC")), wishes, maintenance=False), ZoneInfo("UTC"))
    for text in ("title: Cards slow", "- Cash works", "Pay cash", "All safe", "News.\tMore."):
        assert f"{text}\n".encode() in data


def test_advice_that_is_too_long_to_be_read_is_refused():
    desk = desk_of(site_in("UTC"))
    wishes = Wishes(title="Slow", text="News.", what_to_do="Pay in cash. " * 6000)
    proved = prove_new(desk, PATH, entry_of(desk, wishes, maintenance=False))
    assert [problem.code for problem in proved.problems] == ["too-large"]


@pytest.mark.parametrize("text", ["News.\n\n## 2026-03-28 12:30 Resolved\n\nOver.", "```\nNews."])
def test_a_text_that_would_be_more_than_one_update_is_refused(text):
    desk = desk_of(site_in("UTC"))
    first = NewUpdate(at=NOW, status=UpdateStatus.INVESTIGATING, text=text)
    proved = prove_new(desk, PATH, NewEntry(title="Slow", first=first))
    assert proved.refused
    assert proved.preview is None


def one_of(site: SiteText, data: st.DataObject) -> tuple[Incident | Maintenance, Source, Sources]:
    """Draw an entry of a site, its file as some editor has left it, and the files with that one."""
    text = data.draw(st.sampled_from(site.entries))
    plain = text.source(ZoneInfo(site.zone))
    changed = plain.data
    if data.draw(st.booleans()):
        changed = changed.rstrip(b"\n")
    if data.draw(st.booleans()):
        changed = changed.replace(b"\n", b"\r\n")
    if data.draw(st.booleans()):
        changed = BOM + changed
    file = source(plain.path, changed)
    sources = site.sources
    swap = {plain.path: file}
    sources = replace(
        sources,
        incidents=tuple(swap.get(one.path, one) for one in sources.incidents),
        maintenance=tuple(swap.get(one.path, one) for one in sources.maintenance),
    )
    found = parse(sources).site
    entries: tuple[Incident | Maintenance, ...] = (*found.incidents, *found.maintenance)
    return next(one for one in entries if one.where.path == file.path), file, sources


def read_again(sources: Sources, file: Source) -> Entry:
    own = {file.path: file}
    changed = replace(
        sources,
        incidents=tuple(own.get(one.path, one) for one in sources.incidents),
        maintenance=tuple(own.get(one.path, one) for one in sources.maintenance),
    )
    found = parse(changed).site
    return next(
        one for one in (*found.incidents, *found.maintenance) if one.where.path == file.path
    )
