"""A run that is stopped while a program uploads: nothing of it goes on writing afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from tests.cli.shelf import install
from tests.cli.shell import Shell, shell_in_the_shop
from tests.serving import until

from statusgen.cli.stopping import Stopped, code_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals and fifos")

STOPS = [
    (one, 128 + one)
    for name in ("SIGHUP", "SIGINT", "SIGTERM")
    if (one := getattr(signal, name, None)) is not None
]

# It and what it starts hold the fifo `alive` open: whoever reads is at the end when both are gone.
PROGRAM = """\
import pathlib, subprocess, sys

alive = open("alive", "w")
asleep = [sys.executable, "-c", "import time; time.sleep(60)"]
child = subprocess.Popen(asleep, pass_fds=[alive.fileno()])
pathlib.Path("handed").write_text(sys.argv[1])
child.wait()
pathlib.Path("live").write_text("an older page")
"""


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """Make a shop with an uploader that takes its time, and a folder for what is temporary."""
    shell = shell_in_the_shop(tmp_path)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    (shell.cwd / "program.py").write_text(PROGRAM)
    os.mkfifo(shell.cwd / "alive")
    argv = json.dumps([sys.executable, "program.py", "{folder}"])
    config = shell.cwd / "statusgen.yml"
    config.write_text(f"{config.read_text()}publish: [{{type: command, run: {argv}}}]\n")
    # Whoever runs the tests may have been started without Ctrl-C, and hands that down.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield replace(shell, env={**shell.env, "TMPDIR": str(temporary)})
    signal.signal(signal.SIGINT, before)


@contextmanager
def uploading(shell: Shell, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], Thread]]:
    """Give a run whose uploader is at work, and who ends when nothing of that is left."""
    left = Thread(target=(shell.cwd / "alive").read_bytes, daemon=True)
    left.start()
    process = shell.start(*arguments)
    try:
        until((shell.cwd / "handed").exists, 60)
        yield process, left
    finally:
        process.kill()
        process.communicate()


def assert_nothing_is_left(shell: Shell, left: Thread) -> None:
    left.join(5)
    assert not left.is_alive()
    assert not (shell.cwd / "live").exists()
    assert list((shell.cwd.parent / "temporary").iterdir()) == []


@pytest.mark.parametrize(("by", "code"), STOPS)
def test_a_publish_that_is_stopped_ends_its_uploader_with_all_that_it_started(shell, by, code):
    with uploading(shell, "publish") as (process, left):
        process.send_signal(by)
        out, err = process.communicate(timeout=30)
        assert_nothing_is_left(shell, left)
    assert (out, process.returncode) == (b"", code)
    assert err.decode().strip().startswith("stopped before the end\n")


def test_two_signals_in_one_instant_are_one_stop(shell):
    with uploading(shell, "publish") as (process, left):
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        assert_nothing_is_left(shell, left)
    assert (out, process.returncode in {130, 143}) == (b"", True)
    assert err.decode().strip().startswith("stopped before the end\n")


def test_a_publish_that_is_stopped_does_not_wait_for_a_host_that_does_not_answer(shell):
    """No program is there to be ended: what waits is a thread, a minute at a time."""
    (shell.cwd / "shelf").mkdir()
    (shell.cwd / "shelf/fault").write_text("hang")
    config = shell.cwd / "statusgen.yml"
    head, _, _ = config.read_text().partition("publish:")
    config.write_text(f"{head}publish: [{{type: shelf, path: shelf}}]\n")
    env = {**shell.env, "PYTHONPATH": install(shell.cwd.parent / "packages")}
    process = replace(shell, env=env).start("publish")
    try:
        until((shell.cwd / "shelf/hanging").exists, 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 143
    finally:
        process.kill()
        process.communicate()


def test_a_publish_under_nohup_outlives_its_terminal(shell):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with uploading(shell, "publish") as (process, left):
            process.send_signal(signal.SIGHUP)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
            assert_nothing_is_left(shell, left)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert process.returncode == 143


def test_what_a_stop_has_upset_is_told_as_a_stop():
    def upset() -> None:
        try:
            raise Stopped(signal.SIGTERM)
        finally:
            raise RuntimeError("release unlocked lock")

    with pytest.raises(RuntimeError) as caught:
        upset()
    assert code_of(caught.value) == 143
    assert code_of(RuntimeError()) is None
    assert code_of(KeyboardInterrupt()) == 130


def test_a_watcher_ends_the_uploader_that_it_does_not_wait_for(shell):
    with uploading(shell, "watch", "--publish") as (process, left):
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        assert_nothing_is_left(shell, left)
    assert b"publishing to command was broken off" in err
    assert out.endswith(b"\nstopped\n")
    assert process.returncode == 0


def test_a_watcher_that_is_stopped_twice_waits_for_nothing_and_ends_its_uploader(shell):
    with uploading(shell, "watch", "--publish") as (process, left):
        process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.send_signal(signal.SIGTERM)
        process.wait(6)
        assert_nothing_is_left(shell, left)
    assert process.returncode == 143
