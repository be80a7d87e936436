"""The site's files as values: bytes with a name. Knows nothing of disks or meaning."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from statusgen.errors import Problem
from statusgen.frozen import frozen

__all__ = [
    "CONFIG",
    "INCIDENTS",
    "MAINTENANCE",
    "Layers",
    "Source",
    "Sources",
    "is_text",
    "left_behind",
    "place_of",
]

CONFIG = "statusgen.yml"
"""The file of a site's settings, in its folder."""

INCIDENTS, MAINTENANCE = "content/incidents", "content/maintenance"
"""The folders of entries, in the site's."""

_path = attrgetter("path")


class Source(NamedTuple):
    """One file: `path` is POSIX and relative to the site's folder, `digest` is of `data`.

    A named tuple, since every build makes one of each file.
    """

    path: str
    data: bytes
    digest: str

    def lines(self) -> list[str]:
        """Cut it into lines to be shown: what is no UTF-8 is replaced, and nothing refused."""
        text = self.data.decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


Layers = tuple[tuple[str, tuple[Source, ...]], ...]
"""The layers of a theme with their files, strongest first: (name, files) pairs."""


@frozen
class Sources:
    """Everything a build reads, each tuple sorted by path.

    `problems` are those of reading itself (a folder named x.md, a file that may not be read).
    """

    config: Source | None
    incidents: tuple[Source, ...]
    maintenance: tuple[Source, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def entries(self) -> tuple[Source, ...]:
        """The files of all entries."""
        return (*self.incidents, *self.maintenance)

    def entry(self, path: str) -> Source:
        """Return the file of an entry; KeyError where there is none of this path."""
        for row in (self.incidents, self.maintenance):
            place = place_of(path, row)
            if place is not None:
                return row[place]
        raise KeyError(path)


def place_of(path: str, row: Sequence[Source]) -> int | None:
    """Return where the file of this path is among files sorted by path; None where it is not."""
    place = bisect_left(row, path, key=_path)
    return place if place < len(row) and row[place].path == path else None


def left_behind(name: str) -> bool:
    """Say whether a file of this name is hidden, or what an editor leaves beside one: x~, #x#, ~$x.

    A report whose name only begins with #, as that of a ticket may, is one that was meant.
    """
    if name.startswith((".", "~$")) or name.endswith("~"):
        return True
    return name[:1] == name[-1:] == "#"


def is_text(name: str) -> bool:
    """Say whether the name of a file is text: bytes that are none come as surrogates."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)
