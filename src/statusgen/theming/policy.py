"""What a template asks a browser for, and the policy of the pages would block.

The HTML is read as it stands in the template, with what Jinja2 fills in left open: that shows the
line, which a drawn page could not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from statusgen.errors import Location, Problem
from statusgen.theming.templates import Template

__all__ = ["LOADING", "blocked"]

# What never ends goes on to the end of all: an end would be looked for anew from each beginning.
_INNER = r"""(?:"[^"]*"|'[^']*'|.)*?"""
_JINJA = re.compile(
    rf"\{{\#.*?(?:\#\}}|\Z)|\{{%{_INNER}(?:%\}}|\Z)|\{{\{{{_INNER}(?:\}}\}}|\Z)", re.DOTALL
)
_FILLED = "\ue000"
_STYLE = re.compile(r"\{\{-?\s*css\s*-?\}\}")
_SCHEME = re.compile(r"\s*(?:([a-z][a-z0-9+.-]*):|//|\\\\)", re.IGNORECASE)

# Attributes that make a browser load something, with the directive that is asked about it.
_LOADS = {
    ("audio", "src"): "media-src",
    ("embed", "src"): "object-src",
    ("frame", "src"): "frame-src",
    ("iframe", "src"): "frame-src",
    ("img", "src"): "img-src",
    ("img", "srcset"): "img-src",
    ("image", "href"): "img-src",
    ("input", "src"): "img-src",
    ("object", "data"): "object-src",
    ("script", "src"): "script-src",
    ("source", "src"): "media-src",
    ("source", "srcset"): "img-src",
    ("track", "src"): "media-src",
    ("use", "href"): "img-src",
    ("video", "poster"): "img-src",
    ("video", "src"): "media-src",
    ("form", "action"): "form-action",
    ("base", "href"): "base-uri",
}
_LINKS = {
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "manifest": "manifest-src",
    "modulepreload": "script-src",
    "stylesheet": "style-src",
    "dns-prefetch": "connect-src",
    "preconnect": "connect-src",
    "prefetch": "default-src",
    "preload": "default-src",
}
_ADDRESSES = frozenset(("href", "poster", "src", "srcset"))
_ASSET = re.compile(rf"[{_FILLED}\s]*(?:\.{{0,2}}/)*assets/([^\s{_FILLED}?#,]+)")
_NO_FALLBACK = frozenset(("base-uri", "form-action"))
# Of other types a script is data, which no browser runs.
_RUN = re.compile(
    r"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma|j|live)script\S*",
    re.IGNORECASE,
)

_RUNS = re.compile(r"\s*javascript:", re.IGNORECASE)

_NO_SCRIPT = "put it into assets/page.js: only files of the site itself run"
LOADING = "what a page may load is told in docs/reference/themes.md"


def blocked(template: Template, policy: str) -> Iterator[Problem]:
    """Yield what the policy would block of a template."""
    page = _Page(template, policy)
    page.feed(_JINJA.sub(_left_open, template.text))
    page.close()
    yield from page.found


def _left_open(found: re.Match[str]) -> str:
    """Stand in for what Jinja2 fills in or leaves out: as long, and with the same line ends."""
    sign = _FILLED if found[0].startswith("{{") else " "
    return re.sub(r"[^\n]", sign, found[0])


class _Page(HTMLParser):
    """One reading of a template as HTML."""

    def __init__(self, template: Template, policy: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Problem] = []
        self._template = template
        self._allowed = {
            name: frozenset(sources)
            for name, *sources in (part.split() for part in policy.split(";") if part.strip())
        }
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = ""
        values = {name: value or "" for name, value in attrs}
        for name, value in values.items():
            if name == "style":
                self._add(name, "style attributes", "put it into assets/style.css")
            elif re.fullmatch("on[a-z]+", name) or _RUNS.match(value):
                self._add(name, f"the script in '{name}'", _NO_SCRIPT)
            elif name in _ADDRESSES and (asset := _ASSET.match(value)):
                self._misname(name, asset[1])
            else:
                self._load(tag, name, value, values)
        if tag == "form" and "action" not in values:
            self._load(tag, "action", "", values)
        if tag == "style":
            self._inside = tag
        elif tag == "script" and "src" not in values:
            self._inside = tag if _RUN.fullmatch(values.get("type", "")) else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        line, column = self.getpos()
        if self._inside == "script" and data.strip():
            self._add("", "scripts inside of a page", _NO_SCRIPT, line=line)
        elif self._inside == "style":
            written = "\n".join(self._template.text.split("\n")[line - 1 :])[column:]
            if not _STYLE.fullmatch(written[: len(data)]):
                hint = "write <style>{{ css }}</style>, and all else into assets/style.css"
                self._add("", "all styles but those of the stylesheet", hint, line=line)
        self._inside = ""

    def _load(self, tag: str, name: str, value: str, values: dict[str, str]) -> None:
        directive = _LOADS.get((tag, name))
        if (tag, name) == ("link", "href"):
            kinds = (_LINKS.get(kind) for kind in values.get("rel", "").lower().split())
            directive = next((kind for kind in kinds if kind), None)
        if directive is None or self._allows(directive, value):
            return
        scheme = _SCHEME.match(value)
        what = f"{'addresses elsewhere' if scheme else 'all addresses'} in <{tag} {name}>"
        if directive == "form-action":
            what = "the sending of forms"
        self._add(name, what, LOADING)

    def _allows(self, directive: str, address: str) -> bool:
        default = frozenset("*") if directive in _NO_FALLBACK else frozenset[str]()
        if directive not in _NO_FALLBACK:
            default = self._allowed.get("default-src", frozenset("*"))
        sources = self._allowed.get(directive, default)
        scheme = _SCHEME.match(address)
        if scheme is None:
            return bool({"'self'", "*"} & sources)
        return "*" in sources or (scheme[1] is not None and f"{scheme[1].lower()}:" in sources)

    def _misname(self, needle: str, asset: str) -> None:
        """Add that a file of the theme is called by a name that it does not have on the site."""
        what = f"there is no file assets/{asset} on the site: its name has a digest there"
        hint = f'write {{{{ page.frame.root }}}}{{{{ asset("{asset}") }}}} for its address'
        where = self._template.place(self._place(needle, 0).line, ("assets/", asset))
        self.found.append(Problem(where, "no-such-file", what, hint))

    def _add(self, needle: str, what: str, hint: str, *, line: int = 0) -> None:
        said = f"the policy of the pages blocks {what}"
        self.found.append(Problem(self._place(needle, line), "blocked", said, hint))

    def _place(self, needle: str, line: int) -> Location:
        start, column = self.getpos()
        tag = self.get_starttag_text() or ""
        found = re.search(rf"(?i)(?<![\w-]){re.escape(needle)}(?=\s*=)", tag) if needle else None
        if line or found is None:
            return self._template.place(line or start, *filter(None, (needle,)))
        # A tag may go over several lines, and several tags of a line may have the attribute.
        above = tag[: found.start()].split("\n")
        column = len(above[-1]) + (column if len(above) == 1 else 0)
        return Location(self._template.path, start + len(above) - 1, column + 1, len(needle))
