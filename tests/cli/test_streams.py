"""What becomes of the answer: pipes that close, full disks, terminals and their letters."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest
from tests.cli.shell import Shell, shell_in_the_shop
from tests.cli.terminal import without_progress

NOW = "--now '2026-03-04 09:30'"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return shell_in_the_shop(tmp_path)


@pytest.mark.parametrize("command", ["list", "build -v", "check", "completion bash"])
def test_whoever_stops_reading_hears_no_complaint(shell, command):
    ran = shell(f"statusgen {command} | true; echo ${{PIPESTATUS[0]}}")
    assert (ran.out, ran.err) == ("0\n", "")


def test_the_first_line_of_a_long_list_can_be_taken(shell):
    ran = shell(f"set -o pipefail; statusgen list {NOW} | head -1 | cut -d ' ' -f 1")
    assert (ran.out, ran.err, ran.code) == ("index.html\n", "", 0)


@pytest.mark.parametrize("command", ["list", "next", "build", "--help", "--version"])
def test_an_answer_that_finds_no_room_is_a_failure_in_one_line(shell, command):
    ran = shell(f"statusgen {command} > /dev/full")
    said = "error: the system does not let statusgen go on: no space left on device\n"
    assert (ran.err, ran.code) == (said, 3)


@pytest.mark.parametrize("options", ["", "--format json"])
@pytest.mark.parametrize("log", ["> /dev/full", "2> /dev/full", "> /dev/full 2>&1"])
def test_what_was_written_is_no_failure_where_it_cannot_be_said(shell, options, log):
    """Whoever calls it again after a failure would tell customers twice."""
    entry = "2026-03-04-tills"
    before = (shell.cwd / f"content/incidents/{entry}.md").read_text().count("\n## ")
    ran = shell(f"statusgen update {entry} -y --text 'More by noon.' {options} {log}")
    assert ran.code == 0
    assert ran.err in ("", "warning: what was done cannot be said: no space left on device\n")
    after = (shell.cwd / f"content/incidents/{entry}.md").read_text().count("\n## ")
    assert after == before + 1


@pytest.mark.parametrize(
    ("command", "code"),
    [("list", 3), ("next", 3), ("build", 3), ("--help", 3), ("--version", 3), ("bild", 2)],
)
def test_a_log_on_a_full_disk_changes_no_exit_code(shell, command, code):
    assert shell(f"statusgen {command} >> /dev/full 2>&1").code == code


def test_a_build_that_nobody_listens_to_is_done_all_the_same(shell):
    assert shell(f"statusgen build {NOW} >&- 2>&-").code == 0
    assert (shell.cwd / "output/index.html").is_file()


def test_letters_that_a_terminal_lacks_stop_nothing(shell):
    config = shell.cwd / "statusgen.yml"
    config.write_text(f"{config.read_text('utf-8')}language: cs\n", "utf-8")
    ran = shell(f"PYTHONIOENCODING=iso-8859-1 statusgen build {NOW}")
    assert ran.code == 0
    assert "b\\u0159ezna 2026" in ran.out


@pytest.mark.parametrize("setting", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("command", ["build", "check", "--help", "bild"])
def test_a_terminal_gets_plain_text_without_escapes(shell, command, setting):
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [shell.program, command],
        cwd=shell.cwd,
        env={"TERM": "xterm-256color", **shell.env, **setting},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        said = read_to_the_end(ours)
        process.wait()
    assert without_progress(said).replace("\r\n", "").isprintable()
    assert said


def read_to_the_end(terminal: int) -> str:
    found = b""
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # Linux ends a terminal with an error
            more = b""
        if not more:
            os.close(terminal)
            return found.decode()
        found += more
