"""Building and publishing in one go: the folder is held until all targets are done with it.

Decides nothing about one target: those end by themselves, each with an outcome.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from statusgen import read as read_
from statusgen.delivery.building import build
from statusgen.delivery.release import release
from statusgen.errors import ContentError, LockHeld, StatusgenError, has_error
from statusgen.frozen import frozen
from statusgen.model import Config
from statusgen.parse.config import parse_config
from statusgen.pipeline import Built, Options, status_of
from statusgen.publish import config as config_
from statusgen.publish import replacing, several, tell
from statusgen.publish.memories import Memories
from statusgen.publish.redact import of_a_mistake, redacted
from statusgen.publish.release import Release
from statusgen.publish.several import Outcome, Progress
from statusgen.publish.target import (
    Delivered,
    Difference,
    Live,
    Memory,
    Run,
    Target,
    is_mute,
)
from statusgen.publish.tell import Tell
from statusgen.tree import held
from statusgen.words import Words

__all__ = [
    "Due",
    "Hosts",
    "Published",
    "Verified",
    "deliver",
    "due",
    "hosts",
    "hosts_of",
    "publish",
    "roll_back",
    "verify",
]

# Runs that a schedule starts come this far apart, and later rather than sooner.
_NEXT_LOOK = timedelta(minutes=5)


Verified = tuple[Outcome[tuple[Difference, ...]], ...]
"""What every target shows that is not as it was published."""


@frozen
class Hosts:
    """The targets that are meant, who is told afterwards, and the words of the site.

    `every` are all targets, also those that are not meant: they remember what was told to whom.
    """

    config: Config
    words: Words
    targets: tuple[Target, ...]
    every: tuple[Target, ...]
    tell: Tell | None = None


@frozen
class Published:
    """How every target ended; `notes` are about telling, not about one target.

    `built` is None where nothing was built.
    """

    outcomes: tuple[Outcome[Delivered], ...]
    notes: tuple[str, ...] = ()
    built: Built | None = None

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        return several.exit_code([one.error for one in self.outcomes])


@frozen
class Due:
    """Whether a run that a schedule started has anything to do. `lives` are by target.

    `ahead` is a target that shows a page of a time which is still to come.
    """

    due: bool
    lives: tuple[Outcome[Live], ...]
    valid_until: datetime | None = None
    confirmed_until: datetime | None = None
    ahead: Outcome[Live] | None = None


def hosts(site: Path, names: tuple[str, ...] = ()) -> Hosts:
    """Read which targets a site has, and take those of these names, or all.

    Raises ContentError for mistakes in statusgen.yml, and UsageError where there is no target, or
    none of such a name.
    """
    config, problems = parse_config(*read_.read_config(site))
    if config is None:
        raise ContentError(problems)
    return hosts_of(config, names)


def hosts_of(config: Config, names: tuple[str, ...] = ()) -> Hosts:
    """Do the same for a config that is read already."""
    places, problems = config_.read(config)
    if has_error(problems):
        raise ContentError(problems)
    return Hosts(
        config=config,
        words=Words.of(config),
        targets=places.chosen(names),
        every=places.targets,
        tell=places.tell,
    )


def publish(found: Hosts, options: Options, out: Path, run: Run, progress: Progress) -> Published:
    """Build a site and make it live at every target. Raises what `build` does.

    What a target does wrong is not raised: it is in the outcomes.
    """
    built = build(options, out)
    return replace(deliver(found, built, out, run, progress), built=built)


def deliver(found: Hosts, built: Built, out: Path, run: Run, progress: Progress) -> Published:
    """Make a build live at every target, then tell those who want to hear of it.

    The folder is held meanwhile, so that no other build mixes into it: raises LockHeld where one is
    at work there, or has been since.
    """
    with held(os.path.realpath(out), out.as_posix()):
        whole = release(built, out)
        outcomes = several.publish(found.targets, whole, run, progress)
    return Published(outcomes=outcomes, notes=_tell(found, whole, outcomes, run))


def roll_back(found: Hosts, run: Run, progress: Progress) -> Published:
    """Make the release before the live one live again at every target. Nobody is told of it."""
    return Published(outcomes=several.roll_back(found.targets, run, progress))


def verify(found: Hosts, run: Run, progress: Progress) -> Verified:
    """Compare what every target shows with what was published there."""
    return several.verify(found.targets, run, progress)


def due(found: Hosts, options: Options, run: Run) -> Due:
    """Say whether it is time to publish again, for runs that a schedule starts.

    It is where some target shows nothing or does not answer, where the page that it shows has
    passed the time until which it is right or is of a time that is still to come, and where its
    promise to be confirmed would be broken before the next such run. Whether the files have changed
    is not looked at: their push says so. A target that can never tell what it shows is asked only
    where no other is: it would be due each time.
    """
    telling = tuple(one for one in found.targets if not is_mute(one))
    lives = several.ask(telling or found.targets, run)
    shown = [one.value for one in lives if one.value is not None]
    if len(shown) < len(lives):
        return Due(due=True, lives=lives)
    oldest = min(one.built_at for one in shown)
    # The same files as of then: their status holds until the first change after that.
    try:
        status, _ = status_of(replace(options, now=oldest))
    except ContentError:
        # The files have mistakes; publishing them says which.
        return Due(due=True, lives=lives)
    now = run.clock()
    confirmed_until = oldest + found.config.freshness
    of_later = (one for one in lives if one.value and replacing.is_ahead(one.value.built_at, now))
    ahead = next(of_later, None)
    late = now >= status.valid_until or now + _NEXT_LOOK >= confirmed_until
    return Due(
        due=late or ahead is not None,
        lives=lives,
        valid_until=status.valid_until,
        confirmed_until=confirmed_until,
        ahead=ahead,
    )


def _tell(
    found: Hosts, whole: Release, outcomes: Sequence[Outcome[Delivered]], run: Run
) -> tuple[str, ...]:
    """Tell hubs and webhooks, once for all targets; return notes, whatever happens."""
    live = [one for one in outcomes if one.value is not None]
    if found.tell is None or not live:
        return ()
    changed = {path for one in live if one.value for path in one.value.written}
    notes: list[str] = []
    try:
        # Where another run was quicker the host has answered, and says what that run has told.
        failed = [one for one in outcomes if one.error is not None]
        down = {one.name for one in failed if not isinstance(one.error, LockHeld)}
        up = (target for target in found.every if target.name not in down)
        away = (target for target in found.every if target.name in down)
        memory = _memory(up, run, notes)
        asked = found.tell
        blank = memory is None or (bool(down or notes) and _is_blank(memory))
        if blank and (_memory(away, run, notes) or notes):
            # Not for want of a place that remembers: the next run finds what this one leaves. A
            # target that is new would take all that is news for told.
            memory = None
            if asked.webhooks:
                names = ", ".join(f"'{one.name}'" for one in asked.webhooks)
                what = "was told nothing: the target that says what was told did not answer"
                notes.append(f"{names} {what}; it is tried again at the next publish")
                asked = replace(asked, webhooks=())
        notes += tell.deliver(asked, whole, changed, memory, run)
    except StatusgenError as error:
        notes.append(f"not everybody was told: {error.what}")
    except Exception as error:  # noqa: BLE001 - the page is live: nothing may say that it is not
        notes.append(f"not everybody was told ({of_a_mistake(error, run.environ)})")
    return tuple(redacted(note, run.environ) for note in notes)


def _memory(targets: Iterable[Target], run: Run, notes: list[str]) -> Memory | None:
    """Return one memory in all places that have one: whichever is down, the others remember."""
    memories: list[Memory] = []
    for target in targets:
        try:
            memory = target.memory(run)
        except StatusgenError as error:
            notes.append(f"{target.name} does not say what was told: {error.what}")
            continue
        if memory is not None:
            memories.append(memory)
    return Memories(memories, merged=tell.merged) if memories else None


def _is_blank(memory: Memory) -> bool:
    """Say whether nothing was ever put down there; not where that cannot be read."""
    try:
        return memory.read(tell.NAME) is None
    except StatusgenError:
        return False
