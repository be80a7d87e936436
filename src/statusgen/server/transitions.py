"""When a site's pages change without anybody writing, and what changes then, in words.

Pure: a status and a time to a list. What people still have to write is in none of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from statusgen import report
from statusgen.derive import EntryTimeline, IncidentTimeline, MaintenanceTimeline, Status, derive
from statusgen.derive.days import day_start
from statusgen.derive.timeline import appears_at
from statusgen.frozen import frozen
from statusgen.model import Entry, Maintenance, Site, UpdateStatus
from statusgen.present.edition import Edition
from statusgen.words import Words
from statusgen.words.terminal import printable

__all__ = ["Transition", "facts", "text", "transitions"]

_STEPS = {
    UpdateStatus.IN_PROGRESS: "planned work begins",
    UpdateStatus.COMPLETED: "planned work ends",
    UpdateStatus.CANCELLED: "planned work is cancelled",
    UpdateStatus.RESOLVED: "a problem is over",
    UpdateStatus.POSTMORTEM: "a report on what happened appears",
}


@frozen
class Transition:
    """An instant at which the pages change by themselves.

    `when` is the instant as people read it, `changes` are sentences without their full stops,
    `headline` is the new one, or None where it stays.
    """

    at: datetime
    when: str
    changes: tuple[str, ...]
    headline: str | None

    @property
    def said(self) -> tuple[str, ...]:
        """All that there is to say of it: the changes, and what the headline becomes."""
        if self.headline is None:
            return self.changes
        return (*self.changes, f"the headline becomes: {self.headline}")


def transitions(
    status: Status, *, now: datetime, count: int, days: bool = False
) -> tuple[Transition, ...]:
    """List the next changes after `now`, of which `status` is the status; at most `count`.

    New days are left out unless `days` asks for them: on each of them the history moves by one.
    """
    site = _moving(status, now)
    words = Words.of(site.config)
    ahead = [] if days else sorted(_instants(site), reverse=True)
    before = derive(site, now=now)
    found: list[Transition] = []
    at = now
    while len(found) < count:
        while ahead and ahead[-1] <= at:
            ahead.pop()
        if not days and not ahead:
            break
        at = before.valid_until if days else ahead.pop()
        after = derive(site, now=at)
        changes = tuple(_changes(before, after))
        if days and at == day_start(after.today, site.config.zone):
            changes = ("a new day begins", *changes)
        if changes:
            headlines = [Edition(one, words).headline() for one in (before, after)]
            found.append(
                Transition(
                    at=at,
                    when=words.moment(at),
                    changes=changes,
                    headline=headlines[1] if headlines[0] != headlines[1] else None,
                )
            )
        before = after
    return tuple(found)


def text(found: Sequence[Transition]) -> str:
    """Say them to people, one change on a line."""
    if not found:
        return "nothing lies ahead: the pages change when somebody writes, and at midnight"
    width = max(len(one.when) for one in found)
    lines = []
    for one in found:
        for index, change in enumerate(one.said):
            lines.append(f"{'' if index else one.when:<{width}}  {printable(change)}")
    return "\n".join(lines)


def facts(found: Sequence[Transition]) -> list[dict[str, object]]:
    """Give them to programs."""
    return [
        {
            "at": report.instant(one.at),
            "when": one.when,
            "changes": list(one.changes),
            "headline": one.headline,
        }
        for one in found
    ]


def _moving(status: Status, now: datetime) -> Site:
    """Return the site with those entries only that are open or have something ahead of them.

    The others change nothing any more, and there are thousands of them.
    """
    site = status.site
    is_open = {one.entry.id for one in status.timelines if one.open}
    return replace(
        site,
        incidents=tuple(one for one in site.incidents if _moves(one, is_open, now)),
        maintenance=tuple(one for one in site.maintenance if _moves(one, is_open, now)),
    )


def _moves(entry: Entry, is_open: set[str], now: datetime) -> bool:
    return entry.id in is_open or any(at > now for at in _instants_of(entry))


def _instants(site: Site) -> Iterator[datetime]:
    """Yield every instant that can be a transition: all that are no midnight, and some more."""
    for entry in site.entries:
        yield from _instants_of(entry)
    for component in site.config.components:
        for day in (component.since, component.retired):
            if day is not None:
                yield day_start(day, site.config.zone)


def _instants_of(entry: Entry) -> Iterator[datetime]:
    yield appears_at(entry)
    for update in entry.updates:
        yield update.at
        if update.next_update is not None:
            yield update.next_update
    if isinstance(entry, Maintenance):
        yield entry.ends


def _changes(before: Status, after: Status) -> Iterator[str]:
    known = {one.entry.id: one for one in before.timelines}
    for one in reversed(after.timelines):
        for change in _changes_of(known.get(one.entry.id), one):
            yield f"{change}: {one.entry.title}"
    old, new = (
        {one.component.id: one.component.name for one in status.components}
        for status in (before, after)
    )
    for name in (name for id_, name in new.items() if id_ not in old):
        yield f"a service comes to the page: {name}"
    for name in (name for id_, name in old.items() if id_ not in new):
        yield f"a service leaves the page: {name}"


def _changes_of(before: EntryTimeline | None, after: EntryTimeline) -> Iterator[str]:
    if before is None:
        yield _appearance(after)
    else:
        for step in after.steps[len(before.steps) :]:
            yield _STEPS.get(step.update.status, "an update appears")
    if after.late and not (before is not None and before.late):
        yield "a promised update is overdue"
    if _overruns(after) and not _overruns(before):
        yield "planned work goes on after its window"


def _overruns(timeline: EntryTimeline | None) -> bool:
    return isinstance(timeline, MaintenanceTimeline) and timeline.overrunning


def _appearance(timeline: EntryTimeline) -> str:
    if isinstance(timeline, IncidentTimeline):
        return "a problem is reported" if timeline.open else "a problem that is over is reported"
    if not timeline.open:
        return "planned work that is over is reported"
    return "planned work begins" if timeline.active else "planned work is announced"
