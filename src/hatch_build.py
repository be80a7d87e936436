"""Write the shipped templates as Python before the program is packed or installed."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = ["CustomBuildHook"]


class CustomBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it makes a wheel, one for an editable installation too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write them with the very code that is to be packed."""
        del version, build_data
        sys.path.insert(0, str(Path(self.root, "src")))
        from statusgen.shipped import write_templates

        # Without them all is as it is with them, only later: a folder may be for reading alone.
        with suppress(OSError):
            write_templates()
