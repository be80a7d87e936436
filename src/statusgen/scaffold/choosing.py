"""Which entry is meant, which service in which state, and where a new entry lies. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum

from statusgen.derive import EntryTimeline
from statusgen.derive.timeline import seen_at
from statusgen.errors import UsageError
from statusgen.model import (
    ENDING_STATUSES,
    KEEPING_STATUSES,
    Incident,
    Maintenance,
    State,
    Update,
    UpdateStatus,
)
from statusgen.parse import flaw_of_id
from statusgen.parse.components import STATES, suggest_state
from statusgen.parse.config import slug
from statusgen.parse.entry import entry_id
from statusgen.parse.fields import suggest
from statusgen.scaffold.desk import Desk
from statusgen.scaffold.entries import NewUpdate, written
from statusgen.sources import INCIDENTS, MAINTENANCE

__all__ = [
    "Deed",
    "candidates",
    "is_over",
    "new_path",
    "open_statuses",
    "pick",
    "refuse_vain_ending",
    "states",
    "unread",
]

_LONGEST = 50
_LAST = 9
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?:\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever stands behind a dot: no file there has that name."""


class Deed(Enum):
    """What is done to an entry that stands: the value is the command's name."""

    UPDATE = "update"
    RESOLVE = "resolve"
    POSTMORTEM = "postmortem"
    CANCEL = "cancel"


_NONE = {
    Deed.UPDATE: "nothing is open, and no work is planned",
    Deed.RESOLVE: "nothing is open",
    Deed.POSTMORTEM: "nothing is over that has no postmortem yet",
    Deed.CANCEL: "no work is planned or under way",
}


def candidates(desk: Desk, deed: Deed) -> tuple[Incident | Maintenance, ...]:
    """List the entries that this is likely to be done to, the likeliest first."""
    status = desk.status
    found: list[EntryTimeline] = []
    if deed in (Deed.UPDATE, Deed.RESOLVE):
        found += status.open_incidents
    if deed is not Deed.POSTMORTEM:
        found += status.under_way
    if deed in (Deed.UPDATE, Deed.CANCEL):
        found += status.upcoming
    if deed is Deed.POSTMORTEM:
        over = (one for one in status.incidents if not one.open)
        found += [one for one in over if one.status is not UpdateStatus.POSTMORTEM][:_LAST]
    return tuple(one.entry for one in found)


def unread(desk: Desk, deed: Deed) -> str:
    """Say how many files have mistakes, of those that this could be done to; "" for none."""
    broken = desk.status.site.broken
    number = sum(one.maintenance or deed is not Deed.CANCEL for one in broken)
    if not number:
        return ""
    return "1 file has mistakes" if number == 1 else f"{number} files have mistakes"


def pick(desk: Desk, deed: Deed, id_: str | None, *, only: bool) -> Incident | Maintenance | None:
    """Return the entry of that id, which may be given as its file; without an id, the only one.

    None if nobody said which and `only` is off. Raises UsageError for what cannot be. An entry with
    mistakes may be the one that is meant: while there is any, no other one is taken for it.
    """
    if id_ is not None:
        # A shell on Windows completes a path with its own signs, which no id can hold.
        return _fit(desk, deed, _of_id(desk, entry_id(id_.replace("\\", "/"))))
    found = candidates(desk, deed)
    broken = unread(desk, deed)
    if broken and (only or not found):
        listed = f"or name one: {', '.join(entry.id for entry in found)}"
        hint = "to see the mistakes, call: statusgen check"
        what = f"{broken}, so it is not sure which entry this is about"
        raise UsageError(what, f"{hint}; {listed}" if found else hint)
    if not found:
        raise UsageError(_NONE[deed], "to write into another one, name its file in content/")
    if only and len(found) == 1:
        return found[0]
    if only:
        raise UsageError(
            f"there are {len(found)} entries that this could be about",
            f"name one: {', '.join(entry.id for entry in found)}",
        )
    return None


def _of_id(desk: Desk, id_: str) -> Incident | Maintenance:
    for entry in desk.entries:
        if entry.id == id_:
            return entry
    if any(one.id == id_ for one in desk.status.site.broken):  # or it cannot be read at all
        raise UsageError(f"'{id_}' has mistakes", "to see them, call: statusgen check")
    if path := desk.path_of(id_):
        if entry_id(path) != id_:
            raise UsageError(f"there is no entry '{id_}'", f"did you mean '{entry_id(path)}'?")
        what = f"'{id_}' is a draft"
        raise UsageError(what, f"first take the line 'draft: true' out of {path}")
    open_ = [entry.id for entry in candidates(desk, Deed.UPDATE)]
    hint = suggest(id_, open_) or suggest(id_, [entry.id for entry in desk.entries])
    listed = f"open are: {', '.join(open_)}" if open_ else "an entry's id is its file's name"
    raise UsageError(f"there is no entry '{id_}'", hint or listed)


def _fit(desk: Desk, deed: Deed, entry: Incident | Maintenance) -> Incident | Maintenance:
    over = is_over(desk, entry)
    if deed is Deed.CANCEL and isinstance(entry, Incident):
        what = f"'{entry.id}' is an incident, and only planned work is cancelled"
        raise UsageError(what, f"if it is over, call: statusgen resolve {entry.id}")
    if deed in (Deed.CANCEL, Deed.RESOLVE) and over:
        what = f"'{entry.id}' is over already"
        raise UsageError(what, f"to say more, call: statusgen update {entry.id}")
    if deed is Deed.POSTMORTEM and not over:
        what = f"'{entry.id}' is not over yet"
        raise UsageError(what, f"first call: statusgen resolve {entry.id}")
    return entry


def is_over(desk: Desk, entry: Incident | Maintenance) -> bool:
    """Say whether an entry has ended; one that nobody sees yet has not."""
    timeline = next((one for one in desk.status.timelines if one.entry == entry), None)
    return timeline is not None and not timeline.open


def refuse_vain_ending(desk: Desk, entry: Incident | Maintenance, update: NewUpdate) -> None:
    """Raise UsageError for what says that it is over and ends nothing, or has it told twice.

    It ends nothing where what opens it comes later. It is told twice where another ending waits.
    """
    if update.status not in ENDING_STATUSES or is_over(desk, entry):
        return
    own = [one for one in entry.updates if not one.generated]
    turns = [one for one in own if one.status not in KEEPING_STATUSES]
    seen = [one for one in turns if seen_at(entry, one.at) <= desk.now]
    behind = [one for one in (own[0], *seen) if one.at > update.at]
    if behind and behind[-1].status not in ENDING_STATUSES:
        at = written(update.at, desk.zone)
        what = f"what is dated {at} ends nothing: the {_called(behind[-1], desk)} comes after it"
        now = ", or none for now" if behind[-1].at < desk.now else ""
        raise UsageError(what, f"give a later time with --at{now}")
    waiting = next((one for one in turns if one not in seen), None)
    if waiting is not None and waiting.status in ENDING_STATUSES:
        what = f"'{entry.id}' has an ending already: the {_called(waiting, desk)}"
        hint = "if it ends at another time or in another way, change that heading"
        raise UsageError(what, f"{hint}: line {waiting.where.line} of {entry.where.path}")


def _called(update: Update, desk: Desk) -> str:
    return f"{update.status.spoken} of {written(update.at, desk.zone)}"


def open_statuses(*, maintenance: bool) -> tuple[UpdateStatus, ...]:
    """List the statuses that an update may have, the most usual first."""
    if maintenance:
        return (
            UpdateStatus.UPDATE,
            UpdateStatus.IN_PROGRESS,
            UpdateStatus.VERIFYING,
            UpdateStatus.COMPLETED,
        )
    return (
        UpdateStatus.UPDATE,
        UpdateStatus.INVESTIGATING,
        UpdateStatus.IDENTIFIED,
        UpdateStatus.MONITORING,
        UpdateStatus.RESOLVED,
    )


def states(
    desk: Desk, given: Iterable[str], *, default: State | None
) -> tuple[tuple[str, State], ...]:
    """Read `ID=STATE`, or `ID` alone where there is a default. Raises UsageError."""
    known = {one.id for one in desk.config.components}
    found: dict[str, State] = {}
    for one in given:
        name, sign, word = (part.strip() for part in one.partition("="))
        if name not in known:
            shown = [component.id for component in desk.components]
            hint = suggest(name, shown) or f"the services are: {', '.join(shown)}"
            several = re.split(r"[,;\s]+", name)
            if known.issuperset(several):
                hint = f"write {' '.join(f'--component {each}' for each in several)}"
            service, _, state_word = (part.strip() for part in name.partition(":"))
            if service in known:
                hint = f"write {service}={state_word}"
            raise UsageError(f"--component: there is no service '{name}'", hint)
        if name in found:
            raise UsageError(f"--component: '{name}' is given twice", "give it once")
        if not sign and default is not None:
            found[name] = default
            continue
        state = STATES.get(word)
        if state is None:
            hint = suggest_state(word) or f"write {name}= and one of: {', '.join(STATES)}"
            what = f"there is no state '{word}'" if word else f"'{name}' needs a state"
            raise UsageError(f"--component: {what}", hint)
        found[name] = state
    return tuple(found.items())


def new_path(
    desk: Desk, title: str, day: datetime, *, maintenance: bool, id_: str | None = None
) -> str:
    """Return the path of a new entry, in the folders that the site's other entries are in.

    Its id is the local date of `day` and the first words of the title, and no other entry's. Raises
    UsageError where `id_` is given and is taken, or can be no file's name.
    """
    date = f"{day.astimezone(desk.zone):%Y-%m-%d}"
    if id_ is None:
        words = _first_words(slug(title, desk.config.language))
        words = words or ("work" if maintenance else "report")
        id_ = base = f"{date}-{words}"
        number = 2
        while desk.path_of(id_):
            id_, number = f"{base}-{number}", number + 1
    id_ = id_.removesuffix(".md")
    if not id_ or "/" in id_:
        what = f"--id: '{id_}' cannot be an id"
        raise UsageError(what, "write a name like 2025-04-21-contactless, without a folder")
    if wrong := flaw_of_id(id_, desk.config.language):
        raise UsageError(f"--id: {wrong[0]}", f"give --id {wrong[1]}")
    if _DEVICE.fullmatch(id_):
        what = f"--id: no file on Windows can be called '{id_}'"
        raise UsageError(what, f"write more, such as {date}-{id_.partition('.')[0].lower()}")
    if path := desk.path_of(id_):
        hint = f"to write another update, call: statusgen update {entry_id(path)}"
        raise UsageError(f"--id: the id '{id_}' is taken: {path} has it already", hint)
    folder = MAINTENANCE if maintenance else INCIDENTS
    own = desk.sources.maintenance if maintenance else desk.sources.incidents
    paths = [source.path for source in own] or [source.path for source in desk.files]
    year = f"{date[:4]}/" if _by_years(paths) else ""
    return f"{folder}/{year}{id_}.md"


def _first_words(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    return words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]


def _by_years(paths: Sequence[str]) -> bool:
    """Say whether the newest entry lies in the folder of a year."""
    newest = max(paths, key=entry_id, default="")
    return re.fullmatch(r"content/\w+/\d{4}/[^/]+", newest) is not None
