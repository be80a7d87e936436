"""A disk that fills up at any point of a build: said plainly, and the old output stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.disks import disk_at, fill
from tests.outputs import (
    SITE,
    build,
    files_in,
    names_in,
    nothing_changes_but_the_manifests_time,
    strays_in,
)

from statusgen.errors import OutputError

BLOCK = 4096
# Five pages of a block each; the manifest has one, and each new manifest needs one for a while.
NEW = {f"incidents/{name}/index.html": name.encode() * BLOCK for name in "cdefg"}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 64 blocks, where that is allowed."""
    with disk_at(tmp_path, f"size={64 * BLOCK}") as disk:
        yield disk


@pytest.mark.parametrize("free", range(9))
def test_a_disk_that_fills_up_leaves_the_old_output_as_it_was(disk, free):
    out = disk / "output"
    build(out, SITE)
    fill(disk, but_for=free * BLOCK)

    if free < 6:
        with nothing_changes_but_the_manifests_time(out), pytest.raises(OutputError) as caught:
            build(out, {**SITE, **NEW})
        assert caught.value.what.startswith("there is no room on the disk for ")
        assert caught.value.hint == "free some space there, then build again"
        (disk / "filling").unlink()

    build(out, {**SITE, **NEW})
    (disk / "filling").unlink(missing_ok=True)
    assert files_in(out) == {**SITE, **NEW}
    assert names_in(disk) == [".output.statusgen", "output"]
    assert strays_in(out) == []
