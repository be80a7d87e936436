"""Put the files of a build into the output folder: all of them or none, and each one whole.

A build is staged first, in temporary files beside their targets; a failure there leaves the old
output as it was. `commit` then renames in the order of publication, deletes, and puts down the
manifest. Only files that the manifest names are ever replaced or deleted. Nothing here draws,
decides what a site consists of, or writes through a symbolic link inside the folder.
The first build of an empty folder renames whole folders. What else is decided, and what is left
out, is in docs/decisions/0002-writing-in-two-phases.md.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from stat import S_IFDIR, S_IFREG, S_ISDIR, S_ISREG
from typing import TYPE_CHECKING

from statusgen.errors import OutputError
from statusgen.fingerprint import digest
from statusgen.folders import keep_off, manifest_path, shown_manifest
from statusgen.manifest import (
    UNKNOWN,
    Laid,
    Manifest,
    Planned,
    Receipt,
    Record,
    check_paths,
    folders_above,
    temporary,
    topmost,
)
from statusgen.tree import (
    Tree,
    explained,
    held,
    read_if_there,
    remove_if_there,
    untouched,
    write_new,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

__all__ = ["Folder", "Laid", "Planned", "Receipt", "open_folder"]


@contextmanager
def open_folder(out: Path, *, engine: str, protect: Sequence[Path]) -> Iterator[Folder]:
    """Hold the output folder for one build; leaving without `commit` leaves everything as it was.

    `engine` names the version of all that draws: keys of another engine are not trusted. `out` may
    be or hold no path of `protect`, nor lie inside one but the first, nor in any .git or
    .statusgen: UsageError. Raises LockHeld while another build holds the folder (where the system
    can lock folders; Windows and some network disks cannot, and go without), and OutputError when
    what stands there is not ours or the disk refuses.
    """
    shown = out.as_posix()
    keep_off(out, shown, protect)
    root = os.path.realpath(out)
    with held(root, shown):
        try:
            folder = Folder(root, shown, os.fspath(manifest_path(out)), engine)
        except OSError as error:
            raise explained(error, os.path.basename(error.filename or shown)) from error
        try:
            yield folder
        except BaseException as error:
            try:
                folder.abandon()
            except OutputError as second:
                # The manifest is still unfinished, so that the next build clears up. What ended
                # this one is the thing to tell.
                error.add_note(f"clearing up failed too: {second}")
            raise
        folder.abandon()


class Folder:
    """An output folder during one build: ask `stale`, draw and `stage` those files, then `commit`.

    Made by `open_folder`. Calls in another order, and paths that were not planned, are defects of
    the program: ValueError.
    """

    def __init__(self, root: str, shown: str, manifest: str, engine: str) -> None:
        self._committed = False
        self._tree = Tree(root)
        self._shown, self._list = shown, shown_manifest(manifest, shown)
        self._manifest_path, self._new_manifest = manifest, f"{manifest}-new"
        self._engine = engine
        self._manifest_bytes = read_if_there(manifest)
        self._manifest = self._load()
        self._old = self._known()
        self._planned: tuple[Planned, ...] | None = None
        self._stale: dict[str, Planned] = {}
        self._standing: dict[str, os.stat_result | None] = {}
        self._doomed: set[str] = set()
        self._early: set[str] = set()
        self._spared: set[str] = set()
        self._blocking: set[str] = set()
        self._temporary: dict[str, str] = {}
        self._records: dict[str, Record] = {}
        self._first = self._manifest_bytes is None
        self._announced = self._committing = False
        remove_if_there(self._new_manifest)
        if self._manifest and not self._manifest.finished:
            # A killed build has left them.
            self._remove_temporary(self._old)

    def stale(self, planned: Sequence[Planned]) -> tuple[Planned, ...]:
        """Plan the whole output; return, in its order, the files that must be drawn and staged.

        They are those whose key is new and those that were touched or are missing. Raises
        OutputError, with nothing touched, when a file or folder of somebody else's is in the way.
        """
        if self._planned is not None:
            raise ValueError("a build has one plan")
        names = {item.path for item in planned}
        if len(names) < len(planned) or names != self._old.keys():
            # Otherwise they were checked when they were new: 8 ms saved at 10,000 files.
            check_paths(item.path for item in planned)
        self._planned = tuple(planned)
        old, path = self._old, ""
        try:
            twins = self._doom(names)
            alike = {
                item.path: record
                for item in planned
                if (record := old.get(item.path))
                and record.key == item.key != ""
                and item.path not in twins
            }
            same = alike.keys() - self._tree.touched(alike)
            for item in planned:
                path = item.path
                if path not in same:
                    self._stale[path] = item
                    in_folder = self._tree.kind(path.rpartition("/")[0]) == S_IFDIR
                    standing = self._tree.look(path) if in_folder and path not in twins else None
                    self._standing[path] = self._admit(path, standing)
        except OSError as error:
            raise explained(error, f"{self._shown}/{path}") from error
        return tuple(self._stale.values())

    def confirm(self, path: str, renewed: Callable[[bytes], bytes]) -> Receipt | None:
        """Write one file anew where all the others stand as the last build left them.

        Returns None, with nothing touched, where they do not.
        """
        old = self._manifest
        if old is None or old.engine != self._engine or not old.finished:
            return None
        data, record = self._tree.read(path), old.files.get(path)
        if data is None or record is None or digest(data) != record.digest:
            return None  # after a power cut it may be half of itself
        new = renewed(data)
        keys = {one: record.key for one, record in self._old.items()}
        keys[path] = digest(new) if new != data else record.key
        stale = self.stale([Planned(one, key, 2) for one, key in keys.items()])
        if any(item.path != path for item in stale):
            return None
        if new == data:
            # Nothing is to be done, so that not even the manifest has another time.
            return Receipt(written=(), unchanged=len(keys), deleted=())
        self.stage(path, new)
        return self.commit()

    def stage(self, path: str, data: bytes) -> None:
        """Lay the bytes of one stale file, and take note of it."""
        if path not in self._stale:
            raise ValueError(f"not to be staged: {path!r}")
        self.announce()
        self.take([self.lay(self._stale[path], data)])

    def announce(self) -> None:
        """Put down, before the first write, a manifest that names all that may stand from now on.

        Whatever is to be drawn is unknown in it: after a kill nobody can tell old from new.
        """
        if self._announced or not self._stale:
            return
        files = {**self._old, **dict.fromkeys(self._stale, UNKNOWN)}
        unfinished = Manifest(engine=self._engine, files=files, finished=False)
        self._announced = True
        try:
            write_new(self._new_manifest, self._written(unfinished))
            os.replace(self._new_manifest, self._manifest_path)
        except OSError as error:
            raise explained(error, self._list) from error

    def lay(self, item: Planned, data: bytes) -> Laid:
        """Put the bytes of a stale file into a temporary file, or see that it holds them already.

        Comes after `announce`, and may be done in a forked process: what is returned is for `take`,
        in this one. Raises OutputError when the disk refuses; nothing of the old output was touched
        then.
        """
        path, name = item.path, digest(data)
        standing = self._standing[path]
        try:
            if standing is not None and self._holds(path, standing, name, data):
                return (path, "", standing.st_size, standing.st_mtime_ns, name)
            above = folders_above(path) if self._blocking else ()
            blocker = next((one for one in above if one in self._blocking), "")
            new_name = temporary(path, blocker=blocker, first=self._first)
            self._tree.make_folder(new_name.rpartition("/")[0])
            new = self._tree.write(new_name, data)
        except OSError as error:
            raise explained(error, f"{self._shown}/{path}") from error
        return (path, new_name, new.st_size, new.st_mtime_ns, name)

    def take(self, laid: Iterable[Laid]) -> None:
        """Take note of files that were laid."""
        for path, new_name, size, mtime_ns, name in laid:
            if path in self._records:
                raise ValueError(f"staged twice: {path!r}")
            self._records[path] = Record(self._stale[path].key, size, mtime_ns, name)
            if new_name:
                self._temporary[path] = new_name

    def commit(self) -> Receipt:
        """Publish what was staged: rename in order of `stage`, delete what is no longer planned.

        Raises OutputError when the disk refuses half way; the next build completes what is missing.
        """
        planned = self._planned
        if planned is None or self._committed or self._stale.keys() != self._records.keys():
            raise ValueError("commit comes once, after every stale file was staged")
        files = {
            item.path: self._records.get(item.path) or self._old[item.path] for item in planned
        }
        manifest = Manifest(engine=self._engine, files=files, finished=True)
        news = self._announced or manifest != self._manifest  # announced, it stands unfinished
        order = sorted(self._temporary, key=lambda path: self._stale[path].stage)
        deleted: list[str] = []
        path = ""
        try:
            if news:
                # Written before the first rename: from there on nothing needs room on the disk.
                write_new(self._new_manifest, self._written(manifest))
            self._committing = True
            # A file that stands where a folder must be, or the other way round, cannot wait.
            for path in sorted(self._early):
                deleted += [path] * self._tree.remove(path)
            if self._early:
                self._tree.prune(self._doomed)
            renames = {self._temporary[path]: path for path in order}
            if self._first:  # the topmost folders as wholes
                renames = {topmost(staged): topmost(path) for staged, path in renames.items()}
            for staged, path in renames.items():
                if self._blocking:  # else it stands already, with the temporary file in it
                    self._tree.make_folder(path.rpartition("/")[0])
                self._tree.rename(staged, path)
            for path in sorted(self._doomed - self._early - self._spared):
                deleted += [path] * self._tree.remove(path)
            self._tree.prune(self._doomed)
            path = ""
            if news:
                os.replace(self._new_manifest, self._manifest_path)
        except OSError as error:
            where = f"{self._shown}/{path}" if path else self._list
            raise explained(error, where, half_way=self._committing) from error
        self._committed = True
        gone = tuple(sorted(deleted))
        return Receipt(written=tuple(order), unchanged=len(planned) - len(order), deleted=gone)

    def abandon(self) -> None:
        """Take back what was staged and not committed; `open_folder` does it at the end."""
        if self._committed:
            return
        try:
            remove_if_there(self._new_manifest)
            made = self._tree.absent(self._stale)
            if self._announced:
                # All that may have been laid, by a process that was killed as well.
                self._tree.forget()
                self._remove_temporary(self._stale)
            self._tree.unmake_folders(made)
            if self._committing or not self._announced:
                # Partly old, partly new: the manifest has to go on saying so. Or: nothing was said.
                return
            if self._manifest_bytes is None:
                remove_if_there(self._manifest_path)
            elif self._manifest_bytes != read_if_there(self._manifest_path):
                write_new(self._new_manifest, self._manifest_bytes)
                os.replace(self._new_manifest, self._manifest_path)
        except OSError as error:
            raise explained(error, self._shown) from error

    def _load(self) -> Manifest | None:
        names = os.listdir(self._tree.root)
        if self._manifest_bytes is None:
            if names:
                raise OutputError(
                    f"'{self._shown}' holds files that statusgen did not write,"
                    f" such as '{min(names)}'",
                    "choose a new or empty folder with -o;"
                    " if this is an old build, delete it first",
                )
            return None
        try:
            return Manifest.from_json(self._manifest_bytes)
        except ValueError as error:
            if not names:
                return None
            raise OutputError(
                f"'{self._list}', the list of what statusgen wrote to"
                f" '{self._shown}', cannot be read",
                f"delete the folder '{self._shown}' by hand and build again,"
                " or choose another with -o",
            ) from error

    def _known(self) -> Mapping[str, Record]:
        if self._manifest is None:
            return {}
        if self._manifest.engine == self._engine:
            return self._manifest.files
        return {path: record._replace(key="") for path, record in self._manifest.files.items()}

    def _remove_temporary(self, paths: Collection[str]) -> None:
        twins = [temporary(path, first=True) for path in paths]
        for path, twin in zip(paths, twins, strict=True):
            self._tree.remove(temporary(path))
            self._tree.remove(twin)
            for above in folders_above(path):
                if above in self._old:
                    self._tree.remove(temporary(path, blocker=above))
        self._tree.prune(twins)

    def _doom(self, planned: set[str]) -> set[str]:
        """Note which old files must go; return the planned paths that are one of them on this disk.

        That happens where the disk ignores case and a name changed only in case: deleting the old
        name at the end would delete the new file.
        """
        self._doomed = set(self._old.keys() - planned)
        twins: set[str] = set()
        folded = {path.casefold(): path for path in planned} if self._doomed else {}
        for old in sorted(self._doomed):
            new = folded.get(old.casefold())
            if new is None:
                continue
            before, after = self._tree.look(old), self._tree.look(new)
            if before is None:
                self._spared.add(old)  # gone already, and soon the new file's other name
            elif after is not None and os.path.samestat(before, after):
                self._early.add(old)
                twins.add(new)
        return twins

    def _admit(self, path: str, standing: os.stat_result | None) -> os.stat_result | None:
        """Refuse a path where something stands that is not ours; return the file of ours there.

        What is ours and of the wrong kind, a file for a folder or a folder for a file, is noted to
        be deleted before the renames.
        """
        for above in folders_above(path):
            kind = self._tree.kind(above)
            if kind == S_IFDIR:
                break
            if kind == S_IFREG and above in self._doomed:
                self._blocking.add(above)
                self._early.add(above)
            elif kind:
                raise self._in_the_way(above, "folder")
        if standing is None:
            return None
        if S_ISREG(standing.st_mode) and path in self._old:
            return standing
        if not S_ISDIR(standing.st_mode):
            raise self._in_the_way(path, "file")
        inside = set(self._tree.files_below(path))
        others = set(self._tree.others(inside, self._doomed))
        if others:
            raise self._in_the_way(min(others), "file")
        self._early |= inside
        return None

    def _in_the_way(self, path: str, needed: str) -> OutputError:
        return OutputError(
            f"'{self._shown}/{path}' was not written by statusgen, which needs a {needed} there",
            "move it away, or choose another output folder with -o",
        )

    def _holds(self, path: str, standing: os.stat_result, name: str, data: bytes) -> bool:
        if standing.st_size != len(data):
            return False
        record = self._old[path]
        if untouched(standing, record.size, record.mtime_ns):
            return record.digest == name
        return read_if_there(self._tree.root + path) == data

    def _written(self, new: Manifest) -> bytes:
        if self._manifest is None or self._manifest_bytes is None:
            return new.to_json()
        return self._manifest.amend(self._manifest_bytes, new)
