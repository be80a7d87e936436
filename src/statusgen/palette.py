"""The colours of a theme, with a brand's laid over them, held to WCAG's contrast.

A theme names its colours, and which of them carry text (4.5:1 on paper, WCAG 2.2's 1.4.3) or shapes
(3:1, its 1.4.11). Knows no stylesheet: what uses a colour, and where, is not looked at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from statusgen import located
from statusgen.colour import Colour, contrast, nearest
from statusgen.errors import Location, Problem, has_error
from statusgen.frozen import frozen
from statusgen.model import Brand, Tint
from statusgen.parse import brand as brand_
from statusgen.parse.fields import Fields, suggest
from statusgen.parse.text import decode
from statusgen.sources import Source

__all__ = ["Palette", "lay", "read"]

_KEYS = ("name", "title", "description", "colours", "text", "shapes")
_PAPER = "paper"
_BLACK = Colour(red=0, green=0, blue=0)
_TEXT = "list the colours that text has, to be held to 4.5 to 1 on paper: text: [ink]"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)


@frozen
class Palette:
    """Colours by name: `light` and `dark` have the same names, `paper` among them.

    `text` and `shapes` are the names of those that must be told from paper.
    """

    light: tuple[Tint, ...]
    dark: tuple[Tint, ...]
    text: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()

    def css(self) -> str:
        """Write them as custom properties, `--paper` and so on, in the order of `light`.

        Of the dark ones those that differ; they are for screens only, since paper is light.
        """
        light = {tint.name: tint.colour for tint in self.light}
        dark = {tint.name: tint.colour for tint in self.dark}
        root = _rule((name, colour.css) for name, colour in light.items())
        other = _rule((name, dark[name].css) for name in light if dark[name] != light[name])
        return root + (f"@media screen and (prefers-color-scheme:dark){{{other}}}" if other else "")


def read(source: Source) -> tuple[Palette | None, tuple[Problem, ...]]:
    """Read a theme.yml. The palette is None if the file has errors, or no `colours`."""
    text, faults = decode(source)
    if text is None:
        return None, faults
    node, more = located.load("\n".join(text.lines), path=source.path)
    problems = [*faults, *more]
    palette = None
    if isinstance(node, located.Mapping):
        fields = Fields(node, problems=problems, known=_KEYS, of="theme.yml")
        if fields.has("colours"):
            palette = _palette(fields, problems)
    elif not has_error(problems):
        what = "this file must hold keys with values, like title: Our theme"
        problems.append(Problem(Location(source.path), "wrong-type", what))
    return None if has_error(problems) else palette, tuple(sorted(problems))


def lay(
    palette: Palette | None, brand: Brand, *, theme: str
) -> tuple[Palette | None, tuple[Problem, ...]]:
    """Lay a brand's colours over those of a theme, and look whether all can still be read.

    A colour that cannot is an error where the brand sets it or its paper, else in the theme's own
    file. `palette` is None for a theme that names no colours; where `read` found errors, there is
    nothing to lay anything over.
    """
    if palette is None:
        found = (*brand.light, *brand.dark)[:1]
        what = f"the theme '{theme}' names no colours"
        hint = "leave out the colours, or name them in theme.yml of the theme"
        return None, tuple(Problem(tint.where, "no-colours", what, hint) for tint in found)
    problems: list[Problem] = []
    laid = replace(
        palette,
        light=_laid(palette.light, brand.light, problems),
        dark=_laid(palette.dark, brand.dark, problems),
    )
    problems += _faint(laid, laid.light, {tint.name for tint in brand.light})
    problems += _faint(laid, laid.dark, {tint.name for tint in brand.dark})
    return laid, tuple(sorted(problems))


def _palette(fields: Fields, problems: list[Problem]) -> Palette | None:
    example = '{light: {paper: "#ffffff"}, dark: …}'
    colours = fields.below("colours", ("light", "dark"), example=example)
    if colours is None:
        return None
    light = tuple(brand_.tints(colours, "light", required=True))
    dark = tuple(brand_.tints(colours, "dark", required=True))
    if has_error(problems):
        return None
    problems += _misnamed(light)
    for one, other, key in ((light, dark, "dark"), (dark, light, "light")):
        names = [tint.name for tint in other]
        for tint in one:
            if tint.name not in names:
                what = f"'{key}' lacks the colour '{located.excerpt(tint.name)}'"
                hint = suggest(tint.name, names) or "light and dark have the same names"
                fields.problem(tint.where, "missing-colour", what, hint)
    names = list(dict.fromkeys(tint.name for tint in (*light, *dark)))
    if _PAPER not in names:
        what = "there must be a colour 'paper', on which all others stand"
        fields.problem(colours.where_key("light"), "missing-colour", what, 'add paper: "#ffffff"')
    text, shapes = (_names(fields, key, names) for key in ("text", "shapes"))
    if not fields.has("text"):
        fields.missing("text", _TEXT)
    elif not text and not has_error(problems):
        what = "'text' must name the colours that text is written in"
        fields.problem(fields.where("text"), "empty-value", what, _TEXT)
    return Palette(light=light, dark=dark, text=text, shapes=shapes)


def _misnamed(tints: Iterable[Tint]) -> Iterator[Problem]:
    for tint in tints:
        if _NAME.fullmatch(tint.name) is None:
            what = f"'{located.excerpt(tint.name)}' cannot be the name of a colour"
            hint = "write small letters, digits and hyphens, like accent"
            yield Problem(tint.where, "bad-name", what, hint)


def _names(fields: Fields, key: str, known: Iterable[str]) -> tuple[str, ...]:
    others = [name for name in known if name != _PAPER]
    found = fields.texts(key, example="[ink, accent]")
    for name in found:
        if name.text not in others:
            what = f"there is no colour '{located.excerpt(name.text)}'"
            if name.text == _PAPER:
                what = "paper is what the others stand on, and cannot stand on itself"
            hint = suggest(name.text, others) or f"the colours are: {', '.join(others)}"
            fields.problem(name.where, "unknown-colour", what, hint)
    return tuple(name.text for name in found)


def _laid(
    theme: tuple[Tint, ...], brand: tuple[Tint, ...], problems: list[Problem]
) -> tuple[Tint, ...]:
    known = {tint.name: tint for tint in theme}
    own = {tint.name: tint for tint in brand}
    for tint in brand:
        if tint.name not in known:
            what = f"the theme has no colour '{located.excerpt(tint.name)}'"
            hint = suggest(tint.name, known) or f"its colours are: {', '.join(known)}"
            problems.append(Problem(tint.where, "unknown-colour", what, hint))
    return tuple(own.get(name, tint) for name, tint in known.items())


def _faint(palette: Palette, tints: tuple[Tint, ...], own: set[str]) -> Iterator[Problem]:
    """Find what cannot be told from paper. `own` are the names that the brand sets."""
    paper = next(tint for tint in tints if tint.name == _PAPER)
    for tint in tints:
        if tint.name in palette.text:
            least, use, seen, need = 4.5, "read", "read", "text needs"
        elif tint.name in palette.shapes:
            least, use, seen, need = 3.0, "see", "seen", "shapes need"
        else:
            continue
        ratio = contrast(tint.colour, paper.colour)
        if ratio >= least:
            continue
        better = nearest(tint.colour, on=paper.colour, least=least)
        assert better is not None, "black or white has 4.5 to 1 on every colour"
        pale = contrast(better, _BLACK) < contrast(tint.colour, _BLACK)
        what = (
            f"{tint.name} {tint.colour.hex} is too {'pale' if pale else 'dark'} to {use} on paper"
            f" {paper.colour.hex}: {_rounded_down(ratio)} to 1, and {need} {least:g} to 1"
        )
        where, hint = tint.where, f"the nearest that can be {seen} is {better.hex}"
        if _PAPER in own and tint.name not in own:
            where = paper.where
            hint = f'set {tint.name}: "{better.hex}" too, the nearest that can be {seen}'
        yield Problem(where, "low-contrast", what, hint)


def _rounded_down(ratio: float) -> str:
    """Say a ratio so that one that fails never reads as one that passes."""
    return f"{math.floor(ratio * 10) / 10:g}"


def _rule(properties: Iterable[tuple[str, str]]) -> str:
    inside = ";".join(f"--{name}:{value}" for name, value in properties)
    return f":root{{{inside}}}" if inside else ""
