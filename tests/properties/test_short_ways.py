"""Each short way gives what the long way gives, or leaves the text to it.

`test_markup_laws` holds the same of plain paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones
from zoneinfo._zoneinfo import ZoneInfo as PurePythonZone  # type: ignore[import-not-found]

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import examples, share

from statusgen import markup
from statusgen.errors import Location, Problem
from statusgen.located import NOT_ON_A_PAGE, document, inline, load, simple
from statusgen.located.nodes import Mapping, Node, Sequence
from statusgen.markup import short
from statusgen.parse import headings, mistyped, times, updates
from statusgen.parse import text as text_

DEMO = Path(__file__).resolve().parents[2] / "content"
HERE = Location("a.md", 3, 20)


def entries(*folders: Path) -> Iterator[tuple[str, str]]:
    """Give front matter and text of each file."""
    for folder in folders:
        for file in sorted(folder.rglob("*.md")):
            entry = file.read_text("utf-8-sig").replace("\r\n", "\n")
            if entry.startswith("---\n"):
                head, _, body = entry.removeprefix("---\n").partition("\n---\n")
                yield head, body


def joined(*kinds: st.SearchStrategy[str], most: int = 12) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(*kinds), max_size=most).map("".join)


@st.composite
def with_mistakes(draw: st.DrawFn, texts: st.SearchStrategy[str], signs: list[str]) -> str:
    """Draw a text and put none, one or two signs into it, each in the place of what stood there."""
    text = draw(texts)
    for sign in draw(st.lists(st.sampled_from(signs), max_size=2)):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + sign + text[start + draw(st.integers(0, 2)) :]
    return text


# Markdown


SPANS = [
    *("*a*", "**b**", "**a b**", "`c`", "`a_b*c[d`", "a_b_c", "[a]", "[a b]", "Click & collect"),
    *("[us](tel:+44-1632)", "[m](mailto:a.b@c-d.co)", "[x](../2025-a.md#u-1)", "[y](history/)"),
    *("[a](https://b.cd)", "[a b](http://b-c.de/f_g/?h=1#~x)", "<1%", "< 2", ">5", "->", "(*a*)"),
]
BETWEEN = [" ", " ", " ", ". ", ", ", "\n", "\n\n", "\n\n\n", "word", "é😀", ""]
BETWEEN += ["\n\n- ", "\n- ", "\n\n* ", "\n* "]
SIGNS = [*"*_`[]()<>!&|\\#-+=~:.1x \n\t\r\x02\xa0\ufeff\u2028", "**", "__", "``", "```", "](", "]:"]
SIGNS += ["[x](https://xn--a.bc)", "[x](https://1.2.3.999)", "[x](https://a..bc)", "![x](a)"]
SIGNS += ["<b>", "<!--", "&amp;", "//", "xn--a", "https://", "  \n", "    ", "- ", "1. ", "\n\n"]
SIGNS += ["* "]
NEARLY_SIMPLE = joined(
    st.tuples(st.sampled_from(SPANS), st.sampled_from(BETWEEN)).map("".join), st.just("and ")
)


def assert_same_html(source: str) -> None:
    html = short.marked(source)
    if html is not None:
        prose, faults = markup._convert_long(source, markup._FORBIDDEN.sub("", source), 4)
        assert faults == ()
        assert prose.html == html
        assert prose.links == markup.links.relative(html)


@settings(max_examples=examples(600))
@given(with_mistakes(NEARLY_SIMPLE, SIGNS) | joined(st.sampled_from(SPANS + SIGNS)))
@example("`a*b``a*b`")
@example("- >5")
@example("* >5")
@example("<24@a.bc>")
@example("<=a@b.cd>")
@example("[don't]")
@example("*a*\n\n\x85b")
@example("![a](b)")
@example("[a](b)\n[a]: c")
@example("- a\n\n- b")
@example("* a\n* *b*\n\nc")
@example("- a\n\n* b")
@example("- a\n* b")
@example("* * *")
@example("*a*b*c*")
def test_marked_texts_become_what_the_long_way_makes_of_them(source):
    assert_same_html(source)


def bodies(*folders: Path) -> list[str]:
    cuts = (re.split(r"(?m)^## \d{4}-.*$", body) for _, body in entries(*folders))
    return [text.strip("\n") for texts in cuts for text in texts]


def test_real_texts_become_what_the_long_way_makes_of_them(corpora):
    # Half of them say what was said before, word for word.
    for source in share([*dict.fromkeys(bodies(DEMO, corpora))]):
        assert_same_html(source)


def test_hardly_a_text_of_the_demo_goes_the_long_way():
    texts = bodies(DEMO)
    taken = [short.plain(text) or short.marked(text) for text in texts if text]
    assert sum(html is not None for html in taken) > 0.9 * len(taken)


@pytest.mark.parametrize(
    "piece", ["*a* ", "`a` ", "[a] ", "[a](b) ", "a_a ", "a & b ", "a > b ", "*a*\n\n", "*a*\n"]
)
def test_no_marked_text_costs_more_than_the_long_way_may(piece):
    text = (piece * (short.LONGEST // len(piece))).strip()
    assert short.marked(text)
    markup._markdown(text)
    assert markup._parser()[1].done < markup.MOST_WORK


# YAML


KEYS = st.sampled_from(["title", "impact", "a-b", "d_e", "A1", "null", "x" * 100])
TEXTS = st.sampled_from(
    [
        *("Service 0 is slow", "12:30", "a:b", "NO", "1.10", "2025-04-21 08:40Z", "a, [b] {c}"),
        *("don't", "a - b", "a | b > c", "a & b *c !d", "5% @ `x`", "why?", "é", "a 😀", "Ж:Ж"),
        *("a\u200bb", '"a? b"'),
        *('"q: -"', "'q'", '""', "''", '" a "', "'\"'", "x" * 1100, f'"{"y" * 1100}"'),
    ]
)
FLOWS = st.sampled_from(
    [
        *("{c0: degraded, c1: x y}", "{a: 1.5 b}", "{a: 12:30}", "{a: 2025-04-21 08:40, b: c}"),
        *("[a]", "[a b, c-d]", "[12:30, 1.10]"),
    ]
)
NOT_SIMPLE = st.sampled_from(
    [
        *("a #b", "a# b", "a ? b", "? a", "a: b", "a:", "a ", "- a", "*a", "null", "~", "a\x7fb"),
        *('"a\ufdd0b"', '"\U0001ffff"'),
        *("a\ufeffb", "a\xa0b", "a\xa0", "a\u2028b", "a\u3000", "'#'", '"a?"', '"a\\b"', "'it''s'"),
        *("{}", "[]", "{a: b, a: c}", "{a:b}", "[a: b]", "[a] b", "{a: b,}", "|", ">-", "a\n  b"),
    ]
)


def pairs(values: st.SearchStrategy[str], most: int) -> st.SearchStrategy[list[str]]:
    found = st.dictionaries(KEYS, values, min_size=1, max_size=most)
    return found.map(lambda pairs: [f"{key}:{value}" for key, value in pairs.items()])


def front(texts: st.SearchStrategy[str], flows: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Draw a front matter."""
    spaced = texts.map(" {}".format)
    items = st.lists(texts.map("- {}".format), min_size=1, max_size=3)
    below = (items | pairs(spaced, 3)).map(lambda lines: "".join(f"\n  {line}" for line in lines))
    return pairs(spaced | flows.map(" {}".format) | below, 3).map("\n".join)


YAML = [*":#-?'\"{}[],&*!|>%@` \t\n\\\x85\u2028\ufeff\xa0", ": ", " #", "- ", "\n  ", "\n- ", "---"]
YAML += ["\n    - ", "<<: ", "|#", "a:\n", "''", '\\"', "  ", "...", "\n\n", "~"]
SIMPLE = front(TEXTS, FLOWS)
BRACES = pairs((TEXTS | st.sampled_from(["outage", "a b"])).map(" {}".format), 3).map(
    lambda pairs: "{" + ", ".join(pairs) + "}"
)


def parsed(text: str, parser: object) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read with a parser, or with the pure one if it is None."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simple, "read", lambda *_, **__: None)
        patch.setattr(document, "FAST", parser)
        return load(text, path="a.md", first_line=3)


def without_places(node: Node | None) -> object:
    if isinstance(node, Mapping):
        return {key.text: without_places(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [without_places(item) for item in node.items]
    return node and node.text


def assert_same_tree(text: str) -> bool:
    tree = simple.read(text, path="a.md", first_line=3)
    assert simple.texts(text) == without_places(tree)
    if tree is not None:
        assert parsed(text, document.FAST) == parsed(text, None) == (tree, ())
    return tree is not None


@given(SIMPLE)
def test_a_simple_front_matter_needs_no_parser(text):
    assert assert_same_tree(text)


@settings(max_examples=examples(600))
@given(with_mistakes(SIMPLE, YAML) | front(TEXTS | NOT_SIMPLE, FLOWS | NOT_SIMPLE))
@example("a: b\n  c")
@example("a: b\n  - c")
@example("a:\n- b")
@example("a:\n  - b\n  c: d")
@example("a: b\na: c")
@example("x" * 1100 + ": a")
@example("a: b\u3000")
@example("a: b\x85")
def test_simple_yaml_is_what_the_parsers_read(text):
    assert_same_tree(text)


def test_real_front_matter_is_what_the_parsers_read(corpora):
    for head in dict.fromkeys(head for head, _ in entries(DEMO, corpora)):
        assert_same_tree(head)


def test_hardly_any_front_matter_of_the_demo_needs_a_parser():
    taken = [assert_same_tree(head) for head, _ in entries(DEMO)]
    assert sum(taken) > 0.9 * len(taken)


@settings(max_examples=examples(400))
@given(with_mistakes(BRACES, [*YAML, "=", ":", ",", "'"]).map(lambda text: text.replace("\n", " ")))
@example("{a: b, a: c}")
@example("{a: b} \t")
def test_simple_braces_are_what_is_read_piece_by_piece(text):
    mapping: Mapping | None = simple.braces(text, where=HERE)
    assert simple.braces_texts(text) == without_places(mapping)
    if mapping is not None:
        general = inline._Braces(text.rstrip(" \t"), HERE)
        assert general.read() == mapping
        assert general.problems == []


# Characters, lines and times


@given(st.text(st.characters() | st.sampled_from("\t\n\x7f\x80\xa0\ufdcf\ufdd0\ufdef\ufdf0\ufffd")))
@example("\ufffe")
@example("\U0001ffff")
def test_an_ordinary_text_has_no_forbidden_character(text):
    printed = not text.encode(errors="surrogatepass").translate(None, text_._PRINTED)
    if printed or text_._ORDINARY.fullmatch(text):
        assert NOT_ON_A_PAGE.search(text) is None


LINE = with_mistakes(
    st.sampled_from(["## 2025-04-21 08:40 Update", "  # a", "---", " ===", "```a", "~~~ b", "c"]),
    [*" #-=`~\t\xa0ab"],
)


@given(LINE)
def test_a_line_that_could_matter_begins_with_a_notable_character(line):
    patterns = (headings._UPDATE, headings._HEADING, headings._UNDERLINE, headings._FENCE)
    if any(pattern.fullmatch(line) for pattern in patterns):
        assert line[:1] in headings._NOTABLE


@given(
    joined(st.sampled_from([*"pPaAmM. zZ-", "utc", "GMT", "cest", "est", "pm", "Resolved"]), most=4)
)
@example("p.m. Resolved")
@example("Zebra")
def test_what_goes_on_with_the_time_is_no_status(words):
    heading = headings._UPDATE.fullmatch(f"## 2025-04-21 08:40 {words}")
    if heading:
        assert mistyped._ZONE.match(heading["status"]) is None
        assert mistyped._HALF_DAY.match(f"12 {heading['status']}") is None


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31)),
    st.sampled_from(["Europe/London", "Australia/Lord_Howe", "America/St_Johns", "UTC"]),
)
@example(datetime(2025, 3, 30, 0, 59), "Europe/London")
@example(datetime(2025, 10, 26, 2, 0), "Europe/London")
def test_a_local_time_is_the_instant_that_the_zone_says(local, name):
    zone = ZoneInfo(name)
    assert times.instant(f"{local:%Y-%m-%d %H:%M}", zone) == times._instant(
        f"{local:%Y-%m-%d %H:%M}", zone
    )
    read = times.instant(f"{local:%Y-%m-%d %H:%M:%S}", zone)
    if isinstance(read, datetime):
        assert read == local.replace(tzinfo=zone, microsecond=0).astimezone(UTC)
        assert read.tzinfo is UTC
        assert read.fold == 0


@given(st.text(st.sampled_from("0123456789:- TZ\u0661"), max_size=18), st.integers(0, 2))
@example("2025-04-21 08:60", 0)
@example("2025-04-21 24:00", 0)
@example("2025-02-29 08:40", 0)
@example("1989-12-31 08:40", 0)
@example("2025-04-21 08:4", 1)
def test_a_time_is_the_same_by_its_day_as_by_itself(text, blanks):
    zone = ZoneInfo("Europe/London")
    text = " " * blanks + text
    assert times.instant(text, zone) == times._instant(text, zone)


def test_no_zone_changes_its_clocks_and_changes_them_back_within_one_day():
    since = datetime(1989, 12, 30, tzinfo=UTC).timestamp()
    for name in sorted(available_timezones()):
        changes = [at for at in PurePythonZone(name)._trans_utc if at > since]
        assert all(after - before > 2 * 86_400 for before, after in pairwise(changes)), name


@given(st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31)))
def test_an_anchor_is_the_time_in_digits(at):
    assert updates._anchor(at.replace(tzinfo=UTC)) == f"u-{at:%Y%m%dT%H%MZ}"
