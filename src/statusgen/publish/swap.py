"""Two ways to show another folder under one name in a single step, so that no reader sees between.

Knows nothing of releases.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

from statusgen.errors import PublishError

__all__ = ["exchange", "point"]

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE = -100  # AT_FDCWD of fcntl.h
_CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


def point(link: Path, target: str, beside: Path) -> None:
    """Let a symbolic link name a target from now on; `beside` is where the new one is made.

    Raises OSError.
    """
    beside.unlink(missing_ok=True)
    beside.symlink_to(target, target_is_directory=True)
    beside.replace(link)


def exchange(one: Path, other: Path) -> None:
    """Let two folders have each other's name.

    Raises OSError, and PublishError where this system or disk cannot.
    """
    rename = None
    if sys.platform == "linux":
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        raise _cannot("this system")
    paths = (os.fsencode(one), os.fsencode(other))
    if rename(_HERE, paths[0], _HERE, paths[1], _EXCHANGE) == 0:
        return
    number = ctypes.get_errno()
    if number in _CANNOT:
        raise _cannot(f"the disk of '{one.parent}'")
    raise OSError(number, os.strerror(number), str(one))


def _cannot(what: str) -> PublishError:
    return PublishError(
        f"{what} cannot exchange two folders in one step",
        "write switch: link, and let the web server serve the link 'current'",
    )
