"""Texts prepared for bad days: `templates/*.md` of the site, then those that are shipped.

These are in the site's language, all of them: in English where the pages are.

A template is an entry without times. What nobody can know beforehand is a named blank, `<<where>>`:
no text for customers holds such signs, YAML takes them at the start of a value, and nothing with a
blank left open is ever written.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from statusgen import located
from statusgen.errors import ContentError, Location, Problem, UsageError
from statusgen.frozen import frozen
from statusgen.model import State, UpdateStatus
from statusgen.parse import text as text_
from statusgen.parse import updates
from statusgen.parse.components import Components, Known
from statusgen.parse.fields import Fields, suggest
from statusgen.read import read_again
from statusgen.scaffold.desk import Desk
from statusgen.scaffold.wishes import Wishes
from statusgen.sources import Source

__all__ = [
    "Template",
    "broken",
    "filled",
    "open_blanks",
    "refuse_blanks",
    "template",
    "templates",
]

T = TypeVar("T")

_FOLDER = "templates"
_WORDS = Path(__file__).parents[1] / "words"
"""Beside the catalogue of a language, in `templates/`, are its prepared texts, all or none."""
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
_BLANK = re.compile(r"<<([a-z][a-z0-9_-]*)>>")
# At the start of a text, a line or a sentence, what is filled in begins with a capital.
_FIRST = re.compile(r"(?:\A|\n|[.!?] )(?:[-*] )?\Z")


@frozen
class Template:
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

    def wishes(self, wishes: Wishes, default: UpdateStatus, *, new: bool) -> Wishes:
        """Return what is wanted, with the template's words where nothing else was said."""
        texts = dict(self.texts)
        if not new:
            return replace(wishes, text=wishes.text or texts.get(wishes.status or default))
        status = wishes.status or next(iter(texts), default)
        return replace(
            wishes,
            title=wishes.title or self.title or None,
            text=wishes.text or texts.get(status),
            status=status,
            states=_or(wishes.states, self.states),
            still_works=_or(wishes.still_works, self.still_works),
            what_to_do=_or(wishes.what_to_do, self.what_to_do),
            data_safe=_or(wishes.data_safe, self.data_safe),
            next_update=_or(wishes.next_update, self.next_update),
        )


def templates(desk: Desk) -> tuple[Template, ...]:
    """Read every template, those of the site first: one takes the place of a shipped namesake.

    One with mistakes is left out: whoever reports something needs the others now.
    """
    return tuple(one for one, problems in _every(desk) if not problems)


def broken(desk: Desk) -> tuple[str, ...]:
    """Name the templates with mistakes."""
    return tuple(one.name for one, problems in _every(desk) if problems)


def template(desk: Desk, name: str) -> Template:
    """Read the template of that name.

    Raises UsageError where there is none, or ContentError with what is wrong in it.
    """
    known = {one.name: (one, problems) for one, problems in _every(desk)}
    if name not in known:
        listed = f"the templates are: {', '.join(known)}"
        hint = " ".join(filter(None, (suggest(name, known), listed)))
        raise UsageError(f"there is no template '{name}'", hint)
    found, problems = known[name]
    if problems:
        raise ContentError(sorted(problems))
    return found


def _every(desk: Desk) -> tuple[tuple[Template, list[Problem]], ...]:
    found: dict[str, tuple[Template, list[Problem]]] = {}
    shipped = f"{_FOLDER}/{desk.words.spoken}"
    for root, folder in ((desk.site, _FOLDER), (_WORDS, shipped)):
        for path in sorted(_names(root, folder)):
            name = path.rpartition("/")[2].removesuffix(".md")
            if name in found:
                continue
            problems: list[Problem] = []
            source = read_again(root, path)
            if source is not None and root is _WORDS:
                spelt = desk.words.spelt(source.data.decode())
                source = source._replace(data=spelt.encode())
            if source is None:
                what, hint = "this cannot be read", "put a text file in its place"
                problems.append(Problem(Location(path), "unreadable", what, hint))
                found[name] = Template(name=name), problems
            else:
                found[name] = _read(source, name, desk, problems), problems
    return tuple(found.values())


def open_blanks(wishes: Wishes) -> tuple[str, ...]:
    """Name the blanks that are still open, in the order of a reader, each once."""
    texts = (
        wishes.title,
        wishes.text,
        *(wishes.still_works or ()),
        wishes.what_to_do,
        wishes.data_safe,
    )
    return tuple(dict.fromkeys(name for text in texts if text for name in _BLANK.findall(text)))


def filled(wishes: Wishes, values: Mapping[str, str]) -> Wishes:
    """Fill in the blanks that there are values for."""

    def fill(text: str | None) -> str | None:
        return None if text is None else _BLANK.sub(lambda one: _value(one, values), text)

    return replace(
        wishes,
        title=fill(wishes.title),
        text=fill(wishes.text),
        still_works=wishes.still_works and tuple(fill(one) or "" for one in wishes.still_works),
        what_to_do=fill(wishes.what_to_do),
        data_safe=fill(wishes.data_safe),
    )


def refuse_blanks(wishes: Wishes) -> None:
    """Raise UsageError for a blank that is open."""
    left = open_blanks(wishes)
    if left:
        hint = " ".join(f"--blank {name}=…" for name in left)
        raise UsageError(f"the blank <<{left[0]}>> is not filled in", f"fill in: {hint}")


def _value(blank: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(blank[1], "").strip()
    if not value:
        return blank[0]
    starts = _FIRST.search(blank.string[: blank.start()]) is not None
    return value[0].upper() + value[1:] if starts else value


def _or(given: T | None, prepared: T) -> T | None:
    return given if given is not None else prepared or None


def _names(root: Path, folder: str) -> list[str]:
    if not (root / folder).is_dir():
        return []
    found = (root / folder).glob("*.md")
    return [f"{folder}/{path.name}" for path in found if not path.name.startswith(".")]


def _read(source: Source, name: str, desk: Desk, problems: list[Problem]) -> Template:
    text, faults = text_.decode(source)
    problems += faults
    lines = text.lines if text else ()
    ends = [index for index, line in enumerate(lines) if line.rstrip() == "---"][:2]
    if len(ends) < 2 or ends[0] != 0:
        if text:
            hint = "begin with a line --- then title: … and another line ---"
            what = "this template has no front matter"
            problems.append(Problem(Location(source.path), "no-front-matter", what, hint))
        return Template(name=name)
    node, faults = located.load("\n".join(lines[1 : ends[1]]), path=source.path, first_line=2)
    problems += faults
    texts = tuple(_texts(source.path, lines, ends[1] + 1, problems))
    if not isinstance(node, located.Mapping):
        return Template(name=name, texts=texts)
    fields = Fields(node, problems=problems, known=_KEYS, of="a template")
    blanks = fields.mapping("blanks", example="{where: Where?}")
    return Template(
        name=name,
        about=fields.line("about") or "",
        blanks=tuple(
            (key.text, value.text)
            for key, value in (blanks.pairs if blanks else ())
            if isinstance(value, located.Scalar)
        ),
        title=fields.line("title") or "",
        states=Components(Known.of(desk.config), problems).of(fields, maintenance=False),
        still_works=tuple(one.text for one in fields.texts("still_works")),
        what_to_do=fields.text("what_to_do") or "",
        data_safe=fields.text("data_safe") or "",
        next_update=fields.line("next_update") or "",
        texts=texts,
    )


def _texts(
    path: str, lines: tuple[str, ...], start: int, problems: list[Problem]
) -> Iterable[tuple[UpdateStatus, str]]:
    """Yield the texts behind `## Status`; what stands before the first is no part of any."""
    heads = [index for index in range(start, len(lines)) if lines[index].startswith("## ")]
    for index, end in itertools.pairwise([*heads, len(lines)]):
        word = lines[index][3:].strip()
        status = updates.status(word, maintenance=False)
        if isinstance(status, updates.NoStatus):
            planned = updates.status(word, maintenance=True)
            if isinstance(planned, updates.NoStatus):
                where = Location(path, index + 1, 4, max(1, len(word)))
                problems.append(Problem(where, "unknown-status", status.what, status.hint))
                continue
            status = planned
        yield status, "\n".join(lines[index + 1 : end]).strip("\n")
