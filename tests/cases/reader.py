"""Golden cases: a whole site and what must come of it, in one text file that needs no Python.

A case is a file like this, in this order::

    # What the case shows, in a sentence or two.
    now: 2026-03-04 09:30
    flags: --skip-broken --strict

    -- content/incidents/2026-03-04-tills.md --
    ...the file, up to the next such line...

    == status ==
    ...what must come of it...

`now` is in the site's own zone unless it says otherwise; `flags` may be left out. Blank lines at
the end of a part do not count, and a part without a line is an empty file. A case without a
statusgen.yml has the one of `SITE`. The folders of entries are made in any case.

Behind the path of an input, in brackets and parted by commas, stands what text cannot hold:

* ``crlf``, ``cr``: the line ends. ``bom``: the mark in front. ``utf-16``, ``latin-1`` or another
  name of Python's: the encoding.
* ``escapes``: ``\\x00`` is a byte, ``\\u0085`` a character, ``\\n``, ``\\r`` and ``\\t`` what they
  are everywhere, and ``\\{4000:[}`` is ``[`` 4,000 times.
* ``directory``: a folder of that name. ``missing``: a folder that is not made. ``symlink ../x``: a
  link to there. ``mode 000``: a file with these rights.

What is expected:

* ``== problems ==`` is what `statusgen check` prints, but for the rules on how to write, which have
  cases of their own in tests/checks. Without it, there must be no such problem.
* ``== status ==`` is what is true at `now`, ``== status at TIME ==`` at another time; it is "the
  build stops" where nothing may be written.
* ``== absent ==`` has a path or a text on each line, and no output may have it.
* ``== a/path.html ==`` is an output, in the form that `projections` gives it. ``== head of
  a/path.html ==`` is what that page says to programs, ``== links of a/path.html ==`` its links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

__all__ = ["SITE", "Case", "Part", "place", "read"]

SITE = """\
title: Shop status
url: https://status.shop.example/
timezone: Europe/London
groups:
  - id: stores
    name: In our stores
    components:
      - {id: tills, name: Tills}
      - {id: gift-cards, name: Gift cards}
  - id: online
    name: Online
    components:
      - {id: orders, name: Online orders}
      - {id: website, name: Website}
"""

_FOLDERS = ("content/incidents", "content/maintenance")
_PART = re.compile(r"(?P<mark>--|==) (?P<name>\S.*?)(?: \((?P<options>[^()]*)\))? (?P=mark)")
_ESCAPE = re.compile(
    rb"\\(?:x(?P<byte>[0-9a-f]{2})|u(?P<code>[0-9a-f]{4})|(?P<sign>[nrt\\])"
    rb"|\{(?P<times>\d+):(?P<text>[^}]*)\})"
)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An input or an expectation. `gap` counts the blank lines behind it."""

    header: str
    name: str
    options: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    gap: int = 0

    @property
    def text(self) -> str:
        """The part's own text, each line with its end."""
        return "".join(f"{line}\n" for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as its file says it; `head` is all above the first part."""

    head: str
    now: str
    flags: tuple[str, ...]
    inputs: tuple[Part, ...]
    expected: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The file itself."""
        pieces = [self.head]
        for part in (*self.inputs, *self.expected):
            pieces += [f"{part.header}\n", part.text, "\n" * part.gap]
        return "".join(pieces)

    def expecting(self, actual: dict[str, str]) -> Case:
        """Return the case with these texts in place of what it expects, by the parts' names.

        A part whose text is None is taken out, and one that is not there is put at the end.
        """
        parts = [
            replace(part, lines=tuple(actual[part.name].splitlines()))
            if part.name in actual
            else part
            for part in self.expected
        ]
        old = {part.name for part in parts}
        parts += [
            Part(header=f"== {name} ==", name=name, lines=tuple(text.splitlines()))
            for name, text in actual.items()
            if name not in old
        ]
        parts = [part for part in parts if part.lines]
        # Each part is told apart by a blank line, but for inputs that were written without one.
        inputs = [*self.inputs[:-1], *(_spaced(part) for part in self.inputs[-1:])]
        expected = [*map(_spaced, parts[:-1]), *(replace(part, gap=0) for part in parts[-1:])]
        return replace(self, inputs=tuple(inputs), expected=tuple(expected))


def _spaced(part: Part) -> Part:
    return replace(part, gap=max(part.gap, 1))


def read(text: str) -> Case:
    """Read a case; ValueError says what is wrong with it."""
    head: list[str] = []
    parts: list[tuple[str, Part]] = []
    for line in text.splitlines():
        if match := _PART.fullmatch(line):
            options = tuple(filter(None, (match["options"] or "").split(", ")))
            part = Part(header=line, name=match["name"], options=options)
            parts.append((match["mark"], part))
        elif parts:
            mark, part = parts.pop()
            parts.append((mark, replace(part, lines=(*part.lines, line))))
        else:
            head.append(line)
    settings = _settings(head)
    marks = [mark for mark, _ in parts]
    names = [part.name for mark, part in parts if mark == "=="]
    if marks != sorted(marks) or len(set(names)) < len(names) or not names:
        raise ValueError("a case has inputs first, and then expectations, each of them once")
    found = [(mark, _trimmed(part)) for mark, part in parts]
    return Case(
        head="".join(f"{line}\n" for line in head),
        now=settings["now"],
        flags=tuple(settings.get("flags", "").split()),
        inputs=tuple(part for mark, part in found if mark == "--"),
        expected=tuple(part for mark, part in found if mark == "=="),
    )


def _settings(head: list[str]) -> dict[str, str]:
    lines = [line for line in head if line]
    comments = [line for line in lines if line.startswith("# ")]
    if not comments or lines[: len(comments)] != comments:
        raise ValueError("a case begins with lines that say what it shows, each behind '# '")
    settings = dict(line.split(": ", 1) for line in lines[len(comments) :] if ": " in line)
    known = set(settings) <= {"now", "flags"} and "now" in settings
    if not known or len(comments) + len(settings) != len(lines):
        raise ValueError("behind its comments a case says 'now: TIME', and 'flags: ...' or nothing")
    return settings


def _trimmed(part: Part) -> Part:
    lines = list(part.lines)
    while lines and not lines[-1]:
        lines.pop()
    return replace(part, lines=tuple(lines), gap=len(part.lines) - len(lines))


def place(case: Case, site: Path, *, order: Random | None = None) -> None:
    """Write a case's inputs into a new folder, in their own order or in another."""
    inputs = list(case.inputs)
    if all(part.name != "statusgen.yml" for part in inputs):
        default = Part(header="", name="statusgen.yml", lines=tuple(SITE.splitlines()))
        inputs.insert(0, default)
    missing = {part.name for part in inputs if "missing" in part.options}
    inputs = [part for part in inputs if part.name not in missing]
    if order is not None:
        order.shuffle(inputs)
    site.mkdir(parents=True)
    for part in inputs:
        path = site / part.name
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(part, path)
    for folder in _FOLDERS:
        if folder not in missing:
            (site / folder).mkdir(parents=True, exist_ok=True)


def _put(part: Part, path: Path) -> None:
    words = dict(option.partition(" ")[::2] for option in part.options)
    if "directory" in words:
        path.mkdir()
    elif "symlink" in words:
        path.symlink_to(words["symlink"])
    else:
        path.write_bytes(_data(part.text, [word for word in words if word != "mode"]))
        if "mode" in words:
            path.chmod(int(words["mode"], 8))


def _data(text: str, words: list[str]) -> bytes:
    encoding = "utf-8"
    for word in words:
        if word in ("crlf", "cr"):
            text = text.replace("\n", {"crlf": "\r\n", "cr": "\r"}[word])
        elif word == "bom":
            text = f"\ufeff{text}"
        elif word != "escapes":
            encoding = word
    data = text.encode(encoding)
    return _ESCAPE.sub(_meant, data) if "escapes" in words else data


def _meant(escape: re.Match[bytes]) -> bytes:
    if escape["byte"]:
        return bytes.fromhex(escape["byte"].decode())
    if escape["code"]:
        return chr(int(escape["code"], 16)).encode()
    if escape["times"]:
        return escape["text"] * int(escape["times"])
    return _SIGNS[escape["sign"]]
