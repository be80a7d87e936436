"""What a stylesheet asks for in vain, and what of it is not closed, so that the rest is lost.

It is read as CSS is: what stands in texts and comments asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from statusgen.errors import Location, Problem
from statusgen.frozen import frozen
from statusgen.parse.fields import suggest
from statusgen.sources import Source
from statusgen.theme.style import uncommented
from statusgen.theming.policy import LOADING

__all__ = ["loads", "unclosed", "unset"]

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)"""
    r"""|(?<![\w-])url\(\s*(?P<bare>(?![\s"'])(?:[^)\\]|\\.)*?)\s*\)"""
    r"""|(?P<rule>@[\w-]+)|(?P<begun>[\w-]*\()|(?P<sign>[){};])|\\.""",
    re.DOTALL | re.IGNORECASE,
)
_FILES = frozenset(("url(", "src(", "image(", "image-set(", "-webkit-image-set("))
_ELSEWHERE = re.compile(r"(?!data:)[a-z][a-z0-9+.-]*:|//|\\\\", re.IGNORECASE)
_ON_THE_HOST = re.compile(r"data:|/(?!assets/)", re.IGNORECASE)
_SET = re.compile(r"(?<![\w-])(--[\w-]+)\s*:|@property\s+(--[\w-]+)", re.IGNORECASE)
_ASKED = re.compile(r"(?<![\w-])var\(\s*(--[\w-]+)\s*\)", re.IGNORECASE)

_INLINE = 'write the picture itself into it, url("data:…"), or put it on the page by a template'


@frozen
class _Address:
    """An address that a stylesheet names, with the at-rule and the place in which it does."""

    text: str
    rule: str
    start: int
    length: int


def loads(source: Source) -> Iterator[Problem]:
    """Yield what of a stylesheet no page loads, or not every page."""
    text = _text(source)
    for one in _addresses(text):
        found = _unloaded(one)
        if found is not None:
            yield Problem(_place(source, text, one.start, one.length), *found)


def _unloaded(one: _Address) -> tuple[str, str, str] | None:
    """Say why pages do not load an address: code, sentence and hint; None where they do."""
    blocked = "the policy of the pages blocks"
    if one.rule == "@font-face":
        return "blocked", f"{blocked} all fonts", "name fonts that devices have"
    if one.rule == "@import" or _ELSEWHERE.match(one.text):
        return "blocked", f"{blocked} what a stylesheet loads from elsewhere", LOADING
    if one.text.startswith("#") or _ON_THE_HOST.match(one.text):
        return None
    # Every page carries it inline, at a depth of its own, and files have names with digests.
    return "no-such-file", "a stylesheet cannot name a file of the site", _INLINE


def unset(source: Source, colours: Collection[str]) -> Iterator[Problem]:
    """Yield each custom property that is asked for and that neither stylesheet nor colours set."""
    text = _text(source)
    bare = re.sub(_TOKEN, _without_text, text)
    own = {name for found in _SET.findall(bare) for name in found if name}
    known = [*(f"--{name}" for name in colours), *sorted(own)]
    for found in _ASKED.finditer(bare):
        name = found[1]
        if name not in known:
            what = f"nothing sets '{name}': neither theme.yml nor the stylesheet does"
            hint = suggest(name, known) or f"name the colour {name[2:]} in theme.yml"
            yield Problem(_place(source, text, found.start(1), len(name)), "unset", what, hint)


def unclosed(source: Source) -> Iterator[Problem]:
    """Yield the comment and the braces that lack their end, or their beginning."""
    text, whole = _text(source), _whole(source)
    hint = "browsers read what stands behind it as a part of it, or not at all: close it with "
    ended = whole.rfind("*/")
    begun = whole.find("/*", ended + 2 if ended >= 0 else 0)
    # What a text holds is no comment, and stays where comments are blanked out.
    if begun >= 0 and text[begun : begun + 2] == "  ":
        what = "this comment is never closed"
        yield Problem(_place(source, text, begun, 2), "unclosed", what, f"{hint}*/")
    opened: list[int] = []
    for found in _TOKEN.finditer(text):
        if found["sign"] == "{":
            opened.append(found.start())
        elif found["sign"] == "}" and opened:
            opened.pop()
        elif found["sign"] == "}":
            what, place = "there is no '{' to this '}'", _place(source, text, found.start(), 1)
            yield Problem(place, "unclosed", what, "delete it, or write the '{' before it")
    for start in opened[-1:]:
        what = "this '{' is never closed"
        yield Problem(_place(source, text, start, 1), "unclosed", what, hint + "}")


def _addresses(text: str) -> Iterator[_Address]:
    """Yield every address, and every @import as one."""
    inside: list[tuple[str, int]] = []
    rules: list[str] = []
    rule = ""
    for found in _TOKEN.finditer(text):
        sign, start = found["sign"], found.start()
        address, within = found["bare"], rules[-1] if rules else ""
        if found["rule"]:
            rule = found["rule"].lower()
            if rule == "@import":
                yield _Address(text="", rule=rule, start=start, length=len(rule))
        elif found["begun"]:
            inside.append((found["begun"].lower(), start))
        elif sign == ")":
            del inside[-1:]
        elif sign == "{":
            rules.append(rule)
            rule = ""
        elif sign == "}":
            del rules[-1:]
            rule = ""
        elif sign == ";":
            rule = ""
        elif found["text"] and inside and inside[-1][0] in _FILES:
            address = found["text"].strip("\"'").strip()
            if inside[-1][0] in ("url(", "src("):
                start = inside[-1][1]
        if address is not None and rule not in ("@import", "@namespace"):
            length = found.end() - start + (start != found.start())
            yield _Address(text=address, rule=within, start=start, length=length)


def _without_text(found: re.Match[str]) -> str:
    kept = found["text"] is None and found["bare"] is None
    return found[0] if kept else re.sub(r"[^\n]", " ", found[0])


def _text(source: Source) -> str:
    return uncommented(_whole(source))


def _whole(source: Source) -> str:
    return source.data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _place(source: Source, text: str, start: int, length: int) -> Location:
    before = text.rfind("\n", 0, start)
    on_line = len(text[start : start + length].split("\n", 1)[0])
    return Location(source.path, text.count("\n", 0, start) + 1, start - before, on_line)
