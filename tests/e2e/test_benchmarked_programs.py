"""The benchmark starts programs, waits for them, and goes on where one falls silent."""

from __future__ import annotations

import re
import select
import subprocess
import sys
from dataclasses import replace

import pytest
from benchmarks.speed.previews import waits
from benchmarks.speed.processes import at_rest, ended
from benchmarks.speed.programs import PEERS, Preview, make

PREVIEW_THAT_ANSWERS_ONCE = """
from pathlib import Path
from time import sleep
one = max(Path().glob("content/*/*.md"), key=lambda path: path.stat().st_mtime_ns)
before = one.read_bytes()
print("ready", flush=True)
while one.read_bytes() == before:
    sleep(0.01)
print("built in 0.5 seconds", flush=True)
"""


@pytest.mark.parametrize("program", ["", "print('ready', flush=True)", PREVIEW_THAT_ANSWERS_ONCE])
def test_a_preview_that_falls_silent_ends_no_more_than_its_own_measurement(program, tmp_path):
    preview = Preview(
        command=(sys.executable, "-c", program),
        ready=re.compile("ready"),
        rebuilt=re.compile("built in (?P<s>[0-9.]+) seconds"),
    )
    site = make(replace(PEERS["hugo"], preview=preview), tmp_path / "site", 3)
    told: list[str] = []
    found = waits(site, 3, told.append)
    assert [wait.own for wait in found] == ([0.5] if "built" in program else [])
    assert len(told) == 1
    assert told[0].startswith("serve: Hugo gave no answer: it ")


def test_a_program_is_waited_for_until_it_has_nothing_to_do():
    busy = "import time; end = time.monotonic() + 1.5\nwhile time.monotonic() < end: pass\n"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{busy}print('at rest', flush=True)\ntime.sleep(60)"],
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    with process:
        assert process.stdout is not None
        at_rest(process)
        ready, _, _ = select.select([process.stdout], [], [], 0)
        ended(process)
    assert ready or sys.platform != "linux"
