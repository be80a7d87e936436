"""What the files below content/ say. See docs/reference/format.md."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import NamedTuple

from statusgen.errors import Location
from statusgen.frozen import frozen
from statusgen.markup import Prose
from statusgen.model.grades import Impact, State, UpdateStatus

__all__ = ["Broken", "Entry", "Incident", "Maintenance", "Outline", "Update", "page_folder"]


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
