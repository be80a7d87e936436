"""The words that pages have for states and statuses, which people write back into entries.

Entries have the same words in every language; whoever writes one has read others on the page. It
is asked only about words that mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from statusgen.words.catalogue import catalogue, languages

__all__ = ["meant"]


def meant(written: str, kind: str, known: Iterable[str]) -> str:
    """Return which of the known words some language shows as this; "" for none, and if in doubt.

    `kind` is what stands before the words in a catalogue, such as `state`.
    """
    plain = _plain(written)
    found = {
        word
        for language in languages()
        for word in known
        if (message := catalogue(language).messages.get(f"{kind}.{word}"))
        and _plain(message.text or "") == plain
    }
    return found.pop() if plain and len(found) == 1 else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
