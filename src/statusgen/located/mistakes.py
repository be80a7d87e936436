"""Say in an author's words why a YAML text cannot be read, and what the line was meant to say.

YAML's own words ("mapping values are not allowed here") point at where its grammar gave up. An
author needs the value that wants quotes, the quote that was never closed, the line that is indented
too far. Here the parser's words are sorted into such cases. Knows no field, and reads no YAML
itself.
"""

from __future__ import annotations

from dataclasses import replace

import yaml

from statusgen.located.case import Case, Mistake
from statusgen.located.layout import here, indented, not_a_pair, tab
from statusgen.located.lines import closing, look, missing_space
from statusgen.located.values import (
    after_quote,
    bad_escape,
    begins,
    in_brackets,
    unclosed_quote,
    unquoted_colon,
)

__all__ = ["explain"]


def explain(case: Case) -> Mistake:
    """Explain the error that the pure parser raised."""
    error = case.error
    context, problem = error.context or "", error.problem or ""
    if problem.startswith("found character '\\t'"):
        return tab(case)
    if case.lines[case.mark[0]].startswith("%"):
        return begins(case, case.mark[0], 0)
    if "quoted scalar" in context:
        never_closed = problem.startswith("found unexpected")
        return unclosed_quote(case, *case.opening) if never_closed else bad_escape(case)
    if context == "while scanning a simple key":
        return not_a_pair(case, case.opening[0])
    if context.startswith(("while scanning a", "while parsing a tag", "while parsing a node")):
        return begins(case, *case.opening)
    if problem.startswith("mapping values are not allowed"):
        return _colon(case)
    if context.startswith("while parsing a flow"):
        return in_brackets(case)
    if isinstance(case.last, yaml.StreamStartEvent) and case.lines[0].startswith("%"):
        return begins(case, 0, 0)
    if problem.startswith(("expected <block end>", "expected '<document start>'")):
        return _after_a_value(case, problem.rpartition("found ")[2].strip("'"))
    return begins(case, *case.mark)


def _colon(case: Case) -> Mistake:
    """Explain a ': ' where no key can be: in a value, or on a line that YAML took for one."""
    number, column = case.mark
    line = look(case.lines[number])
    if 0 <= line.colon < column or (line.item and line.colon < 0):
        if line.value[:1] in ("'", '"'):
            return after_quote(case, number, line)
        if line.value[:1] in ("[", "{", "*", "&", "!", ":"):
            return begins(case, number, line.column)
        return unquoted_colon(case, number, line.column, len(line.value))
    last = case.last
    if isinstance(last, yaml.ScalarEvent) and last.start_mark and last.start_mark.line < number:
        above = look(case.lines[last.start_mark.line])
        if above.colon < 0 and not above.item:
            return _colon_in_text(case, last.start_mark.line) or not_a_pair(
                case, last.start_mark.line
            )
        if above.colon >= 0:
            return indented(
                case,
                number,
                f"this line is indented, but '{above.key}' above already has a value",
                f"begin it in column {above.start + 1} like '{above.key}';"
                f" or put the whole text of '{above.key}' in quotes",
            )
    return indented(case, number)


def _colon_in_text(case: Case, start: int) -> Mistake | None:
    """Explain a ': ' in a text of several lines below its key, if there is a key above it."""
    number = case.mark[0]
    above = next((line for line in reversed(case.lines[:start]) if line.strip()), "")
    key = look(above)
    line = look(case.lines[number])
    if key.colon < 0 or key.value or key.start >= look(case.lines[start]).start:
        return None
    length = len(case.lines[number].rstrip()) - line.start
    what = "a text that contains ': ' must be in quotes, or be marked with '|'"
    hint = f"write {key.key}: | and leave the text below it"
    return replace(unquoted_colon(case, number, line.start, length), what=what, hint=hint)


def _after_a_value(case: Case, found: str) -> Mistake:
    """Explain something that stands where a new key, a new item or the end should."""
    number, column = case.mark
    text = case.lines[number]
    line = look(text)
    last = case.last
    start, end = (last.start_mark, last.end_mark) if last else (None, None)
    if last and start and end and end.line == number and not text[end.column : column].strip():
        if isinstance(last, yaml.ScalarEvent) and last.style in ("'", '"'):
            if start.line < number:
                return unclosed_quote(case, start.line, start.column)
            if missing_space(text):
                return not_a_pair(case, number)
            if line.column == start.column and closing(line.value, 0) > 0:
                return after_quote(case, number, line)
        bracket = isinstance(last, yaml.CollectionEndEvent) and line.value[:1] in ("[", "{")
        if bracket and text[end.column - 1] in "]}":
            return begins(case, number, line.column)
        if isinstance(last, yaml.AliasEvent):
            return begins(case, number, start.column)
    if isinstance(last, yaml.DocumentEndEvent):
        if last.explicit:
            what, hint = "there is text after the '...'", "remove the '...'"
            return here(case, "several-documents", what, hint)
        if text[:column].strip():
            return not_a_pair(case, number)
    if found == "-":
        what, hint = "a list item cannot stand among keys", "indent it below the key it belongs to"
        return here(case, "item-among-keys", what, hint)
    if found == "?" and "collection" in (case.error.context or ""):
        what, hint = "a key cannot stand among list items", "begin it with '- ', or indent it less"
        return here(case, "key-among-items", what, hint)
    if found == ":":
        what, hint = "there is no key before this colon", "write a key, a colon and a space"
        return here(case, "no-key", what, hint)
    if found in (",", "]", "}"):
        what, hint = f"there is a '{found}' too many", "remove it, or put the value in quotes"
        return here(case, "stray-bracket", what, hint)
    return indented(case, number)
