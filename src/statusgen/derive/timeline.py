"""An entry as it stands at a time: which of its updates are visible, and what they add up to.

Pure folding over updates. A timeline changes only when another update becomes visible and at the
deadlines that it names itself, which is what makes `valid_until` true.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from statusgen.frozen import frozen
from statusgen.intervals import Span
from statusgen.model import (
    ENDING_STATUSES,
    WORKING_STATUSES,
    Entry,
    Impact,
    Incident,
    Maintenance,
    Outline,
    State,
    Update,
    UpdateStatus,
    worst,
)

__all__ = [
    "END",
    "EntryTimeline",
    "IncidentTimeline",
    "MaintenanceTimeline",
    "Step",
    "Timeline",
    "appears_at",
    "folded_incident",
    "folded_maintenance",
    "incident_at",
    "instant",
    "maintenance_at",
    "second",
    "seen_at",
    "spans",
    "steps_at",
]

States = tuple[tuple[str, State], ...]

END = datetime.max.replace(tzinfo=UTC)
"""Later than every update: then all of them are visible."""

_IMPACT = {
    State.OPERATIONAL: Impact.NONE,
    State.UNDER_MAINTENANCE: Impact.MINOR,
    State.DEGRADED_PERFORMANCE: Impact.MINOR,
    State.PARTIAL_OUTAGE: Impact.MAJOR,
    State.MAJOR_OUTAGE: Impact.CRITICAL,
}


@frozen
class Step:
    """One visible update and what was true before and from it on.

    `status` is what the entry was in (an Update keeps the status before it); `before` and `after`
    are the states in which this entry holds its components.
    """

    update: Update
    status: UpdateStatus
    open: bool
    before: States
    after: States


@frozen
class Timeline:
    """What incidents and maintenance share. `steps` are oldest first, never empty.

    `states` is what the entry does to components now: nothing once it is over. `promise` is when
    the next update was promised, `late` whether that has passed. `ended_at` is None while it is
    open. `outline` says the most asked of it in a few numbers.
    """

    steps: tuple[Step, ...]
    status: UpdateStatus
    impact: Impact
    states: States
    promise: datetime | None
    late: bool
    ended_at: datetime | None
    outline: Outline

    @property
    def open(self) -> bool:
        """Not resolved, completed or cancelled."""
        return self.ended_at is None

    @property
    def started_at(self) -> datetime:
        """When the first update is dated."""
        return self.steps[0].update.at

    @property
    def since(self) -> datetime:
        """When it was last opened: since then it is open without a break, if it still is."""
        found = self.started_at
        for before, step in pairwise(self.steps):
            if step.open and not before.open:
                found = step.update.at
        return found

    @property
    def changed_at(self) -> datetime:
        """When the newest visible update is dated."""
        return self.steps[-1].update.at

    @property
    def deadlines(self) -> tuple[datetime, ...]:
        """When time alone changes this timeline, without another update: a promise runs out."""
        return () if self.promise is None else (self.promise,)


@frozen
class IncidentTimeline(Timeline):
    """An incident at a time."""

    entry: Incident

    @property
    def monitoring_at(self) -> datetime | None:
        """When it last came to be monitored."""
        updates = (step.update for step in reversed(self.steps))
        return next((one.at for one in updates if one.status is UpdateStatus.MONITORING), None)

    def hits(self, shown: frozenset[str]) -> bool:
        """Say whether it now names a component that is on the page; else it speaks for itself."""
        return any(name in shown for name, _ in self.states)


@frozen
class MaintenanceTimeline(Timeline):
    """Maintenance at a time. `active` while work is under way, `overrunning` when past its window.

    `ended_at` is when it was completed or cancelled, `cancelled` which of both.
    """

    entry: Maintenance
    active: bool
    overrunning: bool

    @property
    def cancelled(self) -> bool:
        """Not to take place, or broken off."""
        statuses = (step.update.status for step in reversed(self.steps))
        ends = (one for one in statuses if one in ENDING_STATUSES)
        return not self.open and next(ends) is UpdateStatus.CANCELLED

    @property
    def deadlines(self) -> tuple[datetime, ...]:
        """As for every entry; and work under way overruns from the end of its window."""
        promised = () if self.promise is None else (self.promise,)
        return (*promised, self.entry.ends) if self.active else promised

    @property
    def upcoming(self) -> bool:
        """Announced, not begun, not cancelled."""
        return not self.active and self.open


EntryTimeline = IncidentTimeline | MaintenanceTimeline
"""An entry at a time, of either kind."""


def appears_at(entry: Entry) -> datetime:
    """Return when an entry can first be seen: its first written update, or publish_at if later."""
    return seen_at(entry, next(one.at for one in entry.updates if not one.generated))


def seen_at(entry: Entry, at: datetime) -> datetime:
    """Return when an update of that time can first be seen: then, or at publish_at if later."""
    return at if entry.publish_at is None else max(at, entry.publish_at)


def incident_at(entry: Incident, now: datetime) -> IncidentTimeline | None:
    """Return the incident at a time, or None while it cannot be seen."""
    return None if appears_at(entry) > now else folded_incident(entry, now)


def maintenance_at(entry: Maintenance, now: datetime) -> MaintenanceTimeline | None:
    """Return maintenance at a time, or None while it cannot be seen."""
    return None if appears_at(entry) > now else folded_maintenance(entry, now)


def second(at: datetime) -> int:
    """Count the whole seconds since 1970: times of the format have no smaller part."""
    return int(at.timestamp())


def instant(second: int) -> datetime:
    """Return the instant so many seconds after 1970 began."""
    return datetime.fromtimestamp(second, UTC)


def folded_incident(entry: Incident, now: datetime) -> IncidentTimeline:
    """Fold those updates of an incident that can be seen at a time: one at least."""
    steps = steps_at(entry, now)
    last = steps[-1]
    promise = last.update.next_update if last.open else None
    impact, ended = _impact(entry, steps), _ended(steps)
    return IncidentTimeline(
        entry=entry,
        steps=steps,
        status=last.status,
        impact=impact,
        states=last.after if last.open else (),
        promise=promise,
        late=promise is not None and promise <= now,
        ended_at=ended,
        outline=_outline(entry, steps, impact, ended),
    )


def folded_maintenance(entry: Maintenance, now: datetime) -> MaintenanceTimeline:
    """Fold those updates of maintenance that can be seen at a time: one at least."""
    steps = steps_at(entry, now)
    last = steps[-1]
    active = last.status in WORKING_STATUSES
    promise = last.update.next_update if last.open else None
    impact, ended = _impact(entry, steps), _ended(steps)
    outline = _outline(entry, steps, impact, ended)
    lasted = _lasted([step.status in WORKING_STATUSES for step in steps], steps)
    if ended is not None and not lasted:
        # Completed, and nobody said when it began: then it began when it was to.
        lasted = max(second(ended) - second(entry.starts), 0)
    return MaintenanceTimeline(
        entry=entry,
        steps=steps,
        status=last.status,
        impact=impact,
        states=last.after if active else (),
        promise=promise,
        late=promise is not None and promise <= now,
        active=active,
        overrunning=active and entry.ends <= now,
        ended_at=ended,
        outline=outline._replace(
            began=second(entry.starts),
            ends=second(entry.ends),
            lasted=lasted,
        ),
    )


def _outline(
    entry: Entry, steps: tuple[Step, ...], impact: Impact, ended: datetime | None
) -> Outline:
    started, last = second(steps[0].update.at), steps[-1]
    return Outline(
        title=entry.title,
        began=started,
        started=started,
        changed=second(last.update.at),
        lasted=_lasted([step.open for step in steps], steps),
        ends=None,
        ended=None if ended is None else second(ended),
        status=last.status.value,
        impact=impact.value,
        # What an entry has once named it goes on naming.
        named=tuple([name for name, _ in last.after]),
    )


def _lasted(counts: Sequence[bool], steps: tuple[Step, ...]) -> int:
    """Count the seconds from each step that counts to the next one."""
    return sum(
        second(after.update.at) - second(step.update.at)
        for counted, (step, after) in zip(counts, pairwise(steps), strict=False)
        if counted
    )


def spans(timeline: Timeline, until: datetime) -> dict[str, tuple[Span, ...]]:
    """Return per component the spans in which the entry held it down, up to `until`."""
    found: dict[str, list[Span]] = {}
    steps = timeline.steps
    ends = [step.update.at for step in steps[1:]] + [until]
    for step, end in zip(steps, ends, strict=True):
        if end <= step.update.at:
            continue
        for component, state in step.after:
            if state is not State.OPERATIONAL:
                found.setdefault(component, []).append(Span(step.update.at, end, state))
    return {component: tuple(row) for component, row in found.items()}


def steps_at(entry: Entry, now: datetime) -> tuple[Step, ...]:
    """Return the updates that are visible at a time, oldest first, with what each came to."""
    is_incident = isinstance(entry, Incident)
    status = UpdateStatus.INVESTIGATING if is_incident else UpdateStatus.SCHEDULED
    is_open = True
    held = dict(entry.states)
    held_before: bool | None = None
    before: States = ()
    after: States = ()
    made = False
    steps = []
    for update in entry.updates:
        if update.at > now:
            break
        made = made or update.generated
        if update.status is UpdateStatus.SCHEDULED and made:
            pass  # A later text never withdraws what the window has written.
        elif update.status in ENDING_STATUSES:
            status, is_open = update.status, False
        elif update.status is UpdateStatus.POSTMORTEM:
            status = status if is_open else UpdateStatus.POSTMORTEM
        elif update.status is not UpdateStatus.UPDATE:
            status, is_open = update.status, True
        if update.states:
            held.update(update.states)
        # Announced work changes nothing yet: its states hold while it is under way.
        holds = is_open and (is_incident or status in WORKING_STATUSES)
        if update.states or holds is not held_before:
            after = tuple(held.items() if holds else [(name, State.OPERATIONAL) for name in held])
        steps.append(Step(update=update, status=status, open=is_open, before=before, after=after))
        before, held_before = after, holds
    return tuple(steps)


def _impact(entry: Entry, steps: tuple[Step, ...]) -> Impact:
    """Return what the author set, else what follows from the worst state reached."""
    if entry.impact is not None:
        return entry.impact
    reached = [state for _, state in entry.states]
    for step in steps:
        if step.update.states:
            reached += [state for _, state in step.update.states]
    return _IMPACT[worst(*reached)]


def _ended(steps: tuple[Step, ...]) -> datetime | None:
    """Return since when it has been over without a break; a second Resolved changes nothing."""
    since = None
    for step in reversed(steps):
        if step.open:
            break
        since = step.update.at
    return since
