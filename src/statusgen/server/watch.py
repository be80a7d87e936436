"""Notices that the site's files change, and when they have come to rest. Reads none of them.

What editors write beside a file (`.x.swp`, `#x#`, `x~`, vim's 4913) is no change.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from logging import getLogger
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver, ObservedWatch

__all__ = ["Watch", "matters"]

# An editor that saves writes, renames and deletes within a few milliseconds.
_QUIET = 0.04
# A file that is still open for writing is waited for, but not for ever: some never close theirs.
_MOST_ROUNDS = 50

_CHANGES = frozenset(("created", "modified", "moved", "deleted", "closed", "attrib"))
_TELLS_OF_CLOSING = sys.platform == "linux"
# What the observer logs of an event that comes while it stops: nothing that an author could mend.
getLogger("watchdog.observers.inotify").addFilter(lambda one: "inactive" not in one.getMessage())
_LEFT_BEHIND = re.compile(r"[.#].*|.*~|.*\.sw[a-z]|4913")


def matters(path: str, parts: Iterable[str]) -> bool:
    """Say whether a path, relative to the site's folder, lies in one of these and is the site's."""
    names = path.split("/")
    return names[0] in parts and not any(_LEFT_BEHIND.fullmatch(name) for name in names)


class Watch(FileSystemEventHandler):
    """Watches a site's folder from `follow` on; `changed` is called from a thread of its own."""

    def __init__(self, folder: Path, changed: Callable[[], None]) -> None:
        self._root = folder.resolve()
        self._changed = changed
        self._parts: frozenset[str] = frozenset()
        self._stirred = Event()
        self._half: set[str] = set()
        self._paths: set[str] = set()
        self._whole = False
        self._lock = Lock()
        self._watched: dict[str, tuple[tuple[int, int], ObservedWatch]] = {}
        self._observer: BaseObserver = Observer()
        self._observer.daemon = True
        self._observer.start()

    def follow(self, parts: frozenset[str]) -> None:
        """Watch these files and folders in the site's, also those that come later.

        Call it before each reading: a folder may have been made, or be another one by now.
        """
        self._parts = parts
        self._schedule("", recursive=False)
        for part in sorted(parts):
            if (self._root / part).is_dir() or part in self._watched:
                self._schedule(part, recursive=True)

    def settle(self) -> frozenset[str] | None:
        """Wait until nothing has changed for a moment and no changed file is open for writing.

        Returns the files in which something has changed since the last call, by their paths from
        the site's folder; None where a whole folder came or went.
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
        inner = [os.path.relpath(path, self._root).replace(os.sep, "/") for path in paths]
        if not any(matters(path, self._parts) for path in inner):
            return
        with self._lock:
            self._note(kind, paths)
            self._paths.update(path for path in inner if matters(path, self._parts))
            self._whole = self._whole or event.is_directory
        self._stirred.set()
        self._changed()

    def _note(self, kind: str, paths: list[str]) -> None:
        """Keep in mind which files are open for writing; only some systems tell of closing."""
        if kind == "modified" and _TELLS_OF_CLOSING:
            self._half.add(paths[0])
        elif kind != "attrib":
            self._half.difference_update(paths)

    def _schedule(self, part: str, *, recursive: bool) -> None:
        path = self._root / part
        try:
            found = path.stat()
        except OSError:
            identity = (0, 0)
        else:
            identity = (found.st_dev, found.st_ino)
        before = self._watched.get(part)
        if before is not None:
            if before[0] == identity:
                return
            self._observer.unschedule(self._watched.pop(part)[1])
        if identity != (0, 0):
            watch = self._observer.schedule(self, str(path), recursive=recursive)
            self._watched[part] = (identity, watch)
