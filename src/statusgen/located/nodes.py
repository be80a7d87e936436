"""YAML as a tree of texts that know where they stand. Knows neither types nor YAML's syntax."""

from __future__ import annotations

from typing import TypeAlias

from statusgen.errors import Location
from statusgen.frozen import frozen

__all__ = ["Mapping", "Node", "Scalar", "Sequence", "excerpt"]


@frozen(kw_only=False)
class Scalar:
    """A text as the author meant it: `12:30`, `NO`, `1.10`, `~` and `true` are those characters.

    `where` spans the value as written on its first line, quotes included. `quoted` is true of
    '...' and "..." only.
    """

    text: str
    where: Location
    quoted: bool


@frozen(kw_only=False)
class Sequence:
    """A list. `where` spans what its first line shows of it."""

    items: tuple[Node, ...]
    where: Location


@frozen(kw_only=False)
class Mapping:
    """Keys and values in file order, of equal keys only the first. `where` is as for a list."""

    pairs: tuple[tuple[Scalar, Node], ...]
    where: Location


Node: TypeAlias = Scalar | Sequence | Mapping


def excerpt(text: str, limit: int = 60) -> str:
    """Shorten a text of the author's for a message: one line, at most `limit` characters."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
