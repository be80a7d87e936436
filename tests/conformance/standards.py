"""Whether a file is what its media type says. Every function returns the faults that it finds.

What can be asked of a foreign reader is asked there; what stands here are a standard's rules that
no reader enforces: folding, required properties, contrast, the shape of a sitemap.
"""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import icalendar
from markdown_it import MarkdownIt

__all__ = [
    "calendar_faults",
    "icon_faults",
    "markdown_faults",
    "png_faults",
    "robots_faults",
    "sitemap_faults",
    "svg_faults",
    "text_faults",
]

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SVG = "{http://www.w3.org/2000/svg}"

_PROPERTIES = frozenset(
    "UID DTSTAMP LAST-MODIFIED SEQUENCE DTSTART DTEND SUMMARY DESCRIPTION URL STATUS TRANSP".split()
)
_PAINT = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")


def calendar_faults(data: bytes) -> list[str]:
    """RFC 5545, and this program's own rules: UTC only, no alarms, no people."""
    return list(_calendar(data))


def _calendar(data: bytes) -> Iterator[str]:
    if not data.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        yield "a line does not end with CRLF"
    lines = data.decode("utf-8").split("\r\n")
    for line in data.split(b"\r\n"):
        if len(line) > 75:
            yield f"a line has {len(line)} octets"
        line.decode("utf-8")  # a fold that parts a character raises
    # Controls may not stand in a value; a tab may, as may what ends lines elsewhere.
    yield from (
        f"the line {line!r}" for line in lines if re.search("[\x00-\x08\x0a-\x1f\x7f]", line)
    )
    calendar = icalendar.Calendar.from_ical(data)
    # With a METHOD it would be a message, with an ORGANIZER and the time of sending (RFC 5546).
    if calendar["version"] != "2.0" or not calendar["prodid"] or "method" in calendar:
        yield "version, prodid or method"
    kinds = [component.name for component in calendar.subcomponents]
    if kinds != ["VTIMEZONE"] and set(kinds) != {"VEVENT"}:
        yield f"the components are {kinds}"
    uids = [str(event["uid"]) for event in calendar.walk("VEVENT")]
    if len(set(uids)) != len(uids):
        yield "two events have one uid"
    for component in calendar.walk():
        yield from (f"{component.name}: {error}" for error in component.errors)
    for zone in calendar.walk("VTIMEZONE"):
        rules = [set(rule) for rule in zone.subcomponents]
        if "tzid" not in zone or rules != [{"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}]:
            yield f"a zone has {sorted(zone)} and the rules {rules}"
    for event in calendar.walk("VEVENT"):
        if set(event) != _PROPERTIES:
            yield f"an event has {sorted(set(event) ^ _PROPERTIES)}"
            continue
        times = [event[name].dt for name in ("dtstart", "dtend", "dtstamp", "last-modified")]
        if any(at.utcoffset() != timedelta() for at in times):
            yield "a time is not in UTC"
        if times[0] >= times[1]:
            yield "an event ends before it starts"
        if event["status"] not in ("CONFIRMED", "CANCELLED") or event["sequence"] < 0:
            yield f"status {event['status']}, sequence {event['sequence']}"
        if event["url"].params or not str(event["url"]).startswith(("http://", "https://")):
            yield f"the address {event['url']}"


def png_faults(data: bytes) -> list[str]:
    """The size that link previews ask for, and light enough for them to wait for it."""
    faults = [] if data.startswith(b"\x89PNG\r\n\x1a\n") else ["it is not a PNG"]
    width, height = struct.unpack(">II", data[16:24])
    if (width, height) != (1200, 630):
        faults.append(f"the size is {width} by {height}")
    return faults if len(data) < 20_000 else [*faults, f"it has {len(data)} bytes"]


def icon_faults(data: bytes) -> list[str]:
    """A small picture of shapes alone: it needs nothing and runs nothing."""
    root = ET.fromstring(data)
    shapes = {f"{SVG}{name}" for name in ("svg", "path", "circle", "rect")}
    faults = [f"the element {one.tag}" for one in root.iter() if one.tag not in shapes]
    named = sorted({name for one in root.iter() for name in one.attrib})
    faults += [f"the attribute {name}" for name in named if re.search("^on|href|style", name)]
    return faults if len(data) < 500 else [*faults, f"it has {len(data)} bytes"]


def svg_faults(data: bytes) -> list[str]:
    """A picture that needs nothing, runs nothing, names itself and can be read."""
    return list(_svg(data))


def _svg(data: bytes) -> Iterator[str]:
    root = ET.fromstring(data)
    if root.tag != f"{SVG}svg" or root.get("role") != "img":
        yield f"the root is {root.tag} with the role {root.get('role')}"
    title = root[0]
    if title.tag != f"{SVG}title" or not title.text or title.text != root.get("aria-label"):
        yield "it does not say its name first, and the same twice"
    for element in root.iter():
        if element.tag.removeprefix(SVG) not in ("svg", "title", "rect", "text"):
            yield f"the element {element.tag}"
        for name, value in element.attrib.items():
            if re.search(r"href|style|class|^on|^id$", name) or "url(" in value:
                yield f"the attribute {name}={value}"
    boxes = root.findall(f"{SVG}rect")
    texts = root.findall(f"{SVG}text")
    whole = float(root.get("width", "nan"))
    if root.get("viewBox") != f"0 0 {root.get('width')} {root.get('height')}":
        yield "the view box is not the picture"
    if len(boxes) != len(texts) or sum(float(box.get("width", "nan")) for box in boxes) != whole:
        yield "the boxes do not fill the picture"
    for box, text in zip(boxes, texts, strict=False):
        left, width = float(box.get("x", "nan")), float(box.get("width", "nan"))
        middle, length = float(text.get("x", "nan")), float(text.get("textLength", "nan"))
        if not left + 4 <= middle - length / 2 <= middle + length / 2 <= left + width - 4:
            yield f"the text {text.text!r} does not fit its box"
        ratio = contrast(text.get("fill", ""), box.get("fill", ""))
        if ratio < 4.5:
            yield f"the contrast is {ratio:.2f}"


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours written #rgb or #rrggbb."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    assert _PAINT.fullmatch(colour), colour
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def sitemap_faults(data: bytes, *, site: str) -> list[str]:
    """What sitemap.xsd and sitemaps.org ask: whole addresses below the sitemap, each once."""
    root = ET.fromstring(data)
    addresses = [url.findtext(f"{SITEMAP}loc") or "" for url in root]
    faults = [f"the address {one!r}" for one in addresses if not _below(one, site)]
    if root.tag != f"{SITEMAP}urlset" or root.attrib:
        faults.append(f"the root is {root.tag}")
    if any([child.tag for child in url] != [f"{SITEMAP}loc"] for url in root):
        faults.append("an url is more than its loc")
    if len(set(addresses)) != len(addresses) or not 0 < len(addresses) <= 50_000:
        faults.append(f"there are {len(addresses)} addresses, {len(set(addresses))} different")
    if len(data) > 50 * 1024 * 1024:
        faults.append("it is larger than 50 MB")
    return faults


def _below(address: str, site: str) -> bool:
    plain = re.fullmatch(r"[!-~]{12,2048}", address) and "#" not in address
    return bool(plain) and address.startswith(site) and bool(urlsplit(address).netloc)


def robots_faults(data: bytes, *, site: str) -> list[str]:
    """Everybody may read everything, and the sitemap is named with its whole address."""
    rules = RobotFileParser(f"{site}robots.txt")
    rules.parse(data.decode("ascii").splitlines())
    faults = [] if rules.can_fetch("AnyBot", f"{site}incidents/x/") else ["somebody is kept out"]
    if rules.site_maps() != [f"{site}sitemap.xml"]:
        faults.append(f"the sitemaps are {rules.site_maps()}")
    return faults


def text_faults(data: bytes) -> list[str]:
    """UTF-8 with ordinary line ends and nothing that a terminal would obey."""
    text = data.decode("utf-8")
    faults = [f"the character U+{ord(char):04X}" for char in sorted(set(text)) if _obeyed(char)]
    if not text.endswith("\n") or text.endswith("\n\n"):
        faults.append("it does not end with one line end")
    if any(line != line.rstrip(" ") for line in text.split("\n")):
        faults.append("there are spaces at the end of a line")
    return faults


def _obeyed(char: str) -> bool:
    return char != "\n" and (ord(char) < 32 or 0x7F <= ord(char) < 0xA0)


def markdown_faults(data: bytes) -> list[str]:
    """CommonMark without HTML, without pictures, with one first heading and no step left out."""
    tokens = MarkdownIt("commonmark").parse(data.decode("utf-8"))
    inner = [child for token in tokens for child in token.children or ()]
    faults = [
        f"the {token.type} {token.content[:80]!r}"
        for token in (*tokens, *inner)
        if token.type in ("html_block", "html_inline", "image", "fence", "code_block", "hr")
    ]
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    if levels[:1] != [1] or levels.count(1) != 1:
        faults.append(f"the headings are {levels}")
    steps = itertools.pairwise(levels)
    faults += [f"a heading {b} behind a heading {a}" for a, b in steps if b > a + 1]
    addresses = [str(token.attrs["href"]) for token in inner if token.type == "link_open"]
    faults += [f"the link {one}" for one in addresses if urlsplit(one).scheme != "https"]
    return faults
