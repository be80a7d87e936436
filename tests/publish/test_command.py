"""Publishing by any program: what it is handed, and what is said when it does not end well."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from tests.publish.making import URL
from tests.publish.releasing import files_in, made, said
from tests.publish.running import run

from statusgen.errors import OutputError, PublishError, PublishIncomplete
from statusgen.publish.command import Command, make

SECRET = "canary-7Gh2kQ9x"


def program(folder: Path, code: str, *arguments: str) -> Command:
    """Make a target of a Python program."""
    path = folder / "program.py"
    path.write_text(code)
    return Command(name="main", argv=(sys.executable, str(path), *arguments))


def test_a_program_is_handed_a_copy_of_the_release_and_its_arguments_as_they_are(tmp_path):
    code = (
        "import json, os, pathlib, shutil, sys\n"
        "shutil.copytree(sys.argv[1], 'copied')\n"
        "pathlib.Path('seen').write_text(json.dumps([sys.argv[2:], dict(os.environ)]))\n"
    )
    odd = "$(touch x); `id` * 'a'"
    one = program(tmp_path, code, "{folder}", "--site={url}", odd, "")
    newest = made(tmp_path, 1)
    steps: list[tuple[int, int]] = []
    done = one.publish(
        newest,
        run(
            tmp_path,
            environ={"PATH": "/usr/bin", "RCLONE_PASSWORD": SECRET},
            progress=lambda done, total, what: steps.append((done, total)),
        ),
    )
    assert files_in(tmp_path / "copied") == files_in(newest.folder)
    arguments, environ = json.loads((tmp_path / "seen").read_text())
    assert arguments == [f"--site={URL}", odd, ""]
    assert environ.items() >= {"PATH": "/usr/bin", "RCLONE_PASSWORD": SECRET}.items()
    assert environ.keys() <= {"PATH", "RCLONE_PASSWORD", "LC_CTYPE"}
    assert done.live.release == newest.id
    assert len(done.written) == len(newest.files)
    assert done.notes == (
        "only the program knows what it did: statusgen cannot look at what is live there",
    )
    assert steps == [(0, 1), (1, 1)]
    assert not list(tmp_path.glob("x"))


def test_what_a_build_writes_meanwhile_does_not_reach_the_program(tmp_path):
    code = (
        "import pathlib, shutil, sys\n"
        "for path in pathlib.Path(sys.argv[2]).rglob('*.html'):\n"
        "    path.write_bytes(b'another build')\n"
        "shutil.copytree(sys.argv[1], 'copied')\n"
    )
    newest = made(tmp_path, 1)
    before = files_in(newest.folder)
    program(tmp_path, code, "{folder}", str(newest.folder)).publish(newest, run(tmp_path))
    assert files_in(tmp_path / "copied") == before


def test_a_build_that_changed_before_is_handed_to_no_program(tmp_path):
    newest = made(tmp_path, 1)
    (newest.folder / "index.html").write_bytes(b"another build")
    one = program(tmp_path, "open('ran', 'w')", "{folder}")
    with pytest.raises(OutputError):
        one.publish(newest, run(tmp_path))
    assert not (tmp_path / "ran").exists()


def test_a_program_that_fails_is_told_in_its_own_last_words_without_secrets(tmp_path):
    code = (
        "import os, sys\n"
        "print('first')\n"
        "print('uploading with', os.environ['API_TOKEN'], flush=True)\n"
        "print('to https://me:secret-7@host/ failed:', os.environ['API_TOKEN'], file=sys.stderr)\n"
        "sys.exit(3)\n"
    )
    one = program(tmp_path, code, "{folder}")
    environ = {**os.environ, "API_TOKEN": SECRET}
    with pytest.raises(PublishIncomplete) as caught:
        one.publish(made(tmp_path, 1), run(tmp_path, environ=environ))
    assert caught.value.what == (
        f"the program {sys.executable} ended with status 3; only it knows what readers see now"
        " (first / uploading with *** / to https://***@host/ failed: ***)"
    )
    assert caught.value.hint == (
        "see what it says and whether the page is whole, then publish again"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs process groups")
def test_a_program_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path):
    os.mkfifo(tmp_path / "alive")
    # The child holds the fifo open for writing: it is at its end when nobody does any more.
    code = (
        "import subprocess, sys\n"
        'child = \'import time; f = open("alive", "w"); time.sleep(600)\'\n'
        "print('waiting', flush=True)\n"
        "subprocess.run([sys.executable, '-c', child])\n"
    )
    ended: list[bytes] = []
    reader = threading.Thread(target=lambda: ended.append((tmp_path / "alive").read_bytes()))
    reader.start()
    one = program(tmp_path, code, "{folder}")
    with pytest.raises(PublishIncomplete) as caught:
        one.publish(made(tmp_path, 1), run(tmp_path, budget=3))
    assert "was not done after 3 seconds and was ended" in caught.value.what
    assert caught.value.what.endswith("(waiting)")
    reader.join(20)
    assert ended == [b""]


@pytest.mark.skipif(sys.platform == "win32", reason="needs process groups")
def test_what_a_program_leaves_behind_ends_when_its_time_is_up(tmp_path):
    # The child holds the program's output open, which is read to its end.
    code = (
        "import subprocess, sys\n"
        'child = \'import time; time.sleep(8); open("late", "w")\'\n'
        "subprocess.Popen([sys.executable, '-c', child])\n"
    )
    one = program(tmp_path, code, "{folder}")
    with pytest.raises(PublishIncomplete, match="was not done after 2 seconds and was ended"):
        one.publish(made(tmp_path, 1), run(tmp_path, budget=2))
    assert not (tmp_path / "late").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs process groups")
def test_nobody_waits_for_what_has_left_the_programs_own_group(tmp_path):
    # As a daemon does, which goes on: it still holds the program's output open.
    code = (
        "import subprocess, sys, time\n"
        'child = \'import time; time.sleep(8); open("late", "w")\'\n'
        "subprocess.Popen([sys.executable, '-c', child], start_new_session=True)\n"
        "print('waiting', flush=True)\n"
        "time.sleep(60)\n"
    )
    one = program(tmp_path, code, "{folder}")
    with pytest.raises(PublishIncomplete) as caught:
        one.publish(made(tmp_path, 1), run(tmp_path, budget=2))
    assert not (tmp_path / "late").exists()
    assert "was not done after 2 seconds and was ended" in caught.value.what
    assert caught.value.what.endswith("(waiting)")


@pytest.mark.skipif(sys.platform == "win32", reason="needs process groups")
def test_what_a_daemon_still_writes_into_its_copy_is_no_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    child = (
        "import pathlib, sys, time\n"
        "for number in range(10 ** 9):\n"
        "    if number <= 2000: end = time.monotonic() + 2\n"
        "    if time.monotonic() > end: break\n"
        "    try: pathlib.Path(sys.argv[1], str(number)).touch()\n"
        "    except OSError: pathlib.Path(sys.argv[1]).mkdir(exist_ok=True, parents=True)\n"
    )
    code = (
        "import pathlib, subprocess, sys, time\n"
        f"child = {child!r}\n"
        "none = subprocess.DEVNULL\n"
        "argv = [sys.executable, '-c', child, sys.argv[1]]\n"
        "subprocess.Popen(argv, start_new_session=True, stdout=none, stderr=none)\n"
        "while not pathlib.Path(sys.argv[1], '2000').exists(): time.sleep(0.01)\n"
    )
    done = program(tmp_path, code, "{folder}").publish(made(tmp_path, 1), run(tmp_path))
    assert done.written


def test_where_no_temporary_folder_can_be_made_nothing_was_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(PublishError) as caught:
        program(tmp_path, "raise SystemExit(1)", "{folder}").publish(
            made(tmp_path, 1), run(tmp_path)
        )
    assert not isinstance(caught.value, PublishIncomplete)
    assert caught.value.what == (
        "no temporary folder can be made on this machine: no such file or directory"
    )


def test_a_run_that_was_stopped_starts_no_program_any_more(tmp_path):
    stopped = run(tmp_path)
    stopped.programs.end()
    with pytest.raises(PublishIncomplete, match="statusgen was stopped before it was done"):
        program(tmp_path, "open('ran', 'w')", "{folder}").publish(made(tmp_path, 1), stopped)
    assert not (tmp_path / "ran").exists()


def test_a_program_that_is_not_there_is_told(tmp_path):
    for name, what in (
        ("no-such-uploader", "the program 'no-such-uploader' is not on this machine"),
        ("./upload.sh", "'./upload.sh' is no program on this machine"),
    ):
        one = Command(name="main", argv=(name, "{folder}"))
        for dry in (True, False):
            with pytest.raises(PublishError) as caught:
                one.publish(made(tmp_path, 1), run(tmp_path, dry_run=dry))
            assert caught.value.what == what
            assert caught.value.hint == "install it, or write its whole path in statusgen.yml"


def test_what_only_the_program_knows_is_not_made_up(tmp_path):
    one = program(tmp_path, "", "{folder}")
    here = run(tmp_path)
    assert one.memory(here) is None
    for ask, words in (
        (one.live, "cannot say what is live there"),
        (one.verify, "cannot say whether the live files are those that were published"),
        (one.rollback, "cannot be asked for the release before"),
    ):
        with pytest.raises(PublishError) as caught:
            ask(here)
        assert caught.value.what == f"the program {sys.executable} {words}"
        assert caught.value.hint


def test_a_dry_run_runs_nothing(tmp_path):
    one = program(tmp_path, "open('ran', 'w')", "{folder}")
    assert one.publish(made(tmp_path, 1), run(tmp_path, dry_run=True)).written
    assert not (tmp_path / "ran").exists()


def test_what_is_wrong_with_the_keys_is_said_where_it_stands():
    assert said(make, "{type: command, run: 'netlify deploy --dir {folder}'}") == [
        (
            "1:22",
            "'run' must be a list, since no shell takes a line of text apart",
            'write run: [netlify, deploy, --dir, "{folder}"]',
        )
    ]
    assert said(make, "{type: command, run: [a, b]}") == [
        (
            "1:22",
            "'a' is not told where the site is",
            'write "{folder}" in the argument that takes the folder to publish',
        )
    ]
    assert said(make, "{type: command}") == [
        (
            "1:1",
            "a target of type command needs the key 'run'",
            'add a line: run: [rclone, sync, "{folder}", "remote:bucket"]',
        )
    ]


@pytest.mark.needs("rclone")
def test_rclone_makes_a_folder_exactly_the_release(tmp_path, part):
    argv = (str(part("rclone")), "--config", os.devnull, "sync", "{folder}", "there")
    one = Command(name="main", argv=argv)
    for version in (1, 2):
        newest = made(tmp_path, version)
        one.publish(newest, run(tmp_path))
        assert files_in(tmp_path / "there") == files_in(newest.folder)
