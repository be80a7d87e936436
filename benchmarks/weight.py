"""What the pages weigh on the wire: built, served, fetched and counted, beside goals and peers.

Two sites of an invented shop are built as `statusgen build` does and sent as a content network
does: brotli, the header fields of `_headers`. Their words are written for this and none stands
twice, since a repeated sentence would compress to nothing. The time is fixed and so is every byte:
what is measured here changes with the code alone. Says nothing of speed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from statusgen import pipeline
from statusgen.artifact import Template

try:
    from benchmarks.pages import PARTS, references, without
    from benchmarks.wire import Answer, compressed, fetch, host
except ModuleNotFoundError as missing:
    if missing.name != "brotli" or __name__ != "__main__":
        raise
    print("brotli is not installed, and what it would leave cannot be guessed", file=sys.stderr)
    sys.exit(2)

__all__ = [
    "GOALS",
    "KINDS",
    "NOW",
    "PEERS",
    "Goal",
    "Page",
    "Weighed",
    "as_json",
    "as_text",
    "main",
    "put",
    "site_files",
    "weigh",
]

NOW = "2026-11-20T14:00Z"

_TEXTS = Path(__file__).resolve().parent / "sites"
_FILE = re.compile(r"^-- (\S+) --\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A site, the texts that it is made of, and the bytes that its front page may have."""

    site: str
    texts: tuple[str, ...]
    bytes: int
    why: str


GOALS = (
    Goal(
        site="12 components, 3 open incidents",
        texts=("twelve", "both"),
        bytes=8_000,
        why="a page for a bad connection",
    ),
    Goal(
        site="50 components, 5 open incidents",
        texts=("fifty", "both"),
        bytes=14_600,
        why="the first congestion window: ten segments of 1,460 bytes",
    ),
)

# Measured for this project in 2026 with an empty cache: the example site that each of them shows.
# Constants, since nothing here goes to the network. cState's had less on it than the smaller of our
# two sites; Upptime's asks an API for its incidents after that.
PEERS = (
    ("cState", 13_117, 2, ""),
    ("Upptime", 46_284, 14, "and then API calls"),
    ("Statusfy", 249_247, 9, ""),
)
PEERS_NOTED = "2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file as it was sent: the bytes of itself, compressed, and with the head of the answer."""

    kind: str
    path: str
    plain: int
    brotli: int
    wire: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A site's pages, one of each kind, and all that a browser fetches for its front page.

    `readable` are the files that it waits for before it shows anything, the page itself first;
    `later` are those that come after, `polled` what the script then asks for again and again and
    what no number here includes. `parts` says by how many bytes the front page's answer would
    be smaller without each of them; it is empty unless that was asked for.
    """

    components: int
    open_incidents: int
    pages: tuple[Page, ...]
    readable: tuple[Page, ...]
    later: tuple[Page, ...]
    polled: tuple[Page, ...]
    parts: tuple[tuple[str, int], ...]

    @property
    def before_it_is_readable(self) -> int:
        """Count the bytes that stand between a reader and the page."""
        return sum(one.wire for one in self.readable)

    @property
    def complete(self) -> int:
        """Count all bytes of the front page's files."""
        return self.before_it_is_readable + sum(one.wire for one in self.later)

    def holds(self, goal: int) -> bool:
        """Say whether the front page is readable after one request and within so many bytes."""
        return len(self.readable) == 1 and self.before_it_is_readable <= goal


KINDS = {
    "index": r"/",
    "open incident": r"/incidents/[^/]+/",
    "resolved incident": r"/incidents/[^/]+/",
    "maintenance": r"/maintenance/[^/]+/",
    "component": r"/components/[^/]+/",
    "history": r"/history/",
    "a year": r"/history/[0-9]+/",
    "subscribe": r"/subscribe/",
    "404": r"/404\.html",
}
"""Every kind of page, and its addresses."""


def weigh(site: Path, *, now: str = NOW, explain: bool = False) -> Weighed:
    """Build a site's folder at a time, serve the output and weigh what comes.

    Of each kind it is the page with the most bytes. Raises what a build raises, and ContentError
    for warnings, too.
    """
    with TemporaryDirectory() as folder:
        out = Path(folder) / "output"
        built = pipeline.build(pipeline.Options(site=site, now=now, strict=True), out)
        status = built.plan.status
        opened = {f"/incidents/{one.entry.id}/" for one in status.open_incidents}
        paths = [
            "/" + one.path.removesuffix("index.html")
            for one in built.plan.artifacts
            if isinstance(one.renderer, Template)
        ]
        with host(out) as port:
            pages = tuple(_pages(port, paths, opened))
            front = fetch(port, "/")
            html = front.content.decode("utf-8")
            found = references(html, "/")
            waits = [_page(one.address, fetch(port, one.address)) for one in found if one.blocking]
            later = [
                _page(one.address, fetch(port, one.address)) for one in found if not one.blocking
            ]
            scripted = any(one.address.endswith(".js") for one in found)
            polled = [_page("/build.json", fetch(port, "/build.json"))] if scripted else []
        return Weighed(
            components=len(status.components),
            open_incidents=len(opened),
            pages=pages,
            readable=(_page("/", front), *waits),
            later=tuple(later),
            polled=tuple(polled),
            parts=tuple(_parts(front, html)) if explain else (),
        )


def _pages(port: int, paths: Sequence[str], opened: set[str]) -> Iterator[Page]:
    """Weigh the heaviest page of each kind. What is not there is asked for where nothing is."""
    for kind, pattern in KINDS.items():
        own = [path for path in paths if re.fullmatch(pattern, path)]
        if kind in ("open incident", "resolved incident"):
            own = [path for path in own if (path in opened) is (kind == "open incident")]
        weighed = [
            _page(path, fetch(port, "/not/there" if kind == "404" else path), kind) for path in own
        ]
        yield from sorted(weighed, key=lambda page: (-page.wire, page.path))[:1]


def _page(path: str, answer: Answer, kind: str = "") -> Page:
    if kind != "404" and b" 200 " not in answer.head.splitlines()[0]:
        raise LookupError(f"the front page needs {path}, and the site does not have it")
    return Page(
        kind=kind,
        path=path,
        plain=len(answer.content),
        brotli=len(answer.body),
        wire=answer.wire,
    )


def _parts(front: Answer, html: str) -> Iterator[tuple[str, int]]:
    """Say by how much the answer would be smaller without each part.

    They do not add up: what stands in two parts costs almost nothing in either of them.
    """
    yield "head of the answer", len(front.head)
    for part in PARTS:
        yield part, len(front.body) - len(compressed(without(part, html).encode()))


def site_files(*texts: str) -> Mapping[str, str]:
    """Read the texts of a site, each many files in one: their paths and what stands in them."""
    files: dict[str, str] = {}
    for name in texts:
        _, *parts = _FILE.split((_TEXTS / f"{name}.txt").read_text("utf-8"))
        files.update(zip(parts[::2], parts[1::2], strict=True))
    return files


def put(files: Mapping[str, str], folder: Path) -> Path:
    """Write a site's files into a folder, and return it."""
    for path, text in files.items():
        there = folder / path
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(text, "utf-8", newline="")
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Weigh both sites and print it; return 1 if a goal is missed."""
    asked = _asked(arguments)
    found = []
    for goal in GOALS:
        with TemporaryDirectory() as folder:
            site = put(site_files(*goal.texts), Path(folder))
            found.append((goal, weigh(site, explain=asked.explain)))
    if asked.json:
        print(json.dumps(as_json(found), indent=1))
    else:
        print("\n".join(as_text(found)))
    return 0 if all(weighed.holds(goal.bytes) for goal, weighed in found) else 1


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.weight",
        description="Weigh the pages of two sites as a reader's connection does.",
        epilog="Exit code 1: a goal is missed.",
    )
    parser.add_argument("--json", action="store_true", help="print all of it for programs")
    parser.add_argument("--explain", action="store_true", help="say what the front page is made of")
    return parser.parse_args(arguments)


def as_json(found: Sequence[tuple[Goal, Weighed]]) -> dict[str, object]:
    """Give all that was found, the goals and the peers for programs."""
    return {
        "now": NOW,
        "sites": [
            {
                **asdict(weighed),
                "site": goal.site,
                "goal": goal.bytes,
                "before_it_is_readable": weighed.before_it_is_readable,
                "complete": weighed.complete,
                "parts": dict(weighed.parts),
                "held": weighed.holds(goal.bytes),
            }
            for goal, weighed in found
        ],
        "peers": [
            {"name": name, "bytes": size, "requests": requests, "note": note, "noted": PEERS_NOTED}
            for name, size, requests, note in PEERS
        ],
    }


def as_text(found: Sequence[tuple[Goal, Weighed]]) -> Iterator[str]:
    """Give it line by line for people."""
    for goal, weighed in found:
        yield f"{goal.site}: bytes of the heaviest page of each kind"
        yield ""
        yield f"  {'':42}{'HTML':>8}{'brotli':>8}{'on the wire':>13}"
        for page in weighed.pages:
            yield _line(page.kind, page)
        yield ""
        yield f"The front page: {_requests(weighed.readable)} until it can be read"
        yield ""
        for page in weighed.readable:
            yield _line(f"{page.path} (waited for)", page)
        for page in weighed.later:
            yield _line(page.path, page)
        everything = (*weighed.readable, *weighed.later)
        yield f"  {f'{_requests(everything)}, complete':58}{weighed.complete:>13,}"
        for page in weighed.polled:
            yield _line(f"{page.path} (then asked for by the script)", page)
        yield ""
        yield f"  goal: {goal.bytes:,} bytes in 1 request until it can be read, {goal.why}"
        yield f"  {_verdict(goal.bytes, weighed)}"
        yield ""
        if weighed.parts:
            yield "The front page would be smaller by so many bytes without its"
            yield ""
            for part, size in weighed.parts:
                yield f"  {part:<58}{size:>13,}"
            yield ""
    yield f"Others: their own example sites, complete, as noted in {PEERS_NOTED}"
    yield ""
    for name, size, requests, note in PEERS:
        yield f"  {f'{name}, {requests} requests {note}'.rstrip():58}{size:>13,}"


def _verdict(goal: int, weighed: Weighed) -> str:
    left = goal - weighed.before_it_is_readable
    how = f"{left:,} bytes to spare" if left >= 0 else f"{-left:,} bytes too many"
    return f"{'held' if weighed.holds(goal) else 'MISSED'}: {how}"


def _line(name: str, page: Page) -> str:
    return f"  {name:<42}{page.plain:>8,}{page.brotli:>8,}{page.wire:>13,}"


def _requests(pages: Sequence[Page]) -> str:
    return f"{len(pages)} request{'' if len(pages) == 1 else 's'}"


if __name__ == "__main__":
    sys.exit(main())
