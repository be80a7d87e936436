"""What is measured, in which order, and when it is enough: pairs of builds until the time is up.

In each round statusgen builds right before the peer that it is compared with, so that whatever else
the machine does hits both. Prints nothing; `tell` hears what is going on.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.speed.previews import waits
from benchmarks.speed.processes import Cost, peak, run
from benchmarks.speed.programs import PEERS, STATUSGEN, Site, make
from benchmarks.speed.results import KINDS, US, Growth, Results, Round, Step

__all__ = ["RUNS", "Plan", "grow", "measure"]

SERVE = "serve"
RUNS = (*KINDS, SERVE, "commands")
"""Everything that can be measured at one size."""

# A build of every page does the same work whatever changed. Of a peer that always does that, and is
# slow, one build of each kind but the cold one is enough, and that only if there is time.
_SLOW_SECONDS = 6.0
_SLOW_SAVES = 3
_SMALL = 100
_MEMORY_ROUNDS = 3
_DEMO = Path(__file__).resolve().parents[2]

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked for. `seconds`: no further round begins that would not end by then."""

    entries: int
    rounds: int
    peers: tuple[str, ...]
    runs: tuple[str, ...]
    seconds: float

    @property
    def builds(self) -> tuple[str, ...]:
        """The kinds of builds, in their order in a round."""
        return tuple(kind for kind in KINDS if kind in self.runs)


def measure(plan: Plan, folder: Path, tell: Tell) -> Results:
    """Measure what is planned, in an empty folder. Raises RuntimeError if a program fails."""
    return _Work(plan, folder, tell).done()


class _Work:
    """A measurement under way."""

    def __init__(self, plan: Plan, folder: Path, tell: Tell) -> None:
        self._began = time.perf_counter()
        self._plan = plan
        self._folder = folder
        self._tell = tell
        self._edits = 0
        self._results = Results(entries=plan.entries)
        tell(f"writing {plan.entries:,} entries for {1 + len(plan.peers)} programs")
        self._ours = make(STATUSGEN, folder / US, plan.entries)
        self._theirs = {name: make(PEERS[name], folder / name, plan.entries) for name in plan.peers}

    def done(self) -> Results:
        """Do all of it: first what every program needs once, then more while there is time."""
        plan, results = self._plan, self._results
        if "commands" in plan.runs:
            self._commands()
        if "cold" in plan.builds:
            self._tell("memory: statusgen")
            results.memory += _peaks(self._ours, _MEMORY_ROUNDS)
        for name in plan.peers if plan.builds else ():
            if self._is_time_for(PEERS[name].name):
                self._round(name, plan.builds, 1)
        if SERVE in plan.runs:
            self._previews()
        for number, name, kinds in self._more_rounds() if plan.builds else ():
            if 0 < self._left() > self._needed(name, kinds):
                self._round(name, kinds, number)
        return results

    def _left(self) -> float:
        """Give the seconds that are left of those that were planned."""
        return self._plan.seconds - (time.perf_counter() - self._began)

    def _is_time_for(self, what: str) -> bool:
        """Say whether there is time left; on a machine that is very busy there may be none."""
        left = self._left() > 0
        if not left:
            self._tell(f"no time is left for {what}")
        return left

    def _more_rounds(self) -> list[tuple[int, str, Sequence[str]]]:
        """List what is left after the first rounds, the most telling first.

        That is all of the quick peers', then what the slow ones' first lacks, then more of these in
        turn.
        """
        kinds = self._plan.builds
        later = range(2, self._plan.rounds + 1)
        slow = [name for name in self._plan.peers if self._is_slow(name)]
        quick = [name for name in self._plan.peers if name not in slow]
        slow.sort(key=lambda name: self._first(name).seconds)
        return [
            *((number, name, kinds) for name in quick for number in later),
            *((1, name, kinds[1:]) for name in slow if kinds[1:]),
            *((number, name, kinds[:1]) for number in later for name in slow),
        ]

    def _needed(self, name: str, kinds: Sequence[str]) -> float:
        """Guess how many seconds a round takes, from the first one with that peer."""
        first = self._first(name)
        begun = self._plan.builds[0]
        known = [
            costs.get(kind, costs[begun]).wall
            for costs in (first.ours, first.theirs)
            for kind in (kinds if kinds[0] == "cold" else (begun, *kinds))
        ]
        return sum(known)

    def _first(self, name: str) -> Round:
        return next(one for one in self._results.rounds if one.peer == name)

    def _round(self, name: str, kinds: Sequence[str], number: int) -> None:
        """Build in turn, each kind; of a slow peer's first round only the first of them."""
        theirs = self._theirs[name]
        round_ = Round(peer=name)
        self._results.rounds.append(round_)
        for kind in kinds:
            if kind != kinds[0] and kinds == self._plan.builds and self._is_slow(name):
                break
            self._tell(f"{kind}, round {number}: statusgen, then {theirs.program.name}")
            round_.ours[kind] = self._build(self._ours, kind, prepare=kind == kinds[0])
            round_.theirs[kind] = self._build(theirs, kind, prepare=kind == kinds[0])

    def _build(self, site: Site, kind: str, *, prepare: bool) -> Cost:
        """Do a build of a kind, and hold that it drew what it was to draw.

        `prepare`: what stands there may be of another run.
        """
        self._edits += 1
        words = ""
        if kind == "cold":
            site.clear()
        elif prepare:
            run(site.command(), site.folder)
        if kind == "entry":
            words = site.edit_entry(self._edits)
        elif kind == "template":
            words = site.edit_template(self._edits)
        cost = run(site.command(), site.folder)
        if words not in site.page.read_text("utf-8"):
            raise RuntimeError(f"{site.program.name} did not draw what was changed")
        if kind == "cold" and site.pages() != site.count:
            raise RuntimeError(f"{site.program.name} drew {site.pages()} of {site.count} pages")
        return cost

    def _previews(self) -> None:
        plan, results = self._plan, self._results
        self._tell(f"serve: statusgen, {_SMALL} entries")
        small = make(STATUSGEN, self._folder / "small", _SMALL)
        results.small = waits(small, plan.rounds, self._tell)
        for name, site in {US: self._ours, **self._theirs}.items():
            if not self._is_time_for(f"the preview of {site.program.name}"):
                continue
            self._tell(f"serve: {site.program.name}")
            saves = min(plan.rounds, _SLOW_SAVES) if self._is_slow(name) else plan.rounds
            results.waits[name] = waits(site, saves, self._tell)

    def _commands(self) -> None:
        for name in ("--version", "check"):
            self._tell(f"statusgen {name}")
            command = (STATUSGEN.build[0], name)
            run(command, _DEMO)
            self._results.commands[name] = [
                run(command, _DEMO).wall for _ in range(self._plan.rounds)
            ]

    def _is_slow(self, name: str) -> bool:
        """Say whether a peer's builds are long. All are measured by the first, which never is."""
        return (name,) != self._plan.peers[:1] and any(
            cost.wall > _SLOW_SECONDS
            for one in self._results.rounds
            if one.peer == name
            for cost in one.theirs.values()
        )


def grow(sizes: Sequence[int], rounds: int, folder: Path, tell: Tell) -> Growth:
    """Build sites of growing sizes cold, and give how time and memory grow."""
    steps = []
    for size in sorted(sizes):
        tell(f"growth: {size:,} entries")
        site = make(STATUSGEN, folder / f"{US}-{size}", size)
        peaks = _peaks(site, 1)
        costs = []
        for _ in range(rounds):
            site.clear()
            costs.append(run(site.command(), site.folder))
            if costs[0].wall > _SLOW_SECONDS * 5:
                break
        if site.pages() != size:
            raise RuntimeError(f"statusgen drew {site.pages()} of {size} pages")
        shutil.rmtree(site.folder)
        step = Step(
            entries=size,
            wall=median(cost.wall for cost in costs),
            cpu=median(cost.cpu for cost in costs),
            memory=peaks[0] if peaks else None,
            rounds=len(costs),
        )
        steps.append(step)
    return Growth(steps=tuple(steps))


def _peaks(site: Site, rounds: int) -> list[int]:
    """Build a site cold so many times; give what memory that took, if the system tells."""
    found = []
    for _ in range(rounds):
        site.clear()
        found.append(peak(site.command(), site.folder))
    return [one for one in found if one is not None]
