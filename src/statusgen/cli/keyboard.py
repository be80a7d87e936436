"""Lines as people type, edit and paste them at a terminal.

What is pasted comes in all at once, and what of it a question does not take would answer the next
ones, and in the end be a command to the shell. Most terminals mark what is pasted, and readline
takes that for one line with breaks in it. Ctrl-C and the end of input raise click.Abort.
"""

from __future__ import annotations

import os
import select
import sys
from contextlib import suppress
from functools import cache

import click

__all__ = ["forget", "line", "lines"]

_MARK = "> "
_AT_ONCE = 0.05
_PASTED = 0.1
"""Seconds in which what is pasted has come in, and nobody has typed another line."""
_LONGEST = 4095
"""Bytes of a line that a terminal keeps where nothing edits it: Linux drops what comes behind."""
_ESCAPE = "\x1b"


def line(question: str) -> str:
    """Ask until one line comes in that can be taken; it may be empty."""
    while True:
        click.echo(question)
        answer = _read(_MARK)
        wrong, _ = _flaw(answer)
        first, *more = [*answer.removesuffix("\n").split("\n"), *_rest()]
        if any(one.strip() for one in more):
            wrong = f"{1 + len(more)} lines came in, and this is to be one"
        if not wrong:
            return first
        click.echo(f"{wrong}: type it again.")


def lines(question: str) -> list[str]:
    """Ask for lines until an empty one; one with others pasted right behind it ends nothing."""
    click.echo(question)
    found: list[str] = []
    while True:
        answer = _read("" if _waits(0) else _MARK)
        wrong, how = _flaw(answer)
        if wrong:
            behind = ", and what came behind it" if _rest() else ""
            click.echo(f"{wrong}: type this line again{how}{behind}.")
        elif answer.strip() or _waits(_PASTED):
            found += map(str.rstrip, answer.split("\n"))
        else:
            return "\n".join(found).strip("\n").split("\n") if any(found) else []


def forget() -> None:
    """Drop what was typed and not read yet."""
    try:
        import termios
    except ImportError:  # Windows
        return
    with suppress(termios.error):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def _read(shown: str) -> str:
    _edits()
    try:
        return input(shown)
    except (EOFError, KeyboardInterrupt):
        raise click.Abort from None


@cache
def _edits() -> bool:
    """Let what is typed be edited with arrows and other keys; say whether it can be."""
    try:
        import readline
    except ImportError:  # Windows edits lines itself
        return False
    readline.set_auto_history(False)  # an answer is no proposal for the next question
    readline.parse_and_bind("set enable-bracketed-paste on")  # Python switches it off
    return True


def _rest() -> list[str]:
    """Take the lines that came in with the last one."""
    found = b""
    while _waits(_AT_ONCE) and (more := os.read(sys.stdin.fileno(), 65536)):
        found += more
    if not found:
        return []
    forget()  # the last line may be without an end
    return found.decode(errors="replace").removesuffix("\n").split("\n")


def _waits(seconds: float) -> bool:
    """Say whether a line waits to be read, or comes in that time."""
    try:
        return bool(select.select([sys.stdin], [], [], seconds)[0])
    except (OSError, ValueError):  # Windows asks sockets only
        return False


def _flaw(answer: str) -> tuple[str, str]:
    """Say what is wrong with a line, and how to give it; "" where nothing is."""
    if _ESCAPE in answer:
        return "Arrows and other such keys do not work here", ""
    if not _edits() and len(answer.encode(errors="surrogateescape")) >= _LONGEST:
        what = f"The terminal cut this line off after {_LONGEST:,} bytes"
        return what, ", in shorter ones"
    return "", ""
