"""819 real entries build unedited, and each of their 4,570 updates is on its page.

What must be there is read from the source files by a few expressions of this test's own, which know
nothing of the program's parser.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

# The default theme's words for what the entries say.
STATES = {
    "operational": "Working",
    "under_maintenance": "Planned work",
    "degraded_performance": "Slow or unreliable",
    "partial_outage": "Not working for some",
    "major_outage": "Not working",
}
OVER = ("Resolved", "Completed")

_UPDATE = re.compile(r"^## (\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)Z ([A-Z][a-z ]+)$\n", re.MULTILINE)


@dataclass(frozen=True)
class Said:
    """One update, as its file or its page says it; `changes` are components with their labels."""

    anchor: str
    time: str
    status: str
    changes: tuple[tuple[str, str], ...]
    text: str


def letters(text: str) -> str:
    """Leave the letters and digits of a text: what Markdown or HTML cannot mean differently."""
    return "".join(re.findall(r"[^\W_]+", text))


def in_file(text: str) -> tuple[str, tuple[Said, ...]]:
    """Read a file of the corpus: its title, and its updates, oldest first."""
    _, front, body = text.split("---\n", 2)
    title = re.search(r'^title: "(.*)"$', front, re.MULTILINE)
    assert title is not None, front
    states = dict(re.findall(r"^  ([\w-]+): (\w+)$", front, re.MULTILINE))
    planned = "starts:" in front
    begins = ("In progress",) if planned else ("Investigating", "Identified", "Monitoring")
    if planned:
        listed = re.search(r"^components: \[(.*)\]$", front, re.MULTILINE)
        names = [name.strip() for name in listed[1].split(",")] if listed else []
        states = dict.fromkeys(names, "under_maintenance")
    found = []
    seen: Counter[str] = Counter()
    held: dict[str, str] = {}
    parts = _UPDATE.split(body)[1:]
    for at in range(0, len(parts), 7):
        year, month, day, hour, minute, status, words = parts[at : at + 7]
        anchor = f"u-{year}{month}{day}T{hour}{minute}Z"
        seen[anchor] += 1
        before = held
        if status in OVER:
            held = dict.fromkeys(states, "operational")
        elif status in begins or not (found or planned):
            held = states
        changes = {name: state for name, state in held.items() if before.get(name) != state}
        if not before:
            changes = {name: state for name, state in changes.items() if state != "operational"}
        words = re.sub(r"\]\([^)]*\)", "", words)
        found.append(
            Said(
                anchor=anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}",
                time=f"{year}-{month}-{day}T{hour}:{minute}Z",
                status=status,
                changes=tuple((name, STATES[state]) for name, state in changes.items()),
                text=letters(words),
            )
        )
    return title[1].replace('\\"', '"'), tuple(found)


class Updates(HTMLParser):
    """Reads the articles of an entry's page, newest first as they stand there, and its h1."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = ""
        self.found: list[Said] = []
        self._open: list[str] = []
        self._parts: dict[str, str] = {}
        self._changes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "article":
            self._parts = {"anchor": given["id"], "time": "", "h3": "", "prose": ""}
            self._changes = []
        elif tag == "time" and self._parts:
            self._parts["time"] = given["datetime"]
        elif tag == "a" and self._inside("li") and not self._inside("prose"):
            self._changes.append((given["href"].rstrip("/").rpartition("/")[2], ""))
        if tag not in ("br", "hr"):
            self._open.append(f"{tag} {given.get('class', '')}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over what is empty, such as a path of a picture."""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().split(" ")[0] != tag:
            continue
        if tag == "article":
            self.found.append(
                Said(
                    anchor=self._parts["anchor"],
                    time=self._parts["time"],
                    status=self._parts["h3"].strip(),
                    changes=tuple((name, label.strip()) for name, label in self._changes),
                    text=letters(self._parts["prose"]),
                )
            )
            self._parts = {}

    def handle_data(self, data: str) -> None:
        if self._inside("h1"):
            self.title += data
        if not self._parts:
            return
        if self._inside("prose"):
            self._parts["prose"] += data
        elif self._inside("h3") and not self._inside("a"):
            self._parts["h3"] += data
        elif self._inside("state"):
            name, label = self._changes[-1]
            self._changes[-1] = (name, label + data)

    def _inside(self, name: str) -> bool:
        return any(name in one.split(" ") for one in self._open)


@pytest.fixture(scope="module")
def entries(corpora: Path) -> dict[str, tuple[str, tuple[Said, ...]]]:
    """Every entry of the corpus by the path of its page."""
    content = corpora / "github" / "content"
    return {
        f"{file.parent.name}/{file.stem}/index.html": in_file(file.read_text("utf-8"))
        for file in sorted(content.rglob("*.md"))
    }


@pytest.fixture(scope="module")
def run(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The output folder, and all that the command said."""
    out = tmp_path_factory.mktemp("corpus") / "output"
    command = [sys.executable, "-m", "statusgen", "build", "-C", corpora / "github", "-o", out]
    result = subprocess.run(
        [*command, "--strict", "--now", "2026-11-22T18:00Z"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return out, result.stdout + result.stderr


def test_the_corpus_is_what_it_is_said_to_be(entries):
    updates = [one for _, own in entries.values() for one in own]
    assert (len(entries), len(updates)) == (819, 4570)
    statuses = Counter(one.status for one in updates)
    assert statuses["Resolved"] == 801
    assert statuses["Scheduled"] == statuses["In progress"] == statuses["Completed"] == 18


def test_it_builds_without_one_edit_and_without_a_problem(run):
    _, said = run
    assert "error" not in said
    assert "warning" not in said


def test_every_update_is_on_its_page_with_time_status_components_and_text(run, entries):
    out, _ = run
    count = 0
    for path, (title, updates) in entries.items():
        page = Updates((out / path).read_text("utf-8").partition("<main")[2])
        assert page.title == title
        assert page.found[::-1] == list(updates), path
        count += len(page.found)
    assert count == 4570


def test_no_page_is_of_an_entry_that_nobody_wrote(run, entries):
    out, _ = run
    pages = {
        path.relative_to(out).as_posix()
        for kind in ("incidents", "maintenance")
        for path in (out / kind).rglob("*.html")
    }
    assert pages == entries.keys()


def test_every_entry_is_in_the_history_of_its_year(run, entries):
    out, _ = run
    for path in entries:
        folder = path.removesuffix("index.html")
        year = folder.partition("/")[2][:4]
        page = (out / "history" / year / "index.html").read_text("utf-8")
        assert f'href="../../{folder}"' in page, path
