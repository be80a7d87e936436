"""Colours as they are written, and contrast against numbers that others have published."""

from __future__ import annotations

import pytest

from statusgen.colour import Colour, contrast, nearest, parse


def colour(text: str) -> Colour:
    found = parse(text)
    assert found is not None
    return found


BLACK, WHITE = colour("#000"), colour("#fff")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("#00563f", (0, 86, 63)),
        ("#00563F", (0, 86, 63)),
        ("#0fa", (0, 255, 170)),
        ("#FFF", (255, 255, 255)),
    ],
)
def test_a_colour_is_read_from_three_or_six_digits(text, parts):
    found = colour(text)
    assert (found.red, found.green, found.blue) == parts


@pytest.mark.parametrize(
    "text", ["", "#", "00563f", "#00563", "#00563f80", "#0056", "#00563g", "green", "#fff ", "#٣٣٣"]
)
def test_nothing_else_is_a_colour(text):
    assert parse(text) is None


def test_a_colour_is_written_in_full_for_people_and_short_for_browsers():
    assert (colour("#0FA").hex, colour("#0FA").css) == ("#00ffaa", "#0fa")
    assert (colour("#00ffab").hex, colour("#00ffab").css) == ("#00ffab", "#00ffab")
    # Only one part could be shortened.
    assert colour("#00563f").css == "#00563f"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # The greys that pass and fail on white by a hair are known to every auditor.
        ("#767676", "#fff", 4.54),
        ("#777777", "#fff", 4.48),
        ("#949494", "#fff", 3.03),
        ("#959595", "#fff", 2.99),
        ("#ff0000", "#fff", 4.00),
        ("#0000ff", "#fff", 8.59),
        ("#00ff00", "#fff", 1.37),
        ("#000000", "#fff", 21.0),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_is_what_others_measure(one, other, ratio):
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("given", "on", "least", "found"),
    [
        ("#777777", "#ffffff", 4.5, "#767676"),
        ("#959595", "#ffffff", 3.0, "#949494"),
        # A yellow becomes a dark yellow, a red a dark red: what hue it is does not change.
        ("#ffcc00", "#ffffff", 4.5, "#917300"),
        ("#ff0000", "#ffffff", 4.5, "#ee0000"),
        # On dark paper it gets lighter.
        ("#0000ff", "#171613", 4.5, "#3d76ff"),
        ("#00563f", "#171613", 4.5, "#458c72"),
    ],
)
def test_the_nearest_colour_that_passes_has_the_same_hue(given, on, least, found):
    better = nearest(colour(given), on=colour(on), least=least)
    assert better is not None
    assert better.hex == found


def test_on_a_middling_paper_the_way_out_is_the_shorter_one():
    paper = colour("#808080")
    darker = nearest(colour("#5a5a5a"), on=paper, least=3)
    lighter = nearest(colour("#d0d0d0"), on=paper, least=3)
    assert darker is not None
    assert lighter is not None
    assert darker.red < 0x5A < 0xD0 < lighter.red


def test_there_is_none_where_neither_black_nor_white_passes():
    paper = colour("#777")
    assert max(contrast(paper, BLACK), contrast(paper, WHITE)) < 5
    assert nearest(colour("#f00"), on=paper, least=5) is None
