"""What was measured, and what it says: medians, ratios, exponents and the goals. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import linear_regression, median
from typing import ClassVar

from benchmarks.speed.previews import Wait
from benchmarks.speed.processes import Cost

__all__ = ["KINDS", "US", "Goal", "Growth", "Line", "Results", "Round", "Step", "exponent"]

US = "statusgen"

KINDS = ("cold", "unchanged", "entry", "template")
"""The kinds of builds, in their order in a round."""


@dataclass(slots=True, kw_only=True)
class Round:
    """Builds of ours, each followed by the same of a peer's."""

    peer: str
    ours: dict[str, Cost] = field(default_factory=dict)
    theirs: dict[str, Cost] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long it took, all in all."""
        return sum(cost.wall for cost in (*self.ours.values(), *self.theirs.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The medians of a kind of run of a program. `ratio`: its time to the peer's cold build."""

    kind: str
    program: str
    wall: float
    cpu: float
    memory: int | None
    rounds: int
    ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A number and what it may be at most, in a unit of its own; None: not measured."""

    what: str
    most: float
    found: float | None
    unit: str

    @property
    def held(self) -> bool | None:
        """Say whether it is held."""
        return None if self.found is None else self.found <= self.most


@dataclass(slots=True, kw_only=True)
class Results:
    """All that was measured at a size. Programs are named as the folders of their themes.

    A program without `waits` has a preview that gave no answer.
    """

    entries: int
    rounds: list[Round] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    waits: dict[str, list[Wait]] = field(default_factory=dict)
    small: list[Wait] = field(default_factory=list)
    commands: dict[str, list[float]] = field(default_factory=dict)

    def lines(self, peers: tuple[str, ...]) -> Iterator[Line]:
        """Give the medians by kind of build, ours first."""
        for kind in KINDS:
            for program in (US, *peers):
                costs = self._costs(program, kind)
                if costs:
                    yield Line(
                        kind=kind,
                        program=program,
                        wall=median(cost.wall for cost in costs),
                        cpu=median(cost.cpu for cost in costs),
                        memory=self._memory(program) if kind == "cold" else None,
                        rounds=len(costs),
                        ratio=self.ratio(kind, "hugo", program),
                    )

    def ratio(self, kind: str, peer: str, program: str = US) -> float | None:
        """Compare a program's builds of a kind with the cold ones of a peer: medians of the rounds.

        Builds of one round are compared with each other; a program that does not run beside that
        peer is compared by the medians of all.
        """
        pairs = [
            ((one.ours if program == US else one.theirs)[kind].wall, one.theirs["cold"].wall)
            for one in self.rounds
            if one.peer == peer and kind in one.ours and "cold" in one.theirs
        ]
        if program in (US, peer):
            return median(mine / other for mine, other in pairs) if pairs else None
        mine, other = self._costs(program, kind), self._costs(peer, "cold")
        if not mine or not other:
            return None
        return median(one.wall for one in mine) / median(one.wall for one in other)

    def goals(self) -> tuple[Goal, ...]:
        """Say what is to be reached, and how far it is."""
        ours, hugo = self._memory(US), self._memory("hugo")
        memory = ours / hugo if ours and hugo else None
        serve = self.waits.get(US, [])
        return (
            Goal(what="cold, of Hugo's time", most=0.8, found=self.ratio("cold", "hugo"), unit="×"),
            Goal(
                what="cold, of Eleventy's time",
                most=0.3,
                found=self.ratio("cold", "eleventy"),
                unit="×",
            ),
            Goal(
                what="cold, of Pelican's time",
                most=0.15,
                found=self.ratio("cold", "pelican"),
                unit="×",
            ),
            Goal(
                what="nothing changed, of Hugo's cold build",
                most=0.1,
                found=self.ratio("unchanged", "hugo"),
                unit="×",
            ),
            Goal(
                what="one entry edited, of Hugo's cold build",
                most=0.12,
                found=self.ratio("entry", "hugo"),
                unit="×",
            ),
            Goal(what="peak memory, of Hugo's", most=1.0, found=memory, unit="×"),
            Goal(
                what="`serve`: save to reload, own time",
                most=0.05,
                found=_own(serve),
                unit="s",
            ),
            Goal(
                what="`serve` of 100 entries, own time",
                most=0.015,
                found=_own(self.small),
                unit="s",
            ),
            *(
                Goal(what=f"`statusgen {name}`", most=most, found=self._command(name), unit="s")
                for name, most in (("--version", 0.1), ("check", 0.3))
            ),
        )

    def _costs(self, program: str, kind: str) -> list[Cost]:
        if program == US:
            return [one.ours[kind] for one in self.rounds if kind in one.ours]
        return [
            one.theirs[kind] for one in self.rounds if one.peer == program and kind in one.theirs
        ]

    def _memory(self, program: str) -> int | None:
        """Give the peak of a cold build: ours of all processes, of a peer its only one's."""
        peaks = self.memory if program == US else [x.largest for x in self._costs(program, "cold")]
        return int(median(peaks)) if peaks else None

    def _command(self, name: str) -> float | None:
        return median(self.commands[name]) if name in self.commands else None


def _own(waits: list[Wait]) -> float | None:
    return median(wait.own for wait in waits) if waits else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A size, and the medians of a cold build there."""

    entries: int
    wall: float
    cpu: float
    memory: int | None
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Cold builds of growing sites, the smallest first."""

    steps: tuple[Step, ...]

    MOST: ClassVar[float] = 1.05

    def time(self, start: int = 0) -> float | None:
        """With which power of the size the time grows, from a step to the last."""
        return exponent([(one.entries, one.wall) for one in self.steps[start:]])

    def memory(self, start: int = 0) -> float | None:
        """With which power of the size the memory grows, from a step to the last."""
        known = [(one.entries, one.memory) for one in self.steps[start:] if one.memory is not None]
        return exponent([(size, float(memory)) for size, memory in known])


def exponent(points: list[tuple[int, float]]) -> float | None:
    """Say with which power the second grows as the first does: the line of least squares."""
    if len(points) < 2:
        return None
    sizes, values = zip(*points, strict=True)
    return linear_regression([*map(math.log, sizes)], [*map(math.log, values)]).slope
