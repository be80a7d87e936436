"""Texts prepared for bad days: `templates/*.md` of the site, then those that are shipped.

These are in the site's language, all of them: in English where the pages are. Nothing with a blank
left open is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TypeVar

from statusgen.errors import ContentError, Problem, UsageError
from statusgen.model import UpdateStatus
from statusgen.parse.components import Known
from statusgen.parse.fields import suggest
from statusgen.parse.prepared import BLANK, Prepared, prepared
from statusgen.read import PREPARED, read_prepared
from statusgen.scaffold.desk import Desk
from statusgen.scaffold.wishes import Wishes
from statusgen.sources import Source
from statusgen.words import Words

__all__ = [
    "begun",
    "broken",
    "filled",
    "open_blanks",
    "refuse_blanks",
    "template",
    "templates",
]

T = TypeVar("T")

_WORDS = Path(__file__).parents[1] / "words"
"""Beside the catalogue of a language, in `templates/`, are its prepared texts, all or none."""
# At the start of a text, a line or a sentence, what is filled in begins with a capital.
_FIRST = re.compile(r"(?:\A|\n|[.!?] )(?:[-*] )?\Z")


def begun(chosen: Prepared, wishes: Wishes, default: UpdateStatus, *, new: bool) -> Wishes:
    """Return what is wanted, with the prepared words where nothing else was said."""
    texts = dict(chosen.texts)
    if not new:
        return replace(wishes, text=wishes.text or texts.get(wishes.status or default))
    status = wishes.status or next(iter(texts), default)
    return replace(
        wishes,
        title=wishes.title or chosen.title or None,
        text=wishes.text or texts.get(status),
        status=status,
        states=_or(wishes.states, chosen.states),
        still_works=_or(wishes.still_works, chosen.still_works),
        what_to_do=_or(wishes.what_to_do, chosen.what_to_do),
        data_safe=_or(wishes.data_safe, chosen.data_safe),
        next_update=_or(wishes.next_update, chosen.next_update),
    )


def templates(desk: Desk) -> tuple[Prepared, ...]:
    """Read every template, those of the site first: one takes the place of a shipped namesake.

    One with mistakes is left out: whoever reports something needs the others now.
    """
    return tuple(one for one, problems in _every(desk) if not problems)


def broken(desk: Desk) -> tuple[str, ...]:
    """Name the templates with mistakes."""
    return tuple(one.name for one, problems in _every(desk) if problems)


def template(desk: Desk, name: str) -> Prepared:
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
        raise ContentError(problems)
    return found


def _every(desk: Desk) -> tuple[tuple[Prepared, tuple[Problem, ...]], ...]:
    known = Known.of(desk.config)
    own, unread = read_prepared(desk.site)
    shipped, _ = read_prepared(_WORDS, f"{PREPARED}/{desk.words.spoken}")
    every: list[tuple[Prepared, tuple[Problem, ...]]] = [
        *((Prepared(name=PurePath(one.where.path).stem), (one,)) for one in unread),
        *(prepared(one, known) for one in own),
        *(prepared(_spelt(one, desk.words), known) for one in shipped),
    ]
    found: dict[str, tuple[Prepared, tuple[Problem, ...]]] = {}
    for one, problems in every:
        found.setdefault(one.name, (one, problems))
    return tuple(found.values())


def _spelt(source: Source, words: Words) -> Source:
    return source._replace(data=words.spelt(source.data.decode()).encode())


def open_blanks(wishes: Wishes) -> tuple[str, ...]:
    """Name the blanks that are still open, in the order of a reader, each once."""
    texts = (
        wishes.title,
        wishes.text,
        *(wishes.still_works or ()),
        wishes.what_to_do,
        wishes.data_safe,
    )
    return tuple(dict.fromkeys(name for text in texts if text for name in BLANK.findall(text)))


def filled(wishes: Wishes, values: Mapping[str, str]) -> Wishes:
    """Fill in the blanks that there are values for."""

    def fill(text: str | None) -> str | None:
        return None if text is None else BLANK.sub(lambda one: _value(one, values), text)

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
    # A name that has its capital further on is spelt so everywhere: iPad.
    named = any(letter.isupper() for letter in value.split()[0])
    return value[0].upper() + value[1:] if starts and not named else value


def _or(given: T | None, prepared: T) -> T | None:
    return given if given is not None else prepared or None
