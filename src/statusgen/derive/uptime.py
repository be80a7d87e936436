"""The uptime of a component, with its working: which incident took how long, and what that weighs.

A major outage counts whole, a partial one three tenths, slowness and planned work nothing. Where
incidents overlap a moment counts once, for the worst of them. Over whole days, so that no number on
a page drifts with the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from fractions import Fraction

from statusgen.frozen import frozen
from statusgen.intervals import Interval, Span, clip, sweep
from statusgen.model import State

__all__ = ["WEIGHTS", "Loss", "Uptime", "uptime"]

WEIGHTS: Mapping[State, Fraction] = {
    State.MAJOR_OUTAGE: Fraction(1),
    State.PARTIAL_OUTAGE: Fraction(3, 10),
}


@frozen
class Loss:
    """What one incident took: for how long it held the component in that state, worst of all."""

    entry_id: str
    state: State
    length: timedelta

    @property
    def counted(self) -> timedelta:
        """The length as it counts: by the state's weight."""
        weight = WEIGHTS[self.state]
        return self.length * weight.numerator / weight.denominator


@frozen
class Uptime:
    """The share of `total` in which the component worked, and what is missing from it."""

    total: timedelta
    losses: tuple[Loss, ...]

    @property
    def share(self) -> Fraction:
        """Between 0 and 1, exact."""
        second = timedelta(seconds=1)
        lost = sum(
            (Fraction(one.length // second) * WEIGHTS[one.state] for one in self.losses), Fraction()
        )
        return 1 - lost / (self.total // second)


def uptime(held: Iterable[tuple[str, Iterable[Span]]], over: Interval) -> Uptime | None:
    """Work out the uptime over a period from the spans in which each incident held the component.

    `held` pairs incident ids with spans; of incidents that are equally bad at one moment the first
    given has it. None where the period is empty, as for a component that began today.
    """
    if over.start >= over.end:
        return None
    pieces = (
        (span.start, span.end, (-span.level, number, entry_id))
        for number, (entry_id, spans) in enumerate(held)
        for span in clip(spans, over)
        if span.level in WEIGHTS
    )
    lengths: dict[tuple[str, State], timedelta] = {}
    for start, end, here in sweep(pieces):
        level, _, entry_id = here[0]
        key = (entry_id, State(-level))
        lengths[key] = lengths.get(key, timedelta()) + (end - start)
    return Uptime(
        total=over.end - over.start,
        losses=tuple(
            Loss(entry_id=entry_id, state=state, length=length)
            for (entry_id, state), length in lengths.items()
        ),
    )
