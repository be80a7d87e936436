"""Looking at a live page as its readers get it, and saying what is not as it should be.

Asks the page's own host and those that it names, and the resolver for addresses; changes nothing
anywhere. What only the site's files know, such as which providers it reports on, is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from statusgen.doctor.caching import caching
from statusgen.doctor.dependence import dependence
from statusgen.doctor.feeds import feeds
from statusgen.doctor.finding import Examined, Finding
from statusgen.doctor.freshness import freshness
from statusgen.doctor.headers import headers
from statusgen.doctor.links import links, missing
from statusgen.doctor.own import Own
from statusgen.doctor.reach import Reached, certificate, reach
from statusgen.doctor.visit import Ask, Resolve, Visitor, outward

__all__ = ["Examined", "Finding", "Own", "examine"]

Check = Callable[[Reached], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    certificate,
    headers,
    freshness,
    links,
    feeds,
    missing,
    caching,
    dependence,
)
"""What is looked at once the front page is there, in the order of the findings."""


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
    visitor = Visitor(outward(ask, resolve, url))
    found: list[Finding] = []
    reached = reach(url, visitor, found, clock=clock, resolve=resolve, pause=pause, own=own)
    if reached is not None:
        for check in CHECKS:
            found.extend(check(reached))
    found.sort(key=lambda one: one.severity.value)
    return Examined(
        url=reached.url if reached else url, requests=visitor.requests, findings=tuple(found)
    )
