"""Babel's data for a language tag, kept apart from that of every other language.

Babel 2.18's locales share the tables that they inherit, and reading one resolves its aliases inside
those shared tables: after a look at Dhivehi, Korean says "M04" for April. What a page says must not
hang on what was read before it, so each locale here has a copy of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.localedata import LocaleDataDict, load

__all__ = ["find"]

# Babel itself would also take "en_GB.UTF-8" and "de@euro".
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


class _OwnLocale(Locale):
    """A locale whose every table is its own."""

    @cached_property
    def _data(self) -> LocaleDataDict:
        return LocaleDataDict(_copied(load(str(self))))


def _copied(tables: Mapping[Any, Any]) -> dict[Any, Any]:
    """Copy tables with the tables in them: nothing else of what they hold is ever changed."""
    return {
        key: _copied(value) if isinstance(value, dict) else value for key, value in tables.items()
    }


@cache
def find(tag: str) -> Locale | None:
    """Find the locale of a BCP 47 tag ("en-GB"); None if Babel has none. Equal tags share one."""
    if not _TAG.fullmatch(tag):
        return None
    try:
        return _OwnLocale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
