"""The pages as views: what stands on each, in the order that a reader asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from statusgen.derive import ComponentStatus, EntryTimeline
from statusgen.derive.days import day_start
from statusgen.derive.timeline import second
from statusgen.model import Broken
from statusgen.present import components, entries, facts, follow
from statusgen.present.edition import Edition, Place
from statusgen.present.frame import frame
from statusgen.views import (
    ComponentPage,
    EntryPage,
    FeedSet,
    HistoryPage,
    IndexPage,
    Month,
    NavLink,
    NotFoundPage,
    StubPage,
    SubscribePage,
    Year,
)

__all__ = [
    "COMPONENT_ENTRIES",
    "Months",
    "component",
    "entry",
    "history",
    "index",
    "months",
    "not_found",
    "of_year",
    "stub",
    "subscribe",
]

Months = tuple[tuple[tuple[int, int], tuple[EntryTimeline, ...]], ...]

RECENT_DAYS = 14
RECENT_MOST = 10
COMPONENT_ENTRIES = 50
_PROGRAMS = (
    ("api/v2/summary.json", "subscribe.program_summary"),
    ("status.txt", "subscribe.program_text"),
    ("index.md", "subscribe.program_markdown"),
    ("badge.svg", "subscribe.program_badge"),
)
_OVERVIEW_MONTHS = 3


def months(edition: Edition) -> Months:
    """Group the visible entries by local month, the newest first."""
    by_month = groupby(edition.timelines, key=edition.month_of)
    return tuple((month, tuple(timelines)) for month, timelines in by_month)


def index(edition: Edition, place: Place | None = None) -> IndexPage:
    """Make the front page: the answer first. Other forms of it give another `place`."""
    place, status, words = place or Place.at(""), edition.status, edition.words
    headline = edition.headline()
    changed = status.changed_at
    groups = tuple(components.groups(edition, place))
    return IndexPage(
        frame=frame(
            edition,
            place,
            title=headline,
            description=words.say("page.description", headline=headline, site=edition.config.title),
            share_title=_share_title(edition),
            sign=edition.state().word,
            facts=facts.of_site(edition),
        ),
        headline=headline,
        state=edition.state(),
        changed=None if changed is None else edition.moment(changed),
        reports_missing=bool(status.site.broken),
        incidents=tuple(entries.view(edition, one, place) for one in status.open_incidents),
        in_progress=tuple(entries.view(edition, one, place) for one in status.under_way),
        groups=groups,
        has_days=any(row.days for group in groups for row in group.components),
        upcoming=tuple(entries.view(edition, one, place) for one in status.upcoming),
        recent=tuple([entries.card(edition, one, place) for one in edition.once(_recent)]),
        recent_days=RECENT_DAYS,
        history=NavLink(text=words.say("theme.all_history"), href=place.href("history/")),
    )


def _recent(edition: Edition) -> tuple[EntryTimeline, ...]:
    """Return what was over lately, the last first."""
    day = edition.status.today - timedelta(days=RECENT_DAYS)
    since = second(day_start(day, edition.config.zone))
    ended = [
        (at, one.entry.id, one)
        for one in edition.timelines
        if (at := one.outline.ended) is not None and at >= since
    ]
    ended.sort(key=itemgetter(0, 1), reverse=True)
    return tuple([one for _, _, one in ended[:RECENT_MOST]])


def entry(edition: Edition, timeline: EntryTimeline, path: str) -> EntryPage:
    """Make one incident's or maintenance's page."""
    place = Place.at(path)
    words = edition.words
    title = words.say(
        "feed.item_title", status=words.status(timeline.status), title=timeline.entry.title
    )
    summary = entries.summary(edition, timeline)
    return EntryPage(
        frame=frame(
            edition,
            place,
            title=timeline.entry.title,
            share_title=words.say(
                "page.share_title",
                headline=title,
                time=edition.moment(timeline.steps[-1].update.at).text,
                site=edition.config.title,
            ),
            description=summary,
            sign=entries.sign(timeline),
            facts=facts.of_entry(edition, timeline, path, summary),
        ),
        entry=entries.view(edition, timeline, place),
        year=edition.once(_more_of, edition.month_of(timeline), place.root),
    )


def _more_of(edition: Edition, month: tuple[int, int], root: str) -> NavLink:
    words, year = edition.words, month[0]
    return NavLink(
        text=words.say("entry.more_in_history", year=words.year(year)),
        href=f"{root}history/{year}/#{_anchor(month)}",
    )


def stub(edition: Edition, broken: Broken, path: str) -> StubPage:
    """Make the page of a report that was left out: it says so, and nothing else."""
    words = edition.words
    return StubPage(
        frame=frame(
            edition,
            Place.at(path),
            title=words.say("stub.title"),
            description=words.say("stub.text"),
        ),
        id=broken.id,
    )


def history(edition: Edition, every: Months, year: int | None) -> HistoryPage:
    """Make a year's page; for None the overview: the way to all years, and the newest months."""
    words = edition.words
    place = Place.at("history/" if year is None else f"history/{year}/")
    shown = of_year(every, year)
    heading = (
        words.say("history.title")
        if year is None
        else words.say("history.year", year=words.year(year))
    )
    return HistoryPage(
        frame=frame(edition, place, title=heading, description=words.say("history.intro")),
        heading=heading,
        reports_missing=bool(edition.status.site.broken),
        year=None if year is None else words.year(year),
        years=tuple(_years(edition, every, year, place)),
        months=tuple(
            Month(
                anchor=_anchor(month),
                name=words.month(*month),
                href=place.href(f"history/{month[0]}/#{_anchor(month)}"),
                entries=tuple(entries.card(edition, one, place) for one in timelines),
            )
            for month, timelines in shown
        ),
    )


def component(edition: Edition, status: ComponentStatus) -> ComponentPage:
    """Make one component's page: how it is, how it was, the newest entries that name it.

    What is going on stands in the front page's order, so that work ahead is below work under way.
    """
    words, config, own, now = edition.words, edition.config, status.component, edition.status
    place = Place.at(f"components/{own.id}/")
    naming = edition.ledger.naming.get(own.id, ())
    going_on: tuple[EntryTimeline, ...]
    going_on = (*now.open_incidents, *now.under_way, *now.upcoming)
    current = [one for one in going_on if own.id in one.outline.named]
    past = [one for one in naming if not one.open]
    row, missing = components.row(edition, status, place), bool(now.site.broken)
    said = words.say("component.now", name=own.name, state=row.state.text)
    feeds = (
        *follow.links(follow.of_component(edition, own), place),
        follow.calendar(edition, place, own),
    )
    return ComponentPage(
        frame=frame(
            edition,
            place,
            title=said,
            description=own.description or said,
            feeds=feeds,
            sign=row.state.word,
        ),
        reports_missing=missing,
        component=row,
        uptime=None
        if status.uptime is None or missing
        else components.uptime(edition, status.uptime, len(row.days), place),
        group=next((one.name for one in config.layout if one.id == own.group_id), None),
        current=tuple(entries.card(edition, one, place) for one in current),
        entries=tuple(entries.card(edition, one, place) for one in past[:COMPONENT_ENTRIES]),
        earlier=NavLink(text=words.say("component.earlier"), href=place.href("history/"))
        if len(past) > COMPONENT_ENTRIES
        else None,
        feeds=feeds,
    )


def subscribe(edition: Edition) -> SubscribePage:
    """Make the page on how to follow, for people who never heard of feeds."""
    place, words = Place.at("subscribe/"), edition.words
    title = words.say("subscribe.title")
    site, *others = follow.scopes(edition)
    calendar = follow.calendar(edition, place)
    return SubscribePage(
        frame=frame(edition, place, title=title, description=words.say("subscribe.intro")),
        site_feeds=follow.feed_set(site, place),
        groups=tuple(follow.feed_set(one, place) for one in others if one.page is None),
        components=tuple(follow.feed_set(one, place) for one in others if one.page is not None),
        calendar=FeedSet(title=calendar.title, href=None, feeds=(calendar,)),
        reports=follow.reports(edition, place),
        programs=tuple(
            NavLink(text=words.say(key), href=place.href(path)) for path, key in _PROGRAMS
        ),
    )


def not_found(edition: Edition) -> NotFoundPage:
    """Make the page for addresses that lead nowhere; it is served anywhere, so links start at /."""
    place = Place("404.html", edition.path)
    words = edition.words
    return NotFoundPage(
        frame=frame(
            edition,
            place,
            title=words.say("not_found.title"),
            description=words.say("not_found.text"),
            share_title=_share_title(edition),
            canonical=False,
            sign=edition.state().word,
        ),
        headline=edition.headline(),
        state=edition.state(),
    )


def _share_title(edition: Edition) -> str:
    """Say how things are and since when, for a preview that may be looked at much later."""
    words, changed = edition.words, edition.status.changed_at
    if changed is None:
        return words.say("page.title", page=edition.headline(), site=edition.config.title)
    return words.say(
        "page.share_title",
        headline=edition.headline(),
        time=words.moment(changed),
        site=edition.config.title,
    )


def _years(edition: Edition, every: Months, current: int | None, place: Place) -> Iterable[Year]:
    words = edition.words
    for year, group in groupby(every, key=lambda item: item[0][0]):
        yield Year(
            name=words.year(year),
            href=place.href(f"history/{year}/"),
            current=year == current,
            months=tuple(
                edition.once(_counted, month, len(timelines), place.root)
                for month, timelines in group
            ),
        )


def _counted(
    edition: Edition, month: tuple[int, int], count: int, root: str
) -> tuple[NavLink, str]:
    words = edition.words
    href = f"{root}history/{month[0]}/#{_anchor(month)}"
    link = NavLink(text=words.month(*month), href=href)
    return link, words.say("history.reports", count=count)


def of_year(
    every: Months, year: int | None
) -> Sequence[tuple[tuple[int, int], tuple[EntryTimeline, ...]]]:
    """Return what a year's page lists; for None the newest months, for the overview."""
    if year is None:
        return every[:_OVERVIEW_MONTHS]
    return [item for item in every if item[0][0] == year]


def _anchor(month: tuple[int, int]) -> str:
    return f"m-{month[0]:04d}-{month[1]:02d}"
