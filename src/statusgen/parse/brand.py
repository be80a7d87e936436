"""`brand:` of statusgen.yml to `Brand`, and colours under names wherever they are written.

Opens no logo, and knows the names of no theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from statusgen import colour as colours
from statusgen.errors import Location
from statusgen.located import excerpt
from statusgen.model import Brand, Tint
from statusgen.parse import links
from statusgen.parse.fields import Fields

__all__ = ["read", "tints"]

_KEYS = ("logo", "home", "help", "colours", "dark")
_KINDS = (".svg", ".png")
_DIGITS = re.compile(r"[0-9a-f]{3}|[0-9a-f]{6}", re.ASCII | re.IGNORECASE)
_WITH_ALPHA = re.compile(r"#(?:[0-9a-f]{4}|[0-9a-f]{8})", re.ASCII | re.IGNORECASE)
_OPAQUE = {5: 4, 9: 7}
_IN_QUOTES = 'write it like "#00563f", with the quotes, because a bare # begins a comment'


def read(config: Fields) -> Brand:
    """Read the brand of a config; what is wrong in it is a problem and left out."""
    example = '{logo: brand/logo.svg, colours: {accent: "#00563f"}}'
    fields = config.below("brand", _KEYS, example=example)
    if fields is None:
        return Brand()
    logo = _logo(fields)
    return Brand(
        logo=logo,
        logo_where=fields.where("logo") if logo else None,
        home=links.address(fields, "home", schemes=links.PAGES, required=False),
        help=links.address(fields, "help", required=False),
        light=tuple(tints(fields, "colours")),
        dark=tuple(tints(fields, "dark")),
    )


def tints(parent: Fields, key: str, *, required: bool = False) -> Iterable[Tint]:
    """Yield the colours of the mapping under a key, in its order; what is none is a problem."""
    fields = parent.below(key, required=required, example='{accent: "#00563f"}')
    if fields is None:
        return
    for name in fields.names():
        text = fields.line(name, example='"#00563f"')
        if text is None:
            continue
        colour = colours.parse(text)
        if colour is None:
            _misread(fields, name, text)
            continue
        yield Tint(name=name, colour=colour, where=_span(fields, name))


def _logo(fields: Fields) -> str | None:
    path = fields.line("logo", example="brand/logo.svg")
    if path is None:
        return None
    what = hint = ""
    if re.match(r"[a-z]+:|//", path, re.IGNORECASE) or path.startswith("/"):
        what = f"'{excerpt(path)}' is not a file of the site's folder"
        hint = "put the logo into the site's folder and write its path there, like brand/logo.svg"
    elif "\\" in path:
        what = "a path has no backslash here"
        hint = f"write {excerpt(path.replace(chr(92), '/'))}"
    elif {"", ".", ".."} & set(path.split("/")):
        what = f"'{excerpt(path)}' is not the plain path of a file in the site's folder"
        hint = "write it from the site's folder on, without . and .., like brand/logo.svg"
    elif not path.lower().endswith(_KINDS):
        what = f"'{excerpt(path)}' is neither an SVG nor a PNG"
        hint = "export the logo as a plain SVG, or as a PNG; its name ends in .svg or .png"
    if what:
        fields.problem(fields.where("logo"), "bad-logo", what, hint)
        return None
    return path


def _misread(fields: Fields, name: str, text: str) -> None:
    where, key = fields.where(name), fields.where_key(name)
    what, hint = f"'{excerpt(text)}' is not a colour", _IN_QUOTES
    if where.line != key.line:
        # `accent: #00563f,` in brackets: the comment took the comma, so the value is a later line.
        where, what = key, f"there is no colour behind '{excerpt(name)}'"
    elif _DIGITS.fullmatch(text):
        hint = f'write "#{text}", with the quotes'
    elif _WITH_ALPHA.fullmatch(text):
        hint = f'write "{text[: _OPAQUE[len(text)]]}": a colour here cannot be seen through'
    fields.problem(where, "bad-colour", what, hint)


def _span(fields: Fields, name: str) -> Location:
    """Point at `accent: "#00563f"` as a whole, where that is on one line."""
    key, value = fields.where_key(name), fields.where(name)
    if key.line != value.line:
        return value
    return replace(key, length=value.column + value.length - key.column)
