"""Corrections that cannot be wrong, as ranges of bytes. Touches no file: that is `mend`'s business.

A rule proposes one only where no author could want anything else, so none changes what is said.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable

from statusgen.check.rule import Finding
from statusgen.errors import Location
from statusgen.frozen import frozen
from statusgen.parse.text import decode
from statusgen.sources import Source

__all__ = ["Edit", "edits"]

_BLANKS = "a run of blanks"
_LINE = re.compile(rb"([^\r\n]*)(\r\n|\r|\n|\Z)")


@frozen
class Edit:
    """Put `replacement` in place of the bytes [start, end) of the file at `path`.

    It is right only for the file whose digest is `digest`. `where` and `code` are those of the
    problem that goes away, `before` and `after` the characters in question.
    """

    path: str
    start: int
    end: int
    replacement: bytes
    digest: str
    where: Location
    code: str
    before: str
    after: str

    def text(self, prefix: str = "") -> str:
        """Say it to people; `prefix` is put before the path."""
        where = f"{prefix}{self.path}:{self.where.line}:{self.where.column}"
        shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in where)
        before = f"'{self.before}'" if self.before.strip() else _BLANKS
        after = f"'{self.after}'" if self.after.strip() else "one blank"
        done = f"{before} is now {after}" if self.after else f"{before} deleted"
        if self.after == f"\n{self.before}":
            done = f"an empty line is now before '{self.before.strip()}'"
        return f"{shown}: corrected ({self.code}): {done}"

    def facts(self, prefix: str = "") -> dict[str, object]:
        """Say it to programs."""
        return {
            "path": prefix + self.path,
            "line": self.where.line,
            "column": self.where.column,
            "code": self.code,
            "before": self.before,
            "after": self.after,
        }


def edits(source: Source, found: Iterable[tuple[str, Finding]]) -> tuple[Edit, ...]:
    """Turn the findings of one file that have an answer into edits, from its start to its end.

    Of two that overlap the first is made: the other is found again in the next run. `found` are
    codes with findings.
    """
    text, _ = decode(source)
    read = text.lines if text else ()
    written = list(_LINE.finditer(source.data.removeprefix(BOM_UTF8)))
    skipped = len(source.data) - len(source.data.removeprefix(BOM_UTF8))
    made: list[Edit] = []
    for code, finding in sorted(found, key=lambda one: one[1].where):
        where = finding.where
        if finding.instead is None or where.line > len(read):
            continue
        line, raw = read[where.line - 1], written[where.line - 1]
        before = line[where.column - 1 : where.column - 1 + where.length]
        start = skipped + raw.start() + len(line[: where.column - 1].encode())
        # Where the parser left characters out, columns are not those of the file.
        if raw[1] != line.encode() or (made and start < made[-1].end):
            continue
        if finding.found and finding.found != before:
            continue
        made.append(
            Edit(
                path=source.path,
                start=start,
                end=start + len(before.encode()),
                # Lines end as the first one does.
                replacement=finding.instead.encode().replace(b"\n", written[0][2]),
                digest=source.digest,
                where=where,
                code=code,
                before=before,
                after=finding.instead,
            )
        )
    return tuple(made)
