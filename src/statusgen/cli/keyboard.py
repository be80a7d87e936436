"""Lines as people type and paste them at a terminal.

What is pasted comes in all at once, and what of it a question does not take would answer the next
ones, and in the end be a command to the shell. Ctrl-C and the end of input raise click.Abort.
"""

from __future__ import annotations

import select
import sys
from contextlib import suppress

import click

__all__ = ["forget", "line", "lines"]

_MARK = "> "
_AT_ONCE = 0.05
_PASTED = 0.1
"""Seconds in which what is pasted has come in, and nobody has typed another line."""
_LONGEST = 4095
"""Bytes of a line that a terminal keeps: Linux drops what comes behind them, without a word."""
_ESCAPE = "\x1b"


def line(question: str) -> str:
    """Ask until one line comes in that can be taken; it may be empty."""
    while True:
        answer = _read(f"{question}\n{_MARK}")
        wrong, _ = _flaw(answer)
        pasted = [answer, *_rest()]
        if any(one.strip() for one in pasted[1:]):
            wrong = f"{len(pasted)} lines came in, and this is to be one"
        if not wrong:
            return answer
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
            found.append(answer.rstrip())
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
    answer: str = click.prompt(shown, default="", show_default=False, prompt_suffix="")
    return answer


def _rest() -> list[str]:
    """Take the lines that came in with the last one."""
    found = []
    while _waits(_AT_ONCE):
        found.append(_read(""))
    if found:
        forget()  # the last line may be without an end
    return found


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
    if len(answer.encode(errors="surrogateescape")) >= _LONGEST:
        what = f"The terminal cut this line off after {_LONGEST:,} bytes"
        return what, ", in shorter ones"
    return "", ""
