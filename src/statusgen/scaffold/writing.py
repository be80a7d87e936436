"""A change to one file of a site onto the disk: all of it or nothing, and never over another's.

A file that stands is replaced only while it holds the bytes that the change was made from.
"""

from __future__ import annotations

from pathlib import Path

from statusgen.errors import OutputError, reason
from statusgen.mend import create, replace_if_same

__all__ = ["refused", "write"]


def write(site: Path, path: str, data: bytes, *, before: bytes | None) -> None:
    """Write a file of the site, `path` from its folder.

    `before` are the bytes that it has, None if it must not be there yet. Raises OutputError, and
    then nothing has changed.
    """
    try:
        real = (site / path).resolve()
        if not real.is_relative_to(site.resolve()):
            what = f"'{path}' leads out of the site's folder"
            raise OutputError(what, "put the folder itself there, in place of the symbolic link")
        if before is None:
            _create(real, data, path)
        elif not replace_if_same(real, data, before, shown=path):
            what = f"'{path}' was changed by somebody else in the meantime"
            raise OutputError(what, "nothing was written; look at it, then call the command again")
    except OSError as error:
        raise refused(path, error) from error


def refused(path: str, error: OSError) -> OutputError:
    """Say in plain words that the disk does not take a file."""
    why = reason(error)
    hint = "see that there is room, and that you may write into the site's folder"
    return OutputError(f"'{path}' cannot be written: {why}", hint)


def _create(real: Path, data: bytes, path: str) -> None:
    missing = [folder for folder in real.parents if not folder.exists()]
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        if not create(real, data, shown=path):
            what = f"'{path}' is there already"
            hint = "somebody has just written it: look at it before you write another"
            raise OutputError(what, hint)
    except BaseException:
        for folder in missing:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise
