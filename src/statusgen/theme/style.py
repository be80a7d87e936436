"""A stylesheet as text: what of it travels with every page, and what would break that page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statusgen.errors import Location, Problem

__all__ = ["faults", "shortened", "uncommented"]

# What is left as it is: texts, addresses without quotes, and letters behind a backslash.
_KEPT = (
    r"\"(?:[^\"\\\n]|\\.)*\"?"
    r"|'(?:[^'\\\n]|\\.)*'?"
    r"|(?<![\w-])(?i:url)\(\s*(?![\s\"'])(?:[^)\\]|\\.)*\)?"
    r"|\\."
)
_COMMENTS = r"(?:/\*(?:.*?\*/|.*))+"
_KEPT_OR_COMMENTS = re.compile(f"({_KEPT}|{_COMMENTS})", re.DOTALL)
_SEPARATED = re.compile(r"[^\s{}:;,>]")
_END = re.compile(r"</style", re.IGNORECASE)


def shortened(css: str) -> str:
    """Take comments and needless spaces out of a stylesheet: it travels with every page."""
    parts = _KEPT_OR_COMMENTS.split(css)
    for index, part in enumerate(parts):
        if index % 2 == 0:
            short = re.sub(r"\s*([{};,>])\s*|(:) ", r"\1\2", re.sub(r"\s+", " ", part))
            parts[index] = short.replace(";}", "}")
        elif part.startswith("/*"):
            before = parts[index - 1][-1:] or (parts[index - 2][-1:] if index > 1 else "")
            after = parts[index + 1][:1] or (parts[index + 2][:1] if index + 2 < len(parts) else "")
            # A blank would not do: between two selectors it has a meaning of its own.
            needed = _SEPARATED.match(before) and _SEPARATED.match(after)
            parts[index] = "/**/" if needed else ""
    return "".join(parts).strip()


def uncommented(css: str) -> str:
    """Write blanks in place of comments, so that all else stays in its line and column."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0]) if found[0].startswith("/*") else found[0]

    return _KEPT_OR_COMMENTS.sub(blank, css)


def faults(css: str, path: str) -> Iterator[Problem]:
    """Yield what would end the stylesheet inside of a page: the rest of it would be text there."""
    # Every build asks and hardly any has one: taking the comments out costs it a millisecond.
    bare = uncommented(css) if _END.search(css) else ""
    for found in _END.finditer(bare):
        line = bare.count("\n", 0, found.start()) + 1
        column = found.start() - bare.rfind("\n", 0, found.start())
        what = (
            f"a stylesheet may not hold '{found[0]}', which ends it: every page carries it inline"
        )
        hint = "delete it; in a text write <\\/style"
        yield Problem(Location(path, line, column, len(found[0])), "style-ended", what, hint)
