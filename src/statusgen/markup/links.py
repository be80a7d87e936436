"""The links of safe HTML: those inside the site are marked, and told where its root is.

A text is shown on pages at different depths and in feeds, so that what its relative links begin
with is said late. Makes no HTML of Markdown and judges no address.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable
from urllib.parse import urljoin

__all__ = ["ROOT", "absolute", "attribute", "relative", "rewritten", "rooted"]

ROOT = "\ue000"
"""Stands in href="..." for the way to the site's root, until a page is drawn."""

_MARKED = re.compile(rf'<a href="{ROOT}([^"]*)"')
_OF_THE_SITE = re.compile(rf'<a href="(?:{ROOT}([^"]*)|(/[^"]*))"')


def rooted(html: str, root: str) -> str:
    """Say the way to the site's root, as it is from one page: "../../", "https://host/sub/", ""."""
    return html.replace(f'<a href="{ROOT}', f'<a href="{attribute(root)}')


def absolute(html: str, base: str) -> str:
    """Make every relative link absolute, "/path" too; `base` is the site's URL with its slash."""

    def joined(link: re.Match[str]) -> str:
        path = link[1] if link[2] is None else link[2]
        return f'<a href="{attribute(urljoin(base, entities.unescape(path)))}"'

    return _OF_THE_SITE.sub(joined, html)


def relative(html: str) -> tuple[str, ...]:
    """Return the relative links as they were written, in order: what stands behind `ROOT`."""
    return tuple(map(entities.unescape, _MARKED.findall(html))) if ROOT in html else ()


def rewritten(html: str, rewrite: Callable[[str], str]) -> str:
    """Rewrite each relative link to another one, again relative to the site's root."""
    return _MARKED.sub(
        lambda link: f'<a href="{ROOT}{attribute(rewrite(entities.unescape(link[1])))}"', html
    )


def attribute(value: str) -> str:
    """Escape a value as nh3 does, so that equal links are equal text."""
    return entities.escape(value, quote=False).replace('"', "&quot;").replace("\xa0", "&nbsp;")
