"""Keeping the page right by itself: built, and published, whenever something changes or is due.

`loop` is the one thread that builds, `when` decides, `origins` and `branch` say where the files
come from and that they have changed, `health` tells machines, `saying` tells people. Reads no clock
but the one that it is given, and prints nothing.
"""

from __future__ import annotations

from statusgen.watching.branch import Branch
from statusgen.watching.health import Health, HealthFile, HealthServer
from statusgen.watching.loop import Settings, Tools, Watcher, until_stopped
from statusgen.watching.origins import Files, Origin, is_of_the_site

__all__ = [
    "Branch",
    "Files",
    "Health",
    "HealthFile",
    "HealthServer",
    "Origin",
    "Settings",
    "Tools",
    "Watcher",
    "is_of_the_site",
    "until_stopped",
]
