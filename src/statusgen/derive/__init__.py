"""Site and now to `Status`: what is true at a time, and until when.

The only stage that sees the time, and total: every site has a status at every instant. The law that
the program stands on: derive(site, now=t) is the same value for every t from `now` up to, and not
including, `valid_until`. So a `Status` does not hold its `now`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import is_
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from statusgen.derive import days
from statusgen.derive.days import DayHistory, day_of, day_start
from statusgen.derive.settled import SettledIncident, SettledMaintenance, outline_of
from statusgen.derive.timeline import (
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
from statusgen.frozen import frozen
from statusgen.intervals import Interval, Span
from statusgen.model import (
    Component,
    Entry,
    Group,
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

T = TypeVar("T", IncidentTimeline, MaintenanceTimeline)
E = TypeVar("E", Incident, Maintenance)

Recent = Mapping[str, tuple[IncidentTimeline | MaintenanceTimeline, ...]]

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

    `incidents` and `maintenance` are the visible ones, newest first. `components` leaves the
    retired out. `today` is the site's local date. `state` is the overall one: the worst of the
    components, lifted by open incidents that name none and by reports that could not be read.
    `recent` are, by component, the entries that its state and its days come from.
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

    @cached_property
    def changed_at(self) -> datetime | None:
        """When the newest visible update is dated."""
        timelines = (*self.incidents, *self.maintenance)
        newest = max(timelines, key=lambda one: one.outline.changed, default=None)
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

    def state_of(self, group: Group) -> State:
        """Return the worst state of a group's components."""
        own = {component.id for component in group.components}
        return worst(*(one.state for one in self.components if one.component.id in own))


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
    moving: list[Incident | Maintenance] = []
    incidents = _visible(
        _Turn(site.incidents, was.incidents if was else (), now, moving),
        incident_at,
        SettledIncident.of,
        before.incidents if before else (),
    )
    maintenance = _visible(
        _Turn(site.maintenance, was.maintenance if was else (), now, moving),
        maintenance_at,
        SettledMaintenance.of,
        before.maintenance if before else (),
    )
    every: tuple[IncidentTimeline | MaintenanceTimeline, ...] = (*incidents, *maintenance)
    recent = _recent(every, days.window(today, config.zone))
    components = _components(site, recent, today, before)
    return Status(
        site=site,
        today=today,
        incidents=incidents,
        maintenance=maintenance,
        components=components,
        state=_overall(site, components, incidents),
        waiting=_waiting(moving, now),
        valid_until=_valid_until(moving, every, now, config.zone, today),
        recent=recent,
    )


@frozen(kw_only=False)
class _Turn(Generic[E]):
    """The entries of one kind, as they were and as they are, and to be filled, those that move."""

    entries: tuple[E, ...]
    before: tuple[E, ...]
    now: datetime
    moving: list[Incident | Maintenance]


def _visible(
    turn: _Turn[E],
    at: Callable[[E, datetime], T | None],
    settled: Callable[[E], T],
    before: tuple[T, ...],
) -> tuple[T, ...]:
    """Return the timelines of the visible entries, newest first.

    Of what was over for good before, and is the same, the timeline is taken as it is. What time may
    still change is added to `moving`.
    """
    instant = turn.now.timestamp()
    known: dict[int, T] = {}
    found: list[T] = []
    entries: Iterable[E] = turn.entries
    if len(turn.before) == len(turn.entries):
        # As after most saves: all but a few are the same, and stay in their order.
        pairs = zip(turn.before, turn.entries, strict=True)
        gone = {old.id for old, new in pairs if old is not new}
        found = [
            one for one in before if one.outline.settled is not None and one.entry.id not in gone
        ]
        kept = {one.entry.id for one in found}
        entries = [entry for entry in turn.entries if entry.id not in kept]
    else:
        known = {id(one.entry): one for one in before if one.outline.settled is not None}
    fresh: list[T] = []
    for entry in entries:
        outline = entry.outline
        timeline: T | None
        if outline is not None and outline.settled is not None and outline.settled <= instant:
            timeline = known.get(id(entry)) or settled(entry)
        else:
            turn.moving.append(entry)
            timeline = at(entry, turn.now)
        if timeline is not None:
            fresh.append(timeline)
    fresh.sort(key=_newness, reverse=True)
    return tuple(_inserted(fresh, found) if found else fresh)


def _inserted(fresh: Sequence[T], found: list[T]) -> list[T]:
    """Put a few timelines into many, both of them newest first."""
    for timeline in fresh:
        started, name = _newness(timeline)
        place = bisect_left(found, -started, key=lambda one: -one.outline.started)
        while place < len(found) and _newness(found[place]) > (started, name):
            place += 1
        found.insert(place, timeline)
    return found


def _newness(timeline: IncidentTimeline | MaintenanceTimeline) -> tuple[int, str]:
    return timeline.outline.started, timeline.entry.id


def _recent(
    timelines: Iterable[IncidentTimeline | MaintenanceTimeline], shown: Interval
) -> dict[str, tuple[IncidentTimeline | MaintenanceTimeline, ...]]:
    """Return by component the entries that name it and may have held it down in the days shown."""
    first = second(shown.start)
    found: dict[str, list[IncidentTimeline | MaintenanceTimeline]] = {}
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
    if before is not None and before.today == today:
        known = {one.component.id: one for one in before.components}
        sources = before.recent
    found = []
    for component in site.config.components:
        if component.retired is not None and today >= component.retired:
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
    timelines: Iterable[IncidentTimeline | MaintenanceTimeline],
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


def _waiting(moving: Iterable[Entry], now: datetime) -> tuple[Waiting, ...]:
    """List the updates that somebody wrote ahead; those of a window are no surprise."""
    found = []
    for entry in moving:
        if entry.updates[-1].at <= now and entry.publish_at is None:
            continue
        hidden_until = appears_at(entry)
        for update in entry.updates:
            at = max(update.at, hidden_until)
            if at > now and not update.generated:
                found.append(Waiting(entry=entry, at=at))
    return tuple(sorted(found, key=lambda one: (one.at, one.entry.id)))


def _valid_until(
    moving: Iterable[Entry],
    timelines: Iterable[Timeline],
    now: datetime,
    zone: ZoneInfo,
    today: date,
) -> datetime:
    """Return the next instant at which anything changes: at the latest midnight."""
    nearest = day_start(today + timedelta(days=1), zone)
    for entry in moving:
        if entry.updates[-1].at <= now and entry.publish_at is None:
            continue
        appears = appears_at(entry)
        if appears > now:
            nearest = min(nearest, appears)
        elif entry.updates[-1].at > now:
            nearest = min(nearest, *(update.at for update in entry.updates if update.at > now))
    for timeline in timelines:
        if timeline.open:
            nearest = min([nearest, *(at for at in timeline.deadlines if at > now)])
    return nearest
