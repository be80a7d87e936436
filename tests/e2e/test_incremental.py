"""Never wrong for being fast: after any life of a site a build is as if it were the first one."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.e2e.incremental_site import (
    BESIDES,
    CHANGES,
    CONFIG,
    FIRST,
    FOLDERS,
    IDS,
    KILLED,
    MIDDLE,
    NO_ENTRIES,
    OVERRIDES,
    Answer,
    Builder,
    Report,
    a_builder,
    a_report,
    another_version,
    as_yaml,
    attempt,
    overriding,
    reports,
)
from tests.outputs import files_in, strays_in

from statusgen.folders import manifest_path
from statusgen.model import Impact, State, UpdateStatus

T = TypeVar("T")

EXAMPLES, STEPS = 4, 20
PARTS = "title opening still_works what_to_do states impact updates publish_at draft".split()
# A disk in memory, where there is one, for a thousand builds.
_MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
_LINK = re.compile(r"\]\([^)]*\.md[^)]*\)")
_TOKEN = re.compile(rb"tok\d")

# Whatever there is to choose from has another length each time: one is chosen by a number.
numbers = st.integers(0, 60)
yes = st.booleans()
shares = st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0])


def chosen(found: Sequence[T], number: int) -> T:
    return found[number % len(found)]


@pytest.fixture(scope="module")
def builders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Builder, Builder]]:
    """This program in a process of its own, and another version of it."""
    other = another_version(tmp_path_factory.mktemp("other"))
    with a_builder() as ours, a_builder(package=other) as theirs:
        yield ours, theirs


class Life(RuleBasedStateMachine):
    """A site that people work on, and the folder that it is built into; accidents happen to both.

    Builds run in this process, which keeps what it remembers as `serve` does, or each in a process
    of its own.
    """

    def __init__(self, builders: tuple[Builder, Builder]) -> None:
        super().__init__()
        self.ours, self.theirs = builders
        self.folder = Path(tempfile.mkdtemp(dir=_MEMORY))
        self.site, self.out = self.folder / "site", self.folder / "made" / "output"
        self.backup = self.folder / "backup"
        self.manifest = manifest_path(self.out)
        self.caches = self.site / ".statusgen"
        self.copies: list[tuple[str, bytes]] = []
        self.manifests: list[bytes] = []
        self.config = dict(CONFIG)
        self.now = MIDDLE
        self.skip_broken = self.alone = False
        # How many changes are still made before somebody builds, and where that build is killed.
        self.unseen = self.kill_at = 0
        self.mended = True
        self.sound = self.refusable = False
        self.files: dict[Path, Report] = {}
        self.seen: Counter[str] = Counter()
        for kind in ("incidents", "maintenance"):
            (self.site / "content" / kind).mkdir(parents=True)
        for path, text in BESIDES.items():
            self._write(self.site / path, text.encode())
        self._configure({})
        for report in FIRST:
            self._put(report)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # --- What must be so -------------------------------------------------------------------------

    @invariant()
    def the_output_is_that_of_a_clean_build(self) -> None:
        if self.unseen:
            self.unseen -= 1
            self.sound = False
            return
        if self.kill_at:
            self._ask(kill_at=self.kill_at)
            self.seen["killed"] += self.ours.answer() == KILLED
            self.kill_at = 0
            if not self.mended:
                self.sound = False
                return
        before = self._output()
        with self._clean_build_under_way() as clean_output:
            try:
                answer = self._build() if not self.alone else None
            finally:
                clean = self.ours.answer()
            expected = files_in(clean_output)
        answer = answer or self._build()
        if answer.error == "OutputError" and self.refusable:
            # What the hint says: the manifest is lost, so the folder has to go by hand.
            assert self._output() == before
            self.seen["refused"] += 1
            shutil.rmtree(self.out)
            answer = self._build()
        assert answer == clean
        found = self._output()
        if clean.error:
            assert found == before
            self.seen["failed"] += 1
        else:
            assert found.keys() == expected.keys()
            assert [path for path in found if found[path] != expected[path]] == []
            assert strays_in(self.out) == []
            self.seen["built alone" if self.alone else "built here"] += 1
        self.sound, self.refusable = not clean.error, False
        self._remember()

    def _build(self) -> Answer:
        if not self.alone:
            return attempt(self.site, self.out, self.now, skip_broken=self.skip_broken)
        self._ask()
        return self.ours.answer()

    def _ask(self, *, kill_at: int = 0) -> None:
        skip = self.skip_broken
        self.ours.ask(self.site, self.out, self.now, skip_broken=skip, kill_at=kill_at)

    @contextmanager
    def _clean_build_under_way(self) -> Iterator[Path]:
        """Have a copy of the site, without caches, built into a new folder in a new process."""
        with tempfile.TemporaryDirectory(dir=_MEMORY) as name:
            site, out = Path(name) / "site", Path(name) / "output"
            shutil.copytree(self.site, site, ignore=shutil.ignore_patterns(".statusgen"))
            self.ours.ask(site, out, self.now, skip_broken=self.skip_broken)
            yield out

    def _output(self) -> dict[str, bytes]:
        return files_in(self.out)

    def _remember(self) -> None:
        for path in self._cache_files():
            copy = path.relative_to(self.caches).as_posix(), path.read_bytes()
            if copy not in self.copies:
                self.copies = [*self.copies[-5:], copy]
        if self.manifest.is_file() and self.manifest.read_bytes() not in self.manifests[-1:]:
            self.manifests = [*self.manifests[-5:], self.manifest.read_bytes()]

    # --- Entries ---------------------------------------------------------------------------------

    @rule(report=reports(), link=numbers)
    def add(self, report: Report, link: int) -> None:
        self._put(report, link=link)

    @precondition(lambda self: self.files)
    @rule(
        number=numbers,
        parts=st.sets(st.sampled_from(PARTS), min_size=1, max_size=3),
        report=reports(),
        link=numbers,
    )
    def edit(self, number: int, parts: set[str], report: Report, link: int) -> None:
        path = chosen(sorted(self.files), number)
        old = self.files[path]
        if "updates" in parts and (old.window is None) != (report.window is None):
            report = replace(report, window=old.window, updates=old.updates)
        new = replace(old, **{part: getattr(report, part) for part in sorted(parts)})
        self._put(new, link=link, instead_of=path)

    @precondition(lambda self: self.files)
    @rule(
        number=numbers, which=numbers, minutes=st.sampled_from([-700, -15, 1, 90, 1500]), kept=yes
    )
    def move_a_time(self, number: int, which: int, minutes: int, kept: bool) -> None:
        """Correct the time of an update, whose anchor may be kept, or of a window."""
        path = chosen(sorted(self.files), number)
        old, later = self.files[path], timedelta(minutes=minutes)
        if old.window is not None and which % 2:
            new = replace(old, window=(old.window[0] + later, old.window[1] + later))
        else:
            updates = list(old.updates)
            one = updates.pop(which % len(updates))
            first = (one.was_at or one.at) if kept else None
            updates.append(replace(one, at=one.at + later, was_at=first))
            new = replace(old, updates=tuple(sorted(updates, key=lambda update: update.at)))
        self._put(new, instead_of=path)

    @precondition(lambda self: any(len(one.updates) > 1 for one in self.files.values()))
    @rule(number=numbers, which=numbers)
    def take_an_update_back(self, number: int, which: int) -> None:
        found = sorted(path for path, one in self.files.items() if len(one.updates) > 1)
        path = chosen(found, number)
        updates = list(self.files[path].updates)
        updates.pop(which % len(updates))
        self._put(replace(self.files[path], updates=tuple(updates)), instead_of=path)

    @precondition(lambda self: self.files)
    @rule(number=numbers, status=numbers, body=reports(), link=numbers)
    def say_more(self, number: int, status: int, body: Report, link: int) -> None:
        path = chosen(sorted(self.files), number)
        old = self.files[path]
        words = [UpdateStatus.UPDATE, UpdateStatus.RESOLVED, UpdateStatus.MONITORING]
        if old.window is not None:
            words = [UpdateStatus.UPDATE, UpdateStatus.COMPLETED, UpdateStatus.IN_PROGRESS]
        last = old.updates[-1]
        at = max(last.at, self.now) + timedelta(minutes=status % 3)
        more = replace(body.updates[-1], at=at, status=chosen(words, status), promise=None)
        new = replace(old, updates=(*old.updates, more))
        self._put(new, link=link, instead_of=path)

    @precondition(lambda self: self.files)
    @rule(number=numbers, name=st.sampled_from(IDS) | st.none(), folder=st.sampled_from(FOLDERS))
    def rename(self, number: int, name: str | None, folder: str) -> None:
        """To another name, or only to capitals or small letters; and into another folder."""
        path = chosen(sorted(self.files), number)
        name = name or path.stem.swapcase()
        kind = path.relative_to(self.site).parts[1]
        self._move(path, self.site / "content" / kind / folder / f"{name}.md")

    @precondition(lambda self: self.files)
    @rule(number=numbers, rewritten=yes, report=reports())
    def move_to_the_other_kind(self, number: int, rewritten: bool, report: Report) -> None:
        path = chosen(sorted(self.files), number)
        if rewritten:
            self._put(replace(report, id=path.stem), instead_of=path)
            return
        _, kind, *rest = path.relative_to(self.site).parts
        other = "incidents" if kind == "maintenance" else "maintenance"
        self._move(path, self.site.joinpath("content", other, *rest))

    @precondition(lambda self: len(self.files) > 1)
    @rule(number=numbers, more=numbers)
    def swap(self, number: int, more: int) -> None:
        one, two = chosen(sorted(self.files), number), chosen(sorted(self.files), more)
        self.files[one], self.files[two] = self.files[two], self.files[one]
        between = self.folder / "between"
        one.rename(between)
        if two.exists():
            two.rename(one)
        between.rename(two)

    @precondition(lambda self: self.files)
    @rule(number=numbers)
    def delete(self, number: int) -> None:
        path = chosen(sorted(self.files), number)
        path.unlink()
        del self.files[path]

    @precondition(lambda self: self.files)
    @rule(number=numbers, kind=numbers)
    def break_an_entry(self, number: int, kind: int) -> None:
        self._write(chosen(sorted(self.files), number), chosen(NO_ENTRIES, kind))

    @rule()
    def mend(self) -> None:
        """Make every entry one of its own, and statusgen.yml what it was at first."""
        shutil.rmtree(self.site / "themes", ignore_errors=True)
        self.config = {}
        self._configure(CONFIG)
        files, self.files = self.files, {}
        names: set[str] = set()
        for path, report in files.items():
            path.unlink()
            if path.stem.casefold() not in names:
                plain = report.reworded(lambda text: _LINK.sub("](history/)", text))
                self._put(replace(plain, id=path.stem))
            names.add(path.stem.casefold())

    @rule(skipping=yes)
    def skip_what_is_broken(self, skipping: bool) -> None:
        self.skip_broken = skipping

    # --- Files of any kind -----------------------------------------------------------------------

    @rule(number=numbers, times=yes)
    def touch(self, number: int, times: bool) -> None:
        """Give a file, or all of them, another time and nothing else."""
        files = self._sources()
        for path in files if times else [chosen(files, number)]:
            os.utime(path, (number, number))

    @rule(number=numbers, which=numbers, anew=yes)
    def change_a_letter(self, number: int, which: int, anew: bool) -> None:
        """Change a file of the site, but neither its size nor its time."""
        files = [path for path in self._sources() if _TOKEN.search(path.read_bytes())]
        path = chosen(files, number)
        data, before = path.read_bytes(), path.stat()
        at = chosen([match.end() - 1 for match in _TOKEN.finditer(data)], which)
        digit = (int(data[at : at + 1]) + 1) % 10
        if anew:
            path.unlink()
        path.write_bytes(data[:at] + b"%d" % digit + data[at + 1 :])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(change=st.sampled_from(CHANGES), back=yes)
    def configure(self, change: dict[str, object], back: bool) -> None:
        """Change statusgen.yml; `back` from what it is at first, not from what it is now."""
        if back:
            self.config = dict(CONFIG)
        self._configure(change)

    @rule(file=st.sampled_from(OVERRIDES), broken=st.sampled_from([False, False, False, True]))
    def override(self, file: str, broken: bool) -> None:
        self._write(self.site / "themes" / file, overriding(file, broken=broken).encode())

    @precondition(lambda self: (self.site / "themes").is_dir())
    @rule(number=numbers)
    def take_an_override_away(self, number: int) -> None:
        found = sorted(path for path in (self.site / "themes").rglob("*") if path.is_file())
        if found:
            chosen(found, number).unlink()

    # --- Time ------------------------------------------------------------------------------------

    @rule(number=numbers, seconds=st.sampled_from([-1, 0, 0, 1, 61, 40_000]))
    def go_to_a_time_of_the_site(self, number: int, seconds: int) -> None:
        """Go forwards or backwards to where something may change, or right before or behind it."""
        self.now = chosen(self._times(), number) + timedelta(seconds=seconds)

    @rule(number=st.integers(1, 3))
    def let_time_pass(self, number: int) -> None:
        """Go on to the next of these times, or the one behind it."""
        ahead = [at for at in self._times() if at > self.now] or [self.now]
        self.now = ahead[:number][-1]

    @rule(seconds=st.sampled_from([-1, 0]))
    def wait_until_the_page_expires(self, seconds: int) -> None:
        try:
            said = json.loads((self.out / "build.json").read_bytes())
            until = datetime.fromisoformat(said["valid_until"])
        except (OSError, ValueError):
            until = self.now + timedelta(minutes=1)  # the output is missing or damaged
        self.now = until + timedelta(seconds=seconds)

    # --- Accidents -------------------------------------------------------------------------------

    @rule(changes=st.integers(1, 3))
    def let_changes_pile_up(self, changes: int) -> None:
        self.unseen = changes

    @rule(alone=yes)
    def build_in_a_process_of_its_own(self, alone: bool) -> None:
        self.alone = alone

    @rule(at=st.integers(1, 12) | st.integers(1, 250), mended=yes)
    def kill_the_next_build(self, at: int, mended: bool) -> None:
        """Kill the next one at a change of the disk; then build again, or change more before."""
        self.kill_at, self.mended, self.unseen = at, mended, max(self.unseen, 1)

    @rule()
    def build_with_another_version(self) -> None:
        self.theirs.ask(self.site, self.out, self.now, skip_broken=self.skip_broken)
        answer = self.theirs.answer()
        assert answer.error in {"", "ContentError"}
        self.seen["another version"] += not answer.error
        self._remember()

    @precondition(lambda self: self._output())
    @rule(
        number=st.integers(0, 2) | numbers,
        kind=st.sampled_from(["gone", "cut", "longer", "other", "as long", "all"]),
    )
    def damage_the_output(self, number: int, kind: str) -> None:
        first = ("build.json", "index.html", "incidents/b/index.html")
        files = sorted(self._output(), key=lambda path: (path not in first, path))
        path = self.out / chosen(files, number)
        data, before = path.read_bytes(), path.stat()
        match kind:
            case "gone":
                path.unlink()
            case "all":
                shutil.rmtree(self.out)
            case "cut":
                path.write_bytes(data[: len(data) // 2])
            case "longer":
                path.write_bytes(data + b"\n")
            case "other":
                shutil.copy2(self.out / chosen(files, number + 1), path)
            case "as long":
                path.write_bytes(bytes(len(data)))
                # A second older: within one tick of the disk's clock nobody could tell.
                os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns - 1_000_000_000))

    @precondition(lambda self: self.sound)
    @rule(kind=st.sampled_from(["gone", "empty", "cut", "flip", "older", "no"]), where=shares)
    def damage_the_manifest(self, kind: str, where: float) -> None:
        """A build may refuse the folder then, if it says so and leaves it as it is."""
        # Otherwise files that must go would not be known as ours any more, rightly for ever.
        self.unseen, self.refusable = 0, True
        if kind == "gone":
            self.manifest.unlink()
        elif kind == "older":
            self.manifest.write_bytes(chosen(self.manifests, int(where * 10)))
        else:
            self.manifest.write_bytes(_damaged(self.manifest.read_bytes(), kind, where))

    @rule(
        number=numbers,
        kind=st.sampled_from(
            ["gone", "empty", "cut", "flip", "no", "older", "folder", "unreadable"]
        ),
        where=shares,
        at_once=yes,
    )
    def damage_a_cache(self, number: int, kind: str, where: float, at_once: bool) -> None:
        """Damage it, for a build in a process that does not remember what was in it."""
        self.alone = True
        self.unseen = max(self.unseen, not at_once)
        files = self._cache_files()
        if kind == "older" and self.copies:
            name, data = chosen(self.copies, number)
            self._write(self.caches / name, data)
        elif files:
            self.seen["damaged caches"] += 1
            path = chosen(files, number)
            data = path.read_bytes()
            path.unlink()
            if kind == "folder":
                path.mkdir()
            elif kind != "gone":
                path.write_bytes(_damaged(data, kind, where))
            if kind == "unreadable":
                path.chmod(0)

    @rule(as_file=yes)
    def lose_the_caches(self, as_file: bool) -> None:
        """With a file where their folder was, none can be written."""
        self.alone = True
        if self.caches.is_dir():
            shutil.rmtree(self.caches)
        else:
            self.caches.unlink(missing_ok=True)
        if as_file:
            self.caches.write_bytes(b"tok1")

    @rule()
    def back_up_or_restore_the_output(self) -> None:
        """A folder and its manifest of an earlier day, with the times that they had."""
        if not self.backup.exists():
            if self.sound:
                shutil.copytree(self.out, self.backup / "output")
                shutil.copy2(self.manifest, self.backup / "manifest")
            return
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.backup / "output", self.out)
        shutil.copy2(self.backup / "manifest", self.manifest)
        shutil.rmtree(self.backup)

    # --- How it is done --------------------------------------------------------------------------

    def _put(self, report: Report, *, link: int = 0, instead_of: Path | None = None) -> None:
        """Write a report's file; its links that have no target yet get the entry of that number."""
        others = [path for path in sorted(self.files) if path != instead_of]
        entry = update = "history/"
        if others:
            target = chosen(others, link)
            entry = target.name
            update = f"{target.name}#{self.files[target].updates[-1].anchor}"
        if instead_of is not None:
            report = replace(report, id=instead_of.stem)
        report = report.without_faults().reworded(
            lambda text: text.replace("@entry", entry).replace("@update", update)
        )
        file = self.site / report.path
        if instead_of is not None and instead_of != file:
            instead_of.unlink()
            del self.files[instead_of]
        self._write(file, report.source(self._zone()).data)
        self.files[file] = report

    def _move(self, old: Path, new: Path) -> None:
        new.parent.mkdir(parents=True, exist_ok=True)
        old.rename(new)
        self.files[new] = self.files.pop(old)

    def _configure(self, change: dict[str, object]) -> None:
        merged = self.config | change
        self.config = {key: value for key, value in merged.items() if value is not None}
        self._write(self.site / "statusgen.yml", as_yaml(self.config).encode())

    def _write(self, path: Path, data: bytes) -> None:
        if path.is_dir():
            path.rmdir()
        if path.parent.is_file():
            path.parent.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _times(self) -> list[datetime]:
        found = {at for report in self.files.values() for at in report.times()}
        found |= {
            datetime(2026, 3, day, hour, tzinfo=UTC) for day in range(28, 31) for hour in (0, 23)
        }
        return sorted(found)

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(str(self.config["timezone"]))

    def _sources(self) -> list[Path]:
        found = (path for path in self.site.rglob("*") if path.is_file())
        return sorted(path for path in found if self.caches not in (path, *path.parents))

    def _cache_files(self) -> list[Path]:
        found = (path for path in self.caches.rglob("*") if path.is_file())
        return sorted(path for path in found if os.access(path, os.R_OK))


def _damaged(data: bytes, kind: str, where: float) -> bytes:
    """Return what an accident makes of a file, at that share of it."""
    at = int(where * max(len(data) - 1, 0))
    match kind:
        case "empty":
            return b""
        case "cut":
            return data[:at]
        case "flip":
            return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :] if data else b"\0"
        case "no":
            return b"\x00\xff no file of ours \n" * 9
    return data


def test_whatever_becomes_of_a_site_a_build_is_as_a_clean_one(builders, request):
    class AnyLife(Life):
        def __init__(self) -> None:
            super().__init__(builders)

    more = 10 if request.config.getoption("endure", default=False) else 1
    run_state_machine_as_test(
        AnyLife, settings=settings(max_examples=EXAMPLES * more, stateful_step_count=STEPS)
    )


def test_after_each_kind_of_step_a_build_is_as_a_clean_one(builders):
    life = Life(builders)
    taken: set[str] = set()

    def step(name: str, entry: str = "", /, *, fails: bool = False, **choice: object) -> None:
        """Take a step, on the entry of that name, and hold what must be so."""
        if entry:
            choice["number"] = [path.stem for path in sorted(life.files)].index(entry)
        before = life.seen["failed"]
        taken.add(name)
        getattr(life, name)(**choice)
        life.the_output_is_that_of_a_clean_build()
        assert (life.seen["failed"] > before) == fails

    def midnight(day: int) -> int:
        return life._times().index(datetime(2026, 3, day, tzinfo=UTC))

    def guesses() -> bool:
        return any(b"We guess tok" in data for data in files_in(life.out).values())

    try:
        life.the_output_is_that_of_a_clean_build()
        # While updates wait and a window lies ahead: what is said must not tell of them.
        step("move_a_time", "c.d", which=1, minutes=1, kept=False)
        other = replace(
            FIRST[1],
            title="Down",
            opening="We know tok2.",
            what_to_do="We know tok2.",
            states=(("app", State.OPERATIONAL),),
            impact=Impact.CRITICAL,
        )
        for part in ("title", "opening", "what_to_do", "states", "impact"):
            step("edit", "a", parts={part}, report=other, link=0)
        # In place of other words: no line moves, so that nothing else tells of them.
        again = replace(other, opening="We guess that.", what_to_do="Wait for tok1.")
        for part in ("opening", "what_to_do"):
            step("edit", "a", parts={part}, report=again, link=0)
        for _ in range(6):
            step("let_time_pass", number=1)
        step("wait_until_the_page_expires", seconds=-1)
        step("wait_until_the_page_expires", seconds=0)
        for day, seconds in ((29, -1), (29, 0), (30, -1), (30, 0)):
            step("go_to_a_time_of_the_site", number=midnight(day), seconds=seconds)
        hidden = replace(FIRST[0], publish_at=MIDDLE + timedelta(days=9))
        for report in (hidden, FIRST[0]):
            step("edit", "b", parts={"publish_at"}, report=report, link=0)
        step("go_to_a_time_of_the_site", number=3, seconds=1)
        step("go_to_a_time_of_the_site", number=midnight(30), seconds=1)
        linked = a_report("0", text="We know tok2; see [that](@entry) and [then](@update).", at=-90)
        step("add", report=linked, link=0)
        step("say_more", "0", status=0, body=linked, link=1)
        for hours in (26, 27):  # the page stays as it is, but there is more to warn of
            step("go_to_a_time_of_the_site", number=midnight(30), seconds=hours * 3600)
        step("edit", "c.d", parts={"title", "updates"}, report=replace(FIRST[2], title="x"), link=0)
        step("edit", "b", parts={"draft"}, report=replace(linked, draft=True), link=0, fails=True)
        step("edit", "b", parts={"draft"}, report=linked, link=0)
        step("move_a_time", "c.d", which=1, minutes=90, kept=False)
        step("move_a_time", "0", which=0, minutes=-15, kept=True)
        step("take_an_update_back", number=2, which=1, fails=True)
        step("mend")
        step("rename", "a", name=None, folder="2025/")
        step("rename", "b", name="a.b", folder="")
        step("swap", "c.d", more=1, fails=True)
        step("skip_what_is_broken", skipping=True)
        step("mend")
        step("break_an_entry", "A", kind=1)
        step("skip_what_is_broken", skipping=False, fails=True)
        step("delete", "A")
        step("move_to_the_other_kind", "c.d", rewritten=True, report=linked)
        step("move_to_the_other_kind", "0", rewritten=False, report=linked, fails=True)
        step("mend")
        step("touch", number=0, times=True)
        for number, anew in ((2, True), (3, False)):
            step("change_a_letter", number=number, which=1, anew=anew)
        for change in (CHANGES[0], CHANGES[2], CHANGES[4], CHANGES[8], CHANGES[12]):
            step("configure", change=change, back=True)
        for file, change in enumerate((CHANGES[10], CHANGES[9])):
            step("configure", change=change, back=True)
            step("change_a_letter", number=file, which=0, anew=False)
        step("configure", change=CHANGES[-1], back=True, fails=True)
        step("override", file=OVERRIDES[0], broken=False, fails=True)
        step("mend")
        step("override", file=OVERRIDES[0], broken=False)
        step("take_an_override_away", number=0)
        step("override", file=OVERRIDES[0], broken=True, fails=True)
        step("mend")
        for number, kind in enumerate(("cut", "as long", "other", "all")):
            step("damage_the_output", number=number % 3, kind=kind)
        for kind in ("gone", "cut"):
            step("damage_the_manifest", kind=kind, where=0.5)
        assert life.seen["refused"] == 2
        step("back_up_or_restore_the_output")
        for at, mended in ((3, True), (60, False)):
            step("kill_the_next_build", at=at, mended=mended)
            step("configure", change=CHANGES[0], back=True)
            step("configure", change={}, back=True)
        assert life.seen["killed"] == 2
        step("back_up_or_restore_the_output")
        step("let_changes_pile_up", changes=2)
        step("add", report=linked, link=0)
        step("delete", "0")
        for alone in (True, False):
            step("build_in_a_process_of_its_own", alone=alone)
            taken.add("build_with_another_version")
            life.build_with_another_version()
            assert guesses()
            life.the_output_is_that_of_a_clean_build()
            assert not guesses()
        for kind in ("cut", "flip", "older", "folder"):
            step("damage_a_cache", number=0, kind=kind, where=0.5, at_once=False)
            step("edit", number=0, parts={"title"}, report=replace(linked, title=kind), link=0)
        for as_file in (True, False):
            step("lose_the_caches", as_file=as_file)
        assert taken == {one.function.__name__ for one in life.rules}
    finally:
        life.teardown()
