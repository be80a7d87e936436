"""When the next round is due, decided from values. Waits for nothing and knows no clock.

A round builds, and publishes. The page is built at the instant until which it was right, and
confirmed well before its promise to be confirmed runs out, since publishing takes a while.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from statusgen.frozen import frozen

__all__ = [
    "LONGEST_NAP",
    "UNWATCHED",
    "Planned",
    "Reason",
    "Trouble",
    "after_trouble",
    "budget",
    "due",
    "nap",
    "patience",
    "reason",
]

LONGEST_NAP = timedelta(seconds=30)
"""How often the time is looked at, at least: clocks of machines are set."""

UNWATCHED = timedelta(minutes=1)
"""How often files that cannot be watched are looked at."""

_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=5)
_LEAST, _MOST = 0.75, 1.25
"""Between which parts of itself a pause is spread."""

_MOMENT = timedelta(seconds=20)
_WHOLE = 6
"""A target that does not answer has a moment each time, and every sixth time all its time."""

_STEP = timedelta(seconds=5)
"""By how much a clock may be put right and nobody has to act on it."""


class Reason(StrEnum):
    """Why a round is due, in the words of what is said of it."""

    START = "at the start"
    CHANGE = "the files have changed"
    TIME = "its time has come"
    CONFIRM = "to confirm the page"
    RETRY = "trying again"
    LOOK = "to look at the files"
    CLOCK = "the clock was set back"


Planned = tuple[datetime, Reason] | None
"""When the next round is due if nothing comes in between, and why; None before a good build."""


@frozen
class Trouble:
    """Something that failed so many times in a row, and when it is tried again.

    `late` says that it did not fail at once, but kept everybody waiting.
    """

    failures: int
    again: datetime
    late: bool = False


def after_trouble(
    before: Trouble | None, now: datetime, chance: float, took: timedelta = timedelta(0)
) -> Trouble:
    """Say when to try again: after a pause that doubles, up to five minutes.

    `chance`, from 0 to 1, spreads it between three quarters and five quarters, so that many
    watchers do not return to a host that was down in one instant. `took` is how long it was until
    it failed.
    """
    failures = before.failures + 1 if before is not None else 1
    pause = min(_FIRST_PAUSE * 2 ** min(failures - 1, 10), _LONGEST_PAUSE)
    spread = _LEAST + chance * (_MOST - _LEAST)
    return Trouble(failures=failures, again=now + pause * spread, late=took >= _MOMENT)


def budget(trouble: Trouble, whole: float, left: float = math.inf) -> float:
    """Say for how many seconds a target may go on that has failed before.

    The others wait for it, and what is new with them: so one that did not answer has a moment. Now
    and then it has the `whole` time, since what takes long, like a first upload, has to end too;
    but no more than what is `left` until the page changes by itself.
    """
    if not trouble.late:
        return whole
    moment = _MOMENT.total_seconds()
    return min(whole, moment if trouble.failures % _WHOLE else max(moment, left))


def patience(troubles: Iterable[Trouble], whole: float) -> timedelta:
    """Say for how long targets may keep everybody waiting that did so before."""
    longest = max((budget(one, whole) for one in troubles if one.late), default=0.0)
    return timedelta(seconds=longest)


def due(
    confirmed_at: datetime, valid_until: datetime, freshness: timedelta
) -> tuple[datetime, Reason]:
    """Say when a page that was confirmed then has to be built again, if nothing changes."""
    confirm = confirmed_at + freshness * 3 / 4
    return (valid_until, Reason.TIME) if valid_until <= confirm else (confirm, Reason.CONFIRM)


def reason(
    now: datetime,
    *,
    changed: bool,
    planned: Planned,
    troubles: list[Trouble],
    last: datetime | None = None,
) -> Reason | None:
    """Say why a round is due now, None where it is not.

    `planned` is None before the first good build, `last` is when the last round was. While a build
    fails there are troubles, and what was planned waits for them: whatever is wrong is not put
    right by looking more often.
    """
    if changed:
        return Reason.CHANGE
    # What was planned and what was built go by a time that never was.
    if last is not None and last - now > _STEP:
        return Reason.CLOCK
    if planned is not None and now >= planned[0]:
        return planned[1]
    if any(now >= one.again or one.again - now > _LONGEST_PAUSE * _MOST for one in troubles):
        return Reason.RETRY
    if planned is None and not troubles:
        return Reason.START
    return None


def nap(now: datetime, planned: Planned, troubles: list[Trouble]) -> timedelta:
    """Say for how long nothing is due, as far as is known now."""
    times = [one.again for one in troubles]
    if planned is not None:
        times.append(planned[0])
    left = min(times, default=now + LONGEST_NAP) - now
    return min(max(left, timedelta(0)), LONGEST_NAP)
