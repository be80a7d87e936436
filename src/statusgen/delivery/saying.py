"""What came of publishing, for people and for programs. Prints nothing.

A table says what is live where; what has to be read about one target stands below it, behind its
name. Words of hosts came in without credentials and leave without control characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from statusgen import report
from statusgen.delivery.delivering import Due, Hosts, Published
from statusgen.errors import LockHeld, PublishIncomplete, StatusgenError
from statusgen.publish import several
from statusgen.publish.several import Outcome
from statusgen.publish.target import Delivered, Difference, Live, mending
from statusgen.words import Words
from statusgen.words.terminal import printable

__all__ = [
    "due",
    "due_facts",
    "exit_code_of",
    "line",
    "remarks",
    "table",
    "table_facts",
    "verified",
    "verified_facts",
]

_MOST_DIFFERENCES = 20


def table(found: Hosts, published: Published, *, dry_run: bool = False) -> str:
    """Say what is live where and what was done there, a line for each target, and the sum."""
    words = found.words
    rows = [
        (one.name, one.target.where, _shows(one.live, words), _did(one, dry_run=dry_run))
        for one in published.outcomes
    ]
    lines = _aligned([("target", "where", "readers see the page of", "this run"), *rows])
    lines.append("")
    lines.append(_sum(published, dry_run=dry_run))
    if published.built is not None:
        until = published.built.plan.status.valid_until
        lines.append(f"right until {words.moment(until)} ({report.instant(until)})")
    elif not dry_run and any(one.error is None for one in published.outcomes):
        lines.append("the next publish shows the newest page again")
    return "\n".join(lines)


def table_facts(published: Published, *, dry_run: bool = False) -> dict[str, object]:
    """Give the same for programs."""
    facts: dict[str, object] = {
        "targets": [_facts(one) for one in published.outcomes],
        "notes": list(published.notes),
        "dry_run": dry_run,
    }
    if published.built is not None:
        status, receipt = published.built.plan.status, published.built.receipt
        facts["valid_until"] = report.instant(status.valid_until)
        facts["left_out"] = [one.id for one in status.site.broken]
        facts["built"] = {
            "written": len(receipt.written),
            "unchanged": receipt.unchanged,
            "deleted": len(receipt.deleted),
        }
    return facts


def remarks(
    outcomes: Iterable[Outcome[Any]], notes: Iterable[str] = (), *, style: str = "text"
) -> str:
    """Say what went wrong at which target, and what else somebody has to know."""
    outcomes = tuple(outcomes)
    said = [_failure(one.name, one.error, style) for one in outcomes if one.error]
    own = [
        f"{one.name}: note: {note}"
        for one in outcomes
        if isinstance(one.value, Delivered)
        for note in one.value.notes
    ]
    own += [f"note: {note}" for note in notes]
    sign = "::notice::" if style == "github" else ""
    return "\n".join([*said, *(sign + printable(note) for note in own)])


def verified(outcomes: Sequence[Outcome[tuple[Difference, ...]]]) -> str:
    """Say of each target whether it shows what was published, and which files it does not."""
    rows = []
    lines = []
    for one in outcomes:
        said = "could not be looked at"
        if one.value is not None:
            count = len(one.value)
            said = "as published"
            if count:
                is_ = "is" if count == 1 else "are"
                said = f"{report.counted(count, 'file')} {is_} not as published"
        rows.append((one.name, one.target.where, said))
        differences = one.value or ()
        shown = differences[:_MOST_DIFFERENCES]
        lines += [f"{one.name}: {own.what}: {printable(own.path)}" for own in shown]
        if len(differences) > len(shown):
            lines.append(f"{one.name}: and {len(differences) - len(shown)} more")
        if shown:
            lines.append(f"  hint: {mending(one.target)}")
    table_ = _aligned([("target", "where", "its files"), *rows])
    return "\n".join([*table_, *([""] if lines else []), *lines])


def verified_facts(outcomes: Sequence[Outcome[tuple[Difference, ...]]]) -> dict[str, object]:
    """Give the same for programs."""
    return {
        "targets": [
            {
                "name": one.name,
                "where": one.target.where,
                "differences": None
                if one.value is None
                else [{"path": own.path, "what": own.what} for own in one.value],
                "error": _error(one.error),
            }
            for one in outcomes
        ]
    }


def exit_code_of(outcomes: Sequence[Outcome[tuple[Difference, ...]]]) -> int:
    """Say how a comparison ends: a file that differs is a target that is not whole."""
    if any(one.value for one in outcomes):
        return PublishIncomplete.exit_code
    return several.exit_code([one.error for one in outcomes])


def due(found: Hosts, asked: Due) -> str:
    """Say why a run that a schedule started ends, or why it goes on."""
    words = found.words
    for one in asked.lives:
        if one.error is not None:
            return f"due: {one.name} does not say what it shows: {printable(one.error.what)}"
        if one.value is None:
            return f"due: {one.name} shows nothing yet"
    until, confirmed = asked.valid_until, asked.confirmed_until
    if until is None or confirmed is None:
        return "due: the files of the site have mistakes"
    if asked.ahead is not None:
        shown = _shows(asked.ahead.value, words)
        return f"due: {asked.ahead.name} shows the page of {shown}, which is still to come"
    if asked.due:
        late = min(confirmed, until)
        return f"due: what is live is right and confirmed until {words.moment(late)}"
    return (
        f"not due: what is live is right until {words.moment(until)}, and confirmed until "
        f"{words.moment(confirmed)}"
    )


def due_facts(asked: Due) -> dict[str, object]:
    """Give the same for programs."""

    def at(one: datetime | None) -> str | None:
        return None if one is None else report.instant(one)

    return {
        "due": asked.due,
        "valid_until": at(asked.valid_until),
        "confirmed_until": at(asked.confirmed_until),
        "targets": [
            {"name": one.name, "where": one.target.where, **_live(one.value)} for one in asked.lives
        ],
    }


def line(states: Iterable[tuple[str, int, int, str]], width: int) -> str:
    """Draw how far each target is, in one line of at most `width` columns."""
    parts = []
    for name, done, total, what in states:
        counted = f"{done}/{total}" if total else f"{done}"
        parts.append(f"{name} {counted} {what}".strip())
    text = printable("  |  ".join(parts))
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def _shows(live: Live | None, words: Words) -> str:
    if live is None:
        return "not known"
    return words.moment(live.built_at)


def _did(one: Outcome[Delivered], *, dry_run: bool) -> str:
    if one.value is None:
        return _kind(one.error)
    value = one.value
    counts = [
        f"{len(value.written)} {'to send' if dry_run else 'sent'}",
        f"{len(value.deleted)} {'to delete' if dry_run else 'deleted'}",
        f"{value.unchanged} unchanged",
    ]
    counts = [count for count in counts if not count.startswith("0 ")] or ["nothing to do"]
    if value.requests and not dry_run:
        counts.append(report.counted(value.requests, "request"))
    return f"{'would be live' if dry_run else 'live'}: {', '.join(counts)}"


def _kind(error: StatusgenError | None) -> str:
    if isinstance(error, LockHeld):
        return "not touched: another run was there first"
    if isinstance(error, PublishIncomplete):
        return "PARTLY NEW: did not get to the end"
    return "NOT CHANGED: shows what it showed before"


def _sum(published: Published, *, dry_run: bool) -> str:
    errors = [one.error for one in published.outcomes if one.error]
    every = len(published.outcomes)
    live = every - len(errors)
    done = "published" if published.built is not None else "rolled back"
    places = f"{live or 'none'} of {report.counted(every, 'target')}"
    if dry_run:
        return f"dry run: nothing was sent; it would be {done} at {places}"
    if errors and all(isinstance(error, LockHeld) for error in errors):
        return f"{done} at {places}; run it again in a minute"
    if any(isinstance(error, PublishIncomplete) for error in errors):
        return f"{done} at {places}; run it again, which completes what is partly new"
    return f"{done} at {places}"


def _failure(name: str, error: StatusgenError, style: str) -> str:
    if style == "github":
        return report.failure(type(error)(f"{name}: {error.what}", error.hint), style=style)
    return f"{name}: {report.failure(error)}"


def _facts(one: Outcome[Delivered]) -> dict[str, object]:
    facts: dict[str, object] = {
        "name": one.name,
        "where": one.target.where,
        "result": _result(one.error),
        **_live(one.live),
        "error": _error(one.error),
    }
    if (value := one.value) is not None:
        facts |= {
            "written": list(value.written),
            "deleted": list(value.deleted),
            "unchanged": value.unchanged,
            "sent": value.sent,
            "requests": value.requests,
            "notes": list(value.notes),
        }
    return facts


def _result(error: StatusgenError | None) -> str:
    if error is None:
        return "live"
    if isinstance(error, LockHeld):
        return "locked"
    return "incomplete" if isinstance(error, PublishIncomplete) else "unchanged"


def _live(live: Live | None) -> dict[str, object]:
    if live is None:
        return {"live": None}
    return {
        "live": {
            "release": live.release,
            "built_at": report.instant(live.built_at),
            "files": live.files,
            "size": live.size,
        }
    }


def _error(error: StatusgenError | None) -> dict[str, object] | None:
    return None if error is None else {"what": error.what, "hint": error.hint}


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    clean = [tuple(map(printable, row)) for row in rows]
    widths = [max(len(row[column]) for row in clean) for column in range(len(clean[0]) - 1)]
    return list(_lines(clean, widths))


def _lines(rows: Iterable[tuple[str, ...]], widths: Sequence[int]) -> Iterator[str]:
    for *cells, last in rows:
        padded = [f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)]
        yield "  ".join([*padded, last]).rstrip()
