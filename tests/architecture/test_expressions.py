"""No regular expression says something else to an older Python than to a newer one.

Until 3.11.4, which Debian 12 has of 3.11, `re` matches a possessive repetition of more than one
character wrongly: `(?:a b?)*+`. The same as an atomic group, `(?>(?:a b?)*)`, is right everywhere.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import statusgen


def _expressions() -> Iterator[tuple[str, re.Pattern[Any]]]:
    for module in pkgutil.walk_packages(statusgen.__path__, "statusgen."):
        for name, value in vars(importlib.import_module(module.name)).items():
            # `re.compile(...).fullmatch` is kept by some as a function.
            pattern = getattr(value, "__self__", value)
            if isinstance(pattern, re.Pattern):
                yield f"{module.name}.{name}", pattern


def _repeats_wrongly(tree: Any) -> bool:
    for operation, argument in tree:
        if operation is _constants.POSSESSIVE_REPEAT and not _is_one_character(argument[2]):
            return True
        parts = argument if isinstance(argument, (tuple, list)) else (argument,)
        for part in parts:
            branches = part if isinstance(part, list) else [part]
            if any(
                isinstance(one, _parser.SubPattern) and _repeats_wrongly(one) for one in branches
            ):
                return True
    return False


def _is_one_character(tree: Any) -> bool:
    simple = (_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY)
    return len(tree) == 1 and tree[0][0] in simple


def _parsed(pattern: re.Pattern[Any]) -> Any:
    return _parser.parse(pattern.pattern, pattern.flags)


def test_only_single_characters_are_repeated_possessively():
    found = dict(_expressions())
    assert len(found) > 100
    assert [name for name, one in found.items() if _repeats_wrongly(_parsed(one))] == []


@pytest.mark.parametrize(
    "pattern", ["(?:ab?)*+", "x(?:y|(?:ab)++)", "(?!(?:a|bc)?+)", "(?>(a|bb)*+)"]
)
def test_a_wrong_one_is_found(pattern):
    assert _repeats_wrongly(_parsed(re.compile(pattern)))


@pytest.mark.parametrize("pattern", ["a*+", "[^ab]++x", "(?>(?:ab?)*)", ".{2,3}+"])
def test_a_right_one_is_not(pattern):
    assert not _repeats_wrongly(_parsed(re.compile(pattern)))
