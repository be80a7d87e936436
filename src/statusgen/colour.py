"""Colours and whether one can be told from another. Knows nothing of themes or brands.

Contrast is WCAG 2.2's (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). A colour that lacks it is
moved in OKLCH, in which equal steps of lightness look equal and the hue stays what it was
(https://www.w3.org/TR/css-color-4/#ok-lab).
"""

from __future__ import annotations

import math
import re

from statusgen.frozen import frozen

__all__ = ["Colour", "contrast", "nearest", "parse"]

_WRITTEN = re.compile(r"#(?:[0-9a-f]{3}){1,2}", re.ASCII | re.IGNORECASE)
# Finer than eight bits: one grey is more than two of these steps from the next.
_STEPS = 1000
_HALVINGS = 10
_ROUNDING = 1e-6


@frozen
class Colour:
    """An opaque colour of sRGB; each part is from 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def hex(self) -> str:
        """The colour as people write it: `#00563f`."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def css(self) -> str:
        """The colour in as few characters as CSS allows: `#fff`."""
        whole = self.hex
        return f"#{whole[1::2]}" if whole[1::2] == whole[2::2] else whole


def parse(text: str) -> Colour | None:
    """Read `#00563f` or `#fff`; None for anything else. Capital letters make no difference."""
    if _WRITTEN.fullmatch(text) is None:
        return None
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    red, green, blue = (int(digits[start : start + 2], 16) for start in (0, 2, 4))
    return Colour(red=red, green=green, blue=blue)


def contrast(one: Colour, other: Colour) -> float:
    """Return WCAG's contrast ratio, from 1 to 21; which of the two is the text does not matter."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def nearest(colour: Colour, *, on: Colour, least: float) -> Colour | None:
    """Return the colour itself if it has the contrast, else the nearest that has it.

    Only lightness changes, by the smallest step either way that passes once it is rounded to eight
    bits; of two at one distance, the one with more contrast. Chroma gives way where sRGB ends. None
    where neither black nor white passes, which takes a `least` of more than 4.58.
    """
    if contrast(colour, on) >= least:
        return colour
    lightness, a, b = _oklab(colour)
    for step in range(1, _STEPS + 1):
        darker, lighter = lightness - step / _STEPS, lightness + step / _STEPS
        tried = (_in_srgb(max(darker, 0), a, b), _in_srgb(min(lighter, 1), a, b))
        found = max(tried, key=lambda one: contrast(one, on))
        if contrast(found, on) >= least:
            return found
    return None


def _luminance(colour: Colour) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: Colour) -> tuple[float, float, float]:
    return _to_linear(colour.red), _to_linear(colour.green), _to_linear(colour.blue)


def _to_linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _from_linear(value: float) -> int:
    value = min(max(value, 0), 1)
    curved = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * curved)


# The matrices are those of OKLab's definition: https://bottosson.github.io/posts/oklab/


def _oklab(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    """Return linear parts, below 0 or above 1 where sRGB has no such colour."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _in_srgb(lightness: float, a: float, b: float) -> Colour:
    """Give the colour of this lightness and hue, with as much of its chroma as sRGB can show."""
    parts = _from_oklab(lightness, a, b)
    if not _shown(parts):
        kept, lost = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (kept + lost) / 2
            if _shown(_from_oklab(lightness, a * middle, b * middle)):
                kept = middle
            else:
                lost = middle
        parts = _from_oklab(lightness, a * kept, b * kept)
    red, green, blue = map(_from_linear, parts)
    return Colour(red=red, green=green, blue=blue)


def _shown(parts: tuple[float, float, float]) -> bool:
    return all(-_ROUNDING <= part <= 1 + _ROUNDING for part in parts)
