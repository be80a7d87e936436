"""A site with every kind of page at its richest, in each theme, read to the right and to the left.

It is the kitchen sink that themes are tried on, so what is added there is looked at here. It is
served below a path, with its own header fields, and for its readers it is always the same noon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from tests.conformance.hosting import Host, host
from tests.conformance.sites import ROOT, Built, built, write

from statusgen import kitchen
from statusgen.sources import Sources

__all__ = [
    "KINDS",
    "LEFT_TO_RIGHT",
    "LOOKS",
    "THEMES",
    "Gallery",
    "Look",
    "hosted",
    "reader",
    "show_everything",
]

THEMES = tuple(sorted(path.parent.name for path in (ROOT / "themes").glob("*/theme.yml")))

KINDS: Mapping[str, str] = {
    "index": "kitchen/",
    "calm index": "calm/",
    "open incident": "kitchen/incidents/2026-11-20-drips/",
    "resolved incident": "kitchen/incidents/2026-10-30-leak/",
    "maintenance": "kitchen/maintenance/2026-12-01-pipes/",
    "component": "kitchen/components/sink/",
    "history": "kitchen/history/",
    "year": "kitchen/history/2023/",
    "subscribe": "kitchen/subscribe/",
    "404": "kitchen/404.html",
    "stub": "doubtful/incidents/2026-11-22-broken/",
}
"""The path of a page of each kind.

On the calm site all is over and everything works; on the doubtful one a report cannot be read.
"""

_LANGUAGES = {"ltr": "en-GB", "rtl": "ar"}


@dataclass(frozen=True)
class Look:
    """A theme, and the direction in which its pages are read."""

    theme: str
    direction: str

    def __str__(self) -> str:
        return f"{self.theme}-{self.direction}"


LEFT_TO_RIGHT = tuple(Look(theme, "ltr") for theme in THEMES)
"""One look of each theme, for what is the same in either direction."""
LOOKS = (
    Look("default", "ltr"),
    Look("plain", "rtl"),
    pytest.param(Look("default", "rtl"), marks=pytest.mark.enduring),
    pytest.param(Look("plain", "ltr"), marks=pytest.mark.enduring),
)
"""Each theme in one direction; with --endure in both."""


@dataclass(frozen=True)
class Gallery:
    """The pages in one look, and the host that serves them."""

    look: Look
    host: Host

    def address(self, kind: str) -> str:
        """Return the address of a kind's page."""
        return self.host.address + KINDS[kind]

    def file(self, kind: str) -> str:
        """Name the file of a kind's page, as the host does."""
        path = KINDS[kind]
        return path + "index.html" * path.endswith("/")


@contextmanager
def hosted(look: Look) -> Iterator[Gallery]:
    """Serve the sites in a look until the block is left."""
    with host(_files(look)) as served:
        served.date = kitchen.NOW
        yield Gallery(look, served)


@contextmanager
def reader(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a page in a context of its own, for which it is always the moment of the build."""
    context = browser.new_context(**options)
    context.clock.set_fixed_time(kitchen.NOW)
    yield context.new_page()
    context.close()


def show_everything(page: Page) -> None:
    """Let a page show what it may show: what is folded, what comes later, and that it is old."""
    page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          for (const one of document.querySelectorAll("[data-from]")) {
            one.textContent = one.dataset.says;
            one.hidden = false;
          }
          document.getElementById("stale").textContent = "This page may be out of date.";
        }"""
    )


@cache
def _files(look: Look) -> dict[str, bytes]:
    language = _LANGUAGES[look.direction]
    everything = _built(kitchen.everything(language), look.theme)
    calm = _built(kitchen.calm(language), look.theme)
    doubtful = _built(kitchen.doubtful(language), look.theme)
    # Only the page that is shown for any missing one must know the path of the site's address.
    assert urlsplit(everything.url).path == "/kitchen/"
    assert everything.json("build.json")["state"] == "major_outage"
    assert calm.json("build.json")["state"] == "operational"
    sites = {"kitchen": everything, "calm": calm, "doubtful": doubtful}
    files = {
        f"{folder}/{path}": data
        for folder, site in sites.items()
        for path, data in site.files.items()
    }
    return files | {"_headers": _rules(sites)}


def _built(sources: Sources, theme: str) -> Built:
    assert sources.config is not None
    entries = (*sources.incidents, *sources.maintenance, *kitchen.LOGOS.values())
    files = {source.path: source.data.decode() for source in entries}
    files[sources.config.path] = f"{sources.config.data.decode()}theme: {theme}\n"
    with TemporaryDirectory() as folder:
        site = write(Path(folder), files)
        return built(site, f"{kitchen.NOW:%Y-%m-%dT%H:%MZ}", skip_broken=True)


def _rules(sites: Mapping[str, Built]) -> bytes:
    moved = (
        re.sub("^/", f"/{folder}/", site.text("_headers"), flags=re.MULTILINE)
        for folder, site in sites.items()
    )
    return "\n".join(moved).encode()
