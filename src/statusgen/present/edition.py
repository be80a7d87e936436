"""What every view of a build is made from, and the ways between its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType
from urllib.parse import urlsplit

from statusgen.derive import IncidentTimeline, MaintenanceTimeline, Status, Step
from statusgen.fingerprint import fingerprint
from statusgen.logo import Logo
from statusgen.model import Component, Config, Incident
from statusgen.sources import Source
from statusgen.views import Label, Moment
from statusgen.words import Words

__all__ = ["Edition", "EntryTimeline", "Place", "Strip", "folder"]

EntryTimeline = IncidentTimeline | MaintenanceTimeline


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What the strip on other pages says, and where it leads."""

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

    @property
    def path(self) -> str:
        """The path of the site on its host, with both slashes: "/" or "/status/"."""
        return urlsplit(self.config.url).path

    @cached_property
    def timelines(self) -> tuple[EntryTimeline, ...]:
        """Every visible entry, newest first by the day that customers know it by."""
        every: list[EntryTimeline] = [*self.status.incidents, *self.status.maintenance]
        return tuple(sorted(every, key=lambda one: (began(one), one.entry.id), reverse=True))

    @cached_property
    def news(self) -> tuple[tuple[EntryTimeline, Step], ...]:
        """Every visible update with its entry, newest first: what all feeds are taken from."""
        found = [
            (step.update.at, one.entry.id, number, one, step)
            for one in self.timelines
            for number, step in enumerate(one.steps)
        ]
        found.sort(key=itemgetter(0, 1, 2), reverse=True)
        return tuple((one, step) for *_, one, step in found)

    @cached_property
    def pages_fingerprint(self) -> str:
        """Name the set of pages: texts with links depend on it."""
        return fingerprint(*sorted((page, len(anchors)) for page, anchors in self.pages.items()))

    @cached_property
    def pages(self) -> dict[str, frozenset[str]]:
        """The folders of entries and components with a page, each with its updates' anchors."""
        stubs = (
            f"{'maintenance' if one.maintenance else 'incidents'}/{one.id}/"
            for one in self.status.site.broken
        )
        shown = (f"components/{one.component.id}/" for one in self.status.components)
        entries = {
            folder(one): frozenset(step.update.anchor for step in one.steps)
            for one in self.timelines
        }
        return entries | dict.fromkeys((*stubs, *shown), frozenset())

    def url(self, path: str) -> str:
        """Return the whole address of a page or file given from the site's root."""
        return self.config.url + path

    def moment(self, at: datetime) -> Moment:
        """Make an instant printable."""
        utc = at.astimezone(UTC)
        iso = f"{utc:%Y-%m-%dT%H:%MZ}" if not utc.second else f"{utc:%Y-%m-%dT%H:%M:%SZ}"
        return Moment(iso=iso, text=self.words.moment(at))

    def local_month(self, at: datetime) -> tuple[int, int]:
        """Return the year and month of an instant on the site's own calendar."""
        local = at.astimezone(self.config.zone)
        return local.year, local.month

    def headline(self) -> str:
        """Say in words how things are: the rule is in docs/reference/outputs.md."""
        status, say = self.status, self.words.say
        if status.site.broken:
            return say("headline.broken")
        incidents = status.open_incidents
        if len(incidents) == 1:
            return incidents[0].entry.title
        if incidents:
            affected = len(status.affected)
            if affected:
                return say("headline.services", count=affected)
            return say("headline.reports", count=len(incidents))
        work = status.under_way
        if len(work) == 1:
            key = "headline.overrunning" if work[0].overrunning else "headline.planned"
            return say(key, title=work[0].entry.title)
        if work:
            return say("headline.planned_several", count=len(work))
        if status.affected:
            return say("headline.services", count=len(status.affected))
        return say("headline.all_working")

    def brief(self) -> str:
        """Say the headline in few words of known length: for a badge."""
        status, say = self.status, self.words.say
        if status.site.broken:
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
        since = min((one.started_at for one in incidents), default=None)
        words = self.words
        return Strip(
            title=words.say("embed.title"),
            headline=self.headline(),
            since="" if since is None else words.say("entry.since", time=words.moment(since)),
            details=words.say("embed.details"),
            url=self.config.url,
        )

    def state(self) -> Label:
        """Give the overall state its word and label."""
        return Label(word=self.status.state.word, text=self.words.state(self.status.state))


def folder(timeline: EntryTimeline) -> str:
    """Return the folder of an entry's page, from the site's root."""
    kind = "incidents" if isinstance(timeline.entry, Incident) else "maintenance"
    return f"{kind}/{timeline.entry.id}/"


def began(timeline: EntryTimeline) -> datetime:
    """Return the time that customers know an entry by: its start, for planned work its window's."""
    if isinstance(timeline, MaintenanceTimeline):
        return timeline.entry.starts
    return timeline.started_at
