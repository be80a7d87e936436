"""How things are, in the words of the format: states, impacts, and the statuses of updates."""

from __future__ import annotations

from enum import IntEnum, StrEnum

__all__ = [
    "ENDING_STATUSES",
    "INCIDENT_STATUSES",
    "KEEPING_STATUSES",
    "MAINTENANCE_STATUSES",
    "WORKING_STATUSES",
    "Impact",
    "State",
    "UpdateStatus",
    "worst",
]


class _Grade(IntEnum):
    """One of several grades, in the order of how bad they are."""

    @property
    def word(self) -> str:
        """The grade as entries and the API write it: `partial_outage`, `major`."""
        return self.name.lower()


class State(_Grade):
    """How a component is, from best to worst: the order is the rule for "the worst state wins"."""

    OPERATIONAL = 0
    UNDER_MAINTENANCE = 1
    DEGRADED_PERFORMANCE = 2
    PARTIAL_OUTAGE = 3
    MAJOR_OUTAGE = 4


class Impact(_Grade):
    """How bad an incident is; Statuspage's words."""

    NONE = 0
    MINOR = 1
    MAJOR = 2
    CRITICAL = 3


class UpdateStatus(StrEnum):
    """The status words of update headings, of incidents and of maintenance."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UPDATE = "update"
    POSTMORTEM = "postmortem"

    @property
    def spoken(self) -> str:
        """The status as headings have it: `In progress`."""
        return self.value.replace("_", " ").capitalize()


INCIDENT_STATUSES = (
    UpdateStatus.INVESTIGATING,
    UpdateStatus.IDENTIFIED,
    UpdateStatus.UPDATE,
    UpdateStatus.MONITORING,
    UpdateStatus.RESOLVED,
    UpdateStatus.POSTMORTEM,
)
MAINTENANCE_STATUSES = (
    UpdateStatus.SCHEDULED,
    UpdateStatus.IN_PROGRESS,
    UpdateStatus.VERIFYING,
    UpdateStatus.COMPLETED,
    UpdateStatus.CANCELLED,
    UpdateStatus.UPDATE,
    UpdateStatus.POSTMORTEM,
)
WORKING_STATUSES = (UpdateStatus.IN_PROGRESS, UpdateStatus.VERIFYING)
KEEPING_STATUSES = (UpdateStatus.UPDATE, UpdateStatus.POSTMORTEM)
"""What leaves an entry open or closed, as it was."""
ENDING_STATUSES = (UpdateStatus.RESOLVED, UpdateStatus.COMPLETED, UpdateStatus.CANCELLED)


def worst(*states: State) -> State:
    """Return the worst of the states; operational if there is none."""
    return max(states, default=State.OPERATIONAL)
