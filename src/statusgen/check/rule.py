"""What a rule is, what it looks at, and what it finds. Holds no rule.

A rule is a small pure function with a name. It yields findings; the name, and whether it is an
error, stand in the registry (`rules`) and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from statusgen.check.texts import Passage
from statusgen.derive import EntryTimeline, Status
from statusgen.derive.timeline import seen_at
from statusgen.errors import Location, Severity
from statusgen.frozen import frozen
from statusgen.model import Config, Entry, Group, Incident, Maintenance, Update
from statusgen.parse.headings import Section
from statusgen.sources import Source
from statusgen.words.locales import language_of

__all__ = [
    "ADDRESS",
    "RECENT",
    "Case",
    "Family",
    "Finding",
    "OnEntry",
    "OnFile",
    "OnPassage",
    "OnSite",
    "Rule",
    "Setting",
    "Usage",
    "reach",
]

ADDRESS = r"(?<![\w.%+-])[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"
"""What an e-mail address looks like."""

RECENT = timedelta(days=7)
"""How long after an update its wording is still looked at: later nobody reads it as news."""


class Family(StrEnum):
    """What a rule guards. A whole family can be switched off by its name."""

    CONTRADICTIONS = "contradictions"
    ENGLISH = "plain-english"
    SAFETY = "safety"
    STRUCTURE = "structure"


@frozen(kw_only=False)
class Finding:
    """One place where a rule is broken; `what` and `hint` read as in `Problem`.

    `found` is the words themselves, if it is about words. `instead` is what to put in place of the
    characters at `where`, and only there where nothing else could be right.
    """

    where: Location
    what: str
    hint: str = ""
    found: str = ""
    instead: str | None = None


@frozen
class Usage:
    """What the site says of itself, as far as the words of an entry are held against it.

    `allowed` are words, lower case, that this site uses as its own; `numbers` and `addresses` are
    those that it publishes itself. `year` is that of now.
    """

    config: Config
    year: int
    english: bool
    allowed: frozenset[str]
    numbers: frozenset[str]
    addresses: frozenset[str]

    @classmethod
    def of(cls, config: Config, year: int) -> Usage:
        """Gather it from statusgen.yml."""
        own = " ".join((*_published(config), *config.checks.words))
        names = {word.casefold() for word in re.findall(r"[^\W_]+", " ".join(_names(config)))}
        return cls(
            config=config,
            year=year,
            english=language_of(config.language) == "en",
            allowed=frozenset(names | {word.casefold() for word in config.checks.words}),
            numbers=frozenset(reach(one) for one in re.findall(r"\d[\d ()/.-]{5,}\d", own)),
            addresses=frozenset(one.casefold() for one in re.findall(ADDRESS, own)),
        )


@frozen
class Setting:
    """The site around an entry, as far as a rule asks for it.

    Wording is looked at where it is dated from `since` on.
    """

    status: Status
    now: datetime
    since: datetime | None
    usage: Usage

    @property
    def config(self) -> Config:
        """What statusgen.yml says."""
        return self.status.site.config

    @property
    def english(self) -> bool:
        """Whether the site is in English."""
        return self.usage.english

    @property
    def allowed(self) -> frozenset[str]:
        """Words that this site uses as its own."""
        return self.usage.allowed

    @classmethod
    def of(cls, status: Status, now: datetime) -> Setting:
        """Gather what rules ask for, once for all entries."""
        config = status.site.config
        return cls(
            status=status,
            now=now,
            since=None if config.checks.history else now - RECENT,
            usage=Usage.of(config, now.year),
        )

    def matters(self, at: datetime) -> bool:
        """Say whether words of that time are still news; those of the future always are."""
        return self.since is None or at >= self.since

    def is_news(self, entry: Entry, update: Update) -> bool:
        """Say whether an update of an entry is still news: from when readers could first see it."""
        return self.matters(seen_at(entry, update.at))


def reach(number: str) -> str:
    """Return what two spellings of one telephone number have in common: its last nine digits."""
    return re.sub(r"\D", "", number)[-9:]


def _names(config: Config) -> Iterator[str]:
    yield config.title
    for item in config.layout:
        yield item.name
        if isinstance(item, Group):
            yield from (component.name for component in item.components)


def _published(config: Config) -> Iterator[str]:
    yield from _names(config)
    for item in config.layout:
        components = item.components if isinstance(item, Group) else ()
        yield from (one.description for one in (item, *components) if one.description)
    for link in config.help:
        yield from (link.name, link.url)
    yield config.brand.help or ""


@frozen
class Case:
    """One entry as its rules see it: what it says, how it stands, and where each word is.

    `timeline` is None while no update of the entry is visible. `passages` are all of its texts,
    `news` those that are still read as news. `sections` are the updates as they are written, in the
    file's own order; `keys` are the places of the front matter's values, `trailing` those of blanks
    behind its ---.
    """

    entry: Incident | Maintenance
    timeline: EntryTimeline | None
    passages: tuple[Passage, ...]
    news: tuple[Passage, ...]
    sections: tuple[Section, ...]
    keys: Mapping[str, Location]
    trailing: tuple[Location, ...] = ()

    @property
    def title_at(self) -> Location:
        """Where the title stands."""
        return self.keys.get("title", self.entry.where)


OnSite: TypeAlias = Callable[[Setting], Iterable[Finding]]
OnEntry: TypeAlias = Callable[[Case, Setting], Iterable[Finding]]
OnPassage: TypeAlias = Callable[[Passage, Usage], Iterable[Finding]]
OnFile: TypeAlias = Callable[[Source], Iterable[Finding]]


@frozen(kw_only=False)
class Rule:
    """A rule under its code; it looks at exactly one of four things.

    `site`: the whole of it. `entry`: each entry that matters now. `passage`: each text of those
    that is still news. `file`: every entry's file, however old; these must be cheap.
    """

    code: str
    family: Family
    severity: Severity
    summary: str
    _: KW_ONLY
    site: OnSite | None = None
    entry: OnEntry | None = None
    passage: OnPassage | None = None
    file: OnFile | None = None
