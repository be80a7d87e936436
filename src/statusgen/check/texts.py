"""The words of an entry, each with its place in the file. Judges none of them.

The model keeps what an entry means; here the file is read once more for how it is written, because
a rule on wording points at the very word. It is done for entries that matter now, not for history.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache, lru_cache
from operator import itemgetter

from statusgen import located
from statusgen.errors import Location, Problem
from statusgen.frozen import frozen
from statusgen.markup import convert
from statusgen.markup.text import CODE
from statusgen.parse.headings import Section, cut
from statusgen.parse.text import Text, decode
from statusgen.sources import Source

__all__ = ["HIDDEN", "Kind", "Passage", "Written", "code_in", "read"]

HIDDEN = "\ufffc"
"""Stands for a character that is no word: neither a letter nor a blank to any expression."""

_ADVICE = ("still_works", "what_to_do", "data_safe")

# A sign by its number, or one that stands for itself. All others are blanks and line ends, or were
# refused when the file was read.
_ESCAPE = re.compile(
    r"\\(?:(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|([\"/\\])|.?)"
)

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_WAS_COMMENT = re.compile(rf"{HIDDEN}{{4}}([\n{HIDDEN}]*){HIDDEN}{{3}}")
_LINE = re.compile(r"^([ \t]*(?:(?:[-+*>]|\d+\.)[ \t]+)*)(.*)", re.MULTILINE)
# A line that may begin a quote, HTML, a heading, the address of a link, a rule or an item, and so
# end the code before it. Whether it does is Markdown's to say.
_BEGINS = r"[ \t]*(?:[<>#[]|(?:[-_*] *){3}|(?:[-+*]|\d+\.)[ \t])"
_BEGUN = re.compile(rf"\n{_BEGINS}")
_INNER = r"(?>(?:(?!</?(?:code|kbd|pre)\b).)*)"
_SIGNS = frozenset("`<:")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)[\s/>]")
# Four columns of indentation, in a quote as well, which Markdown may take for code.
_FAR = re.compile(r"(?:[ \t]*>)*(?: {4}| {0,3}\t)")
# What goes on in an indented block behind it: a list, and what HTML may be.
_HOLDS_MORE = re.compile(r" {0,3}(?:[-+*]|\d+[.)])[ \t]| {0,3}<")


@cache
def _no_words(ends: str = "") -> re.Pattern[str]:
    """Find code, the address of a link, an address in the text, a tag.

    Bounded, since no such thing is long; an element of code that is never closed reaches to the
    end, as it does on the page. So does one with another inside that is not closed there. A line
    that begins with `ends` ends code in backticks. Few texts have any of it: compiled when asked.
    """
    ends = ends and f"|{ends}"
    return re.compile(
        r"^(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n.*?^(?P=fence)"
        rf"|`(?:[^`\n]|\n(?![ \t]*\n|```|~~~{ends})){{1,500}}`"
        rf"|\]\([^)\n]{{0,2000}}\)|<(?P<code>code|kbd|pre)\b[^<>\n]{{0,2000}}>{_INNER}"
        rf"(?>(?:<(?P<own>code|kbd|pre)\b[^<>\n]{{0,2000}}>{_INNER}</(?P=own)>{_INNER})*)"
        r"(?:(?=</(?P=code)\b)|.*)"
        r"|<[/a-zA-Z][^<>\n]{0,2000}>|(?:https?|mailto|tel):[^\s)>\]]*[^\s)>\].,;:!?]",
        re.DOTALL | re.MULTILINE | re.IGNORECASE,
    )


class Kind(Enum):
    """What a passage is for. Only an update has its date above it."""

    TITLE = auto()
    OPENING = auto()
    ADVICE = auto()
    UPDATE = auto()


@frozen
class Passage:
    """A run of text as it stands in the file, without indentation, its escapes of YAML's read.

    `shown` is without comments, and `plain` has nothing but words, without code, addresses and tags
    as well: each of their characters is `HIDDEN`. So both are equally long, an offset means the
    same in each, and what looks like a blank is one.
    `lines` are (offset, line, column) of where each line begins. `heading` is where the time of an
    update stands. `escapes` are (offset, how many characters longer the file is up to its end) of
    each.
    """

    kind: Kind
    path: str
    shown: str
    plain: str
    lines: tuple[tuple[int, int, int], ...]
    heading: Location | None = None
    escapes: tuple[tuple[int, int], ...] = ()

    def where(self, start: int, end: int) -> Location:
        """Point at the characters from `start` up to `end`, or to the end of their line."""
        index = self._line_of(start)
        offset, line, column = self.lines[index]
        after = self.lines[index + 1][0] - 1 if index + 1 < len(self.lines) else len(self.shown)
        end = min(end, max(after, start))
        more = self._more_before(start)
        column += start - offset + more - self._more_before(offset)
        length = end - start + self._more_before(end) - more
        return Location(self.path, line, column, max(length, 1))

    def _more_before(self, offset: int) -> int:
        index = bisect_left(self.escapes, offset, key=itemgetter(0))
        return self.escapes[index - 1][1] if index else 0

    def _line_of(self, offset: int) -> int:
        return bisect_right(self.lines, offset, key=itemgetter(0)) - 1

    def may_be_code(self, start: int) -> bool:
        """Say whether the line at an offset is indented so far that it may be a block of code."""
        offset, _, column = self.lines[self._line_of(start)]
        written = (own for at, _, own in self.lines if self.shown[at : at + 1].strip("\n"))
        return column - next(written, column) >= 4 or _FAR.match(self.shown, offset) is not None

    def changes_code(self, corrected: str) -> bool:
        """Say whether the page would hold other code if the text were written like this.

        Which backticks belong together, with tags, links and lists among them, is Markdown's to
        say: `plain` may leave code that stands between two of them.
        """
        if self.kind is Kind.TITLE or "`" not in self.shown:
            return False
        before, after = (code_in(convert(_sure(text))[0].html) for text in (self.shown, corrected))
        return before != after

    def tags(self) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield each tag of HTML with its name, lower case, but for those that may be in code."""
        for match in _no_words().finditer(self.shown) if "<" in self.shown else ():
            tag = _TAG.match(match[0])
            if tag is not None and not self.may_be_code(match.start()):
                yield tag[1].lower(), match

    def at(self, match: re.Match[str], group: int | str = 0) -> Location:
        """Point at what an expression has found."""
        return self.where(*match.span(group))


@frozen
class Written:
    """An entry's file in pieces: its texts, its updates in file order, where its keys' values are.

    `trailing` are the blanks behind the --- of its front matter. Of a file that
    cannot be read nothing is there: what is wrong with it is said elsewhere.
    """

    passages: tuple[Passage, ...] = ()
    sections: tuple[Section, ...] = ()
    keys: dict[str, Location]
    trailing: tuple[Location, ...] = ()


def _sure(text: str) -> str:
    """Make comments out of what was hidden as such, and signs of the tabs behind a line's begin.

    Where such a tab leads depends on what stands before it, so that code which nobody has touched
    might look as if it were another.
    """
    text = _WAS_COMMENT.sub(lambda found: f"<!--{found[1]}-->", text)
    return _LINE.sub(lambda line: line[1] + line[2].replace("\t", HIDDEN), text)


def code_in(html: str) -> list[str]:
    """Take the code out of a text that has been converted, letter by letter."""
    return [found[0] for found in CODE.finditer(html)]


@lru_cache(maxsize=256)
def read(source: Source) -> Written:
    """Read a file that parses as an entry; the last ones are remembered."""
    text, _ = decode(source)
    bounds = None if text is None else _front_matter(text)
    if text is None or bounds is None:
        return Written(keys={})
    begin, end = bounds
    node, _ = located.load("\n".join(text.lines[begin:end]), path=text.path, first_line=begin + 1)
    ignored: list[Problem] = []
    sections = cut(text, start=end + 1, problems=ignored)
    keys: dict[str, Location] = {}
    passages: list[Passage] = []
    if isinstance(node, located.Mapping):
        keys = {key.text: value.where for key, value in reversed(node.pairs)}
        passages += _front(text, node, end)
    passages += _block(text, Kind.OPENING, sections.opening, sections.opening_line, None)
    for one in sections.updates:
        passages += _block(text, Kind.UPDATE, one.body, one.first_line, one.time_at)
    trailing = tuple(
        Location(text.path, index + 1, 4, len(text.lines[index]) - 3)
        for index in (begin - 1, end)
        if text.lines[index] != "---"
    )
    return Written(
        passages=tuple(passages), sections=sections.updates, keys=keys, trailing=trailing
    )


def _front_matter(text: Text) -> tuple[int, int] | None:
    marks = (index for index, line in enumerate(text.lines) if line.rstrip() == "---")
    first, end = next(marks, None), next(marks, None)
    return None if first is None or end is None else (first + 1, end)


def _front(text: Text, node: located.Mapping, end: int) -> Iterator[Passage]:
    """Yield the title and the pieces of advice. A value ends where the next thing begins."""
    for number, (key, value) in enumerate(node.pairs):
        after = node.pairs[number + 1][0].where.line - 1 if number + 1 < len(node.pairs) else end
        kind = Kind.TITLE if key.text == "title" else Kind.ADVICE
        if key.text != "title" and key.text not in _ADVICE:
            continue
        items = value.items if isinstance(value, located.Sequence) else (value,)
        for place, item in enumerate(items):
            last = items[place + 1].where.line - 1 if place + 1 < len(items) else after
            if isinstance(item, located.Scalar) and item.text.strip():
                yield _scalar(text, kind, item, max(last, item.where.line))


def _scalar(text: Text, kind: Kind, value: located.Scalar, last: int) -> Passage:
    """Take a value as it is written, from its first line up to the line `last`."""
    where = value.where
    first = text.lines[where.line - 1]
    start, stop = where.column - 1, where.column - 1 + where.length
    if value.quoted:
        start, stop = start + 1, stop - (last == where.line)
    block = not value.quoted and first[start : start + 1] in ("|", ">")
    begins = [] if block else [(first[start:stop], where.line, start + 1)]
    for number in range(where.line, last):
        line = text.lines[number]
        stripped = line.lstrip()
        if stripped.startswith("#") and (line == stripped or not block):
            break  # a comment of YAML's
        begins.append((stripped, number + 1, len(line) - len(stripped) + 1))
    escapes: list[tuple[int, int]] = []
    if value.quoted and first[where.column - 1] == '"':
        begins = list(_unescaped(begins, escapes))
    return _passage(kind, text.path, begins, None, escapes=tuple(escapes))


def _unescaped(
    written: list[tuple[str, int, int]], escapes: list[tuple[int, int]]
) -> Iterator[tuple[str, int, int]]:
    """Read the escapes of a value in "...", and note each: what follows a tab is no word with a t.

    All that is no sign to be seen is a blank, so that the lines are those of the file.
    """
    offset = more = 0
    for line, number, column in written:
        read, done = "", 0
        for match in _ESCAPE.finditer(line):
            read += line[done : match.start()]
            sign = match[2] or (chr(int(match[1][1:], 16)) if match[1] else " ")
            sign = " " if sign.isspace() else located.NOT_ON_A_PAGE.sub("", sign)
            more += len(match[0]) - len(sign)
            escapes.append((offset + len(read), more))
            read, done = read + sign, match.end()
        read += line[done:]
        yield read, number, column
        offset += len(read) + 1


def _block(
    text: Text, kind: Kind, body: str, first: int, heading: Location | None
) -> Iterator[Passage]:
    if body.strip():
        lines = [(line, first + index, 1) for index, line in enumerate(body.split("\n"))]
        yield _passage(kind, text.path, lines, heading, code=_indented_code(body))


def _indented_code(body: str) -> frozenset[int]:
    """Return which lines are certainly a block of code, by their indentation alone.

    Behind a list an indented block goes on with it, and where that ends is Markdown's to say.
    """
    code: set[int] = set()
    if "    " not in body and "\t" not in body:
        return frozenset()
    goes_on, begins, is_code = False, True, False
    for index, line in enumerate(body.split("\n")):
        far = line.expandtabs(4).startswith("    ")
        if not line.strip():
            begins = True
            continue
        if begins:
            is_code = far and not goes_on
            goes_on = goes_on and far
        is_code = is_code and far
        if is_code:
            code.add(index)
        elif not far:
            goes_on = goes_on or _HOLDS_MORE.match(line) is not None
        begins = False
    return frozenset(code)


def _passage(
    kind: Kind,
    path: str,
    written: list[tuple[str, int, int]],
    heading: Location | None,
    code: frozenset[int] = frozenset(),
    escapes: tuple[tuple[int, int], ...] = (),
) -> Passage:
    starts: list[tuple[int, int, int]] = []
    offset = 0
    for line, number, column in written:
        starts.append((offset, number, column))
        offset += len(line) + 1
    whole = "\n".join(line for line, _, _ in written)
    shown = whole
    if "<!--" in whole:
        # Behind the last end no comment ends, and each beginning would look for it to the end.
        last = whole.rfind("-->") + 3
        shown = _COMMENT.sub(_hidden, whole[:last]) + whole[last:]
    plain = shown
    if not _SIGNS.isdisjoint(shown) or "](" in shown or "~~~" in shown:
        plain = _no_words().sub(_hidden, shown)
        if "`" in shown and _BEGUN.search(shown):
            pairs = zip(plain, _no_words(_BEGINS).sub(_hidden, shown), strict=True)
            plain = "".join([HIDDEN if HIDDEN in pair else pair[0] for pair in pairs])
    if code:
        lines = enumerate(plain.split("\n"))
        plain = "\n".join(HIDDEN * len(line) if n in code else line for n, line in lines)
    return Passage(
        kind=kind,
        path=path,
        shown=shown,
        plain=plain,
        lines=tuple(starts),
        heading=heading,
        escapes=escapes,
    )


def _hidden(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", HIDDEN, match[0])
