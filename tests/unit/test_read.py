"""Reading a site: what the disk has in store that is no entry."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from statusgen.errors import Location
from statusgen.fingerprint import digest
from statusgen.parse import parse
from statusgen.read import (
    read_again,
    read_logo,
    read_one,
    read_prepared,
    read_script,
    read_site,
    read_theme,
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "content/incidents").mkdir(parents=True)
    (tmp_path / "content/maintenance").mkdir()
    (tmp_path / "statusgen.yml").write_text("title: Shop\n", encoding="utf-8")
    return tmp_path


def found(site: Path) -> list[tuple[str, str]]:
    return [(problem.where.path, problem.code) for problem in read_site(site).problems]


def test_a_link_to_itself_is_a_problem_that_names_it(site: Path):
    (site / "content/incidents/itself.md").symlink_to("itself.md")
    assert found(site) == [("content/incidents/itself.md", "unreadable")]


@pytest.mark.parametrize("size", [0, 1, 2**15 - 1, 2**15, 2**15 + 1, 2**20])
def test_an_entry_of_any_size_is_read_whole_and_closed_again(site: Path, size: int):
    data = bytes(index * 7 % 251 for index in range(size))
    (site / "content/incidents/tills.md").write_bytes(data)
    before = len(tuple(Path("/dev/fd").iterdir()))
    (entry,) = read_site(site).incidents
    assert (entry.data, entry.digest) == (data, digest(data))
    assert len(tuple(Path("/dev/fd").iterdir())) <= before


def test_of_what_stands_beside_the_folders_of_entries_only_what_one_can_name_is_told(site: Path):
    for name in (".DS_Store", "incident", os.fsdecode(b"\xff")):
        (site / "content" / name).touch()
    assert found(site) == [("content/incident", "not-an-entry")]


def test_what_is_prepared_is_each_text_that_does_not_hide(site: Path):
    (site / "templates").mkdir()
    for name in ("b.md", "a.md", ".c.md", "notes.txt", "d"):
        (site / "templates" / name).write_text(name, encoding="utf-8")
    (site / "templates" / os.fsdecode(b"\xff.md")).write_text("", encoding="utf-8")
    read, problems = read_prepared(site)
    assert ([one.path for one in read], problems) == (["templates/a.md", "templates/b.md"], ())


def test_nothing_prepared_is_read_outside_of_the_site(site: Path, tmp_path_factory):
    (site / "templates").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    read, problems = read_prepared(site)
    assert (read, [(one.where.path, one.code) for one in problems]) == (
        (),
        [("templates", "outside")],
    )


def test_a_link_that_leads_in_a_circle_is_not_followed(site: Path):
    (site / "content/incidents/loop").symlink_to("..")
    assert found(site) == [("content/incidents/loop", "circle")]


def test_a_folder_that_cannot_be_read_leaves_out_no_entry_of_its_name(site: Path):
    (site / "statusgen.yml").write_text(
        "title: Shop\nurl: https://s.example/\ntimezone: UTC\ncomponents: [{id: a, name: A}]\n",
        encoding="utf-8",
    )
    entry = "---\ntitle: Tills slow\n---\n\n## 2026-03-28 10:00 Investigating\n\nWe look.\n"
    (site / "content/incidents/tills.md").write_text(entry, encoding="utf-8")
    (site / "content/incidents/tills").symlink_to("..")
    read = parse(read_site(site), skip_broken=True).site
    assert [one.id for one in read.incidents] == ["tills"]
    assert [one.id for one in read.broken] == [""]


def test_nothing_is_read_through_a_folder_that_is_a_link_out_of_the_site(tmp_path: Path):
    outside, site = tmp_path / "outside", tmp_path / "site"
    where = Location("statusgen.yml")
    for folder in ("incidents", "maintenance", "others"):
        (outside / folder).mkdir(parents=True)
        (outside / folder / "a.md").write_text("secret", encoding="utf-8")
    (site / "themes").mkdir(parents=True)
    (site / "statusgen.yml").write_text("title: Shop\n", encoding="utf-8")
    for name in ("content", "brand", "themes/default", "themes/mine"):
        (site / name).symlink_to(outside)
    sources = read_site(site)
    assert (sources.incidents, sources.maintenance) == ((), ())
    assert found(site) == [("content", "outside")]
    for read_named in (read_logo, read_script):
        source, problems = read_named(site, "brand/incidents/a.md", where)
        assert source is None
        assert [(one.where.path, one.code) for one in problems] == [("brand", "outside")]
    for theme in ("default", "mine"):
        layers, problems = read_theme(site, theme)
        assert [name for name, _ in layers] == ["default"]
        assert [(one.where.path, one.code) for one in problems] == [(f"themes/{theme}", "outside")]
    for again in (read_one, read_again):
        assert again(site, "content/incidents/a.md") is None
        assert again(site, "../outside/incidents/a.md") is None


def test_nothing_hidden_is_read_through_a_link(site: Path):
    # What git knows of a remote may hold a token, and a theme's files are published as they are.
    (site / ".git").mkdir()
    (site / ".git/config").write_text("secret", encoding="utf-8")
    (site / "themes/own/assets").mkdir(parents=True)
    (site / "themes/own/assets/a.txt").symlink_to("../../../.git/config")
    (site / "content/incidents/a.md").symlink_to("../../.git/config")
    (site / "logo.svg").symlink_to(".git/config")
    sources = read_site(site)
    assert sources.incidents == ()
    assert found(site) == [("content/incidents/a.md", "outside")]
    layers, problems = read_theme(site, "own")
    assert dict(layers)["site"] == ()
    assert [one.where.path for one in problems] == ["themes/own/assets/a.txt"]
    assert read_logo(site, "logo.svg", Location("statusgen.yml"))[0] is None


def test_what_stands_in_the_open_under_a_hidden_name_is_read(site: Path):
    (site / ".brand").mkdir()
    (site / ".brand/logo.svg").write_text("<svg/>", encoding="utf-8")
    (site / "content/incidents/..data").symlink_to("..2026_03_28")
    (site / "content/incidents/..2026_03_28").mkdir()
    (site / "content/incidents/..2026_03_28/a.md").write_text("a", encoding="utf-8")
    (site / "content/incidents/a.md").symlink_to("..data/a.md")
    assert [one.path for one in read_site(site).incidents] == ["content/incidents/a.md"]
    assert read_logo(site, ".brand/logo.svg", Location("statusgen.yml"))[0] is not None


def test_a_folder_that_is_a_link_inside_of_the_site_is_read(site: Path):
    (site / "content").rename(site / "texts")
    (site / "content").symlink_to("texts")
    (site / "texts/incidents/a.md").write_text("a", encoding="utf-8")
    assert found(site) == []
    assert [one.path for one in read_site(site).incidents] == ["content/incidents/a.md"]


def test_folders_in_each_other_have_a_limit(site: Path):
    (site / ("content/incidents" + "/a" * 45)).mkdir(parents=True)
    assert found(site) == [("content/incidents" + "/a" * 40, "too-deep")]


def test_a_folder_is_read_through_one_link_however_many_lead_to_it(site: Path):
    # Each folder has two links to the next one: a million ways to the last.
    (site / "content/incidents/20").mkdir()
    for number in range(20):
        (site / f"content/incidents/{number}").mkdir()
        for name in "ab":
            (site / f"content/incidents/{number}/{name}").symlink_to(f"../{number + 1}")
    problems = read_site(site).problems
    assert {one.code for one in problems} == {"read-twice"}
    assert len(problems) < 100


def test_a_pipe_is_not_waited_for(site: Path):
    os.mkfifo(site / "content/incidents/pipe.md")
    assert found(site) == [("content/incidents/pipe.md", "not-a-file")]


def test_a_folder_that_is_easily_mistyped_is_pointed_at(site: Path):
    (site / "content/incident").mkdir()
    assert found(site) == [("content/incident", "not-an-entry")]


def test_what_editors_leave_behind_is_no_entry(site: Path):
    for name in (".x.md.swp", "x.md~", "#x.md#", ".#x.md"):
        (site / "content/incidents" / name).write_text("half", encoding="utf-8")
    assert found(site) == []
    assert read_site(site).incidents == ()


def test_a_report_with_the_number_of_a_ticket_is_read(site: Path):
    (site / "content/incidents/#4711-tills.md").write_text("text", encoding="utf-8")
    assert [one.path for one in read_site(site).incidents] == ["content/incidents/#4711-tills.md"]


def test_entries_are_sorted_by_their_whole_paths(site: Path):
    # A folder comes behind a file whose name goes on with a sign before the slash.
    (site / "content/incidents/2026").mkdir()
    for name in ("2026/b.md", "2026-a.md", "a.md"):
        (site / "content/incidents" / name).write_text("text", encoding="utf-8")
    read_ = read_site(site)
    paths = [one.path.removeprefix("content/incidents/") for one in read_.incidents]
    assert paths == ["2026-a.md", "2026/b.md", "a.md"]
    assert [read_.entry(one.path) for one in read_.incidents] == [*read_.incidents]
    with pytest.raises(KeyError):
        read_.entry("content/incidents/b.md")


def test_a_picture_of_a_theme_is_read_whole_or_it_is_said_that_it_is_not(site: Path):
    picture = site / "themes/default/assets/photo.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(bytes(3_000_000))
    layers, problems = read_theme(site, "default")
    assert problems == ()
    assert [len(one.data) for one in layers[0][1]] == [3_000_000]
    picture.write_bytes(bytes(16 * 1024 * 1024 + 1))
    layers, problems = read_theme(site, "default")
    assert layers[0][1] == ()
    assert [(one.where.path, one.code, one.what) for one in problems] == [
        (
            "themes/default/assets/photo.jpg",
            "too-large",
            "themes/default/assets/photo.jpg is larger than 16 MB",
        )
    ]
