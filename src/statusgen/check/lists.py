"""A rule about lists that are none: Markdown takes a list right under a line of text for text.

So it does with bullets below a number that have fewer than four blanks before them, and with a
point right under one that has an empty line in it. What the page will hold is not guessed: the text
is converted as it stands and written better, and only what is a list in the second and not in the
first is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, islice, pairwise

from statusgen.check.rule import Case, Finding, Setting
from statusgen.check.texts import Kind, Passage, code_in
from statusgen.errors import Location
from statusgen.frozen import frozen
from statusgen.markup import Prose, convert

__all__ = ["run_on_list"]

# How many characters are converted to look at one text, so that none takes long.
_MOST = 200_000
# How many blanks before a point Markdown takes for a list inside of a list.
_STEP = 4
_POINT = re.compile(r"( {0,3}(?:[-+*]|(\d{1,9})\.))[ \t]+\S")
# Signs of a list as word processors write them, which Markdown does not know.
_ODD_POINT = re.compile(
    "[ \t]*([\u2022\u00b7\u2023\u25aa\u25cf\u25cb\u25e6]|[\u2013\u2014](?=[ \t])|\\d{1,2}\\))"
    "[ \t]*\\S"
)
_MARK = re.compile(r"^ *(?:[-+*]|\d+\.)[ \t]+", re.MULTILINE)
_SHAPE = re.compile(r"</?(?:p|ul|ol|li)(?: start=\"\d+\")?>")


@frozen
class _List:
    """What looks like a list, from the line at `index` on, whose mark is `mark`.

    `sure` is whether nobody could mean anything else by it. `inside` counts its lines where it
    stands below a point of the other kind, with bullets below a number, and has blanks before it or
    is not below the only one.
    """

    index: int
    mark: str
    sure: bool
    inside: int = 0

    def better(self, lines: list[str], at: int) -> list[str]:
        """Make a list of it, in the lines in which it is at this index."""
        if not self.inside:
            return [*lines[:at], "", *lines[at:]]
        deeper = " " * (_STEP - len(self.mark) + len(self.mark.lstrip(" ")))
        end = at + self.inside
        return [*lines[:at], *(deeper + line for line in lines[at:end]), *lines[end:]]


def run_on_list(case: Case, _: Setting) -> Iterator[Finding]:
    """Find lists that are shown as one run of text, for want of a line or blanks before them."""
    for passage, source in _texts(case):
        above = len(passage.shown) - len(passage.shown.lstrip("\n"))
        for one in _not_lists(source.strip("\n").split("\n")):
            _offset, line, column = passage.lines[above + one.index]
            # From the start of the line, so that what is put before it leaves no blanks behind.
            mark = " " * (column - 1) + one.mark
            what = "this list is shown as one run of text, because it stands right under a line"
            hint = "put an empty line before it"
            if one.inside:
                what = "this list in a list is shown as running text, for want of blanks before it"
                hint = f"put {_STEP} blanks before each of its points"
            yield Finding(
                Location(passage.path, line, 1, len(mark)),
                what,
                hint,
                instead=f"\n{mark}" if one.sure and not one.inside else None,
            )
    for passage in case.news:
        yield from _odd_points(passage)


def _odd_points(passage: Passage) -> Iterator[Finding]:
    """Find lines one below the other that begin with signs which make no list."""
    points = map(_ODD_POINT.match, passage.plain.split("\n"))
    for found, run in groupby(zip(points, passage.lines, strict=True), lambda one: bool(one[0])):
        (point, (_offset, line, column)), *more = run
        if found and point and more:
            mark = "1." if point[1][-1] == ")" else "-"
            yield Finding(
                Location(passage.path, line, column + point.start(1), len(point[1])),
                f"this list is shown as one run of text: '{point[1]}' makes no list",
                f"begin each line with {mark} and leave an empty line above the first",
            )


def _texts(case: Case) -> Iterator[tuple[Passage, str]]:
    """Yield the texts that are news as they were converted, where the file has the same lines."""
    entry = case.entry
    bodies: dict[Location | None, Prose | None] = {one.where: one.body for one in entry.updates}
    bodies[None] = entry.opening
    advice = [one for one in (*entry.still_works, entry.what_to_do, entry.data_safe) if one]
    for passage in case.news:
        shown = passage.shown.strip()
        if passage.kind is Kind.ADVICE:
            # YAML joins lines in most of its forms, and then they are no lines for Markdown.
            if any(one.source.strip() == shown for one in advice):
                yield passage, shown
        elif passage.kind is not Kind.TITLE:
            body = bodies.get(passage.heading)
            if body is not None and len(body.source.strip()) == len(shown):
                yield passage, body.source


def _not_lists(lines: list[str]) -> Iterator[_List]:
    """Yield what looks like a list, is none, and is one once it is written better."""
    written, html, added = lines, "", 0
    tries = 1 + _MOST // (1 + sum(map(len, lines)))
    for one in islice(_like_lists(lines), tries):
        html = html or _html(written)
        at = one.index + added
        better = one.better(written, at)
        mended = _html(better)
        if mended.count("<li>") > html.count("<li>") and _said(mended) == _said(html):
            written, html, added = better, mended, len(better) - len(lines)
            yield one


def _html(lines: list[str]) -> str:
    return convert("\n".join(lines))[0].html


def _said(html: str) -> tuple[list[str], list[str]]:
    """Return all that readers get but for paragraphs and lists, and the code letter by letter."""
    return _SHAPE.sub(" ", _MARK.sub("", html)).split(), code_in(html)


def _like_lists(lines: list[str]) -> Iterator[_List]:
    """Yield the first point behind a line of text, or behind a point of the other kind."""
    begin = 0
    known: set[tuple[int, int]] = set()
    for end in range(len(lines) + 1):
        if end == len(lines) or not lines[end].strip():
            if end > begin and _POINT.match(lines[begin]):
                yield from _inside(lines, begin, end)
            elif end > begin:
                found = [*_under(lines, begin + 1, end)] or [*_swallowed(lines, begin, end, known)]
                yield from found
            known |= {_place(point) for point in map(_POINT.match, lines[begin:end]) if point}
            begin = end + 1


def _swallowed(
    lines: list[str], begin: int, end: int, known: set[tuple[int, int]]
) -> Iterator[_List]:
    """Yield the next point of a list, right under what has more blanks for being inside a point.

    `known` are the points above, whose number it goes on from.
    """
    blanks = len(lines[begin]) - len(lines[begin].lstrip(" "))
    for index in range(begin + 1, end):
        if point := _POINT.match(lines[index]):
            before, number = _place(point)
            if before < blanks and (before, number and number - 1) in known:
                yield _List(index=index, mark=point[1], sure=False)
                return


def _place(point: re.Match[str]) -> tuple[int, int]:
    """Return how many blanks stand before a point, and its number; 0 for a bullet."""
    return len(point[1]) - len(point[1].lstrip(" ")), int(point[2] or 0)


def _inside(lines: list[str], begin: int, end: int) -> Iterator[_List]:
    """Yield what is a list only where it has more blanks before it, below each point of another."""
    kinds = [found and found[2] is None for found in map(_POINT.match, lines[begin:end])]
    edges = [begin + at for at, kind in enumerate(kinds) if kind is kinds[0]] + [end]
    several = len(edges) > 2  # an empty line would take those behind it for text
    for first, until in pairwise(edges):
        for one in _under(lines, first + 1, until):
            inside = several or one.mark[0] == " "
            yield replace(one, inside=until - one.index if inside else 0)


def _under(lines: list[str], begin: int, end: int) -> Iterator[_List]:
    points = [(at, found) for at in range(begin, end) if (found := _POINT.match(lines[at]))]
    if not points:
        return
    first, mark = points[0]
    # A date or a sum at the start of a line is no point: `12. August`.
    if mark[2] not in (None, "1"):
        return
    alike = [at for at, found in points if (found[2] is None) == (mark[2] is None)]
    # Prose that is cut into lines may have a dash or two at the start of one: a single sign says
    # nothing, two only where no text goes on below.
    colon = lines[first - 1].rstrip(" \t*_").endswith((":", "\uff1a"))
    signs = len(alike) + colon
    goes_on = any(line[0] not in " \t" and _POINT.match(line) is None for line in lines[first:end])
    if signs >= 3 or (signs == 2 and not goes_on):
        yield _List(index=first, mark=mark[1], sure=signs >= 3 and not goes_on)
