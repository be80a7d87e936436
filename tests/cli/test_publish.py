"""`statusgen publish` as users meet it: several targets at once, what is said, how it ends."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cli.shelf import CANARY, install
from tests.cli.shell import Finished, Shell, shell_in_the_shop
from tests.cli.terminal import Terminal

TARGETS = """\
publish:
  - {type: shelf, name: main, path: shelves/main}
  - {type: shelf, name: second, path: shelves/second}
"""

APART = "cannot be asked for at once\n  hint: call statusgen publish once for each"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Make a shop with two shelves and a secret in its environment."""
    shell = shell_in_the_shop(tmp_path)
    env = {**shell.env, "PYTHONPATH": install(tmp_path / "packages"), "SHELF_TOKEN": CANARY}
    config = shell.cwd / "statusgen.yml"
    config.write_text(config.read_text() + TARGETS)
    return replace(shell, env=env)


def publish(shell: Shell, options: str = "") -> Finished:
    """Publish; whatever comes of it, no traceback and no secret is shown."""
    ran = shell(f"statusgen publish {options}")
    assert "Traceback" not in ran.err
    assert CANARY not in ran.out + ran.err
    return ran


def facts(shell: Shell, options: str = "") -> tuple[dict[str, Any], int]:
    ran = publish(shell, f"--format json {options}")
    assert ran.err == ""
    found: dict[str, Any] = json.loads(ran.out)
    return found, ran.code


def breaks(shell: Shell, name: str, fault: str) -> None:
    folder = shell.cwd / "shelves" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fault").write_text(fault)


def mends(shell: Shell, name: str) -> None:
    (shell.cwd / "shelves" / name / "fault").unlink()


def live(shell: Shell, name: str) -> dict[str, str] | None:
    """Return the files that a shelf shows."""
    path = shell.cwd / "shelves" / name / "live.json"
    files: dict[str, str] | None = json.loads(path.read_text())["files"] if path.exists() else None
    return files


def result(found: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["result"] for one in found["targets"]}


def test_the_page_is_built_and_live_everywhere(shell):
    ran = publish(shell, "--now '2026-03-04 09:30'")
    count = sum(path.is_file() for path in (shell.cwd / "output").rglob("*"))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "target  where         readers see the page of  this run",
        f"main    shelf main    4 March 2026, 09:30 GMT  live: {count} sent",
        f"second  shelf second  4 March 2026, 09:30 GMT  live: {count} sent",
        "",
        "published at 2 of 2 targets",
        "right until 4 March 2026, 18:00 GMT (2026-03-04T18:00:00Z)",
    ]
    files = live(shell, "main")
    assert files is not None
    assert files == live(shell, "second")
    index = (shell.cwd / "output/index.html").read_bytes()
    assert files["index.html"] == index.decode("latin-1")


@pytest.mark.parametrize(
    ("fault", "ended", "code"),
    [
        ("full", "unchanged", 5),
        ("half", "incomplete", 5),
        ("defect", "incomplete", 5),
        ("locked", "locked", 75),
    ],
)
def test_one_that_fails_does_not_stop_the_other(shell, fault, ended, code):
    breaks(shell, "main", fault)
    found, ended_with = facts(shell)
    assert (result(found), ended_with) == ({"main": ended, "second": "live"}, code)
    assert live(shell, "main") is None
    assert live(shell, "second") is not None


def test_what_went_wrong_is_said_behind_the_table_with_what_readers_see(shell):
    publish(shell, "--now '2026-03-04 09:30' -q")
    breaks(shell, "main", "full")
    breaks(shell, "second", "defect")
    ran = publish(shell, "--now '2026-03-04 09:40'")
    assert ran.out.splitlines()[1:5] == [
        "main    shelf main    4 March 2026, 09:30 GMT  NOT CHANGED: shows what it showed before",
        "second  shelf second  4 March 2026, 09:30 GMT  PARTLY NEW: did not get to the end",
        "",
        "published at none of 2 targets; run it again, which completes what is partly new",
    ]
    assert ran.err.splitlines() == [
        "main: error: the shelf says full, ***",
        "  hint: make room",
        "second: error: statusgen itself went wrong here (ValueError: no way: ***)",
        "  hint: publish again; if it comes back, report it with these words",
    ]
    assert ran.code == 5


def test_where_nothing_has_changed_the_exit_code_says_so(shell):
    breaks(shell, "main", "full")
    breaks(shell, "second", "locked")
    ran = publish(shell)
    assert "published at none of 2 targets\n" in ran.out
    assert ran.code == 4


def test_where_a_newer_page_is_live_nobody_is_said_to_publish_there(shell):
    """The other run has long ended: there is nothing to wait for."""
    config = shell.cwd / "statusgen.yml"
    page = "publish:\n  - {type: directory, name: web, path: www}\n"
    config.write_text(config.read_text().replace(TARGETS, page))
    publish(shell, "--now '2026-03-04 09:30'")
    config.write_text(config.read_text() + "help:\n  - {name: Help, url: https://shop.example/}\n")
    ran = publish(shell, "--now '2026-03-03 09:20'")
    assert ran.out.splitlines()[1:4] == [
        "web     www    4 March 2026, 09:30 GMT  not touched: another run was there first",
        "",
        "published at none of 1 target; run it again in a minute",
    ]
    assert ran.err.splitlines() == [
        "web: error: 'www' shows a page that was built later, at 2026-03-04 09:30:00 UTC",
        "  hint: publish again, which builds the page anew; if you gave --now, leave it out",
    ]
    assert ran.code == 75


def test_a_dry_run_sends_nothing(shell):
    ran = publish(shell, "--dry-run --max-deletes 20% --budget 90s")
    assert ran.code == 0
    assert "would be live" in ran.out
    assert "dry run: nothing was sent; it would be published at 2 of 2 targets" in ran.out
    assert live(shell, "main") is None


def test_only_the_targets_that_are_named_are_asked(shell):
    found, code = facts(shell, "second")
    assert (result(found), code) == ({"second": "live"}, 0)
    assert live(shell, "main") is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("secnd", "there is no target 'secnd' in statusgen.yml\n  hint: did you mean 'second'?"),
        ("x", "there is no target 'x' in statusgen.yml\n  hint: the targets are: main, second"),
        ("--verify --rollback", f"--rollback and --verify {APART}"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_built(shell, options, said):
    ran = publish(shell, options)
    assert (ran.err, ran.code) == (f"error: {said}\n", 2)
    assert not (shell.cwd / "output").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--max-deletes half", "'half' is not a share; write it like 0.2 or 20%"),
        ("--max-deletes 120%", "'120%' is not a share; write it like 0.2 or 20%"),
        ("--budget soon", "'soon' is not a length of time up to a day; write it like 5m"),
        ("--budget 2000m", "'2000m' is not a length of time up to a day; write it like 5m"),
    ],
)
def test_shares_and_times_are_read_as_people_write_them(shell, options, said):
    ran = publish(shell, options)
    assert said in ran.err
    assert ran.code == 2


def test_a_site_without_targets_says_how_to_name_one(shell):
    config = shell.cwd / "statusgen.yml"
    config.write_text(config.read_text().replace(TARGETS, ""))
    ran = publish(shell)
    assert ran.err == (
        "error: statusgen.yml names no place to publish the page to\n"
        "  hint: add a line: publish: [{type: directory, path: /srv/status}]\n"
    )
    assert ran.code == 2


@pytest.mark.parametrize("command", ["publish", "publish --verify", "watch --publish"])
def test_a_folder_that_is_no_site_is_said_to_be_none(shell, command):
    (shell.cwd / "statusgen.yml").unlink()
    ran = shell(f"statusgen {command}")
    assert ran.code == 1
    assert ran.err == (
        "statusgen.yml:1:1: error: there is no statusgen.yml here, so this is not the folder of a"
        " site\n"
        "  hint: go to the folder of the site first (cd FOLDER), or name it with -C\n"
        "\n1 error\n"
    )


@pytest.mark.parametrize("command", ["publish", "build", "theme check"])
def test_settings_that_cannot_be_read_are_not_said_to_be_missing(shell, command):
    config = shell.cwd / "statusgen.yml"
    config.unlink()
    config.symlink_to("/etc/hostname")
    ran = shell(f"statusgen {command}")
    assert ran.code == 1
    assert ran.err == (
        "statusgen.yml:1:1: error: this symbolic link leads out of the site's folder, "
        "or to what is hidden there\n"
        "  hint: put the file itself here\n"
        "\n1 error\n"
    )


def test_a_mistake_in_an_entry_leaves_every_target_as_it_is(shell):
    publish(shell)
    before = live(shell, "main")
    (shell.cwd / "content/incidents/broken.md").write_text("nothing\n")
    ran = publish(shell)
    assert ran.code == 1
    assert ran.err.startswith("content/incidents/broken.md:1:1: error: ")
    assert live(shell, "main") == before
    found, code = facts(shell, "--skip-broken")
    assert (result(found), found["left_out"], code) == (
        {"main": "live", "second": "live"},
        ["broken"],
        0,
    )


def test_a_folder_of_entries_that_is_gone_leaves_every_target_as_it_is(shell):
    assert publish(shell, "-q").code == 0
    before = live(shell, "main")
    (shell.cwd / "content/incidents").rename(shell.cwd / "away")
    ran = publish(shell)
    assert ran.code == 1
    assert ran.err == (
        "content/incidents:1:1: error: the folder content/incidents is gone, and the page has"
        " entries that were in it\n"
        "  hint: put it back; if they are gone for good, make it with a file .gitkeep in it\n"
        "\n1 error\n"
    )
    assert live(shell, "main") == before
    # So it looks where a volume is not mounted.
    (shell.cwd / "content/incidents").mkdir()
    ran = publish(shell)
    assert ran.code == 1
    assert ran.err == (
        "content/incidents:1:1: error: the folder content/incidents is empty, and the page has"
        " entries that were in it\n"
        "  hint: see that they are there; if they are gone for good, put a file .gitkeep into it\n"
        "\n1 error\n"
    )
    assert live(shell, "main") == before
    # And so where a copy has come as far as its first folder.
    (shell.cwd / "content/incidents/2026").mkdir()
    assert publish(shell).err == ran.err
    assert live(shell, "main") == before
    (shell.cwd / "content/incidents/.gitkeep").touch()
    assert publish(shell).code == 0


@pytest.mark.parametrize(
    "left",
    [(), ("content/incidents",), ("content/maintenance",), ("content/incidents/2026",)],
)
def test_a_checkout_without_any_entries_is_not_published_as_all_clear(shell, left):
    """As in CI, where nothing was built before that could tell: a submodule is an empty folder."""
    shutil.rmtree(shell.cwd / "content")
    for folder in left:
        (shell.cwd / folder).mkdir(parents=True)
    ran = publish(shell)
    assert ran.code == 1
    assert ran.err.startswith(
        "content:1:1: error: there are no entries here: the page would say that everything is"
    )
    assert not (shell.cwd / "srv").exists()
    (shell.cwd / "content/incidents").mkdir(parents=True, exist_ok=True)
    (shell.cwd / "content/incidents/.gitkeep").touch()
    assert publish(shell).code == 0


def test_a_type_that_nobody_knows_is_pointed_at(shell):
    config = shell.cwd / "statusgen.yml"
    config.write_text(config.read_text().replace("type: shelf, name: second", "type: direktory"))
    ran = publish(shell)
    assert ran.code == 1
    assert ran.err.splitlines()[0].endswith("there is no target of the type 'direktory'")
    assert ran.err.splitlines()[3] == "  hint: did you mean 'directory'?"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("torn", "targets of the type 'torn' cannot be used here: No module named"),
        ("number", "'number' cannot be used here: tests.cli.shelf:CANARY makes none"),
    ],
)
def test_a_package_that_brings_no_target_is_no_traceback(shell, kind, said):
    config = shell.cwd / "statusgen.yml"
    config.write_text(config.read_text().replace("type: shelf, name: second", f"type: {kind}"))
    ran = publish(shell)
    assert ran.code == 1
    assert said in ran.err.splitlines()[0]


def test_a_secret_in_the_file_is_refused_and_not_repeated(shell):
    config = shell.cwd / "statusgen.yml"
    config.write_text(config.read_text().replace("name: second,", f"password: {CANARY},"))
    ran = publish(shell)
    assert ran.code == 1
    assert ran.err.splitlines()[0].endswith(
        "'password' is a secret, and this file is no place for one"
    )


@pytest.mark.parametrize(
    "text",
    [
        "publish: [{type: azure, account: shop, endpoint: 'https://127.0.0.1:9/?sig=SECRET&se=1'}]",
        "publish: [{type: s3, bucket: shop, endpoint: 'https://SECRET@127.0.0.1:9/'}]",
        "publish: [{type: s3, bucket: shop, key_id: SECRET}]",
        "publish: [{type: git, remote: 'https://127.0.0.1:9/x.git?private_token=SECRET'}]",
        "publish: [{type: git, remote: 'https://SECRET@127.0.0.1:9/x.git'}]",
        "tell: {websub: ['http://127.0.0.1:9/hub?key=SECRET']}",
        "tell: {webhooks: [{name: a, url: 'https://127.0.0.1:9/?key=SECRET', format: slack}]}",
    ],
)
def test_a_secret_in_an_address_is_refused_and_covered_where_the_line_is_shown(shell, text):
    config = shell.cwd / "statusgen.yml"
    line = text.replace("SECRET", CANARY)
    config.write_text(config.read_text().replace(TARGETS, "") + line)
    ran = publish(shell)
    assert (ran.code, ran.out) == (1, "")
    assert "••••" in ran.err, ran.err


def test_an_earlier_page_is_shown_again(shell):
    publish(shell, "--now '2026-03-04 09:30'")
    publish(shell, "--now '2026-03-04 09:40'")
    ran = publish(shell, "main --rollback")
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == [
        "main    shelf main  4 March 2026, 09:30 GMT  live: nothing to do",
        "",
        "rolled back at 1 of 1 target",
        "the next publish shows the newest page again",
    ]
    again = publish(shell, "main --rollback")
    assert again.code == 4
    assert again.out.splitlines()[2:] == ["", "rolled back at none of 1 target"]
    assert again.err == "main: error: there is no release before the live one\n"


def test_what_is_live_is_compared(shell):
    publish(shell)
    good = publish(shell, "--verify")
    assert (good.out.splitlines()[1:], good.code) == (
        ["main    shelf main    as published", "second  shelf second  as published"],
        0,
    )
    for number in range(23):
        (shell.cwd / f"shelves/second/foreign-{number:02}").touch()
    bad = publish(shell, "--verify")
    lines = bad.out.splitlines()
    assert bad.code == 5
    assert lines[2] == "second  shelf second  23 files are not as published"
    assert lines[4] == "second: foreign: foreign-00"
    assert lines[-2:] == ["second: and 3 more", "  hint: statusgen publish puts them right"]


def at(minutes: float) -> str:
    """Write a time, so many minutes from now, for --now."""
    return f"'{datetime.now(UTC) + timedelta(minutes=minutes):%Y-%m-%d %H:%M:%SZ}'"


def test_a_scheduled_run_ends_while_what_is_live_is_right_and_confirmed(shell):
    publish(shell, f"--now {at(-1)}")
    before = live(shell, "main")
    ran = publish(shell, "--if-due")
    assert ran.code == 0
    assert re.fullmatch(
        r"not due: what is live is right until .+, and confirmed until .+\n", ran.out
    )
    assert live(shell, "main") == before
    found, code = facts(shell, "--if-due")
    assert (found["due"], code) == (False, 0)


def test_a_scheduled_run_publishes_what_is_due(shell):
    first = publish(shell, f"--if-due --now {at(-6)}")
    assert first.out.startswith("due: main shows nothing yet\ntarget  where")
    # Confirmed for ten minutes, of which six are gone; the next such run comes in five.
    second = publish(shell, "--if-due")
    assert second.out.startswith("due: what is live is right and confirmed until ")
    assert (first.code, second.code) == (0, 0)


def test_a_scheduled_run_publishes_over_a_page_of_a_time_that_is_still_to_come(shell):
    publish(shell, f"second --now {at(-1)}")
    publish(shell, "main --now '2126-03-04 09:30'")
    ran = publish(shell, "--if-due")
    assert ran.out.startswith(
        "due: main shows the page of 4 March 2126, 09:30 GMT, which is still to come\n"
    )
    assert ran.code == 0
    assert publish(shell, "--if-due").out.startswith("not due: ")


def test_a_build_at_work_in_the_folder_is_said(shell):
    publish(shell)
    held = (
        "import fcntl, os, subprocess, sys\n"
        "fcntl.flock(os.open('output', os.O_RDONLY), fcntl.LOCK_EX)\n"
        "sys.exit(subprocess.run(['statusgen', 'publish'], close_fds=True).returncode)\n"
    )
    (shell.cwd / "held.py").write_text(held)
    ran = shell("python3 held.py")
    assert ran.code == 75
    assert ran.err.startswith("error: another build is writing to 'output'")


@pytest.mark.parametrize(("fault", "code"), [("", 0), ("full", 5)])
@pytest.mark.parametrize("options", ["", "--format json"])
def test_an_answer_that_finds_no_room_leaves_the_exit_code(shell, fault, code, options):
    breaks(shell, "second", fault)
    ran = publish(shell, f"{options} > /dev/full")
    said = "warning: what was done cannot be said: no space left on device\n"
    assert (ran.err, ran.code) == (said, code)
    assert live(shell, "main")
    assert publish(shell, f"{options} > /dev/full 2>&1").code == code


def test_a_terminal_is_shown_how_far_it_is_and_a_file_is_not(shell):
    terminal = Terminal.open(shell, "publish")
    terminal.expect("published at 2 of 2 targets")
    assert terminal.end() == 0
    assert re.search(r"\x1b\[K(main|second) \d+/\d+ files", terminal.seen)
    assert terminal.seen.index("\x1b[Ktarget  where") > 0  # the line is gone before the table
    quiet = Terminal.open(shell, "publish", "-q")
    assert quiet.end() == 0
    assert quiet.seen == ""
    assert "\x1b" not in publish(shell).err


def test_annotations_name_the_target(shell):
    breaks(shell, "main", "full")
    ran = publish(shell, "--format github")
    assert "::error::main: the shelf says full, *** (hint: make room)" in ran.out.splitlines()
    assert ran.err == ""
