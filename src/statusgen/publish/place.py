"""A folder of releases on this machine's disk: looking into it, making a release, switching to it.

Calls raise OSError where the disk refuses. Whoever changes anything has to hold the folder.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISLNK, S_ISREG

from statusgen import confirmation
from statusgen.errors import LockHeld, PublishError
from statusgen.fingerprint import digest
from statusgen.manifest import folders_above
from statusgen.publish import layout
from statusgen.publish.layout import Contents, Kept, Plan, Record
from statusgen.publish.release import File, Release
from statusgen.publish.swap import exchange, point
from statusgen.publish.target import Difference
from statusgen.tree import NO_LOCKS, read_if_there, write_new

if sys.platform != "win32":
    import fcntl

__all__ = ["Place", "differences", "make_readable"]

# A disk without hard links, or a file that has as many as one may have.
_NO_LINKS = frozenset({errno.EMLINK, errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EXDEV})


class Place:
    """ROOT, as `layout` draws it. `shown` is its name in messages; `real` wants no link."""

    def __init__(self, root: Path, shown: str, *, real: bool) -> None:
        self.current = root / "current"
        self.private = root / ".statusgen"
        self._releases = root / "releases"
        self._record = self.private / "releases.json"
        self._shown = shown
        self._real = real

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Make the folders and hold them alone; LockHeld while another run does.

        A killed run holds nothing. Gives False where the disk cannot lock.
        """
        try:
            make_readable(self._releases)
            self.private.mkdir(mode=0o700, exist_ok=True)
            (self.private / "files").mkdir(exist_ok=True)
        except FileExistsError as error:
            raise layout.no_folder(str(error.filename)) from error
        if sys.platform == "win32":
            yield False
            return
        lock = os.open(self.private, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield self._lock(lock)
        finally:
            os.close(lock)

    def _lock(self, lock: int) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockHeld(
                f"another run is publishing to '{self._shown}'", "wait until it has ended"
            ) from error
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            return False
        return True

    # --- Looking ---------------------------------------------------------------------------

    def look(self) -> tuple[Record, Kept | None]:
        """Return the record and what is live. Raises PublishError where `current` is not ours.

        `current` is looked at first: whatever is live at any time stands in the record by then.
        """
        try:
            found = self.current.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return self._read_record(), None
        target = self.current.readlink().as_posix() if S_ISLNK(found.st_mode) else ""
        record = self._read_record()
        if target:
            folder, _, name = target.rpartition("/")
            live = record.named(name) if folder == "releases" else None
            if live is None:
                raise layout.foreign(self._shown)
            return record, live if (self._releases / name).is_dir() else None
        if not S_ISDIR(found.st_mode):
            raise layout.foreign(self._shown)
        # The newest first: an older one that was deleted by hand may have had the same number.
        newest_first = reversed(record.releases)
        live = next((one for one in newest_first if one.inode == found.st_ino), None)
        live = live or self._by_its_build(record)
        if live is None and any(self.current.iterdir()):
            raise layout.foreign(self._shown)
        if live and not self._real:
            raise PublishError(
                f"'{self._shown}/current' is a folder, and should become a link",
                "write switch: exchange, or publish to a new folder",
            )
        return record, live

    def _by_its_build(self, record: Record) -> Kept | None:
        """Find what is live where the folders were copied, and have other numbers."""
        data = read_if_there(os.fspath(self.current / confirmation.NAME))
        name = digest(data) if data is not None else ""
        for one in record.releases:
            if self.contents(one).own.get(confirmation.NAME, ("", 0))[0] == name != "":
                return one
        return None

    def _read_record(self) -> Record:
        data = read_if_there(os.fspath(self._record))
        try:
            record = Record.from_json(data) if data is not None else Record()
        except ValueError as error:
            raise layout.unreadable(self._shown) from error
        return record.on(self.private.stat().st_ino if self.private.is_dir() else 0)

    def contents(self, one: Kept | None) -> Contents:
        """Return what is in a release; nothing where that cannot be said any more."""
        data = read_if_there(os.fspath(self._contents_path(one))) if one else None
        with suppress(ValueError):
            return Contents.from_json(data) if data is not None else Contents()
        return Contents()

    def intact(self, one: Kept, contents: Contents) -> bool:
        """Say whether every file of a release stands as it was put there, byte for byte.

        A time proves nothing: who restores a file, or edits it with care, sets it back.
        """
        folder = f"{self.folder(one)}/"
        return bool(contents.own) and all(
            _holds(folder + path, known) for path, known in contents.own.items()
        )

    def is_as_published(self, one: Kept, contents: Contents) -> bool:
        """Say whether a release can stay: nothing of it is changed, and nothing else is there."""
        return bool(contents.own) and not differences(self.folder(one), contents)

    def folder(self, one: Kept) -> Path:
        """Return where a release stands."""
        apart = self._releases / one.name
        try:
            found = self.current.lstat()
        except FileNotFoundError:
            return apart
        shown = S_ISDIR(found.st_mode) and (found.st_ino == one.inode or not apart.exists())
        return self.current if shown else apart

    # --- Changing --------------------------------------------------------------------------

    def put_record(self, record: Record) -> None:
        """Write the record, whole."""
        self._put(self._record, record.to_json())

    def put_contents(self, one: Kept, contents: Contents) -> None:
        """Write what is in a release, after the last of its files."""
        self._put(self._contents_path(one), contents.to_json())

    def mend(self, record: Record, live: Kept | None) -> None:
        """Give a release its own name again, where a run was killed after an exchange.

        What readers saw before stands under the name of what they see now; where that was a link,
        it goes. No other folder is asked for its number: a disk gives the number of one that was
        deleted to the next.
        """
        if live is None or self.current.is_symlink():
            return
        before = self._releases / live.name
        if before.is_symlink():
            before.unlink()
        if not before.exists():
            return
        number = before.lstat().st_ino
        for one in record.releases:
            apart = self._releases / one.name
            if one.inode == number and not apart.exists():
                before.rename(apart)
                return

    def numbered(self, record: Record) -> Record:
        """Note the numbers that folders have here which were copied from another disk.

        The next folder to be made may get the very number that one of them had there.
        """
        for one in record.releases:
            if not one.inode and (folder := self.folder(one)).is_dir():
                record = record.changed(one, replace(one, inode=folder.stat().st_ino))
        return record

    def sweep(self, names: Iterable[str]) -> None:
        """Delete the folders of these names and what is known of them."""
        for name in names:
            folder = self._releases / name
            if folder.is_symlink():
                folder.unlink()
            elif folder.is_dir():
                shutil.rmtree(folder)
            (self.private / "files" / f"{name}.json").unlink(missing_ok=True)

    def make(
        self,
        kept: Kept,
        plan: Plan,
        release: Release,
        live: Kept | None,
        said: Callable[[str], None],
    ) -> Kept:
        """Make the folder of a release; return what it has become.

        What somebody else has changed in the live folder is not linked but written anew.
        """
        folder = self._releases / kept.name
        folder.mkdir(mode=0o755)
        folder.chmod(0o755)
        made = {""}
        by_path = release.by_path()
        carried = dict(plan.contents.carried)
        if live is not None:
            known = plan.contents.all
            old = f"{self.folder(live)}/"
            for path in (*plan.link, *plan.carry):
                linked = _holds(old + path, known[path]) and _link(old, folder, path, made)
                if not linked and path in by_path:
                    _write(folder, path, release.data(by_path[path]), made)
                elif not linked:
                    del carried[path]
        for file in plan.put:
            _write(folder, file.path, release.data(file), made)
            said(file.path)
        contents = replace(plan.contents, carried=carried)
        kept = replace(kept, inode=folder.stat().st_ino)
        self.put_contents(kept, contents)
        return kept

    def carry(self, files: Mapping[str, tuple[str, int]], old: Kept, new: Kept) -> None:
        """Link files of one release into another that is not live, as far as they are as it was."""
        source = f"{self.folder(old)}/"
        made: set[str] = {""}
        for path, known in files.items():
            if _holds(source + path, known):
                _link(source, self.folder(new), path, made)

    def switch(self, new: Kept, live: Kept | None) -> None:
        """Show a release to readers instead of the live one, in one step."""
        folder = self._releases / new.name
        if not self._real:
            if live is None:
                # At most an empty folder stands there, whose place no link can take.
                with suppress(OSError):
                    self.current.rmdir()
            point(self.current, f"releases/{new.name}", self.private / "current")
            return
        if not os.path.lexists(self.current):
            folder.rename(self.current)
            return
        exchange(folder, self.current)
        # From here on readers see the new release; under its name stands what they saw before.
        if folder.is_symlink():
            folder.unlink()
        elif live is not None:
            folder.rename(self._releases / live.name)
        else:
            folder.rmdir()

    def confirm(self, live: Kept, contents: Contents, file: File, data: bytes) -> None:
        """Put a new build.json into the live release, and delete what it carries."""
        folder = self.folder(live)
        listed = self.private / "confirmed"
        own = {**contents.own, file.path: (file.digest, file.size)}
        # Whole before anything is changed: a full disk must not part a page from its list.
        self._put(listed, Contents(own=own).to_json())
        for path in contents.carried:
            (folder / path).unlink(missing_ok=True)
        above = {one for path in contents.carried for one in folders_above(path)}
        for one in sorted(above, reverse=True):
            with suppress(OSError):
                (folder / one).rmdir()
        # Not written through: an older release may have the same file by another name.
        self._put(folder / file.path, data, mode=0o644)
        listed.replace(self._contents_path(live))

    def _put(self, path: Path, data: bytes, mode: int = 0o600) -> None:
        new = self.private / "new"
        # Without a record that can be read nothing is ever published there again.
        write_new(os.fspath(new), data, synced=True)
        new.chmod(mode)
        new.replace(path)

    def _contents_path(self, one: Kept) -> Path:
        return self.private / "files" / f"{one.name}.json"


def differences(folder: Path, contents: Contents) -> tuple[Difference, ...]:
    """Compare the bytes of every file of a release with what was published."""
    known = contents.all
    there = set(_files_below(folder))
    found = [Difference(path=path, what="foreign") for path in there - known.keys()]
    found += [
        Difference(path=path, what="changed")
        for path in there & known.keys()
        if not _holds(f"{folder}/{path}", known[path])
    ]
    found += [Difference(path=path, what="missing") for path in contents.own.keys() - there]
    return tuple(sorted(found, key=lambda one: one.path))


def _holds(path: str, known: tuple[str, int]) -> bool:
    """Say whether a file with these bytes, by digest and size, stands there and can be read."""
    name, size = known
    try:
        found = os.lstat(path)
        # Asked first: a fifo would be read for ever.
        return (
            S_ISREG(found.st_mode)
            and found.st_size == size
            and digest(Path(path).read_bytes()) == name
        )
    except OSError:
        return False


def _link(source: str, folder: Path, path: str, made: set[str]) -> bool:
    """Give a file another name in a folder; say False where it is gone or the disk cannot."""
    _make_above(folder, path, made)
    try:
        os.link(source + path, folder / path, follow_symlinks=False)
    except (FileNotFoundError, FileExistsError, NotADirectoryError):
        return False
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    return True


def _write(folder: Path, path: str, data: bytes, made: set[str]) -> None:
    _make_above(folder, path, made)
    place = folder / path
    write_new(os.fspath(place), data)
    place.chmod(0o644)


def make_readable(folder: Path) -> None:
    """Make a folder and those above it; those that are new are readable, whatever the umask is."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        # Added, not set: a group's own bit may come from the folder above.
        one.chmod(S_IMODE(one.stat().st_mode) | 0o755)


def _make_above(folder: Path, path: str, made: set[str]) -> None:
    """Make the folders above a path, readable for a web server whatever the umask is."""
    above = path.rpartition("/")[0]
    if above in made:
        return
    _make_above(folder, above, made)
    place = folder / above
    with suppress(FileExistsError):
        place.mkdir(mode=0o755)
        place.chmod(0o755)
    made.add(above)


def _files_below(folder: Path) -> Iterator[str]:
    # Every publish asks, of ten thousand files: a Path for each costs more than the walk does.
    start = len(f"{folder}/")
    for above, _, names in os.walk(folder):
        for name in names:
            yield f"{above}/{name}"[start:].replace(os.sep, "/")
