"""The HTML pages."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from functools import partial

from statusgen.artifact import Artifact, CacheClass, Template
from statusgen.derive import ComponentStatus, EntryTimeline
from statusgen.fingerprint import fingerprint
from statusgen.model import page_folder
from statusgen.present import marks, pages
from statusgen.present.edition import Edition, folder
from statusgen.theme import Theme

__all__ = ["artifacts"]

_HTML = "text/html; charset=utf-8"


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield every page, the front page first."""
    del theme
    current, kept = CacheClass.CURRENT, CacheClass.ENTRY
    yield _page("", "index.html", current, partial(pages.index, edition))
    yield _page("subscribe/", "subscribe.html", kept, partial(pages.subscribe, edition))
    yield _page("404.html", "404.html", current, partial(pages.not_found, edition), listed=False)
    every = pages.months(edition)
    for year in (None, *sorted({month[0] for month, _ in every}, reverse=True)):
        yield _page(
            "history/" if year is None else f"history/{year}/",
            "history.html",
            kept,
            partial(pages.history, edition, every, year),
            key=_history_key(edition, every, year),
        )
    for component in edition.status.components:
        yield _page(
            f"components/{component.component.id}/",
            "component.html",
            current,
            partial(pages.component, edition, component),
            key=_component_key(edition, component),
        )
    template, around = Template("entry.html"), _around_settled(edition)
    for timeline in edition.timelines:
        path = folder(timeline)
        view = partial(pages.entry, edition, timeline, path)
        if timeline.outline.settled:
            key = timeline.entry.digest + around
        else:
            key = _entry_key(edition, timeline) or fingerprint(view())
        # By place, since there are ten thousand of them: path, type, cache, renderer, view, key.
        yield Artifact(f"{path}index.html", _HTML, kept, template, view, key, listed=True)
    for broken in edition.status.site.broken:
        if not broken.id:
            continue
        path = page_folder(broken)
        yield _page(
            path,
            "stub.html",
            current,
            partial(pages.stub, edition, broken, path),
            listed=False,
        )


def _page(
    path: str,
    template: str,
    cache: CacheClass,
    view: Callable[[], object],
    *,
    key: str = "",
    listed: bool = True,
) -> Artifact:
    view = functools.cache(view)
    return Artifact(
        path=path if path.endswith(".html") else f"{path}index.html",
        media_type=_HTML,
        cache=cache,
        renderer=Template(template),
        view=view,
        key=key or fingerprint(view()),
        listed=listed,
    )


def _history_key(edition: Edition, every: pages.Months, year: int | None) -> str:
    """Name a list of entries by what their lines show, so that no edit of a text draws it anew."""
    counts = [(month, len(row)) for month, row in every]
    shown = marks.listed(one for _, row in pages.of_year(every, year) for one in row)
    missing = bool(edition.status.site.broken)
    return fingerprint(edition.config.digest, counts, year, shown, missing)


def _component_key(edition: Edition, status: ComponentStatus) -> str:
    """Name a component's page by how the component is, and by the lines of what it lists."""
    naming = edition.ledger.naming.get(status.component.id, ())
    past = [one for one in naming if not one.open]
    shown = marks.listed((*(one for one in naming if one.open), *past[: pages.COMPONENT_ENTRIES]))
    lost = {loss.entry_id for loss in status.uptime.losses} if status.uptime else set()
    titles = [one.entry.title for one in naming if one.entry.id in lost] if lost else []
    missing, more = bool(edition.status.site.broken), len(past) > pages.COMPONENT_ENTRIES
    return fingerprint(edition.config.digest, status, titles, shown, more, missing)


def _entry_key(edition: Edition, timeline: EntryTimeline) -> str:
    """Name the page of an entry that is not over for good, without drawing up its view.

    The page shows its entry, as far as it is visible, and of the site only what statusgen.yml
    says. What a link leads to depends on which other pages there are. While it is open the view
    itself is named instead: build.json is made of keys, and must not tell of updates that wait.
    """
    if not edition.is_told(timeline):
        return ""
    return fingerprint(
        timeline.entry.digest,
        edition.config.digest,
        [_is_gone(edition, name) for name in timeline.outline.named],
        marks.leading(edition, timeline),
    )


def _around_settled(edition: Edition) -> str:
    """Name all that an entry's page shows besides an entry that is over and leads nowhere."""
    gone = [name for name in edition.components if _is_gone(edition, name)]
    return fingerprint(edition.config.digest, gone)


def _is_gone(edition: Edition, name: str) -> bool:
    return not edition.components[name].is_there(edition.status.today)
