"""What is taken of Babel's dates, where the machine's own time zone cannot be read as well.

Babel reads that zone when it is loaded, and fails where TZ or /etc/localtime leads to a folder or
to anything but a zone: in a container, say, into which a file was mounted that the host lacks. No
text is written in that zone, so that UTC does instead.
"""

from __future__ import annotations

import sys
from datetime import UTC
from types import ModuleType

try:
    import babel.localtime  # noqa: F401 - to see whether it can be loaded
except (OSError, ValueError):
    stand_in = ModuleType("babel.localtime")
    vars(stand_in)["LOCALTZ"] = UTC
    sys.modules["babel.localtime"] = stand_in

from babel.dates import (
    NO_INHERITANCE_MARKER,
    format_date,
    format_skeleton,
    format_time,
)

__all__ = ["NO_INHERITANCE_MARKER", "format_date", "format_skeleton", "format_time"]
