"""Until when the rules go on finding what they find, if no file changes.

The status itself changes at `valid_until`; a finding may come or go before that, as time passes.
Whoever adds a rule that asks for the time adds it here: a law of the tests compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from statusgen.check.rule import RECENT
from statusgen.derive import Status
from statusgen.derive.timeline import appears_at, seen_at

__all__ = ["steady_until"]

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def steady_until(status: Status, now: datetime) -> datetime:
    """Return the first instant after `now` at which a finding may be another, or valid_until."""
    return min((status.valid_until, datetime(now.year + 1, 1, 1, tzinfo=UTC), *_turns(status, now)))


def _turns(status: Status, now: datetime) -> Iterator[datetime]:
    site = status.site
    since = now - RECENT
    earliest = since.timestamp()
    for entry in site.entries:
        outline = entry.outline
        if outline is not None and (outline.settled or outline.changed) < earliest:
            continue
        seen = [seen_at(entry, one.at) for one in entry.updates]
        if seen[-1] >= since:
            # From there on its words are no news any more.
            yield from (at + RECENT for at in seen if since < at <= now)
            if since in seen:
                yield now + timedelta(microseconds=1)
    for incident in status.open_incidents:
        if incident.promise is None:
            said = max(incident.changed_at, appears_at(incident.entry))
            yield _next_word(said, now, site.config.checks.untouched)


def _next_word(changed: datetime, now: datetime, untouched: timedelta) -> datetime:
    """Return when it is next said otherwise how long nothing was said of an open incident."""
    silent = now - changed
    if silent < untouched:
        return changed + untouched
    step = _MINUTE if silent < _HOUR else _HOUR if silent < 2 * _DAY else _DAY
    return changed + (silent // step + 1) * step
