"""A folder of this machine for the files of one run, which goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from statusgen.errors import PublishError, reason

__all__ = ["scratch"]


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder, which only this user may read. Raises PublishError.

    What cannot be deleted afterwards, since a program still writes there, is left to the system.
    """
    try:
        made = TemporaryDirectory(prefix="statusgen-", ignore_cleanup_errors=True)
    except OSError as error:
        what = f"no temporary folder can be made on this machine: {reason(error)}"
        hint = "make room for one, or name another place for them in the variable TMPDIR"
        raise PublishError(what, hint) from error
    with made as folder:
        yield Path(folder)
