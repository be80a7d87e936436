"""The pages as views: what stands on each, in the order that a reader asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby

from statusgen import derive
from statusgen.derive import ComponentStatus, DayHistory
from statusgen.derive.days import day_start
from statusgen.derive.uptime import WEIGHTS
from statusgen.model import Broken, Component, Group, State
from statusgen.present import entries, follow
from statusgen.present.edition import Edition, EntryTimeline, Place, began, folder
from statusgen.present.frame import frame
from statusgen.views import (
    ComponentPage,
    ComponentRow,
    Day,
    EntryPage,
    FeedSet,
    GroupRow,
    HistoryPage,
    IndexPage,
    Label,
    Loss,
    Month,
    NavLink,
    NotFoundPage,
    StubPage,
    SubscribePage,
    Uptime,
    Year,
)

__all__ = [
    "component",
    "entry",
    "history",
    "index",
    "months",
    "not_found",
    "stub",
    "subscribe",
]

Months = tuple[tuple[tuple[int, int], tuple[EntryTimeline, ...]], ...]

RECENT_DAYS = 14
RECENT_MOST = 10
_COMPONENT_ENTRIES = 50
_PROGRAMS = (
    ("api/v2/summary.json", "subscribe.program_summary"),
    ("status.txt", "subscribe.program_text"),
    ("index.md", "subscribe.program_markdown"),
    ("badge.svg", "subscribe.program_badge"),
)
_OVERVIEW_MONTHS = 3


def months(edition: Edition) -> Months:
    """Group the visible entries by local month, the newest first."""
    by_month = groupby(edition.timelines, key=lambda one: edition.local_month(began(one)))
    return tuple((month, tuple(timelines)) for month, timelines in by_month)


def index(edition: Edition, place: Place | None = None) -> IndexPage:
    """Make the front page: the answer first. Other forms of it give another `place`."""
    place, status, words = place or Place.at(""), edition.status, edition.words
    headline = edition.headline()
    changed = status.changed_at
    since = day_start(status.today - timedelta(days=RECENT_DAYS), edition.config.zone)
    ended = ((one.ended_at, one) for one in edition.timelines)
    recent = sorted(
        ((at, one) for at, one in ended if at is not None and at >= since),
        key=lambda pair: (pair[0], pair[1].entry.id),
        reverse=True,
    )
    return IndexPage(
        frame=frame(
            edition,
            place,
            title=headline,
            description=words.say("page.description", headline=headline, site=edition.config.title),
        ),
        headline=headline,
        state=edition.state(),
        changed=None if changed is None else edition.moment(changed),
        reports_missing=bool(status.site.broken),
        incidents=tuple(entries.view(edition, one, place) for one in status.open_incidents),
        in_progress=tuple(entries.view(edition, one, place) for one in status.under_way),
        groups=tuple(_groups(edition, place)),
        upcoming=tuple(entries.view(edition, one, place) for one in status.upcoming),
        recent=tuple(entries.card(edition, one, place) for _, one in recent[:RECENT_MOST]),
    )


def entry(edition: Edition, timeline: EntryTimeline, path: str) -> EntryPage:
    """Make one incident's or maintenance's page."""
    place = Place.at(path)
    year, month = edition.local_month(began(timeline))
    words = edition.words
    title = words.say(
        "feed.item_title", status=words.status(timeline.status), title=timeline.entry.title
    )
    return EntryPage(
        frame=frame(
            edition,
            place,
            title=timeline.entry.title,
            share_title=words.say("page.title", page=title, site=edition.config.title),
            description=entries.summary(edition, timeline),
        ),
        entry=entries.view(edition, timeline, place),
        year=NavLink(
            text=words.say("entry.more_in_history", year=words.year(year)),
            href=place.href(f"history/{year}/#{_anchor((year, month))}"),
        ),
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
    shown = every[:_OVERVIEW_MONTHS] if year is None else _of_year(every, year)
    heading = (
        words.say("history.title")
        if year is None
        else words.say("history.year", year=words.year(year))
    )
    return HistoryPage(
        frame=frame(edition, place, title=heading, description=words.say("history.intro")),
        heading=heading,
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
    """Make one component's page: how it is, how it was, every entry that names it."""
    words, own = edition.words, status.component
    place = Place.at(f"components/{own.id}/")
    naming = [one for one in edition.timelines if _names(one, own)]
    current = sorted((one for one in naming if one.open), key=_is_planned)
    past = [one for one in naming if not one.open]
    row = _row(edition, status, place)
    feeds = (
        *follow.links(follow.of_component(edition, own), place),
        follow.calendar(edition, place, own),
    )
    return ComponentPage(
        frame=frame(
            edition,
            place,
            title=words.say("component.now", name=own.name, state=row.state.text),
            description=own.description
            or words.say("component.now", name=own.name, state=row.state.text),
            feeds=feeds,
        ),
        component=row,
        uptime=None
        if status.uptime is None
        else _uptime(edition, status.uptime, len(row.days), place),
        group=next((one.name for one in _group_list(edition) if one.id == own.group_id), None),
        current=tuple(entries.card(edition, one, place) for one in current),
        entries=tuple(entries.card(edition, one, place) for one in past[:_COMPONENT_ENTRIES]),
        earlier=NavLink(text=words.say("component.earlier"), href=place.href("history/"))
        if len(past) > _COMPONENT_ENTRIES
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
            share_title=words.say(
                "page.share_title", headline=edition.headline(), site=edition.config.title
            ),
            canonical=False,
        ),
        headline=edition.headline(),
        state=edition.state(),
    )


def _groups(edition: Edition, place: Place) -> Iterable[GroupRow]:
    """Yield the layout as rows; components between groups share a nameless one."""
    by_id = {one.component.id: one for one in edition.status.components}
    for group, items in groupby(edition.config.layout, key=_as_group):
        members = group.components if group else tuple(i for i in items if isinstance(i, Component))
        shown = [by_id[member.id] for member in members if member.id in by_id]
        if not shown:
            continue
        state = max(one.state for one in shown)
        yield GroupRow(
            id=group.id if group else None,
            name=group.name if group else None,
            description=group.description if group else None,
            state=_state(edition, state),
            components=tuple(_row(edition, one, place) for one in shown),
        )


def _as_group(item: Group | Component) -> Group | None:
    return item if isinstance(item, Group) else None


def _group_list(edition: Edition) -> Iterable[Group]:
    return (item for item in edition.config.layout if isinstance(item, Group))


def _row(edition: Edition, status: ComponentStatus, place: Place) -> ComponentRow:
    own = status.component
    return ComponentRow(
        id=own.id,
        name=own.name,
        href=place.href(f"components/{own.id}/"),
        description=own.description,
        state=_state(edition, status.state),
        uptime=None
        if status.uptime is None
        else edition.words.say("uptime.value", percent=edition.words.percent(status.uptime.share)),
        days=tuple(_day(edition, day) for day in _since(status)),
    )


def _since(status: ComponentStatus) -> tuple[DayHistory, ...]:
    """Return the days since the component began: of those before there is nothing to say."""
    since = status.component.since
    return tuple(day for day in status.days if since is None or day.day >= since)


def _uptime(edition: Edition, found: derive.Uptime, days: int, place: Place) -> Uptime:
    words = edition.words
    by_id = {one.entry.id: one for one in edition.status.incidents}
    lost = sum((loss.counted for loss in found.losses), timedelta())
    return Uptime(
        value=words.percent(found.share),
        explanation=words.say(
            "uptime.explained",
            days=days,
            major=words.state(State.MAJOR_OUTAGE),
            partial=words.state(State.PARTIAL_OUTAGE),
            degraded=words.state(State.DEGRADED_PERFORMANCE),
            weight=words.percent(WEIGHTS[State.PARTIAL_OUTAGE]),
        ),
        total=words.minutes(found.total),
        lost=words.minutes(lost),
        losses=tuple(
            Loss(
                title=by_id[loss.entry_id].entry.title,
                href=place.href(folder(by_id[loss.entry_id])),
                state=_state(edition, loss.state),
                duration=words.minutes(loss.length),
                counted=words.minutes(loss.counted),
            )
            for loss in found.losses
        ),
    )


def _day(edition: Edition, day: DayHistory) -> Day:
    words = edition.words
    name = words.short_day(day.day)
    text = words.say("day.clear", day=name)
    if day.lengths:
        parts = [
            words.say("day.part", state=words.state(state), duration=words.duration(length))
            for state, length in day.lengths
        ]
        text = words.say("day.hit", day=name, parts=words.listed(parts))
    return Day(iso=day.day.isoformat(), state=_state(edition, day.worst), text=text)


def _state(edition: Edition, state: State) -> Label:
    return Label(word=state.word, text=edition.words.state(state))


def _years(edition: Edition, every: Months, current: int | None, place: Place) -> Iterable[Year]:
    words = edition.words
    for year, group in groupby(every, key=lambda item: item[0][0]):
        yield Year(
            name=words.year(year),
            href=place.href(f"history/{year}/"),
            current=year == current,
            months=tuple(
                (
                    NavLink(
                        text=words.month(*month),
                        href=place.href(f"history/{year}/#{_anchor(month)}"),
                    ),
                    words.say("history.reports", count=len(timelines)),
                )
                for month, timelines in group
            ),
        )


def _of_year(
    every: Months, year: int
) -> Sequence[tuple[tuple[int, int], tuple[EntryTimeline, ...]]]:
    return [item for item in every if item[0][0] == year]


def _anchor(month: tuple[int, int]) -> str:
    return f"m-{month[0]:04d}-{month[1]:02d}"


def _is_planned(timeline: EntryTimeline) -> bool:
    return isinstance(timeline, derive.MaintenanceTimeline)


def _names(timeline: EntryTimeline, own: Component) -> bool:
    return any(name == own.id for name, _ in timeline.steps[-1].after)
