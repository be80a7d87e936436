"""What tests of incremental builds are made of: a site's texts, and processes that build.

A `Builder` is a process that has nothing in its memory but the program and its libraries: what it
builds cannot be wrong by something that an earlier build left there. It forks for each build, since
starting Python takes longer than building a small site.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import babel
import markdown
from hypothesis import strategies as st
from tests.strategies import EntryText, UpdateText, source

from statusgen import pipeline, standing
from statusgen.errors import ContentError, OutputError
from statusgen.model import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Impact, State, UpdateStatus
from statusgen.sources import Source

MIDDLE = datetime(2026, 3, 28, 12, tzinfo=UTC)
"""The site's life is around this time; London's clocks change in the night after it."""

# --- Texts ---------------------------------------------------------------------------------------

# `tok1` is what a test replaces by `tok2`, and so on, without changing the size of a file. @entry,
# @update and @both become links to another entry, when the text is written.
_TEXTS = (
    "We know tok1.",
    "*We* know `tok1` & more.\n\n* one\n* two",
    "We know tok1; see [that](@entry).",
    "We know tok1; see [what we said](@update).",
    "We know tok1, and [the service](components/app/) and [all](history/).",
    "| tok1 | b |\n|--|--|\n| [c](@update) | [d](@entry) |",
)
_MINUTES = (-2880, -1500, -605, -180, -61, -30, -1, 0, 20, 45, 601, 780, 1445)
_STATES = (State.OPERATIONAL, State.DEGRADED_PERFORMANCE, State.MAJOR_OUTAGE)
IDS = ("a", "b", "2026-03-28-slow", "c.d", "A", "B")
FOLDERS = ("", "2025/", "2026/")

NO_ENTRIES = (
    b"",
    b"---\ntitle: Payments: slow\n---\n\n## 2026-03-28 10:00 Investigating\n",
    b"---\ntitle: tok1\ncomponents: {tills: major_outage}\n---\n\n## 2026-03-28 10:00 Update\n",
    b"---\ntitle: tok1\n---\n\n## 2026-03-28 10:00 Investigating\n\n## 2026-03-28 25:00 Resolved\n",
    b"---\ntitle: tok1\n---\n\n## 2026-03-28 10:00 Update\n\n[nowhere](nowhere.md)\n",
    b"---\ntitle: \xff\x00\n",
)
"""Files that are broken, each in its own way."""


@dataclass(frozen=True, kw_only=True)
class Said(UpdateText):
    """An update, which keeps the anchor of the time under which it was published first."""

    was_at: datetime | None = None

    @property
    def anchor(self) -> str:
        return f"u-{self.was_at or self.at:%Y%m%dT%H%MZ}"

    def markdown(self, zone: ZoneInfo) -> str:
        heading, end, body = super().markdown(zone).partition("\n")
        if self.was_at is None:
            return heading + end + body
        was_at = f"was_at: {self.was_at:%Y-%m-%d %H:%M}Z"
        braced = heading.endswith("}")
        heading = f"{heading[:-1]}, {was_at}}}" if braced else f"{heading} {{{was_at}}}"
        return heading + end + body


@dataclass(frozen=True, kw_only=True)
class Report(EntryText):
    """An entry as its author means it, which may be a draft."""

    updates: tuple[Said, ...]
    draft: bool = False

    def times(self) -> Iterator[datetime]:
        """Yield every time that it names."""
        for update in self.updates:
            yield from filter(None, (update.at, update.promise))
        yield from filter(None, (self.publish_at, *(self.window or ())))

    def reworded(self, change: Callable[[str], str]) -> Report:
        """Return it with every text changed."""
        return replace(
            self,
            opening=change(self.opening),
            still_works=tuple(map(change, self.still_works)),
            what_to_do=change(self.what_to_do),
            updates=tuple(replace(one, body=change(one.body)) for one in self.updates),
        )

    def without_faults(self) -> Report:
        report = super().without_faults()
        assert isinstance(report, Report)
        return report

    def source(self, zone: ZoneInfo) -> Source:
        file = super().source(zone)
        if not self.draft:
            return file
        return source(file.path, file.data.replace(b"---\n", b"---\ndraft: true\n", 1))


_changes = st.dictionaries(
    st.sampled_from(["web", "app"]), st.sampled_from(_STATES), max_size=2
).map(lambda found: tuple(found.items()))
_texts = st.sampled_from(_TEXTS)
times = st.sampled_from(_MINUTES).map(lambda minutes: MIDDLE + timedelta(minutes=minutes))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Any report, with few times and few texts, so that several have to do with each other."""
    maintenance = draw(st.sampled_from([False, False, True]))
    words = MAINTENANCE_STATUSES if maintenance else INCIDENT_STATUSES[:-1]
    instants = sorted(draw(st.lists(times, min_size=1, max_size=3, unique=True)))
    updates = []
    for number, at in enumerate(instants):
        first = UpdateStatus.SCHEDULED if maintenance else UpdateStatus.INVESTIGATING
        promise = draw(st.none() | st.sampled_from([15, 60, 720]))
        updates.append(
            Said(
                at=at,
                status=draw(st.sampled_from(words)) if number else first,
                body=draw(_texts),
                states=draw(_changes),
                promise=None if promise is None else at + timedelta(minutes=promise),
            )
        )
    starts = draw(times)
    return Report(
        id=draw(st.sampled_from(IDS)),
        title=draw(st.sampled_from(["Slow tok1", "Down tok1 & <b>"])),
        updates=tuple(updates),
        folder=draw(st.sampled_from(FOLDERS)),
        states=draw(_changes),
        opening=draw(st.just("") | _texts),
        still_works=tuple(draw(st.lists(_texts.filter(lambda text: "\n" not in text), max_size=1))),
        what_to_do=draw(st.just("") | _texts),
        impact=None if maintenance else draw(st.none() | st.just(Impact.MINOR)),
        publish_at=draw(st.none() | st.none() | times),
        window=(starts, starts + timedelta(minutes=draw(st.sampled_from([60, 1500]))))
        if maintenance
        else None,
        newest_first=len(updates) > 1 and draw(st.booleans()),
        draft=draw(st.sampled_from([False, False, False, False, True])),
    ).without_faults()


def a_report(
    name: str, *, text: str = "We know tok1.", at: int = 0, work: bool = False, more: int = 10
) -> Report:
    """An incident with two updates, or work whose window opens an hour after the first of them."""
    # Local, as the times of most updates are: in another zone it has to stay the later of both.
    begun, promised = MIDDLE + timedelta(minutes=at), timedelta(minutes=115)
    later = begun + timedelta(minutes=more)
    words = UpdateStatus.INVESTIGATING, UpdateStatus.MONITORING
    if work:
        words = UpdateStatus.SCHEDULED, UpdateStatus.VERIFYING
    return Report(
        id=name,
        title="Slow tok1",
        updates=(
            Said(at=begun, status=words[0], body=text, promise=begun + promised),
            Said(at=later, status=words[1], body="We know tok1.", promise=later + promised),
        ),
        states=(("web", State.MAJOR_OUTAGE), ("app", State.DEGRADED_PERFORMANCE)),
        window=(begun + timedelta(hours=1), begun + timedelta(hours=2)) if work else None,
    )


FIRST = (
    a_report("b", at=-90, more=40),
    a_report("a", at=-60, more=300, text="We know tok1; see [that](@entry) and [then](@update)."),
    a_report("c.d", at=-30, more=80, work=True),
)
"""What is on the disk at first: a promise is about to pass, work to overrun, a link to lead on."""


LOGO = "brand/logo.svg"
SCRIPT = "admin/decap-cms.js"
BESIDES = {
    LOGO: '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="16" viewBox="0 0 64 16">'
    '<text x="1" y="12">tok1</text></svg>',
    SCRIPT: "// tok1\n",
}
"""Files that statusgen.yml may name."""


def _component(id: str, **more: str) -> dict[str, str]:
    return {"id": id, "name": f"{id.title()} tok1", **more}


CONFIG: dict[str, Any] = {
    "title": "Status tok1",
    "url": "https://status.example/",
    "timezone": "Europe/London",
    "components": [_component("web"), _component("app", retired="2026-03-29")],
}
"""What statusgen.yml says at first."""

CHANGES: tuple[dict[str, Any], ...] = (
    {"title": "State & tok1"},
    {"url": "https://shop.example/status/"},
    {"timezone": "America/Santiago"},
    {"timezone": "Asia/Kathmandu", "freshness": "5m"},
    {"language": "de", "statuses": {"update": "News tok1"}},
    {"language": "ar", "states": {"operational": "Fine tok1"}},
    {"help": [{"name": "Help tok1", "url": "https://shop.example/help"}]},
    {"theme": "plain"},
    {"theme": "plain", "brand": {"colours": {"accent": "#00563f"}}},
    {"brand": {"logo": LOGO, "colours": {"accent": "#5b2a86"}, "home": "https://shop.example/"}},
    {
        "admin": {
            "cms": "decap",
            "backend": {"name": "github", "repo": "shop/status"},
            "script": {"file": SCRIPT},
        }
    },
    {"check": {"off": ["no-advice"]}},
    {"components": [_component("web", name="Site tok1"), _component("app")]},
    {"components": [_component("app", description="tok1"), _component("web"), _component("till")]},
    {"components": [_component("web", retired="2026-03-28"), _component("app")]},
    {"components": [_component("web"), _component("app", since="2026-03-28")]},
    {"components": [_component("web", retired="2026-03-29")], "groups": None},
    {
        "components": [_component("web")],
        "groups": [{"id": "shop", "name": "Shop tok1", "components": [_component("app")]}],
    },
    {"titel": "tok1"},
)
"""What may become of it: keys with new values, None for none. One is a mistake in itself, another
one where a report names the service that is gone."""

OVERRIDES = (
    "default/templates/entry.html",
    "default/templates/index.html",
    "default/templates/_macros.html",
    "default/assets/style.css",
    "default/assets/icon-operational.svg",
    "default/assets/embed.js",
    "plain/templates/entry.html",
)
_MARKS = {
    "html": ("</h1>", " tok1</h1>"),
    "_macros.html": ("{{ label.text }}", "{{ label.text }} tok1"),
    "css": ("\n", "\n.tok1{order:1}\n"),
    "svg": ("</svg>", "<!--tok1--></svg>"),
    "js": ("\n", "\n// tok1\n"),
}
_THEMES = Path(__file__).resolve().parents[2] / "themes"


def overriding(file: str, *, broken: bool = False) -> str:
    """Return a theme's file with something of the site's own in it."""
    text = (_THEMES / file).read_text(encoding="utf-8")
    name = file.rpartition("/")[2]
    old, new = _MARKS.get(name) or _MARKS[name.rpartition(".")[2]]
    changed = text.replace(old, new, 1)
    assert changed != text, f"{file} has no place for a mark"
    return f"{changed}{{% if %}}" if broken else changed


def as_yaml(config: dict[str, Any]) -> str:
    """Write statusgen.yml."""
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in config.items())


# --- Builds --------------------------------------------------------------------------------------


class Answer(NamedTuple):
    """How a build ended: the name of its error or "", and all that it said about the site."""

    error: str
    said: tuple[str, ...]


KILLED = Answer("killed", ())


def attempt(site: Path, out: Path, now: datetime, *, skip_broken: bool) -> Answer:
    """Build, and tell what came of it."""
    options = pipeline.Options(site=site, now=now, skip_broken=skip_broken)
    try:
        told, _ = standing.build(options, out)
    except ContentError as error:
        return Answer("ContentError", tuple(map(repr, error.problems)))
    except OutputError as error:
        return Answer("OutputError", (error.what, error.hint))
    return Answer("", (*map(repr, told.problems), repr(replace(told, problems=()))))


class Builder:
    """A process that builds in children of its own, each as if it were the first."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(
        self, site: Path, out: Path, now: datetime, *, skip_broken: bool, kill_at: int = 0
    ) -> None:
        """Begin a build, which kills itself at that change of the disk; 0 is never."""
        assert self._process.stdin is not None
        order = [str(site), str(out), now.isoformat(), skip_broken, kill_at]
        print(json.dumps(order), file=self._process.stdin, flush=True)

    def answer(self) -> Answer:
        """Wait for its end."""
        assert self._process.stdout is not None
        error, said = json.loads(self._process.stdout.readline())
        return Answer(error, tuple(said))


@contextmanager
def a_builder(*, package: Path | None = None) -> Iterator[Builder]:
    """Start a builder, of the program in another folder where one is given."""
    code = (
        "import sys\n"
        "sys.path[:0] = sys.argv[1:]\n"
        f"from {serve_builds.__module__} import serve_builds\n"
        "serve_builds()\n"
    )
    paths = [str(package)] if package else []
    argv = [sys.executable, "-c", code, *paths, *sys.path]
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Builder(process)
        finally:
            process.kill()


def serve_builds() -> None:
    """Be the process of a builder."""
    _warm_up_the_libraries()
    for line in sys.stdin:
        site, out, now, skip_broken, kill_at = json.loads(line)
        child = os.fork()
        if not child:
            answer = None
            try:
                moment = datetime.fromisoformat(now)
                with killed_at(kill_at):
                    answer = attempt(Path(site), Path(out), moment, skip_broken=skip_broken)
            finally:
                answer = answer or Answer("crash", (traceback.format_exc(),))
                print(json.dumps(answer), flush=True)
                os._exit(0)
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            print(json.dumps(KILLED), flush=True)


def _warm_up_the_libraries() -> None:
    """Have them read and compile what they need: otherwise every child does, for half its time."""
    importlib.import_module("icalendar")
    markdown.Markdown(extensions=["sane_lists", "tables", "fenced_code"])
    for language in ("en_GB", "de", "ar"):
        assert babel.Locale.parse(language).text_direction
    gc.freeze()


_CHANGING = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.utime"}


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """Have this process killed when it is about to change the disk for that time."""
    left = number

    def hear(event: str, args: tuple[Any, ...]) -> None:
        nonlocal left
        writes = event == "open" and args[2] and args[2] & (os.O_WRONLY | os.O_RDWR)
        if left and (writes or event in _CHANGING):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    if number:
        sys.addaudithook(hear)
    yield
    left = 0


def another_version(folder: Path) -> Path:
    """Make a copy of the program that makes something else of every text; return where it is."""
    package = Path(pipeline.__file__).parent
    copy = folder / "src" / "statusgen"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    if not (copy / "themes").is_dir():
        shutil.copytree(_THEMES, folder / "themes")
    with (copy / "markup/__init__.py").open("a", encoding="utf-8") as file:
        file.write(_OTHERWISE)
    return copy.parent


_OTHERWISE = """

def _otherwise(text, *, top=4):
    return _as_before(text.replace("know", "guess"), top=top)


_as_before, convert = convert, _otherwise
"""
