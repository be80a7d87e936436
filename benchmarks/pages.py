"""A page taken apart: what a browser fetches for it, and what of it weighs how much.

Reads HTML and knows no theme: what it names is what any page has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

__all__ = ["PARTS", "Reference", "references", "without"]

_FETCHED_RELS = {"icon", "manifest", "modulepreload", "preload", "stylesheet"}
_SOURCES = {"audio", "embed", "iframe", "img", "source", "track", "video"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A file that a page makes a browser fetch. `blocking`: before it shows anything."""

    address: str
    blocking: bool


def references(html: str, page: str) -> tuple[Reference, ...]:
    """List what a browser fetches for a page at a path, each file once, without `data:`.

    Addresses are resolved, and of the same host they are paths. An address of another host stays
    whole: whoever fetches it fails, since a page loads nothing from elsewhere.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found: dict[str, bool] = {}
    for given, blocking in reader.found:
        address = urljoin(f"//host{page}", given)
        parts = urlsplit(address)
        if parts.scheme == "data":
            continue
        name = unquote(parts.path) if parts.netloc == "host" else address
        found[name] = found.get(name, False) or blocking
    return tuple(Reference(address=name, blocking=found[name]) for name in found)


class _Reader(HTMLParser):
    """Collect addresses, and whether a page waits for them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and (rels := _FETCHED_RELS & set(given.get("rel", "").lower().split())):
            screen = given.get("media", "all").lower() in ("", "all", "screen")
            self.found.append((given.get("href", ""), "stylesheet" in rels and screen))
        elif tag == "script" and "src" in given:
            waits = not {"async", "defer"} & given.keys() and given.get("type") != "module"
            self.found.append((given["src"], waits))
        elif tag in _SOURCES and "src" in given:
            self.found.append((given["src"], False))


def without(part: str, html: str) -> str:
    """Give a page without one of its `PARTS`."""
    return PARTS[part](html)


def _cut(pattern: str, by: str = "") -> Callable[[str], str]:
    compiled = re.compile(pattern, re.DOTALL)
    return lambda html: compiled.sub(by, html)


def _in_body(edit: Callable[[str], str]) -> Callable[[str], str]:
    def edited(html: str) -> str:
        head, start, body = html.partition("<body")
        return head + start + edit(body)

    return edited


def _in_head(edit: Callable[[str], str]) -> Callable[[str], str]:
    def edited(html: str) -> str:
        head, start, body = html.partition("<body")
        return edit(head) + start + body

    return edited


def _without_style(head: str) -> str:
    """Take everything out of a head but its style sheet."""
    return "".join(re.findall(r"<style>.*?</style>", head, re.DOTALL))


PARTS: dict[str, Callable[[str], str]] = {
    "style sheet": _cut(r"<style>.*?</style>"),
    "head without the style sheet": _in_head(_without_style),
    "· structured data": _cut(r'<script type="application/ld\+json">.*?</script>'),
    "· the policy's copy": _cut(r'<meta http-equiv="Content-Security-Policy"[^>]*>'),
    "· Open Graph": _cut(r'<meta (?:property="og:|name="twitter:)[^>]*>'),
    "· links": _in_head(_cut(r"<link [^>]*>")),
    "· tags of scripts": _in_head(_cut(r"<script [^>]*src=.*?</script>")),
    "body": _cut(r"<body.*"),
    "· its words": _in_body(_cut(r">[^<]+", ">")),
    "· pictures (svg)": _in_body(_cut(r"<svg.*?</svg>")),
    "· what is folded away": _in_body(_cut(r"(</summary>).*?(?=</details>)", r"\1")),
    "· addresses (href)": _in_body(_cut(r' href="[^"]*"')),
    "· times (datetime)": _in_body(_cut(r' datetime="[^"]*"')),
    "· classes": _in_body(_cut(r' class="[^"]*"')),
    "· ids and aria": _in_body(_cut(r' (?:id|aria-[a-z]+)="[^"]*"')),
    "line breaks and indents": _cut(r"\n\s*"),
}
"""What a page is made of: a name, and how to leave it out. A dot: part of the one above."""
