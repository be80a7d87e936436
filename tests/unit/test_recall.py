"""What is kept of entries: an index and drawers, and what becomes of a run where one is lost."""

import pytest
from tests.strategies import SiteText, source

from statusgen.cache import FOLDER, Shelf
from statusgen.derive import derive
from statusgen.model import Site
from statusgen.parse import parse
from statusgen.parse.components import Known
from statusgen.parse.config import parse_config
from statusgen.parse.late import LateIncident, LateMaintenance
from statusgen.recall import Recall
from statusgen.sources import Source, Sources

CONFIG = source("statusgen.yml", SiteText(alone=("web", "app")).config)
OVER = """---
title: {title}
components: {{web: partial_outage}}
---

## {month}-03 10:00 Investigating

We look.

## {month}-03 11:00 Resolved

It works.
"""
WORK = """---
title: New servers
components: [web]
starts: 2025-01-04 10:00
ends: 2025-01-04 12:00
---

## 2025-01-03 10:00 Scheduled

We put up new servers.

## 2025-01-04 12:00 Completed

They run.
"""


def entry(month: str, title: str = "Website slow") -> Source:
    return source(f"content/incidents/{month}-03-web.md", OVER.format(month=month, title=title))


def sources(*incidents: Source) -> Sources:
    return Sources(config=CONFIG, incidents=incidents, maintenance=())


def recalled(
    shelf: Shelf | None, read: Sources, *, skip_broken: bool = False
) -> tuple[Recall, Site, int]:
    config = parse_config(read.config)
    recall = Recall(shelf, read, Known.of(config[0]))
    unknown = recall.unknown
    recall.learn(processes=1)
    site = parse(read, skip_broken=skip_broken, known=config, entry=recall.entry).site
    return recall, site, unknown


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path, "an engine")


@pytest.fixture
def files(tmp_path):
    return tmp_path / FOLDER


def test_what_is_over_is_known_by_its_outline_until_somebody_asks_for_more(shelf):
    read = sources(entry("2025-01"), entry("2025-02"))
    recalled(shelf, read)[0].keep()
    _, site, unknown = recalled(shelf, read)
    assert unknown == 0
    assert all(isinstance(one, LateIncident) for one in site.incidents)
    assert [one.outline and one.outline.named for one in site.incidents] == [("web",), ("web",)]


def test_a_drawer_holds_a_month_and_only_those_that_changed_are_written(shelf, files):
    recalled(shelf, sources(entry("2025-01"), entry("2025-02")))[0].keep()
    assert {one.name for one in files.glob("entries*")} == {
        "entries",
        "entries-2025-01",
        "entries-2025-02",
    }
    before = {one.name: one.stat().st_ino for one in files.glob("entries*")}
    recalled(shelf, sources(entry("2025-01"), entry("2025-02", "Website down")))[0].keep()
    after = {one.name: one.stat().st_ino for one in files.glob("entries*")}
    assert {name for name, number in after.items() if number != before[name]} == {
        "entries",
        "entries-2025-02",
    }


@pytest.mark.parametrize("damage", [None, b"", b"statusgen cache 2\nnonsense"])
def test_of_a_lost_drawer_the_files_are_read_again_and_it_is_filled_again(shelf, files, damage):
    read = sources(entry("2025-01"), entry("2025-02"))
    recalled(shelf, read)[0].keep()
    drawer = files / "entries-2025-01"
    whole = shelf.load(drawer.name)
    drawer.unlink()
    if damage is not None:
        drawer.write_bytes(damage)
    recall, site, unknown = recalled(shelf, read)
    assert unknown == 0
    assert site == parse(read).site
    assert site.incidents[0].title == "Website slow"
    recall.keep()
    assert shelf.load(drawer.name) == whole


def test_a_drawer_of_an_earlier_time_gives_no_words_that_stand_there_no_more(shelf, files):
    drawer = files / "entries-2025-01"
    recalled(shelf, sources(entry("2025-01")))[0].keep()
    old = drawer.rename(files / "old")
    new = sources(entry("2025-01", "Website down"))
    recalled(shelf, new)[0].keep()
    whole = shelf.load(drawer.name)
    old.replace(drawer)
    recall, site, unknown = recalled(shelf, new)
    assert unknown == 0
    assert site == parse(new).site
    assert site.incidents[0].updates == parse(new).site.incidents[0].updates
    recall.keep()
    assert shelf.load(drawer.name) == whole


def test_an_entry_that_is_gone_leaves_its_drawer(shelf, files):
    other = source("content/incidents/2025-01-03-app.md", entry("2025-01").data.decode())
    recalled(shelf, sources(other, entry("2025-01")))[0].keep()
    drawer = files / "entries-2025-01"
    full = drawer.stat().st_size
    recalled(shelf, sources(entry("2025-01")))[0].keep()
    assert drawer.stat().st_size < full
    assert shelf.load("entries")["rows"].keys() == {"content/incidents/2025-01-03-web.md"}


def test_a_drawer_that_is_empty_is_thrown_away(shelf, files):
    recalled(shelf, sources(entry("2025-01"), entry("2025-02")))[0].keep()
    assert (files / "entries-2025-02").exists()
    recalled(shelf, sources(entry("2025-01")))[0].keep()
    assert sorted(one.name for one in files.glob("entries*")) == ["entries", "entries-2025-01"]


def test_where_nothing_changed_nothing_is_written_and_no_entry_is_read(shelf, files, monkeypatch):
    work = source("content/maintenance/2025-01-04-web.md", WORK)
    read = Sources(config=CONFIG, incidents=(entry("2025-01"),), maintenance=(work,))
    recalled(shelf, read)[0].keep()
    before = {one.name: one.stat().st_ino for one in files.iterdir()}
    expected = parse(read).site
    monkeypatch.delattr("statusgen.recall.read_entry")
    recall, site, _ = recalled(shelf, read)
    assert [*map(type, site.incidents), *map(type, site.maintenance)] == [
        LateIncident,
        LateMaintenance,
    ]
    assert site == expected
    recall.keep()
    assert {one.name: one.stat().st_ino for one in files.iterdir()} == before


def test_of_a_lost_drawer_work_is_read_again_as_work(shelf, files):
    work = source("content/maintenance/2025-01-04-web.md", WORK)
    read = Sources(config=CONFIG, incidents=(), maintenance=(work,))
    recalled(shelf, read)[0].keep()
    (files / "entries-2025-01").unlink()
    assert recalled(shelf, read)[1] == parse(read).site


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("components", "komponents", ["unknown-key"]),
        ("We look.", "We look.\u202e", ["forbidden-character"]),
        ("We look.", "See [that](2025-02-03-web.md).", []),
    ],
)
def test_an_entry_that_is_more_than_its_outline_is_known_whole(shelf, old, new, codes):
    changed = entry("2025-01").data.decode().replace(old, new)
    read = sources(source("content/incidents/2025-01-03-web.md", changed), entry("2025-02"))
    expected = parse(read, skip_broken=True)
    assert [one.code for one in expected.problems] == codes
    recalled(shelf, read, skip_broken=True)[0].keep()
    recall, site, unknown = recalled(shelf, read, skip_broken=True)
    assert (unknown, site) == (0, expected.site)
    config = parse_config(read.config)
    again = parse(read, skip_broken=True, known=config, entry=recall.entry)
    assert again.problems == expected.problems


def test_what_a_preview_learned_with_other_components_is_nothing():
    read = sources(entry("2025-01"))
    first, _, _ = recalled(None, read)
    other = SiteText(alone=("app",)).config
    changed = Sources(
        config=source("statusgen.yml", other), incidents=read.incidents, maintenance=()
    )
    config = parse_config(changed.config)
    second = Recall(None, changed, Known.of(config[0]), before=first)
    second.learn(processes=1)
    found = parse(changed, skip_broken=True, known=config, entry=second.entry)
    assert found == parse(changed, skip_broken=True)
    assert [one.code for one in found.problems] == ["unknown-component"]


def test_what_a_preview_learned_stands_for_the_files_as_they_were(shelf):
    read = sources(entry("2025-01"), entry("2025-02"))
    first, old, _ = recalled(None, read)
    new = sources(entry("2025-01", "Website down"), entry("2025-02"))
    config = parse_config(new.config)
    second = Recall(None, new, Known.of(config[0]), before=first)
    assert second.unknown == 1
    second.learn(processes=1)
    site = parse(new, known=config, entry=second.entry).site
    assert (old, site) == (parse(read).site, parse(new).site)


def test_what_a_preview_learns_does_not_change_what_it_knew_before():
    read = sources(entry("2025-01", "AKIAABCDEFGHIJKLMNOP"))
    first, _, _ = recalled(None, read)
    (path,) = first.doubtful
    second = Recall(
        None, sources(entry("2025-01")), Known.of(parse_config(CONFIG)[0]), before=first
    )
    second.learn(processes=1)
    assert (second.doubtful, first.doubtful) == (set(), {path})


def test_a_status_is_the_same_however_its_entries_are_known(shelf):
    read = sources(entry("2025-01"), entry("2025-02"))
    recalled(shelf, read)[0].keep()
    _, site, _ = recalled(shelf, read)
    for at in (1, 2, 3, 4):
        now = parse(read).site.incidents[0].updates[-1].at.replace(month=at)
        assert derive(site, now=now) == derive(parse(read).site, now=now)
