"""A value in "..." is looked at as readers get it; what is found is pointed at as it is written."""

from __future__ import annotations

from time import monotonic

import pytest
from tests.checks.reader import files_of, look, words_at
from tests.strategies import source

from statusgen.check.safety import secret
from statusgen.check.texts import Kind, read

PATH = "content/incidents/2026-03-04-entry.md"
KEY = "AKIA" + "IOSFODNN7EXAMPLE"


def entry(title: str) -> str:
    return f"---\ntitle: {title}\n---\n\n## 2026-03-04 09:00 Investigating\n\nTills fail.\n"


def found(title: str, code: str) -> list[str]:
    files = files_of(entry(title))
    return [words_at(one, files) for one in look(files)[0] if one.code == code]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (r'"The card\t4111 1111 1111 1111 fails"', "4111 1111 1111 1111"),
        (r'"The \"card\" 4111 1111 1111 1111"', "4111 1111 1111 1111"),
        (r'"The card 4111\x201111\u00201111\ 1111"', r"4111\x201111\u00201111\ 1111"),
        (r'"The card \x34111 1111 1111 \U00000031111."', r"\x34111 1111 1111 \U00000031111"),
        ('"The card\n  of \\"Ann\\"\n  is\\t4111 1111 1111 1111"', "4111 1111 1111 1111"),
    ],
)
def test_an_escape_hides_no_card(title, words):
    assert found(title, "card-number") == [words]


def test_an_escape_hides_no_telephone_number():
    assert found(r'"Ring us:\t+44 1632 960 001"', "phone-number") == ["+44 1632 960 001"]


@pytest.mark.parametrize(
    ("title", "column", "length"),
    [
        (rf'"The key\t{KEY}"', 18, 20),
        (rf'"The \"key\" {KEY}"', 21, 20),
        (rf'"The key \x41{KEY[1:]}"', 17, 23),
        (rf'"The key {KEY}\tand more"', 17, 20),
    ],
)
def test_an_escape_hides_no_key_and_each_is_found_once(title, column, length):
    [one] = secret(source(PATH, entry(title).encode()))
    assert (one.where.line, one.where.column, one.where.length) == (2, column, length)


@pytest.mark.parametrize(
    "escape", [r"\ud83d", r"\ud83d\ude00", r"\x00", r"\U0010ffff", r"\U00110000", "\\"]
)
def test_an_escape_of_what_is_on_no_page_stops_no_rule(escape):
    data = entry(f'"The key {KEY}\t and {escape}"').encode()
    assert len(list(secret(source(PATH, data)))) == 1


def test_what_is_behind_an_escape_is_pointed_at_where_it_is_written():
    assert found(r'"The \"Pay\" button fails."', "title-full-stop") == ["."]


def test_a_key_that_seems_to_begin_further_on_before_its_escape_is_read_is_found_once():
    title = rf'"Tills fail.\nid-token={KEY}"'
    [one] = secret(source(PATH, entry(title).encode()))
    assert one.where.line == 2


def test_thousands_of_escapes_are_counted_once_and_not_for_each_finding():
    """One by one they took seconds, of a title in a single file."""
    data = entry('"' + r"\n10.0.0.1" * 6000 + '"').encode()
    [passage] = [one for one in read(source(PATH, data)).passages if one.kind is Kind.TITLE]
    begin = monotonic()
    columns = [passage.where(at, at + 1).column for at in range(0, len(passage.shown), 9)]
    assert monotonic() - begin < 1
    assert columns == list(range(9, 9 + 10 * 6000, 10))
