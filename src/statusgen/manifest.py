"""What statusgen put into an output folder, as a value and as JSON, and which paths it may name.

The manifest is how a build knows what need not be drawn again and what it may delete. This module
knows nothing of the disk: `write` does the looking and the touching.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from statusgen.fingerprint import digest
from statusgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "UNKNOWN",
    "Laid",
    "Manifest",
    "Planned",
    "Receipt",
    "Record",
    "check_paths",
    "folders_above",
    "temporary",
    "topmost",
]

_VERSION = 1
_FEW = 64
_TEMPORARY = ".statusgen-new"
_END = r"(?:[/\n]|\Z)"
_PART = rf"(?!\.{{1,2}}{_END}|\.[^/\n]*{re.escape(_TEMPORARY)}{_END})[^/\\\x00-\x1f\x7f]+"
_PATH = rf"{_PART}(?:/{_PART})*"
_is_safe = re.compile(_PATH).fullmatch
_are_safe = re.compile(rf"{_PATH}(?>(?:\n{_PATH})*)").fullmatch


class Record(NamedTuple):
    """One file as it was written: drawn from `key`, with these bytes' `size` and `digest`.

    A named tuple, since a site of 10,000 entries reads all of them in every build: they are made in
    half the time of a frozen dataclass.
    """

    key: str
    size: int
    mtime_ns: int
    digest: str


UNKNOWN = Record("", -1, 0, "")
"""The record of a file that may stand in any state, or not at all: it is trusted in nothing."""


Laid = tuple[str, str, int, int, str]
"""A file that was laid: its path, its temporary file if it has one, size, mtime in ns, digest."""


class Planned(NamedTuple):
    """A file that the output shall hold.

    `path` is POSIX and relative to the output folder. `key` is the fingerprint of everything that
    the bytes depend on; "" is never trusted, such a file is drawn in every build. `stage` is its
    place in the order of publication, low first: 0 assets, 1 pages, 2 feeds and JSON, 3 index.html.
    """

    path: str
    key: str
    stage: int


@frozen
class Receipt:
    """What a commit did: `written` are the paths that are new or whose bytes changed, in order."""

    written: tuple[str, ...]
    unchanged: int
    deleted: tuple[str, ...]


@frozen
class Manifest:
    """What stands in an output folder: `files` by POSIX path, relative to the folder.

    `engine` names the program that wrote it; keys of another engine mean nothing. A manifest that
    is not `finished` was put down by a build before its first write: it names what may stand, and
    there may be temporary files too.
    """

    engine: str
    files: Mapping[str, Record]
    finished: bool

    def to_json(self) -> bytes:
        """Write one compact JSON object, sorted, with one file a line."""
        quote = json.encoder.encode_basestring_ascii
        head = f'"engine":{quote(self.engine)},{_state(finished=self.finished)}'
        lines = [_row(path, record) for path, record in sorted(self.files.items())]
        files = ",\n".join(lines)
        return f'{{"version":{_VERSION},{head},"files":{{\n{files}\n}}}}\n'.encode("ascii")

    def amend(self, data: bytes, new: Manifest) -> bytes:
        """Write a new manifest as its `to_json` does, from `data`, which is what wrote this one.

        Where few rows are new that takes a tenth of the time.
        """
        if new.engine != self.engine or new.files.keys() != self.files.keys():
            return new.to_json()
        changed = [path for path, record in new.files.items() if record != self.files[path]]
        if len(changed) > _FEW:
            return new.to_json()
        pairs = [
            (f"\n{_row(path, self.files[path])}", f"\n{_row(path, new.files[path])}")
            for path in changed
        ]
        pairs.append((_state(finished=self.finished), _state(finished=new.finished)))
        for before, after in pairs:
            if before.encode() not in data:
                return new.to_json()  # it was written in another way
            data = data.replace(before.encode(), after.encode(), 1)
        return data

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Read what `to_json` wrote; raise ValueError for anything else.

        Its paths are checked as those of a plan are: whatever a damaged or planted manifest says,
        it never makes a build delete outside its folder.
        """
        try:
            read = json.loads(data)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        match read:
            case {
                "version": 1,
                "engine": str(engine),
                "finished": bool(finished),
                "files": dict(rows),
            }:
                files = _records(rows)
                check_paths(files, apart=False)
                return cls(engine=engine, files=files, finished=finished)
            case _:
                raise ValueError("not a manifest of this version")


def _row(path: str, record: Record) -> str:
    quote = json.encoder.encode_basestring_ascii
    key, size, mtime_ns, name = record
    return f"{quote(path)}:[{quote(key)},{size},{mtime_ns},{quote(name)}]"


def _state(*, finished: bool) -> str:
    return f'"finished":{"true" if finished else "false"}'


def _records(rows: dict[str, Any]) -> Mapping[str, Record]:
    # By columns: a look at each row by itself takes four times as long, 15 ms at 10,000 files.
    if not rows:
        return {}
    if {*map(type, rows.values())} != {list} or {*map(len, rows.values())} != {4}:
        raise ValueError("not a file's record: it has other parts")
    for column, kind in zip(zip(*rows.values(), strict=True), (str, int, int, str), strict=True):
        if {*map(type, column)} != {kind}:
            raise ValueError(f"not a file's record: {kind.__name__} is missing")
    return dict(zip(rows, starmap(Record, rows.values()), strict=True))


def check_paths(paths: Iterable[str], *, apart: bool = True) -> None:
    """Raise ValueError unless every path is a plain relative POSIX path inside the folder.

    With `apart`, no path may equal another when case is ignored, as many disks do, nor be a folder
    of another. A plan that fails here is a defect of the program, not of a site.
    """
    paths = tuple(paths)
    every = "\n".join(paths)
    if paths and (every.count("\n") >= len(paths) or not _are_safe(every)):
        wrong = next((path for path in paths if not _is_safe(path)), "")
        raise ValueError(f"not a plain relative path: {wrong!r}")
    every.encode()  # a lone surrogate is no name on any disk or in any address
    if not apart:
        return
    files = [path.casefold() for path in paths]
    if len(set(files)) < len(files):
        twice = min(path for path, count in Counter(files).items() if count > 1)
        raise ValueError(f"planned twice, when case is ignored: {twice!r}")
    folders: set[str] = set()
    level = set(files)
    while level := {path.rpartition("/")[0] for path in level} - {""}:
        folders |= level
    if both := folders.intersection(files):
        raise ValueError(f"planned as a file and as a folder: {min(both)!r}")


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders on the way to `path`, innermost first, without the output folder itself."""
    while path := path.rpartition("/")[0]:
        yield path


def topmost(path: str) -> str:
    """Return the folder at the top of the way to a file, or the file that stands there itself."""
    return path.partition("/")[0]


def temporary(path: str, *, blocker: str = "", first: bool = False) -> str:
    """Name the temporary file of `path`, so that the next build can find what a killed one left.

    It stands beside `path`, so that a folder without room or permission shows before anything is
    replaced; or beside `blocker`, a file of ours that is still there where `path` needs a folder.
    In a first build, where nothing stands, it is in a temporary twin of the topmost folder.
    """
    if first:
        top = topmost(path)
        return f".{top}{_TEMPORARY}{path.removeprefix(top)}"
    folder, slash, name = (blocker or path).rpartition("/")
    mark = f".{digest(path.encode())}" if blocker else ""
    return f"{folder}{slash}.{name}{mark}{_TEMPORARY}"
