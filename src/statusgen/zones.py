"""Time zones, all from the tzdata package: a machine's own files differ from the next machine's.

Whoever makes a zone imports this, or is given the zone. The package's folder becomes the only one
in which zoneinfo looks; it would find the package by itself too, but loads a tenth of the standard
library for that.
"""

from __future__ import annotations

import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]

__all__ = ["ZoneInfo", "names"]

_FOLDER = tzdata.__path__[0]
zoneinfo.reset_tzpath(to=(f"{_FOLDER}/zoneinfo",))


@cache
def names() -> tuple[str, ...]:
    """Return the names of all zones, sorted."""
    # As zoneinfo would, and with what a stage that is pure may know.
    with open(f"{_FOLDER}/zones", encoding="ascii") as file:  # noqa: PTH123
        return tuple(sorted(file.read().split()))
