"""Parsed entries as plain rows and back, so that they can be kept on a disk or sent to a process.

A row is made of tuples, texts, whole numbers, flags and None. `entry_of(row_of(parsed), path)` is
equal to `parsed`; the file's path is not in a row. What a row was made from, its keeper knows:
`fingerprint_of` names all that it depends on besides the file and this program.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from statusgen.confirmation import problem_of, problem_row
from statusgen.errors import Location
from statusgen.fingerprint import fingerprint
from statusgen.markup import Prose
from statusgen.model import Impact, Incident, Maintenance, State, Update, UpdateStatus
from statusgen.parse.components import Known
from statusgen.parse.entry import Parsed, entry_id

__all__ = ["Row", "entry_of", "fingerprint_of", "row_of"]

Row = tuple[Any, ...]

_STATES = tuple(State)
_IMPACTS = tuple(Impact)
_STATUSES = {status.value: status for status in UpdateStatus}


def fingerprint_of(known: Known) -> str:
    """Name what an entry is read with: the zone, the components, the groups and the language."""
    components = None if known.components is None else sorted(known.components)
    return fingerprint(known.zone.key, components, known.groups, known.language)


def row_of(parsed: Parsed) -> Row:
    """Make a row of what came of a file."""
    problems = tuple(map(problem_row, parsed.problems))
    entry = parsed.entry
    if entry is None:
        return (parsed.draft, problems, None)
    window = None
    if isinstance(entry, Maintenance):
        window = (_seconds(entry.starts), _seconds(entry.ends))
    return (
        parsed.draft,
        problems,
        (
            entry.title,
            _prose_row(entry.opening),
            _states_row(entry.states),
            tuple(map(_prose_row, entry.still_works)),
            _prose_row(entry.what_to_do),
            _prose_row(entry.data_safe),
            None if entry.impact is None else int(entry.impact),
            _seconds(entry.publish_at),
            tuple(map(_update_row, entry.updates)),
            entry.digest,
            window,
        ),
    )


def entry_of(row: Row, path: str) -> Parsed:
    """Make again what came of the file at this path."""
    draft, problems, own = row
    found = tuple(map(problem_of, problems)) if problems else ()
    if own is None:
        return Parsed(entry=None, draft=draft, problems=found)
    title, opening, states, works, to_do, safe, impact, publish_at, updates, digest, window = own
    shared: dict[str, Any] = {
        "id": entry_id(path),
        "title": title,
        "opening": opening and Prose(*opening),
        "states": _states(states),
        "still_works": tuple(Prose(*one) for one in works),
        "what_to_do": to_do and Prose(*to_do),
        "data_safe": safe and Prose(*safe),
        "impact": None if impact is None else _IMPACTS[impact],
        "publish_at": None if publish_at is None else datetime.fromtimestamp(publish_at, UTC),
        "updates": tuple([_update(one, path) for one in updates]),
        "digest": digest,
        "where": Location(path),
    }
    entry: Incident | Maintenance
    if window is None:
        entry = Incident(**shared)
    else:
        starts, ends = (datetime.fromtimestamp(at, UTC) for at in window)
        entry = Maintenance(**shared, starts=starts, ends=ends)
    return Parsed(entry=entry, draft=draft, problems=found)


def _update_row(update: Update) -> Row:
    where = update.where
    return (
        _seconds(update.at),
        update.status.value,
        _prose_row(update.body),
        update.anchor,
        _states_row(update.states),
        _seconds(update.next_update),
        update.generated,
        (where.line, where.column, where.length),
    )


def _update(row: Row, path: str) -> Update:
    at, status, body, anchor, states, next_update, generated, where = row
    return Update(
        at=datetime.fromtimestamp(at, UTC),
        status=_STATUSES[status],
        body=Prose(*body),
        anchor=anchor,
        states=_states(states) if states else (),
        next_update=None if next_update is None else datetime.fromtimestamp(next_update, UTC),
        generated=generated,
        where=Location(path, *where),
    )


def _prose_row(prose: Prose | None) -> Row | None:
    return None if prose is None else (prose.source, prose.html, prose.links)


def _states_row(states: tuple[tuple[str, State], ...]) -> Row:
    return tuple((name, int(state)) for name, state in states)


def _states(row: Row) -> tuple[tuple[str, State], ...]:
    return tuple([(name, _STATES[state]) for name, state in row])


def _seconds(at: datetime | None) -> int | None:
    """Count the seconds since 1970: times of the format have no smaller part."""
    return None if at is None else int(at.timestamp())
