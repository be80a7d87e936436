"""A folder on the disk, held by one run: the few things done to it, and words for what fails.

No call follows a symbolic link inside the folder. Knows nothing of builds, plans or manifests.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IFDIR, S_IFMT, S_IFREG, S_ISREG
from typing import TYPE_CHECKING

from statusgen.errors import LockHeld, OutputError
from statusgen.manifest import folders_above

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from statusgen.manifest import Record

if sys.platform != "win32":
    import fcntl

__all__ = [
    "NO_LOCKS",
    "Tree",
    "explained",
    "held",
    "read_if_there",
    "remove_if_empty",
    "remove_if_there",
    "untouched",
    "write_new",
]

# Some disks cannot lock a folder. NFS turns flock into a lock on bytes, for which the folder would
# have to be open for writing, and says EBADF. There two builds at once are not kept apart.
NO_LOCKS = frozenset({errno.EBADF, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EINVAL})
# Some cannot sync a file.
_NO_SYNC = frozenset({errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL})


_NOT_PLAIN = -1
"""Our own number for what is no plain file: no disk says it."""


@contextmanager
def held(root: str, shown: str) -> Iterator[None]:
    """Make the folder where it is missing, and hold it alone; LockHeld when another run does.

    The lock is on the folder itself: no stray file is left, and a killed run holds nothing. Windows
    has no such lock and goes without. A folder that was made here and is empty at the end goes.
    """
    made: list[Path] = []
    lock: int | None = None
    try:
        try:
            lock = _lock(Path(root), shown, made)
        except OSError as error:
            raise explained(error, shown) from error
        yield
    finally:
        for folder in reversed(made):
            remove_if_empty(str(folder))
        if lock is not None and sys.platform != "win32":
            # Said aloud: a child process that still runs would keep a lock that is only closed.
            fcntl.flock(lock, fcntl.LOCK_UN)
            os.close(lock)


def _lock(root: Path, shown: str, made: list[Path]) -> int | None:
    while True:
        for folder in reversed((root, *root.parents)):
            if not folder.is_dir():
                _make(folder, made)
        if sys.platform == "win32":
            return None
        descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if root.is_dir() and os.path.samestat(os.fstat(descriptor), root.stat()):
                return descriptor
        except BlockingIOError as error:
            os.close(descriptor)
            raise LockHeld(
                f"another build is writing to '{shown}'",
                "wait until it has ended, then build again",
            ) from error
        except OSError as error:
            os.close(descriptor)
            if error.errno in NO_LOCKS:
                return None
            raise
        # A run that failed has just removed the folder, which it had made: begin again.
        os.close(descriptor)


def _make(folder: Path, made: list[Path]) -> None:
    try:
        folder.mkdir()
    except FileNotFoundError as error:
        if folder.parent.is_dir():  # such as /proc, whose folders are the system's own
            raise OutputError(
                f"no folder can be made in '{folder.parent}'", "choose another folder with -o"
            ) from error
        raise
    except FileExistsError as error:
        if not folder.is_dir():
            raise OutputError(
                f"'{folder.name}' is a file, and the output needs a folder of that name",
                "move the file away, or choose another folder with -o",
            ) from error
    else:
        made.append(folder)


class Tree:
    """A folder; every path is POSIX and relative to it. Calls raise OSError.

    Paths are strings: at 10,000 files a Path for each costs more than looking at the disk does.
    """

    def __init__(self, root: str) -> None:
        self.root = os.path.join(root, "")
        self._kinds = {"": S_IFDIR}
        self._made: list[str] = []
        self._new: set[str] = set()

    def look(self, path: str) -> os.stat_result | None:
        """Return what stands there, a link as a link, or None for nothing."""
        try:
            return os.lstat(self.root + path)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, None where there is none or the disk does not give it."""
        try:
            return read_if_there(self.root + path)
        except OSError:
            return None

    def touched(self, records: Mapping[str, Record]) -> Iterator[str]:
        """Yield those of the files that do not stand as they were written.

        One lstat a file is 26 ms at 10,000; scandir of their 10,000 folders is 145.
        """
        root, lstat = self.root, os.lstat
        for path, (_, size, mtime_ns, _) in records.items():
            try:
                standing = lstat(root + path)
            except OSError:
                yield path  # `look` says why, where it is more than that nothing stands there
            else:
                if not untouched(standing, size, mtime_ns):
                    yield path

    def kind(self, folder: str) -> int:
        """Return the type (S_IFDIR and so on) of what stands there, 0 for nothing; remembered."""
        kind = self._kinds.get(folder)
        if kind is None:
            kind = 0
            if self.kind(folder.rpartition("/")[0]) == S_IFDIR:
                standing = self.look(folder)
                kind = S_IFMT(standing.st_mode) if standing else 0
            self._kinds[folder] = kind
        return kind

    def files_below(self, folder: str) -> Iterator[str]:
        """Yield all in the folder, however deep, that is no folder, and each empty folder."""
        empty = True
        with os.scandir(self.root + folder) as entries:
            for entry in entries:
                empty = False
                path = f"{folder}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    yield from self.files_below(path)
                else:
                    yield path
        if empty:
            yield folder

    def others(self, found: Iterable[str], files: Collection[str]) -> Iterator[str]:
        """Yield of what was found all but these plain files and the folders on the way to them.

        What has only the name of one, as a link in its place has, is somebody else's.
        """
        ours = {(above, S_IFDIR) for file in files for above in folders_above(file)}
        ours.update((file, S_IFREG) for file in files)
        for path in found:
            if (path, self.kind(path)) not in ours:
                yield path

    def make_folder(self, folder: str) -> None:
        """Make the folder and those above it, where they are missing."""
        above = folder.rpartition("/")[0]
        # In a folder that this run has made there is nothing that it did not make itself.
        kind = self._kinds.get(folder) if above in self._new else self.kind(folder)
        if kind != S_IFDIR:
            self.make_folder(above)
            # Noted before it exists: an interrupt in between must not leave it behind.
            self._made.append(folder)
            try:
                os.mkdir(self.root + folder)
            except FileExistsError:
                # Another process of this run was quicker; nobody else may make anything here.
                standing = self.look(folder)
                if standing is None or S_IFMT(standing.st_mode) != S_IFDIR:
                    raise
            self._kinds[folder] = S_IFDIR
            self._new.add(folder)

    def absent(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Return the folders on the way to these files that were not there when first looked at."""
        found = {folder for path in paths for folder in folders_above(path)}
        return tuple(sorted(one for one in found if self._kinds.get(one) == 0))

    def unmake_folders(self, others: Iterable[str] = ()) -> None:
        """Delete the folders that were made here, and the others, where they are empty."""
        self._made += others
        while self._made:
            folder = self._made.pop()
            remove_if_empty(self.root + folder)
            self._kinds.pop(folder, None)
            self._new.discard(folder)

    def write(self, path: str, data: bytes) -> os.stat_result:
        """Write a file in a folder that stands; return what stands there afterwards."""
        return write_new(self.root + path, data)

    def rename(self, old: str, new: str) -> None:
        """Give a file its name, in place of the file that has it."""
        os.replace(self.root + old, self.root + new)

    def forget(self) -> None:
        """Look at the disk again: a forked process has made folders."""
        self._kinds, self._new = {"": S_IFDIR}, set()

    def remove(self, path: str) -> bool:
        """Delete a plain file; say False where none stands, or only behind a link."""
        if self.kind(path.rpartition("/")[0]) != S_IFDIR:
            return False
        standing = self.look(path)
        if standing is None or not S_ISREG(standing.st_mode):
            return False
        os.unlink(self.root + path)
        self._kinds.pop(path, None)
        return True

    def prune(self, paths: Iterable[str]) -> None:
        """Delete the folders on the way to these files that are empty, innermost first."""
        folders = {folder for path in paths for folder in folders_above(path)}
        for folder in sorted(folders, reverse=True):
            if self.kind(folder) == S_IFDIR and remove_if_empty(self.root + folder):
                del self._kinds[folder]


def untouched(standing: os.stat_result, size: int, mtime_ns: int) -> bool:
    """Tell whether what stands is a plain file of that size and time."""
    return (
        standing.st_mtime_ns == mtime_ns and standing.st_size == size and S_ISREG(standing.st_mode)
    )


def write_new(path: str, data: bytes, *, synced: bool = False) -> os.stat_result:
    """Write a whole file, its mode by the umask; return what stands there afterwards.

    What an earlier run left under this name is overwritten; a link of this name is refused. One
    that is `synced` is on the disk itself then, so that a rename brings it whole or not at all,
    after a power cut as well; but where the disk cannot do that.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if synced:
            _sync(descriptor)
    finally:
        os.close(descriptor)
    # Only after closing: a network disk may set the time of a file as late as that.
    return os.lstat(path)


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def read_if_there(path: str) -> bytes | None:
    """Return the bytes of a file, None when there is none; OSError for what is no plain file."""
    try:
        with open(path, "rb", opener=_opened) as file:
            return file.read()
    except FileNotFoundError:
        return None


def _opened(path: str, flags: int) -> int:
    """Open a plain file: a pipe would be waited for, and a device may never end."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if not S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(_NOT_PLAIN, "not a plain file", path)
    return descriptor


def remove_if_there(path: str) -> None:
    """Delete a file; none is as good."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def remove_if_empty(path: str) -> bool:
    """Delete a folder; say False where it holds something or is none."""
    try:
        os.rmdir(path)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ENOTEMPTY, errno.EEXIST}:
            return False
        raise
    return True


_ROOM = ("there is no room on the disk for '{}'", "free some space there, then build again")
_RIGHTS = (
    "statusgen is not allowed to write '{}'",
    "ask the owner of that folder for the right to write there, or choose another with -o",
)
_NAME = (
    "the disk does not take the name '{}'",
    "give the file that it is made from a plainer name",
)
_MOVED = (
    "'{}' was changed by something else during the build",
    "build again when no other program works in that folder",
)
_WORDS = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: ("the disk quota is used up, there is no room for '{}'", _ROOM[1]),
    errno.EFBIG: ("'{}' is larger than a file may be here", "raise the limit, or use another disk"),
    errno.EROFS: ("the disk of '{}' can only be read", "choose another folder with -o"),
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.ENAMETOOLONG: (
        "the name '{}' is too long for the disk",
        "give the file that it is made from a shorter name",
    ),
    errno.EILSEQ: _NAME,
    errno.EINVAL: _NAME,
    _NOT_PLAIN: (
        "'{}' is no plain file, and statusgen reads nothing else there",
        "move it away, or choose another folder with -o",
    ),
    errno.ENOENT: _MOVED,
    errno.ENOTDIR: _MOVED,
    errno.EISDIR: _MOVED,
    errno.EEXIST: _MOVED,
    errno.ENOTEMPTY: _MOVED,
    errno.ELOOP: _MOVED,
    errno.ESTALE: _MOVED,
}


def explained(error: OSError, where: str, *, half_way: bool = False) -> OutputError:
    """Say in plain words what the disk refused, and what helps.

    `half_way` is after the first rename: some files are new by then and others are old.
    """
    what, hint = _WORDS.get(
        error.errno or 0, ("'{}' cannot be written: " + str(error.strerror), "try to build again")
    )
    if half_way:
        hint += "; the output is partly new now, and the next build completes it"
    return OutputError(what.format(where), hint)
