"""Which folders may be written to, and where the list of what was written stands."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from statusgen.errors import UsageError

__all__ = ["Stamp", "keep_off", "kept_of", "manifest_path", "shown_manifest", "stamp"]

_PRIVATE = frozenset({".git", ".statusgen"})

Stamp = tuple[int, int, int] | None


def manifest_path(out: Path) -> Path:
    """Say where the manifest of an output folder stands: beside it, as `.OUT.statusgen`.

    Beside the folder itself, where `out` is a link to it. What the manifest names may be deleted:
    who commits a link out of a site could commit one for that place as well, beside the link.
    """
    real = Path(os.path.realpath(out))
    return real.parent / f".{real.name}.statusgen"


def stamp(out: Path) -> Stamp:
    """Tell the manifest that stands now from any that is written later, without reading it."""
    try:
        found = os.stat(manifest_path(out))
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def shown_manifest(path: str, out: str) -> str:
    """Name the manifest at `path` in a message about `out`: whole where it is beside another."""
    name = os.path.basename(path)
    return name if name == f".{os.path.basename(out)}.statusgen" else path


def kept_of(site: Path) -> tuple[Path, ...]:
    """Return the folders of a site that hold what people keep, its own one first."""
    return (site, site / "content", site / "themes", site / "templates")


def keep_off(out: Path, shown: str, protect: Sequence[Path]) -> None:
    """Raise UsageError where a build would write over, or in between, what people keep.

    `protect` is as `kept_of` has it: a build may write into the first of them, but not on its
    files, and into none of the others, whatever they are called and wherever they really are; only
    one that is a link to the first, for entries at its top, is no place of its own.
    """
    kept = [Path(os.path.realpath(path)) for path in protect]
    closed = [path for path in kept[1:] if path != kept[0]]
    whole = out.absolute()  # the path "." has no name and no parent of its own
    named = Path(os.path.realpath(whole.parent)) / whole.name
    for place in (Path(os.path.realpath(out)), named):
        for path in kept:
            if place == path or place in path.parents:
                verb = "is" if place == path else "holds"
                raise UsageError(
                    f"the output folder '{shown}' {verb} the folder '{path.name or path}',"
                    " where the site's own files are",
                    "choose another folder with -o, such as 'output'",
                )
        for folder in (place, *place.parents):
            # A whole site may well lie in somebody's .git or .statusgen.
            site_in_it = any(folder in path.parents for path in kept)
            if folder in closed or (folder.name in _PRIVATE and not site_in_it):
                raise UsageError(
                    f"the output folder '{shown}' lies in '{folder.name}',"
                    " where no build may put anything",
                    "choose another folder with -o, such as 'output'",
                )
