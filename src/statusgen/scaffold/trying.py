"""Whether texts can be taken, while their author is still there to write others. Pure.

They are tried in an entry where nothing else can be wrong, so that no text is refused for another's
fault. What comes of them in a file of the site is `proving`'s to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from statusgen.errors import Severity, UsageError
from statusgen.located import excerpt
from statusgen.scaffold.choosing import new_path
from statusgen.scaffold.desk import Desk
from statusgen.scaffold.proving import prove_new
from statusgen.scaffold.templates import open_blanks
from statusgen.scaffold.wishes import Wishes, entry_of

__all__ = ["refusals", "unfilled"]


def refusals(desk: Desk, wishes: Wishes) -> tuple[str, ...]:
    """Say in a sentence each why the texts that are there cannot be taken; nothing if they can."""
    texts = Wishes(
        title=wishes.title or "Trial",
        text=wishes.text or "Trial.",
        still_works=wishes.still_works,
        what_to_do=wishes.what_to_do,
        data_safe=wishes.data_safe,
    )
    try:
        entry = entry_of(desk, texts, maintenance=False)
    except UsageError as error:
        return (_sentence(error.what.partition(": ")[2], error.hint),)
    path = new_path(desk, entry.title, desk.now, maintenance=False)
    every = (texts.text, *(texts.still_works or ()), texts.what_to_do, texts.data_safe)
    if not any("]" in one or "href" in one for one in every if one):
        desk = desk.alone()  # only links ask what else there is
    proved = prove_new(desk, path, entry)
    body = entry.first.text.split("\n")
    above = proved.source.data.count(b"\n") - len(body)
    found = []
    for problem in proved.problems:
        if problem.severity is Severity.ERROR:
            row = problem.where.line - 1 - above
            # Of one line its author sees which is meant.
            said = f" ('{excerpt(body[row])}')" if row >= 0 and body[1:] else ""
            found.append(_sentence(f"{problem.what}{said}", problem.hint))
    return tuple(found)


def unfilled(typed: str | Sequence[str]) -> tuple[str, ...]:
    """Say in a sentence each what was typed like a blank, with which nothing is ever written."""
    text = typed if isinstance(typed, str) else "\n".join(typed)
    return tuple(
        _sentence(f"<<{name}>> is a blank that is not filled in", "write what is to stand there")
        for name in open_blanks(Wishes(text=text))
    )


def _sentence(what: str, hint: str) -> str:
    told = f"{what[:1].upper()}{what[1:]}"
    return f"{told}: {hint}." if hint else f"{told}."
