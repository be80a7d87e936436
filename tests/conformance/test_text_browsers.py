"""What a browser for text, or a program that makes text of a page, shows of it.

Lynx, w3m, Links, ELinks and html2text know neither a style nor `hidden`, and run no script: they
show whatever stands between tags.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.conformance.sites import QUIET, built, write

FILES = {
    "statusgen.yml": QUIET["statusgen.yml"] + "theme: %s\n",
    "content/maintenance/2026-03-10-web.md": """---
title: New website
components: [web]
starts: 2026-03-10 22:00
ends: 2026-03-11 02:00
---

## 2026-03-01 11:00 Scheduled

We move it.
""",
}


class Shown(HTMLParser):
    """Gathers the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self._silent = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title"):
            self._silent = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data


@pytest.mark.parametrize("theme", ["default", "plain"])
@pytest.mark.parametrize("now", ["2026-03-09T12:00Z", "2026-03-10T23:00Z"])
def test_planned_work_is_not_said_to_be_over_before_it_is(tmp_path: Path, theme: str, now: str):
    """These sentences are for the time between two builds, and only the page's script has one."""
    files = FILES | {"statusgen.yml": FILES["statusgen.yml"] % theme}
    site = built(write(tmp_path, files), now)
    for path in ("index.html", "maintenance/2026-03-10-web/index.html"):
        html = site.text(path)
        assert "This work should be finished by now." in html
        shown = Shown(html).text
        assert "New website" in shown
        assert "should be" not in shown, path
