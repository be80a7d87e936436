"""Purging by address at Cloudflare: https://developers.cloudflare.com/api, "Purge Cached Content".

Needs a token that may purge the zone, in CLOUDFLARE_API_TOKEN or CF_API_TOKEN.
"""

from __future__ import annotations

import json
from typing import ClassVar
from urllib.parse import quote

from statusgen.frozen import frozen
from statusgen.publish.purge.asking import ask, credential
from statusgen.publish.target import Run

__all__ = ["Cloudflare"]

AT_ONCE = 30
"""Addresses in one call: as many as every plan has allowed at any time."""


@frozen
class Cloudflare:
    """A zone of Cloudflare's; `zone` is its id."""

    OWN: ClassVar[str] = "https://api.cloudflare.com/client/v4"

    zone: str
    endpoint: str = OWN

    @property
    def where(self) -> str:
        """What it is called in messages."""
        return f"Cloudflare zone '{self.zone}'"

    def purge(self, addresses: tuple[str, ...], run: Run) -> tuple[str, ...]:
        """Have these addresses forgotten; return a note for whatever could not be done."""
        token, note = credential(self.where, ("CLOUDFLARE_API_TOKEN", "CF_API_TOKEN"), run)
        if note:
            return (note,)
        url = f"{self.endpoint.rstrip('/')}/zones/{quote(self.zone, safe='')}/purge_cache"
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        for start in range(0, len(addresses), AT_ONCE):
            body = json.dumps({"files": addresses[start : start + AT_ONCE]}).encode()
            note = ask(self.where, url, run, headers=lambda: headers, body=body)
            if note:
                # What refuses one call refuses the next: one note says enough.
                return (note,)
        return ()
