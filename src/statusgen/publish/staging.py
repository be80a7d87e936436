"""A copy of a release in a folder of its own, for programs that read files at their own pace.

Each file is compared with its digest while it is copied, so that a copy is never a mixture of two
builds; what builds write afterwards does not reach it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from statusgen.publish.refusals import by_number
from statusgen.publish.release import File, Release

__all__ = ["stage"]


def stage(release: Release, files: Iterable[File], folder: Path) -> None:
    """Copy files of a release into a folder that is made for them, readable for everybody.

    Raises OutputError where the folder of the release changes meanwhile, and PublishError where
    this machine's disk refuses.
    """
    try:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        for file in files:
            place = folder / file.path
            for above in reversed(place.relative_to(folder).parents[:-1]):
                (folder / above).mkdir(mode=0o755, exist_ok=True)
                (folder / above).chmod(0o755)
            place.write_bytes(release.data(file))
            place.chmod(0o644)
    except OSError as error:
        raise by_number(error, str(folder.parent)) from error
