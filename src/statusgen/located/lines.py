"""One line of YAML as its author sees it: dashes, a key, a colon, a value. Reads no other line.

It cannot know that a line belongs to a block text, so it is asked only about lines that a parser
has found fault with.
"""

from __future__ import annotations

from statusgen.frozen import frozen
from statusgen.located.nodes import excerpt

__all__ = [
    "CLOSERS",
    "Line",
    "bare",
    "closing",
    "comment",
    "look",
    "missing_space",
    "quote",
    "say_missing_space",
    "write",
]

CLOSERS = {"[": "]", "{": "}"}
"""Brackets with what closes them."""


@frozen(kw_only=False)
class Line:
    """`start` is the column of the key, or of what stands in its place.

    `colon` is -1 without a key. `value` begins at `column`, without blanks around it and without a
    comment. `item` tells whether the line begins with '- '.
    """

    start: int
    key: str
    colon: int
    column: int
    value: str
    item: bool


def look(text: str) -> Line:
    """Take a line apart. Prose behind '- ' is a value, even if it holds a colon."""
    indent = start = _skip(text, 0)
    while text.startswith("- ", start):
        start = _skip(text, start + 2)
    item = start > indent
    colon = _colon(text, start)
    key = text[start:colon].strip() if colon >= 0 else ""
    if item and " " in key:
        colon, key = -1, ""
    column = start if colon < 0 else _skip(text, colon + 1)
    value = text[column:]
    if value[:1] not in ("'", '"') and " #" in value:
        value = value[: value.index(" #")]
    return Line(start, key, colon, column, value.rstrip(), item)


def missing_space(text: str, start: int = 0) -> tuple[int, int] | None:
    """Return the columns of key and colon in `key:value`, if that is what the line says."""
    start = _skip(text, start)
    while text.startswith("- ", start):
        start = _skip(text, start + 2)
    sign = text[start : start + 1]
    if sign in ("'", '"'):
        end = closing(text, start)
        colon = end + 1 if end > 0 and text[end + 1 : end + 2] == ":" else -1
    else:
        colon = text.find(":", start)
        key = text[start:colon] if colon > 0 else ""
        if not key[:1].isalnum() or not key.replace("_", "").replace("-", "").isalnum():
            return None
    after = text[colon + 1 : colon + 2]
    if colon < 0 or after in ("", " ") or text.startswith("//", colon + 1):
        return None
    return start, colon


def say_missing_space(text: str, start: int, colon: int) -> tuple[str, str, str]:
    """Return code, sentence and hint for `key:value` with its key and colon at these columns."""
    value = text[colon + 1 :].rstrip()
    what = "there must be a space after the colon"
    if value[:1].isspace():
        what = f"the blank after this colon is not a plain space (U+{ord(value[0]):04X})"
    return "missing-space", what, f"write {text[start:colon]}: {excerpt(value.strip())}"


def closing(text: str, start: int) -> int:
    """Return where the quote or bracket that opens at `start` is closed on this line, or -1."""
    sign = text[start : start + 1]
    if sign in ("'", '"'):
        return _end_of_quote(text, start)
    stack: list[str] = []
    index = start
    while index < len(text):
        character = text[index]
        if character in ("'", '"') and text[index - 1 : index] in ("", " ", ",", "[", "{"):
            end = _end_of_quote(text, index)
            if end > 0:
                index = end
        elif character in CLOSERS:
            stack.append(CLOSERS[character])
        elif stack and character == stack[-1]:
            stack.pop()
            if not stack:
                return index
        index += 1
    return -1


def comment(text: str) -> int:
    """Return where a comment begins on this line; its length where there is none."""
    index = 0
    while index < len(text):
        character, before = text[index], text[index - 1 : index]
        if character in ("'", '"') and before in ("", " ", ",", "[", "{"):
            index = max(index, _end_of_quote(text, index))
        elif character == "#" and before in ("", " ", "\t"):
            return index
        index += 1
    return len(text)


def meant(text: str, column: int, length: int) -> int:
    """Return the length of a value with what YAML takes for a comment, where it looks like text."""
    behind = text[column + length :]
    if behind[:1] == " " and looks_like_text(behind.lstrip(" ")):
        return len(text.rstrip()) - column
    return length


def looks_like_text(comment: str) -> bool:
    """Say so of #12, which is none where a blank is missing behind the sign of a comment."""
    return comment[:1] == "#" and bool(comment[1:2].strip("# !"))


def bare(text: str, start: int) -> tuple[int, int]:
    """Return where a value begins and ends, without its quotes and without a comment behind it."""
    end = closing(text, start) if text[start : start + 1] in ("'", '"') else -1
    return (start + 1, end) if end > 0 else (start, len(text[: comment(text)].rstrip()))


def quote(value: str) -> str:
    """Put a value in the quotes that change it least; shorten what is too long for a hint."""
    value = excerpt(value)
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def write(text: str, column: int, value: str) -> str:
    """Say how to write the value that stands at a column of a line."""
    line = look(text)
    if line.column != column:
        return f"write {quote(value)}"
    if line.colon >= 0:
        return f"write {excerpt(line.key)}: {quote(value)}"
    return f"write - {quote(value)}" if line.item else f"write {quote(value)}"


def _skip(text: str, index: int) -> int:
    while text[index : index + 1] == " ":
        index += 1
    return index


def _colon(text: str, start: int) -> int:
    if text[start : start + 1] in ("'", '"'):
        end = _end_of_quote(text, start)
        colon = _skip(text, end + 1) if end > 0 else -1
        return colon if colon > 0 and text[colon : colon + 2] in (":", ": ") else -1
    colon = text.find(":", start)
    while colon >= 0 and text[colon + 1 : colon + 2] not in ("", " "):
        colon = text.find(":", colon + 1)
    return colon


def _end_of_quote(text: str, start: int) -> int:
    sign = text[start]
    index = start + 1
    while index < len(text):
        if sign == '"' and text[index] == "\\":
            index += 2
            continue
        if text[index] == sign:
            if sign == "'" and text[index + 1 : index + 2] == "'":
                index += 2
                continue
            return index
        index += 1
    return -1
