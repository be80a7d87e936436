"""What earlier runs worked out, in files of the site's folder: losing them costs only time.

A file holds values by name, made of what `marshal` knows: numbers, texts, bytes, tuples and dicts.
It carries a digest over its content and the engine that wrote it, so that a damaged one and one of
another version are no cache at all, and nothing is ever read from bytes that this program did not
write. What a value was made from is for its keeper to know and to compare.
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

_MARK = b"statusgen cache 1\n"
_DIGEST = 16


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
        data = read_if_there(os.path.join(_own_folder(site), name))
    except OSError:
        return {}
    if data is None or not data.startswith(_MARK):
        return {}
    head = len(_MARK) + _DIGEST
    payload = memoryview(data)[head:]
    if data[len(_MARK) : head] != _sum(engine, payload):
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
        write_new(new, b"".join((_MARK, _sum(engine, payload), payload)))
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


def _sum(engine: str, payload: bytes | memoryview) -> bytes:
    found = hashlib.sha256(engine.encode())
    found.update(payload)
    return found.digest()[:_DIGEST]
