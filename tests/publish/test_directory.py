"""Publishing to a folder: readers see one release, whole, whatever dies; old ones go, ours only."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.disks import disk_at, fill
from tests.publish.making import BUILT_AT, FRESHNESS, URL, release, site
from tests.publish.reader import over_folder, over_http, reading
from tests.publish.releasing import (
    edit_unseen,
    files_in,
    has_one_winner,
    is_exactly,
    keys,
    made,
    race,
    said,
    survives_kills,
)
from tests.publish.running import run
from tests.publish.webserver import nginx_serves

from statusgen import tree
from statusgen.errors import LockHeld, OutputError, PublishError, UsageError
from statusgen.publish.directory import Directory, make
from statusgen.publish.layout import KEPT
from statusgen.publish.place import Place
from statusgen.publish.release import Release
from statusgen.publish.target import Difference

SWITCHES = pytest.mark.parametrize(
    "exchange",
    [
        False,
        pytest.param(
            True, marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges")
        ),
    ],
    ids=["link", "exchange"],
)


def target(*, exchange: bool = False) -> Directory:
    return Directory(name="main", where="srv", exchange=exchange)


def stands(folder: Path) -> dict[str, bytes]:
    """Read what is live, from the folder that `current` is at this moment."""
    return files_in((folder / "srv/current").resolve())


def releases_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "srv/releases").iterdir())


# --- What is live ----------------------------------------------------------------------------

steps = st.lists(
    st.sampled_from(["1", "2", "3", "back", "confirm", "touch"]), min_size=1, max_size=12
)


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
@settings(max_examples=15)
@example(steps=["2", "1", "touch", "1", "back"], exchange=False)
@example(steps=["1", "2", "1", "2", "back", "back", "back"], exchange=False)
@example(steps=["1", "2", "3", "back", "1", "back", "back"], exchange=False)
@example(steps=["1", "2", "3", "back", "touch", "2", "back"], exchange=False)
@given(steps=steps, exchange=st.booleans() if sys.platform == "linux" else st.just(False))
def test_after_any_sequence_of_runs_the_newest_release_is_live_and_nothing_else(steps, exchange):
    with TemporaryDirectory() as name:
        folder = Path(name)
        one = target(exchange=exchange)
        later = timedelta(0)
        history: list[Release] = []
        touched = False
        damaged: set[str] = set()
        for step in steps:
            if step == "back":
                if len(history) > 1 and not touched and history[-2].id not in damaged:
                    assert one.rollback(run(folder)).live.release == history[-2].id
                    left = history.pop()
                    found = stands(folder)
                    for path, data in files_in(history[-1].folder).items():
                        assert found[path] == data or path == "build.json"
                    assert found.keys() >= {*history[-1].by_path(), *left.by_path()}
            elif step == "touch" and history:
                (folder / "srv/current/index.html").unlink(missing_ok=True)
                damaged.add(history[-1].id)
            elif step == "confirm" and history:
                later += FRESHNESS
                version = history[-1].folder.name.rpartition("-")[2]
                again = made(folder, int(version), later=later)
                assert one.publish(again, run(folder)).live.release == again.id
                history[-1] = again
                assert stands(folder)["build.json"] == (again.folder / "build.json").read_bytes()
            elif step in "123":
                newest = made(folder, int(step), later=later)
                done = one.publish(newest, run(folder))
                assert done.live.release == newest.id == one.live(run(folder)).release  # type: ignore[union-attr]
                if not history or history[-1].id != newest.id:
                    history.append(newest)
                    del history[:-KEPT]  # further than that nobody gets back
                found, wanted = stands(folder), files_in(newest.folder)
                assert {**found, "build.json": b""} == {
                    **{path: found[path] for path in found.keys() - wanted.keys()},
                    **wanted,
                    "build.json": b"",
                }
            touched = step == "touch" or (touched and step == "back")
            if history and not touched:
                assert one.verify(run(folder)) == ()
                assert len(releases_in(folder)) <= KEPT


@SWITCHES
def test_a_file_that_only_the_release_before_had_goes_one_publish_later(tmp_path, exchange):
    one = target(exchange=exchange)
    before: Release | None = None
    for version in range(1, 6):
        newest = made(tmp_path, version)
        one.publish(newest, run(tmp_path))
        is_exactly(stands(tmp_path), newest, before)
        before = newest


@SWITCHES
def test_three_releases_are_kept_and_what_is_not_ours_stays(tmp_path, exchange):
    one = target(exchange=exchange)
    (tmp_path / "srv/releases/by-hand").mkdir(parents=True)
    (tmp_path / "srv/releases/by-hand/file").write_text("not ours")
    for version in range(1, 6):
        one.publish(made(tmp_path, version), run(tmp_path))
    ours = [name for name in releases_in(tmp_path) if name != "by-hand"]
    assert len(ours) == KEPT - exchange, "the live one is `current` itself where folders change"
    assert (tmp_path / "srv/releases/by-hand/file").read_text() == "not ours"


@SWITCHES
def test_where_an_old_release_was_deleted_by_hand_no_other_folder_takes_its_name(
    tmp_path, exchange
):
    one = target(exchange=exchange)
    for version in (1, 2, 3):
        one.publish(made(tmp_path, version), run(tmp_path))
    place = Place(tmp_path / "srv", "srv", real=exchange)
    record, live = place.look()
    assert live is not None
    oldest = record.releases[0]
    shutil.rmtree(tmp_path / "srv/releases" / oldest.name)
    by_hand = tmp_path / "srv/releases/0-by-hand"
    by_hand.mkdir()
    # A disk gives the number of a folder that was deleted to the next one that is made.
    for number in (by_hand.stat().st_ino, live.inode):
        place.put_record(record.changed(oldest, replace(oldest, inode=number)))
        shown = files_in((tmp_path / "srv/current").resolve())
        one.publish(made(tmp_path, 3, later=FRESHNESS), run(tmp_path))
        assert stands(tmp_path).keys() == made(tmp_path, 3).by_path().keys() <= shown.keys()
        assert by_hand.exists()
    one.rollback(run(tmp_path))
    assert one.live(run(tmp_path)).release == made(tmp_path, 2).id  # type: ignore[union-attr]
    assert one.verify(run(tmp_path)) == ()
    assert oldest.name not in releases_in(tmp_path)
    assert "0-by-hand" in releases_in(tmp_path)
    newest = made(tmp_path, 4)
    one.publish(newest, run(tmp_path))
    assert stands(tmp_path).items() >= files_in(newest.folder).items()
    assert one.rollback(run(tmp_path)).live.release == made(tmp_path, 2).id
    assert one.verify(run(tmp_path)) == ()


def test_only_what_changed_is_written_and_the_rest_is_linked(tmp_path):
    one = target()
    one.publish(made(tmp_path, 1), run(tmp_path))
    files = {**site(1), "index.html": b"<html>another</html>"}
    done = one.publish(release(tmp_path / "out", files), run(tmp_path))

    assert sorted(done.written) == ["build.json", "index.html"]
    assert done.unchanged == len(files) - 1
    live = tmp_path / "srv/current"
    assert (live / "feed.xml").stat().st_nlink == 2
    assert (live / "index.html").stat().st_nlink == 1


def test_an_unchanged_page_is_confirmed_when_half_of_its_freshness_has_passed(tmp_path):
    one = target()
    first = made(tmp_path, 1)
    one.publish(first, run(tmp_path))
    name = (tmp_path / "srv/current").readlink()

    early = made(tmp_path, 1, later=FRESHNESS / 2 - timedelta(seconds=1))
    assert one.publish(early, run(tmp_path)).written == ()
    due = made(tmp_path, 1, later=FRESHNESS / 2)
    done = one.publish(due, run(tmp_path))
    assert done.written == ("build.json",)
    assert done.live.built_at == BUILT_AT + FRESHNESS / 2
    assert one.live(run(tmp_path)) == done.live
    assert (tmp_path / "srv/current").readlink() == name
    assert stands(tmp_path) == files_in(due.folder)


def test_an_unchanged_page_is_confirmed_at_once_when_it_is_right_until_another_time(tmp_path):
    """A text that is prepared ahead changes no page, and when the page changes by itself."""
    one = target()
    one.publish(made(tmp_path, 1), run(tmp_path))
    name = (tmp_path / "srv/current").readlink()
    other = made(tmp_path, 1, later=timedelta(seconds=1), right_for=timedelta(minutes=30))
    would = one.publish(other, run(tmp_path, dry_run=True))
    done = one.publish(other, run(tmp_path))
    assert would == done
    assert done.written == ("build.json",)
    assert (tmp_path / "srv/current").readlink() == name
    assert stands(tmp_path) == files_in(other.folder)
    same = made(tmp_path, 1, later=timedelta(seconds=2), right_for=timedelta(minutes=30))
    assert one.publish(same, run(tmp_path)).written == ()
    # An older build confirms nothing.
    assert one.publish(made(tmp_path, 1), run(tmp_path)).written == ()


def test_of_two_builds_of_one_second_the_later_one_says_until_when_the_page_is_right(tmp_path):
    """Times are whole seconds, and a text that is prepared ahead may be saved within one."""
    one = target()
    one.publish(made(tmp_path, 1), run(tmp_path))
    other = made(tmp_path, 1, right_for=timedelta(minutes=30))
    assert one.publish(other, run(tmp_path)).written == ("build.json",)
    assert stands(tmp_path) == files_in(other.folder)
    assert one.publish(other, run(tmp_path)).written == ()


def test_a_page_of_a_time_that_is_still_to_come_is_put_right(tmp_path):
    one = target()
    one.publish(made(tmp_path, 1, later=timedelta(days=9)), run(tmp_path))
    right = made(tmp_path, 1)
    would = one.publish(right, run(tmp_path, dry_run=True))
    done = one.publish(right, run(tmp_path))
    assert would == done
    assert (done.written, done.live.built_at) == (("build.json",), BUILT_AT)
    assert one.live(run(tmp_path)) == done.live
    assert stands(tmp_path) == files_in(right.folder)
    # Clocks of two machines differ by two minutes; and what is itself ahead puts nothing right.
    one.publish(made(tmp_path, 1, later=FRESHNESS), run(tmp_path))
    for later, now in ((0, 13), (1, 0), (3, 0)):
        other = made(tmp_path, 1, later=timedelta(minutes=later))
        here = run(tmp_path, later=timedelta(minutes=now))
        assert one.publish(other, here).written == (("build.json",) if later == 1 else ())
        one.publish(made(tmp_path, 1, later=FRESHNESS), here)


def test_a_page_never_takes_the_place_of_one_that_was_built_later(tmp_path):
    """Two runs at once, on two machines: the one that was built first may be the last to arrive."""
    one = target()
    slow, quick = made(tmp_path, 1), made(tmp_path, 2, later=timedelta(seconds=20))
    here = run(tmp_path, later=timedelta(minutes=1))
    one.publish(quick, here)
    for now in (here, replace(here, dry_run=True)):
        with pytest.raises(LockHeld) as caught:
            one.publish(slow, now)
        words = "'srv' shows a page that was built later, at 2026-07-04 12:00:20 UTC"
        assert caught.value.what == words
    assert stands(tmp_path) == files_in(quick.folder)
    # What was put back on purpose is the older one, and gives way.
    one.publish(made(tmp_path, 3, later=timedelta(seconds=40)), here)
    one.rollback(here)
    one.publish(made(tmp_path, 1, later=timedelta(seconds=30)), here)
    assert one.live(here).release == slow.id  # type: ignore[union-attr]


def test_where_there_is_no_room_to_confirm_a_page_it_stays_one_to_go_back_to(tmp_path, monkeypatch):
    """The list of a large site's files is what a disk that is nearly full does not take."""
    one = target()
    one.publish(made(tmp_path, 1), run(tmp_path))
    with monkeypatch.context() as patched:

        def write_new(path: str, data: bytes, *, synced: bool) -> os.stat_result:
            if data.startswith(b'{"version":1,"own"'):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return tree.write_new(path, data, synced=synced)

        patched.setattr("statusgen.publish.place.write_new", write_new)
        with pytest.raises(PublishError, match="there is no room on the disk"):
            one.publish(made(tmp_path, 1, later=FRESHNESS), run(tmp_path))
    assert one.verify(run(tmp_path)) == ()
    one.publish(made(tmp_path, 2, later=FRESHNESS), run(tmp_path))
    assert one.rollback(run(tmp_path)).live.release == made(tmp_path, 1).id
    assert one.verify(run(tmp_path)) == ()


def test_a_confirmed_page_does_not_change_the_release_before_it(tmp_path):
    one = target()
    fixed = {**site(1), "build.json": b'{"freshness": 60}'}
    first = release(tmp_path / "out", fixed)
    one.publish(first, run(tmp_path))
    # Its build.json is the same, so that both releases have one file by two names.
    one.publish(
        release(tmp_path / "out", {**site(2), "build.json": fixed["build.json"]}), run(tmp_path)
    )
    assert (tmp_path / "srv/current/build.json").stat().st_nlink == 2

    later = {**site(2), "build.json": b'{"freshness": 60, "built_at": "later"}'}
    again = release(tmp_path / "out", later, built_at=BUILT_AT + timedelta(hours=1))
    assert one.publish(again, run(tmp_path)).written == ("build.json",)
    one.rollback(run(tmp_path))
    assert (tmp_path / "srv/current/build.json").read_bytes() == fixed["build.json"]
    assert one.verify(run(tmp_path)) == ()


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(tmp_path):
    one = target()
    first, second = made(tmp_path, 1), made(tmp_path, 2)
    for newest in (first, second):
        would = one.publish(newest, run(tmp_path, dry_run=True))
        assert not (tmp_path / "srv").exists() or stands(tmp_path) == files_in(first.folder)
        assert one.publish(newest, run(tmp_path)) == would
    would = one.rollback(run(tmp_path, dry_run=True))
    assert one.live(run(tmp_path)).release == second.id  # type: ignore[union-attr]
    assert one.rollback(run(tmp_path)) == would


def test_what_somebody_else_did_to_the_live_files_is_told_and_mended(tmp_path):
    one = target()
    newest = made(tmp_path, 1)
    one.publish(newest, run(tmp_path))
    live = tmp_path / "srv/current"
    (live / "index.html").write_bytes(b"<html>defaced</html>")
    (live / "feed.xml").unlink()
    (live / "notes.txt").write_text("mine")
    would = one.publish(newest, run(tmp_path, dry_run=True))
    assert would.unchanged == len(newest.files)
    assert one.verify(run(tmp_path)) == (
        Difference(path="feed.xml", what="missing"),
        Difference(path="index.html", what="changed"),
        Difference(path="notes.txt", what="foreign"),
    )
    one.publish(newest, run(tmp_path))
    assert one.verify(run(tmp_path)) == ()
    assert stands(tmp_path) == files_in(newest.folder)


@SWITCHES
def test_a_folder_that_shows_nothing_of_ours_is_not_as_published(tmp_path, exchange):
    one = target(exchange=exchange)

    def is_told() -> None:
        with pytest.raises(PublishError) as caught:
            one.verify(run(tmp_path))
        assert caught.value.what == "nothing of statusgen's is published at 'srv'"
        assert caught.value.hint == "run: statusgen publish"

    is_told()
    one.publish(made(tmp_path, 1), run(tmp_path))
    (tmp_path / "srv/current").rename(tmp_path / "srv/away")
    is_told()
    shutil.rmtree(tmp_path / "srv")
    is_told()


@SWITCHES
def test_an_edit_that_neither_size_nor_time_tells_is_mended_and_goes_into_no_release(
    tmp_path, exchange
):
    one = target(exchange=exchange)
    for version in (1, 1, 2):
        newest = made(tmp_path, version)
        one.publish(newest, run(tmp_path))
        assert one.verify(run(tmp_path)) == ()
        assert stands(tmp_path).items() >= files_in(newest.folder).items()
        for path in ("index.html", "404.html"):
            edit_unseen(tmp_path / "srv/current" / path)
        assert [difference.what for difference in one.verify(run(tmp_path))] == ["changed"] * 2
    assert one.publish(newest, run(tmp_path)).live.release == newest.id
    assert one.verify(run(tmp_path)) == ()
    with pytest.raises(PublishError, match="is not whole any more"):
        one.rollback(run(tmp_path))


@pytest.mark.parametrize("path", ["notes.txt", "incidents/only-1/index.html"])
def test_whatever_a_comparison_names_is_right_after_the_next_publish(tmp_path, path):
    one = target()
    one.publish(made(tmp_path, 1), run(tmp_path))
    newest = made(tmp_path, 2)
    one.publish(newest, run(tmp_path))
    # A file of nobody's, and one that only the release before had.
    (tmp_path / "srv/current" / path).write_text("mine")
    assert [difference.path for difference in one.verify(run(tmp_path))] == [path]
    one.publish(newest, run(tmp_path))
    assert one.verify(run(tmp_path)) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="needs fifos")
def test_what_is_no_file_any_more_is_not_waited_for_but_mended(tmp_path):
    one = target()
    newest = made(tmp_path, 1)
    one.publish(newest, run(tmp_path))
    index = tmp_path / "srv/current/index.html"
    index.unlink()
    os.mkfifo(index)
    assert one.verify(run(tmp_path)) == (Difference(path="index.html", what="changed"),)
    one.publish(newest, run(tmp_path))
    assert stands(tmp_path) == files_in(newest.folder)


def test_private_files_outlive_releases_and_no_reader_sees_them(tmp_path):
    memory = target().memory(run(tmp_path))
    assert memory.read("outbox.json") is None
    memory.write("outbox.json", b"\x00one")
    memory.write("outbox.json", b"\x00two")
    target().publish(made(tmp_path, 1), run(tmp_path))
    assert memory.read("outbox.json") == b"\x00two"
    assert "outbox.json" not in stands(tmp_path)
    assert (tmp_path / "srv/.statusgen").stat().st_mode & 0o077 == 0
    with pytest.raises(ValueError, match="not a plain file name"):
        memory.write("../outbox.json", b"")


def test_what_two_runs_remember_at_once_is_one_of_both_and_whole(tmp_path):
    """As where somebody publishes by hand while a watcher tells of something."""
    memory = target().memory(run(tmp_path))
    whole = {sign * 200_000 for sign in (b"a", b"b")}
    failed: list[PublishError] = []

    def remember(data: bytes) -> None:
        try:
            for _ in range(200):
                memory.write("outbox.json", data)
        except PublishError as error:
            failed.append(error)

    threads = [threading.Thread(target=remember, args=(data,)) for data in whole]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert memory.read("outbox.json") in {None, *whole}
    assert failed == []
    assert [path.name for path in (tmp_path / "srv/.statusgen/memory").iterdir()] == ["outbox.json"]


@pytest.mark.parametrize("remembers", [False, True])
def test_files_are_readable_for_a_web_server_whatever_the_umask_is(tmp_path, remembers):
    old = os.umask(0o077)
    try:
        if remembers:
            # Somebody publishes to another target only, and all of them remember what was told.
            target().memory(run(tmp_path)).write("outbox.json", b"")
        target().publish(made(tmp_path, 1), run(tmp_path))
    finally:
        os.umask(old)
    for name in ("srv", "srv/releases"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o755, name
    assert (tmp_path / "srv/.statusgen").stat().st_mode & 0o077 == 0
    live = (tmp_path / "srv/current").resolve()
    for path in (live, *live.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_nobody_else_may_look_into_what_is_private_whatever_the_umask_is(tmp_path):
    old = os.umask(0)
    try:
        target().publish(made(tmp_path, 1), run(tmp_path))
        target().memory(run(tmp_path)).write("outbox.json", b"")
    finally:
        os.umask(old)
    private = tmp_path / "srv/.statusgen"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    for path in (private / "memory/outbox.json", private / "releases.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    live = (tmp_path / "srv/current").resolve()
    for path in (live, *live.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o022 == 0, path


def test_a_folder_outside_of_the_site_is_where_a_page_may_stand(tmp_path):
    (tmp_path / "site").mkdir()
    one = Directory(name="main", where=str(tmp_path / "srv"))
    newest = made(tmp_path, 1)
    one.publish(newest, run(tmp_path / "site"))
    assert stands(tmp_path) == files_in(newest.folder)


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks")
def test_where_a_disk_has_no_locks_the_page_is_live_and_that_is_said(tmp_path, monkeypatch):
    def refuses(number: int) -> None:
        def flock(descriptor: int, operation: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr("fcntl.flock", flock)

    refuses(errno.ENOLCK)
    newest = made(tmp_path, 1)
    done = target().publish(newest, run(tmp_path))
    words = "this disk cannot lock a folder: let only one run at a time publish there"
    assert done.notes == (words,)
    assert stands(tmp_path) == files_in(newest.folder)
    refuses(errno.EIO)
    with pytest.raises(PublishError):
        target().publish(made(tmp_path, 2), run(tmp_path))
    assert stands(tmp_path) == files_in(newest.folder)


# --- What is refused -------------------------------------------------------------------------


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path):
    (tmp_path / "srv/current").mkdir(parents=True)
    (tmp_path / "srv/current/index.html").write_text("theirs")
    for exchange in (False, True):
        with pytest.raises(PublishError) as caught:
            target(exchange=exchange).publish(made(tmp_path, 1), run(tmp_path))
        assert caught.value.what == "'srv/current' is not what statusgen put there"
        assert caught.value.hint == "move it away, or choose another path in statusgen.yml"
    assert stands(tmp_path) == {"index.html": b"theirs"}


@SWITCHES
@pytest.mark.parametrize("target_of_theirs", ["elsewhere", "releases/by-hand", "../srv/releases"])
def test_a_link_or_a_file_that_is_not_ours_is_left_alone(tmp_path, exchange, target_of_theirs):
    one = target(exchange=exchange)
    current = tmp_path / "srv/current"
    (tmp_path / "srv/releases/by-hand").mkdir(parents=True)

    def is_refused() -> None:
        for now in (run(tmp_path), run(tmp_path, dry_run=True)):
            with pytest.raises(PublishError) as caught:
                one.publish(made(tmp_path, 1), now)
            assert caught.value.what == "'srv/current' is not what statusgen put there"

    current.symlink_to(target_of_theirs)
    is_refused()
    assert current.readlink() == Path(target_of_theirs)
    current.unlink()
    current.write_text("theirs")
    is_refused()
    assert current.read_text() == "theirs"


@SWITCHES
def test_an_empty_folder_is_nobodys_page(tmp_path, exchange):
    """Whoever sets up the web server makes the folder that it is to serve."""
    (tmp_path / "srv/current").mkdir(parents=True)
    one = target(exchange=exchange)
    assert one.live(run(tmp_path)) is None
    for version in (1, 2):
        newest = made(tmp_path, version)
        one.publish(newest, run(tmp_path))
        assert stands(tmp_path).items() >= files_in(newest.folder).items()
        assert one.verify(run(tmp_path)) == ()
    one.rollback(run(tmp_path))
    assert len(releases_in(tmp_path)) == 2 - exchange


@SWITCHES
def test_folders_that_were_copied_to_another_disk_are_ours_all_the_same(tmp_path, exchange):
    """Their numbers are others then, and what is live is known by its build.json.

    A folder on the new disk may have the number that another one had on the old one.
    """
    one = target(exchange=exchange)
    for version in (1, 2):
        one.publish(made(tmp_path, version), run(tmp_path))
    shutil.copytree(tmp_path / "srv", tmp_path / "new", symlinks=True)
    (tmp_path / "srv").rename(tmp_path / "old")
    (tmp_path / "new").rename(tmp_path / "srv")
    file = tmp_path / "srv/.statusgen/releases.json"
    record = json.loads(file.read_text())
    oldest, live = record["releases"]
    oldest["inode"] = (tmp_path / "srv/current").stat().st_ino
    file.write_text(json.dumps(record))
    assert one.live(run(tmp_path)).release == made(tmp_path, 2).id  # type: ignore[union-attr]
    assert one.verify(run(tmp_path)) == ()
    newest = made(tmp_path, 3)
    one.publish(newest, run(tmp_path))
    assert stands(tmp_path).items() >= files_in(newest.folder).items()
    _, noted, _ = json.loads(file.read_text())["releases"]
    assert noted["name"] == live["name"]
    assert noted["inode"] != live["inode"], "any folder may get that one here"
    assert one.rollback(run(tmp_path)).live.release == made(tmp_path, 2).id
    assert one.verify(run(tmp_path)) == ()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges")
def test_a_link_may_become_a_folder_and_a_folder_no_link(tmp_path):
    first, second, third = (made(tmp_path, version) for version in (1, 2, 3))
    target().publish(first, run(tmp_path))
    one = target(exchange=True)
    one.publish(second, run(tmp_path))
    assert not (tmp_path / "srv/current").is_symlink()
    is_exactly(stands(tmp_path), second, first)
    assert one.rollback(run(tmp_path)).live.release == first.id
    for now in (run(tmp_path), run(tmp_path, dry_run=True)):
        with pytest.raises(PublishError) as caught:
            target().publish(third, now)
        assert caught.value.what == "'srv/current' is a folder, and should become a link"
        assert caught.value.hint == "write switch: exchange, or publish to a new folder"
    assert one.verify(run(tmp_path)) == ()
    assert one.live(run(tmp_path)).release == first.id  # type: ignore[union-attr]


def test_a_record_that_cannot_be_read_deletes_nothing(tmp_path):
    one = target()
    one.publish(made(tmp_path, 1), run(tmp_path))
    before = files_in(tmp_path / "srv/releases")
    record = tmp_path / "srv/.statusgen/releases.json"
    for damaged in (b"{", b'{"version": 1, "releases": [], "doomed": ["../../etc"]}'):
        record.write_bytes(damaged)
        with pytest.raises(PublishError) as caught:
            one.publish(made(tmp_path, 2), run(tmp_path))
        assert caught.value.what.endswith(
            "the list of what statusgen published there, cannot be read"
        )
    assert files_in(tmp_path / "srv/releases") == before


@SWITCHES
@pytest.mark.parametrize("damage", [b"{", b"", None])
def test_where_the_list_of_a_releases_files_is_lost_nothing_is_taken_for_whole(
    tmp_path, exchange, damage
):
    one = target(exchange=exchange)
    for version in (1, 2):
        one.publish(made(tmp_path, version), run(tmp_path))
    lists = sorted((tmp_path / "srv/.statusgen/files").iterdir())
    assert len(lists) == 2
    for path in lists:
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)
    with pytest.raises(PublishError) as caught:
        one.rollback(run(tmp_path))
    assert caught.value.what == ("the release before the live one at 'srv' is not whole any more")
    assert one.verify(run(tmp_path)) != ()
    newest = made(tmp_path, 2)
    one.publish(newest, run(tmp_path))
    assert one.verify(run(tmp_path)) == ()
    assert stands(tmp_path) == files_in(newest.folder)


def test_a_release_that_takes_most_of_the_site_away_is_refused(tmp_path):
    one = target()
    newest = made(tmp_path, 1)
    one.publish(newest, run(tmp_path))
    small = release(tmp_path / "out", {"index.html": b"<html></html>"})
    with pytest.raises(PublishError) as caught:
        one.publish(small, run(tmp_path, max_deletes=0.5))
    assert caught.value.what == "this would take 10 of the 12 live files away from 'srv'"
    assert stands(tmp_path) == files_in(newest.folder)
    one.publish(small, run(tmp_path, max_deletes=1.0))


def test_there_is_nothing_before_the_first_release(tmp_path):
    one = target()
    assert one.live(run(tmp_path)) is None
    for _ in range(2):
        with pytest.raises(PublishError) as caught:
            one.rollback(run(tmp_path))
        assert caught.value.what == "there is no release before the live one at 'srv'"
        one.publish(made(tmp_path, 1), run(tmp_path))


@SWITCHES
def test_a_first_release_that_no_reader_ever_saw_is_none_to_go_back_to(
    tmp_path, exchange, monkeypatch
):
    """Runs that were killed between the record and the switch: each has left a whole release."""
    one = target(exchange=exchange)
    for version in (1, 2):
        with monkeypatch.context() as patched:
            patched.setattr(Place, "switch", broken_off)
            with pytest.raises(KeyboardInterrupt):
                one.publish(made(tmp_path, version), run(tmp_path))
        assert one.live(run(tmp_path)) is None
    one.publish(made(tmp_path, 3), run(tmp_path))
    with pytest.raises(PublishError, match="there is no release before the live one"):
        one.rollback(run(tmp_path))
    assert len(releases_in(tmp_path)) == 1 - exchange


def test_where_somebody_took_the_link_away_what_readers_saw_is_one_to_go_back_to(tmp_path):
    one = target()
    one.publish(made(tmp_path, 1), run(tmp_path))
    (tmp_path / "srv/current").unlink()
    one.publish(made(tmp_path, 2), run(tmp_path))
    assert one.rollback(run(tmp_path)).live.release == made(tmp_path, 1).id


def test_a_build_that_changes_meanwhile_is_not_published(tmp_path):
    one = target()
    first = made(tmp_path, 1)
    one.publish(first, run(tmp_path))
    second = made(tmp_path, 2)
    (second.folder / "index.html").write_bytes(b"<html>of another build</html>")
    with pytest.raises(OutputError) as caught:
        one.publish(second, run(tmp_path))
    assert caught.value.what == "'index.html' is not as it was built"
    assert stands(tmp_path) == files_in(first.folder)
    # Nor does what was written of it take the room of the next one.
    assert len(releases_in(tmp_path)) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 512 KB as the site's folder, where that is allowed."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with disk_at(disk, "size=512k"):
        yield disk


@SWITCHES
def test_a_full_disk_leaves_the_old_release_live_and_keeps_no_room(small_disk, tmp_path, exchange):
    one = target(exchange=exchange)
    first = made(tmp_path, 1)
    one.publish(first, run(small_disk))
    for free in range(0, 40, 3):
        with filled_but(small_disk, free * 4096):
            large = {**site(2), "assets/large.bin": bytes(30 * 4096)}
            newest = release(tmp_path / "out", large)
            with pytest.raises(PublishError) as caught:
                one.publish(newest, run(small_disk))
            assert caught.value.what == "there is no room on the disk for 'srv'"
            assert caught.value.hint == "free some space there, then publish again"
        assert stands(small_disk) == files_in(first.folder)
        assert one.verify(run(small_disk)) == ()
        assert len(releases_in(small_disk)) <= 1
    one.publish(newest, run(small_disk))
    is_exactly(stands(small_disk), newest, first)


@contextmanager
def filled_but(disk: Path, room: int) -> Iterator[None]:
    filling = fill(disk, but_for=room)
    yield
    filling.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="needs setrlimit")
def test_a_limit_on_the_size_of_files_is_told(tmp_path):
    import resource

    one = target()
    first = made(tmp_path, 1)
    one.publish(first, run(tmp_path))
    newest = release(tmp_path / "out", {**site(2), "assets/large.bin": bytes(1_000_000)})
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, old[1]))
    try:
        with pytest.raises(PublishError) as caught:
            one.publish(newest, run(tmp_path))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert caught.value.what == "a file for 'srv' is larger than a file may be there"
    assert stands(tmp_path) == files_in(first.folder)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs another user")
def test_a_folder_without_permission_is_told(tmp_path):
    (tmp_path / "srv").mkdir()
    newest = made(tmp_path, 1)
    tmp_path.chmod(0o755)
    for above in tmp_path.parents:
        # Only what is closed to others: above the tests' own folders stands everybody's.
        if not above.stat().st_mode & stat.S_IXOTH:
            above.chmod(0o755)
    os.seteuid(65534)
    try:
        with pytest.raises(PublishError) as caught:
            target().publish(newest, run(tmp_path))
    finally:
        os.seteuid(0)
    assert caught.value.what == "statusgen is not allowed to write in 'srv'"
    assert caught.value.hint == (
        "give the user that publishes the right to write there, or choose another path"
    )


@pytest.mark.parametrize("path", ["srv", "srv/releases", "srv/.statusgen", "srv/.statusgen/files"])
def test_what_is_no_folder_and_must_be_one_is_named(tmp_path, path):
    """As a link to a disk that is not mounted."""
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).symlink_to("nowhere")
    with pytest.raises(PublishError) as caught:
        target().publish(made(tmp_path, 1), run(tmp_path))
    assert caught.value.what == f"'{tmp_path / path}' must be a folder, and is none"
    assert caught.value.hint == (
        "move it away; if it is a link, see that what it leads to is there"
    )


def test_a_path_that_leads_through_a_file_is_told(tmp_path):
    (tmp_path / "file").touch()
    for where in ("file", "file/below", "file/below/more"):
        with pytest.raises(PublishError) as caught:
            Directory(name="main", where=where).publish(made(tmp_path, 1), run(tmp_path))
        assert caught.value.what == f"a part of the path '{where}' is a file, and must be a folder"
        assert caught.value.hint == "move that file away, or choose another path in statusgen.yml"


def test_what_is_wrong_with_the_keys_is_said_where_it_stands():
    assert said(make, "{type: directory}") == [
        (
            "1:1",
            "a target of type directory needs the key 'path'",
            "add a line: path: /srv/status",
        )
    ]
    assert said(make, "{type: directory, path: a, switch: swap, pth: b}")[0] == (
        "1:42",
        "there is no key 'pth' in a target of type directory",
        "did you mean 'path'?",
    )
    assert said(make, '{type: directory, path: "~/status"}') == [
        (
            "1:25",
            "'~/status' begins with ~, which only a shell takes for somebody's home",
            "write the whole path",
        )
    ]
    for path in (".", "./output/", "content/live", "public/../themes"):
        assert said(make, f"{{type: directory, path: {path}}}") == [
            (
                "1:25",
                f"'{path}' is in this site's own folders, where releases must not stand",
                "write the path of a folder that is for the page alone, such as /srv/status",
            )
        ]
    problems: list[object] = []
    one = make("main", keys("{type: directory, path: a, switch: exchange}"), problems)  # type: ignore[arg-type]
    assert (one, problems) == (Directory(name="main", where="a", exchange=True), [])


def test_no_release_is_made_in_a_sites_own_folders_by_their_whole_paths_either(tmp_path):
    release = made(tmp_path, 1)
    (tmp_path / "content").mkdir()
    (tmp_path / "link").symlink_to("content")
    before = sorted(tmp_path.rglob("*"))
    for path in (tmp_path, tmp_path / "output", tmp_path / "link", f"../{tmp_path.name}/themes/x"):
        one = Directory(name="web", where=str(path))
        for now in (run(tmp_path), replace(run(tmp_path), dry_run=True)):
            with pytest.raises(UsageError) as caught:
                one.publish(release, now)
            assert (caught.value.what, caught.value.hint) == (
                f"'{path}' is in this site's own folders, where releases must not stand",
                "write the path of a folder that is for the page alone, such as /srv/status",
            )
    assert sorted(tmp_path.rglob("*")) == before


def test_no_release_is_made_where_entries_really_are(tmp_path):
    release = made(tmp_path, 1)
    (tmp_path / "texts").mkdir()
    (tmp_path / "content").symlink_to("texts")
    with pytest.raises(UsageError, match="this site's own folders"):
        Directory(name="web", where="texts/out").publish(release, run(tmp_path))
    assert not any((tmp_path / "texts").iterdir())


# --- Readers, kills, races -------------------------------------------------------------------


@pytest.mark.needs("nginx")
@SWITCHES
def test_a_reader_of_a_web_server_never_meets_a_broken_or_torn_page(
    tmp_path, part, often, exchange
):
    one = target(exchange=exchange)
    one.publish(made(tmp_path, 0), run(tmp_path))
    current = tmp_path / "srv/current"
    with (
        nginx_serves(current, part("nginx"), tmp_path / "nginx") as address,
        reading(over_http(address), URL) as reader,
    ):
        for version in range(1, often(20) + 1):
            one.publish(made(tmp_path, version), run(tmp_path))
            reader.next_view()
            if version % 7 == 0:
                one.rollback(run(tmp_path))
                reader.next_view()
    reader.saw_only_whole_sites()


@SWITCHES
def test_after_a_kill_at_any_time_readers_see_one_release_and_the_next_run_mends_all(
    tmp_path, often, exchange
):
    one = target(exchange=exchange)
    one.publish(made(tmp_path, 1), run(tmp_path))
    with reading(over_folder(tmp_path / "srv/current"), URL) as reader:
        survives_kills(
            "directory",
            one,
            {"where": "srv", "exchange": exchange},
            tmp_path,
            lambda: stands(tmp_path),
            often(20),
            environ=os.environ,
            reader=reader,
        )
    reader.saw_only_whole_sites()
    assert len(releases_in(tmp_path)) <= KEPT
    private = {path.name for path in (tmp_path / "srv/.statusgen").rglob("*.json")}
    assert len(private) == KEPT + 1


def test_of_eight_publishers_one_wins_and_the_others_are_told(tmp_path, often):
    one = target()
    for turn in range(often(5)):
        releases = [made(tmp_path, 8 * turn + number) for number in range(8)]
        ends = race(one, releases, tmp_path)
        winner = has_one_winner(ends)
        assert one.live(run(tmp_path)).release == releases[winner].id  # type: ignore[union-attr]
        assert one.verify(run(tmp_path)) == ()
    held = next(end for end in ends if isinstance(end, LockHeld))
    assert held.what == "another run is publishing to 'srv'"


@SWITCHES
def test_a_run_that_is_broken_off_at_any_step_leaves_what_the_next_one_puts_away(
    tmp_path, exchange
):
    """Nothing is tidied up when a run is broken off: by a signal it would not be either."""
    one = target(exchange=exchange)
    first, second, third = (made(tmp_path, version) for version in (1, 2, 3))
    one.publish(first, run(tmp_path))
    before, steps = first, 0
    for step in range(1, 30):
        heard: list[tuple[int, int]] = []

        def stop(
            done: int,
            total: int,
            what: str,
            at: int = step,
            heard: list[tuple[int, int]] = heard,
        ) -> None:
            heard.append((done, total))
            if done == at:
                raise KeyboardInterrupt

        newest = third if before.id == second.id else second
        try:
            one.publish(newest, run(tmp_path, progress=stop))
        except KeyboardInterrupt:
            steps = step
            assert heard == [(number, heard[0][1]) for number in range(1, step + 1)]
        else:
            break
        shown = newest if step == heard[0][1] else before
        live = one.live(run(tmp_path))
        assert live is not None
        assert live.release == shown.id
        assert one.verify(run(tmp_path)) == ()
        assert stands(tmp_path).items() >= files_in(shown.folder).items()
        one.publish(newest, run(tmp_path))
        assert stands(tmp_path).items() >= files_in(newest.folder).items()
        assert len(releases_in(tmp_path)) <= KEPT - exchange
        named = {path.stem for path in (tmp_path / "srv/.statusgen/files").iterdir()}
        assert named >= set(releases_in(tmp_path))
        assert len(named) <= KEPT
        before = newest
    assert steps > 5
    assert heard[-1] == (steps, steps)


@SWITCHES
@pytest.mark.parametrize("last", ["switch", "sweep"])
def test_a_run_that_is_killed_while_it_mends_the_live_release_loses_nothing(
    tmp_path, exchange, last, monkeypatch
):
    """The damaged release stands in the record for as long as it is live."""
    one = target(exchange=exchange)
    for version in (1, 2):
        one.publish(made(tmp_path, version), run(tmp_path))
    (tmp_path / "srv/current/index.html").write_text("theirs")
    newest = made(tmp_path, 2)
    with monkeypatch.context() as patched:
        patched.setattr(Place, last, broken_off)
        # What comes after an exchange.
        patched.setattr(Path, "rename", broken_off)
        with pytest.raises(KeyboardInterrupt):
            one.publish(newest, run(tmp_path))
    assert one.rollback(run(tmp_path, dry_run=True)).live.release == made(tmp_path, 1).id
    one.publish(newest, run(tmp_path))
    assert stands(tmp_path).items() >= files_in(newest.folder).items()
    assert one.verify(run(tmp_path)) == ()
    one.publish(made(tmp_path, 3), run(tmp_path))
    assert len(releases_in(tmp_path)) == KEPT - exchange
    assert one.rollback(run(tmp_path)).live.release == newest.id
    assert one.rollback(run(tmp_path)).live.release == made(tmp_path, 1).id
    assert one.verify(run(tmp_path)) == ()


def broken_off(*args: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges")
def test_a_run_killed_between_an_exchange_and_its_tidying_is_mended(tmp_path):
    one = target(exchange=True)
    for version in (1, 2):
        one.publish(made(tmp_path, version), run(tmp_path))
    # As it is after the exchange: the old release under the name of the new one.
    place = Place(tmp_path / "srv", "srv", real=True)
    record, live = place.look()
    assert live is not None
    old = record.before(live)
    assert old is not None
    releases = tmp_path / "srv/releases"
    (releases / old.name).rename(releases / live.name)
    assert one.verify(run(tmp_path)) == (), "readers see the whole of it already"
    one.rollback(run(tmp_path))
    assert one.live(run(tmp_path)).release == made(tmp_path, 1).id  # type: ignore[union-attr]
    assert one.verify(run(tmp_path)) == ()
    assert replace(old, inode=0) != live


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges")
def test_a_run_killed_when_a_link_has_just_become_a_folder_is_mended(tmp_path):
    target().publish(made(tmp_path, 1), run(tmp_path))
    one = target(exchange=True)
    one.publish(made(tmp_path, 2), run(tmp_path))
    # As it is after the exchange: the link under the name of the new release.
    record, live = Place(tmp_path / "srv", "srv", real=True).look()
    assert live is not None
    (tmp_path / "srv/releases" / live.name).symlink_to(f"releases/{record.releases[0].name}")
    one.publish(made(tmp_path, 3), run(tmp_path))
    for version in (2, 1):
        assert one.rollback(run(tmp_path)).live.release == made(tmp_path, version).id
        assert one.verify(run(tmp_path)) == ()


@SWITCHES
def test_what_somebody_has_changed_goes_into_no_release_that_is_gone_back_to(tmp_path, exchange):
    one = target(exchange=exchange)
    for version in (1, 2):
        one.publish(made(tmp_path, version), run(tmp_path))
    (tmp_path / "srv/current/incidents/only-2/index.html").write_text("theirs")
    one.rollback(run(tmp_path))
    assert one.verify(run(tmp_path)) == ()
    assert b"theirs" not in stands(tmp_path).values()


@SWITCHES
def test_a_page_that_comes_and_goes_is_known_as_what_it_is_after_a_rollback(tmp_path, exchange):
    """The release that is gone back to carries one of that name already, from the one before it."""
    one = target(exchange=exchange)
    for version, page in ((1, b"first"), (2, None), (3, b"third")):
        files = {**site(version), **({"now/index.html": page} if page else {})}
        one.publish(release(tmp_path / f"{version}", files), run(tmp_path))
    one.rollback(run(tmp_path))
    assert stands(tmp_path)["now/index.html"] == b"first"
    assert one.verify(run(tmp_path)) == ()


def test_what_statusgen_keeps_for_itself_is_on_the_disk_before_it_has_its_name(
    tmp_path, monkeypatch
):
    """Where a power cut leaves an empty record, nothing is ever published there again."""
    synced: set[int] = set()
    sync = os.fsync

    def look(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    one, here = target(), run(tmp_path)
    one.publish(release(tmp_path, site(1)), here)
    one.memory(here).write("outbox.json", b"{}")
    root = tmp_path / "srv/.statusgen"
    kept = [path for path in root.rglob("*") if path.is_file()]
    assert {path.name for path in kept} >= {"releases.json", "outbox.json"}
    assert {path.stat().st_ino for path in kept} <= synced


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_a_disk_that_cannot_sync_a_file_is_published_to(number, tmp_path, monkeypatch):
    def cannot(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", cannot)
    target().publish(release(tmp_path, site(1)), run(tmp_path))
    assert target().verify(run(tmp_path)) == ()


def test_a_record_that_does_not_reach_the_disk_gets_no_name(tmp_path, monkeypatch):
    def fail(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PublishError):
        target().publish(release(tmp_path, site(1)), run(tmp_path))
    assert not (tmp_path / "srv/.statusgen/releases.json").exists()
