"""The feeds: one value for what a feed says, several ways to write it down.

For the whole site, each group and each component in every form; and for the site the two in
Statuspage's shape, with one item for each entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

from statusgen.artifact import Artifact, CacheClass
from statusgen.artifacts.feeds import history
from statusgen.artifacts.feeds.atom import atom
from statusgen.artifacts.feeds.content import Feed, feed, newest
from statusgen.artifacts.feeds.jsonfeed import json_feed
from statusgen.artifacts.feeds.rss import rss
from statusgen.fingerprint import fingerprint
from statusgen.present import follow, marks
from statusgen.present.edition import Edition
from statusgen.theme import Theme

__all__ = ["artifacts"]

_FORMS: dict[str, Callable[[Feed], bytes]] = {
    "feed.xml": rss,
    "feed.atom": atom,
    "feed.json": json_feed,
}


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield every feed."""
    del theme
    for scope in follow.scopes(edition):
        news = newest(edition, scope)
        said = cache(partial(feed, edition, scope, news))
        entries = {timeline.entry.id: timeline for timeline, _ in news}.values()
        key = fingerprint(
            edition.config.digest,
            scope.folder,
            marks.told(edition, entries),
            [(timeline.entry.id, step.update.anchor) for timeline, step in news],
        )
        for name, media_type, _ in follow.FEEDS:
            yield _file(scope.folder + name, media_type, _FORMS[name], said, key)
    told = history.newest(edition)
    reports = cache(partial(history.history, edition, told))
    key = fingerprint(edition.config.digest, marks.told(edition, told))
    forms = (history.rss, history.atom)
    for (name, media_type, _), form in zip(follow.HISTORY, forms, strict=True):
        yield _file(name, media_type, form, reports, key)


def _file(
    path: str,
    media_type: str,
    form: Callable[..., bytes],
    said: Callable[[], object],
    key: str,
) -> Artifact:
    return Artifact(
        path=path,
        media_type=f"{media_type}; charset=utf-8",
        cache=CacheClass.FEED,
        renderer=form,
        view=said,
        key=key,
    )
