"""What lies ahead, in words; and that nothing of it is missed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from tests.serving import SLOW, WORK, shop
from tests.strategies import sites_at_a_time

from statusgen import server
from statusgen.derive import Status, derive
from statusgen.derive.days import day_of, day_start
from statusgen.parse import parse
from statusgen.pipeline import Options, status_of
from statusgen.server.transitions import transitions

NOW = datetime(2026, 7, 4, 12, tzinfo=UTC)


def status(folder: Path) -> Status:
    return status_of(Options(site=folder, now=NOW))[0]


def said(folder: Path, **more: str) -> list[str]:
    for path, text in more.items():
        (folder / "content" / path.replace("_", "/")).with_suffix(".md").write_text(text)
    return server.text(transitions(status(folder), now=NOW, count=20)).splitlines()


def test_planned_work_begins_and_ends(tmp_path):
    assert said(shop(tmp_path)) == [
        "5 July 2026, 13:30 BST  planned work begins: New tills",
        "5 July 2026, 15:00 BST  planned work ends: New tills",
    ]


def test_the_headline_is_told_where_it_changes(tmp_path):
    over = SLOW + "\n## 2026-07-04 12:50 Resolved\nIt is fast.\n"
    assert said(shop(tmp_path), incidents_slow=over) == [
        "5 July 2026, 13:30 BST  planned work begins: New tills",
        "                        the headline becomes: Planned work in progress: New tills",
        "5 July 2026, 15:00 BST  planned work ends: New tills",
        "                        the headline becomes: Everything is working",
    ]


def test_texts_dated_ahead_appear_and_promises_run_out(tmp_path):
    ahead = SLOW.replace("Investigating", "Investigating {next_update: 2026-07-04 14:00}")
    ahead += "\n## 2026-07-04 15:00 Resolved\nIt is fast.\n"
    hidden = WORK.replace("title: New", "publish_at: 2026-07-04 16:00\ntitle: Newer")
    assert said(shop(tmp_path), incidents_slow=ahead, maintenance_work=hidden) == [
        "4 July 2026, 14:00 BST  a promised update is overdue: The website is slow",
        "4 July 2026, 15:00 BST  a problem is over: The website is slow",
        "                        the headline becomes: Everything is working",
        "4 July 2026, 16:00 BST  planned work is announced: Newer tills",
        "5 July 2026, 13:30 BST  planned work begins: Newer tills",
        "                        the headline becomes: Planned work in progress: Newer tills",
        "5 July 2026, 15:00 BST  planned work ends: Newer tills",
        "                        the headline becomes: Everything is working",
    ]


def test_what_is_over_when_it_appears_is_said_to_be(tmp_path):
    """Neither is anything announced then, nor does anything begin."""
    over = SLOW + "\n## 2026-07-04 12:50 Resolved\nIt is fast.\n"
    texts = {
        "incidents_slow": over.replace("title: ", "publish_at: 2026-07-06 10:00\ntitle: "),
        "maintenance_work": WORK.replace("title: ", "publish_at: 2026-07-06 11:00\ntitle: "),
    }
    assert said(shop(tmp_path), **texts) == [
        "6 July 2026, 10:00 BST  a problem that is over is reported: The website is slow",
        "6 July 2026, 11:00 BST  planned work that is over is reported: New tills",
    ]


def test_a_service_that_is_retired_is_news(tmp_path):
    site = shop(tmp_path)
    config = site / "statusgen.yml"
    text = config.read_text().replace("name: Tills", "name: Tills, retired: 2026-07-09")
    config.write_text(text)
    assert said(site)[-1] == "9 July 2026, 00:00 BST  a service leaves the page: Tills"


def test_a_service_that_begins_is_news(tmp_path):
    site = shop(tmp_path)
    config = site / "statusgen.yml"
    config.write_text(config.read_text().replace("name: Tills", "name: Tills, since: 2026-07-09"))
    assert said(site)[-1] == "9 July 2026, 00:00 BST  a service comes to the page: Tills"


def test_new_days_are_told_when_asked_for(tmp_path):
    found = transitions(status(shop(tmp_path)), now=NOW, count=4, days=True)
    assert [one.changes[0].partition(":")[0] for one in found] == [
        "a new day begins",
        "planned work begins",
        "planned work ends",
        "a new day begins",
    ]


def test_nothing_ahead_is_said_so(tmp_path):
    site = shop(tmp_path)
    (site / "content/maintenance/work.md").unlink()
    assert said(site) == [
        "nothing lies ahead: the pages change when somebody writes, and at midnight"
    ]


def test_programs_get_the_same(tmp_path):
    found = transitions(status(shop(tmp_path)), now=NOW, count=1)
    assert json.loads(json.dumps(server.facts(found))) == [
        {
            "at": "2026-07-05T12:30:00Z",
            "when": "5 July 2026, 13:30 BST",
            "changes": ["planned work begins: New tills"],
            "headline": None,
        }
    ]


@settings(max_examples=40)
@given(sites_at_a_time(wordy=False))
def test_of_the_instants_at_which_anything_changes_none_but_midnights_is_missed(drawn):
    """Walk along valid_until over the whole site, and compare what is open and late then."""
    text, now = drawn
    site = parse(text.sources).site
    found = {one.at for one in transitions(derive(site, now=now), now=now, count=1000)}
    before, zone = derive(site, now=now), site.config.zone
    for _ in range(60):
        at = before.valid_until
        after = derive(site, now=at)
        if at != day_start(day_of(at, zone), zone):
            assert (at in found) == (view(before) != view(after))
        before = after


def view(status: Status) -> object:
    return (
        [(one.entry.id, len(one.steps), one.late) for one in status.incidents],
        [(one.entry.id, len(one.steps), one.late, one.overrunning) for one in status.maintenance],
    )
