"""Releases for tests, made by hand from a few files, without a build.

`release` puts files into a folder and names them as a build would; `site` makes the files of a
small site whose pages name their assets and whose feeds name their pages, so that a reader can tell
whether it was shown a mixture.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from statusgen.artifact import CacheClass
from statusgen.fingerprint import digest
from statusgen.publish.release import File, News, Release, Stage

URL = "https://status.example/"
BUILT_AT = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)
FRESHNESS = timedelta(minutes=15)

_TYPES = {".xml": "application/xml", ".rss": "application/rss+xml", ".atom": "application/atom+xml"}
_FEEDS = (".xml", ".rss", ".atom", ".ics")


def stage_of(path: str) -> int:
    """Say when a file is published, by its path."""
    if path.startswith("assets/"):
        return Stage.ASSETS
    if path == "index.html":
        return Stage.INDEX
    if path == "404.html":
        return Stage.NOT_FOUND
    if path.startswith("history/"):
        return Stage.HISTORY
    if path.endswith(_FEEDS) or path.endswith("feed.json"):
        return Stage.FEEDS
    return Stage.PAGES if path.endswith(".html") else Stage.DATA


def headers_of(path: str) -> tuple[tuple[str, str], ...]:
    """Say with which headers a file is sent, by its path."""
    if path.startswith("assets/"):
        cache = CacheClass.IMMUTABLE
    elif path == "build.json":
        cache = CacheClass.NO_CACHE
    elif stage_of(path) == Stage.FEEDS:
        cache = CacheClass.FEED
    else:
        cache = CacheClass.CURRENT
    kind = (
        _TYPES.get(PurePosixPath(path).suffix)
        or mimetypes.guess_type(path)[0]
        or "application/octet-stream"
    )
    if kind.startswith("text/") or kind.endswith(("json", "xml")):
        kind += "; charset=utf-8"
    return (("Cache-Control", cache.value), ("Content-Type", kind))


def release(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    built_at: datetime = BUILT_AT,
    valid_for: timedelta = timedelta(hours=1),
    freshness: timedelta = FRESHNESS,
    url: str = URL,
    news: Iterable[News] = (),
) -> Release:
    """Put exactly these files into the folder, and a build.json where they hold none.

    What else stood in the folder is deleted, folders are left. Stages and headers go by the paths.
    """
    whole = dict(files)
    whole.setdefault("build.json", _build_json(whole, built_at, built_at + valid_for, freshness))
    for old in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if old.is_file() and old.relative_to(folder).as_posix() not in whole:
            old.unlink()
    for path, data in whole.items():
        there = folder / path
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(data)
    made = (
        File(
            path=path,
            digest=digest(data),
            size=len(data),
            stage=stage_of(path),
            headers=headers_of(path),
        )
        for path, data in whole.items()
    )
    return Release(
        folder=folder,
        url=url,
        built_at=built_at,
        valid_until=built_at + valid_for,
        files=tuple(sorted(made, key=lambda one: (one.stage, one.path))),
        feeds=tuple(sorted(path for path in whole if stage_of(path) == Stage.FEEDS)),
        news=tuple(news),
    )


def _build_json(
    files: Mapping[str, bytes], built_at: datetime, valid_until: datetime, freshness: timedelta
) -> bytes:
    value = {
        "version": "0",
        "digest": digest(b"".join(path.encode() + data for path, data in sorted(files.items()))),
        "built_at": f"{built_at:%Y-%m-%dT%H:%M:%SZ}",
        "valid_until": f"{valid_until:%Y-%m-%dT%H:%M:%SZ}",
        "freshness": int(freshness.total_seconds()),
    }
    return json.dumps(value, indent=1).encode() + b"\n"


def site(version: int, entries: Iterable[str] = ("a", "b", "c")) -> dict[str, bytes]:
    """Make the files of a small site; every page and feed bears the version in `data-version`.

    Each version has assets of its own, as a changed theme has, so that a page which came before its
    assets, or stayed after them, is seen to be broken. The feed of a version links to the pages of
    `entries` and to one page that only this version has.
    """
    css, js = (f"{kind} of version {version}".encode() for kind in ("style", "script"))
    style, script = f"assets/base.{digest(css)[:8]}.css", f"assets/page.{digest(js)[:8]}.js"
    names = (*entries, f"only-{version}")
    pages = [f"incidents/{name}/" for name in names]
    links = "".join(f'<a href="/{page}">{page}</a>\n' for page in pages)

    def page(title: str, body: str = "") -> bytes:
        return (
            f'<!doctype html>\n<html lang="en" data-version="{version}">\n<head>'
            f'<title>{title}</title><link rel="stylesheet" href="/{style}">'
            f'<script src="/{script}"></script></head>\n<body>{body}</body>\n</html>\n'
        ).encode()

    items = "".join(
        f'<item><link>{URL}{one}</link><guid isPermaLink="false">{one}</guid></item>'
        for one in pages
    )
    return {
        style: css,
        script: js,
        **{f"{one}index.html": page(one) for one in pages},
        "history/index.html": page("history", links),
        "feed.xml": (
            f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
            f"<title>Version {version}</title>{items}</channel></rss>\n"
        ).encode(),
        "api/v2/status.json": json.dumps({"version": version}).encode(),
        "404.html": page("not found"),
        "index.html": page("index", links),
    }
