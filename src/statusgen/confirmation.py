"""What a finished build says, and leaves for the next one; and build.json, which holds its time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from statusgen.errors import Location, Problem, Severity
from statusgen.frozen import frozen

__all__ = ["NAME", "Kept", "Told", "confirmed", "instant", "problem_of", "problem_row", "to_json"]

NAME = "build.json"


@frozen
class Told:
    """What a build says of a site besides its files; `waiting` is (entry's id, instant, in words).

    `left_out` are the ids of entries that could not be read, `until` is `valid_until` in words.
    """

    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]
    waiting: tuple[tuple[str, datetime, str], ...]
    valid_until: datetime
    until: str


@frozen
class Kept:
    """What a build leaves for the next one: it is right from `since` on and before `until`.

    `theme` and `files` name what was read besides statusgen.yml and the entries.
    """

    inputs: str
    since: datetime
    until: datetime
    theme: str
    files: tuple[str, ...]
    told: Told


def to_json(value: Mapping[str, Any]) -> bytes:
    """Write it."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def confirmed(data: bytes, built_at: datetime) -> bytes:
    """Write what a build wrote, with the time of another one that found the same."""
    return to_json({**json.loads(data), "built_at": instant(built_at)})


def instant(at: datetime) -> str:
    """Write a time in UTC and whole seconds, as RFC 3339 has it: 2025-04-21T07:40:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def problem_row(problem: Problem) -> tuple[Any, ...]:
    """Make a problem a plain row of tuples, texts and numbers, to be kept on a disk."""
    where = problem.where
    place = (where.path, where.line, where.column, where.length)
    return (place, problem.code, problem.what, problem.hint, problem.severity.value)


def problem_of(row: tuple[Any, ...]) -> Problem:
    """Make the problem of a row again."""
    place, code, what, hint, severity = row
    return Problem(Location(*place), code, what, hint, Severity(severity))
