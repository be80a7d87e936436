"""Bytes become lines, or one problem that says why not."""

from __future__ import annotations

import pytest

from statusgen.errors import Location, Problem, Severity
from statusgen.parse.text import LIMIT, Text, decode
from statusgen.sources import Source


def read(data: bytes) -> tuple[Text | None, tuple[Problem, ...]]:
    return decode(Source("a.md", data, ""))


def lines(data: bytes) -> tuple[str, ...]:
    text, problems = read(data)
    assert problems == ()
    assert text is not None
    assert text.path == "a.md"
    return text.lines


def refused(data: bytes) -> Problem:
    text, problems = read(data)
    assert text is None
    (problem,) = problems
    assert problem.severity is Severity.ERROR
    return problem


def test_a_line_end_at_the_end_of_the_file_begins_no_further_line():
    assert lines(b"one\ntwo\n") == lines(b"one\ntwo") == ("one", "two")


def test_blank_lines_at_the_end_are_lines():
    assert lines(b"one\n\n\n") == ("one", "", "")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_editors_line_end_ends_a_line(end: bytes):
    assert lines(b"one" + end + end + b"two" + end) == ("one", "", "two")


def test_a_byte_order_mark_counts_for_nothing():
    assert lines(b"\xef\xbb\xbfone\n") == ("one",)


def test_only_the_first_byte_order_mark_is_one():
    assert lines("\ufeff\ufeffone".encode()) == ("\ufeffone",)


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\xa0", "\u3000"])
def test_what_an_editor_shows_on_one_line_is_one_line(character: str):
    assert lines(f"one{character}two".encode()) == (f"one{character}two",)


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_an_update_behind_what_some_editors_show_as_a_line_end_is_refused(character: str):
    assert refused(f"It works.{character}## 2026-03-04 11:00 Resolved\n".encode()) == Problem(
        Location("a.md", 1, 10),
        "bad-update",
        "what looks like the end of a line here is another character, so no update begins",
        "delete it and press Enter",
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_with_and_without_its_mark(encoding: str):
    assert refused("title: Café\n".encode(encoding)) == Problem(
        Location("a.md"),
        "wrong-encoding",
        "this file is saved as UTF-16; save it as UTF-8",
        "choose UTF-8 in “Save as”",
    )


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32_is_named_with_and_without_its_mark(encoding: str):
    problem = refused("title: Café\n".encode(encoding))
    assert problem.what == "this file is saved as UTF-32; save it as UTF-8"


def test_a_byte_of_another_encoding_is_shown_where_it_is_with_what_it_was_meant_to_be():
    assert refused(b"title: x\r\n\r\nWe can\x92t say") == Problem(
        Location("a.md", 3, 7),
        "not-utf-8",
        "the byte 0x92 is not UTF-8",
        "save it as UTF-8; it looks like Windows-1252, where this byte is '\u2019'",
    )


def test_a_byte_that_no_encoding_explains_is_still_shown_where_it_is():
    problem = refused(b"title: Caf\xc3\xa9 \x81")
    assert (problem.where.line, problem.where.column) == (1, 13)
    assert (problem.what, problem.hint) == ("the byte 0x81 is not UTF-8", "save it as UTF-8")


def test_a_byte_order_mark_does_not_shift_the_place_of_a_wrong_byte():
    assert refused(b"\xef\xbb\xbfab\xff").where == Location("a.md", 1, 3)


def test_half_a_surrogate_is_not_utf_8():
    assert refused(b"ab\xed\xa0\x80").what == "the byte 0xED is not UTF-8"


def test_nul_is_an_error_at_its_place():
    assert refused(b"title: x\nab\x00c and more text\n") == Problem(
        Location("a.md", 2, 3),
        "nul",
        "there is a NUL character here, which a text never holds",
        "delete it; if the file is not a text at all, restore it from its history",
    )


def test_a_file_of_nothing_but_nul_is_not_called_utf_16():
    assert refused(bytes(4096)).code == "nul"


def test_characters_that_xml_forbids_are_left_out_with_one_warning():
    text, problems = read("one\ntw\x0bo \x1bthree \uffff\n".encode())
    assert text == Text("a.md", ("one", "two three "))
    assert problems == (
        Problem(
            Location("a.md", 2, 3),
            "forbidden-character",
            "the character U+000B may not stand on a page and is left out (and 2 more like it)",
            "delete it",
            Severity.WARNING,
        ),
    )


def test_one_forbidden_character_is_not_called_many():
    (problem,) = read(b"one\x07")[1]
    assert problem.what == "the character U+0007 may not stand on a page and is left out"


def test_a_sign_that_turns_letters_round_is_left_out():
    # "Pay at \u202eslliT" reads "Pay at Tills" in a terminal, a calendar or a chat.
    text, problems = read("Pay at \u202eslliT, \u200fلا".encode())
    assert text == Text("a.md", ("Pay at slliT, \u200fلا",))
    assert [problem.what for problem in problems] == [
        "the character U+202E may not stand on a page and is left out"
    ]


def test_a_tab_is_allowed():
    assert lines(b"one\ttwo") == ("one\ttwo",)


def test_an_empty_file_says_so():
    assert refused(b"") == Problem(
        Location("a.md"),
        "empty-file",
        "this file is empty",
        "write something into it, or delete it",
    )


@pytest.mark.parametrize("data", [b"\n\n", b" \t\r\n", "\xa0\u2003\n".encode()])
def test_a_file_of_blanks_is_as_good_as_empty(data: bytes):
    assert refused(data).what == "this file holds only blank lines"


def test_a_file_of_a_mark_alone_is_empty():
    assert refused(b"\xef\xbb\xbf").code == "empty-file"


def test_a_file_of_forbidden_characters_alone_is_empty():
    text, problems = read(b"\x07\x07")
    assert text is None
    assert [problem.code for problem in problems] == ["forbidden-character", "empty-file"]


def test_a_file_over_the_limit_is_not_read():
    assert len(lines(b"x" * LIMIT)[0]) == LIMIT
    assert refused(b"x" * (LIMIT + 1)) == Problem(
        Location("a.md"),
        "too-large",
        "this file is larger than 1024 KB",
        "shorten it or split it in two",
    )
