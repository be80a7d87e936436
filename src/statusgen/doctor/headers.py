"""With which headers the page's files are sent: kinds, caches, safety, size on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from statusgen.artifact import CacheClass
from statusgen.doctor.finding import Finding, error, warning
from statusgen.doctor.reach import Reached, host_time
from statusgen.doctor.visit import number
from statusgen.publish.http import Answer

__all__ = ["directives", "headers"]

SLOW = 120
"""Seconds: what a cache may show for longer than that is not the state of now."""

WEEK = 604800
SMALL = 1400  # bytes; what fits into one packet gains nothing by being packed

_SAMPLES = ("feed.xml", "feed.atom", "feed.json", "status.txt", "badge.svg", "build.json")
"""Beside the front page and one of its assets: a file of each kind that a host may get wrong."""

_XML = ("application/xml", "text/xml")
_KINDS: dict[str, tuple[str, ...]] = {
    ".atom": ("application/atom+xml", *_XML),
    ".css": ("text/css",),
    ".html": ("text/html",),
    ".js": ("text/javascript", "application/javascript"),
    ".json": ("application/json", "application/feed+json"),
    ".png": ("image/png",),
    ".svg": ("image/svg+xml",),
    ".txt": ("text/plain",),
    ".woff2": ("font/woff2",),
    ".xml": ("application/rss+xml", *_XML),
}
_VITAL = frozenset((".html", ".css", ".js", ".svg", ".png"))
"""Of these a wrong kind breaks what readers see, since browsers are told not to guess."""

_HOW = "the file _headers of a build names what belongs to each file"


def headers(reached: Reached) -> Iterator[Finding]:
    """Look at the front page and a file of each kind."""
    yield from _page(reached.front, reached.url)
    yield from _file(reached.front, "the front page", ".html", CacheClass.CURRENT)
    yield from _packed(reached.front)
    own = (part for part in reached.links.parts if part.startswith(f"{reached.url}assets/"))
    wanted = [(url, CacheClass.IMMUTABLE) for url in own][:1]
    for name in _SAMPLES:
        cache = CacheClass.FEED if name.startswith("feed") else CacheClass.CURRENT
        if name == "build.json":
            cache = CacheClass.NO_CACHE
        wanted.append((reached.url + name, cache))
    answers = reached.visitor.all(url for url, _ in wanted)
    for url, cache in wanted:
        answer = answers.get(url)
        name = urlsplit(url).path.removeprefix(urlsplit(reached.url).path)
        # That a file is not there at all is said by those who look for it.
        if not isinstance(answer, Answer) or answer.status != 200:
            continue
        ending = re.sub(r"^.*(?=\.)", "", name)
        yield from _file(answer, f"'{name}'", ending, cache)
        if (
            cache is not CacheClass.IMMUTABLE
            and answer.header("access-control-allow-origin") != "*"
        ):
            what = f"'{name}' cannot be read by scripts of other sites, such as the strip's"
            yield warning("cors", what, f"send Access-Control-Allow-Origin: *; {_HOW}")


def directives(value: str) -> dict[str, str]:
    """Read a Cache-Control: names in lower case to values, "" where there is none."""
    found: dict[str, str] = {}
    for part in value.split(","):
        name, _, text = part.strip().partition("=")
        if name:
            found.setdefault(name.strip().lower(), text.strip().strip('"'))
    return found


def _page(front: Answer, url: str) -> Iterator[Finding]:
    policy = front.header("content-security-policy")
    if not policy:
        what = "the front page is sent without the header Content-Security-Policy"
        yield warning("policy", what, f"its own copy cannot keep it out of frames; {_HOW}")
    elif _can_be_framed(policy, front.header("x-frame-options")):
        what = "another site can show the page within its own"
        yield warning("frames", what, f"add frame-ancestors 'none' to its policy; {_HOW}")
    if url.startswith("https://") and _seconds(front, "strict-transport-security", "max-age") <= 0:
        what = "browsers are not told to use https only: no Strict-Transport-Security"
        yield warning("hsts", what, f"send Strict-Transport-Security: max-age=31536000; {_HOW}")


def _can_be_framed(policy: str, options: str) -> bool:
    """Say whether any site may; browsers ask X-Frame-Options only where the policy is silent."""
    named = re.findall(r"(?:^|[;,])\s*frame-ancestors\b([^;,]*)", policy, re.IGNORECASE)
    if not named:
        return not options
    return all({"*", "http:", "https:"} & {*one.lower().split()} for one in named)


def _file(answer: Answer, name: str, ending: str, cache: CacheClass) -> Iterator[Finding]:
    kind, _, parameters = answer.header("content-type").partition(";")
    wanted = _KINDS.get(ending, ())
    if wanted and kind.strip().lower() not in wanted:
        make = error if ending in _VITAL else warning
        what = f"{name} is sent as '{kind.strip() or 'nothing in particular'}'"
        yield make("content-type", what, f"let the host send it as {wanted[0]}; {_HOW}")
    else:
        yield from _encoded(name, kind.strip(), parameters, ending)
    if answer.header("x-content-type-options").strip().lower() != "nosniff":
        what = f"{name} is sent without X-Content-Type-Options: nosniff"
        yield warning("nosniff", what, _HOW)
    yield from _cached(answer, name, cache)


def _encoded(name: str, kind: str, parameters: str, ending: str) -> Iterator[Finding]:
    found = re.search(r"charset\s*=\s*[\"']?([^\s;\"']+)", parameters, re.IGNORECASE)
    hint = f"send {kind}; charset=utf-8; {_HOW}"
    if found is None:
        # All others say it themselves, or are in UTF-8 if nobody says anything.
        if kind.lower() == "text/plain":
            what = f"{name} is sent without its encoding: accents may be shown wrong"
            yield warning("encoding", what, hint)
    elif found[1].lower() not in ("utf-8", "utf8") and ending not in (".json", ".png", ".woff2"):
        make = error if ending == ".html" else warning
        what = f"{name} is sent as if it were in {found[1]}: accents may be shown wrong"
        yield make("encoding", what, hint)


def _cached(answer: Answer, name: str, cache: CacheClass) -> Iterator[Finding]:
    found = directives(answer.header("cache-control"))
    hint = f"send Cache-Control: {cache.value}; {_HOW}"
    held = _held(answer, found)
    if held is None:
        lacks = "max-age" if found else "Cache-Control"
        what = f"{name} is sent without {lacks}: each cache guesses how long to show it"
        yield error("cache-control", what, hint)
        return
    if cache is CacheClass.IMMUTABLE:
        if held < WEEK:
            what = f"{name} never changes, and is fetched again by every reader all the same"
            yield warning("cache-control", what, hint)
        return
    if cache is CacheClass.NO_CACHE:
        if held > 0:
            what = f"{name} may be kept for {held} seconds, and says whether the page is current"
            yield error("cache-control", what, hint)
        return
    if held > SLOW:
        what = f"{name} may be shown for {held} seconds after it has changed"
        yield error("cache-control", what, hint)
    if number(found.get("stale-while-revalidate", "")) > SLOW:
        what = f"{name} may be shown long after it changed, to the first who asks again"
        yield warning("stale-while-revalidate", what, hint)
    if number(found.get("stale-if-error", "")) < WEEK:
        what = f"{name} is not kept while your origin is down: no stale-if-error of a week"
        yield warning("stale-if-error", what, hint)


def _held(answer: Answer, found: Mapping[str, str]) -> int | None:
    """Return for how many seconds a cache may show an answer; None where nothing says so."""
    if "no-store" in found or "no-cache" in found:
        return 0
    named = [number(found[one]) for one in ("max-age", "s-maxage") if one in found]
    if named:
        return max(named)
    if not answer.header("expires"):
        return None
    # What is no time, such as 0, has passed.
    until, now = host_time(answer, "expires"), host_time(answer)
    return max(0, int((until - now).total_seconds())) if until and now else 0


def _packed(front: Answer) -> Iterator[Finding]:
    if front.header("content-encoding"):
        if "accept-encoding" not in front.header("vary").lower():
            what = "the front page is packed, and caches are not told: no Vary: Accept-Encoding"
            yield warning("vary", what, "send Vary: Accept-Encoding with what is packed")
    elif len(front.body) > SMALL:
        what = f"the front page is sent unpacked, with {len(front.body)} bytes"
        yield warning("compression", what, "switch gzip on: on mobile data it is most of the wait")


def _seconds(answer: Answer, name: str, directive: str) -> int:
    return number(directives(answer.header(name).replace(";", ",")).get(directive, ""))
