"""Mistakes inside one value: quotes, brackets, and signs that mean something to YAML."""

from __future__ import annotations

from statusgen.located.case import Case, Mistake
from statusgen.located.layout import not_a_pair, unreadable
from statusgen.located.lines import CLOSERS, Line, closing, comment, look, meant, write

__all__ = [
    "after_quote",
    "bad_escape",
    "begins",
    "in_brackets",
    "unclosed_quote",
    "unquoted_colon",
]

_START_CODES = {"*": "alias", "&": "anchor", "!": "tag"}


def unquoted_colon(case: Case, number: int, column: int, length: int, hint: str = "") -> Mistake:
    """Explain a value with a colon that YAML takes for the end of a key."""
    text = case.lines[number]
    length = meant(text, column, length)
    value = text[column : column + length]
    return Mistake(
        line=number,
        column=column,
        length=max(1, length),
        code="unquoted-colon",
        what="a value that contains ': ' must be in quotes"
        if ": " in value
        else "a value that ends with ':' must be in quotes",
        hint=hint or write(text, column, value),
        mended=case.masked(number, column, length),
    )


def begins(case: Case, number: int, column: int) -> Mistake:
    """Explain a value whose first character means something to YAML."""
    text = case.lines[number]
    line = look(text)
    if line.value[:1] in ("'", '"') and column > line.column:
        return after_quote(case, number, line)
    if column > line.column and line.value[:1] in CLOSERS:
        return _begins_in_brackets(case, number, column)
    if column < line.column or (line.colon < 0 and not line.item):
        sign = text[column : column + 1]
        if sign.isalnum() and line.colon < 0:
            return not_a_pair(case, number)
        if not sign.strip() or sign.isalnum():
            return unreadable(case)
        what, hint = "a line", "put the text in quotes"
        if text.startswith("* ", column):
            hint = "for a list, write - in place of the *"
        if line.colon >= 0:
            what, hint = "a key", f"remove the '{sign}', or put the key in quotes"
        return Mistake(
            line=number,
            column=column,
            length=1,
            code=_START_CODES.get(sign, "unquoted-start"),
            what=f"{what} cannot begin with '{sign}'",
            hint=hint,
        )
    if not line.value or line.value[0].isalnum():
        return unreadable(case)
    length = meant(text, line.column, len(line.value))
    mended = case.masked(number, line.column, length)
    if line.value.startswith("- "):
        otherwise = write(text, line.column, text[line.column : line.column + length])
        return Mistake(
            line=number,
            column=line.column,
            length=length,
            code="list-behind-key",
            what="a list cannot begin on the line of its key",
            hint=f"write it on the next line; if it is a text, {otherwise}",
            mended=mended,
        )
    return _needs_quotes(text, number, line.column, length, mended=mended)


def _begins_in_brackets(case: Case, number: int, column: int) -> Mistake:
    text = case.lines[number]
    end = min((i for i in (text.find(c, column) for c in ",]}") if i >= 0), default=len(text))
    length = max(1, len(text[column:end].rstrip()))
    mended = case.masked(number, column, length)
    return _needs_quotes(text, number, column, length, mended=mended)


def _needs_quotes(line: str, number: int, column: int, length: int, *, mended: str) -> Mistake:
    """Say that the value at a place must be in quotes because of the character it begins with."""
    value = line[column : column + length]
    first = value[:1]
    return Mistake(
        line=number,
        column=column,
        length=max(1, length),
        code=_START_CODES.get(first, "unquoted-start"),
        what=f"a value that begins with '{first}' must be in quotes",
        hint=write(line, column, value),
        mended=mended,
    )


def unclosed_quote(case: Case, number: int, column: int) -> Mistake:
    """Explain a quote whose end is missing, or is another value's beginning."""
    text = case.lines[number]
    value = text[column:].rstrip()
    sign = value[:1]
    below = case.lines[number + 1] if number + 1 < len(case.lines) else ""
    hint = f"add {sign} at the end of the text"
    if value[1:] and not (below.startswith("  ") and look(below).colon < 0):
        hint = write(text, column, value[1:])
    return Mistake(
        line=number,
        column=column,
        length=max(1, len(value)),
        code="unclosed-quote",
        what=f"the {sign} that begins here is never closed",
        hint=hint,
        mended=case.masked(number, column, len(value)),
    )


def bad_escape(case: Case) -> Mistake:
    """Explain a backslash in "..." that begins nothing."""
    number, column = case.mark
    text = case.lines[number]
    start = max(text.rfind("\\", 0, column + 1), 0)
    return Mistake(
        line=number,
        column=start,
        length=min(2, max(1, len(text) - start)),
        code="bad-escape",
        what=f"'{text[start : start + 2]}' means nothing inside \"...\"",
        hint="write \\\\ for a backslash, or put the value in '...' instead",
        mended=case.masked(number, start, 1) if text[start : start + 1] == "\\" else None,
    )


def after_quote(case: Case, number: int, line: Line) -> Mistake:
    """Explain text that follows a closing quote on its line."""
    text = case.lines[number]
    value, sign = line.value, line.value[0]
    end = closing(value, 0)
    mended = case.masked(number, line.column, len(value))
    after = value[end + 1 :]
    if end > 0 and (after[:1].isalnum() or after[:1] == sign):
        inner = value[1:-1] if value.endswith(sign) else value[1:]
        if value.startswith(sign * 3):
            inner = value.strip(sign)
        name = "an apostrophe" if sign == "'" else "a quote"
        return Mistake(
            line=number,
            column=line.column + end,
            length=1,
            code="quote-inside-quotes",
            what=f"{name} inside {sign}...{sign} ends the text",
            hint=write(text, line.column, inner),
            mended=mended,
        )
    column = line.column + end + 1 + len(after) - len(after.lstrip())
    return Mistake(
        line=number,
        column=column,
        length=max(1, len(after.strip())),
        code="text-after-quote",
        what=f"there is text after the closing {sign}",
        hint=write(text, line.column, value),
        mended=mended,
    )


def _bracket(case: Case) -> tuple[int, int]:
    """Find the bracket that was opened last, where YAML names the end of the whole text instead."""
    number, column = case.opening
    if any(line.strip() for line in (case.lines[number][column:], *case.lines[number + 1 :])):
        return number, column
    closed = 0
    for line in range(number, -1, -1):
        text = case.mended[line]
        text = text[: min(comment(text), column) if line == number else comment(text)]
        for place in range(len(text) - 1, -1, -1):
            if text[place] in "]}":
                closed += 1
            elif text[place] in CLOSERS and not closed:
                return line, place
            elif text[place] in CLOSERS:
                closed -= 1
    return number, column


def in_brackets(case: Case) -> Mistake:
    """Explain an error inside [...] or {...}."""
    number, column = _bracket(case)
    at, stop = case.mark
    text = case.lines[number]
    sign = text[column : column + 1]
    closer = CLOSERS.get(sign, "]")
    said = [line[: comment(line)] for line in case.lines[number:]]
    if closing("\n".join(said), column) < 0:
        length = len(text[column:].rstrip())
        line = look(text)
        hint = f"add '{closer}' at its end"
        if closer in text[len(said[0]) :]:
            hint = (
                "everything after ' #' is a comment: put quotes around a value that begins with #"
            )
        elif line.column == column:
            end = column + meant(text, column, len(line.value))
            hint += f"; if it is a text, {write(text, column, text[column:end])}"
        return Mistake(
            line=number,
            column=column,
            length=max(1, length),
            code="unclosed-bracket",
            what=f"the '{sign}' that begins here is never closed",
            hint=hint,
            mended=case.masked(number, column, length),
        )
    got = (case.error.problem or "").rpartition("got ")[2].strip("'")
    text = case.lines[at]
    start = max(text.rfind(sign, 0, stop) for sign in ",[{") + 1
    start += len(text[start:]) - len(text[start:].lstrip())
    end = min((i for i in (text.find(c, stop) for c in ",]}") if i >= 0), default=len(text))
    if got == ":" and start <= stop:
        key, colon, _ = text[start:end].partition(": ")
        if colon and start + len(key) < stop:
            start += len(key) + 2
        length = len(text[start:end].rstrip())
        hint = f"{write(text, start, text[start : start + length])}, or add the missing comma"
        return unquoted_colon(case, at, start, length, hint)
    return Mistake(
        line=at,
        column=stop,
        length=1,
        code="bad-list",
        what=f"the values inside {sign}...{closer} cannot be told apart here",
        hint="put a comma between two values, and quotes around a text with brackets",
    )
