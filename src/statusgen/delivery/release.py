"""A finished build as a release: what it wrote, how each file is to be sent, and in which order.

Reads the manifest beside the output folder and no other file. Talks to nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from statusgen import confirmation
from statusgen.artifact import Artifact, CacheClass, Template
from statusgen.artifacts import meta
from statusgen.errors import LockHeld, OutputError
from statusgen.fingerprint import digest
from statusgen.folders import manifest_path
from statusgen.manifest import Manifest
from statusgen.pipeline import Built
from statusgen.present import entries
from statusgen.present.edition import Edition, folder
from statusgen.publish.release import File, News, Release, Stage
from statusgen.render import draw
from statusgen.words import Words

__all__ = ["release"]

_NEWS = 50
"""How many updates a release tells of: as many as a feed does."""

_FEEDS = (".xml", ".atom", ".rss", ".json")

Headers = tuple[tuple[str, str], ...]


def release(built: Built, out: Path) -> Release:
    """Make a release of what a build wrote into a folder.

    Raises LockHeld where another build has written there since, and OutputError where the folder's
    manifest cannot be read.
    """
    plan, shown = built.plan, out.as_posix()
    records = _manifest(out).files
    by_path = {one.path: one for one in plan.artifacts}
    # It names the bytes of all other files, and the time: no two builds have the same.
    drawn = draw(by_path[confirmation.NAME], plan.theme)
    ours = records.keys() == by_path.keys()
    if not ours or records[confirmation.NAME].digest != digest(drawn):
        what = f"another build has written to '{shown}' since"
        raise LockHeld(what, "let one build at a time write there, and publish again")
    files = (
        File(
            path=one.path,
            digest=records[one.path].digest,
            size=records[one.path].size,
            stage=stage(one),
            headers=headers,
        )
        for one, headers in _with_headers(plan.artifacts, plan.theme.policy)
    )
    config = plan.status.site.config
    edition = Edition(plan.status, Words.of(config))
    news = tuple(islice(_news(edition), _NEWS + 1))
    return Release(
        folder=out,
        url=config.url,
        built_at=datetime.fromisoformat(json.loads(drawn)["built_at"]),
        valid_until=plan.status.valid_until,
        files=tuple(sorted(files, key=lambda one: (one.stage, one.path))),
        feeds=tuple(
            sorted(
                one.path
                for one in plan.artifacts
                if one.cache is CacheClass.FEED and one.path.endswith(_FEEDS)
            )
        ),
        news=news[:_NEWS],
        older=len(news) > _NEWS,
        broken=tuple(one.id for one in plan.status.site.broken),
        more=edition.words.say("feed.more"),
    )


def stage(one: Artifact) -> int:
    """Say when a file is published: after all that it leads to."""
    if one.cache is CacheClass.IMMUTABLE:
        return Stage.ASSETS
    if one.path == "index.html":
        return Stage.INDEX
    if one.path == "404.html":
        return Stage.NOT_FOUND
    if one.path == confirmation.NAME:
        return Stage.CONFIRMATION
    if isinstance(one.renderer, Template):
        entry = one.path.startswith(("incidents/", "maintenance/"))
        return Stage.PAGES if entry else Stage.HISTORY
    return Stage.FEEDS if one.cache is CacheClass.FEED else Stage.DATA


def _manifest(out: Path) -> Manifest:
    path = manifest_path(out)
    try:
        manifest = Manifest.from_json(path.read_bytes())
    except (OSError, ValueError) as error:
        what = f"'{path.name}', the list of what was built, cannot be read"
        raise OutputError(what, "build again") from error
    if not manifest.finished:
        what = f"the build in '{out.as_posix()}' is not finished"
        raise LockHeld(what, "wait until it has ended, or build again")
    return manifest


def _with_headers(artifacts: Iterable[Artifact], policy: str) -> Iterator[tuple[Artifact, Headers]]:
    """Yield each file with its headers: those of `_headers`, and always its type and how to cache.

    Files that are alike have the same headers, and there are few kinds of them.
    """
    named = dict(meta.rules((), policy))
    known: dict[object, Headers] = {}
    for one in artifacts:
        own = named.get(f"/{one.path}")
        page = isinstance(one.renderer, Template)
        kind = (page, one.cache, one.media_type, one.policy, own)
        if kind not in known:
            fields = own or dict(meta.rules((one._replace(path="x"),), policy))["/x"]
            whole = {"Content-Type": one.media_type, "Cache-Control": one.cache.value}
            known[kind] = tuple(sorted((whole | dict(fields)).items()))
        yield one, known[kind]


def _news(edition: Edition) -> Iterator[News]:
    """Yield what subscribers of the feeds are told, newest first, as plain text."""
    for timeline, step in edition.news:
        update = step.update
        parts = (
            entries.planned(edition, timeline, step),
            entries.plain(edition, entries.update_html(edition, step)),
            entries.promised(edition, step),
        )
        yield News(
            id=edition.url(f"{folder(timeline)}#{update.anchor}"),
            at=update.at,
            entry=timeline.entry.id,
            status=update.status.value,
            headline=edition.words.say(
                "feed.item_title",
                status=edition.words.status(update.status),
                title=timeline.entry.title,
            ),
            text="\n\n".join(filter(None, parts)),
        )
