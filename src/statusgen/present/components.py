"""Components as views: how each is now, and how it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from statusgen import derive
from statusgen.derive import ComponentStatus, DayHistory, IncidentTimeline
from statusgen.derive.uptime import WEIGHTS
from statusgen.markup import telephone
from statusgen.model import Component, Group, State
from statusgen.present.edition import Edition, Place, folder
from statusgen.views import ComponentRow, Day, GroupRow, Loss, Uptime

__all__ = ["groups", "row", "uptime"]


def groups(edition: Edition, place: Place) -> Iterable[GroupRow]:
    """Yield the layout as rows; components between groups share a nameless one."""
    by_id = {one.component.id: one for one in edition.status.components}
    for group, items in groupby(edition.config.layout, key=_as_group):
        members = group.components if group else tuple(i for i in items if isinstance(i, Component))
        shown = [by_id[member.id] for member in members if member.id in by_id]
        if not shown:
            continue
        yield GroupRow(
            id=group.id if group else None,
            name=group.name if group else None,
            description=_description(edition, group),
            state=edition.of_component(max(one.state for one in shown)),
            hit=sum(one.state is not State.OPERATIONAL for one in shown),
            components=tuple(row(edition, one, place) for one in shown),
        )


def row(edition: Edition, status: ComponentStatus, place: Place) -> ComponentRow:
    """Show a component as a line of a list."""
    own = status.component
    return ComponentRow(
        id=own.id,
        name=own.name,
        href=place.href(f"components/{own.id}/"),
        description=_description(edition, own),
        state=edition.of_component(status.state),
        uptime=None
        if status.uptime is None or edition.status.site.broken
        else edition.words.say("uptime.value", percent=edition.words.percent(status.uptime.share)),
        days=tuple(_day(edition, day) for day in _since(status)),
    )


def _description(edition: Edition, one: Component | Group | None) -> str | None:
    text = one.description if one else None
    if text is None or edition.words.direction == "ltr":
        return text
    return telephone.in_order(text)


def _since(status: ComponentStatus) -> tuple[DayHistory, ...]:
    """Return the days since the component began: of those before there is nothing to say."""
    since = status.component.since
    return tuple(day for day in status.days if since is None or day.day >= since)


def uptime(edition: Edition, found: derive.Uptime, days: int, place: Place) -> Uptime:
    """Show how an uptime came about."""
    words = edition.words
    by_id = edition.once(_incidents)
    lost = sum((loss.counted for loss in found.losses), timedelta())
    return Uptime(
        value=words.percent(found.share),
        explanation=words.say(
            "uptime.explained",
            span=words.say("uptime.span", count=days),
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
                state=edition.states[loss.state],
                duration=words.minutes(loss.length),
                counted=words.minutes(loss.counted),
            )
            for loss in found.losses
        ),
    )


def _incidents(edition: Edition) -> dict[str, IncidentTimeline]:
    return {one.entry.id: one for one in edition.status.incidents}


def _day(edition: Edition, day: DayHistory) -> Day:
    if not day.lengths:
        return edition.once(_clear_day, day.day, day.worst)
    words = edition.words
    parts = [
        words.say("day.part", state=words.state(state), duration=words.duration(length))
        for state, length in day.lengths
    ]
    text = words.say("day.hit", day=words.short_day(day.day), parts=words.listed(parts))
    return Day(iso=day.day.isoformat(), state=edition.states[day.worst], text=text)


def _clear_day(edition: Edition, day: date, worst: State) -> Day:
    text = edition.words.say("day.clear", day=edition.words.short_day(day))
    return Day(iso=day.isoformat(), state=edition.states[worst], text=text)


def _as_group(item: Group | Component) -> Group | None:
    return item if isinstance(item, Group) else None
