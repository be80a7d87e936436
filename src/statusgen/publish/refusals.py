"""Plain words for what a disk refuses, by the system's number or by a program's own words."""

from __future__ import annotations

import errno

from statusgen.errors import PublishError

__all__ = ["by_number", "by_words"]

_ROOM = ("there is no room on the disk for '{}'", "free some space there, then publish again")
_QUOTA = ("the disk quota of '{}' is used up", "free some space there, then publish again")
_LARGE = (
    "a file for '{}' is larger than a file may be there",
    "raise the limit, or publish to another disk",
)
_READ_ONLY = ("the disk of '{}' can only be read", "choose another path in statusgen.yml")
_RIGHTS = (
    "statusgen is not allowed to write in '{}'",
    "give the user that publishes the right to write there, or choose another path",
)
_MOVED = (
    "'{}' was changed by something else meanwhile",
    "let nothing else write there, then publish again",
)
_THROUGH_A_FILE = (
    "a part of the path '{}' is a file, and must be a folder",
    "move that file away, or choose another path in statusgen.yml",
)
_NUMBERS = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _QUOTA,
    errno.EFBIG: _LARGE,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.ENOENT: _MOVED,
    errno.ENOTDIR: _THROUGH_A_FILE,
    errno.EEXIST: _MOVED,
    errno.ENOTEMPTY: _MOVED,
    errno.ESTALE: _MOVED,
}
_WORDS = {
    "No space left on device": _ROOM,
    "Out of diskspace": _ROOM,
    "Disk quota exceeded": _QUOTA,
    "File too large": _LARGE,
    "File size limit exceeded": _LARGE,
    "Read-only file system": _READ_ONLY,
    "Permission denied": _RIGHTS,
    "Operation not permitted": _RIGHTS,
    "Not a directory": _THROUGH_A_FILE,
}


def by_number(error: OSError, where: str) -> PublishError:
    """Say what this system's disk refused."""
    what, hint = _NUMBERS.get(
        error.errno or 0,
        ("'{}' cannot be written: " + str(error.strerror or error).lower(), "try to publish again"),
    )
    return PublishError(what.format(where), hint)


def by_words(text: str, where: str) -> PublishError | None:
    """Say what another system's disk refused, None where these words are of something else."""
    for words, (what, hint) in _WORDS.items():
        if words in text:
            return PublishError(what.format(where), hint)
    return None
