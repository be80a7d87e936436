"""What earlier runs worked out: kept, found again, and not trusted where anything is wrong."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from statusgen import cache

KEPT = {"known": "1", "rows": {"content/incidents/a.md": ("2", b"\x00\xff")}, "clean": ["3"]}


def file_of(site: Path) -> Path:
    return site / ".statusgen" / cache.ENTRIES


def test_what_was_kept_is_found_again(tmp_path):
    assert cache.load(tmp_path, "1") == {}
    assert cache.save(tmp_path, "1", KEPT) == ""
    assert cache.load(tmp_path, "1") == KEPT


def test_what_another_version_kept_is_nothing(tmp_path):
    cache.save(tmp_path, "1", KEPT)
    assert cache.load(tmp_path, "2") == {}


def test_names_are_kept_apart(tmp_path):
    cache.save(tmp_path, "1", KEPT)
    assert cache.load(tmp_path, "1", "built") == {}


def test_git_is_told_to_leave_it_alone_and_nothing_else_stands_beside_it(tmp_path):
    cache.save(tmp_path, "1", KEPT)
    folder = tmp_path / ".statusgen"
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "entries"]
    assert (folder / ".gitignore").read_text() == "*\n"


def test_git_is_told_so_where_a_killed_run_has_only_made_the_folder(tmp_path):
    (tmp_path / ".statusgen").mkdir()
    cache.save(tmp_path, "1", KEPT)
    assert (tmp_path / ".statusgen/.gitignore").read_text() == "*\n"


def test_what_a_killed_run_was_writing_is_kept_under_no_name(tmp_path, monkeypatch):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    # In a container a process may have a number of two digits, as the name of a drawer may.
    monkeypatch.setattr(os, "getpid", lambda: 42)
    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        cache.save(tmp_path, "1", KEPT)
    assert cache.load(tmp_path, "1", f"{cache.ENTRIES}-42") == {}


@given(data=st.data())
@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_no_cache_wherever_the_damage_is(tmp_path, data):
    cache.save(tmp_path, "1", KEPT)
    whole = file_of(tmp_path).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from(
            (
                whole[:at],
                whole[:at]
                + bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))])
                + whole[at + 1 :],
                whole + b"\x00",
                whole[:at] + whole[at + 1 :],
            )
        )
    )
    if damaged == whole:
        return
    time = file_of(tmp_path).stat().st_mtime_ns
    file_of(tmp_path).write_bytes(damaged)
    os.utime(file_of(tmp_path), ns=(time, time))  # with another time it is none in any case
    assert cache.load(tmp_path, "1") == {}


def test_what_came_with_a_commit_is_nothing(tmp_path):
    # Whoever writes a commit knows how a cache is written, and not when it will be checked out.
    cache.save(tmp_path, "1", KEPT)
    data = file_of(tmp_path).read_bytes()
    file_of(tmp_path).unlink()
    file_of(tmp_path).write_bytes(data)
    assert cache.load(tmp_path, "1") == {}


def test_what_has_the_time_of_its_commit_is_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "_fraction", lambda: 0)
    cache.save(tmp_path, "1", KEPT)
    assert cache.load(tmp_path, "1") == {}


@pytest.mark.parametrize("chance", [0, 9_999_998, 9_999_999, 2**56 - 1])
def test_its_time_is_never_a_whole_second_and_no_finer_than_disks_keep_it(
    tmp_path, monkeypatch, chance
):
    monkeypatch.setattr(os, "urandom", lambda size: chance.to_bytes(size))
    cache.save(tmp_path, "1", KEPT)
    fraction = file_of(tmp_path).stat().st_mtime_ns % 10**9
    assert (fraction > 0, fraction % 100) == (True, 0)
    assert cache.load(tmp_path, "1") == KEPT


def test_what_somebody_wants_git_to_do_with_it_stays(tmp_path):
    (tmp_path / ".statusgen").mkdir()
    (tmp_path / ".statusgen/.gitignore").write_text("*\n!notes\n")
    cache.save(tmp_path, "1", KEPT)
    assert (tmp_path / ".statusgen/.gitignore").read_text() == "*\n!notes\n"


def test_what_was_moved_with_its_time_is_found_again(tmp_path):
    cache.save(tmp_path, "1", KEPT)
    shutil.copytree(tmp_path / ".statusgen", tmp_path / "other/.statusgen")
    assert cache.load(tmp_path / "other", "1") == KEPT


def test_where_it_cannot_be_written_that_is_said_and_nothing_is_left(tmp_path):
    (tmp_path / ".statusgen").write_text("a file", "utf-8")
    assert cache.save(tmp_path, "1", KEPT) == "file exists"
    assert cache.load(tmp_path, "1") == {}


def test_a_folder_in_its_place_is_no_cache(tmp_path):
    file_of(tmp_path).mkdir(parents=True)
    assert cache.load(tmp_path, "1") == {}
    assert cache.save(tmp_path, "1", KEPT) == "is a directory"
    assert {path.name for path in (tmp_path / ".statusgen").iterdir()} == {".gitignore", "entries"}


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path):
    (tmp_path / ".statusgen").mkdir()
    os.mkfifo(file_of(tmp_path))
    assert cache.load(tmp_path, "1") == {}
    assert cache.save(tmp_path, "1", KEPT) == ""
    assert cache.load(tmp_path, "1") == KEPT


def test_nothing_is_kept_or_read_through_a_link(tmp_path):
    elsewhere, site = tmp_path / "elsewhere", tmp_path / "site"
    elsewhere.mkdir()
    site.mkdir()
    (elsewhere / cache.ENTRIES).write_text("somebody's own", "utf-8")
    (site / ".statusgen").symlink_to(elsewhere)
    assert cache.save(site, "1", KEPT) == "is a symbolic link"
    cache.Shelf(site, "1").remove(cache.ENTRIES)
    assert (elsewhere / cache.ENTRIES).read_text("utf-8") == "somebody's own"
    assert [path.name for path in elsewhere.iterdir()] == [cache.ENTRIES]
    cache.save(tmp_path, "1", KEPT)
    (site / ".statusgen").unlink()
    (site / ".statusgen").symlink_to(tmp_path / ".statusgen")
    assert cache.load(site, "1") == {}


def test_it_is_never_a_pickle(tmp_path):
    with pytest.raises(ValueError, match="unmarshallable"):
        cache.save(tmp_path, "1", {"an object": object()})
