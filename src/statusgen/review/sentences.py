"""What there is to say of changes, sentence by sentence, in no form yet.

Pure. Every text that an author wrote goes through `quote`, which the form brings: a sentence holds
nothing of an author's that was not quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from statusgen.artifacts.feeds.content import NEWEST
from statusgen.frozen import frozen
from statusgen.review.changes import (
    AddressChange,
    Changes,
    ComponentChange,
    EventChange,
    Kind,
    NewsChange,
    Window,
)
from statusgen.words import Words

__all__ = ["Base", "Quote", "Section", "Warned", "answer", "opening", "sections", "warnings"]

_MOST_NAMES = 8

Quote = Callable[[str], str]
"""Put a text of somebody else's into a sentence."""


@frozen
class Base:
    """What was compared with: a revision by the name that was asked for, and its commit.

    `now` is the time of both sides. `left_out` are the files that had mistakes there, and `blank`
    says that there was no site in it.
    """

    name: str
    commit: str
    now: datetime
    left_out: tuple[str, ...] = ()
    blank: bool = False


@frozen(kw_only=False)
class Warned:
    """What an author should look at again before it is published, and why or what to do."""

    what: str
    hint: str


@frozen(kw_only=False)
class Section:
    """A heading, and lines, each with what else is to be said about it."""

    heading: str
    lines: Sequence[tuple[str, Sequence[str]]]


def opening(base: Base, words: Words, quote: Quote) -> Iterator[str]:
    """Say what is compared with what."""
    commit, at = base.commit[:10], words.moment(base.now)
    yield f"Compared with {quote(base.name)} ({commit}), as readers see both at {at}"
    if base.blank:
        yield "There was no site yet: everything is new"
    if base.left_out:
        files = _some(base.left_out, quote)
        yield f"Left out there, because of mistakes: {files}; what they say now counts as new"


def answer(changes: Changes) -> str:
    """Say in a sentence that there is nothing to see, or little; "" where there is more."""
    if changes.named:
        return ""
    if changes.files:
        count = len(changes.files)
        return f"Only small things change, in {count} file{'' if count == 1 else 's'}"
    return "Nothing changes for readers yet" if changes.waiting else "Nothing changes for readers"


def sections(changes: Changes, words: Words, quote: Quote) -> Iterator[Section]:
    """Yield all else that there is to say, what cannot be taken back before the rest."""
    found = (
        Section("Headline", [(line, ()) for line in _headline(changes, quote)]),
        Section("Components", [(_component(one, quote), ()) for one in changes.components]),
        Section(
            "Subscribers will be told",
            [
                (quote(one.title), list(_told(one, words, quote)))
                for one in changes.news
                if one.kind in (Kind.NEW, Kind.MOVED) or one.feeds
            ],
        ),
        Section(
            "The text changes; nobody is notified again",
            [
                (quote(one.title), [words.moment(one.at)])
                for one in changes.news
                if one.kind is Kind.CHANGED and not one.feeds
            ],
        ),
        Section("Reports", list(_reports(changes, quote))),
        Section(
            "Calendar",
            [
                (f"{quote(one.title)} {_became(one, words)}", list(_following(one)))
                for one in changes.events
            ],
        ),
        Section("Pages and files", [(line, ()) for line in _pages(changes, quote)]),
        Section(
            "Waiting",
            [
                (quote(one.title), [_WAITING[one.kind].format(at=words.moment(one.at))])
                for one in changes.waiting
            ],
        ),
    )
    yield from (section for section in found if section.lines)


def warnings(changes: Changes, words: Words, quote: Quote) -> Iterator[Warned]:
    """Yield what cannot be taken back, or is seldom meant."""
    if changes.address is not None:
        old, new = map(quote, changes.address)
        yield Warned(
            f"The site's address changes from {old} to {new}",
            "every link to it breaks, and every update has a new id: subscribers may be told of "
            "all of them again",
        )
    yield from _vanishing_reports(changes, quote)
    yield from _vanishing_updates(changes, words, quote)
    for event in changes.events:
        if event.kind not in (Kind.NEW, Kind.GONE) and not event.followed:
            yield Warned(
                f"Calendar programs may not follow: {quote(event.title)} {_became(event, words)}",
                "they follow an update: write one that says what is new",
            )
    for address in changes.addresses:
        if address.kind is Kind.GONE:
            hint = "links to them break"
            if "feed.xml" in address.files:
                hint += ", and whoever follows the feeds there hears nothing any more"
            yield Warned(f"Addresses vanish: {_files(address, quote)}", hint)


def _vanishing_reports(changes: Changes, quote: Quote) -> Iterator[Warned]:
    come = {one.page.partition("/")[2] for one in changes.entries if one.kind is Kind.NEW}
    for entry in changes.entries:
        if entry.kind is Kind.GONE and entry.page.partition("/")[2] in come:
            yield Warned(
                f"A report moves between incidents and maintenance: {quote(entry.title)}; links to "
                f"{quote(entry.page)} break",
                "every update has a new id: subscribers of feeds may be told of all of them again; "
                "better move its file back, and write a new one there",
            )
        elif entry.kind is Kind.GONE:
            yield Warned(
                f"A report vanishes: {quote(entry.title)}; links to {quote(entry.page)} break",
                "the name of its file is its id: if you renamed it, take the old name again; to "
                "call off planned work, write an update Cancelled",
            )


def _vanishing_updates(changes: Changes, words: Words, quote: Quote) -> Iterator[Warned]:
    """Yield the updates whose ids are gone, but for those of reports that are gone as a whole."""
    gone = tuple(one.page for one in changes.entries if one.kind is Kind.GONE)
    for news in changes.news:
        at = words.moment(news.at)
        if news.was is not None:
            again = "subscribers will be told again, and " if news.feeds else ""
            yield Warned(
                f"An update has another time: {quote(news.title)}, {words.moment(news.was)} "
                f"before, {at} now",
                f"its time is its id: {again}links to it break",
            )
        elif news.kind is Kind.GONE and not news.id.startswith(gone):
            yield Warned(
                f"An update vanishes: {quote(news.title)}, {at}",
                "subscribers may have read it: better leave it, and correct it in a new update",
            )


def _some(names: Sequence[str], quote: Quote) -> str:
    """Name some, and say how many more there are."""
    shown, left = names[:_MOST_NAMES], len(names) - _MOST_NAMES
    return ", ".join([*map(quote, shown), *([f"{left} more"] if left > 0 else [])])


def _headline(changes: Changes, quote: Quote) -> Iterator[str]:
    if changes.before != changes.after:
        for when, one in (("before", changes.before), ("after", changes.after)):
            yield f"{when}: {quote(one.headline)} ({quote(one.state)})"


def _component(one: ComponentChange, quote: Quote) -> str:
    if one.after is None:
        return f"{quote(one.name)}: no longer on the page"
    if one.before is None:
        return f"{quote(one.name)}: new, {quote(one.after)}"
    return f"{quote(one.name)}: {quote(one.before)} -> {quote(one.after)}"


def _told(news: NewsChange, words: Words, quote: Quote) -> Iterator[str]:
    yield words.moment(news.at)
    if news.kind is Kind.CHANGED:
        yield f"an older update, new to those who follow: {_some(news.feeds, quote)}"
    elif news.feeds:
        yield f"in the feeds: {_some(news.feeds, quote)}"
    else:
        yield f"in no feed, and told to nobody: each holds only the newest {NEWEST} updates"


def _reports(changes: Changes, quote: Quote) -> Iterator[tuple[str, Sequence[str]]]:
    for one in changes.entries:
        notes = [quote(one.page)]
        if one.parts:
            notes.append(f"what changes: {', '.join(one.parts)}")
        yield f"{one.kind.value}: {quote(one.title)}", notes


def _became(event: EventChange, words: Words) -> str:
    before, after = (_window(one, words) for one in (event.before, event.after))
    if event.kind is Kind.NEW:
        return f"is new: {after}"
    if event.kind is Kind.GONE:
        return f"is no longer there: {before}"
    if event.kind is Kind.CANCELLED:
        return f"is cancelled: {before}"
    if event.kind is Kind.REINSTATED:
        return f"takes place after all: {after}"
    return f"moves: {before} -> {after}"


def _window(window: Window | None, words: Words) -> str:
    return "" if window is None else words.span(*window)


def _following(event: EventChange) -> Iterator[str]:
    if event.kind in (Kind.MOVED, Kind.CANCELLED, Kind.REINSTATED):
        yield (
            "calendar programs follow: a new update says so"
            if event.followed
            else "calendar programs may keep what they have: no new update says so"
        )


def _pages(changes: Changes, quote: Quote) -> Iterator[str]:
    for one in changes.addresses:
        if one.kind is Kind.NEW:
            yield f"new: {_files(one, quote)}"
    if changes.settings:
        yield f"changed in statusgen.yml: {', '.join(changes.settings)}"
    if changes.look:
        yield "the look of every page changes: theme, logo or colours"


def _files(address: AddressChange, quote: Quote) -> str:
    """Name a folder's files, its page by the folder alone."""
    names = [name for name in address.files if name != "index.html"]
    if not names:
        return quote(address.folder)
    if len(names) == len(address.files):
        return ", ".join(quote(address.folder + name) for name in names)
    return f"{quote(address.folder)} with {', '.join(map(quote, names))}"


_WAITING = {
    Kind.NEW: "will appear {at}, and subscribers will be told then",
    Kind.CHANGED: "changed; will appear {at}, and subscribers will be told then",
    Kind.GONE: "withdrawn; it would have appeared {at}",
}
