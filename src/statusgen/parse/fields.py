"""Typed reading of one YAML mapping: what comes out is a text, a flag, a choice or a problem.

Every mistake is added to the list of problems that the reader was given; a method then answers as
if the key were absent. Knows no key of any file: those are the caller's.
"""

from __future__ import annotations

from collections import abc
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from statusgen import located
from statusgen.errors import Location, Problem
from statusgen.located import Node, Scalar, excerpt
from statusgen.located.lines import missing_space, quote, say_missing_space

__all__ = ["MOST_GUESSES", "Fields", "suggest"]

T = TypeVar("T")

_KINDS: dict[type[Node], str] = {
    Scalar: "a text",
    located.Sequence: "a list",
    located.Mapping: "'key: value' pairs",
}
_TRUE = frozenset(("true", "yes", "on", "y", "1"))
_FALSE = frozenset(("false", "no", "off", "n", "0"))


class Fields:
    """The keys and values of one mapping, each asked for by name and by what it must be.

    `known` are all the keys that may be there: any other is reported at once. `of` is a noun phrase
    for messages: "an incident", "statusgen.yml", "a component".
    """

    def __init__(
        self, node: located.Mapping, *, problems: list[Problem], known: tuple[str, ...], of: str
    ) -> None:
        self._mapping = node
        self._problems = problems
        self._of = of
        self._meant: set[str] = set()
        self._pairs = {key.text: (key, value) for key, value in reversed(node.pairs)}
        for key, _ in node.pairs:
            if key.text not in known:
                self._unknown(key, known)

    def problem(self, where: Location, code: str, what: str, hint: str = "") -> None:
        """Add an error."""
        self._problems.append(Problem(where, code, what, hint))

    def has(self, key: str) -> bool:
        """Say whether the key is written, with whatever value."""
        return key in self._pairs

    def names(self) -> tuple[str, ...]:
        """List the keys that are written, in their order."""
        return tuple(key.text for key, _ in self._mapping.pairs)

    def node(self, key: str) -> Node | None:
        """Return the value as it stands, or None if the key is absent."""
        pair = self._pairs.get(key)
        return pair[1] if pair else None

    def where(self, key: str) -> Location:
        """Point at the value of the key, at the key if it has no value, else at the mapping."""
        pair = self._pairs.get(key)
        if pair is None:
            return self._mapping.where
        name, value = pair
        if isinstance(value, Scalar) and not value.text and not value.quoted:
            return name.where
        return value.where

    def where_key(self, key: str) -> Location:
        """Point at the key itself if it is written, else at the mapping."""
        pair = self._pairs.get(key)
        return pair[0].where if pair else self._mapping.where

    def missing(self, key: str, hint: str = "") -> None:
        """Report that a required key is absent, unless it seems to be there under another name."""
        if key in self._meant:
            return
        what = f"{self._of} needs the key '{key}'"
        self.problem(self._mapping.where, "missing-key", what, hint or f"add a line: {key}: ...")

    def text(self, key: str, *, required: bool = False, example: str = "some text") -> str | None:
        """Return a text that is not empty, without blanks and line ends around it."""
        value = self._scalar(key, "a text", required=required, example=example)
        return value.text.strip() if value else None

    def line(self, key: str, *, required: bool = False, example: str = "some text") -> str | None:
        """Return a text on one line: line ends, and the blanks around them, become one blank."""
        value = self.text(key, required=required, example=example)
        if value is None or "\n" not in value:
            return value
        return " ".join(piece.strip() for piece in value.split("\n") if piece.strip())

    def flag(self, key: str) -> bool:
        """Return true or false, and false if the key is absent. Only these two words count."""
        value = self._scalar(key, "true or false", example="true")
        if value is None:
            return False
        if value.text in ("true", "false"):
            return value.text == "true"
        what = f"'{key}' must be true or false, not '{excerpt(value.text)}'"
        word = "false" if value.text.casefold() in _FALSE else "true"
        hint = f"write {key}: {word}"
        if value.text.casefold() not in _TRUE | _FALSE:
            hint = f"write {key}: true, or leave the line out"
        self.problem(value.where, "wrong-value", what, hint)
        return False

    def texts(self, key: str, *, example: str = "[one, two]") -> tuple[Scalar, ...]:
        """Return the texts of a list, none of them empty; one text alone is a list of one."""
        value = self.node(key)
        if value is None:
            return ()
        if isinstance(value, Scalar):
            return (value,) if self._has_text(key, value) else ()
        if isinstance(value, located.Mapping):
            self._wrong_type(key, value, "a list of texts", example)
            return ()
        texts = []
        for item in value.items:
            if not isinstance(item, Scalar):
                what = f"every item of '{key}' must be a text, not {_KINDS[type(item)]}"
                text = _flattened(item)
                hint = f"write - {text}" if text else "put it in quotes if it is a text"
                self.problem(item.where, "wrong-type", what, hint)
            elif not item.text.strip():
                what = f"this item of '{key}' is empty"
                self.problem(item.where, "empty-value", what, "write something there, or delete it")
            else:
                texts.append(item)
        return tuple(texts)

    def choice(
        self, key: str, choices: abc.Mapping[str, T], *, noun: str = "", required: bool = False
    ) -> T | None:
        """Return what the written word stands for. `noun` names it if the key does not."""
        words = tuple(choices)
        value = self._scalar(key, f"one of {', '.join(words)}", required=required, example=words[0])
        if value is None:
            return None
        if value.text in choices:
            return choices[value.text]
        what = f"there is no {noun or key.replace('_', ' ')} '{excerpt(value.text)}'"
        hint = suggest(value.text, words) or f"write one of: {', '.join(words)}"
        self.problem(value.where, "unknown-value", what, hint)
        return None

    def mapping(
        self, key: str, *, required: bool = False, example: str = "{key: value}"
    ) -> located.Mapping | None:
        """Return the keys and values below the key."""
        value = self._present(key, required=required, example=example)
        if value is None or isinstance(value, located.Mapping):
            return value
        if isinstance(value, Scalar) and not self._has_text(key, value):
            return None
        self._wrong_type(key, value, _KINDS[located.Mapping], example)
        return None

    def below(
        self,
        key: str,
        known: tuple[str, ...] | None = None,
        *,
        required: bool = False,
        example: str = "{key: value}",
    ) -> Fields | None:
        """Return a reader of what is below the key; every key may be there without `known`."""
        node = self.mapping(key, required=required, example=example)
        if node is None:
            return None
        known = tuple(name.text for name, _ in node.pairs) if known is None else known
        return Fields(node, problems=self._problems, known=known, of=f"'{key}'")

    def sequence(
        self, key: str, *, required: bool = False, example: str = "[one, two]"
    ) -> located.Sequence | None:
        """Return the list below the key."""
        value = self._present(key, required=required, example=example)
        if value is None or isinstance(value, located.Sequence):
            return value
        if isinstance(value, Scalar) and not self._has_text(key, value):
            return None
        self._wrong_type(key, value, "a list", example)
        return None

    def _unknown(self, key: Scalar, known: tuple[str, ...]) -> None:
        name, colon, rest = key.text.partition(":")
        if colon and name in known:
            what, hint = "there must be a space after the colon", f"write {name}: {excerpt(rest)}"
            self.problem(key.where, "missing-space", what, hint)
            return
        plain = "".join(one for one in key.text if one.isalnum() or one == "_")
        if plain in known and not key.text.isascii():
            self._meant.add(plain)
            what = f"a character stands beside '{plain}' that does not belong there"
            self.problem(key.where, "unknown-key", what, f"delete it; write {plain}:")
            return
        what = f"there is no key '{excerpt(key.text)}' in {self._of}"
        hint = suggest(key.text, known) or f"the keys of {self._of} are: {', '.join(known)}"
        self._meant.add(_nearest(key.text, known))
        self.problem(key.where, "unknown-key", what, hint)

    def _present(self, key: str, *, required: bool, example: str) -> Node | None:
        value = self.node(key)
        if value is None and required:
            self.missing(key, f"add a line: {key}: {example}")
        return value

    def _scalar(
        self, key: str, expected: str, *, required: bool = False, example: str
    ) -> Scalar | None:
        value = self._present(key, required=required, example=example)
        if value is None:
            return None
        if not isinstance(value, Scalar):
            self._wrong_type(key, value, expected, example)
            return None
        return value if self._has_text(key, value, required=required) else None

    def _has_text(self, key: str, value: Scalar, *, required: bool = False) -> bool:
        if value.text and not value.text.isspace():
            return True
        hint = f"write it after '{key}:'" + ("" if required else ", or leave the line out")
        self.problem(self.where(key), "empty-value", f"'{key}' has no value", hint)
        return False

    def is_said(self, where: Location) -> bool:
        """Say whether something is wrong there already: it is not what it was meant to be."""
        return any(problem.where == where for problem in self._problems)

    def _wrong_type(self, key: str, value: Node, expected: str, example: str) -> None:
        if isinstance(value, Scalar) and (pair := missing_space(value.text)):
            self.problem(value.where, *say_missing_space(value.text, *pair))
            return
        if self.is_said(value.where):
            return
        what = f"'{key}' must be {expected}, not {_KINDS[type(value)]}"
        hint = f"write {key}: {example}"
        if expected == _KINDS[Scalar]:
            hint = f"write {key}: {_flattened(value) or example + ', in quotes if it needs them'}"
        self.problem(value.where, "wrong-type", what, hint)


def _flattened(node: Node) -> str:
    """Return `Note: use cash` in quotes for the pair that YAML makes of it, or ""."""
    if isinstance(node, located.Mapping) and len(node.pairs) == 1:
        key, value = node.pairs[0]
        if isinstance(value, Scalar) and " " in value.text:
            return quote(f"{key.text}: {value.text}")
    return ""


MOST_GUESSES = 20
"""For how many names of one entry the nearest is looked for: among ten thousand it takes time."""


def suggest(word: str, known: Iterable[str], ending: str = "") -> str:
    """Return "did you mean 'x'?" for the nearest of the known words, or "" if none is near.

    Case, hyphens, underscores and blanks count for nothing: `Partial outage` is `partial_outage`. A
    part of one known word alone, such as `payments`, is near to it. `ending` is what has to be
    written behind a known word.
    """
    nearest = _nearest(word, tuple(known))
    return f"did you mean '{nearest}{ending}'?" if nearest else ""


@lru_cache(maxsize=512)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    bare = _bare(word)
    if not bare or len(bare) > 80:
        return ""
    by_bare = _by_bare(known)
    import difflib

    close = difflib.get_close_matches(bare, by_bare, n=1, cutoff=0.7)
    if not close:
        # Two letters swapped in a short word make it look far away.
        alike = [other for other in by_bare if len(other) == len(bare)]
        close = [other for other in alike if sorted(other) == sorted(bare)][:1]
    if close:
        return by_bare[close[0]]
    around = [one for one in by_bare.values() if len(bare) >= _PART and _has_part(one, bare)]
    return around[0] if len(around) == 1 else ""


def _has_part(known: str, bare: str) -> bool:
    """Say whether words of a known one begin so: `date` is no part of `next_update`."""
    begins = (at for at in range(len(known)) if at == 0 or known[at - 1] in "-_ .")
    return any(_bare(known[at:]).startswith(bare) for at in begins)


@lru_cache(maxsize=8)
def _by_bare(known: tuple[str, ...]) -> dict[str, str]:
    return {_bare(candidate): candidate for candidate in reversed(known)}


def _bare(word: str) -> str:
    return word.casefold().translate(_BARE)


_PART = 4
_BARE = {ord(character): None for character in "-_ ."}
