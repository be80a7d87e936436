"""Releases side by side in one folder, and which of them is live: what `directory` and `ssh` share.

::

    ROOT/current                          what a web server serves
    ROOT/releases/20260704T120000Z-0123…/ one finished release, never changed but for build.json
    ROOT/.statusgen/releases.json         the record: which releases are ours, and their order
    ROOT/.statusgen/files/NAME.json       the contents of one release, newer than all its files

Decides what to send, link, keep and delete, as values; touches no disk and knows no clock. A folder
is only ever deleted when the record has called it doomed before: a new one is so from before it is
made until it is whole, an old one from when it is no longer kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime

from statusgen import confirmation
from statusgen.errors import PublishError
from statusgen.fingerprint import digest
from statusgen.frozen import frozen
from statusgen.manifest import check_paths
from statusgen.publish import replacing
from statusgen.publish.release import File, Release
from statusgen.publish.target import Delivered, Live, Run

__all__ = [
    "KEPT",
    "Contents",
    "Kept",
    "Plan",
    "Record",
    "confirmed",
    "foreign",
    "hold",
    "kept",
    "name_of",
    "no_folder",
    "not_whole",
    "nothing_before",
    "plan",
    "turned_back",
    "unreadable",
]

KEPT = 3
"""How many releases stay: the live one, the one to roll back to, and one more."""

_VERSION = 1
_is_name = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{16}(?:-[0-9]+)?").fullmatch


@frozen
class Kept:
    """One whole release: `name` is its folder's, `files` and `size` (bytes) are its own.

    `inode` is the folder's number on the disk where it stands, 0 for unknown.
    """

    name: str
    id: str
    built_at: datetime
    files: int
    size: int
    inode: int = 0

    def live(self) -> Live:
        """Return it as what readers see."""
        return Live(release=self.id, built_at=self.built_at, files=self.files, size=self.size)


@frozen
class Record:
    """What stands in ROOT/releases by our doing: whole `releases`, oldest first, and the `doomed`.

    Each was live before the next one; `unseen` names one that is whole and may never have been, as
    when a run was killed before its switch. `disk` tells on which disk the releases had their
    numbers: it is the number of ROOT/.statusgen there, 0 for unknown.
    """

    releases: tuple[Kept, ...] = ()
    doomed: tuple[str, ...] = ()
    disk: int = 0
    unseen: str = ""

    def on(self, disk: int) -> Record:
        """Return the record as it is for this disk: no number of another one says anything here."""
        if disk == self.disk:
            return self
        releases = tuple(replace(one, inode=0) for one in self.releases)
        return replace(self, releases=releases, disk=disk)

    def named(self, name: str) -> Kept | None:
        """Return the release of a folder's name."""
        return next((one for one in self.releases if one.name == name), None)

    def before(self, live: Kept) -> Kept | None:
        """Return the release that was live before this one."""
        older = self.releases[: self.releases.index(live)]
        return next((one for one in reversed(older) if one.id != live.id), None)

    def begun(self, name: str) -> Record:
        """Note a folder that is about to be made: doomed until it is whole."""
        return replace(self, doomed=(*self.doomed, name))

    def finished(self, new: Kept, live: Kept | None) -> Record:
        """Note that a release is whole; doom what need not be kept then.

        The live one comes right before it, and before that one what was there already. What comes
        after the live one was gone back from, and nobody is led there again, nor to one that is
        `unseen` while nothing is live. Where the new one is the same release as the live one, which
        somebody has damaged, that one goes once it is not `shown` any more: what is live has to
        stand here whenever a run is killed.
        """
        index = self.releases.index(live) + 1 if live else len(self.releases)
        damaged = live is not None and live.id == new.id
        seen = [one for one in self.releases[:index] if one == live or one.name != self.unseen]
        order = (*seen, new)[-KEPT - damaged :]
        gone = [one.name for one in self.releases if one not in order]
        doomed = [name for name in self.doomed if name != new.name]
        return replace(self, releases=order, doomed=(*doomed, *gone), unseen=new.name)

    def shown(self, live: Kept) -> Record:
        """Note that a release is live now; doom the damaged one whose place it has taken."""
        index = self.releases.index(live)
        damaged = [one for one in self.releases[:index][-1:] if one.id == live.id]
        releases = tuple(one for one in self.releases if one not in damaged)
        doomed = (*self.doomed, *(one.name for one in damaged))
        unseen = self.unseen if self.unseen != live.name else ""
        return replace(self, releases=releases, doomed=doomed, unseen=unseen)

    def changed(self, old: Kept, new: Kept) -> Record:
        """Put one release's new facts in the place of its old ones."""
        return replace(self, releases=tuple(new if one == old else one for one in self.releases))

    def swept(self) -> Record:
        """Return the record after the doomed were deleted."""
        return replace(self, doomed=())

    def to_json(self) -> bytes:
        """Write JSON that a person can read, in ASCII."""
        rows = [
            {
                "name": one.name,
                "id": one.id,
                "built_at": one.built_at.isoformat(),
                "files": one.files,
                "size": one.size,
                "inode": one.inode,
            }
            for one in self.releases
        ]
        value = {
            "version": _VERSION,
            "releases": rows,
            "doomed": self.doomed,
            "disk": self.disk,
            "unseen": self.unseen,
        }
        return json.dumps(value, indent=1).encode("ascii") + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> Record:
        """Read what `to_json` wrote; raise ValueError for anything else.

        Names are checked: whatever a damaged record says, nothing outside releases/ is deleted.
        """
        match _read(data):
            case {"version": 1, "releases": list(rows), "doomed": list(doomed), **others}:
                releases = tuple(map(_kept, rows))
                for name in (*doomed, *(one.name for one in releases)):
                    if not isinstance(name, str) or not _is_name(name):
                        raise ValueError(f"not the name of a release: {name!r}")
                disk, unseen = others.get("disk", 0), others.get("unseen", "")
                if not isinstance(disk, int):
                    raise ValueError(f"not the number of a folder: {disk!r}")
                if not isinstance(unseen, str):
                    raise ValueError(f"not the name of a release: {unseen!r}")
                return cls(releases=releases, doomed=tuple(doomed), disk=disk, unseen=unseen)
            case _:
                raise ValueError("not a record of this version")


def _kept(row: object) -> Kept:
    match row:
        case {
            "name": str(name),
            "id": str(id_),
            "built_at": str(built_at),
            "files": int(files),
            "size": int(size),
            "inode": int(inode),
        }:
            try:
                at = datetime.fromisoformat(built_at).astimezone(UTC)
            except OverflowError as error:
                raise ValueError(f"not a time in UTC: {built_at!r}") from error
            return Kept(name=name, id=id_, built_at=at, files=files, size=size, inode=inode)
        case _:
            raise ValueError(f"not a release: {row!r}")


@frozen
class Contents:
    """The files in one release's folder, each path with its bytes' digest and size.

    `own` is the release. `carried` are files of the one before that it no longer has: whoever just
    read an old page still finds what that leads to. They go with the next publish.
    """

    own: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    carried: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def all(self) -> Mapping[str, tuple[str, int]]:
        """Every file that stands in the folder."""
        return {**self.carried, **self.own}

    def to_json(self) -> bytes:
        """Write one file a line, in ASCII."""
        return b'{"version":1,"own":%b,"carried":%b}\n' % (_rows(self.own), _rows(self.carried))

    @classmethod
    def from_json(cls, data: bytes) -> Contents:
        """Read what `to_json` wrote; raise ValueError for anything else."""
        match _read(data):
            case {"version": 1, "own": dict(own), "carried": dict(carried)}:
                check_paths([*own, *carried], apart=False)
                return cls(own=_files(own), carried=_files(carried))
            case _:
                raise ValueError("not the contents of a release")


def _rows(files: Mapping[str, tuple[str, int]]) -> bytes:
    lines = (f"{json.dumps(path)}:{json.dumps(list(one))}" for path, one in sorted(files.items()))
    return b"{\n" + ",\n".join(lines).encode("ascii") + b"}"


def _files(rows: dict[str, object]) -> dict[str, tuple[str, int]]:
    files = {}
    for path, row in rows.items():
        match row:
            case [str(digest), int(size)]:
                files[path] = (digest, size)
            case _:
                raise ValueError(f"not a file: {row!r}")
    return files


def _read(data: bytes) -> object:
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


@frozen
class Plan:
    """How the folder of a release comes to be: some files `put`, others linked from the live one.

    `link` are files of the release, and `carry` files of the live one, that stand there already.
    `deleted` are those that readers can reach now and not afterwards.
    """

    put: tuple[File, ...]
    link: tuple[str, ...]
    carry: tuple[str, ...]
    deleted: tuple[str, ...]
    contents: Contents

    def delivered(self, release: Release) -> Delivered:
        """Return what is done when this is done."""
        return Delivered(
            live=Live.of(release),
            written=tuple(one.path for one in self.put),
            deleted=self.deleted,
            unchanged=len(self.link),
            sent=sum(one.size for one in self.put),
        )


def plan(release: Release, live: Contents) -> Plan:
    """Plan the folder of a release beside the live one; `live` may be empty."""
    there = live.all
    own = {one.path: (one.digest, one.size) for one in release.files}
    left = replacing.carried(live.own, own)
    put = tuple(one for one in release.files if there.get(one.path) != own[one.path])
    changed = {one.path for one in put}
    return Plan(
        put=put,
        link=tuple(one.path for one in release.files if one.path not in changed),
        carry=tuple(sorted(left)),
        deleted=tuple(sorted(there.keys() - own.keys() - left.keys())),
        contents=Contents(own=own, carried=left),
    )


def confirmed(release: Release, live: Kept, contents: Contents, now: datetime) -> Delivered:
    """Say what an unchanged page needs: now and then a new build.json, and no more carrying."""
    known = contents.own.get(confirmation.NAME)
    shown = live.live()
    is_due = replacing.due(release, shown, now, lambda data: (digest(data), len(data)) == known)
    return Delivered(
        live=replace(shown, built_at=release.built_at) if is_due else shown,
        written=(confirmation.NAME,) if is_due else (),
        deleted=tuple(sorted(contents.carried)) if is_due else (),
        unchanged=len(release.files) - is_due,
        sent=release.by_path()[confirmation.NAME].size if is_due else 0,
    )


def turned_back(before: Kept, contents: Contents, live: Contents) -> Delivered:
    """Say what it means for readers to see an older release again."""
    written = [path for path, one in contents.own.items() if live.all.get(path) != one]
    return Delivered(
        live=before.live(),
        written=tuple(sorted(written)),
        deleted=tuple(sorted(live.carried.keys() - contents.all.keys())),
        unchanged=len(contents.own) - len(written),
    )


def kept(name: str, live: Live) -> Kept:
    """Name a release that is about to be made."""
    return Kept(
        name=name, id=live.release, built_at=live.built_at, files=live.files, size=live.size
    )


def hold(release: Release, live: Kept | None, contents: Contents, run: Run, where: str) -> None:
    """Raise LockHeld or PublishError for a release that must not replace what is live."""
    if live and live.id != release.id:
        replacing.hold_older(release.built_at, live.built_at, run.clock(), f"'{where}'")
    replacing.hold_deletes(contents.own, release, run.max_deletes, where)


def foreign(where: str) -> PublishError:
    """Say that `current` is somebody else's."""
    return PublishError(
        f"'{where}/current' is not what statusgen put there",
        "move it away, or choose another path in statusgen.yml",
    )


def no_folder(path: str) -> PublishError:
    """Say that something stands where a folder is needed, maybe a link to a disk that is away."""
    return PublishError(
        f"'{path}' must be a folder, and is none",
        "move it away; if it is a link, see that what it leads to is there",
    )


def unreadable(where: str) -> PublishError:
    """Say that the record is none of ours."""
    return PublishError(
        f"'{where}/.statusgen/releases.json', the list of what statusgen published there, cannot be"
        " read",
        "publish to a new folder, and let the web server serve that",
    )


def nothing_before(where: str) -> PublishError:
    """Say that there is no release to go back to."""
    return PublishError(
        f"there is no release before the live one at '{where}'", "publish another build instead"
    )


def not_whole(where: str) -> PublishError:
    """Say that the release to go back to has lost something."""
    return PublishError(
        f"the release before the live one at '{where}' is not whole any more",
        "publish another build instead",
    )


def name_of(release: Release, now: datetime, taken: Iterable[str]) -> str:
    """Name the folder of a release; none of the names `taken`."""
    name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{release.id}"
    others = set(taken)
    number = 2
    free = name
    while free in others:
        free = f"{name}-{number}"
        number += 1
    return free
