"""A host that is reached by the system's own ssh and rsync, and words for what they say.

The user's ssh settings and known hosts count as in any ssh of theirs; nobody is asked for a
password. One connection serves a whole run, where this system can share one.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from statusgen.errors import AnswerLost, LockHeld, PublishError, StatusgenError
from statusgen.publish import scripts
from statusgen.publish.programs import (
    LATE,
    Deadline,
    Ended,
    find,
    last_words,
    run_program,
)
from statusgen.publish.refusals import by_words
from statusgen.publish.scratch import scratch
from statusgen.publish.target import Run

__all__ = ["Host", "connected"]

_OPTIONS = ("BatchMode=yes", "ConnectTimeout=15", "ServerAliveInterval=15", "ServerAliveCountMax=3")
_SILENT = "--timeout=60"  # seconds without a word, after which rsync gives up
_CLOSING = 5.0  # seconds that a script has in any case which gives back what a run held
_IDLE = 20  # seconds for which a connection outlives a run that was killed

_KEY_CHANGED = (
    "the host key of '{}' has changed",
    "somebody may stand in between: ask who runs the host, before you trust the new key",
)
_KEY_UNKNOWN = (
    "the host key of '{}' is not known on this machine",
    "connect once by hand with ssh, compare the key that it shows, and say yes",
)
_LOGIN = (
    "'{}' does not let statusgen in",
    "add this machine's public key to ~/.ssh/authorized_keys there, or load it into the ssh agent",
)
_NOISY = (
    "'{}' prints something at each login, which rsync takes for its own words",
    "let ~/.bashrc or the like there print only where somebody is at a terminal",
)
_SAID = {
    "is your shell clean": _NOISY,
    "REMOTE HOST IDENTIFICATION HAS CHANGED": _KEY_CHANGED,
    "Host key verification failed": _KEY_UNKNOWN,
    "No matching host key": _KEY_UNKNOWN,
    "Permission denied (": _LOGIN,
    "Too many authentication failures": _LOGIN,
}
_UNREACHED = ("connect to host ", "Could not resolve hostname ")
"""Words of ssh's own from which it is clear that nothing was begun there."""
_REACH = "look whether the host's name and port are right, and whether it is up"


@contextmanager
def connected(address: str, port: int | None, root: str, run: Run) -> Iterator[Host]:
    """Give a host to work with; what was opened is closed afterwards."""
    with scratch() as folder:
        host = Host(address, port, root, run, folder)
        try:
            yield host
        finally:
            host.close()


class Host:
    """A host during one run; made by `connected`. `folder` is private to it."""

    def __init__(self, address: str, port: int | None, root: str, run: Run, folder: Path) -> None:
        self.folder = folder
        self.requests = 0
        self._address, self._root = address, root
        self._environ = {**run.environ, "LC_ALL": "C"}
        self._deadline, self._programs = Deadline(run.clock, run.budget), run.programs
        hint = "install it; its package is called openssh-client in Debian and Ubuntu"
        self._ssh = [find("ssh", run.environ, hint)]
        for option in _OPTIONS:
            self._ssh += ["-o", option]
        if port is not None:
            self._ssh += ["-p", str(port)]
        # A socket's path may have 104 characters, of which ssh wants 17 for a while.
        self._shared = sys.platform != "win32" and len(f"{folder}/c") < 85
        if self._shared:
            self._ssh += ["-o", "ControlMaster=auto", "-o", f"ControlPath={folder}/c"]
            self._ssh += ["-o", f"ControlPersist={_IDLE}"]

    def run(self, *steps: str, closing: bool = False, **values: str) -> bytes:
        """Run a script of `scripts` there; return what it printed.

        One that is `closing` gives back what the run held: it is run after a stop as well, and has
        a few seconds in any case. Raises LockHeld where the turn is somebody else's,
        FileNotFoundError where there is nothing to look at, AnswerLost where no answer came,
        PublishError for all else.
        """
        argv = [*self._ssh, "--", self._address, "exec sh -s"]
        first = scripts.mark()
        script = scripts.script(first, *steps, root=self._root, **values)
        ended = self._run(argv, script, closing=closing)
        # Before it a shell there may have greeted whom it took for a person.
        _, begun, out = ended.out.partition(f"{first}\n".encode())
        if begun:
            ended = replace(ended, out=out)
        if ended.status == scripts.MISSING:
            raise FileNotFoundError(self._root)
        if ended.status:
            raise self._error(ended)
        return ended.out

    def send(self, folder: Path, to: str) -> None:
        """Send the files of a folder into a folder below the root. Raises as `run` does."""
        self._rsync("-rpIz", _SILENT, f"{folder}/", f"{self._spec}{self._root}/{to}/")

    def fetch(self, source: str, folder: Path) -> None:
        """Fetch the files of a folder below the root. Raises as `run` does."""
        self._rsync("-rlz", _SILENT, f"{self._spec}{self._root}/{source}/", f"{folder}/")

    def need_rsync(self) -> str:
        """Return where this machine's rsync is. Raises PublishError where it has none."""
        return find("rsync", self._environ, "install it; its package is called rsync everywhere")

    def close(self) -> None:
        """End the shared connection."""
        if self._shared and (self.folder / "c").exists():
            # After a stop nothing is started any more: it ends by itself, after _IDLE.
            with suppress(OSError, StatusgenError):
                argv = [*self._ssh, "-O", "exit", "--", self._address]
                run_program(argv, programs=self._programs, environ=self._environ, seconds=5)

    @property
    def _spec(self) -> str:
        user, at, name = self._address.rpartition("@")
        return f"{user}{at}[{name}]:" if ":" in name else f"{self._address}:"

    def _rsync(self, *arguments: str) -> None:
        argv = [self.need_rsync(), "-e", shlex.join(self._ssh), *arguments]
        ended = self._run(argv, b"")
        if ended.status:
            raise self._error(ended)

    def _run(self, argv: list[str], stdin: bytes, *, closing: bool = False) -> Ended:
        self.requests += 1
        seconds = max(self._deadline.left(), _CLOSING if closing else 0.0)
        try:
            return run_program(
                argv,
                programs=self._programs,
                environ=self._environ,
                seconds=seconds,
                stdin=stdin,
                closing=closing,
            )
        except OSError as error:
            what = f"'{Path(argv[0]).name}' cannot be started: {error.strerror}"
            raise PublishError(what, "look whether it can be run by hand") from error

    def _error(self, ended: Ended) -> StatusgenError:
        """Say what went wrong, in the words of whoever it was."""
        where = f"{self._address}:{self._root}"
        if ended.status == scripts.HELD:
            return LockHeld(f"another run is publishing to '{where}'", _until(ended.out))
        if ended.status == scripts.NO_RSYNC or _lacks_rsync(ended.err):
            what = f"there is no rsync on '{self._address}'"
            return PublishError(what, "install it there, or ask who runs the host to")
        if ended.status == scripts.NO_LINKS:
            what = f"the disk of '{where}' cannot hold hard links"
            return PublishError(what, "choose a path on another disk of that host")
        if ended.status == scripts.BROKEN:
            what = f"not every file has arrived in '{where}'"
            return PublishError(what, "let nothing else write there, then publish again")
        if ended.status == LATE:
            what = f"'{self._address}' did not answer in time"
            return AnswerLost(what, "publish again, and look how the network is if it comes back")
        words = last_words(ended.err, self._environ)
        for said, (what, hint) in _SAID.items():
            if said in ended.err:
                return PublishError(what.format(self._address), f"{hint} ({words})")
        if known := by_words(ended.err, where):
            return PublishError(known.what, f"{known.hint} ({words})")
        if ended.status in {255, 10, 12, 30, 35} or ended.status < 0:
            begun = not any(said in ended.err for said in _UNREACHED)
            kind = AnswerLost if begun else PublishError
            return kind(f"'{self._address}' cannot be reached ({words})", _REACH)
        what = f"publishing to '{where}' failed ({words or f'status {ended.status}'})"
        return PublishError(what, "see what the host says, then publish again")


def _lacks_rsync(said: str) -> bool:
    return "rsync: command not found" in said or "rsync: not found" in said


def _until(out: bytes) -> str:
    """Say when a turn runs out: a killed run's ends by itself."""
    seconds = out.decode("ascii", "replace").strip()
    if not seconds.isdecimal():
        return "wait until it has ended"
    return f"wait until it has ended; if it was killed, its turn is over at {_clock(int(seconds))}"


def _clock(seconds: int) -> str:
    minute = datetime.fromtimestamp((seconds // 60 + 1) * 60, UTC)
    return f"{minute:%Y-%m-%d %H:%M} UTC"
