"""What earlier runs worked out, in files of the site's folder: losing them costs only time.

A file holds values by name, made of what `marshal` knows: numbers, texts, bytes, tuples and dicts.
It carries a digest over its content, the engine that wrote it and the time of the file itself, to
the fraction of a second, so that a damaged one and one of another version are no cache at all. Nor
is one that came with a commit: what is kept is run and put onto pages as it is, git gives a file
the time at which it is checked out, and nobody knows that before. What a value was made from is for
its keeper to know and to compare.
"""

from __future__ import annotations

import errno
import hashlib
import marshal
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from statusgen.errors import reason
from statusgen.frozen import frozen
from statusgen.tree import read_if_there, write_new

__all__ = ["ENTRIES", "FOLDER", "Shelf", "load", "save"]

FOLDER = ".statusgen"
"""The folder in the site's, which git is told to leave alone."""

ENTRIES = "entries"
"""What is known of entries in few words; whole ones are in files whose names begin so."""

_MARK = b"statusgen cache 2\n"
_DIGEST = 16
_SECOND, _STEP = 10**9, 100
"""In ns; the second is the finest that NTFS has."""


@frozen(kw_only=False)
class Shelf:
    """What one engine keeps in a site's folder."""

    site: str | os.PathLike[str]
    engine: str

    def load(self, name: str) -> dict[str, Any]:
        """Return what is kept under a name; {} where there is nothing to trust."""
        return load(self.site, self.engine, name)

    def save(self, name: str, kept: Mapping[str, Any]) -> str:
        """Keep it for the next run; return "", or why the disk would not have it."""
        return save(self.site, self.engine, kept, name)

    def remove(self, name: str) -> None:
        """Keep nothing under a name any more, as far as the disk lets it go."""
        with suppress(OSError):
            os.unlink(os.path.join(_own_folder(self.site), name))


def load(site: str | os.PathLike[str], engine: str, name: str = ENTRIES) -> dict[str, Any]:
    """Return what was kept by this engine under a name; {} where there is nothing to trust."""
    try:
        path = os.path.join(_own_folder(site), name)
        data = read_if_there(path)
        if data is None or not data.startswith(_MARK):
            return {}
        time = os.lstat(path).st_mtime_ns
    except OSError:
        return {}
    head = len(_MARK) + _DIGEST
    payload = memoryview(data)[head:]
    # Whole seconds are the time of a commit, which some tools give to its files.
    if time % _SECOND == 0 or data[len(_MARK) : head] != _sum(engine, time, payload):
        return {}
    kept: dict[str, Any] = marshal.loads(payload)
    return kept


def save(
    site: str | os.PathLike[str], engine: str, kept: Mapping[str, Any], name: str = ENTRIES
) -> str:
    """Keep the values for the next run; return "", or why the disk would not have it.

    Nobody needs the file, so that nothing else is to be done about a failure.
    """
    payload = marshal.dumps(dict(kept))
    try:
        folder = _own_folder(site)
    except OSError as error:
        return reason(error)
    # No name that anything is kept under: a run that is killed here leaves the file.
    new = os.path.join(folder, f".{name}-{os.getpid()}")
    ignored = os.path.join(folder, ".gitignore")
    try:
        if not os.path.isdir(folder):
            os.mkdir(folder)
        if not os.path.lexists(ignored):
            write_new(ignored, b"*\n")
        now = write_new(new, b"").st_mtime_ns
        time = now - now % _SECOND + _fraction()
        write_new(new, b"".join((_MARK, _sum(engine, time, payload), payload)))
        os.utime(new, ns=(time, time))
        os.replace(new, os.path.join(folder, name))
    except OSError as error:
        with suppress(OSError):
            os.unlink(new)
        return reason(error)
    return ""


def _own_folder(site: str | os.PathLike[str]) -> str:
    """Return the folder where things are kept; OSError where it is a symbolic link.

    Who commits one must not choose what a build believes, writes over or deletes.
    """
    folder = os.path.join(site, FOLDER)
    if os.path.islink(folder):
        raise OSError(errno.ELOOP, "is a symbolic link", folder)
    return folder


def _fraction() -> int:
    """Return a part of a second that nobody can foresee, and not none of it."""
    return (1 + int.from_bytes(os.urandom(7)) % (_SECOND // _STEP - 1)) * _STEP


def _sum(engine: str, time: int, payload: bytes | memoryview) -> bytes:
    found = hashlib.sha256(f"{engine} {time}".encode())
    found.update(payload)
    return found.digest()[:_DIGEST]
