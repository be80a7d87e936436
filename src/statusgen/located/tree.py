"""Build the tree of texts from a parser's events, and refuse what the format has no use for.

Refused are tags, anchors, aliases, merge keys, keys that are no text, keys that are there twice,
several documents and too deep a nesting. Takes no notice of which parser sends the events.
"""

from __future__ import annotations

import re
from typing import NoReturn, Protocol

import yaml

from statusgen.errors import Location, Problem, Severity
from statusgen.located.lines import (
    bare,
    looks_like_text,
    missing_space,
    say_missing_space,
    write,
)
from statusgen.located.nodes import Mapping, Node, Scalar, Sequence, excerpt

__all__ = ["DEPTH", "NOT_ON_A_PAGE", "GivenUp", "Page", "Tree"]

DEPTH = 12
_MANY = 100

_QUOTES = frozenset(("'", '"'))
_BLOCK = frozenset(("|", ">"))

_NO_CHARACTERS = "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
NOT_ON_A_PAGE = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]"
)
"""What XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets) and what HTML does: controls and
noncharacters. And the two signs that turn letters round, so that a line reads otherwise than it is
written: no language needs them. An escape in "..." could bring back what decoding has left out.
"""


class Events(Protocol):
    """What is asked of a parser."""

    def get_event(self) -> yaml.Event | None:
        """Return the next event."""


class GivenUp(Exception):
    """The text is too deep, or too full of mistakes, to be read on: `problem` says which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


class Page:
    """The lines of a text and where in which file they stand.

    `restored` names the characters that stand in for others which YAML would not read as text.
    """

    __slots__ = ("_seen", "first_line", "lines", "path", "restored")

    def __init__(
        self, path: str, first_line: int, lines: list[str], restored: dict[int, str]
    ) -> None:
        self.path = path
        self.first_line = first_line
        self.lines = lines
        self.restored = restored
        self._seen = (-1, "")

    def place(self, line: int, column: int, length: int) -> Location:
        """Point into the file; line and column count from 0, and are brought inside the text."""
        line = min(line, len(self.lines) - 1)
        if line and not self.lines[line] and line == len(self.lines) - 1:
            line, column = line - 1, len(self.lines[line - 1])
        column = min(column, len(self.lines[line]))
        return Location(self.path, line + self.first_line, column + 1, max(1, length))

    def written(self, line: int) -> str:
        """Return a line as its author wrote it."""
        if self._seen[0] != line:
            self._seen = (line, self.lines[line].translate(self.restored))
        return self._seen[1]


class Tree:
    """One reading of a page. `last` is the event that was read last, `problems` what was found.

    `values` gives, by the place of its key, a value that the mended text hides, and its column.
    `disputed` tells whether something met which the two parsers may describe differently.
    """

    __slots__ = (
        "_anchors",
        "_comments",
        "_errors",
        "_events",
        "_page",
        "_values",
        "disputed",
        "last",
        "problems",
    )

    def __init__(
        self, page: Page, values: dict[tuple[int, int], tuple[str, int]] | None = None
    ) -> None:
        self._page = page
        self._values = values or {}
        self._comments = any(" #" in line for line in page.lines)
        self._anchors: set[str] = set()
        self._errors = 0
        self._events: Events
        self.last: yaml.Event | None = None
        self.problems: list[Problem] = []
        self.disputed = False

    def read(self, events: Events) -> Node | None:
        """Read the first document; raises what the parser raises, and GivenUp."""
        self._events = events
        self._next()
        start = self._next()
        if not isinstance(start, yaml.DocumentStartEvent):
            return None
        if start.version or start.tags:
            self._directive()
        root = self._next()
        node = self._node(root, 0)
        self._next()
        if isinstance(more := self._next(), yaml.DocumentStartEvent):
            what = "a second document begins here"
            hint = "remove the '---' and what follows it; one file describes one thing"
            mark = more.start_mark
            assert mark
            self._add(self._page.place(mark.line, mark.column, 3), "several-documents", what, hint)
        if isinstance(root, yaml.ScalarEvent) and isinstance(node, Scalar) and not root.style:
            self._look_for_pairs(node)
            return node if node.text else None
        return node

    def _next(self) -> yaml.Event:
        event = self._events.get_event()
        assert event is not None
        self.last = event
        return event

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if type(event) is yaml.ScalarEvent:
            if not event.style:
                self._look_behind(event)
            return self._scalar(event)
        if type(event) is yaml.AliasEvent:
            return self._alias(event)
        if depth == DEPTH:
            self._too_deep(event)
        if isinstance(event, yaml.CollectionStartEvent) and (event.anchor or event.tag):
            self._marked(event, event.anchor, event.tag)
        if type(event) is yaml.MappingStartEvent:
            return self._mapping(event, depth + 1)
        items = []
        while type(item := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._node(item, depth + 1))
        return Sequence(tuple(items), self._span(event, item))

    def _mapping(self, start: yaml.Event, depth: int) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        lines: dict[str, int] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            if type(event) is yaml.ScalarEvent:
                key = self._scalar(event)
                meant = self._meant(event) if self._values else None
            elif type(event) is yaml.AliasEvent:
                key, meant = self._alias(event), None
            else:
                self._no_key(self._node(event, depth).where)
                self._node(self._next(), depth)
                continue
            before = len(self.problems)
            value = self._node(self._next(), depth)
            if meant:
                value = meant
            elif isinstance(value, Scalar) and ":" in key.text and not value.text:
                key, value = self._split(key, value)
            if key.text == "<<" and not key.quoted:
                del self.problems[before:]
                what = "the key '<<' has no meaning here"
                self._add(key.where, "merge-key", what, "write the keys themselves")
            elif key.text in lines:
                what = f"the key '{excerpt(key.text)}' is already on line {lines[key.text]}"
                hint = "keep one of the two lines, or give this one its own key"
                self._add(key.where, "duplicate-key", what, hint)
            else:
                lines[key.text] = key.where.line
                pairs.append((key, value))
        return Mapping(tuple(pairs), self._span(start, event))

    def _meant(self, key: yaml.Event) -> Scalar | None:
        """Return the value that a mended line only stands in for, if the key has such a one."""
        mark = key.start_mark
        assert mark
        if value := self._values.get((mark.line, mark.column)):
            text, column = value
            return Scalar(text, self._page.place(mark.line, column, len(text)), quoted=False)
        return None

    def _split(self, key: Scalar, value: Scalar) -> tuple[Scalar, Scalar]:
        """Report `{contactless:major_outage}`, which is one key to YAML, and read it as meant."""
        line = self._page.written(key.where.line - self._page.first_line)
        start = key.where.column - 1
        end = start + key.where.length
        pair = missing_space(line[:end], start)
        if key.quoted or value.quoted or pair is None or line[end : end + 1] == ":":
            return key, value
        colon = pair[1]
        number = key.where.line - self._page.first_line
        self._add(self._page.place(number, colon, 1), *say_missing_space(line[:end], start, colon))
        name = Scalar(line[start:colon], self._page.place(number, start, colon - start), False)
        begin, end = bare(line[:end], colon + 1)
        return name, Scalar(line[begin:end], self._page.place(number, begin, end - begin), False)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        page, start, end = self._page, event.start_mark, event.end_mark
        assert start
        assert end
        text, style, line, column = event.value, event.style, start.line, start.column
        if not text and not style and page.lines[line : line + 1]:
            before = page.lines[line][:column]
            if not before or before[-1] == " ":  # One parser puts it after the colon, one here.
                self.disputed = True
        if end.line == line and style not in _BLOCK:
            length = end.column - column
        else:
            length = len(page.lines[line].rstrip()) - column
        where = Location(page.path, line + page.first_line, column + 1, max(1, length))
        if event.anchor or event.tag:
            self._marked(event, event.anchor, event.tag)
            text = page.lines[line][column : column + length]
        if style == '"' and NOT_ON_A_PAGE.search(text):
            what = "an escape in this value stands for a character that may not be on a page"
            self._add(where, "bad-escape", what, "leave the escape out")
            text = NOT_ON_A_PAGE.sub("", text)
        if page.restored:
            text = text.translate(page.restored)
        return Scalar(text, where, style in _QUOTES)

    def _span(self, start: yaml.Event, end: yaml.Event) -> Location:
        """Point at a collection: all of it, or what its first line shows of it."""
        page, first, last = self._page, start.start_mark, end.end_mark
        assert first
        assert last
        line, column = first.line, first.column
        inside = isinstance(start, yaml.CollectionStartEvent) and start.flow_style
        stop = last.column if inside and last.line == line else len(page.lines[line].rstrip())
        return Location(page.path, line + page.first_line, column + 1, max(1, stop - column))

    def _look_behind(self, event: yaml.ScalarEvent) -> None:
        """Warn of what YAML takes for a comment, or for more of a text, and an author does not."""
        start, end = event.start_mark, event.end_mark
        assert start
        assert end
        if start.line != end.line:
            self._look_for_items(start.line + 1, end.line)
        if self._comments:
            self._look_for_comment(event)

    def _look_for_items(self, first: int, last: int) -> None:
        """Warn of a list below a key that has a value already."""
        for number in range(first, min(last + 1, len(self._page.lines))):
            line = self._page.lines[number]
            if line.lstrip(" ").startswith("-"):
                where = self._page.place(number, line.index("-"), len(line.strip()))
                what = "this line is read as more of the text above it, not as an item of a list"
                hint = "for a list, write nothing after the colon, and a space after every '-'"
                self._warn(where, "item-in-text", what, hint)
                return

    def _look_for_comment(self, event: yaml.ScalarEvent) -> None:
        """Warn of `title: Shop #12`, in which YAML takes #12 for a comment."""
        start, end = event.start_mark, event.end_mark
        assert start
        assert end
        if end.line == len(self._page.lines):  # An empty text: the C parser counts one line more.
            return
        rest = self._page.lines[end.line][end.column :]
        comment = rest.lstrip(" ")
        if comment == rest or not looks_like_text(comment):
            return
        line = self._page.written(end.line)
        column = len(line) - len(comment)
        begin = start.column if start.line == end.line else 0
        begin += len(line[begin:]) - len(line[begin:].lstrip(" "))
        where = self._page.place(end.line, column, len(comment.rstrip()))
        what = "everything after ' #' is a comment, which nobody will see"
        hint = write(line, begin, line[begin:].rstrip())
        hint = f"if it belongs to the value, {hint}"
        self._warn(where, "comment", what, hint)

    def _look_for_pairs(self, root: Scalar) -> None:
        """Report `title:Payments`, which alone in a text is a text to YAML."""
        first = root.where.line - self._page.first_line
        for number in range(first, len(self._page.lines)):
            line = self._page.written(number)
            if pair := missing_space(line):
                self._add(self._page.place(number, pair[1], 1), *say_missing_space(line, *pair))

    def _alias(self, event: yaml.AliasEvent) -> Scalar:
        start, end = event.start_mark, event.end_mark
        assert start
        assert end
        line = self._page.written(start.line)
        value = line[start.column : end.column]
        where = self._page.place(start.line, start.column, len(value))
        self.disputed = True
        if event.anchor in self._anchors:
            what = f"aliases such as '{excerpt(value)}' are not used here"
            self._add(where, "alias", what, "write the value itself")
        else:
            what = "a value that begins with '*' must be in quotes"
            self._add(where, "alias", what, write(line, start.column, value))
        return Scalar(value, where, quoted=False)

    def _marked(self, event: yaml.Event, anchor: str | None, tag: str | None) -> None:
        """Refuse an anchor or a tag; most are texts that happen to begin with & or !."""
        start, end = event.start_mark, event.end_mark
        assert start
        assert end
        self.disputed = True
        line = self._page.written(start.line)
        # A text ends where it ends: inside brackets more may stand behind it.
        inside = isinstance(event, yaml.ScalarEvent) and end.line == start.line
        value = line[start.column : end.column if inside else None].rstrip()
        sign = value[:1]
        where = self._page.place(start.line, start.column, len(value))
        code = "anchor" if sign == "&" else "tag"
        if anchor:
            self._anchors.add(anchor)
        if not isinstance(event, yaml.ScalarEvent):
            names = "anchors" if anchor else "tags"
            what = f"{names} such as '{excerpt(value.split()[0])}' are not used here"
            self._add(where, code, what, "remove it")
        elif (tag or "").startswith("tag:yaml.org,2002:"):
            what = f"tags such as '{excerpt(value.split()[0])}' are not used here"
            self._add(where, code, what, "remove it; every value is read as it is written")
        else:
            what = f"a value that begins with '{sign}' must be in quotes"
            self._add(where, code, what, write(line, start.column, value))

    def _no_key(self, where: Location) -> None:
        what = "a key must be a text"
        hint = "put it in quotes if it is a text that begins with '[' or '{'"
        self._add(where, "complex-key", what, hint)

    def _directive(self) -> None:
        lines = self._page.lines
        number = next((i for i, line in enumerate(lines) if line.startswith("%")), 0)
        where = self._page.place(number, 0, len(lines[number].rstrip()))
        self._add(
            where, "directive", "lines that begin with '%' are not used here", "remove the line"
        )

    def _too_deep(self, event: yaml.Event) -> NoReturn:
        start = event.start_mark
        assert start
        where = self._page.place(start.line, start.column, 1)
        what = f"this is nested more than {DEPTH} levels deep"
        raise GivenUp(Problem(where, "too-deep", what, "put it in quotes if it is a text"))

    def _add(self, where: Location, code: str, what: str, hint: str) -> None:
        self._errors += 1
        if self._errors > _MANY:
            what = f"there are more than {_MANY} problems in this part of the file"
            raise GivenUp(Problem(where, "too-many", what, "solve the others first"))
        self.problems.append(Problem(where, code, what, hint))

    def _warn(self, where: Location, code: str, what: str, hint: str) -> None:
        self.problems.append(Problem(where, code, what, hint, Severity.WARNING))
