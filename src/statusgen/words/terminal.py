"""Words of a page, and of those who write it, made fit for a terminal. Pure."""

from __future__ import annotations

from unicodedata import category

__all__ = ["printable"]

_AROUND_OUR_OWN = "\u2066\u2067\u2068\u2069"


def printable(text: str) -> str:
    """Make text safe for a terminal: what does not print becomes the sign for what is missing.

    But for blanks that hold words together, as French has them before a colon, which are blanks;
    and for the marks around our own words on a page that is written from the right, which are left
    out, since few terminals know them.
    """
    return "".join(
        one if one.isprintable() else " " if category(one) == "Zs" else "\ufffd"
        for one in text
        if one not in _AROUND_OUR_OWN
    )
