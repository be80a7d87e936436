"""A branch of a git repository as the origin of a site's files: polled, and checked out aside.

Nothing of the repository is changed but, for a branch of a remote, what git knows of that remote:
the files of a commit are put into a temporary folder, by an index of its own. A branch that cannot
be fetched stays as it was fetched last.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from statusgen.errors import OutputError, PublishIncomplete, UsageError, reason
from statusgen.model import Config
from statusgen.publish.programs import Programs, end_with_all
from statusgen.publish.redact import redacted

__all__ = ["Branch"]

_CACHE = ".statusgen"
_POLL, _POLL_REMOTE = 2.0, 30.0
_LONGEST = 120.0
"""Seconds. A poll asks this machine, or another one; no call of git's may say nothing for longer.
What takes long to fetch has to arrive: broken off it leaves its half on the disk, and begins anew.
"""

# How far git is, in lines that it writes over each other.
_PROGRESS = re.compile(r"(?:[^\n]*\r(?!\n)|(?:remote: )?[A-Z][a-z]+ing [^:\n]*: [^\n]*(?:\n|$))")

# What a user may have set to make git quicker in a large work tree, and is in the way of an index
# that is not that work tree's: half of it would be left in the repository, and files that are gone
# would not be missed.
_PLAIN = ("core.splitIndex=false", "core.ignoreStat=false", "core.fsmonitor=false")

# Of git's own variables these say where its parts are, how far it looks for a repository and how it
# reaches another machine, like those that begin so. Others say which repository is meant, and would
# lead away from the site's folder where a hook starts it.
_KEPT = frozenset(
    (
        "GIT_ALLOW_PROTOCOL",
        "GIT_ASKPASS",
        "GIT_CEILING_DIRECTORIES",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_SSH_VARIANT",
    )
)
_KEPT_BEGIN = ("GIT_CONFIG_", "GIT_PROXY_", "GIT_SSL_")


class Branch:
    """A branch, `main` or `origin/main`, of the repository that a site's folder is in.

    Raises UsageError where there is no git, no repository, or no such branch.
    """

    watched = True

    def __init__(self, site: Path, name: str, *, say: Callable[[str], None]) -> None:
        self.name = f"the branch {name}"
        self._site = site
        self._name = name
        self._say = say
        self._fault = ""
        self._commit = ""
        self._folder: Path | None = None
        self._closed = Event()
        self._programs = Programs()
        self._thread: Thread | None = None
        self._changed: Callable[[], None] = _nobody
        self._git_folder = self._asked("rev-parse", "--absolute-git-dir")
        self._prefix = self._asked("rev-parse", "--show-prefix")
        self._remote, self._ref = self._meant()
        self._fetch()
        self._seen = self._tip()

    def start(self, changed: Callable[[], None]) -> None:
        """Begin to poll."""
        self._changed = changed
        self._thread = Thread(target=self._poll, name="branch", daemon=True)
        self._thread.start()

    def ready(self) -> Path:
        """Check out the branch as it is now, unless that was done; return the folder."""
        commit = self._tip()
        if self._folder is None or commit != self._commit or not self._is_whole(self._folder):
            before, self._folder = self._folder, self._checked_out(commit)
            self._commit = commit
            _hand_on(before, self._folder)
            _remove(before)
        return self._folder

    def learn(self, config: Config) -> bool:
        """Need nothing more: a commit holds all files."""
        del config
        return False

    def facts(self) -> dict[str, object]:
        """Say which commit was built last, and why the branch cannot be looked at, if it cannot."""
        return {
            "branch": self._name,
            "commit": self._commit or None,
            "branch_problem": self._fault or None,
        }

    def close(self) -> None:
        """Stop polling, with what git does for it, and delete the checked-out files."""
        self._closed.set()
        self._programs.end()
        if self._thread is not None:
            self._thread.join(timeout=1)
        _remove(self._folder)

    def _poll(self) -> None:
        while not self._closed.wait(_POLL_REMOTE if self._remote else _POLL):
            try:
                fetched = self._fetch()
                tip = self._tip()
            except (UsageError, OutputError, PublishIncomplete) as error:
                if not self._closed.is_set():
                    self._complain(error.what)
                continue
            if fetched:
                self._fault = ""
            if tip != self._seen:
                self._seen = tip
                self._changed()

    def _complain(self, what: str) -> None:
        if what != self._fault:
            self._fault = what
            self._say(f"warning: {what}; it is looked at again until that is over")

    def _meant(self) -> tuple[str, str]:
        """Find which branch is meant: one of this repository, or else of one of its remotes."""
        if self._git("show-ref", "--verify", "--quiet", f"refs/heads/{self._name}").returncode == 0:
            return "", f"refs/heads/{self._name}"
        for remote in self._asked("remote").split():
            if self._name.startswith(f"{remote}/") and self._name[len(remote) + 1 :]:
                return remote, f"refs/remotes/{self._name}"
        what = f"there is no branch '{self._name}' in the repository of this folder"
        raise UsageError(what, "name one that `git branch --all` lists, like main or origin/main")

    def _fetch(self) -> bool:
        """Fetch a branch of a remote; say whether what is known of it is new."""
        if not self._remote:
            return True
        branch = self._name.removeprefix(f"{self._remote}/")
        refs = f"+refs/heads/{branch}:{self._ref}"
        options = ("--progress", "--no-tags", "--no-write-fetch-head")
        try:
            done = self._git("fetch", *options, self._remote, refs)
        except OutputError as error:
            what = error.what
        else:
            if done.returncode == 0:
                return True
            what = f"'{self._name}' cannot be fetched: {self._words(done)}"
        if self._git("show-ref", "--verify", "--quiet", self._ref).returncode:
            raise UsageError(what, "see that git can reach the repository from here")
        self._complain(what)
        return False

    def _tip(self) -> str:
        done = self._git("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")
        if done.returncode:
            what = f"the branch '{self._name}' is gone"
            raise OutputError(what, "push it again; until then the page stays as it is")
        return done.stdout.decode().strip()

    def _is_whole(self, files: Path) -> bool:
        """Say whether all is there that was checked out: temporary folders are cleaned up."""
        if not files.is_dir() or not _index(files).is_file():
            return False
        asked = ("diff-files", "--quiet", "--ignore-submodules")
        return self._git(*asked, folder=files, **self._own(files)).returncode == 0

    def _own(self, files: Path) -> dict[str, str]:
        """Say to git that an index of its own goes with these files."""
        return {
            "GIT_DIR": self._git_folder,
            "GIT_INDEX_FILE": str(_index(files)),
            "GIT_WORK_TREE": str(files),
        }

    def _checked_out(self, commit: str) -> Path:
        try:
            folder = Path(tempfile.mkdtemp(prefix="statusgen-"))
            files = folder / "files"
            files.mkdir()
        except OSError as error:
            why = reason(error)
            raise OutputError(f"the files of a commit cannot be put down: {why}") from error
        tree = f"{commit}:{self._prefix}"
        self._hold_submodules(tree)
        # The index takes down how each file was left: by that it is known again.
        checkout = ("checkout-index", "--all", "--force", "--quiet", "--index")
        for command in (("read-tree", tree), checkout):
            done = self._git(*command, folder=files, **self._own(files))
            if done.returncode:
                words = self._words(done)
                _remove(folder)
                what = f"the commit {commit[:12]} cannot be checked out: {words}"
                raise OutputError(what, "see that the site's folder is in that branch")
        return files

    def _hold_submodules(self, tree: str) -> None:
        """Raise OutputError where entries are in a submodule: the page would be without them."""
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", tree, "content").stdout
        for row in listed.split(b"\0"):
            facts, _, path = row.decode("utf-8", "replace").partition("\t")
            if facts.startswith("160000 "):
                what = f"'{path}' is a submodule, and its files are in no branch of this repository"
                raise OutputError(
                    what, "leave --branch out, and update the submodule in the folder"
                )

    def _asked(self, *arguments: str) -> str:
        done = self._git(*arguments)
        if done.returncode:
            what = f"this folder is in no git repository that can be read: {self._words(done)}"
            raise UsageError(what, "leave --branch out to watch the files themselves")
        return done.stdout.decode("utf-8", "surrogateescape").strip("\n")

    def _git(
        self, *arguments: str, folder: Path | None = None, **own: str
    ) -> subprocess.CompletedProcess[bytes]:
        environ = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") or name.startswith(_KEPT_BEGIN) or name in _KEPT
        }
        try:
            return _run(
                self._programs,
                ["git", *(part for one in _PLAIN for part in ("-c", one)), *arguments],
                folder or self._site,
                {**environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **own},
            )
        except FileNotFoundError as error:
            what = "there is no git on this machine, or the site's folder is gone"
            raise UsageError(what, "install git, or leave --branch out") from error
        except OSError as error:
            why = reason(error)
            raise OutputError(f"git cannot be called: {why}") from error
        except subprocess.TimeoutExpired as error:
            what = f"git {arguments[0]} has said nothing for {_LONGEST:.0f} seconds"
            raise OutputError(what, "see that git can reach the repository from here") from error

    def _words(self, done: subprocess.CompletedProcess[bytes]) -> str:
        # Before its lines are joined: where they end says how a secret was broken.
        said = redacted(_PROGRESS.sub("", done.stderr.decode("utf-8", "replace")), os.environ)
        return " ".join(said.split())[:300] or f"git ended with {done.returncode}"


def _run(
    programs: Programs, argv: list[str], folder: Path, environ: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end; TimeoutExpired where it says nothing more.

    Then it is ended with what it has started: an ssh that waits for a host would wait for ever, and
    one more each time.
    """
    process = programs.start(
        lambda: subprocess.Popen(
            argv,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    )
    said = 0
    try:
        with process:
            while True:
                try:
                    out, err = process.communicate(timeout=_LONGEST)
                except subprocess.TimeoutExpired as late:
                    before, said = said, len(late.stderr or b"")
                    if said == before:
                        end_with_all(process)
                        raise
                except BaseException:
                    end_with_all(process)
                    raise
                else:
                    return subprocess.CompletedProcess(argv, process.returncode, out, err)
    finally:
        programs.ended(process)


def _nobody() -> None:
    """Tell nobody: before `start` nobody listens."""


def _hand_on(before: Path | None, now: Path) -> None:
    """Let the next build know what the last one has read; without it only time is lost."""
    if before is not None and (before / _CACHE).is_dir() and not (now / _CACHE).exists():
        with suppress(OSError):
            (before / _CACHE).rename(now / _CACHE)


def _index(files: Path) -> Path:
    return files.parent / "index"


def _remove(files: Path | None) -> None:
    if files is not None:
        folder = files.parent if files.name == "files" else files
        shutil.rmtree(folder, ignore_errors=True)
