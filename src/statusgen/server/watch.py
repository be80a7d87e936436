"""Notices that the site's files change, and when they have come to rest. Reads none of them.

What editors write beside a file (`.x.swp`, `#x#`, `x~`, vim's 4913) is no change, and neither is
what this process says itself, where that is kept in a file of the site's folder. What a symbolic
link in the site leads to is watched where it is, as long as that is in the site's folder.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from logging import getLogger
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from statusgen.manifest import folders_above
from statusgen.sources import left_behind

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver, ObservedWatch

__all__ = ["LOOK", "Watch", "identity", "matters"]

LOOK = 2.0
"""Seconds between two looks at whether the site's folder is still the same one."""

# An editor that saves writes, renames and deletes within a few milliseconds.
_QUIET = 0.04
# A file that is still open for writing is waited for, but not for ever: some never close theirs.
_MOST_ROUNDS = 50
# As many links as Linux goes through on the way to one file.
_MOST_LINKS = 40

# A folder that no site has, to see whether one more can be watched.
_ELSEWHERE = os.path.dirname(__file__)  # noqa: PTH120

_CHANGES = frozenset(("created", "modified", "moved", "deleted", "closed", "attrib"))
_TELLS_OF_CLOSING = sys.platform == "linux"
# What the observer logs of an event that comes while it stops: nothing that an author could mend.
getLogger("watchdog.observers.inotify").addFilter(lambda one: "inactive" not in one.getMessage())
# Vim's own, beside what the reader passes over too.
_OF_VIM = re.compile(r".*\.sw[a-z]|4913")


def matters(path: str, parts: Iterable[str]) -> bool:
    """Say whether a path, relative to the site's folder, lies in one of these and is the site's."""
    part, _, inner = path.partition("/")
    # What is named was left behind by nobody: a logo may lie in a folder called .brand.
    return part in parts and not _is_left_behind(inner)


def identity(folder: Path) -> tuple[Path, int, int] | None:
    """Say which folder is meant by a name; None where there is none.

    Where it is another one than before, nothing in the old one tells of that.
    """
    try:
        found = folder.stat()
        return folder.resolve(), found.st_dev, found.st_ino
    except OSError:
        return None


class Watch(FileSystemEventHandler):
    """Watches a site's folder from `follow` on; `changed` is called from a thread of its own.

    `but` is a file that this process puts in its place by itself: it is no part of the site.
    """

    def __init__(
        self, folder: Path, changed: Callable[[], None], *, but: Path | None = None
    ) -> None:
        self._folder = folder
        self._root = folder.resolve()
        self._changed = changed
        self._but = but and os.fspath(but.parent.resolve() / but.name)
        self._parts: frozenset[str] = frozenset()
        self._aims: frozenset[str] = frozenset()
        self._on_the_way: frozenset[str] = frozenset()
        self._stirred = Event()
        self._half: set[str] = set()
        self._paths: set[str] = set()
        self._whole = False
        self._lock = Lock()
        self._watched: dict[str, tuple[tuple[int, int, bool], ObservedWatch]] = {}
        self._observer: BaseObserver = Observer()
        self._observer.daemon = True
        self._observer.start()

    def follow(self, parts: frozenset[str]) -> None:
        """Watch these files and folders in the site's, also those that come later.

        Call it before each reading: a folder may have been made, or be another one by now, also the
        site's own. Raises OSError where the system does not let some of them be watched.
        """
        self._find_root()
        self._parts = parts
        self._aims = frozenset(_aims(self._root, parts))
        self._on_the_way = self._aims.union(*map(folders_above, self._aims))
        # Each with whether all below it is watched too.
        wanted = dict.fromkeys(("", *self._on_the_way - self._aims), False)
        for path in parts | self._aims:
            full = self._root / path
            if full.is_dir() and not full.is_symlink():
                wanted[path] = True
        inner = {path for path in wanted if any(wanted.get(one) for one in folders_above(path))}
        for path in self._watched.keys() - (wanted.keys() - inner):
            self._observer.unschedule(self._watched.pop(path)[1])
        # Outer folders first: so what comes in them meanwhile is noticed.
        for path in sorted(wanted.keys() - inner):
            self._schedule(path, recursive=wanted[path])
        self._find_room()

    def settle(self) -> frozenset[str] | None:
        """Wait until nothing has changed for a moment and no changed file is open for writing.

        Returns the files in which something has changed since the last call, by their paths from
        the site's folder; None where a whole folder came or went, or something behind a link.
        """
        for _ in range(_MOST_ROUNDS):
            self._stirred.clear()
            if not self._stirred.wait(_QUIET) and not self._half:
                break
        with self._lock:
            self._half.clear()
            changed, whole = frozenset(self._paths), self._whole
            self._paths, self._whole = set(), False
        return None if whole else changed

    def close(self) -> None:
        """Stop watching."""
        self._observer.stop()
        self._observer.join(timeout=0.5)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take one event of the system's."""
        kind = event.event_type
        if kind not in _CHANGES or (event.is_directory and kind == "modified"):
            return
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        if self._but in paths:
            return
        inner = [os.path.relpath(path, self._root).replace(os.sep, "/") for path in paths]
        own = [path for path in inner if matters(path, self._parts)]
        behind = any(self._is_behind(path) for path in inner)
        if not own and not behind:
            return
        if kind in ("modified", "closed") and _is_said(paths[0]):
            return
        with self._lock:
            self._note(kind, paths)
            self._paths.update(own)
            # Which entries are read through a link, nobody has written down.
            self._whole = self._whole or event.is_directory or behind
        self._stirred.set()
        self._changed()

    def _note(self, kind: str, paths: list[str]) -> None:
        """Keep in mind which files are open for writing; only some systems tell of closing."""
        if kind == "modified" and _TELLS_OF_CLOSING:
            self._half.add(paths[0])
        elif kind != "attrib":
            self._half.difference_update(paths)

    def _is_behind(self, path: str) -> bool:
        """Say whether a link leads to this path, below it, or to something in it."""
        if path in self._on_the_way:
            return True
        above = [one for one in folders_above(path) if one in self._aims]
        return bool(above) and not _is_left_behind(path[len(above[-1]) + 1 :])

    def _find_root(self) -> None:
        """Find the site's folder anew: a link on the way to it may lead elsewhere by now."""
        # A folder that is gone stays as it was: it is looked for there.
        with suppress(OSError):
            root = self._folder.resolve()
            if root != self._root:
                self._forget()
                self._root = root

    def _forget(self) -> None:
        for _, watch in self._watched.values():
            self._observer.unschedule(watch)
        self._watched.clear()

    def _find_room(self) -> None:
        """Raise OSError where the system lets nothing more be watched.

        The observer is silent where a folder in another one, made just now perhaps, goes without;
        it has to begin anew then, or it would go without for ever.
        """
        if sys.platform == "linux":
            try:
                self._observer.unschedule(self._observer.schedule(self, _ELSEWHERE))
            except OSError:
                self._forget()
                raise

    def _schedule(self, folder: str, *, recursive: bool) -> None:
        path = self._root / folder
        try:
            found = path.stat()
        except OSError:
            identity = None
        else:
            identity = (found.st_dev, found.st_ino, recursive)
        before = self._watched.get(folder)
        if before is not None:
            if before[0] == identity:
                return
            self._observer.unschedule(self._watched.pop(folder)[1])
        if identity is not None and path.is_dir():
            watch = self._observer.schedule(self, str(path), recursive=recursive)
            self._watched[folder] = (identity, watch)


def _is_left_behind(path: str) -> bool:
    return any(left_behind(name) or _OF_VIM.fullmatch(name) for name in path.split("/"))


def _is_said(path: str) -> bool:
    """Say whether what this process says goes to this file: each build would ask for the next."""
    for stream in (1, 2):
        with suppress(OSError):
            if os.path.samestat(os.stat(path), os.fstat(stream)):  # noqa: PTH116
                return True
    return False


def _aims(root: Path, parts: Iterable[str]) -> Iterator[str]:
    """Yield what links in these parts of the site lead to, and the links on the way there.

    All are paths in the site's folder, through no link; what is at their end need not be there. A
    folder is looked into once, however many links lead to it.
    """
    seen: set[Path] = set()
    left = [root / part for part in parts]
    while left:
        path = left.pop()
        if path.is_symlink():
            *links, path = _way(path)
            for one in (*links, path):
                if root in one.parents:
                    yield one.relative_to(root).as_posix()
            if root not in path.parents:
                continue  # The reader refuses it.
        if path in seen:
            continue
        seen.add(path)
        # It may be a file, or nothing that can be looked into.
        with suppress(OSError), os.scandir(path) as items:
            left += [
                Path(item.path)
                for item in items
                if (item.is_symlink() or item.is_dir()) and not _is_left_behind(item.name)
            ]


def _way(path: Path) -> Iterator[Path]:
    """Yield the links that a path goes through, and then where it ends, each through no link."""
    here, names, links = Path(path.anchor), list(reversed(path.parts[1:])), 0
    while names:
        name = names.pop()
        if name == os.pardir:
            here = here.parent
            continue
        here /= name
        if links < _MOST_LINKS and here.is_symlink():
            yield here
            links += 1
            # It may be gone by now.
            with suppress(OSError):
                names += reversed(here.readlink().parts)
                here = here.parent
    yield here
