"""Site and now to `Status`: what is true at a time, and until when.

The only stage that sees the time, and total: every site has a status at every instant. The law that
the program stands on: derive(site, now=t) is the same value for every t from `now` up to, and not
including, `valid_until`. So a `Status` does not hold its `now`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import is_
from zoneinfo import ZoneInfo

from statusgen.derive import days
from statusgen.derive.days import DayHistory, day_of, day_start
from statusgen.derive.settled import SettledIncident, SettledMaintenance, outline_of
from statusgen.derive.timeline import (
    EntryTimeline,
    IncidentTimeline,
    MaintenanceTimeline,
    Step,
    Timeline,
    appears_at,
    incident_at,
    maintenance_at,
    second,
    spans,
)
from statusgen.derive.uptime import Loss, Uptime, uptime
from statusgen.derive.visible import E, T, Turn, Visible, newness, visible
from statusgen.frozen import frozen
from statusgen.intervals import Interval, Span
from statusgen.model import (
    Component,
    Entry,
    Impact,
    Incident,
    Maintenance,
    Site,
    State,
    worst,
)

__all__ = [
    "ComponentStatus",
    "DayHistory",
    "EntryTimeline",
    "IncidentTimeline",
    "Loss",
    "MaintenanceTimeline",
    "Status",
    "Step",
    "Timeline",
    "Uptime",
    "Waiting",
    "derive",
    "outline_of",
]

Recent = Mapping[str, tuple[EntryTimeline, ...]]

_LIFTS = {
    Impact.NONE: State.OPERATIONAL,
    Impact.MINOR: State.DEGRADED_PERFORMANCE,
    Impact.MAJOR: State.PARTIAL_OUTAGE,
    Impact.CRITICAL: State.MAJOR_OUTAGE,
}


@frozen
class ComponentStatus:
    """A component now, and its last 90 whole days, oldest first.

    `uptime` is over those days, or since the component began; None if that is not a day yet.
    """

    component: Component
    state: State
    days: tuple[DayHistory, ...]
    uptime: Uptime | None


@frozen
class Waiting:
    """An update that has not happened yet: it is in no output before `at`."""

    entry: Entry
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Status:
    """What is true from some instant until `valid_until`, the next one at which any output changes.

    `incidents` and `maintenance` are the visible ones, newest first. `components` are those that
    are there `today`, the site's local date. `state` is the overall one: the worst of the
    components, lifted by open incidents that name none and by reports that could not be read.
    `recent` are, by component, the entries that its state and its days come from; `moving` are all
    entries that are not over for good, visible or not, and `active` the timelines of the visible.
    """

    site: Site
    today: date
    incidents: tuple[IncidentTimeline, ...]
    maintenance: tuple[MaintenanceTimeline, ...]
    components: tuple[ComponentStatus, ...]
    state: State
    waiting: tuple[Waiting, ...]
    valid_until: datetime
    recent: Recent = field(default_factory=dict, compare=False, repr=False)
    moving: tuple[Incident | Maintenance, ...] = field(default=(), compare=False, repr=False)
    active: tuple[EntryTimeline, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def open_incidents(self) -> tuple[IncidentTimeline, ...]:
        """The open ones, the worst first and of equals the newest."""
        return tuple(sorted((i for i in self.incidents if i.open), key=lambda i: -i.impact))

    @cached_property
    def under_way(self) -> tuple[MaintenanceTimeline, ...]:
        """Planned work in progress, by its window."""
        return tuple(sorted((m for m in self.maintenance if m.active), key=_by_window))

    @cached_property
    def upcoming(self) -> tuple[MaintenanceTimeline, ...]:
        """Planned work ahead, the next first."""
        return tuple(sorted((m for m in self.maintenance if m.upcoming), key=_by_window))

    @property
    def timelines(self) -> tuple[EntryTimeline, ...]:
        """All that are visible, incidents first."""
        return (*self.incidents, *self.maintenance)

    @cached_property
    def changed_at(self) -> datetime | None:
        """When the newest visible update is dated."""
        newest = max(self.timelines, key=lambda one: one.outline.changed, default=None)
        return None if newest is None else newest.changed_at

    @cached_property
    def affected(self) -> tuple[ComponentStatus, ...]:
        """The components that an open incident holds below operational."""
        hit = {
            name
            for incident in self.incidents
            for name, state in incident.states
            if state is not State.OPERATIONAL
        }
        return tuple(one for one in self.components if one.component.id in hit)


def _by_window(timeline: MaintenanceTimeline) -> tuple[datetime, datetime, str]:
    return timeline.entry.starts, timeline.entry.ends, timeline.entry.id


def derive(site: Site, *, now: datetime, before: Status | None = None) -> Status:
    """Say what is true of a site at an instant (aware, UTC) and until when it stays so.

    `before` is an earlier status of it, of a time that is not later than `now`: what is the same
    there is taken from it, and nothing else changes.
    """
    config = site.config
    today = day_of(now, config.zone)
    if before is not None and before.site.config is not config:
        before = None
    was = before.site if before is not None else None
    moved = {entry.id for entry in before.moving} if before is not None else set()
    incidents = visible(
        Turn(site.incidents, was.incidents if was else (), moved, now),
        incident_at,
        SettledIncident.of,
        before.incidents if before else (),
    )
    maintenance = visible(
        Turn(site.maintenance, was.maintenance if was else (), moved, now),
        maintenance_at,
        SettledMaintenance.of,
        before.maintenance if before else (),
    )
    moving: tuple[Incident | Maintenance, ...] = (*incidents.moving, *maintenance.moving)
    active: tuple[EntryTimeline, ...] = (*incidents.active, *maintenance.active)
    ahead = [one for one in moving if one.updates[-1].at > now or one.publish_at is not None]
    if before is None or before.today != today or None in (incidents.new, maintenance.new):
        before = None
        candidates: Iterable[EntryTimeline]
        candidates = (*incidents.shown, *maintenance.shown)
    else:
        candidates = (
            *_still_recent(incidents, IncidentTimeline, before.recent),
            *_still_recent(maintenance, MaintenanceTimeline, before.recent),
        )
    recent = _recent(candidates, days.window(today, config.zone))
    components = _components(site, recent, today, before)
    return Status(
        site=site,
        today=today,
        incidents=incidents.shown,
        maintenance=maintenance.shown,
        components=components,
        state=_overall(site, components, incidents.active),
        waiting=_waiting(ahead, now),
        valid_until=_valid_until(ahead, active, now, config.zone, today),
        recent=recent,
        moving=moving,
        active=active,
    )


def _still_recent(visible: Visible[E, T], kind: type[T], before: Recent) -> list[T]:
    """Return what counted as recent on the same day and is the same, and what was looked at."""
    kept = {id(one): one for row in before.values() for one in row if isinstance(one, kind)}
    new = visible.new or frozenset()
    found: list[T] = [one for one in kept.values() if one.entry.id not in new]
    found += visible.fresh
    return sorted(found, key=newness, reverse=True)


def _recent(
    timelines: Iterable[EntryTimeline], shown: Interval
) -> dict[str, tuple[EntryTimeline, ...]]:
    """Return by component the entries that name it and may have held it down in the days shown."""
    first = second(shown.start)
    found: dict[str, list[EntryTimeline]] = {}
    for timeline in timelines:
        if timeline.outline.changed > first or timeline.states:
            for name in timeline.outline.named:
                found.setdefault(name, []).append(timeline)
    return {name: tuple(row) for name, row in found.items()}


def _components(
    site: Site, recent: Recent, today: date, before: Status | None
) -> tuple[ComponentStatus, ...]:
    known: dict[str, ComponentStatus] = {}
    sources: Recent = {}
    if before is not None:
        known = {one.component.id: one for one in before.components}
        sources = before.recent
    found = []
    for component in site.config.components:
        if not component.is_there(today):
            continue
        own = recent.get(component.id, ())
        status = known.get(component.id)
        if status is None or not _are_same(own, sources.get(component.id, ())):
            status = _component(component, own, today, site.config.zone)
        found.append(status)
    return tuple(found)


def _are_same(some: Sequence[object], others: Sequence[object]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _component(
    component: Component,
    timelines: Iterable[EntryTimeline],
    today: date,
    zone: ZoneInfo,
) -> ComponentStatus:
    shown = days.window(today, zone)
    now: list[State] = []
    down: list[tuple[str, tuple[Span, ...]]] = []
    every: list[Span] = []
    for timeline in timelines:
        now += [state for name, state in timeline.states if name == component.id]
        row = spans(timeline, shown.end).get(component.id, ())
        if isinstance(timeline, IncidentTimeline):
            down.append((timeline.entry.id, row))
            every += row
        else:
            # Planned work is never shown as an outage afterwards, whatever it slowed down.
            every += [Span(one.start, one.end, State.UNDER_MAINTENANCE) for one in row]
    start = day_start(component.since, zone) if component.since else shown.start
    return ComponentStatus(
        component=component,
        state=worst(*now),
        days=days.history(every, today, zone),
        uptime=uptime(down, Interval(max(start, shown.start), shown.end)),
    )


def _overall(
    site: Site, components: tuple[ComponentStatus, ...], incidents: tuple[IncidentTimeline, ...]
) -> State:
    states = [one.state for one in components]
    shown = frozenset(one.component.id for one in components)
    states += [_LIFTS[one.impact] for one in incidents if one.open and not one.hits(shown)]
    if site.broken:
        states.append(State.DEGRADED_PERFORMANCE)
    return worst(*states)


def _waiting(ahead: Iterable[Entry], now: datetime) -> tuple[Waiting, ...]:
    """List the updates that somebody wrote ahead; those of a window are no surprise."""
    found = []
    for entry in ahead:
        hidden_until = appears_at(entry)
        for update in entry.updates:
            at = max(update.at, hidden_until)
            if at > now and not update.generated:
                found.append(Waiting(entry=entry, at=at))
    return tuple(sorted(found, key=lambda one: (one.at, one.entry.id)))


def _valid_until(
    ahead: Iterable[Entry],
    timelines: Iterable[Timeline],
    now: datetime,
    zone: ZoneInfo,
    today: date,
) -> datetime:
    """Return the next instant at which anything changes: at the latest midnight."""
    nearest = day_start(today + timedelta(days=1), zone)
    for entry in ahead:
        appears = appears_at(entry)
        if appears > now:
            nearest = min(nearest, appears)
        elif entry.updates[-1].at > now:
            nearest = min(nearest, *(update.at for update in entry.updates if update.at > now))
    for timeline in timelines:
        if timeline.open:
            nearest = min([nearest, *(at for at in timeline.deadlines if at > now)])
    return nearest
