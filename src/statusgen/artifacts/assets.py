"""The files of the theme that pages ask for by name: its script, icons, pictures, the shop's logo.

Each has a digest in its name, so that it may be kept for ever: a changed file is another file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from statusgen.artifact import Artifact, CacheClass
from statusgen.present.edition import Edition
from statusgen.theme import Theme

__all__ = ["artifacts"]

_MEDIA_TYPES = {
    "avif": "image/avif",
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webp": "image/webp",
    "woff2": "font/woff2",
}


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield every published file of the theme."""
    del edition
    for path, name in {path: name for name, path in theme.published.items()}.items():
        extension = path.rsplit(".", 1)[-1].lower()
        yield Artifact(
            path=path,
            media_type=_MEDIA_TYPES.get(extension, "application/octet-stream"),
            cache=CacheClass.IMMUTABLE,
            renderer=bytes,
            view=partial(theme.asset, name),
            # The name holds the digest of the content.
            key=path,
        )
