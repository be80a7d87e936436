"""The two feeds in Statuspage's shape: one item for each entry, all its updates inside.

Programs that were written for Statuspage parse these very words and elements, so they are English
and in UTC whatever the site's own language and zone are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from markupsafe import escape

from statusgen.artifacts.feeds.atom import begin
from statusgen.artifacts.feeds.rss import channel, rfc822
from statusgen.confirmation import instant
from statusgen.derive import EntryTimeline, MaintenanceTimeline, Step
from statusgen.frozen import frozen
from statusgen.present import entries
from statusgen.present.edition import Edition, folder
from statusgen.xmltree import add, to_bytes

__all__ = ["Report", "Reports", "atom", "history", "newest", "rss"]

NEWEST = 25
"""How many items these feeds hold."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@frozen
class Report:
    """One entry: `published` is when it was first told of, `window` only for planned work."""

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    window: tuple[datetime, datetime] | None
    html: str


@frozen
class Reports:
    """The newest entries; `url` is the address of the site, and its host names the ids."""

    title: str
    description: str
    language: str
    author: str
    url: str
    reports: tuple[Report, ...]
    hubs: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """The host that ids are made with."""
        return urlsplit(self.url).hostname or ""

    @property
    def updated(self) -> datetime | None:
        """The newest update's time."""
        return max((report.updated for report in self.reports), default=None)


def newest(edition: Edition) -> list[EntryTimeline]:
    """Return the entries that there was news of last; those come first that began last.

    By when they began alone, nobody would hear how one ended that twenty-five others came after.
    """
    told = edition.ledger.by_change[-NEWEST:]
    return sorted(told, key=lambda one: (one.outline.started, one.entry.id), reverse=True)


def history(edition: Edition, told: Iterable[EntryTimeline]) -> Reports:
    """Return these entries as reports."""
    words, site = edition.words, edition.config.title
    return Reports(
        title=words.say("feed.incidents_title", site=site),
        description=words.say("feed.incidents_description"),
        language=words.language,
        author=site,
        url=edition.config.url,
        reports=tuple(_report(edition, timeline) for timeline in told),
        hubs=edition.config.hubs,
    )


def rss(said: Reports) -> bytes:
    """Write them as RSS; of planned work the date is its start, which may lie ahead."""
    root = ET.Element("rss", version="2.0")
    body = channel(
        root,
        title=said.title,
        home=f"{said.url}history/",
        description=said.description,
        language=said.language,
        updated=said.updated,
        own=f"{said.url}history.rss",
        hubs=said.hubs,
    )
    for report in said.reports:
        element = add(body, "item")
        add(element, "title", report.title)
        add(element, "description", _scheduled(report) + report.html)
        date = report.updated if report.window is None else report.window[0]
        add(element, "pubDate", rfc822(date))
        if report.window is not None:
            add(element, "maintenanceEndDate", rfc822(report.window[1]))
        add(element, "link", report.url)
        add(element, "guid", report.url, isPermaLink="true")
    return to_bytes(root)


def atom(said: Reports) -> bytes:
    """Write them as Atom."""
    root = begin(
        f"tag:{said.host},2005:/history",
        title=said.title,
        home=f"{said.url}history/",
        own=f"{said.url}history.atom",
        updated=said.updated,
        author=said.author,
        language=said.language,
        hubs=said.hubs,
    )
    for report in said.reports:
        entry = add(root, "entry")
        add(entry, "id", f"tag:{said.host},2005:Incident/{report.id}")
        add(entry, "published", instant(report.published))
        add(entry, "updated", instant(report.updated))
        add(entry, "link", href=report.url, rel="alternate", type="text/html")
        add(entry, "title", report.title)
        add(entry, "content", _scheduled(report) + report.html, type="html")
    return to_bytes(root)


def _report(edition: Edition, timeline: EntryTimeline) -> Report:
    entry = timeline.entry
    window = None
    if isinstance(timeline, MaintenanceTimeline):
        window = (timeline.entry.starts, timeline.entry.ends)
    return Report(
        id=entry.id,
        url=edition.url(folder(timeline)),
        title=entry.title,
        published=timeline.started_at,
        updated=timeline.changed_at,
        window=window,
        html="".join(_update(edition, step) for step in reversed(timeline.steps)),
    )


def _update(edition: Edition, step: Step) -> str:
    said = entries.plain(edition, entries.update_html(edition, step))
    text = str(escape(said)).replace("\n", "<br>")
    return (
        f"<p><small>{_date(step.update.at)}, {_time(step.update.at)} UTC</small><br>"
        f"<strong>{step.update.status.spoken}</strong> - {text}</p>"
    )


def _scheduled(report: Report) -> str:
    if report.window is None:
        return ""
    starts, ends = (instant.astimezone(UTC) for instant in report.window)
    until = _time(ends) if starts.date() == ends.date() else f"{_date(ends)}, {_time(ends)}"
    return (
        f"<p><strong>THIS IS A SCHEDULED EVENT {_date(starts)}, {_time(starts)}"
        f" - {until} UTC</strong></p>"
    )


def _date(at: datetime) -> str:
    utc = at.astimezone(UTC)
    return f"{_MONTHS[utc.month - 1]} <var data-var='date'>{utc.day}</var>"


def _time(at: datetime) -> str:
    return f"<var data-var='time'>{at.astimezone(UTC):%H:%M}</var>"
