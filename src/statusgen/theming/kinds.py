"""What a value in a template is, as far as the types of `views` tell. Knows no template.

A kind is what can be said before anything is drawn; None is a value of which nothing can be said,
and of which nothing is held to be missing. Whether a value may be absent is not part of its kind:
that only drawing shows.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable
from functools import cache, reduce
from typing import Union, get_args, get_origin, get_type_hints

from jinja2.runtime import LoopContext
from markupsafe import Markup

from statusgen.frozen import frozen

__all__ = [
    "HTML",
    "Kind",
    "Many",
    "One",
    "Row",
    "item",
    "joined",
    "kind_of",
    "lacks",
    "member",
    "members",
    "named",
    "unprintable",
]


@frozen(kw_only=False)
class One:
    """A value of one type: a view, a text, a number."""

    type: type


@frozen(kw_only=False)
class Many:
    """A list of values of one kind."""

    of: Kind


@frozen(kw_only=False)
class Row:
    """A tuple with a kind for each place."""

    of: tuple[Kind, ...]


Kind = One | Many | Row | None

HTML = One(Markup)

_WORDS: dict[type, str] = {
    LoopContext: "'loop'",
    Markup: "a text",
    bool: "true or false",
    dict: "a mapping",
    int: "a number",
    str: "a text",
}


def kind_of(annotation: object) -> Kind:
    """Return the kind that a type annotation stands for."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return One(annotation)
    parts = get_args(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        return joined(kind_of(part) for part in parts)
    if get_origin(annotation) is tuple:
        if len(parts) == 2 and parts[1] is Ellipsis:
            return Many(kind_of(parts[0]))
        return Row(tuple(kind_of(part) for part in parts))
    return None


def joined(kinds: Iterable[Kind]) -> Kind:
    """Return the kind of a value that is of any one of these; nothing at all does not count."""
    there = [kind for kind in kinds if kind != One(types.NoneType)]
    return reduce(lambda one, other: one if one == other else None, there) if there else None


def members(kind: Kind) -> tuple[str, ...]:
    """Return the fields of a view, in order, or what a loop knows; () for all else."""
    if isinstance(kind, One) and dataclasses.is_dataclass(kind.type):
        return tuple(field.name for field in dataclasses.fields(kind.type))
    if kind == One(LoopContext):
        return tuple(name for name in dir(LoopContext) if not name.startswith("_"))
    return ()


def member(kind: Kind, name: str) -> Kind:
    """Return the kind of a field; None also where there is none of that name."""
    if isinstance(kind, One) and dataclasses.is_dataclass(kind.type):
        return kind_of(_hints(kind.type).get(name))
    return None


@cache
def _hints(view: type) -> dict[str, object]:
    return get_type_hints(view)


def lacks(kind: Kind, name: str) -> bool:
    """Say whether a value of the kind certainly has nothing of that name."""
    if kind is None or kind == One(types.NoneType):
        return False
    if name in members(kind):
        return False
    types_ = (kind.type,) if isinstance(kind, One) else (tuple, list)
    return not any(hasattr(one, name) for one in types_)


def item(kind: Kind, index: object = None) -> Kind:
    """Return the kind of an item of a list: at a place if one is given, else of any."""
    if isinstance(kind, Many):
        return kind.of
    if isinstance(kind, Row):
        if isinstance(index, int):
            return kind.of[index] if -len(kind.of) <= index < len(kind.of) else None
        return joined(kind.of)
    return kind if kind in (One(str), HTML) else None


def named(kind: Kind) -> str:
    """Say in words what a value of a kind is: "an IndexPage", "a text", "a list"."""
    if not isinstance(kind, One):
        return "a list"
    if kind.type in _WORDS:
        return _WORDS[kind.type]
    name = kind.type.__name__
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def unprintable(kind: Kind, subject: str) -> tuple[str, str] | None:
    """Say that a value is no text and what to do, or None where it may be one."""
    if isinstance(kind, Many | Row):
        return f"{subject} is a list, not a text", "go through it: {% for … in … %}"
    if kind == One(bool):
        return f"{subject} is true or false, not a text", "test it: {% if … %}"
    if isinstance(kind, One) and dataclasses.is_dataclass(kind.type):
        what = f"{subject} is {named(kind)}, not a text"
        return what, f"print one of its fields: {', '.join(members(kind))}"
    return None
