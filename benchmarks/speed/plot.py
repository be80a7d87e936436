"""What was measured as pictures: SVG that reads in light and dark, with its numbers in words. Pure.

Bars have names and numbers beside them, so that no colour has to be told from another. Every panel
begins at nought; the longest bar fills it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from xml.sax.saxutils import escape

from benchmarks.speed.results import KINDS, US, Growth, Results
from benchmarks.speed.tables import NAMES_OF_KINDS, megabytes, seconds

__all__ = ["Panel", "bars", "curves", "panels"]

_STYLE = """\
<style>
svg { color-scheme: light dark; --paper: #fff; --ink: #1f2328; --ours: #0b62c4; --other: #8a9099 }
@media (prefers-color-scheme: dark) {
svg { --paper: #14171b; --ink: #e6e8eb; --ours: #5aa6ff; --other: #7d858f }
}
.paper { fill: var(--paper) }
text { fill: var(--ink); font: 13px system-ui, sans-serif }
.head { font-weight: 600 }
.ours { fill: var(--ours) }
.other { fill: var(--other) }
text.ours { fill: var(--ink); font-weight: 600 }
text.other { fill: var(--ink) }
.end { text-anchor: end }
.middle { text-anchor: middle }
.line { fill: none; stroke: var(--ours); stroke-width: 2 }
.grid { fill: none; stroke: var(--other); stroke-width: 1; stroke-dasharray: 4 4 }
</style>"""

_WIDE = 440
_BAR = 22
_NAME = 92
_VALUE = 76
_EDGE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Numbers of several programs that can be compared: name, number, and how it is written."""

    head: str
    values: tuple[tuple[str, float, str], ...]

    @property
    def words(self) -> str:
        """Say it as a sentence."""
        return f"{self.head}: {', '.join(f'{name} {said}' for name, _, said in self.values)}."


def panels(results: Results, names: Mapping[str, str]) -> Iterator[Panel]:
    """Give a panel for each kind of run that was measured, and for memory."""
    lines = list(results.lines(tuple(names)))
    for kind in KINDS:
        own = [line for line in lines if line.kind == kind]
        if own:
            yield Panel(
                head=f"Build: {NAMES_OF_KINDS[kind]}",
                values=tuple((_name(x.program, names), x.wall, seconds(x.wall)) for x in own),
            )
    work = {name: median(wait.own for wait in one) for name, one in results.waits.items() if one}
    if work:
        yield Panel(
            head="Preview: work after a save",
            values=tuple((_name(name, names), one, seconds(one)) for name, one in work.items()),
        )
    known = [(line.program, line.memory) for line in lines if line.memory is not None]
    if known:
        yield Panel(
            head="Peak memory of a cold build",
            values=tuple((_name(name, names), one, megabytes(one)) for name, one in known),
        )


def _name(program: str, names: Mapping[str, str]) -> str:
    return names.get(program, program)


def bars(title: str, given: Iterable[Panel]) -> str:
    """Draw panels of bars, two beside each other."""
    panels = list(given)
    rows = [panels[at : at + 2] for at in range(0, len(panels), 2)]
    drawn: list[str] = []
    top = 48
    for row in rows:
        for column, panel in enumerate(row):
            drawn += _bars(panel, _EDGE + column * _WIDE, top)
        top += 40 + _BAR * max(len(panel.values) for panel in row)
    words = " ".join(panel.words for panel in panels)
    return _svg(title, words, _EDGE + 2 * _WIDE, top, drawn)


def _bars(panel: Panel, left: int, top: int) -> Iterator[str]:
    yield _text(left, top, panel.head, "head")
    longest = max(value for _, value, _ in panel.values) or 1
    for number, (name, value, said) in enumerate(panel.values):
        kind = "ours" if name == US else "other"
        y = top + 12 + number * _BAR
        start = left + _NAME
        length = (_WIDE - _NAME - _VALUE - _EDGE) * value / longest
        yield _text(start - 8, y + 13, name, f"{kind} end")
        yield (
            f'<rect class="{kind}" x="{start}" y="{y + 2}" '
            f'width="{max(length, 1):.1f}" height="{_BAR - 8}" rx="2"/>'
        )
        yield _text(start + max(length, 1) + 6, y + 13, said, kind)


def curves(title: str, growth: Growth) -> str:
    """Draw how time and memory grow, both scales logarithmic; dashed is what grows as the site."""
    time = [(step.entries, step.wall, seconds(step.wall)) for step in growth.steps]
    memory = [
        (step.entries, step.memory / 1, megabytes(step.memory))
        for step in growth.steps
        if step.memory is not None
    ]
    given = [
        (head, points)
        for head, points in (("Time of a cold build", time), ("Its peak memory", memory))
        if len(points) > 1
    ]
    drawn: list[str] = []
    words = []
    for number, (head, points) in enumerate(given):
        drawn += _curve(head, points, _EDGE + number * _WIDE)
        told = ", ".join(f"{said} for {size:,} entries" for size, _, said in points)
        words.append(f"{head}: {told}.")
    return _svg(title, " ".join(words), _EDGE + len(given) * _WIDE, 330, drawn)


def _curve(head: str, points: Sequence[tuple[int, float, str]], left: int) -> Iterator[str]:
    wide, high, top, start = _WIDE - 120, 210, 76, left + 50
    yield _text(left, 48, head, "head")
    sizes = [math.log(size) for size, _, _ in points]
    values = [math.log(value) for _, value, _ in points]
    span = sizes[-1] - sizes[0]
    low = min(values[0], *values)
    # The proportional line ends above all others or below: both are to be seen.
    reach = max(span, max(values) - low)

    def place(size: float, value: float) -> tuple[float, float]:
        return start + wide * (size - sizes[0]) / span, top + high * (1 - (value - low) / reach)

    (x1, y1), (x2, y2) = place(sizes[0], values[0]), place(sizes[-1], values[0] + span)
    yield f'<path class="grid" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'
    places = [place(size, value) for size, value in zip(sizes, values, strict=True)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    yield f'<path class="line" d="M{path}"/>'
    for (x, y), (size, _, said) in zip(places, points, strict=True):
        yield f'<circle class="ours" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        yield _text(x + 8, y + 16, said, "ours")
        yield _text(x, top + high + 34, f"{size:,}", "middle")


def _svg(title: str, words: str, wide: int, high: int, drawn: Iterable[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" role="img" aria-labelledby="title words">'
    )
    lines = [
        head,
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="words">{escape(words)}</desc>',
        _STYLE,
        f'<rect class="paper" width="{wide}" height="{high}"/>',
        _text(_EDGE, 24, title, "head"),
        *drawn,
        "</svg>\n",
    ]
    return "\n".join(lines)


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(words)}</text>'
