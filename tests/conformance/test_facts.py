"""Every form tells the same facts: states, times and components, over real and generated sites.

Each form is read by itself, as its readers do; what one says is compared with what the others say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import icalendar
from hypothesis import given, settings
from tests.conformance.feeds import ATOM
from tests.conformance.sites import Built, drawn
from tests.conformance.standards import SVG
from tests.conformance.test_feed_forms import items
from tests.strategies import sites_at_a_time

from statusgen.model import State, UpdateStatus
from statusgen.words import Words

_VOID = frozenset("area base br col hr img input link meta path source wbr".split())


class _Tree(HTMLParser):
    """Builds a tree of a page; `root` is it."""

    def __init__(self) -> None:
        super().__init__()
        self.root = ET.Element("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = ET.SubElement(self._open[-1], tag, attributes)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        last = self._open[-1]
        if len(last):
            last[-1].tail = (last[-1].tail or "") + data
        else:
            last.text = (last.text or "") + data


def page(site: Built, path: str) -> ET.Element:
    tree = _Tree()
    tree.feed(site.text(path))
    return tree.root


def text(element: ET.Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def one(words: str) -> str:
    return " ".join(words.split())


@dataclass(frozen=True)
class Told:
    """What is told of an entry: `updates` are (anchor, time), oldest first."""

    kind: str
    id: str
    title: str
    status: str
    components: frozenset[str]
    updates: tuple[tuple[str, datetime], ...]
    ended: datetime | None


def time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


# --- Reading each form ---------------------------------------------------------------------------


def in_pages(site: Built, words: Words) -> dict[str, Told]:
    """Read the entries' own pages; the words of statuses are the site's."""
    known = {words.status(status): status.value for status in UpdateStatus}
    found = {}
    for path in site.ending("/index.html"):
        kind, _, rest = path.partition("/")
        if kind not in ("incidents", "maintenance"):
            continue
        main = page(site, path).find(".//main")
        assert main is not None
        if main.find(".//dl") is None:
            continue  # the page of a report that cannot be shown
        facts = {
            text(pair.find("dt")): pair.find("dd")
            for pair in main.findall(".//dl[@class='facts']/div")
        }
        affected = facts.get(words.say("label.affected"))
        names = [] if affected is None else list(affected.iter("li"))
        ended = facts.get(words.say("label.ended"))
        end = None if ended is None else ended.find("time")
        found[path] = Told(
            kind=kind,
            id=rest.removesuffix("/index.html"),
            title=text(main.find(".//h1")),
            status=known[text(main.find(".//p[@class='sign']//strong"))],
            components=frozenset(_name(item) for item in names),
            updates=tuple(
                (update.get("id", ""), time(stamp.get("datetime", "")))
                for update in reversed(main.findall(".//article[@id]"))
                if (stamp := update.find("h3//time")) is not None
            ),
            ended=None if end is None else time(end.get("datetime", "")),
        )
    return found


def _name(item: ET.Element) -> str:
    """Read a component's name from a line that may have its state behind it."""
    link = item.find("a")
    return one((item.text or "") if link is None else text(link))


def in_api(site: Built) -> dict[str, Told]:
    found = {}
    for kind, field in (("incidents", "incidents"), ("maintenance", "scheduled_maintenances")):
        name = "scheduled-maintenances" if kind == "maintenance" else kind
        for entry in site.json(f"api/v2/{name}.json")[field]:
            updates = reversed(entry["incident_updates"])
            codes = entry["incident_updates"][0]["affected_components"] or []
            found[f"{kind}/{entry['id']}/index.html"] = Told(
                kind=kind,
                id=entry["id"],
                title=one(entry["name"]),
                status=entry["status"],
                components=frozenset(one(code["name"]) for code in codes),
                updates=tuple(
                    (update["id"].removeprefix(f"{entry['id']}-"), time(update["created_at"]))
                    for update in updates
                ),
                ended=time(entry["resolved_at"]) if _has_an_end(entry) else None,
            )
    return found


def _has_an_end(entry: dict[str, Any]) -> bool:
    """Tell whether a page says when an entry ended: not of work that was called off before."""
    ended, starts = entry["resolved_at"], entry.get("scheduled_for")
    if ended is None or starts is None:
        return ended is not None
    statuses = {one["status"] for one in entry["incident_updates"]}
    return ended > starts or not statuses.isdisjoint(("in_progress", "verifying"))


def in_shape(told: Told) -> str:
    """Return the status as Statuspage's shape can say it."""
    lost = ("cancelled", "postmortem") if told.kind == "maintenance" else ()
    return "completed" if told.status in lost else told.status


def in_calendar(site: Built) -> dict[str, tuple[Any, ...]]:
    events = icalendar.Calendar.from_ical(site.files["maintenance.ics"]).walk("VEVENT")
    return {
        str(event["uid"]).rpartition("@")[0]: (
            one(str(event["summary"])),
            event["dtstart"].dt,
            event["dtend"].dt,
            int(event["sequence"]),
            event["last-modified"].dt,
            str(event["status"]),
        )
        for event in events
    }


# --- Comparing -----------------------------------------------------------------------------------


def entries_agree(site: Built, words: Words) -> None:
    pages, api = in_pages(site, words), in_api(site)
    assert api.keys() <= pages.keys()
    assert len(api) == len(pages) or len(api) >= 50
    for path, told in api.items():
        here = pages[path]
        assert (told.title, told.status) == (here.title, in_shape(here)), path
        assert (told.components, told.updates) == (here.components, here.updates), path
        assert told.ended == here.ended, path

    every = [
        (f"{site.url}{path.removesuffix('index.html')}#{anchor}", at, told.title)
        for path, told in pages.items()
        for anchor, at in told.updates
    ]
    found = [(item.id, item.at, item.title) for item in items(site, "feed.xml")]
    newest = sorted((at for _, at, _ in every), reverse=True)[:50]
    assert [at for _, at, _ in found] == newest
    titles = {(id_, at): title for id_, at, title in every}
    for id_, at, title in found:
        assert one(title).endswith(f": {titles[id_, at]}")

    for entry in site.xml("history.atom").iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        told = pages[f"{link.get('href', '').removeprefix(site.url)}index.html"]
        assert one(entry.findtext(f"{ATOM}title") or "") == told.title
        stamps = [time(entry.findtext(f"{ATOM}{name}") or "") for name in ("published", "updated")]
        assert stamps == [told.updates[0][1], told.updates[-1][1]]


def minute_of(anchor: str) -> int:
    at = datetime.strptime(anchor[:16], "u-%Y%m%dT%H%MZ")
    return (at - datetime(2000, 1, 1)) // timedelta(minutes=1)


def calendar_agrees(site: Built, words: Words) -> None:
    pages, events = in_pages(site, words), in_calendar(site)
    work = site.json("api/v2/scheduled-maintenances.json")["scheduled_maintenances"]
    assert len(events) == min(len(work), 50)
    for planned in work:
        if planned["id"] in events:
            told = pages[f"maintenance/{planned['id']}/index.html"]
            over = {"cancelled": "CANCELLED"}.get(told.status, "CONFIRMED")
            if told.status == "postmortem":
                over = events[planned["id"]][5]
            # An update counts three, or one where its window has written it, and the minute of the
            # newest that somebody wrote 32.
            number = events[planned["id"]][3] - 3 * (len(told.updates) - 1)
            minutes = {minute_of(anchor) for anchor, _ in told.updates}
            assert {number + lost for lost in (0, 2, 4)} & {32 * minute for minute in minutes}
            title = words.say("calendar.event_title", title=told.title)
            if over == "CANCELLED":
                status = words.status(UpdateStatus.CANCELLED)
                title = words.say("feed.item_title", status=status, title=told.title)
            assert events[planned["id"]] == (
                one(title),
                time(planned["scheduled_for"]),
                time(planned["scheduled_until"]),
                events[planned["id"]][3],
                told.updates[-1][1],
                over,
            )


def states_agree(site: Built, words: Words) -> None:
    front = page(site, "index.html")
    rows = {
        text(row.find("p/a")): text(row.find("span[@class]"))
        for row in front.findall(".//ul[@class='rows']/li")
    }
    listed = squeezed(site.text("status.txt"))
    for component in site.json("api/v2/components.json")["components"]:
        if component["group"]:
            continue
        name, label = one(component["name"]), words.state(State[component["status"].upper()])
        own = page(site, f"components/{component['id']}/index.html")
        assert rows.pop(name) == one(label)
        assert text(own.find(".//main//h1")) == name
        assert text(own.find(".//main//p[@class='sign']/strong")) == one(label)
        badge = site.xml(f"components/{component['id']}/badge.svg")
        assert [one(part.text or "") for part in badge.iter(f"{SVG}text")] == [name, one(label)]
        assert squeezed(f"- {words.say('text.service', name=name, state=label)}") in listed
    assert rows == {}


def squeezed(words: str) -> str:
    """Leave out all blanks: a long word may be broken in a terminal."""
    return "".join(words.split())


def headline_agrees(site: Built) -> None:
    build = site.json("build.json")
    headline = one(build["headline"])
    assert text(page(site, "index.html").find(".//h1")) == headline
    assert headline in text(page(site, "404.html").find(".//main"))
    assert squeezed(site.text("status.txt").split("\n=")[0]) == squeezed(headline)
    front = page(site, "index.html").find(".//main/header")
    assert front is not None
    noticed = site.json("api/v2/incidents/unresolved.json")["incidents"]
    sign = "notice" if noticed and build["state"] == "operational" else build["state"]
    assert f"s-{sign}" in front.get("class", "").split()
    if build["strip"] is not None:
        assert one(build["strip"]["headline"]) == headline
        assert headline in one(text(_fragment(site)))


def _fragment(site: Built) -> ET.Element:
    tree = _Tree()
    tree.feed(site.text("embed.html"))
    return tree.root


def words_of(site: Built) -> Words:
    return Words.of(site.plan.status.site.config)


def test_all_forms_agree_on_entries_updates_times_and_components(site: Built):
    entries_agree(site, words_of(site))


def test_the_calendar_agrees_with_pages_and_api(site: Built):
    calendar_agrees(site, words_of(site))


def test_pages_api_badges_and_texts_agree_on_each_components_state(shop: Built, foreign: Built):
    states_agree(shop, words_of(shop))
    states_agree(foreign, words_of(foreign))


def test_all_forms_have_the_same_headline(site: Built):
    headline_agrees(site)


@settings(max_examples=40)
@given(sites_at_a_time())
def test_generated_sites_say_the_same_in_every_form(found):
    site = drawn(*found)
    words = words_of(site)
    entries_agree(site, words)
    calendar_agrees(site, words)
    states_agree(site, words)
    headline_agrees(site)
