"""Days of a site: whatever happens to it, each subscriber is told of each update once.

What is to be told is worked out here from what officers did, by rules of the format that stand in
this file once more in a few lines, and never from what the program makes of it.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import icalendar
import pytest
from tests.publish.asked import Answers, Host, Time, host, run

from statusgen import delivery
from statusgen.pipeline import Options

URL = "https://status.example/"
STEPS = 32
# A disk in memory, where there is one.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
MOST = 40  # A feed holds fifty.
EDITS = "open plan add add add end end future edit back back move lose find".split()
Key = tuple[str, int]
"""An update that somebody wrote, by its number, or that a window did, by its end's: (entry, it)."""


@dataclass
class Said:
    """One update; `version` is which text it has by now."""

    at: datetime
    status: str
    number: int
    version: int = 1

    @property
    def text(self) -> str:
        return f"This is n{self.number}v{self.version}."


@dataclass
class Report:
    """An entry as its officers know it; `window` only for planned work."""

    id: str
    window: tuple[datetime, datetime] | None = None
    said: list[Said] = field(default_factory=list)
    newest_first: bool = False

    @property
    def path(self) -> str:
        return f"content/{'maintenance' if self.window else 'incidents'}/{self.id}.md"

    def markdown(self) -> str:
        head = ["---", f"title: Tills are slow in {self.id}", "components: {web: partial_outage}"]
        if self.window:
            head[2:] = ["components: [web]"]
            head += [
                f"{k}: {at:%Y-%m-%d %H:%MZ}"
                for k, at in zip(("starts", "ends"), self.window, strict=True)
            ]
        said = reversed(self.said) if self.newest_first else self.said
        body = [f"\n## {one.at:%Y-%m-%d %H:%MZ} {one.status}\n\n{one.text}" for one in said]
        return "\n".join([*head, "---", *body, ""])

    def visible(self, now: datetime) -> Iterator[tuple[datetime, Key, Said | None]]:
        """Yield what readers see, with what a window writes where all goes to plan."""
        for one in self.said:
            if one.at <= now:
                yield one.at, (self.id, one.number), one
        for end in self.window or ():
            called_off = any(one.status == "Cancelled" and one.at <= end for one in self.said)
            if not called_off and end <= now and self.said[0].at <= now:
                yield end, (self.id, -int(end.timestamp())), None

    def last(self, now: datetime) -> str:
        """Return what it is in by what somebody wrote: an Update keeps what was before."""
        found = [one.status for one in self.said if one.at <= now and one.status != "Update"]
        return found[-1] if found else ""


class Days:
    """A site with two machines that publish it to two folders, and one receiver of webhooks."""

    def __init__(self, folder: Path, seed: int, hook: Host) -> None:
        self.folder = folder
        self.draw = random.Random(seed)
        self.taste = random.Random(seed)
        self.hook = hook
        self.time = Time(now=datetime(2026, 7, 1, 8, tzinfo=UTC))
        self.reports: dict[str, Report] = {}
        self.lost: list[Report] = []
        self.has: dict[str, dict[str, Report]] = {}
        self.deaf = False
        self.down = ""
        self.rolled_back = 0
        self.numbers = iter(range(1, 1000))
        self.addresses: dict[Key, str] = {}
        self.keys: dict[str, Key] = {}
        self.before: set[Key] | None = None
        self.told: list[Key] = []
        self.planned: dict[str, tuple[int, Any]] = {}
        self.counted: dict[str, set[Key]] = {}
        hook.answer = lambda asked: Answers(500 if self.deaf else 200)
        for name in ("a", "b"):
            for kind in ("incidents", "maintenance"):
                (folder / name / "content" / kind).mkdir(parents=True)
                (folder / name / "content" / kind / ".gitkeep").touch()
        self.dress("en-GB", "default", "Web")

    def dress(self, language: str, theme: str, service: str) -> None:
        """Change all that readers see and that is no news."""
        for name in ("a", "b"):
            (self.folder / name / "statusgen.yml").write_text(
                f"title: Shop\nurl: {URL}\ntimezone: UTC\nfreshness: 12h\n"
                f"language: {language}\ntheme: {theme}\n"
                f"components: [{{id: web, name: {service}}}]\n"
                f"publish: [{{name: one, type: directory, path: {self.folder}/one}},"
                f" {{name: two, type: directory, path: {self.folder}/two}}]\n"
                f"tell: {{webhooks: [{{name: chat, url: '{self.hook.url}/in', format: slack}}]}}\n"
            )

    def roll_back(self) -> None:
        """Show an older page for a moment, where there is one; nobody is told of that."""
        releases = [len(list(self.folder.glob(f"{name}/releases/*"))) for name in ("one", "two")]
        if min(releases) < 2:
            return
        self.hook.asked.clear()
        hosts = delivery.hosts(self.folder / "a")
        done = delivery.roll_back(hosts, run(self.time), lambda *state: None)
        assert (done.exit_code, self.hook.asked) == (0, [])
        self.rolled_back += 1

    @property
    def are_full(self) -> bool:
        """Say whether enough has happened, which by some seeds takes longer."""
        return len(self.told) > 15 and self.rolled_back > 0

    @property
    def now(self) -> datetime:
        """The minute in which it is: pauses between attempts take seconds."""
        return self.time.now.replace(second=0)

    def go_on(self) -> None:
        """Let some time pass, and whatever comes of it; then publish."""
        draw = self.draw
        self.time.now = self.now + timedelta(minutes=draw.randint(2, 240))
        if self.now.minute == 0:
            self.time.now += timedelta(minutes=1)
        for _ in range(draw.randint(1, 2)):
            self.edit()
        self.deaf = draw.random() < (0.75 if self.deaf else 0.2)
        # One at a time, and both are up in between: each has to remember what the other was told.
        if self.down and draw.random() < 0.4:
            (self.folder / self.down).unlink()
            (self.folder / "away").rename(self.folder / self.down)
            self.down = ""
        elif not self.down and self.before is not None and draw.random() < 0.15:
            self.down = draw.choice(["one", "two"])
            (self.folder / self.down).rename(self.folder / "away")
            (self.folder / self.down).touch()
        if draw.random() < 0.1:
            shutil.rmtree(self.folder / "a/output", ignore_errors=True)
            shutil.rmtree(self.folder / "a/.statusgen", ignore_errors=True)
        if self.taste.random() < 0.25:
            pick = self.taste.choice
            self.dress(pick(["en-GB", "de"]), pick(["default", "plain"]), pick(["Web", "Shop"]))
        if not self.down and self.taste.random() < 0.15:
            self.roll_back()
        self.publish()

    # --- What officers do ---

    def edit(self) -> None:
        """Do one thing that officers do, if there is something to do it to."""
        draw, now = self.draw, self.now
        written = sum(len(one.said) for one in self.reports.values())
        ready = [one for one in self.reports.values() if one.said[-1].at < now]
        what = draw.choice(EDITS)
        if what in ("open", "plan") and written < MOST - 4:
            starts = now.replace(minute=0) + timedelta(hours=draw.randint(6, 60))
            made = Report(id=f"{what}-{next(self.numbers)}", newest_first=draw.random() < 0.5)
            if what == "plan":
                made.window = starts, starts + timedelta(hours=draw.randint(1, 5))
            self.reports[made.id] = made
            self.say(made, "Investigating" if what == "open" else "Scheduled")
        elif what == "find" and self.lost:
            found = self.lost.pop()
            self.reports[found.id] = found
        elif not ready or written >= MOST:
            return
        elif what == "add":
            self.say(draw.choice(ready), "Update")
        elif what == "future":
            self.say(draw.choice(ready), "Update", draw.randint(5, 300))
        elif what == "end":
            one = draw.choice(ready)
            if one.window is None:
                self.say(one, draw.choice(["Resolved", "Monitoring"]))
            elif one.last(now) == "Scheduled" and now < one.window[0]:
                self.say(one, "Cancelled")
        elif what == "edit":
            draw.choice(draw.choice(ready).said).version += 1
        elif what == "back" and len((one := draw.choice(ready)).said) > 1:
            one.said.pop()
        elif what == "move" and (one := draw.choice(ready)).window and one.last(now) == "Scheduled":
            starts = max(one.window[0], now.replace(minute=0)) + timedelta(hours=draw.randint(1, 9))
            one.window = starts, starts + timedelta(hours=2)
            self.say(one, "Update")
        elif what == "lose":
            self.lost.append(self.reports.pop(draw.choice(ready).id))

    def say(self, one: Report, status: str, later: int = 0) -> None:
        """Write an update, but never for the minute of a window's end: the format asks for that."""
        at = self.now + timedelta(minutes=later)
        one.said.append(Said(at + timedelta(minutes=at.minute == 0), status, next(self.numbers)))

    # --- What is published ---

    def publish(self) -> None:
        """Let one of the machines publish what it has, and hold what everybody was told."""
        name = self.draw.choice("ab")
        if name not in self.has or self.draw.random() < 0.6:
            self.has[name] = deepcopy(self.reports)
        shown = self.has[name]
        site = self.folder / name
        for path in site.glob("content/*/*.md"):
            path.unlink()
        for one in shown.values():
            (site / one.path).write_text(one.markdown())
        self.hook.asked.clear()
        done = delivery.publish(
            delivery.hosts(site),
            Options(site=site, now=self.now),
            site / "output",
            run(self.time, budget=20.0),
            lambda *state: None,
        )
        assert done.exit_code == (5 if self.down else 0), done
        live = self.folder / ("one" if self.down != "one" else "two") / "current"
        self.feeds_and_webhooks(shown, live)
        self.is_open(shown, live)
        self.calendar(shown, live)

    def feeds_and_webhooks(self, shown: dict[str, Report], live: Path) -> None:
        seen = [row for one in shown.values() for row in one.visible(self.now)]
        items = json.loads((live / "feed.json").read_text())["items"]
        by_id = {item["id"]: item for item in items}
        times = {key: at for at, key, _ in seen}
        assert len(by_id) == len(seen)
        for at, key, said in seen:
            entry = f"/{key[0]}/#u-{at:%Y%m%dT%H%M}Z"
            found = [
                id_
                for id_, item in by_id.items()
                if (said.text in item["content_html"] if said else id_.endswith(entry))
            ]
            assert len(found) == 1, (key, found)
            assert self.addresses.setdefault(key, found[0]) == found[0]
            assert self.keys.setdefault(found[0], key) == key
        if self.before is None:
            self.before = set(times)
        news = [asked for asked in self.hook.asked if not self.deaf]
        told = []
        for asked in news:
            block = str(asked.json["blocks"][0])
            link = re.search(r"<(http[^|]+)\|", block)
            assert link, block
            told.append(self.keys[link[1]])
        assert set(told) <= times.keys() - self.before, "told of what is not there or was before"
        assert sorted(told, key=lambda key: times[key]) == told, "told in another order"
        self.told += told
        assert len(set(self.told)) == len(self.told), "told twice"
        if not self.deaf:
            assert times.keys() - self.before <= set(self.told), "not told"

    def is_open(self, shown: dict[str, Report], live: Path) -> None:
        now = self.now
        summary = json.loads((live / "api/v2/summary.json").read_text())
        incidents = {one.id for one in shown.values() if not one.window and one.last(now)}
        open_ = {name for name in incidents if shown[name].last(now) != "Resolved"}
        assert {one["id"] for one in summary["incidents"]} == open_
        build = json.loads((live / "build.json").read_text())
        assert (build["strip"] is not None) == bool(open_)
        ahead = [
            at
            for one in shown.values()
            for at, *_ in one.visible(now + timedelta(days=9))
            if at > now and one.said[0].at <= now
        ]
        assert datetime.fromisoformat(build["valid_until"]) <= min(
            ahead, default=datetime.max.replace(tzinfo=UTC)
        )

    def calendar(self, shown: dict[str, Report], live: Path) -> None:
        """Hold an event as programs do: one with a greater SEQUENCE takes its place."""
        read: Any = icalendar.Calendar.from_ical((live / "maintenance.ics").read_bytes())
        for event in read.walk("VEVENT"):
            name, number = str(event["uid"]).partition("@")[0], int(event["sequence"])
            is_ = event["dtstart"].dt, event["dtend"].dt, event["status"] == "CANCELLED"
            one = shown[name]
            assert is_ == (*(one.window or ()), one.last(self.now) == "Cancelled")
            written = {key for _, key, said in one.visible(self.now) if said}
            old = self.planned.setdefault(name, (number, is_))
            if number > old[0]:
                self.planned[name] = number, is_
            elif written - self.counted.setdefault(name, written):
                assert old[1] == is_, f"{name}: programs keep {old}, and not {number} {is_}"
            self.counted[name] = self.counted.get(name, written) | written


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
@pytest.mark.parametrize("seed", [4, 8])
def test_whatever_happens_each_update_is_told_once_and_every_form_agrees(seed):
    with TemporaryDirectory(dir=MEMORY) as folder, host() as hook:
        days = Days(Path(folder), seed, hook)
        for _ in range(STEPS):
            days.go_on()
        while not days.are_full:
            days.go_on()
        days.deaf = False
        days.publish()
