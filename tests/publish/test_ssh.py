"""Publishing over ssh to a real sshd on loopback: the same releases, and every refusal in words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.disks import disk_at
from tests.publish.making import BUILT_AT, FRESHNESS, URL, release, site
from tests.publish.reader import over_folder, reading
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
from tests.publish.sshd import SshHost, ssh_host
from tests.serving import until

from statusgen.errors import LockHeld, PublishError, PublishIncomplete
from statusgen.publish import scripts
from statusgen.publish.layout import KEPT
from statusgen.publish.release import Release
from statusgen.publish.ssh import Ssh, make
from statusgen.publish.target import Difference, Run

pytestmark = [
    pytest.mark.needs("sshd", "rsync"),
    pytest.mark.skipif(sys.platform == "win32", reason="sshd as on Unix"),
]


@pytest.fixture(scope="module")
def host(part, tmp_path_factory) -> Iterator[SshHost]:
    with ssh_host(tmp_path_factory.mktemp("ssh") / "host", part("sshd")) as started:
        yield started


def target(host: SshHost, folder: Path) -> Ssh:
    return Ssh(name="main", host=host.address, port=host.port, path=str(folder / "srv"))


def stands(folder: Path) -> dict[str, bytes]:
    return files_in((folder / "srv/current").resolve())


def test_each_release_is_live_after_the_other_and_three_are_kept(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    assert one.live(here) is None
    before = None
    for version in range(1, 6):
        newest = made(tmp_path, version)
        done = one.publish(newest, here)
        assert done.requests == 4
        is_exactly(stands(tmp_path), newest, before)
        before = newest
    assert one.live(here) == done.live
    assert one.verify(here) == ()
    assert len(list((tmp_path / "srv/releases").iterdir())) == KEPT

    back = one.rollback(here)
    assert back.live.release == made(tmp_path, 4).id
    found = stands(tmp_path)
    assert {path: found[path] for path in site(4)} == site(4)
    assert found.keys() >= site(5).keys(), "who has just read the newer page finds its files"
    assert one.verify(here) == ()
    assert one.rollback(here).live.release == made(tmp_path, 3).id
    with pytest.raises(PublishError) as caught:
        one.rollback(here)
    assert caught.value.what == f"there is no release before the live one at '{one.where}'"
    one.publish(made(tmp_path, 3), here)
    one.publish(made(tmp_path, 5), here)
    is_exactly(stands(tmp_path), made(tmp_path, 5), made(tmp_path, 3))


def test_only_what_changed_is_sent_and_the_rest_is_linked(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    # Same size, same second: what rsync would take for unchanged.
    files = {**site(1), "index.html": site(1)["index.html"].replace(b"index", b"INDEX")}
    one.publish(made(tmp_path, 1), here)
    newest = release(tmp_path / "out", files)
    done = one.publish(newest, here)
    assert sorted(done.written) == ["build.json", "index.html"]
    live = tmp_path / "srv/current"
    assert (live / "feed.xml").stat().st_nlink == 2
    assert (live / "index.html").stat().st_nlink == 1
    assert stands(tmp_path) == files_in(newest.folder)
    for path in (live.resolve(), *live.resolve().rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_an_unchanged_page_is_confirmed_in_place_and_carries_nothing_any_more(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    one.publish(made(tmp_path, 1), here)
    one.publish(made(tmp_path, 2), here)
    again = one.publish(made(tmp_path, 2), here)
    assert (again.written, again.deleted, again.requests) == ((), (), 2)
    due = made(tmp_path, 2, later=FRESHNESS)
    done = one.publish(due, here)
    assert done.written == ("build.json",)
    assert "incidents/only-1/index.html" in done.deleted
    assert done.live.built_at == BUILT_AT + FRESHNESS
    assert one.live(here) == done.live
    assert stands(tmp_path) == files_in(due.folder)
    assert one.verify(here) == ()


def test_an_unchanged_page_is_confirmed_at_once_when_it_is_right_until_another_time(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    one.publish(made(tmp_path, 1), here)
    other = made(tmp_path, 1, later=timedelta(seconds=1), right_for=timedelta(minutes=30))
    assert one.publish(other, here).written == ("build.json",)
    assert stands(tmp_path) == files_in(other.folder)
    same = made(tmp_path, 1, later=timedelta(seconds=2), right_for=timedelta(minutes=30))
    assert one.publish(same, here).written == ()


def test_a_page_of_a_time_that_is_still_to_come_is_put_right(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    one.publish(made(tmp_path, 1, later=timedelta(days=9)), here)
    right = made(tmp_path, 1)
    done = one.publish(right, here)
    assert (done.written, done.live.built_at) == (("build.json",), BUILT_AT)
    assert one.live(here) == done.live
    assert stands(tmp_path) == files_in(right.folder)


def test_a_page_never_takes_the_place_of_one_that_was_built_later(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ, later=timedelta(minutes=1))
    quick = made(tmp_path, 2, later=timedelta(seconds=20))
    one.publish(quick, here)
    with pytest.raises(LockHeld) as caught:
        one.publish(made(tmp_path, 1), here)
    words = f"'{one.where}' shows a page that was built later, at 2026-07-04 12:00:20 UTC"
    assert caught.value.what == words
    assert stands(tmp_path) == files_in(quick.folder)
    one.publish(made(tmp_path, 1, later=timedelta(seconds=21)), here)


def test_names_that_a_shell_would_take_apart_arrive_as_they_are(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    odd = [" ", "'", '"', "$(touch x)", "`id`", "#", ";", "-rf", "*", "é", "END"]
    for version in (1, 2):
        files = {f"history/{name} {version}": b"x" for name in odd}
        files |= {f"history/same/{name}": b"y" for name in odd}
        newest = release(tmp_path / "out", {**site(version), **files})
        one.publish(newest, here)
        assert one.verify(here) == ()
        assert stands(tmp_path).items() >= files_in(newest.folder).items()
    later = release(tmp_path / "out", files_in(newest.folder), built_at=BUILT_AT + FRESHNESS)
    one.publish(replace(later, files=newest.files), here)
    one.rollback(here)
    assert one.verify(here) == ()


def test_what_somebody_else_did_to_the_live_files_is_told_and_mended(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    newest = made(tmp_path, 1)
    one.publish(newest, here)
    live = tmp_path / "srv/current"
    (live / "index.html").write_bytes(b"<html>defaced</html>")
    (live / "feed.xml").unlink()
    (live / "notes.txt").write_text("mine")
    assert one.verify(here) == (
        Difference(path="feed.xml", what="missing"),
        Difference(path="index.html", what="changed"),
        Difference(path="notes.txt", what="foreign"),
    )
    one.publish(newest, here)
    assert stands(tmp_path) == files_in(newest.folder)


def test_a_path_that_shows_nothing_of_ours_is_not_as_published(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)

    def is_told() -> None:
        with pytest.raises(PublishError) as caught:
            one.verify(here)
        assert caught.value.what == f"nothing of statusgen's is published at '{one.where}'"

    is_told()
    one.publish(made(tmp_path, 1), here)
    (tmp_path / "srv/current").unlink()
    is_told()


def test_an_edit_that_neither_size_nor_time_tells_is_mended_when_it_is_deleted(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    newest = made(tmp_path, 1)
    one.publish(newest, here)
    index = tmp_path / "srv/current/index.html"
    edit_unseen(index)
    one.publish(newest, here)
    assert one.verify(here) == (Difference(path="index.html", what="changed"),)
    assert one.mending.endswith("delete there and publish again")
    index.unlink()
    one.publish(newest, here)
    assert one.verify(here) == ()
    assert stands(tmp_path) == files_in(newest.folder)


def cut(live: Path) -> None:
    """Leave a file of it as a power cut does: under its name, of its time, and empty."""
    index = live / "index.html"
    before = index.stat()
    index.write_bytes(b"")
    os.utime(index, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_a_power_cut_has_left_empty_is_made_anew(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    for version in (1, 2):
        newest = made(tmp_path, version)
        one.publish(newest, here)
    cut((tmp_path / "srv/current").resolve())
    one.publish(newest, here)
    assert stands(tmp_path) == files_in(newest.folder)
    assert one.publish(newest, here).written == ()


def test_a_release_that_a_power_cut_has_emptied_is_not_gone_back_to(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    one.publish(made(tmp_path, 1), here)
    first = (tmp_path / "srv/current").resolve()
    one.publish(made(tmp_path, 2), here)
    cut(first)
    with pytest.raises(PublishError) as caught:
        one.rollback(here)
    assert "is not whole any more" in caught.value.what
    assert stands(tmp_path)["index.html"] == site(2)["index.html"]


def edit(live: Path) -> None:
    (live / "incidents/only-2/index.html").write_text("theirs")


def delete(live: Path) -> None:
    (live / "incidents/only-2/index.html").unlink()


def add(live: Path) -> None:
    (live / "notes.html").write_text("theirs")


@pytest.mark.parametrize("damage", [edit, delete, add])
def test_a_damaged_page_can_be_gone_back_from_and_nothing_of_it_stays(host, tmp_path, damage):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    for version in (1, 2):
        one.publish(made(tmp_path, version), here)
    damage(tmp_path / "srv/current")
    would = one.rollback(run(tmp_path, environ=host.environ, dry_run=True))
    done = one.rollback(here)
    assert done.deleted == would.deleted == tuple(sorted(site(2).keys() - site(1).keys()))
    assert stands(tmp_path) == files_in(made(tmp_path, 1).folder)
    assert one.verify(here) == ()


def test_a_page_that_comes_and_goes_is_known_as_what_it_is_after_a_rollback(host, tmp_path):
    """The release that is gone back to carries one of that name already, from the one before it."""
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    for version, page in ((1, b"first"), (2, None), (3, b"third")):
        files = {**site(version), **({"now/index.html": page} if page else {})}
        one.publish(release(tmp_path / f"{version}", files), here)
    one.rollback(here)
    assert stands(tmp_path)["now/index.html"] == b"first"
    assert one.verify(here) == ()


def test_a_damaged_release_is_not_gone_back_to(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    one.publish(made(tmp_path, 1), here)
    (tmp_path / "srv/current/index.html").write_text("theirs")
    one.publish(made(tmp_path, 2), here)
    for now in (here, run(tmp_path, environ=host.environ, dry_run=True)):
        with pytest.raises(PublishError, match="is not whole any more"):
            one.rollback(now)
    assert one.live(here).release == made(tmp_path, 2).id  # type: ignore[union-attr]
    one.publish(made(tmp_path, 2), here)


def test_a_run_that_dies_before_it_shows_a_mended_release_loses_nothing(
    host, tmp_path, monkeypatch
):
    """The damaged release stands in the record for as long as it is live."""
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    for version in (1, 2):
        one.publish(made(tmp_path, version), here)
    (tmp_path / "srv/current/index.html").write_text("theirs")
    with monkeypatch.context() as patched:
        patched.setattr(scripts, "_SWITCH", "kill -9 $$\n")
        with pytest.raises(PublishError):
            one.publish(made(tmp_path, 2), here)
    assert one.verify(here) == (Difference(path="index.html", what="changed"),)
    one.publish(made(tmp_path, 2), run(tmp_path, environ=host.environ, later=timedelta(hours=1)))
    assert one.verify(here) == ()
    assert len(list((tmp_path / "srv/releases").iterdir())) == 2
    assert one.rollback(here).live.release == made(tmp_path, 1).id


def test_private_files_are_kept_beside_the_releases(host, tmp_path):
    memory = target(host, tmp_path).memory(run(tmp_path, environ=host.environ))
    assert memory.read("outbox.json") is None
    for data in (bytes(range(256)) * 9, b"", b"no line end", b'{"a": "$(id)"}\n'):
        memory.write("outbox.json", data)
        assert memory.read("outbox.json") == data
    assert (tmp_path / "srv/.statusgen").stat().st_mode & 0o077 == 0


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(host, tmp_path):
    one = target(host, tmp_path)
    dry = run(tmp_path, environ=host.environ, dry_run=True)
    here = run(tmp_path, environ=host.environ)
    for version in (1, 2):
        newest = made(tmp_path, version)
        would = one.publish(newest, dry)
        assert (tmp_path / "srv").exists() == (version > 1)
        assert one.publish(newest, here) == replace(would, requests=4)
    would = one.rollback(dry)
    assert stands(tmp_path).items() >= site(2).items()
    assert one.rollback(here) == replace(would, requests=4)


# --- What is refused -------------------------------------------------------------------------


def refusal(one: Ssh, tmp_path: Path, environ: dict[str, str]) -> PublishError:
    secret = "canary-7Gh2kQ9x"
    environ = {**environ, "DEPLOY_TOKEN": secret, "SSH_PASSWORD": f"{secret}-too"}
    with pytest.raises(PublishError) as caught:
        one.publish(made(tmp_path, 2), run(tmp_path, environ=environ))
    assert secret not in caught.value.what + caught.value.hint
    return caught.value


def test_a_host_that_is_not_there_is_told(host, tmp_path):
    error = refusal(replace(target(host, tmp_path), port=1), tmp_path, host.environ)
    assert error.what.startswith(f"'{host.address}' cannot be reached (")
    assert "Connection refused" in error.what
    assert error.hint == "look whether the host's name and port are right, and whether it is up"


def test_a_host_that_is_not_there_is_asked_for_no_turn_back(host, tmp_path):
    (tmp_path / "ssh").write_text(
        f"#!/bin/sh\necho x >> {tmp_path}/count\n"
        f'exec {shutil.which("ssh", path=host.environ["PATH"])} "$@"\n'
    )
    (tmp_path / "ssh").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{host.environ['PATH']}"
    refusal(replace(target(host, tmp_path), port=1), tmp_path, {**host.environ, "PATH": path})
    assert (tmp_path / "count").read_text() == "x\n"


def test_a_host_with_another_key_is_told(host, tmp_path):
    other = host.with_settings("other", UserKnownHostsFile=str(host.folder / "other_hosts"))
    error = refusal(target(host, tmp_path), tmp_path, other.environ)
    assert error.what == f"the host key of '{host.address}' has changed"
    assert "ask who runs the host, before you trust the new key" in error.hint

    unknown = host.with_settings("none", UserKnownHostsFile=str(host.folder / "no_hosts"))
    error = refusal(target(host, tmp_path), tmp_path, unknown.environ)
    assert error.what == f"the host key of '{host.address}' is not known on this machine"
    assert error.hint.startswith("connect once by hand with ssh")


def test_a_key_that_the_host_does_not_know_is_told(host, tmp_path):
    stranger = host.with_settings("other-key", IdentityFile=str(host.folder / "stranger"))
    error = refusal(target(host, tmp_path), tmp_path, stranger.environ)
    assert error.what == f"'{host.address}' does not let statusgen in"
    assert error.hint.startswith("add this machine's public key to ~/.ssh/authorized_keys there")


@pytest.mark.parametrize("name", ["ssh", "rsync"])
def test_a_program_that_is_not_on_this_machine_is_told(host, tmp_path, name):
    programs = tmp_path / "programs"
    programs.mkdir()
    for other in {"ssh", "rsync"} - {name}:
        found = shutil.which(other, path=host.environ["PATH"])
        assert found is not None
        (programs / other).symlink_to(found)
    error = refusal(target(host, tmp_path), tmp_path, {**host.environ, "PATH": str(programs)})
    assert error.what == f"the program '{name}' is not on this machine"
    assert error.hint.startswith("install it; its package is called ")
    assert not (tmp_path / "srv").exists()


def test_a_host_without_rsync_is_told(part, tmp_path):
    programs = tmp_path / "there"
    programs.mkdir()
    for folder in ("/usr/bin", "/bin"):
        for program in Path(folder).iterdir():
            if program.name != "rsync" and not (programs / program.name).is_symlink():
                (programs / program.name).symlink_to(program)
    with ssh_host(tmp_path / "host", part("sshd"), f"PATH={programs}") as bare:
        error = refusal(target(bare, tmp_path), tmp_path, bare.environ)
    assert error.what == f"there is no rsync on '{bare.address}'"
    assert error.hint == "install it there, or ask who runs the host to"


def test_a_shell_that_greets_programs_is_told_and_understood_all_the_same(part, tmp_path):
    folder = tmp_path / "host"
    with ssh_host(folder, part("sshd")) as noisy:
        one = target(noisy, tmp_path)
        one.publish(made(tmp_path, 1), run(tmp_path, environ=noisy.environ))
        (folder / ".bashrc").write_text("echo 'Welcome to shop-web-1'\necho 'record 7'\n")
        error = refusal(one, tmp_path, noisy.environ)
        assert error.what.startswith(f"'{noisy.address}' prints something at each login")
        # How many lines the programs at both ends still say is a matter of luck.
        assert "at a terminal (" in error.hint
        # It is nobody's turn any more, and what no rsync sends is read behind the greeting.
        here = run(tmp_path, environ=noisy.environ)
        assert one.publish(made(tmp_path, 1), here).written == ()
        one.memory(here).write("told.json", b"{}\n")
        assert one.memory(here).read("told.json") == b"{}\n"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 512 KB, where that is allowed."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with disk_at(disk, "size=512k"):
        yield disk


def test_a_full_disk_there_leaves_the_old_release_live(host, small_disk, tmp_path):
    one = target(host, small_disk)
    here = run(tmp_path, environ=host.environ)
    first = made(tmp_path, 1)
    one.publish(first, here)
    large = release(tmp_path / "large", {**site(2), "assets/large.bin": os.urandom(600_000)})
    with pytest.raises(PublishError) as caught:
        one.publish(large, here)
    assert caught.value.what == f"there is no room on the disk for '{one.where}'"
    assert stands(small_disk) == files_in(first.folder)
    assert len(list((small_disk / "srv/releases").iterdir())) == 1
    newest = made(tmp_path, 3)
    one.publish(newest, here)
    is_exactly(stands(small_disk), newest, first)

    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    error = refusal(one, tmp_path, host.environ)
    assert error.what == f"the disk of '{one.where}' can only be read"
    is_exactly(stands(small_disk), newest, first)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_there_is_told(host, tmp_path):
    (tmp_path / "srv").mkdir(mode=0o500)
    error = refusal(target(host, tmp_path), tmp_path, host.environ)
    assert error.what == f"statusgen is not allowed to write in '{target(host, tmp_path).where}'"


def test_a_path_there_that_leads_through_a_file_is_told(host, tmp_path):
    (tmp_path / "srv").touch()
    one = target(host, tmp_path)
    error = refusal(one, tmp_path, host.environ)
    assert error.what == f"a part of the path '{one.where}' is a file, and must be a folder"


def test_a_folder_there_that_is_not_ours_is_left_alone(host, tmp_path):
    (tmp_path / "srv/current").mkdir(parents=True)
    (tmp_path / "srv/current/index.html").write_text("theirs")
    error = refusal(target(host, tmp_path), tmp_path, host.environ)
    assert error.what.endswith("/current' is not what statusgen put there")
    assert stands(tmp_path) == {"index.html": b"theirs"}


def test_what_is_wrong_with_the_keys_is_said_where_it_stands():
    hint = "write it as for ssh, such as deploy@web1.example; the port has a key of its own"
    assert said(make, "{type: ssh, host: -oProxyCommand=x, path: /a}") == [
        ("1:19", "'-oProxyCommand=x' is not a host's name", hint)
    ]
    for path in ("/a; rm", "/a/../b", "srv", "/"):
        what = f"'{path}' is not a path that starts at the root of the host's disk"
        found = said(make, f"{{type: ssh, host: a, path: '{path}'}}")
        assert found == [
            ("1:28", what, "write it like /srv/status, in letters, digits, dots and hyphens")
        ]


@pytest.mark.parametrize("written", ["/srv/status", "/srv/status/"])
def test_a_path_may_end_with_a_slash_as_folders_are_often_written(written):
    mapping = keys(f"{{type: ssh, host: deploy@web1, path: {written}, port: 65535}}")
    assert make("main", mapping, []) == Ssh(
        name="main", host="deploy@web1", path="/srv/status", port=65535
    )


@pytest.mark.parametrize("port", ["0", "65536", "22a", "-1", "²"])
def test_what_is_no_port_is_refused(port):
    assert said(make, f"{{type: ssh, host: a, path: /a, port: '{port}'}}") == [
        ("1:38", f"'{port}' is not a port", "write a number, such as 22")
    ]


# --- Locks -----------------------------------------------------------------------------------


def test_of_eight_publishers_one_wins_and_the_others_are_told(host, tmp_path, often):
    one = target(host, tmp_path)
    for turn in range(often(3)):
        releases = [made(tmp_path, 8 * turn + number) for number in range(8)]
        later = timedelta(minutes=turn)
        ends = race(one, releases, tmp_path, environ=host.environ, later=later)
        winner = has_one_winner(ends)
        here = run(tmp_path, environ=host.environ)
        assert one.live(here).release == releases[winner].id  # type: ignore[union-attr]
    held = next(end for end in ends if isinstance(end, LockHeld))
    assert held.what == f"another run is publishing to '{one.where}'"


def test_a_run_that_is_stopped_gives_its_turn_back(host, tmp_path):
    one = target(host, tmp_path)
    one.publish(made(tmp_path, 1), run(tmp_path, environ=host.environ))
    begun, slow = tmp_path / "begun", tmp_path / "slow"
    slow.mkdir()
    (slow / "rsync").write_text(f"#!/bin/sh\ntouch {begun}\nexec sleep 60\n")
    (slow / "rsync").chmod(0o755)
    path = f"{slow}{os.pathsep}{host.environ['PATH']}"
    stopped = run(tmp_path, environ={**host.environ, "PATH": path})
    ended: list[BaseException] = []

    def publish() -> None:
        try:
            one.publish(made(tmp_path, 2), stopped)
        except PublishError as error:
            ended.append(error)

    thread = Thread(target=publish)
    thread.start()
    until(begun.exists)
    stopped.programs.end()
    thread.join(10)
    assert len(ended) == 1
    done = one.publish(made(tmp_path, 3), run(tmp_path, environ=host.environ))
    assert done.live.release == made(tmp_path, 3).id


def test_a_lock_that_nobody_gives_back_is_taken_over_by_one_when_it_runs_out(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    one.publish(made(tmp_path, 1), here)
    turns = tmp_path / "srv/.statusgen/turns"
    (number,) = turns.iterdir()
    # Twelve o'clock and a budget of a minute: this one was taken by a run that died since.
    end = int(here.clock().timestamp()) + 120
    number.write_text(f"somebody {end}\n")
    with pytest.raises(LockHeld) as caught:
        one.publish(made(tmp_path, 2), here)
    assert caught.value.hint == (
        "wait until it has ended; if it was killed, its turn is over at 2026-07-04 12:03 UTC"
    )
    later = timedelta(minutes=3)
    releases = [made(tmp_path, number) for number in range(2, 6)]
    ends = race(one, releases, tmp_path, environ=host.environ, later=later)
    winner = has_one_winner(ends)
    is_exactly(stands(tmp_path), releases[winner], made(tmp_path, 1))


def test_what_is_kept_there_is_on_the_disk_before_it_has_its_name(part, tmp_path):
    """Where a power cut leaves an empty record, nothing is ever published there again."""
    programs, log = tmp_path / "bin", tmp_path / "log"
    programs.mkdir()
    for name in ("sync", "mv"):
        program = programs / name
        program.write_text(
            f'#!/bin/sh\ncase $1 in -*) echo "{name} $2" ;; *) echo "{name} $1" ;; esac >> {log}\n'
            f'exec {shutil.which(name)} "$@"\n'
        )
        program.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    with ssh_host(tmp_path / "host", part("sshd"), f"PATH={path}") as host:
        one, here = target(host, tmp_path), run(tmp_path, environ=host.environ)
        one.publish(made(tmp_path, 1), here)
        soon = made(tmp_path, 1, later=timedelta(seconds=1), right_for=timedelta(minutes=30))
        assert one.publish(soon, here).written == ("build.json",)
        one.memory(here).write("outbox.json", b"{}\n")
    did = log.read_text().splitlines()
    renamed = [line.removeprefix("mv ") for line in did if line.startswith("mv .statusgen/")]
    kept = [name for name in renamed if "/.new." in name]
    # The record as begun, whole, shown and confirmed; two contents and a build.json; the outbox.
    assert len(kept) == 8
    assert all(did[did.index(f"mv {name}") - 1] == f"sync {name}" for name in kept)


def test_a_host_that_knows_no_sync_is_published_to(part, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "sync").write_text("#!/bin/sh\nexit 1\n")
    (programs / "sync").chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    with ssh_host(tmp_path / "host", part("sshd"), f"PATH={path}") as host:
        one, here = target(host, tmp_path), run(tmp_path, environ=host.environ)
        one.publish(made(tmp_path, 1), here)
        assert one.verify(here) == ()


@pytest.mark.parametrize("left", [b"", b"\0" * 40, b"3f2a", b"3f2a 17"])
def test_a_lock_that_a_power_cut_has_left_empty_holds_nobody_up(host, tmp_path, left):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    one.publish(made(tmp_path, 1), here)
    (number,) = (tmp_path / "srv/.statusgen/turns").iterdir()
    number.write_bytes(left)
    newest = made(tmp_path, 2)
    assert one.publish(newest, here).live.release == newest.id


def test_a_lock_by_a_clock_that_was_wrong_holds_nobody_up(host, tmp_path):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    one.publish(made(tmp_path, 1), here)
    (number,) = (tmp_path / "srv/.statusgen/turns").iterdir()
    now = int(here.clock().timestamp())
    # Whoever may go on for a day is not hurried.
    number.write_text(f"somebody {now + 24 * 3600 + 60}\n")
    with pytest.raises(LockHeld) as caught:
        one.publish(made(tmp_path, 2), here)
    assert caught.value.hint.endswith("its turn is over at 2026-07-05 12:02 UTC")
    number.write_text(f"somebody {now + 365 * 24 * 3600}\n")
    newest = made(tmp_path, 2)
    assert one.publish(newest, here).live.release == newest.id


# --- Readers, kills, broken connections ------------------------------------------------------


def test_a_reader_never_meets_a_broken_or_torn_page(host, tmp_path, often):
    one = target(host, tmp_path)
    here = run(tmp_path, environ=host.environ)
    one.publish(made(tmp_path, 0), here)
    with reading(over_folder(tmp_path / "srv/current"), URL, pause=0.01) as reader:
        for version in range(1, often(15) + 1):
            one.publish(made(tmp_path, version), here)
            reader.next_view()
    reader.saw_only_whole_sites()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to wait")
def test_after_a_kill_at_any_time_readers_see_one_release_and_the_next_run_mends_all(
    host, tmp_path, often
):
    one = target(host, tmp_path)
    one.publish(made(tmp_path, 1), run(tmp_path, environ=host.environ))
    fields: dict[str, Any] = {"host": one.host, "port": one.port, "path": one.path}
    with reading(over_folder(tmp_path / "srv/current"), URL, pause=0.01) as reader:
        survives_kills(
            "ssh",
            one,
            fields,
            tmp_path,
            lambda: stands(tmp_path),
            often(8),
            environ=host.environ,
            reader=reader,
            settle=lambda: until(lambda: not still_at_work(host)),
        )
    reader.saw_only_whole_sites()
    assert len(list((tmp_path / "srv/releases").iterdir())) == KEPT
    assert len(list((tmp_path / "srv/.statusgen/files").iterdir())) == KEPT
    assert len(list((tmp_path / "srv/.statusgen/turns").iterdir())) == 1


def still_at_work(host: SshHost) -> bool:
    """Say whether anything runs that a client has asked the host for, or a client itself."""
    there = f" 127.0.0.1 {host.port}\0".encode()
    here = f"{host.folder}/bin/config".encode()
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and process.name != str(os.getpid()):
            with suppress(OSError):
                environ = (process / "environ").read_bytes() + b"\0"
                if b"SSH_CONNECTION=" in environ and there in environ:
                    return True
                if here in (process / "cmdline").read_bytes():
                    return True
    return False


# What breaks before its work was done has changed nothing: that is the simpler half.
@pytest.mark.parametrize("when", [pytest.param("before", marks=pytest.mark.enduring), "after"])
def test_a_connection_that_breaks_at_any_step_leaves_one_release_live(host, tmp_path, when):
    one = target(host, tmp_path)
    before = made(tmp_path, 0)
    here = run(tmp_path, environ=host.environ)
    one.publish(before, here)
    ended: list[str] = []
    for step in range(1, 6):
        newest = made(tmp_path, step)
        later = timedelta(hours=2 * step)
        broken = run(
            tmp_path, environ=breaking(host, tmp_path / f"{step}", step, when), later=later
        )
        ended.append(end_of(one, newest, broken))
        live = one.live(here)
        assert live is not None
        assert (live.release == newest.id) == (ended[-1] == "done")
        if ended[-1] == "failed":
            made_ = (before, made(tmp_path, step - 2) if step > 1 else None)
            is_exactly(stands(tmp_path), *made_)
        after = later + timedelta(hours=1)
        one.publish(newest, run(tmp_path, environ=host.environ, later=after))
        assert one.live(here).release == newest.id  # type: ignore[union-attr]
        assert one.verify(here) == ()
        is_exactly(stands(tmp_path), newest, before)
        before = newest
    # The fourth is the one that switches.
    assert ended == ["failed"] * 3 + ["failed" if when == "before" else "done", "done"]


def test_a_turn_whose_answer_is_lost_is_given_back(host, tmp_path):
    one = target(host, tmp_path)
    newest = made(tmp_path, 0)
    broken = run(tmp_path, environ=breaking(host, tmp_path / "broken", 1, "after"))
    assert end_of(one, newest, broken) == "failed"
    assert one.publish(newest, run(tmp_path, environ=host.environ)).live.release == newest.id


def end_of(one: Ssh, newest: Release, broken: Run) -> str:
    try:
        one.publish(newest, broken)
    except PublishIncomplete:
        return "unknown"
    except PublishError as error:
        return "failed" if "canary" not in error.what + error.hint else "told a secret"
    return "done"


def breaking(host: SshHost, folder: Path, step: int, when: str) -> dict[str, str]:
    """Return an environment whose ssh loses one of its connections, before or after the work."""
    folder.mkdir()
    ssh = shutil.which("ssh", path=host.environ["PATH"])
    # rsync talks both ways: without an answer it would not end before its time is up.
    work = f"""\
  case "$*" in
    *"rsync --server"*) {ssh} "$@" ;;
    *) {ssh} "$@" > /dev/null 2>&1 ;;
  esac
"""
    work = work if when == "after" else ""
    (folder / "ssh").write_text(
        f"#!/bin/sh\necho x >> {folder}/count\n"
        f'if [ "$(wc -l < {folder}/count)" -eq {step} ]; then\n{work}'
        '  echo "Connection to host lost, token $DEPLOY_TOKEN" >&2\n  exit 255\nfi\n'
        f'exec {ssh} "$@"\n'
    )
    (folder / "ssh").chmod(0o755)
    path = f"{folder}{os.pathsep}{host.environ['PATH']}"
    return {**host.environ, "PATH": path, "DEPLOY_TOKEN": "canary-7Gh2kQ9x"}
