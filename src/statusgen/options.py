"""What is asked of a run, as a value. Imports nothing that reads, decides or draws."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from statusgen.frozen import frozen

__all__ = ["Now", "Options", "Stage", "untold"]

Now = datetime | str
"""An instant in UTC, or a time as an author writes it, local to the site's zone."""

Stage = Callable[[str, int], None]
"""Is told what begins: a word for it, and with how many things it deals, 0 if that says nothing."""


def untold(_name: str, _count: int) -> None:
    """Tell nobody."""


@frozen
class Options:
    """What is asked of a run. `strict` makes warnings errors.

    Without `cache` nothing of earlier runs is known or kept in the site's folder. `processes` is
    how many may work at once; the result is the same.
    """

    site: Path
    now: Now
    skip_broken: bool = False
    strict: bool = False
    cache: bool = True
    processes: int = 1
    stage: Stage = untold
