"""What was told and what still has to be: the file outbox.json in a target's memory. Pure.

Holds ids, texts of the page and counts; no address of a receiver and no secret.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, field, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

from statusgen.confirmation import instant
from statusgen.fingerprint import fingerprint
from statusgen.frozen import frozen
from statusgen.publish.release import News, Release
from statusgen.publish.tell.shapes import Event

__all__ = ["NAME", "Outbox", "Unreadable", "Waiting", "merged"]

NAME = "outbox.json"
VERSION = 1
KEPT = 2000
"""How many told updates are remembered: many times as many as a release names."""

_NOT_OURS = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)

PATIENCE = timedelta(days=7)
"""After that an update is no news: it is given up, and said so."""


class Unreadable(ValueError):
    """The file is not one of ours, or of a later version."""


@frozen
class Waiting:
    """One update that one receiver has to be told of; `id` is the message's, at every attempt."""

    id: str
    receiver: str
    since: datetime
    event: Event

    @property
    def place(self) -> tuple[str, str]:
        """Which update for whom, wherever the site is."""
        return _key(self.event.url), self.receiver


@frozen
class Outbox:
    """`known` names updates by short digests, oldest first, wherever the site is.

    `gone` are receivers that left.

    `withdrawn` has waited for a receiver until the page said it no more; it may say it again.
    What is dated `past` or before counts as told as well: when a release had more updates than it
    named, they were older than that. `begun` is when the outbox was, and `seen` when a run last
    looked for what is new. `page` is when the newest page was built that a run has told of.
    `feeds` maps a feed to the digest that hubs were told of, or are about to be: `pings` are the
    feeds that each hub still has to hear of, hubs named by short digests.
    """

    known: tuple[str, ...] = ()
    past: str = ""
    begun: datetime | None = None
    seen: datetime | None = None
    page: datetime | None = None
    waiting: tuple[Waiting, ...] = ()
    withdrawn: tuple[Waiting, ...] = ()
    gone: tuple[str, ...] = ()
    feeds: Mapping[str, str] = field(default_factory=dict)
    pings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_news(self, release: Release, receivers: tuple[str, ...], *, now: datetime) -> Outbox:
        """Add what is new in a release for each receiver; what waits is then oldest update first.

        What comes back, or comes late from another branch, goes to its place: the last word that a
        receiver hears of an entry is the last on the page.
        """
        added = tuple(
            Waiting(
                id=f"msg_{fingerprint(one.id, receiver)[:24]}",
                receiver=receiver,
                since=now,
                event=_event(one, release),
            )
            for one in self.new(release)
            if not (self.is_late(one, now=now) or self.is_history(one))
            for receiver in receivers
            if receiver not in self.gone
        )
        # What a release does not name is older than all that it does name, or its file is broken.
        places = {_key(one.id): place for place, one in enumerate(reversed(release.news))}
        waiting = sorted(
            (*self.waiting, *added),
            key=lambda one: (one.event.at, places.get(_key(one.event.url), -1)),
        )
        return replace(self.with_known(release, now=now), waiting=tuple(waiting))

    def begun_by(self, now: datetime) -> Outbox:
        """Let it have begun now where that is still to come: a clock was wrong then.

        All that is written until that time would count as history, and be told to nobody.
        """
        ahead = self.begun is not None and self.begun > now
        return replace(self, begun=now) if ahead else self

    def is_of_later(self, release: Release, *, now: datetime) -> bool:
        """Say whether a run has told of a page that was built later: it knows of all that waits.

        A page of a time that is still to come was built by a clock that was wrong.
        """
        return self.page is not None and release.built_at < self.page <= now

    def new(self, release: Release) -> tuple[News, ...]:
        """Return what a release names and no release before it did, oldest update first."""
        known = set(self.known)
        return tuple(
            one
            for one in reversed(release.news)
            # An outbox of an earlier version named updates by their whole address.
            if not known & {_known(one), _name(one.id)} and instant(one.at) > self.past
        )

    def is_late(self, one: News, *, now: datetime) -> bool:
        """Say whether what is new is no news any more, since no run looked while it was.

        Whoever has webhooks told again after some weeks does not want all that they missed. What is
        written down late is told, however old it is: a run has just looked, and did not find it.
        """
        unseen = self.seen is not None and now - self.seen > PATIENCE
        return unseen and now - one.at > PATIENCE

    def is_history(self, one: News) -> bool:
        """Say whether what is new happened long before anybody was to be told of anything.

        It is brought in from elsewhere, or a mistake in its file kept it from the first page.
        """
        return self.begun is not None and self.begun - one.at > PATIENCE

    def as_shown(self, release: Release) -> tuple[Outbox, tuple[Waiting, ...]]:
        """Let what waits say what the page says now; return what it has withdrawn since, as well.

        Nobody is told of that, unless the page says it again. What a release does not name since
        it is older than all that it does name, or since its file has a mistake, is not withdrawn.
        """
        current = {_key(one.id): one for one in release.news}
        oldest = instant(release.news[-1].at) if release.older else ""
        kept: list[Waiting] = []
        withdrawn: list[Waiting] = []
        since: list[Waiting] = []
        for one in (*self.withdrawn, *self.waiting):
            if news := current.get(_key(one.event.url)):
                kept.append(replace(one, event=_event(news, release)))
            elif one in self.withdrawn:
                # Not named for whatever reason: the page did not say it before, either.
                withdrawn.append(one)
            elif one.event.at < oldest or one.event.entry in release.broken:
                kept.append(one)
            else:
                since.append(one)
        withdrawn += since
        return replace(self, waiting=tuple(kept), withdrawn=tuple(withdrawn)), tuple(since)

    def with_known(self, release: Release, *, now: datetime) -> Outbox:
        """Count everything in a release as told."""
        # What the release names goes to the end, so that it is the last to be forgotten.
        current = dict.fromkeys(_known(one) for one in reversed(release.news))
        kept = [name for name in self.known if name not in current]
        # Where newer ones are taken back, a release names older ones, which are no news.
        past = max(self.past, instant(release.news[-1].at)) if release.older else self.past
        known = (*kept, *current)[-max(KEPT, len(current)) :]
        return replace(self, known=known, past=past, seen=now, page=release.built_at)

    def with_feeds(self, release: Release, hubs: Iterable[str], changed: frozenset[str]) -> Outbox:
        """Add a ping of each hub for each feed that differs from what it was told of.

        Of a feed that nobody was ever told of, `changed` says whether it does.
        """
        files = release.by_path()
        now = {path: files[path].digest for path in release.feeds if path in files}
        news = [
            path
            for path, digest in now.items()
            if (path in changed if path not in self.feeds else self.feeds[path] != digest)
        ]
        pings = {
            _name(hub): tuple(
                path
                for path in dict.fromkeys((*self.pings.get(_name(hub), ()), *news))
                if path in now
            )
            for hub in hubs
        }
        return replace(self, feeds=now, pings={hub: all_ for hub, all_ in pings.items() if all_})

    def due(self, hub: str) -> tuple[str, ...]:
        """Return the feeds that a hub still has to hear of."""
        return self.pings.get(_name(hub), ())

    def without_ping(self, hub: str, path: str) -> Outbox:
        """Strike out a feed that a hub was told of."""
        left = tuple(one for one in self.due(hub) if one != path)
        pings = {**self.pings, _name(hub): left}
        return replace(self, pings={name: all_ for name, all_ in pings.items() if all_})

    def without(self, message: str) -> Outbox:
        """Strike out a message that was delivered or given up."""
        return replace(self, waiting=tuple(one for one in self.waiting if one.id != message))

    def given_up(self, receiver: str) -> Outbox:
        """Forget a receiver that left, with all that waits for it."""
        box = self.only(lambda one: one.receiver != receiver)
        return replace(box, gone=(*self.gone, receiver))

    def only(self, wanted: Callable[[Waiting], bool]) -> Outbox:
        """Forget what waits for somebody, or was withdrawn, and is not wanted."""
        waiting, withdrawn = filter(wanted, self.waiting), filter(wanted, self.withdrawn)
        return replace(self, waiting=tuple(waiting), withdrawn=tuple(withdrawn))

    def merged(self, other: Outbox) -> Outbox:
        """Return what both of them know, whichever is asked for it.

        What one says is told is told, what one alone knows of waits as it does there, and what one
        says is withdrawn is, until a page says it again. Nothing that was told is untold.
        """
        older, newer = sorted((self, other), key=Outbox._age)
        gone = dict.fromkeys((*older.gone, *newer.gone))
        rows: dict[tuple[str, str], Waiting] = {}
        for box, peer in ((newer, older), (older, newer)):
            for one in (*box.waiting, *box.withdrawn):
                if one.receiver not in gone and not peer._is_told(one):
                    rows.setdefault(one.place, one)
        withdrawn = {one.place for box in (older, newer) for one in box.withdrawn}
        said = sorted(rows.values(), key=lambda one: one.event.at)
        pings = {
            hub: tuple(path for path in newer.feeds if newer._is_due(hub, path, older))
            for hub in sorted({*older.pings, *newer.pings})
        }
        begun = (older.begun, newer.begun)
        current = set(newer.known)
        return Outbox(
            known=(*(name for name in older.known if name not in current), *newer.known),
            past=max(older.past, newer.past),
            begun=None if None in begun else min(filter(None, begun)),
            seen=max(filter(None, (older.seen, newer.seen)), default=None),
            page=newer.page,
            waiting=tuple(one for one in said if one.place not in withdrawn),
            withdrawn=tuple(one for one in said if one.place in withdrawn),
            gone=tuple(gone),
            feeds=newer.feeds,
            pings={hub: paths for hub, paths in pings.items() if paths},
        )

    def _age(self) -> tuple[datetime, datetime, bytes]:
        """Order two outboxes by their pages, by when a run looked, and else anyhow, but always."""
        never = datetime.min.replace(tzinfo=UTC)
        return self.page or never, self.seen or never, self.to_bytes()

    def _is_told(self, message: Waiting) -> bool:
        """Say whether this knows of an update, and that its receiver need not be told any more."""
        names = {_name(message.place[0]), _name(message.event.url)}
        left = {one.place for one in (*self.waiting, *self.withdrawn)}
        return message.place not in left and not names.isdisjoint(self.known)

    def _is_due(self, hub: str, path: str, older: Outbox) -> bool:
        """Say whether a hub has to hear of a feed of this outbox, for all that both know."""
        due = [path in box.pings.get(hub, ()) for box in (self, older)]
        # It may have heard of another state of the feed. To hear of one twice does no harm.
        same = self.feeds[path] == older.feeds.get(path)
        return all(due) if same else any(due)

    def to_bytes(self) -> bytes:
        """Write the file."""
        value = {
            "version": VERSION,
            "known": self.known,
            "past": self.past,
            "begun": self.begun and _time(self.begun),
            "seen": self.seen and _time(self.seen),
            "page": self.page and _time(self.page),
            "waiting": _rows(self.waiting),
            "withdrawn": _rows(self.withdrawn),
            "gone": self.gone,
            "feeds": dict(self.feeds),
            "pings": dict(self.pings),
        }
        return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"

    @staticmethod
    def from_bytes(data: bytes) -> Outbox:
        """Read the file. Raises Unreadable."""
        try:
            value = json.loads(data)
            if value["version"] != VERSION:
                raise Unreadable(f"version {value['version']!r} is not known")
            box = Outbox(
                known=_texts(value["known"]),
                past=str(value.get("past", "")),
                begun=_moment(value.get("begun")),
                seen=_moment(value.get("seen")),
                page=_moment(value.get("page")),
                waiting=tuple(map(_waiting, value["waiting"])),
                withdrawn=tuple(map(_waiting, value.get("withdrawn", ()))),
                gone=_texts(value["gone"]),
                feeds={str(path): str(digest) for path, digest in value["feeds"].items()},
                pings={str(hub): _texts(paths) for hub, paths in value["pings"].items()},
            )
            box.to_bytes()  # half of a character can be read, and not be written
        except Unreadable:
            raise
        except _NOT_OURS as error:
            raise Unreadable("it is not as statusgen wrote it") from error
        return box


def merged(found: Sequence[bytes]) -> bytes:
    """Return the file that knows what all of these do; what is unreadable counts if all are."""
    boxes: list[Outbox] = []
    for data in dict.fromkeys(found):
        try:
            boxes.append(Outbox.from_bytes(data))
        except Unreadable:
            continue
    return reduce(Outbox.merged, boxes).to_bytes() if boxes else found[0]


def _rows(waiting: Iterable[Waiting]) -> list[dict[str, object]]:
    return [{**asdict(one), "since": _time(one.since)} for one in waiting]


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _waiting(row: dict[str, Any]) -> Waiting:
    return Waiting(
        id=str(row["id"]),
        receiver=str(row["receiver"]),
        since=datetime.fromisoformat(row["since"]).astimezone(UTC),
        event=Event(**{name: str(text) for name, text in row["event"].items()}),
    )


def _texts(value: list[object]) -> tuple[str, ...]:
    return tuple(str(one) for one in value)


def _name(id_: str) -> str:
    return fingerprint(id_)[:16]


def _key(address: str) -> str:
    """Return what stays of an update's address when the site moves to another: `id/#anchor`."""
    return "/".join(address.split("/")[-2:])


def _known(news: News) -> str:
    return _name(_key(news.id))


def _event(news: News, release: Release) -> Event:
    planned = news.id.startswith(f"{release.url}maintenance/")
    return Event(
        kind="maintenance" if planned else "incident",
        entry=news.entry,
        title=news.headline,
        status=news.status,
        text=news.text,
        url=news.id,
        at=instant(news.at),
        more=release.more,
    )
