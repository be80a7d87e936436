"""What was read of one file as an `Incident` or a `Maintenance`. Reads nothing itself."""

from __future__ import annotations

from datetime import datetime

from statusgen.errors import Location
from statusgen.markup import Prose
from statusgen.model import Impact, Incident, Maintenance, State, Update
from statusgen.sources import Source

__all__ = ["IMPACTS", "assemble", "entry_id"]

IMPACTS = {impact.word: impact for impact in Impact}


def entry_id(path: str) -> str:
    """Return the id that a file's name gives its entry: the name without `.md`."""
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def assemble(
    source: Source,
    *,
    title: str,
    opening: Prose | None,
    states: tuple[tuple[str, State], ...],
    still_works: tuple[Prose, ...],
    what_to_do: Prose | None,
    data_safe: Prose | None,
    impact: Impact | None,
    publish_at: datetime | None,
    updates: tuple[Update, ...],
    window: tuple[datetime, datetime] | None,
    where: Location,
) -> Incident | Maintenance:
    """Make maintenance of what has a window, which has no impact, and an incident of the rest."""
    if window is None:
        return Incident(
            id=entry_id(source.path),
            title=title,
            opening=opening,
            states=states,
            still_works=still_works,
            what_to_do=what_to_do,
            data_safe=data_safe,
            impact=impact,
            publish_at=publish_at,
            updates=updates,
            digest=source.digest,
            where=where,
        )
    return Maintenance(
        id=entry_id(source.path),
        title=title,
        opening=opening,
        states=states,
        still_works=still_works,
        what_to_do=what_to_do,
        data_safe=data_safe,
        publish_at=publish_at,
        updates=updates,
        digest=source.digest,
        where=where,
        starts=window[0],
        ends=window[1],
    )
