"""An entry that is read the short way, whole, is what the long way makes of it, without a problem.

`test_short_ways` holds the same of the pieces.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import examples, share

from statusgen.fingerprint import digest
from statusgen.parse import entry, usual
from statusgen.parse.components import Known
from statusgen.sources import Source

DEMO = Path(__file__).resolve().parents[2] / "content"
SHOP = Known(
    zone=ZoneInfo("Europe/London"),
    components=frozenset(("website", "card-payments")),
    groups=(("stores", ("card-payments",)),),
)
ANYTHING = Known(zone=ZoneInfo("UTC"), components=None)


def is_usual(path: str, data: bytes, maintenance: bool, known: Known) -> bool:
    """Say whether an entry is read the short way, and if so, compare."""
    source = Source(path, data, digest(data))
    short = usual.read(source, maintenance=maintenance, known=known)
    if short is not None:
        long = entry._parse_any(source, maintenance, known)
        assert long == entry.Parsed(entry=short, draft=False, problems=())
        assert repr(long.entry) == repr(short)
    return short is not None


@cache
def lines(*kinds: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(kinds), max_size=4, unique_by=lambda line: line.split(":")[0])


TIMES = st.sampled_from(
    [
        *("2025-04-21 08:40", "2025-04-21 08:41", "2025-04-21 08:40:30", "2025-04-21T08:40"),
        *("2025-04-20 23:59", "2025-04-22 00:00Z", "2025-04-21 08:40+01:00", "2025-12-01 10:00"),
    ]
)
NO_TIMES = st.sampled_from(
    [
        *("2025-03-30 01:30", "2025-10-26 01:30", "2025-04-21 24:00", "2025-02-29 08:40"),
        *("1889-01-01 08:40", "2025-04-21 8:40", "2025-04-21  08:40", "21.4.2025 08:40"),
    ]
)
STATUSES = ("Investigating", "Identified", "Update", "Monitoring", "Resolved", "Postmortem")
OF_MAINTENANCE = ("Scheduled", "In progress", "Completed", "Canceled", "Update", "VERIFYING")
NO_STATUSES = ("Fixed", "pm Resolved", "UTC Update", "Post-mortem", "In  progress", "", "— Update")
BRACES = ("", "", "", " {website: partial_outage}", " {next_update: 2025-04-21 10:40}")
ODD_BRACES = (
    *(" {was_at: 2025-04-21 08:39}", " {website: operational, next_update: 2025-04-23 10:40}"),
    *(" {website: down}", " {stores: major_outage}", " {a: b", " {next_update: soon}", "{website}"),
    *(" {next_update: 2025-10-26 01:30}", " {website: operational} ", " {}", " ##"),
)
TEXTS = (
    *("We are looking into it.", "One line.\nAnother one.", "A\n\nB", "A\n\n\nB", "*Most* stores."),
    *("[us](https://a.bc) or [it](b.md)", "Try:\n\n- cash\n- `card`", "1. one\n2. two", "é 😀 “a”"),
)
ODD_TEXTS = (
    *("", "### More", "# More", "a\n---", "a\n===", "```\n## 2025-04-21 08:40 Update\n```", "> a"),
    *("~~~", "<!-- a", "-->", "![x](a)", "[x]()", "\xa0", "\t", " a", "a ", "- ", "--- ", "<h1>a"),
    *("a\r\nb", "a\rb", "a\x02b", "a\ufffeb", "\u2028", "##", "## 2025-04-21 Update", "<h2>a</h2>"),
)
FRONT = (
    *("impact: minor", "draft: false", "what_to_do: Please pay in cash.", "data_safe: '*Yes.*'"),
    *("components:\n  website: partial_outage", "components: {card-payments: major_outage}"),
    *("still_works:\n  - Cash.\n  - Cards, too.", "still_works: [a b, c]", "still_works: Cash"),
    *("next_update: 2025-04-21 10:00", "publish_at: 2025-04-20 10:00Z", "components: [website]"),
)
ODD_FRONT = (
    *("impact: bad", 'impact: " minor"', "draft: true", "draft: yes", "tittle: a", "title: 'b'"),
    *("components:\n  stores: partial_outage", "components: [website, website]", "components: a"),
    *("still_works: '<h1>a'", "still_works: ' '", "still_works: {a: b}", "what_to_do: '![a](b)'"),
    *("what_to_do: [a]", "publish_at: today", "ends: 2025-04-20 09:00", "data_safe: '# a'", "a:"),
    *("impact: [minor]", "draft: [a]", "title: ' '", "next_update: {a: b}", "what_to_do: ' a '"),
)
SIGNS = [
    *"#-=`~<>!&*_[]{}:,'\" \t\r\n\\\x00\x02\x85\xa0\ufeff\u2028",
    "---",
    "## ",
    "\n\n",
    "\n## ",
]
SIGNS += ["<!--", "```", "\n---\n", "Z", "2", "T", " {", "}", "\n# ", "\n- ", "\n---", "<h3>"]


@st.composite
def entries(draw: st.DrawFn, odd: int) -> tuple[str, bool]:
    """Draw an entry, and whether it is maintenance; `odd` is how many pieces may be unusual."""

    def either(usual_: st.SearchStrategy[str], odd_: st.SearchStrategy[str]) -> str:
        nonlocal odd
        if odd and draw(st.integers(0, 9)) == 0:
            odd -= 1
            return draw(odd_)
        return draw(usual_)

    maintenance = draw(st.booleans())
    front = ["title: " + draw(st.sampled_from(["The shop is slow", '"Planned: a #1"', "'a'"]))]
    front += draw(lines(*FRONT))
    if maintenance:
        front = [line for line in front if not line.startswith("impact")]
        front += ["starts: " + draw(TIMES), "ends: 2025-12-02 09:00"]
    if odd:
        front += [draw(st.sampled_from(ODD_FRONT))] if draw(st.integers(0, 4)) == 0 else []
    statuses = st.sampled_from(OF_MAINTENANCE if maintenance else STATUSES)
    text = "---\n" + "\n".join(front) + "\n---\n"
    if draw(st.integers(0, 3)) == 0:
        text += "\n" + either(st.sampled_from(TEXTS), st.sampled_from(ODD_TEXTS)) + "\n"
    for _ in range(draw(st.integers(0 if odd else 1, 4))):
        time, status = either(TIMES, NO_TIMES), either(statuses, st.sampled_from(NO_STATUSES))
        braces = either(st.sampled_from(BRACES), st.sampled_from(ODD_BRACES))
        body = either(st.sampled_from(TEXTS), st.sampled_from(ODD_TEXTS))
        gap = draw(st.sampled_from(["\n\n", "\n"]))
        text += f"\n## {time} {status}{braces}{gap}{body}{gap}"
    return text.rstrip("\n") + draw(st.sampled_from(["\n", "\n\n", ""])), maintenance


def incident(front: str, body: str, opening: str = "") -> tuple[str, bool]:
    return f"---\n{front}\n---\n{opening}\n\n## 2025-04-21 08:40 Update\n{body}\n", False


def work(front: str, ends: str = "2025-04-21 10:00") -> tuple[str, bool]:
    window = f"starts: 2025-04-21 09:00\nends: {ends}"
    text, _ = incident(f"title: a\n{window}\n{front}".rstrip("\n"), "a")
    return text.replace("Update", "Scheduled"), True


@settings(max_examples=examples(400))
@given(entries(odd=0), st.sampled_from([SHOP, ANYTHING]))
def test_a_usual_entry_is_what_the_long_way_reads(drawn, known):
    text, maintenance = drawn
    is_usual("content/incidents/a.md", text.encode(), maintenance, known)


@settings(max_examples=examples(800))
@given(
    entries(odd=2),
    st.lists(st.tuples(st.integers(0, 600), st.sampled_from(SIGNS)), max_size=2),
    st.sampled_from([SHOP, ANYTHING]),
)
@example(incident("title: a", "\xa0"), [], SHOP)
@example(incident("title: a", "a\n- "), [], SHOP)
@example(incident("title: a", "a <!-- b"), [], SHOP)
@example(incident("title: a", "![a](b)"), [], SHOP)
@example(incident("title: a", "\u0663. a"), [], SHOP)
@example(("---\ntitle: a\n---\n## 202\u0665-04-21 08:40 Update\na", False), [], SHOP)
@example(incident("title: a", "a" * 100_001), [], SHOP)
@example(incident("title: a", "a", opening="\xa0"), [], SHOP)
@example(incident("title: a", "a", opening="<h1>a</h1>"), [], SHOP)
@example(incident("title: a\nimpact: ' minor'", "a"), [], SHOP)
@example(incident("title: a\ntittle: a", "a"), [], SHOP)
@example(incident("title: a\nwhat_to_do: '<h2>a</h2>'", "a"), [], SHOP)
@example(incident("title: a\nwhat_to_do: '![a](b)'", "a"), [], SHOP)
@example(incident("title: a\nstill_works: ' '", "a"), [], SHOP)
@example(incident("title: a\ncomponents: [website]", "a"), [], SHOP)
@example(work("components: [website, website]"), [], SHOP)
@example(work("components: [website, shop]"), [], SHOP)
@example(work("components:\n  - ''"), [], ANYTHING)
@example(work("components:\n  - ' '"), [], ANYTHING)
@example(incident("title: a", "~~~"), [], SHOP)
@example(incident("title: a", "*a*\n==="), [], SHOP)
@example(incident("title: a", "*a*\n-  "), [], SHOP)
@example(incident("title: a", "<h3>a</h3>"), [], SHOP)
@example(incident("title: a", "\u3000a"), [], SHOP)
@example(("+++\ntitle: a\n---\n\n## 2025-04-21 08:40 Update\na\n", False), [], SHOP)
@example(incident("title: a", "\u200b\uff03\uff03 2025-04-21 08:50 Resolved"), [], SHOP)
@example(work("impact: minor"), [], SHOP)
@example(work("", ends="2025-04-21 09:00"), [], SHOP)
def test_what_is_read_the_short_way_is_what_the_long_way_reads(drawn, changes, known):
    text, maintenance = drawn
    for at, sign in changes:
        text = text[:at] + sign + text[at + len(sign) % 2 :]
    is_usual("content/incidents/a.md", text.encode(), maintenance, known)


def files(folder: Path) -> list[tuple[str, bytes]]:
    return [(file.as_posix(), file.read_bytes()) for file in sorted(folder.rglob("*.md"))]


def test_real_entries_are_what_the_long_way_reads(corpora):
    for path, data in [*files(DEMO), *share([*files(corpora)])]:
        for maintenance in (False, True):
            is_usual(path, data, maintenance, ANYTHING)


def test_nearly_every_entry_of_the_demo_is_read_the_short_way():
    taken = [is_usual(path, data, "maintenance" in path, ANYTHING) for path, data in files(DEMO)]
    assert sum(taken) > 0.8 * len(taken)
