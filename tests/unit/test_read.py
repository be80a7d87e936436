"""Reading a site: what the disk has in store that is no entry."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from statusgen.read import read_site


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
