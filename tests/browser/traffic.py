"""What a page in a browser is still waiting for, so that no test moves a clock in between."""

from __future__ import annotations

from playwright.sync_api import Page

__all__ = ["Traffic"]


class Traffic:
    """The requests of a page that have no answer yet."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._under_way = 0
        page.on("request", lambda _: self._count(1))
        page.on("requestfinished", lambda _: self._count(-1))
        page.on("requestfailed", lambda _: self._count(-1))

    def settle(self) -> None:
        """Let what was asked for arrive, and what it leads to: 160 ms without any request."""
        quiet = 0
        for _ in range(1000):
            self._page.wait_for_timeout(20)
            quiet = 0 if self._under_way else quiet + 1
            if quiet == 8:
                return
        raise AssertionError("the page is still waiting for an answer")

    def _count(self, step: int) -> None:
        self._under_way += step
