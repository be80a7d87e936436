"""An entry's text cut into its opening and its dated updates.

Every line that an author could have meant as an update is one or is a problem: Python-Markdown
would quietly make plain text of a mistyped Resolved. What the words mean is not decided here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from statusgen.errors import Location, Problem
from statusgen.frozen import frozen
from statusgen.parse.mistyped import FORM, ZONES, why_no_update
from statusgen.parse.text import Text
from statusgen.parse.times import TIME

__all__ = ["Section", "Sections", "cut", "may_be_odd"]


class Section(NamedTuple):
    """One update as written: `heading` begins with its line, number `line` of the file.

    It has the groups `time`, `status` and `braces`. `body` is what stands below the line. Places
    are made when they are asked for: most never are.
    """

    path: str
    line: int
    heading: re.Match[str]
    body: str

    @property
    def time(self) -> str:
        """The time as written."""
        return self.heading["time"]

    @property
    def time_at(self) -> Location:
        """The place of the time."""
        return self._at("time")

    @property
    def status(self) -> str:
        """The status as written."""
        return self.heading["status"]

    @property
    def status_at(self) -> Location:
        """The place of the status."""
        return self._at("status")

    @property
    def braces(self) -> str:
        """The text `{…}`, or "" without braces."""
        return self.heading["braces"] or ""

    @property
    def braces_at(self) -> Location:
        """The place of the braces, where there are any."""
        return self._at("braces")

    @property
    def first_line(self) -> int:
        """The number of the body's first line."""
        return self.line + 1

    def _at(self, name: str) -> Location:
        begin, end = self.heading.span(name)
        return Location(self.path, self.line, begin - self.heading.start() + 1, end - begin)


@frozen
class Sections:
    """The opening (text before the first update) and the updates in the file's own order."""

    opening: str
    opening_line: int
    updates: tuple[Section, ...]


# The time goes on, in words that would be read as a status: `pm Resolved`.
_GOES_ON = rf"(?i:(?:{ZONES}|[ap]\.?m)\b)"
# Possessive (`*+`), or a line of a thousand blanks is tried in a thousand million ways.
_UPDATE = re.compile(
    rf"##[ \t]+(?P<time>{TIME})(?P<gap>[ \t]*+(?:[-–—:·|][ \t]*+)?)"
    rf"(?!{_GOES_ON})"
    r"(?P<status>[^\W\d_](?>(?:[ \t]*+[^{}# \t]++)*))[ \t]*+(?P<braces>\{.*\})?[ \t]*+#*+[ \t]*+",
    re.ASCII,
)
_HEADING = re.compile(r"(?P<indent> {0,3})(?P<marks>#+)(?P<space>[ \t]*)(?P<words>.*)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)", re.ASCII)
_DATE_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", re.ASCII)
# What is shown as a blank and is none, as word processors and phones write it; what nobody sees.
_BLANKS = (
    "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_UNSEEN = (
    "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063"
    "\ufeff"
)
# Signs as word processors and keyboards for Chinese and Japanese write them.
_SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-"),
    **{chr(ord(one) + 0xFEE0): one for one in "#:{}0123456789"},
}
_AS_TYPED = str.maketrans({**dict.fromkeys(_BLANKS, " "), **dict.fromkeys(_UNSEEN, ""), **_SIGNS})
_ODD = re.compile(f"[{_BLANKS}{_UNSEEN}]")
_UNLIKE = re.compile(f"[{''.join(_SIGNS)}]")
_ODD_HEADING = re.compile(
    f"^(?:[{_BLANKS}{_UNSEEN}][ \t{_BLANKS}{_UNSEEN}]*[#\uff03]|\uff03)", re.MULTILINE
)
# What a line begins with that could be a heading, underline one or be the edge of a code block.
_NOTABLE = frozenset(f"# =-`~\uff03{_BLANKS}{_UNSEEN}")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
# What Python-Markdown's fenced_code takes for the first line of a code block, no more and no less.
_FENCE = re.compile(
    r"(?P<fence>~{3,}|`{3,})[ ]*+"
    r"(?:\{[^\n]*\}|\.?[\w#.+-]*[ ]*+(?:hl_lines=(?:\"[^\"]*\"|'[^']*')[ ]*)?)"
)
_FENCES = frozenset(("```", "~~~"))
# What other programs take for such a line as well, and this one does not: with blanks before it, or
# with several words behind it.
_FENCE_ELSEWHERE = re.compile(r"(?P<indent> {0,3})(?P<fence>~{3,}|`{3,})(?P<words>[^`]*)")
_CODE_SPAN = re.compile("`[^`]*`")


def cut(text: Text, *, start: int, problems: list[Problem]) -> Sections:
    """Cut the lines from index `start` on; problems found on the way are appended."""
    lines = text.lines
    notable = [index for index in range(start, len(lines)) if lines[index][:1] in _NOTABLE]
    code = _code(text, notable, problems)
    heads: list[tuple[int, re.Match[str]]] = []
    for index in notable:
        if index in code:
            continue
        line = lines[index]
        match = _UPDATE.fullmatch(line) if line.startswith("##") else None
        if match is not None and match["gap"] and _ODD.search(match["status"]) is None:
            heads.append((index, match))
        elif problem := _odd_character(text, index) or _heading_problem(text, index, start):
            problems.append(problem)
    _check_indented_code(text, notable, code, [index for index, _ in heads], problems)
    ends = [index for index, _ in heads[1:]] + [len(lines)]
    updates = tuple(
        Section(path=text.path, line=index + 1, heading=match, body=_join(text, index + 1, end))
        for (index, match), end in zip(heads, ends, strict=False)
    )
    if "<!--" in _join(text, start, len(lines)):
        outside = [index for index in range(start, len(lines)) if index not in code]
        _check_comments(text, outside, {index for index, _ in heads}, problems)
    if not heads:
        problems += _without_marks(text, start, code)
    first = heads[0][0] if heads else len(lines)
    return Sections(opening=_join(text, start, first), opening_line=start + 1, updates=updates)


def _join(text: Text, start: int, end: int) -> str:
    return "\n".join(text.lines[start:end])


def _code(text: Text, notable: list[int], problems: list[Problem]) -> set[int]:
    """Find the lines of fenced code blocks, whose edges are among the notable lines."""
    code: set[int] = set()
    ends: dict[str, list[int]] = {}
    for index in notable:
        line = text.lines[index]
        if line[:3] not in _FENCES or index in code:
            continue
        known = _FENCE.fullmatch(line)
        fence = known or _FENCE_ELSEWHERE.fullmatch(line)
        if fence is None or (known is None and _is_span(text.lines, index, fence["fence"])):
            continue
        ends = ends or _fence_ends(text.lines)
        marks = fence["fence"]
        own = ends.get(marks, [])
        later = bisect_right(own, index)
        where = Location(text.path, index + 1, 1, len(marks))
        if later < len(own):
            code.update(range(index, own[later] + 1))
            if known is None:
                what = f"no code block begins here: behind {marks} stands one word or none"
                hint = f"write {marks} alone in this line"
                problems.append(Problem(where, "odd-code", what, hint))
        elif known is not None:
            # Reading on as if it were text keeps every later update in sight.
            what = "the code block that begins here is never closed"
            hint = f"put a line with {marks} behind its last line"
            problems.append(Problem(where, "unclosed-code", what, hint))
    return code


def _is_span(lines: tuple[str, ...], index: int, marks: str) -> bool:
    """Say whether code begins in this line that ends within another one of the same paragraph."""
    for line in lines[index + 1 :]:
        if not line.strip() or line[:3] in _FENCES:
            return False
        if marks in line:
            return marks[0] == "`"
    return False


def _fence_ends(lines: tuple[str, ...]) -> dict[str, list[int]]:
    """Find for each fence the lines that can close it."""
    ends: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if line[:3] in _FENCES:
            ends.setdefault(line.rstrip(" "), []).append(index)
    return ends


def _check_indented_code(
    text: Text, notable: list[int], code: set[int], heads: list[int], problems: list[Problem]
) -> None:
    """Report code blocks with spaces before them that hold an update: as they stand it would count.

    Elsewhere it is shown as code, so that its author would not see it coming. In a list such
    blocks are usual, and without an update no harm.
    """
    opened: re.Match[str] | None = None
    begin = 0
    for index in notable:
        fence = None if index in code else _FENCE_ELSEWHERE.fullmatch(text.lines[index])
        if fence is None:
            continue
        if opened is None:
            if fence["indent"]:
                opened, begin = fence, index
        elif fence["fence"].startswith(opened["fence"]) and not fence["words"].strip():
            if any(begin < head < index for head in heads):
                indent, marks = len(opened["indent"]), opened["fence"]
                where = Location(text.path, begin + 1, indent + 1, len(marks))
                what = "this code block has spaces before it, so that the update in it would count"
                hint = f"delete the spaces before both lines with {marks}"
                problems.append(Problem(where, "indented-code", what, hint))
            opened = None


def _check_comments(
    text: Text, outside: list[int], heads: set[int], problems: list[Problem]
) -> None:
    """Report a comment around an update: it would hide half of it and print the rest."""
    opened: Location | None = None
    for index in (*outside, None):
        if opened is not None and (index is None or index in heads):
            what = "the comment that begins here is not closed before the next update"
            hint = "write --> where it ends; an update cannot stand inside a comment"
            problems.append(Problem(opened, "unclosed-comment", what, hint))
            opened = None
        if index is None:
            break
        line, column = _CODE_SPAN.sub(_blank, text.lines[index]), 0
        while (column := line.find("-->" if opened else "<!--", column)) >= 0:
            opened = None if opened else Location(text.path, index + 1, column + 1, 4)
            column += 3


def _blank(code: re.Match[str]) -> str:
    return " " * len(code[0])


def _heading_problem(text: Text, index: int, start: int) -> Problem | None:
    line = text.lines[index]
    match = _HEADING.fullmatch(line)
    if match is None and not _is_underline(text, index, start):
        return None
    where = Location(text.path, index + 1, 1, max(len(line), 1))
    if match is None:
        return Problem(
            where,
            "underlined-heading",
            "this line makes a heading of the text above it",
            "put an empty line above it for a dividing line, or use ### for a heading",
        )
    words = match["words"]
    if _DATE_FIRST.match(words):
        return Problem(where, "bad-update", *why_no_update(match))
    if len(match["marks"]) <= 2 and _CLOCK.search(words):
        what = "the heading of an update begins with its date and time"
        hint = f"{FORM}; use ### for a heading inside the text"
        return Problem(where, "bad-update", what, hint)
    if len(match["marks"]) <= 2:
        what = "only updates have a heading with ##, and this is not one"
        if match["marks"] == "#":
            what = "a heading with one # has no place here"
        hint = f"use ### for a heading inside the text; for an update {FORM}"
        if words and not match["space"]:
            hint = f"write \\{match['marks']} if it is no heading; {hint}"
        return Problem(where, "wrong-heading", what, hint)
    return None


def _without_marks(text: Text, start: int, code: set[int]) -> Iterator[Problem]:
    """Report lines that are updates but for the ##, where the file has no update."""
    for index in range(start, len(text.lines)):
        line = text.lines[index].strip()
        bare = line.strip("*_ \t")
        match = None if index in code else _UPDATE.fullmatch(f"## {bare}")
        if match is not None and match["gap"] and match["status"].count(" ") < 2:
            where = Location(text.path, index + 1, 1, len(line))
            what = "this line looks like the heading of an update, and lacks the ##"
            yield Problem(where, "bad-update", what, f"write: ## {bare}")


def may_be_odd(text: str) -> bool:
    """Say whether a line may be a heading behind a character that is no blank or is not seen."""
    return not text.isascii() and _ODD_HEADING.search(text) is not None


def _odd_character(text: Text, index: int) -> Problem | None:
    """Report what keeps a heading from being an update although it looks just like one."""
    line = text.lines[index]
    odd = _ODD.search(line) or _UNLIKE.search(line)
    meant = line.translate(_AS_TYPED).strip()
    match = _UPDATE.fullmatch(meant) if odd else None
    if odd is None or match is None or not match["gap"]:
        return None
    what = "a character stands here that nobody sees, and it keeps this from being an update"
    hint = f"delete it; write: {meant}"
    if odd[0] in _BLANKS:
        what = "what looks like a blank here is another character, so this is no update"
        hint = f"delete it and type a blank; write: {meant}"
    elif odd[0] in _SIGNS:
        what = f"what looks like {_SIGNS[odd[0]]} here is another character, so this is no update"
        hint = f"write: {meant}"
    return Problem(Location(text.path, index + 1, odd.start() + 1), "bad-update", what, hint)


def _is_underline(text: Text, index: int, start: int) -> bool:
    line, above = text.lines[index], text.lines[index - 1]
    if not above.strip() or index - 1 < start or _UNDERLINE.fullmatch(line) is None:
        return False
    return _HEADING.fullmatch(above) is None and above[:3] not in _FENCES
