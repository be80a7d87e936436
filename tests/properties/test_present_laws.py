"""Laws of what pages show: short ways say what the long ones would."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pages import Page
from tests.program import outputs
from tests.strategies import EntryText, SiteText, UpdateText, source

from statusgen import kitchen, markup
from statusgen.derive import derive
from statusgen.model import State, UpdateStatus
from statusgen.parse import parse
from statusgen.present import facts, pages
from statusgen.present.edition import Edition, Place
from statusgen.present.entries import card, line, view
from statusgen.sources import Sources
from statusgen.views import EntryView
from statusgen.words import Words

TEXTS = st.text(st.sampled_from("ab .&<>*#\n`[](1)|-\u00a0\u2028é"), max_size=60)
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC))


@cache
def edition() -> Edition:
    site = parse(kitchen.little()).site
    return Edition(derive(site, now=kitchen.NOW), Words.of(site.config))


@given(TEXTS)
def test_a_line_of_a_text_is_its_plain_form_without_line_breaks(text):
    prose, _ = markup.convert(text)
    assert line(prose.html) == " ".join(markup.plain(prose.html).split())


def test_a_line_of_each_real_text_is_its_plain_form_without_line_breaks(corpora):
    for file in sorted(corpora.glob("github/**/*.md"))[::8]:
        for part in file.read_text("utf-8").split("\n## "):
            prose, _ = markup.convert(part.partition("\n")[2])
            assert line(prose.html) == " ".join(markup.plain(prose.html).split())


@given(INSTANTS)
def test_a_moment_for_machines_is_in_utc_and_has_seconds_only_where_there_are_any(at):
    seconds = ":%S" if at.second else ""
    assert edition().moment(at).iso == f"{at:%Y-%m-%dT%H:%M{seconds}Z}"


@given(st.lists(INSTANTS, max_size=5))
def test_a_moment_is_the_same_whatever_was_asked_before(instants):
    words = edition().words
    for at in (*instants, *instants):
        assert edition().moment(at).text == words.moment(at)


SAID = st.text(st.sampled_from('ab <>&"\\/\n\x00\x1f\x7fé\u2028\ue002\U0001f600'), max_size=20)


@cache
def busy() -> Edition:
    site = parse(kitchen.everything("en-GB"), skip_broken=True).site
    return Edition(derive(site, now=kitchen.NOW), Words.of(site.config))


@given(SAID, SAID, st.integers(0, 1000), SAID)
def test_an_entry_as_data_is_what_encoding_all_of_it_gives(title, summary, number, site):
    now = busy()
    status = now.status
    config = replace(now.config, title=site)
    edition = Edition(replace(status, site=replace(status.site, config=config)), now.words)
    timeline = now.timelines[number % len(now.timelines)]
    timeline = replace(timeline, entry=replace(timeline.entry, title=title))
    text = facts.of_entry(edition, timeline, "incidents/a/", summary)
    data = json.loads(text)
    assert data.get("headline", data.get("name")) == title
    assert data["description"] == summary
    assert data["url"] == f"{config.url}incidents/a/"
    assert data.get("isPartOf", data.get("organizer"))["name"] == site
    whole = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        whole = whole.replace(character, escape)
    assert text == whole


def test_an_open_notice_is_no_sign_that_all_is_well():
    def sign(text: str) -> tuple[str, str]:
        config = (
            b"title: Shop\nurl: https://status.example/\ntimezone: Europe/London\ncomponents: []\n"
        )
        sources = Sources(
            config=source("statusgen.yml", config),
            incidents=(source("content/incidents/2026-03-01-letters.md", text.encode()),),
            maintenance=(),
        )
        now = datetime(2026, 3, 4, tzinfo=UTC)
        site = parse(sources).site
        found = Edition(derive(site, now=now), Words.of(site.config))
        return found.state().word, found.status.state.word

    notice = "---\ntitle: False letters\n---\n\n## 2026-03-01 08:00 Update\n\nNot from us.\n"
    assert sign(notice) == ("notice", "operational")
    assert sign(f"{notice}\n## 2026-03-01 09:00 Resolved\n\nOver.\n") == ("operational",) * 2
    assert sign(notice.replace("letters\n", "letters\nimpact: major\n")) == ("partial_outage",) * 2


def test_work_that_was_called_off_before_it_began_is_over_without_an_end():
    config = (
        b"title: Shop\nurl: https://status.example/\ntimezone: Europe/London\n"
        b"components: [{id: web, name: Website}]\n"
    )

    def told(*updates: str) -> tuple[bool, str | None, str | None]:
        text = (
            "---\ntitle: New tills\ncomponents: [web]\n"
            "starts: 2026-03-04 22:00\nends: 2026-03-05 02:00\n---\n\n"
            "## 2026-03-01 08:00 Scheduled\n\n"
        ) + "".join(f"## {one}\n\n" for one in updates)
        sources = Sources(
            config=source("statusgen.yml", config),
            incidents=(),
            maintenance=(source("content/maintenance/tills.md", text.encode()),),
        )
        site = parse(sources).site
        found = Edition(derive(site, now=datetime(2026, 3, 6, tzinfo=UTC)), Words.of(site.config))
        shown = card(found, found.timelines[0], Place.at(""))
        return shown.open, shown.ended.iso if shown.ended else None, shown.duration

    assert told("2026-03-03 10:00 Cancelled") == (False, None, None)
    assert told("2026-03-04 23:00 Cancelled") == (False, "2026-03-04T23:00Z", "1 hour")
    early = ("2026-03-04 20:00 In progress", "2026-03-04 21:00 Cancelled")
    assert told(*early) == (False, "2026-03-04T21:00Z", "1 hour")
    assert told() == (False, "2026-03-05T02:00Z", "4 hours")


def test_what_is_over_shows_each_component_as_the_worst_that_it_held_it_in():
    config = (
        b"title: Shop\nurl: https://status.example/\ntimezone: Europe/London\n"
        b"components: [{id: web, name: Website}, {id: app, name: App}]\n"
    )
    text = (
        "---\ntitle: Website slow\ncomponents: {web: degraded_performance}\n---\n\n"
        "## 2026-03-01 08:00 Investigating\n\n"
        "## 2026-03-01 09:00 Identified {web: major_outage, app: partial_outage}\n\n"
        "## 2026-03-01 10:00 Monitoring {web: operational, app: degraded_performance}\n\n"
        "## 2026-03-01 11:00 Resolved\n"
    )
    sources = Sources(
        config=source("statusgen.yml", config),
        incidents=(source("content/incidents/2026-03-01-web.md", text.encode()),),
        maintenance=(),
    )
    site = parse(sources).site

    def affected(hour: int) -> list[tuple[str, str]]:
        now = datetime(2026, 3, 1, hour, 30, tzinfo=UTC)
        found = Edition(derive(site, now=now), Words.of(site.config))
        shown = view(found, found.timelines[0], Place.at("")).affected
        return [(one.name, one.state.word) for one in shown]

    assert affected(10) == [("Website", "operational"), ("App", "degraded_performance")]
    assert affected(11) == [("Website", "major_outage"), ("App", "partial_outage")]


@pytest.mark.parametrize("over", [50, 51])
def test_a_component_lists_the_newest_fifty_of_what_is_over_and_leads_to_the_others(over):
    def report(number: int, *statuses: UpdateStatus) -> EntryText:
        began = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number)
        return EntryText(
            id=f"e{number}",
            title="Slow",
            states=(("web", State.DEGRADED_PERFORMANCE),),
            updates=tuple(
                UpdateText(at=began + timedelta(minutes=minutes), status=status)
                for minutes, status in enumerate(statuses)
            ),
        )

    begun, ended = UpdateStatus.INVESTIGATING, UpdateStatus.RESOLVED
    reports = (report(99, begun), *(report(number, begun, ended) for number in range(over)))
    files = outputs(SiteText(entries=reports).sources, datetime(2026, 3, 6, tzinfo=UTC))
    links = Page(files["components/web/index.html"]).links
    newest = [99, *reversed(range(over - 50, over))]
    assert [one for one in links if "/incidents/" in one] == [
        f"../../incidents/e{number}/" for number in newest
    ]
    # The first of them is in the head of every page.
    assert links.count("../../history/") == (1 if over == 50 else 2)


def test_a_theme_learns_the_year_of_a_page_and_where_in_it_each_month_stands():
    now = busy()
    site = Edition(now.status, now.words, defaultdict(str))
    every = pages.months(site)
    year = every[0][0][0]
    overview, whole = (pages.history(site, every, one) for one in (None, year))
    assert (overview.year, whole.year) == (None, str(year))
    months = [month for (of, month), _ in every if of == year]
    assert [one.anchor for one in whole.months] == [f"m-{year}-{month:02}" for month in months]
    for page in (overview, whole):
        leads = [f"{page.frame.root}history/{one.anchor[2:6]}/#{one.anchor}" for one in page.months]
        assert [one.href for one in page.months] == leads


def shown(entry: EntryText) -> EntryView:
    site = parse(SiteText(entries=(entry,)).sources).site
    found = Edition(derive(site, now=kitchen.NOW), Words.of(site.config))
    return view(found, found.timelines[0], Place.at(""))


OVER = UpdateText(at=datetime(2026, 3, 1, tzinfo=UTC), status=UpdateStatus.RESOLVED)


def test_each_table_of_a_text_scrolls_inside_a_box_that_a_keyboard_can_reach():
    table = "| Till | Opens |\n|--|--|\n| 1 | 9:00 |\n"
    body = f"Of `<table>` only words.\n\n{table}\nBetween.\n\n{table}"
    [update] = shown(EntryText(id="a", title="Slow", updates=(replace(OVER, body=body),))).updates
    box = (
        r'<div class="wide" role="group" aria-label="[^"]+" tabindex="0">(<table>.*?</table>)</div>'
    )
    bare, boxes = re.subn(box, r"\1", str(update.html), flags=re.DOTALL)
    assert (bare, boxes) == (markup.convert(body)[0].html, 2)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Cash and *cards*", "Cash and <em>cards</em>"),
        ("Cash.\n\nCards.", "<p>Cash.</p>\n<p>Cards.</p>"),
        ("* Cash", "<ul>\n<li>Cash</li>\n</ul>"),
        ("Cash:\n\n* coins", "<p>Cash:</p>\n<ul>\n<li>coins</li>\n</ul>"),
        ("> Cash\n\nAnd cards.", "<blockquote>\n<p>Cash</p>\n</blockquote>\n<p>And cards.</p>"),
    ],
)
def test_what_still_works_is_an_item_of_a_list_without_a_paragraph_of_its_own(text, html):
    entry = EntryText(id="a", title="Slow", updates=(OVER,), still_works=(text,))
    assert shown(entry).still_works == (html,)
