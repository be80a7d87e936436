"""Is what the page says still true: build.json against the host's own clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from statusgen.doctor.finding import Finding, error, warning
from statusgen.doctor.reach import Reached, host_time
from statusgen.doctor.visit import text_of, why
from statusgen.publish.http import NoAnswer
from statusgen.report import counted

__all__ = ["freshness"]

GRACE = timedelta(minutes=2)
"""How long a publish and the caches may take."""

SKEW = timedelta(minutes=2)
OLD = 60  # seconds, of a file that no cache should keep

_BUILD = "publish again, and see why the schedule did not: `statusgen watch --publish` is punctual"


def freshness(reached: Reached) -> Iterator[Finding]:
    """Say when the page has expired, when nobody has confirmed it, and when clocks differ."""
    # What is remembered may be a while old by now.
    answer = reached.visitor.again(f"{reached.url}build.json")
    if isinstance(answer, NoAnswer) or answer.status != 200:
        what = "nobody can tell whether the page is current: 'build.json' cannot be had"
        what = f"{what}: {why(answer)}"
        yield error("build", what, "publish all files of the build, those without a page too")
        return
    try:
        value = json.loads(text_of(answer))
        built_at, until = _instant(value["built_at"]), _instant(value["valid_until"])
        confirmed = timedelta(seconds=float(value["freshness"]))
        # Times at the end of all time are none of statusgen's.
        ends, promised = until + GRACE, built_at + confirmed + GRACE
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        what = "nobody can tell whether the page is current: 'build.json' is not one of statusgen's"
        yield error("build", what, "publish the page again")
        return
    own = reached.clock()
    age = answer.header("age").strip()
    kept = int(age) if age.isascii() and age.isdigit() and len(age) < 9 else 0
    date = host_time(answer)
    if date is None:
        what = "the host does not say what time it is: no header Date"
        yield warning("date", what, "readers' own clocks are used instead, which may be wrong")
    now = own
    if date is not None:
        # A cache says when the answer was made, or when it is sent on.
        now = min(max(now, date), date + timedelta(seconds=kept))
    if date is not None and abs(now - own) > SKEW:
        differ = counted(int(abs(now - own).total_seconds() // 60), "minute")
        what = f"the host's clock and that of this machine differ by {differ}"
        hint = "set the one that is wrong: the page's age is told by the host's"
        yield warning("clock", what, hint)
    if kept > OLD:
        what = f"'build.json' is {kept} seconds old: a cache keeps it, and it must not"
        yield error("build-cached", what, "let caches pass it on with Cache-Control: no-cache")
    if built_at > now + SKEW:
        what = f"the page says that it was built at {_shown(built_at)}, which is yet to come"
        yield error("clock", what, "set the clock of the machine that builds it")
    if now > ends:
        what = f"the page has expired: it was right until {_shown(until)}, and it is {_shown(now)}"
        yield error("expired", what, _BUILD)
    elif now > promised:
        every = counted(int(confirmed.total_seconds() // 60), "minute")
        what = (
            f"nobody has confirmed the page since {_shown(built_at)}, and it promises that every"
            f" {every}: it tells readers that it may be out of date"
        )
        yield error("unconfirmed", what, _BUILD)


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without a zone")
    return found.astimezone(UTC)


def _shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
