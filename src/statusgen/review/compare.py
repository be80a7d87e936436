"""Two sites at one time to what a reader of the first would notice in the second.

Pure: both sides are values that come from the stages of a build. An update is known by its
permalink, which is its id in every feed, so that what is found here is what a feed reader finds.
Finds everything: where nothing is found, both sides build the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from statusgen import confirmation
from statusgen.artifact import Artifact, CacheClass, Template
from statusgen.artifacts.calendar import Calendar, Event
from statusgen.derive import EntryTimeline
from statusgen.derive.timeline import appears_at
from statusgen.fingerprint import fingerprint
from statusgen.frozen import frozen
from statusgen.markup import Prose
from statusgen.model import Config, Entry, Maintenance, Update, page_folder
from statusgen.parse.components import Known
from statusgen.present import entries, follow
from statusgen.present.edition import Edition, folder
from statusgen.review.changes import (
    AddressChange,
    Changes,
    ComponentChange,
    EntryChange,
    EventChange,
    Kind,
    Standing,
    WaitingChange,
)
from statusgen.review.news import news, title_of

__all__ = ["Side", "as_stored", "compare", "look"]

_SETTINGS = {
    "title": "title",
    "language": "language",
    "zone": "timezone",
    "freshness": "freshness",
    "help": "help",
    "layout": "components",
    "states": "states",
    "statuses": "statuses",
}


@frozen
class Side:
    """A site at a time with every file of it; `look` is made by `look()`."""

    edition: Edition
    artifacts: tuple[Artifact, ...]
    look: str = ""


def look(config: Config, files: tuple[tuple[str, bytes], ...]) -> str:
    """Name how pages look: by theme, colours, and the site's own files for both and for a logo.

    Those of a theme have names of their own; what the logo's file is called shows nowhere.
    """
    tints = [(one.name, one.colour) for one in (*config.brand.light, *config.brand.dark)]
    logo = config.brand.logo
    own = [("" if path == logo else path, as_stored(data)) for path, data in files]
    return fingerprint(config.theme, len(config.brand.light), *tints, *sorted(own))


def as_stored(data: bytes) -> bytes:
    """Return a file as git stores it: as Windows checks a text out it is the same text."""
    return data.replace(b"\r\n", b"\n")


def compare(before: Side, after: Side) -> Changes:
    """Say what changes from one side to the other."""
    was, now = before.edition, after.edition
    urls = was.config.url, now.config.url
    addresses, files = tuple(_addresses(before, after)), tuple(_files(before, after))
    alike = _alike(was, now)
    # Of a setting that no file shows, or not yet, readers see nothing.
    settings = tuple(_settings(was.config, now.config)) if addresses or files else ()
    return Changes(
        before=_standing(was),
        after=_standing(now),
        address=None if urls[0] == urls[1] else urls,
        components=tuple(_components(was, now)),
        news=tuple(news(was, now, alike)),
        entries=tuple(_entries(was, now, alike)),
        events=tuple(_events(before, after)),
        addresses=addresses,
        settings=settings,
        look=before.look != after.look,
        files=files,
        waiting=tuple(_waiting(was, now)),
    )


def _alike(before: Edition, after: Edition) -> Set[str]:
    """Return the pages of entries that are over for good, with the same file on both sides.

    Nothing that they say can differ, and of ten thousand entries nearly all are such.
    """
    if Known.of(before.config) != Known.of(after.config):
        return frozenset()  # The same bytes may come to other times.
    was, now = (
        {(folder(one), one.entry.digest) for one in side.timelines if one.outline.settled}
        for side in (before, after)
    )
    return {page for page, _ in was & now}


def _standing(edition: Edition) -> Standing:
    return Standing(headline=edition.headline(), state=edition.state().text)


def _components(before: Edition, after: Edition) -> Iterator[ComponentChange]:
    was = {one.component.id: one for one in before.status.components}
    now = {one.component.id: one for one in after.status.components}
    for id_ in dict.fromkeys((*now, *was)):
        old, new = was.get(id_), now.get(id_)
        if old is None or new is None or old.state is not new.state:
            yield ComponentChange(
                id=id_,
                name=(now.get(id_) or was[id_]).component.name,
                before=None if old is None else before.words.state(old.state),
                after=None if new is None else after.words.state(new.state),
            )


# --- Entries -------------------------------------------------------------------------------------


def _entries(before: Edition, after: Edition, alike: Set[str]) -> Iterator[EntryChange]:
    was = {folder(one): one for one in before.timelines}
    now = {folder(one): one for one in after.timelines}
    for page, one in now.items():
        if page not in was:
            yield EntryChange(kind=Kind.NEW, page=page, title=one.entry.title)
            continue
        if page in alike:
            continue
        old, new = _told_of(before, was[page]), _told_of(after, one)
        parts = tuple(part for part in new if old[part] != new[part])
        if parts:
            yield EntryChange(kind=Kind.CHANGED, page=page, title=one.entry.title, parts=parts)
    for page, one in was.items():
        if page not in now:
            yield EntryChange(kind=Kind.GONE, page=page, title=one.entry.title)


def _told_of(edition: Edition, timeline: EntryTimeline) -> dict[str, object]:
    """Return what readers are told of an entry, by the names that its author knows the parts by."""
    return {
        **_words_of(edition, timeline.entry),
        # A corrected time keeps its address, and is another time on every page.
        "updates": tuple(
            (step.update.anchor, step.update.at, *_words_in(edition, step.update))
            for step in timeline.steps
        ),
    }


def _words_of(edition: Edition, entry: Entry) -> dict[str, object]:
    def html(text: Prose | None) -> str | None:
        return None if text is None else entries.prose_html(edition, text)

    return {
        "title": entry.title,
        "window": (entry.starts, entry.ends) if isinstance(entry, Maintenance) else None,
        "components": entry.states,
        "impact": entry.impact,
        "what still works": tuple(html(text) for text in entry.still_works),
        "what to do": html(entry.what_to_do),
        "is my data safe": html(entry.data_safe),
        "opening text": html(entry.opening),
    }


def _words_in(edition: Edition, update: Update) -> tuple[object, ...]:
    body = entries.prose_html(edition, update.body)
    return update.status, body, update.states, update.next_update


def _waiting(before: Edition, after: Edition) -> Iterator[WaitingChange]:
    was, now = _waits(before), _waits(after)
    found = [
        replace(change, kind=Kind.CHANGED if id_ in was else Kind.NEW)
        for id_, (change, said) in now.items()
        if id_ not in was or was[id_][1] != said
    ]
    found += [
        change
        for id_, (change, _) in was.items()
        if id_ not in now and not after.leads(*id_.split("#"))
    ]
    yield from sorted(found, key=lambda one: (one.at, one.id))


def _waits(edition: Edition) -> dict[str, tuple[WaitingChange, object]]:
    """Return what is written ahead by its id, with all that it will say."""
    found: dict[str, tuple[WaitingChange, object]] = {}
    site = edition.status.site
    for entry in site.entries:
        page = page_folder(entry)
        timeline = edition.pages.get(page)
        if timeline is not None and timeline.outline.settled:
            continue  # All that it will ever say can be seen.
        shown = {step.update.anchor for step in timeline.steps} if timeline else set()
        whole = None if shown else _words_of(edition, entry)
        for update in entry.updates:
            # What a window writes for itself is told with the window.
            if update.generated or update.anchor in shown:
                continue
            change = WaitingChange(
                kind=Kind.GONE,
                id=f"{page}#{update.anchor}",
                title=title_of(edition, entry, update),
                at=max(update.at, appears_at(entry)),
            )
            found[change.id] = (change, (change.at, whole, _words_in(edition, update)))
    return found


# --- Files ---------------------------------------------------------------------------------------


def _events(before: Side, after: Side) -> Iterator[EventChange]:
    was, now = _calendar(before), _calendar(after)
    shown_before, shown_after = before.edition.pages, after.edition.pages
    for page, event in now.items():
        old = was.get(page)
        # A calendar holds the newest: what it dropped for them, or took up again, is no news.
        if old is None and page in shown_before:
            continue
        kind = _event_kind(old, event)
        if kind is not None:
            # The title of cancelled work says so itself.
            named = old if old is not None and kind is Kind.CANCELLED else event
            yield EventChange(
                kind=kind,
                page=page,
                title=named.title,
                before=None if old is None else (old.starts, old.ends),
                after=(event.starts, event.ends),
                followed=old is None or event.sequence > old.sequence,
            )
    for page, event in was.items():
        if page not in now and page not in shown_after:
            window = event.starts, event.ends
            yield EventChange(
                kind=Kind.GONE,
                page=page,
                title=event.title,
                before=window,
                after=None,
                followed=False,
            )


def _event_kind(old: Event | None, new: Event) -> Kind | None:
    if old is None:
        return Kind.NEW
    if old.cancelled != new.cancelled:
        return Kind.CANCELLED if new.cancelled else Kind.REINSTATED
    return Kind.MOVED if (old.starts, old.ends) != (new.starts, new.ends) else None


def _calendar(side: Side) -> dict[str, Event]:
    """Return the events of the site's calendar by the pages that they lead to."""
    url = side.edition.config.url
    said = next(one.view() for one in side.artifacts if one.path == follow.CALENDAR[0])
    assert isinstance(said, Calendar)
    return {event.url.removeprefix(url): event for event in said.events}


def _lasting(side: Side) -> dict[str, Artifact]:
    """Return the files that have an address of their own for good, by their paths.

    A file of the theme has a digest in its name, and build.json the time of the build in it.
    """
    return {
        one.path: one
        for one in side.artifacts
        if one.cache is not CacheClass.IMMUTABLE and one.path != confirmation.NAME
    }


def _addresses(before: Side, after: Side) -> Iterator[AddressChange]:
    was, now = _lasting(before), _lasting(after)
    # That the page of an entry comes or goes is told with the entry.
    told = {folder(one) for side in (before, after) for one in side.edition.timelines}
    for kind, paths in ((Kind.NEW, now.keys() - was.keys()), (Kind.GONE, was.keys() - now.keys())):
        split = sorted((path.rpartition("/")[0], path.rpartition("/")[2]) for path in paths)
        for place, names in groupby(split, key=itemgetter(0)):
            if f"{place}/" not in told:
                files = tuple(name for _, name in names)
                yield AddressChange(kind=kind, folder=f"{place}/" if place else "", files=files)


def _files(before: Side, after: Side) -> Iterator[str]:
    was, now = _lasting(before), _lasting(after)
    for path, artifact in now.items():
        old = was.get(path)
        # A key may differ where bytes do not, such as by a comment in an entry.
        if old is not None and old.key != artifact.key and _differ(old, artifact):
            yield path


def _differ(old: Artifact, new: Artifact) -> bool:
    """Say whether a file changes: pages by what they are told, all others by their bytes.

    A view may hold more than is drawn of it: that of the front page's text is the whole edition.
    """
    was, now = old.view(), new.view()
    if isinstance(old.renderer, Template) or isinstance(new.renderer, Template):
        return was != now
    return was != now and old.renderer(was) != new.renderer(now)


def _settings(before: Config, after: Config) -> Iterator[str]:
    for field, name in _SETTINGS.items():
        if getattr(before, field) != getattr(after, field):
            yield name
    if (before.brand.home, before.brand.help) != (after.brand.home, after.brand.help):
        yield "brand"
