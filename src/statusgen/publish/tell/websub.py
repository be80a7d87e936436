"""Telling a WebSub hub that a feed changed, so that it fetches it and passes it on.

W3C WebSub (https://www.w3.org/TR/websub/) leaves to publisher and hub how they talk; every hub of
note takes what PubSubHubbub had: a form with hub.mode=publish and hub.url.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from statusgen.publish.http import NoAnswer, said, send

__all__ = ["ping"]


def ping(hub: str, feed: str, environ: Mapping[str, str], seconds: float) -> str:
    """Tell a hub of one feed, by its address; return why that failed, "" where it did not."""
    form = urlencode({"hub.mode": "publish", "hub.url": feed}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = send(
            "POST", hub, headers=headers, body=form, environ=environ, seconds=seconds, whole=False
        )
    except NoAnswer as error:
        return error.what
    return "" if answer.ok else f"it answered {said(answer, environ)}"
