"""A browser, one for each module: two at once cannot be driven from one thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser(part: Callable[[str], Path]) -> Iterator[Browser]:
    """Start Chromium; a module's tests share it and open pages of their own."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=part("chromium"), args=ARGUMENTS)
        yield started
        started.close()
