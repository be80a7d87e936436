"""The site as it stood at a git revision, as values. Decides nothing about what its files say.

Git is asked with plumbing that only reads: no checkout, no index, no shell, nothing fetched. What
`read` refuses on the disk is a problem here too, so that both sides of a comparison are read alike.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from statusgen.errors import Location, Problem, UsageError
from statusgen.fingerprint import digest
from statusgen.frozen import frozen
from statusgen.sources import CONFIG, INCIDENTS, MAINTENANCE, Source, Sources, is_text, left_behind

__all__ = ["Revision", "revision"]

_LINK, _FOREIGN = b"120000", b"160000"

_MOST_LINKS, _MOST_FOLLOWED = 40, 100_000
"""How many links may lead to each other, as for Linux, and to how many files of folders all may.

Twenty folders with two links each to the next one would be a million ways.
"""

# Of git's own variables these say how it works here. The others say which repository, index or
# objects are meant: a hook sets them, and they would lead away from the site's folder.
_KEPT = (
    "GIT_CEILING_DIRECTORIES",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
)


@frozen
class Revision:
    """A commit, by the name that was asked for and by its hash, and the site's folder in it.

    `blobs` leads from the path of each file, relative to the site's folder, to its object; links
    inside of the folder are followed. `faults` says of other things why they are not read.
    """

    name: str
    commit: str
    root: str
    blobs: Mapping[str, str]
    faults: Mapping[str, str]

    def sources(self) -> Sources:
        """Read what a build reads; without statusgen.yml there was no site yet."""
        problems: list[Problem] = []
        config = self.files(CONFIG)
        incidents, maintenance = (
            self._read(self._entries(folder, problems)) for folder in (INCIDENTS, MAINTENANCE)
        )
        return Sources(
            config=config[0] if config else None,
            incidents=incidents,
            maintenance=maintenance,
            problems=tuple(sorted(problems)),
        )

    def files(self, path: str) -> tuple[Source, ...]:
        """Read the file of that path, or every file in the folder of that path."""
        return self._read(
            one
            for one in sorted(self.blobs)
            if _below(one, path) and not any(map(left_behind, one[len(path) + 1 :].split("/")))
        )

    def _read(self, paths: Iterable[str]) -> tuple[Source, ...]:
        wanted = list(paths)
        found = _contents(self.root, [self.blobs[path] for path in wanted])
        return tuple(
            Source(path, data, digest(data)) for path, data in zip(wanted, found, strict=True)
        )

    def _entries(self, folder: str, problems: list[Problem]) -> Iterator[str]:
        """Yield the paths of entries as `read` would, and say what it would not read."""
        for path in sorted((*self.blobs, *self.faults)):
            parts = path[len(folder) + 1 :].split("/")
            if not _below(path, folder) or any(map(left_behind, parts)):
                continue
            what = self.faults.get(path, "")
            if not what and any(part.endswith(".md") for part in parts[:-1]):
                what = "this is in a folder with the name of an entry"
            if not what and not is_text(path):
                what = "the name of this file cannot be read as text"
            if what:
                shown = path.encode("utf-8", "replace").decode()
                problems.append(Problem(Location(shown), "unreadable", what))
            elif path.endswith(".md"):
                yield path


def revision(site: Path, name: str) -> Revision:
    """Find a revision in the repository that the site's folder is in.

    Raises UsageError where there is no git, no repository, or no such revision in it.
    """
    root = os.path.realpath(site)
    commit = _commit(root, name)
    blobs: dict[str, str] = {}
    links: dict[str, str] = {}
    faults: dict[str, str] = {}
    for line in _said(root, "ls-tree", "-r", "-z", commit).split(b"\0")[:-1]:
        about, _, raw = line.partition(b"\t")
        mode, _, object_ = about.split(b" ")
        path = raw.decode("utf-8", "surrogateescape")
        if mode == _FOREIGN:
            faults[path] = "this is a repository of its own, which is not looked into"
        else:
            (links if mode == _LINK else blobs)[path] = object_.decode()
    for path in _follow(root, links, blobs):
        faults[path] = "this symbolic link leads to nothing inside of the site's folder, or too far"
    return Revision(name=name, commit=commit, root=root, blobs=blobs, faults=faults)


def _follow(root: str, links: Mapping[str, str], blobs: dict[str, str]) -> Iterator[str]:
    """Put what links lead to in their places; yield those that lead to nothing here, or too far."""
    targets = _contents(root, list(links.values()))
    left = {
        path: posixpath.normpath(
            posixpath.join(posixpath.dirname(path), data.decode("utf-8", "surrogateescape"))
        )
        for path, data in zip(links, targets, strict=True)
    }
    # A link may lead to a link: with each round those that lead to what is known now. One that
    # leads to a folder around it would never end.
    room = _MOST_FOLLOWED
    for _ in range(_MOST_LINKS):
        every = sorted(blobs)
        found: dict[str, dict[str, str]] = {}
        for path, to in left.items():
            if to in blobs:
                found[path] = {path: blobs[to]}
            elif not _below(path, to):
                # All names below a folder stand together, before that with the sign behind "/".
                names = range(bisect_left(every, f"{to}/"), bisect_left(every, f"{to}0"))
                if 0 < len(names) <= room:
                    room -= len(names)
                    found[path] = {
                        f"{path}{every[at][len(to) :]}": blobs[every[at]] for at in names
                    }
        if not found:
            break
        for path, files in found.items():
            blobs.update(files)
            del left[path]
    yield from left


def _below(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}/")


# --- Git -----------------------------------------------------------------------------------------


def _commit(root: str, name: str) -> str:
    inside = _git(root, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository")
    if b"dubious ownership" in inside.stderr:
        raise UsageError(
            "git does not trust this folder, because it belongs to somebody else",
            "if you do, tell git so: git config --global --add safe.directory FOLDER",
        )
    answers = inside.stdout.split()
    if inside.returncode or answers[:1] != [b"true"]:
        raise UsageError(
            "the site's folder is not in a git repository, so there is nothing to compare with",
            "go to the folder that you work in with git, or name it with -C",
        )
    # The name first, alone: behind some, such as ":/words", nothing can be put.
    commit = _resolved(root, f"{_resolved(root, name)}^{{commit}}")
    if commit:
        return commit
    if name == "HEAD":
        what = "nothing has been committed in this repository yet"
        raise UsageError(what, "commit the site first, then compare with that")
    what = f"there is no revision '{name}' in this repository"
    hint = "name a branch, a tag or a commit: `git log --oneline` lists commits"
    if answers[1:] == [b"true"]:
        what += ", of which only the newest part was fetched"
        hint = "fetch the rest with `git fetch --unshallow`; in CI, set the depth of the checkout"
    raise UsageError(what, hint)


def _resolved(root: str, name: str) -> str:
    """Return the hash of what has this name; "" where nothing has."""
    if "\0" in name:
        return ""
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    said = found.stdout.decode("ascii", "replace").strip()
    return said if found.returncode == 0 and re.fullmatch(r"[0-9a-f]+", said) else ""


def _contents(root: str, objects: list[str]) -> list[bytes]:
    """Read objects, one process for all of them."""
    if not objects:
        return []
    rest = _said(root, "cat-file", "--batch", given="".join(f"{one}\n" for one in objects).encode())
    found, at = [], 0
    for _ in objects:
        end = rest.index(b"\n", at)
        _, kind, *size = rest[at:end].split(b" ")
        if not size:
            assert kind == b"missing"
            raise UsageError(
                "this repository does not hold all files of that revision",
                "fetch them first: git fetch --refetch",
            )
        at = end + 1 + int(size[0])
        found.append(rest[end + 1 : at])
        at += 1
    return found


def _said(root: str, *arguments: str, given: bytes = b"") -> bytes:
    ran = _git(root, *arguments, given=given)
    if ran.returncode:
        why = ran.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        what = f"git cannot read that revision: {why.removeprefix('fatal: ') or 'no reason given'}"
        raise UsageError(what, "look at the repository with `git fsck`")
    return ran.stdout


def _git(root: str, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git")
    if program is None:
        what = "git is not installed, and without it there is nothing to compare with"
        raise UsageError(what, "install git, or put it on the PATH")
    own = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    own |= {key: os.environ[key] for key in _KEPT if key in os.environ}
    own |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    return subprocess.run(
        [program, *arguments], cwd=root, env=own, input=given, capture_output=True, check=False
    )
