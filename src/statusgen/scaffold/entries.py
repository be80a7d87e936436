"""An entry's text: a new one written whole, or an update put into one that stands.

Pure. What is put into a file is put between its bytes: not one of them changes, and it follows the
file's own line ends, its last line and its direction. Does not judge what a text says: what comes
of it is read back by `proving` before anything is written.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen import located
from statusgen.frozen import frozen
from statusgen.model import State, Update, UpdateStatus

__all__ = ["NewEntry", "NewUpdate", "compose", "insert", "place", "section", "written"]

_LINE_END = re.compile(rb"\r\n|\r|\n")


@frozen
class NewUpdate:
    """An update as its author means it. `text` has LF line ends and no blank lines around it."""

    at: datetime
    status: UpdateStatus
    text: str
    states: tuple[tuple[str, State], ...] = ()
    next_update: datetime | None = None


@frozen
class NewEntry:
    """An entry as its author means it: maintenance where there is a window, else an incident."""

    title: str
    first: NewUpdate
    states: tuple[tuple[str, State], ...] = ()
    still_works: tuple[str, ...] = ()
    what_to_do: str = ""
    data_safe: str = ""
    window: tuple[datetime, datetime] | None = None
    draft: bool = False


def compose(entry: NewEntry, zone: ZoneInfo) -> bytes:
    """Write a new entry's file; times are local to `zone`."""
    lines = ["---", *(["draft: true"] if entry.draft else []), _pair("title", entry.title)]
    if entry.window:
        starts, ends = entry.window
        lines += [f"starts: {written(starts, zone)}", f"ends: {written(ends, zone)}"]
    if entry.states:
        lines.append("components:")
        planned = entry.window and all(s is State.UNDER_MAINTENANCE for _, s in entry.states)
        lines += [f"  - {name}" if planned else f"  {name}: {s.word}" for name, s in entry.states]
    if entry.still_works:
        lines.append("still_works:")
        lines += [_item(text) for text in entry.still_works]
    for key, text in (("what_to_do", entry.what_to_do), ("data_safe", entry.data_safe)):
        lines += [_pair(key, text)] if text else []
    return "\n".join([*lines, "---", "", section(entry.first, zone)]).encode()


def place(updates: Sequence[Update], at: datetime) -> int | None:
    """Return the line before which an update of that time belongs; None for the file's end.

    It stands behind the updates of its own minute, in the direction that the file has.
    """
    own = [update for update in updates if not update.generated]
    steps = list(itertools.pairwise(update.where.line for update in own))
    newest_first = sum(a > b for a, b in steps) > sum(a < b for a, b in steps)
    in_file = sorted(own, key=lambda update: update.where.line)
    follows = (one for one in in_file if (one.at <= at if newest_first else one.at > at))
    return next((one.where.line for one in follows), None)


def insert(data: bytes, update: NewUpdate, *, before: int | None, zone: ZoneInfo) -> bytes:
    """Put an update into a file, before a line (counted from 1) or at its end.

    At the end, a file whose last line has no line end gets none there either.
    """
    end = _LINE_END.search(data)
    line_end = end[0] if end else b"\n"
    cut = len(data) if before is None else _start(data, before)
    head, tail = data[:cut], data[cut:]
    text = section(update, zone).encode().replace(b"\n", line_end)
    if tail:
        text += line_end
    elif not head.endswith((b"\r", b"\n")):
        text = line_end + text.removesuffix(line_end)
    return head + (b"" if _ends_blank(head) else line_end) + text + tail


def written(at: datetime, zone: ZoneInfo) -> str:
    """Write a time as an author in that zone would; with its offset where the clocks repeat it."""
    local = at.astimezone(zone)
    detail = "seconds" if local.second else "minutes"
    sure = local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset()
    return (local.replace(tzinfo=None) if sure else local).isoformat(sep=" ", timespec=detail)


def section(update: NewUpdate, zone: ZoneInfo) -> str:
    """Write an update with its heading; times are local to `zone`."""
    braces = [f"{name}: {state.word}" for name, state in update.states]
    if update.next_update is not None:
        braces.append(f"next_update: {written(update.next_update, zone)}")
    tail = f" {{{', '.join(braces)}}}" if braces else ""
    return f"## {written(update.at, zone)} {update.status.spoken}{tail}\n\n{update.text}\n"


def _start(data: bytes, line: int) -> int:
    ends = (end.end() for end in _LINE_END.finditer(data))
    return next(itertools.islice(ends, line - 2, None))


def _ends_blank(head: bytes) -> bool:
    lines = _LINE_END.split(head)
    return len(lines) > 1 and not lines[-1] and not lines[-2].strip()


def _pair(key: str, text: str) -> str:
    return _plainest(list(_ways(f"{key}:", text, "  ")), text)


def _item(text: str) -> str:
    ways = [f"k:\n{way}" for way in _ways("  -", text, "    ")]
    return _plainest(ways, text).partition("\n")[2]


def _plainest(ways: list[str], text: str) -> str:
    # What can be read in no way, such as a text that is too long, gets a problem from the parser.
    return next((way for way in ways if _reads(way, text)), ways[-1])


def _ways(mark: str, text: str, indent: str) -> Iterator[str]:
    """Yield the ways to write a text in YAML, the plainest first; the last one always can."""
    yield f"{mark} {text}"
    if "\n" in text:
        lines = (f"{indent}{line}" if line else "" for line in text.split("\n"))
        yield "\n".join([f"{mark} |", *lines])
    else:
        yield "{} '{}'".format(mark, text.replace("'", "''"))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    yield f'{mark} "{escaped}"'


def _reads(way: str, text: str) -> bool:
    node, problems = located.load(way, path="")
    if problems or not isinstance(node, located.Mapping) or len(node.pairs) != 1:
        return False
    value = node.pairs[0][1]
    if isinstance(value, located.Sequence):
        value = value.items[0]
    return isinstance(value, located.Scalar) and value.text.strip() == text
