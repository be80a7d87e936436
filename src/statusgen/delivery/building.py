"""Building what readers are to see: stricter than a build of one's own.

A folder of entries that is gone or empty, for a moment (a volume that is not mounted, a folder that
is being copied) or for good, would say in the middle of an outage that everything is working.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from statusgen import pipeline
from statusgen.errors import ContentError, Location, Problem
from statusgen.folders import manifest_path, stamp
from statusgen.manifest import Manifest
from statusgen.pipeline import Built, Options
from statusgen.read import read_site
from statusgen.sources import Sources

__all__ = ["build"]

_NO_FOLDER = "no-folder"
_FOLDERS = ("incidents", "maintenance")
_GONE, _EMPTY = "gone", "empty"
_HINTS = {
    _GONE: "put it back; if they are gone for good, make it with a file .gitkeep in it",
    _EMPTY: "see that they are there; if they are gone for good, put a file .gitkeep into it",
}


def build(options: Options, out: Path) -> Built:
    """Build a site as `pipeline.build` does, and raise what it raises.

    Raises ContentError too where a folder of entries is gone or has nothing in it, and entries that
    were in it still stand in the output; or where both are like that, as where only a part of a
    repository was checked out into a new place, with nothing in the output to tell it by.
    """

    def read(site: Path) -> Sources:
        sources = read_site(site)
        gone = tuple(_gone(site, sources, out))
        if gone:
            raise ContentError(gone)
        return sources

    before = stamp(out)
    return pipeline.build(options, out, read(options.site), before=before, again=read)


def _gone(site: Path, sources: Sources, out: Path) -> Iterator[Problem]:
    bare = dict(_bare(site, sources))
    # Only now: the list has a line for each of ten thousand pages.
    standing = _standing(out) if bare else ()
    stood = [name for name in bare if any(path.startswith(f"{name}/") for path in standing)]
    for name in stood:
        folder = f"content/{name}"
        what = f"the folder {folder} is {bare[name]}, and the page has entries that were in it"
        yield Problem(Location(folder), _NO_FOLDER, what, _HINTS[bare[name]])
    if len(bare) == len(_FOLDERS) and not stood:
        what = "there are no entries here: the page would say that everything is working"
        hint = (
            "see that content/ is checked out whole, also where it is a submodule;"
            " if there is nothing to report yet, put a file .gitkeep into content/incidents"
        )
        yield Problem(Location("content"), _NO_FOLDER, what, hint)


def _bare(site: Path, sources: Sources) -> Iterator[tuple[str, str]]:
    """Yield the folders of entries in which nothing is, and whether they are gone or empty."""
    missing = {one.where.path for one in sources.problems if one.code == _NO_FOLDER}
    for name, entries in zip(_FOLDERS, (sources.incidents, sources.maintenance), strict=True):
        folder = f"content/{name}"
        if sources.config is None or entries:
            continue
        if folder in missing:
            yield name, _GONE
        elif _is_empty(site / folder):
            yield name, _EMPTY


def _is_empty(folder: Path) -> bool:
    """Say whether there is no file in a folder, as where a volume is not mounted.

    A copy that has just begun, or a year that is a submodule, is a folder in it with nothing in it.
    """
    unread: list[OSError] = []
    files = any(names for _, _, names in os.walk(folder, onerror=unread.append))
    return not files and not unread  # that one cannot be read is said already


def _standing(out: Path) -> tuple[str, ...]:
    """List what was built before: nothing where nobody knows, which the build has to mend."""
    try:
        return tuple(Manifest.from_json(manifest_path(out).read_bytes()).files)
    except (OSError, ValueError):
        return ()
