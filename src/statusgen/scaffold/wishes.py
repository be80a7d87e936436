"""What somebody wants to write, as far as it was said, made into an entry or an update. Pure.

What is missing is a UsageError that names the option, and so is a time that cannot be.
"""

from __future__ import annotations

from datetime import datetime

from statusgen.errors import Severity, UsageError
from statusgen.fingerprint import digest
from statusgen.frozen import frozen
from statusgen.model import State, UpdateStatus
from statusgen.parse import text as text_
from statusgen.parse import updates
from statusgen.scaffold.desk import Desk
from statusgen.scaffold.entries import NewEntry, NewUpdate
from statusgen.scaffold.times import later, on_the_day, promised, starting
from statusgen.sources import Source

__all__ = ["Wishes", "clean", "entry_of", "missing", "status_of", "update_of"]

_OPTIONS = {
    "title": "TITLE",
    "text": "--text",
    "starts": "--starts",
    "ends": "--ends",
}


@frozen
class Wishes:
    """What was said; None is what was not. Times are as they were given."""

    title: str | None = None
    text: str | None = None
    status: UpdateStatus | None = None
    states: tuple[tuple[str, State], ...] | None = None
    still_works: tuple[str, ...] | None = None
    what_to_do: str | None = None
    data_safe: str | None = None
    next_update: str | None = None
    starts: str | None = None
    ends: str | None = None
    at: str | None = None
    draft: bool = False


def missing(wishes: Wishes, *, new: bool, maintenance: bool) -> tuple[str, ...]:
    """Name what is needed and was not said."""
    needed = (("title",) if new else ()) + (("starts", "ends") if new and maintenance else ())
    return tuple(name for name in (*needed, "text") if not (getattr(wishes, name) or "").strip())


def status_of(word: str, *, maintenance: bool) -> UpdateStatus:
    """Read a status as it was given. Raises UsageError."""
    found = updates.status(word, maintenance=maintenance)
    if isinstance(found, updates.NoStatus):
        raise UsageError(f"--status: {found.what}", found.hint)
    return found


def entry_of(desk: Desk, wishes: Wishes, *, maintenance: bool) -> NewEntry:
    """Make a new entry of what was said. Raises UsageError."""
    _need(wishes, missing(wishes, new=True, maintenance=maintenance))
    first = update_of(
        desk,
        wishes,
        default=UpdateStatus.SCHEDULED if maintenance else UpdateStatus.INVESTIGATING,
        changes=False,
    )
    window = None
    if maintenance and wishes.starts and wishes.ends:
        starts = starting(wishes.starts, now=desk.now, zone=desk.zone, of="--starts")
        ends = later(wishes.ends, after=starts, zone=desk.zone, of="--ends", now=desk.now)
        window = starts, ends
    return NewEntry(
        title=" ".join(clean(wishes.title or "", of="TITLE").split("\n")),
        first=first,
        states=wishes.states or (),
        still_works=tuple(clean(one, of="--still-works") for one in wishes.still_works or ()),
        what_to_do=clean(wishes.what_to_do or "", of="--what-to-do"),
        data_safe=clean(wishes.data_safe or "", of="--data-safe"),
        window=window,
        draft=wishes.draft,
    )


def update_of(
    desk: Desk, wishes: Wishes, *, default: UpdateStatus, changes: bool = True
) -> NewUpdate:
    """Make an update of what was said. Raises UsageError.

    `changes` says that the states are its own; those of a new entry stand in its front matter.
    """
    _need(wishes, missing(wishes, new=False, maintenance=False))
    at = desk.now
    if wishes.at:
        at = on_the_day(wishes.at, now=desk.now, zone=desk.zone, of="--at")
    promise: datetime | None = None
    if wishes.next_update:
        promise = promised(
            wishes.next_update, at=at, zone=desk.zone, of="--next-update", now=desk.now
        )
    return NewUpdate(
        at=at,
        status=wishes.status or default,
        text=clean(wishes.text or "", of="--text").strip("\n"),
        states=(wishes.states or ()) if changes else (),
        next_update=promise,
    )


def clean(text: str, *, of: str) -> str:
    """Return a text as the parser will see it: LF, without what no page may hold.

    Raises UsageError for what is no text. Blanks and blank lines around it are no part of it. What
    is to stand in the front matter has blanks for tabs, which is how those are read there.
    """
    if not text.strip():
        return ""
    data = text_.encoded(text, of=of)
    found, problems = text_.decode(Source(of, data, digest(data)))
    faults = [problem for problem in problems if problem.severity is Severity.ERROR]
    if found is None or faults:
        raise UsageError(f"{of}: {faults[0].what}", faults[0].hint)
    joined = "\n".join(found.lines)
    return joined if of == "--text" else joined.replace("\t", " ").strip()


def _need(wishes: Wishes, names: tuple[str, ...]) -> None:
    if not names:
        return
    first = _OPTIONS[names[0]]
    what = f"{first} is missing: {_WHAT[names[0]]}"
    more = [_OPTIONS[name] for name in names[1:]]
    hint = "give it, or call the command in a terminal and it asks"
    if more:
        hint = f"give it and {', '.join(more)}, or call the command in a terminal and it asks"
    raise UsageError(what, hint)


_WHAT = {
    "title": "what does not work, and where",
    "text": "what customers need to know now",
    "starts": "when the work begins",
    "ends": "when the work ends",
}
