"""Reading a site: what the disk has in store that is no entry."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from statusgen import read
from statusgen.errors import Location
from statusgen.read import (
    engine,
    read_again,
    read_logo,
    read_one,
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


def test_a_link_that_leads_in_a_circle_is_not_followed(site: Path):
    (site / "content/incidents/loop").symlink_to("..")
    assert found(site) == [("content/incidents/loop", "circle")]


def test_nothing_is_read_through_a_folder_that_is_a_link_out_of_the_site(tmp_path: Path):
    outside, site = tmp_path / "outside", tmp_path / "site"
    where = Location("statusgen.yml")
    for folder in ("incidents", "maintenance", "others"):
        (outside / folder).mkdir(parents=True)
        (outside / folder / "a.md").write_text("secret", encoding="utf-8")
    (site / "themes").mkdir(parents=True)
    (site / "statusgen.yml").write_text("title: Shop\n", encoding="utf-8")
    for name in ("content", "brand", "themes/default"):
        (site / name).symlink_to(outside)
    sources = read_site(site)
    assert (sources.incidents, sources.maintenance) == ((), ())
    assert found(site) == [("content", "outside")]
    for read_named in (read_logo, read_script):
        source, problems = read_named(site, "brand/incidents/a.md", where)
        assert source is None
        assert [(one.where.path, one.code) for one in problems] == [("brand", "outside")]
    layers, problems = read_theme(site, "default")
    assert [name for name, _ in layers] == ["default"]
    assert [(one.where.path, one.code) for one in problems] == [("themes/default", "outside")]
    for again in (read_one, read_again):
        assert again(site, "content/incidents/a.md") is None
        assert again(site, "../outside/incidents/a.md") is None


def test_a_folder_that_is_a_link_inside_of_the_site_is_read(site: Path):
    (site / "content").rename(site / "texts")
    (site / "content").symlink_to("texts")
    (site / "texts/incidents/a.md").write_text("a", encoding="utf-8")
    assert found(site) == []
    assert [one.path for one in read_site(site).incidents] == ["content/incidents/a.md"]


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


# --- The engine ------------------------------------------------------------------------------


def test_the_engine_has_every_library_that_decides_a_byte():
    root = Path(__file__).resolve().parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split("[>=<]", one)[0] for one in project["dependencies"]}
    assert set(read._ENGINE) == names - {"click", "watchdog"}


def test_versions_are_those_that_python_itself_finds(monkeypatch, tmp_path):
    found = [(name, metadata.version(name)) for name in read._ENGINE]
    assert read._libraries() == found
    # As it finds them, the first folder in which there is one counts.
    (tmp_path / "Markdown-0.1.dist-info").mkdir()
    (tmp_path / "Markdown-0.1.dist-info/METADATA").write_text("Name: Markdown\nVersion: 0.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert dict(read._libraries())["markdown"] == metadata.version("markdown") == "0.1"


def test_a_library_that_is_installed_in_another_way_is_asked_for(monkeypatch, tmp_path):
    old = tmp_path / "oldlib-2.5.egg-info"
    old.mkdir()
    (old / "PKG-INFO").write_text("Name: oldlib\nVersion: 2.5\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(read, "_ENGINE", ("oldlib",))
    assert read._libraries() == [("oldlib", "2.5")]


def test_every_byte_of_the_code_makes_the_engine(monkeypatch, tmp_path):
    copy = tmp_path / "statusgen"
    shutil.copytree(Path(read.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(read, "__file__", str(copy / "read.py"))
    before = engine.__wrapped__()
    assert before == engine()
    changed = copy / "artifacts/feeds/rss.py"
    times = changed.stat()
    changed.write_bytes(changed.read_bytes()[:-2] + b"#\n")
    os.utime(changed, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert engine.__wrapped__() != before
