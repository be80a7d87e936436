"""What our target holds, as a value and as compressed JSON: which files, of which releases.

Says what an object's content is by the digest of the file that was published, never by an ETag:
Azure's is no digest, and S3's depends on how a file was sent. That of build.json is kept all the
same, for one thing: who confirms a page without a lock writes over that very state or over none.
Knows no store.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from statusgen.frozen import frozen
from statusgen.manifest import check_paths

__all__ = ["FOLDER", "KEPT", "LOCK", "MANIFEST", "Listing", "Manifest", "Record", "kept_key"]

FOLDER = ".statusgen"
MANIFEST = f"{FOLDER}/manifest.json.gz"
LOCK = f"{FOLDER}/lock"
KEPT = f"{FOLDER}/previous"

_VERSION = 1
_LARGEST = 1 << 28
"""In bytes of JSON: a hundred thousand files are 15 MB."""


class Record(NamedTuple):
    """One published file: the digests of its bytes and of its headers; size in bytes; stage."""

    digest: str
    headers: str
    size: int
    stage: int


@frozen
class Listing:
    """The files of one release by their paths."""

    release: str
    built_at: datetime
    files: Mapping[str, Record]

    @property
    def size(self) -> int:
        """Return the sum of the files' sizes in bytes, as they were before any compression."""
        return sum(one.size for one in self.files.values())


@frozen
class Manifest:
    """All that may stand at a target because of us.

    `live` is the release that was published last, and whole; `previous` the one before, whose files
    stay in place for a while: pages that readers have open lead to them. While a release is being
    published, `touched` names the paths of which nobody knows whether they hold what `live` says;
    it is empty when a publish has ended. `extra` are further keys that may be there, to be deleted
    when the next release is published. `conditional` says that the store heeds conditions on
    writes. `run` is a random id: no two runs write the same bytes. `build_tag` names the state of
    the live build.json at the store, None where nobody knows it.
    """

    run: str
    conditional: bool
    live: Listing | None = None
    previous: Listing | None = None
    touched: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    busy: bool = False
    build_tag: tuple[str, str] | None = None

    def keys(self) -> frozenset[str]:
        """Return every key that may stand there, besides lock, manifest and memory."""
        keys = set(self.touched | self.extra)
        live = self.live.files if self.live else {}
        previous = self.previous.files if self.previous else {}
        keys |= live.keys() | previous.keys()
        keys |= _kept(previous, live)
        keys |= {kept_key(live[path]) for path in self.touched & live.keys()}
        return frozenset(keys)

    def to_bytes(self) -> bytes:
        """Write compressed JSON: equal values, equal bytes."""
        value = {
            "version": _VERSION,
            "run": self.run,
            "conditional": self.conditional,
            "busy": self.busy,
            "live": _plain(self.live),
            "previous": _plain(self.previous),
            "touched": sorted(self.touched),
            "extra": sorted(self.extra),
            "build_tag": self.build_tag,
        }
        text = json.dumps(value, separators=(",", ":"))
        return gzip.compress(text.encode("ascii"), compresslevel=6, mtime=0)

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Read what `to_bytes` wrote; raise ValueError for anything else.

        Keys are checked: a damaged or planted manifest never makes a run delete what is not below
        the target's prefix.
        """
        try:
            reader = zlib.decompressobj(wbits=31)
            text = reader.decompress(data, _LARGEST)
            if not reader.eof:
                raise ValueError("cut short, or too large")
            value = json.loads(text)
            if value["version"] != _VERSION:
                raise ValueError(f"of another version: {value['version']!r}")
            found = cls(
                run=str(value["run"]),
                conditional=bool(value["conditional"]),
                live=_listing(value["live"]),
                previous=_listing(value["previous"]),
                touched=frozenset(map(str, value["touched"])),
                extra=frozenset(map(str, value["extra"])),
                busy=bool(value["busy"]),
                build_tag=_tag(value.get("build_tag")),
            )
        except (KeyError, TypeError, RecursionError, zlib.error) as error:
            raise ValueError(f"not a manifest of this version: {error!r}") from error
        check_paths(found.keys(), apart=False)
        return found


def kept_key(record: Record) -> str:
    """Name the copy of a replaced file that a rollback needs."""
    return f"{KEPT}/{record.digest}-{record.headers[:8]}"


def _kept(old: Mapping[str, Record], new: Mapping[str, Record]) -> set[str]:
    """Return the copies with which `new` can be made `old` again: of all that `new` replaced."""
    return {kept_key(record) for path, record in old.items() if path in new and new[path] != record}


def _plain(listing: Listing | None) -> object:
    if listing is None:
        return None
    return {
        "release": listing.release,
        "built_at": listing.built_at.isoformat(),
        "files": {path: list(record) for path, record in sorted(listing.files.items())},
    }


def _tag(value: object) -> tuple[str, str] | None:
    match value:
        case [str(e_tag), str(version)]:
            return e_tag, version
    return None  # of an earlier version, or nothing to rely on


def _listing(value: Mapping[str, object] | None) -> Listing | None:
    if value is None:
        return None
    built_at = datetime.fromisoformat(str(value["built_at"]))
    if built_at.tzinfo is None:
        raise ValueError("a time without its zone")
    rows = value["files"]
    if not isinstance(rows, dict):
        raise TypeError("no files")
    files = {}
    for path, row in rows.items():
        if type(row) is not list or [*map(type, row)] != [str, str, int, int]:
            raise ValueError(f"not a file's record: {row!r}")
        files[str(path)] = Record(*row)
    return Listing(
        release=str(value["release"]),
        built_at=built_at,
        files=files,
    )
