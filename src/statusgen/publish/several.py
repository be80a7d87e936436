"""Several targets at once: whatever happens at one of them, the others go on.

Each target has a thread of its own and ends with an outcome, never with an exception; what went
wrong is told in words that hold no credential. Knows no kind of target and prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Generic, TypeVar

from statusgen.errors import (
    LockHeld,
    OutputError,
    PublishError,
    PublishIncomplete,
    StatusgenError,
    UsageError,
)
from statusgen.frozen import frozen
from statusgen.publish.redact import of_a_mistake, redacted
from statusgen.publish.release import Release
from statusgen.publish.target import Delivered, Difference, Live, Run, Target

__all__ = ["Outcome", "Progress", "ask", "exit_code", "publish", "roll_back", "verify"]

T = TypeVar("T")

Progress = Callable[[str, int, int, str], None]
"""Called with a target's name and what `Run.progress` takes, from any thread."""

_SHORT = 15.0
"""For how many seconds a target that has failed is asked what it shows."""

_FAREWELL = 1.0
"""For how many seconds targets whose programs were ended are waited for, all together."""

_TOLD = (LockHeld, PublishIncomplete, PublishError, OutputError, UsageError)


@frozen
class Outcome(Generic[T]):
    """How one target ended: with a `value`, or with an `error`.

    `live` is what its readers see now, None where nothing of ours is, or nobody could find out.
    `took` is how long all that was.
    """

    target: Target
    value: T | None = None
    error: StatusgenError | None = None
    live: Live | None = None
    took: timedelta = timedelta(0)

    @property
    def name(self) -> str:
        """What the target is called."""
        return self.target.name


def publish(
    targets: Sequence[Target], release: Release, run: Run, progress: Progress
) -> tuple[Outcome[Delivered], ...]:
    """Make the release live at every target."""
    return _deliver(targets, lambda target, own: target.publish(release, own), run, progress)


def roll_back(
    targets: Sequence[Target], run: Run, progress: Progress
) -> tuple[Outcome[Delivered], ...]:
    """Make the release before the live one live again at every target."""
    return _deliver(targets, lambda target, own: target.rollback(own), run, progress)


def verify(
    targets: Sequence[Target], run: Run, progress: Progress
) -> tuple[Outcome[tuple[Difference, ...]], ...]:
    """Compare what every target shows with what was published there."""
    return _at_once(targets, run, progress, lambda target, own: _ended(target, own, target.verify))


def ask(targets: Sequence[Target], run: Run) -> tuple[Outcome[Live], ...]:
    """Ask every target what is live there."""
    return _at_once(targets, run, _silent, lambda target, own: _ended(target, own, target.live))


def exit_code(errors: Sequence[StatusgenError | None]) -> int:
    """Say how a run ends whose targets ended so: 0, 4, 5 or 75 (see `errors`)."""
    failed = [error for error in errors if error is not None]
    if not failed:
        return 0
    if all(isinstance(error, LockHeld) for error in failed):
        return LockHeld.exit_code
    unchanged = len(failed) == len(errors) and not any(
        isinstance(error, PublishIncomplete) for error in failed
    )
    return PublishError.exit_code if unchanged else PublishIncomplete.exit_code


def _deliver(
    targets: Sequence[Target],
    work: Callable[[Target, Run], Delivered],
    run: Run,
    progress: Progress,
) -> tuple[Outcome[Delivered], ...]:
    def deliver(target: Target, own: Run) -> Outcome[Delivered]:
        outcome = _ended(target, own, partial(work, target))
        if outcome.value is not None:
            notes = tuple(redacted(note, own.environ) for note in outcome.value.notes)
            value = replace(outcome.value, notes=notes)
            return replace(outcome, value=value, live=value.live)
        # What its readers see now is the first thing that anybody asks.
        shown = _ended(target, replace(own, budget=min(own.budget, _SHORT)), target.live)
        return replace(outcome, live=shown.value)

    return _at_once(targets, run, progress, deliver)


def _at_once(
    targets: Sequence[Target],
    run: Run,
    progress: Progress,
    work: Callable[[Target, Run], Outcome[T]],
) -> tuple[Outcome[T], ...]:
    outcomes: dict[int, Outcome[T]] = {}
    # Not joined: a join that is interrupted takes its thread for ended in Python 3.11.
    ended = [Event() for _ in targets]

    def note(number: int, target: Target) -> None:
        budget = run.budgets.get(target.name, run.budget)
        own = replace(run, budget=budget, progress=partial(progress, target.name))
        begun = run.clock()
        try:
            outcomes[number] = replace(work(target, own), took=run.clock() - begun)
        finally:
            ended[number].set()

    # Not a pool: its threads would be waited for at the end of the process, after Ctrl-C as well.
    threads = [
        Thread(target=note, args=(number, target), name=target.name, daemon=True)
        for number, target in enumerate(targets)
    ]
    try:
        for number, thread in enumerate(threads):
            try:
                thread.start()
            except RuntimeError:
                outcomes[number] = Outcome(target=targets[number], error=_no_thread())
                ended[number].set()
        for one in ended:
            # In short steps: the system may hand Ctrl-C to another thread, and wake nobody.
            while not one.wait(0.25):
                pass
    except BaseException:
        # Before the folder is let go and their copies are deleted: they would go on without.
        run.programs.end()
        for one in ended:
            one.wait(_FAREWELL / len(ended))
        raise
    return tuple(outcomes[number] for number in range(len(targets)))


def _ended(target: Target, run: Run, work: Callable[[Run], T | None]) -> Outcome[T]:
    try:
        return Outcome(target=target, value=work(run))
    except StatusgenError as error:
        return Outcome(target=target, error=_told(error, run.environ))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the other targets must go on
        what = f"statusgen itself went wrong here ({of_a_mistake(error, run.environ)})"
        hint = "publish again; if it comes back, report it with these words"
        return Outcome(target=target, error=PublishIncomplete(what, hint))


def _told(error: StatusgenError, environ: Mapping[str, str]) -> StatusgenError:
    """Return an error of the same kind in words that hold no credential."""
    kind = next((kind for kind in _TOLD if isinstance(error, kind)), PublishError)
    return kind(redacted(error.what, environ), redacted(error.hint, environ))


def _no_thread() -> PublishError:
    return PublishError(
        "this machine lets statusgen do no more at once",
        "see how many processes and threads its user may have, then publish again",
    )


def _silent(name: str, done: int, total: int, what: str) -> None:
    """Tell nobody."""
