"""The command as users meet it: what it says, on which stream, and how it ends.

A case is one text file: a sentence, files that are put into a small shop (`tests/cli/shop`), then
commands with all that they say. A line of standard error begins with `!`, and `= 1` is the exit
code. `pytest --update` writes what the program says now; the review is the diff.

Of every command it is held besides that it ends without a traceback, that one that fails leaves
every file as it was, and so does one that is not there to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.shell import Shell, shell_in_the_shop
from tests.outputs import everything

CASES = Path(__file__).parent / "cases"

WRITING = (
    "statusgen build",
    "statusgen check --fix",
    "statusgen theme copy",
    "statusgen init",
    "statusgen new",
    "statusgen update",
    "statusgen resolve",
    "statusgen postmortem",
    "statusgen cancel",
)

# What no two runs have in common.
CHANGING = (
    (r"in \d+\.\d\d s", "in … s"),
    (r"(?m)^ *\d+\.\d{3} s ", "  … s "),
    (r'"seconds": [\d.]+', '"seconds": …'),
)


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield a case's parts with their first lines: the sentence, files, commands."""
    found = re.split(r"^(?=-- .+ --$|\$ )", text, flags=re.MULTILINE)
    for part in found:
        first, _, rest = part.partition("\n")
        yield first, rest


def played(text: str, shell: Shell) -> str:
    """Play a case; return it with what was really said."""
    told = []
    for first, rest in parts(text):
        if first.startswith("$ "):
            told.append(f"{first}\n{said(first[2:], shell)}\n")
            continue
        told.append(f"{first}\n{rest}")
        if file := re.fullmatch(r"-- (.+) --", first):
            path = shell.cwd / file[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{rest.rstrip()}\n" if rest.strip() else "")
    return "".join(told).rstrip() + "\n"


def said(command: str, shell: Shell) -> str:
    before = everything(shell.cwd)
    ran = shell(command)
    assert "Traceback" not in ran.err, ran.err
    if command.startswith("statusgen") and (ran.code or not command.startswith(WRITING)):
        assert everything(shell.cwd) == before, f"`{command}` touched something"
    lines = [f"! {line}".rstrip() for line in ran.err.splitlines()]
    lines += [*ran.out.splitlines(), f"= {ran.code}", ""]
    text = "\n".join(lines)
    for pattern, sign in CHANGING:
        text = re.sub(pattern, sign, text)
    return text


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_the_command_says_what_the_case_shows(path, tmp_path, request):
    text = path.read_text("utf-8")
    told = played(text, shell_in_the_shop(tmp_path))
    if request.config.getoption("--update") and told != text:
        path.write_text(told, "utf-8")
    else:
        assert told == text


def test_a_case_that_is_wrong_in_one_line_fails(tmp_path):
    text = (CASES / "next.txt").read_text("utf-8")
    assert played(text.replace("= 0", "= 1", 1), shell_in_the_shop(tmp_path)) == text
