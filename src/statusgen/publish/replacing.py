"""Whether a release may take the place of what is live, and what of that stays: for every target.

Decides from values; asks no host and knows no clock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from statusgen import confirmation
from statusgen.errors import LockHeld, PublishError
from statusgen.manifest import folders_above
from statusgen.publish.compressed import plain_of
from statusgen.publish.release import Release
from statusgen.publish.target import Live

__all__ = ["beside", "carried", "due", "hold_deletes", "hold_older", "is_ahead"]

T = TypeVar("T")

_AHEAD = timedelta(minutes=2)
"""By how much clocks of two machines may differ."""


def is_ahead(built_at: datetime, now: datetime) -> bool:
    """Say whether a page was built at a time that is still to come: a clock was wrong, or --now."""
    return built_at - now > _AHEAD


def _puts_right(built_at: datetime, live: datetime, now: datetime) -> bool:
    """Say whether a page takes the place of such a live one, although it is the older of both."""
    return is_ahead(live, now) and not is_ahead(built_at, now)


def hold_older(built_at: datetime, live: datetime, now: datetime, where: str) -> None:
    """Raise LockHeld where other files that were built later are live: another run was quicker.

    Whoever takes long to build would take back what readers have been told meanwhile.
    """
    if built_at < live and not _puts_right(built_at, live, now):
        at = f"{live.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        raise LockHeld(
            f"{where} shows a page that was built later, at {at}",
            "publish again, which builds the page anew; if you gave --now, leave it out",
        )


def hold_deletes(live: Iterable[str], release: Release, share: float, where: str) -> None:
    """Raise PublishError where a release lacks more than this share of the live files."""
    files, new = set(live), release.by_path().keys()
    # Whoever has nothing packed any more loses no page.
    lost = sum(plain_of(path) not in new for path in files - new)
    if lost > share * len(files):
        raise PublishError(
            f"this would take {lost} of the {len(files)} live files away from '{where}'",
            "look whether the site was built whole; if it was, allow more with --max-deletes",
        )


def due(release: Release, live: Live, now: datetime, stands: Callable[[bytes], bool]) -> bool:
    """Say whether build.json has to confirm an unchanged page again.

    That is so when it says something else than the live one besides the time of the build, such as
    until when the page is right, when half of the freshness that it promises has passed since the
    live one was made, and when that was at a time which is still to come. `stands` says whether the
    live one has these bytes.
    """
    named = release.by_path().get(confirmation.NAME)
    if named is None:
        return False
    if _puts_right(release.built_at, live.built_at, now):
        return True
    if release.built_at < live.built_at:
        return False
    data = release.data(named)
    try:
        freshness = timedelta(seconds=json.loads(data)["freshness"])
        if not stands(confirmation.confirmed(data, live.built_at)):
            return True
    except (ValueError, KeyError, TypeError, OverflowError):
        freshness = timedelta(0)
    return release.built_at - live.built_at >= freshness / 2


def carried(old: Mapping[str, T], new: Iterable[str]) -> dict[str, T]:
    """Return the old files of a release that are kept beside the new ones for a while.

    A packed file is not whose plain one is new: a server would send the old page for the new one.
    """
    paths = tuple(new)
    taken = {path.casefold() for path in paths}
    left = beside(old, paths)
    return {path: one for path, one in left.items() if plain_of(path).casefold() not in taken}


def beside(old: Mapping[str, T], new: Iterable[str]) -> dict[str, T]:
    """Return the old files that can stand beside the new ones, on a disk that ignores case too."""
    paths = tuple(new)
    taken = {path.casefold() for path in paths}
    folders = {above.casefold() for path in paths for above in folders_above(path)}
    return {
        path: one
        for path, one in old.items()
        if path.casefold() not in taken
        and path.casefold() not in folders
        and taken.isdisjoint(above.casefold() for above in folders_above(path))
    }
