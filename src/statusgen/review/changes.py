"""What can change between two sites, as values. Compares nothing and says nothing."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from statusgen.frozen import frozen

__all__ = [
    "AddressChange",
    "Changes",
    "ComponentChange",
    "EntryChange",
    "EventChange",
    "Kind",
    "NewsChange",
    "Standing",
    "WaitingChange",
    "Window",
]

Window = tuple[datetime, datetime]
"""When planned work takes place, [starts, ends)."""


class Kind(StrEnum):
    """What became of something. A moved update has another time, and so another id."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"
    GONE = "gone"


@frozen
class Standing:
    """What the page says first: its headline, and the overall state in words."""

    headline: str
    state: str


@frozen
class ComponentChange:
    """A component whose state changes; a state is None where the component is not on the page."""

    id: str
    name: str
    before: str | None
    after: str | None


@frozen
class NewsChange:
    """An update that comes, goes or says something else. `id` is its permalink without the site's.

    `feeds` names those whose subscribers are told of it. For a new or moved update they are all
    that hold it; for a changed one only those of components that it did not name before. `was` and
    `was_id` are the time and id that a moved one had.
    """

    kind: Kind
    id: str
    title: str
    at: datetime
    feeds: tuple[str, ...] = ()
    was: datetime | None = None
    was_id: str | None = None


@frozen
class EntryChange:
    """An entry that comes, goes or changes; `parts` names what of it, where it changes."""

    kind: Kind
    page: str
    title: str
    parts: tuple[str, ...] = ()


@frozen
class EventChange:
    """Planned work in the calendars.

    `followed` says that its SEQUENCE grows: without that a calendar program may keep what it has.
    """

    kind: Kind
    page: str
    title: str
    before: Window | None
    after: Window | None
    followed: bool


@frozen
class AddressChange:
    """Files of a folder that come or go, other than the pages of entries that come or go."""

    kind: Kind
    folder: str
    files: tuple[str, ...]


@frozen
class WaitingChange:
    """An update that nobody sees before `at`; one that is gone was withdrawn before anybody did."""

    kind: Kind
    id: str
    title: str
    at: datetime


@frozen
class Changes:
    """All that changes, in the order in which it is told.

    `address` holds the site's address before and after, where it moves. `settings` names the keys
    of statusgen.yml whose change can be seen. `files` are those in both whose content changes.
    """

    before: Standing
    after: Standing
    address: tuple[str, str] | None
    components: tuple[ComponentChange, ...]
    news: tuple[NewsChange, ...]
    entries: tuple[EntryChange, ...]
    events: tuple[EventChange, ...]
    addresses: tuple[AddressChange, ...]
    settings: tuple[str, ...]
    look: bool
    files: tuple[str, ...]
    waiting: tuple[WaitingChange, ...]

    @property
    def named(self) -> bool:
        """There is something to say besides which files change, and besides what waits."""
        return bool(
            self.before != self.after
            or self.address
            or self.components
            or self.news
            or self.entries
            or self.events
            or self.addresses
            or self.settings
            or self.look
        )

    @property
    def visible(self) -> bool:
        """Readers notice something now, not only when the time of what waits has come."""
        return self.named or bool(self.files)
