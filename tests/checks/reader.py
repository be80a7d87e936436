"""Bad entries, one fault in each: a file that needs no Python, and no more words than its fault.

::

    # Why this is a fault, in a sentence.
    finds jargon: latency

    ---
    title: High latency of card payments in Wales
    ---
    About 40 stores wait up to a minute.

`finds` names a rule that must speak, and the very words that it underlines; without words it points
at the whole file. Nothing else may be found. `␣` is a blank in there, `⇥` a tab everywhere.

What is not written is as in `FRONT`, an entry in which nothing is to be found: keys between the
`---` are added to those or take their place, and `key: -` leaves one out. Text without the heading
of an update is the text of one that was written half an hour ago. With `starts`, the entry is
planned work. Behind `-- path --` stands another whole file; behind `-- statusgen.yml --` are keys
that are added to `SITE`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.check import check, corrections
from statusgen.check.edit import Edit
from statusgen.derive import derive
from statusgen.errors import Problem, Severity
from statusgen.fingerprint import digest
from statusgen.parse import parse
from statusgen.sources import Source, Sources

__all__ = ["CONFIG", "ENTRY", "NOW", "SITE", "Bad", "Found", "files_of", "look", "read", "words_at"]

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
CONFIG = "statusgen.yml"
ENTRY = "content/incidents/2026-03-04-entry.md"
_WORK = "content/maintenance/2026-03-04-entry.md"

SITE = """\
title: Larkfield Stores service status
url: https://status.larkfield.example/
timezone: Europe/London
help:
  - {name: Help and contact, url: https://larkfield.example/help}
  - {name: Write to us, url: "mailto:help@larkfield.example"}
components:
  - {id: card-payments, name: Card payments}
  - {id: gift-cards, name: Gift cards}
  - {id: online-orders, name: Online orders}
  - {id: phone-line, name: Customer phone line, description: "0808 157 0123, from 8am to 8pm"}
"""
FRONT = {
    "title": "Card payments slow in stores in Wales",
    "components": "{card-payments: partial_outage}",
    "still_works": "[Cash works in every store.]",
}
_WORK_FRONT = {"title": FRONT["title"], "components": "[card-payments]"}
_HEADING = "## 2026-03-04 11:30 Investigating {next_update: 2026-03-04 12:30}"
_WORK_HEADING = "## 2026-02-20 10:00 Scheduled"

_FINDS = re.compile(r"finds (?P<code>[a-z-]+)(?:: (?P<words>.+))?")
_KEY = re.compile(r"([a-z_]+):(?:[ \n].*)?")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Found:
    """A rule that spoke, and the words that it underlined; none for a whole file."""

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A case: why it is bad, what must be found, and the site's files by path."""

    why: str
    finds: tuple[Found, ...]
    files: Mapping[str, str]


def read(text: str) -> Bad:
    """Read a case."""
    head, _, body = text.replace("⇥", "\t").partition("\n\n")
    lines = head.split("\n")
    why = [line.removeprefix("# ") for line in lines if line.startswith("# ")]
    finds = []
    for line in lines[len(why) :]:
        match = _FINDS.fullmatch(line)
        assert match is not None, line
        finds.append(Found(code=match["code"], words=(match["words"] or "").replace("␣", " ")))
    return Bad(why=" ".join(why), finds=tuple(sorted(finds)), files=files_of(body))


def files_of(body: str) -> dict[str, str]:
    """Make the site of a case: its entry, what else is written, and the rest as it always is."""
    entry, *others = re.split(r"^-- (.+) --\n", body, flags=re.MULTILINE)
    files = dict(zip(others[::2], others[1::2], strict=True))
    path, text = _entry(entry)
    return {CONFIG: SITE + files.pop(CONFIG, ""), path: text, **files}


def _entry(body: str) -> tuple[str, str]:
    front, text = "", body
    if body.startswith("---\n"):
        front, _, text = body.removeprefix("---\n").partition("---\n")
    own: dict[str, str] = {}
    for line in front.splitlines():
        match = _KEY.fullmatch(line)
        name = match[1] if match else list(own)[-1]
        own[name] = f"{own[name]}\n{line}" if name in own else line
    work = "starts" in own
    keys = {key: f"{key}: {value}" for key, value in (_WORK_FRONT if work else FRONT).items()}
    keys |= own
    kept = [line for key, line in keys.items() if line != f"{key}: -"]
    if re.search("^## ", text, re.MULTILINE) is None:
        text = f"{_WORK_HEADING if work else _HEADING}\n\n{text}"
    return _WORK if work else ENTRY, "\n".join(("---", *kept, "---", "", text))


def sources_of(files: Mapping[str, str]) -> Sources:
    """Make the sources of a site, as reading it from a disk would."""
    found = {
        path: Source(path, text.encode(), digest(text.encode()))
        for path, text in sorted(files.items())
    }
    return Sources(
        config=found.get(CONFIG),
        incidents=tuple(one for path, one in found.items() if "/incidents/" in path),
        maintenance=tuple(one for path, one in found.items() if "/maintenance/" in path),
    )


def look(
    files: Mapping[str, str], now: datetime = NOW
) -> tuple[tuple[Problem, ...], tuple[Edit, ...]]:
    """Take a site through the real parser; return what is found in it and what can be mended."""
    sources = sources_of(files)
    outcome = parse(sources)
    assert [one for one in outcome.problems if one.severity is Severity.ERROR] == []
    status = derive(outcome.site, now=now)
    found = tuple(sorted(check(status, sources, now=now)))
    return found, corrections(status, sources, now=now)


def words_at(problem: Problem, files: Mapping[str, str]) -> str:
    """Return what a problem underlines; "" where it points at a whole file."""
    where = problem.where
    if (where.line, where.column, where.length) == (1, 1, 1):
        return ""
    line = files[where.path].split("\n")[where.line - 1]
    return line[where.column - 1 : where.column - 1 + where.length]
