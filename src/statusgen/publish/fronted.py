"""A target with a network in front of it: what has changed there is told to the network.

Whatever the network answers, the page is published: it asks again by itself after half a minute.
"""

from __future__ import annotations

from dataclasses import replace

from statusgen.publish.purge import Purge, after
from statusgen.publish.redact import of_a_mistake
from statusgen.publish.release import Release
from statusgen.publish.target import (
    Delivered,
    Difference,
    Live,
    Memory,
    Run,
    Target,
    is_mute,
    mending,
)

__all__ = ["Fronted"]


class Fronted:
    """A `Target` like the one that it holds; `url` is the site's address, with its slash."""

    def __init__(self, target: Target, purge: Purge, url: str) -> None:
        self.name = target.name
        self.where = target.where
        self.mending = mending(target)
        self.mute = is_mute(target)
        self.target = target
        self.purge = purge
        self.url = url

    def publish(self, release: Release, run: Run) -> Delivered:
        """Make the release live, and have the network forget what has changed."""
        return self._told(self.target.publish(release, run), run)

    def live(self, run: Run) -> Live | None:
        """Say what is live behind the network."""
        return self.target.live(run)

    def verify(self, run: Run) -> tuple[Difference, ...]:
        """Compare the files behind the network."""
        return self.target.verify(run)

    def rollback(self, run: Run) -> Delivered:
        """Make the release before live again, and have the network forget what has changed."""
        return self._told(self.target.rollback(run), run)

    def memory(self, run: Run) -> Memory | None:
        """Return where small private files can be kept."""
        return self.target.memory(run)

    def _told(self, delivered: Delivered, run: Run) -> Delivered:
        try:
            notes = after(self.purge, (*delivered.written, *delivered.deleted), run, url=self.url)
        except Exception as error:  # noqa: BLE001 - the page is live: nothing may say that it is not
            why = of_a_mistake(error, run.environ)
            notes = (f"{self.purge.where} was not told what has changed ({why})",)
        return replace(delivered, notes=(*delivered.notes, *notes))
