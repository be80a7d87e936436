"""An entry's updates in order: sorted, anchored, with the ones that a window writes for itself.

Holds the rules about the sequence of updates. The order of the file decides between updates of one
minute, because comms teams write several in one minute and mean them in the order they wrote.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from statusgen.errors import Location, Problem, Severity
from statusgen.frozen import frozen
from statusgen.markup import Prose
from statusgen.model import (
    ENDING_STATUSES,
    INCIDENT_STATUSES,
    KEEPING_STATUSES,
    MAINTENANCE_STATUSES,
    State,
    Update,
    UpdateStatus,
)
from statusgen.parse.fields import suggest
from statusgen.parse.headings import Section

__all__ = ["EMPTY", "NO_BRACES", "Braces", "NoStatus", "Written", "arrange", "status"]

_STAGES = {
    UpdateStatus.INVESTIGATING: 0,
    UpdateStatus.SCHEDULED: 0,
    UpdateStatus.IDENTIFIED: 1,
    UpdateStatus.IN_PROGRESS: 1,
    UpdateStatus.MONITORING: 2,
    UpdateStatus.VERIFYING: 2,
    **dict.fromkeys(ENDING_STATUSES, 3),
    UpdateStatus.POSTMORTEM: 4,
}
"""How far an entry has come; an Update can stand anywhere between its beginning and its end."""
_EDGES = {
    UpdateStatus.IN_PROGRESS: (UpdateStatus.IN_PROGRESS, *ENDING_STATUSES),
    UpdateStatus.COMPLETED: (UpdateStatus.IN_PROGRESS, UpdateStatus.VERIFYING, *ENDING_STATUSES),
}
"""What a window writes at its start and at its end, and what written by somebody stands for it."""
_IN_BRACKETS = re.compile(r"[(\[](\w[\w-]*:[ \t].*)[)\]]$")
_BY_TIME = attrgetter("at")
_TWO_DIGITS = tuple(f"{number:02}" for number in range(60))
EMPTY = Prose(source="", html="", links=())
"""The text of an update that has none."""
_STATUSES = {one.value.replace("_", " "): one for one in UpdateStatus} | {
    "canceled": UpdateStatus.CANCELLED,
    "post mortem": UpdateStatus.POSTMORTEM,
}


@frozen(kw_only=False)
class NoStatus:
    """Why a word is no status of this kind of entry, and which is."""

    what: str
    hint: str


class Braces(NamedTuple):
    """What the braces of a heading say."""

    states: tuple[tuple[str, State], ...] = ()
    next_update: datetime | None = None
    was_at: datetime | None = None


NO_BRACES = Braces()


class Written(NamedTuple):
    """One update as its section says it, before it has a place among the others."""

    at: datetime
    status: UpdateStatus
    body: Prose
    braces: Braces
    where: Location
    section: Section

    @property
    def told_at(self) -> datetime:
        """The time under which it was first published."""
        return self.braces.was_at or self.at


@lru_cache(maxsize=256)
def status(written: str, *, maintenance: bool) -> UpdateStatus | NoStatus:
    """Read a status word; case does not matter, and `In-progress` is `In progress`."""
    plain = " ".join(written.lower().replace("-", " ").replace("_", " ").split())
    found = _STATUSES.get(plain)
    own = MAINTENANCE_STATUSES if maintenance else INCIDENT_STATUSES
    if found is not None and found in own:
        return found
    listed = ", ".join(one.spoken for one in own)
    if found is not None:
        kind, other = (
            ("maintenance", "an incident") if maintenance else ("an incident", "maintenance")
        )
        what = f"'{written}' is a status of {other}, and this is {kind}"
        return NoStatus(what, f"write one of: {listed}")
    from statusgen.parse.shown import meant

    if shown := meant(written, "status", [one.value for one in own]):
        hint = f"did you mean '{UpdateStatus(shown).spoken}'?"
        return NoStatus(f"'{written}' is not a status", hint)
    longer = next((one for one in own if re.match(rf"{one.spoken.lower()}\b", plain)), None)
    if longer is None:
        hint = suggest(plain, [one.spoken for one in own]) or f"write one of: {listed}"
    elif braces := _IN_BRACKETS.search(written):
        hint = f"write it in braces: {longer.spoken} {{{braces[1]}}}"
    else:
        hint = f"end the heading behind {longer.spoken} and put the text on the line below"
    return NoStatus(f"'{written}' is not a status", hint)


def arrange(
    written: Sequence[Written],
    *,
    found: int,
    first_promise: tuple[datetime, Location] | None,
    window: tuple[datetime, datetime] | None,
    maintenance: bool,
    start: Location,
    problems: list[Problem],
) -> tuple[Update, ...]:
    """Put an entry's updates in order, oldest first, and report what they may not say together.

    `found` counts the update headings of the file, usable or not; `first_promise` is that of the
    front matter and where it stands; `window` is there once both ends could be read. Returns ()
    where there is nothing to show.
    """
    if not found:
        what = f"this {'maintenance' if maintenance else 'incident'} has no update"
        word = "Scheduled" if maintenance else "Investigating"
        hint = f"add a heading like: ## 2025-04-21 08:40 {word}"
        problems.append(Problem(start, "no-update", what, hint))
        return ()
    filed = list(written)
    if _newest_first(filed):
        filed.reverse()
    timeline = sorted(filed, key=_BY_TIME)
    if len(written) == found:
        problems += _at_the_start(timeline, start, maintenance=maintenance)
    generated = _generated(timeline, window, start) if window else ()
    over = _check_flow(timeline, generated, maintenance=maintenance, problems=problems)
    if first_promise and len(written) == found:
        problems += _in_the_front(*first_promise, timeline[0], over=over)
    taken = [one.at for one in generated]
    instead: list[Written] = []
    if window:
        for at, word in _displaced(timeline, window):
            same = [one for one in filed if _stands_for(one, at, word)]
            instead += same[:1]
            taken += [] if same else [at]
    anchors = _anchors(filed, taken, instead)
    promised = first_promise[0] if first_promise else None
    result = []
    for one in timeline:
        own, promised = one.braces.next_update or promised, None
        result.append(
            Update(
                at=one.at,
                status=one.status,
                body=one.body,
                anchor=anchors[id(one)],
                states=one.braces.states,
                next_update=own,
                where=one.where,
            )
        )
    if not result or not generated:
        return tuple(result)
    # A generated update stands before the written ones of its instant: what is said then is about
    # it.
    return tuple(sorted([*generated, *result], key=lambda one: (one.at, not one.generated)))


def _at_the_start(
    timeline: Sequence[Written], start: Location, *, maintenance: bool
) -> Iterator[Problem]:
    """Report what an entry cannot begin without, or with, where all of its updates are known."""
    if maintenance:
        if all(one.status is not UpdateStatus.SCHEDULED for one in timeline):
            hint = "add ## 2025-04-21 08:40 Scheduled, with the time of the announcement"
            what = "this maintenance was never announced"
            yield Problem(start, "no-scheduled", what, hint)
    elif timeline[0].status is UpdateStatus.POSTMORTEM:
        what = "an incident cannot begin with its postmortem"
        hint = "write an Investigating or a Resolved before it, or check its time"
        yield Problem(timeline[0].section.status_at, "bad-first-update", what, hint)


def _newest_first(filed: Sequence[Written]) -> bool:
    if not filed:
        return False
    falling = rising = 0
    alike = []
    for a, b in itertools.pairwise(filed):
        # As they were published: a corrected time moves no text in the file.
        falling += a.told_at > b.told_at
        rising += a.told_at < b.told_at
        if a.told_at == b.told_at:
            alike.append((_STAGES.get(a.status), _STAGES.get(b.status)))
    if falling or rising:
        # What begins and ends within a minute tells as much as a time.
        for before, after in alike:
            if before is not None and after is not None:
                falling += before > after
                rising += before < after
    else:
        # The times do not tell, but the statuses may: what ends stands first, what begins last.
        first, last = (_STAGES.get(one.status) for one in (filed[0], filed[-1]))
        if first is None:
            return last == 0
        return first > (2 if last is None else last)
    return falling > rising


def _anchors(
    filed: Sequence[Written], taken: Sequence[datetime], instead: Sequence[Written]
) -> dict[int, str]:
    """Give each update the fragment that its (first) time makes, numbered within the minute.

    Numbering follows the file, not the times: a corrected time must not swap two anchors. `taken`
    are the times whose anchors others have; `instead` are updates that come first in their minute.
    """
    used = Counter(map(_anchor, taken))
    anchors: dict[int, str] = {}
    for one in sorted(filed, key=lambda one: one not in instead):
        base = _anchor(one.told_at)
        used[base] += 1
        number = used[base]
        anchors[id(one)] = base if number == 1 else f"{base}-{number}"
    return anchors


def _anchor(at: datetime) -> str:
    """Write a time, which is in UTC, as a fragment."""
    two = _TWO_DIGITS  # strftime takes ten times as long.
    return f"u-{at.year}{two[at.month]}{two[at.day]}T{two[at.hour]}{two[at.minute]}Z"


def _check_flow(
    timeline: Sequence[Written],
    generated: Sequence[Update],
    *,
    maintenance: bool,
    problems: list[Problem],
) -> bool:
    """Braces may not change or promise anything while an entry is over, by a generated end too.

    Returns whether the first update that somebody wrote finds or leaves it so.
    """
    over = made = over_at_first = False
    steps: Sequence[Written | Update] = timeline
    if generated:
        steps = sorted([*generated, *timeline], key=_BY_TIME)
    for one in steps:
        made = made or isinstance(one, Update)
        is_late = made and one.status is UpdateStatus.SCHEDULED
        if one.status in ENDING_STATUSES:
            over = True
        elif one.status not in KEEPING_STATUSES and not is_late:
            over = False
        if isinstance(one, Written):
            first = one is timeline[0]
            over_at_first = over_at_first or (first and over)
            if one.status is UpdateStatus.POSTMORTEM and not over and (maintenance or not first):
                problems.append(_early_postmortem(one, maintenance))
            if over and one.braces.states:
                problems.append(_state_after_end(one, maintenance))
            promise = one.braces.next_update
            if over and promise:
                problems.append(_promise_after_end(one.section.braces_at))
            elif promise and promise <= one.at:
                problems.append(_promise_of_the_past(one.section.braces_at))
    return over_at_first


def _in_the_front(
    promise: datetime, where: Location, first: Written, *, over: bool
) -> Iterator[Problem]:
    """Report what a promise of the front matter cannot be, once it is sure which update is first.

    It belongs to that one, which has no other in its braces: one of the two would be lost.
    """
    if over:
        yield _promise_after_end(where)
    elif first.braces.next_update:
        line = first.section.braces_at.line
        what = f"the first update has a next_update twice: here and in its braces on line {line}"
        yield Problem(where, "promise-twice", what, "delete the one that is wrong")
    elif promise <= first.at:
        yield _promise_of_the_past(where)


def _early_postmortem(one: Written, maintenance: bool) -> Problem:
    what = "this postmortem comes before the end"
    hint = f"write {'Completed' if maintenance else 'Resolved'} first, as an update of its own"
    return Problem(one.section.status_at, "early-postmortem", what, hint, Severity.WARNING)


def _state_after_end(one: Written, maintenance: bool) -> Problem:
    what = f"{one.status.spoken} returns every component to operational and cannot set a state"
    if one.status not in ENDING_STATUSES:
        what = "an entry that is over cannot set a state"
    again = "In progress" if maintenance else "Investigating"
    hint = f"delete the braces, or write {again} if it is not over"
    return Problem(one.section.braces_at, "state-after-end", what, hint)


def _promise_after_end(where: Location) -> Problem:
    what = "an entry that is over promises no further update"
    return Problem(where, "promise-after-end", what, "delete next_update")


def _promise_of_the_past(where: Location) -> Problem:
    what = "the next update is promised for a time that is not after this one's"
    return Problem(where, "promise-of-the-past", what, "check the date and the time of both")


def _generated(
    timeline: Sequence[Written], window: tuple[datetime, datetime], start: Location
) -> tuple[Update, ...]:
    """Write the In progress and the Completed that a window stands for where nobody wrote them."""
    generated = list(_untold(timeline, window))
    anchors = [_anchor(at) for at, _ in generated]
    if len(set(anchors)) < len(anchors):
        anchors[1] += "-2"  # a window of seconds
    return tuple(
        Update(at=at, status=word, body=EMPTY, anchor=anchor, generated=True, where=start)
        for (at, word), anchor in zip(generated, anchors, strict=True)
    )


def _displaced(
    timeline: Sequence[Written], window: tuple[datetime, datetime]
) -> Iterator[tuple[datetime, UpdateStatus]]:
    """Yield when a window wrote something, and what, until somebody wrote for that minute.

    It may have been published then, so that its anchor is free only for what says the same:
    readers would take the one for the other, and nobody would hear that the work was called off.
    """
    untold = list(_untold(timeline, window))
    for at, word in zip(window, _EDGES, strict=True):
        own = _anchor(at)
        others = [one for one in timeline if _anchor(one.told_at) != own]
        if (at, word) not in untold and (at, word) in _untold(others, window):
            yield at, word


def _stands_for(one: Written, at: datetime, word: UpdateStatus) -> bool:
    """Say whether an update was written in place of what a window writes at that time."""
    return one.status is word and _dated(one) <= at and _anchor(one.told_at) == _anchor(at)


def _untold(
    timeline: Sequence[Written], window: tuple[datetime, datetime]
) -> Iterator[tuple[datetime, UpdateStatus]]:
    """Yield at which of its ends a window has to write something, and what: nobody wrote it.

    Only what is dated up to the end in question counts, so that a later text never withdraws an
    update that readers have been sent. Work that was announced anew, after it had been called off,
    is on again: what stands before its last Scheduled no longer counts. Once the window has begun
    the work by itself, a Scheduled is a text and no more.
    """
    begun: datetime | None = None
    for at, word in zip(window, _EDGES, strict=True):
        told = _since_announced(timeline, at, begun or at)
        if not any(one.status in _EDGES[word] for one in told):
            begun = at
            yield at, word


def _since_announced(
    timeline: Sequence[Written], until: datetime, announced_until: datetime
) -> Sequence[Written]:
    dated = [one for one in timeline if _dated(one) <= until]
    announced = (
        number
        for number, one in enumerate(dated)
        if one.status is UpdateStatus.SCHEDULED and _dated(one) <= announced_until
    )
    return dated[max(announced, default=0) :]


def _dated(one: Written) -> datetime:
    return min(one.at, one.told_at)
