"""Telephone numbers where text runs from right to left: their groups keep their order."""

from __future__ import annotations

import pytest

from statusgen.markup.telephone import in_order, in_order_abroad, in_order_html, numbers


@pytest.mark.parametrize(
    "number",
    [
        "0808 157 0123",
        "+44 808 157 0123",
        "(0808) 157-0123",
        "01632 960001",
        "555-010-0199",
        # Of the fewest digits and of the most, with gaps behind which another one could begin.
        "0800 55 111",
        "+49 152 1234 5678 90",
    ],
)
def test_a_number_is_put_between_signs_that_keep_it_from_left_to_right(number: str):
    assert in_order(f"اتصل على {number}، من فضلك") == (f"اتصل على \u2066{number}\u2069، من فضلك")
    assert in_order_html(f"<p>اتصل على {number}</p>") == (
        f'<p>اتصل على <bdi dir="ltr">{number}</bdi></p>'
    )
    assert in_order_abroad(f"<p>اتصل على {number}</p>") == f"<p>اتصل على \u2066{number}\u2069</p>"


@pytest.mark.parametrize("first", ["0808 157 0123", "+44 1632 960 123"])
def test_each_of_two_numbers_in_a_row_is(first: str):
    text = f"{first} 0808 157 0124"
    assert [text[start:end] for start, end in numbers(text)] == [first, "0808 157 0124"]
    assert in_order(text) == f"\u2066{first}\u2069 \u20660808 157 0124\u2069"


@pytest.mark.parametrize(
    "row",
    [
        ("+44 1632 960 001", "01632 960 002"),
        ("+44 1632 960 012", "01632 960 013", "+44 1632 960 014"),
        ("0808 157 0123", "030 1234567"),
        ("030 1234567", "030 1234568"),
        ("0808 157 0123", "0044 161 496 0142"),
        ("1-800-555-0199", "1 (800) 555-0198"),
    ],
)
def test_a_number_ends_where_another_begins_whatever_its_groups_begin_with(row):
    text = " ".join(row)
    assert [text[start:end] for start, end in numbers(text)] == [*row]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04 09:30",
        "14 نوفمبر 2026",
        "210 640",
        "12.50",
        "10 20 30",
        "0800 1111",
        "11-800-555-0199",
        "",
    ],
)
def test_other_numbers_are_left_as_they_are(text: str):
    assert in_order(text) == text
    assert in_order_html(text) == text


def test_nothing_inside_of_a_tag_is_touched():
    html = '<a href="tel:0808 157 0123">هنا</a> <code>0808 157 0123</code>'
    assert in_order_html(html) == (
        '<a href="tel:0808 157 0123">هنا</a> <code><bdi dir="ltr">0808 157 0123</bdi></code>'
    )
