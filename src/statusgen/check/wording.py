"""Rules for plain English. They know words, and nothing of incidents or times.

They hold for sites in English only. Each speaks of a word once in a passage, however often that
word comes up there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache

from statusgen.check.plain import ACRONYMS, APOLOGIES, BLAME, HEDGES, JARGON, KNOWN
from statusgen.check.rule import Case, Finding, OnPassage, Setting, Usage
from statusgen.check.texts import Kind, Passage

__all__ = [
    "acronym",
    "apology",
    "blame",
    "clock",
    "hedge",
    "jargon",
    "long_sentence",
    "relative_day",
    "shouting",
    "zone",
]

_LONGEST = 30
_WORD = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*")
# Where a sentence ends: a full stop and its kin, an empty line, a new item, row or heading.
_STOP = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’)*_]*+(?=\s|$)|\n[ \t]*\n"
    r"|\n(?=[ \t]*(?:[-*+>#]|\d+[.)])[ \t]*)|\||:[ \t]*\n"
)

# Which of the acronyms has a plain word in the tables already.
_PLAIN = frozenset("asap bau cdn dns epos pdq pos psp sku sla".split())
_ACRONYM = re.compile(r"(?<![\w.@/-])[A-Z]{2,6}s?(?![\w@/-]|\.\w)")
_EXPLAINED = re.compile(
    r"\w[ \t]{1,9}\((?P<behind>[A-Z]{2,6})s?\)|\b(?P<before>[A-Z]{2,6})s?[ \t]{1,9}\([^)]{4,200}\)"
)
_CAPITALS = re.compile(
    r"(?<![\w.@/'’-])[A-Z][A-Z'’]{1,30}(?:[ \t]+[A-Z][A-Z'’]{1,30}){0,30}(?![\w@/-]|\.\w)"
)
_SHOUTED = frozenset(
    "ALL ALWAYS AND ANY ARE BEFORE BUT CANNOT CLOSED DO DONT DOWN EVERY EVERYONE FIXED FOR FREE "
    "HAVE HELP HIGH IMMEDIATELY IMPORTANT INCIDENT IS ISSUE MAJOR MUST NEVER NEW NO NONE NOT NOTE "
    "NOTICE NOW OFF ON ONLY OPEN OUR OUT PLEASE READ RESOLVED SOME SORRY STAY STILL STOP THE THIS "
    "TODAY UPDATE URGENT VERY WARNING WE WILL WITH WORKING YES YOU YOUR".split()
)

_CLOCK = re.compile(r"(?<![\w:.])(?:12[ .]?(?:midnight|am|pm)|midnight)\b", re.IGNORECASE)
_NIGHT = "write '11:59pm on Tuesday', so that nobody has to ask which night"

_ZONES = frozenset(
    "ACDT ACST AEDT AEST AKDT AKST AWST BRT BST CDT CEST CET CST EDT EEST EET EST ET GMT HKT HST "
    "IST JST KST MDT MSK MST MT NZDT NZST PDT PST PT SAST SGT UTC WEST WET".split()
)
_ZONED = re.compile(
    r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})?|\d{1,2})[ \t]?(?:[ap]\.?m\.?)?[ \t]*\(?"
    r"(?P<zone>[A-Z]{2,5}|(?:Eastern|Central|Mountain|Pacific)(?: (?:Standard|Daylight))? [Tt]ime)"
    r"(?![\w-])"
)

_DAY = r"today|tonight|tomorrow|yesterday|this (?:morning|afternoon|evening|week|weekend|month)"
_DAYS = re.compile(
    rf"\b(?:{_DAY}|last (?:night|week|month)|next (?:week|month)|earlier today)\b", re.IGNORECASE
)
_TITLE_DAYS = re.compile(
    rf"{_DAYS.pattern}|\b(?:currently|presently|right now|at the moment|at present)\b",
    re.IGNORECASE,
)

_LOUD = re.compile(r"(?<=[^\s!\[])!++(?![\[=])")


# Letters that are no ASCII and still mean one, for whoever asks `re` to ignore case.
_AS_ASCII = {ord("İ"): "i", ord("ı"): "i", ord("ſ"): "s"}


def _table(words: Mapping[str, str], what: str) -> OnPassage:
    """Make a rule that finds the words of a table; `what` says what is wrong with '{}'."""
    # The texts are put into small letters instead of telling `re` to ignore case, in a third of the
    # time that reading the expression then takes.
    any_of = _any_of(words)
    hints = list(words.values())

    @cache
    def each_of() -> re.Pattern[str]:
        # It finds the same and tells which one, in up to 17 times the time.
        return _any_of([f"(?P<g{number}>{one})" for number, one in enumerate(words)])

    def hint(match: re.Match[str]) -> str:
        again = each_of().match(match.string, match.start())
        assert again is not None, "it was found there"
        return hints[int((again.lastgroup or "g0")[1:])]

    def look(passage: Passage, _: Usage) -> Iterator[Finding]:
        small = passage.plain.translate(_AS_ASCII).lower()
        return _each_once(passage, any_of.finditer(small), what, hint)

    return look


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    # A line may end where the table has a blank.
    return re.compile(rf"\b(?:{'|'.join(words)})\b".replace(" ", r"\s"))


def _each_once(
    passage: Passage,
    matches: Iterator[re.Match[str]],
    what: str,
    hint: Callable[[re.Match[str]], str],
) -> Iterator[Finding]:
    said: set[str] = set()
    for match in matches:
        found = passage.plain[match.start() : match.end()]
        if found.casefold() not in said:
            said.add(found.casefold())
            shown = " ".join(found.split())
            yield Finding(passage.at(match), what.format(shown), hint(match), shown)


jargon = _table(JARGON, "'{}' is not a word that customers use")
hedge = _table(HEDGES, "'{}' tells the reader nothing certain")
blame = _table(BLAME, "'{}' looks for somebody to blame")
apology = _table(APOLOGIES, "'{}' helps nobody")


def long_sentence(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find sentences of more than 30 words."""
    start = 0
    for stop in (*_STOP.finditer(passage.plain), None):
        end = len(passage.plain) if stop is None else stop.start()
        # A word has a letter and something behind it, so most sentences are too short to count.
        if end - start > 2 * _LONGEST:
            words = list(_WORD.finditer(passage.plain, start, end))
            if len(words) > _LONGEST:
                what = f"this sentence has {len(words)} words"
                hint = f"make two or three of it: {_LONGEST} words are as much as one can hold"
                yield Finding(passage.where(words[0].start(), words[-1].end()), what, hint)
        start = end if stop is None else stop.end()


def acronym(case: Case, setting: Setting) -> Iterator[Finding]:
    """Find acronyms that the entry does not explain: each where it comes up first."""
    said = _explained(case)
    for passage in case.news:
        loud = [one.span() for one in _CAPITALS.finditer(passage.plain) if _is_shouted(one[0])]
        ends = [end for _, end in loud]
        for match in _ACRONYM.finditer(passage.plain):
            name = match[0].removesuffix("s")
            if name in said or name in KNOWN or name in _ZONES or name.casefold() in _PLAIN:
                continue
            if name.casefold() in setting.allowed:
                continue
            # Looked up, since a text may be shouted from its first word to its ten thousandth.
            nearest = bisect_right(ends, match.start())
            if nearest < len(loud) and loud[nearest][0] <= match.start():
                continue
            said.add(name)
            hint = ACRONYMS.get(name, "write it out, or name it under check: {words: […]}")
            yield Finding(passage.at(match), f"'{name}' is not explained", hint, name)


def _explained(case: Case) -> set[str]:
    """Return what the entry has as `Long Name (LN)` or `LN (long name)` anywhere."""
    return {
        match["behind"] or match["before"]
        for passage in case.passages
        for match in _EXPLAINED.finditer(passage.plain)
    }


def _is_shouted(words: str) -> bool:
    several = words.split()
    if any(len(word) > 6 or word.replace("'", "").replace("’", "") in _SHOUTED for word in several):
        return True
    return len(several) > 3


def shouting(passage: Passage, usage: Usage) -> Iterator[Finding]:
    """Find exclamation marks, and words in capitals that are no acronyms."""
    for match in _LOUD.finditer(passage.plain):
        before = passage.plain[max(0, match.start() - 40) : match.start()].split()[-1]
        if f"{before}!".casefold() not in usage.allowed:
            what = "an exclamation mark shouts"
            yield Finding(passage.at(match), what, "write a full stop", match[0])
            break
    for match in _CAPITALS.finditer(passage.plain):
        loud = [word for word in match[0].split() if word.casefold() not in usage.allowed]
        if loud and _is_shouted(" ".join(loud)):
            what = f"'{match[0]}' in capitals shouts"
            hint = "write it in small letters, and **bold** if it must be seen"
            yield Finding(passage.at(match), what, hint, match[0])


def clock(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find midnight, of which nobody knows the day, and 12am and 12pm, often taken for each other.

    Noon is one time and stays.
    """

    def hint(match: re.Match[str]) -> str:
        return "write 'midday'" if match[0].casefold().endswith("pm") else _NIGHT

    matches = _CLOCK.finditer(passage.plain)
    return _each_once(passage, matches, "'{}' can be taken for another time", hint)


def zone(passage: Passage, usage: Usage) -> Iterator[Finding]:
    """Find names of time zones that are not the site's own."""
    config = usage.config
    year = usage.year
    own = {datetime(year, month, 1, tzinfo=config.zone).tzname() or "" for month in (1, 7)}
    # Americans call it ET all year round, and write it out.
    own |= {one.replace("S", "") for one in own if re.fullmatch("[ECMP]ST", one)}
    for match in _ZONED.finditer(passage.plain):
        name = match["zone"]
        short = "".join(word[0] for word in name.split()).upper() if " " in name else name
        if (name in _ZONES or " " in name) and short not in own:
            what = f"'{name}' is a time zone that readers must work out"
            hint = f"write the time in {config.zone.key}, as the page does, or both times"
            yield Finding(passage.at(match, "zone"), what, hint, name)


def relative_day(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find days that are counted from today, in texts that have no date above them."""
    if passage.kind is not Kind.UPDATE:
        pattern = _TITLE_DAYS if passage.kind is Kind.TITLE else _DAYS
        what = "'{}' is wrong for whoever reads it on another day"
        matches = pattern.finditer(passage.plain)
        yield from _each_once(passage, matches, what, lambda match: _instead(match[0]))


def _instead(words: str) -> str:
    if re.match("currently|presently|right now|at ", words, re.IGNORECASE):
        return "leave it out: the page says since when, and whether it is over"
    return "name the day: 'on Tuesday 4 March'"
