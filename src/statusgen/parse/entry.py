"""One entry's file to an `Incident` or a `Maintenance`, or to every problem in it at once.

Sees a single file and the site's config; what needs two files (ids, links) is `parse`'s own
business.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from statusgen import located, markup
from statusgen.errors import Location, Problem, Severity, has_error
from statusgen.markup import Prose
from statusgen.model import Incident, Maintenance
from statusgen.parse import text as text_
from statusgen.parse import times, updates, usual
from statusgen.parse.assemble import IMPACTS, assemble, entry_id
from statusgen.parse.components import Components, Known
from statusgen.parse.fields import Fields
from statusgen.parse.headings import Section, cut
from statusgen.sources import Source

__all__ = ["Parsed", "entry_id", "parse_entry"]

_REST = ("still_works", "what_to_do", "data_safe", "next_update", "draft", "publish_at")
_KEYS = ("title", "components", "impact", *_REST)
_WINDOW_KEYS = ("title", "components", "starts", "ends", *_REST)
# What word processors make of ---, or a finger that stays on the key.
_EDGE = re.compile(r"(?!-$)[-\u2010-\u2015\u2212]+")
_ENDS = re.compile(r"---\s*$|## ")
_DRAFT = re.compile(r"draft:[ \t]+([\"']?)true\1[ \t]*(?:[ \t]#.*)?")


class Parsed(NamedTuple):
    """What came of one file: `entry` is None where it is a draft, or where too much is wrong.

    Where a problem is an error the entry is there for its links to be looked at, and no more.
    """

    entry: Incident | Maintenance | None
    draft: bool
    problems: tuple[Problem, ...]


def parse_entry(source: Source, *, maintenance: bool, known: Known) -> Parsed:
    """Read one entry. A draft's problems are warnings: it must not stop a real report."""
    if usual_entry := usual.read(source, maintenance=maintenance, known=known):
        return Parsed(entry=usual_entry, draft=False, problems=())
    return _parse_any(source, maintenance, known)


def _parse_any(source: Source, maintenance: bool, known: Known) -> Parsed:
    reader = _Reader(source, maintenance, known)
    entry = reader.read()
    problems = tuple(reader.problems)
    if reader.draft:
        problems = tuple(replace(one, severity=Severity.WARNING) for one in problems)
    return Parsed(entry=None if reader.draft else entry, draft=reader.draft, problems=problems)


def _looks_like_draft(lines: tuple[str, ...]) -> bool:
    """Say whether a file means to be a draft, even where its front matter cannot be read."""
    head = itertools.takewhile(lambda line: not line.startswith("## "), lines)
    return any(_DRAFT.fullmatch(line) for line in head)


def _front_matter_end(lines: tuple[str, ...], start: int) -> int:
    """Return the index of the line that ends it, or of the update that comes before any such."""
    ending = (index for index in range(start, len(lines)) if _ENDS.match(lines[index]))
    return next(ending, len(lines))


class _Reader:
    """One reading of one file: where it is, and the problems found so far."""

    def __init__(self, source: Source, maintenance: bool, known: Known) -> None:
        self.source = source
        self.maintenance = maintenance
        self.known = known
        self.start = Location(source.path)
        self.problems: list[Problem] = []
        self.components = Components(known, self.problems)
        self.draft = False

    def problem(
        self,
        where: Location,
        code: str,
        what: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.problems.append(Problem(where, code, what, hint, severity))

    def read(self) -> Incident | Maintenance | None:
        """Read it all, even behind a problem, so that one run finds every mistake."""
        text, faults = text_.decode(self.source)
        self.problems.extend(faults)
        if text is None:
            # What stands below the front matter is a text for readers, whatever it is.
            lines = text_.unread(self.source, faults)
            first = next((index for index, line in enumerate(lines) if line.strip()), 0)
            self.draft = _looks_like_draft(lines[: _front_matter_end(lines, first + 1)])
            return None
        bounds = self.front_matter(text)
        if bounds is None:
            self.draft = _looks_like_draft(text.lines)
            return None
        begin, end = bounds
        node, faults = located.load(
            "\n".join(text.lines[begin:end]),
            path=text.path,
            first_line=begin + 1,
        )
        self.problems.extend(faults)
        before = len(self.problems)
        sections = cut(text, start=self.behind(text, end), problems=self.problems)
        mistyped = sum(problem.code == "bad-update" for problem in self.problems[before:])
        if self.misplaced(node, sections.updates):
            self.draft = _looks_like_draft(text.lines)
            return None
        fields: Fields | None = None
        if isinstance(node, located.Mapping):
            known = _WINDOW_KEYS if self.maintenance else _KEYS
            of = "maintenance" if self.maintenance else "an incident"
            node = self.components.outside(node, known)
            fields = Fields(node, problems=self.problems, known=known, of=of)
        else:
            # Behind one that holds something stands a text for readers.
            empty = not any(line.strip() for line in text.lines[begin:end])
            self.draft = _looks_like_draft(text.lines if empty else text.lines[begin:end])
            if not has_error(faults):
                what = "the front matter must hold keys with values"
                hint = "write at least: title: what is wrong and where"
                self.problem(self.start, "wrong-type", what, hint)
        opening = self.body(sections.opening, sections.opening_line, top=3)
        written = [self.update(section) for section in sections.updates]
        return self.entry(fields, opening, written, mistyped)

    def front_matter(self, text: text_.Text) -> tuple[int, int] | None:
        """Return the line indexes [begin, end) of the YAML, or report that there is none."""
        lines = text.lines
        first = next(index for index, line in enumerate(lines) if line.strip())
        if lines[first].rstrip() != "---" and not self.edge(text, first):
            hint = "begin the file with a line --- then title: … and another line ---"
            self.problem(self.start, "no-front-matter", "this file has no front matter", hint)
            return None
        last = _front_matter_end(lines, first + 1)
        if last < len(lines) and lines[last].rstrip() == "---":
            return first + 1, last
        for index in range(first + 1, last):
            if self.edge(text, index):
                return first + 1, index
        what, hint = "the front matter is never closed", "put a line --- behind its last line"
        self.problem(self.start, "unclosed-front-matter", what, hint)
        return None

    def edge(self, text: text_.Text, index: int) -> bool:
        """Report a line that was to be ---, if this is one."""
        line = text.lines[index].rstrip()
        if _EDGE.fullmatch(line.strip()) is None:
            return False
        what = f"the front matter begins and ends with ---, and not with {located.excerpt(line)}"
        if line.strip() == "---":
            what = "the front matter begins and ends with --- at the start of the line"
        where = Location(text.path, index + 1, 1, len(line))
        self.problem(where, "odd-edge", what, "write --- and nothing else in this line")
        return True

    def behind(self, text: text_.Text, end: int) -> int:
        """Return where the text begins behind the front matter; report a second one there."""
        lines = text.lines
        again = next((index for index in range(end + 1, len(lines)) if lines[index].strip()), end)
        if again == end or lines[again].rstrip() != "---":
            return end + 1
        name = lines[again + 1].partition(":")[0] if again + 1 < len(lines) else ""
        last = _front_matter_end(lines, again + 1)
        if (
            name not in {*_KEYS, *_WINDOW_KEYS}
            or last == len(lines)
            or lines[last].startswith("## ")
        ):
            return end + 1
        what = "a second front matter begins here, and a file has only one"
        hint = "put into the first what is right, and delete this one with both its lines ---"
        self.problem(Location(text.path, again + 1, 1, 3), "second-front-matter", what, hint)
        return last + 1

    def misplaced(self, node: located.Node | None, sections: tuple[Section, ...]) -> bool:
        """Report an entry that is plainly one of the other folder: all else would follow from it.

        Plainly, where its window says so and the word of its first update.
        """
        other = not self.maintenance
        names = {key.text for key, _ in node.pairs} if isinstance(node, located.Mapping) else set()
        if any((key in names) is self.maintenance for key in ("starts", "ends")):
            return False
        word = sections[0].status if sections else ""
        mine = updates.status(word, maintenance=self.maintenance)
        its = updates.status(word, maintenance=other)
        if not isinstance(mine, updates.NoStatus) or isinstance(its, updates.NoStatus):
            return False
        what = "this is an incident, and stands in the folder of planned work"
        if other:
            what = "this is planned work, and stands in the folder of incidents"
        hint = f"move the file to content/{'maintenance' if other else 'incidents'}"
        self.problem(self.start, "wrong-folder", what, hint)
        return True

    def entry(
        self,
        fields: Fields | None,
        opening: Prose | None,
        written: list[updates.Written | None],
        mistyped: int,
    ) -> Incident | Maintenance | None:
        if fields is None:
            return None
        self.draft = fields.flag("draft")
        title = fields.line("title", required=True, example="what is wrong and where")
        if title and "<!--" in title:
            what, where = "readers will see this: a title holds no comment", fields.where("title")
            self.problem(where, "shown-comment", what, "delete it", Severity.WARNING)
        states = self.components.of(fields, maintenance=self.maintenance)
        publish_at = self.time(fields, "publish_at")
        promise = self.time(fields, "next_update")
        impact = None if self.maintenance else fields.choice("impact", IMPACTS)
        still_works = tuple(
            prose
            for scalar in fields.texts("still_works", example="[Chip and PIN and cash work.]")
            if (prose := self.prose(scalar.text, scalar.where)) is not None
        )
        what_to_do = self.field_prose(fields, "what_to_do")
        data_safe = self.field_prose(fields, "data_safe")
        window = self.window(fields) if self.maintenance else None
        timeline = updates.arrange(
            [update for update in written if update is not None],
            found=len(written) + mistyped,
            first_promise=None if promise is None else (promise, fields.where("next_update")),
            window=window,
            maintenance=self.maintenance,
            start=self.start,
            problems=self.problems,
        )
        if title is None or not timeline or (self.maintenance and window is None):
            return None
        return assemble(
            self.source,
            title=title,
            opening=opening,
            states=states,
            still_works=still_works,
            what_to_do=what_to_do,
            data_safe=data_safe,
            impact=impact,
            publish_at=publish_at,
            updates=timeline,
            window=window,
            where=self.start,
        )

    def update(self, section: Section) -> updates.Written | None:
        """Read one section; None where its heading cannot be used, but its body is read."""
        body = self.body(section.body, section.first_line, top=4)
        status = updates.status(section.status, maintenance=self.maintenance)
        if isinstance(status, updates.NoStatus):
            self.problem(section.status_at, "unknown-status", status.what, status.hint)
        at = times.instant(section.time, self.known.zone)
        if isinstance(at, times.Misread):
            self.problem(section.time_at, at.code, at.what, at.hint)
        braces = self.braces(section)
        if isinstance(status, updates.NoStatus) or isinstance(at, times.Misread):
            return None
        if body is None:
            what = "this update says nothing"
            hint = "write below it what customers need to know now"
            self.problem(section.status_at, "empty-update", what, hint, Severity.WARNING)
            body = updates.EMPTY
        return updates.Written(at, status, body, braces, section.time_at, section)

    def braces(self, section: Section) -> updates.Braces:
        if not section.braces:
            return updates.NO_BRACES
        node, faults = located.load_inline(section.braces, where=section.braces_at)
        self.problems.extend(faults)
        if not isinstance(node, located.Mapping):
            return updates.NO_BRACES
        faulty = {fault.where for fault in faults}
        usable = [(key, value) for key, value in node.pairs if value.where not in faulty]
        times_ = ("next_update", "was_at")
        instants = {
            key.text: self.scalar_time(key.text, value)
            for key, value in usable
            if key.text in times_
        }
        pairs = [(key, value) for key, value in usable if key.text not in times_]
        return updates.Braces(
            states=tuple(self.components.pairs(pairs, beside=times_)),
            next_update=instants.get("next_update"),
            was_at=instants.get("was_at"),
        )

    def window(self, fields: Fields) -> tuple[datetime, datetime] | None:
        starts = self.time(fields, "starts", required=True)
        ends = self.time(fields, "ends", required=True)
        if starts is None or ends is None:
            return None
        if ends <= starts:
            what = f"this maintenance ends {'before' if ends < starts else 'when'} it starts"
            hint = "check both dates and times"
            self.problem(fields.where("ends"), "ends-before-starts", what, hint)
            return None
        return starts, ends

    def time(self, fields: Fields, key: str, *, required: bool = False) -> datetime | None:
        value = fields.line(key, required=required, example="2025-04-21 22:00")
        return None if value is None else self.read_time(value, fields.where(key))

    def scalar_time(self, key: str, value: located.Node) -> datetime | None:
        if isinstance(value, located.Scalar) and value.text:
            return self.read_time(value.text, value.where)
        hint = f"write {key}: 2025-04-21 08:40"
        self.problem(value.where, "bad-time", f"'{key}' needs a time", hint)
        return None

    def read_time(self, value: str, where: Location) -> datetime | None:
        at = times.instant(value, self.known.zone)
        if isinstance(at, times.Misread):
            self.problem(where, at.code, at.what, at.hint)
            return None
        return at

    def field_prose(self, fields: Fields, key: str) -> Prose | None:
        value = fields.text(key)
        return None if value is None else self.prose(value, fields.where(key))

    def prose(self, source: str, where: Location) -> Prose | None:
        prose, faults = markup.convert(source.strip())
        for fault in faults:
            self.problem(where, fault.code, fault.what, fault.hint)
        if re.search(r"<h[1-6]>", prose.html):
            what = "a piece of advice cannot hold a heading"
            hint = "delete the # at the start of its line"
            if re.search(r"(?m)^[ \t>*+-]*#", source) is None:
                hint = "put an empty line above its line of --- or ===, or delete its tags"
            self.problem(where, "heading-in-advice", what, hint)
        return prose

    def body(self, source: str, first_line: int, *, top: int) -> Prose | None:
        """Convert a body; blank lines around it are no part of it. None if nothing is left."""
        stripped = source.strip("\n")
        if not stripped or stripped.isspace():
            return None
        prose, faults = markup.convert(stripped, top=top)
        for fault in faults:
            skipped = len(source) - len(source.lstrip("\n"))
            before = stripped[: fault.offset]
            line = first_line + skipped + before.count("\n")
            column = fault.offset - (before.rfind("\n") + 1) + 1
            length = len(stripped[fault.offset :][: fault.length].partition("\n")[0])
            where = Location(self.source.path, line, column, max(length, 1))
            # That a comment is never closed may have been said where the text was cut.
            said = (where, "unclosed-comment")
            if all((one.where, one.code) != said for one in self.problems):
                self.problem(where, fault.code, fault.what, fault.hint)
        return prose
