"""Building what readers are to see: stricter than a build of one's own.

A folder of entries that is gone or empty, for a moment (a volume that is not mounted, a folder that
is being copied) or for good, would say in the middle of an outage that everything is working.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from statusgen import pipeline
from statusgen.errors import ContentError, Location, Problem
from statusgen.manifest import Manifest
from statusgen.pipeline import Built, Options
from statusgen.read import read_site
from statusgen.sources import Sources
from statusgen.write import manifest_path

__all__ = ["build"]

_NO_FOLDER = "no-folder"


def build(options: Options, out: Path) -> Built:
    """Build a site as `pipeline.build` does, and raise what it raises.

    Raises ContentError too where a folder of entries is gone or has nothing in it, and entries that
    were in it still stand in the output.
    """
    sources = read_site(options.site)
    gone = tuple(_gone(options.site, sources, out))
    if gone:
        raise ContentError(gone)
    return pipeline.build(options, out, sources)


def _gone(site: Path, sources: Sources, out: Path) -> Iterator[Problem]:
    missing = {one.where.path for one in sources.problems if one.code == _NO_FOLDER}
    for name, entries in (("incidents", sources.incidents), ("maintenance", sources.maintenance)):
        folder = f"content/{name}"
        if entries:
            continue
        if folder in missing:
            how = "gone"
            hint = "put it back; if they are gone for good, make it with a file .gitkeep in it"
        elif _is_empty(site / folder):
            how = "empty"
            hint = "see that they are there; if they are gone for good, put a file .gitkeep into it"
        else:
            continue
        # Only now: the list has a line for each of ten thousand pages.
        if any(path.startswith(f"{name}/") for path in _standing(out)):
            what = f"the folder {folder} is {how}, and the page has entries that were in it"
            yield Problem(Location(folder), _NO_FOLDER, what, hint)


def _is_empty(folder: Path) -> bool:
    """Say whether there is nothing in a folder, as where a volume is not mounted."""
    try:
        return not any(folder.iterdir())
    except OSError:
        return False  # that it cannot be read is said already


def _standing(out: Path) -> tuple[str, ...]:
    """List what was built before: nothing where nobody knows, which the build has to mend."""
    try:
        return tuple(Manifest.from_json(manifest_path(out).read_bytes()).files)
    except (OSError, ValueError):
        return ()
