"""What a target is: the small protocol behind which every host stands, and what a run hands to it.

A kind of target is a function of the entry-point group `statusgen.targets`: it reads its own keys
from its mapping of statusgen.yml, by `parse.fields.Fields`, and returns a `Target`, or None where
it has said what is wrong. Nothing here talks to a host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from statusgen.errors import Problem, PublishError
from statusgen.frozen import frozen
from statusgen.located import Mapping as Keys
from statusgen.publish.programs import Programs
from statusgen.publish.release import Release

__all__ = [
    "Delivered",
    "Difference",
    "Live",
    "Make",
    "Memory",
    "Run",
    "Target",
    "is_mute",
    "mending",
    "nothing_at",
    "plain_name",
]

_is_plain = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}").fullmatch


@frozen
class Run:
    """What one run hands to its targets.

    `clock` says the time and `pause` waits so many seconds; `environ` is where credentials come
    from and goes nowhere else; `site` is the site's folder, from which relative paths count.
    `progress` is called with (done, of how many, what), any number of times, from any thread.
    `max_deletes` is the share of the live files, 0 to 1, that one run may delete. `budget` is how
    many seconds one target may go on trying, and `budgets` has others for some, by their names.
    `programs` are those of this machine that targets have running: a run that is stopped ends them.
    `overtaken` says whether something newer waits to be published; None where nobody would publish
    it.
    """

    clock: Callable[[], datetime]
    pause: Callable[[float], None]
    environ: Mapping[str, str]
    site: Path
    progress: Callable[[int, int, str], None]
    dry_run: bool = False
    max_deletes: float = 0.5
    budget: float = 300.0
    budgets: Mapping[str, float] = field(default_factory=dict, compare=False)
    programs: Programs = field(default_factory=Programs, compare=False)
    overtaken: Callable[[], bool] | None = None


@frozen
class Live:
    """What a target shows to readers: a release's id and when it was built; files and their sum."""

    release: str
    built_at: datetime
    files: int
    size: int

    @classmethod
    def of(cls, release: Release) -> Live:
        """Say what readers see once a release is live."""
        return cls(
            release=release.id,
            built_at=release.built_at,
            files=len(release.files),
            size=sum(one.size for one in release.files),
        )


@frozen
class Delivered:
    """What a run did at a target, or would do in a dry run.

    `written` and `deleted` are paths from the site's root; `sent` is in bytes; `requests` is how
    many calls the host was asked, 0 where nobody counts them. `notes` are sentences that a person
    has to know, such as that the store cannot hold a lock.
    """

    live: Live
    written: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int
    sent: int = 0
    requests: int = 0
    notes: tuple[str, ...] = ()


@frozen
class Difference:
    """A live file that is not as it was published: `what` is "missing", "changed" or "foreign"."""

    path: str
    what: str


class Memory(Protocol):
    """Small private files beside a target's manifest: what was told to whom outlives a crash.

    `name` is a plain file name. Both may raise PublishError. No reader of the site is shown them.
    """

    def read(self, name: str) -> bytes | None:
        """Return what was written last under a name, None if nothing was."""

    def write(self, name: str, data: bytes) -> None:
        """Put a file down, whole."""


def plain_name(name: str, taken: Set[str] = frozenset()) -> str:
    """Return the name of a file of a `Memory`, which must hold no slash: ValueError."""
    if not _is_plain(name) or name in taken:
        raise ValueError(f"not a plain file name that is free: {name!r}")
    return name


class Target(Protocol):
    """One place that shows the site. Methods may raise PublishError, with the host's own words.

    PublishError says that readers see what they saw before; PublishIncomplete that they may see a
    part of the new files, each page still with all that it leads to; LockHeld that somebody else
    publishes there, or has just published a newer page (`replacing.hold_older`). No message, no log
    and no file holds a credential. Whatever dies in the middle, the next `publish` converges.
    """

    @property
    def name(self) -> str:
        """What it is called in statusgen.yml and in every message."""

    @property
    def where(self) -> str:
        """Where that is, for people: "s3://bucket/prefix", "/srv/status", "host:/srv/status"."""

    def publish(self, release: Release, run: Run) -> Delivered:
        """Make the release live."""

    def live(self, run: Run) -> Live | None:
        """Say what is live, None if nothing of ours is."""

    def verify(self, run: Run) -> tuple[Difference, ...]:
        """Compare every live file with what was published. PublishError where nothing is."""

    def rollback(self, run: Run) -> Delivered:
        """Make the release before the live one live again. Raises PublishError if there is none."""

    def memory(self, run: Run) -> Memory | None:
        """Return where small private files can be kept; None where the host has no such place."""


def mending(target: Target) -> str:
    """Say what puts live files right that `verify` has found: `target.mending`, if it has one."""
    return str(getattr(target, "mending", "statusgen publish puts them right"))


def is_mute(target: Target) -> bool:
    """Say whether a target can never tell what it shows: `target.mute`, if it has that."""
    return bool(getattr(target, "mute", False))


def nothing_at(where: str) -> PublishError:
    """Say that a target shows nothing of ours, so that there is nothing to compare."""
    return PublishError(f"nothing of statusgen's is published at {where}", "run: statusgen publish")


Make = Callable[[str, Keys, list[Problem]], Target | None]
"""Makes a target of one kind from its name and its mapping, in which `type`, `name`, `cdn` and
`compress` may stand beside its own keys; adds a problem for whatever is wrong, and returns None."""
