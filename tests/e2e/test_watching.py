"""`statusgen watch` as a process: it follows what changes, outlives mistakes, and ends when told.

A shelf (tests/cli/shelf.py) is the target; what a test waits for is always an event: a line that is
said, or what the watcher tells machines.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest
from tests.cli.shelf import CANARY, install
from tests.cli.shell import Shell, shell_in_the_shop
from tests.publish.asked import Answers, Asked, host
from tests.serving import until

from statusgen import delivery, pipeline, watching
from statusgen.errors import LockHeld, OutputError, UsageError
from statusgen.model import Config
from statusgen.publish.target import Run
from statusgen.watching.origins import return_to

TARGETS = """\
publish:
  - {type: shelf, name: main, path: shelves/main}
  - {type: shelf, name: second, path: shelves/second}
"""
ENTRY = "content/incidents/2026-03-04-tills.md"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = shell_in_the_shop(tmp_path)
    env = {**shell.env, "PYTHONPATH": install(tmp_path / "packages"), "SHELF_TOKEN": CANARY}
    config = shell.cwd / "statusgen.yml"
    config.write_text(config.read_text() + TARGETS)
    return replace(shell, env=env)


@dataclass
class Watching:
    """A watcher that runs; `said` is all that it has said, on both streams."""

    process: subprocess.Popen[bytes]
    folder: Path
    said: list[str] = field(default_factory=list)
    seen: int = 0

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.decode().rstrip("\n"))

    def says(self, words: str, seconds: float = 60) -> str:
        """Wait for a line with these words behind those that were waited for before."""
        end = monotonic() + seconds
        while True:
            for number, line in enumerate(self.said[self.seen :], self.seen):
                if words in line:
                    self.seen = number + 1
                    return line
            assert monotonic() < end, f"{words!r} was not said:\n" + "\n".join(self.said)
            assert self.process.poll() is None or words in "\n".join(self.said), self.said
            Event().wait(0.02)

    def health(self) -> dict[str, Any]:
        path = self.folder / "health.json"
        found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"state": ""}
        return found

    def is_told(self, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        until(lambda: true(self.health()), 60)
        return self.health()

    def ends(self, with_: int = signal.SIGTERM, seconds: float = 30) -> int:
        self.process.send_signal(with_)
        return self.process.wait(seconds)


@contextmanager
def watch(shell: Shell, *options: str) -> Iterator[Watching]:
    process = subprocess.Popen(
        [shell.program, "watch", "--health-file", "health.json", *options],
        cwd=shell.cwd,
        env=shell.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    one = Watching(process, shell.cwd)
    reader = Thread(target=one.read, daemon=True)
    reader.start()
    try:
        yield one
    finally:
        process.kill()
        process.wait()
        reader.join(10)
        assert process.stdout is not None
        process.stdout.close()
        text = "\n".join(one.said)
        assert "Traceback" not in text, text
        assert CANARY not in text + json.dumps(one.health())


def page(shell: Shell, name: str = "main") -> str:
    live = json.loads((shell.cwd / "shelves" / name / "live.json").read_text())
    entry: str = live["files"]["incidents/2026-03-04-tills/index.html"]
    return entry


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_is_saved_is_published_and_a_mistake_waits_for_its_author(shell):
    entry = shell.cwd / ENTRY
    good = entry.read_text()
    with watch(shell, "--publish") as one:
        one.says("watching this folder; stop it with Ctrl-C")
        one.says("published (at the start): main, second")
        title = re.search("^title: (.+)$", good, re.MULTILINE)
        assert title is not None
        assert title[1] in page(shell)
        entry.write_text(good.replace(title[1], "Something else is wrong"))
        one.says("published (the files have changed): main, second")
        assert "Something else is wrong" in page(shell, "second")
        entry.write_text("nothing\n")
        one.says(f"{ENTRY}:1:1: error: ")
        one.says("the page stays as it is; it is built when the files are saved without mistakes")
        assert "Something else is wrong" in page(shell)
        told = one.is_told(lambda told: told["state"] == "failing")
        assert (told["ok"], told["problem"].partition(": ")[0]) == (False, f"{ENTRY}:1:1")
        assert told["hint"].startswith("begin the file with a line ---")
        (shell.cwd / "statusgen.yml").rename(shell.cwd / "away.yml")
        one.says("there is no statusgen.yml here")
        (shell.cwd / "away.yml").rename(shell.cwd / "statusgen.yml")
        entry.write_text(good)
        one.says("published (the files have changed): main, second")
        assert title[1] in page(shell)
        told = one.is_told(lambda told: told["state"] == "waiting")
        assert (told["ok"], told["problem"], told["watched"]) == (True, None, True)
        assert one.ends() == 0
        assert one.health()["state"] == "stopped"
    assert one.said[-1] == "stopped"


def test_where_warnings_stop_a_build_they_wait_for_their_author_as_mistakes_do(shell):
    with (shell.cwd / ENTRY).open("a") as text:
        text.write("\n## 2026-03-05 09:00 Update\n")
    with watch(shell, "--strict") as one:
        one.says(f"{ENTRY}:16:21: warning: this update says nothing")
        one.says("there is no page yet; it is built when the files are saved without mistakes")
        told = one.is_told(lambda told: told["state"] == "failing")
        assert told["problem"] == f"{ENTRY}:16:21: this update says nothing"
        assert told["hint"] == "write below it what customers need to know now"
        with (shell.cwd / ENTRY).open("a") as text:
            text.write("The tills are quick again.\n")
        one.says("built: ")
        assert not any("went wrong" in line for line in one.said)


def test_what_is_saved_behind_a_link_is_built_at_once(shell):
    shared = shell.cwd / "shared/2026"
    shared.mkdir(parents=True)
    entry = (shell.cwd / ENTRY).rename(shared / Path(ENTRY).name)
    (shell.cwd / "content/incidents/2026").symlink_to("../../shared/2026")
    with watch(shell) as one:
        one.says("built: ")
        rewrite(entry, "title: ", "title: Behind a link, ")
        one.says("built: ", 20)
    page = shell.cwd / "output/incidents/2026-03-04-tills/index.html"
    assert "Behind a link, " in page.read_text()


@pytest.mark.parametrize("linked", [False, True])
def test_a_site_whose_folder_is_another_one_by_now_is_followed(tmp_path, shell, linked):
    site, new = tmp_path / "site", tmp_path / "new"
    shell.cwd.rename(site.with_name("one") if linked else site)
    if linked:
        site.symlink_to("one")
    shutil.copytree(site, new)
    rewrite(new / ENTRY, "title: ", "title: Elsewhere now, ")
    outside = replace(shell, cwd=tmp_path)
    with watch(outside, "-C", "site", "-o", "output") as one:
        one.says("built: ")
        if linked:
            (tmp_path / "turned").symlink_to("new")
            (tmp_path / "turned").rename(site)
        else:
            site.rename(tmp_path / "old")
            new.rename(site)
        one.says("built: ", 20)
        page = tmp_path / "output/incidents/2026-03-04-tills/index.html"
        assert "Elsewhere now, " in page.read_text()
        rewrite(site / ENTRY, "title: ", "title: Saved there, ")
        one.says("built: ", 20)
        assert "Saved there, " in page.read_text()


@pytest.mark.parametrize(
    ("gone", "options"),
    [(False, ""), (True, ""), (False, "-C {0} -o output"), (False, "-o {0}/output")],
)
def test_the_folder_that_it_was_started_in_is_known_by_its_name(tmp_path, shell, gone, options):
    site, new = shell.cwd, tmp_path / "new"
    shutil.copytree(site, new)
    rewrite(new / ENTRY, "title: ", "title: Elsewhere now, ")
    with watch(shell, "--publish", *options.format(site).split()) as one:
        one.says("published (at the start): main, second")
        site.rename(tmp_path / "old")
        if gone:
            one.says(f"error: the folder '{site}' is not there", 20)
            shutil.rmtree(tmp_path / "old", ignore_errors=True)
        new.rename(site)
        one.says("published", 20)
        assert "Elsewhere now, " in page(shell)
        rewrite(site / ENTRY, "title: ", "title: Saved there, ")
        one.says("published (the files have changed): main, second", 20)
        assert "Saved there, " in page(shell)
    built = site / "output/incidents/2026-03-04-tills/index.html"
    assert "Saved there, " in built.read_text()


BLIND = """\
import sys
from pathlib import Path
from threading import Event
from statusgen.watching import Files

limit, site = Path("/proc/sys/user/max_inotify_watches"), Path(sys.argv[1])
said, changed = [], Event()
files = Files(site, say=said.append)
files.start(changed.set)
for most, path in ((0, ""), (3, ""), (9, "a"), (9, "2026/b"), (4, "2027/c"), (9, "2027/d")):
    limit.write_text(f"{most}\\n")
    (site / "content/incidents" / path).parent.mkdir(exist_ok=True)
    files.ready()
    changed.clear()
    if path:
        (site / "content/incidents" / path).write_text("")
    print(files.watched, changed.wait(5 if files.watched else 0), len(said))
print(said[0])
files.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
def test_that_the_system_lets_not_all_folders_be_watched_is_said_once_until_it_does(tmp_path):
    """The observer says so of the first folder alone: what is saved in others came an hour late."""
    (tmp_path / "content/incidents").mkdir(parents=True)
    (tmp_path / "content/maintenance").mkdir()
    alone = ["unshare", "--user", "--map-root-user"]
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("who is not root may not set a limit here")
    ran = subprocess.run(
        [*alone, sys.executable, "-c", BLIND, tmp_path], check=False, capture_output=True, text=True
    )
    assert ran.stderr == ""
    *looked, said = ran.stdout.splitlines()
    assert looked == [
        "False False 1",
        "False False 1",
        "True True 1",
        "True True 1",
        "False False 2",
        "True True 2",
    ]
    assert said == (
        "warning: the system does not let statusgen watch the files (inotify watch limit reached):"
        " it looks at them every minute instead"
    )


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may look anywhere")
def test_who_may_not_look_the_way_up_stays_in_the_folder(tmp_path, monkeypatch):
    inner = tmp_path / "closed/site"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    inner.parent.chmod(0)
    try:
        return_to(inner)
    finally:
        inner.parent.chmod(0o700)
    assert Path.cwd() == inner


def test_it_builds_at_the_instant_until_which_the_page_was_right(shell):
    soon = datetime.now(UTC) + timedelta(seconds=6)
    entry = shell.cwd / "content/incidents/later.md"
    entry.write_text(
        "---\ntitle: A thing that comes later\n---\n\n"
        f"## {soon:%Y-%m-%d %H:%M:%S}Z Investigating\nWe look.\n"
    )
    with watch(shell) as one:
        one.says("built: ")
        index = shell.cwd / "output/index.html"
        assert "A thing that comes later" not in index.read_text()
        assert one.health()["valid_until"] == f"{soon:%Y-%m-%dT%H:%M:%SZ}"
        until(lambda: "A thing that comes later" in index.read_text(), 60)
        built = json.loads((shell.cwd / "output/build.json").read_text())["built_at"]
        assert built >= f"{soon:%Y-%m-%dT%H:%M:%SZ}"
        assert one.ends(signal.SIGINT) == 0


def test_a_target_that_fails_is_tried_again_and_the_others_go_on(shell):
    fault = shell.cwd / "shelves/main/fault"
    fault.parent.mkdir(parents=True)
    fault.write_text("defect")
    with watch(shell, "--publish") as one:
        one.says("main: error: statusgen itself went wrong here (ValueError: no way: ***)")
        assert re.fullmatch("main: it is tried again in [456] s", one.says("tried again"))
        one.says("published (at the start): second")
        told = one.is_told(lambda told: told["state"] == "failing")
        assert told["targets"]["main"]["problem"].startswith("statusgen itself went wrong here")
        assert told["targets"]["second"]["problem"] is None
        assert not told["ok"]
        before = (shell.cwd / "shelves/second/live.json").stat().st_mtime_ns
        fault.unlink()
        one.says("published (trying again): main")
        assert (shell.cwd / "shelves/second/live.json").stat().st_mtime_ns == before
        told = one.is_told(lambda told: told["state"] == "waiting")
        assert told["ok"]
        assert told["targets"]["main"]["problem"] is None


def test_what_could_not_be_built_reaches_every_target_when_it_is_tried_again(shell):
    fault = shell.cwd / "shelves/second/fault"
    fault.parent.mkdir(parents=True)
    fault.write_text("full")
    output = shell.cwd / "output"
    with watch(shell, "--publish") as one:
        one.says("published (at the start): main")
        output.rename(shell.cwd / "away")
        output.write_text("in the way\n")
        rewrite(shell.cwd / ENTRY, "title: ", "title: Only now, ")
        one.says("the page stays as it is; it is tried again in")
        output.unlink()
        (shell.cwd / "away").rename(output)
        one.says("published (trying again): main")
        assert "Only now, " in page(shell)


def test_entries_that_are_gone_for_a_moment_stay_on_the_page(shell):
    content, away = shell.cwd / "content", shell.cwd / "away"
    with watch(shell, "--publish") as one:
        one.says("published (at the start): main, second")
        content.rename(away)
        one.says("error: the folder content/incidents is gone, and the page has entries that were")
        one.says("the page stays as it is")
        assert page(shell)
        away.rename(content)
        one.says("published (the files have changed): main, second")
        shutil.rmtree(content)
        one.says("error: the folder content/incidents is gone")
        for folder in ("incidents", "maintenance"):
            (content / folder).mkdir(parents=True)
        one.says("error: the folder content/incidents is empty")
        shutil.rmtree(content)
        for folder in ("incidents", "maintenance"):
            (away / folder).mkdir(parents=True)
            (away / folder / ".gitkeep").touch()
        away.rename(content)
        one.says("published (the files have changed): main, second")
        with pytest.raises(KeyError):
            page(shell)


def test_a_stop_ends_what_waits_for_a_host_and_leaves_with_0(shell):
    fault = shell.cwd / "shelves/main/fault"
    fault.parent.mkdir(parents=True)
    fault.write_text("hang")
    with watch(shell, "--publish") as one:
        one.is_told(lambda told: told["state"] == "publishing")
        until((shell.cwd / "shelves/main/hanging").exists, 60)
        assert one.ends() == 0
        said = "\n".join(one.said)
        assert "statusgen was stopped while it waited to try again" in said
        assert one.said[-1] == "stopped"
    assert (shell.cwd / "shelves/second/live.json").exists()


def test_machines_are_told_of_a_folder_whose_name_is_no_text(shell):
    # A name of a system that knew no UTF-8: no program can write it into JSON as it is.
    out = shell.cwd / os.fsdecode(b"out-\xe9")
    with watch(shell, "-o", out.name) as one:
        one.says("built: ")
        shutil.rmtree(out)
        out.write_text("")
        rewrite(shell.cwd / ENTRY, "title: ", "title: Very ")
        told = one.is_told(lambda told: told["state"] == "failing")
        assert told["problem"].startswith("'out-?' is a file, and the output needs a folder")
        assert one.ends() == 0


def test_two_never_look_after_one_folder_but_one_build_may_come_between(shell):
    with watch(shell) as one:
        one.says("built: ")
        other = shell("statusgen watch")
        assert other.code == 75
        assert other.err == (
            "error: another statusgen watch looks after 'output' already\n"
            "  hint: stop that one first, or choose another folder with -o\n"
        )
        assert shell("statusgen build -q").code == 0
        assert one.ends() == 0
    assert shell("ls -d .output.statusgen-watch").code != 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_log_that_finds_no_room_stops_nothing(shell):
    with Path("/dev/full").open("wb") as full:
        process = subprocess.Popen(
            [shell.program, "watch", "--publish", "--health-file", "health.json"],
            cwd=shell.cwd,
            env=shell.env,
            stdout=full,
            stderr=full,
        )
    try:
        one = Watching(process, shell.cwd)
        one.is_told(lambda told: told["state"] == "waiting")
        (shell.cwd / ENTRY).write_text("nothing\n")
        one.is_told(lambda told: told["state"] == "failing")
        # The only one of its folder: without this the folder would be taken for not mounted.
        (shell.cwd / ENTRY).with_name(".gitkeep").touch()
        (shell.cwd / ENTRY).unlink()
        one.is_told(lambda told: told["state"] == "waiting")
        assert one.ends() == 0
    finally:
        process.kill()
        process.wait()


def test_whatever_ends_the_watcher_is_raised_where_somebody_hears_it(shop):
    class Mistaken(Told):
        def facts(self) -> dict[str, object]:
            raise RuntimeError("no such luck")

    with pytest.raises(RuntimeError, match="no such luck"):
        watched(shop, Clock(), lambda told: True, origin=Mistaken(shop), run=watching.until_stopped)


def test_machines_are_told_over_http(shell):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def ask(path: str) -> tuple[int, dict[str, Any]]:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    process = shell.start("watch", "--health", f"127.0.0.1:{port}")
    try:
        until(lambda: answers(ask), 60)
        until(lambda: ask("/")[0] == 200, 60)
        until(lambda: ask("/health")[1]["state"] == "waiting", 60)
        (shell.cwd / ENTRY).write_text("nothing\n")
        until(lambda: ask("/")[0] == 503, 60)
        code, told = ask("/live")
        assert (code, told["ok"]) == (200, False)
        other = shell(f"statusgen watch -o elsewhere --health 127.0.0.1:{port}")
        assert other.code == 2
        assert f"statusgen cannot listen at 127.0.0.1, port {port}: " in other.err
    finally:
        process.kill()
        process.communicate()


def answers(ask: Callable[[str], object]) -> bool:
    try:
        ask("/")
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--health nowhere", "--health: 'nowhere' is not an address with a port"),
        ("--branch main", "this folder is in no git repository that can be read"),
        ("--publish third", "there is no target 'third' in statusgen.yml"),
        ("--health 1 --health-file a", "--health and --health-file cannot be asked for at once"),
        ("--health-file statusgen.yml", "'statusgen.yml' is where the site's own files are"),
        ("--health-file content/a.json", "'content/a.json' is where the site's own files are"),
    ],
)
def test_what_cannot_work_is_said_at_the_start(shell, options, said):
    ran = shell(f"statusgen watch {options}")
    assert ran.code == 2
    assert said in ran.err
    assert not (shell.cwd / "output").exists()


# --- A branch ---------------------------------------------------------------------------------


def git(shell: Shell, *commands: str, folder: str = ".") -> str:
    out = ""
    for command in commands:
        ran = shell(f"cd {folder} && git -c user.name=a -c user.email=a@example.org {command}")
        assert ran.code == 0, ran.err
        out = ran.out
    return out.strip()


@pytest.mark.needs("git")
def test_a_branch_is_followed_without_touching_the_work_tree(shell):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    title = re.search("^title: (.+)$", (shell.cwd / ENTRY).read_text(), re.MULTILINE)
    assert title is not None
    rewrite(shell.cwd / ENTRY, title[1], "Not committed yet")
    shell_env = {**shell.env, "TMPDIR": str(shell.cwd.parent / "temporary")}
    (shell.cwd.parent / "temporary").mkdir()
    with watch(replace(shell, env=shell_env), "--publish", "--branch", "main") as one:
        one.says("watching the branch main; stop it with Ctrl-C")
        one.says("published (at the start): main, second")
        assert title[1] in page(shell)
        status = git(shell, "status --porcelain")
        git(shell, f"commit -q -m two {ENTRY}")
        one.says("published (the files have changed): main, second")
        assert "Not committed yet" in page(shell)
        commit = git(shell, "rev-parse HEAD")
        assert one.is_told(lambda told: told["state"] == "waiting")["commit"] == commit
        assert f" M {ENTRY}" in f" {status}"
        rewrite(shell.cwd / "statusgen.yml", "timezone", "tiemzone")
        git(shell, "commit -q -m three statusgen.yml")
        one.says("statusgen.yml:3:1: error: there is no key 'tiemzone' in statusgen.yml")
        git(shell, "reset -q --hard HEAD^")
        one.says("published (the files have changed): main, second")
        assert one.ends() == 0
    assert list((shell.cwd.parent / "temporary").iterdir()) == []


@pytest.mark.needs("git")
@pytest.mark.parametrize("instead", ["", "a mistake"])
def test_targets_of_a_branch_are_asked_of_the_branch_and_not_of_the_work_tree(shell, instead):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    rewrite(shell.cwd / "statusgen.yml", TARGETS, instead)
    with watch(shell, "--publish", "--branch", "main") as one:
        one.says("published (at the start): main, second")


@pytest.mark.needs("git")
def test_a_branch_of_a_remote_is_fetched_and_a_remote_that_is_down_changes_nothing(shell):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    git(shell, "clone -q --bare . ../origin.git", "remote add origin ../origin.git")
    site = watching.Branch(shell.cwd, "origin/main", say=lambda text: None)
    first = site.ready()
    assert (first / ENTRY).is_file()
    git(shell, "commit -q --allow-empty -m two", "push -q origin main")
    said: list[str] = []
    again = watching.Branch(shell.cwd, "origin/main", say=said.append)
    assert again.ready() != first
    assert again.facts()["commit"] == git(shell, "rev-parse HEAD")
    (shell.cwd.parent / "origin.git").rename(shell.cwd.parent / "gone.git")
    later = watching.Branch(shell.cwd, "origin/main", say=said.append)
    assert len(said) == 1
    assert said[0].startswith("warning: 'origin/main' cannot be fetched: ")
    assert (later.ready() / ENTRY).is_file()
    for one in (site, again, later):
        one.close()


@pytest.mark.needs("git")
def test_a_remote_whose_name_has_a_slash_is_known(shell):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    git(shell, "clone -q --bare . ../origin.git", "remote add team/up ../origin.git")
    site = watching.Branch(shell.cwd, "team/up/main", say=lambda text: None)
    assert (site.ready() / ENTRY).is_file()
    site.close()
    with pytest.raises(UsageError):
        watching.Branch(shell.cwd, "team/main", say=lambda text: None)


@pytest.mark.needs("git")
def test_a_host_that_hangs_when_the_watcher_starts_changes_nothing(shell, monkeypatch):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    git(shell, "remote add origin ssh://nowhere/origin.git")
    git(shell, "update-ref refs/remotes/origin/main HEAD")
    monkeypatch.setenv("GIT_SSH_COMMAND", "cat > /dev/null #")
    monkeypatch.setattr("statusgen.watching.branch._LONGEST", 3.0)
    said: list[str] = []
    site = watching.Branch(shell.cwd, "origin/main", say=said.append)
    why = "git fetch has said nothing for 3 seconds"
    assert said == [f"warning: {why}; it is looked at again until that is over"]
    assert (site.ready() / ENTRY).is_file()
    assert site.facts()["branch_problem"] == why
    site.close()
    git(shell, "update-ref -d refs/remotes/origin/main")
    with pytest.raises(UsageError):
        watching.Branch(shell.cwd, "origin/main", say=said.append)


@pytest.mark.needs("git")
@pytest.mark.parametrize("stopped", [False, True])
def test_no_ssh_that_waits_for_a_host_is_left_behind(shell, monkeypatch, stopped):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    git(shell, "remote add origin ssh://nowhere/origin.git")
    git(shell, "update-ref refs/remotes/origin/main HEAD")
    # Whoever is left holds this open.
    alive = shell.cwd.parent / "alive"
    os.mkfifo(alive)
    reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    monkeypatch.setenv("GIT_SSH_COMMAND", f"exec 9> {alive}; echo begun >&9; exec sleep 60 #")
    monkeypatch.setattr("statusgen.watching.branch._LONGEST", 1.0)
    monkeypatch.setattr("statusgen.watching.branch._POLL_REMOTE", 0.05)
    said: list[str] = []
    site = watching.Branch(shell.cwd, "origin/main", say=said.append)
    assert os.read(reader, 100) == b"begun\n"
    if stopped:

        def has_begun() -> bool:
            with suppress(BlockingIOError):
                return os.read(reader, 100) == b"begun\n"
            return False

        monkeypatch.setattr("statusgen.watching.branch._LONGEST", 60.0)
        site.start(lambda: None)
        until(has_begun, 20)
    site.close()
    assert len(said) == 1
    os.set_blocking(reader, True)
    begun = monotonic()
    assert os.read(reader, 100) == b""
    assert monotonic() - begun < 20
    os.close(reader)


BREAKS_OFF = """\
printf 'remote: Counting objects:  50%% (1/2)\\rremote: Counting objects: 100%% (2/2), done.\\n' >&2
printf 'Receiving objects:  12%% (3/25)\\rclient_loop: send disconnect: Broken pipe\\r\\n' >&2
exit 255
"""


@pytest.mark.needs("git")
def test_why_a_branch_cannot_be_fetched_is_said_without_how_far_it_was(shell, monkeypatch):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    git(shell, "remote add origin ssh://nowhere/origin.git")
    git(shell, "update-ref refs/remotes/origin/main HEAD")
    script = shell.cwd.parent / "breaks-off.sh"
    script.write_text(BREAKS_OFF)
    monkeypatch.setenv("GIT_SSH_COMMAND", f"sh {script}")
    said: list[str] = []
    watching.Branch(shell.cwd, "origin/main", say=said.append).close()
    start = (
        "warning: 'origin/main' cannot be fetched: client_loop: send disconnect: Broken pipe fatal"
    )
    assert [line[: len(start)] for line in said] == [start]


SLOWLY = """\
import subprocess, sys, time
with subprocess.Popen(["sh", "-c", sys.argv[-1]], stdout=subprocess.PIPE) as asked:
    while data := asked.stdout.read1(1 << 17):
        time.sleep(1)
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
sys.exit(asked.returncode)
"""


@pytest.mark.needs("git")
def test_a_push_that_takes_long_to_fetch_arrives(shell, monkeypatch):
    """Broken off, each fetch would begin anew, and leave its half behind on the disk."""
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    git(
        shell,
        "clone -q --bare . ../origin.git",
        f"remote add origin ssh://x{shell.cwd.parent}/origin.git",
    )
    git(shell, "update-ref refs/remotes/origin/main HEAD")
    shutil.copytree(shell.cwd, work := shell.cwd.parent / "work")
    for number in range(120):
        (work / f"picture-{number}").write_bytes(os.urandom(8000))
    there = replace(shell, cwd=work)
    git(there, "add -A", "commit -q -m two", "push -q ../origin.git main")
    slowly = shell.cwd.parent / "slowly.py"
    slowly.write_text(SLOWLY)
    monkeypatch.setenv("GIT_SSH_COMMAND", f"{sys.executable} {slowly}")
    monkeypatch.setattr("statusgen.watching.branch._LONGEST", 5.0)
    said: list[str] = []
    site = watching.Branch(shell.cwd, "origin/main", say=said.append)
    assert (said, site.facts()["branch_problem"]) == ([], None)
    assert (site.ready() / "picture-119").is_file()
    site.close()
    assert list((shell.cwd / ".git/objects/pack").glob("tmp_*")) == []


@pytest.mark.needs("git")
def test_settings_for_git_in_the_environment_are_heard(shell, monkeypatch):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    git(shell, "clone -q --bare . ../origin.git", "remote add origin nowhere:origin.git")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.{shell.cwd.parent}/.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "nowhere:")
    said: list[str] = []
    site = watching.Branch(shell.cwd, "origin/main", say=said.append)
    assert said == []
    assert (site.ready() / ENTRY).is_file()
    site.close()


@pytest.mark.needs("git")
def test_how_git_is_to_speak_to_another_ssh_is_heard(shell, monkeypatch):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    git(shell, "clone -q --bare . ../origin.git")
    git(shell, "remote add origin ssh://nowhere:2222/origin.git", "fetch -q ../origin.git main")
    git(shell, "update-ref refs/remotes/origin/main FETCH_HEAD")
    program = shell.cwd.parent / "other"
    program.write_text(f'#!/bin/sh\necho "$@" >> {shell.cwd.parent}/asked\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(program))
    monkeypatch.setenv("GIT_SSH_VARIANT", "plink")
    watching.Branch(shell.cwd, "origin/main", say=lambda text: None).close()
    assert "-P 2222" in (shell.cwd.parent / "asked").read_text()


@pytest.mark.needs("git")
@pytest.mark.parametrize(
    "gone", ["files/content", "files", "index", ".", f"files/{ENTRY}", "files/statusgen.yml"]
)
def test_a_checkout_that_was_cleaned_away_is_made_anew(shell, gone):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    site = watching.Branch(shell.cwd, "main", say=lambda text: None)
    before = site.ready()
    assert site.ready() == before
    path = before.parent / gone
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    assert (site.ready() / ENTRY).read_bytes() == (shell.cwd / ENTRY).read_bytes()
    assert (site.ready() / "statusgen.yml").is_file()
    site.close()


@pytest.mark.needs("git")
@pytest.mark.parametrize("setting", ["core.splitIndex", "core.ignoreStat", "core.fsmonitor"])
def test_what_makes_git_quick_in_a_large_work_tree_is_not_for_the_checkout(shell, setting):
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    before = sorted(path.name for path in (shell.cwd / ".git").iterdir())
    hook = shell.cwd / "hook"
    hook.write_text("#!/bin/sh\ntouch asked\nprintf 'then\\0'\n")
    hook.chmod(0o755)
    git(shell, f"config {setting} {hook if setting == 'core.fsmonitor' else 'true'}")
    site = watching.Branch(shell.cwd, "main", say=lambda text: None)
    (site.ready() / ENTRY).unlink()
    assert (site.ready() / ENTRY).is_file()
    assert not (site.ready() / "asked").exists()
    site.close()
    assert sorted(path.name for path in (shell.cwd / ".git").iterdir()) == before


@pytest.mark.needs("git")
@pytest.mark.parametrize("folder", ["content", "content/incidents"])
def test_a_branch_whose_entries_are_in_a_submodule_is_refused(shell, folder):
    """As files they are there: of a branch the page would say without them that all is well."""
    site, other = shell.cwd, shell.cwd.parent / "other"
    (site / folder).rename(other)
    git(shell, "init -q -b main", "add -A", "commit -q -m one", folder="../other")
    git(
        shell,
        "init -q -b main",
        f"-c protocol.file.allow=always submodule add -q ../other {folder}",
    )
    (site / "status").mkdir()
    for name in ("content", "statusgen.yml"):
        git(shell, f"add {name}", f"mv {name} status")
    git(shell, "commit -q -m one")
    branch = watching.Branch(site / "status", "main", say=lambda text: None)
    with pytest.raises(OutputError) as caught:
        branch.ready()
    what = f"'{folder}' is a submodule, and its files are in no branch of this repository"
    assert caught.value.what == what
    branch.close()


@pytest.mark.needs("git")
def test_a_remote_that_is_down_is_said_once_until_it_answers_again(shell, monkeypatch):
    monkeypatch.setattr("statusgen.watching.branch._POLL_REMOTE", 0.05)
    git(shell, "init -q -b main", "add -A", "commit -q -m one")
    git(shell, "clone -q --bare . ../origin.git", "remote add origin ../origin.git")
    said: list[str] = []
    site = watching.Branch(shell.cwd, "origin/main", say=said.append)
    fetches: list[bool] = []
    fetch = site._fetch

    def counted() -> bool:
        fetches.append(fetch())
        return fetches[-1]

    monkeypatch.setattr(site, "_fetch", counted)
    site.start(lambda: None)
    for number in (1, 2):
        (shell.cwd.parent / "origin.git").rename(shell.cwd.parent / "gone.git")
        until(lambda: site.facts()["branch_problem"] is not None, 60)
        fetches.clear()
        until(lambda: len(fetches) > 3, 60)
        assert len(said) == number
        assert said[-1].startswith(f"warning: {site.facts()['branch_problem']}; ")
        (shell.cwd.parent / "gone.git").rename(shell.cwd.parent / "origin.git")
        until(lambda: site.facts()["branch_problem"] is None, 60)
    site.close()


# --- Time -------------------------------------------------------------------------------------


@dataclass
class Clock:
    """A clock that goes on only while somebody waits."""

    now: datetime = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, event: Event, seconds: float) -> None:
        if seconds < 1:  # for a thread that publishes, in its own time
            event.wait(seconds)
        elif not event.is_set():
            self.waits.append(seconds)
            self.now += timedelta(seconds=seconds)
            event.wait(0.001)


class RealTime(Clock):
    """The clock of this machine."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, event: Event, seconds: float) -> None:
        event.wait(seconds)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shutil.copytree(Path(__file__).parents[1] / "cli/shop", tmp_path / "site")
    config = tmp_path / "site/statusgen.yml"
    config.write_text(f"{config.read_text()}freshness: 10m\n")
    return tmp_path / "site"


class Told:
    """An origin that has changed when a test says so."""

    name = "a test"
    watched = True
    changed: Callable[[], None]

    def __init__(self, site: Path) -> None:
        self.site = site

    def start(self, changed: Callable[[], None]) -> None:
        self.changed = changed

    def ready(self) -> Path:
        return self.site

    def learn(self, config: Config) -> bool:
        return False

    def facts(self) -> dict[str, object]:
        return {}

    def close(self) -> None:
        pass


def watched(
    shop: Path,
    clock: Clock,
    enough: Callable[[list[watching.Health]], bool],
    *,
    origin: watching.Origin | None = None,
    publish: bool = False,
    budget: float = 300.0,
    run: Callable[[watching.Watcher], None] = watching.Watcher.run,
) -> tuple[list[watching.Health], list[str]]:
    """Watch in this process, with a clock of our own, until it is enough."""
    told: list[watching.Health] = []
    said: list[str] = []

    def tell(health: watching.Health) -> None:
        told.append(health)
        if enough(told):
            watcher.stop()

    tools = watching.Tools(
        clock=clock,
        wait=clock.wait,
        chance=lambda: 0.5,
        say=said.append,
        fail=said.append,
        health=tell,
        progress=lambda *state: None,
        run=Run(
            clock=clock,
            pause=lambda seconds: None,
            environ={"PATH": os.environ["PATH"]},
            site=shop,
            progress=lambda *state: None,
            budget=budget,
        ),
    )
    settings = watching.Settings(site=shop, out=shop / "output", publish=publish)
    watcher = watching.Watcher(settings, origin or watching.Files(shop, say=said.append), tools)
    run(watcher)
    return told, said


def test_what_readers_see_stays_confirmed_however_often_files_without_effect_are_saved(shop):
    config = shop / "statusgen.yml"
    config.write_text(f"{config.read_text()}publish: [{{type: directory, path: live}}]\n")
    clock, origin = Clock(), Told(shop)
    build_json = shop / "live/current/build.json"
    longest = timedelta(0)
    rounds = 0

    def enough(told: list[watching.Health]) -> bool:
        nonlocal longest, rounds
        if build_json.exists():
            built = datetime.fromisoformat(json.loads(build_json.read_text())["built_at"])
            longest = max(longest, clock.now - built)
        if told[-1].state == "waiting":
            rounds += 1
            if rounds % 2:
                # Saved shortly before the target would take a new confirmation.
                clock.now += timedelta(minutes=4.5)
                origin.changed()
        return rounds > 8

    told, _ = watched(shop, clock, enough, origin=origin, publish=True)
    assert longest < timedelta(minutes=10)
    waiting = [one for one in told if one.state == "waiting"]
    for one in waiting:
        assert one.next_try is not None
        assert one.confirmed_until is not None
        assert one.next_try < one.confirmed_until


def test_the_page_is_confirmed_for_as_long_as_nothing_changes(shop):
    clock = Clock()
    told, _ = watched(shop, clock, lambda told: len({one.built_at for one in told}) > 9)
    built = sorted({one.built_at for one in told if one.built_at is not None})
    gaps = [after - before for before, after in pairwise(built)]
    assert max(gaps) <= timedelta(minutes=7, seconds=31)
    assert max(clock.waits) <= 30


def test_files_that_cannot_be_watched_are_looked_at_every_minute(shop):
    origin = Told(shop)
    origin.watched = False
    told, _ = watched(
        shop, Clock(), lambda told: len({one.built_at for one in told}) > 5, origin=origin
    )
    built = sorted({one.built_at for one in told if one.built_at is not None})
    assert {after - before for before, after in pairwise(built)} == {timedelta(minutes=1)}


def test_a_clock_that_is_set_back_has_the_page_built_at_once(shop):
    config = shop / "statusgen.yml"
    config.write_text(f"{config.read_text()}publish: [{{type: directory, path: live}}]\n")
    right, clock = Clock().now, Clock()
    clock.now += timedelta(days=9)
    waiting: list[watching.Health] = []

    def enough(told: list[watching.Health]) -> bool:
        if told[-1].state == "waiting":
            waiting.append(told[-1])
            clock.now = right
        return len(waiting) == 2

    _, said = watched(shop, clock, enough, publish=True)
    before, after = waiting
    assert not before.ok(right)
    assert after.ok(right)
    assert after.built_at is not None
    assert after.built_at - right <= timedelta(seconds=30)
    assert "published (the clock was set back): directory" in said


def test_what_is_new_does_not_wait_long_for_a_target_that_did_not_answer_before(shop, monkeypatch):
    monkeypatch.setattr("statusgen.watching.when._MOMENT", timedelta(seconds=0.5))
    config = shop / "statusgen.yml"
    hung = "{name: hung, type: command, run: [sh, -c, sleep 1000, '{folder}']}"
    config.write_text(f"{config.read_text()}publish: [{{type: directory, path: live}}, {hung}]\n")
    origin = Told(shop)
    saved: list[float] = []
    live: list[float] = []

    def enough(told: list[watching.Health]) -> bool:
        if told[-1].state == "failing" and not saved:
            rewrite(shop / ENTRY, "title: ", "title: Something new, ")
            saved.append(monotonic())
            origin.changed()
        elif told[-1].state == "failing":
            live.append(monotonic())
        return bool(live)

    watched(shop, RealTime(), enough, origin=origin, publish=True, budget=4)
    entry = shop / "live/current" / "incidents/2026-03-04-tills/index.html"
    assert "Something new, " in entry.read_text()
    assert live[0] - saved[0] < 3.5


def test_what_is_saved_while_a_receiver_does_not_answer_is_published_at_once(shop):
    with host(lambda asked: Answers(502)) as hook:
        config = shop / "statusgen.yml"
        ops = f"{{name: ops, url: '{hook.url}/', format: slack}}"
        config.write_text(
            f"{config.read_text()}publish: [{{type: directory, path: live}}]\n"
            f"tell: {{webhooks: [{ops}]}}\n"
        )
        origin = Told(shop)
        saved: list[float] = []
        entry = shop / "live/current/incidents/2026-03-04-tills/index.html"

        def save_again(asked: Asked) -> Answers:
            if "Something new, " in entry.read_text():
                return Answers()
            if not saved:
                rewrite(shop / ENTRY, "title: ", "title: Something new, ")
                saved.append(monotonic())
                origin.changed()
            return Answers(502)

        def enough(told: list[watching.Health]) -> bool:
            if told[-1].state == "waiting" and not hook.asked:
                hook.answer = save_again
                with (shop / ENTRY).open("a") as text:
                    text.write(f"\n## {datetime.now(UTC):%Y-%m-%d %H:%M}Z Monitoring\nBetter.\n")
                origin.changed()
            return entry.exists() and "Something new, " in entry.read_text()

        _, said = watched(shop, RealTime(), enough, origin=origin, publish=True)
    assert monotonic() - saved[0] < 10
    assert any("'ops' was not told of 1 update" in text for text in said)


def test_a_mistake_is_said_once_and_tried_again_at_growing_pauses(shop):
    (shop / ENTRY).write_text("nothing\n")
    told, said = watched(
        shop, Clock(), lambda told: sum(one.state == "failing" for one in told) > 8
    )
    failing = [one for one in told if one.state == "failing"]
    pauses = [(one.next_try - one.since).total_seconds() for one in failing if one.next_try]
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert sum("error" in text for text in said) == 1
    assert said.count("there is no page yet; it is built when the files are saved without mistakes")


def test_where_all_is_named_whole_the_folder_that_it_was_started_in_may_go(shop, monkeypatch):
    (shop / "elsewhere").mkdir()
    monkeypatch.chdir(shop / "elsewhere")
    origin = Told(shop)
    built: list[watching.Health] = []

    def enough(told: list[watching.Health]) -> bool:
        if told[-1].state in ("waiting", "failing"):
            built.append(told[-1])
            if len(built) == 1:
                (shop / "elsewhere").rmdir()
                origin.changed()
        return len(built) == 2

    try:
        watched(shop, Clock(), enough, origin=origin)
    finally:
        monkeypatch.chdir(shop)
    assert [one.problem for one in built] == [None, None]


def test_the_watcher_outlives_a_mistake_of_its_own(shop, monkeypatch):
    real, calls = pipeline.build, []

    def build(*arguments):
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("no such luck")
        return real(*arguments)

    monkeypatch.setattr("statusgen.watching.loop.build", build)
    told, said = watched(shop, Clock(), lambda told: told[-1].state == "waiting")
    assert "error: statusgen itself went wrong here (RuntimeError: no such luck)" in said[1]
    assert said[2] == "there is no page yet; it is tried again in 5 s"
    assert told[-2].problem is None


def test_a_build_that_comes_between_is_no_mistake_of_the_watcher(shop, monkeypatch):
    config = shop / "statusgen.yml"
    config.write_text(f"{config.read_text()}publish: [{{type: directory, path: live}}]\n")
    real, calls = delivery.deliver, []

    def deliver(*arguments):
        calls.append(1)
        if len(calls) == 1:
            raise LockHeld("another build is writing to 'output'", "wait until it has ended")
        return real(*arguments)

    monkeypatch.setattr(delivery, "deliver", deliver)
    told, said = watched(shop, Clock(), lambda told: told[-1].state == "waiting", publish=True)
    assert [one.problem for one in told if one.state == "failing"] == [
        "another build is writing to 'output'"
    ]
    assert said[-1] == "published (trying again): directory"


def test_the_watcher_outlives_a_system_that_gives_it_no_thread(shop, monkeypatch):
    rewrite(
        shop / "statusgen.yml",
        "freshness: 10m",
        "freshness: 10m\npublish: [{type: directory, path: live}]",
    )
    calls = []

    class Refused(Thread):
        def start(self) -> None:
            if self.name == "publish":
                calls.append(1)
                if len(calls) == 1:
                    raise RuntimeError("can't start new thread")
            super().start()

    monkeypatch.setattr("statusgen.watching.loop.Thread", Refused)
    told, said = watched(shop, Clock(), lambda told: told[-1].state == "waiting", publish=True)
    words = "error: statusgen itself went wrong here (RuntimeError: can't start new thread)"
    assert sum(words in text for text in said) == 1
    assert said[-1] == "published (trying again): directory"
    assert [one.name for one in told[-1].targets] == ["directory"]


def age(shop: Path, clock: Clock) -> timedelta:
    """How long ago what is live was confirmed."""
    live = shop / "live/current/build.json"
    if not live.exists():
        return timedelta(0)
    return clock.now - datetime.fromisoformat(json.loads(live.read_text())["built_at"])


def test_what_readers_see_stays_confirmed_while_another_target_fails_for_hours(shop):
    rewrite(shop / "statusgen.yml", "freshness: 10m", "freshness: 1h")
    config = shop / "statusgen.yml"
    down = "{name: down, type: command, run: [sh, -c, exit 1, '{folder}']}"
    config.write_text(f"{config.read_text()}publish: [{{type: directory, path: live}}, {down}]\n")
    clock = Clock()
    end, oldest = clock.now + timedelta(hours=2), timedelta(0)

    def enough(told: list[watching.Health]) -> bool:
        nonlocal oldest
        oldest = max(oldest, age(shop, clock))
        return clock.now > end

    watched(shop, clock, enough, publish=True)
    assert timedelta(minutes=40) < oldest < timedelta(hours=1)


class Hanging(Clock):
    """A clock that goes on as well while a program hangs: it ends when its time is over."""

    budget = 0.0
    times = 0

    def wait(self, event: Event, seconds: float) -> None:
        super().wait(event, seconds)
        if Path("begun").exists():
            Path("begun").unlink()
            self.now += timedelta(seconds=self.budget)
            self.times += 1
            Path("over").touch()


@pytest.fixture
def hanging(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Hanging:
    """A clock for the shop, which is published to a folder and by a program that hangs."""
    monkeypatch.chdir(shop)
    config = shop / "statusgen.yml"
    hangs = "touch begun; until test -e over; do sleep 0.01; done; rm over; exit 1"
    hung = f"{{name: hung, type: command, run: [sh, -c, '{hangs}', '{{folder}}']}}"
    config.write_text(f"{config.read_text()}publish: [{{type: directory, path: live}}, {hung}]\n")
    clock, real = Hanging(), delivery.deliver

    def deliver(hosts, built, out, run, progress):
        clock.budget = run.budgets.get("hung", run.budget)
        return real(hosts, built, out, run, progress)

    monkeypatch.setattr(delivery, "deliver", deliver)
    return clock


def test_what_readers_see_stays_confirmed_while_another_target_does_not_answer(shop, hanging):
    clock: Hanging = hanging
    end, oldest = clock.now + timedelta(hours=3), timedelta(0)

    def enough(told: list[watching.Health]) -> bool:
        nonlocal oldest
        oldest = max(oldest, age(shop, clock))
        return clock.now > end

    _, said = watched(shop, clock, enough, publish=True)
    assert clock.times > 20
    assert {text for text in said if "published" in text and "start" not in text} == {
        "published (to confirm the page): directory"
    }
    assert oldest < timedelta(minutes=10)


def test_machines_are_told_of_what_readers_see_and_not_of_what_they_may_see_soon(shop, monkeypatch):
    """A host that hangs for long leaves readers with a page that nobody confirms any more."""
    seen: list[tuple[str, bool]] = []

    class Hung(Hanging):
        budget = 300.0

        def wait(self, event: Event, seconds: float) -> None:
            before = self.times
            super().wait(event, seconds)
            if self.times > before:
                seen.append((told[-1].state, told[-1].ok(self.now)))

    monkeypatch.chdir(shop)
    config = shop / "statusgen.yml"
    hangs = "test -e once || exec touch once; touch begun; until test -e over; do sleep 0.01; done"
    only = f"{{name: only, type: command, run: [sh, -c, '{hangs}', '{{folder}}']}}"
    config.write_text(f"{config.read_text()}publish: [{only}]\n")
    clock, told = Hung(), list[watching.Health]()

    def enough(so_far: list[watching.Health]) -> bool:
        told[:] = so_far
        return bool(seen) and told[-1].state == "waiting"

    watched(shop, clock, enough, publish=True)
    assert seen == [("publishing", False)]
    waiting = [one for one in told if one.state == "waiting"]
    assert waiting[-1].ok(clock.now)


def test_where_no_target_takes_the_page_machines_are_not_told_that_it_is_right(shop):
    config = shop / "statusgen.yml"
    down = "{name: down, type: command, run: [sh, -c, exit 1, '{folder}']}"
    config.write_text(f"{config.read_text()}publish: [{down}]\n")
    told, _ = watched(shop, Clock(), lambda told: told[-1].state == "failing", publish=True)
    assert [(one.valid_until, one.confirmed_until) for one in told] == [(None, None)] * len(told)


def test_planned_work_begins_on_time_while_another_target_does_not_answer(shop, hanging):
    # Some minutes before it begins, the other one may have all its time once more.
    clock: Hanging = hanging
    begins = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
    clock.now = begins - timedelta(minutes=40)
    live = shop / "live/current/build.json"
    late = timedelta(0)

    def enough(told: list[watching.Health]) -> bool:
        nonlocal late
        if live.exists():
            until = datetime.fromisoformat(json.loads(live.read_text())["valid_until"])
            late = max(late, clock.now - until)
        return clock.now > begins + timedelta(minutes=10)

    watched(shop, clock, enough, publish=True)
    assert clock.times > 8
    assert late <= timedelta(seconds=20)


def test_what_is_wrong_at_a_target_is_said_once_until_it_goes_well_again(shop):
    says = shop / "says"
    says.write_text("first")
    fails = "cat says >&2; exit $(wc -c < says)"
    down = f"{{name: down, type: command, run: [sh, -c, '{fails}', '{{folder}}']}}"
    config = shop / "statusgen.yml"
    config.write_text(f"{config.read_text()}publish: [{down}]\n")
    words = iter(("second", "first", "second", "", "first", ""))

    def enough(told: list[watching.Health]) -> bool:
        if told[-1].state in ("failing", "waiting"):
            says.write_text(next(words, ""))
            origin.changed()
        return len(told) > 40

    origin = Told(shop)
    _, said = watched(shop, Clock(), enough, origin=origin, publish=True)
    failures = [text.splitlines()[0].rpartition("(")[2] for text in said if "down: error" in text]
    assert failures == ["first)", "second)", "first)"]


def test_a_target_that_is_taken_out_is_tried_no_more(shop):
    config = shop / "statusgen.yml"
    near = "{type: directory, path: live}"
    down = "{name: down, type: command, run: [sh, -c, exit 1, '{folder}']}"
    text = config.read_text()
    config.write_text(f"{text}publish: [{near}, {down}]\n")
    clock, origin = Clock(), Told(shop)
    end = clock.now + timedelta(minutes=20)

    def enough(told: list[watching.Health]) -> bool:
        if told[-1].state == "failing":
            config.write_text(f"{text}publish: [{near}]\n")
            origin.changed()
        return clock.now > end or len(told) > 100

    told, said = watched(shop, clock, enough, origin=origin, publish=True)
    assert [one.name for one in told[-1].targets] == ["directory"]
    assert not any("trying again" in text for text in said)
    assert clock.now > end


def test_a_note_is_said_once_and_that_nothing_is_left_to_tell_when_it_is_over(shop):
    with host(lambda asked: Answers(502)) as hook:
        config = shop / "statusgen.yml"
        mute = "{name: mute, type: command, run: [sh, -c, exit 0, '{folder}']}"
        config.write_text(
            f"{config.read_text()}publish: [{{type: directory, path: live}}, {mute}]\n"
            f"tell: {{webhooks: [{{name: ops, url: '{hook.url}/', format: slack}}]}}\n"
        )
        rounds = 0

        def enough(told: list[watching.Health]) -> bool:
            nonlocal rounds
            if told[-1].state == "waiting":
                rounds += 1
                if rounds == 1:
                    with (shop / ENTRY).open("a") as text:
                        text.write("\n## 2026-03-04 09:00 Monitoring\nBetter.\n")
                    origin.changed()
                elif rounds == 5:
                    hook.answer = lambda asked: Answers()
            return rounds > 7

        origin = Told(shop)
        _, said = watched(shop, Clock(), enough, origin=origin, publish=True)
    lines = [line for text in said for line in text.splitlines() if "note: " in line]
    only = "only the program knows what it did: statusgen cannot look at what is live there"
    assert lines[0] == f"mute: note: {only}"
    assert "'ops' was not told of 1 update" in lines[1]
    assert lines[2:] == ["note: nothing is left to tell"]


def test_a_warning_that_counts_hours_is_said_once_until_the_files_change(shop):
    rewrite(shop / "statusgen.yml", "freshness: 10m", "freshness: 1h")
    entry = (shop / ENTRY).read_text()
    (shop / ENTRY).write_text(entry[: entry.index("## 2026-03-04 18:00")])
    clock, origin = Clock(), Told(shop)
    day, saved = clock.now + timedelta(days=1), False

    def enough(told: list[watching.Health]) -> bool:
        nonlocal saved
        if clock.now > day and not saved:
            saved = True
            rewrite(shop / ENTRY, "The tills are slow.", "The tills are very slow.")
            origin.changed()
        return clock.now > day + timedelta(hours=5)

    _, said = watched(shop, clock, enough, origin=origin)
    told = [text for text in said if "nothing was said for" in text]
    assert [re.findall(r"said for \d+ \w+", text) for text in told] == [
        ["said for 4 hours"],
        ["said for 25 hours"],
    ]
