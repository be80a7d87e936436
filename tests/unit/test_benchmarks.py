"""The benchmark's sites are what they say, and its tables and pictures show what was measured."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from benchmarks.__main__ import _require_room
from benchmarks.speed import formats
from benchmarks.speed.content import NOW, Entry, entries
from benchmarks.speed.plot import Panel, bars, curves, panels
from benchmarks.speed.previews import REST, Wait
from benchmarks.speed.processes import Cost, environment
from benchmarks.speed.programs import PEERS, STATUSGEN, make
from benchmarks.speed.results import Growth, Results, Round, Step, exponent
from benchmarks.speed.runs import Plan, _Work, measure
from benchmarks.speed.tables import Machine, between, growth_page, results_page

from statusgen.check import check
from statusgen.derive import derive
from statusgen.parse import parse
from statusgen.server import watch
from statusgen.sources import Source, Sources

ROOT = Path(__file__).resolve().parents[2]
MACHINE = Machine(day=date(2026, 5, 1), cores=2, python="3.11.2", versions={"statusgen": "1.0"})
NAMES = {"hugo": "Hugo", "pelican": "Pelican"}


def sources(count: int) -> Sources:
    files = [formats.statusgen(entry) for entry in entries(count)]
    found = [Source(path=path, data=text.encode(), digest=path) for path, text in sorted(files)]
    return Sources(
        config=Source(path="statusgen.yml", data=formats.CONFIG.encode(), digest="config"),
        incidents=tuple(one for one in found if one.path.startswith("content/incidents/")),
        maintenance=tuple(one for one in found if one.path.startswith("content/maintenance/")),
    )


def cost(wall: float, megabytes: int = 1) -> Cost:
    return Cost(wall=wall, cpu=wall / 2, largest=megabytes * 1_000_000)


def round_(peer: str, ours: Sequence[float], theirs: Sequence[float]) -> Round:
    """Make a round from the times of cold builds and of those with one entry edited."""
    kinds = ("cold", "entry")
    return Round(
        peer=peer,
        ours=dict(zip(kinds, map(cost, ours), strict=False)),
        theirs=dict(zip(kinds, (cost(wall, 400) for wall in theirs), strict=False)),
    )


def measured() -> Results:
    return Results(
        entries=500,
        rounds=[
            round_("hugo", (2.0, 0.4), (4.0, 4.0)),
            round_("hugo", (9.0, 0.9), (10.0, 10.0)),
            round_("hugo", (2.2, 0.3), (4.0, 4.1)),
            round_("pelican", (3.0,), (30.0,)),
        ],
        memory=[300_000_000, 310_000_000, 320_000_000],
        waits={
            "statusgen": [Wait(whole=0.1, own=0.06)],
            "hugo": [Wait(whole=0.7, own=0.5)],
        },
        commands={"--version": [0.05, 0.07, 0.06]},
    )


# --- The sites -------------------------------------------------------------------------------


def test_a_site_is_the_same_each_time_it_is_made():
    assert list(entries(40)) == list(entries(40))


@pytest.mark.parametrize("count", [3, 60, 400])
def test_a_site_has_as_many_entries_as_asked_for_and_no_id_twice(count):
    found = list(entries(count))
    assert len({entry.id for entry in found}) == count


def test_entries_lie_in_ten_years_and_none_in_the_future():
    found = list(entries(400))
    times = [update.at for entry in found for update in entry.updates]
    assert max(times) <= NOW
    assert 9.9 < (NOW - min(times)).days / 365 < 10.1
    assert all(a.at < b.at for entry in found for a, b in pairwise(entry.updates))


def test_most_texts_are_one_plain_paragraph_as_real_ones_are():
    texts = [update.text for entry in entries(800) for update in entry.updates]
    plain = [text for text in texts if not re.search(r"\n|\*|\]\(", text)]
    assert 0.91 < len(plain) / len(texts) < 0.95
    assert any("\n* " in text for text in texts)
    assert any("](https://" in text for text in texts)


def test_about_one_entry_in_twenty_is_planned_work():
    planned = [entry for entry in entries(800) if entry.window is not None]
    assert 0.03 < len(planned) / 800 < 0.07


def test_our_own_program_finds_no_mistake_in_a_site():
    outcome = parse(sources(400))
    assert outcome.problems == ()
    status = derive(outcome.site, now=NOW)
    assert len(status.open_incidents) == 2
    found = {one.code for one in check(status, sources(400), now=NOW)}
    assert found <= {"no-advice"}, "not all incidents say what to do, as in real sites"


def test_every_format_says_the_same_words():
    for entry in entries(60):
        for write in (STATUSGEN.format, *(peer.format for peer in PEERS.values())):
            _, text = write(entry)
            assert missing_words(entry, text) == []


def missing_words(entry: Entry, text: str) -> list[str]:
    words = [entry.title, entry.opening, entry.what_to_do, *entry.still_works]
    words += [one for update in entry.updates for one in (update.text, update.status)]
    return [one for one in words if one not in text]


def test_a_site_on_disk_is_edited_where_its_newest_entry_and_its_template_are(tmp_path):
    for name, program in {"statusgen": STATUSGEN, **PEERS}.items():
        site = make(program, tmp_path / name, 5)
        for number in (1, 2):
            said = site.edit_entry(number)
            assert site.entry.read_text("utf-8").endswith(f"{said}\n")
            said = site.edit_template(number)
            text = (site.folder / program.template).read_text("utf-8")
            assert text.count("Edition") == text.count(said) == 1


# --- What the numbers say --------------------------------------------------------------------


def test_builds_are_compared_within_their_round():
    assert measured().ratio("cold", "hugo") == pytest.approx(0.55)
    assert measured().ratio("entry", "hugo") == pytest.approx(0.09)
    assert measured().ratio("cold", "pelican") == pytest.approx(0.1)
    assert measured().ratio("cold", "eleventy") is None


def test_a_line_has_the_medians_of_all_rounds():
    first, *_ = measured().lines(("hugo", "pelican"))
    assert (first.program, first.kind, first.wall, first.rounds) == ("statusgen", "cold", 2.6, 4)
    assert first.memory == 310_000_000


def test_a_goal_is_held_missed_or_not_measured():
    held = {goal.what: goal.held for goal in measured().goals()}
    assert held["cold, of Hugo's time"] is True
    assert held["`serve`: save to reload, own time"] is False
    assert held["cold, of Eleventy's time"] is None
    assert held["peak memory, of Hugo's"] is True


def test_the_power_of_growth_is_found():
    assert exponent([(1_000, 2.0), (10_000, 20.0), (100_000, 200.0)]) == pytest.approx(1)
    assert exponent([(10, 1.0), (100, 100.0)]) == pytest.approx(2)
    assert exponent([(10, 1.0), (100, 40.0), (1_000, 100.0)]) == pytest.approx(1)
    assert exponent([(10, 1.0)]) is None


def test_the_preview_waits_as_long_as_is_left_out_of_its_own_work():
    assert watch._QUIET == REST


# --- What is measured ------------------------------------------------------------------------


def test_slow_programs_are_built_once_before_quick_ones_are_built_again(tmp_path):
    plan = Plan(entries=3, rounds=3, peers=("hugo", "mkdocs"), runs=("cold", "entry"), seconds=60)
    work = _Work(plan, tmp_path, lambda _: None)
    # However slow it is, the first is what the others are compared with.
    work._results.rounds += [round_("hugo", (2, 1), (7, 7)), round_("mkdocs", (2,), (15,))]
    assert work._more_rounds() == [
        (2, "hugo", ("cold", "entry")),
        (3, "hugo", ("cold", "entry")),
        (1, "mkdocs", ("entry",)),
        (2, "mkdocs", ("cold",)),
        (3, "mkdocs", ("cold",)),
    ]
    assert work._needed("hugo", ("cold", "entry")) == 2 + 1 + 7 + 7
    # A build goes before, since what stands there may be of another run.
    assert work._needed("mkdocs", ("entry",)) == 2 * (2 + 15)


def test_nothing_more_is_begun_when_the_time_is_up(tmp_path):
    told: list[str] = []
    plan = Plan(entries=3, rounds=3, peers=("hugo",), runs=("entry",), seconds=0)
    assert measure(plan, tmp_path, told.append).rounds == []
    assert told[-1] == "no time is left for Hugo"


def test_sites_without_room_are_not_begun(tmp_path):
    _require_room(tmp_path, 1000)
    with pytest.raises(RuntimeError, match=r"^the sites need about 9000\.0 GB, and in "):
        _require_room(tmp_path, 9_000_000_000_000)


def test_every_program_may_keep_its_bytecode(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in environment()


# --- Tables and pictures ---------------------------------------------------------------------


def test_the_page_has_every_number_and_says_what_is_missed():
    page = "\n".join(results_page(measured(), MACHINE, NAMES))
    assert "500 entries. 1 May 2026, 2 cores, Python 3.11.2: statusgen 1.0." in page
    assert "| cold | statusgen | 2.60 s | 1.30 s | 310 MB | 0.55 × | 4 |" in page
    assert "| one entry edited | Hugo | 4.10 s | 2.05 s | | 1.00 × | 3 |" in page
    assert "| `serve`: save to reload, own time | 50 ms | 60 ms | **missed** |" in page
    assert "| cold, of Eleventy's time | 0.30 × | | not measured |" in page


def test_every_row_of_a_table_has_as_many_cells_as_its_head():
    for table in "\n".join(results_page(measured(), MACHINE, NAMES)).split("\n\n")[1:]:
        assert len({row.count("|") for row in table.splitlines()}) == 1


def test_a_preview_that_gave_no_answer_is_named_and_nothing_is_made_up_for_it():
    results = measured()
    results.waits["pelican"] = []
    page = "\n".join(results_page(results, MACHINE, NAMES))
    assert "| Pelican | no answer | | 0 |" in page
    work = next(one for one in panels(results, NAMES) if one.head.startswith("Preview"))
    assert [name for name, _, _ in work.values] == ["statusgen", "Hugo"]


def test_growth_faster_than_the_site_is_a_missed_goal():
    page = "\n".join(growth_page(growing((1.0, 10.0, 200.0)), MACHINE))
    assert "| exponent of the time, 1,000 to 100,000 | 1.05 | 1.15 | **missed** |" in page
    assert "| exponent of the memory, 1,000 to 100,000 | 1.05 | 1.00 | held |" in page
    assert "From 10,000 to 100,000 alone, where the start weighs less, they are 1.30 and" in page


def growing(walls: Sequence[float]) -> Growth:
    return Growth(
        steps=tuple(
            Step(entries=size, wall=wall, cpu=wall, memory=size * 1_000, rounds=1)
            for size, wall in zip((1_000, 10_000, 100_000), walls, strict=True)
        )
    )


def test_lines_are_put_between_their_marks_and_nothing_else_changes():
    page = "a\n<!-- runs -->\nold\n<!-- end of runs -->\nz\n"
    changed = between(page, "runs", ["new", "lines"])
    assert changed == "a\n<!-- runs -->\n\nnew\nlines\n\n<!-- end of runs -->\nz\n"
    assert between(changed, "runs", ["new", "lines"]) == changed
    with pytest.raises(ValueError, match="has no marks"):
        between(page, "growth", [])


def test_the_documents_have_a_place_for_both_tables():
    page = (ROOT / "docs/reference/benchmarks.md").read_text("utf-8")
    assert "new" in between(between(page, "runs", ["new"]), "growth", ["new"])


def test_a_picture_says_all_its_numbers_in_words_too():
    drawn = ElementTree.fromstring(bars("A title", panels(measured(), NAMES)))
    words = drawn.findtext("{*}desc") or ""
    shown = [text.text or "" for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    numbers = [text for text in shown if re.match(r"[0-9]", text)]
    assert len(numbers) == 10
    assert [number for number in numbers if number not in words] == []
    assert drawn.findtext("{*}title") == "A title"
    assert drawn.get("aria-labelledby") == "title words"


def test_bars_are_as_long_as_their_numbers_are_large():
    panel = Panel(head="Time", values=(("statusgen", 1.0, "1 s"), ("Hugo", 4.0, "4 s")))
    drawn = ElementTree.fromstring(bars("A title", [panel]))
    ours, other = (
        float(bar.get("width", ""))
        for bar in drawn.iter("{http://www.w3.org/2000/svg}rect")
        if bar.get("class") in ("ours", "other")
    )
    assert other == pytest.approx(4 * ours)


def test_a_picture_of_growth_shows_what_is_in_proportion():
    drawn = curves("A title", growing((1.0, 10.0, 100.0)))
    assert drawn.count('class="grid"') == drawn.count('class="line"') == 2
    ends = re.findall(r'd="M[\d. ]+(?:L[\d. ]+)*L([\d. ]+)"', drawn)
    assert ends[0] == ends[1], "what grows as the site does ends on the dashed line"


def test_pictures_are_readable_in_light_and_in_dark():
    drawn = bars("A title", panels(measured(), NAMES))
    assert "prefers-color-scheme: dark" in drawn
    assert not re.search(r'(?:fill|stroke)="', drawn), "a colour that no scheme can change"


# --- The peers -------------------------------------------------------------------------------


def test_the_peers_are_pinned_by_hashes_and_without_addresses():
    folder = ROOT / "benchmarks/peers"
    lock = (folder / "requirements.lock").read_text("utf-8")
    assert re.findall(r"\w+://\S+|^-.*|^.* @ .*", lock, re.MULTILINE) == []
    pins = re.findall(r"^([\w.-]+)==\S+ .*\\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert {"hugo", "mkdocs", "pelican"} <= set(pins)
    packages = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    fetched = [package for name, package in packages.items() if name]
    assert fetched
    assert [one for one in fetched if "resolved" in one or "integrity" not in one] == []
