"""Files for hosts and crawlers, made from the list of all the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from xml.etree import ElementTree as ET

from statusgen import __version__
from statusgen.artifact import Artifact, CacheClass, Renderer, Template
from statusgen.confirmation import NAME, instant, to_json
from statusgen.fingerprint import digest, fingerprint
from statusgen.present.edition import Edition
from statusgen.theme import Theme
from statusgen.xmltree import add, to_bytes

__all__ = ["artifacts", "headers", "robots", "sitemap"]

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"

_OF_IDS = ("incidents", "maintenance", "components", "groups")
"""Folders that hold one folder for each id."""

Rule = tuple[str, tuple[tuple[str, str], ...]]


def artifacts(
    edition: Edition, theme: Theme, others: tuple[Artifact, ...], *, built_at: datetime
) -> Iterator[Artifact]:
    """Yield sitemap, robots, headers and the mark that keeps a host from using Jekyll."""
    # Ids hold nothing that an address would have to escape.
    base = edition.url("")
    addresses = tuple([base + one.path.removesuffix("index.html") for one in others if one.listed])
    yield _file("sitemap.xml", "application/xml; charset=utf-8", sitemap, addresses)
    yield _file("robots.txt", "text/plain; charset=utf-8", robots, edition.url("sitemap.xml"))
    yield _file(".nojekyll", "text/plain; charset=utf-8", bytes, b"")
    yield _file("_headers", "text/plain; charset=utf-8", headers, rules(others, theme.policy))
    yield _build(edition, theme, others, built_at)


def _file(path: str, media_type: str, renderer: Renderer, view: object) -> Artifact:
    return Artifact(
        path=path,
        media_type=media_type,
        cache=CacheClass.ENTRY,
        renderer=renderer,
        view=lambda: view,
        key=fingerprint(view),
    )


def _build(
    edition: Edition, theme: Theme, others: Iterable[Artifact], built_at: datetime
) -> Artifact:
    """Say when the page was last confirmed: for probes, the page's own script and the strip.

    The one file that holds the time of the build. `digest` changes when any other file does.
    """
    strip = edition.strip()
    keys = [f"{one.path} {one.key}" for one in others]
    value = {
        "version": __version__,
        "digest": digest("\n".join((theme.digest, *keys)).encode()),
        "built_at": instant(built_at),
        "valid_until": instant(edition.status.valid_until),
        "freshness": int(edition.config.freshness.total_seconds()),
        "state": edition.status.state.word,
        "headline": edition.headline(),
        "strip": None if strip is None else asdict(strip),
    }
    return Artifact(
        path=NAME,
        media_type="application/json; charset=utf-8",
        cache=CacheClass.NO_CACHE,
        renderer=to_json,
        view=lambda: value,
        key=fingerprint(value),
    )


def sitemap(addresses: Iterable[str]) -> bytes:
    """List the pages. Without dates: none must come from a clock."""
    root = ET.Element("urlset", xmlns=_SITEMAP)
    for address in addresses:
        add(add(root, "url"), "loc", address)
    return to_bytes(root)


def robots(address: str) -> bytes:
    """Allow everything and name the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {address}\n".encode()


_SECURITY = (
    ("Strict-Transport-Security", "max-age=31536000"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "browsing-topics=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)

# It signs in through a window of another site, which has to answer.
_OF_A_FORM = {"Cross-Origin-Opener-Policy": "same-origin-allow-popups", "X-Robots-Tag": "noindex"}


def rules(others: Iterable[Artifact], policy: str) -> tuple[Rule, ...]:
    """Return one rule for each pattern of paths; no path matches two, for hosts join what matches.

    Patterns are those that Netlify and Cloudflare Pages both understand: a placeholder for one part
    of a path, and a star at the end.
    """
    kinds: dict[str, tuple[tuple[str, str], ...]] = {}
    alike: set[tuple[object, ...]] = set()
    for one in others:
        page = isinstance(one.renderer, Template)
        folder, _, inner = one.path.partition("/")
        if folder in _OF_IDS:
            # Of ten thousand entries' pages one says it all.
            shape = (folder, inner.partition("/")[2], page, one.cache, one.policy, one.media_type)
            if shape in alike:
                continue
            alike.add(shape)
        fields = [("Cache-Control", one.cache.value)]
        if page:
            fields.append(("Content-Security-Policy", f"{policy}; frame-ancestors 'none'"))
            fields.extend(_SECURITY)
        elif one.policy:
            fields.append(("Content-Security-Policy", f"{one.policy}; frame-ancestors 'none'"))
            fields.extend((dict(_SECURITY) | _OF_A_FORM).items())
        elif one.cache is CacheClass.IMMUTABLE:
            # One rule for files of every type, which their names say. A picture is never a page.
            fields.append(("Content-Security-Policy", "default-src 'none'; sandbox"))
            fields.extend((("Access-Control-Allow-Origin", "*"), *_SECURITY[:2]))
        else:
            fields.extend((("Content-Type", one.media_type), ("Access-Control-Allow-Origin", "*")))
            fields.extend(_SECURITY[:2])
        for pattern in _patterns(one.path):
            kinds[pattern] = tuple(fields)
    plain = (("Cache-Control", CacheClass.ENTRY.value), *_SECURITY[:2])
    for path in ("/sitemap.xml", "/robots.txt"):
        kinds[path] = plain
    kinds["/build.json"] = (
        ("Cache-Control", CacheClass.NO_CACHE.value),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Access-Control-Allow-Origin", "*"),
        # So that a script on another site can tell how old the answer is.
        ("Access-Control-Expose-Headers", "Date, Age"),
        *_SECURITY[:2],
    )
    return tuple(sorted(kinds.items()))


def _patterns(path: str) -> tuple[str, ...]:
    """Return the addresses of a file; ids become placeholders, so that the rules stay few."""
    parts = path.split("/")
    if len(parts) > 2 and parts[0] in _OF_IDS:
        parts[1] = ":id"
    if len(parts) > 2 and parts[0] == "history":
        parts[1] = ":year"
    if parts[0] == "assets":
        return ("/assets/*",)
    address = "/" + "/".join(parts)
    if address.endswith("/index.html"):
        return (address.removesuffix("index.html"), address)
    if address.endswith(".html"):
        # Some hosts serve it without its ending, and lead from the whole name to there.
        return (address.removesuffix(".html"), address)
    return (address,)


def headers(found: Iterable[Rule]) -> bytes:
    """Write the rules as a `_headers` file. Paths count from the folder that is deployed."""
    lines: list[str] = []
    for pattern, fields in found:
        lines.append(pattern)
        lines.extend(f"  {name}: {value}" for name, value in fields)
        lines.append("")
    return "\n".join(lines).encode()
