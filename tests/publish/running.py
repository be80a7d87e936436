"""A run as the command line would hand it to targets, whose time and environment a test decides."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

from statusgen.publish.target import Run

NOW = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)


def run(
    site: Path,
    *,
    later: timedelta = timedelta(0),
    environ: Mapping[str, str] | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, what: None,
    dry_run: bool = False,
    max_deletes: float = 1.0,
    budget: float = 60.0,
) -> Run:
    """Make a run at NOW, or so much later; in this process's environment, if none is given."""
    return Run(
        clock=lambda: NOW + later,
        pause=sleep,
        environ=dict(os.environ) if environ is None else environ,
        site=site,
        progress=progress,
        dry_run=dry_run,
        max_deletes=max_deletes,
        budget=budget,
    )
