"""What is a change of the site's files, and when it has come to rest."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from statusgen.server.watch import Watch, matters

PARTS = frozenset(("statusgen.yml", "content", "themes", "brand"))


@pytest.mark.parametrize(
    "path",
    [
        "statusgen.yml",
        "content/incidents/2026/a.md",
        "content",
        "themes/default/assets/style.css",
        "brand/logo.svg",
    ],
)
def test_files_of_the_site_matter(path):
    assert matters(path, PARTS)


def test_a_folder_that_is_named_matters_whatever_it_is_called():
    assert matters(".brand/logo.svg", PARTS | {".brand"})
    assert not matters(".brand/.logo.svg.swp", PARTS | {".brand"})
    assert not matters(".brand/logo.svg", PARTS)


@pytest.mark.parametrize(
    "path",
    [
        "content/incidents/.a.md.swp",
        "content/incidents/a.md.swx",
        "content/incidents/a.md~",
        "content/incidents/#a.md#",
        "content/incidents/.#a.md",
        "content/incidents/4913",
        "content/.git/index",
        "output/index.html",
        ".statusgen.yml.swp",
        "statusgen.yml~",
        "notes.md",
    ],
)
def test_what_editors_leave_behind_and_other_folders_do_not_matter(path):
    assert not matters(path, PARTS)


class Watched:
    """A watched folder; `changed` is set when a change is noticed."""

    def __init__(self, folder: Path, but: Path | None = None) -> None:
        self.changed = Event()
        self.folder = folder
        self.watch = Watch(folder, self.changed.set, but=but)
        self.watch.follow(PARTS)

    def notices(self, seconds: float = 5) -> bool:
        found = self.changed.wait(seconds)
        self.watch.settle()
        self.changed.clear()
        return found


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    (tmp_path / "content/incidents").mkdir(parents=True)
    (tmp_path / "statusgen.yml").write_text("title: A\n")
    watched = Watched(tmp_path)
    yield watched
    watched.watch.close()


def test_saves_renames_and_deletions_are_noticed(watched):
    entry = watched.folder / "content/incidents/a.md"
    entry.write_text("a")
    assert watched.notices()
    entry.rename(entry.with_name("b.md"))
    assert watched.notices()
    entry.with_name("b.md").unlink()
    assert watched.notices()
    (watched.folder / "statusgen.yml").write_text("title: B\n")
    assert watched.notices()


def test_reading_and_what_editors_leave_behind_are_not(watched):
    folder = watched.folder / "content/incidents"
    for name in (".a.md.swp", "a.md~", "#a.md#", "4913"):
        (folder / name).write_text("x")
        (folder / name).unlink()
    (folder / ".#a.md").symlink_to("somebody@somewhere.1")
    watched.watch.follow(PARTS)
    (folder / ".#a.md").unlink()
    (watched.folder / "statusgen.yml").read_text()
    (watched.folder / "output").mkdir()
    (watched.folder / "output/index.html").write_text("x")
    assert not watched.notices(0.5)


def test_a_file_that_the_watcher_itself_puts_in_its_place_is_no_change(watched):
    """Beside a logo it would be: to build for what is said of a build would never end."""
    (watched.folder / "brand").mkdir()
    watched.watch.follow(PARTS)
    other = Watched(watched.folder, but=watched.folder / "brand/health.json")
    new, old = (watched.folder / "brand" / name for name in (".health.json-new", "health.json"))
    try:
        for _ in range(2):
            watched.notices(0.5)
            new.write_text("{}")
            new.replace(old)
            assert watched.notices()
            assert not other.changed.is_set()
        (watched.folder / "brand/logo.svg").write_text("<svg/>")
        assert other.notices()
    finally:
        other.watch.close()


@pytest.mark.parametrize("stream", [1, 2])
def test_what_is_said_into_a_file_of_the_site_is_no_change(watched, stream):
    """A log in the folder of entries: to build for each line of it would never end."""
    before = os.dup(stream)
    with (watched.folder / "content/watch.log").open("wb") as log:
        assert watched.notices()
        os.dup2(log.fileno(), stream)
        try:
            os.write(stream, b"built\n")
            assert not watched.notices(0.5)
            os.ftruncate(stream, 0)
            assert not watched.notices(0.5)
        finally:
            os.dup2(before, stream)
            os.close(before)
        os.write(log.fileno(), b"somebody else's\n")
        assert watched.notices()


def test_a_folder_that_is_made_later_or_anew_is_watched_from_then_on(watched):
    (watched.folder / "themes").mkdir()
    assert watched.notices()
    watched.watch.follow(PARTS)
    (watched.folder / "themes/style.css").write_text("x")
    assert watched.notices()
    (watched.folder / "content").rename(watched.folder / "old")
    (watched.folder / "content").mkdir()
    assert watched.notices()
    watched.watch.follow(PARTS)
    (watched.folder / "content/a.md").write_text("x")
    assert watched.notices()


def test_a_file_that_is_still_being_written_is_waited_for(watched):
    entry = watched.folder / "content/incidents/a.md"
    closed = Event()

    def write() -> None:
        with entry.open("w") as file:
            for _ in range(4):
                file.write("x" * 100)
                file.flush()
                time.sleep(0.15)
            closed.set()

    writer = Thread(target=write)
    writer.start()
    assert watched.changed.wait(5)
    watched.watch.settle()
    assert closed.is_set()
    writer.join()


def test_a_change_of_rights_is_noticed_and_not_waited_for(watched):
    entry = watched.folder / "content/incidents/a.md"
    entry.write_text("x")
    assert watched.notices()
    entry.chmod(0o600)
    assert watched.changed.wait(5)
    started = time.perf_counter()
    watched.watch.settle()
    assert time.perf_counter() - started < 0.5


def test_what_lies_behind_a_link_is_noticed_as_a_look_at_the_whole_site(watched):
    shared = watched.folder / "deep/shared/2026"
    shared.mkdir(parents=True)
    (shared / "a.md").write_text("a")
    incidents = watched.folder / "content/incidents"
    (incidents / "2026").symlink_to("../../deep/shared/2026")
    assert watched.notices()
    watched.watch.follow(PARTS)
    (shared / "a.md").write_text("b")
    assert watched.changed.wait(5)
    assert watched.watch.settle() is None
    watched.changed.clear()
    (watched.folder / "deep/notes.md").write_text("x")
    (shared / "a.md~").write_text("x")
    assert not watched.notices(0.5)


def test_a_linked_file_is_watched_where_it_is_and_no_other_one_beside_it(watched):
    shared = watched.folder / "shared"
    shared.mkdir()
    (shared / "text").write_text("a")
    (watched.folder / "content/incidents/a.md").symlink_to("../../shared/text")
    assert watched.notices()
    watched.watch.follow(PARTS)
    (shared / "text").write_text("b")
    assert watched.notices()
    (shared / "other").write_text("b")
    assert not watched.notices(0.5)


def test_a_link_on_the_way_of_a_link_is_watched(watched):
    """So a Kubernetes ConfigMap is changed: one rename puts another folder in place of the last."""
    incidents = watched.folder / "content/incidents"
    for name in ("..1", "..2"):
        (incidents / name).mkdir()
        (incidents / name / "a.md").write_text(name)
    (incidents / "..data").symlink_to("..1")
    (incidents / "a.md").symlink_to("..data/a.md")
    assert watched.notices()
    watched.watch.follow(PARTS)
    (incidents / "..new").symlink_to("..2")
    assert not watched.notices(0.3)
    (incidents / "..new").replace(incidents / "..data")
    assert watched.notices()
    watched.watch.follow(PARTS)
    (incidents / "..2/a.md").write_text("b")
    assert watched.notices()


def test_the_folders_of_the_site_may_be_links_themselves(watched):
    (watched.folder / "content").rename(watched.folder / "texts")
    (watched.folder / "content").symlink_to("texts")
    assert watched.notices()
    watched.watch.follow(PARTS)
    (watched.folder / "texts/incidents/a.md").write_text("a")
    assert watched.notices()
    (watched.folder / "texts").rename(watched.folder / "away")
    assert watched.notices()
    watched.watch.follow(PARTS)
    (watched.folder / "away").rename(watched.folder / "texts")
    assert watched.notices()
    watched.watch.follow(PARTS)
    (watched.folder / "texts/incidents/a.md").write_text("b")
    assert watched.notices()


def test_what_a_link_leads_to_may_come_later(watched):
    (watched.folder / "content/incidents/a.md").symlink_to("../../shared/2026/a")
    assert watched.notices()
    watched.watch.follow(PARTS)
    (watched.folder / "shared/2026").mkdir(parents=True)
    assert watched.notices()
    watched.watch.follow(PARTS)
    (watched.folder / "shared/2026/a").write_text("a")
    assert watched.notices()


def test_links_in_circles_and_out_of_the_site_are_not_gone_after(watched, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    incidents = watched.folder / "content/incidents"
    for name in ("b", "c"):
        (watched.folder / name).mkdir()
    for path, target in {
        incidents / "itself": "itself",
        incidents / "up": "..",
        incidents / "site": "../..",
        incidents / "out": str(outside),
        incidents / "b": "../../b",
        watched.folder / "b/c": "../c",
        watched.folder / "b/again": "../c",
        watched.folder / "c/b": "../b",
        watched.folder / "c/again": "../b",
    }.items():
        path.symlink_to(target)
    assert watched.notices()
    watched.watch.follow(PARTS)
    (outside / "a.md").write_text("a")
    assert not watched.notices(0.5)
    (watched.folder / "c/a.md").write_text("a")
    assert watched.notices()
