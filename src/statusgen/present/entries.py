"""Incidents, maintenance and their updates as views. The same for every page that shows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from html import unescape

from markupsafe import Markup

from statusgen import markup
from statusgen.derive import EntryTimeline, MaintenanceTimeline, Step
from statusgen.markup import Prose, telephone
from statusgen.model import Impact, State, UpdateStatus
from statusgen.present.edition import Edition, Place, began, closes, folder
from statusgen.views import Change, EntryCard, EntryView, Promise, UpdateView, Window

__all__ = [
    "card",
    "line",
    "plain",
    "planned",
    "promised",
    "prose_html",
    "sign",
    "summary",
    "update_html",
    "updates",
    "view",
]

_GENERATED = {
    UpdateStatus.IN_PROGRESS: "maintenance.started",
    UpdateStatus.COMPLETED: "maintenance.finished",
}
_SIGNS = {
    Impact.CRITICAL: State.MAJOR_OUTAGE.word,
    Impact.MAJOR: State.PARTIAL_OUTAGE.word,
    Impact.MINOR: State.DEGRADED_PERFORMANCE.word,
    Impact.NONE: "notice",
}
_marked: Callable[[str], Markup] = partial(str.__new__, Markup)
"""What Markup does with a plain text, which it would first ask for more."""
_LINK = re.compile(
    rf'<a href="{markup.ROOT}((?:incidents|maintenance|components)/[^/"]+/)(?:#([^"]*))?"[^>]*>'
    r"(.*?)</a>",
    re.DOTALL,
)


def prose_html(edition: Edition, prose: Prose) -> str:
    """Return a text's safe HTML; links to what has no page, yet or any more, become words."""
    if not prose.links:
        return prose.html
    return _LINK.sub(lambda link: _open_link(edition, link), prose.html)


def _open_link(edition: Edition, link: re.Match[str]) -> str:
    page, fragment, words = link.groups()
    if page not in edition.pages:
        return words
    if fragment and fragment.startswith("u-") and not edition.leads(page, fragment):
        return f'<a href="{markup.ROOT}{page}">{words}</a>'
    return link[0]


def update_html(edition: Edition, step: Step) -> str:
    """Return what an update says; a generated one has its words from the catalogue."""
    update = step.update
    if update.generated:
        return f"<p>{Markup.escape(edition.words.say(_GENERATED[update.status]))}</p>"
    return prose_html(edition, update.body)


def plain(edition: Edition, html: str) -> str:
    """Return the text of safe HTML, for where no HTML can be; its links are whole addresses."""
    said = markup.plain(markup.absolute(html, edition.config.url))
    return said if edition.words.direction == "ltr" else telephone.in_order(said)


def planned(edition: Edition, timeline: EntryTimeline, step: Step) -> str | None:
    """Say of planned work when it is, for an update that is read alone: not once it is done."""
    if not isinstance(timeline, MaintenanceTimeline):
        return None
    if not step.open and step.update.status is not UpdateStatus.CANCELLED:
        return None
    window = edition.words.span(timeline.entry.starts, timeline.entry.ends)
    return edition.words.say("maintenance.window", window=window)


def promised(edition: Edition, step: Step) -> str | None:
    """Say when the next update was promised with this one: never that it is late."""
    at = step.update.next_update
    words = edition.words
    return None if at is None else words.say("promise.by", time=words.moment(at))


def card(edition: Edition, timeline: EntryTimeline, place: Place) -> EntryCard:
    """Show an entry as a line of a list."""
    words = edition.words
    maintenance = isinstance(timeline, MaintenanceTimeline)
    ended, lasted = timeline.ended_at, timeline.outline.lasted
    started = edition.moment(began(timeline))
    # Work that was called off before it began has no end: it would be before its beginning.
    end = None if maintenance and not lasted else ended
    return EntryCard(
        kind="maintenance" if maintenance else "incident",
        sign=sign(timeline),
        id=timeline.entry.id,
        title=timeline.entry.title,
        href=place.href(folder(timeline)),
        status=edition.statuses[timeline.status],
        impact=edition.impacts[timeline.impact],
        open=timeline.open,
        started=started,
        since=started if maintenance or ended else edition.moment(timeline.since),
        ended=None if end is None else edition.moment(end),
        duration=words.duration(timedelta(seconds=lasted)) if ended and lasted else None,
        window=_window(edition, timeline) if isinstance(timeline, MaintenanceTimeline) else None,
        components=tuple([edition.components[name].name for name in timeline.outline.named]),
    )


def sign(timeline: EntryTimeline) -> str:
    """Name the shape of an entry: how bad it is, that it is over, or that it is planned work."""
    if isinstance(timeline, MaintenanceTimeline):
        return State.UNDER_MAINTENANCE.word
    if not timeline.open:
        return State.OPERATIONAL.word
    return _SIGNS[timeline.impact]


def view(edition: Edition, timeline: EntryTimeline, place: Place) -> EntryView:
    """Show an entry with everything it says."""
    entry = timeline.entry

    def prose(text: Prose | None) -> Markup | None:
        return None if text is None else _markup(edition, prose_html(edition, text), place)

    promise = None
    if timeline.promise is not None:
        promise = Promise(at=edition.moment(timeline.promise), late=timeline.late)
    return EntryView(
        card=card(edition, timeline, place),
        affected=_affected(edition, timeline, place),
        still_works=tuple(
            [_inline(edition, prose_html(edition, text), place) for text in entry.still_works]
        ),
        what_to_do=prose(entry.what_to_do),
        data_safe=prose(entry.data_safe),
        opening=prose(entry.opening),
        promise=promise,
        overrunning=isinstance(timeline, MaintenanceTimeline) and timeline.overrunning,
        updates=updates(edition, timeline, place),
    )


def updates(edition: Edition, timeline: EntryTimeline, place: Place) -> tuple[UpdateView, ...]:
    """Show an entry's visible updates, newest first."""
    page = place.href(folder(timeline))
    return tuple([_update(edition, step, place, page) for step in reversed(timeline.steps)])


def summary(edition: Edition, timeline: EntryTimeline) -> str:
    """Say an entry in a line or two of plain text, for search results and link previews."""
    opening = timeline.entry.opening
    text = line(
        update_html(edition, timeline.steps[-1])
        if opening is None
        else prose_html(edition, opening)
    )
    if len(text) > 200:
        text = text[:199].rsplit(" ", 1)[0] + "…"
    words = edition.words
    return words.say(
        "entry.summary", status=words.status(timeline.status), text=text or timeline.entry.title
    )


def line(html: str) -> str:
    """Give the text of safe HTML in one line."""
    if html.count("<") == html.count("<p>") + html.count("</p>"):
        # Paragraphs alone, as most texts are: nothing in them needs writing otherwise.
        text = unescape(html.replace("<p>", " ").replace("</p>", " "))
    else:
        text = markup.plain(html)
    return " ".join(text.split())


def _update(edition: Edition, step: Step, place: Place, page: str) -> UpdateView:
    update, anchor = step.update, step.update.anchor
    body = update.body
    html = update_html(edition, step) if update.generated or body.links else body.html
    return UpdateView(
        anchor=anchor,
        href=f"{page}#{anchor}",
        status=edition.statuses[update.status],
        at=edition.moment(update.at),
        html=_markup(edition, html, place),
        changes=_changes(edition, step, place),
        promise=None if update.next_update is None else edition.moment(update.next_update),
    )


def _changes(edition: Edition, step: Step, place: Place) -> tuple[Change, ...]:
    before, after = step.before, step.after
    if after is before or after == before:
        return ()
    made = edition.once(_Changes, place.root)
    known = [name for name, _ in before]
    return tuple(
        [
            made[one]
            for one in after
            if one not in before and (one[1] is not State.OPERATIONAL or one[0] in known)
        ]
    )


def _affected(edition: Edition, timeline: EntryTimeline, place: Place) -> tuple[Change, ...]:
    """While an entry is open, its components as it holds them; afterwards, those it had hit."""
    states = timeline.states or _worst_held(timeline).items()
    made = edition.once(_Changes, place.root)
    return tuple([made[one] for one in states])


def _worst_held(timeline: EntryTimeline) -> dict[str, State]:
    held = dict(timeline.entry.states)
    for step in timeline.steps:
        for name, state in step.update.states:
            held[name] = max(state, held.get(name, state))
    return held


class _Changes(dict[tuple[str, State], Change]):
    """Components and states as pages show them that are as far from the site's root."""

    def __init__(self, edition: Edition, root: str) -> None:
        super().__init__()
        self._edition = edition
        self._root = root

    def __missing__(self, one: tuple[str, State]) -> Change:
        edition, (name, state) = self._edition, one
        component = edition.components[name]
        is_there = component.is_there(edition.status.today)
        self[one] = Change(
            name=component.name,
            href=f"{self._root}components/{name}/" if is_there else None,
            state=edition.states[state],
        )
        return self[one]


def _window(edition: Edition, timeline: MaintenanceTimeline) -> Window:
    starts, ends = began(timeline), closes(timeline)
    return Window(
        starts=edition.moment(starts),
        ends=edition.moment(ends),
        text=edition.words.span(starts, ends),
        duration=edition.words.duration(ends - starts),
    )


def _markup(edition: Edition, html: str, place: Place) -> Markup:
    """Mark text as safe that came through `markup`: the one place where a page does so.

    A table may be wider than a phone: it scrolls inside a box that a keyboard can reach.
    """
    if edition.words.direction == "rtl":
        html = telephone.in_order_html(html)
    if "<table>" in html:
        name = Markup.escape(edition.words.say("theme.table"))
        html = html.replace(
            "<table>", f'<div class="wide" role="group" aria-label="{name}" tabindex="0"><table>'
        ).replace("</table>", "</table></div>")
    return _marked(markup.rooted(html, place.root) if markup.ROOT in html else html)


def _inline(edition: Edition, html: str, place: Place) -> Markup:
    """Take the paragraph from around a text of one paragraph, for use inside a sentence or list."""
    inner = html.removeprefix("<p>").removesuffix("</p>")
    alone = html.startswith("<p>") and html.endswith("</p>") and "<p>" not in inner
    return _markup(edition, inner if alone else html, place)
