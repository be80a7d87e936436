"""A small shop in New York to write on, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.strategies import source

from statusgen.derive import derive
from statusgen.parse import parse
from statusgen.scaffold.desk import Desk
from statusgen.sources import Sources
from statusgen.words import Words

__all__ = ["CONFIG", "NOW", "desk"]

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
CONFIG = b"""\
title: Shop
url: https://status.shop.example/
timezone: America/New_York
components:
  - {id: tills, name: Tills}
  - {id: web, name: Website}
  - {id: fax, name: Fax, retired: 2026-03-01}
"""


def desk(
    incidents: Mapping[str, str] | None = None, maintenance: Mapping[str, str] | None = None
) -> Desk:
    """Make a desk of entries' texts by the ends of their paths."""
    sources = Sources(
        config=source("statusgen.yml", CONFIG),
        incidents=tuple(
            source(f"content/incidents/{name}.md", text.encode())
            for name, text in (incidents or {}).items()
        ),
        maintenance=tuple(
            source(f"content/maintenance/{name}.md", text.encode())
            for name, text in (maintenance or {}).items()
        ),
    )
    site = parse(sources, skip_broken=True).site
    status = derive(site, now=NOW)
    words = Words.of(site.config)
    return Desk(site=Path("nowhere"), sources=sources, status=status, now=NOW, words=words)
