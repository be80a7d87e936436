"""The command that looks at a live page."""

from __future__ import annotations

import os
import re
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from statusgen.cli.options import options
from statusgen.cli.speaking import Said, run, tell
from statusgen.errors import UsageError

if TYPE_CHECKING:
    from statusgen.doctor.own import Own
    from statusgen.publish.http import Answer

__all__ = ["doctor"]


@click.command()
@click.argument("url", required=False)
@click.option(
    "-C",
    "site",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=None,
    metavar="DIR",
    help="The site's folder: to look at its own address, and at what it depends on.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to speak: to people or to programs.",
)
def doctor(url: str | None, site: Path | None, style: str) -> None:
    """Look at a live page as its readers get it.

    URL is the page's address; with -C alone it is the one in statusgen.yml. Looks at certificate,
    headers, age, pages with all that they show, feeds and caches. Changes nothing.

    Ends with 1 if something is wrong that matters to readers now, else with 0.
    """
    from statusgen.doctor import examine

    said = Said(style=style, site=site or Path())
    own = run(said, lambda: _own(site))
    found = examine(
        run(said, lambda: _address(url, own)),
        clock=lambda: datetime.now(UTC),
        ask=_ask,
        resolve=_resolve,
        pause=time.sleep,
        own=own,
    )
    tell(found.document() if style == "json" else found.text())
    sys.exit(found.exit_code)


def _own(site: Path | None) -> Own | None:
    """Read what the site's files say; mistakes in entries are for `check`."""
    if site is None:
        return None
    from statusgen import pipeline
    from statusgen.doctor.own import own

    status, _ = pipeline.status_of(options(site, None, skip_broken=True, strict=False))
    return own(status.site.config)


def _address(url: str | None, own: Own | None) -> str:
    if url is None and own is None:
        raise UsageError("which page?", "give its address, or -C with the folder of its site")
    from statusgen.publish.redact import redacted

    address = (url or (own.url if own else "")).strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        # Asking for the port checks it.
        well_formed = parts.port != 0 and not re.search(r"\s", address)
    except ValueError:
        parts, well_formed = urlsplit(""), False
    if "@" in parts.netloc:
        # Not repeated: what stands there is a password as often as not.
        what = "there is a user or a password in this address"
        raise UsageError(what, "write it as readers do, who need none: https://…")
    if parts.scheme not in ("https", "http") or not parts.hostname or not well_formed:
        what = f"'{redacted(address, {})}' is not the address of a page"
        raise UsageError(what, "write it like https://…")
    return address


def _ask(url: str, headers: Mapping[str, str], addresses: Sequence[str] | None) -> Answer:
    from statusgen.publish.http import send

    return send("GET", url, headers=headers, environ=os.environ, limit=1 << 23, addresses=addresses)


def _resolve(host: str) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # The latter for what is too long to be a name.
        return ()
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))
