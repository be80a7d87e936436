"""What is done to a folder on the disk: nothing through a link, and nothing stays open."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest
from tests.outputs import names_in

from statusgen.errors import LockHeld, OutputError
from statusgen.tree import (
    Tree,
    explained,
    held,
    read_if_there,
    remove_if_empty,
    remove_if_there,
    write_new,
)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(str(tmp_path))


def open_files() -> list[str]:
    return sorted(path.name for path in Path("/dev/fd").iterdir())


def test_no_file_is_written_through_a_link_that_has_its_name(tmp_path):
    # Somebody who may write into the folder must not choose which file of ours is overwritten.
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / "a").symlink_to("theirs")
    (tmp_path / "b").symlink_to("nothing")

    for name in ("a", "b"):
        with pytest.raises(OSError, match="symbolic link"):
            write_new(str(tmp_path / name), b"ours")

    assert (tmp_path / "theirs").read_bytes() == b"theirs"
    assert not (tmp_path / "nothing").exists()


def test_a_file_is_for_all_whom_the_umask_does_not_forbid_it_and_is_no_program(tmp_path):
    before = os.umask(0)
    try:
        assert write_new(str(tmp_path / "a"), b"a").st_mode & 0o777 == 0o666
    finally:
        os.umask(before)


def test_nothing_stays_open(tmp_path):
    # A watching run goes on for months, and a first build writes more files than may be open.
    os.mkfifo(tmp_path / "pipe")
    root = str(tmp_path / "held")

    def everything() -> None:
        write_new(str(tmp_path / "a"), b"a")
        assert read_if_there(str(tmp_path / "a")) == b"a"
        assert read_if_there(str(tmp_path / "none")) is None
        with pytest.raises(OSError, match="not a plain file"):
            read_if_there(str(tmp_path / "pipe"))
        with held(root, "held"), pytest.raises(LockHeld), held(root, "held"):
            pass

    everything()
    before = open_files()
    everything()
    assert open_files() == before


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EBADF, errno.ENOTSUP, errno.ENOSYS])
def test_a_disk_that_cannot_lock_a_folder_is_used_all_the_same(tmp_path, monkeypatch, code):
    # No disk of this machine refuses a lock, as NFS does.
    def refuse(_descriptor: int, _operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", refuse)
    before = open_files()
    with held(str(tmp_path / "out"), "out"):
        assert (tmp_path / "out").is_dir()
    assert open_files() == before


def test_a_lock_that_fails_otherwise_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    def refuse(_descriptor: int, _operation: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(fcntl, "flock", refuse)
    before = open_files()
    with pytest.raises(OutputError) as caught, held(str(tmp_path / "a" / "out"), "out"):
        pass
    assert caught.value.what == "'out' cannot be written: Input/output error"
    assert open_files() == before
    assert names_in(tmp_path) == []


def test_a_folder_goes_only_where_it_is_one_and_is_empty(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "full" / "a").mkdir(parents=True)
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("full/a")

    gone = {name: remove_if_empty(str(tmp_path / name)) for name in ("empty", "full", "file", "no")}
    assert gone == {"empty": True, "full": False, "file": False, "no": False}
    assert not remove_if_empty(str(tmp_path / "link"))
    assert not remove_if_empty(str(tmp_path / "file" / "below"))
    assert names_in(tmp_path) == ["file", "full", "link"]
    # What the disk refuses for another reason is no answer to the question.
    with pytest.raises(OSError, match="File name too long"):
        remove_if_empty(str(tmp_path / ("x" * 300)))


def test_a_file_goes_once_and_nothing_else_goes_in_its_place(tmp_path, tree):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b").touch()
    (tmp_path / "link").symlink_to("a")
    assert not tree.remove("a")
    assert not tree.remove("link")
    assert not tree.remove("link/b")
    assert tree.remove("a/b")
    assert not tree.remove("a/b")
    remove_if_there(str(tmp_path / "a/b"))
    assert names_in(tmp_path) == ["a", "link"]


def test_below_a_file_there_is_nothing(tmp_path, tree):
    (tmp_path / "a").touch()
    assert tree.look("a/b") is None
    assert tree.look("b") is None
    assert tree.kind("a/b") == tree.kind("a/b/c") == 0
    assert tree.read("a/b") is None


def test_folders_that_were_made_go_again_with_those_of_other_processes_but_for_what_is_full(
    tmp_path, tree
):
    tree.make_folder("a/b")
    tree.make_folder("a/c")
    (tmp_path / "others/deep").mkdir(parents=True)
    (tmp_path / "a/c/theirs").touch()
    tree.unmake_folders(["others", "others/deep"])
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == [
        *("a", "a/c", "a/c/theirs")
    ]
    # What is gone is not remembered as being there.
    tree.make_folder("a/b")
    assert (tmp_path / "a/b").is_dir()


def test_what_a_forked_process_has_made_is_seen_after_forgetting(tmp_path, tree):
    assert tree.kind("a") == 0
    (tmp_path / "a").mkdir()
    assert tree.kind("a") == 0
    tree.forget()
    assert tree.kind("a") != 0


def test_what_is_half_way_is_said_behind_the_hint():
    error = OSError(errno.ENOSPC, "")
    assert explained(error, "a", half_way=True).hint == (
        explained(error, "a").hint
        + "; the output is partly new now, and the next build completes it"
    )
