"""Disks that are small, full or for reading only, for tests of what happens there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

SMALL = "only root may mount a small disk"
READ_ONLY = "root may write everywhere, and may not mount a disk that can only be read"


@contextmanager
def disk_at(folder: Path, options: str, *, otherwise: str = SMALL) -> Iterator[Path]:
    """Mount a disk as a folder, or skip the test and say why.

    `options` are those of a disk in memory, such as `size=64k`.
    """
    mount = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(otherwise)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(disk: Path, *, but_for: int = 0) -> Path:
    """Fill a disk up but for some bytes, and return the file that does."""
    kept, filling = disk / "kept free", disk / "filling"
    kept.write_bytes(bytes(but_for))
    with filling.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    kept.unlink()
    return filling
