"""Writing into the site's own files: small corrections, byte for byte. Decides none of them.

The files are an author's, who may have them open: one that has changed since it was read is left
alone, and every byte that is not corrected stays as it is.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from statusgen.check import Edit
from statusgen.errors import OutputError, reason
from statusgen.fingerprint import digest
from statusgen.manifest import temporary
from statusgen.tree import Tree, read_if_there

__all__ = ["create", "mend", "replace_if_same"]


def mend(site: Path, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Make the edits in the files of a site, and return those that were made.

    A file is replaced as a whole or not at all. Raises OutputError where one has changed since it
    was read, or cannot be written; the files before it are corrected then.
    """
    tree = Tree(os.path.realpath(site))
    made: list[Edit] = []
    ordered = sorted(edits, key=lambda edit: (edit.path, edit.start))
    for path, group in groupby(ordered, key=lambda edit: edit.path):
        own = list(group)
        try:
            _mend(tree, path, own)
        except OSError as error:
            why = reason(error)
            hint = "see that there is room, and that you may write into the site's folder"
            raise OutputError(f"'{path}' cannot be corrected: {why}", hint) from error
        made += own
    return tuple(made)


def _mend(tree: Tree, path: str, edits: list[Edit]) -> None:
    standing = tree.look(path)
    folder = tree.kind(path.rpartition("/")[0])
    if standing is None or not stat.S_ISREG(standing.st_mode) or folder != stat.S_IFDIR:
        hint = "correct the file by hand, or put the file itself there"
        raise OutputError(f"'{path}' is not a plain file, and stays as it is", hint)
    data = read_if_there(tree.root + path) or b""
    if any(digest(data) != edit.digest for edit in edits):
        raise _changed(path)
    if not replace_if_same(Path(tree.root, path), _mended(data, edits), data, shown=path):
        raise _changed(path)


def _changed(path: str) -> OutputError:
    hint = "save it in your editor, then call statusgen check --fix again"
    return OutputError(f"'{path}' was changed by somebody else just now", hint)


def _mended(data: bytes, edits: list[Edit]) -> bytes:
    parts: list[bytes] = []
    done = 0
    for edit in edits:
        parts += (data[done : edit.start], edit.replacement)
        done = edit.end
    return b"".join((*parts, data[done:]))


def create(path: Path, data: bytes, *, shown: str) -> bool:
    """Give a folder a file that is not in it yet; say False where something has its name.

    It has that name only when it is whole: a build in this moment, or a kill, finds all or nothing.
    Raises as `replace_if_same` does.
    """
    half = _half(path, data, None, shown)
    try:
        if os.path.lexists(path):
            return False
        try:
            os.link(half, path)  # a rename would take the place of what somebody has just put there
        except FileExistsError:
            return False
        except OSError:  # not every disk can give a file two names
            half.rename(path)
        return True
    finally:
        half.unlink(missing_ok=True)


def replace_if_same(path: Path, data: bytes, before: bytes, *, shown: str) -> bool:
    """Replace a file of an author's as a whole; say False where it does not hold `before` any more.

    Between that look and the rename lies less than a blink; two runs of statusgen are kept apart by
    the name of the temporary file, which only one of them can make: OutputError for the other.
    Raises OSError where the disk refuses.
    """
    # A file that its owner has locked against changes is not to be changed by a rename either.
    os.close(os.open(path, os.O_RDWR))
    half = _half(path, data, stat.S_IMODE(path.stat().st_mode), shown)
    try:
        if path.read_bytes() == before:
            half.replace(path)
            return True
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    half.unlink(missing_ok=True)
    return False


def _half(path: Path, data: bytes, mode: int | None, shown: str) -> Path:
    """Write to the disk what is to become a file, beside it and under a name that nobody reads."""
    half = path.with_name(temporary(path.name))
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(half, flags, 0o666)
    except FileExistsError as error:
        what = f"somebody else is writing to '{shown}' at this moment"
        hint = f"try again; if nobody is, delete {temporary(shown)}"
        raise OutputError(what, hint) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            half.chmod(mode)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return half
