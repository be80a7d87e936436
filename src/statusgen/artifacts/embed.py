"""The strip for the shop's own pages: there only while something is wrong.

`embed.html` is a fragment for hosts that put pages together themselves. `embed.js` asks build.json,
so that it is never older than the page, and goes away by itself when that is out of date.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from statusgen.artifact import Artifact, CacheClass
from statusgen.fingerprint import fingerprint
from statusgen.present.edition import Edition, Strip
from statusgen.theme import Theme

__all__ = ["artifacts"]


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield both forms of the strip."""
    strip = edition.strip()
    yield Artifact(
        path="embed.html",
        media_type="text/html; charset=utf-8",
        cache=CacheClass.CURRENT,
        renderer=_fragment,
        view=lambda: strip,
        key=fingerprint(strip),
    )
    script = theme.asset("embed.js")
    yield Artifact(
        path="embed.js",
        media_type="text/javascript; charset=utf-8",
        cache=CacheClass.CURRENT,
        renderer=bytes,
        view=lambda: script,
        key=fingerprint(script),
    )


def _fragment(strip: Strip | None) -> bytes:
    """Write the strip as HTML, to be styled by the host page; empty without one."""
    if strip is None:
        return b""
    since = f'<span class="statusgen-since">{escape(strip.since)}</span> ' if strip.since else ""
    return (
        f'<aside class="statusgen-strip" lang="{escape(strip.lang)}" dir="{strip.dir}"'
        f' aria-label="{escape(strip.title)}">'
        f"<p><strong>{escape(strip.headline)}</strong> {since}"
        f'<a href="{escape(strip.url)}">{escape(strip.details)}</a></p></aside>\n'
    ).encode()
