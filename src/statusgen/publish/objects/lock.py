"""One publisher at a time: an object that exists while somebody publishes.

It is created on the condition that there is none, carries a random id and the time until which it
holds, is renewed while the work goes on, and is taken over, on the condition that it is unchanged,
when that time has passed or is so far ahead that a clock was wrong. A store that heeds no
conditions is found out and named; there the lock only keeps off whoever comes later.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock as Guard

from statusgen.errors import LockHeld
from statusgen.frozen import frozen
from statusgen.publish.objects.answers import StoreError
from statusgen.publish.objects.manifest import LOCK
from statusgen.publish.objects.store import Store, Tag

__all__ = ["HOLDS", "Lock", "take"]

HOLDS = timedelta(minutes=3)
"""How long a lock holds when nobody renews it: the time that a killed run keeps others off, and the
most by which two machines' clocks may differ."""

_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_ATTEMPTS = 3


@frozen
class _Note:
    """What stands in the lock object."""

    id: str
    since: datetime
    until: datetime

    def holds(self, now: datetime) -> bool:
        """Say whether it keeps others off. One by a clock that was far ahead would for too long."""
        return now < self.until <= now + 2 * HOLDS

    def to_bytes(self) -> bytes:
        times = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return json.dumps({"id": self.id, **times}).encode() + b"\n"


class Lock:
    """A lock that is held. Made by `take`; `keep` and `release` may be called from any thread."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        note: _Note,
        tag: Tag,
        *,
        conditional: bool,
    ) -> None:
        self._store, self._clock = store, clock
        self._note, self._tag = note, tag
        self._guard = Guard()
        self.conditional = conditional

    def keep(self) -> bool:
        """Renew the lock when a third of its time has passed; say whether it is still ours."""
        with self._guard:
            now = self._clock()
            if now < self._note.until - HOLDS * 2 / 3:
                return True
            note = _note(now, since=self._note.since, ident=self._note.id)
            if self.conditional:
                tag = self._store.replace(LOCK, note.to_bytes(), _HEADERS, self._tag)
                if tag is None:
                    return False
                self._tag = tag
            else:
                standing = _standing(self._store)
                if standing is not None and standing[0].id != note.id:
                    return False
                self._store.put(LOCK, note.to_bytes(), _HEADERS)
            self._note = note
            return True

    def release(self) -> None:
        """Delete the lock, unless it may be somebody else's by now."""
        with self._guard:
            if self._clock() >= self._note.until - HOLDS / 3:
                standing = _standing(self._store)
                if standing is None or standing[0].id != self._note.id:
                    return
            self._store.delete([LOCK])


def take(
    store: Store, clock: Callable[[], datetime], *, where: str, conditional: bool | None
) -> Lock:
    """Take the lock, or raise LockHeld, which says since when and until when somebody else has it.

    `conditional` says whether the store is known to heed conditions; where it is not known to, that
    is tried out.
    """
    if not conditional:
        standing = _standing(store)
        if standing is not None and standing[0].holds(clock()):
            raise _held(where, standing[0])
    for _ in range(_ATTEMPTS):
        note = _note(clock())
        try:
            tag = store.put_new(LOCK, note.to_bytes(), _HEADERS)
        except StoreError as error:
            if error.code != "Unsupported":
                raise
            store.put(LOCK, note.to_bytes(), _HEADERS)
            return Lock(store, clock, note, ("", ""), conditional=False)
        if tag is not None:
            return _tried(store, clock, note, tag, conditional=conditional)
        standing = _standing(store)
        if standing is None:
            continue  # released in this very moment
        other, tag = standing
        if other.holds(clock()):
            raise _held(where, other)
        note = _note(clock())
        taken = store.replace(LOCK, note.to_bytes(), _HEADERS, tag)
        if taken is not None:
            return _tried(store, clock, note, taken, conditional=conditional)
    what = f"somebody else is publishing to {where}"
    raise LockHeld(what, "wait a moment and publish again")


def _tried(
    store: Store, clock: Callable[[], datetime], note: _Note, tag: Tag, *, conditional: bool | None
) -> Lock:
    """Find out whether the store refuses to create what there is, unless that is known."""
    if conditional:
        return Lock(store, clock, note, tag, conditional=True)
    second = _note(clock(), since=note.since)
    overwritten = store.put_new(LOCK, second.to_bytes(), _HEADERS)
    if overwritten is None:
        return Lock(store, clock, note, tag, conditional=True)
    return Lock(store, clock, second, overwritten, conditional=False)


def _note(now: datetime, *, since: datetime | None = None, ident: str = "") -> _Note:
    return _Note(id=ident or secrets.token_hex(16), since=since or now, until=now + HOLDS)


def _standing(store: Store) -> tuple[_Note, Tag] | None:
    """Read the lock. What cannot be read as one holds nobody off: it counts as long expired."""
    found = store.get(LOCK)
    if found is None:
        return None
    long_ago = datetime.min.replace(tzinfo=UTC)
    note = _Note(id="", since=long_ago, until=long_ago)
    try:
        value = json.loads(found.data)
        since, until = (datetime.fromisoformat(value[name]) for name in ("since", "until"))
        if since.tzinfo and until.tzinfo:
            since, until = since.astimezone(UTC), until.astimezone(UTC)
            note = _Note(id=str(value["id"]), since=since, until=until)
    except (KeyError, OverflowError, TypeError, ValueError, RecursionError):
        return note, found.tag
    return note, found.tag


def _held(where: str, note: _Note) -> LockHeld:
    since, until = (f"{at.astimezone(UTC):%H:%M:%S}" for at in (note.since, note.until))
    return LockHeld(
        f"somebody else has been publishing to {where} since {since} (UTC)",
        f"publish again when that run has ended; if it has died, its lock ends at {until} (UTC), or"
        f" when you delete the object '{LOCK}'",
    )
