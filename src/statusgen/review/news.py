"""Updates on one side and on the other: which of them subscribers get as news.

An update is known by its permalink without the site's address. Pure, as all of `compare` is.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from statusgen.artifacts.feeds.content import NEWEST, Feed, Item, feed, newest
from statusgen.derive import EntryTimeline, Step
from statusgen.model import Entry, Update
from statusgen.present import follow
from statusgen.present.edition import Edition, folder
from statusgen.present.ledger import Ledger
from statusgen.review.changes import Kind, NewsChange

__all__ = ["news", "title_of"]

Updates = dict[str, tuple[EntryTimeline, Step]]


def news(before: Edition, after: Edition, alike: Set[str]) -> Iterator[NewsChange]:
    """Say which updates come, go or change; `alike` are the pages of entries that stay the same."""
    feeds_before, feeds_after = _feeds(before), _feeds(after)
    # Of those that are alike what stands in feeds may come to others, or be said in other words.
    left_out = alike - _in_feeds(feeds_before) - _in_feeds(feeds_after)
    was, now = _updates(before, left_out), _updates(after, left_out)
    told = _told(feeds_before, feeds_after, was.keys())
    edited = _edited(feeds_before[""][1], feeds_after[""][1])
    moved = _moved(was, now)
    for id_, (timeline, step) in now.items():
        kind = Kind.MOVED if id_ in moved else Kind.NEW
        if id_ in was:
            kind = Kind.CHANGED
            if id_ not in edited and id_ not in told:
                continue
        old = moved.get(id_)
        yield NewsChange(
            kind=kind,
            id=id_,
            title=title_of(after, timeline.entry, step.update),
            at=step.update.at,
            feeds=told.get(id_, ()),
            was=None if old is None else was[old][1].update.at,
            was_id=old,
        )
    left = set(moved.values())
    for id_, (timeline, step) in was.items():
        if id_ not in now and id_ not in left:
            title = title_of(before, timeline.entry, step.update)
            yield NewsChange(kind=Kind.GONE, id=id_, title=title, at=step.update.at)


def _updates(edition: Edition, left_out: Set[str]) -> Updates:
    """Return every visible update by its permalink, newest first, but for those of some pages."""
    shown = tuple(one for one in edition.timelines if folder(one) not in left_out)
    return {
        f"{folder(one)}#{step.update.anchor}": (one, step) for one, step in Ledger(shown).newest()
    }


def title_of(edition: Edition, entry: Entry, update: Update) -> str:
    """Call an update what feeds call it."""
    status = edition.words.status(update.status)
    return edition.words.say("feed.item_title", status=status, title=entry.title)


def _moved(was: Updates, now: Updates) -> dict[str, str]:
    """Pair new updates with gone ones of the same entry and words: only the time was changed.

    Of several they keep their order: none overtakes another.
    """

    def said(one: EntryTimeline, step: Step) -> tuple[str, str, str]:
        return folder(one), step.update.status.value, step.update.body.html

    gone: dict[tuple[str, str, str], list[str]] = {}
    for id_ in sorted(was.keys() - now.keys()):
        gone.setdefault(said(*was[id_]), []).append(id_)
    pairs = {}
    for id_ in sorted(now.keys() - was.keys()):
        left = gone.get(said(*now[id_]))
        if left:
            pairs[id_] = left.pop(0)
    return pairs


def _feeds(edition: Edition) -> dict[str, tuple[str, Feed]]:
    """Return the name of each feed and what it says, by its folder."""
    return {
        scope.folder: (scope.name, feed(edition, scope, newest(edition, scope)))
        for scope in follow.scopes(edition)
    }


def _in_feeds(feeds: dict[str, tuple[str, Feed]]) -> Set[str]:
    """Return the pages of the entries that feeds speak of."""
    root = feeds[""][1].folder
    said = (one.url.removeprefix(root) for _, feed in feeds.values() for one in feed.items)
    return {id_.partition("#")[0] for id_ in said}


def _told(
    before: dict[str, tuple[str, Feed]], after: dict[str, tuple[str, Feed]], known: Set[str]
) -> dict[str, tuple[str, ...]]:
    """Say for each update which feeds' subscribers get it as news."""
    root, root_before = after[""][1].folder, before[""][1].folder
    found: dict[str, list[str]] = {}
    for place, (name, said) in after.items():
        held = before[place][1] if place in before else None
        had = {one.url.removeprefix(root_before) for one in held.items} if held else set()
        for item in said.items:
            id_ = item.url.removeprefix(root)
            if id_ not in known or (held and id_ not in had and _reaches(held, item)):
                found.setdefault(id_, []).append(name)
    return {id_: tuple(names) for id_, names in found.items()}


def _reaches(said: Feed, item: Item) -> bool:
    """Say whether an item of this time stands in the feed: a full one has dropped what is older."""
    return len(said.items) < NEWEST or item.at > said.items[-1].at


def _edited(was: Feed, now: Feed) -> set[str]:
    """Return the updates that subscribers have and that say something else now."""

    def items(said: Feed) -> dict[str, tuple[str, str]]:
        return {
            one.url.removeprefix(said.folder): (one.title, one.html.replace(said.folder, ""))
            for one in said.items
        }

    old, new = items(was), items(now)
    return {id_ for id_ in new if id_ in old and new[id_] != old[id_]}
