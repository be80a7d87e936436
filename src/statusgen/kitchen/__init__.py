"""Made-up sites with everything in them that a page can show, to try a theme on. Text, no files.

`everything` has each field of each view filled in each way, and texts that strain a layout; in
`calm` all of that is over; in `doubtful` one report cannot be read beside it; `little` leaves out
what can be left out; in `empty` nothing has ever happened. A test holds that together they leave no
field of `views` untried. They are to be looked at as of `NOW`, with broken entries skipped. To try
a new field of a view, write the text that fills it here or in `entries`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from statusgen.fingerprint import digest
from statusgen.kitchen.entries import INCIDENTS, MAINTENANCE, MISTAKEN, past
from statusgen.sources import CONFIG, Source, Sources

__all__ = ["LOGOS", "NOW", "SITES", "calm", "doubtful", "empty", "everything", "little"]

NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""The instant that the sites are made for: a Sunday noon in London, in winter time."""

_CONFIG = """\
title: Kitchen & Sink <status>
url: https://status.example.com/kitchen/
timezone: Europe/London
language: {language}
help:
  - {{name: Help and contact, url: "https://example.com/help"}}
  - {{name: Call us on 01632 960001, url: "tel:+441632960001"}}
brand:
{brand}
states:
  partial_outage: Not working for some of you
components:
  - {{id: website, name: Website}}
groups:
  - id: kitchen
    name: The kitchen, with a name that is much too long for the line that it stands on
    description: Where everything is made that we sell in our stores
    components:
      - {{id: tap, name: Hot & cold tap, description: "Water, hot and cold", since: 2019-05-01}}
      - {{id: sink, name: Sink <double>, description: Where the water goes}}
      - {{id: oven, name: Donaudampfschifffahrtsgesellschaftskapitänsmütze}}
      - {{id: new, name: Opened today, description: Not a whole day old, since: 2026-11-22}}
      - {{id: young, name: Opened lately, since: 2026-11-03}}
      - {{id: old, name: Closed long ago, since: 2020-01-01, retired: 2026-06-01}}
  - id: office
    name: المكتب
    components:
      - {{id: phone, name: "Telephone 01632 960001", description: Every day from 8am to 8pm}}
      - {{id: post, name: Post}}
  - id: gone
    name: Nothing in here is left
    components:
      - {{id: fax, name: Fax, retired: 2025-01-01}}
"""

_BRAND = """\
  logo: brand/small.svg
  home: https://example.com/
  help: mailto:help@example.com"""

_OTHER_BRAND = "  logo: brand/large.svg"

_LITTLE = """\
title: Stall
url: https://stall.example/
timezone: UTC
language: {language}
components:
  - {{id: stall, name: Stall}}
"""

_EMPTY = """\
title: Nothing
url: https://nothing.example/
timezone: Asia/Tokyo
language: {language}
components: []
"""

_ONLY: Final[Mapping[str, str]] = {
    "closed": """\
---
title: The stall is closed
components: {stall: major_outage}
---

## 2026-11-22 09:00 Investigating

It is closed.
""",
}


def everything(language: str = "en-GB") -> Sources:
    """Make the site with everything: every state, impact and status, 60 entries of a component."""
    config = _CONFIG.format(language=language, brand=_BRAND)
    return _sources(config, {**INCIDENTS, **dict(past())}, MAINTENANCE)


def calm(language: str = "en-GB") -> Sources:
    """Make the same site on a day on which everything works."""
    return _over(language, {})


def doubtful(language: str = "en-GB") -> Sources:
    """Make the calm site with a report that cannot be read, so that nobody knows what works."""
    return _over(language, MISTAKEN)


def _over(language: str, more: Mapping[str, str]) -> Sources:
    over = ("2026-10-30-leak", "2026-11-01-stall", "2026-11-18-short", "2025-12-31-retired")
    done = ("2026-11-15-boiler", "2026-11-14-lamps", "2026-11-19-floor")
    return _sources(
        _CONFIG.format(language=language, brand=_OTHER_BRAND),
        {**{name: INCIDENTS[name] for name in over}, **more},
        {name: MAINTENANCE[name] for name in done},
    )


def little(language: str = "en-GB") -> Sources:
    """Make a site of one component and one open incident, without anything that is optional."""
    return _sources(_LITTLE.format(language=language), _ONLY, {})


def empty(language: str = "en-GB") -> Sources:
    """Make a site without components and entries."""
    return _sources(_EMPTY.format(language=language), {}, {})


SITES: Final[Mapping[str, Callable[[str], Sources]]] = {
    "everything": everything,
    "calm": calm,
    "doubtful": doubtful,
    "little": little,
    "empty": empty,
}
"""The sites by name, each made in a language: `ar` for one that is read from right to left."""


def _sources(config: str, incidents: Mapping[str, str], maintenance: Mapping[str, str]) -> Sources:
    return Sources(
        config=_source(CONFIG, config),
        incidents=_entries("incidents", incidents),
        maintenance=_entries("maintenance", maintenance),
    )


def _entries(kind: str, texts: Mapping[str, str]) -> tuple[Source, ...]:
    return tuple(_source(f"content/{kind}/{name}.md", texts[name]) for name in sorted(texts))


def _source(path: str, text: str) -> Source:
    data = text.encode()
    return Source(path, data, digest(data))


def _logo(path: str, circles: int) -> Source:
    """Draw a row of drops: small enough to stand in the page, or a file of its own."""
    drops = "".join(
        f'<circle cx="{20 * number + 10}" cy="10" r="8" fill="#00563f"/>'
        for number in range(circles)
    )
    box = f'viewBox="0 0 {20 * circles} 20"'
    return _source(path, f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{drops}</svg>')


LOGOS: Final[Mapping[str, Source]] = {
    path: _logo(path, circles)
    for path, circles in (("brand/small.svg", 3), ("brand/large.svg", 60))
}
"""The files of the logos, by the paths under which the sites name them."""
