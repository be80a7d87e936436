"""Looking at a live page as its readers get it, and saying what is not as it should be.

Asks the page's own host and those that it names, and the resolver for addresses; changes nothing
anywhere. What only the site's files know, such as which providers it reports on, is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from statusgen.doctor.caching import caching
from statusgen.doctor.dependence import dependence
from statusgen.doctor.feeds import feeds
from statusgen.doctor.finding import Examined, Finding, error
from statusgen.doctor.freshness import freshness
from statusgen.doctor.headers import headers
from statusgen.doctor.links import links, missing
from statusgen.doctor.own import Own
from statusgen.doctor.reach import Reached, certificate, reach
from statusgen.doctor.visit import Ask, Resolve, TimeIsUp, Visitor, outward
from statusgen.report import counted

__all__ = ["Examined", "Finding", "Own", "examine"]

Check = Callable[[Reached], Iterator[Finding]]

CHECKS: dict[str, Check] = {
    "its certificate": certificate,
    "headers": headers,
    "its age": freshness,
    "its links": links,
    "feeds": feeds,
    "what is not there": missing,
    "caches": caching,
    "what it depends on": dependence,
}
"""What is looked at once the front page is there, in the order of the findings."""

MINUTES = 5
"""After so many nothing is asked any more: a page names up to a thousand addresses, and each may
take as long as a request may."""


def examine(
    url: str,
    *,
    clock: Callable[[], datetime],
    ask: Ask,
    resolve: Resolve,
    pause: Callable[[float], None],
    own: Own | None = None,
) -> Examined:
    """Look at the page at an address; return every finding, those that matter first.

    `clock` tells this machine's time, `ask` sends a request, `resolve` returns a host's addresses,
    and `pause` waits for a cache to age. `own` is what the site's files say, if they are at hand.
    """
    until = clock() + timedelta(minutes=MINUTES)
    visitor = Visitor(outward(ask, resolve, url), is_over=lambda: clock() >= until)

    def resolve_in_time(host: str) -> Sequence[str]:
        visitor.in_time(host)
        return resolve(host)

    found: list[Finding] = []
    partly: list[str] = []
    reached = None
    try:
        reached = reach(
            url, visitor, found, clock=clock, resolve=resolve_in_time, pause=pause, own=own
        )
    except TimeIsUp:
        partly.append("the front page")
    if reached is not None:
        found.extend(_looked(reached, partly))
    if partly:
        found.append(_unfinished(list(dict.fromkeys(visitor.unasked)), partly))
    found.sort(key=lambda one: one.severity.value)
    return Examined(
        url=reached.url if reached else url, requests=visitor.requests, findings=tuple(found)
    )


def _looked(reached: Reached, partly: list[str]) -> Iterator[Finding]:
    """Yield all findings, and note what could not be looked at to the end."""
    for name, check in CHECKS.items():
        before = len(reached.visitor.unasked)
        # What needs no question is still said.
        with suppress(TimeIsUp):
            yield from check(reached)
        if len(reached.visitor.unasked) > before:
            partly.append(name)


def _unfinished(unasked: Sequence[str], partly: Sequence[str]) -> Finding:
    more = f" and {counted(len(unasked) - 1, 'other')}" if len(unasked) > 1 else ""
    what = (
        f"after {counted(MINUTES, 'minute')} nothing more was asked, not {unasked[0]}{more};"
        f" only partly looked at: {', '.join(partly)}"
    )
    return error("unfinished", what, "see why the host is so slow, and look again")
