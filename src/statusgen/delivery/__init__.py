"""From a finished build to every place that shows it, and how that is told to people and programs.

`building` refuses what readers must not see, `release` names what is published, `delivering` does
it at all targets at once, `saying` tells of it. Prints nothing and reads no clock: both are the
command's.
"""

from __future__ import annotations

from statusgen.delivery.building import build
from statusgen.delivery.delivering import (
    Due,
    Hosts,
    Published,
    Verified,
    deliver,
    due,
    hosts,
    hosts_of,
    publish,
    roll_back,
    verify,
)
from statusgen.delivery.release import release

__all__ = [
    "Due",
    "Hosts",
    "Published",
    "Verified",
    "build",
    "deliver",
    "due",
    "hosts",
    "hosts_of",
    "publish",
    "release",
    "roll_back",
    "verify",
]
