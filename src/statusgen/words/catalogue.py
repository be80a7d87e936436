"""The catalogues of messages, one per language, made ready to say. Knows no dates and no site."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from string import Formatter
from types import ModuleType
from typing import Final, NamedTuple

from statusgen.fingerprint import fingerprint

__all__ = [
    "FALLBACK",
    "Catalogue",
    "Message",
    "catalogue",
    "form_of",
    "isolated",
    "languages",
    "site_of",
    "spelling",
]

FALLBACK: Final = "en"
"""The language of sites for whose own there is no catalogue."""

_LANGUAGES: Final = ("de", "en", "es", "fr", "it", "nl", "pl")
"""Each has a module of its name beside this one, of which a site loads one."""

_PLACE: Final = re.compile(r"\{\w+\}")


class Message(NamedTuple):
    """A message: its text, or a form for each plural category, and the places in them."""

    text: str | None
    forms: Mapping[str, str]
    places: frozenset[str]

    def pieces(self, names: Sequence[str]) -> tuple[str | int, ...] | None:
        """Take the message apart: texts, and where a value stands its index in `names`.

        None where that depends on the values, or where these are not the names of its places.
        """
        if self.text is None or self.places != set(names):
            return None
        pieces: list[str | int] = []
        for text, name, how, conversion in Formatter().parse(self.text):
            if how or conversion:
                return None
            pieces.append(text)
            if name is not None:
                pieces.append(names.index(name))
        return tuple(pieces)


class Catalogue(NamedTuple):
    """All messages of a language by key; `digest` changes with any word of them."""

    language: str
    messages: Mapping[str, Message]
    digest: str


def languages() -> tuple[str, ...]:
    """List the languages that there is a catalogue for."""
    return _LANGUAGES


@cache
def catalogue(language: str, territory: str | None = None) -> Catalogue:
    """Return the catalogue of a language, or the fallback's where there is none.

    It is spelt as in the territory, if that has a spelling of its own.
    """
    if language not in _LANGUAGES:
        return catalogue(FALLBACK)
    texts: Mapping[str, str | Mapping[str, str]] = _module(language).MESSAGES
    if letters := spelling(language, territory):
        texts = {key: _spelt(message, letters) for key, message in texts.items()}
    messages = {key: _ready(message) for key, message in texts.items()}
    return Catalogue(language, messages, fingerprint(sorted(texts.items())))


def spelling(language: str, territory: str | None) -> Mapping[int, str]:
    """Return the letters that a territory writes for others in its texts; {} where it has none."""
    spellings: Mapping[str, Mapping[int, str]] = getattr(_module(language), "SPELLINGS", {})
    return spellings.get(territory or "", {})


def form_of(language: str) -> Mapping[str, str]:
    """Return what the form for editing in a browser says, in a language that `languages` lists."""
    texts: Mapping[str, str] = _module(language).FORM
    return texts


def site_of(language: str) -> Mapping[str, str]:
    """Return what a new site says at first, in a language that `languages` lists."""
    texts: Mapping[str, str] = _module(language).SITE
    return texts


def isolated(words: Catalogue) -> Mapping[str, Message]:
    """Return the messages for a page that is read from right to left, unlike them.

    Without signs around it the full stop of a sentence stands before it there, and so does a number
    that it begins with: "services have problems 5". What is filled in has a direction of its own.
    """
    return {
        key: Message(
            text and _isolated(text), {one: _isolated(form) for one, form in forms.items()}, places
        )
        for key, (text, forms, places) in words.messages.items()
    }


def _isolated(form: str) -> str:
    if not re.search(r"[A-Za-z]", _PLACE.sub("", form)):
        return form  # its signs are those of the page
    return "\u2066" + _PLACE.sub("\u2068\\g<0>\u2069", form) + "\u2069"


def _module(language: str) -> ModuleType:
    return import_module(f"statusgen.words.{language}")


def _spelt(message: str | Mapping[str, str], letters: Mapping[int, str]) -> str | Mapping[str, str]:
    if isinstance(message, str):
        return message.translate(letters)
    return {category: form.translate(letters) for category, form in message.items()}


def _ready(message: str | Mapping[str, str]) -> Message:
    if isinstance(message, str):
        return Message(message, {}, _places(message))
    places = frozenset[str]().union(*map(_places, message.values()))
    return Message(None, message, places | {"count"})


def _places(form: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(form) if name is not None)
