"""A site as it lies before somebody who is about to write: its files, and what is true now.

Reads the folder. A mistake in one file must not keep people from reporting what is wrong in
another, so entries with errors are left aside here and only named.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from statusgen.derive import Status, derive
from statusgen.frozen import frozen
from statusgen.model import Component, Config, Incident, Maintenance
from statusgen.parse import parse
from statusgen.parse.entry import entry_id
from statusgen.pipeline import instant_of
from statusgen.read import read_site
from statusgen.sources import Source, Sources
from statusgen.words import Words

__all__ = ["Desk", "open_desk"]


@frozen
class Desk:
    """What there is to write on. `now` is whole minutes: what is written is dated by it."""

    site: Path
    sources: Sources
    status: Status
    now: datetime
    words: Words = field(compare=False)

    @property
    def config(self) -> Config:
        """The site's own settings."""
        return self.status.site.config

    @property
    def zone(self) -> ZoneInfo:
        """The zone of every time that is written without one."""
        return self.config.zone

    @property
    def entries(self) -> tuple[Incident | Maintenance, ...]:
        """Every entry that can be read and is no draft, whether visible yet or not."""
        return self.status.site.entries

    @property
    def components(self) -> tuple[Component, ...]:
        """The services that are on the page today, in its order."""
        return tuple(one.component for one in self.status.components)

    @property
    def files(self) -> tuple[Source, ...]:
        """The files of all entries, drafts and broken ones too."""
        return self.sources.entries

    def alone(self, path: str = "") -> Desk:
        """Return the desk with no entry's file but this one: to read ten thousand takes seconds."""

        def own(files: tuple[Source, ...]) -> tuple[Source, ...]:
            return tuple(one for one in files if one.path == path)

        sources = self.sources
        sources = replace(
            sources, incidents=own(sources.incidents), maintenance=own(sources.maintenance)
        )
        return replace(self, sources=sources)

    def path_of(self, id_: str) -> str:
        """Return the file with that id, however it is spelt; "" where there is none."""
        taken = {entry_id(source.path).casefold(): source.path for source in self.files}
        return taken.get(id_.casefold(), "")


def open_desk(site: Path, now: datetime | str) -> Desk:
    """Read a site. Raises ContentError where statusgen.yml cannot be read, or UsageError.

    `now` is an instant, or a time as an author writes it.
    """
    sources = read_site(site)
    outcome = parse(sources, skip_broken=True)
    config = outcome.site.config
    at = instant_of(now, config.zone).replace(second=0, microsecond=0)
    return Desk(
        site=site,
        sources=sources,
        status=derive(outcome.site, now=at),
        now=at,
        words=Words.of(config),
    )
