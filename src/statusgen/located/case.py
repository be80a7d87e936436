"""What an explanation starts from, and what it comes to. Explains nothing itself.

Lines and columns count from 0 here and in all that explains: they are indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import yaml

from statusgen.frozen import frozen

__all__ = ["Case", "Mistake"]


@frozen
class Mistake:
    """One mistake. `mended` is the line without it, as long as it was, or None if nobody can tell.

    Where the mended line cannot hold the value that was meant, `value` says where that stands: the
    columns of its key and of itself, and its length.
    """

    line: int
    column: int
    length: int
    code: str
    what: str
    hint: str
    mended: str | None = None
    value: tuple[int, int, int] | None = None


@frozen(kw_only=False)
class Case:
    """All that an explanation may look at: `lines` as written, `mended` as the parser saw them.

    `mask` makes plain letters of a text, one for one.
    """

    lines: Sequence[str]
    mended: Sequence[str]
    error: yaml.MarkedYAMLError
    last: yaml.Event | None
    mask: Callable[[str], str]

    @property
    def mark(self) -> tuple[int, int]:
        """Where the parser gave up."""
        mark = self.error.problem_mark or self.error.context_mark
        return self._inside(mark.line, mark.column) if mark else (0, 0)

    @property
    def opening(self) -> tuple[int, int]:
        """Where that began which the parser could not finish."""
        mark = self.error.context_mark
        return self._inside(mark.line, mark.column) if mark else self.mark

    def _inside(self, line: int, column: int) -> tuple[int, int]:
        line = min(line, len(self.lines) - 1)
        return line, min(column, len(self.lines[line]))

    def masked(self, line: int, column: int, length: int) -> str:
        """Take what the characters of a value mean to YAML out of a line."""
        text = self.mended[line]
        end = column + length
        return text[:column] + self.mask(text[column:end]) + text[end:]
