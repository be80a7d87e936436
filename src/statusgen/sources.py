"""The site's files as values: bytes with a name. Knows nothing of disks or meaning."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import NamedTuple

from statusgen.errors import Problem
from statusgen.frozen import frozen

__all__ = ["Source", "Sources"]


_path = attrgetter("path")


class Source(NamedTuple):
    """One file: `path` is POSIX and relative to the site's folder, `digest` is of `data`.

    A named tuple, since every build makes one of each file.
    """

    path: str
    data: bytes
    digest: str


@frozen
class Sources:
    """Everything a build reads, each tuple sorted by path, folder by folder.

    `problems` are those of reading itself (a folder named x.md, a file that may not be read).
    """

    config: Source | None
    incidents: tuple[Source, ...]
    maintenance: tuple[Source, ...]
    problems: tuple[Problem, ...] = ()

    def entry(self, path: str) -> Source:
        """Return the file of an entry; KeyError where there is none of this path."""
        for row in (self.incidents, self.maintenance):
            place = bisect_left(row, path, key=_path)
            if place < len(row) and row[place].path == path:
                return row[place]
        # A folder stands among files by its own name: not all of them need be in order.
        for source in (*self.incidents, *self.maintenance):
            if source.path == path:
                return source
        raise KeyError(path)
