"""The braces behind a heading are read pair by pair, and every mistake in them is named."""

from __future__ import annotations

import pytest

from statusgen.errors import Location
from statusgen.located import Scalar, load_inline, load_inline_texts

WHERE = Location("a.md", 7, 31, 1)


def pairs(text: str) -> list[tuple[str, str]]:
    mapping, problems = load_inline(text, where=WHERE)
    assert problems == ()
    return meant(text) if mapping else []


def meant(text: str) -> list[tuple[str, str]]:
    mapping, _ = load_inline(text, where=WHERE)
    assert mapping is not None
    return [(key.text, value.text) for key, value in mapping.pairs if isinstance(value, Scalar)]


def said(text: str) -> list[str]:
    _, problems = load_inline(text, where=WHERE)
    assert {problem.where.line for problem in problems} <= {7}
    return [
        f"{problem.where.column - 31}+{problem.where.length}"
        f" {problem.code}: {problem.what} -> {problem.hint}"
        for problem in problems
    ]


def test_times_arrive_as_they_were_written():
    text = "{contactless: major_outage, next_update: 2025-04-21 12:00, was_at: 2025-04-21T12:00Z}"
    assert pairs(text) == [
        ("contactless", "major_outage"),
        ("next_update", "2025-04-21 12:00"),
        ("was_at", "2025-04-21T12:00Z"),
    ]


def test_every_key_and_value_knows_its_place():
    mapping, _ = load_inline("{ a: 'b c' }  ", where=WHERE)
    assert mapping is not None
    assert mapping.where == Location("a.md", 7, 31, 12)
    assert mapping.pairs == (
        (
            Scalar("a", Location("a.md", 7, 33, 1), quoted=False),
            Scalar("b c", Location("a.md", 7, 36, 5), quoted=True),
        ),
    )


@pytest.mark.parametrize("text", ["{}", "{ }"])
def test_empty_braces_hold_no_pairs(text: str):
    assert pairs(text) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("{a: b,}", [("a", "b")]),
        ("{a: b,c: d}", [("a", "b"), ("c", "d")]),
        ("{'a': \"b, {c}: d\"}", [("a", "b, {c}: d")]),
        ("{a: 'it''s', b: \"x \\\"y\\\\\"}", [("a", "it's"), ("b", 'x "y\\')]),
        ("{a: it's, b: #1 *now* why?}", [("a", "it's"), ("b", "#1 *now* why?")]),
        ("{a:}", [("a", "")]),
        ("{a: , b:\tc}", [("a", ""), ("b", "c")]),
    ],
)
def test_pairs_are_read_as_yaml_would(text: str, read: list[tuple[str, str]]):
    assert pairs(text) == read


FORM = "write pairs with commas between them, like {name: value, other: value}"


@pytest.mark.parametrize(
    ("text", "messages", "read"),
    [
        (
            "{a:b, c: d}",
            ["2+1 missing-space: there must be a space after the colon -> write a: b"],
            [("a", "b"), ("c", "d")],
        ),
        (
            "{a = b}",
            [
                (
                    "3+1 missing-space: there must be a colon and a space between a key and its"
                    " value, not '=' -> write a: b"
                )
            ],
            [("a", "b")],
        ),
        (
            "{a: b c: d e: f}",
            [
                f"6+1 missing-comma: a comma is missing before 'c' -> {FORM}",
                f"11+1 missing-comma: a comma is missing before 'e' -> {FORM}",
            ],
            [("a", "b"), ("c", "d"), ("e", "f")],
        ),
        (
            "{a: b; c: d;e: f}",
            [
                f"7+1 missing-comma: a comma is missing before 'c' -> {FORM}",
                f"12+1 missing-comma: a comma is missing before 'e' -> {FORM}",
            ],
            [("a", "b"), ("c", "d"), ("e", "f")],
        ),
        (
            "{a: 12: 00}",
            [
                (
                    "4+6 unquoted-colon: a value that contains ': ' must be in quotes"
                    ' -> write "12: 00"'
                )
            ],
            [("a", "12: 00")],
        ),
        (
            "{a, b: c,, d: e}",
            [
                f"1+1 not-key-value: 'a' is not 'key: value' -> {FORM}",
                f"9+1 not-key-value: there is nothing before this comma -> {FORM}",
            ],
            [("b", "c"), ("d", "e")],
        ),
        ("{: a}", [f"1+3 no-key: there is no key before this colon -> {FORM}"], []),
        (
            "{a: b, a: c}",
            ["7+1 duplicate-key: the key 'a' is in these braces twice -> keep one of the two"],
            [("a", "b")],
        ),
        (
            "{a: {b: c}, d: [e, f]}",
            [
                (
                    "4+6 nested: braces and brackets cannot stand inside these braces"
                    ' -> write "{b: c}" if it is a text'
                ),
                (
                    "15+6 nested: braces and brackets cannot stand inside these braces"
                    ' -> write "[e, f]" if it is a text'
                ),
            ],
            [("a", "{b: c}"), ("d", "[e, f]")],
        ),
        (
            "{a: 'b, c: d}",
            ['4+2 unclosed-quote: the \' that begins here is never closed -> write "b"'],
            [("a", "'b"), ("c", "d")],
        ),
        (
            "{a: 'b' c}",
            ["7+2 text-after-quote: there is text after the closing ' -> write \"'b' c\""],
            [("a", "'b' c")],
        ),
        (
            "{a: b} c",
            [
                (
                    "7+1 text-after-bracket: there is text after the closing '}'"
                    " -> write it on the line below"
                )
            ],
            [("a", "b")],
        ),
        (
            "{a: b} {c: d}",
            [f"7+6 text-after-bracket: there is text after the closing '}}' -> {FORM}"],
            [("a", "b")],
        ),
    ],
)
def test_a_mistake_is_named_and_read_as_it_was_meant(
    text: str, messages: list[str], read: list[tuple[str, str]]
):
    assert said(text) == messages
    assert meant(text) == read


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"0+1 not-braces: this is not '{{...}}' -> {FORM}"),
        ("a: b", f"0+4 not-braces: this is not '{{...}}' -> {FORM}"),
        (
            "{a: b",
            "0+5 unclosed-bracket: the '{' that begins here is never closed -> add '}' at the end",
        ),
        (
            "{a: 'b}'",
            "0+8 unclosed-bracket: the '{' that begins here is never closed -> add '}' at the end",
        ),
        ("{" + "a" * 9000, "0+1 too-large: these braces are longer than 8 KB -> shorten them"),
    ],
)
def test_what_are_no_braces_cannot_be_read(text: str, message: str):
    assert load_inline(text, where=WHERE)[0] is None
    assert said(text) == [message]


@pytest.mark.parametrize("piece", ["a: x ", "'", "' ", '"\\', "{", "[ ", "a:b, ", ",", ": ", "="])
def test_long_braces_take_no_time(piece: str):
    load_inline("{" + (piece * 8000)[:8000] + "}", where=WHERE)


def test_braces_too_long_to_be_read_are_not_read_the_short_way_either():
    text = "{" + ", ".join(f"service-{number}: partial_outage" for number in range(300)) + "}"
    assert len(load_inline_texts(text[:3000].rpartition(",")[0] + "}") or ()) > 80
    assert said(text) == ["0+1 too-large: these braces are longer than 8 KB -> shorten them"]
    assert load_inline_texts(text) is None
