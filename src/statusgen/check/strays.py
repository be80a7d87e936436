"""Rules on what was to be the heading of an update, or a part of one, and is shown as text.

What the format could take for a heading is one or a mistake already; here is what only a person
sees. Nothing is known of what a text means but that a date, a time and a status stand in one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from statusgen.check.rule import Finding, Usage
from statusgen.check.texts import HIDDEN, Kind, Passage
from statusgen.parse import updates

__all__ = ["braces_below", "forgotten_heading"]

# All dashes that are taken for a hyphen, and what else people put around such a line.
_DASH = "[-\u2010-\u2015\u2212]"
_MARKS = f"[#\uff03>*+\\\\_{HIDDEN} \t-]"
_WORDS = "[A-Za-z]+(?:[ -][A-Za-z]+)?"
_GAP = rf"[ \t]*+(?:{_DASH}|[:|,])?[ \t]*+"
# Blanks are never given back: a line of thousands would be read from each of them to the end.
_LINE = re.compile(
    rf"^[ \t]*+(?P<line>{_MARKS}{{0,12}}(?:(?P<before>{_WORDS})(?:{_GAP}|[ \t]++(?:at|on)[ \t]++))?"
    rf"(?:(?P<year>\d{{4}})(?:{_DASH}|[/.])(?P<month>\d{{1,2}})(?:{_DASH}|[/.])(?P<day>\d{{1,2}})"
    rf"|\d{{1,2}}(?:(?:{_DASH}|[/.])\d{{1,2}}(?:{_DASH}|[/.])|[ \t][A-Za-z]{{3,9}}[ \t])\d{{4}})"
    r"(?:,?[ \t]++(?:at[ \t]++)?|T)(?P<time>\d{1,2}:\d{2})(?::\d{2})?"
    rf"(?:{_GAP}(?P<after>{_WORDS}))?[*_:]{{0,4}}{HIDDEN}*+)[ \t]*+(?:\{{[^{{}}\n]*+\}})?[ \t]*+$",
    re.MULTILINE,
)
_BRACES = re.compile(
    r"\s*(?P<all>[{(](?P<inner>[ \t]*[\w-]+[ \t]*:[ \t]+[^{}()\n]+)[})])[ \t]*$",
    re.MULTILINE,
)


def forgotten_heading(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find a line that was to be an update and lacks the ##, or has dashes for hyphens."""
    for match in _lines(passage) if passage.kind is not Kind.TITLE else ():
        words = [word for word in (match["before"], match["after"]) if word]
        if len(words) == 1 and _is_status(words[0]):
            year, month, day = match["year"], match["month"], match["day"]
            date = f"{year}-{month:>02}-{day:>02}" if year else "YYYY-MM-DD"
            what = "this line looks like an update, and is none: readers find it in the text"
            hint = f"write: ## {date} {match['time']:>05} {words[0]}; or a sentence of it"
            yield Finding(passage.where(match.start("line"), match.end()), what, hint)


def _lines(passage: Passage) -> Iterator[re.Match[str]]:
    """Yield the lines that might be meant, those also that blanks before a ## make code of."""
    yield from _LINE.finditer(passage.plain)
    if "    ##" in passage.shown or "\t##" in passage.shown:
        for match in _LINE.finditer(passage.shown):
            begin = match.start("line")
            far = begin - match.start() >= 4 or "\t" in passage.shown[match.start() : begin]
            if far and match["line"].startswith("##") and passage.plain[begin] == HIDDEN:
                yield match


def _is_status(word: str) -> bool:
    return any(
        not isinstance(updates.status(word, maintenance=own), updates.NoStatus)
        for own in (False, True)
    )


def braces_below(passage: Passage, usage: Usage) -> Iterator[Finding]:
    """Find what belongs into the braces of a heading, and stands in the line below it."""
    if passage.kind is not Kind.UPDATE:
        return
    match = _BRACES.match(passage.plain)
    if match is None:
        return
    names = {pair.partition(":")[0].strip() for pair in match["inner"].split(",")}
    if names <= {"next_update", "was_at", *(one.id for one in usage.config.components)}:
        what = "this is shown to readers as text: nothing is read from it"
        hint = f"write it at the end of the heading above: {{{match['inner'].strip()}}}"
        yield Finding(passage.at(match, "all"), what, hint)
