"""Outputs in a form that people read: golden cases are about facts, not about a theme's markup.

Knows no case and compares nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

from statusgen import markup
from statusgen.derive import IncidentTimeline, MaintenanceTimeline, Status, Step, Timeline
from statusgen.model import State
from statusgen.present.edition import Edition
from statusgen.words import Words

__all__ = ["as_read", "head_text", "links_text", "picked", "status_text"]

_LONGEST = 100


def as_read(path: str, data: bytes) -> str:
    """Give an output as a reader gets it.

    Of a page it is the text of <main>, a line for each block: "# " and so on before a heading, "- "
    before what stands in a list, and the instant behind each time. Of a feed it is a line for each
    item, guid and date and title, above the item's text. Any other file is given whole.
    """
    text = data.decode(errors="replace")
    if path.endswith(".html"):
        page = _Page()
        page.feed(text)
        return "".join(f"{line}\n" for line in page.lines)
    if path.endswith(".xml") and "<rss" in text:
        return "".join(f"{line}\n" for line in _items(ET.fromstring(text)))
    return text


def head_text(data: bytes) -> str:
    """Give what a page says to programs: to search engines, previews, feed readers and tabs.

    Of a file whose name has its digest in it only the name is given.
    """
    page = _Head()
    page.feed(data.decode(errors="replace"))
    return "".join(f"{line}\n" for line in page.lines)


def links_text(data: bytes) -> str:
    """Give the links of a page, in the page's order: where each leads, and its words."""
    page = _Links()
    page.feed(data.decode(errors="replace"))
    return "".join(f"{href} | {' '.join(words.split())}\n" for href, words in page.links)


def picked(expected: Any, real: Any) -> Any:
    """Give of some JSON only what another one has keys for; lists are given whole."""
    if isinstance(expected, dict) and isinstance(real, dict):
        return {key: picked(value, real.get(key)) for key, value in expected.items()}
    return real


def status_text(status: Status) -> str:
    """Say a status on few lines: what is shown, what holds it down, what waits, and until when."""
    edition = Edition(status, Words.of(status.site.config))
    lines = [f"headline: {edition.headline()}", f"state: {status.state.word}"]
    hit = [(one.component.id, one.state.word) for one in status.components if one.state]
    lines.append(f"components: {_pairs(hit) or 'all operational'}")
    for one in status.components:
        bad = [f"{day.day} {_lengths(day.lengths)}" for day in one.days if day.lengths]
        lines += [f"history of {one.component.id}: {', '.join(bad)}"] if bad else []
    for incident in status.incidents:
        lines += ["", *_entry(incident)]
    for work in status.maintenance:
        lines += ["", *_entry(work)]
    lines.append("")
    lines += [f"left out: {one.id or '(no id)'}" for one in status.site.broken]
    lines += [f"waiting: {one.entry.id} until {_at(one.at)}" for one in status.waiting]
    lines.append(f"valid until: {_at(status.valid_until)}")
    return "".join(f"{line}\n" for line in lines)


def _entry(timeline: IncidentTimeline | MaintenanceTimeline) -> Iterator[str]:
    entry = timeline.entry
    facts = ["open" if timeline.open else "over", timeline.status.value, timeline.impact.word]
    kind = "incident"
    if isinstance(timeline, MaintenanceTimeline):
        kind = "maintenance"
        facts += ["active"] * timeline.active + ["overrunning"] * timeline.overrunning
    yield f"{kind} {entry.id}: {entry.title}"
    yield f"  {', '.join(facts)}"
    if isinstance(timeline, MaintenanceTimeline):
        yield f"  window: {_at(timeline.entry.starts)} to {_at(timeline.entry.ends)}"
    if timeline.states:
        yield f"  holds: {_pairs((name, state.word) for name, state in timeline.states)}"
    if timeline.promise:
        yield f"  next update: {_at(timeline.promise)}{', late' if timeline.late else ''}"
    if timeline.ended_at:
        yield f"  ended: {_at(timeline.ended_at)}"
    for name, proses in (
        ("what to do", [entry.what_to_do]),
        ("still works", entry.still_works),
        ("data safe", [entry.data_safe]),
        ("opening", [entry.opening]),
    ):
        yield from (f"  {name}: {_line(prose.html)}" for prose in proses if prose is not None)
    yield from (f"  {_step(step, timeline)}" for step in timeline.steps)


def _step(step: Step, timeline: Timeline) -> str:
    update = step.update
    words = [update.anchor]
    # An anchor tells its minute; said is only where the update is of another time.
    if not update.anchor.startswith(f"u-{update.at:%Y%m%dT%H%MZ}") or update.at.second:
        words.append(f"at {_at(update.at)}")
    words.append(update.status.value)
    if step.status != update.status:
        words.append(f"({step.status.value})")
    if update.generated:
        words.append("(made)")
    before = dict(step.before)
    # A component that was not held and is not held now has not changed.
    changes = [(name, s.word) for name, s in step.after if before.get(name, State.OPERATIONAL) != s]
    if update.next_update:
        changes.append(("next_update", _at(update.next_update)))
    if changes:
        words.append(f"{{{_pairs(changes)}}}")
    text = _line(update.body.html)
    return " ".join([*words, *([f"| {text}"] if text else [])])


def _line(html: str) -> str:
    text = re.sub("[ \n]+", " ", markup.plain(html))
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _pairs(pairs: Any) -> str:
    return ", ".join(f"{name}: {value}" for name, value in pairs)


def _lengths(lengths: Any) -> str:
    return " ".join(f"{state.word} {_hours(length)}" for state, length in lengths)


def _hours(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _at(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".replace(":00Z", "Z")


def _items(root: ET.Element) -> Iterator[str]:
    for item in root.iter("item"):
        date = parsedate_to_datetime(item.findtext("pubDate", ""))
        yield f"{item.findtext('guid')} | {_at(date)} | {item.findtext('title')}"
        text = markup.plain(item.findtext("description", ""))
        yield from (f"  {line}".rstrip() for line in text.splitlines() if line)


class _Page(HTMLParser):
    """Gathers the lines of <main>; `lines` are there once the page has been fed."""

    _BLOCKS = frozenset(
        "address article aside blockquote dd details div dl dt figure footer h1 h2 h3 h4 h5 h6 "
        "header hr li nav ol p pre section summary table tbody thead tr ul br".split()
    )

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._inside = False
        self._words = ""
        self._sign = ""
        self._time = ""
        self._drawing = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or tag == "main"
        self._drawing += tag == "svg"
        if not self._inside:
            return
        if tag in self._BLOCKS:
            self._break()
            if tag == "li":
                self._sign = "- "
            elif tag[0] == "h" and tag[1:].isdigit():
                self._sign = f"{'#' * int(tag[1])} "
        elif tag in ("td", "th"):
            self._words += " | " if self._words.strip() else ""
        elif tag == "time":
            self._time = dict(attrs)["datetime"] or ""

    def handle_endtag(self, tag: str) -> None:
        self._drawing -= tag == "svg"
        if tag in self._BLOCKS:
            self._break()
        elif tag == "time":
            self._words += f" [{self._time}]"
        elif tag == "main":
            self._break()
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and not self._drawing:
            self._words += data

    def _break(self) -> None:
        if text := " ".join(self._words.split()):
            self.lines.append(f"{self._sign}{text}")
            self._sign = ""
        self._words = ""


def json_text(value: object) -> str:
    """Write JSON as cases have it."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


class _Head(HTMLParser):
    """Gathers the lines of <head> that the case's site decides."""

    _NAMES = ("description", "robots", "og:site_name", "og:title", "og:image", "og:url")
    _KINDS = ("canonical", "icon", "alternate")

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._tag = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        name = found.get("name", found.get("property", ""))
        if tag == "html":
            self.lines.append(f"language: {found['lang']}, {found['dir']}")
        elif tag == "meta" and name in self._NAMES:
            self.lines.append(f"{name}: {_undigested(found['content'])}")
        elif tag == "link" and found.get("rel") in self._KINDS:
            title = f" | {found['title']}" if "title" in found else ""
            self.lines.append(f"{found['rel']}: {_undigested(found['href'])}{title}")
        elif tag == "title" or found.get("type") == "application/ld+json":
            self._tag = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag == "title":
            self.lines.append(f"title: {self._text}")
        elif tag == self._tag:
            self.lines += json_text(json.loads(self._text)).splitlines()
        self._tag = self._text = ""

    def handle_data(self, data: str) -> None:
        self._text += data if self._tag else ""


class _Links(HTMLParser):
    """Gathers the links that can be followed, with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._inside = True
            found = dict(attrs)
            here = " (here)" if found.get("aria-current") else ""
            self.links.append((f"{found.get('href')}{here}", ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._inside:
            href, words = self.links[-1]
            self.links[-1] = href, words + data


def _undigested(address: str) -> str:
    return re.sub(r"\.[0-9a-f]{12}\.", ".", address)
