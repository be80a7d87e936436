"""Entries of which only the outline is there: the rest is fetched when somebody asks for it.

A page shows a few entries, and a site has ten thousand. Who keeps outlines makes such entries, and
knows where the rest is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from statusgen.model import Incident, Maintenance, Outline
from statusgen.ondemand import OnDemand
from statusgen.sources import Source

__all__ = ["LateIncident", "LateMaintenance"]


_OWN = ("_fetch", "_source")
"""The slots of the two classes: a base may not have any beside those of a dataclass."""


class _Late(OnDemand):
    __slots__ = ()

    known = frozenset(("id", "title", "digest", "outline"))

    _fetch: Callable[[Source], Any]
    _source: Source

    @classmethod
    def of(cls, id_: str, source: Source, outline: Outline, fetch: Callable[[Source], Any]) -> Self:
        """Make one; `fetch` returns the entry that the file holds."""
        entry = object.__new__(cls)
        fill = object.__setattr__
        fill(entry, "id", id_)
        fill(entry, "title", outline.title)
        fill(entry, "digest", source.digest)
        fill(entry, "outline", outline)
        fill(entry, "_source", source)
        fill(entry, "_fetch", fetch)
        return entry

    def whole(self) -> Any:
        return self._fetch(self._source)

    @property
    def path(self) -> str:
        """The file's path, from the site's folder."""
        return self._source.path


class LateIncident(_Late, Incident):
    """An incident that is read when it is asked for more than its outline."""

    __slots__ = _OWN


class LateMaintenance(_Late, Maintenance):
    """Planned work that is read when it is asked for more than its outline."""

    __slots__ = _OWN
