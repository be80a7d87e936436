"""A bare repository of one run: what is fetched from a remote, and what is pushed to it.

Only git's plumbing, in a temporary folder: the user's own repository is asked for its settings (its
remotes, and how to log in) and nothing else, and is never written to.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from statusgen.errors import AnswerLost, LockHeld, PublishError
from statusgen.parse.fields import suggest
from statusgen.publish.programs import LATE, Deadline, Ended, find, last_words, run_program
from statusgen.publish.redact import redacted
from statusgen.publish.refusals import by_words
from statusgen.publish.scratch import scratch
from statusgen.publish.target import Run

__all__ = ["Repository", "opened"]

_AT_ONCE = 16 * 1024 * 1024
_HINT = "install it; its package is called git everywhere"

# What `git rev-parse --local-env-vars` names: in a hook of git they point at the user's repository.
_LOCAL = frozenset(
    "GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_CONFIG GIT_OBJECT_DIRECTORY GIT_DIR GIT_WORK_TREE"
    " GIT_IMPLICIT_WORK_TREE GIT_GRAFT_FILE GIT_INDEX_FILE GIT_NO_REPLACE_OBJECTS"
    " GIT_REPLACE_REF_BASE GIT_PREFIX GIT_SHALLOW_FILE GIT_COMMON_DIR GIT_NAMESPACE"
    " GIT_QUARANTINE_PATH GIT_INTERNAL_SUPER_PREFIX".split()
)
# What a remote needs: where it is and how to log in. Not what a push or a fetch there would do.
_is_wanted = re.compile(
    r"(?:http|https|credential|url|ssh|protocol|core\.(?:sshcommand|askpass))\..*"
    r"|core\.(?:sshcommand|askpass)|remote\..*\.(?:url|pushurl|proxy|proxyauthmethod)",
    re.IGNORECASE,
).fullmatch
_SETTINGS = {
    "gc.auto": "0",
    "maintenance.auto": "false",
    "core.hooksPath": "/dev/null",
    "advice.pushUpdateRejected": "false",
    "fetch.writeCommitGraph": "false",
}
_MOVED = (
    "stale info",
    "fetch first",
    "non-fast-forward",
    "needs force",
    "cannot lock ref",
    "failed to update ref",
    "incorrect old value",
    "reference already exists",
)
_is_locked = re.compile(r"('[^'\n]+\.lock'): File exists").search
_LOGIN = (
    "Authentication failed",
    "could not read Username",
    "could not read Password",
    "Permission denied (",
    "terminal prompts disabled",
    "Permission to ",
    "returned error: 403",
    "returned error: 401",
)
_ABSENT = ("couldn't find remote ref", "could not find remote ref")


@contextmanager
def opened(remote: str, run: Run) -> Iterator[Repository]:
    """Give an empty repository that knows a remote by what the site's own repository says."""
    with scratch() as folder:
        yield Repository(remote, run, folder)


class Repository:
    """A bare repository in a folder that goes with the run; made by `opened`."""

    def __init__(self, remote: str, run: Run, folder: Path) -> None:
        self.requests = 0
        self._shown = last_words(remote, run.environ)
        self._remote = remote
        self._deadline = Deadline(run.clock, run.budget)
        self._programs = run.programs
        self._program = find("git", run.environ, _HINT)
        self._cwd = run.site
        self._folder = folder
        self._environ = {name: value for name, value in run.environ.items() if name not in _LOCAL}
        # Blobs are named by SHA-1, as at every host, whatever new repositories have here.
        own = {"GIT_DEFAULT_HASH": "sha1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        self._environ |= own
        self._add(self._of_the_site())
        if ssh := self._ssh():
            self._environ.setdefault("GIT_SSH_COMMAND", ssh)
        self._environ["GIT_DIR"] = str(folder / "git")
        self._environ["GIT_INDEX_FILE"] = str(folder / "index")
        self.git("init", "--quiet", "--bare", "--template=", str(folder / "git"))

    def git(self, *arguments: str, stdin: bytes = b"", **environ: str) -> bytes:
        """Run a command of git that needs no host; return what it printed. PublishError."""
        ended = self._run(arguments, stdin, environ)
        if ended.status:
            raise self._error(ended, here=True)
        return ended.out

    def fetch(self, ref: str, *, depth: int, only: str = "") -> str:
        """Fetch a ref's commit and so many before it; return its name, "" where there is none.

        `only` is a filter of git ("blob:none"), which hosts may ignore.
        """
        self.requests += 1
        some = (f"--filter={only}",) if only else ()
        ended = self._run(
            (
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-recurse-submodules",
                f"--depth={depth}",
                *some,
                "--",
                self._remote,
                f"+{ref}:refs/fetched",
            )
        )
        if ended.status and any(words in ended.err for words in _ABSENT):
            return ""
        if ended.status:
            raise self._error(ended)
        return self.git("rev-parse", "--verify", "refs/fetched").decode().strip()

    def push(self, ref: str, old: str, new: str) -> None:
        """Let a ref name a commit, if it names `old` ("" for nothing) until then.

        Raises LockHeld where it does not, AnswerLost where no answer came, PublishError where it
        was refused.
        """
        self.requests += 1
        ended = self._run(
            (
                "push",
                "--porcelain",
                "--no-verify",
                "--no-signed",
                "--recurse-submodules=no",
                f"--force-with-lease={ref}:{old}",
                "--",
                self._remote,
                f"{new}:{ref}",
            )
        )
        if ended.status == 0:
            return
        said = ended.out.decode("utf-8", "replace") + ended.err
        words = self._words(ended)
        if "denying non-fast-forward" in said:
            raise PublishError(
                f"'{self._shown}' does not allow history: flat, which forces each push",
                "leave it out, or allow forced pushes there: receive.denyNonFastForwards false",
            )
        if "; cannot create 'refs/" in said:
            raise PublishError(
                f"'{self._shown}' cannot have a branch that is called like a folder of others,"
                f" or below another ({words})",
                "choose another branch in statusgen.yml, or delete the one that is in its way",
            )
        if any(one in said for one in _MOVED):
            hint = "publish again"
            if lock := _is_locked(said):
                hint += f"; if this comes back and nobody publishes, delete {lock[1]} there"
            raise LockHeld(
                f"somebody else has published to '{self._shown}' meanwhile ({words})", hint
            )
        if "rejected]" in said:
            raise PublishError(
                f"'{self._shown}' does not take what was pushed ({words})",
                "look at the rules for this branch there, or choose another branch",
            )
        error = self._error(ended)
        raise AnswerLost(error.what, error.hint)

    def tree(self, commit: str) -> dict[str, tuple[str, str]]:
        """Return every file of a commit by its path, with mode and blob."""
        rows = self.git("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")
        found = {}
        for row in filter(None, rows):
            facts, _, path = row.partition(b"\t")
            mode, _, blob = facts.decode().split(" ")
            found[path.decode("utf-8", "surrogateescape")] = (mode, blob)
        return found

    def history(self, commit: str) -> Iterator[tuple[str, str]]:
        """Yield the commits that were fetched and what they say, newest first."""
        out = self.git("log", "--first-parent", "-z", "--format=%H%n%B", commit)
        for one in out.decode("utf-8", "replace").split("\0"):
            name, _, message = one.partition("\n")
            if name:
                yield name, message

    def put_blobs(self, blobs: Iterable[bytes]) -> None:
        """Put bytes into the repository, never holding many of them at once."""
        stream: list[bytes] = []
        room = _AT_ONCE
        for data in blobs:
            stream.append(b"blob\ndata %d\n%b\n" % (len(data), data))
            room -= len(data)
            if room < 0:
                self.git("fast-import", "--quiet", "--done", stdin=b"".join((*stream, b"done\n")))
                stream, room = [], _AT_ONCE
        if stream:
            self.git("fast-import", "--quiet", "--done", stdin=b"".join((*stream, b"done\n")))

    def write_tree(
        self, base: str, files: Mapping[str, tuple[str, str]], gone: Iterable[str]
    ) -> str:
        """Write the tree of a commit ("" for none) with other files; blobs may be elsewhere."""
        self.git("read-tree", base or "--empty")
        rows = [f"0 {'0' * 40}\t{path}" for path in gone]
        rows += [f"{mode} {blob}\t{path}" for path, (mode, blob) in files.items()]
        data = "".join(f"{row}\0" for row in rows).encode("utf-8", "surrogateescape")
        self.git("update-index", "-z", "--index-info", stdin=data)
        return self.git("write-tree", "--missing-ok").decode().strip()

    def commit(self, tree: str, parent: str, message: str, author: tuple[str, str], at: int) -> str:
        """Make a commit; `at` is in seconds. `parent` is "" for one without history."""
        name, address = author
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", name), ("EMAIL", address), ("DATE", f"@{at} +0000"))
        }
        above = ("-p", parent) if parent else ()
        out = self.git("commit-tree", tree, *above, stdin=message.encode(), **who)
        return out.decode().strip()

    def _of_the_site(self) -> list[tuple[str, str]]:
        """Read the settings that a remote needs, and that hold in the site's repository alone."""
        if not self._cwd.is_dir():
            raise PublishError("the site's folder is gone", "publish from the site's folder")
        site = self._cwd
        top = self._run(("rev-parse", "--show-toplevel"))
        if top.status == 0 and top.out.strip():
            self._cwd = Path(top.out.decode("utf-8", "surrogateescape").rstrip("\n"))
        # Not only its own file: what the user has set for its folder alone counts there too.
        here = self._run(("config", "--list", "-z"))
        usual = self._run(
            ("config", "--list", "-z"), environ={"GIT_DIR": str(self._folder / "git")}
        )
        known = Counter(usual.out.split(b"\0"))
        found = []
        for row in here.out.split(b"\0"):
            name, newline, value = row.decode("utf-8", "surrogateescape").partition("\n")
            if known[row]:
                known[row] -= 1
            elif _is_wanted(name):
                found.append((name, value if newline else "true"))
        listed = self._run(("config", "--local", "--list", "-z"))
        self._know_remote(found, listed, site)
        return found

    def _ssh(self) -> str:
        """Return how to reach a host by ssh, "" where it is said already.

        The user's own settings may hold for the site's repository alone, and not for the bare one.
        """
        own = self._run(("config", "--get", "core.sshCommand"))
        if own.status == 0:
            return own.out.decode("utf-8", "surrogateescape").rstrip("\n")
        known = "GIT_SSH" in self._environ
        return "" if known else "ssh -o BatchMode=yes -o ConnectTimeout=15"

    def _know_remote(self, settings: list[tuple[str, str]], listed: Ended, site: Path) -> None:
        """Find a remote that is a path; raise PublishError where it is a name that nobody knows."""
        known = {
            name[len("remote.") : -len(".url")]
            for name, _ in settings
            if name.startswith("remote.") and name.endswith(".url")
        }
        if self._remote in known:
            return
        if "/" in self._remote or ":" in self._remote:
            # git would count it from the top of the repository, statusgen.yml from its own folder.
            here = self._remote.startswith(("./", "../")) or os.path.lexists(site / self._remote)
            self._remote = str((site / self._remote).resolve()) if here else self._remote
            return
        if listed.status:
            words = last_words(listed.err, self._environ, lines=1)
            what = f"the site's folder is in no git repository, so there is no '{self._remote}'"
            raise PublishError(f"{what} ({words})", "write the address in statusgen.yml: remote:")
        hint = suggest(self._remote, known) or "write its address in statusgen.yml: remote:"
        raise PublishError(f"the site's repository has no remote '{self._remote}'", hint)

    def _add(self, settings: list[tuple[str, str]]) -> None:
        """Hand settings on in the environment: a password in one of them is in no file of ours."""
        given = self._environ.get("GIT_CONFIG_COUNT", "0")
        count = int(given) if given.isdecimal() else 0
        for number, (name, value) in enumerate((*settings, *_SETTINGS.items()), start=count):
            self._environ[f"GIT_CONFIG_KEY_{number}"] = name
            self._environ[f"GIT_CONFIG_VALUE_{number}"] = value
            count = number + 1
        self._environ["GIT_CONFIG_COUNT"] = str(count)

    def _run(
        self, arguments: Iterable[str], stdin: bytes = b"", environ: Mapping[str, str] | None = None
    ) -> Ended:
        return run_program(
            (self._program, *arguments),
            programs=self._programs,
            environ={**self._environ, **(environ or {})},
            seconds=self._deadline.left(),
            cwd=self._cwd,
            stdin=stdin,
        )

    def _words(self, ended: Ended) -> str:
        """Return what the host said or, where it said nothing, what git did."""
        # Only then are lines left out: half a secret is not recognised.
        said_out = redacted(ended.out.decode("utf-8", "replace"), self._environ)
        out, err = said_out.splitlines(), redacted(ended.err, self._environ).splitlines()
        host = [line for line in err if line.startswith("remote:")]
        rejected = [line.rpartition("\t")[2] for line in out if line[:1] == "!"]
        fatal = [line for line in err if line.startswith(("fatal:", "error:"))]
        said = (*host[-3:], *rejected) or (*host[-2:], *fatal[:2]) or err
        return last_words("\n".join(said), self._environ) or f"status {ended.status}"

    def _error(self, ended: Ended, *, here: bool = False) -> PublishError:
        """Say what went wrong; `here` is where no host was asked."""
        if ended.status == LATE:
            hint = "publish again, and look how the network is if it comes back"
            return PublishError(f"'{self._shown}' did not answer in time", hint)
        words = self._words(ended)
        if any(one in ended.err for one in _LOGIN):
            hint = "see that git can push there by hand, from this machine and without being asked"
            return PublishError(f"'{self._shown}' does not let statusgen in ({words})", hint)
        own = str(self._folder)
        if known := by_words(ended.err, own if here or own in ended.err else self._shown):
            return PublishError(known.what, f"{known.hint} ({words})")
        hint = "see that git can reach it by hand, then publish again"
        return PublishError(f"git could not work with '{self._shown}' ({words})", hint)
