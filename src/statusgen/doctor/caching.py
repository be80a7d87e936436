"""Does a network in front really keep the page, and do readers fetch it only when it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statusgen.doctor.finding import Finding, warning
from statusgen.doctor.reach import Reached
from statusgen.doctor.visit import absent, number
from statusgen.publish.http import Answer, NoAnswer

__all__ = ["caching", "is_hit"]

PAUSE = 2.0
"""Seconds after which an answer that a cache keeps has grown older by one at least."""

_VERDICTS = ("x-cache", "x-cache-status", "cf-cache-status", "x-vercel-cache", "x-proxy-cache")
# A word of its own, or the end of one: RefreshHit, TCP_HIT.
_HIT = re.compile(r"(hit|\bstale|\bupdating|\brevalidated)\b", re.IGNORECASE)


def caching(reached: Reached) -> Iterator[Finding]:
    """Ask for the front page again, and again after a moment, and with what is known of it."""
    second = reached.visitor.again(reached.url)
    if not _kept(reached.front, second):
        reached.pause(PAUSE)
        third = reached.visitor.again(reached.url)
        if why := absent(third):
            yield _refused(why)
            return
        if not _kept(second, third):
            what = "no cache keeps the page: every reader's request reaches your own host"
            hint = (
                "put a CDN in front that obeys Cache-Control: it answers while your host is down,"
                " and when everybody asks at once"
            )
            yield warning("uncached", what, hint)
    yield from _conditional(reached)


def is_hit(answer: Answer) -> bool:
    """Say whether a cache tells that it answered by itself."""
    if any(_HIT.search(answer.header(name)) for name in _VERDICTS):
        return True
    # RFC 9211: one member for each cache on the way.
    return bool(re.search(r";\s*hit\b", answer.header("cache-status"), re.IGNORECASE))


def _kept(before: Answer | NoAnswer, after: Answer | NoAnswer) -> bool:
    if isinstance(after, NoAnswer):
        return False
    if is_hit(after):
        return True
    earlier = "" if isinstance(before, NoAnswer) else before.header("age")
    return number(after.header("age")) > number(earlier)


def _conditional(reached: Reached) -> Iterator[Finding]:
    tag, date = reached.front.header("etag"), reached.front.header("last-modified")
    hint = "let your host send ETag or Last-Modified, and answer 304 to those who know the page"
    if not tag and not date:
        what = "the page is sent whole each time: it has neither ETag nor Last-Modified"
        yield warning("conditional", what, hint)
        return
    known = {"If_None_Match": tag} if tag else {"If_Modified_Since": date}
    answer = reached.visitor.again(reached.url, **known)
    if isinstance(answer, Answer) and answer.status == 200 and answer.header("etag") != tag:
        # It changed meanwhile, or several hosts name it differently: ask once more by the new name.
        known = {"If_None_Match": answer.header("etag")} if answer.header("etag") else known
        answer = reached.visitor.again(reached.url, **known)
    why = absent(answer)
    if not why:
        what = "the page is sent whole to those who have it already, instead of 304"
        yield warning("conditional", what, hint)
    elif isinstance(answer, NoAnswer) or answer.status != 304:
        yield _refused(why)


def _refused(why: str) -> Finding:
    what = f"the front page was there, and asked for again {why}"
    hint = "see what your host refuses: readers ask for it again and again"
    return warning("again", what, hint)
