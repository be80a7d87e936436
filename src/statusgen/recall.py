"""Entries read again only where their files changed: the rest is known from earlier runs.

What is known of a file is trusted for the same bytes under the same path, read with the same
components and zone, by the same engine; and for nothing else.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from statusgen.parse.components import Known
from statusgen.parse.entry import Parsed, parse_entry
from statusgen.parse.rows import entry_of, fingerprint_of, row_of
from statusgen.processes import spread
from statusgen.sources import Source, Sources

__all__ = ["Recall"]

T = TypeVar("T")

_Kept = dict[str, tuple[str, bytes]]


class Recall:
    """Reads entries for `parse`, each one only if it has to; `kept` is what to keep afterwards.

    `news` says whether that is anything new. `clean` is for `check`, to know and to add to. Whoever
    stays, as a preview does, gives what it learned as `before` and has nothing done twice.
    """

    def __init__(
        self,
        kept: Mapping[str, Any],
        sources: Sources,
        known: Known,
        *,
        before: Recall | None = None,
    ) -> None:
        self._name = fingerprint_of(known)
        self._known = known
        rows: _Kept = kept.get("rows", {}) if kept.get("known") == self._name else {}
        clean: Iterable[str] = kept.get("clean", ())
        parsed: dict[str, tuple[str, Parsed]] = {}
        if before is not None:
            clean = before.clean
            parsed = before._parsed if before._name == self._name else {}
        every = (*sources.incidents, *sources.maintenance)
        self._rows = _of_same(every, rows)
        self._parsed: dict[str, tuple[str, Parsed]] = _of_same(every, parsed)
        self._unknown = [
            one for one in every if one.path not in self._rows and one.path not in self._parsed
        ]
        self._maintenance = {one.path for one in sources.maintenance}
        self.clean: set[str] = set(clean).intersection(one.digest for one in every)
        self.news = bool(self._unknown) or len(rows) != len(every)

    @property
    def kept(self) -> dict[str, Any]:
        """What the next run may know."""
        return {"known": self._name, "rows": self._rows, "clean": sorted(self.clean)}

    @property
    def unknown(self) -> int:
        """How many files have to be read."""
        return len(self._unknown)

    def learn(self, *, processes: int) -> None:
        """Read every file that is not known, and make what came of it ready to be kept."""
        rows = spread(self._unknown, self._read, processes=processes)
        for one, row in zip(self._unknown, rows, strict=True):
            self._rows[one.path] = (one.digest, row)
        self._unknown = []

    def _read(self, share: Sequence[Source]) -> list[bytes]:
        # In another process it is remembered for nothing; in this one it is not done twice.
        return [marshal.dumps(row_of(self.entry(one))) for one in share]

    def entry(self, source: Source) -> Parsed:
        """Return what came of a file; one that nothing is known of is read."""
        known = self._parsed.get(source.path)
        if known is not None:
            return known[1]
        row = self._rows.get(source.path)
        if row is not None:
            parsed = entry_of(marshal.loads(row[1]), source.path)
        else:
            maintenance = source.path in self._maintenance
            parsed = parse_entry(source, maintenance=maintenance, known=self._known)
        self._parsed[source.path] = source.digest, parsed
        return parsed


def _of_same(
    sources: Iterable[Source], known: Mapping[str, tuple[str, T]]
) -> dict[str, tuple[str, T]]:
    """Return what is known of these very bytes."""
    return {
        one.path: row
        for one in sources
        if (row := known.get(one.path)) is not None and row[0] == one.digest
    }
