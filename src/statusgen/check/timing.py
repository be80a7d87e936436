"""Rules about what entries say of themselves and each other: promises, windows, contradictions.

They look at timelines, and read a text only to see whether it says that all is over.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from statusgen import words
from statusgen.check.rule import Case, Finding, Setting
from statusgen.check.titles import alike
from statusgen.derive import EntryTimeline, IncidentTimeline, MaintenanceTimeline
from statusgen.derive.timeline import appears_at, instant
from statusgen.errors import Location
from statusgen.model import (
    ENDING_STATUSES,
    KEEPING_STATUSES,
    WORKING_STATUSES,
    Impact,
    State,
    Update,
    UpdateStatus,
)
from statusgen.sources import CONFIG
from statusgen.words.locales import language_of

__all__ = [
    "closes_first",
    "distant_promise",
    "duplicate",
    "late_announcement",
    "open_but_working",
    "out_of_order",
    "overdue",
    "overrunning",
    "reopening",
    "says_resolved",
    "short_notice",
    "still_down",
    "untouched",
    "untranslated",
    "wrong_year",
]

_DAY = timedelta(days=1)
_ABOUT_A_YEAR = timedelta(days=300), timedelta(days=430)
_DATED = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_INCIDENT_OPENS = (
    UpdateStatus.INVESTIGATING,
    UpdateStatus.IDENTIFIED,
    UpdateStatus.MONITORING,
)
_OPENS = (*_INCIDENT_OPENS, *WORKING_STATUSES)
# What may stand behind an ending: more is told, or it is said once more that all is over.
_AFTERWARDS = (*ENDING_STATUSES, *KEEPING_STATUSES)
_BEGINNINGS = (UpdateStatus.INVESTIGATING, UpdateStatus.SCHEDULED)
_OVER = re.compile(
    r"\b(?:this|the|our) (?:\w+ )?(?:incident|issue|problem|fault|outage|disruption)s?"
    r" (?:is|are|has been|have been|was|were) (?:now |all |fully |completely ){0,2}"
    r"(?:resolved|fixed|solved|over|closed)\b",
    re.IGNORECASE,
)
# It is to be over some day, or may be: `when this problem is fixed`.
_NOT_YET = re.compile(
    r"\b(?:after|before|ensure|if|once|soon as|sure|till|unless|until|when|whenever|whether)\b"
    r"[^.,;:!?]*$",
    re.IGNORECASE,
)
_CLAUSE = 200  # characters
# It is over there, and the rest of it may go on: `has been fixed in Leeds`.
_IN_PART = re.compile(
    r"\s+(?:at|for|in) (?:the |our )?"
    r"(?:(?:a few|many|most|parts?|several|some)\b|(?P<place>[A-Z][\w'’-]*))"
)
_FIRST = re.compile(r"[\s*_]*(?P<over>resolved|fixed)(?:[:.,!]|\s*$)", re.IGNORECASE)


def untranslated(setting: Setting) -> Iterator[Finding]:
    """Find a language that the program has no words in."""
    language = setting.config.language
    if language_of(language) not in words.languages():
        what = f"the words of the pages are not yet translated into '{language}'"
        hint = "dates and numbers follow the language; headings and labels stay English for now"
        yield Finding(setting.config.language_where or Location(CONFIG), what, hint)


def overdue(case: Case, _: Setting) -> Iterator[Finding]:
    """Find a promise that was not kept."""
    if case.timeline is not None and case.timeline.late:
        what = "the next update was promised for a time that has passed"
        hint = "write an update now, even if there is nothing new, and promise the next one"
        where = case.timeline.steps[-1].update.where
        yield Finding(where, f"{case.entry.title}: {what}", hint)


def overrunning(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find work that is still planned or going on behind the end of its window.

    It is planned there if it was announced anew when its window was over.
    """
    timeline = case.timeline
    if not isinstance(timeline, MaintenanceTimeline) or not timeline.open:
        return
    if timeline.entry.ends > setting.now:
        return
    what = "this work is past the end of its window and not completed"
    hint = "write an update Completed; or a later 'ends', and an update that says how long"
    if timeline.upcoming:
        what = "this work is shown as planned, and its window is over"
        hint = "write its new 'starts' and 'ends'; or an update Cancelled, until they are known"
    where = case.keys.get("ends", case.entry.where)
    yield Finding(where, f"{case.entry.title}: {what}", hint)


def reopening(case: Case, _: Setting) -> Iterator[Finding]:
    """Find an update, written ahead, that opens by itself what is over, or ends it once more."""
    timeline = case.timeline
    if timeline is None or timeline.open or timeline.outline.settled is not None:
        return
    for update in case.entry.updates[len(timeline.steps) :]:
        opens = update.status in _OPENS
        if opens or update.status in ENDING_STATUSES:
            does = "opens it again" if opens else "says so once more"
            what = f"{case.entry.title}: this is over, and an update that waits {does}"
            hint = "delete it, if it was prepared before and is not meant any more"
            yield Finding(update.where, what, hint)
            return


def late_announcement(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find work that was announced when it had begun, or announced anew within its window."""
    announced, at, starts = _announced(case)
    timeline = case.timeline
    if announced is not None and at >= starts:
        what = f"{case.entry.title}: this work was announced when it had already begun"
        said = "the time of Scheduled" if at == announced.at else "'publish_at'"
        yield Finding(announced.where, what, f"check 'starts' and {said}")
    elif (
        isinstance(timeline, MaintenanceTimeline)
        and timeline.upcoming
        and timeline.entry.starts <= setting.now < timeline.entry.ends
    ):
        what = f"{case.entry.title}: this work is shown as planned, and its window has begun"
        hint = "write In progress, if it goes on; or its new 'starts' and 'ends'"
        yield Finding(timeline.steps[-1].update.where, what, hint)


def short_notice(case: Case, _: Setting) -> Iterator[Finding]:
    """Find work that was announced less than a day ahead."""
    announced, at, starts = _announced(case)
    if announced is not None and at < starts < at + _DAY:
        what = f"{case.entry.title}: this work was announced less than a day before it begins"
        hint = "move it if it can wait; if not, say in the text why it cannot"
        yield Finding(announced.where, what, hint)


def _announced(case: Case) -> tuple[Update | None, datetime, datetime]:
    """Return the announcement, when it could first be seen, and when the work begins."""
    if not isinstance(case.timeline, MaintenanceTimeline):
        return None, datetime.max, datetime.max
    entry = case.timeline.entry
    first = next((one for one in entry.updates if one.status is UpdateStatus.SCHEDULED), None)
    at = entry.starts if first is None else max(first.at, appears_at(entry))
    return first, at, entry.starts


def untouched(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find open incidents without news, unless these are promised for later."""
    timeline = case.timeline
    if not isinstance(timeline, IncidentTimeline) or not timeline.open or timeline.promise:
        return
    silent = setting.now - max(timeline.changed_at, appears_at(timeline.entry))
    if silent >= setting.config.checks.untouched:
        what = f"{case.entry.title}: this is open, and nothing was said for {_length(silent)}"
        hint = "write how it is now, and when you will write again; Resolved if it is over"
        yield Finding(timeline.steps[-1].update.where, what, hint)


def _length(time: timedelta) -> str:
    number, word = time // timedelta(minutes=1), "minute"
    if time >= 2 * _DAY:
        number, word = time.days, "day"
    elif time >= timedelta(hours=1):
        number, word = time // timedelta(hours=1), "hour"
    return f"{number} {word}{'' if number == 1 else 's'}"


def distant_promise(case: Case, _: Setting) -> Iterator[Finding]:
    """Find a critical incident of which nothing will be heard for more than a day.

    The day begins at the time that was promised before, for whoever keeps a promise a few minutes
    early and promises the same time of the next day.
    """
    timeline = case.timeline
    if not isinstance(timeline, IncidentTimeline) or timeline.impact is not Impact.CRITICAL:
        return
    begins = [step.update.at for step in timeline.steps[-1:]]
    begins += [step.update.next_update for step in timeline.steps[-2:-1] if step.update.next_update]
    if timeline.promise is not None and timeline.promise - max(begins) > _DAY:
        what = f"{case.entry.title}: this is critical, and the next update is more than a day away"
        hint = "promise one for tomorrow at the latest, even if there may be nothing new"
        yield Finding(timeline.steps[-1].update.where, what, hint)


def still_down(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find what was resolved while another open incident held one of its components down."""
    ended = case.timeline.ended_at if isinstance(case.timeline, IncidentTimeline) else None
    if case.timeline is None or ended is None:
        return
    # More may be told in the same minute.
    *_, end = itertools.takewhile(lambda step: not step.open, reversed(case.timeline.steps))
    names = {one.id: one.name for one in setting.config.components}
    for name, state in end.before:
        for other in setting.status.open_incidents if state > State.UNDER_MAINTENANCE else ():
            if name in _held(other, ended) & _held(other, setting.now):
                what = (
                    f"{case.entry.title}: this is resolved, and '{other.entry.title}' still keeps"
                    f" {names.get(name, name)} down"
                )
                hint = "say in the text which of the two is over, or resolve the other one too"
                yield Finding(end.update.where, what, hint)


def _held(incident: IncidentTimeline, at: datetime) -> set[str]:
    past = [step for step in incident.steps if step.update.at <= at]
    held = past[-1].after if past else ()
    return {name for name, state in held if state > State.UNDER_MAINTENANCE}


def says_resolved(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find an incident whose last text says that it is over, and whose status does not."""
    if not isinstance(case.timeline, IncidentTimeline) or not case.timeline.open:
        return
    newest = case.timeline.steps[-1].update.where
    for passage in case.passages if setting.english else ():
        if passage.heading != newest:
            continue
        match = _FIRST.match(passage.plain) or _over(passage.plain, case.entry.title)
        if match is not None:
            where = passage.at(match, match.lastgroup or 0)
            what = f"{case.entry.title}: the text says that it is over, and the incident is open"
            yield Finding(where, what, "write Resolved as the status, or say what is not over yet")


def _over(text: str, title: str) -> re.Match[str] | None:
    for match in _OVER.finditer(text):
        begin = match.start()
        if _NOT_YET.search(text, max(begin - _CLAUSE, 0), begin) is None:
            part = _IN_PART.match(text, match.end())
            # A place of the title is all that it was about.
            if part is None or (part["place"] and part["place"] in title):
                return match
    return None


def open_but_working(case: Case, _: Setting) -> Iterator[Finding]:
    """Find an open incident all of whose components work, and that is not just being watched."""
    timeline = case.timeline
    if not isinstance(timeline, IncidentTimeline) or timeline.status is UpdateStatus.MONITORING:
        return
    if timeline.states and all(state is State.OPERATIONAL for _, state in timeline.states):
        what = f"{case.entry.title}: every component works again, and the incident is open"
        hint = "write Monitoring or Resolved, or set the state of what does not work"
        yield Finding(timeline.steps[-1].update.where, what, hint)


def out_of_order(case: Case, _: Setting) -> Iterator[Finding]:
    """Find a file that runs neither oldest first nor newest first: most likely a mistyped date."""
    written = [update for update in case.entry.updates if not update.generated]
    written.sort(key=lambda update: update.where.line)
    pairs = list(itertools.pairwise(written))
    up = [pair for pair in pairs if pair[0].at < pair[1].at]
    down = [pair for pair in pairs if pair[0].at > pair[1].at]
    for _before, update in min(down, up, key=len)[:1]:
        what = f"{case.entry.title}: this update does not stand in the order of the others"
        hint = "check its date and time; if they are right, move it to where it belongs"
        yield Finding(update.where, what, hint)


def closes_first(case: Case, _: Setting) -> Iterator[Finding]:
    """Find what goes on or is over before it begins: most likely its year is wrong.

    An Update is looked at where there are only two: among more, it stands in no order either.
    """
    written = [update for update in case.entry.updates if not update.generated]
    first, *others = sorted(written, key=lambda update: update.at)
    later = [update.status for update in others if update.at > first.at]
    found = first.status in ENDING_STATUSES and any(one not in _AFTERWARDS for one in later)
    if first.status is UpdateStatus.UPDATE and len(others) == 1:
        found = any(one in _BEGINNINGS for one in later)
    if found:
        word = first.status.spoken
        what = f"{case.entry.title}: by its date this {word} comes before all other updates"
        yield Finding(first.where, what, "check its date, the year above all")


def wrong_year(setting: Setting) -> Iterator[Finding]:
    """Find what is dated about a year before the day that its id begins with.

    It is no news by its dates, so no other rule looks at it, and it stands far down in the history:
    that day tells that somebody has just written it. What is years older was brought in.
    """
    since, now = (
        None if at is None else f"{at.astimezone(setting.config.zone):%Y-%m-%d}"
        for at in (setting.since, setting.now)
    )
    for timeline in setting.status.timelines:
        day = timeline.entry.id[:10]
        if (since or "") <= day <= (now or "") and _DATED.match(timeline.entry.id):
            named = _day(day, setting.config.zone)
            if named is not None and _is_of_last_year(timeline, named):
                first = timeline.entry.updates[0]
                what = f"{timeline.entry.title}: this is dated a year before its file, {day}"
                hint = "correct the year, with 'was_at' if readers have seen it"
                began = instant(timeline.outline.began).astimezone(setting.config.zone)
                if began < named:  # not work with the window that its file is called by
                    own = f"{began:%Y-%m-%d}-…"
                    hint += f"; if it is right and nobody has seen it, name the file {own}"
                yield Finding(first.where, what, hint)


def _day(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:  # such as 2026-02-30
        return None


def _is_of_last_year(timeline: EntryTimeline, day: datetime) -> bool:
    least, most = _ABOUT_A_YEAR
    if not least <= day - timeline.started_at <= most:
        return False
    # Where only the first is so old: an ending or an Update there is for `closes_first`.
    opens = timeline.steps[0].update.status in _INCIDENT_OPENS
    # Work may be announced a year ahead, and is called by the day on which it begins.
    return opens or (not timeline.open and day - timeline.changed_at >= least)


def duplicate(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find a second open report about the same components with nearly the same title."""
    own = case.timeline
    if own is None or not own.open or not (own.states or own.entry.states):
        return
    english = setting.usage.english
    for other in sorted(_beside(own, setting), key=_first):
        if _first(other) >= _first(own):
            return
        titles = other.entry.title, case.entry.title
        if _named(other) == _named(own) and alike(*titles, english=english):
            what = f"'{other.entry.title}' is open too, about the same components"
            hint = f"write the news as an update of {other.entry.id}, and resolve this one"
            if isinstance(own, MaintenanceTimeline):
                what = f"'{other.entry.title}' is planned for the same time and components"
                hint = "cancel this one, if it is the same work"
            yield Finding(case.title_at, what, f"{hint}; if nobody has seen it yet, delete it")
            return  # it is the one to keep: of the others each has a finding of its own


def _beside(own: EntryTimeline, setting: Setting) -> Iterable[EntryTimeline]:
    """Return what may be told twice with it: open incidents, or work that has the same window."""
    if not isinstance(own, MaintenanceTimeline):
        return setting.status.open_incidents
    times = own.entry.starts, own.entry.ends
    work = (*setting.status.under_way, *setting.status.upcoming)
    return [one for one in work if (one.entry.starts, one.entry.ends) == times]


def _first(one: EntryTimeline) -> tuple[datetime, str]:
    return one.started_at, one.entry.id


def _named(one: EntryTimeline) -> set[str]:
    states = one.entry.states if isinstance(one, MaintenanceTimeline) else one.states
    return {name for name, state in states if state is not State.OPERATIONAL}
