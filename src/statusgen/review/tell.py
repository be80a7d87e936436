"""Changes as text for a terminal, as Markdown for a comment on a pull request, and as facts.

Pure. What an author wrote is untrusted: of what does not print nothing reaches a terminal, and in
Markdown it stands in code spans, where it is no link, no mention, no reference and no HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from statusgen.confirmation import instant
from statusgen.errors import Problem, Severity
from statusgen.review.changes import Changes
from statusgen.review.sentences import Base, Quote, Section, answer, opening, sections, warnings
from statusgen.words import Words
from statusgen.words.terminal import printable

__all__ = ["MARKER", "facts", "markdown", "refusal", "text"]

MARKER = "<!-- statusgen diff -->"
"""The first line of the Markdown, by which a workflow finds its own comment again."""

# GitHub takes 65,536 characters in a comment.
_LONGEST = 60_000
_MOST_LINES, _MOST_CHARACTERS = 25, 120


def text(changes: Changes, base: Base, words: Words) -> str:
    """Say it in a terminal."""
    blocks = ["\n".join(opening(base, words, printable)), answer(changes)]
    for section in (*_again(changes, words, _cited), *sections(changes, words, printable)):
        lines = [section.heading]
        for line, notes in section.lines:
            lines += [f"  {line}", *(f"    {note}" for note in notes)]
        blocks.append("\n".join(lines))
    return "\n\n".join(filter(None, blocks))


def markdown(changes: Changes, base: Base, words: Words) -> str:
    """Say it as a comment on a pull request, of a length that GitHub takes."""
    said = answer(changes)
    blocks = [MARKER, "### What changes for readers"]
    blocks += [f"{sentence}." for sentence in opening(base, words, _code)]
    blocks += [f"**{said}.**"] if said else []
    for section in (*_again(changes, words, _code), *sections(changes, words, _code)):
        items = [
            "\n".join([f"- {line}", *(f"  - {note}" for note in notes)])
            for line, notes in section.lines
        ]
        block = f"#### {section.heading}\n\n{_cut(items)}"
        if sum(map(len, blocks)) + len(block) > _LONGEST:
            blocks.append("There is more than a comment can hold: call `statusgen diff`.")
            break
        blocks.append(block)
    return "\n\n".join(blocks)


def refusal(problems: Iterable[Problem]) -> str:
    """Say as a comment that mistakes have to be corrected first."""
    errors = [one for one in problems if one.severity is Severity.ERROR]
    items = [
        f"- {_code(one.where.path)}, line {one.where.line}: {_code(one.what)}" for one in errors
    ]
    lead = "Nothing can be published until this is corrected:"
    return "\n\n".join([MARKER, "### The status page cannot be built", lead, _cut(items)])


def facts(changes: Changes, base: Base, words: Words) -> dict[str, object]:
    """Say it to programs."""
    return {
        "revision": printable(base.name),
        "commit": base.commit,
        "now": instant(base.now),
        "blank": base.blank,
        "left_out": list(base.left_out),
        "changes": changes.visible,
        "warnings": [one.what for one in warnings(changes, words, _cited)],
        **{name: _jsonable(value) for name, value in asdict(changes).items()},
    }


def _again(changes: Changes, words: Words, quote: Quote) -> Iterator[Section]:
    lines = [(one.what, [one.hint]) for one in warnings(changes, words, quote)]
    if lines:
        yield Section("Look at this again", lines)


def _cut(items: Sequence[str]) -> str:
    left = len(items) - _MOST_LINES
    return "\n".join([*items[:_MOST_LINES], *([f"- and {left} more"] if left > 0 else [])])


def _cited(said: str) -> str:
    return f"'{printable(said)}'"


def _code(said: str) -> str:
    """Put text into a code span, whatever backticks it holds; what is too long is cut."""
    line = printable(said)
    if len(line) > _MOST_CHARACTERS:
        line = line[: _MOST_CHARACTERS - 1] + "…"
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    # A blank at both ends is taken away again: without it a backtick there would join the fence.
    pad = " " if line[:1] in ("`", " ") or line[-1:] in ("`", " ", "") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _jsonable(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, dict):
        return {name: _jsonable(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_jsonable(one) for one in value]
    return value
