"""Babel's data for a language tag, kept apart from that of every other language.

Babel 2.18's locales share the tables that they inherit, and reading one resolves its aliases inside
those shared tables: after a look at Dhivehi, Korean says "M04" for April. What a page says must not
hang on what was read before it, so each locale here has a copy of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal

from babel.core import Locale, UnknownLocaleError
from babel.localedata import LocaleDataDict, load

__all__ = ["as_said", "find", "glue", "language_of", "length_of"]

# Babel itself would also take "en_GB.UTF-8" and "de@euro".
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


class _OwnLocale(Locale):
    """A locale whose every table is its own."""

    @cached_property
    def _data(self) -> LocaleDataDict:
        return LocaleDataDict(_Own(load(str(self))))


class _Own(dict[Any, Any]):
    """A copy of tables with the tables in them, each made when it is first asked for.

    Nothing else of what they hold is ever changed, and a build asks for few of two thousand.
    """

    def __init__(self, tables: Mapping[Any, Any]) -> None:
        super().__init__(tables)
        self._shared = {key for key, value in tables.items() if isinstance(value, dict)}

    def __getitem__(self, key: Any) -> Any:
        value = super().__getitem__(key)
        if key in self._shared:
            self._shared.remove(key)
            value = self[key] = _Own(value)
        return value

    def copy(self) -> _Own:
        """Return another copy: a table that is filled up from another one is made so."""
        return _Own(self)


@cache
def find(tag: str) -> Locale | None:
    """Find the locale of a BCP 47 tag ("en-GB"); None if Babel has none. Equal tags share one."""
    if not _TAG.fullmatch(tag):
        return None
    try:
        return _OwnLocale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def language_of(tag: str) -> str:
    """Return the language of a tag as catalogues are named: "de" for de-CH and DE; "" for none."""
    locale = find(tag)
    return "" if locale is None else locale.language


def length_of(locale: Locale, unit: str) -> Literal["long", "short"]:
    """Say in which length a unit of time is written out: "7 uur", "7 Stunden".

    CLDR leaves the long form away where it is the short one, as in Dutch, and Babel 2.18 does not
    know that (https://github.com/python-babel/babel/issues/1217): it would write "7 duration-hour".
    """
    return "long" if "other" in locale._data["unit_patterns"][unit].get("long", {}) else "short"


def glue(locale: Locale) -> str:
    """Return what joins a time ("{0}") to a day ("{1}").

    A time right behind a year ("2025 09:40"), as the long form of Italian and Polish has it, is
    hard to read; their shorter forms have a comma there.
    """
    formats = locale.datetime_formats
    long: str = formats["long"]
    # CLDR quotes the letters of a pattern that are words ("{1} 'at' {0}").
    return (formats["medium"] if long == "{1} {0}" else long).replace("'", "")


def as_said(text: str, day: date, locale: Locale) -> str:
    """Correct a day that CLDR's patterns cannot write: the first of a month is "1er" in French."""
    if day.day == 1 and locale.language == "fr":
        return re.sub(r"\b1\b", "1er", text, count=1)
    return text
