"""What an author should look at again, though it can be published: warnings over a whole site.

Rules that make a file unusable live in `parse`; these only speak.
"""

from __future__ import annotations

from collections.abc import Iterator

from statusgen import words
from statusgen.derive import MaintenanceTimeline, Status, Timeline
from statusgen.errors import Location, Problem, Severity
from statusgen.model import Entry, UpdateStatus

__all__ = ["check"]


def check(status: Status) -> Iterator[Problem]:
    """Yield a warning for every broken promise and everything that looks mistaken."""
    config = status.site.config
    if not any(config.language.split("-")[0] == own for own in words.languages()):
        what = f"the words of the pages are not yet translated into '{config.language}'"
        hint = "dates and numbers follow the language; headings and labels stay English for now"
        yield _warning(Location("statusgen.yml"), "untranslated", what, hint)
    for incident in status.incidents:
        yield from _late(incident, incident.entry)
    for work in status.maintenance:
        yield from _late(work, work.entry)
        yield from _window(work)


def _late(timeline: Timeline, entry: Entry) -> Iterator[Problem]:
    if timeline.late:
        what = "the next update was promised for a time that has passed"
        hint = "write an update now, even if there is nothing new, and promise the next one"
        yield _warning(
            timeline.steps[-1].update.where, "promise-overdue", f"{entry.title}: {what}", hint
        )


def _window(work: MaintenanceTimeline) -> Iterator[Problem]:
    if work.overrunning:
        what = f"{work.entry.title}: this work is past the end of its window and not completed"
        yield _warning(
            work.entry.where,
            "overrunning",
            what,
            "write an update Completed, or say how long it will take",
        )
    announced = next((u for u in work.entry.updates if u.status is UpdateStatus.SCHEDULED), None)
    if announced is not None and announced.at >= work.entry.starts:
        what = f"{work.entry.title}: this work was announced when it had already begun"
        yield _warning(
            announced.where, "late-announcement", what, "check 'starts' and the time of Scheduled"
        )


def _warning(where: Location, code: str, what: str, hint: str) -> Problem:
    return Problem(where, code, what, hint, Severity.WARNING)
