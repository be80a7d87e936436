"""Messages of the catalogue as HTML: what is markup stays so, all else is escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

__all__ = ["MARK", "NotThere", "escaped", "filled"]

try:
    from markupsafe._speedups import _escape_inner as escaped
except ImportError:  # It is an inner part of MarkupSafe, and not on every platform.

    def escaped(s: str, /) -> str:
        """Escape a plain text."""
        return str(escape(s))


MARK = "\ue001"
"""Stands around the number of a place while a message is escaped, in a letter of no language."""


class NotThere(LookupError):
    """A template asks by name for a message or a file that is not there; says which."""


def filled(pieces: Sequence[str | int], otherwise: Callable[..., str]) -> Callable[..., str]:
    """Make a function that says a message with values given in order.

    `pieces` are the message's texts, and numbers where a value stands; they are escaped here, once.
    Values that are neither text nor markup, or that hold a mark, are left to `otherwise`.
    """
    texts = [escaped(piece) if isinstance(piece, str) else "" for piece in pieces]
    places = [(at, piece) for at, piece in enumerate(pieces) if isinstance(piece, int)]

    def say(*values: str) -> str:
        said = texts.copy()
        for at, place in places:
            value = values[place]
            kind = type(value)
            if (kind is not str and kind is not Markup) or MARK in value:
                return otherwise(*values)
            said[at] = escaped(value) if kind is str else value
        return "".join(said)

    return say
