"""One run of telling: what is due is put down, tried in rounds with pauses, and struck out.

The pauses double and end with the run's budget, or when something newer waits to be published: no
receiver may hold up the page. What is left waits for the next run.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from statusgen.errors import StatusgenError
from statusgen.publish.http import shown
from statusgen.publish.redact import redacted
from statusgen.publish.release import Release
from statusgen.publish.target import Memory, Run
from statusgen.publish.tell import outbox
from statusgen.publish.tell.outbox import Outbox, Unreadable, Waiting
from statusgen.publish.tell.webhooks import Webhook, post
from statusgen.publish.tell.websub import ping

__all__ = ["deliver"]

PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds before the second attempt of a run, and each after that."""

SECONDS = 15.0
"""How long one attempt may take: as the specification of Standard Webhooks recommends."""

HASTE = 5.0
"""How long it may take while something newer waits to be published."""

_REFUSED = 5
"""How many messages that a receiver refuses one by one may be what is wrong, and not all of it."""

_ANEW = "take it out of statusgen.yml, or give it another name to begin anew"


def deliver(
    hubs: tuple[str, ...],
    webhooks: tuple[Webhook, ...],
    release: Release,
    changed: frozenset[str],
    memory: Memory | None,
    run: Run,
) -> tuple[str, ...]:
    """Tell hubs and webhooks of what is new; return notes."""
    if not hubs and not webhooks:
        return ()
    notes: list[str] = []
    if memory is None and webhooks:
        names = ", ".join(f"'{one.name}'" for one in webhooks)
        notes.append(
            f"{names} was told nothing: this host keeps no private file that says what was told;"
            " publish to a folder, a server or a store as well"
        )
        webhooks = ()
    try:
        box, first, data = _opened(memory, notes)
    except StatusgenError as error:
        why = redacted(error.what, run.environ)
        return (*notes, f"nobody was told of anything: what was told cannot be read: {why}")
    now = run.clock()
    if box.is_of_later(release, now=now):
        # What this page does not say is new there, or is back: it would count as withdrawn.
        what = "nobody is told by this run: another one has told of a page that was built later"
        return (*notes, what)
    if first:
        box = Outbox(begun=now).with_known(release, now=now)
    else:
        box, withdrawn = box.begun_by(now).as_shown(release)
        notes += [
            f"'{one.receiver}' is not told of \"{one.event.title}\": the page says it no more"
            for one in withdrawn
        ]
        receivers = tuple(one.name for one in webhooks)
        known = set(box.known)
        notes += _missed(box, release, now) if receivers else []
        box = box.with_news(release, receivers, now=now)
        notes += [
            f"'{name}' was told nothing of what is new: it answered 410 once, that it wants to hear"
            f" no more; {_ANEW}"
            for name in receivers
            if name in box.gone and not known.issuperset(box.known)
        ]
    box = box.with_feeds(release, hubs, changed)
    box = _aged(box, webhooks, now, notes)
    if run.dry_run:
        return (*notes, *_announced(box))
    telling = _Telling(box=box, release=release, memory=memory, last=data, run=run, notes=notes)
    if not telling.put_down(first=True):
        return tuple(notes)
    telling.in_rounds(hubs, webhooks)
    return tuple(notes)


@dataclass(slots=True, kw_only=True)
class _Telling:
    """`last` is what the memory held when this run last read or wrote it."""

    box: Outbox
    release: Release
    memory: Memory | None
    last: bytes | None
    run: Run
    notes: list[str]
    told: dict[str, str] = field(default_factory=dict)
    """Why the last attempt at each receiver failed."""

    def put_down(self, *, first: bool = False) -> bool:
        """Write the outbox; say whether it could be."""
        if self.memory is None:
            return True
        if not first:
            self.look_again()
        data = self.box.to_bytes()
        try:
            self.memory.write(outbox.NAME, data)
        except StatusgenError as error:
            why = redacted(error.what, self.run.environ)
            what = "nobody was told of anything" if first else "somebody may be told twice"
            note = f"{what}: what is to be told cannot be put down: {why}"
            if note not in self.notes:
                self.notes.append(note)
            return False
        self.last = data
        return True

    def look_again(self) -> None:
        """Take in what another run has put down since: what that one has told counts as told here.

        This is done after whatever takes time, so that a run loses what another one has put down
        only where both write in the same moment, and until either writes again.
        """
        if self.memory is None:
            return
        try:
            data = self.memory.read(outbox.NAME)
            if data is None or data == self.last:
                return
            self.box = self.box.merged(Outbox.from_bytes(data))
            self.last = data
        except (StatusgenError, Unreadable):
            return  # What this run knows is put down in its place.

    def in_rounds(self, hubs: tuple[str, ...], webhooks: tuple[Webhook, ...]) -> None:
        until = self.run.clock() + timedelta(seconds=self.run.budget)
        out: set[str] = set()
        for pause in (*PAUSES, None):
            wait = 0.0
            for hub in hubs:
                self._hub(hub, until)
            for webhook in webhooks:
                if webhook.name in out:
                    continue
                try:
                    later = self._webhook(webhook, until, last=pause is None)
                except Exception as error:  # noqa: BLE001 - the other receivers must be told
                    # Its type alone: its words may hold the address, which may be a secret.
                    why = f"statusgen itself went wrong here ({type(error).__name__})"
                    self.told[webhook.name], later = why, None
                if later is None or self.run.clock() + timedelta(seconds=later) >= until:
                    out.add(webhook.name)
                else:
                    wait = max(wait, later)
            if pause is None or not self._is_open(hubs, webhooks, out):
                break
            wait = max(pause, wait)
            if self.run.clock() + timedelta(seconds=wait) >= until or not self._rested(wait):
                break
            self.look_again()
        self._say_what_is_left(hubs, webhooks)

    def _rested(self, seconds: float) -> bool:
        """Wait before the next round; say whether there is one."""
        if self.run.overtaken is None:
            self.run.pause(seconds)
            return True
        # Counted, not looked up: who sets the clock back would have it last for hours.
        left = seconds
        while not self._is_overtaken():
            if left <= 0:
                return True
            self.run.pause(min(left, 1.0))
            left -= 1.0
        return False

    def _is_overtaken(self) -> bool:
        return self.run.overtaken is not None and self.run.overtaken()

    def _is_open(self, hubs: tuple[str, ...], webhooks: tuple[Webhook, ...], out: set[str]) -> bool:
        waiting = any(self._left(one) for one in webhooks if one.name not in out)
        return waiting or any(self._due(hub) for hub in hubs)

    def _seconds(self, until: datetime) -> float:
        left = (until - self.run.clock()).total_seconds()
        # Each receiver is tried once all the same: with much news it would never hear of anything.
        return max(1.0, min(HASTE if self._is_overtaken() else SECONDS, left))

    def _hub(self, hub: str, until: datetime) -> None:
        for path in self._due(hub):
            if path not in self._due(hub):
                continue
            why = ping(hub, self.release.url + path, self.run.environ, self._seconds(until))
            if why:
                self.told[hub] = why
                self.look_again()
                return
            self.box = self.box.without_ping(hub, path)
            self.put_down()

    def _webhook(self, webhook: Webhook, until: datetime, *, last: bool) -> float | None:
        """Tell a receiver of all that waits for it, in order, up to the first failure.

        Return for how long it wants to be left alone, None where this run cannot reach it. Messages
        that it still refuses in the `last` round are given up if it takes the next one.
        """
        refused: list[tuple[Waiting, str]] = []
        for id_ in [one.id for one in self._left(webhook)]:
            waiting = next((one for one in self._left(webhook) if one.id == id_), None)
            if waiting is None:
                continue
            now = self.run.clock()
            outcome = post(
                webhook, waiting, self.run.environ, now=now, seconds=self._seconds(until)
            )
            if outcome.gone:
                self.box = self.box.given_up(webhook.name)
                self.put_down()
                self.notes.append(f"'{webhook.name}' is told no more: {outcome.why}; {_ANEW}")
                return None
            if outcome.why:
                self.told[webhook.name] = outcome.why
                self.look_again()
                if last and outcome.refused and len(refused) < _REFUSED:
                    refused.append((waiting, outcome.why))
                    continue
                return None if outcome.hopeless else outcome.later
            for one, why in refused:
                self.box = self.box.without(one.id)
                self.notes.append(
                    f"'{webhook.name}' is not told of \"{one.event.title}\", and has taken what"
                    f" came after it: {why}"
                )
            refused.clear()
            self.box = self.box.without(waiting.id)
            self.put_down()
        return 0.0

    def _left(self, webhook: Webhook) -> list[Waiting]:
        """Return what this run still has to tell a receiver, in order."""
        if self._is_succeeded():
            return []
        return [one for one in self.box.waiting if one.receiver == webhook.name]

    def _due(self, hub: str) -> tuple[str, ...]:
        """Return the feeds that this run still has to tell a hub of."""
        return () if self._is_succeeded() else self.box.due(hub)

    def _is_succeeded(self) -> bool:
        """Say whether another run tells of a later page by now, and of all that waits here."""
        return self.box.is_of_later(self.release, now=self.run.clock())

    def _say_what_is_left(self, hubs: tuple[str, ...], webhooks: tuple[Webhook, ...]) -> None:
        kept = "it is tried again at the next publish"
        for hub in hubs:
            if self._due(hub):
                why = self.told.get(hub, "there was no time left")
                then = kept if self.memory else "feeds are still read, only later"
                self.notes.append(f"the hub {shown(hub)} was not told: {why}; {then}")
        for webhook in webhooks:
            if left := self._left(webhook):
                why = self.told.get(webhook.name, "there was no time left")
                count = f"{len(left)} update{'' if len(left) == 1 else 's'}"
                self.notes.append(f"'{webhook.name}' was not told of {count}: {why}; {kept}")


def _opened(memory: Memory | None, notes: list[str]) -> tuple[Outbox, bool, bytes | None]:
    """Read the outbox; say whether this is the first time, and what was read.

    Raises PublishError.
    """
    data = None if memory is None else memory.read(outbox.NAME)
    if data is None:
        return Outbox(), True, None
    try:
        return Outbox.from_bytes(data), False, data
    except Unreadable as error:
        notes.append(
            f"what was told before cannot be read ({error}): what the page says now counts as told"
        )
        return Outbox(), True, data


def _missed(box: Outbox, release: Release, now: datetime) -> list[str]:
    """Say what is new and nobody is told of."""
    new = box.new(release)
    days = outbox.PATIENCE.days
    notes = []
    history = [one for one in new if box.is_history(one)]
    if history:
        count = f"{len(history)} updates: they were" if history[1:] else "1 update: it was"
        notes.append(f"nobody is told of {count} older than {days} days when telling began here")
    late = [one for one in new if box.is_late(one, now=now) and one not in history]
    if late:
        count = f"{len(late)} updates: they are" if late[1:] else "1 update: it is"
        notes.append(f"nobody is told of {count} older than {days} days, and so is the last run")
    if not notes and release.older and len(new) == len(release.news):
        notes.append(
            f"webhooks are told of the newest {len(new)} updates alone, and more may be new"
        )
    return notes


def _aged(box: Outbox, webhooks: tuple[Webhook, ...], now: datetime, notes: list[str]) -> Outbox:
    """Leave out what waits for nobody any more, or has waited for too long."""
    names = {one.name for one in webhooks}
    left = Counter(one.receiver for one in box.waiting if one.receiver not in names)
    notes += [
        f"'{name}' was never told of {count} update{'s'[: count != 1]}:"
        " statusgen.yml does not name it any more"
        for name, count in left.items()
    ]
    box = box.only(lambda one: one.receiver in names)
    young = box.only(lambda one: now - one.since <= outbox.PATIENCE)
    notes += [
        f"'{one.receiver}' was never told of \"{one.event.title}\": it could not be"
        f" told for {outbox.PATIENCE.days} days"
        for one in box.waiting
        if one not in young.waiting
    ]
    return young


def _announced(box: Outbox) -> tuple[str, ...]:
    """Say what a run that is no dry run would tell."""
    said = [f"'{one.receiver}' would be told: {one.event.title}" for one in box.waiting]
    feeds = {path for paths in box.pings.values() for path in paths}
    said += [f"hubs would be told of {len(feeds)} feed{'s'[: len(feeds) != 1]}"] if feeds else []
    return tuple(said)
