"""Problems and results as text, JSON and annotations for CI. Prints nothing.

What a file says is untrusted: control characters never reach a terminal, and no text can end one
annotation and begin another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from statusgen.confirmation import instant
from statusgen.errors import Problem, Severity, StatusgenError
from statusgen.sources import Source

if TYPE_CHECKING:
    from statusgen.artifact import Artifact
    from statusgen.confirmation import Told
    from statusgen.derive import Status
    from statusgen.write import Receipt

__all__ = [
    "artifact_facts",
    "artifacts",
    "checked",
    "counted",
    "document",
    "facts_of",
    "failure",
    "instant",
    "problems",
    "result",
    "result_facts",
    "shown",
    "waiting_facts",
]

Waiting: TypeAlias = tuple[tuple[str, datetime, str], ...]
"""Updates that are dated after now, as `Told` has them."""

_WIDTH = 100
_TAB = "\t"
_SECRET = frozenset(("secret", "card-number"))


def problems(
    found: Sequence[Problem], *, files: Iterable[Source] = (), style: str = "text", prefix: str = ""
) -> str:
    """Say what was found, each with its place, its line and what to do; "" for nothing.

    `files` are where the lines are looked up; `prefix` is put before paths, for a site in another
    folder.
    """
    if style == "json":
        return document(facts_of(found, prefix))
    if style == "github":
        return "\n".join(_annotation(one, prefix) for one in found)
    by_path = {source.path: _covered(source, found) for source in files}
    blocks = [_text(one, by_path.get(one.where.path), prefix) for one in found]
    return "\n\n".join([*blocks, _counts(found)]) if blocks else ""


def _covered(source: Source, found: Sequence[Problem]) -> Source:
    """Cover what must not get into a log: the excerpt of a key is a copy of the key."""
    hidden = [one.where for one in found if one.code in _SECRET and one.where.path == source.path]
    if not hidden:
        return source
    lines = source.lines()
    for where in hidden:
        start, end = where.column - 1, where.column - 1 + where.length
        line = lines[where.line - 1]
        lines[where.line - 1] = line[:start] + "•" * len(line[start:end]) + line[end:]
    return source._replace(data="\n".join(lines).encode())


def failure(error: StatusgenError, *, style: str = "text") -> str:
    """Say why a run ended, other than by problems in files."""
    if style == "json":
        return document({"error": {"what": error.what, "hint": error.hint}})
    if style == "github":
        return f"::error::{_escaped(_sentence(error.what, error.hint))}"
    return f"error: {shown(error.what)}" + (f"\n  hint: {shown(error.hint)}" if error.hint else "")


def result(
    told: Told, receipt: Receipt, *, took: timedelta, out: str, verbose: bool = False
) -> str:
    """Say what a build changed, how long it took, what waits, and when the next one is due."""
    lines = [f"written: {shown(path)}" for path in receipt.written] if verbose else []
    lines += [f"deleted: {shown(path)}" for path in receipt.deleted] if verbose else []
    lines += [
        (
            f"{shown(out)}: {counted(len(receipt.written), 'file')} written, "
            f"{receipt.unchanged} unchanged, {len(receipt.deleted)} deleted, "
            f"in {took.total_seconds():.2f} s"
        )
    ]
    if told.left_out:
        entries = counted(len(told.left_out), "entry", "entries")
        lines.append(f"left out: {entries}; the page says that some reports cannot be shown")
    lines += _waiting_lines(told.waiting)
    until = told.valid_until
    lines.append(f"right until {told.until} ({instant(until)}): build again then")
    return "\n".join(lines)


def result_facts(told: Told, receipt: Receipt, *, took: timedelta) -> dict[str, object]:
    """Give the same for programs."""
    return {
        "written": list(receipt.written),
        "unchanged": receipt.unchanged,
        "deleted": list(receipt.deleted),
        "seconds": round(took.total_seconds(), 3),
        "left_out": list(told.left_out),
        **waiting_facts(told.waiting),
        "valid_until": instant(told.valid_until),
    }


def waiting_facts(waiting: Waiting) -> dict[str, object]:
    """Say to programs which updates are dated after now."""
    return {"waiting": [{"id": entry, "at": instant(at)} for entry, at, _ in waiting]}


def _waiting_lines(waiting: Waiting) -> list[str]:
    return [f"waiting until {text}: an update of {entry}" for entry, _, text in waiting]


def checked(status: Status, waiting: Waiting = ()) -> str:
    """Say what was looked at and found fit to be published, and what waits for its time."""
    site = status.site
    incidents = counted(len(site.incidents), "incident")
    maintenance = counted(len(site.maintenance), "maintenance entry", "maintenance entries")
    left_out = f", {len(site.broken)} left out" if site.broken else ""
    summary = f"checked {incidents} and {maintenance}{left_out}: ready to build"
    return "\n".join([summary, *_waiting_lines(waiting)])


def artifacts(found: Iterable[Artifact]) -> str:
    """List the files of a build with media type and cache class."""
    rows = [tuple(map(shown, row.values())) for row in artifact_facts(found)]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(
        f"{path:<{widths[0]}}  {media_type:<{widths[1]}}  {cache}"
        for path, media_type, cache in rows
    )


def artifact_facts(found: Iterable[Artifact]) -> list[dict[str, str]]:
    """Give the same for programs."""
    return [
        {
            "path": one.path,
            "media_type": one.media_type,
            "cache": one.cache.name.lower().replace("_", "-"),
        }
        for one in found
    ]


def document(facts: Mapping[str, object]) -> str:
    """Write facts as one JSON object, which may be read in a terminal, too."""
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    return text if text.replace("\n", "").isprintable() else "".join(map(_inert, text))


def _inert(one: str) -> str:
    # Half a character, of a name that is no text, is for who writes it: programs refuse it in JSON.
    if one.isprintable() or one == "\n" or "\ud800" <= one <= "\udfff":
        return one
    return json.dumps(one)[1:-1]


def facts_of(found: Sequence[Problem], prefix: str = "") -> dict[str, object]:
    """Give what was found for programs, under the name `problems`."""
    return {"problems": [_fields(one, prefix) for one in found]}


def _text(problem: Problem, source: Source | None, prefix: str) -> str:
    where = problem.where
    place = f"{shown(prefix + where.path)}:{where.line}:{where.column}"
    lines = [f"{place}: {problem.severity.value}: {shown(problem.what)}"]
    whole_file = (where.line, where.column, where.length) == (1, 1, 1)
    line = None if source is None or whole_file else _line(source, where.line)
    if line is not None:
        lines.extend(_excerpt(line, where.line, where.column, where.length))
    if problem.hint:
        lines.append(f"  hint: {shown(problem.hint)}")
    return "\n".join(lines)


def _line(source: Source, number: int) -> str | None:
    lines = source.lines()
    return lines[number - 1] if number <= len(lines) and lines[number - 1].strip() else None


def _excerpt(line: str, number: int, column: int, length: int) -> tuple[str, str]:
    """Show a line with a caret below the place; of a long one, the part around it."""
    start = max(0, column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    part = line[start : start + _WIDTH]
    before = part[: column - 1 - start]
    # A tab stays a tab above and below, so that the caret stands right at any width.
    pad = "".join("\t" if character == "\t" else " " for character in before)
    carets = "^" * max(1, min(length, len(part) - len(before)))
    margin = len(str(number)) + 2
    return (
        f"{number:>{margin}} | {shown(part, keep=_TAB)}",
        f"{'':>{margin}} | {pad}{carets}",
    )


def shown(text: str, *, keep: str = "") -> str:
    """Make text of a file safe to show: what does not print becomes the sign for what is missing.

    But for the characters in `keep`.
    """
    return "".join(
        character if character.isprintable() or character in keep else "\ufffd"
        for character in text
    )


def _counts(found: Sequence[Problem]) -> str:
    errors = sum(one.severity is Severity.ERROR for one in found)
    counts = ((errors, "error"), (len(found) - errors, "warning"))
    return " and ".join(counted(number, word) for number, word in counts if number)


def counted(number: int, one: str, many: str = "") -> str:
    """Say how many there are: "1 file", "2 entries"."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _fields(problem: Problem, prefix: str) -> dict[str, object]:
    where = problem.where
    return {
        "path": prefix + where.path,
        "line": where.line,
        "column": where.column,
        "length": where.length,
        "severity": problem.severity.value,
        "code": problem.code,
        "what": problem.what,
        "hint": problem.hint,
    }


def _annotation(problem: Problem, prefix: str) -> str:
    """Write one of GitHub's workflow commands, with the escapes that they need."""
    where = problem.where
    place = f"file={_property(prefix + where.path)},line={where.line},col={where.column}"
    said = _escaped(_sentence(problem.what, problem.hint))
    return f"::{problem.severity.value} {place},title={_property(problem.code)}::{said}"


def _sentence(what: str, hint: str) -> str:
    return f"{what} (hint: {hint})" if hint else what


def _escaped(text: str) -> str:
    # The log that they are read from is shown on a terminal, too.
    text = shown(text, keep="\r\n")
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
