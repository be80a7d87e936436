"""What every view of a build is made from, and the ways between its pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from statusgen.derive import EntryTimeline, IncidentTimeline, MaintenanceTimeline, Status, Step
from statusgen.derive.days import day_start
from statusgen.derive.timeline import instant, second
from statusgen.fingerprint import fingerprint
from statusgen.frozen import frozen
from statusgen.model import (
    Component,
    Config,
    Entry,
    Impact,
    State,
    Update,
    UpdateStatus,
    page_folder,
)
from statusgen.present.ledger import Ledger
from statusgen.sources import Source
from statusgen.views import Label, Moment
from statusgen.words import Words

if TYPE_CHECKING:
    from statusgen.logo import Logo

__all__ = ["Edition", "Place", "Strip", "folder"]

T = TypeVar("T")

_MOST_MOMENTS = 512
"""How many moments are remembered: pages that follow each other share them, distant ones do not."""
_UNTOLD = frozenset(("digest", "outline", "update", "updates", "where"))
"""What is for nobody to read, or is named by itself."""
_ISO_TIMES = [f"T{minute // 60:02}:{minute % 60:02}Z" for minute in range(24 * 60)]


@frozen(kw_only=False)
class Place:
    """Where a page stands: `root` is the way from it to the site's root, `path` its own from there.

    `path` has no index.html: "" is the front page, "history/" a folder's page.
    """

    path: str
    root: str

    @classmethod
    def at(cls, path: str) -> Place:
        """Make a place whose links are relative: they work under any sub-path and mirror."""
        return cls(path, "../" * path.count("/"))

    def href(self, target: str) -> str:
        """Return the link from here to a page or file given from the site's root."""
        return f"{self.root}{target}" or "./"


@frozen
class Strip:
    """What the strip on other pages says, in which language, and where it leads."""

    lang: str
    dir: str
    title: str
    headline: str
    since: str
    details: str
    url: str


class Edition:
    """A status and the words to tell it with: the one argument of every producer of views.

    `published` leads from the name of a file of the theme to its path on the site. `script` is the
    program of the form for editing in a browser, where it is a file of the site's.
    """

    def __init__(
        self,
        status: Status,
        words: Words,
        published: Mapping[str, str] = MappingProxyType({}),
        logo: Logo | None = None,
        script: Source | None = None,
    ) -> None:
        self.status = status
        self.words = words
        self.published = published
        self.logo = logo
        self.script = script
        self.config: Config = status.site.config
        self.components: dict[str, Component] = {one.id: one for one in self.config.components}
        self._made: dict[tuple[Hashable, ...], Any] = {}
        # By identity: a time of an update is one object, whose hash would cost more than its text.
        self._moments: dict[int, tuple[datetime, Moment]] = {}

    def once(self, make: Callable[..., T], *rest: Hashable) -> T:
        """Return `make(self, *rest)`, made the first time only: for what many pages show alike.

        It is kept for good, so it must not be asked for what only one page shows.
        """
        key = (make, *rest)
        made: T | None = self._made.get(key)
        if made is None:
            made = self._made[key] = make(self, *rest)
        return made

    @property
    def path(self) -> str:
        """The path of the site on its host, with both slashes: "/" or "/status/"."""
        return urlsplit(self.config.url).path

    @cached_property
    def timelines(self) -> tuple[EntryTimeline, ...]:
        """Every visible entry, newest first by the day that customers know it by."""
        every: list[EntryTimeline] = [*self.status.incidents, *self.status.maintenance]
        keyed = [(one.outline.began, one.entry.id, one) for one in every]
        keyed.sort(key=itemgetter(0, 1), reverse=True)
        return tuple([one for _, _, one in keyed])

    @cached_property
    def ledger(self) -> Ledger:
        """The visible entries by what they name."""
        return Ledger(self.timelines)

    @cached_property
    def news(self) -> tuple[tuple[EntryTimeline, Step], ...]:
        """Every visible update with its entry, newest first."""
        return tuple(self.ledger.newest())

    @cached_property
    def pages(self) -> dict[str, EntryTimeline | None]:
        """The folders of entries and components with a page; an entry is itself the value."""
        stubs = map(page_folder, self.status.site.broken)
        shown = (f"components/{one.component.id}/" for one in self.status.components)
        entries: dict[str, EntryTimeline | None] = {folder(one): one for one in self.timelines}
        return entries | dict.fromkeys((*stubs, *shown))

    def leads(self, page: str, anchor: str) -> bool:
        """Say whether a page's update has a place there, so that a link may lead to it."""
        timeline = self.pages.get(page)
        return timeline is not None and any(one.update.anchor == anchor for one in timeline.steps)

    def mark(self, timeline: EntryTimeline) -> str:
        """Name all that lists and feeds can say of an entry, without drawing any of it up.

        The file of one that is open may say more than may be known, now or after the next edit:
        what is visible of it is named, and not the lines on which it stands, since what waits may
        stand above it.
        """
        if self.is_told(timeline):
            return timeline.entry.digest
        steps = [(_told(one), _told(one.update)) for one in timeline.steps]
        return fingerprint(folder(timeline), _told(timeline.entry), steps)

    @staticmethod
    def is_told(timeline: EntryTimeline) -> bool:
        """Say whether an entry is over and its file says nothing that readers may not know yet."""
        if timeline.outline.settled:
            return True
        return not timeline.open and len(timeline.steps) == len(timeline.entry.updates)

    def url(self, path: str) -> str:
        """Return the whole address of a page or file given from the site's root."""
        return self.config.url + path

    def moment(self, at: datetime) -> Moment:
        """Make an instant printable."""
        kept = self._moments.get(id(at))
        if kept is not None and kept[0] is at:
            return kept[1]
        if len(self._moments) >= _MOST_MOMENTS:
            self._moments.clear()
        moment = Moment(iso=_iso(at), text=self.words.moment(at))
        self._moments[id(at)] = at, moment
        return moment

    def month_of(self, timeline: EntryTimeline) -> tuple[int, int]:
        """Return the year and month in which an entry began, on the site's own calendar."""
        firsts, months = self._months
        return months[bisect_right(firsts, timeline.outline.began) - 1]

    @cached_property
    def _months(self) -> tuple[list[int], list[tuple[int, int]]]:
        """The months of all entries, and the second of 1970's in which each of them begins.

        To look an instant up among them takes a tenth of what a zone takes to tell its month.
        """
        every = self.timelines
        years = [began(one).year for one in (every[-1], every[0])] if every else []
        months = [
            (year, month)
            for year in (range(years[0] - 1, years[1] + 2) if years else ())
            for month in range(1, 13)
        ]
        zone = self.config.zone
        return [second(day_start(date(*month, 1), zone)) for month in months], months

    def headline(self) -> str:
        """Say in words how things are: the rule is in docs/reference/outputs.md."""
        status, say = self.status, self.words.say
        incidents = status.open_incidents
        if len(incidents) == 1:
            return incidents[0].entry.title
        if incidents:
            affected = len(status.affected)
            if affected:
                return say("headline.services", count=affected)
            return say("headline.reports", count=len(incidents))
        # What is known to be wrong comes first: that is what a report is left out for.
        if status.site.broken:
            return say("headline.broken")
        work = status.under_way
        if len(work) == 1:
            key = "headline.overrunning" if work[0].overrunning else "headline.planned"
            return say(key, title=work[0].entry.title)
        if work:
            return say("headline.planned_several", count=len(work))
        return say("headline.all_working")

    def brief(self) -> str:
        """Say the headline in few words of known length: for a badge."""
        status, say = self.status, self.words.say
        if status.site.broken and not status.open_incidents:
            return say("headline.broken")
        if status.affected:
            return say("headline.services", count=len(status.affected))
        if status.open_incidents:
            return say("headline.reports", count=len(status.open_incidents))
        if status.under_way:
            return say("headline.planned_several", count=len(status.under_way))
        return say("headline.all_working")

    def strip(self) -> Strip | None:
        """Say what is wrong, for the shop's own pages; None while nothing is."""
        incidents = self.status.open_incidents
        if not incidents and not self.status.site.broken:
            return None
        # Where the headline counts services, a notice that is older tells nothing of them.
        named = {one.component.id for one in self.status.affected}
        hitting = [one for one in incidents if _hits(one, named)]
        since = min((one.since for one in hitting or incidents), default=None)
        words = self.words
        return Strip(
            lang=words.language,
            dir=words.direction,
            title=words.say("embed.title"),
            headline=self.headline(),
            since="" if since is None else words.say("entry.since", time=words.moment(since)),
            details=words.say("embed.details"),
            url=self.config.url,
        )

    def state(self) -> Label:
        """Give the overall state its sign and label; while a notice is open, a notice's sign."""
        state = self.states[self.status.state]
        if self.status.state is State.OPERATIONAL and self.status.open_incidents:
            return Label(word="notice", text=state.text)
        return state

    def of_component(self, state: State) -> Label:
        """Say how a service is. While a report is left out none is known to work: it may be its."""
        if self.status.site.broken and state is State.OPERATIONAL:
            return Label(word="notice", text=self.words.say("state.unknown"))
        return self.states[state]

    @cached_property
    def states(self) -> Mapping[State, Label]:
        """Each state's word and name."""
        return {one: Label(word=one.word, text=self.words.state(one)) for one in State}

    @cached_property
    def statuses(self) -> Mapping[UpdateStatus, Label]:
        """Each status's word and name."""
        return {one: Label(word=one.value, text=self.words.status(one)) for one in UpdateStatus}

    @cached_property
    def impacts(self) -> Mapping[Impact, Label]:
        """Each impact's word and name."""
        return {one: Label(word=one.word, text=self.words.impact(one)) for one in Impact}


def _hits(incident: IncidentTimeline, named: Collection[str]) -> bool:
    """Tell whether an incident holds one of these components below operational."""
    return any(name in named and state is not State.OPERATIONAL for name, state in incident.states)


def _told(value: Entry | Step | Update) -> list[object]:
    """Return all that a value says to readers: whatever else it may come to say is among it."""
    return [getattr(value, one.name) for one in fields(value) if one.name not in _UNTOLD]


def _iso(at: datetime) -> str:
    """Write an instant for machines: its seconds are there only where it has any."""
    utc = at.astimezone(UTC)
    if utc.second:
        return f"{utc.isoformat()[:19]}Z"
    return _iso_day(utc.toordinal()) + _ISO_TIMES[utc.hour * 60 + utc.minute]


@lru_cache(_MOST_MOMENTS)
def _iso_day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def folder(timeline: EntryTimeline) -> str:
    """Return the folder of an entry's page, from the site's root."""
    return page_folder(timeline.entry)


def began(timeline: EntryTimeline) -> datetime:
    """Return the time that customers know an entry by: its start, for planned work its window's."""
    if isinstance(timeline, IncidentTimeline):
        return timeline.started_at
    # Of what is settled its outline says it, without the entry.
    settled = timeline.outline.settled is not None
    return instant(timeline.outline.began) if settled else timeline.entry.starts


def closes(timeline: MaintenanceTimeline) -> datetime:
    """Return the end of the window of planned work."""
    ends = timeline.outline.ends
    if timeline.outline.settled is None or ends is None:
        return timeline.entry.ends
    return instant(ends)
