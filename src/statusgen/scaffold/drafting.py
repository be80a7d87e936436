"""From what a command was given, and what its user answers, to a change that is proved. Pure.

What was said is not asked again; what is missing is asked for where somebody is there to answer,
and is a UsageError where nobody is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from statusgen.errors import UsageError
from statusgen.frozen import frozen
from statusgen.model import (
    INCIDENT_STATUSES,
    Incident,
    Maintenance,
    State,
    UpdateStatus,
)
from statusgen.parse.prepared import Prepared
from statusgen.scaffold import choosing
from statusgen.scaffold.choosing import Deed
from statusgen.scaffold.desk import Desk
from statusgen.scaffold.entries import NewEntry
from statusgen.scaffold.proving import Proved, prove_new, prove_update
from statusgen.scaffold.templates import (
    begun,
    filled,
    open_blanks,
    refuse_blanks,
    template,
    templates,
)
from statusgen.scaffold.wishes import Wishes, entry_of, missing, status_of, update_of

__all__ = ["Asker", "Given", "add", "new"]

_TRIAL = "Trial."
_FAR_AHEAD = "2100-01-01 12:00"
"""What stands for a text, and for a window, that are still to be asked for."""


@frozen
class Given:
    """The values of a command's options, as they were typed; empty is what was not."""

    title: str | None = None
    text: str | None = None
    status: str | None = None
    components: tuple[str, ...] = ()
    still_works: tuple[str, ...] = ()
    what_to_do: str | None = None
    data_safe: str | None = None
    next_update: str | None = None
    starts: str | None = None
    ends: str | None = None
    at: str | None = None
    draft: bool = False
    template: str | None = None
    blanks: tuple[str, ...] = ()
    id_: str | None = None


class Asker(Protocol):
    """Somebody who can be asked."""

    def entry(self, deed: Deed, found: Sequence[Incident | Maintenance]) -> Incident | Maintenance:
        """Ask which of the entries is meant."""

    def template(self, known: Sequence[Prepared], *, maintenance: bool) -> Prepared | None:
        """Ask for a text to begin with, if any is known."""

    def status(self, wishes: Wishes, entry: Incident | Maintenance, deed: Deed) -> Wishes:
        """Ask how far they are, where the command does not say that itself."""

    def blanks(self, asked: Sequence[tuple[str, str]], wishes: Wishes) -> dict[str, str]:
        """Ask for the blanks of prepared texts, each given with its question."""

    def new(self, wishes: Wishes, *, maintenance: bool) -> Wishes:
        """Ask for all that a new entry needs or is better with."""

    def update(self, wishes: Wishes, entry: Incident | Maintenance, deed: Deed) -> Wishes:
        """Ask for all that an update needs or is better with."""


def new(desk: Desk, given: Given, *, maintenance: bool, asker: Asker | None) -> Proved:
    """Draft a new entry. Raises UsageError, or ContentError for a template of the site's."""
    default = UpdateStatus.SCHEDULED if maintenance else UpdateStatus.INVESTIGATING
    state = State.UNDER_MAINTENANCE if maintenance else State.PARTIAL_OUTAGE
    wishes = _wishes(desk, given, maintenance=maintenance, state=state)
    asked = asker if missing(wishes, new=True, maintenance=maintenance) else None
    if asked:
        # Found wrong only at the end, an option would take all answers with it.
        trial = replace(
            wishes,
            title=wishes.title or _TRIAL,
            text=wishes.text or _TRIAL,
            starts=wishes.starts or _FAR_AHEAD,
            ends=(wishes.starts and wishes.ends) or "1h",
        )
        path, entry = _drafted(desk, trial, given.id_, maintenance=maintenance)
        tried = _quickly(desk, "", lambda on: prove_new(on, path, entry))
        # What a blank will hold is not known yet.
        if tried.refused and not open_blanks(wishes):
            return replace(tried, addition="")  # nothing has been answered yet
    chosen = template(desk, given.template) if given.template else None
    if asked and chosen is None and not (wishes.title or wishes.text):
        known = [one for one in templates(desk) if _is_planned(one) == maintenance]
        chosen = asked.template(known, maintenance=maintenance)
    if chosen is not None:
        wishes = begun(chosen, wishes, default, new=True)
    wishes = _fill(wishes, given, chosen, asker)
    if asked:
        wishes = asked.new(wishes, maintenance=maintenance)
    refuse_blanks(wishes)
    return prove_new(desk, *_drafted(desk, wishes, given.id_, maintenance=maintenance))


def _drafted(
    desk: Desk, wishes: Wishes, id_: str | None, *, maintenance: bool
) -> tuple[str, NewEntry]:
    """Return a new entry with its path."""
    entry = entry_of(desk, wishes, maintenance=maintenance)
    # Planned work is known by the day on which it takes place.
    day = entry.window[0] if entry.window else entry.first.at
    return choosing.new_path(desk, entry.title, day, maintenance=maintenance, id_=id_), entry


def _quickly(desk: Desk, path: str, prove: Callable[[Desk], Proved]) -> Proved:
    """Try it as if nothing else were there but this file; among all others where that is refused.

    Somebody waits for the first question.
    """
    tried = prove(desk.alone(path))
    return prove(desk) if tried.refused else tried


def add(desk: Desk, deed: Deed, given: Given, *, asker: Asker | None, only: bool) -> Proved:
    """Draft an update. With `only`, the one entry that it can be about need not be named.

    Raises UsageError, or ContentError for a template of the site's.
    """
    entry = choosing.pick(desk, deed, given.id_, only=only)
    if entry is None:
        found = choosing.candidates(desk, deed)
        if asker is None:
            listed = ", ".join(one.id for one in found)
            raise UsageError("ID is missing: which entry it is about", f"name one of: {listed}")
        entry = asker.entry(deed, found)
    maintenance = isinstance(entry, Maintenance)
    default = _STATUS.get(deed, UpdateStatus.UPDATE)
    if maintenance and deed is Deed.RESOLVE:
        default = UpdateStatus.COMPLETED
    wishes = _wishes(desk, given, maintenance=maintenance, state=None)
    ask = asker if missing(wishes, new=False, maintenance=maintenance) else None
    chosen = template(desk, given.template) if given.template else None
    if ask:
        wishes = ask.status(wishes, entry, deed)
        trial = replace(wishes, text=_TRIAL)
        update = update_of(desk, trial, default=default)
        choosing.refuse_vain_ending(desk, entry, update)
        tried = _quickly(desk, entry.where.path, lambda on: prove_update(on, entry, update))
        if tried.refused:
            return replace(tried, addition="")
    if chosen is not None:
        wishes = begun(chosen, wishes, default, new=False)
        if not wishes.text and not ask:
            raise _unprepared(chosen, wishes.status or default)
    wishes = _fill(wishes, given, chosen, asker)
    if ask:
        wishes = ask.update(wishes, entry, deed)
    refuse_blanks(wishes)
    update = update_of(desk, wishes, default=default)
    choosing.refuse_vain_ending(desk, entry, update)
    return prove_update(desk, entry, update)


_STATUS = {
    Deed.RESOLVE: UpdateStatus.RESOLVED,
    Deed.POSTMORTEM: UpdateStatus.POSTMORTEM,
    Deed.CANCEL: UpdateStatus.CANCELLED,
}


def _unprepared(chosen: Prepared, status: UpdateStatus) -> UsageError:
    others = ", ".join(one.value for one, text in chosen.texts if text)
    hint = f"it has one for: {others}; give one of them with --status, or a text with --text"
    what = f"--template: '{chosen.name}' has no text for the status '{status.value}'"
    return UsageError(what, hint if others else "give a text with --text")


def _wishes(desk: Desk, given: Given, *, maintenance: bool, state: State | None) -> Wishes:
    status = status_of(given.status, maintenance=maintenance) if given.status else None
    states = choosing.states(desk, given.components, default=state) if given.components else None
    return Wishes(
        title=_said(given.title),
        text=_said(given.text),
        status=status,
        states=states,
        still_works=tuple(filter(_said, given.still_works)) if given.still_works else None,
        what_to_do=given.what_to_do,
        data_safe=given.data_safe,
        next_update=given.next_update,
        starts=_said(given.starts),
        ends=_said(given.ends),
        at=given.at,
        draft=given.draft,
    )


def _said(text: str | None) -> str | None:
    """Return a text that says something; blanks say nothing."""
    return text if text and text.strip() else None


def _fill(wishes: Wishes, given: Given, chosen: Prepared | None, asker: Asker | None) -> Wishes:
    values: dict[str, str] = {}
    open_ = open_blanks(wishes)
    for one in given.blanks:
        name, _, value = one.partition("=")
        if not value.strip():
            raise UsageError(f"--blank: '{one}' is not NAME=VALUE", "write --blank where=Leeds")
        if name.strip() not in open_:
            listed = f"the blanks are: {', '.join(open_)}" if open_ else "there is none to fill in"
            raise UsageError(f"--blank: there is no blank '{name.strip()}'", listed)
        values[name.strip()] = value
    left = [name for name in open_ if name not in values]
    if asker and left:
        prepared = chosen or Prepared(name="")
        order = [name for name, _ in prepared.blanks]
        left.sort(key=lambda name: order.index(name) if name in order else len(order))
        questions = [(name, prepared.question(name)) for name in left]
        values |= asker.blanks(questions, filled(wishes, values))
    return filled(wishes, values)


def _is_planned(one: Prepared) -> bool:
    return any(status not in INCIDENT_STATUSES for status, _ in one.texts)
