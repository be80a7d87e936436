"""A target of somebody else's: a package with an entry point, for tests of what stands above it.

A shelf is a folder. What is written into its file `fault` goes wrong at the next publish.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from statusgen.errors import LockHeld, Problem, PublishError, PublishIncomplete
from statusgen.located import Mapping
from statusgen.parse.fields import Fields
from statusgen.publish.release import Release
from statusgen.publish.target import Delivered, Difference, Live, Memory, Run

ROOT = Path(__file__).resolve().parents[2]
CANARY = "hunter2-of-the-canary"


def install(folder: Path) -> str:
    """Put the package's metadata into a folder; return the PYTHONPATH with which it is there."""
    info = folder / "shelf-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shelf\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[statusgen.targets]\n"
        "shelf = tests.cli.shelf:make\n"
        "torn = tests.cli.shelf_that_is_not_there:make\n"
        "number = tests.cli.shelf:CANARY\n"
    )
    return os.pathsep.join((str(folder), str(ROOT), os.environ.get("PYTHONPATH", "")))


def make(name: str, node: Mapping, problems: list[Problem]) -> Shelf | None:
    """Make a shelf of its `path`."""
    fields = Fields(node, problems=problems, known=("type", "name", "cdn", "path"), of="a shelf")
    path = fields.line("path", required=True, example="/srv/shelf")
    return None if path is None else Shelf(name, Path(path))


class Shelf:
    """A folder, its last release in `live.json`, the one before in `before.json`."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.where = f"shelf {path.name}"
        self.path = path

    def publish(self, release: Release, run: Run) -> Delivered:
        fault = self._fault()
        run.progress(0, len(release.files), "files")
        if fault == "hang":
            (self.path / "hanging").touch()
            while True:
                run.pause(60)
        if fault == "defect":
            raise ValueError(f"no\nway: {run.environ.get('SHELF_TOKEN')}")
        if fault and fault != "mute":
            kinds = {"full": PublishError, "half": PublishIncomplete, "locked": LockHeld}
            what = f"the shelf says {fault}, {run.environ.get('SHELF_TOKEN')}"
            raise kinds[fault](what, "make room")
        live = Live(
            release=release.id,
            built_at=release.built_at,
            files=len(release.files),
            size=sum(file.size for file in release.files),
        )
        if not run.dry_run:
            if (self.path / "live.json").exists():
                (self.path / "live.json").replace(self.path / "before.json")
            self._put(
                live, {file.path: release.data(file).decode("latin-1") for file in release.files}
            )
        run.progress(len(release.files), len(release.files), "files")
        written = tuple(file.path for file in release.files)
        return Delivered(live=live, written=written, deleted=(), unchanged=0)

    def live(self, run: Run) -> Live | None:
        if self._fault() == "mute":
            raise PublishError("the shelf does not answer")
        try:
            found = json.loads((self.path / "live.json").read_bytes())
        except FileNotFoundError:
            return None
        return _live(found)

    def verify(self, run: Run) -> tuple[Difference, ...]:
        foreign = sorted(path.name for path in self.path.glob("foreign*"))
        return tuple(Difference(path=name, what="foreign") for name in foreign)

    def rollback(self, run: Run) -> Delivered:
        try:
            before = (self.path / "before.json").read_bytes()
        except FileNotFoundError as error:
            raise PublishError("there is no release before the live one") from error
        (self.path / "before.json").replace(self.path / "live.json")
        return Delivered(live=_live(json.loads(before)), written=(), deleted=(), unchanged=0)

    def memory(self, run: Run) -> Memory | None:
        return _Drawer(self.path)

    def _fault(self) -> str:
        self.path.mkdir(parents=True, exist_ok=True)
        fault = self.path / "fault"
        return fault.read_text().strip() if fault.exists() else ""

    def _put(self, live: Live, files: dict[str, str]) -> None:
        facts = {"release": live.release, "built_at": live.built_at.isoformat()}
        new = self.path / "new.json"
        new.write_text(json.dumps({**facts, "files": files}))
        new.replace(self.path / "live.json")


def _live(found: dict[str, object]) -> Live:
    files = found["files"]
    assert isinstance(files, dict)
    return Live(
        release=str(found["release"]),
        built_at=datetime.fromisoformat(str(found["built_at"])),
        files=len(files),
        size=sum(map(len, files.values())),
    )


@dataclass(frozen=True)
class _Drawer:
    folder: Path

    def read(self, name: str) -> bytes | None:
        path = self.folder / f"memory-{name}"
        return path.read_bytes() if path.exists() else None

    def write(self, name: str, data: bytes) -> None:
        (self.folder / f"memory-{name}").write_bytes(data)
