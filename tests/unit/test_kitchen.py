"""The made-up sites fill every field of every view in every way that it can be filled.

A theme that is tried on them has met whatever there is. A view's new field fails here until one of
the sites fills it.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from statusgen import kitchen, theming, views
from statusgen.errors import Severity
from statusgen.model import Impact, State, UpdateStatus
from statusgen.parse import parse
from statusgen.read import read_theme

ROOT = Path(__file__).resolve().parents[2]

# Lists that no site can leave empty.
NEVER_EMPTY = {
    "EntryView.updates",
    "FeedSet.feeds",
    "Frame.feeds",
    "Frame.nav",
    "GroupRow.components",
    "Month.entries",
    "SubscribePage.programs",
    "Year.months",
    "ComponentPage.feeds",
}


@cache
def pages() -> tuple[theming.Page, ...]:
    layers, problems = read_theme(ROOT / "tests", "default")
    assert problems == ()
    return tuple(theming.pages(layers))


def parts(value: object) -> Iterator[Any]:
    """Yield a view and every view in it."""
    if is_dataclass(value):
        yield value
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


@cache
def seen() -> dict[str, set[str]]:
    """Say of every field, by `View.field`, in which ways it was filled."""
    found: dict[str, set[str]] = {}
    for page in pages():
        for part in parts(page.view):
            for field in fields(part):
                way = filled(getattr(part, field.name))
                found.setdefault(f"{type(part).__name__}.{field.name}", set()).add(way)
    return found


def filled(value: object) -> str:
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, tuple):
        return ("empty", "one", "several")[min(len(value), 2)]
    return "filled"


def ways(name: str, annotation: object) -> set[str]:
    """Say in which ways a field of that type has to be filled."""
    if isinstance(annotation, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not types.NoneType]
        return {"None"}.union(*(ways(name, part) for part in inner))
    if annotation is bool:
        return {"True", "False"}
    if get_origin(annotation) is tuple and get_args(annotation)[-1] is Ellipsis:
        return {"several"} if name in NEVER_EMPTY else {"empty", "several"}
    return {"several" if get_origin(annotation) is tuple else "filled"}


def wanted() -> dict[str, set[str]]:
    return {
        f"{view}.{name}": ways(f"{view}.{name}", annotation)
        for view in views.__all__
        for name, annotation in get_type_hints(getattr(views, view)).items()
    }


@pytest.mark.parametrize("field", wanted())
def test_every_field_is_filled_in_every_way(field):
    assert seen().get(field, set()) >= wanted()[field]


def test_the_exceptions_are_fields_that_there_are():
    assert wanted().keys() >= NEVER_EMPTY
    assert not any("empty" in seen()[field] for field in NEVER_EMPTY)


def words_of(view: str, field: str) -> set[str]:
    found = (part for page in pages() for part in parts(page.view))
    return {getattr(part, field).word for part in found if type(part).__name__ == view}


def test_every_state_status_and_impact_is_shown():
    states = {state.word for state in State}
    # While a report is left out, nobody knows whether what seems to work does.
    assert words_of("ComponentRow", "state") == states | {"notice"}
    assert words_of("Day", "state") == states
    assert words_of("Change", "state") == states
    assert words_of("UpdateView", "status") == {status.value for status in UpdateStatus}
    found = [part for page in pages() for part in parts(page.view)]
    cards = [part for part in found if isinstance(part, views.EntryCard)]
    assert {card.impact.word for card in cards if card.open} == {one.word for one in Impact}


def test_a_page_is_read_from_right_to_left_and_others_from_left_to_right():
    directions = {
        part.direction
        for page in pages()
        for part in parts(page.view)
        if isinstance(part, views.Frame)
    }
    assert directions == {"ltr", "rtl"}


@pytest.mark.parametrize("name", kitchen.SITES)
def test_only_the_entry_that_is_meant_to_be_broken_is(name):
    problems = parse(kitchen.SITES[name]("en-GB"), skip_broken=True).problems
    broken = [problem.where.path for problem in problems if problem.severity is Severity.ERROR]
    expected = ["content/incidents/2026-11-22-broken.md"] if name == "doubtful" else []
    assert broken == expected


def test_texts_have_all_that_an_entry_may_have():
    html = "".join(
        str(part.html)
        for page in pages()
        for part in parts(page.view)
        if isinstance(part, views.UpdateView)
    )
    for tag in "a blockquote code em h4 hr li ol p pre strong table td th ul".split():
        assert f"<{tag}" in html, tag
