"""The preview's own pages: what is wrong, and the bar in the pages of the site.

Everything that a file says is escaped. Nothing here changes what a build writes: the bar is one
script, which the pages' own policy lets in, and its style is the script's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from statusgen import report
from statusgen.errors import Location, Problem, Severity
from statusgen.server.preview import State
from statusgen.server.site import Snapshot
from statusgen.sources import Source

__all__ = ["ASSETS", "POLICY", "PREFIX", "asset", "facts", "problems_page", "with_bar"]

PREFIX = "/__preview/"
"""What the preview's own addresses begin with; no file of a site does."""

ASSETS = {
    "bar.js": "text/javascript; charset=utf-8",
    "bar.css": "text/css; charset=utf-8",
    "problems.css": "text/css; charset=utf-8",
}
"""The files of this package that are served, by their names."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The content security policy of the preview's own pages."""

_AROUND = 2
_WIDTH = 160

_PAGE = Markup("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="stylesheet" href="{prefix}problems.css">
</head>
<body>
<main>
<h1>{title}</h1>
<p>{lede}</p>
{body}</main>
<script src="{prefix}bar.js" defer data-build="{number}" data-page="problems"></script>
</body>
</html>
""")
_SECTION = Markup("""\
<section class="{severity}">
<h2>{what}</h2>
<p class="place">{place}</p>
{excerpt}{hint}</section>
""")


@cache
def asset(name: str) -> bytes:
    """Return one of `ASSETS`."""
    return (Path(__file__).parent / name).read_bytes()


def with_bar(page: bytes, number: int) -> bytes:
    """Put the preview's script into a page of that build, as the last of its body."""
    script = f'<script src="{PREFIX}bar.js" defer data-build="{number}"></script>\n'.encode()
    before, end, after = page.rpartition(b"</body>")
    return before + script + end + after if end else page + script


def problems_page(
    problems: Sequence[Problem], files: Sequence[Source], *, number: int, home: str, shown: bool
) -> bytes:
    """Draw what is wrong. `home` is the page's address, `shown` whether there is one to see.

    Of two files of one path the first is shown.
    """
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    others = len(problems) - errors
    link = Markup('<a href="{0}">{1}</a>')
    if errors:
        title = report.counted(errors, "problem")
        lede = Markup("Mend the file and save it: this page follows by itself. ")
        lede += (
            Markup("Until then {0} as it was last good.").format(
                link.format(home, "the status page is shown")
            )
            if shown
            else Markup("As soon as it is good, the status page is shown here.")
        )
    else:
        title = f"No problems, but {others} to look at" if others else "No problems"
        lede = Markup("{0}.").format(link.format(home, "Go to the status page"))
    # A theme's file has the path of the one that it builds on: as on the disk, the site's is meant.
    by_path = {source.path: source for source in reversed(files)}
    body = Markup("").join(_section(one, by_path.get(one.where.path)) for one in problems)
    return (_PAGE.format(title=title, lede=lede, body=body, prefix=PREFIX, number=number)).encode(
        "utf-8", "replace"
    )


def facts(
    state: State, snapshot: Snapshot | None, chosen: datetime | None, now: str, looked: str
) -> bytes:
    """Tell the bar what it shows: the problems, the times to walk to, and the one looked at.

    `snapshot` is that of now, `now` its time in words; the first moment stands for it. `looked` is
    the chosen time in words.
    """
    errors = sum(problem.severity is Severity.ERROR for problem in state.problems)
    moments: list[dict[str, object]] = [{"at": None, "when": f"now ({now})", "changes": []}]
    moments += [
        {"at": report.instant(one.at), "when": one.when, "changes": one.said}
        for one in (snapshot.ahead if snapshot is not None else ())
    ]
    value = {
        "build": state.number,
        "problems": errors,
        "at": None if chosen is None else report.instant(chosen),
        "looked": looked,
        "moments": moments,
    }
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _section(problem: Problem, source: Source | None) -> Markup:
    where = problem.where
    whole = (where.line, where.column, where.length) == (1, 1, 1)
    place = where.path if whole else f"{where.path}, line {where.line}"
    excerpt = Markup("")
    if source is not None and not whole:
        lines = Markup("\n").join(_lines(source, where))
        excerpt = Markup("<pre>{0}</pre>\n").format(lines)
    hint = Markup('<p class="hint">{0}</p>\n').format(_shown(problem.hint)) if problem.hint else ""
    return _SECTION.format(
        severity=problem.severity.value,
        what=_shown(problem.what),
        place=_shown(place),
        excerpt=excerpt,
        hint=hint,
    )


def _lines(source: Source, where: Location) -> Iterator[Markup]:
    """Yield the lines around a place, with their numbers; the place itself is marked."""
    first = max(0, where.line - 1 - _AROUND)
    margin = len(str(where.line + _AROUND))
    for number, line in enumerate(source.lines()[first : where.line + _AROUND], first + 1):
        if number == where.line:
            start = where.column - 1
            # Of a very long line, the part around the place.
            left = max(0, start - _WIDTH // 2) if len(line) > _WIDTH else 0
            cut = line[left : left + _WIDTH]
            end = start - left + where.length
            marked = Markup("{0}<mark>{1}</mark>{2}").format(
                _shown(cut[: start - left]), _shown(cut[start - left : end]), _shown(cut[end:])
            )
        else:
            marked = escape(_shown(line[:_WIDTH]))
        yield Markup("<span>{0}</span> {1}").format(f"{number:>{margin}}", marked)


def _shown(text: str) -> str:
    return report.shown(text, keep="\t")
