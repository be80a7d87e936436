"""What is published: the files of a finished build, with how each is to be sent and in which order.

A release is a value beside a folder: it names every file by the digest of its bytes, and `data`
hands out the bytes only while they still are those. Knows no target and no network.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from statusgen import confirmation
from statusgen.errors import OutputError, reason
from statusgen.fingerprint import digest, fingerprint
from statusgen.frozen import frozen

__all__ = ["LEAST", "File", "News", "Release", "Stage", "is_text"]

LEAST = 512
"""Bytes below which packing a file saves less than it costs."""


class Stage:
    """The order of publication, low first: whoever sees a file finds all that it leads to.

    What is of one stage may be sent in any order, many at once. Last is build.json, which tells
    open pages that there is a new page: not before it is there.

    Measured against a live reader: with the index first 1,146 of 1,220 views were broken, in this
    order none of 885.
    """

    ASSETS, PAGES, HISTORY, FEEDS, DATA, NOT_FOUND, INDEX, CONFIRMATION = range(8)


@frozen
class File:
    """One file: `path` is POSIX, from the site's root; `digest` names its bytes; `size` in bytes.

    `headers` are those that a host should send with it, in any case Content-Type and Cache-Control,
    sorted by name.
    """

    path: str
    digest: str
    size: int
    stage: int
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        """Return a header by its name, "" where it has none."""
        return dict(self.headers).get(name, "")

    @property
    def is_worth_packing(self) -> bool:
        """Whether it becomes smaller by more than packing it costs."""
        return self.size >= LEAST and is_text(self.header("Content-Type"))


def is_text(media_type: str) -> bool:
    """Say whether files of a media type become smaller when they are packed."""
    kind = media_type.partition(";")[0]
    return kind.startswith("text/") or kind.endswith(("+xml", "+json", "/xml", "/json"))


@frozen
class News:
    """One visible update, for those who are told of each thing exactly once.

    `id` is the update's permanent address, as in the feeds; `at` is when it is dated. `status` is
    the word of the format ("investigating"), `headline` is what a feed's item is titled, and `text`
    is what the update says, as plain text.
    """

    id: str
    at: datetime
    entry: str
    status: str
    headline: str
    text: str


@frozen
class Release:
    """A finished build: `files` by (stage, path), and the `folder` in which their bytes stand.

    `url` is the site's address, with its slash. `built_at` and `valid_until` are as in build.json.
    `feeds` are the paths of the feeds, for hubs; `news` holds the newest updates, newest first, and
    `older` says whether the site has more. `broken` are the entries that were left out since their
    files have mistakes. `more` is what a link to one of its updates is called.
    """

    folder: Path
    url: str
    built_at: datetime
    valid_until: datetime
    files: tuple[File, ...]
    feeds: tuple[str, ...] = ()
    news: tuple[News, ...] = ()
    older: bool = False
    broken: tuple[str, ...] = ()
    more: str = "Read more"

    @property
    def id(self) -> str:
        """Name what readers see: equal for two builds of the same files, whenever they were made.

        build.json is left out, which tells when the build was made.
        """
        return fingerprint(
            *(
                (one.path, one.digest, one.headers)
                for one in self.files
                if one.path != confirmation.NAME
            )
        )[:16]

    def data(self, file: File) -> bytes:
        """Read a file's bytes. Raises OutputError where they are not those of the build any more.

        That is so where another build writes the folder meanwhile: a mixture must not go out.
        """
        try:
            found = (self.folder / file.path).read_bytes()
        except OSError as error:
            why = reason(error)
            raise OutputError(f"'{file.path}' cannot be read: {why}", "build again") from error
        if digest(found) != file.digest:
            what = f"'{file.path}' is not as it was built"
            raise OutputError(what, "let nothing else write the output folder, and publish again")
        return found

    def by_path(self) -> Mapping[str, File]:
        """Return the files by their paths."""
        return {one.path: one for one in self.files}
