"""One site in the formats of five programs: the same words in each.

A format gives paths and texts and writes nothing itself. What only statusgen has a key for (what
still works, what to do) stands in the text of the others, so that every page says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from benchmarks.speed.content import Entry, Update
from benchmarks.speed.sentences import COMPONENTS, GROUPS

__all__ = ["CONFIG", "Format", "eleventy", "hugo", "mkdocs", "pelican", "statusgen"]

Format = Callable[[Entry], tuple[str, str]]
"""An entry to its path in the site's folder and what stands there."""

_ZONE = ZoneInfo("Europe/London")
_NAMES = {service.id: service.name for service in COMPONENTS}


def _config() -> Iterator[str]:
    yield "title: Shop status"
    yield "url: https://status.example/"
    yield "timezone: Europe/London"
    yield "language: en-GB"
    yield "groups:"
    for group, name, services in GROUPS:
        yield f"  - id: {group}"
        yield f"    name: {name}"
        yield "    components:"
        for service in services:
            yield f"      - id: {service.id}"
            yield f"        name: {service.name}"
    yield ""


CONFIG = "\n".join(_config())
"""statusgen.yml of every site."""


def statusgen(entry: Entry) -> tuple[str, str]:
    """Write an entry as its author would."""
    lines = ["---", f"title: {_quoted(entry.title)}"]
    if entry.window is not None:
        lines += [f"starts: {_local(entry.window[0])}", f"ends: {_local(entry.window[1])}"]
        lines.append(f"components: [{', '.join(one for one, _ in entry.components)}]")
    elif entry.components:
        lines.append("components:")
        lines += [f"  {component}: {state}" for component, state in entry.components]
    else:
        lines.append("impact: minor")
    if entry.still_works:
        lines.append("still_works:")
        lines += [f"  - {one}" for one in entry.still_works]
    if entry.what_to_do:
        lines.append(f"what_to_do: {entry.what_to_do}")
    lines.append("---\n")
    if entry.opening:
        lines.append(f"{entry.opening}\n")
    for update in entry.updates:
        lines.append(f"## {_local(update.at)} {update.status}{_braces(update)}\n")
        lines.append(f"{update.text}\n")
    kind = "incidents" if entry.window is None else "maintenance"
    return f"content/{kind}/{entry.began:%Y}/{entry.id}.md", "\n".join(lines)


def _braces(update: Update) -> str:
    said = [f"{component}: {state}" for component, state in update.changes]
    if update.promise is not None:
        said.append(f"next_update: {_local(update.promise)}")
    return f" {{{', '.join(said)}}}" if said else ""


def _local(at: datetime) -> str:
    """Write a time as it is in the site's zone, or in UTC where clocks show it twice."""
    local = at.astimezone(_ZONE)
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}Z"
    return f"{local:%Y-%m-%d %H:%M}"


def hugo(entry: Entry) -> tuple[str, str]:
    """Write an entry for Hugo: a page with front matter."""
    return f"content/{_kind(entry)}/{entry.id}.md", _page(entry, date=entry.began.isoformat())


def eleventy(entry: Entry) -> tuple[str, str]:
    """Write an entry for Eleventy; tags and layout stand in the folder's data file."""
    return f"content/{_kind(entry)}/{entry.id}.md", _page(entry, date=entry.began.isoformat())


def mkdocs(entry: Entry) -> tuple[str, str]:
    """Write an entry for MkDocs: a page with meta-data."""
    return f"docs/{_kind(entry)}/{entry.id}.md", _page(entry, date=f"{entry.began:%Y-%m-%dT%H:%MZ}")


def pelican(entry: Entry) -> tuple[str, str]:
    """Write an entry for Pelican: an article with its own kind of head."""
    lines = [
        f"Title: {entry.title}",
        f"Date: {entry.began:%Y-%m-%d %H:%M}",
        f"Slug: {entry.id}",
        f"State: {_state(entry)}",
        f"Category: {_kind(entry)}",
        f"Components: {', '.join(_NAMES[one] for one, _ in entry.components)}",
        "",
        _text(entry),
    ]
    return f"content/{_kind(entry)}/{entry.id}.md", "\n".join(lines)


def _page(entry: Entry, *, date: str) -> str:
    lines = ["---", f"title: {_quoted(entry.title)}", f"date: {date}", f"state: {_state(entry)}"]
    if entry.components:
        lines.append("components:")
        lines += [f"  - {_NAMES[component]}" for component, _ in entry.components]
    else:
        lines.append("components: []")
    return "\n".join([*lines, "---\n", _text(entry)])


def _text(entry: Entry) -> str:
    lines = []
    if entry.what_to_do:
        lines.append(f"**What to do:** {entry.what_to_do}\n")
    if entry.still_works:
        lines.append("What still works:\n")
        lines.append("".join(f"* {one}\n" for one in entry.still_works))
    if entry.opening:
        lines.append(f"{entry.opening}\n")
    if entry.window is not None:
        lines.append(f"From {_local(entry.window[0])} to {_local(entry.window[1])}.\n")
    for update in entry.updates:
        lines.append(f"## {_local(update.at)} {update.status}\n")
        lines.append(f"{update.text}\n")
        if update.promise is not None:
            lines.append(f"Next update: {_local(update.promise)}\n")
        lines += [f"{_NAMES[one]}: {state.replace('_', ' ')}\n" for one, state in update.changes]
    return "\n".join(lines)


def _kind(entry: Entry) -> str:
    return "incidents" if entry.window is None else "maintenance"


def _state(entry: Entry) -> str:
    return "over" if entry.is_over else "open"


def _quoted(text: str) -> str:
    return f'"{text}"' if ": " in text else text
