"""What was measured as Markdown, put between the marks of a page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from benchmarks.speed.results import KINDS, Goal, Growth, Results

__all__ = [
    "NAMES_OF_KINDS",
    "Machine",
    "between",
    "growth_page",
    "megabytes",
    "results_page",
    "seconds",
]

NAMES_OF_KINDS = dict(
    zip(KINDS, ("cold", "nothing changed", "one entry edited", "a template edited"), strict=True)
)
"""The kinds of builds as people call them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """When and on what it was measured. `versions` are the programs' by their names."""

    day: date
    cores: int
    python: str
    versions: Mapping[str, str]

    def __str__(self) -> str:
        names = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        day = f"{self.day.day} {self.day:%B %Y}"
        return f"{day}, {self.cores} cores, Python {self.python}: {names}"


def results_page(results: Results, machine: Machine, names: Mapping[str, str]) -> Iterator[str]:
    """Give the tables of one size line by line; `names` are the peers', those left out missing."""
    yield f"{results.entries:,} entries. {machine}."
    yield ""
    yield from _table(
        ("Goal", "at most", "measured", ""),
        [_goal(goal) for goal in results.goals()],
    )
    yield ""
    yield from _table(
        ("Build", "Program", "time", "processors", "peak memory", "of Hugo's cold build", "rounds"),
        [
            (
                NAMES_OF_KINDS[line.kind],
                names.get(line.program, line.program),
                seconds(line.wall),
                seconds(line.cpu),
                megabytes(line.memory),
                "" if line.ratio is None else f"{line.ratio:.2f} ×",
                str(line.rounds),
            )
            for line in results.lines(tuple(names))
        ],
    )
    if results.waits:
        yield ""
        yield from _table(
            ("Preview", "a save until the news of it", "of that its own work", "saves"),
            [
                (
                    names.get(name, name),
                    seconds(median(wait.whole for wait in found)) if found else "no answer",
                    seconds(median(wait.own for wait in found)) if found else "",
                    str(len(found)),
                )
                for name, found in results.waits.items()
            ],
        )


def growth_page(growth: Growth, machine: Machine) -> Iterator[str]:
    """Give the table of growing sites line by line."""
    yield f"{machine}."
    yield ""
    yield from _table(
        ("Entries", "time", "processors", "peak memory", "rounds"),
        [
            (
                f"{step.entries:,}",
                seconds(step.wall),
                seconds(step.cpu),
                megabytes(step.memory),
                str(step.rounds),
            )
            for step in growth.steps
        ],
    )
    yield ""
    last = len(growth.steps) - 2
    first, end = growth.steps[0].entries, growth.steps[-1].entries
    yield from _table(
        ("Goal", "at most", "measured", ""),
        [
            _goal(Goal(what=what, most=Growth.MOST, found=found, unit=""))
            for what, found in (
                (f"exponent of the time, {first:,} to {end:,}", growth.time()),
                (f"exponent of the memory, {first:,} to {end:,}", growth.memory()),
            )
        ],
    )
    if last > 0:
        yield ""
        time, memory = growth.time(last), growth.memory(last)
        yield (
            f"From {growth.steps[last].entries:,} to {end:,} alone, where the start weighs less, "
            f"they are {_power(time)} and {_power(memory)}."
        )


def between(page: str, mark: str, lines: Iterable[str]) -> str:
    """Put lines between a page's two marks of a name. Raises ValueError if they are not there."""
    start, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->"
    before, found, rest = page.partition(start)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"the page has no marks {start.strip()!r} and {end!r}")
    return f"{before}{start}\n{chr(10).join(lines)}\n\n{end}{after}"


def seconds(value: float) -> str:
    """Write a time with two digits that mean something."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def megabytes(value: int | None) -> str:
    """Write an amount of memory, if it is known."""
    return "" if value is None else f"{value / 1e6:,.0f} MB"


def _goal(goal: Goal) -> tuple[str, ...]:
    held = {None: "not measured", True: "held", False: "**missed**"}[goal.held]
    return (goal.what, _value(goal, goal.most), _value(goal, goal.found), held)


def _value(goal: Goal, value: float | None) -> str:
    if value is None:
        return ""
    if goal.unit == "s":
        return seconds(value)
    return f"{value:.2f} {goal.unit}".rstrip()


def _power(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Set a table: words to the left, figures to the right."""
    rows = list(rows)
    yield _row(head)
    figures = [all(not row[at] or row[at][0].isdigit() for row in rows) for at in range(len(head))]
    yield _row(["--:" if right else "--" for right in figures])
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |".replace("  |", " |")
