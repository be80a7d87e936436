"""Corrections reach the files they are meant for, and no others."""

from __future__ import annotations

import resource
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from tests.checks.reader import CONFIG, ENTRY, files_of, look

from statusgen.check import Edit
from statusgen.errors import Location, OutputError
from statusgen.fingerprint import digest
from statusgen.mend import mend, replace_if_same
from statusgen.scaffold.writing import write

BODY = "---\ntitle: Card payments are slow in Wales.\n---\nCards -- not cash.\n"
OTHER = ENTRY.replace("entry", "other")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in files_of(BODY).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return tmp_path


@pytest.fixture
def edits() -> tuple[Edit, ...]:
    return look(files_of(BODY))[1]


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(site: Path, edits: tuple[Edit, ...]) -> tuple[str, str]:
    before = everything_in(site)
    with pytest.raises(OutputError) as caught:
        mend(site, edits)
    assert everything_in(site) == before
    return caught.value.what, caught.value.hint


def test_a_file_is_corrected_and_the_rest_stays(site, edits):
    before = everything_in(site)

    assert mend(site, edits) == edits

    right = before[ENTRY].replace(b"Wales.", b"Wales").replace(b" -- ", " – ".encode())
    assert everything_in(site) == before | {ENTRY: right}


def test_without_edits_nothing_is_touched(site):
    before = {path: path.stat() for path in site.rglob("*")}
    assert mend(site, ()) == ()
    assert {path: path.stat() for path in site.rglob("*")} == before


def test_a_file_that_changed_meanwhile_is_left_alone(site, edits):
    with (site / ENTRY).open("ab") as file:
        file.write(b"\n")
    assert refused(site, edits) == (
        f"'{ENTRY}' was changed by somebody else just now",
        "save it in your editor, then call statusgen check --fix again",
    )


def test_a_file_that_is_gone_is_not_made_again(site, edits):
    (site / ENTRY).unlink()
    assert refused(site, edits)[0] == f"'{ENTRY}' is not a plain file, and stays as it is"


def test_nothing_is_written_through_a_link(site, edits):
    real = site / "elsewhere.md"
    (site / ENTRY).rename(real)
    (site / ENTRY).symlink_to(real)
    assert refused(site, edits)[0] == f"'{ENTRY}' is not a plain file, and stays as it is"
    assert (site / ENTRY).is_symlink()


def test_nothing_is_written_behind_a_link_to_a_folder(site, edits, tmp_path_factory):
    folder = (site / edits[0].path).parent
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "moved"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    before = everything_in(elsewhere)
    what, _ = refused(site, edits)
    assert what == f"'{edits[0].path}' is not a plain file, and stays as it is"
    assert everything_in(elsewhere) == before


def test_the_rights_of_a_file_stay(site, edits):
    (site / ENTRY).chmod(0o640)
    mend(site, edits)
    assert (site / ENTRY).stat().st_mode & 0o777 == 0o640


def test_a_disk_that_cannot_be_written_is_told_of(site, edits):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))  # that stops root, too
    try:
        what, hint = refused(site, edits)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert what == f"'{ENTRY}' cannot be corrected: file too large"
    assert hint == "see that there is room, and that you may write into the site's folder"


def test_another_run_that_is_writing_the_file_is_not_overtaken(site, edits):
    half = f"{ENTRY.rpartition('/')[0]}/.2026-03-04-entry.md.statusgen-new"
    (site / half).write_bytes(b"")
    assert refused(site, edits) == (
        f"somebody else is writing to '{ENTRY}' at this moment",
        f"try again; if nobody is, delete {half}",
    )


def test_no_update_is_lost_that_is_written_while_a_file_is_corrected(site):
    """As `statusgen update` does it, while an editor runs `check --fix` at each save."""
    path = "content/incidents/often.md"
    (site / path).write_bytes(b"-\n")
    enough, written = threading.Event(), 0

    def correct() -> None:
        while not enough.is_set():
            data = (site / path).read_bytes()
            dash = b"-" if data.startswith("–".encode()) else "–".encode()
            where = Location(path)
            end = data.index(b"\n")
            one = Edit(
                path=path,
                start=0,
                end=end,
                replacement=dash,
                digest=digest(data),
                where=where,
                code="dash",
                before="",
                after="",
            )
            with suppress(OutputError):
                mend(site, (one,))

    correcting = threading.Thread(target=correct)
    correcting.start()
    try:
        while written < 40:
            before = (site / path).read_bytes()
            with suppress(OutputError):
                write(site, path, before + b"news\n", before=before)
                written += 1
    finally:
        enough.set()
        correcting.join()
    assert (site / path).read_bytes().count(b"news\n") == written


def test_a_file_that_holds_something_else_by_now_is_not_replaced(site):
    before = everything_in(site)
    assert not replace_if_same(site / ENTRY, b"new", b"another text", shown=ENTRY)
    assert everything_in(site) == before


def test_the_files_before_the_one_that_failed_are_corrected(site, edits):
    before = everything_in(site)
    missing = tuple(
        Edit(
            path=OTHER,
            start=edit.start,
            end=edit.end,
            replacement=edit.replacement,
            digest=edit.digest,
            where=edit.where,
            code=edit.code,
            before=edit.before,
            after=edit.after,
        )
        for edit in edits
    )
    with pytest.raises(OutputError):
        mend(site, (*missing, *edits))
    assert everything_in(site)[ENTRY] != before[ENTRY]
    assert everything_in(site)[CONFIG] == before[CONFIG]
    assert [path.name for path in (site / ENTRY).parent.iterdir()] == ["2026-03-04-entry.md"]
