"""A number that can be a payment card's is found, and one that cannot is left in peace.

Which first digits and lengths there are is in ISO/IEC 7812 and in what issuers publish.
"""

from __future__ import annotations

import pytest
from tests.checks.reader import files_of, look, words_at


def found(text: str) -> list[str]:
    files = files_of(f"{text}\n")
    return [words_at(one, files) for one in look(files)[0] if one.code == "card-number"]


def card(begin: str, length: int) -> str:
    """Complete a number with other digits and the check digit."""
    body = (begin + "123456789012345")[: length - 1]
    return next(body + last for last in "0123456789" if _is_right(body + last))


def _is_right(number: str) -> bool:
    total = 0
    for place, digit in enumerate(map(int, reversed(number))):
        twice = digit * 2 if place % 2 else digit
        total += twice - 9 if twice > 9 else twice
    return total % 10 == 0


def grouped(number: str, gap: str) -> str:
    """Write a number as it stands on a card."""
    ends = (4, 8, 12, 16) if len(number) == 16 else (4, 10, len(number))
    starts = (0, *ends[:-1])
    return gap.join(number[start:end] for start, end in zip(starts, ends, strict=True))


LENGTHS = {
    16: ("40", "49", "51", "55", "2221", "2720", "6011", "644", "649", "65", "3528", "3589"),
    15: ("34", "37"),
    14: ("300", "305", "36", "38"),
}
CARDS = [card(begin, length) for length, begins in LENGTHS.items() for begin in begins]
VISA, AMEX = card("4", 16), card("34", 15)


@pytest.mark.parametrize("number", CARDS)
@pytest.mark.parametrize("gap", ["", " ", "-"])
def test_a_card_of_every_issuer_is_found_however_it_is_grouped(number, gap):
    said = grouped(number, gap)
    assert found(f"Payments with {said} fail.") == [said]
    assert found(f"It is {said}.") == [said]


@pytest.mark.parametrize("number", [VISA, AMEX])
@pytest.mark.parametrize("place", [1, 2, 8, -2, -1])
def test_with_one_digit_mistaken_it_is_no_card(number, place):
    digits = list(number)
    digits[place] = str((int(digits[place]) + 1) % 10)
    assert found(f"Payments with {''.join(digits)} fail.") == []


@pytest.mark.parametrize(
    "text",
    [
        *(f"{sign}{VISA}" for sign in ("1", "a", "_", ".", "+", "/", "-")),
        *(f"{VISA}{sign}" for sign in ("1", "a", "_", "-", ".5")),
        f"{VISA[:4]} {VISA[4:8]}-{VISA[8:12]} {VISA[12:]}",
        f"{VISA[:4]} {VISA[4:]}",
        VISA[:-1],
        card("9", 16),
        card("50", 16),
        card("56", 16),
        card("21", 16),
        card("28", 16),
        card("643", 16),
        card("33", 15),
        card("306", 14),
        "4444444444444444",
    ],
)
def test_a_number_of_another_kind_is_left_in_peace(text):
    assert found(f"The parcel {text} is late.") == []
