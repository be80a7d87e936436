"""Builds that are stopped, kept out or have nowhere to write: said plainly, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.shell import SHOP, Shell, shell_in_the_shop
from tests.disks import READ_ONLY, disk_at
from tests.outputs import everything, nothing_changes, nothing_changes_but_the_manifests_time

from statusgen.write import open_folder

NOW = "2026-03-04 09:30"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = shell_in_the_shop(tmp_path)
    assert shell(f"statusgen build -q --now '{NOW}'").code == 0
    return shell


def test_ctrl_c_during_a_build_leaves_the_page_as_it_was(shell):
    out = shell.cwd / "output"
    entry = (SHOP / "content/incidents/2026-03-04-tills.md").read_text("utf-8")
    for number in range(400):
        (shell.cwd / f"content/incidents/more-{number}.md").write_text(entry, "utf-8")
    # Whoever runs the tests may have been started without Ctrl-C, and hands that down.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with nothing_changes_but_the_manifests_time(out):
            build = shell.start("build", "--now", NOW)
            wait_until_something_is_written(shell.cwd / ".output.statusgen", build)
            build.send_signal(signal.SIGINT)
            said, complained = build.communicate(timeout=60)
    finally:
        signal.signal(signal.SIGINT, before)
    assert build.returncode == 130
    assert said == b""
    assert complained.decode() == (
        "\nstopped before the end\n"
        "  hint: run it again; a build that was stopped half way is completed then\n"
    )


def wait_until_something_is_written(manifest: Path, build: subprocess.Popen[bytes]) -> None:
    while b'"finished":false' not in manifest.read_bytes():
        assert build.poll() is None, "the build ended before it could be stopped"
        time.sleep(0.005)


def test_a_second_build_into_the_same_folder_is_told_to_try_again(shell):
    out = shell.cwd / "output"
    with open_folder(out, engine="another", protect=()), nothing_changes(shell.cwd):
        ran = shell("statusgen build")
    assert ran.out == ""
    assert ran.err == (
        "error: another build is writing to 'output'\n"
        "  hint: wait until it has ended, then build again\n"
    )
    assert ran.code == 75
    assert shell("statusgen build").code == 0


@pytest.fixture
def disk(shell: Shell) -> Iterator[Path]:
    """Give a folder without the right to write; for root, one on a disk that can only be read."""
    folder = shell.cwd / "disk"
    folder.mkdir()
    if os.geteuid():
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)
        return
    with disk_at(folder, "ro,size=64k", otherwise=READ_ONLY):
        yield folder


def test_a_folder_that_cannot_be_written_to_is_said_with_what_helps(shell, disk):
    before = everything(shell.cwd)
    ran = shell("statusgen build -o disk/page")
    if os.geteuid():
        what = "statusgen is not allowed to write 'disk/page'"
        hint = (
            "ask the owner of that folder for the right to write there, or choose another with -o"
        )
    else:
        what = "the disk of 'disk/page' can only be read"
        hint = "choose another folder with -o"
    assert (ran.out, ran.err, ran.code) == ("", f"error: {what}\n  hint: {hint}\n", 3)
    assert everything(shell.cwd) == before
