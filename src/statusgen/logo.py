"""A logo's bytes to a logo that is safe on every page, or to what is wrong with it.

An SVG is written anew from an allow-list of shapes: whatever runs, loads or moves is a problem, and
what merely says nothing (comments, metadata, titles) is left out. A PNG keeps its picture and loses
its notes. Draws nothing, and does not look whether the logo can be seen on the page.
"""

from __future__ import annotations

import math
import re
import struct
from xml.etree import ElementTree as ET
from xml.parsers import expat
from zlib import crc32

from statusgen.errors import Location, Problem
from statusgen.frozen import frozen
from statusgen.sources import Source

__all__ = ["Logo", "read"]

_MOST_BYTES, _MOST_BYTES_INLINE = 100_000, 1_500
_LEAST_SIDE, _MOST_SIDE = 16, 4096
_MOST_ELEMENTS, _MOST_DRAWN, _MOST_DEPTH, _MOST_PROBLEMS = 2_000, 20_000, 50, 20

_CODE = "bad-logo"
_PLAIN = "export it as a plain SVG: shapes, gradients and text, without scripts, styles and effects"
_HINTS = {
    "image": "export it as a plain SVG without pictures in it, or export it all as a PNG",
    "style": "export it as a plain SVG, with “presentation attributes” in place of a style sheet",
}

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XHTML = "http://www.w3.org/1999/xhtml"
_ELEMENTS = frozenset(
    "g defs symbol use path rect circle ellipse line polyline polygon text tspan linearGradient "
    "radialGradient stop clipPath mask".split()
)
_UNSEEN_ELEMENTS = frozenset(("desc", "metadata", "title"))
_LEADING = frozenset(("use", "linearGradient", "radialGradient"))
_PROPERTIES = frozenset(
    "baseline-shift clip-path clip-rule color direction display dominant-baseline fill "
    "fill-opacity fill-rule font-family font-size font-stretch font-style font-variant font-weight "
    "letter-spacing mask mask-type opacity paint-order shape-rendering stop-color stop-opacity "
    "stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width text-anchor text-decoration text-rendering unicode-bidi "
    "vector-effect visibility word-spacing writing-mode".split()
)
_ATTRIBUTES = _PROPERTIES | frozenset(
    "clipPathUnits cx cy d dx dy fr fx fy gradientTransform gradientUnits height lengthAdjust "
    "maskContentUnits maskUnits offset pathLength points preserveAspectRatio r rotate rx ry "
    "spreadMethod textLength transform width x x1 x2 y y1 y2".split()
)
# Editors write them everywhere; at most they set text in a way that a logo can do without.
_UNSEEN = re.compile(
    r"(?:aria|data)?-.*|baseProfile|class|color-(?:interpolation|rendering).*|enable-background|"
    r"focusable|font-.*|image-rendering|isolation|line-height|overflow|role|"
    r"(?:shape|solid|text)-.*|version|white-space"
)
_OF_THE_ROOT = frozenset(("height", "viewBox", "width", "x", "y"))
# In a page that is read from right to left, text would begin at the other end: out of the picture.
_OF_TEXT = {"direction": "ltr", "font-weight": "normal"}
_INITIAL = frozenset(("auto", "none", "normal", "visible"))

# Drawing programs name SVG's own definition at the top of a file, with nothing of theirs in it.
_OWN_DOCTYPE = re.compile(r'<!DOCTYPE\s+svg\s+PUBLIC\s+"-//W3C//DTD SVG [^"]*"\s+"[^"]*"\s*>')
_DECLARED = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)|<\?(?!xml\s)", re.IGNORECASE)
_INNER_URL = re.compile(r"""url\(\s*(["']?)#([\w.:-]+)\1\s*\)""", re.ASCII | re.IGNORECASE)
_INNER = re.compile(r"#([\w.:-]+)", re.ASCII)
_FUNCTION = re.compile(
    r"(?<![\w-])(?:hsla?|matrix|rgba?|rotate|scale|skew[XY]|translate)\s*\(", re.ASCII
)
# Attributes are read as CSS, in which a backslash can spell any name and most functions load files.
_UNSAFE = re.compile(r"[(\\:;@!{}<>\x7f-\x9f]|/[/*]")
_CONTROL = re.compile("[\x7f-\x9f\ufdd0-\ufdef]")
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_LENGTH = re.compile(rf"({_NUMBER})(px|pt|pc|mm|cm|in)?", re.ASCII)
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
_BOX = re.compile(rf"({_NUMBER})" + rf"[\s,]+({_NUMBER})" * 3, re.ASCII)

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs".split())


@frozen
class Logo:
    """A logo without anything that is not its picture.

    `svg` is HTML to put into the page where the logo is an SVG of at most 1,500 bytes; `data` is
    the file in any case, and `extension` its kind, "svg" or "png". `width` and `height` are in CSS
    pixels, 1 to 4,096 each. `coloured` says that it names a colour: else it is drawn in black.
    """

    svg: str | None
    data: bytes
    extension: str
    width: int
    height: int
    coloured: bool = True


def read(source: Source, where: Location) -> tuple[Logo | None, tuple[Problem, ...]]:
    """Read a logo by the end of its name, .png or .svg; the logo is None if there are problems.

    They point into an SVG, or at `where`, which names the logo, if they are about the whole file.
    """
    try:
        if len(source.data) > _MOST_BYTES:
            size = math.ceil(len(source.data) / 1000)
            what = f"the logo is {size} kB large, and {_MOST_BYTES // 1000} kB is the most"
            raise _Refused(Problem(where, _CODE, what, "make it smaller or simpler"))
        if source.path.lower().endswith(".png"):
            return _png(source.data, where), ()
        return _svg(source, where)
    except _Refused as refused:
        return None, refused.args


class _Refused(Exception):
    """Nothing more can be said of this file than the one problem that is given."""


def _png(data: bytes, where: Location) -> Logo:
    if not data.startswith(_SIGNATURE):
        what = "the logo is not a PNG, whatever its name says"
        raise _Refused(Problem(where, _CODE, what, "export it as a PNG or as a plain SVG"))
    kept, at, kind = [_SIGNATURE], len(_SIGNATURE), b""
    while kind != b"IEND":
        length = int.from_bytes(data[at : at + 4])
        chunk = data[at : at + length + 12]
        kind = chunk[4:8]
        whole = len(chunk) == length + 12 and crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:])
        blank = kind == b"IEND" and all(one[4:8] != b"IDAT" for one in kept)
        if not whole or blank or (len(kept) == 1 and (kind, length) != (b"IHDR", 13)):
            what = "the logo is a damaged PNG"
            raise _Refused(Problem(where, _CODE, what, "export it again, or copy it again"))
        if kind in _CHUNKS:
            kept.append(chunk)
        at += length + 12
    width, height = struct.unpack_from(">II", data, len(_SIGNATURE) + 8)
    if not 0 < min(width, height) <= max(width, height) <= _MOST_SIDE:
        what = f"the logo is {width} by {height} pixels large, and {_MOST_SIDE} is the most"
        raise _Refused(Problem(where, _CODE, what, "export it smaller: 200 pixels are plenty"))
    return Logo(svg=None, data=b"".join(kept), extension="png", width=width, height=height)


def _svg(source: Source, where: Location) -> tuple[Logo | None, tuple[Problem, ...]]:
    try:
        text = source.data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        what = "the logo is not an SVG that is saved as UTF-8"
        raise _Refused(Problem(where, _CODE, what, _PLAIN)) from error
    drawing = _Drawing(source.path, text)
    root = drawing.read()
    if drawing.problems:
        return None, tuple(sorted(drawing.problems.values()))
    svg = ET.tostring(root, encoding="unicode").replace(" />", "/>")
    inline = len(svg.encode()) <= _MOST_BYTES_INLINE
    if not inline and "currentcolor" in svg.lower() and ' color="' not in svg:
        what = f"a logo over {_MOST_BYTES_INLINE:,} bytes cannot take the colour of the text"
        hint = "simplify it, or replace currentColor by a colour that is seen in light and dark"
        raise _Refused(Problem(where, _CODE, what, hint))
    # What fills nothing names no colour, but where it is said of the whole drawing.
    named = (one.get(kind, "none") for one in root.iter() for kind in ("color", "fill", "stroke"))
    logo = Logo(
        svg=svg if inline else None,
        data=svg.replace("<svg ", f'<svg xmlns="{_SVG}" ', 1).encode(),
        extension="svg",
        width=int(root.attrib["width"]),
        height=int(root.attrib["height"]),
        coloured="fill" in root.attrib or any(value != "none" for value in named),
    )
    return logo, ()


class _Drawing:
    """One reading of an SVG: what is kept of it, and the first problem of each kind."""

    def __init__(self, path: str, text: str) -> None:
        self.problems: dict[str, Problem] = {}
        self._path = path
        self._text = _OWN_DOCTYPE.sub(lambda found: re.sub(r"\S", " ", found[0]), text, count=1)
        self._data = self._text.encode()
        self._root: ET.Element | None = None
        # The elements that are open; None for one that is left out with all that is in it.
        self._open: list[ET.Element | None] = []
        self._count = 0
        self._ids: dict[str, ET.Element] = {}
        self._leads: dict[ET.Element, dict[str, Location]] = {}
        self._weights: dict[ET.Element, tuple[int, int]] = {}
        self._parser = expat.ParserCreate(namespace_separator=" ")

    def read(self) -> ET.Element:
        """Return what is kept; it counts only if there are no problems."""
        if declared := _DECLARED.search(self._text):
            what = f"a logo may not hold '{declared[0]}'"
            place = self._place(len(self._text[: declared.start()].encode()), len(declared[0]))
            hint = "export it as a plain SVG, or delete this line"
            raise _Refused(Problem(place, _CODE, what, hint))
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = lambda _: self._open.pop()
        self._parser.CharacterDataHandler = self._say
        try:
            self._parser.Parse(self._text, True)
        except expat.ExpatError as error:
            what = f"the logo is broken here: {expat.ErrorString(error.code)}"
            place = Location(self._path, error.lineno, error.offset + 1)
            raise _Refused(Problem(place, _CODE, what, "export it again as a plain SVG")) from error
        root = self._root
        assert root is not None
        root.attrib |= {"aria-hidden": "true", "focusable": "false"}
        if root.find(".//text") is not None:
            root.attrib = _OF_TEXT | root.attrib
        if not self.problems:
            self._name_parts()
        if not self.problems:
            self._weigh(root, ())
        return root

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            what = f"the logo has more than {_MOST_ELEMENTS:,} elements"
            raise self._too_much(what, self._here())
        if len(self._open) == _MOST_DEPTH:
            what = f"more than {_MOST_DEPTH} elements stand in each other here"
            raise self._too_much(what, self._here())
        space, _, name = tag.rpartition(" ")
        # Browsers draw nothing of what its editor keeps for itself.
        unseen = name in _UNSEEN_ELEMENTS if space == _SVG else space not in ("", _XHTML)
        if self._root is None:
            if name != "svg" or space not in ("", _SVG):
                what = f"the logo is not an SVG: it begins with '{name}'"
                raise _Refused(Problem(self._here(), _CODE, what, _PLAIN))
            element = self._root = ET.Element("svg")
            self._read_size(element, attributes)
        elif self._open[-1] is None or unseen:
            self._open.append(None)
            return
        elif name not in _ELEMENTS or space not in ("", _SVG):
            what = f"a logo may not hold the element '{name}'"
            self._problem(f"<{name}", "", what, _HINTS.get(name, _PLAIN))
            self._open.append(None)
            return
        else:
            element = ET.SubElement(self._open[-1], name)
        self._open.append(element)
        self._leads[element] = {}
        # A style outweighs attributes, so it is read behind them.
        for key, value in sorted(attributes.items(), key=lambda item: item[0] == "style"):
            self._attribute(element, key, " ".join(value.split()))

    def _say(self, text: str) -> None:
        element = self._open[-1]
        if element is None or element.tag not in ("text", "tspan"):
            return
        text = re.sub(r"\s+", " ", _CONTROL.sub("", text))
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text

    def _attribute(self, element: ET.Element, key: str, value: str) -> None:
        space, _, name = key.rpartition(" ")
        if element is self._root and not space and name in _OF_THE_ROOT:
            return
        if space not in ("", _XLINK) or (space == _XLINK and name != "href"):
            return
        if name == "id":
            self._ids.setdefault(value, element)
        elif name == "href":
            inner = _INNER.fullmatch(value)
            if inner and element.tag in _LEADING:
                self._leads[element].setdefault(inner[1], self._here(name))
                element.set("href", f"#logo-{inner[1]}")
            else:
                what = f"a logo may not lead to '{_short(value)}'"
                self._problem(name, name, what, "it may lead only to its own parts")
        elif name == "style":
            self._style(element, value)
        elif name in _ATTRIBUTES:
            self._set(element, name, name, value)
        elif _UNSEEN.fullmatch(name) is None:
            self._problem(name, name, f"a logo may not hold the attribute '{name}'", _PLAIN)

    def _style(self, element: ET.Element, text: str) -> None:
        """Make attributes of a style, since the policy of the pages blocks it."""
        for declaration in filter(str.strip, text.split(";")):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            if name in _PROPERTIES:
                self._set(element, name, "style", value)
            elif not (value in _INITIAL or _UNSEEN.fullmatch(name)):
                what = f"a logo may not hold the style '{_short(declaration.strip())}'"
                self._problem(f"style {name}", "style", what, _HINTS["style"])

    def _set(self, element: ET.Element, name: str, written: str, value: str) -> None:
        for inner in _INNER_URL.finditer(value):
            self._leads[element].setdefault(inner[2], self._here(written))
        if _UNSAFE.search(_FUNCTION.sub("", _INNER_URL.sub("", value))):
            what = f"'{name}' may not be '{_short(value)}' in a logo"
            hint = "write plain values, which may lead only to parts of the logo, like url(#a)"
            self._problem(f"{name}=", written, what, hint)
        element.set(name, _INNER_URL.sub(r"url(#logo-\2)", value))

    def _read_size(self, root: ET.Element, attributes: dict[str, str]) -> None:
        """Write how large the drawing is, in whole pixels and in units of its own."""
        width, height = (_pixels(attributes.get(side, "")) for side in ("width", "height"))
        box = _BOX.fullmatch(attributes.get("viewBox", "").strip())
        own = (float(box[3]), float(box[4])) if box else (0.0, 0.0)
        if min(own) <= 0 or max(own) == math.inf:
            box = None
        if not (width and height):
            width, height = own if box else (0.0, 0.0)
        if not width:
            what = "the logo does not say how large it is"
            self._problem("size", "", what, 'add viewBox="0 0 WIDTH HEIGHT" to this element')
            return
        longest = max(width, height)
        side = min(max(longest, _LEAST_SIDE), _MOST_SIDE)
        written = " ".join(box.groups()) if box else f"0 0 {width:g} {height:g}"
        root.attrib |= {
            "viewBox": written,
            "width": str(max(1, round(width / longest * side))),
            "height": str(max(1, round(height / longest * side))),
        }

    def _name_parts(self) -> None:
        """Give the parts that others lead to ids that nothing else on a page has."""
        for leads in self._leads.values():
            for name, where in leads.items():
                if name in self._ids:
                    self._ids[name].set("id", f"logo-{name}")
                elif len(self.problems) < _MOST_PROBLEMS:
                    what = f"there is no part '{_short(name)}' in the logo"
                    problem = Problem(where, _CODE, what, "export it again as a plain SVG")
                    self.problems.setdefault(name, problem)

    def _weigh(self, element: ET.Element, above: tuple[ET.Element, ...]) -> tuple[int, int]:
        """Count the elements that are drawn for one, and how deep, with all that it leads to.

        A few lines can lead to each other so often that no browser ever finishes.
        """
        if element in self._weights:
            return self._weights[element]
        above = (*above, element)
        parts = list(element)
        for name, where in self._leads[element].items():
            if self._ids[name] in above:
                what = f"the part '{_short(name)}' leads to itself"
                raise _Refused(Problem(where, _CODE, what, "take it out of itself"))
            parts.append(self._ids[name])
        weights = [self._weigh(part, above) for part in parts if len(above) <= _MOST_DEPTH]
        count = 1 + sum(count for count, _ in weights)
        depth = 1 + max((depth for _, depth in weights), default=0)
        if count > _MOST_DRAWN or max(depth, len(above)) > _MOST_DEPTH:
            what = "parts of the logo lead to each other too often"
            raise self._too_much(what, Location(self._path))
        self._weights[element] = count, depth
        return count, depth

    def _problem(self, kind: str, written: str, what: str, hint: str) -> None:
        """Add a problem with what is read now; of one kind, the first is enough."""
        if kind not in self.problems and len(self.problems) < _MOST_PROBLEMS:
            self.problems[kind] = Problem(self._here(written), _CODE, what, hint)

    def _too_much(self, what: str, where: Location) -> _Refused:
        return _Refused(Problem(where, _CODE, what, "simplify the drawing, or export it as a PNG"))

    def _here(self, attribute: str = "") -> Location:
        """Point at an attribute of the element that is read now, or at the element."""
        start = self._parser.CurrentByteIndex
        found = re.compile(rb"<[^\s/>]*").match(self._data, start)
        if attribute:
            written = re.escape(attribute).encode()
            name = re.compile(rb"(?<=\s)(?:[\w.-]+:)?" + written + rb"(?=\s*=)")
            found = name.search(self._data, start) or found
        assert found is not None
        return self._place(found.start(), len(found[0].decode()))

    def _place(self, index: int, length: int) -> Location:
        line_start = self._data.rfind(b"\n", 0, index) + 1
        line = self._data.count(b"\n", 0, index) + 1
        column = len(self._data[line_start:index].decode()) + 1
        return Location(self._path, line, column, length)


def _pixels(length: str) -> float:
    """Return a length in CSS pixels; 0 for one that depends on the page, or is none."""
    found = _LENGTH.fullmatch(length.strip())
    pixels = float(found[1]) * _PIXELS[found[2] or ""] if found else 0.0
    return pixels if 0 < pixels < math.inf else 0.0


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
