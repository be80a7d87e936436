"""The text of safe HTML, for where no HTML can be: feeds of plain text, calendars, a terminal."""

from __future__ import annotations

import html as entities
import re

__all__ = ["CODE", "plain"]

CODE = re.compile(r"<(code|pre)>.*?</\1>", re.DOTALL)
"""Code in safe HTML, which is said letter by letter."""

_PRE = re.compile(r"\s?(<pre>.*?</pre>)\s*", re.DOTALL)
_SPACES = re.compile("[ \t\n\r]+")
_BLOCKS = "p|pre|blockquote|h[1-6]|hr|table|dl|dt|dd|ul|ol"
_AROUND_BLOCK = re.compile(rf" ?(</?(?:{_BLOCKS}|li|br|thead|tbody|tfoot|tr|td|th)\b[^>]*>) ?")
_OUTWARD = re.compile(
    r'<a href="((?:https?|mailto|tel):[^"]*)">(.*?)</a>', re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")


def plain(html: str) -> str:
    """Give the text of safe HTML: blocks between blank lines, list items behind "- " or "1. ".

    A link out of the site is followed by its address in round brackets, unless its text ends so.
    """
    lists: list[int | None] = []  # the number of the next item; a bulleted list has none

    def addressed(link: re.Match[str]) -> str:
        address = re.sub("^(?:mailto|tel):", "", link[1])
        shown = _TAG.sub("", link[2]).rstrip("/")
        return link[2] if shown.endswith(address.rstrip("/")) else f"{link[2]} ({address})"

    def written(tag: re.Match[str]) -> str:
        end, name, attributes = tag.groups()
        if name in ("ul", "ol"):
            start = re.search("[0-9]+", attributes)
            if end:
                lists.pop()
                return "" if lists else "\n\n"
            lists.append(None if name == "ul" else int(start[0]) if start else 1)
            return "" if lists[1:] else "\n\n"
        if name == "li" and not end:
            number = lists[-1] if lists else None
            if number is not None:
                lists[-1] = number + 1
            return "\n" + "  " * (len(lists) - 1) + ("- " if number is None else f"{number}. ")
        if name == "bdi":
            return "\u2069" if end else "\u2066" if 'dir="ltr"' in attributes else "\u2068"
        if name in ("del", "s"):
            return "~~"  # Without it what was taken back would be said again.
        if re.fullmatch(_BLOCKS, name):
            return "\n\n"
        return "\n" if name == "br" or (name == "tr" and not end) else ""

    parts = _PRE.split(html)
    parts[::2] = [_AROUND_BLOCK.sub(r"\1", _SPACES.sub(" ", part)) for part in parts[::2]]
    text = "".join(parts).replace("<li><p>", "<li>").replace("</p></li>", "</li>")
    text = re.sub("</t[dh]><t[dh]>", " | ", text)
    text = _TAG.sub(written, _OUTWARD.sub(addressed, text))
    return entities.unescape(re.sub("\n{3,}", "\n\n", text)).strip()
