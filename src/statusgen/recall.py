"""Entries read again only where their files changed: the rest is known from earlier runs.

What is known of a file is trusted for the same bytes under the same path, read with the same
components and zone, by the same engine; and for nothing else.

Two things are kept. The index has a few words on each entry, and is all that a run looks at which
shows little. Drawers have whole entries, those of one month in each, and are opened when somebody
asks for one of them.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from statusgen.cache import ENTRIES, Shelf
from statusgen.check import nothing_in
from statusgen.derive import outline_of
from statusgen.fingerprint import digest
from statusgen.model import Outline
from statusgen.parse import leads_on, read_entry
from statusgen.parse.components import Known
from statusgen.parse.entry import Parsed, entry_id
from statusgen.parse.late import LateIncident, LateMaintenance
from statusgen.parse.rows import entry_of, fingerprint_of, row_of
from statusgen.processes import spread
from statusgen.sources import Source, Sources

__all__ = ["Recall"]

_MONTH = re.compile(r"\d{4}-\d\d", re.ASCII)


class Recall:
    """Reads entries for `parse`, each one only if it has to; `keep` leaves it for the next run.

    `shelf` is where it is left; without one nothing is known or kept. `doubtful` are the paths of
    files in which rules about whole files find something. Whoever stays, as a preview does, gives
    what it learned as `before` and has nothing done twice.
    """

    def __init__(
        self,
        shelf: Shelf | None,
        sources: Sources,
        known: Known,
        *,
        before: Recall | None = None,
    ) -> None:
        name = fingerprint_of(known)
        kept = {} if shelf is None else shelf.load(ENTRIES)
        rows: dict[str, tuple[str, Any]] = kept["rows"] if kept.get("known") == name else {}
        self.doubtful: set[str] = set(kept.get("doubtful", ()))
        self._memory = _Memory(shelf, name, known)
        if before is not None:
            self.doubtful = set(before.doubtful)
            if before._memory.name == name:
                self._memory, rows = before._memory, before._rows
        self._shelf = shelf
        self._sources = sources
        self._maintenance = {one.path for one in sources.maintenance}
        self._rows: dict[str, tuple[str, Any]] = {}
        self._unknown: list[Source] = []
        for one in sources.entries:
            row = rows.get(one.path)
            if row is not None and row[0] == one.digest:
                self._rows[one.path] = row
            else:
                self._unknown.append(one)
        # What is to be written anew: the drawers of files that changed, came or went.
        changed = (*(one.path for one in self._unknown), *(rows.keys() - self._rows.keys()))
        self._stale = {_drawer(path) for path in changed}
        self._fresh: dict[str, bytes] = {}
        self._sent = True

    def again(self, sources: Sources, changed: Sequence[Source]) -> Recall:
        """Return what is known of files that are the same but for these, and read these."""
        recall = copy(self)
        recall._sources, recall._unknown = sources, list(changed)
        recall._rows, recall.doubtful = dict(self._rows), set(self.doubtful)
        recall.learn(processes=1)
        return recall

    @property
    def unknown(self) -> int:
        """How many files have to be read."""
        return len(self._unknown)

    def learn(self, *, processes: int) -> None:
        """Read every file that is not known."""
        self._sent = self._shelf is not None or processes > 1
        found = spread(self._unknown, self._read, processes=processes)
        for one, (outline, clean, row) in zip(self._unknown, found, strict=True):
            self._rows[one.path] = (one.digest, outline)
            if row:
                self._fresh[one.path] = row
            if clean:
                self.doubtful.discard(one.path)
            else:
                self.doubtful.add(one.path)
        self._unknown = []

    def _read(self, share: Sequence[Source]) -> list[tuple[Any, bool, bytes]]:
        rows = []
        for one in share:
            maintenance = one.path in self._maintenance
            if self._sent:
                # The row is what is kept: ten thousand whole entries would take time for memory.
                parsed = read_entry(one, maintenance=maintenance, known=self._memory.known)
                row = marshal.dumps(row_of(parsed))
            else:
                parsed = self._memory.read(one, maintenance=maintenance)
                row = b""
            outline = _outline(parsed)
            rows.append((None if outline is None else tuple(outline), nothing_in(one), row))
        return rows

    def entry(self, source: Source) -> Parsed:
        """Return what came of a file that is known by now."""
        memory, maintenance = self._memory, source.path in self._maintenance
        known = memory.given.get(source.path)
        if known is not None and known[0] is source:
            return known[1]
        outline = self._rows[source.path][1]
        if source.path in self._fresh:
            memory.rows[source.path] = (source.digest, self._fresh[source.path])
        if outline is None:
            parsed = memory.fetch(source, maintenance=maintenance)
        else:
            kind = LateMaintenance if maintenance else LateIncident
            fetch = memory.maintenance if maintenance else memory.incident
            late = kind.of(entry_id(source.path), source, Outline._make(outline), fetch)
            parsed = Parsed(entry=late, draft=False, problems=())
        memory.given[source.path] = (source, parsed)
        return parsed

    def keep(self) -> None:
        """Leave it for the next run, as far as it is new."""
        # What had to be read although an earlier run knew it: its drawer is lost or damaged.
        for path, row in self._memory.lost.items():
            self._fresh.setdefault(path, row)
            self._stale.add(_drawer(path))
        if self._shelf is None or not self._stale:
            return
        drawers: dict[str, dict[str, tuple[str, bytes]]] = {name: {} for name in self._stale}
        for path, row in self._fresh.items():
            drawers[_drawer(path)][path] = self._rows[path][0], row
        for name, rows in drawers.items():
            for path, (own, row) in self._memory.drawer(name).items():
                if path not in rows and path in self._rows and self._rows[path][0] == own:
                    rows[path] = own, row
            if rows:
                self._shelf.save(name, {"known": self._memory.name, "rows": rows})
            else:
                self._shelf.remove(name)
        doubtful = sorted(self.doubtful & self._rows.keys())
        kept = {"known": self._memory.name, "rows": self._rows, "doubtful": doubtful}
        self._shelf.save(ENTRIES, kept)


class _Memory:
    """Whole entries, wherever they are: in memory, in a drawer, or in the bytes of their file.

    `given` are those that were asked for, with the files that they were made of; `rows` are those
    that were read in this run, `lost` those that an earlier run had read. Nothing is returned that
    is not of the bytes that it is asked for.
    """

    def __init__(self, shelf: Shelf | None, name: str, known: Known) -> None:
        self.name = name
        self.given: dict[str, tuple[Source, Parsed]] = {}
        self.rows: dict[str, tuple[str, bytes]] = {}
        self.lost: dict[str, bytes] = {}
        self._shelf = shelf
        self.known = known
        self._whole: dict[str, tuple[str, Parsed]] = {}
        self._opened: dict[str, Mapping[str, tuple[str, bytes]]] = {}

    def read(self, source: Source, *, maintenance: bool) -> Parsed:
        """Read a file, and remember what came of it."""
        parsed = read_entry(source, maintenance=maintenance, known=self.known)
        self._whole[source.path] = source.digest, parsed
        return parsed

    def fetch(self, source: Source, *, maintenance: bool) -> Parsed:
        """Return what came of a file."""
        known = self._whole.get(source.path)
        if known is not None and known[0] == source.digest:
            return known[1]
        row = self.row(source.path, source.digest)
        if row is None:
            parsed = self.read(source, maintenance=maintenance)
            self.lost[source.path] = marshal.dumps(row_of(parsed))
            return parsed
        return entry_of(marshal.loads(row), source.path)

    def incident(self, source: Source) -> Any:
        """Return the incident of a file that holds one."""
        return self.fetch(source, maintenance=False).entry

    def maintenance(self, source: Source) -> Any:
        """Return the maintenance of a file that holds one."""
        return self.fetch(source, maintenance=True).entry

    def row(self, path: str, own: str) -> bytes | None:
        """Return the row of these bytes at this path, if there is one."""
        known = self.rows.get(path) or self.drawer(_drawer(path)).get(path)
        return known[1] if known is not None and known[0] == own else None

    def drawer(self, name: str) -> Mapping[str, tuple[str, bytes]]:
        """Open a drawer: the rows that an earlier run has left there, with their digests."""
        if name not in self._opened:
            kept = {} if self._shelf is None else self._shelf.load(name)
            self._opened[name] = kept["rows"] if kept.get("known") == self.name else {}
        return self._opened[name]


def _outline(parsed: Parsed) -> Outline | None:
    """Return the outline of an entry of which nothing else has to be known to list it."""
    entry = parsed.entry
    if entry is None or parsed.problems or leads_on(entry):
        return None
    return outline_of(entry)


def _drawer(path: str) -> str:
    """Name where an entry is kept: beside those of its month, since pages show these together."""
    name = entry_id(path)
    month = _MONTH.match(name)
    return f"{ENTRIES}-{month[0] if month else digest(name.encode())[:2]}"
