"""Everything that a build writes, as one list. Adding a file is one more `yield` in a family.

`FAMILIES` is the table of contents; to add a family, write a module with `artifacts(edition,
theme)` and add it to the tuple. Families do not know each other; what speaks of the whole list
(sitemap, headers) is made last, from the list itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from statusgen.artifact import Artifact
from statusgen.artifacts import (
    admin,
    api,
    assets,
    badges,
    calendar,
    embed,
    feeds,
    meta,
    pages,
    texts,
)
from statusgen.present.edition import Edition
from statusgen.theme import Theme

__all__ = ["FAMILIES", "compose"]

FAMILIES: tuple[Callable[[Edition, Theme], Iterator[Artifact]], ...] = (
    pages.artifacts,
    feeds.artifacts,
    calendar.artifacts,
    api.artifacts,
    badges.artifacts,
    embed.artifacts,
    texts.artifacts,
    assets.artifacts,
    admin.artifacts,
)


def compose(edition: Edition, theme: Theme, *, built_at: datetime) -> tuple[Artifact, ...]:
    """List every wanted file. `built_at` stands in build.json and nowhere else.

    Raises ValueError where two artifacts would be one file on a disk that ignores case: that is a
    mistake of this program, for ids are checked before.
    """
    found = [artifact for family in FAMILIES for artifact in family(edition, theme)]
    found.extend(meta.artifacts(edition, theme, tuple(found), built_at=built_at))
    paths = [artifact.path.casefold() for artifact in found]
    if len(set(paths)) < len(paths):
        twice = min(path for path, count in Counter(paths).items() if count > 1)
        raise ValueError(f"two artifacts have the path {twice}")
    return tuple(found)
