"""Subscribers are told each thing once: an edit never notifies again, a new update always does.

Builds before and after an edit are compared, by the ids that readers go by and by what two real
readers make of them.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import feedparser
import pytest
from tests.conformance.feeds import ATOM
from tests.conformance.hosting import host
from tests.conformance.sites import ROOT, Built, built, write

NOW = "2026-03-02 12:00"
CONFIG = """
title: Shop status
url: https://status.example/sub/
timezone: Europe/London
groups:
  - id: shops
    name: Shops
    components: [{id: tills, name: Tills}, {id: cards, name: Cards}]
components: [{id: web, name: Website}]
"""
INCIDENT = """---
title: Cards fail in some shops
components: {cards: partial_outage}
still_works: [Cash works.]
what_to_do: Pay in cash.
---

Some cards do not work.

## 2026-03-01 08:00 Investigating

We are looking.

## 2026-03-01 09:00 Identified {tills: degraded_performance}

It is the *cables*.

## 2026-03-01 10:00 Resolved

It works again.
"""
WORK = """---
title: New website
components: [web]
starts: 2026-03-02 10:00
ends: 2026-03-02 11:00
---

## 2026-03-01 18:00 Scheduled

We move the website.
"""
FILES = {
    "statusgen.yml": CONFIG,
    "content/incidents/cards.md": INCIDENT,
    "content/maintenance/website.md": WORK,
}
CARDS, WEBSITE = "content/incidents/cards.md", "content/maintenance/website.md"


def turned(text: str) -> str:
    """Write the updates of an entry newest first."""
    first, *updates = text.split("\n## ")
    return "\n## ".join([first, *(f"{one.strip()}\n" for one in reversed(updates))])


EDITS: Mapping[str, Mapping[str, str]] = {
    "title": {CARDS: INCIDENT.replace("Cards fail in some", "Cards were refused in eleven")},
    "text": {CARDS: INCIDENT.replace("It is the *cables*.", "It is a cable, in [Leeds](/leeds).")},
    "opening": {CARDS: INCIDENT.replace("Some cards do not work.", "")},
    "advice": {CARDS: INCIDENT.replace("Cash works.", "Cash and vouchers work.").replace(
        "what_to_do: Pay in cash.\n", "data_safe: Yes.\n")},
    "state": {CARDS: INCIDENT.replace("{cards: partial_outage}", "{cards: major_outage}")},
    "impact": {CARDS: INCIDENT.replace("components:", "impact: critical\ncomponents:")},
    "promise": {CARDS: INCIDENT.replace("degraded_performance}",
        "degraded_performance, next_update: 2026-03-01 11:00}")},
    "order of updates": {CARDS: turned(INCIDENT), WEBSITE: turned(WORK)},
    "corrected time": {CARDS: INCIDENT.replace(
        "09:00 Identified {", "08:50 Identified {was_at: 2026-03-01 09:00, ")},
    "words of the update": {CARDS: INCIDENT.replace("Identified", "Monitoring")},
    "names": {"statusgen.yml": CONFIG.replace("Cards", "Card payments").replace("Shop", "Store")},
    "language": {"statusgen.yml": CONFIG + "language: de\nstatuses: {resolved: Behoben}\n"},
    "zone": {"statusgen.yml": CONFIG.replace("Europe/London", "Africa/Abidjan")},
    "window": {WEBSITE: WORK.replace("ends: 2026-03-02 11:00", "ends: 2026-03-02 13:00")
        .replace("moving", "moving all of")},
    "folder": {CARDS: "", "content/incidents/2026/cards.md": INCIDENT},
}  # fmt: skip


def made(folder: Path, changed: Mapping[str, str] = {}, now: str = NOW) -> Built:
    """Build the site with some files changed; an empty text is no file."""
    files = {path: text for path, text in {**FILES, **changed}.items() if text}
    return built(write(folder, files), now)


def ids(site: Built) -> dict[str, list[str]]:
    """Give the ids of every feed, in order."""
    found = {}
    for path in site.ending("feed.xml", "history.rss"):
        found[path] = [item.findtext("guid") or "" for item in site.xml(path).iter("item")]
    for path in site.ending(".atom"):
        entries = site.xml(path).iter(f"{ATOM}entry")
        found[path] = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    for path in site.ending("feed.json"):
        found[path] = [item["id"] for item in site.json(path)["items"]]
    return found


@pytest.mark.parametrize("edit", [name for name in EDITS if name != "window"])
def test_an_edit_changes_no_id_in_any_feed(edit: str, tmp_path: Path):
    before, after = made(tmp_path / "a"), made(tmp_path / "b", EDITS[edit])
    # All but the move into another folder is seen by readers.
    assert (before.files["feed.xml"] == after.files["feed.xml"]) is (
        edit in ("order of updates", "folder", "opening", "state", "impact", "zone")
    )
    assert ids(after) == ids(before)


def test_a_longer_window_takes_back_only_that_the_work_is_finished(tmp_path: Path):
    before, after = made(tmp_path / "a"), made(tmp_path / "b", EDITS["window"])
    gone = "https://status.example/sub/maintenance/website/#u-20260302T1100Z"
    for path, found in ids(before).items():
        assert ids(after)[path] == [one for one in found if one != gone]


NEXT = "\n## 2026-03-02 11:30 Postmortem\n\nIt was a cable.\n"
NEW = "https://status.example/sub/incidents/cards/#u-20260302T1130Z"


def test_a_new_update_is_one_new_item_in_each_feed_that_it_is_of(tmp_path: Path):
    before = made(tmp_path / "a")
    after = made(tmp_path / "b", {CARDS: INCIDENT + NEXT})
    concerned = ("", "groups/shops/", "components/cards/", "components/tills/")
    for path, found in ids(before).items():
        folder, _, name = path.rpartition("/")
        told = name.startswith("feed") and f"{folder}/".lstrip("/") in concerned
        assert ids(after)[path] == [NEW] * told + found


def test_an_update_that_becomes_visible_by_time_alone_is_told_too(tmp_path: Path):
    before = made(tmp_path / "a", {CARDS: INCIDENT + NEXT}, now="2026-03-02 11:29:59")
    after = made(tmp_path / "b", {CARDS: INCIDENT + NEXT}, now="2026-03-02 11:30")
    assert ids(after)["feed.xml"] == [NEW, *ids(before)["feed.xml"]]


def test_an_hour_later_without_news_no_byte_differs_but_in_build_json(shop: Built):
    later = built(ROOT, "2026-11-22T19:00Z")
    assert later.plan.status.valid_until == shop.plan.status.valid_until
    changed = {path for path in later.files if later.files[path] != shop.files.get(path)}
    assert changed == {"build.json"}
    assert set(later.files) == set(shop.files)


# --- Real readers --------------------------------------------------------------------------------


Reload = Callable[..., int]


@pytest.fixture
def unread(part: Callable[[str], Path], tmp_path: Path) -> Reload:
    """Reload addresses in newsboat and count what nobody has read; `memory` names its memory."""
    (tmp_path / "config").write_text("auto-reload no\n")

    def reload(*addresses: str, memory: str = "") -> int:
        (tmp_path / "urls").write_text("".join(f"{one}\n" for one in addresses))
        files = ["-u", "urls", "-c", f"cache{memory}.db", "-C", "config"]
        result = subprocess.run(
            [part("newsboat"), *files, "-x", "reload", "print-unread"],
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        )
        count = re.fullmatch(r"(\d+) unread articles\n", result.stdout)
        assert count, result
        return int(count[1])

    return reload


@pytest.mark.needs("newsboat")
@pytest.mark.parametrize("name", ["feed.xml", "feed.atom", "components/cards/feed.xml"])
def test_newsboat_shows_no_edit_as_new_and_each_new_update_once(
    unread: Reload, tmp_path: Path, name: str
):
    with host(made(tmp_path / "first").files) as served:
        address = served.address + name
        first = unread(address)
        for edit in EDITS.keys() - {"window"}:
            served.files = made(tmp_path / edit, EDITS[edit]).files
            assert unread(address) == first, edit
        for _ in range(2):
            served.files = made(tmp_path / "next", {CARDS: INCIDENT + NEXT}).files
            assert unread(address) == first + 1


@pytest.mark.needs("newsboat")
def test_newsboat_reads_every_item_of_every_form(unread: Reload, site: Built):
    found = ids(site)
    with host(site.files) as served:
        for number, path in enumerate(("feed.xml", "feed.atom", "history.rss", "history.atom")):
            assert unread(served.address + path, memory=str(number)) == len(found[path])


@pytest.mark.needs("newsboat")
def test_who_follows_the_site_and_a_component_reads_each_update_once(
    unread: Reload, tmp_path: Path
):
    site = made(tmp_path / "site")
    with host(site.files) as served:
        names = ["feed.xml", "components/cards/feed.xml", "groups/shops/feed.atom"]
        count = unread(*(served.address + name for name in names))
    assert count == len(ids(site)["feed.xml"])


def test_feedparser_sees_the_same_ids_whichever_form_it_is_given(site: Built):
    for path in site.ending("feed.xml"):
        of_rss = [entry.id for entry in feedparser.parse(site.files[path]).entries]
        of_atom = feedparser.parse(site.files[path.removesuffix("xml") + "atom"]).entries
        assert of_rss == [entry.id for entry in of_atom] == ids(site)[path]
