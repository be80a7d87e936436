"""A build that fails leaves the old output as it was; two at once do not mix."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.outputs import (
    NEW,
    SITE,
    build,
    drawn,
    fail_after_staging,
    files_in,
    nothing_changes,
    nothing_changes_but_the_manifests_time,
    planned,
    somebody_without_rights,
)

from statusgen.errors import LockHeld, OutputError
from statusgen.tree import explained
from statusgen.write import open_folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "output"


# --- A failure leaves no trace --------------------------------------------------------------------


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Have the system cut every write short, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("staged", range(len(NEW) + 1))
def test_a_failure_in_drawing_leaves_the_old_output_as_it_was(out, staged, error):
    build(out, SITE)

    with nothing_changes_but_the_manifests_time(out), pytest.raises(error):
        fail_after_staging(out, NEW, staged=staged, error=error)

    assert drawn(out, SITE) == []


@pytest.mark.parametrize("staged", range(len(NEW) + 1))
def test_a_failure_in_the_first_build_leaves_nothing(out, staged):
    with nothing_changes(out.parent), pytest.raises(ZeroDivisionError):
        fail_after_staging(out, NEW, staged=staged)
    assert not out.exists()


def test_a_failure_in_the_first_build_leaves_an_empty_folder_that_stood_there(out):
    out.mkdir()
    with nothing_changes(out.parent), pytest.raises(ZeroDivisionError):
        fail_after_staging(out, NEW, staged=2)


def test_a_failure_takes_back_the_folders_above_the_output_too(tmp_path):
    with nothing_changes(tmp_path), pytest.raises(ZeroDivisionError):
        fail_after_staging(tmp_path / "public/status/output", NEW, staged=2)


def test_a_failure_leaves_an_empty_folder_of_somebody_elses_on_the_way(out):
    build(out, SITE)
    (out / "new").mkdir()

    with nothing_changes_but_the_manifests_time(out), pytest.raises(ZeroDivisionError):
        fail_after_staging(out, NEW, staged=len(NEW))


def test_leaving_without_a_commit_changes_nothing(out):
    build(out, SITE)
    with (
        nothing_changes_but_the_manifests_time(out),
        open_folder(out, engine="1", protect=()) as folder,
    ):
        for item in folder.stale(planned(NEW)):
            folder.stage(item.path, NEW[item.path])


def test_a_full_disk_leaves_the_old_output_as_it_was(out):
    build(out, SITE)
    huge = {**SITE, "aaa.html": b"fits", "feed.xml": bytes(200_000), "zzz/index.html": b"fits"}
    with (
        nothing_changes_but_the_manifests_time(out),
        files_no_larger_than(100_000),
        pytest.raises(OutputError) as caught,
    ):
        build(out, huge)

    assert caught.value.what == f"'{out}/feed.xml' is larger than a file may be here"


def test_a_folder_that_may_not_be_written_to_is_said_plainly():
    with somebody_without_rights() as home:
        out = home / "output"
        build(out, SITE)
        (out / "incidents").chmod(0o555)

        with nothing_changes_but_the_manifests_time(out), pytest.raises(OutputError) as caught:
            build(out, {**SITE, "index.html": b"new", "incidents/c/index.html": b"c"})

        (out / "incidents").chmod(0o755)
    assert caught.value.what == f"statusgen is not allowed to write '{out}/incidents/c/index.html'"


def test_a_folder_beside_which_no_manifest_may_be_put_is_not_touched():
    with somebody_without_rights() as home:
        out = home / "output"
        out.mkdir()
        home.chmod(0o555)

        with nothing_changes(home), pytest.raises(OutputError) as caught:
            build(out, SITE)

        home.chmod(0o755)
    assert caught.value.what.startswith("statusgen is not allowed to write ")


def test_a_name_that_the_disk_finds_too_long_is_said_plainly(out):
    build(out, SITE)
    long = "x" * 300

    with nothing_changes_but_the_manifests_time(out), pytest.raises(OutputError) as caught:
        build(out, {**SITE, f"incidents/{long}/index.html": b"c"})

    assert caught.value.what == (
        f"the name '{out}/incidents/{long}/index.html' is too long for the disk"
    )
    assert caught.value.hint == "give the file that it is made from a shorter name"


def test_a_failure_half_way_is_completed_by_the_next_build(out):
    build(out, SITE)
    new = {"incidents/a/index.html": b"new a", "feed.xml": b"new feed", "index.html": b"new"}

    def build_and_be_disturbed() -> None:
        with open_folder(out, engine="1", protect=()) as folder:
            for item in folder.stale(planned(new)):
                folder.stage(item.path, new[item.path])
            (out / "feed.xml").unlink()
            (out / "feed.xml").mkdir()
            folder.commit()

    with pytest.raises(OutputError) as caught:
        build_and_be_disturbed()

    assert caught.value.hint.endswith(
        "; the output is partly new now, and the next build completes it"
    )
    assert files_in(out)["incidents/a/index.html"] == b"new a"
    assert not [path for path in files_in(out) if path.endswith(".statusgen-new")]
    (out / "feed.xml").rmdir()
    build(out, new)
    assert files_in(out) == new


@pytest.mark.parametrize(
    ("codes", "what", "hint"),
    [
        (
            [errno.ENOSPC],
            "there is no room on the disk for 'output/a'",
            "free some space there, then build again",
        ),
        (
            [errno.EDQUOT],
            "the disk quota is used up, there is no room for 'output/a'",
            "free some space there, then build again",
        ),
        (
            [errno.EFBIG],
            "'output/a' is larger than a file may be here",
            "raise the limit, or use another disk",
        ),
        ([errno.EROFS], "the disk of 'output/a' can only be read", "choose another folder with -o"),
        (
            [errno.EACCES, errno.EPERM],
            "statusgen is not allowed to write 'output/a'",
            "ask the owner of that folder for the right to write there, or choose another with -o",
        ),
        (
            [errno.ENAMETOOLONG],
            "the name 'output/a' is too long for the disk",
            "give the file that it is made from a shorter name",
        ),
        (
            [errno.EILSEQ, errno.EINVAL],
            "the disk does not take the name 'output/a'",
            "give the file that it is made from a plainer name",
        ),
        (
            [
                *(errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY),
                *(errno.ELOOP, errno.ESTALE),
            ],
            "'output/a' was changed by something else during the build",
            "build again when no other program works in that folder",
        ),
        (
            [errno.EIO],
            "'output/a' cannot be written: Input/output error",
            "try to build again",
        ),
    ],
)
def test_what_a_disk_refuses_is_said_in_plain_words_with_a_hint(codes, what, hint):
    errors = [explained(OSError(code, os.strerror(code)), "output/a") for code in codes]
    assert [(error.what, error.hint) for error in errors] == [(what, hint)] * len(codes)


# --- Two builds at once ---------------------------------------------------------------------------


def test_a_second_build_at_the_same_time_is_told_to_wait(out):
    build(out, SITE)
    with open_folder(out, engine="1", protect=()) as folder:
        folder.stale(planned(SITE))
        with nothing_changes(out.parent), pytest.raises(LockHeld) as caught:
            build(out, NEW)

    assert caught.value.what == f"another build is writing to '{out}'"
    assert caught.value.hint == "wait until it has ended, then build again"
    build(out, NEW)


def test_two_spellings_of_one_folder_are_one_lock(out, tmp_path):
    build(out, SITE)
    (tmp_path / "link").symlink_to(out)
    with open_folder(out, engine="1", protect=()), pytest.raises(LockHeld):
        build(tmp_path / "link", NEW)


def test_a_lock_does_not_outlive_a_build_whose_child_still_runs(out):
    # Drawing processes are forked and inherit the descriptor; they may end after the build.
    build(out, SITE)
    with open_folder(out, engine="1", protect=()):
        child = os.fork()
        if child == 0:
            signal.pause()
            os._exit(0)
    try:
        build(out, NEW)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.mark.parametrize("made_anew", [False, True])
def test_a_folder_that_another_build_takes_back_while_this_one_locks_it_is_made_again(
    out, made_anew
):
    listening = True

    def take_back(event: str, _args: tuple[object, ...]) -> None:
        nonlocal listening
        if listening and event == "fcntl.flock":
            listening = False
            if made_anew:  # A lock on what stood there would keep nobody out of what does now.
                (out.parent / "anew").mkdir()
                (out.parent / "anew").replace(out)
            else:
                out.rmdir()

    sys.addaudithook(take_back)
    with open_folder(out, engine="1", protect=()), pytest.raises(LockHeld):
        build(out, NEW)
    build(out, SITE)

    assert not listening
    assert files_in(out) == SITE


def test_a_lock_of_a_killed_build_is_gone(out):
    code = (
        "import os, pathlib, sys; from statusgen.write import open_folder\n"
        "with open_folder(pathlib.Path(sys.argv[1]), engine='1', protect=()):\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, out], check=False)
    build(out, SITE)
    assert files_in(out) == SITE
