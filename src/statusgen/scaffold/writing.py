"""A change to one file of a site onto the disk: all of it or nothing, and never over another's.

A file that stands is replaced only while it holds the bytes that the change was made from. Between
that look and the rename lies less than a blink; two runs of statusgen are kept apart by the name of
the temporary file, which only one of them can make.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from statusgen.errors import OutputError, reason
from statusgen.manifest import temporary

__all__ = ["refused", "write"]

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


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
        else:
            _replace(real, data, before, path)
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
        if os.path.lexists(real):
            what = f"'{path}' is there already"
            hint = "somebody has just written it: look at it before you write another"
            raise OutputError(what, hint)
        _write(real, data)
    except BaseException:
        for folder in missing:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _replace(real: Path, data: bytes, before: bytes, path: str) -> None:
    # A file that its owner has locked against changes is not to be changed by a rename either.
    os.close(os.open(real, os.O_RDWR))
    half = real.with_name(temporary(real.name))
    try:
        _write(half, data, stat.S_IMODE(real.stat().st_mode))
    except FileExistsError as error:
        what = f"somebody else is writing to '{path}' at this moment"
        hint = f"try again; if nobody is, delete {temporary(path)}"
        raise OutputError(what, hint) from error
    try:
        if real.read_bytes() != before:
            what = f"'{path}' was changed by somebody else in the meantime"
            raise OutputError(what, "nothing was written; look at it, then call the command again")
        half.replace(real)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def _write(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file that is not there yet; where that fails, it is not there either."""
    descriptor = os.open(path, _NEW, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            path.chmod(mode)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
