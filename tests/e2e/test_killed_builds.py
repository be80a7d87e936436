"""A build killed or interrupted at any moment leaves whole files, and the next one mends all."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from tests.outputs import (
    SITES,
    build,
    build_for_ever,
    files_in,
    names_in,
    nothing_changes,
    strays_in,
)

from statusgen import tree, write
from statusgen.folders import manifest_path

KILLS = 30
ALWAYS = set(SITES[0]) & set(SITES[1]) & set(SITES[2])
WHOLE = {path: {site.get(path) for site in SITES} for site in SITES for path in site}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def out_in_memory() -> Iterator[Path]:
    """Name an output folder on a disk in memory, where there is one: for a thousand builds."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder) / "output"


def published(out: Path) -> dict[str, bytes]:
    return {path: data for path, data in files_in(out).items() if ".statusgen-new" not in path}


def is_finished(out: Path) -> bool:
    return bool(json.loads(manifest_path(out).read_bytes())["finished"])


def mends_all(out: Path, files: dict[str, bytes]) -> None:
    """Build, and hold that the output is these files, and stays so, and nothing else is left."""
    build(out, files)
    assert files_in(out) == files
    assert names_in(out.parent) == [".output.statusgen", "output"]
    assert strays_in(out) == []
    with nothing_changes(out.parent):
        build(out, files)


@contextmanager
def a_process_that_builds(out: Path) -> Iterator[subprocess.Popen[bytes]]:
    code = (
        "import pathlib, sys\n"
        "sys.path[:0] = sys.argv[2:]\n"
        f"from {build_for_ever.__module__} import build_for_ever\n"
        "build_for_ever(pathlib.Path(sys.argv[1]))\n"
    )
    argv = [sys.executable, "-c", code, str(out), *sys.path]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"built\n"
        try:
            yield process
        finally:
            process.kill()


def test_after_a_kill_at_any_time_the_next_build_mends_all(out):
    moments = random.Random("kill")
    unfinished = 0
    for turn in range(KILLS):
        with a_process_that_builds(out):
            time.sleep(moments.uniform(0, 0.04))
        for path, data in published(out).items():
            assert data in WHOLE[path], f"{path} is neither old nor new"
        assert published(out).keys() >= ALWAYS
        unfinished += not is_finished(out)
        mends_all(out, SITES[turn % 3])
    assert unfinished > KILLS / 4, "the kills came when nothing was being written"


def test_whoever_reads_during_builds_sees_whole_files_and_never_misses_one(out):
    versions: dict[str, set[bytes]] = {path: set() for path in ALWAYS}
    with a_process_that_builds(out) as process:
        end = time.monotonic() + 2
        while time.monotonic() < end:
            for path in ALWAYS:
                data = (out / path).read_bytes()
                assert data in WHOLE[path], f"{path} is neither old nor new"
                versions[path].add(data)
        assert process.poll() is None
    assert all(len(seen) == 3 for seen in versions.values()), "nothing was written meanwhile"


# --- At every line ---------------------------------------------------------------------------
# Where nothing has to endure, kills come at odd lines and interrupts at even ones.

OLD = {"gone/index.html": b"1", "swap": b"1", "index.html": b"1"}
NEW = {"new/index.html": b"2", "swap/to": b"2", "index.html": b"2"}
WATCHED = {tree.__file__, write.__file__}
# These change nothing, neither on the disk nor in what is remembered of it; they are a third of all
# lines, and each line costs a process.
LOOKING = {"kind", "look", "stale", "_admit", "_doom", "_keep_off", "_untouched", "manifest_path"}


def at_line(number: int, action: signal.Signals) -> None:
    """Have this process get a signal when it comes to the given line of the code that writes."""
    lines = itertools.count(1)

    def in_function(_frame: FrameType, event: str, _arg: object):
        if event == "line" and next(lines) == number:
            signal.raise_signal(action)
        return in_function

    def in_program(frame: FrameType, _event: str, _arg: object):
        code = frame.f_code
        watched = code.co_filename in WATCHED and code.co_name not in LOOKING
        return in_function if watched else None

    sys.settrace(in_program)


def build_in_a_child(out: Path, files: dict[str, bytes], line: int, action: signal.Signals) -> int:
    """Build in a child that gets a signal at a line; return how it ended, 0 without the signal."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        at_line(line, action)
        build(out, files)
        sys.settrace(None)
        os._exit(0)
    except KeyboardInterrupt:
        os._exit(130)
    finally:
        os._exit(1)


def test_after_a_kill_at_any_line_the_next_build_mends_all(out_in_memory, some):
    out = out_in_memory
    for line in some(itertools.count(1)):
        build(out, OLD)
        before = (out / "index.html").stat()
        status = build_in_a_child(out, NEW, line, signal.SIGKILL)
        # As if all of it had come in one tick of the disk's clock: new bytes may not pass for old.
        os.utime(out / "index.html", ns=(before.st_atime_ns, before.st_mtime_ns))
        found = published(out)
        assert all(data in {OLD.get(path), NEW.get(path)} for path, data in found.items())
        if found.get("index.html") == b"2":
            assert found.items() >= NEW.items(), "the index came before what it leads to"
        mends_all(out, (OLD, NEW)[line // 2 % 2])
        if status == 0:
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
    assert line > 100


def test_after_a_kill_at_any_line_of_the_first_build_the_next_one_is_not_refused(
    out_in_memory, some
):
    out = out_in_memory
    out.mkdir()
    for line in some(itertools.count(1)):
        status = build_in_a_child(out, OLD, line, signal.SIGKILL)
        assert published(out).items() <= OLD.items()
        mends_all(out, (OLD, NEW)[line // 2 % 2])
        if status == 0:
            break
        build(out, {})
        manifest_path(out).unlink()
    assert line > 100


def test_an_interrupt_at_any_line_of_the_first_build_leaves_nothing_temporary(out_in_memory, some):
    out = out_in_memory
    out.mkdir()
    for line in some(itertools.count(2)):
        status = build_in_a_child(out, OLD, line, signal.SIGINT)
        assert [path for path in strays_in(out) if "-new" in path] == []
        mends_all(out, (OLD, NEW)[line // 2 % 2])
        if status == 0:
            break
        assert os.waitstatus_to_exitcode(status) == 130
        build(out, {})
        manifest_path(out).unlink()
    assert line > 100


def test_an_interrupt_at_any_line_leaves_no_temporary_file(out_in_memory, some):
    out = out_in_memory
    for line in some(itertools.count(2)):
        build(out, OLD)
        status = build_in_a_child(out, NEW, line, signal.SIGINT)
        assert [path for path in strays_in(out) if path.endswith("-new")] == []
        if is_finished(out):
            assert files_in(out) in (OLD, NEW)
            assert strays_in(out) == []
        mends_all(out, (OLD, NEW)[line // 2 % 2])
        if status == 0:
            break
        assert os.waitstatus_to_exitcode(status) == 130
    assert line > 100
