"""One update is one item, and says the same in each form of each feed that it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import feedparser
import icalendar
import pytest
from hypothesis import given, settings
from tests.conformance.feeds import ATOM
from tests.conformance.sites import Built, built, drawn, write
from tests.strategies import sites_at_a_time

FILES = {
    "statusgen.yml": """
title: Shop & status
url: https://status.example/sub/
timezone: Europe/London
groups:
  - id: shops
    name: Shops
    components: [{id: tills, name: Tills}, {id: cards, name: Cards}]
  - {id: offices, name: Offices, components: [{id: phones, name: Phones}]}
""",
    "content/incidents/cards.md": """---
title: Cards & "phones" fail
components: {cards: partial_outage}
still_works: [Cash **works**., "So does [the app](https://app.example/)."]
what_to_do: "Pay in cash, see [help](/help)."
data_safe: It is.
---

Some cards do not work.

## 2026-06-18 17:30 Investigating {next_update: 2026-06-18 19:00}

We are looking.

* one
* two

## 2026-06-18 18:00 Identified {tills: degraded_performance}

It is [this](../maintenance/website.md) & <b>that</b>.

## 2026-06-18 19:09 Resolved

It works again.

## 2026-06-19 10:00 Postmortem

It was a cable.
""",
    "content/maintenance/website.md": """---
title: New tills
components: [tills]
starts: 2026-07-16 13:00
ends: 2026-07-16 17:00
---

## 2026-06-01 09:00 Scheduled

We bring them.
""",
    "content/maintenance/night.md": """---
title: Night work
components: [phones]
starts: 2026-06-30 23:00
ends: 2026-07-01 02:00
---

## 2026-06-02 09:00 Scheduled

## 2026-06-03 09:00 Cancelled

Not now.
""",
}
URL = "https://status.example/sub/"
CARDS = f"{URL}incidents/cards/#u-"
TILLS = f"{URL}maintenance/website/#u-"


@dataclass(frozen=True)
class Item:
    id: str
    link: str
    title: str
    at: datetime
    html: str


def items(site: Built, path: str) -> list[Item]:
    """Read the items of a feed, whatever its form."""
    return list(_items(site, path))


def _items(site: Built, path: str) -> Iterator[Item]:
    if path.endswith(".json"):
        for one in site.json(path)["items"]:
            at = datetime.fromisoformat(one["date_published"])
            yield Item(one["id"], one["url"], one["title"], at, one["content_html"])
        return
    root = site.xml(path)
    for item in root.iter("item"):
        said = [item.findtext(name) or "" for name in ("guid", "link", "title")]
        at = parsedate_to_datetime(item.findtext("pubDate") or "")
        yield Item(*said, at, item.findtext("description") or "")
    for entry in root.iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        yield Item(
            entry.findtext(f"{ATOM}id") or "",
            link.get("href", ""),
            entry.findtext(f"{ATOM}title") or "",
            datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or ""),
            entry.findtext(f"{ATOM}content") or "",
        )


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(write(tmp_path_factory.mktemp("feeds"), FILES), "2026-07-20 12:00")


def test_all_forms_of_a_feed_say_the_same(site: Built):
    for path in ("feed.xml", *site.ending("/feed.xml")):
        stem = path.removesuffix("xml")
        rss = items(site, path)
        assert rss == items(site, f"{stem}atom") == items(site, f"{stem}json")
        assert [one.at for one in rss] == sorted((one.at for one in rss), reverse=True)
        assert all(one.id == one.link for one in rss)


def test_there_is_a_feed_of_the_site_of_each_group_and_of_each_component(feeds: Built):
    folders = ["", "groups/shops/", "groups/offices/", "components/tills/"]
    folders += ["components/cards/", "components/phones/"]
    names = ("feed.xml", "feed.atom", "feed.json")
    expected = {f"{folder}{name}" for folder in folders for name in names}
    found = set(feeds.ending("feed.xml", "feed.atom", "feed.json"))
    assert found == expected


def test_the_feed_of_the_site_has_every_update_and_the_work_as_it_comes(feeds: Built):
    assert [(one.id, one.title) for one in items(feeds, "feed.xml")] == [
        (f"{TILLS}20260716T1600Z", "Completed: New tills"),
        (f"{TILLS}20260716T1200Z", "In progress: New tills"),
        (f"{CARDS}20260619T0900Z", 'Postmortem: Cards & "phones" fail'),
        (f"{CARDS}20260618T1809Z", 'Resolved: Cards & "phones" fail'),
        (f"{CARDS}20260618T1700Z", 'Identified: Cards & "phones" fail'),
        (f"{CARDS}20260618T1630Z", 'Investigating: Cards & "phones" fail'),
        (f"{URL}maintenance/night/#u-20260603T0800Z", "Cancelled: Night work"),
        (f"{URL}maintenance/night/#u-20260602T0800Z", "Scheduled: Night work"),
        (f"{TILLS}20260601T0800Z", "Scheduled: New tills"),
    ]


def test_a_components_feed_begins_at_the_first_update_that_names_it(feeds: Built):
    every = items(feeds, "feed.xml")
    assert items(feeds, "components/cards/feed.xml") == every[2:6]
    assert items(feeds, "components/tills/feed.xml") == [*every[:5], every[8]]
    assert items(feeds, "groups/shops/feed.xml") == [*every[:6], every[8]]
    assert items(feeds, "groups/offices/feed.xml") == every[6:8]


def test_an_item_opens_with_what_customers_need_first_while_it_is_true(feeds: Built):
    *_, postmortem, resolved, _, first, _, _, _ = items(feeds, "feed.json")
    data_safe = "<p><strong>Is my data safe?</strong></p><p>It is.</p>"
    assert first.html == (
        "<p><strong>What to do</strong></p>"
        '<p>Pay in cash, see <a href="https://status.example/help">help</a>.</p>\n'
        "<p><strong>What still works</strong></p><ul><li><p>Cash <strong>works</strong>.</p></li>"
        '<li><p>So does <a href="https://app.example/">the app</a>.</p></li></ul>\n'
        f"{data_safe}\n"
        "<p>We are looking.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        "<p>Next update by 18 June 2026, 19:00 BST</p>"
    )
    assert resolved.html == f"{data_safe}\n<p>It works again.</p>"
    assert postmortem.html == f"{data_safe}\n<p>It was a cable.</p>"


def test_an_item_of_planned_work_says_when_it_is_until_the_work_is_done(feeds: Built):
    done, begun, *_, cancelled, announced, first = items(feeds, "feed.json")
    july = "<p>Planned for 16 July 2026, 13:00 – 17:00 BST</p>\n"
    assert first.html == f"{july}<p>We bring them.</p>"
    assert begun.html == f"{july}<p>The planned work has started.</p>"
    assert done.html == "<p>The planned work is finished.</p>"
    june = "<p>Planned for 30 June 2026, 23:00 – 1 July 2026, 02:00 BST</p>"
    assert announced.html == june
    # Of several alike it says which one does not take place.
    assert cancelled.html == f"{june}\n<p>Not now.</p>"


def test_items_of_a_site_from_right_to_left_run_that_way_in_any_reader(
    foreign: Built, feeds: Built
):
    for form in ("xml", "atom", "json"):
        for item in items(foreign, f"feed.{form}"):
            assert item.html.startswith('<div dir="rtl">')
            assert item.html.endswith("</div>")
        assert not [one for one in items(feeds, f"feed.{form}") if "dir=" in one.html]
    # Readers keep it when they clean what they show.
    for entry in feedparser.parse(foreign.files["feed.atom"]).entries:
        assert '<div dir="rtl">' in entry.content[0].value


def test_a_telephone_number_keeps_its_order_from_right_to_left_in_every_file(tmp_path):
    """Feedparser drops the element that keeps it, and a plain text has none."""
    files = {
        "statusgen.yml": "title: متجر\nurl: https://status.example/\ntimezone: UTC\nlanguage: ar\n"
        "components: [{id: web, name: موقع}]\n",
        "content/maintenance/a.md": "---\ntitle: عمل\ncomponents: [web]\nstarts: 2026-06-18 20:00\n"
        "ends: 2026-06-18 22:00\n---\n\n## 2026-06-18 10:00 Scheduled\n\n"
        "اتصل على 0808 157 0123 من فضلك.\n",
    }
    site = built(write(tmp_path, files), "2026-06-18T12:00Z")
    kept = "على \u20660808 157 0123\u2069 من"
    for path in ("feed.xml", "feed.atom", "history.rss", "history.atom"):
        [entry] = feedparser.parse(site.files[path]).entries
        assert kept in entry.summary, path
    assert kept in site.json("feed.json")["items"][0]["content_html"]
    [work] = site.json("api/v2/scheduled-maintenances.json")["scheduled_maintenances"]
    assert kept in work["incident_updates"][0]["body"]
    [event] = icalendar.Calendar.from_ical(site.files["maintenance.ics"]).walk("VEVENT")
    assert kept in event["description"]
    for path in ("status.txt", "index.md"):
        assert kept in site.text(path)


def test_a_feed_without_items_is_of_the_epoch(quiet: Built):
    assert quiet.xml("feed.atom").findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert quiet.xml("feed.xml").find(".//lastBuildDate") is None
    assert quiet.xml("history.rss").find(".//lastBuildDate") is None
    assert quiet.json("feed.json")["items"] == []


def test_a_feed_is_as_new_as_its_newest_item(feeds: Built):
    for path in feeds.ending("feed.xml"):
        newest = items(feeds, path)[0].at
        last = feeds.xml(path).findtext(".//lastBuildDate") or ""
        assert parsedate_to_datetime(last) == newest
        updated = feeds.xml(path.replace(".xml", ".atom")).findtext(f"{ATOM}updated") or ""
        assert datetime.fromisoformat(updated) == newest


def test_a_feed_holds_the_newest_fifty_and_history_the_newest_twenty_five(github: Built):
    assert [len(items(github, f"feed.{form}")) for form in ("xml", "atom", "json")] == [50, 50, 50]
    assert [len(items(github, f"history.{form}")) for form in ("rss", "atom")] == [25, 25]


# --- Statuspage's shape --------------------------------------------------------------------------

RESOLVED = (
    "<p><small>Jun <var data-var='date'>19</var>, <var data-var='time'>09:00</var> UTC</small><br>"
    "<strong>Postmortem</strong> - It was a cable.</p>"
    "<p><small>Jun <var data-var='date'>18</var>, <var data-var='time'>18:09</var> UTC</small><br>"
    "<strong>Resolved</strong> - It works again.</p>"
    "<p><small>Jun <var data-var='date'>18</var>, <var data-var='time'>17:00</var> UTC</small><br>"
    "<strong>Identified</strong> - It is this "
    "(https://status.example/sub/maintenance/website/) &amp; that.</p>"
    "<p><small>Jun <var data-var='date'>18</var>, <var data-var='time'>16:30</var> UTC</small><br>"
    "<strong>Investigating</strong> - We are looking.<br><br>- one<br>- two</p>"
)
SCHEDULED = (
    "<p><strong>THIS IS A SCHEDULED EVENT Jul <var data-var='date'>16</var>, "
    "<var data-var='time'>12:00</var> - <var data-var='time'>16:00</var> UTC</strong></p>"
    "<p><small>Jun <var data-var='date'>1</var>, <var data-var='time'>08:00</var> UTC</small><br>"
    "<strong>Scheduled</strong> - We bring them.</p>"
)


def test_history_has_one_item_for_each_entry_with_its_updates_newest_first(feeds: Built):
    for path in ("history.rss", "history.atom"):
        [cards] = [one for one in items(feeds, path) if "cards" in one.id]
        assert cards.title == 'Cards & "phones" fail'
        assert cards.html == RESOLVED
        assert cards.link == f"{URL}incidents/cards/"


def test_history_atom_has_statuspages_ids(feeds: Built):
    root = feeds.xml("history.atom")
    assert root.findtext(f"{ATOM}id") == "tag:status.example,2005:/history"
    assert [one.id for one in items(feeds, "history.atom")] == [
        f"tag:status.example,2005:Incident/{name}" for name in ("cards", "night", "website")
    ]
    assert [one.id for one in items(feeds, "history.rss")] == [
        f"{URL}{path}/" for path in ("incidents/cards", "maintenance/night", "maintenance/website")
    ]


def test_history_tells_of_an_old_report_when_there_is_news_of_it(tmp_path):
    short = (
        "---\ntitle: Short\ncomponents: {tills: partial_outage}\n---\n\n## {} Resolved\n\nIt was.\n"
    )
    files = {
        f"content/incidents/short-{day}.md": short.replace("{}", f"2026-07-{day:02} 09:00")
        for day in range(1, 26)
    }
    lasting = short.replace("{} Resolved", "2026-06-01 09:00 Investigating")
    for name, text, found in (
        ("silent", lasting, False),
        ("told", f"{lasting}\n## 2026-07-26 09:00 Resolved\n\nOver.\n", True),
    ):
        files["content/incidents/lasting.md"] = text
        site = write(tmp_path / name, {"statusgen.yml": FILES["statusgen.yml"], **files})
        history = built(site, "2026-07-27 12:00", only="history.")
        for path in ("history.rss", "history.atom"):
            ids = [one.id for one in items(history, path)]
            assert len(ids) == 25
            # In the order in which they began, as Statuspage has it.
            assert ids[-1].strip("/").endswith("lasting") is found


def test_history_says_of_planned_work_when_it_is(tmp_path):
    ahead = built(write(tmp_path, FILES), "2026-06-01 12:00")
    [item] = ahead.xml("history.rss").iter("item")
    assert [child.tag for child in item] == [
        "title", "description", "pubDate", "maintenanceEndDate", "link", "guid",
    ]  # fmt: skip
    assert item.findtext("description") == SCHEDULED
    assert item.findtext("pubDate") == "Thu, 16 Jul 2026 12:00:00 GMT"
    assert item.findtext("maintenanceEndDate") == "Thu, 16 Jul 2026 16:00:00 GMT"
    assert ahead.xml("history.rss").findtext(".//lastBuildDate") == "Mon, 01 Jun 2026 08:00:00 GMT"


def test_a_window_over_midnight_says_both_days(feeds: Built):
    [night] = [one for one in items(feeds, "history.atom") if "night" in one.id]
    assert night.html.startswith(
        "<p><strong>THIS IS A SCHEDULED EVENT Jun <var data-var='date'>30</var>, "
        "<var data-var='time'>22:00</var> - Jul <var data-var='date'>1</var>, "
        "<var data-var='time'>01:00</var> UTC</strong></p>"
    )


def test_history_is_in_english_whatever_the_sites_language(foreign: Built):
    [cards] = [one for one in items(foreign, "history.rss") if "tills" in one.id]
    assert cards.html.startswith(
        "<p><small>Mar <var data-var='date'>4</var>, <var data-var='time'>08:00</var> UTC</small>"
        "<br><strong>Investigating</strong> - "
    )


@settings(max_examples=25)
@given(sites_at_a_time())
def test_generated_sites_say_the_same_in_all_forms(found):
    test_all_forms_of_a_feed_say_the_same(drawn(*found, "feed.xml", "feed.atom", "feed.json"))


def test_every_feed_names_the_hubs_that_are_told_of_it_and_no_page_does(tmp_path):
    hub = "https://hub.example/a&b"
    config = FILES["statusgen.yml"] + f"tell: {{websub: ['{hub}']}}\n"
    site = built(write(tmp_path, {**FILES, "statusgen.yml": config}), "2026-07-20 12:00")
    for path in site.ending("feed.xml", "feed.atom", "history.rss", "history.atom"):
        links = [one for one in site.xml(path).iter(f"{ATOM}link") if one.get("rel") == "hub"]
        assert [one.get("href") for one in links] == [hub], path
        assert [one for one in site.xml(path).iter(f"{ATOM}link") if one.get("rel") == "self"]
    for path in site.ending("feed.json"):
        assert site.json(path)["hubs"] == [{"type": "WebSub", "url": hub}]
    assert not [path for path in site.ending(".html") if "hub.example" in site.text(path)]


def test_a_site_without_hubs_names_none(feeds: Built):
    assert not [
        path for path in feeds.ending(".xml", ".atom", ".rss") if 'rel="hub"' in feeds.text(path)
    ]
    assert "hubs" not in feeds.json("feed.json")


@pytest.mark.parametrize("language", ["en-GB", "he"])
def test_an_update_that_says_nothing_has_no_empty_element(tmp_path, language):
    """Of one some readers make an object, or an element of their own."""
    entry = "---\ntitle: Slow\ncomponents: {tills: partial_outage}\n---\n\n"
    files = {
        "statusgen.yml": f"{FILES['statusgen.yml']}language: {language}\n",
        "content/incidents/slow.md": f"{entry}## 2026-06-18 17:30 Investigating\n",
    }
    site = built(write(tmp_path, files), "2026-06-18T18:00Z")
    [item] = site.xml("feed.xml").iter("item")
    assert {child.tag for child in item} == {"title", "link", "guid", "pubDate"}
    [one] = site.xml("feed.atom").iter(f"{ATOM}entry")
    names = {child.tag.removeprefix(ATOM) for child in one}
    assert names == {"id", "title", "link", "published", "updated"}
    assert [one.html for one in items(site, "feed.json")] == [""]
