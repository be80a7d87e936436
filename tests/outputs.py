"""Small builds of an output folder, and what they are compared with."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from statusgen.fingerprint import digest
from statusgen.write import Planned, Receipt, open_folder

SITE = {
    "index.html": b"all is well",
    "feed.xml": b"<rss/>",
    "incidents/a/index.html": b"incident a",
    "incidents/b/index.html": b"incident b",
    "assets/base.1234.css": b"body{}",
}
NEW = {"index.html": b"new", "feed.xml": b"new", "incidents/c/index.html": b"c", "new/a/b": b"b"}


def stage_of(path: str) -> int:
    if path == "index.html":
        return 3
    if path.startswith("assets/"):
        return 0
    return 1 if path.endswith(".html") else 2


def planned(files: Mapping[str, bytes]) -> tuple[Planned, ...]:
    return tuple(
        Planned(path=path, key=digest(data), stage=stage_of(path)) for path, data in files.items()
    )


def build(
    out: Path, files: Mapping[str, bytes], *, engine: str = "1", protect: tuple[Path, ...] = ()
) -> Receipt:
    with open_folder(out, engine=engine, protect=protect) as folder:
        for item in folder.stale(planned(files)):
            folder.stage(item.path, files[item.path])
        return folder.commit()


def drawn(out: Path, files: Mapping[str, bytes], *, engine: str = "1") -> list[str]:
    """Say what a build would draw, and leave everything as it is."""
    with open_folder(out, engine=engine, protect=()) as folder:
        return [item.path for item in folder.stale(planned(files))]


def files_in(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file()
    }


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that stands in a folder, with times: what must not change when nothing is touched."""
    return {
        path.relative_to(folder).as_posix(): (
            0 if path.is_dir() else path.lstat().st_mtime_ns,
            os.fsencode(path.readlink())
            if path.is_symlink()
            else (b"" if path.is_dir() else path.read_bytes()),
        )
        for path in folder.rglob("*")
    }


def without_times(folder: Path) -> dict[str, bytes]:
    return {path: data for path, (_, data) in everything(folder).items()}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def nothing_changes(folder: Path) -> Iterator[None]:
    before = everything(folder)
    yield
    assert everything(folder) == before


@contextmanager
def nothing_changes_but_the_manifests_time(out: Path) -> Iterator[None]:
    """The manifest may have been put down and put back: the same bytes at another time.

    What was read may be kept for the next build, in a file that nobody needs.
    """
    outside, inside = without_kept(out.parent), everything(out)
    yield
    assert without_kept(out.parent) == outside
    assert everything(out) == inside


def without_kept(folder: Path) -> dict[str, bytes]:
    found = without_times(folder)
    return {path: data for path, data in found.items() if ".statusgen" not in path.split("/")}


def fail_after_staging(
    out: Path,
    files: Mapping[str, bytes],
    *,
    staged: int,
    error: type[BaseException] = ZeroDivisionError,
) -> None:
    with open_folder(out, engine="1", protect=()) as folder:
        for item in folder.stale(planned(files))[:staged]:
            folder.stage(item.path, files[item.path])
        raise error


def site_number(number: int) -> dict[str, bytes]:
    """One of three sites: most files in all of them, some in one, and `swap` file or folder."""
    page = f"a line of site {number}\n".encode()
    sizes = {f"incidents/{name}/index.html": 2_000 for name in "abcdef"}
    sizes |= {"assets/font.woff2": 15_000, "feed.xml": 4_000, "index.html": 5_000}
    sizes |= {f"incidents/only-{number}/index.html": 10, f"maintenance/{number}/index.html": 10}
    sizes |= {"swap/by/number": 1_000} if number % 2 else {"swap": 1_000}
    return {path: page * size for path, size in sizes.items()}


SITES = [site_number(number) for number in range(3)]


def build_for_ever(out: Path) -> None:
    """Build one site after the other, and print a line after the first."""
    for number in itertools.count():
        build(out, SITES[number % 3])
        if number == 0:
            print("built", flush=True)


def strays_in(out: Path) -> list[str]:
    """Name what a finished build has no business to leave: temporary files and empty folders."""
    return [
        path.relative_to(out.parent).as_posix()
        for path in out.parent.rglob("*")
        if path.name.endswith("-new") or (path.is_dir() and not any(path.iterdir()))
    ]


@contextmanager
def somebody_without_rights() -> Iterator[Path]:
    """Give a folder of somebody who may not write everywhere, and be that person: not root."""
    with tempfile.TemporaryDirectory() as name:
        root = os.geteuid() == 0
        if root:
            os.chown(name, 65534, -1)
            os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            if root:
                os.seteuid(0)
