"""The feeds: one value for what a feed says, several ways to write it down.

For the whole site, each group and each component in every form; and for the site the two in
Statuspage's shape, with one item for each entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from statusgen.artifact import Artifact, CacheClass
from statusgen.artifacts.feeds import history
from statusgen.artifacts.feeds.atom import atom
from statusgen.artifacts.feeds.content import Feed, feed
from statusgen.artifacts.feeds.jsonfeed import json_feed
from statusgen.artifacts.feeds.rss import rss
from statusgen.fingerprint import fingerprint
from statusgen.present import follow
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
        said = feed(edition, scope)
        key = fingerprint(said)
        for name, media_type, _ in follow.FEEDS:
            yield _file(scope.folder + name, media_type, _FORMS[name], said, key)
    reports = history.history(edition)
    key = fingerprint(reports)
    forms = (history.rss, history.atom)
    for (name, media_type, _), form in zip(follow.HISTORY, forms, strict=True):
        yield _file(name, media_type, form, reports, key)


def _file(
    path: str, media_type: str, form: Callable[..., bytes], said: object, key: str
) -> Artifact:
    return Artifact(
        path=path,
        media_type=f"{media_type}; charset=utf-8",
        cache=CacheClass.FEED,
        renderer=form,
        view=lambda: said,
        key=key,
    )
