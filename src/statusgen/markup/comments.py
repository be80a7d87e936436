"""Comments that readers would see: Markdown hides most of what begins with <!--, and not all.

Behind a word, in a list or in a quote it hides none with an empty line in it, and nothing of any
behind its first -->. What becomes of one is not foretold here: it is looked for in what came out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from statusgen.markup.text import CODE

__all__ = ["LENGTH", "Seen", "seen"]

LENGTH = len("<!--")

_OPENED = re.compile(r"&lt;!--([^<&\n]*)")
# One with another in it, or one that ends where it begins.
_SHORT = re.compile(r"<!--(?:-?>|(?:(?!-->).)+?(?=<!--))", re.DOTALL)


class Seen(NamedTuple):
    """A comment of which something is seen: where it begins, and why that is so."""

    at: int
    code: str
    what: str
    hint: str


def seen(source: str, html: str, without_code: str) -> Iterator[Seen]:
    """Yield the comments of a text that its safe HTML shows.

    `without_code` is the source with blanks for code, in which a comment is meant to be seen.
    """
    if "<!--" not in without_code:
        return
    shown = CODE.sub("", html)
    opened = _OPENED.findall(shown)[source.count("&lt;!--") :]
    after = 0
    for words in opened:
        at = source.find(f"<!--{words.rstrip()}", after)
        if at < 0:  # there is Markdown in it
            at = max(without_code.find("<!--", after), 0)
        after = at + LENGTH
        yield _open(at) if source.find("-->", after) < 0 else _apart(at)
    short = None if opened or "--&gt;" not in shown else _SHORT.search(without_code)
    if short is not None:
        what = "this comment ends sooner than it seems, and readers would see the rest of it"
        hint = "delete what begins or ends another comment in it"
        yield Seen(short.start(), "shown-comment", what, hint)


def _open(at: int) -> Seen:
    what = "the comment that begins here is never closed"
    return Seen(at, "unclosed-comment", what, "write --> where it ends")


def _apart(at: int) -> Seen:
    what = "readers would see this comment"
    hint = "begin it at the start of a line and end it at the end of one; to show it, write it in `"
    return Seen(at, "shown-comment", what, hint)
