"""A changed file reaches the disk whole, over nobody else's work, or not at all."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.disks import READ_ONLY, disk_at
from tests.outputs import nothing_changes, somebody_without_rights

from statusgen.errors import OutputError
from statusgen.scaffold.writing import write

PATH = "content/incidents/2026/a.md"


def test_a_new_file_is_made_with_its_folders(tmp_path):
    write(tmp_path, PATH, b"new", before=None)
    assert (tmp_path / PATH).read_bytes() == b"new"
    assert [path.name for path in (tmp_path / PATH).parent.iterdir()] == ["a.md"]


def test_a_new_file_may_be_read_by_whoever_may_read_those_of_an_editor(tmp_path):
    write(tmp_path, PATH, b"new", before=None)
    (tmp_path / "edited.md").write_bytes(b"new")
    assert (tmp_path / PATH).stat().st_mode == (tmp_path / "edited.md").stat().st_mode


def test_where_a_new_file_cannot_be_made_only_folders_made_for_it_go_again(tmp_path):
    (tmp_path / "content/incidents").mkdir(parents=True)
    too_long = f"content/incidents/2026/{'a' * 300}.md"
    with nothing_changes(tmp_path), pytest.raises(OutputError, match="cannot be written: "):
        write(tmp_path, too_long, b"new", before=None)


def test_a_file_that_is_there_already_is_never_written_over(tmp_path):
    write(tmp_path, PATH, b"one", before=None)
    with nothing_changes(tmp_path), pytest.raises(OutputError) as error:
        write(tmp_path, PATH, b"two", before=None)
    assert error.value.what == f"'{PATH}' is there already"


def test_a_new_file_has_its_name_only_when_it_is_whole(tmp_path, monkeypatch):
    """A preview may read the folder in this moment, and a kill may come."""
    seen: list[list[str]] = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        seen.append([path.name for path in (tmp_path / PATH).parent.iterdir()])
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    write(tmp_path, PATH, b"new", before=None)
    assert seen == [[".a.md.statusgen-new"]]
    assert (tmp_path / PATH).stat().st_nlink == 1


def test_what_somebody_has_put_there_just_now_is_not_written_over(tmp_path, monkeypatch):
    real = tmp_path / PATH
    exists = os.path.lexists

    def just_before(path: Path) -> bool:
        found = exists(path)
        real.write_bytes(b"theirs")
        return found

    monkeypatch.setattr(os.path, "lexists", just_before)
    with pytest.raises(OutputError, match="is there already"):
        write(tmp_path, PATH, b"new", before=None)
    assert real.read_bytes() == b"theirs"
    assert [path.name for path in real.parent.iterdir()] == ["a.md"]


def test_a_new_file_is_made_where_the_disk_gives_no_file_two_names(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    write(tmp_path, PATH, b"new", before=None)
    with pytest.raises(OutputError, match="is there already"):
        write(tmp_path, PATH, b"other", before=None)
    assert (tmp_path / PATH).read_bytes() == b"new"
    assert [path.name for path in (tmp_path / PATH).parent.iterdir()] == ["a.md"]


def test_a_file_grows_and_keeps_its_mode(tmp_path):
    write(tmp_path, PATH, b"one", before=None)
    (tmp_path / PATH).chmod(0o640)
    write(tmp_path, PATH, b"one two", before=b"one")
    assert (tmp_path / PATH).read_bytes() == b"one two"
    assert (tmp_path / PATH).stat().st_mode & 0o777 == 0o640
    assert [path.name for path in (tmp_path / PATH).parent.iterdir()] == ["a.md"]


def test_a_file_that_somebody_has_changed_in_the_meantime_stays_theirs(tmp_path):
    write(tmp_path, PATH, b"theirs", before=None)
    with nothing_changes(tmp_path / "content/incidents/2026"), pytest.raises(OutputError) as error:
        write(tmp_path, PATH, b"one two", before=b"one")
    assert error.value.what == f"'{PATH}' was changed by somebody else in the meantime"


def test_a_file_that_has_gone_in_the_meantime_is_not_made_again(tmp_path):
    (tmp_path / "content/incidents/2026").mkdir(parents=True)
    with pytest.raises(OutputError, match="no such file or directory"):
        write(tmp_path, PATH, b"one two", before=b"one")
    assert not (tmp_path / PATH).exists()


def test_of_many_who_write_at_once_one_wins_and_the_others_are_told(tmp_path):
    write(tmp_path, PATH, b"0", before=None)
    told: list[str] = []
    start = threading.Barrier(8)

    def add(number: int) -> None:
        start.wait()
        try:
            write(tmp_path, PATH, f"0{number}".encode(), before=b"0")
            told.append(f"wrote {number}")
        except OutputError as error:
            told.append(error.what)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = (one for one in told if one.startswith("wrote"))
    assert (tmp_path / PATH).read_text() == f"0{winner[-1]}"
    assert len(told) == 8
    assert all(re.search("wrote|somebody else", one) for one in told)


def test_another_run_that_is_writing_is_waited_for_by_a_person(tmp_path):
    write(tmp_path, PATH, b"one", before=None)
    half = tmp_path / "content/incidents/2026/.a.md.statusgen-new"
    half.write_bytes(b"")
    with nothing_changes(tmp_path), pytest.raises(OutputError) as error:
        write(tmp_path, PATH, b"one two", before=b"one")
    assert error.value.what == f"somebody else is writing to '{PATH}' at this moment"
    assert error.value.hint == (
        "try again; if nobody is, delete content/incidents/2026/.a.md.statusgen-new"
    )


def test_a_symbolic_link_in_the_site_stays_one(tmp_path):
    write(tmp_path, "real.md", b"one", before=None)
    (tmp_path / "link.md").symlink_to("real.md")
    write(tmp_path, "link.md", b"one two", before=b"one")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_bytes() == b"one two"


def test_nothing_is_written_outside_of_the_site(tmp_path):
    (tmp_path / "site/content").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site/content/incidents").symlink_to(tmp_path / "elsewhere")
    with nothing_changes(tmp_path), pytest.raises(OutputError, match="leads out of"):
        write(tmp_path / "site", PATH, b"new", before=None)


def test_a_file_in_the_place_of_a_folder_is_said(tmp_path):
    (tmp_path / "content").write_bytes(b"")
    with nothing_changes(tmp_path), pytest.raises(OutputError, match="cannot be written: "):
        write(tmp_path, PATH, b"new", before=None)


def test_a_file_that_is_locked_against_changes_is_not_put_aside_for_another():
    """Its folder may be written to, so that a rename would go through."""
    with somebody_without_rights() as folder:
        write(folder, PATH, b"one", before=None)
        (folder / PATH).chmod(0o444)
        with nothing_changes(folder), pytest.raises(OutputError) as error:
            write(folder, PATH, b"one two", before=b"one")
        assert error.value.what == f"'{PATH}' cannot be written: permission denied"


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Give a site without the right to write; for root, one on a disk that can only be read."""
    folder = tmp_path / "site"
    folder.mkdir()
    if os.geteuid():
        write(folder, PATH, b"one", before=None)
        (folder / PATH).parent.chmod(0o555)
        yield folder
        (folder / PATH).parent.chmod(0o755)
        return
    with disk_at(folder, "size=64k", otherwise=READ_ONLY):
        write(folder, PATH, b"one", before=None)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True, capture_output=True)
        yield folder


@pytest.mark.parametrize(("path", "before"), [(PATH, b"one"), (f"{PATH}.md", None)])
def test_a_folder_that_may_not_be_written_to_is_said_in_a_sentence(read_only, path, before):
    with nothing_changes(read_only), pytest.raises(OutputError) as error:
        write(read_only, path, b"one two", before=before)
    assert re.fullmatch(
        rf"'{path}' cannot be written: (read-only file system|permission denied)", error.value.what
    )
    assert (
        error.value.hint == "see that there is room, and that you may write into the site's folder"
    )
