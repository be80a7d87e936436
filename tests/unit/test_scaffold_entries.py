"""Where an update comes to stand in a file, byte for byte, and how a text is spelt in YAML.

That what is written is read back, and that no byte of the rest moves, `tests/e2e` holds for any
file. A file is read by people, too: here it is shown what they find in it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.strategies import SiteText, source

from statusgen.model import Entry, State, UpdateStatus
from statusgen.parse import parse
from statusgen.scaffold.entries import NewEntry, NewUpdate, compose, insert, place
from statusgen.sources import Sources

ZONE = ZoneInfo("UTC")
CONFIG = source("statusgen.yml", SiteText(zone="UTC").config)
PATH = "content/incidents/2026-03-06-slow.md"
FRONT = "---\ntitle: Slow\n---\n\n"
EIGHT = "## 2026-03-06 08:00 Investigating\n\nOne.\n"
NINE = "## 2026-03-06 09:00 Identified\n\nTwo.\n"
OLDEST_FIRST = f"{EIGHT}\n{NINE}"
NEWEST_FIRST = f"{NINE}\n{EIGHT}"


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-06 {clock}Z")


def news(clock: str) -> str:
    return f"## 2026-03-06 {clock} Update\n\nNews.\n"


def read(data: bytes) -> Entry:
    outcome = parse(Sources(config=CONFIG, incidents=(source(PATH, data),), maintenance=()))
    assert outcome.problems == ()
    return outcome.site.incidents[0]


def grown(before: bytes, clock: str) -> bytes:
    update = NewUpdate(at=at(clock), status=UpdateStatus.UPDATE, text="News.")
    return insert(before, update, before=place(read(before).updates, update.at), zone=ZONE)


@pytest.mark.parametrize(
    ("before", "clock", "after"),
    [
        (OLDEST_FIRST, "10:00", f"{OLDEST_FIRST}\n{news('10:00')}"),
        (OLDEST_FIRST, "08:30", f"{EIGHT}\n{news('08:30')}\n{NINE}"),
        (OLDEST_FIRST, "07:00", f"{news('07:00')}\n{OLDEST_FIRST}"),
        (NEWEST_FIRST, "10:00", f"{news('10:00')}\n{NEWEST_FIRST}"),
        (NEWEST_FIRST, "08:30", f"{NINE}\n{news('08:30')}\n{EIGHT}"),
        (NEWEST_FIRST, "07:00", f"{NEWEST_FIRST}\n{news('07:00')}"),
        # Of its own minute it is the last to be told, on whichever side the later ones stand.
        (OLDEST_FIRST, "08:00", f"{EIGHT}\n{news('08:00')}\n{NINE}"),
        (NEWEST_FIRST, "09:00", f"{news('09:00')}\n{NEWEST_FIRST}"),
        # One update has no direction: the file begins to run as the documentation does.
        (EIGHT, "10:00", f"{EIGHT}\n{news('10:00')}"),
        (EIGHT, "07:00", f"{news('07:00')}\n{EIGHT}"),
    ],
)
def test_an_update_stands_where_a_reader_of_the_file_looks_for_it(before, clock, after):
    assert grown(f"{FRONT}{before}".encode(), clock).decode() == f"{FRONT}{after}"


@pytest.mark.parametrize(
    ("end", "then"),
    [
        ("", "\n\n## 2026-03-06 10:00 Update\n\nNews."),
        ("\n", "\n## 2026-03-06 10:00 Update\n\nNews.\n"),
        ("\n\n", "## 2026-03-06 10:00 Update\n\nNews.\n"),
        ("\n \t\n", "## 2026-03-06 10:00 Update\n\nNews.\n"),
        ("\n \t", "\n\n## 2026-03-06 10:00 Update\n\nNews."),
        ("\n\nThree.", "\n\n## 2026-03-06 10:00 Update\n\nNews."),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_one_blank_line_is_before_an_update_and_a_file_ends_as_it_ended(end, then, line_end):
    before = f"{FRONT}{EIGHT.rstrip()}{end}".replace("\n", line_end).encode()
    assert grown(before, "10:00") == before + then.replace("\n", line_end).encode()


def test_an_update_that_a_window_writes_for_itself_has_no_place_in_the_file():
    file = (
        "---\ntitle: Work\nstarts: 2026-03-06 10:00\nends: 2026-03-06 11:00\n---\n\n"
        "## 2026-03-06 08:00 Scheduled\n\nOne.\n"
    )
    path = PATH.replace("incidents", "maintenance")
    sources = Sources(config=CONFIG, incidents=(), maintenance=(source(path, file.encode()),))
    (work,) = parse(sources).site.maintenance
    assert any(update.generated for update in work.updates)
    assert place(work.updates, at("10:30")) is None
    assert place(work.updates, at("07:30")) == 7


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("Cards fail in Leeds", "Cards fail in Leeds"),
        ("It's slow", "It's slow"),
        ("Cards: none are taken", "'Cards: none are taken'"),
        ("Till #3", "'Till #3'"),
        ("# 3", "'# 3'"),
        ("[Leeds]", "'[Leeds]'"),
        ("{Leeds}", "'{Leeds}'"),
        ("*Leeds", "'*Leeds'"),
        ("- Leeds", "'- Leeds'"),
        ("Leeds:", "'Leeds:'"),
        ("'Tap to pay' fails", "'''Tap to pay'' fails'"),
        ('"Tap to pay" fails', "'\"Tap to pay\" fails'"),
    ],
)
def test_a_text_of_one_line_is_spelt_as_plainly_as_yaml_can_read_it(text, spelt):
    first = NewUpdate(at=datetime(2026, 3, 6, 9, tzinfo=UTC), status=UpdateStatus.UPDATE, text="x")
    entry = NewEntry(title=text, first=first, still_works=(text,), what_to_do=text)
    lines = compose(entry, ZONE).decode().split("\n")
    assert lines[1:5] == [f"title: {spelt}", "still_works:", f"  - {spelt}", f"what_to_do: {spelt}"]


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("Pay cash.\n\n- Or wait: it's short.", "|\n  Pay cash.\n\n  - Or wait: it's short."),
        # No block can begin with a blank, and its first lines cannot be empty.
        ('  Pay "cash".\nOr \\ wait.', '"  Pay \\"cash\\".\\nOr \\\\ wait."'),
    ],
)
def test_a_text_of_many_lines_is_a_block_where_yaml_can_read_that(text, spelt):
    first = NewUpdate(at=datetime(2026, 3, 6, 9, tzinfo=UTC), status=UpdateStatus.UPDATE, text="x")
    data = compose(NewEntry(title="Slow", first=first, data_safe=text), ZONE)
    assert f"\ndata_safe: {spelt}\n---\n" in data.decode()


@pytest.mark.parametrize(
    ("window", "states", "spelt"),
    [
        (True, (State.UNDER_MAINTENANCE, State.UNDER_MAINTENANCE), "  - web\n  - app\n"),
        (
            True,
            (State.UNDER_MAINTENANCE, State.PARTIAL_OUTAGE),
            "  web: under_maintenance\n  app: partial_outage\n",
        ),
        (
            False,
            (State.UNDER_MAINTENANCE, State.UNDER_MAINTENANCE),
            "  web: under_maintenance\n  app: under_maintenance\n",
        ),
    ],
)
def test_services_are_a_list_only_where_it_is_clear_how_they_are(window, states, spelt):
    first = NewUpdate(at=at("08:00"), status=UpdateStatus.UPDATE, text="x")
    hours = (at("10:00"), at("11:00")) if window else None
    named = tuple(zip(("web", "app"), states, strict=True))
    data = compose(NewEntry(title="Slow", first=first, states=named, window=hours), ZONE)
    assert f"\ncomponents:\n{spelt}---\n" in data.decode()
