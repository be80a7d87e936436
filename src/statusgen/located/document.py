"""Read a whole YAML text, a front matter or a file, from PyYAML's event stream.

The C parser reads what is well-formed. Whatever it refuses, and the few texts that it reads
otherwise than the pure parser, go to the pure one, whose answer then counts: so results and
messages are the same on a machine without the C parser. A mistake that can be mended is mended in
memory and the text is read again, so that one run finds the next mistake too.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from contextlib import suppress

import yaml
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from statusgen.errors import Location, Problem
from statusgen.located import simple
from statusgen.located.case import Case, Mistake
from statusgen.located.mistakes import explain
from statusgen.located.nodes import Node
from statusgen.located.simple import Texts
from statusgen.located.tree import GivenUp, Page, Tree

__all__ = ["CONFIG_LIMIT", "FRONT_MATTER_LIMIT", "PurePython", "load", "load_texts"]

CONFIG_LIMIT = 1024 * 1024
FRONT_MATTER_LIMIT = 64 * 1024

# What YAML 1.1 does not print, or takes for a line end where an editor shows none. The set of all
# others would take `re` twelve times as long to read, 5 ms.
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_SPARE = range(0xF0000, 0xFFFFE)
# Where the two parsers differ, found by comparing them on random texts: a question mark that may be
# a sign of YAML's, and a comment glued to the head of a block text.
_QUESTION = re.compile(r"(?:^|[\s\[{,])\?(?:[\s,\]}]|$)", re.MULTILINE)
_QUESTION_IN_TEXT = re.compile(r"(?<=[^\s\[{,])\?|\?(?=[^\s,\]}])")
_GLUED = re.compile(r"[|>][-+0-9]*#")
# What may be said after tabs were read as single spaces: the indentation is then a guess.
_OF_ONE_LINE = frozenset(("alias", "unquoted-colon", "unquoted-start", "missing-space"))
# Each round reads the text anew with the slow parser.
_ROUNDS = 20
_MENDED_CHARACTERS = 200_000


class PurePython(Reader, Scanner, Parser):
    """PyYAML's parser in Python, without resolver and constructors."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def get_event(self) -> yaml.Event | None:
        """Return the next event; numbers that Python cannot take become an error of the text's."""
        try:
            event: yaml.Event | None = super().get_event()  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError) as error:
            context = "while scanning a double-quoted scalar"
            raise yaml.MarkedYAMLError(context, None, str(error), self.get_mark()) from error
        return event


try:
    from yaml._yaml import CParser

    FAST: Callable[[str], CParser] | None = CParser
except ImportError:
    FAST = None


def load(
    text: str, *, path: str, first_line: int = 1, limit: int = FRONT_MATTER_LIMIT
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read YAML whose first line is line `first_line` of the file; lines end in LF.

    The node is None if there is nothing but blanks and comments, or if the text cannot be read, in
    which case a problem says why. Problems are sorted by place. A text of more than `limit`
    characters is refused unread.
    """
    if len(text) > limit:
        what = f"this is longer than the {limit // 1024} KB that can be read here"
        return None, (Problem(Location(path, first_line), "too-large", what, "shorten it"),)
    if mapping := simple.read(text, path=path, first_line=first_line):
        return mapping, ()
    text, restored = _tame(text)
    page = Page(path, first_line, text.split("\n"), restored)
    if FAST and not _disputed(text):
        tree = Tree(page)
        with suppress(yaml.YAMLError, GivenUp):  # The pure parser is asked next, and says why.
            node = tree.read(FAST(text))
            if not tree.disputed:
                return node, tuple(sorted(tree.problems))
    return _Mending(page).read()


def load_texts(text: str) -> Texts | None:
    """Read the texts of YAML that is simple and without a fault, or give None: `load` knows more.

    In a third of the time, since nobody is going to ask where they stand.
    """
    return simple.texts(text) if len(text) <= FRONT_MATTER_LIMIT else None


class _Mending:
    """Reading with the pure parser, mending what can be mended, until the text can be read."""

    def __init__(self, page: Page) -> None:
        used = set().union(*page.lines)
        spare = (chr(code) for code in _SPARE if chr(code) not in used)
        self._mask = dict(zip(map(ord, string.punctuation), spare, strict=False))
        letters = {ord(spare): chr(code) for code, spare in self._mask.items()}
        self._page = Page(page.path, page.first_line, page.lines, page.restored | letters)
        self._written = [line.translate(page.restored) for line in page.lines]
        self._values: dict[tuple[int, int], tuple[str, int]] = {}
        self._found: dict[tuple[int, int, str], Problem] = {}
        self._tabs = False

    def read(self) -> tuple[Node | None, tuple[Problem, ...]]:
        text = "\n".join(self._page.lines)
        for _ in range(1 + min(_ROUNDS, _MENDED_CHARACTERS // (len(text) + 1))):
            tree = Tree(self._page, self._values)
            node, rest = None, tree.problems
            try:
                node = tree.read(PurePython("\n".join(self._page.lines)))
            except GivenUp as error:
                rest.append(error.problem)
            except yaml.MarkedYAMLError as error:
                case = Case(self._written, self._page.lines, error, tree.last, self._masked)
                if self._mend(explain(case)):
                    continue
            break
        return node, tuple(sorted([*self._found.values(), *rest]))

    def _mend(self, mistake: Mistake) -> bool:
        """Note a mistake and mend its line; False if that cannot be done, or did not help."""
        place = (mistake.line, mistake.column, mistake.code)
        if place in self._found or (self._tabs and mistake.code not in _OF_ONE_LINE):
            return False
        where = self._page.place(mistake.line, mistake.column, mistake.length)
        self._found[place] = Problem(where, mistake.code, mistake.what, mistake.hint)
        if mistake.mended is None:
            return False
        lines = list(self._page.lines)
        lines[mistake.line] = mistake.mended
        if mistake.code == "tab":
            self._tabs = True
            lines = [line.replace("\t", " ") for line in lines]
        if mistake.value:
            key, column, length = mistake.value
            text = self._written[mistake.line][column : column + length]
            self._values[mistake.line, key] = text, column
        page = self._page
        self._page = Page(page.path, page.first_line, lines, page.restored)
        return True

    def _masked(self, text: str) -> str:
        return text.translate(self._mask)


def _tame(text: str) -> tuple[str, dict[int, str]]:
    """Give every character that YAML does not read as text a stand-in; make inner tabs blanks.

    Only in the indentation is a tab a mistake; what it means elsewhere the parsers disagree on. So
    they do on a question mark inside brackets: `{name: Need help?, url: ...}` is a text here.
    """
    if "\t" in text:
        text = "\n".join(map(_untab, text.split("\n")))
    unusual = sorted(set(_UNUSUAL.findall(text)))
    if not unusual and "?" not in text:
        return text, {}
    used = set(text)
    spare = (chr(code) for code in _SPARE if chr(code) not in used)
    question = next(spare)
    stand_ins = {ord(character): next(spare) for character in unusual}
    restored = {ord(stand_in): chr(code) for code, stand_in in stand_ins.items()}
    restored[ord(question)] = "?"
    return _QUESTION_IN_TEXT.sub(question, text.translate(stand_ins)), restored


def _untab(line: str) -> str:
    body = line.lstrip(" \t")
    indent = line[: len(line) - len(body)] if body else ""
    return indent + line[len(indent) :].replace("\t", " ")


def _disputed(text: str) -> bool:
    """Tell whether the C parser may read the text otherwise than the pure one."""
    if "\t" in text or ("?" in text and _QUESTION.search(text)):
        return True
    return "#" in text and bool(_GLUED.search(text))
