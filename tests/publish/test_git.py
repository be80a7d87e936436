"""Publishing to a branch of a real bare repository: a commit a release, nothing else touched."""

from __future__ import annotations

import http.server
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory

import pytest
from tests.disks import disk_at
from tests.publish.making import BUILT_AT, FRESHNESS, URL, release, site
from tests.publish.reader import reading
from tests.publish.releasing import (
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
from tests.serving import until

from statusgen.errors import LockHeld, Problem, PublishError
from statusgen.publish.git import Git, make
from statusgen.publish.repository import opened
from statusgen.publish.target import Difference

pytestmark = pytest.mark.needs("git")

SECRET = "canary-7Gh2kQ9x"


def git(*arguments: object, stdin: bytes = b"") -> bytes:
    argv = ["git", *map(str, arguments)]
    return subprocess.run(argv, check=True, capture_output=True, input=stdin).stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a bare repository, and a site's own repository that calls it origin."""
    git("init", "-q", "--bare", tmp_path / "bare")
    git("init", "-q", "-b", "main", tmp_path / "site")
    git("-C", tmp_path / "site", "remote", "add", "origin", tmp_path / "bare")
    return tmp_path / "site"


def target(*, flat: bool = False) -> Git:
    return Git(name="main", remote="origin", branch="gh-pages", flat=flat)


def stands(home: Path) -> dict[str, bytes]:
    """Read every file of the branch, as it is at this moment."""
    bare = home.parent / "bare"
    tip = git("-C", bare, "rev-parse", "gh-pages").decode().strip()
    rows = git("-C", bare, "ls-tree", "-r", "-z", "--full-tree", tip).split(b"\0")
    names = [row.split(b"\t")[1] for row in rows if row]
    asked = b"".join(tip.encode() + b":" + name + b"\n" for name in names)
    out = git("-C", bare, "cat-file", "--batch", stdin=asked)
    found = {}
    for name in names:
        head, _, out = out.partition(b"\n")
        size = int(head.split()[2])
        found[name.decode()], out = out[:size], out[size + 1 :]
    return found


FLAT = pytest.mark.parametrize("flat", [False, True], ids=["keep", "flat"])


@FLAT
def test_each_release_is_a_commit_that_has_exactly_its_files(home, flat):
    one = target(flat=flat)
    here = run(home)
    assert one.live(here) is None
    before = None
    for version in range(1, 5):
        newest = made(home.parent, version)
        would = one.publish(newest, run(home, dry_run=True))
        done = one.publish(newest, here)
        assert done == replace(would, requests=2)
        assert one.live(here) == done.live
        is_exactly(stands(home), newest, before)
        before = newest
        assert one.publish(newest, here).written == ()
    commits = git("-C", home.parent / "bare", "rev-list", "--count", "gh-pages")
    assert int(commits) == (1 if flat else 4)
    assert git("-C", home.parent / "bare", "fsck", "--strict", "--no-dangling") == b""


def test_new_repositories_of_this_machine_may_have_other_hashes(home):
    there = run(home, environ={**os.environ, "GIT_DEFAULT_HASH": "sha256"})
    newest = made(home.parent, 1)
    target().publish(newest, there)
    assert stands(home) == files_in(newest.folder)


def test_an_unchanged_page_is_confirmed_by_a_commit_of_one_file(home):
    one = target()
    for version in (1, 2):
        one.publish(made(home.parent, version), run(home))
    due = made(home.parent, 2, later=FRESHNESS)
    done = one.publish(due, run(home))
    assert done.written == ("build.json",)
    assert "incidents/only-1/index.html" in done.deleted
    assert done.live.built_at == BUILT_AT + FRESHNESS
    assert stands(home) == files_in(due.folder)


def test_an_unchanged_page_is_confirmed_at_once_when_it_is_right_until_another_time(home):
    one = target()
    one.publish(made(home.parent, 1), run(home))
    shorter = timedelta(minutes=30)
    other = made(home.parent, 1, later=timedelta(seconds=1), right_for=shorter)
    assert one.publish(other, run(home)).written == ("build.json",)
    assert stands(home) == files_in(other.folder)
    same = made(home.parent, 1, later=timedelta(seconds=2), right_for=shorter)
    assert one.publish(same, run(home)).written == ()


def test_a_page_of_a_time_that_is_still_to_come_is_put_right(home):
    one = target()
    one.publish(made(home.parent, 1, later=timedelta(days=9)), run(home))
    right = made(home.parent, 1)
    done = one.publish(right, run(home))
    assert (done.written, done.live.built_at) == (("build.json",), BUILT_AT)
    assert one.live(run(home)) == done.live
    assert stands(home) == files_in(right.folder)


def test_a_page_never_takes_the_place_of_one_that_was_built_later(home):
    one = target()
    here = run(home, later=timedelta(minutes=1))
    quick = made(home.parent, 2, later=timedelta(seconds=20))
    one.publish(quick, here)
    with pytest.raises(LockHeld) as caught:
        one.publish(made(home.parent, 1), here)
    words = (
        "branch gh-pages of origin shows a page that was built later, at 2026-07-04 12:00:20 UTC"
    )
    assert caught.value.what == words
    assert stands(home) == files_in(quick.folder)
    one.publish(made(home.parent, 1, later=timedelta(seconds=21)), here)


def test_going_back_is_one_more_commit_and_goes_back_further_each_time(home):
    one = target()
    for version in (1, 2, 3):
        one.publish(made(home.parent, version), run(home))
    one.publish(made(home.parent, 3, later=FRESHNESS), run(home))
    would = one.rollback(run(home, dry_run=True))
    done = one.rollback(run(home))
    assert done == replace(would, requests=done.requests)
    assert done.live.release == made(home.parent, 2).id == one.live(run(home)).release  # type: ignore[union-attr]
    found = stands(home)
    assert {path: found[path] for path in site(2)} == site(2)
    assert found.keys() >= site(3).keys(), "who has just read the newer page finds its files"
    assert one.rollback(run(home)).live.release == made(home.parent, 1).id
    with pytest.raises(PublishError) as caught:
        one.rollback(run(home))
    assert (
        caught.value.what == "there is no release before the live one on branch gh-pages of origin"
    )
    newest = made(home.parent, 4)
    one.publish(newest, run(home))
    is_exactly(stands(home), newest, made(home.parent, 1))
    assert one.rollback(run(home)).live.release == made(home.parent, 1).id


@pytest.mark.parametrize("damaged", [False, True])
def test_a_release_that_was_gone_back_to_still_comes_after_the_same_one(home, damaged):
    """It is published again once the entry is put right, or to mend it."""
    one = target()
    for version in (1, 2, 3):
        one.publish(made(home.parent, version), run(home))
    one.rollback(run(home))
    if damaged:
        commit_by_hand(home, {"index.html": "theirs"})
    one.publish(made(home.parent, 2, later=FRESHNESS), run(home))
    assert one.verify(run(home)) == ()
    assert one.rollback(run(home)).live.release == made(home.parent, 1).id
    with pytest.raises(PublishError, match="no release before"):
        one.rollback(run(home))


def test_the_users_own_repository_is_not_touched(home):
    (home / "statusgen.yml").write_text("title: Shop\n")
    (home / "staged.md").write_text("staged\n")
    git("-C", home, "add", "staged.md")
    before = files_in(home)
    for flat in (False, True):
        one = Git(name="main", remote="origin", branch=f"pages-{flat}", flat=flat)
        for version in (1, 2):
            # As in a hook of git, whose variables point at the user's repository.
            environ = {**os.environ, "GIT_DIR": str(home / ".git"), "GIT_INDEX_FILE": "index"}
            one.publish(made(home.parent, version), run(home, environ=environ))
        one.memory(run(home)).write("outbox.json", b"{}")
        one.verify(run(home))
    assert files_in(home) == before


def commit_by_hand(home: Path, files: dict[str, str]) -> None:
    """Have somebody else put files on the branch."""
    with TemporaryDirectory(dir=home.parent) as folder:
        git("clone", "-q", "-b", "gh-pages", home.parent / "bare", folder)
        for path, text in files.items():
            (Path(folder) / path).write_text(text)
        git("-C", folder, "add", ".")
        who = ("-c", "user.name=a", "-c", "user.email=a@b")
        git("-C", folder, *who, "commit", "-q", "-m", "Create CNAME")
        git("-C", folder, "push", "-q")


def test_what_somebody_else_committed_is_kept_but_for_files_of_ours(home):
    one = target()
    one.publish(made(home.parent, 1), run(home))
    commit_by_hand(home, {"CNAME": "status.shop.example\n", "index.html": "<html>theirs</html>"})

    assert one.verify(run(home)) == (
        Difference(path="CNAME", what="foreign"),
        Difference(path="index.html", what="changed"),
    )
    for version in (1, 2, 3):
        newest = made(home.parent, version)
        done = one.publish(newest, run(home))
        assert "left alone what somebody else put on the branch: 'CNAME'" in done.notes
        found = stands(home)
        assert found.pop("CNAME") == b"status.shop.example\n"
        is_exactly(found, newest, made(home.parent, version - 1) if version > 1 else None)
        assert one.verify(run(home)) == ()


def test_a_branch_that_shows_nothing_of_ours_is_not_as_published(home):
    one = target()
    bare = home.parent / "bare"

    def is_told() -> None:
        with pytest.raises(PublishError) as caught:
            one.verify(run(home))
        where = "branch gh-pages of origin"
        assert caught.value.what == f"nothing of statusgen's is published at {where}"
        assert caught.value.hint == "run: statusgen publish"

    is_told()
    one.publish(made(home.parent, 1), run(home))
    git("-C", bare, "update-ref", "-d", "refs/heads/gh-pages")
    is_told()
    tree = git("-C", bare, "hash-object", "-w", "-t", "tree", "--stdin").decode().strip()
    who = ("-c", "user.name=they", "-c", "user.email=they@localhost")
    theirs = git("-C", bare, *who, "commit-tree", tree, "-m", "Theirs").decode().strip()
    git("-C", bare, "update-ref", "refs/heads/gh-pages", theirs)
    is_told()


def test_private_files_are_in_no_branch(home):
    one = target()
    memory = one.memory(run(home))
    assert memory.read("outbox.json") is None
    memory.write("outbox.json", b"\x00one")
    memory.write("other", b"")
    memory.write("outbox.json", b"\x00two")
    one.publish(made(home.parent, 1), run(home))
    assert memory.read("outbox.json") == b"\x00two"
    assert memory.read("other") == b""
    assert "outbox.json" not in stands(home)
    assert (
        git("-C", home.parent / "bare", "branch", "--format=%(refname)") == b"refs/heads/gh-pages\n"
    )


# --- What is refused -------------------------------------------------------------------------


def refusal(one: Git, home: Path, **environ: str) -> PublishError:
    environ = {**os.environ, "GIT_TOKEN": SECRET, **environ}
    with pytest.raises(PublishError) as caught:
        one.publish(made(home.parent, 2), run(home, environ=environ))
    assert SECRET not in caught.value.what + caught.value.hint
    return caught.value


def test_a_branch_of_somebody_else_is_never_written_over(home):
    (home / "index.html").write_text("theirs")
    git("-C", home, "add", ".")
    git("-C", home, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x")
    git("-C", home, "push", "-q", "origin", "main:gh-pages")
    for flat in (False, True):
        error = refusal(target(flat=flat), home)
        assert error.what == "branch gh-pages of origin holds files that statusgen did not publish"
        assert error.hint == (
            "choose another branch in statusgen.yml; if nobody needs what is there, delete the"
            " branch first"
        )
    assert stands(home) == {"index.html": b"theirs"}


def test_a_relative_address_counts_from_the_sites_folder(home):
    below = home / "below"
    below.mkdir()
    one = Git(name="main", remote="../../bare", branch="gh-pages")
    newest = made(home.parent, 1)
    one.publish(newest, run(below))
    assert stands(home) == files_in(newest.folder)
    one.memory(run(below)).write("outbox.json", b"1")
    assert one.memory(run(below)).read("outbox.json") == b"1"
    with pytest.raises(PublishError) as caught:
        Git(name="main", remote="../bare", branch="gh-pages").live(run(below))
    assert "'../bare'" in caught.value.what
    (below / "pages").mkdir()
    (below / "pages/bare").symlink_to(home.parent / "bare")
    live = Git(name="main", remote="pages/bare", branch="gh-pages").live(run(below))
    assert live is not None
    assert live.release == newest.id
    # A remote may be called so as well.
    git("-C", home, "remote", "add", "pages/bare", home.parent / "nowhere")
    with pytest.raises(PublishError):
        Git(name="main", remote="pages/bare", branch="gh-pages").live(run(below))


def test_a_remote_that_nobody_knows_is_told(home):
    error = refusal(replace(target(), remote="orign"), home)
    assert error.what == "the site's repository has no remote 'orign'"
    assert error.hint == "did you mean 'origin'?"
    bare = home.parent / "no-repository"
    bare.mkdir()
    error = refusal(target(), bare, GIT_CEILING_DIRECTORIES=str(home.parent))
    assert error.what.startswith(
        "the site's folder is in no git repository, so there is no 'origin'"
    )


def test_a_repository_that_is_not_there_is_told_in_gits_own_words(home):
    error = refusal(replace(target(), remote=str(home.parent / "nowhere")), home)
    assert error.what.startswith(f"git could not work with '{home.parent}/nowhere' (")
    assert "does not appear to be a git repository" in error.what


def test_a_host_that_wants_a_password_gets_none_and_that_is_told(home):
    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://deploy:{SECRET}@127.0.0.1:{server.server_port}/site.git"
        for remote in (address, address.replace(f"deploy:{SECRET}@", "")):
            one = replace(target(), remote=remote)
            error = refusal(one, home, GIT_CONFIG_GLOBAL="/dev/null", GIT_ASKPASS="false")
            assert SECRET not in one.where
            assert "does not let statusgen in" in error.what
        server.shutdown()


def test_of_a_secret_that_a_host_breaks_over_many_lines_no_half_is_told(home):
    secret = "".join(f"{number:02}abcdefgh" for number in range(8))
    hook = home.parent / "bare/hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\necho 'no: {secret}' | fold -w 20 >&2\nexit 1\n")
    hook.chmod(0o755)
    there = run(home, environ={**os.environ, "GIT_TOKEN": secret})
    with pytest.raises(PublishError) as caught:
        target().publish(made(home.parent, 1), there)
    error = caught.value
    assert "abcdefgh" not in error.what + error.hint
    assert "(remote: no: *** / " in error.what


def test_settings_that_the_user_has_for_the_sites_folder_alone_count(home):
    own = home.parent / "home"
    own.mkdir()
    (own / ".gitconfig").write_text(f'[includeIf "gitdir:{home}/"]\n\tpath = work\n')
    (own / "work").write_text(f'[url "{home.parent}/"]\n\tinsteadOf = shop:\n')
    there = run(home, environ={**os.environ, "HOME": str(own)})
    newest = made(home.parent, 1)
    replace(target(), remote="shop:bare").publish(newest, there)
    assert stands(home) == files_in(newest.folder)


def test_a_setting_that_holds_everywhere_is_handed_on_once(home):
    """Two headers Authorization, say, a host refuses."""
    own = home.parent / "home"
    own.mkdir()
    (own / ".gitconfig").write_text("[http]\n\textraHeader = X-One: 1\n")
    git("-C", home, "config", "http.extraHeader", "X-Two: 2")
    with opened("origin", run(home, environ={**os.environ, "HOME": str(own)})) as repository:
        headers = repository.git("config", "--get-all", "http.extraHeader")
    assert headers == b"X-One: 1\nX-Two: 2\n"


def test_what_a_hook_of_the_host_says_is_told_without_secrets(home):
    one = target()
    one.publish(made(home.parent, 1), run(home))
    hook = home.parent / "bare/hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\necho 'quota used up, token {SECRET}' >&2\nexit 1\n")
    hook.chmod(0o755)
    error = refusal(one, home)
    assert error.what.startswith("'origin' does not take what was pushed (remote: quota used up, ")
    assert stands(home) == files_in(made(home.parent, 1).folder)


def test_a_repository_that_takes_no_forced_push_is_told_apart_from_a_race(home):
    one = target(flat=True)
    bare = home.parent / "bare"
    one.publish(made(home.parent, 1), run(home))
    git("-C", bare, "config", "receive.denyNonFastForwards", "true")
    error = refusal(one, home)
    assert error.what == "'origin' does not allow history: flat, which forces each push"
    assert error.hint == (
        "leave it out, or allow forced pushes there: receive.denyNonFastForwards false"
    )
    assert stands(home) == files_in(made(home.parent, 1).folder)


def test_a_lock_that_nobody_took_away_is_named(home):
    one = target()
    lock = home.parent / "bare/refs/heads/gh-pages.lock"
    one.publish(made(home.parent, 1), run(home))
    lock.touch()
    with pytest.raises(LockHeld) as caught:
        one.publish(made(home.parent, 2), run(home))
    assert caught.value.hint.startswith(
        "publish again; if this comes back and nobody publishes, delete '"
    )
    assert caught.value.hint.endswith("/refs/heads/gh-pages.lock' there")
    lock.unlink()
    one.publish(made(home.parent, 2), run(home))


@pytest.mark.parametrize(("branch", "other"), [("pages", "pages/old"), ("pages/a", "pages")])
def test_a_branch_that_another_stands_in_the_way_of_is_not_taken_for_a_race(home, branch, other):
    replace(target(), branch=other).publish(made(home.parent, 1), run(home))
    with pytest.raises(PublishError) as caught:
        replace(target(), branch=branch).publish(made(home.parent, 2), run(home))
    assert caught.value.what.startswith(
        "'origin' cannot have a branch that is called like a folder"
    )
    assert f"cannot create 'refs/heads/{branch}'" in caught.value.what
    assert "choose another branch" in caught.value.hint


@pytest.mark.parametrize(
    "where", ["--local", "--global", "includeIf", "GIT_SSH", "GIT_SSH_COMMAND", ""]
)
def test_a_host_is_asked_by_the_ssh_that_the_user_has_chosen(home, tmp_path, where):
    (tmp_path / "home").mkdir()
    asked = tmp_path / "asked"
    own, ssh = tmp_path / "own", tmp_path / "programs" / "ssh"
    ssh.parent.mkdir()
    for program in (own, ssh):
        program.write_text(f'#!/bin/sh\necho "{program.name} $*" >> {asked}\nexit 1\n')
        program.chmod(0o755)
    environ = {
        **os.environ,
        "HOME": str(tmp_path / "home"),
        "PATH": f"{ssh.parent}:{os.environ['PATH']}",
        **({where: str(own)} if where.startswith("GIT") else {}),
    }
    setting = (where, "core.sshCommand", own)
    if where == "includeIf":
        (tmp_path / "more").write_text(f"[core]\nsshCommand = {own}\n")
        setting = ("--global", f"includeIf.gitdir:{home}/.path", tmp_path / "more")
    if where[:1] in ("-", "i"):
        argv = ("git", "-C", home, "config", *setting)
        subprocess.run(argv, check=True, env=environ)
    one = replace(target(), remote="git@shop.example:site.git")
    with pytest.raises(PublishError):
        one.live(run(home, environ=environ))
    said_ = asked.read_text()
    assert said_.startswith("own " if where else "ssh -o BatchMode=yes -o ConnectTimeout=15 ")


def test_git_that_is_not_on_this_machine_is_told(home):
    error = refusal(target(), home, PATH=str(home))
    assert error.what == "the program 'git' is not on this machine"
    assert error.hint == "install it; its package is called git everywhere"


# With room for some bytes git fails later, in other words, and names no folder of this machine.
@pytest.mark.parametrize("room", ["nr_inodes=4", "size=60k", "size=72k"])
def test_a_disk_of_this_machine_that_is_full_is_not_said_to_be_the_hosts(home, monkeypatch, room):
    full = home.parent / "full"
    full.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(full))
    with disk_at(full, room), pytest.raises(PublishError) as caught:
        target().publish(made(home.parent, 1), run(home))
    assert caught.value.what.startswith(f"there is no room on the disk for '{full}/statusgen-")


def test_a_release_that_takes_most_of_the_site_away_is_refused(home):
    one = target()
    one.publish(made(home.parent, 1), run(home))
    small = release(home.parent / "out", {"index.html": b"<html></html>"})
    with pytest.raises(PublishError) as caught:
        one.publish(small, run(home, max_deletes=0.5))
    assert caught.value.what.startswith("this would take 10 of the 12 live files away from ")


def test_what_is_wrong_with_the_keys_is_said_where_it_stands():
    assert said(make, "{type: git, remote: -x, branch: a..b, history: none, author: x}") == [
        ("1:48", "there is no way to keep history 'none'", "write one of: keep, flat"),
        ("1:21", "'-x' is neither a remote's name nor its address", "write remote: origin"),
        ("1:33", "'a..b' cannot be a branch's name", "write branch: gh-pages"),
        (
            "1:62",
            "'x' is not an author as git writes them",
            "write it like: Status page <status@shop.example>",
        ),
    ]


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        *(
            (name, True)
            for name in ("gh-pages", "a/b", "v1.2", "_x", "a.b/c+d", "release-1_2", "7")
        ),
        *(
            (name, False)
            for name in ("-x", ".a", "a.", "a/", "/a", "a//b", "a/.b", "a..b", "a.lock")
        ),
        *((name, False) for name in ("a.lock/b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "@")),
        *((name, False) for name in ("a\\\\b", "a@{1}", "é", "--all", "a\\tb")),
    ],
)
def test_what_is_taken_for_a_branchs_name_git_takes_for_one_too(name, taken):
    problems: list[Problem] = []
    one = make("main", keys(f'{{type: git, branch: "{name}"}}'), problems)
    assert (one is not None) is taken
    assert [problem.code for problem in problems] == ([] if taken else ["wrong-value"])
    if taken:
        git("check-ref-format", "--branch", name)


def test_an_author_is_taken_apart_as_git_writes_it():
    one = make("main", keys("{type: git, author: 'Status page  <status@shop.example>'}"), [])
    assert one == replace(target(), author=("Status page", "status@shop.example"))
    for author in ("<a@b.example>", "a@b.example", "A <a b>", "A <a>b", "A <<a>"):
        assert len(said(make, f"{{type: git, author: '{author}'}}")) == 1
    for name in (".", ",:;", "'' ''", '"', "\\"):
        # git leaves these signs out, and refuses a name of nothing else.
        assert len(said(make, f"{{type: git, author: '{name} <a@b.example>'}}")) == 1
    assert make("main", keys("{type: git, author: '. é . <a@b.example>'}"), [])


def test_of_what_somebody_else_put_on_the_branch_three_files_are_named(home):
    one = target()
    one.publish(made(home.parent, 1), run(home))
    for count, more in ((3, ""), (4, " and 1 more"), (12, " and 9 more")):
        commit_by_hand(home, {f"note-{number:02}": "mine" for number in range(count)})
        done = one.publish(made(home.parent, 1 + count), run(home))
        assert done.notes[-1] == (
            "left alone what somebody else put on the branch:"
            f" 'note-00', 'note-01', 'note-02'{more}"
        )


def test_a_secret_in_the_address_is_refused_and_one_of_a_remote_is_not_shown():
    refused = "'remote' has a user, a password or a token in it"
    hint = "write the address alone, and let a credential helper or ssh log in"
    for address in (f"https://host/x.git?token={SECRET}", f"https://{SECRET}@host/x.git"):
        assert said(make, f"{{type: git, remote: '{address}'}}") == [("1:21", refused, hint)]
        shown = Git(name="main", remote=address, branch="gh-pages").where
        assert SECRET not in shown
    for address in ("git@host:x.git", "ssh://git@host/x.git", "https://host/x.git", "../x.git"):
        problems: list[Problem] = []
        made_ = make("main", keys(f"{{type: git, remote: '{address}'}}"), problems)
        assert made_ is not None
        assert made_.where == f"branch gh-pages of {address}"


# --- Readers, kills, races -------------------------------------------------------------------


@contextmanager
def over_branch(home: Path) -> Iterator[Callable[[str], bytes]]:
    """Fetch from the branch as it is at each moment, as a host does that shows its tip."""
    argv = ["git", "-C", str(home.parent / "bare"), "cat-file", "--batch"]
    with Popen(argv, stdin=PIPE, stdout=PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ask, answer = process.stdin, process.stdout

        def fetch(path: str) -> bytes:
            name = f"{path}index.html" if not path or path.endswith("/") else path
            ask.write(f"gh-pages:{name}\n".encode())
            ask.flush()
            head = answer.readline().split()
            if head[-1] == b"missing":
                raise LookupError(path)
            return answer.read(int(head[2]) + 1)[:-1]

        yield fetch


@FLAT
def test_a_reader_of_the_branch_never_meets_a_broken_or_torn_page(home, often, flat):
    one = target(flat=flat)
    one.publish(made(home.parent, 0), run(home))
    with over_branch(home) as fetch, reading(fetch, URL) as reader:
        for version in range(1, often(10) + 1):
            one.publish(made(home.parent, version), run(home))
            reader.next_view()
    reader.saw_only_whole_sites()


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc to wait")
def test_after_a_kill_at_any_time_readers_see_one_release_and_the_next_run_mends_all(home, often):
    one = target()
    one.publish(made(home.parent, 1), run(home))
    with over_branch(home) as fetch, reading(fetch, URL, pause=0.01) as reader:
        survives_kills(
            "git",
            one,
            {"remote": "origin", "branch": "gh-pages"},
            home.parent,
            lambda: stands(home),
            often(20),
            environ=os.environ,
            reader=reader,
            site_folder=home,
            settle=lambda: until(lambda: not still_at_work(home)),
        )
    reader.saw_only_whole_sites()


def still_at_work(home: Path) -> bool:
    """Say whether a git runs in the repositories, but for the reader's."""
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            here = process.name.isdecimal() and (process / "cwd").readlink()
            at_work = here and here.is_relative_to(home.parent)
            if at_work and b"cat-file" not in (process / "cmdline").read_bytes():
                return True
    return False


@FLAT
def test_of_eight_publishers_one_wins_and_the_others_are_told(home, often, flat):
    one = target(flat=flat)
    for turn in range(often(3)):
        releases = [made(home.parent, 8 * turn + number) for number in range(8)]
        ends = race(one, releases, home, meet=True)
        winner = has_one_winner(ends)
        assert one.live(run(home)).release == releases[winner].id  # type: ignore[union-attr]
    held = next(end for end in ends if isinstance(end, LockHeld))
    assert held.what.startswith("somebody else has published to 'origin' meanwhile (")
    assert held.hint == "publish again"


@FLAT
def test_what_somebody_else_has_published_meanwhile_is_not_pushed_over(home, flat):
    one = target(flat=flat)
    one.publish(made(home.parent, 1), run(home))
    theirs = made(home.parent, 2)

    def meanwhile(done: int, total: int, what: str) -> None:
        if done < total:
            one.publish(theirs, run(home))

    with pytest.raises(LockHeld):
        one.publish(made(home.parent, 3), run(home, progress=meanwhile))
    is_exactly(stands(home), theirs, made(home.parent, 1))
