"""Somebody at a terminal: what the program asks is read, answers are typed, keys are pressed."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import time
from dataclasses import dataclass, field

from tests.cli.shell import Shell

CTRL_C, CTRL_D = "\x03", "\x04"
MARK_PASTES = "\x1b[?2004h"
"""With this a program asks the terminal to mark what is pasted."""


def without_marks(seen: str) -> str:
    """Leave out that what is pasted is to be marked, and is no longer to be."""
    return re.sub(r"\x1b\[\?2004(?:h|l\n?)", "", seen)  # behind the latter the line begins anew


def without_progress(seen: str) -> str:
    """Leave out what was drawn and wiped away again: how far a build is that takes over a second.

    Where it was not wiped away it stays, and so does every other sign to the terminal.
    """
    return re.sub(r"(?:[\r\n]\x1b\[K[^\r\n]*)*[\r\n]\x1b\[K", "", seen)


@dataclass
class Terminal:
    """A program that runs in a terminal of its own; `seen` is all that it showed, typing too."""

    process: subprocess.Popen[bytes]
    descriptor: int
    seen: str = ""
    told: int = field(default=0, repr=False)

    @classmethod
    def open(cls, shell: Shell, *arguments: str, **env: str) -> Terminal:
        ours, theirs = pty.openpty()
        # `setsid -c` makes it the session's own terminal, so that Ctrl-C reaches the program.
        process = subprocess.Popen(
            ["setsid", "-c", str(shell.program), *arguments],
            cwd=shell.cwd,
            env={**shell.env, "TERM": "xterm", **env},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        return cls(process=process, descriptor=ours)

    def expect(self, words: str, seconds: float = 15) -> None:
        """Wait until these words are shown, behind those that were waited for before."""
        end = time.monotonic() + seconds
        while words not in self.seen[self.told :]:
            if not self._read(end):
                self.process.kill()
                self.process.wait()
                os.close(self.descriptor)
                raise AssertionError(f"{words!r} was not shown:\n{self.seen}")
        self.told = self.seen.index(words, self.told) + len(words)

    def type(self, text: str) -> None:
        """Type a line and press Enter."""
        os.write(self.descriptor, f"{text}\n".encode())

    def leave(self, key: str) -> int:
        """Press a key until the program ends, as people do; return the exit code.

        A Ctrl-C between the prompt and Python's waiting for an answer is noted and not acted upon.
        """
        for _ in range(30):
            os.write(self.descriptor, key.encode())
            pause = time.monotonic() + 1
            while self._read(pause):
                pass
            if time.monotonic() < pause:  # what ended was the program, not the pause
                break
        return self.end()

    def stop(self, number: int, words: str) -> None:
        """Send a signal until these words are shown; as in `leave`, one alone may be too soon."""
        for _ in range(7):
            self.process.send_signal(number)
            pause = time.monotonic() + 2
            while words not in self.seen[self.told :] and self._read(pause):
                pass
            if words in self.seen[self.told :]:
                break
        self.expect(words)

    def answer(self, question: str, *lines: str) -> None:
        self.expect(question)
        self.expect("> ")
        for line in lines:
            self.type(line)

    def end(self, seconds: float = 30) -> int:
        """Wait for the end; return the exit code."""
        end = time.monotonic() + seconds
        while self._read(end):
            pass
        try:
            return self.process.wait(timeout=seconds)
        finally:
            self.process.kill()
            self.process.wait()
            os.close(self.descriptor)

    def _read(self, end: float) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], max(0, end - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 4096)
        except OSError:  # Linux ends a terminal with an error
            return False
        self.seen += re.sub("\r\n?", "\n", data.decode("utf-8", "replace"))
        return bool(data)
