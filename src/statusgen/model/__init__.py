"""The validated truth about a site: what its files say, and nothing that depends on the time.

Every value is frozen and cannot be wrong: instants are aware and in UTC, ids known, updates sorted.
`Site` has no now: what is true at a time is `derive`'s business. See docs/reference/format.md.
"""

from __future__ import annotations

from statusgen.frozen import frozen
from statusgen.model.entries import (
    Broken,
    Entry,
    Incident,
    Maintenance,
    Outline,
    Update,
    page_folder,
)
from statusgen.model.grades import (
    ENDING_STATUSES,
    INCIDENT_STATUSES,
    KEEPING_STATUSES,
    MAINTENANCE_STATUSES,
    WORKING_STATUSES,
    Impact,
    State,
    UpdateStatus,
    worst,
)
from statusgen.model.settings import (
    Admin,
    Brand,
    Checks,
    Cms,
    Component,
    Config,
    Group,
    Link,
    Script,
    Switch,
    Tint,
)

__all__ = [
    "ENDING_STATUSES",
    "INCIDENT_STATUSES",
    "KEEPING_STATUSES",
    "MAINTENANCE_STATUSES",
    "WORKING_STATUSES",
    "Admin",
    "Brand",
    "Broken",
    "Checks",
    "Cms",
    "Component",
    "Config",
    "Entry",
    "Group",
    "Impact",
    "Incident",
    "Link",
    "Maintenance",
    "Outline",
    "Script",
    "Site",
    "State",
    "Switch",
    "Tint",
    "Update",
    "UpdateStatus",
    "page_folder",
    "worst",
]


@frozen
class Site:
    """All that the files say. Drafts are not in it. Entries are sorted by id."""

    config: Config
    incidents: tuple[Incident, ...]
    maintenance: tuple[Maintenance, ...]
    broken: tuple[Broken, ...] = ()

    @property
    def entries(self) -> tuple[Incident | Maintenance, ...]:
        """All of them, incidents first."""
        return (*self.incidents, *self.maintenance)
