"""Texts prepared for bad days: entries without times, to begin a new one with.

What nobody can know beforehand is a named blank, `<<where>>`: no text for customers holds such
signs, and YAML takes them at the start of a value.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from statusgen import located
from statusgen.errors import Location, Problem
from statusgen.frozen import frozen
from statusgen.model import State, UpdateStatus
from statusgen.parse import text as text_
from statusgen.parse import updates
from statusgen.parse.assemble import entry_id
from statusgen.parse.components import Components, Known
from statusgen.parse.fields import Fields
from statusgen.sources import Source

__all__ = ["BLANK", "Prepared", "prepared"]

BLANK = re.compile(r"<<([a-z][a-z0-9_-]*)>>")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MEANT = re.compile(r"<<([^<>\n]*)>>")
_KEYS = (
    "about",
    "blanks",
    "title",
    "components",
    "still_works",
    "what_to_do",
    "data_safe",
    "next_update",
)


@frozen
class Prepared:
    """A prepared entry; `blanks` are the questions that fill it, `texts` one for each status."""

    name: str
    about: str = ""
    blanks: tuple[tuple[str, str], ...] = ()
    title: str = ""
    states: tuple[tuple[str, State], ...] = ()
    still_works: tuple[str, ...] = ()
    what_to_do: str = ""
    data_safe: str = ""
    next_update: str = ""
    texts: tuple[tuple[UpdateStatus, str], ...] = ()

    def question(self, blank: str) -> str:
        """Return what to ask for a blank."""
        return (
            dict(self.blanks).get(blank) or blank.replace("_", " ").replace("-", " ").capitalize()
        )


def prepared(source: Source, known: Known) -> tuple[Prepared, tuple[Problem, ...]]:
    """Read a prepared text, and say what is wrong in it."""
    problems: list[Problem] = []
    found = _read(source, known, problems)
    return found, tuple(sorted(problems))


def _read(source: Source, known: Known, problems: list[Problem]) -> Prepared:
    name = entry_id(source.path)
    text, faults = text_.decode(source)
    problems += faults
    lines = text.lines if text else ()
    ends = [index for index, line in enumerate(lines) if line.rstrip() == "---"][:2]
    if len(ends) < 2 or ends[0] != 0:
        if text:
            hint = "begin with a line --- then title: … and another line ---"
            what = "this template has no front matter"
            problems.append(Problem(Location(source.path), "no-front-matter", what, hint))
        return Prepared(name=name)
    problems += _no_blanks(source.path, lines)
    node, faults = located.load("\n".join(lines[1 : ends[1]]), path=source.path, first_line=2)
    problems += faults
    texts = tuple(_texts(source.path, lines, ends[1] + 1, problems))
    if not isinstance(node, located.Mapping):
        return Prepared(name=name, texts=texts)
    fields = Fields(node, problems=problems, known=_KEYS, of="a template")
    blanks = fields.mapping("blanks", example="{where: Where?}")
    return Prepared(
        name=name,
        about=fields.line("about") or "",
        blanks=tuple(
            (key.text, value.text)
            for key, value in (blanks.pairs if blanks else ())
            if isinstance(value, located.Scalar)
        ),
        title=fields.line("title") or "",
        states=Components(known, problems).of(fields, maintenance=False),
        still_works=tuple(one.text for one in fields.texts("still_works")),
        what_to_do=fields.text("what_to_do") or "",
        data_safe=fields.text("data_safe") or "",
        next_update=fields.line("next_update") or "",
        texts=texts,
    )


def _no_blanks(path: str, lines: tuple[str, ...]) -> Iterator[Problem]:
    """Find what is meant for a blank and is none: it would be published as it stands."""
    for number, line in enumerate(lines, 1):
        for meant in _MEANT.finditer(line):
            if not BLANK.fullmatch(meant[0]):
                where = Location(path, number, meant.start() + 1, len(meant[0]))
                hint = "name it with small letters, digits, - and _, such as <<where>>"
                yield Problem(where, "no-blank", f"'{located.excerpt(meant[0])}' is no blank", hint)


def _texts(
    path: str, lines: tuple[str, ...], start: int, problems: list[Problem]
) -> Iterator[tuple[UpdateStatus, str]]:
    """Yield the texts behind `## Status`; what stands before the first is no part of any."""
    heads = [index for index in range(start, len(lines)) if lines[index].startswith("## ")]
    for index, end in itertools.pairwise([*heads, len(lines)]):
        word = lines[index][3:].strip()
        if _DATE.match(word):
            what = "an update with a date stands here, and this is the folder of prepared texts"
            hint = "move a report to content/incidents; a prepared text has ## Investigating alone"
            where = Location(path, index + 1, 4, len(word))
            problems.append(Problem(where, "dated-text", what, hint))
            return  # so would every other one be
        status = updates.status(word, maintenance=False)
        if isinstance(status, updates.NoStatus):
            planned = updates.status(word, maintenance=True)
            if isinstance(planned, updates.NoStatus):
                where = Location(path, index + 1, 4, max(1, len(word)))
                problems.append(Problem(where, "unknown-status", status.what, status.hint))
                continue
            status = planned
        yield status, "\n".join(lines[index + 1 : end]).strip("\n")
