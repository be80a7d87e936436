"""Small corrections to the site's own files, byte for byte. Decides none of them.

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

__all__ = ["mend"]


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
        hint = "save it in your editor, then call statusgen check --fix again"
        raise OutputError(f"'{path}' was changed by somebody else just now", hint)
    half = temporary(path)
    try:
        tree.write(half, _mended(data, edits))
        Path(tree.root, half).chmod(stat.S_IMODE(standing.st_mode))
        tree.rename(half, path)
    except BaseException:
        tree.remove(half)
        raise


def _mended(data: bytes, edits: list[Edit]) -> bytes:
    parts: list[bytes] = []
    done = 0
    for edit in edits:
        parts += (data[done : edit.start], edit.replacement)
        done = edit.end
    return b"".join((*parts, data[done:]))
