"""Addresses that lead out of the page, as statusgen.yml names them. Asks no network."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from statusgen.parse.fields import Fields

__all__ = ["ANYWHERE", "PAGES", "address"]

PAGES = ("https", "http")
ANYWHERE = (*PAGES, "mailto", "tel")


def address(
    fields: Fields, key: str, *, schemes: tuple[str, ...] = ANYWHERE, required: bool = True
) -> str | None:
    """Return the address under a key; None, and perhaps a problem, where there is none."""
    value = fields.line(key, required=required, example="https://example.com/help")
    if value is None or _can_be_followed(value, schemes):
        return value
    what = f"'{value}' is not an address that can be followed"
    hint = "begin it with https://, mailto: or tel:"
    if schemes == PAGES:
        what, hint = f"'{value}' is not the address of a page", "begin it with https://"
    fields.problem(fields.where(key), "bad-url", what, hint)
    return None


def _can_be_followed(url: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that begins an IPv6 address and never ends it
        return False
    if parts.scheme in PAGES and not parts.hostname:
        return False
    return parts.scheme in schemes and not re.search(r"[\s<>\"]", url)
