"""What is wrong with files of a theme as such: names that cannot be published, and emptiness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statusgen.errors import Location, Problem
from statusgen.manifest import check_paths
from statusgen.sources import Source

__all__ = ["useless"]


def useless(files: Mapping[str, Source]) -> Iterator[Problem]:
    """Yield assets that cannot be published under their names, and templates that are empty.

    `files` are by their names in the theme, and by those of their layers. An editor that runs out
    of room leaves an empty file, and the page of one would be blank.
    """
    for path, source in files.items():
        if path.startswith("assets/"):
            try:
                check_paths((path,))
            except ValueError:
                what = "the name of this file cannot be a part of an address"
                hint = "rename it, without a backslash and without what cannot be seen"
                yield Problem(Location(source.path), "bad-name", what, hint)
        # A part of an author's own may be empty.
        elif _is_override(path, files) and not source.data.strip():
            what = "this template is empty, so nothing would be printed"
            hint = "write something into it, or delete it to have the shipped one"
            yield Problem(Location(source.path), "empty-file", what, hint)


def _is_override(path: str, files: Mapping[str, Source]) -> bool:
    return path.startswith("templates/") and f"@default/{path}" in files
