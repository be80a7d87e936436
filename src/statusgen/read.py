"""The site's files from the disk, as values. Decides nothing about what they say.

What cannot be read is a problem, never a skipped file: on a status page a skipped report is a false
all-clear. Nothing outside of the site's folder is read, wherever a symbolic link may point.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from statusgen import shipped
from statusgen.errors import Location, Problem, Severity, reason
from statusgen.fingerprint import digest
from statusgen.sources import (
    CONFIG,
    INCIDENTS,
    MAINTENANCE,
    Layers,
    Source,
    Sources,
    is_text,
    left_behind,
)

__all__ = [
    "PREPARED",
    "read_again",
    "read_config",
    "read_logo",
    "read_named",
    "read_one",
    "read_prepared",
    "read_script",
    "read_site",
    "read_theme",
]

_MISNAMED = "statusgen.yaml"
PREPARED = "templates"

# One byte more than a file may have, so that the parser can say that it is too large.
_MOST_BYTES = 1024 * 1024 + 1
_MOST_AT_ONCE = 32 * 1024
_DATED = re.compile(r"\d{4}-\d\d-\d\d.*\.md", re.ASCII)
# What an entry is named by mistake: `.txt`, `.md.txt` where the last part is hidden, `.MD`.
_ENDS = re.compile(r"(?:\.(?:md|markdown|text|txt))+\Z", re.ASCII | re.IGNORECASE)
_DEEPEST = 40
"""The most folders in each other: people use two or three, and a disk has room for thousands."""
# O_NONBLOCK, since what the folder called a file may have become a pipe.
_READ = os.O_RDONLY
for _flag in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):
    _READ |= getattr(os, _flag, 0)
_MOST_BYTES_OF_ANY = 16 * 1024 * 1024
"""The most that a file may have which is no text of an author's: a script, a picture, a font."""


def read_site(site: Path) -> Sources:
    """Read statusgen.yml, or what seems to be meant by it, and every entry below `site`."""
    root = os.path.realpath(site)
    problems: list[Problem] = []
    config = _config(root, problems)
    sources = Sources(
        config=config,
        incidents=tuple(sorted(_entries(root, INCIDENTS, problems), key=attrgetter("path"))),
        maintenance=tuple(sorted(_entries(root, MAINTENANCE, problems), key=attrgetter("path"))),
    )
    if config is not None:
        problems.extend(_strays(root))
    else:
        # Not the folder of a site: that is the thing to say, not what else is not in it.
        problems = [problem for problem in problems if problem.severity is Severity.ERROR]
    return replace(sources, problems=tuple(sorted(problems)))


def read_config(site: Path) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read statusgen.yml alone, or what seems to be meant by it; say why it cannot be read."""
    problems: list[Problem] = []
    return _config(os.path.realpath(site), problems), tuple(problems)


def read_one(site: Path, path: str) -> Source | None:
    """Read one file of the site's again; None where it is not there or may not be read."""
    return _named_file(os.path.realpath(site), path, [])


def read_named(site: Path, path: str) -> Source | None:
    """Read a file that statusgen.yml names, as `read_logo` and `read_script` do, or return None."""
    return _named_file(os.path.realpath(site), path, [], most=_MOST_BYTES_OF_ANY + 1)


def read_again(site: Path, path: str) -> Source | None:
    """Read a file that a problem points at, the site's or a shipped theme's, if it is there."""
    # Beside the themes of a checkout stands the site of the demo shop, which is not meant.
    roots = (site, shipped.themes().parent) if path.startswith("themes/") else (site,)
    return next(filter(None, (read_named(root, path) for root in roots)), None)


def read_prepared(
    root: Path, folder: str = PREPARED
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """Read the texts in a folder that are prepared for new entries; say why one cannot be read."""
    real = os.path.realpath(root)
    leak = _leak(real, folder)
    if leak:
        return (), (_outside(leak),)
    try:
        names = sorted(os.listdir(os.path.join(real, folder)))
    except (FileNotFoundError, NotADirectoryError):
        return (), ()
    except OSError as error:
        return (), (_unreadable(folder, error),)
    problems: list[Problem] = []
    paths = [
        f"{folder}/{name}"
        for name in names
        if name.endswith(".md") and not name.startswith(".") and is_text(name)
    ]
    read = [_file(real, path, problems) for path in paths]
    return tuple(filter(None, read)), tuple(problems)


def read_theme(
    site: Path, name: str, where: Location | None = None
) -> tuple[Layers, tuple[Problem, ...]]:
    """Read the layers of a theme: the site's own files, the chosen theme, the default.

    A layer is called `site`, or by the theme's name. Problems say that there is no such theme, as
    it is named at `where`, or that a file of it cannot be read.
    """
    problems: list[Problem] = []
    root = os.path.realpath(site)
    layers: list[tuple[str, tuple[Source, ...]]] = []
    folder = shipped.themes()
    own = os.path.join(root, "themes", name)
    if os.path.isdir(own) and os.path.realpath(own) != os.path.realpath(folder / name):
        leak = _leak(root, f"themes/{name}")
        if leak:
            problems.append(_outside(leak))
        else:
            layers.append(("site", tuple(_theme_files(root, f"themes/{name}", problems))))
    for theme in dict.fromkeys((name, "default")):
        if (folder / theme).is_dir():
            base = os.path.realpath(folder.parent)
            layers.append((theme, tuple(_theme_files(base, f"themes/{theme}", problems))))
    if not problems and (not layers or (name != "default" and len(layers) == 1)):
        known = sorted(path.name for path in folder.iterdir() if path.is_dir())
        what = f"there is no theme '{name}'"
        hint = f"make a folder themes/{name}, or take one of: {', '.join(known)}"
        problems.append(Problem(where or Location(CONFIG), "unknown-theme", what, hint))
    return tuple(layers), tuple(problems)


def read_logo(site: Path, path: str, where: Location) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read the picture that statusgen.yml names as the logo, at `where`."""
    root = os.path.realpath(site)
    problems: list[Problem] = []
    if not os.path.lexists(os.path.join(root, path)):
        return None, (_missing(path, where, "no-logo", "brand/logo.svg"),)
    return _named_file(root, path, problems), tuple(problems)


def read_script(
    site: Path, path: str, where: Location
) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read the program of the form that statusgen.yml names, at `where`: these are large."""
    root = os.path.realpath(site)
    problems: list[Problem] = []
    if not os.path.lexists(os.path.join(root, path)):
        return None, (_missing(path, where, "no-script", "admin/decap-cms.js"),)
    source = _named_file(root, path, problems, most=_MOST_BYTES_OF_ANY + 1)
    if source is not None and _is_cut(source):
        return None, (_too_large(path, where, "see that it is the script itself"),)
    return source, tuple(problems)


def _config(root: str, problems: list[Problem]) -> Source | None:
    """Read it; under its other usual name too, so that the parser can say so."""
    for name in (CONFIG, _MISNAMED):
        if os.path.lexists(os.path.join(root, name)):
            return _file(root, name, problems)
    return None


def _entries(root: str, folder: str, problems: list[Problem]) -> Iterator[Source]:
    leak = _leak(root, folder)
    if leak:
        # Both folders of entries may lie behind one link.
        problems += {_outside(leak)} - set(problems)
        return
    if not os.path.isdir(os.path.join(root, folder)):
        what = f"there is no folder {folder}, so no report is read from it"
        hint = "if nothing has been reported yet, make it, with a file .gitkeep for git to keep it"
        problems.append(Problem(Location(folder), "no-folder", what, hint, Severity.WARNING))
        return
    for path, plain in _walk(root, folder, problems):
        if path.endswith(".md"):
            source = _plain_file(root, path) if plain else None
            source = source or _file(root, path, problems)
            if source is not None:
                yield source
        else:
            what = "this file is not read: the name of an entry ends in .md"
            hint = f"{_renamed(path)}, or move it away"
            problems.append(Problem(Location(path), "not-an-entry", what, hint, Severity.WARNING))


def _renamed(path: str) -> str:
    name = path.rpartition("/")[2]
    stem = _ENDS.sub("", name)
    return f"rename it to {stem}.md" if stem != name or "." not in name else "rename it"


def _theme_files(root: str, folder: str, problems: list[Problem]) -> Iterator[Source]:
    for path, _ in _walk(root, folder, problems):
        source = _file(root, path, problems, most=_MOST_BYTES_OF_ANY + 1)
        if source is not None and _is_cut(source):
            problems.append(_too_large(path, Location(path), "put a smaller file in its place"))
        elif source is not None:
            yield source


def _walk(
    root: str, folder: str, problems: list[Problem], linked: set[str] | None = None
) -> Iterator[tuple[str, bool]]:
    """Yield the files below a folder, sorted by path, without those that editors leave behind.

    Beside each one, whether the folder says that it is a plain file and no symbolic link. `linked`
    are the folders that links led to so far: twenty folders with two links each to the next one
    would be a million ways otherwise.
    """
    linked = set() if linked is None else linked
    if folder.count("/") > _DEEPEST:
        what = f"more than {_DEEPEST} folders stand in each other here"
        problems.append(Problem(Location(folder), "too-deep", what, "move them further up"))
        return
    try:
        with os.scandir(os.path.join(root, folder)) as found:
            items = sorted(found, key=attrgetter("name"))
    except OSError as error:
        problems.append(_unreadable(folder, error))
        return
    for item in items:
        name = item.name
        if left_behind(name):
            continue
        path = f"{folder}/{name}"
        if not is_text(name):
            what = "the name of this file cannot be read as text"
            where = Location(path.encode("utf-8", "replace").decode())
            problems.append(Problem(where, "bad-name", what, "rename it"))
        elif item.is_file(follow_symlinks=False):
            yield path, True
        elif not _is_folder(item):
            yield path, False
        elif name.endswith(".md"):
            what = "this is a folder with the name of an entry"
            problems.append(Problem(Location(path), "folder-not-file", what, "rename the folder"))
        elif item.is_symlink() and not _inside(root, path):
            problems.append(_outside(path))
        elif item.is_symlink() and _circles(root, folder, path):
            what = "this symbolic link leads in a circle"
            problems.append(Problem(Location(path), "circle", what, "delete it"))
        elif item.is_symlink() and (real := os.path.realpath(item.path)) in linked:
            what = "this symbolic link leads to a folder that another one leads to"
            problems.append(Problem(Location(path), "read-twice", what, "delete one of them"))
        else:
            if item.is_symlink():
                linked.add(real)
            yield from _walk(root, path, problems, linked)


def _plain_file(root: str, path: str) -> Source | None:
    """Read a plain file in the quickest way, 6 us against 38; None where anything is unusual."""
    try:
        descriptor = os.open(f"{root}/{path}", _READ)
    except OSError:
        return None
    try:
        data = os.read(descriptor, _MOST_AT_ONCE)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return Source(path, data, digest(data)) if len(data) < _MOST_AT_ONCE else None


def _file(
    root: str, path: str, problems: list[Problem], *, most: int = _MOST_BYTES
) -> Source | None:
    full = os.path.join(root, path)
    try:
        if os.path.islink(full) and not _inside(root, path):
            problems.append(_outside(path))
            return None
        # Asking first keeps a pipe or a device from being waited for.
        if not stat.S_ISREG(os.stat(full).st_mode):
            what = "this is not a file that can be read"
            problems.append(
                Problem(Location(path), "not-a-file", what, "put a text file in its place")
            )
            return None
        with open(full, "rb") as file:
            data = file.read(most)
    except OSError as error:
        problems.append(_unreadable(path, error))
        return None
    return Source(path, data, digest(data))


def _named_file(
    root: str, path: str, problems: list[Problem], *, most: int = _MOST_BYTES
) -> Source | None:
    """Read a file that was not come upon in its folder: any part of its path may be a link."""
    leak = _leak(root, path)
    if leak:
        problems.append(_outside(leak))
        return None
    return _file(root, path, problems, most=most)


def _strays(root: str) -> Iterator[Problem]:
    """Find what stands beside the folders that are read: `content/incident` is easily typed.

    Of the site's own folder only what is called like an entry: anything else may be there.
    """
    for folder in ("", "content/"):
        if not _inside(root, folder or "content"):
            continue
        try:
            names = sorted(os.listdir(os.path.join(root, folder)))
        except OSError:
            continue
        for name in names:
            path = f"{folder}{name}"
            stray = path not in (INCIDENTS, MAINTENANCE) if folder else _DATED.fullmatch(name)
            if stray and not name.startswith(".") and is_text(name):
                what = "nothing is read from here"
                hint = f"entries belong into {INCIDENTS} or {MAINTENANCE}"
                yield Problem(Location(path), "not-an-entry", what, hint, Severity.WARNING)


def _inside(root: str, path: str) -> bool:
    """Say whether a path stays in the site's folder, and leads to nothing hidden, such as .git."""
    real, top = os.path.realpath(os.path.join(root, path)), os.path.join(root, "")
    # Kubernetes mounts files as links into folders whose names begin with two dots.
    hidden = {name for name in real[len(top) :].split(os.sep) if re.match(r"\.(?!\.)", name)}
    return real.startswith(top) and hidden <= {*path.split("/")}


def _leak(root: str, path: str) -> str:
    """Return the first part of a path at which it is not inside, "" for none."""
    if _inside(root, path):
        return ""
    ways = (path[: slash.start()] for slash in re.finditer("/", path))
    return next((way for way in ways if not _inside(root, way)), path)


def _is_folder(item: os.DirEntry[str]) -> bool:
    """Say whether it is a folder; a link to itself is none, and fails when it is read."""
    try:
        return item.is_dir()
    except OSError:
        return False


def _circles(root: str, folder: str, path: str) -> bool:
    target, inside = (os.path.realpath(os.path.join(root, one)) for one in (path, folder))
    return os.path.join(inside, "").startswith(os.path.join(target, ""))


def _outside(path: str) -> Problem:
    what = "this symbolic link leads out of the site's folder, or to what is hidden there"
    return Problem(Location(path), "outside", what, "put the file itself here")


def _missing(path: str, where: Location, code: str, like: str) -> Problem:
    hint = f"put it there, or write its path from the site's folder, like {like}"
    return Problem(where, code, f"there is no file {path}", hint)


def _is_cut(source: Source) -> bool:
    return len(source.data) > _MOST_BYTES_OF_ANY


def _too_large(path: str, where: Location, hint: str) -> Problem:
    size = _MOST_BYTES_OF_ANY // 1024 // 1024
    return Problem(where, "too-large", f"{path} is larger than {size} MB", hint)


def _unreadable(path: str, error: OSError) -> Problem:
    why = reason(error)
    hint = "see that the file is there and that you may read it"
    return Problem(Location(path), "unreadable", f"this cannot be read: {why}", hint)
