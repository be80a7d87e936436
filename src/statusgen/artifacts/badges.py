"""State badges: small SVG pictures with an accessible name; no script, style or font."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from statusgen.artifact import Artifact, CacheClass
from statusgen.fingerprint import fingerprint
from statusgen.frozen import frozen
from statusgen.model import State
from statusgen.present.edition import Edition
from statusgen.theme import Theme
from statusgen.xmltree import add

__all__ = ["Badge", "artifacts", "svg"]

# White on each is at least 4.5:1, and each differs in lightness as well as in hue.
_COLOURS = {
    State.OPERATIONAL.word: "#1b6e3c",
    State.UNDER_MAINTENANCE.word: "#2c5d9b",
    "notice": "#8a5a00",
    State.DEGRADED_PERFORMANCE.word: "#8a5a00",
    State.PARTIAL_OUTAGE.word: "#b3470a",
    State.MAJOR_OUTAGE.word: "#a3122a",
}
_LABEL_COLOUR = "#33322e"
_HEIGHT, _SIZE, _PAD = 24, 13, 9
_NARROW, _WIDE = "ijltfrI.,:;'|!()[] ", "mwMW@%"


@frozen
class Badge:
    """What a badge says: a name, and how that is."""

    name: str
    said: str
    state: str
    alt: str
    direction: str


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield a badge for the site and one for each component."""
    del theme
    label, overall = edition.words.say("badge.label"), edition.state()
    badge = _badge(edition, label, edition.brief(), overall.word)
    yield _file("badge.svg", badge)
    for one in edition.status.components:
        now = edition.of_component(one.state)
        badge = _badge(edition, one.component.name, now.text, now.word)
        yield _file(f"components/{one.component.id}/badge.svg", badge)


def _badge(edition: Edition, name: str, said: str, state: str) -> Badge:
    alt = edition.words.say("badge.alt", name=name, state=said)
    return Badge(name=name, said=said, state=state, alt=alt, direction=edition.words.direction)


def _file(path: str, badge: Badge) -> Artifact:
    return Artifact(
        path=path,
        media_type="image/svg+xml",
        cache=CacheClass.CURRENT,
        renderer=svg,
        view=lambda: badge,
        key=fingerprint(badge),
    )


def svg(badge: Badge) -> bytes:
    """Draw a badge. Each text is set to the width that was reckoned for it, whatever the font."""
    name, said = _width(badge.name), _width(badge.said)
    total = name + said + 4 * _PAD
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": str(total),
            "height": str(_HEIGHT),
            "viewBox": f"0 0 {total} {_HEIGHT}",
            "role": "img",
            "aria-label": badge.alt,
        },
    )
    add(root, "title", badge.alt)
    split = name + 2 * _PAD
    _box(root, 0, split, _LABEL_COLOUR)
    _box(root, split, total - split, _COLOURS[badge.state])
    _text(root, split / 2, name, badge.name, badge.direction)
    _text(root, split + (total - split) / 2, said, badge.said, badge.direction)
    return ET.tostring(root, encoding="unicode").encode() + b"\n"


def _box(root: ET.Element, x: int, width: int, colour: str) -> None:
    add(root, "rect", x=str(x), width=str(width), height=str(_HEIGHT), fill=colour)


def _text(root: ET.Element, middle: float, width: int, text: str, direction: str) -> None:
    attributes = {
        "x": f"{middle:g}",
        "y": "16.5",
        "fill": "#fff",
        "font-family": "Verdana, 'DejaVu Sans', 'Noto Sans', sans-serif",
        "font-size": str(_SIZE),
        "text-anchor": "middle",
        "textLength": str(width),
        "lengthAdjust": "spacingAndGlyphs",
        "direction": direction,
    }
    add(root, "text", text, **attributes)


def _width(text: str) -> int:
    """Reckon the width of a text in pixels from the kinds of its characters."""
    pairs = zip(f" {text}", text, strict=False)
    wide = sum(_advance(character) for before, character in pairs if not _joins(before, character))
    return max(1, round(wide * _SIZE / 100))


def _joins(before: str, character: str) -> bool:
    """Tell whether a character only changes the emoji before it: a tone, or behind a joiner."""
    if "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    return before == "\u200d" and unicodedata.east_asian_width(character) == "W"


def _advance(character: str) -> int:
    """Return a character's width in hundredths of an em, near that of common sans-serif fonts.

    In whole numbers: from Python 3.12 on a sum of others is rounded in another way.
    """
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 100
    if character in _NARROW:
        return 36
    if character in _WIDE:
        return 96
    return 70 if character.isupper() else 60
