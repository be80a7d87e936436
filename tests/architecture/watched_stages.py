"""A program for test_purity.py: run the pure stages over a site and print what they reached for.

Called with the site's folder. It runs twice: as it is, and reaching for everything on purpose. An
audit hook stays for good, which is why this is a process of its own.

Read before the hook is set are, as in a build, the site and the theme; and all that can be
preloaded: what is imported late, by whole runs over another site; Babel's data, which `Words.of`
reads ahead; the names of all zones and the rules of the site's own, which are kept.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from statusgen.artifacts import compose
from statusgen.check import check
from statusgen.derive import derive
from statusgen.fingerprint import digest
from statusgen.parse import parse
from statusgen.present.edition import Edition
from statusgen.read import read_site, read_theme
from statusgen.render import draw
from statusgen.sources import Source, Sources
from statusgen.theme import Theme
from statusgen.words import Words

WATCHED = tuple(
    "open os. shutil. glob. pathlib. tempfile. socket. urllib. http. subprocess. ctypes. mmap. "
    "fcntl. sqlite3. import".split()
)

CONFIG = """
title: Warm
url: https://warm.example/
timezone: Europe/London
components:
  - {id: a, name: A, description: B}
"""
INCIDENT = """---
title: Warm
components: {a: major_outage}
---

*Markdown* with [a link](history/), `code`, a list and a table:

* one

| a | b |
|---|---|
| c | d |

## 2026-03-01 10:00 Investigating {next_update: 2026-03-01 11:00}

Text.

## 2026-03-02 11:30 Resolved

Text.
"""
MAINTENANCE = """---
title: Warm
starts: 2026-03-02 10:00
ends: 2026-03-02 12:00
components: [a]
---

## 2026-03-01 10:00 Scheduled

Text.
"""
WARM = (
    datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    datetime(2026, 3, 2, 11, 0, tzinfo=UTC),
    datetime(2026, 3, 3, 9, 30, tzinfo=UTC),
)
NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)

PLANTED: dict[str, Callable[[], object]] = {
    "open": Path(os.devnull).open,
    "os.listdir": os.listdir,
    "os.scandir": os.scandir,
    "os.mkdir": Path("never").mkdir,
    "os.remove": Path("never").unlink,
    "os.rename": partial(os.rename, "never", "ever"),
    "os.system": partial(os.system, "true"),
    "shutil.rmtree": partial(shutil.rmtree, "never"),
    "socket.__new__": socket.socket,
    "socket.getaddrinfo": partial(socket.getaddrinfo, None, 1),
    "urllib.Request": partial(urllib.request.urlopen, "http://localhost:1"),
    "subprocess.Popen": partial(subprocess.Popen, ["true"]),
    "ctypes.dlopen": partial(ctypes.CDLL, "never"),
    "import": partial(__import__, "never"),
}
"""What to reach for on purpose, by the event that the interpreter tells of it."""


class Watch:
    """Notes what a stage reaches for, and refuses it; where no stage is on, everything is free."""

    def __init__(self) -> None:
        self.stage = ""
        self.reached: list[tuple[str, str, str]] = []

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.stage or not event.startswith(WATCHED):
            return
        self.reached.append((self.stage, event, str(args[0]) if args else ""))
        raise PermissionError(f"{event} in {self.stage}")

    def run(self, sources: Sources, layers: Any, now: datetime, *, plant: bool = False) -> int:
        """Go through the stages; return how many files were drawn."""
        self.stage = "parse"
        site = parse(sources).site
        self.stage = "derive"
        status = derive(site, now=now)
        self.stage = "check"
        tuple(check(status, sources, now=now))
        self.stage = "words"
        words = Words.of(site.config)
        theme = Theme(layers, words)
        self.stage = "compose"
        found = compose(Edition(status, words, theme.published), theme, built_at=now)
        self.stage = "render"
        drawn = {one.path: draw(one, theme) for one in found}
        for reach in PLANTED.values() if plant else ():
            with suppress(PermissionError):
                reach()
        self.stage = ""
        return len(drawn)


def source(path: str, text: str) -> Source:
    return Source(path, text.encode(), digest(text.encode()))


def main(folder: Path) -> None:
    layers, _ = read_theme(folder, "default")
    warm = Sources(
        config=source("statusgen.yml", CONFIG),
        incidents=(source("content/incidents/a.md", INCIDENT),),
        maintenance=(source("content/maintenance/b.md", MAINTENANCE),),
    )
    watch = Watch()
    for now in WARM:
        watch.run(warm, layers, now)
    site = read_site(folder)
    sys.addaudithook(watch.hook)
    drawn = watch.run(site, layers, NOW)
    reached, watch.reached = watch.reached, []
    watch.run(site, layers, NOW, plant=True)
    entries = len(site.incidents) + len(site.maintenance)
    found = {"reached": reached, "planted": watch.reached, "drawn": drawn, "entries": entries}
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
