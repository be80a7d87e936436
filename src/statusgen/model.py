"""The validated truth about a site: what its files say, and nothing that depends on the time.

Every value is frozen and cannot be wrong: instants are aware and in UTC, ids known, updates sorted.
`Site` has no now: what is true at a time is `derive`'s business. See docs/reference/format.md.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from statusgen import located
from statusgen.colour import Colour
from statusgen.errors import Location
from statusgen.frozen import frozen
from statusgen.markup import Prose

__all__ = [
    "ENDING_STATUSES",
    "INCIDENT_STATUSES",
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
ENDING_STATUSES = (UpdateStatus.RESOLVED, UpdateStatus.COMPLETED, UpdateStatus.CANCELLED)


def worst(*states: State) -> State:
    """Return the worst of the states; operational if there is none."""
    return max(states, default=State.OPERATIONAL)


@frozen
class Link:
    """A named link out of the page, as in `help:`."""

    name: str
    url: str


@frozen
class Component:
    """A thing that customers use, from local day `since` on; `retired` is the first without it."""

    id: str
    name: str
    description: str | None = None
    since: date | None = None
    retired: date | None = None
    group_id: str | None = None

    def is_there(self, day: date) -> bool:
        """Say whether it is shown on a day of the site's."""
        begun = self.since is None or day >= self.since
        return begun and (self.retired is None or day < self.retired)


@frozen
class Group:
    """Components under one name; groups nest one level and share the components' space of ids."""

    id: str
    name: str
    description: str | None = None
    components: tuple[Component, ...]


@frozen
class Tint:
    """A colour under a name of the theme's, such as `accent`, and where it is set."""

    name: str
    colour: Colour
    where: Location


@frozen
class Brand:
    """What `brand:` says: whose page this is, to the eye. Only a theme knows which names it has.

    `logo` is a path in the site's folder that ends in .svg or .png, and `logo_where` the place that
    names it; `home` and `help` are addresses. `light` and `dark` take the place of the theme's own
    colours, and have no two of one name.
    """

    logo: str | None = None
    logo_where: Location | None = None
    home: str | None = None
    help: str | None = None
    light: tuple[Tint, ...] = ()
    dark: tuple[Tint, ...] = ()


@frozen
class Switch:
    """The name of a rule or of a family of rules, and where it is switched off."""

    code: str
    where: Location


@frozen
class Checks:
    """What `check:` says: how `statusgen check` looks at entries. Only it knows its rules.

    `words` are the site's own, of which no rule on wording speaks. `untouched` is how long an open
    incident may go without an update. `history` says that old entries are looked at as well.
    """

    off: tuple[Switch, ...] = ()
    words: tuple[str, ...] = ()
    untouched: timedelta = timedelta(hours=4)
    history: bool = False


class Cms(StrEnum):
    """The programs that can draw the form; both read the same config."""

    DECAP = "decap"
    SVELTIA = "sveltia"


@frozen
class Script:
    """Where the program of the form is: a file of the site's folder, or an address elsewhere.

    Exactly one of `file` and `url` is set, and `integrity` is set with `url`: nobody else may
    change what runs beside the key to the repository.
    """

    file: str | None = None
    url: str | None = None
    integrity: str | None = None
    where: Location


@frozen
class Admin:
    """What `admin:` says: editing in a browser. `backend` is passed on, its name first.

    `review` asks for a change to be looked at before it is published.
    """

    cms: Cms
    backend: tuple[tuple[str, str | bool], ...]
    script: Script
    review: bool = False


@frozen
class Config:
    """What statusgen.yml says. `url` ends in a slash; `layout` is in file order.

    `language_where` and `theme_where` are the places of what is written for them, if anything is.
    `publish` and `tell` are as they stand there: whom they mean is the business of those who
    publish, and no page depends on them.
    """

    title: str
    url: str
    zone: ZoneInfo
    language: str
    freshness: timedelta
    help: tuple[Link, ...]
    layout: tuple[Group | Component, ...]
    states: tuple[tuple[State, str], ...]
    statuses: tuple[tuple[UpdateStatus, str], ...]
    theme: str
    brand: Brand = Brand()
    checks: Checks = Checks()
    admin: Admin | None = None
    publish: located.Sequence | None = None
    tell: located.Mapping | None = None
    language_where: Location | None = None
    theme_where: Location | None = None
    digest: str

    @property
    def hubs(self) -> tuple[str, ...]:
        """The addresses of the hubs that feeds name, so that readers need not ask again."""
        pairs = () if self.tell is None else self.tell.pairs
        node = next((one for key, one in pairs if key.text == "websub"), None)
        items = node.items if isinstance(node, located.Sequence) else (node,)
        return tuple(one.text.strip() for one in items if isinstance(one, located.Scalar))

    @property
    def components(self) -> tuple[Component, ...]:
        """Every leaf component, in page order, the retired ones included."""
        return tuple(
            component
            for item in self.layout
            for component in (item.components if isinstance(item, Group) else (item,))
        )


@frozen
class Update:
    """One dated text of an entry. `at` is in UTC; `status` is the word as written.

    `states` is what the braces change from here on. `anchor` is unique in the entry and stays when
    title or text is edited: page fragment, feed id and API id are made of it. `generated` marks the
    In progress and Completed that a maintenance window writes for itself.
    """

    at: datetime
    status: UpdateStatus
    body: Prose
    anchor: str
    states: tuple[tuple[str, State], ...] = ()
    next_update: datetime | None = None
    generated: bool = False
    where: Location


class Outline(NamedTuple):
    """An entry as a line of a list, for whoever goes through ten thousand of them.

    Instants are whole seconds since 1970. `began` is what customers know it by: its start, of
    planned work the window's, which `ends` closes (None for incidents). `lasted` is for how many
    seconds it was open, or under way: what was over in between does not count. `ended` is None
    while it is open. `named` are the components that any of its updates names. `status` is an
    UpdateStatus, `impact` an Impact, as plain values. From `settled` on nothing about it changes
    any more, and `line` is a short name for all of this; None and "" where time still changes it.
    """

    title: str
    began: int
    started: int
    changed: int
    lasted: int
    ends: int | None
    ended: int | None
    status: str
    impact: int
    named: tuple[str, ...]
    settled: int | None = None
    line: str = ""


@frozen
class Entry:
    """What incidents and maintenance share. `updates` are oldest first and never empty.

    `digest` is that of the source file. `states` is the front matter's mapping, which holds from
    the first update on (incidents) or during the window (maintenance). `outline` is there where
    somebody has kept it: of an entry that is over once its updates have happened, that leads to no
    other entry, and in whose file nothing is wrong.
    """

    id: str
    title: str
    opening: Prose | None
    states: tuple[tuple[str, State], ...]
    still_works: tuple[Prose, ...] = ()
    what_to_do: Prose | None = None
    data_safe: Prose | None = None
    impact: Impact | None = None
    publish_at: datetime | None = None
    updates: tuple[Update, ...]
    digest: str
    where: Location
    outline: Outline | None = field(default=None, compare=False, repr=False)

    @property
    def path(self) -> str:
        """The file's path, from the site's folder."""
        return self.where.path


@frozen
class Incident(Entry):
    """Something that went wrong."""


@frozen
class Maintenance(Entry):
    """Planned work with a window, [starts, ends) in UTC. `updates` holds the generated ones too."""

    starts: datetime
    ends: datetime


@frozen
class Broken:
    """A file left out by --skip-broken: its page says so, and nothing may say that all is well.

    `id` is "" where the file's name cannot be an address, and for a whole folder: there is no page.
    """

    id: str
    maintenance: bool
    digest: str


def page_folder(entry: Entry | Broken) -> str:
    """Return the folder of an entry's page, from the site's root."""
    planned = entry.maintenance if isinstance(entry, Broken) else isinstance(entry, Maintenance)
    return f"{'maintenance' if planned else 'incidents'}/{entry.id}/"


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
