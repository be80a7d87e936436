"""Entries that are over for good: listed by their outlines, and folded only if somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from statusgen.derive.timeline import (
    END,
    IncidentTimeline,
    MaintenanceTimeline,
    States,
    appears_at,
    folded_incident,
    folded_maintenance,
    instant,
    second,
    steps_at,
)
from statusgen.fingerprint import fingerprint
from statusgen.model import Impact, Incident, Maintenance, Outline, UpdateStatus
from statusgen.ondemand import OnDemand

__all__ = ["SettledIncident", "SettledMaintenance", "outline_of"]


class _Settled(OnDemand):
    """What is over for good: folded only if somebody asks for more than its outline."""

    __slots__ = ()

    known = frozenset(
        "entry outline states promise late active overrunning status impact ended_at".split()
    )
    # Nothing that is over does anything to components, or owes a word.
    states: States = ()
    promise = None
    late = False
    open = False

    entry: Any
    outline: Outline

    @property
    def status(self) -> UpdateStatus:
        """What it ended as."""
        return UpdateStatus(self.outline.status)

    @property
    def impact(self) -> Impact:
        """How bad it was."""
        return Impact(self.outline.impact)

    @property
    def ended_at(self) -> datetime | None:
        """Since when it is over."""
        return None if self.outline.ended is None else instant(self.outline.ended)

    @property
    def started_at(self) -> datetime:
        """When the first update is dated."""
        return instant(self.outline.started)

    @property
    def changed_at(self) -> datetime:
        """When the newest update is dated."""
        return instant(self.outline.changed)

    def missing(self) -> Mapping[str, object]:
        """Fold its updates, all of which are visible: the rest of it is known."""
        return {"steps": steps_at(self.entry, END)}

    @classmethod
    def of(cls, entry: Incident | Maintenance) -> Self:
        """Make it of an entry whose outline says that it is."""
        timeline = object.__new__(cls)
        object.__setattr__(timeline, "entry", entry)
        object.__setattr__(timeline, "outline", entry.outline)
        return timeline


class SettledIncident(_Settled, IncidentTimeline):
    """An incident that is over for good."""

    __slots__ = ()

    def whole(self) -> IncidentTimeline:
        """Make it as of any other entry."""
        return folded_incident(self.entry, END)


class SettledMaintenance(_Settled, MaintenanceTimeline):
    """Maintenance that is over for good."""

    __slots__ = ()

    active = False
    overrunning = False

    def whole(self) -> MaintenanceTimeline:
        """Make it as of any other entry."""
        return folded_maintenance(self.entry, END)


def outline_of(entry: Incident | Maintenance) -> Outline | None:
    """Say in a few words what an entry comes to; None where that is not over at its end."""
    timeline = (
        folded_incident(entry, END)
        if isinstance(entry, Incident)
        else folded_maintenance(entry, END)
    )
    if timeline.open:
        return None
    return timeline.outline._replace(
        settled=max(second(entry.updates[-1].at), second(appears_at(entry))),
        line=fingerprint(type(entry).__name__, entry.id, *timeline.outline),
    )
