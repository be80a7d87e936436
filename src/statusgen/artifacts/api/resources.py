"""The objects of the Statuspage API v2: page, status, component, incident, update, maintenance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from statusgen.derive import (
    ComponentStatus,
    EntryTimeline,
    IncidentTimeline,
    MaintenanceTimeline,
    Step,
)
from statusgen.derive.days import day_start
from statusgen.model import Component, Group, Impact, State, UpdateStatus, worst
from statusgen.present import entries
from statusgen.present.edition import Edition, folder

__all__ = ["Resources"]

Resource = dict[str, Any]

_CANCELLED = "Cancelled"
"""Not the site's own word for it, as no word of the API is: programs look for this one."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Resources:
    """The resources of one status. Values are what `json` writes."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._status = edition.status
        self._host = urlsplit(edition.config.url).hostname or ""
        # Asked for each component, and again for the group that it is in.
        self._first_named = cache(edition.ledger.first_named)
        self._last_changed = cache(edition.ledger.last_changed)
        self.page: Resource = {
            "id": self._host,
            "name": edition.config.title,
            "url": edition.config.url,
            "time_zone": edition.config.zone.key,
            "updated_at": _time(self._status.changed_at or _EPOCH),
        }
        self.components: list[Resource] = list(self._components())
        self._by_id = {one["id"]: one for one in self.components}

    def incidents(self, found: Iterable[IncidentTimeline]) -> list[Resource]:
        """Return incidents in the order given."""
        return [self._entry(one) for one in found]

    def maintenance(self, found: Iterable[MaintenanceTimeline]) -> list[Resource]:
        """Return planned work in the order given."""
        return [
            self._entry(one)
            | {
                "scheduled_for": _time(one.entry.starts),
                "scheduled_until": _time(one.entry.ends),
                "impact": "maintenance",
            }
            for one in found
        ]

    def named(self, found: Iterable[EntryTimeline]) -> list[Resource]:
        """Return the components that entries name, as they stand in them."""
        names = {name for one in found for name in one.outline.named}
        return [one for one in self.components if one["id"] in names]

    def status(self) -> Resource:
        """Return the overall status: the worst of the components, lifted by open reports."""
        shown = frozenset(one.component.id for one in self._status.components)
        indicator, description = _overall([one.state for one in self._status.components])
        for incident in self._status.incidents:
            if incident.open and not incident.hits(shown):
                lifted = _LIFTED[incident.impact]
                if _RANK[lifted[0]] > _RANK[indicator]:
                    indicator, description = lifted
        if self._status.site.broken and _RANK[indicator] < _RANK["minor"]:
            indicator, description = "minor", self._edition.words.say("headline.broken")
        return {"indicator": indicator, "description": description}

    def _components(self) -> Iterable[Resource]:
        shown = {one.component.id: one for one in self._status.components}
        for position, item in enumerate(self._edition.config.layout, start=1):
            if isinstance(item, Component):
                if item.id in shown:
                    yield self._component(shown[item.id], position)
                continue
            members = [shown[one.id] for one in item.components if one.id in shown]
            if members:
                yield self._group(item, members, position)
                for number, member in enumerate(members, start=1):
                    yield self._component(member, number)

    def _component(self, status: ComponentStatus, position: int) -> Resource:
        own = status.component
        created = self._day(own.since) or self._first_named(own.id) or _EPOCH
        return {
            "id": own.id,
            "name": own.name,
            "status": status.state.word,
            "created_at": _time(created),
            # An outage from before `since` was kept in the history; it made nothing older.
            "updated_at": _time(max(self._last_changed(own.id) or created, created)),
            "position": position,
            "description": own.description,
            "showcase": True,
            "start_date": own.since.isoformat() if own.since else None,
            "group_id": own.group_id,
            "page_id": self._host,
            "group": False,
            "only_show_if_degraded": False,
        }

    def _group(self, group: Group, members: Sequence[ComponentStatus], position: int) -> Resource:
        own = [self._component(member, 1) for member in members]
        return {
            "id": group.id,
            "name": group.name,
            "status": worst(*(member.state for member in members)).word,
            "created_at": min(one["created_at"] for one in own),
            "updated_at": max(one["updated_at"] for one in own),
            "position": position,
            "description": group.description,
            "showcase": False,
            "start_date": None,
            "group_id": None,
            "page_id": self._host,
            "group": True,
            "only_show_if_degraded": False,
            "components": [one["id"] for one in own],
        }

    def _entry(self, timeline: EntryTimeline) -> Resource:
        entry = timeline.entry
        named = timeline.outline.named
        monitoring = None if isinstance(timeline, MaintenanceTimeline) else timeline.monitoring_at
        return {
            "id": entry.id,
            "name": entry.title,
            "status": _word(timeline.status, isinstance(timeline, MaintenanceTimeline)),
            "created_at": _time(timeline.started_at),
            "updated_at": _time(timeline.changed_at),
            "monitoring_at": _maybe(monitoring),
            "resolved_at": _maybe(timeline.ended_at),
            "impact": timeline.impact.word,
            "shortlink": self._edition.url(folder(timeline)),
            "started_at": _time(timeline.started_at),
            "page_id": self._host,
            "incident_updates": [self._update(timeline, s) for s in reversed(timeline.steps)],
            "components": [self._by_id[name] for name in named if name in self._by_id],
            "reminder_intervals": None,
        }

    def _update(self, timeline: EntryTimeline, step: Step) -> Resource:
        entry_id = timeline.entry.id
        maintenance = isinstance(timeline, MaintenanceTimeline)
        at = _time(step.update.at)
        return {
            "id": f"{entry_id}-{step.update.anchor}",
            "status": _word(step.status, maintenance),
            "body": self._body(step),
            "incident_id": entry_id,
            "created_at": at,
            "updated_at": at,
            "display_at": at,
            "affected_components": self._affected(step) or None,
            "deliver_notifications": True,
            "custom_tweet": None,
            "tweet_id": None,
        }

    def _body(self, step: Step) -> str:
        """Return the text without markup; a cancellation says so, for the status cannot."""
        text = entries.plain(self._edition, entries.update_html(self._edition, step))
        if step.update.status is not UpdateStatus.CANCELLED:
            return text
        return f"{_CANCELLED}: {text}" if text else _CANCELLED

    def _affected(self, step: Step) -> list[Resource]:
        before = dict(step.before)
        return [
            {
                "code": name,
                "name": self._edition.components[name].name,
                "old_status": before.get(name, State.OPERATIONAL).word,
                "new_status": state.word,
            }
            for name, state in step.after
        ]

    def _day(self, day: date | None) -> datetime | None:
        return None if day is None else day_start(day, self._edition.config.zone)


_RANK = {"none": 0, "maintenance": 1, "minor": 2, "major": 3, "critical": 4}
_LIFTED = {
    Impact.NONE: ("none", "All Systems Operational"),
    Impact.MINOR: ("minor", "Minor Service Outage"),
    Impact.MAJOR: ("major", "Partial System Outage"),
    Impact.CRITICAL: ("critical", "Major System Outage"),
}


def _overall(states: Sequence[State]) -> tuple[str, str]:
    """Return Statuspage's indicator and description over the leaf components."""
    alone = len(states) == 1
    if states and all(state is State.MAJOR_OUTAGE for state in states):
        return "critical", "Major System Outage"
    if State.MAJOR_OUTAGE in states:
        return "major", "Partial System Outage"
    if State.PARTIAL_OUTAGE in states:
        return ("major", "Partial System Outage") if alone else ("minor", "Minor Service Outage")
    if states and not alone and all(state is State.DEGRADED_PERFORMANCE for state in states):
        return "minor", "Degraded System Service"
    if State.DEGRADED_PERFORMANCE in states:
        return "minor", "Partially Degraded Service"
    if State.UNDER_MAINTENANCE in states:
        return "maintenance", "Service Under Maintenance"
    return "none", "All Systems Operational"


def _word(status: UpdateStatus, maintenance: bool) -> str:
    """Return the shape's own word: it has none for cancelled work, nor for its postmortem."""
    if maintenance and status in (UpdateStatus.CANCELLED, UpdateStatus.POSTMORTEM):
        status = UpdateStatus.COMPLETED
    return status.value


def _time(at: datetime) -> str:
    """Write an instant as Statuspage does: RFC 3339 with milliseconds and Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else _time(at)
