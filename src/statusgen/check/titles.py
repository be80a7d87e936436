"""Whether two titles are of one thing, as two people would write it in a hurry."""

from __future__ import annotations

import re

__all__ = ["alike"]

_ALIKE = 0.75
_WORD = re.compile(r"\w+")
# Words of four letters that are small where nearly all others have a capital.
_SMALL = ("from", "into", "over", "with")


def alike(one: str, other: str, *, english: bool) -> bool:
    """Say whether two titles are nearly the same, and neither has a name that the other lacks."""
    if not _nearly(one, other):
        return False
    # In Leeds and in York, or in stores 4 and 12: those are two things.
    here, there = (
        _names(title, but=but, english=english) for title, but in ((one, other), (other, one))
    )
    return not here or not there or any(_nearly(a, b) for a in here for b in there)


def _nearly(one: str, other: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= _ALIKE


def _names(title: str, *, but: str, english: bool) -> list[str]:
    """List the names and numbers of a title that another one does not have.

    Its first word begins with a capital, whatever it is, and so may all others in English: Card
    Payments Slow. German has one for every noun, and two that differ are two things.
    """
    known = set(_WORD.findall(but.casefold()))
    words = _WORD.findall(title)[1:]
    small = any(w[0].islower() and len(w) > 3 and w not in _SMALL for w in words)
    telling = small or not english
    named = (word for word in words if word[0].isdigit() or (telling and word[0].isupper()))
    return [word for word in named if word.casefold() not in known]
