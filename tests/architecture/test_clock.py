"""Only `cli` asks what time it is.

Ruff's TID251 says so while one types, but a comment can switch it off; the syntax tree cannot be
talked out of it. Both hold the one list in pyproject.toml.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BANNED = frozenset(SETTINGS["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"])
READERS_OF_THE_CLOCK = set((ROOT / "src/statusgen/cli").glob("*.py"))


def uses(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything in `source` that the list bans."""
    names: dict[str, str] = {}
    # One walk for both: it takes longer than all that is asked on the way.
    every = [*ast.walk(ast.parse(source))]
    for node in every:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                names[alias.asname or alias.name] = full
                if full in BANNED or (alias.name == "*" and node.module in ("time", "datetime")):
                    yield node.lineno, full
    for node in every:
        if isinstance(node, ast.Attribute) and (full := full_name(node, names)) in BANNED:
            yield node.lineno, full


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    """Spell a dotted expression with the names that its imports stand for, or ""."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute) and (owner := full_name(node.value, names)):
        return f"{owner}.{node.attr}"
    return ""


def test_nobody_but_the_command_reads_the_clock():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        if path not in READERS_OF_THE_CLOCK
        for line, name in uses(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from datetime import datetime\ndatetime.now()", "datetime.datetime.now"),
        ("import datetime\ndatetime.date.today()", "datetime.date.today"),
        ("import datetime as dt\ndt.datetime.utcnow()", "datetime.datetime.utcnow"),
        ("from datetime import datetime as d\nread = d.now", "datetime.datetime.now"),
        ("from time import monotonic as tick", "time.monotonic"),
        ("def f():\n    import time\n    return time.time()  # noqa: TID251", "time.time"),
        ("from time import *", "time.*"),
        ("import email.utils\nemail.utils.localtime()", "email.utils.localtime"),
        ("from icalendar import Event\nEvent.new()", "icalendar.Event.new"),
    ],
)
def test_a_look_at_the_clock_is_found_however_it_is_spelt(source, name):
    assert [found for _, found in uses(source)] == [name]


@pytest.mark.parametrize(
    "source",
    [
        "view.now",
        "from datetime import datetime\ndatetime.fromisoformat('2026-03-04')",
        "def now(): ...\nnow()",
    ],
)
def test_what_only_looks_like_the_clock_is_left_alone(source):
    assert list(uses(source)) == []


def test_the_list_bans_the_four_that_are_reached_for_first():
    first = {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.date.today",
        "time.time",
    }
    assert first <= BANNED
