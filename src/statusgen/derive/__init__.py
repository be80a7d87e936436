"""Site and now to `Status`: what is true at a time, and until when.

The only stage that sees the time, and total: every site has a status at every instant. The law that
the program stands on: derive(site, now=t) is the same value for every t from `now` up to, and not
including, `valid_until`. So a `Status` does not hold its `now`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from statusgen.derive import days
from statusgen.derive.days import DayHistory, day_of, day_start
from statusgen.derive.timeline import (
    IncidentTimeline,
    MaintenanceTimeline,
    SettledIncident,
    SettledMaintenance,
    Step,
    Timeline,
    appears_at,
    incident_at,
    maintenance_at,
    outline_of,
    second,
    spans,
)
from statusgen.derive.uptime import Loss, Uptime, uptime
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

_LIFTS = {
    Impact.NONE: State.OPERATIONAL,
    Impact.MINOR: State.DEGRADED_PERFORMANCE,
    Impact.MAJOR: State.PARTIAL_OUTAGE,
    Impact.CRITICAL: State.MAJOR_OUTAGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentStatus:
    """A component now, and its last 90 whole days, oldest first.

    `uptime` is over those days, or since the component began; None if that is not a day yet.
    """

    component: Component
    state: State
    days: tuple[DayHistory, ...]
    uptime: Uptime | None


@dataclass(frozen=True, slots=True, kw_only=True)
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
    """

    site: Site
    today: date
    incidents: tuple[IncidentTimeline, ...]
    maintenance: tuple[MaintenanceTimeline, ...]
    components: tuple[ComponentStatus, ...]
    state: State
    waiting: tuple[Waiting, ...]
    valid_until: datetime

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


def derive(site: Site, *, now: datetime) -> Status:
    """Say what is true of a site at an instant (aware, UTC) and until when it stays so."""
    config = site.config
    today = day_of(now, config.zone)
    moving: list[Incident | Maintenance] = []
    incidents = _newest_first(
        _timelines(site.incidents, now, incident_at, SettledIncident.of, moving)
    )
    maintenance = _newest_first(
        _timelines(site.maintenance, now, maintenance_at, SettledMaintenance.of, moving)
    )
    components = _components(site, incidents, maintenance, today)
    return Status(
        site=site,
        today=today,
        incidents=incidents,
        maintenance=maintenance,
        components=components,
        state=_overall(site, components, incidents),
        waiting=_waiting(moving, now),
        valid_until=_valid_until(moving, (*incidents, *maintenance), now, site.config.zone, today),
    )


def _timelines(
    entries: Iterable[E],
    now: datetime,
    at: Callable[[E, datetime], T | None],
    settled: Callable[[E], T],
    moving: list[Any],
) -> Iterator[T]:
    """Yield the visible ones; those entries that time may still change are added to `moving`."""
    instant = now.timestamp()
    for entry in entries:
        outline = entry.outline
        if outline is not None and outline.settled is not None and outline.settled <= instant:
            yield settled(entry)
            continue
        moving.append(entry)
        timeline = at(entry, now)
        if timeline is not None:
            yield timeline


def _newest_first(timelines: Iterable[T]) -> tuple[T, ...]:
    found = [(one.outline.started, one.entry.id, one) for one in timelines]
    found.sort(key=itemgetter(0, 1), reverse=True)
    return tuple([one for _, _, one in found])


def _components(
    site: Site,
    incidents: tuple[IncidentTimeline, ...],
    maintenance: tuple[MaintenanceTimeline, ...],
    today: date,
) -> tuple[ComponentStatus, ...]:
    zone = site.config.zone
    shown = days.window(today, zone)
    now: dict[str, list[State]] = {}
    held: dict[str, list[tuple[str, tuple[Span, ...]]]] = {}
    worked: dict[str, list[Span]] = {}
    first = second(shown.start)
    for timeline in (*incidents, *maintenance):
        if timeline.outline.changed <= first and not timeline.states:
            continue
        for name, state in timeline.states:
            now.setdefault(name, []).append(state)
        for name, row in spans(timeline, shown.end).items():
            if isinstance(timeline, IncidentTimeline):
                held.setdefault(name, []).append((timeline.entry.id, row))
            else:
                # Planned work is never shown as an outage afterwards, whatever it slowed down.
                planned = State.UNDER_MAINTENANCE
                worked.setdefault(name, []).extend(Span(s.start, s.end, planned) for s in row)
    found = []
    for component in site.config.components:
        if component.retired is not None and today >= component.retired:
            continue
        down = held.get(component.id, [])
        every = [span for _, own in down for span in own] + worked.get(component.id, [])
        start = day_start(component.since, zone) if component.since else shown.start
        found.append(
            ComponentStatus(
                component=component,
                state=worst(*now.get(component.id, ())),
                days=days.history(every, today, zone),
                uptime=uptime(down, Interval(max(start, shown.start), shown.end)),
            )
        )
    return tuple(found)


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
