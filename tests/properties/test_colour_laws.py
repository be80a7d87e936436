"""Laws of contrast, and of the colours that are proposed where it is lacking."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from statusgen.colour import Colour, contrast, nearest, parse

parts = st.integers(0, 255)
colours = st.builds(Colour, red=parts, green=parts, blue=parts)
greys = parts.map(lambda part: Colour(red=part, green=part, blue=part))
ratios = st.sampled_from((3.0, 4.5))

WHITE = Colour(red=255, green=255, blue=255)
BLACK = Colour(red=0, green=0, blue=0)


@given(colours)
def test_a_colour_that_is_written_is_read_back(colour):
    assert parse(colour.hex) == parse(colour.css) == parse(colour.hex.upper()) == colour


@given(colours, colours)
def test_contrast_does_not_ask_which_of_the_two_is_the_text(one, other):
    assert contrast(one, other) == contrast(other, one)


@given(colours, colours)
def test_contrast_is_from_1_to_21(one, other):
    assert 1 <= contrast(one, other) <= contrast(BLACK, WHITE) == 21
    assert contrast(one, one) == 1


@given(colours, colours, ratios)
def test_what_is_proposed_passes(colour, paper, least):
    found = nearest(colour, on=paper, least=least)
    assert found is not None
    assert contrast(found, paper) >= least


@given(colours, colours, st.floats(0, 1))
def test_a_colour_that_passes_is_its_own_nearest(colour, paper, share):
    least = 1 + share * (contrast(colour, paper) - 1)
    assume(contrast(colour, paper) >= least)  # Rounding may have put it a hair above.
    assert nearest(colour, on=paper, least=least) == colour


@given(colours, colours, st.floats(4.6, 25))
@settings(max_examples=examples(50))
def test_none_is_proposed_only_where_black_and_white_fail_too(colour, paper, least):
    passes = max(contrast(one, paper) for one in (BLACK, WHITE, colour)) >= least
    assert (nearest(colour, on=paper, least=least) is not None) == passes


@given(greys, greys, ratios)
def test_a_grey_stays_a_grey_and_moves_no_further_than_it_must(grey, paper, least):
    found = nearest(grey, on=paper, least=least)
    assert found is not None
    assert found.red == found.green == found.blue
    # Every grey between the two fails, or the other way would have been as short.
    between = range(min(grey.red, found.red) + 1, max(grey.red, found.red))
    assert not any(
        contrast(Colour(red=part, green=part, blue=part), paper) >= least for part in between
    )


@given(parts, colours, st.permutations((0, 1, 2)), ratios)
@settings(max_examples=examples(50))
def test_a_colour_keeps_its_hue(least_part, paper, order, least):
    """Which of red, green and blue there is most of is plain to see, and stays so."""
    shades = (min(least_part, 155), min(least_part, 155), min(least_part, 155) + 100)
    old = [shades[index] for index in order]
    found = nearest(Colour(red=old[0], green=old[1], blue=old[2]), on=paper, least=least)
    assert found is not None
    new = [found.red, found.green, found.blue]
    assume(max(new) - min(new) > 30)  # Near black and white there is no hue to see.
    assert old.index(max(old)) == new.index(max(new))
