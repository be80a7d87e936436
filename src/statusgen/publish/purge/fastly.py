"""Purging by address at Fastly: https://www.fastly.com/documentation/reference/api/purging/.

A purge is soft: what changed counts as stale, so that it can still be shown while the origin is
down. Needs a token with the scope purge_select, in FASTLY_API_TOKEN or FASTLY_API_KEY.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from statusgen.frozen import frozen
from statusgen.publish.purge.asking import ask, credential
from statusgen.publish.target import Run

__all__ = ["Fastly"]

PATIENCE = timedelta(seconds=60)
"""By then readers see most of it without being told: an address is one call."""


@frozen
class Fastly:
    """A service of Fastly's. `service` names it in messages: an address says which one it is of."""

    OWN: ClassVar[str] = "https://api.fastly.com"

    service: str = ""
    endpoint: str = OWN

    @property
    def where(self) -> str:
        """What it is called in messages."""
        return f"Fastly service '{self.service}'" if self.service else "Fastly"

    def purge(self, addresses: tuple[str, ...], run: Run) -> tuple[str, ...]:
        """Have these addresses forgotten; return a note for whatever could not be done."""
        token, note = credential(self.where, ("FASTLY_API_TOKEN", "FASTLY_API_KEY"), run)
        if note:
            return (note,)
        headers = {"Fastly-Key": token, "Fastly-Soft-Purge": "1", "Accept": "application/json"}
        until = run.clock() + PATIENCE
        for address in addresses:
            if run.clock() > until:
                return (f"{self.where} was told of a part of what changed: it answers slowly",)
            # The interface wants the address without its scheme, as a path of its own.
            url = f"{self.endpoint.rstrip('/')}/purge/{address.partition('://')[2]}"
            note = ask(self.where, url, run, headers=lambda: headers)
            if note:
                return (note,)
        return ()
