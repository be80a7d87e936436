"""Mistakes in how lines stand: tabs, indentation, lines that are neither key nor item."""

from __future__ import annotations

from statusgen.located.case import Case, Mistake
from statusgen.located.lines import bare, missing_space, say_missing_space
from statusgen.located.nodes import excerpt

__all__ = ["here", "indented", "not_a_pair", "tab", "unreadable"]


def tab(case: Case) -> Mistake:
    """Explain a tab in the indentation; one space is as good a guess as any."""
    number, column = case.mark
    text = case.lines[number]
    start = len(text) - len(text.lstrip(" "))
    length = len(text) - len(text.lstrip(" \t")) - start
    return Mistake(
        line=number,
        column=min(start, column),
        length=max(1, length),
        code="tab",
        what="this line is indented with a tab",
        hint="indent it with spaces, two for each step",
        mended=" " * (start + length) + case.mended[number][start + length :],
    )


def not_a_pair(case: Case, number: int) -> Mistake:
    """Explain a line that is no pair, and mend it if only the space is missing."""
    text = case.lines[number]
    if pair := missing_space(text):
        start, colon = pair
        code, what, hint = say_missing_space(text, start, colon)
        begin, end = bare(text, colon + 1)
        return Mistake(
            line=number,
            column=colon,
            length=1,
            code=code,
            what=what,
            hint=hint,
            mended=case.mended[number][: colon + 1] + " " + "x" * (len(text) - colon - 2),
            value=(start, begin, end - begin),
        )
    start = len(text) - len(text.lstrip())
    if text[start:].startswith("-"):
        what = "there must be a space after the '-'"
        hint = f"write - {excerpt(text[start + 1 :])}"
        return Mistake(
            line=number, column=start, length=1, code="missing-space", what=what, hint=hint
        )
    key, sign, value = text.strip().partition("=")
    hint = "begin it with a key and a colon, like title: …; to go on with the text above, indent it"
    if sign and key.strip().replace("_", "").replace("-", "").isalnum():
        hint = f"write {key.strip()}: {excerpt(value)}"
    return Mistake(
        line=number,
        column=start,
        length=max(1, len(text.strip())),
        code="not-key-value",
        what="this line is not 'key: value'",
        hint=hint,
    )


def here(case: Case, code: str, what: str, hint: str) -> Mistake:
    """Point at the rest of the line on which the parser gave up."""
    number, column = case.mark
    length = max(1, len(case.lines[number].rstrip()) - column)
    return Mistake(line=number, column=column, length=length, code=code, what=what, hint=hint)


def indented(case: Case, number: int, what: str = "", hint: str = "") -> Mistake:
    """Explain a line that begins in the wrong column."""
    text = case.lines[number]
    start = len(text) - len(text.lstrip())
    item = text[start:].startswith("- ")
    lines = [line for line in case.lines[:number] if line.strip()]
    if start == 0 and len(lines) == 1 and lines[0].startswith(" ") and not what:
        # Every other line would have to follow it.
        number, text = case.lines.index(lines[0]), lines[0]
        start = len(text) - len(text.lstrip())
        what, hint = "this line must begin at the margin", "delete the spaces before it"
    above = next((line for line in reversed(lines) if line.lstrip().startswith("- ") is item), "")
    column = len(above) - len(above.lstrip()) + 1
    name = "item" if item else "line"
    return Mistake(
        line=number,
        column=start,
        length=max(1, len(text.strip())),
        code="indentation",
        what=what or "this line is not indented like the lines it belongs to",
        hint=hint or f"begin it in column {column} like the {name} above",
    )


def unreadable(case: Case) -> Mistake:
    """Say at least where it is, of what no rule here explains."""
    number, column = case.mark
    return Mistake(
        line=number,
        column=column,
        length=1,
        code="unreadable",
        what="this line cannot be read",
        hint="write 'key: value', and put a value with special characters in quotes",
    )
