"""Rules about an entry's parts: front matter, title, advice, updates and their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statusgen.check.rule import Case, Finding, Setting, Usage
from statusgen.check.texts import Kind, Passage
from statusgen.derive import IncidentTimeline
from statusgen.errors import Location
from statusgen.markup import TAGS
from statusgen.model import Cms, Impact, Incident, Update, UpdateStatus
from statusgen.parse import updates
from statusgen.parse.headings import Section
from statusgen.parse.prepared import BLANK

__all__ = [
    "bare_ending",
    "blanks",
    "double_hyphen",
    "full_stop",
    "heading_form",
    "long_title",
    "no_advice",
    "no_components",
    "repeated",
    "shown_tag",
    "unseen_front",
    "vague_title",
]

_LONGEST_TITLE = 80
# Words that say that something is wrong, and neither what nor where.
_NOTHING = frozenset(
    "a again an and are at by currently degradation degraded difficulties difficulty disruption "
    "down emergency error errors failure failures fault faults for have having in incident "
    "incidents interruption investigating is issue issues known maintenance major minor multiple "
    "notice of on ongoing our outage outages partial performance planned potential problem "
    "problems reports resolved scheduled service services several some status system systems "
    "technical the to trouble unplanned update urgent us we with work works".split()
)
# Of these, what says nothing even with a component's name beside it.
_NO_FAULT = frozenset(
    "a affecting an and at by disruption emergency for in incident incidents issue issues known "
    "major minor multiple notice of on ongoing our potential problem problems service services "
    "several some status technical the to trouble update urgent with".split()
)
_BARE = re.compile(
    r"\W*(?:(?:the|this|our|all) )?(?:scheduled |planned )?(?:incident|issue|problem|fault|outage"
    r"|disruption|maintenance|work|service|systems?|it|everything)?s? ?(?:is|are|has been|have been"
    r"|was|were)? ?(?:now |fully |completely |successfully )*(?:resolved|fixed|solved|over|closed"
    r"|done|complete|completed|restored|operational|back to normal|cancelled)\W*",
    re.IGNORECASE,
)
# Or it trails off, with more than one full stop.
_ABBREVIATED = re.compile(
    r"(?:\.\w?|\b(?:etc|no|st|rd|co|ltd|inc|approx|dr|mr|mrs|vs))\.$", re.IGNORECASE
)
_BLANKS = re.compile(r"(?<=\S)(?:[ \t]{2,}|\t)(?=\S)|^[ \t]+|[ \t]+$")
_TABS = re.compile(r"(?<=\S)[ ]*\t[ \t]*(?=\S)")
# Thai, Lao, Burmese, Khmer, Japanese and Chinese, which have no blanks between words.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_HYPHENS = re.compile(r"(?<=[^\s|-]) -- (?=[^\s|-])")


def vague_title(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find titles that leave open what does not work, or where."""
    title = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", case.entry.title.casefold())
    if len(title) < 2 and not _UNSPACED.search(case.entry.title):
        what, hint = "one word is no title", "say what does not work, and where"
        if not isinstance(case.entry, Incident):
            hint = "say what is planned, and what it affects"
    elif not setting.english:
        return
    elif _NOTHING.issuperset(title):
        what = "this title says neither what is wrong nor where"
        hint = "write it like: Card payments slow in stores in Wales"
    elif _NO_FAULT.issuperset(_without_names(title, setting)):
        what = "this title does not say what is wrong"
        hint = "write it like: Card payments slow in stores in Wales"
    else:
        return
    yield Finding(case.title_at, what, hint)


def _without_names(title: list[str], setting: Setting) -> list[str]:
    """Leave out the words of components' names."""
    names = [re.findall(r"[^\W_]+", one.name.casefold()) for one in setting.config.components]
    own = {word for name in names for word in name} - {"with", "in", "of"}
    return [word for word in title if word not in own and word.removesuffix("s") not in own]


def long_title(case: Case, _: Setting) -> Iterator[Finding]:
    """Find titles that no list and no notification shows whole."""
    length = len(case.entry.title)
    if length > _LONGEST_TITLE:
        what = f"this title has {length} characters, and lists show about {_LONGEST_TITLE}"
        yield Finding(case.title_at, what, "leave out the cause, and put details into the text")


def full_stop(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find titles that end like sentences."""
    text = passage.shown.rstrip()
    if passage.kind is not Kind.TITLE or not text.endswith(".") or not text[:-1].strip():
        return
    if _ABBREVIATED.search(text) is None:
        where = passage.where(len(text) - 1, len(text))
        what = "a title has no full stop"
        yield Finding(where, what, "delete it", ".", instead="")


def blanks(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find blanks that nobody meant: doubled or outside in titles, tabs between words."""
    pattern = _BLANKS if passage.kind is Kind.TITLE else _TABS
    if passage.kind is Kind.TITLE and "\n" in passage.shown:
        return  # a title on several lines is joined by YAML's own rules
    found = [*pattern.finditer(passage.shown if pattern is _BLANKS else passage.plain)]
    right = _right(passage, found, " ")
    for match in found:
        outside = pattern is _BLANKS and (match.start() == 0 or match.end() == len(passage.shown))
        what = "there is a tab between these words" if "\t" in match[0] else "there is a blank"
        what += "" if "\t" in match[0] else " too many here"
        instead = None if match not in right else "" if outside else " "
        yield Finding(passage.at(match), what, "write one blank", match[0], instead=instead)


def double_hyphen(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find two hyphens that stand for a dash."""
    found = [*_HYPHENS.finditer(passage.plain)]
    right = _right(passage, found, " – ")
    for match in found:
        start = match.start() + 1
        what = "two hyphens are shown as two hyphens"
        hint = "write a dash: –"
        instead = "–" if match in right else None
        yield Finding(passage.where(start, start + 2), what, hint, "--", instead=instead)


def _right(passage: Passage, found: list[re.Match[str]], instead: str) -> set[re.Match[str]]:
    """Return the places among these where `instead` is right: in no code, and none if in doubt."""
    words = [match for match in found if not passage.may_be_code(match.start())]
    if not words:
        return set()  # nor is the text converted for it
    ends = (0, *(match.end() for match in words))
    starts = (*(match.start() for match in words), None)
    text = passage.shown
    corrected = instead.join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return set() if passage.changes_code(corrected) else {*words}


def shown_tag(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find tags of HTML that are not allowed, and blanks: readers see them as they are written."""
    named: set[str] = set()
    blanks: set[int] = set()
    for match in BLANK.finditer(passage.shown):
        start = match.start()
        # In code, which is shown as it stands, the first sign is hidden with all the others.
        if passage.plain[start] == "<" and not passage.may_be_code(start):
            blanks.add(start + 1)
            what = f"the blank {match[0]} is not filled in"
            hint = "write in its place what it stands for, without << and >>"
            yield Finding(passage.at(match), what, hint, match[0])
    for name, match in passage.tags() if passage.kind is not Kind.TITLE else ():
        if name not in TAGS and name not in named and match.start() not in blanks:
            named.add(name)
            what = "this tag is shown to readers as text"
            hint = "delete it, and use Markdown; if it is meant to be seen, put it between `"
            yield Finding(passage.at(match), what, hint, match[0])


def no_advice(case: Case, _: Setting) -> Iterator[Finding]:
    """Find a grave incident that tells nobody what to do instead."""
    timeline = case.timeline
    if not isinstance(timeline, IncidentTimeline) or not timeline.open:
        return
    if timeline.impact >= Impact.MAJOR and not (case.entry.what_to_do or case.entry.still_works):
        what = f"{case.entry.title}: this does not say what customers can do, or what still works"
        hint = "add what_to_do: or still_works: above the updates"
        yield Finding(case.title_at, what, hint)


def no_components(case: Case, _: Setting) -> Iterator[Finding]:
    """Find an incident that turns nothing red, and does not say that it is only a notice."""
    entry = case.entry
    if not isinstance(entry, Incident) or entry.states or entry.impact is not None:
        return
    if not any(update.states for update in entry.updates):
        what = f"{entry.title}: this names no component, so every service is shown as working"
        hint = "add components:, or impact: if it is a notice about none of them"
        yield Finding(case.title_at, what, hint)


def repeated(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find an update that says word for word what the one before it said."""
    before = ""
    for update in case.entry.updates:
        text = " ".join(update.body.source.split()).casefold()
        if text and text == before and setting.is_news(case.entry, update):
            what = "this update says word for word what the one before it said"
            hint = "say what has changed since; if nothing has, say what you are doing"
            yield Finding(update.where, what, hint)
        before = text


def unseen_front(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find blanks behind the dashes of a front matter, where the form in a browser minds them."""
    admin = setting.config.admin
    if admin is not None and admin.cms is Cms.SVELTIA:
        for where in case.trailing:
            what = "with blanks behind --- Sveltia takes the front matter for text"
            yield Finding(where, what, "delete them", instead="")


def bare_ending(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find an ending that says only that it is one: the heading says so already."""
    ends = (UpdateStatus.RESOLVED, UpdateStatus.COMPLETED)
    for update in case.entry.updates if setting.english else ():
        if update.status in ends and setting.is_news(case.entry, update) and _is_bare(update):
            what = f"{case.entry.title}: this ending says no more than its heading"
            hint = "say what works again and since when, and what becomes of those affected"
            yield Finding(update.where, what, hint)


def _is_bare(update: Update) -> bool:
    text = update.body.source.strip()
    return bool(text) and len(text) < 80 and _BARE.fullmatch(text) is not None


def heading_form(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find headings of updates that are read, but not written as all the others are."""
    news = {one.where for one in case.entry.updates if setting.is_news(case.entry, one)}
    for section in case.sections:
        if section.time_at in news:
            yield from _gap(section)
            yield from _status(case, section)


def _gap(section: Section) -> Iterator[Finding]:
    time, status = section.time_at, section.status_at
    start = time.column + time.length
    if status.column - start > 1:
        where = Location(time.path, time.line, start, status.column - start)
        what = "one blank is enough between the time and the status"
        yield Finding(where, what, "write one blank", instead=" ")


def _status(case: Case, section: Section) -> Iterator[Finding]:
    meant = updates.status(section.status, maintenance=not isinstance(case.entry, Incident))
    if isinstance(meant, UpdateStatus) and section.status not in (meant.spoken, "Post-mortem"):
        what = f"'{section.status}' is written '{meant.spoken}' everywhere else"
        hint = f"write {meant.spoken}"
        yield Finding(section.status_at, what, hint, section.status, instead=meant.spoken)
