"""A build that finds all as it left it only confirms it, and never what is not so any more."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.outputs import files_in
from tests.strategies import SiteText

from statusgen import cache, pipeline, standing
from statusgen.errors import ContentError, OutputError
from statusgen.folders import manifest_path
from statusgen.options import Options
from statusgen.read import read_site
from statusgen.shipped import engine
from statusgen.write import Receipt

NOW = datetime(2026, 3, 28, 12, tzinfo=UTC)
MINUTE, TICK = timedelta(minutes=1), timedelta(microseconds=1)
MIDNIGHT = datetime(2026, 3, 29, tzinfo=UTC)
CARDS = """---
title: Cards fail
components: {web: degraded_performance}
---

## 2026-03-28 12:00 Investigating {next_update: 2026-03-28 12:30}

No card works.
"""
SHIPPED = Path(__file__).resolve().parents[2] / "themes"


def a_site(folder: Path, title: str = "Shop status") -> Path:
    config = SiteText(zone="UTC", title=title).config
    for kind in ("incidents", "maintenance"):
        (folder / "content" / kind).mkdir(parents=True)
    (folder / "statusgen.yml").write_text(config, "utf-8")
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return a_site(tmp_path / "site")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def build(site: Path, out: Path, now: datetime = NOW, **more: object) -> Receipt:
    return standing.build(Options(site=site, now=now, **more), out)[1]  # type: ignore[arg-type]


def clean(site: Path, now: datetime = NOW) -> dict[str, bytes]:
    """What a build writes that knows of nothing."""
    new = site.parent / "clean"
    shutil.rmtree(new, ignore_errors=True)
    pipeline.build(Options(site=site, now=now, cache=False), new)
    return files_in(new)


def test_where_nothing_changed_the_time_is_confirmed_and_nothing_is_drawn(site, out, monkeypatch):
    build(site, out)
    monkeypatch.delattr(pipeline, "build")
    assert build(site, out, NOW + MINUTE).written == ("build.json",)
    assert build(site, out, NOW + 2 * MINUTE).written == ("build.json",)
    assert json.loads((out / "build.json").read_bytes())["built_at"] == "2026-03-28T12:02:00Z"


@pytest.mark.parametrize("cache", [True, False])
def test_a_build_that_is_to_trust_nothing_kept_works_everything_out(site, out, cache):
    build(site, out)
    done: list[str] = []

    def stage(name: str, _count: int) -> None:
        done.append(name)

    build(site, out, NOW + MINUTE, cache=cache, stage=stage)
    assert ("composing" in done) is not cache


def test_of_a_template_only_the_last_version_is_kept_for_the_next_build(site, out):
    own = site / "themes/default/templates/404.html"
    own.parent.mkdir(parents=True)
    text = (SHIPPED / "default/templates/404.html").read_text("utf-8")
    numbers = []
    for version in range(4):
        own.write_text(f"{text}<!-- {version} -->", "utf-8")
        build(site, out)
        numbers.append(len(cache.load(site, engine(), "templates")))
    assert numbers[0] > 1
    assert len(set(numbers)) == 1


@pytest.mark.parametrize("damage", ["cut", "empty", "other words", "gone"])
def test_a_confirmation_that_is_not_as_it_was_written_is_written_anew(site, out, damage):
    """Files are not synced to the disk, and this one is written most often: a power cut hits it."""
    build(site, out)
    build(site, out, NOW + MINUTE)
    file = out / "build.json"
    data = file.read_bytes()
    match damage:
        case "cut":
            file.write_bytes(data[: len(data) // 2])
        case "empty":
            file.write_bytes(b"")
        case "other words":
            file.write_bytes(data.replace(b"operational", b"major_error"))
        case "gone":
            file.unlink()
    assert build(site, out, NOW + 2 * MINUTE).written == ("build.json",)
    assert files_in(out) == clean(site, NOW + 2 * MINUTE)


def test_a_folder_in_the_place_of_the_confirmation_is_said_as_of_any_file(site, out):
    build(site, out)
    (out / "build.json").unlink()
    (out / "build.json").mkdir()
    with pytest.raises(OutputError, match=r"build\.json' was not written by statusgen"):
        build(site, out, NOW + MINUTE)


def test_what_another_build_wrote_meanwhile_is_not_taken_for_its_own(site, out, tmp_path):
    other = a_site(tmp_path / "other", title="Other")

    def stage(name: str, _count: int) -> None:
        if not name:
            pipeline.build(Options(site=other, now=NOW), out)

    build(site, out, stage=stage)
    assert files_in(out) == clean(other)
    build(site, out, NOW + MINUTE)
    assert files_in(out) == clean(site, NOW + MINUTE)


@pytest.mark.parametrize("changed", [True, False])
@pytest.mark.parametrize("at", ["reading", "comparing", "loading", "parsing", "composing"])
def test_what_a_build_wrote_that_began_later_and_read_newer_files_stays(site, out, changed, at):
    build(site, out)
    report = site / "content/incidents/cards.md"
    if changed:
        report.write_text(CARDS, "utf-8")
    later: list[str] = []

    def stage(name: str, _count: int) -> None:
        if name == at and not later:
            report.write_text(CARDS.replace("No card", "One card"), "utf-8")
            later.extend(build(site, out, NOW + 2 * MINUTE).written)

    build(site, out, NOW + MINUTE, stage=stage)
    assert bool(later) is (changed or at in {"reading", "comparing"})
    assert files_in(out) == clean(site, NOW + MINUTE)
    assert build(site, out, NOW + MINUTE).written == ()


def test_a_word_changed_in_a_template_of_the_sites_own_is_seen(site, out):
    ours = site / "themes/default/templates/404.html"
    ours.parent.mkdir(parents=True)
    template = (SHIPPED / "default/templates/404.html").read_text("utf-8")
    for number, word in enumerate(("One", "Two")):
        ours.write_text(template.replace("</h1>", f" {word}</h1>"), "utf-8")
        now = NOW + number * MINUTE
        build(site, out, now)
        assert f" {word}</h1>" in (out / "404.html").read_text("utf-8")
        assert files_in(out) == clean(site, now)


def test_a_logo_that_is_gone_is_missed_where_a_shipped_theme_has_a_file_of_its_path(site, out):
    logo = "themes/default/assets/icon-operational.svg"
    (site / logo).parent.mkdir(parents=True)
    (site / logo).write_bytes((SHIPPED.parent / logo).read_bytes())
    with (site / "statusgen.yml").open("a", encoding="utf-8") as config:
        config.write(f"theme: plain\nbrand: {{logo: {logo}}}\n")
    build(site, out)
    (site / logo).unlink()
    with pytest.raises(ContentError) as caught:
        build(site, out)
    assert [one.code for one in caught.value.problems] == ["no-logo"]


def test_what_is_said_is_said_again_where_nothing_changed(site, out):
    text = CARDS.replace("No card works", "We know at latency 5 ms")
    later = "\n## 2026-03-28 13:00 Resolved\n\nCards work.\n"
    (site / "content/incidents/cards.md").write_text(text + later, "utf-8")
    options = Options(site=site, now=NOW)
    told, _ = standing.build(options, out)
    again, receipt = standing.build(options, out)
    assert (again, receipt.written) == (told, ())
    assert (len(told.problems) > 0, len(told.waiting)) == (True, 1)


def test_a_time_in_words_of_the_site_is_taken_too(site, out):
    for _ in range(2):
        build(site, out, "2026-03-28 12:00")  # type: ignore[arg-type]
        assert files_in(out) == clean(site)


def test_without_a_cache_nothing_is_left_in_the_sites_folder(site, out):
    build(site, out, cache=False)
    assert sorted(one.name for one in site.iterdir()) == ["content", "statusgen.yml"]


def test_another_title_in_statusgen_yml_is_seen_and_that_it_is_gone(site, out):
    build(site, out)
    config = site / "statusgen.yml"
    config.write_text(config.read_text("utf-8").replace("Shop status", "Shop stands"), "utf-8")
    build(site, out)
    assert files_in(out) == clean(site)
    config.unlink()
    with pytest.raises(ContentError) as caught:
        build(site, out)
    assert [one.code for one in caught.value.problems] == ["no-config"]


def test_an_output_that_was_deleted_with_its_list_is_built_anew(site, out):
    build(site, out)
    before = files_in(out)
    shutil.rmtree(out)
    manifest_path(out).unlink()
    build(site, out)
    assert files_in(out) == before


def test_a_theme_of_which_a_part_cannot_be_read_any_more_is_told(site, out, tmp_path):
    build(site, out)
    (tmp_path / "elsewhere").mkdir()
    (site / "themes").mkdir()
    (site / "themes/default").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ContentError) as caught:
        build(site, out)
    assert [one.code for one in caught.value.problems] == ["outside"]


def test_of_folders_that_are_gone_nothing_is_kept(site, out, tmp_path):
    build(site, tmp_path / "once")
    shutil.rmtree(tmp_path / "once")
    build(site, out)
    assert list(cache.load(site, engine(), "built")) == [str(out)]


def test_another_way_to_ask_is_another_build(site, out):
    build(site, out)
    sources, now = read_site(site), NOW + MINUTE
    assert standing.confirm(site, sources, out, now, how=(True, False)) is None
    assert standing.confirm(site, sources, out, now, how=(False, False)) is not None


def test_what_is_kept_is_right_from_its_time_on_and_before_its_end(site, out):
    build(site, out)
    sources, how = read_site(site), (False, False)
    for outside in (NOW - TICK, MIDNIGHT):
        assert standing.confirm(site, sources, out, outside, how=how) is None
    for inside in (NOW, MIDNIGHT - TICK):
        assert standing.confirm(site, sources, out, inside, how=how) is not None


def test_what_is_said_of_an_entry_that_was_left_out_changes_in_its_time_too(site, out):
    text = CARDS.replace("No card works", "The card 4111 1111 1111 1111 fails")
    (site / "content/incidents/cards.md").write_text(text, "utf-8")
    said = []
    for now in (NOW, NOW + 29 * MINUTE, NOW + 30 * MINUTE):
        told, _ = standing.build(Options(site=site, now=now, skip_broken=True), out)
        said.append("promise-overdue" in [problem.code for problem in told.problems])
    assert said == [False, False, True]
