"""What every kind of target with releases has to keep, asked of live folders and killed runs."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Event, Thread
from time import monotonic, sleep
from typing import Any

from tests.publish.making import BUILT_AT, release, site
from tests.publish.reader import Reading
from tests.publish.running import run

from statusgen import located
from statusgen.errors import LockHeld, Problem, StatusgenError
from statusgen.publish.release import Release
from statusgen.publish.target import Delivered

KINDS = {
    "directory": "statusgen.publish.directory:Directory",
    "ssh": "statusgen.publish.ssh:Ssh",
    "git": "statusgen.publish.git:Git",
    "command": "statusgen.publish.command:Command",
}


def files_in(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder, by its path from there."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def made(
    folder: Path,
    version: int,
    *,
    later: timedelta = timedelta(0),
    right_for: timedelta = timedelta(hours=1),
) -> Release:
    """Make the release of a version in a folder of its own; until when it is right stays as it is.

    That is `right_for` after BUILT_AT, however much later it is made.
    """
    out, valid_for = folder / f"out-{version}", right_for - later
    return release(out, site(version), built_at=BUILT_AT + later, valid_for=valid_for)


def edit_unseen(path: Path) -> None:
    """Change a file that its size and its time do not tell, as a careful restore does."""
    before, data = path.stat(), path.read_bytes()
    path.write_bytes(data[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def is_whole(found: Mapping[str, bytes]) -> int:
    """Hold that files are those of one version, with nothing else but what one before had alone."""
    version = int(json.loads(found["api/v2/status.json"])["version"])
    wanted = site(version)
    assert {path: found.get(path) for path in wanted} == wanted, "a mixture of two versions"
    for path in found.keys() - wanted.keys() - {"build.json"}:
        alone = "incidents/only-" in path or path.startswith("assets/")
        assert alone, f"{path} is of no version that was just live"
    return version


def is_exactly(found: Mapping[str, bytes], newest: Release, before: Release | None) -> None:
    """Hold that files are those of the newest release, and those that only the one before had."""
    wanted = files_in(newest.folder)
    if before is not None:
        wanted = {**files_in(before.folder), **wanted}
        common = newest.by_path().keys() & before.by_path().keys()
        assert common, "two releases of one site have files in common"
    assert found == wanted


def keys(text: str) -> located.Mapping:
    """Read one target of statusgen.yml."""
    node, problems = located.load(text, path="statusgen.yml")
    assert not problems
    assert isinstance(node, located.Mapping)
    return node


def said(make: Callable[..., Any], text: str) -> list[tuple[str, str, str]]:
    """Return what is wrong with a target's keys: where, what, hint."""
    problems: list[Problem] = []
    assert make("main", keys(text), problems) is None
    return [(f"{p.where.line}:{p.where.column}", p.what, p.hint) for p in problems]


# --- Kills -----------------------------------------------------------------------------------


def publish_in_a_process(job: str) -> None:
    """Publish as a job says; runs in a process of its own, which somebody will kill."""
    value = json.loads(job)
    module, _, name = KINDS[value["kind"]].partition(":")
    fields = {key: tuple(v) if isinstance(v, list) else v for key, v in value["target"].items()}
    target = getattr(import_module(module), name)(name="main", **fields)
    newest = made(Path(value["folder"]), value["version"])
    print("ready", flush=True)
    target.publish(newest, run(Path(value["site"]), later=timedelta(hours=value["hours"])))
    print("done", flush=True)


@contextmanager
def a_process_that_publishes(
    job: Mapping[str, Any], environ: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that is about to publish."""
    code = (
        "import sys\n"
        "sys.path[:0] = sys.argv[2:]\n"
        f"from {__name__} import publish_in_a_process\n"
        "publish_in_a_process(sys.argv[1])\n"
    )
    argv = [sys.executable, "-c", code, json.dumps(job), *sys.path]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=environ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        try:
            yield process
        finally:
            process.kill()


def survives_kills(
    kind: str,
    target: Any,
    fields: Mapping[str, Any],
    folder: Path,
    look: Callable[[], Mapping[str, bytes]],
    times: int,
    *,
    environ: Mapping[str, str],
    reader: Reading,
    site_folder: Path | None = None,
    settle: Callable[[], None] = lambda: None,
) -> None:
    """Kill runs at random moments: readers see one version, whole, and the next run mends all.

    Version 1 has to be live. Each kill is one hour after the one before, so that no lock is left;
    `settle` waits until nothing that a killed run had started goes on, as it would not for an hour.
    """
    where = site_folder or folder
    moments = random.Random("kill")
    hours = 1
    # For what a killed run leaves; its name is short enough for a socket's path.
    scratch = TemporaryDirectory(prefix="sg", ignore_cleanup_errors=True)

    def publish(version: int) -> Release:
        newest = made(folder, version)
        target.publish(newest, run(where, later=timedelta(hours=hours), environ=environ))
        return newest

    started = monotonic()
    before = publish(2)
    takes = monotonic() - started
    killed = 0
    for turn in range(times):
        hours += 1
        job = {
            "kind": kind,
            "target": fields,
            "folder": str(folder),
            "site": str(where),
            "version": 3 + 2 * turn,
            "hours": hours,
        }
        with a_process_that_publishes(job, {**environ, "TMPDIR": scratch.name}) as process:
            sleep(moments.uniform(0, takes * 1.1))
            process.kill()
            assert process.stdout is not None
            killed += process.stdout.read() != b"done\n"
        assert is_whole(look()) in {3 + 2 * turn, 2 + 2 * turn}
        settle()
        found = is_whole(look())
        assert found in {3 + 2 * turn, 2 + 2 * turn}
        if found == 3 + 2 * turn:
            before = made(folder, found)
        hours += 1
        reader.next_view()
        newest = publish(4 + 2 * turn)
        is_exactly(look(), newest, before)
        assert target.verify(run(where, environ=environ)) == ()
        reader.next_view()
        before = newest
    scratch.cleanup()
    assert killed > times / 4, "the kills came when nothing was being published"


# --- Races -----------------------------------------------------------------------------------


def race(
    target: Any,
    releases: list[Release],
    where: Path,
    *,
    meet: bool = False,
    **kwargs: Any,
) -> list[Delivered | StatusgenError]:
    """Publish releases from as many threads at the same moment; return how each ended.

    Whoever gets on waits for the others to give up, so that no two come after each other; with
    `meet` they wait for each other just before the last step.
    """
    start = Barrier(len(releases))
    last = Barrier(len(releases))
    ends: dict[int, Delivered | StatusgenError] = {}
    others = Event()

    def hold(done: int, total: int, what: str) -> None:
        if meet and done < total:
            last.wait(60)
        elif not meet:
            assert others.wait(60), "the others wait too"

    def publish(number: int) -> None:
        start.wait(60)
        try:
            one = run(where, progress=hold, **kwargs)
            ends[number] = target.publish(releases[number], one)
        except StatusgenError as error:
            ends[number] = error
        if len(ends) >= len(releases) - 1:
            others.set()

    threads = [Thread(target=publish, args=(number,)) for number in range(len(releases))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(ends) == len(releases)
    return [ends[number] for number in range(len(releases))]


def has_one_winner(ends: list[Delivered | StatusgenError]) -> int:
    """Hold that one has published and all others were told that somebody else does."""
    winners = [number for number, end in enumerate(ends) if isinstance(end, Delivered)]
    others = [end for end in ends if not isinstance(end, Delivered)]
    assert all(isinstance(end, LockHeld) for end in others), others
    assert len(winners) == 1
    return winners[0]
