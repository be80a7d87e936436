"""What changes between two sites, and how it is told: in a terminal, in a comment, to programs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from markdown_it import MarkdownIt
from tests.program import artifacts
from tests.strategies import HOSTILE, EntryText, SiteText, UpdateText, source

from statusgen.artifacts.calendar import Calendar
from statusgen.artifacts.feeds.content import NEWEST, feed, newest
from statusgen.derive import derive
from statusgen.errors import Location, Problem, Severity
from statusgen.fingerprint import digest
from statusgen.model import State, UpdateStatus
from statusgen.parse import parse
from statusgen.present import follow
from statusgen.present.edition import Edition
from statusgen.review import tell
from statusgen.review.changes import Changes, Kind
from statusgen.review.compare import Side, compare, look
from statusgen.review.sentences import Base, warnings
from statusgen.sources import Source, Sources
from statusgen.words import Words
from statusgen.words.terminal import printable

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
BASE = Base(name="main", commit="0123456789abcdef", now=NOW)

FIRST = UpdateText(at=NOW - 3 * HOUR, status=UpdateStatus.INVESTIGATING, body="We look into it.")
SECOND = UpdateText(at=NOW - 2 * HOUR, status=UpdateStatus.UPDATE, body="Still at it.")
SLOW = EntryText(
    id="slow",
    title="Slow",
    states=(("web", State.DEGRADED_PERFORMANCE),),
    updates=(FIRST, SECOND),
)
WORK = EntryText(
    id="work",
    title="Work",
    states=(("web", State.UNDER_MAINTENANCE),),
    window=(NOW + 24 * HOUR, NOW + 26 * HOUR),
    updates=(UpdateText(at=NOW - 5 * HOUR, status=UpdateStatus.SCHEDULED, body="We move."),),
)
SITE = SiteText(zone="UTC", alone=("web", "app"), entries=(SLOW, WORK))


def side(site: SiteText, now: datetime = NOW) -> Side:
    return side_of(site.sources, now)


def side_of(sources: Sources, now: datetime = NOW) -> Side:
    found, theme = artifacts(sources, now)
    status = derive(parse(sources).site, now=now)
    config = status.site.config
    edition = Edition(status, Words.of(config), theme.published)
    return Side(edition=edition, artifacts=found, look=look(config, ()))


def changes(before: SiteText, after: SiteText, now: datetime = NOW) -> Changes:
    return compare(side(before, now), side(after, now))


def with_entries(*entries: EntryText) -> SiteText:
    return replace(SITE, entries=entries)


def warned(found: Changes) -> list[str]:
    return [one.what for one in warnings(found, words(), str)]


@cache
def words() -> Words:
    return side(SITE).edition.words


def news(found: Changes) -> list[tuple[Kind, str]]:
    return [(one.kind, one.id) for one in found.news]


def test_an_id_is_the_permalink_that_feeds_have():
    after = side(SITE)
    scope = next(follow.scopes(after.edition))
    urls = {item.url for item in feed(after.edition, scope, newest(after.edition, scope)).items}
    found = compare(side(with_entries()), after)
    assert {after.edition.url(one.id) for one in found.news} == urls
    assert len(urls) == 3


def test_a_new_update_is_told_to_all_who_follow_what_it_names():
    found = changes(with_entries(replace(SLOW, updates=(FIRST,)), WORK), SITE)
    assert news(found) == [(Kind.NEW, "incidents/slow/#u-20260304T1000Z")]
    assert found.news[0].feeds == ("The whole site", "Service web")
    assert [one.parts for one in found.entries] == [("updates",)]
    assert warned(found) == []


def test_a_service_that_is_new_has_a_feed_from_its_first_update_on():
    new = replace(SLOW, id="new", states=(("shop", State.PARTIAL_OUTAGE),))
    found = changes(SITE, replace(with_entries(SLOW, WORK, new), alone=("web", "app", "shop")))
    assert [one.feeds for one in found.news] == [("The whole site", "Service shop")] * 2


def test_where_there_was_no_site_everything_is_new_and_a_look_is_of_every_page():
    empty = replace(SITE, entries=())
    before, after = side(empty), side(SITE)
    said = tell.text(compare(before, after), replace(BASE, blank=True), words())
    assert "There was no site yet: everything is new\n" in said
    assert "look" not in said
    said = tell.text(compare(before, replace(after, look="another")), BASE, words())
    assert "There was no site yet" not in said
    assert "\n  the look of every page changes: theme, logo or colours" in said


def test_an_edit_notifies_nobody_again():
    edited = replace(SLOW, updates=(replace(FIRST, body="We look at it."), SECOND))
    found = changes(SITE, with_entries(edited, WORK))
    assert news(found) == [(Kind.CHANGED, "incidents/slow/#u-20260304T0900Z")]
    assert found.news[0].feeds == ()
    said = tell.text(found, BASE, words())
    assert "The text changes; nobody is notified again\n  Investigating: Slow\n" in said
    assert "Subscribers will be told" not in said


def test_an_older_update_is_news_to_those_whose_component_it_names_now():
    edited = replace(SLOW, states=(*SLOW.states, ("app", State.PARTIAL_OUTAGE)))
    found = changes(SITE, with_entries(edited, WORK))
    assert [one.feeds for one in found.news] == [("Service app",)] * 2
    assert {one.kind for one in found.news} == {Kind.CHANGED}
    said = tell.text(found, BASE, words())
    assert "new to those who follow: Service app" in said
    assert "nobody is notified again" not in said


def test_another_time_is_another_id_and_is_warned_of():
    moved = replace(SLOW, updates=(replace(FIRST, at=FIRST.at + timedelta(minutes=5)), SECOND))
    found = changes(SITE, with_entries(moved, WORK))
    assert [(one.kind, one.id, one.was, one.was_id) for one in found.news] == [
        (
            Kind.MOVED,
            "incidents/slow/#u-20260304T0905Z",
            FIRST.at,
            "incidents/slow/#u-20260304T0900Z",
        )
    ]
    assert found.news[0].feeds
    assert len(warned(found)) == 1


def test_a_corrected_time_is_a_change_though_its_id_stays():
    sources = SITE.sources
    (entry,) = sources.incidents
    corrected = entry.data.replace(
        b"09:00Z Investigating", b"08:00Z Investigating {was_at: 2026-03-04 09:00Z}"
    )
    entry = Source(entry.path, corrected, digest(corrected))
    found = compare(side(SITE), side_of(replace(sources, incidents=(entry,))))
    assert [one.parts for one in found.entries] == [("updates",)]
    assert found.news == ()


def test_updates_of_the_same_words_that_move_keep_their_order():
    """As when the time zone is corrected: each was where it now is, and none has overtaken."""
    same = [replace(SECOND, at=SECOND.at + number * HOUR / 4) for number in range(4)]
    later = [replace(one, at=one.at + HOUR / 20) for one in same]
    before = with_entries(replace(SLOW, updates=(FIRST, *same)), WORK)
    found = changes(before, with_entries(replace(SLOW, updates=(FIRST, *later)), WORK))
    assert {one.kind for one in found.news} == {Kind.MOVED}
    assert sorted((one.was, one.at) for one in found.news) == [
        (old.at, new.at) for old, new in zip(same, later, strict=True)
    ]


def test_a_vanished_update_is_warned_of():
    found = changes(SITE, with_entries(replace(SLOW, updates=(FIRST,)), WORK))
    assert news(found) == [(Kind.GONE, "incidents/slow/#u-20260304T1000Z")]
    assert warned(found) == ["An update vanishes: Update: Slow, 4 March 2026, 10:00 UTC"]


def test_a_vanished_entry_is_warned_of_once_with_all_its_updates():
    found = changes(SITE, with_entries(WORK))
    assert [(one.kind, one.page) for one in found.entries] == [(Kind.GONE, "incidents/slow/")]
    assert len(found.news) == 2
    assert warned(found) == ["A report vanishes: Slow; links to incidents/slow/ break"]


def test_an_entry_that_moves_to_the_other_folder_is_told_again_in_feeds_and_warned_of():
    announced = replace(FIRST, status=UpdateStatus.SCHEDULED)
    window = (NOW + 24 * HOUR, NOW + 26 * HOUR)
    found = changes(
        with_entries(replace(SLOW, updates=(FIRST,)), WORK),
        with_entries(replace(SLOW, window=window, updates=(announced,)), WORK),
    )
    assert (Kind.NEW, "maintenance/slow/#u-20260304T0900Z") in news(found)
    assert warned(found) == [
        "A report moves between incidents and maintenance: Slow; links to incidents/slow/ break"
    ]


def test_an_entry_that_begins_like_another_hides_no_warning_of_it():
    other = replace(SLOW, id="slow-2", title="Slower")
    before = with_entries(SLOW, other)
    found = changes(before, with_entries(replace(other, updates=(FIRST,))))
    assert len(warned(found)) == 2


@pytest.mark.parametrize(
    ("part", "edited"),
    [
        ("title", replace(SLOW, title="Slower")),
        ("components", replace(SLOW, states=(("app", State.DEGRADED_PERFORMANCE),))),
        ("what still works", replace(SLOW, still_works=("The app.",))),
        ("what to do", replace(SLOW, what_to_do="Wait.")),
        ("is my data safe", replace(SLOW, data_safe="Yes.")),
        ("opening text", replace(SLOW, opening="It is slow.")),
    ],
)
def test_what_of_an_entry_changes_is_named(part, edited):
    found = changes(SITE, with_entries(edited, WORK))
    assert [(one.kind, one.parts) for one in found.entries] == [(Kind.CHANGED, (part,))]


def test_a_headline_and_a_component_change_with_what_they_were():
    found = changes(with_entries(), with_entries(SLOW))
    assert (found.before.headline, found.before.state) == ("Everything is working", "Working")
    assert (found.after.headline, found.after.state) == ("Slow", "Slow or unreliable")
    assert [(one.id, one.before, one.after) for one in found.components] == [
        ("web", "Working", "Slow or unreliable")
    ]


def test_components_come_and_go_with_their_addresses():
    found = changes(SITE, replace(SITE, alone=("web", "shop")))
    assert [(one.id, one.before, one.after) for one in found.components] == [
        ("shop", None, "Working"),
        ("app", "Working", None),
    ]
    assert [(one.kind, one.folder) for one in found.addresses] == [
        (Kind.NEW, "components/shop/"),
        (Kind.GONE, "components/app/"),
    ]
    assert "feed.xml" in found.addresses[1].files
    assert len(warned(found)) == 1
    assert found.settings == ("components",)


WINDOW = (NOW + 48 * HOUR, NOW + 50 * HOUR)
SAID = UpdateText(at=NOW - HOUR, status=UpdateStatus.UPDATE, body="A day later.")
CANCELLED = UpdateText(at=NOW - HOUR, status=UpdateStatus.CANCELLED, body="Not now.")


@pytest.mark.parametrize(
    ("entry", "kind", "followed"),
    [
        (replace(WORK, window=WINDOW), Kind.MOVED, False),
        (replace(WORK, window=WINDOW, updates=(*WORK.updates, SAID)), Kind.MOVED, True),
        (replace(WORK, updates=(*WORK.updates, CANCELLED)), Kind.CANCELLED, True),
    ],
)
def test_calendar_programs_follow_only_with_an_update(entry, kind, followed):
    found = changes(SITE, with_entries(SLOW, entry))
    assert [(one.kind, one.followed) for one in found.events] == [(kind, followed)]
    assert any("Calendar programs may not follow" in one for one in warned(found)) != followed


def test_an_update_that_becomes_another_is_not_followed():
    before = with_entries(replace(WORK, updates=(*WORK.updates, SAID)))
    after = with_entries(replace(WORK, updates=(*WORK.updates, CANCELLED)))
    assert [(one.kind, one.followed) for one in changes(before, after).events] == [
        (Kind.CANCELLED, False)
    ]


def test_work_that_is_new_gone_or_takes_place_after_all_is_in_the_calendar():
    called_off = with_entries(SLOW, replace(WORK, updates=(*WORK.updates, CANCELLED)))
    kinds = {
        Kind.NEW: (with_entries(SLOW), SITE),
        Kind.GONE: (SITE, with_entries(SLOW)),
        Kind.REINSTATED: (called_off, SITE),
    }
    for kind, (before, after) in kinds.items():
        assert [one.kind for one in changes(before, after).events] == [kind]


def test_what_a_full_calendar_drops_is_no_change_of_it():
    """Work that is over makes room; what is ahead always is in it."""
    announced = replace(WORK.updates[0], at=NOW - 200 * HOUR)
    over = tuple(
        replace(
            WORK,
            id=f"work-{hour}",
            window=(NOW - (hour + 1) * HOUR, NOW - hour * HOUR),
            updates=(announced,),
        )
        for hour in range(1, 51)
    )
    full, fuller = side(with_entries(*over)), side(with_entries(*over, WORK))
    assert in_calendar(full) - in_calendar(fuller) == {"maintenance/work-50/"}
    found = compare(full, fuller)
    assert [(one.kind, one.page) for one in found.events] == [(Kind.NEW, "maintenance/work/")]
    found = compare(fuller, full)
    assert [(one.kind, one.page) for one in found.events] == [(Kind.GONE, "maintenance/work/")]


def in_calendar(one: Side) -> set[str]:
    """Return the pages of what the site's calendar holds."""
    path, _, _ = follow.CALENDAR
    calendar = next(file.view() for file in one.artifacts if file.path == path)
    assert isinstance(calendar, Calendar)
    return {event.url.removeprefix(one.edition.config.url) for event in calendar.events}


def test_what_a_full_feed_drops_or_takes_up_again_is_no_change():
    many = tuple(
        UpdateText(at=NOW - (number + 1) * HOUR, status=UpdateStatus.UPDATE, body=f"{number}.")
        for number in reversed(range(NEWEST + 5))
    )
    long = replace(SLOW, updates=(replace(many[0], status=FIRST.status), *many[1:]))
    shorter = replace(long, updates=long.updates[:-1])
    assert [kind for kind, _ in news(changes(with_entries(shorter), with_entries(long)))] == [
        Kind.NEW
    ]
    assert [kind for kind, _ in news(changes(with_entries(long), with_entries(shorter)))] == [
        Kind.GONE
    ]
    late = UpdateText(at=NOW - 99 * HOUR, status=UpdateStatus.INVESTIGATING, body="Long ago.")
    found = changes(with_entries(long), with_entries(replace(long, updates=(late, *long.updates))))
    assert [(one.kind, one.feeds) for one in found.news] == [(Kind.NEW, ())]
    assert "in no feed, and told to nobody" in tell.text(found, BASE, words())


def test_of_an_old_update_that_moves_nobody_is_said_to_be_told_again():
    many = tuple(
        UpdateText(at=NOW - (number + 1) * HOUR, status=UpdateStatus.UPDATE, body=f"{number}.")
        for number in reversed(range(NEWEST + 5))
    )
    first = replace(many[0], status=FIRST.status)
    long = replace(SLOW, updates=(first, *many[1:]))
    earlier = replace(first, at=first.at - HOUR)
    found = changes(
        with_entries(long), with_entries(replace(long, updates=(earlier, *long.updates[1:])))
    )
    assert [(one.kind, one.feeds) for one in found.news] == [(Kind.MOVED, ())]
    said = tell.text(found, BASE, words())
    assert "in no feed, and told to nobody" in said
    assert "its time is its id: links to it break" in said
    assert "told again" not in said


def test_what_waits_is_told_with_its_time_and_changes_nothing_yet():
    later = UpdateText(at=NOW + HOUR, status=UpdateStatus.RESOLVED, body="Done.")
    waits = replace(SLOW, updates=(*SLOW.updates, later))
    embargoed = replace(SLOW, id="embargoed", publish_at=NOW + 2 * HOUR)
    found = changes(SITE, with_entries(waits, embargoed, WORK))
    assert not found.visible
    assert [(one.kind, one.id.partition("#")[0], one.at) for one in found.waiting] == [
        (Kind.NEW, "incidents/slow/", NOW + HOUR),
        (Kind.NEW, "incidents/embargoed/", NOW + 2 * HOUR),
        (Kind.NEW, "incidents/embargoed/", NOW + 2 * HOUR),
    ]
    assert "\nNothing changes for readers yet\n" in tell.text(found, BASE, words())
    edited = replace(waits, updates=(*SLOW.updates, replace(later, body="All done.")))
    found = changes(with_entries(waits, embargoed), with_entries(edited))
    assert [one.kind for one in found.waiting] == [Kind.CHANGED, Kind.GONE, Kind.GONE]
    hidden = replace(embargoed, title="Another")
    found = changes(with_entries(embargoed), with_entries(hidden))
    assert [one.kind for one in found.waiting] == [Kind.CHANGED] * 2
    assert changes(with_entries(embargoed), with_entries(embargoed)).waiting == ()


def test_another_address_of_the_site_is_one_warning_and_not_every_update():
    found = changes(SITE, replace(SITE, url="https://other.example/"))
    assert found.address == ("https://status.example/", "https://other.example/")
    assert (found.news, found.entries, found.addresses) == ((), (), ())
    assert len(warned(found)) == 1


def test_a_setting_counts_only_where_readers_see_it():
    assert changes(SITE, replace(SITE, title="Shop")).settings == ("title",)
    future = replace(SITE, retired=(NOW + 99 * HOUR).date())
    assert not changes(SITE, future).visible


def test_an_order_that_changes_is_seen_where_nothing_else_does():
    found = changes(SITE, replace(SITE, alone=("app", "web")))
    assert found.settings == ("components",)
    assert found.components == ()


BACK = UpdateText(at=NOW - HOUR / 2, status=UpdateStatus.SCHEDULED, body="It is on again.")
OFF = replace(WORK, updates=(*WORK.updates, CANCELLED))
LONG_AGO = replace(
    SLOW,
    id="long-ago",
    title="Long ago",
    updates=(
        replace(FIRST, at=NOW - 9000 * HOUR),
        UpdateText(at=NOW - 8999 * HOUR, status=UpdateStatus.RESOLVED, body="Over."),
    ),
)
SPAN, OTHER_SPAN = (f"{day} March 2026, 12:00 \N{EN DASH} 14:00 UTC" for day in (5, 6))
KEEPS = "calendar programs may keep what they have: no new update says so"
FOLLOWS = "calendar programs follow: a new update says so"


@pytest.mark.parametrize(
    ("before", "after", "heading", "lines"),
    [
        ((SLOW,), (SLOW, WORK), "Calendar", [f"  Planned work: Work is new: {SPAN}"]),
        ((SLOW, WORK), (SLOW,), "Calendar", [f"  Planned work: Work is no longer there: {SPAN}"]),
        (
            (WORK,),
            (replace(WORK, window=WINDOW),),
            "Calendar",
            [f"  Planned work: Work moves: {SPAN} -> {OTHER_SPAN}", f"    {KEEPS}"],
        ),
        (
            (WORK,),
            (OFF,),
            "Calendar",
            [f"  Planned work: Work is cancelled: {SPAN}", f"    {FOLLOWS}"],
        ),
        (
            (OFF,),
            (WORK,),
            "Calendar",
            [f"  Planned work: Work takes place after all: {SPAN}", f"    {KEEPS}"],
        ),
        (
            (OFF,),
            (replace(OFF, updates=(*OFF.updates, BACK)),),
            "Calendar",
            [f"  Planned work: Work takes place after all: {SPAN}", f"    {FOLLOWS}"],
        ),
        # A page is called by its folder; nobody follows one that has no feeds.
        ((SLOW,), (SLOW, LONG_AGO), "Pages and files", ["  new: history/2025/"]),
        (
            (SLOW, LONG_AGO),
            (SLOW,),
            "Look at this again",
            [
                "  A report vanishes: 'Long ago'; links to 'incidents/long-ago/' break",
                (
                    "    the name of its file is its id: if you renamed it, take the old name"
                    " again; to call off planned work, write an update Cancelled"
                ),
                "  Addresses vanish: 'history/2025/'",
                "    links to them break",
            ],
        ),
    ],
)
def test_a_change_is_said_in_sentences_that_are_so(before, after, heading, lines):
    said = tell.text(changes(with_entries(*before), with_entries(*after)), BASE, words())
    blocks = [block.split("\n") for block in said.split("\n\n")]
    assert [block[1:] for block in blocks if block[0] == heading] == [lines]


def test_nothing_is_said_in_one_sentence():
    found = changes(SITE, SITE)
    assert not found.visible
    assert tell.text(found, BASE, words()) == (
        "Compared with main (0123456789), as readers see both at 4 March 2026, 12:00 UTC\n\n"
        "Nothing changes for readers"
    )


# --- What an author wrote is untrusted -----------------------------------------------------------

RUDE = (
    *HOSTILE,
    "@admin #1 !2 ~3 GH-4 :tada: owner/repo#5 a@b.example www.example.com https://example.com",
    "` `` ``` @admin <b>",
    "`",
    "``",
    "[a](javascript:1) ![b](//c) <!-- --> | # - 1. > ~~~",
    "\x1b[31mred\x07 \u202eback\u2028line",
)


def rude(text: str) -> Changes:
    site = replace(SITE, title=text, name=text, labels=((State.OPERATIONAL, text),))
    entries = tuple(
        replace(one, title=f"{text} {number}") for number, one in enumerate(SITE.entries)
    )
    found = changes(replace(site, entries=()), replace(site, entries=entries))
    gone = changes(replace(site, entries=entries), replace(site, alone=("web",), entries=()))
    return replace(
        found,
        news=found.news + gone.news,
        entries=found.entries + gone.entries,
        components=found.components + gone.components,
        address=(text, f"`{text}"),
        settings=gone.settings,
        addresses=gone.addresses,
    )


PRINTED = [text for text in RUDE if "\x1b" not in text]


@pytest.mark.parametrize("text", PRINTED)
def test_in_a_comment_an_authors_text_is_neither_link_nor_mention_nor_html(text):
    said = tell.markdown(rude(text), replace(BASE, name=text, left_out=(text,)), words())
    tokens = MarkdownIt("commonmark", {"html": True}).parse(said)
    assert said.startswith(f"{tell.MARKER}\n\n")
    assert [one.content for one in tokens if one.type.startswith("html")] == [f"{tell.MARKER}\n"]
    plain = [
        child.content
        for one in tokens
        for child in one.children or ()
        if child.type not in ("code_inline", "strong_open", "strong_close", "softbreak")
    ]
    kinds = {child.type for one in tokens for child in one.children or ()}
    assert kinds <= {"text", "code_inline", "strong_open", "strong_close"}
    for piece in (one.replace(" -> ", "") for one in plain):
        assert not re.search(r"[@#<>\[\]&*_~|\\`]|://|www|script|\x1b", piece), piece
    assert any(child.content for one in tokens for child in one.children or ())


def test_the_words_of_an_author_stand_whole_in_a_comment():
    for text in ("`", "``a``", " b ", "c`"):
        found = replace(changes(SITE, SITE), address=(text, "x"))
        tokens = MarkdownIt("commonmark").parse(tell.markdown(found, BASE, words()))
        spans = [c.content for t in tokens for c in t.children or () if c.type == "code_inline"]
        assert text in spans


def test_nothing_that_does_not_print_reaches_a_terminal_or_a_comment():
    text = RUDE[-1]
    for form in (tell.text, tell.markdown):
        found = replace(changes(SITE, SITE), address=(text, text))
        said = form(found, replace(BASE, name=text), words())
        assert all(one.isprintable() or one == "\n" for one in said)
        assert "\ufffd" in said


def test_a_comment_is_never_longer_than_github_takes():
    names = tuple(f"{'`' * 60}{number}{'x' * 200}" for number in range(300))
    one = changes(with_entries(), SITE)
    found = replace(
        one,
        news=tuple(replace(one.news[0], title=name, feeds=names) for name in names),
        entries=tuple(replace(one.entries[0], title=name) for name in names),
    )
    gone = replace(found, news=tuple(replace(each, kind=Kind.GONE) for each in found.news))
    for each in (found, gone):
        said = tell.markdown(each, replace(BASE, left_out=names), words())
        assert len(said) < 65_536
        assert re.search("^- and 27[0-9] more$", said, re.MULTILINE)
    problems = [Problem(Location(name, 1), "x", name) for name in names]
    assert len(tell.refusal(problems)) < 65_536


def test_a_refusal_names_errors_and_no_warnings():
    where = Location("content/incidents/a.md", 3)
    problems = [
        Problem(where, "bad", "@admin <b>"),
        Problem(where, "odd", "only odd", severity=Severity.WARNING),
    ]
    said = tell.refusal(problems)
    assert said.splitlines()[-1] == "- `content/incidents/a.md`, line 3: `@admin <b>`"
    assert "only odd" not in said


def test_the_facts_are_json_with_every_time_in_utc():
    found = changes(with_entries(), SITE)
    told = json.loads(json.dumps(tell.facts(found, BASE, words())))
    assert told["now"] == "2026-03-04T12:00:00Z"
    assert told["news"][0]["at"] == "2026-03-04T10:00:00Z"
    assert told["events"][0]["after"] == ["2026-03-05T12:00:00Z", "2026-03-05T14:00:00Z"]
    assert told["changes"] is True


# --- The look ------------------------------------------------------------------------------------


def of(more: str, *files: tuple[str, bytes]) -> str:
    sources = replace(SITE.sources, config=source("statusgen.yml", SITE.config + more))
    return look(parse(sources).site.config, files)


def test_a_look_is_made_of_theme_brand_and_files_and_of_no_place_in_a_file():
    blue = "brand:\n  colours:\n    accent: '#003366'\n"
    seen = {
        of(""),
        of(blue),
        of(blue.replace("colours", "dark")),
        of("theme: other\n"),
        of("", ("themes/default/assets/a.svg", b"a")),
        of("", ("themes/default/assets/a.svg", b"b")),
        of("brand: {logo: brand/a.svg}\n", ("brand/a.svg", b"a")),
        of("brand: {logo: brand/a.svg}\n", ("brand/a.svg", b"b")),
    }
    assert len(seen) == 8
    assert of(f"# a comment\n{blue}") == of(blue)
    moved = of("brand: {logo: b.svg}\n", ("b.svg", b"a"))
    assert moved == of("brand: {logo: brand/a.svg}\n", ("brand/a.svg", b"a"))


def with_settings(more: str) -> Side:
    return side_of(replace(SITE.sources, config=source("statusgen.yml", SITE.config + more)))


def test_links_of_a_brand_are_a_setting_and_no_look():
    found = compare(side(SITE), with_settings("brand: {home: 'https://shop.example/'}\n"))
    assert (found.settings, found.look) == (("brand",), False)


@pytest.mark.parametrize(
    "words", ["states: {under_maintenance: Planned work}\n", "statuses: {postmortem: Afterwards}\n"]
)
def test_words_that_nobody_reads_or_that_are_the_pages_own_change_nothing(words):
    found = compare(side(SITE), with_settings(words))
    assert (found.files, found.settings, found.visible) == ((), (), False)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_our_own_blanks_and_marks_are_not_shown_as_what_is_missing(language):
    """French has a no-break blank before a colon, and English stands apart among Arabic."""
    own = source("statusgen.yml", f"{SITE.config}language: {language}\n")
    after = side_of(replace(SITE.sources, config=own))
    before = side_of(replace(with_entries().sources, config=own))
    found = compare(before, after)
    for form in (tell.text, tell.markdown):
        said = form(found, BASE, after.edition.words)
        assert ("Recherche en cours : Slow" if language == "fr" else "Investigating: Slow") in said
        assert "\ufffd" not in said


def test_what_does_not_print_is_shown_as_missing():
    assert (
        printable("10\u202f% \u2066of\u2069\u3000it \u202e\x1b\u200b")
        == "10 % of it \ufffd\ufffd\ufffd"
    )
