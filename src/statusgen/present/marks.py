"""Short names for what can be said of entries: equal marks, equal words, without drawing any up.

Files that show entries name them by these in their keys. What else they show, and what
statusgen.yml says, they have to name themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from statusgen.derive import EntryTimeline
from statusgen.present import entries
from statusgen.present.edition import Edition, folder

__all__ = ["leading", "listed", "told"]

_shown = attrgetter("title", "began", "ends", "ended", "lasted", "status", "impact", "named")


def listed(timelines: Iterable[EntryTimeline]) -> list[object]:
    """Name all that a line of a list says of some entries: none of their texts is in it."""
    return [one.outline.line or _line(one) for one in timelines]


def _line(timeline: EntryTimeline) -> tuple[object, ...]:
    outline = timeline.outline
    since = timeline.since if outline.ended is None else None
    return (folder(timeline), since, *_shown(outline))


def told(edition: Edition, timelines: Iterable[EntryTimeline]) -> list[tuple[str, str, object]]:
    """Name all that can be said of some entries anywhere, as far as they are visible."""
    return [
        (folder(one), edition.mark(one), (one.late, leading(edition, one))) for one in timelines
    ]


def leading(edition: Edition, timeline: EntryTimeline) -> list[str]:
    """Return the texts of an entry that lead to others: that depends on which of them are there."""
    if timeline.outline.settled:
        return []
    entry = timeline.entry
    proses = (entry.opening, entry.what_to_do, entry.data_safe, *entry.still_works)
    linking = [prose for prose in proses if prose is not None and prose.links]
    linking += [step.update.body for step in timeline.steps if step.update.body.links]
    return [entries.prose_html(edition, prose) for prose in linking]
