"""Read the braces behind a heading: `{contactless: major_outage, next_update: 2025-04-21 12:00}`.

YAML's flow mapping as far as a heading needs it: keys and values are texts, quoted or not. It is
not left to YAML because a heading is one line of prose, in which `#`, `?` and `*` are only
themselves, and because every mistake in so little text can be named. Knows no key.
"""

from __future__ import annotations

from statusgen.errors import Location, Problem
from statusgen.located import simple
from statusgen.located.lines import closing, quote
from statusgen.located.nodes import Mapping, Node, Scalar, excerpt

__all__ = ["load_inline", "load_inline_texts"]

_FORM = "write pairs with commas between them, like {name: value, other: value}"
_BLANKS = " \t"
_LIMIT = 8192


def load_inline(text: str, *, where: Location) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """Read one line that begins with `{`; `where` is the place of that brace.

    What leaves no doubt about its meaning is read as it was meant, and still reported. The mapping
    is None if the braces are not there or not closed.
    """
    if len(text) <= _LIMIT and (mapping := simple.braces(text, where=where)):
        return mapping, ()
    braces = _Braces(text.rstrip(_BLANKS), where)
    mapping = braces.read()
    return mapping, tuple(sorted(braces.problems))


def load_inline_texts(text: str) -> dict[str, str] | None:
    """Read the texts of simple braces without a fault, or give None: `load_inline` knows more."""
    return simple.braces_texts(text) if len(text) <= _LIMIT else None


class _Braces:
    """One reading: `pairs` and `problems` grow from piece to piece. Columns count from 0 here."""

    def __init__(self, text: str, where: Location) -> None:
        self._text = text
        self._where = where
        self.pairs: dict[str, tuple[Scalar, Node]] = {}
        self.problems: list[Problem] = []

    def read(self) -> Mapping | None:
        text = self._text
        if not text.startswith("{"):
            self._report(0, len(text), "not-braces", "this is not '{...}'", _FORM)
            return None
        if len(text) > _LIMIT:
            what = f"these braces are longer than {_LIMIT // 1024} KB"
            self._report(0, 1, "too-large", what, "shorten them")
            return None
        end = closing(text, 0)
        if end < 0:
            what = "the '{' that begins here is never closed"
            self._report(0, len(text), "unclosed-bracket", what, "add '}' at the end")
            return None
        after, stop = self._trim(end + 1, len(text))
        if after < stop:
            what, hint = "there is text after the closing '}'", "write it on the line below"
            if text[after] in "{,":
                hint = _FORM
            self._report(after, stop, "text-after-bracket", what, hint)
        start = 1
        while start < end:
            comma = self._comma(start, end)
            first, last = self._trim(start, comma)
            if first == last and comma < end:
                what = "there is nothing before this comma"
                self._report(comma, comma + 1, "not-key-value", what, _FORM)
            while first < last:
                first = self._pair(first, last)
            start = comma + 1
        return Mapping(tuple(self.pairs.values()), self._place(0, end + 1))

    def _pair(self, start: int, end: int) -> int:
        """Read one pair and return where the next begins: at `end`, if no comma is missing."""
        colon = self._colon(start, end)
        if colon < 0:
            colon = self._sign(start, end)
        if colon < 0:
            what = f"'{excerpt(self._text[start:end])}' is not 'key: value'"
            self._report(start, end, "not-key-value", what, _FORM)
            return end
        key = self._scalar(*self._trim(start, colon))
        begin, _ = self._trim(colon + 1, end)
        following = self._missing_comma(begin, end)
        begin, stop = self._trim(begin, following)
        if following < end and self._text[stop - 1] == ";":
            stop -= 1  # it was to be the comma
        if following == end:
            self._judge(begin, stop)
        if not key.text:
            self._report(start, stop, "no-key", "there is no key before this colon", _FORM)
        elif key.text in self.pairs:
            what = f"the key '{excerpt(key.text)}' is in these braces twice"
            self._add(key.where, "duplicate-key", what, "keep one of the two")
        else:
            self.pairs[key.text] = key, self._scalar(begin, stop)
        return following

    def _sign(self, start: int, end: int) -> int:
        """Find `:` or `=` where ': ' should be and report it, or return -1."""
        piece = self._text[start:end]
        for sign in (":", "="):
            key, found, value = piece.partition(sign)
            if found and key.strip().replace("-", "").replace("_", "").isalnum():
                what = "there must be a space after the colon"
                if sign == "=":
                    what = "there must be a colon and a space between a key and its value, not '='"
                column = start + len(key)
                hint = f"write {key.strip()}: {excerpt(value.strip())}"
                self._report(column, column + 1, "missing-space", what, hint)
                return column
        return -1

    def _missing_comma(self, start: int, end: int) -> int:
        """Find the key of the next pair in a value such as `major_outage orders: operational`."""
        value = self._text[start:end]
        if ": " not in value or value[:1] in ("'", '"', "{", "["):
            return end
        key = value[: value.index(": ")]
        word = key.replace(";", " ").rpartition(" ")[2]
        if not key.removesuffix(word).strip() or not word[:1].isalpha():
            return end
        column = start + value.index(": ") - len(word)
        what, hint = f"a comma is missing before '{excerpt(word)}'", _FORM
        self._report(column, column + len(word), "missing-comma", what, hint)
        return column

    def _judge(self, start: int, end: int) -> None:
        """Report a value that cannot stand in braces as it is written."""
        value = self._text[start:end]
        sign = value[:1]
        if sign in ("{", "["):
            what = "braces and brackets cannot stand inside these braces"
            self._report(start, end, "nested", what, f"write {quote(value)} if it is a text")
        elif sign in ("'", '"'):
            close = closing(value, 0)
            if close < 0:
                what = f"the {sign} that begins here is never closed"
                self._report(start, end, "unclosed-quote", what, f"write {quote(value[1:])}")
            elif close + 1 < len(value):
                what = f"there is text after the closing {sign}"
                self._report(
                    start + close + 1, end, "text-after-quote", what, f"write {quote(value)}"
                )
        elif ": " in value or value.endswith(":"):
            what = "a value that contains ': ' must be in quotes"
            self._report(start, end, "unquoted-colon", what, f"write {quote(value)}")

    def _scalar(self, start: int, end: int) -> Scalar:
        text = self._text[start:end]
        where = self._place(start, end)
        if text[:1] in ("'", '"') and len(text) > 1 and closing(text, 0) == len(text) - 1:
            inner = text[1:-1]
            if text[0] == "'":
                return Scalar(inner.replace("''", "'"), where, quoted=True)
            return Scalar(inner.replace('\\"', '"').replace("\\\\", "\\"), where, quoted=True)
        return Scalar(text, where, quoted=False)

    def _colon(self, start: int, end: int) -> int:
        index = start
        if self._text[start] in ("'", '"'):
            index = max(start, closing(self._text[:end], start))
        colon = self._text.find(":", index, end)
        while colon >= 0 and colon + 1 < end and self._text[colon + 1] not in _BLANKS:
            colon = self._text.find(":", colon + 1, end)
        return colon

    def _comma(self, start: int, end: int) -> int:
        """Return where the piece from `start` on ends: at a comma outside quotes, or at `end`."""
        index = start
        while index < end:
            character = self._text[index]
            if character == ",":
                return index
            before = self._text[index - 1]
            if character in "'\"{[" and before in " \t,{[":
                index = max(index, closing(self._text[:end], index))
            index += 1
        return end

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self._text[start] in _BLANKS:
            start += 1
        while end > start and self._text[end - 1] in _BLANKS:
            end -= 1
        return start, end

    def _place(self, start: int, end: int) -> Location:
        where = self._where
        return Location(where.path, where.line, where.column + start, max(1, end - start))

    def _report(self, start: int, end: int, code: str, what: str, hint: str) -> None:
        self._add(self._place(start, end), code, what, hint)

    def _add(self, where: Location, code: str, what: str, hint: str) -> None:
        self.problems.append(Problem(where, code, what, hint))
