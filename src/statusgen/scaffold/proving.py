"""What would come of a change to one file: read back by the parser, looked at by the checks.

Pure but for `now` being in the desk. Nothing is written before this has found that readers will see
what was meant: the new update as it was given, and every other one as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from statusgen import markup
from statusgen.check import check
from statusgen.derive import EntryTimeline, derive
from statusgen.derive.timeline import appears_at, seen_at
from statusgen.errors import Location, Problem, Severity, has_error
from statusgen.fingerprint import digest
from statusgen.frozen import frozen
from statusgen.model import Entry, Maintenance, Update
from statusgen.parse import parse
from statusgen.parse.entry import entry_id
from statusgen.present import entries as shown
from statusgen.present.edition import Edition, folder
from statusgen.scaffold.desk import Desk
from statusgen.scaffold.entries import NewEntry, NewUpdate, compose, insert, place, section
from statusgen.sources import MAINTENANCE, Source, Sources

__all__ = ["Preview", "Proved", "prove_new", "prove_update"]


@frozen
class Preview:
    """What readers will see. `since` is "" for at once; `affected` are whole lines.

    `window` says when planned work is, as long as that is news, else it is "".
    `advice` are the texts that stand above the updates, each behind its label. `first` is the time
    of what was the entry's first update until now, where the new one comes before it, else "".
    """

    since: str
    headline: str
    affected: tuple[str, ...]
    item: str
    advice: tuple[tuple[str, str], ...]
    text: str
    promise: str
    url: str
    window: str = ""
    first: str = ""


@frozen
class Proved:
    """A change to one file, and what is to be said about it.

    `before` are the bytes that it was made from, None for a new file. `source` is the file as it is
    to be, and `addition` what of it is new: all of a new file, or an update with its heading. Where
    a problem is an error it must not be written, and there is no preview. `others` counts the
    errors in other files.
    """

    id: str
    at: datetime
    before: bytes | None
    source: Source
    problems: tuple[Problem, ...]
    preview: Preview | None
    addition: str = ""
    draft: bool = False
    others: int = 0

    @property
    def refused(self) -> bool:
        """Say whether it must not be written."""
        return has_error(self.problems)


def prove_new(desk: Desk, path: str, entry: NewEntry) -> Proved:
    """Try a new entry; a draft is tried as if it were none."""
    proved = _prove(desk, path, None, compose(replace(entry, draft=False), desk.zone), entry.first)
    data = compose(entry, desk.zone)
    proved = replace(proved, addition=data.decode())
    if not entry.draft or proved.refused:
        return proved
    below = tuple(
        replace(one, where=replace(one.where, line=one.where.line + 1)) for one in proved.problems
    )
    return replace(proved, source=Source(path, data, digest(data)), problems=below, draft=True)


def prove_update(desk: Desk, entry: Entry, update: NewUpdate) -> Proved:
    """Try an update in an entry's file."""
    path = entry.where.path
    before = next(source.data for source in desk.files if source.path == path)
    line = place(entry.updates, update.at)
    data = insert(before, update, before=line, zone=desk.zone)
    proved = _prove(desk, path, before, data, update, entry)
    # Its heading stands there, or behind the blank line that was put before it.
    heading = line or len(before.splitlines()) + 1
    said = (
        _of_options(one, entry) if one.where.line in (heading, heading + 1) else one
        for one in proved.problems
    )
    return replace(proved, problems=tuple(said), addition=section(update, desk.zone))


def _prove(
    desk: Desk,
    path: str,
    before: bytes | None,
    data: bytes,
    update: NewUpdate,
    old: Entry | None = None,
) -> Proved:
    source = Source(path, data, digest(data))
    sources = _with(desk, source)
    outcome = parse(sources, skip_broken=True)
    status = derive(outcome.site, now=desk.now)
    found = (*outcome.problems, *check(status, sources, now=desk.now))
    own = tuple(sorted({problem for problem in found if problem.where.path == path}))
    others = sum(p.severity is Severity.ERROR and p.where.path != path for p in found)
    entry = next((one for one in outcome.site.entries if one.path == path), None)
    proved = Proved(
        id=entry_id(path),
        at=update.at,
        before=before,
        source=source,
        problems=own,
        preview=None,
        others=others,
    )
    if proved.refused or entry is None:
        return proved
    added = _added(entry, old, update)
    if added is None:
        return replace(proved, problems=(_otherwise(path),))  # from which all others may follow
    if old is not None:
        proved = replace(proved, problems=(*own, *_taken_back(entry, old, added, desk)))
    from_ = max(desk.now, seen_at(entry, update.at))
    edition = Edition(derive(outcome.site, now=from_), desk.words)
    preview = _preview(edition, entry, added, desk)
    first = min((one.at for one in _written(old.updates)), default=None) if old else None
    if first is not None and update.at < first:
        preview = replace(preview, first=desk.words.moment(first))
    return replace(proved, preview=preview)


def _of_options(problem: Problem, entry: Entry) -> Problem:
    """Say which option to leave out: nobody has written the braces that it becomes."""
    if problem.code == "promise-after-end":
        return replace(problem, hint="leave out --next-update")
    if problem.code == "state-after-end":
        again = "in_progress" if isinstance(entry, Maintenance) else "investigating"
        hint = f"leave out --component, or give --status {again} if it is not over"
        return replace(problem, hint=hint)
    return problem


def _with(desk: Desk, source: Source) -> Sources:
    kind = "maintenance" if source.path.startswith(f"{MAINTENANCE}/") else "incidents"
    files = {one.path: one for one in getattr(desk.sources, kind)} | {source.path: source}
    own = tuple(sorted(files.values(), key=lambda one: one.path))
    if kind == "maintenance":
        return replace(desk.sources, maintenance=own)
    return replace(desk.sources, incidents=own)


def _added(entry: Entry, old: Entry | None, update: NewUpdate) -> Update | None:
    """Return the update that is new, if it is what was meant and the others are as they were."""
    before = _written(old.updates if old else ())
    after = _written(entry.updates)
    for number, one in enumerate(after):
        rest = after[:number] + after[number + 1 :]
        if _as_meant(one, update) and _same(rest, before, update):
            return one
    return None


def _written(updates: tuple[Update, ...]) -> tuple[Update, ...]:
    return tuple(update for update in updates if not update.generated)


def _as_meant(one: Update, update: NewUpdate) -> bool:
    meant = (update.at, update.status, update.text, update.states, update.next_update)
    return meant == (one.at, one.status, one.body.source, one.states, one.next_update)


def _same(rest: tuple[Update, ...], before: tuple[Update, ...], update: NewUpdate) -> bool:
    """Compare, places aside; addresses that nobody can know yet may change."""

    def bare(one: Update) -> Update:
        address = one.anchor if one.at <= update.at else ""
        return replace(one, where=Location(""), anchor=address)

    return [bare(one) for one in rest] == [bare(one) for one in before]


def _otherwise(path: str) -> Problem:
    what = "this would not be read as it is meant, or change what stands there already"
    hint = "look for a line like an update's heading in the text, or give another time with --at"
    return Problem(Location(path), "read-otherwise", what, hint)


def _taken_back(entry: Entry, old: Entry, added: Update, desk: Desk) -> Iterator[Problem]:
    """Warn of what a window has written by itself until now, and does not with the new update."""
    left = {(one.anchor, one.status) for one in entry.updates}
    for one in old.updates if appears_at(old) <= desk.now else ():
        if one.generated and one.at <= desk.now and (one.anchor, one.status) not in left:
            own = f"the window's own {one.status.spoken} of {desk.words.moment(one.at)}"
            hint = "readers may have been told of it already: with a later time in --at it stays"
            what = f"this takes back {own}"
            yield Problem(added.where, "taken-back", what, hint, Severity.WARNING)


def _preview(edition: Edition, entry: Entry, update: Update, desk: Desk) -> Preview:
    timeline = next(one for one in edition.timelines if one.entry.id == entry.id)
    step = next(one for one in timeline.steps if one.update.anchor == update.anchor)
    words, named = edition.words, set(timeline.outline.named)
    # As the page has them, whatever else holds them down: not as this entry does.
    here = [one for one in edition.status.components if one.component.id in named]
    affected = [
        words.say("component.now", name=one.component.name, state=words.state(one.state))
        for one in here
    ]
    window = ""
    if isinstance(entry, Maintenance):
        if not timeline.states:  # it holds none down now, and may be going to
            affected = [one.component.name for one in here] if timeline.open else []
        if shown.planned(edition, timeline, step):
            lasts = words.duration(entry.ends - entry.starts)
            window = f"{words.span(entry.starts, entry.ends)} ({lasts})"
    promise = update.next_update
    appears = seen_at(entry, update.at)
    return Preview(
        since=words.moment(appears) if appears > desk.now else "",
        headline=edition.headline(),
        affected=tuple(affected),
        item=words.say("feed.item_title", status=words.status(update.status), title=entry.title),
        advice=tuple(_advice(edition, timeline)),
        text=_plain(edition, shown.update_html(edition, step)),
        promise="" if promise is None else words.say("promise.by", time=words.moment(promise)),
        url=edition.url(folder(timeline)),
        window=window,
    )


def _advice(edition: Edition, timeline: EntryTimeline) -> Iterator[tuple[str, str]]:
    """Yield what the entry's page says first, in its order; two of them only while it is open."""
    entry = timeline.entry
    todo = "" if entry.what_to_do is None else shown.prose_html(edition, entry.what_to_do)
    works = "".join(f"<li>{shown.prose_html(edition, one)}</li>" for one in entry.still_works)
    safe = "" if entry.data_safe is None else shown.prose_html(edition, entry.data_safe)
    found = [("label.what_to_do", todo), ("label.still_works", works and f"<ul>{works}</ul>")]
    for key, html in (*(found if timeline.open else ()), ("label.data_safe", safe)):
        if html:
            yield edition.words.say(key), _plain(edition, html)


def _plain(edition: Edition, html: str) -> str:
    return markup.plain(markup.absolute(html, edition.config.url))
