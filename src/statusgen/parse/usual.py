"""What `entry` gives, in a third of the time, for entries as nearly all are written.

Usual is a simple front matter, then headings of updates written one way, each with a text below it,
and no fault anywhere: whatever else is written is none of this module's business (None), so that it
makes no problem and hardly a place. It takes less than `entry` does, never more, and leaves every
rule to the modules that hold it. Property tests compare both ways.
"""

from __future__ import annotations

import re
from datetime import datetime

from statusgen import located, markup
from statusgen.errors import Location, Problem
from statusgen.markup import Prose
from statusgen.model import Impact, Incident, Maintenance, State
from statusgen.parse import times, updates
from statusgen.parse.assemble import IMPACTS, assemble
from statusgen.parse.components import STATES, Known
from statusgen.parse.headings import Section, may_be_odd
from statusgen.parse.text import characters
from statusgen.sources import Source

__all__ = ["read"]

# A line that begins so is no heading, underlines none and is not the edge of a code block.
_LINE = r"(?:[^\n\t #=`~-]|- [^\n\t ])[^\n]*+"
_BODY = rf"(?:(?P<plain>{markup.PLAIN})|(?P<marked>{_LINE}(?>(?:\n++{_LINE})*)))"
_OPENING = re.compile(rf"\n*+(?:{_BODY}\n++)?(?=## )")
_SECTION = re.compile(
    rf"## (?P<time>{times.TIME}) (?P<status>[A-Za-z]+(?: [A-Za-z]+)?)"
    r"(?: (?P<braces>\{[^\n{}]*\}))?"
    rf"\n++{_BODY}(?:\n++(?=## )|\n*+\Z)"
)
_TIME_COLUMN = len("## ") + 1


class _Unusual(Exception):
    """There is more to this entry than is known here."""


def read(source: Source, *, maintenance: bool, known: Known) -> Incident | Maintenance | None:
    """Read an entry that is no draft and in which there is nothing to say; None for any other."""
    try:
        return _Reader(source, maintenance, known).read()
    except _Unusual:
        return None


class _Reader:
    """One reading of one file. `fields` are the keys of its front matter not yet asked for."""

    def __init__(self, source: Source, maintenance: bool, known: Known) -> None:
        self.source = source
        self.maintenance = maintenance
        self.known = known
        self.fields: located.Texts = {}

    def read(self) -> Incident | Maintenance:
        text, problems = characters(self.source)
        if text is None or problems or len(text) > markup.LONGEST or "<!--" in text:
            raise _Unusual
        if markup.is_rare(text) or may_be_odd(text):
            raise _Unusual
        end = text.find("\n---\n", 3)
        fields = located.load_texts(text[4:end])
        if end < 0 or fields is None or not text.startswith("---\n"):
            raise _Unusual
        self.fields = fields
        opening, written = self.body(text, end + 5)
        entry = self.entry(opening, written)
        if self.fields or not entry.title:
            raise _Unusual
        return entry

    def body(self, text: str, begin: int) -> tuple[Prose | None, list[updates.Written]]:
        """Read what stands below the front matter: an opening, perhaps, and the updates."""
        match = _OPENING.match(text, begin)
        if match is None:
            raise _Unusual
        opening = self.prose(*match.groups(), top=3) if match.lastgroup else None
        written = []
        end, line = match.end(), 1 + text.count("\n", 0, match.end())
        while end < len(text):
            match = _SECTION.match(text, end)
            if match is None:
                raise _Unusual
            written.append(self.update(match, line))
            line += text.count("\n", end, match.end())
            end = match.end()
        return opening, written

    def update(self, match: re.Match[str], line: int) -> updates.Written:
        time, word, braces, plain, marked = match.groups()
        status = updates.status(word, maintenance=self.maintenance)
        if isinstance(status, updates.NoStatus):
            raise _Unusual
        at, body = self.instant(time), self.prose(plain, marked, top=4)
        section = Section(self.source.path, line, match, body.source)
        where = Location(self.source.path, line, _TIME_COLUMN, len(time))
        own = self.braces(braces) if braces else updates.NO_BRACES
        return updates.Written(at, status, body, own, where, section)

    def prose(self, plain: str | None, marked: str, *, top: int) -> Prose:
        if plain:
            return markup.convert_plain(plain)
        prose, faults = markup.convert(marked, top=top)
        if faults or prose.source.isspace():
            raise _Unusual
        return prose

    def braces(self, braces: str) -> updates.Braces:
        pairs = located.load_inline_texts(braces)
        if pairs is None:
            raise _Unusual
        next_update, was_at = pairs.pop("next_update", None), pairs.pop("was_at", None)
        return updates.Braces(
            states=self.states(pairs),
            next_update=None if next_update is None else self.instant(next_update),
            was_at=None if was_at is None else self.instant(was_at),
        )

    def entry(
        self, opening: Prose | None, written: list[updates.Written]
    ) -> Incident | Maintenance:
        """Ask for every key that may be there, and put the updates in order."""
        if self.fields.pop("draft", "false") != "false":
            raise _Unusual
        window = self.window() if self.maintenance else None
        promise = self.time("next_update")
        start = Location(self.source.path)
        problems: list[Problem] = []
        timeline = updates.arrange(
            written,
            found=len(written),
            first_promise=None if promise is None else (promise, start),
            window=window,
            maintenance=self.maintenance,
            start=start,
            problems=problems,
        )
        if problems:
            raise _Unusual
        return assemble(
            self.source,
            title=self.text("title") or "",
            opening=opening,
            states=self.components(),
            still_works=self.still_works(),
            what_to_do=self.advice(self.text("what_to_do")),
            data_safe=self.advice(self.text("data_safe")),
            impact=None if self.maintenance else self.impact(),
            publish_at=self.time("publish_at"),
            updates=timeline,
            window=window,
            where=start,
        )

    def text(self, key: str) -> str | None:
        value = self.fields.pop(key, None)
        if value is None:
            return None
        text = value.strip() if isinstance(value, str) else ""
        if not text:
            raise _Unusual
        return text

    def instant(self, text: str) -> datetime:
        at = times.instant(text, self.known.zone)
        if isinstance(at, times.Misread):
            raise _Unusual
        return at

    def time(self, key: str) -> datetime | None:
        text = self.text(key)
        return None if text is None else self.instant(text)

    def window(self) -> tuple[datetime, datetime]:
        starts, ends = self.time("starts"), self.time("ends")
        if starts is None or ends is None or ends <= starts:
            raise _Unusual
        return starts, ends

    def impact(self) -> Impact | None:
        word = self.fields.pop("impact", None)
        if word is None:
            return None
        if not isinstance(word, str) or word not in IMPACTS:
            raise _Unusual
        return IMPACTS[word]

    def components(self) -> tuple[tuple[str, State], ...]:
        value = self.fields.pop("components", None)
        if value is None:
            return ()
        if isinstance(value, list) and self.maintenance:
            pairs = dict.fromkeys(value, State.UNDER_MAINTENANCE.word)
            if len(pairs) == len(value) and all(map(str.strip, pairs)):
                return self.states(pairs)
        if not isinstance(value, dict):
            raise _Unusual
        return self.states(value)

    def states(self, pairs: dict[str, str]) -> tuple[tuple[str, State], ...]:
        components = self.known.components
        for component, state in pairs.items():
            if state not in STATES or (components is not None and component not in components):
                raise _Unusual
        return tuple([(component, STATES[state]) for component, state in pairs.items()])

    def still_works(self) -> tuple[Prose, ...]:
        value = self.fields.pop("still_works", ())
        if isinstance(value, dict):
            raise _Unusual
        texts = [value] if isinstance(value, str) else value
        return tuple([prose for text in texts if (prose := self.advice(text.strip()))])

    def advice(self, text: str | None) -> Prose | None:
        if text is None:
            return None
        prose, faults = markup.convert(text)
        if faults or not text or "<h" in prose.html:
            raise _Unusual
        return prose
