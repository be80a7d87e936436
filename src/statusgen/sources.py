"""The site's files as values: bytes with a name. Knows nothing of disks or meaning."""

from __future__ import annotations

from statusgen.errors import Problem
from statusgen.frozen import frozen

__all__ = ["Source", "Sources"]


@frozen(kw_only=False)
class Source:
    """One file: `path` is POSIX and relative to the site's folder, `digest` is of `data`."""

    path: str
    data: bytes
    digest: str


@frozen
class Sources:
    """Everything a build reads, each tuple sorted by path.

    `problems` are those of reading itself (a folder named x.md, a file that may not be read).
    """

    config: Source | None
    incidents: tuple[Source, ...]
    maintenance: tuple[Source, ...]
    problems: tuple[Problem, ...] = ()
