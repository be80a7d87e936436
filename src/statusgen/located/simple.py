"""What the parsers give, places included, in a quarter of the time, for simple texts.

Simple is a mapping of keys to texts on one line, braces and brackets, or, indented by two, texts on
the lines below. A text in which one line is otherwise is none of this module's business (None): the
patterns take less than YAML does, never more, and nothing of which there is anything to say.
Property tests compare both ways.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from statusgen.errors import Location
from statusgen.located.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["Texts", "braces", "braces_texts", "read", "texts"]

Texts: TypeAlias = dict[str, str | list[str] | dict[str, str]]
"""A mapping without its places."""

# Not in any text: what may be a comment, control characters, blanks other than the plain one. The
# rare ones are looked for once in a whole text: `re` compiles a set with any of them in 0.4 ms.
_NO_TEXT = r"#\x00-\x1f\x7f-\xa0"
_RARE = re.compile("[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]")
# Nor in "...": what an escape might have brought in, and all beyond it.
_NO_PAGE = r"\ufdd0-\ufdef\ufffe-\U0010ffff"
_KEY = r"[A-Za-z][A-Za-z0-9_-]{0,99}"
_TEXT = (
    rf"(?:(?P<plain>[^\W_](?>(?:[^:{_NO_TEXT}]|:(?=[^ ]))*)(?<! ))"
    rf"|(?P<quoted>\"[^\"\\{_NO_TEXT}{_NO_PAGE}]*+\"|'[^'{_NO_TEXT}]*+'))"
)
# What stands in braces and brackets: names, states and times.
_PIECE = r"(?>(?:[A-Za-z0-9_.-]|:(?=[0-9]))*)"
_WORDS = rf"[A-Za-z0-9]{_PIECE}(?>(?: [A-Za-z0-9]{_PIECE})*)"
_PAIR = rf"{_KEY}: {_WORDS}"
_BRACES = rf"\{{{_PAIR}(?>(?:, {_PAIR})*)\}}"

_IS_LINE = re.compile(
    rf"(?P<key>{_KEY}):"
    rf"(?: (?:{_TEXT}|(?P<braces>{_BRACES})|(?P<brackets>\[{_WORDS}(?>(?:, {_WORDS})*)\])))?"
)
_IS_BELOW = re.compile(rf"  (?:(?P<key>{_KEY}):|-) {_TEXT}")
_IS_BRACES = re.compile(rf"(?P<braces>{_BRACES})[ \t]*")
_PAIRS = re.compile(rf"(?P<key>{_KEY}): (?P<plain>{_WORDS})")
_ITEMS = re.compile(rf"(?P<plain>{_WORDS})")


def _is_rare(text: str) -> bool:
    return not text.isascii() and _RARE.search(text) is not None


def read(text: str, *, path: str, first_line: int) -> Mapping | None:
    """Read a mapping that begins in line `first_line` of the file; None if it is not simple."""
    if _is_rare(text):
        return None
    lines = text.split("\n")
    pairs: dict[str, tuple[Scalar, Node]] = {}
    index = 0
    while index < len(lines):
        match = _IS_LINE.fullmatch(lines[index])
        if match is None or match["key"] in pairs:
            return None
        line = first_line + index
        index += 1
        kind = match.lastgroup
        value: Node | None = None
        if kind == "key":
            value, index = _below(lines, index, path, first_line)
        elif kind == "braces":
            value = _mapping(match, path, line, 1)
        elif kind == "brackets":
            value = _sequence(match, path, line)
        elif kind:
            value = _scalar(match, kind, path, line)
        if value is None:
            return None
        pairs[match["key"]] = _scalar(match, "key", path, line), value
    return Mapping(tuple(pairs.values()), Location(path, first_line, 1, len(lines[0])))


def texts(text: str) -> Texts | None:
    """Read what `read` reads, without the places: for a reader who finds no fault with it."""
    if _is_rare(text):
        return None
    values: Texts = {}
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        match = _IS_LINE.fullmatch(lines[index])
        if match is None:
            return None
        index += 1
        key, plain, quoted, braces_, brackets = match.groups()
        value: str | list[str] | dict[str, str] | None = plain
        if quoted is not None:
            value = quoted[1:-1]
        elif braces_ is not None:
            value = _texts_within(braces_)
        elif brackets is not None:
            value = _ITEMS.findall(brackets)
        elif plain is None:
            value, index = _texts_below(lines, index)
        if value is None or key in values:
            return None
        values[key] = value
    return values


def braces(text: str, *, where: Location) -> Mapping | None:
    """Read one line that begins with `{` at that place; None if there is more to it."""
    match = _IS_BRACES.fullmatch(text)
    return _mapping(match, where.path, where.line, where.column) if match else None


def braces_texts(text: str) -> dict[str, str] | None:
    """Read what `braces` reads, without the places."""
    return _texts_within(text) if _IS_BRACES.fullmatch(text) else None


def _texts_below(lines: list[str], begin: int) -> tuple[list[str] | dict[str, str] | None, int]:
    items: list[str] = []
    pairs: dict[str, str] = {}
    index = begin
    while index < len(lines) and (match := _IS_BELOW.fullmatch(lines[index])):
        key, plain, quoted = match.groups()
        text = quoted[1:-1] if plain is None else plain
        if key is None:
            items.append(text)
        else:
            pairs[key] = text
        index += 1
    if index == begin or max(len(items), len(pairs)) != index - begin:
        return None, index
    return items or pairs, index


def _texts_within(braces: str) -> dict[str, str] | None:
    found = _PAIRS.findall(braces)
    pairs = dict(found)
    return pairs if len(pairs) == len(found) else None


def _below(
    lines: list[str], begin: int, path: str, first_line: int
) -> tuple[Sequence | Mapping | None, int]:
    """Read the indented lines below a key, and say which line comes behind them."""
    items: list[Scalar] = []
    pairs: dict[str, tuple[Scalar, Node]] = {}
    index = begin
    while index < len(lines) and (match := _IS_BELOW.fullmatch(lines[index])):
        line = first_line + index
        text = _scalar(match, match.lastgroup or "", path, line)
        if match["key"] is None:
            items.append(text)
        else:
            pairs[match["key"]] = _scalar(match, "key", path, line), text
        index += 1
    if index == begin or max(len(items), len(pairs)) != index - begin:  # No list, and no mapping.
        return None, index
    where = Location(path, first_line + begin, 3, len(lines[begin]) - 2)
    return Sequence(tuple(items), where) if items else Mapping(tuple(pairs.values()), where), index


def _mapping(match: re.Match[str], path: str, line: int, column: int) -> Mapping | None:
    """Read braces in a line of which the match begins in this column."""
    where = _place(match, "braces", path, line, column)
    found = list(_PAIRS.finditer(match["braces"]))
    pairs = {
        pair["key"]: (
            _scalar(pair, "key", path, line, where.column),
            _scalar(pair, "plain", path, line, where.column),
        )
        for pair in found
    }
    return Mapping(tuple(pairs.values()), where) if len(pairs) == len(found) else None


def _sequence(match: re.Match[str], path: str, line: int) -> Sequence:
    where = _place(match, "brackets", path, line)
    items = _ITEMS.finditer(match["brackets"])
    return Sequence(
        tuple(_scalar(item, "plain", path, line, where.column) for item in items), where
    )


def _scalar(match: re.Match[str], kind: str, path: str, line: int, column: int = 1) -> Scalar:
    where = _place(match, kind, path, line, column)
    if kind == "quoted":
        return Scalar(match[kind][1:-1], where, True)
    return Scalar(match[kind], where, False)


def _place(match: re.Match[str], kind: str, path: str, line: int, column: int = 1) -> Location:
    begin, end = match.span(kind)
    return Location(path, line, column + begin, end - begin)
