"""One file that a build wants to exist: where, of which kind, how long to keep, how to draw.

Artifacts are one uniform list, so that headers, sitemap, feed links, collision checks and
conformance tests all read the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple

from statusgen.frozen import frozen

__all__ = ["Artifact", "CacheClass", "Renderer", "Template"]


class CacheClass(Enum):
    """How long browsers and edges may keep a file: the value is its Cache-Control.

    stale-if-error keeps the page up while its origin is down; a longer stale-while-revalidate would
    show yesterday's all-clear to the first visitor of an incident.
    """

    CURRENT = "public, max-age=10, s-maxage=30, stale-while-revalidate=30, stale-if-error=604800"
    ENTRY = "public, max-age=30, s-maxage=30, stale-while-revalidate=30, stale-if-error=2592000"
    FEED = "public, max-age=60, s-maxage=60, stale-while-revalidate=60, stale-if-error=604800"
    IMMUTABLE = "public, max-age=31536000, immutable"
    NO_CACHE = "no-cache"


@frozen(kw_only=False)
class Template:
    """Draw the view as a page, by the theme's template of this name."""

    name: str


Renderer = Template | Callable[[Any], bytes]
"""A template of the theme, or a function from the view to bytes."""


class Artifact(NamedTuple):
    """A wanted file. `view` makes what `renderer` draws, when it has to be drawn.

    `key` is a fingerprint of all that the bytes depend on besides the engine and the theme: equal
    key, equal bytes. `listed` puts a page into the sitemap. `policy` is the content security policy
    of a page that cannot have the theme's.

    A named tuple, since there may be ten thousand: they are made in a quarter of the time of a
    frozen dataclass.
    """

    path: str
    media_type: str
    cache: CacheClass
    renderer: Renderer
    view: Callable[[], object]
    key: str
    listed: bool = False
    policy: str = ""

    @property
    def stage(self) -> int:
        """When it is put in place: assets, then pages, then feeds and data, then the front page.

        A reader who sees a new index finds everything that it leads to.
        """
        if self.cache is CacheClass.IMMUTABLE:
            return 0
        if self.path == "index.html":
            return 3
        return 1 if isinstance(self.renderer, Template) else 2
