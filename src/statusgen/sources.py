"""The site's files as values: bytes with a name. Knows nothing of disks or meaning."""

from __future__ import annotations

from dataclasses import dataclass

from statusgen.errors import Problem

__all__ = ["Source", "Sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file: `path` is POSIX and relative to the site's folder, `digest` is of `data`."""

    path: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Everything a build reads, each tuple sorted by path.

    `problems` are those of reading itself (a folder named x.md, a file that may not be read).
    """

    config: Source | None
    incidents: tuple[Source, ...]
    maintenance: tuple[Source, ...]
    problems: tuple[Problem, ...] = ()
