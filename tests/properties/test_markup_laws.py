"""Laws of markup: the short way is the long way, whatever is typed is safe, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import examples, share

from statusgen import markup
from statusgen.markup import ROOT, absolute, convert, plain, relink, rooted, short

# What could mean something to Markdown, to HTML or to neither though it looks so.
PIECES = [
    *"[]()<>*_`#|\\&!-=+~.:;,\"'1 a{}@/^$%?\n\n\n  ",
    *("\n\n", "    ", "\t", "  \n", "\r\n", "\r", "a", "word", "1.", "12.", "1)", "١.", "http://a"),
    *("**", "__", "```\n", "~~~\n", "---\n", "===\n", "> ", "- ", "# ", "## ", "|-\n", "a|b\n"),
    *("](", "![", "[a]: b\n", "[a](b)", "<b>", "</b>", "<p>", "<div>", "<h1>", "<li>", "<td>"),
    *(
        "<!--",
        "-->",
        "<![CDATA[",
        "<?",
        "<script>",
        "<svg>",
        "<math>",
        "<style>",
        '<a href="',
        '">',
    ),
    *("&amp;", "&#2;", "&#xe000;", "&#10;", "javascript:", "//host", "\\\\", "mailto:a@b", "<br>"),
    *"\x00\x01\x02\x03\x0b\x0c\x1c\x1f\x7f\x80\x85\xa0\xad\u200b\u2028\u2029\u3000\ufeff\ufffe",
    *(
        "\ud800",
        "\u202d",
        "\u202e",
        "\uffff",
        ROOT,
        "é",
        "e\u0301",
        "😀",
        "👩‍🚒",
        "ﷺ",
        "\x02klzzwxh:0000\x03",
        "wzxhzdk:0",
    ),
]
ANY_TEXT = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)

# Said here once more: a law that asks the module's own pattern would go along with a mistake in it.
CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
FORBIDDEN = {chr(code) for code in (*CONTROLS, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)}
FORBIDDEN = (FORBIDDEN - {"\t", "\n", "\r"}) | {"\u202d", "\u202e"}

# Mostly plain, so that the short way is taken often, with what must be seen at the edge of lines.
LINE = st.lists(st.sampled_from([*"ab1.:;,!?()]/'\"{}#-+=~%é😀\ufeff\x7f\x80", " ", "  ", "1."]))
NEARLY_PLAIN = st.lists(LINE.map("".join), max_size=8).map("\n".join)


def both_ways(source: str) -> tuple[str | None, str]:
    text = markup._FORBIDDEN.sub("", source)
    return short.plain(text), markup._convert_long(source, text, 4)[0].html


class Tags(HTMLParser):
    """Reads what is safe HTML: well-formed, and nothing outside the lists."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in markup.TAGS
        for name, value in attrs:
            assert name in markup.ATTRIBUTES.get(tag, ())
            if name == "href":
                self.links.append(value)
        if tag not in ("br", "hr"):
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def never(self, data):
        raise AssertionError(data)

    handle_comment = handle_decl = handle_pi = unknown_decl = never


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert tags.open == []
    return tags


@settings(max_examples=examples(500))
@given(NEARLY_PLAIN | ANY_TEXT)
@example("a\n\n\n\nb\n")
@example("a\n1. b")
@example("\ufeffa")
@example("a b")
def test_the_short_way_gives_what_the_long_way_gives(source):
    short, long = both_ways(source)
    assert short is None or short == long


@cache
def real_texts(corpora: Path) -> Sequence[str]:
    """Return every text once: half of them say what was said before, word for word."""
    found: dict[str, None] = {}
    for file in sorted(corpora.glob("**/*.md")):
        entry = file.read_text("utf-8-sig").replace("\r\n", "\n")
        _, _, body = entry.removeprefix("---\n").partition("\n---\n")
        texts = re.split(r"(?m)^## \d{4}-.*$", body)
        found |= dict.fromkeys(text.strip("\n") for text in texts)
    return share(tuple(found))


def test_the_short_way_gives_what_the_long_way_gives_for_real_texts(corpora):
    results = [both_ways(text) for text in real_texts(corpora)]
    assert all(short in (None, long) for short, long in results)
    taken = sum(short is not None for short, _ in results)
    assert taken > 0.75 * len(results), "the short way is there because most texts are plain"


def test_real_texts_have_no_faults(corpora):
    texts = real_texts(corpora / "github")
    assert {text: faults for text in texts if (faults := convert(text)[1])} == {}


def test_no_real_text_costs_a_tenth_of_what_it_may(corpora):
    def cost(text: str) -> int:
        markup._markdown(text)
        return markup._parser()[1].done

    assert max(map(cost, real_texts(corpora))) < markup.MOST_WORK / 10


@settings(max_examples=examples(500))
@given(ANY_TEXT)
def test_whatever_is_typed_is_safe(source):
    prose, _ = convert(source)
    assert FORBIDDEN.isdisjoint(prose.html)
    for link in read(prose.html).links:
        if not link.startswith(ROOT):
            assert link[:2] != "//"
            assert urlsplit(link).scheme in {*markup.SCHEMES, ""}


@given(ANY_TEXT)
def test_what_a_fault_hides_would_have_been_safe_too(source):
    text = markup._FORBIDDEN.sub("", source).replace("\r", "\n").expandtabs(4)
    read(markup._safe(markup._markdown(text)))


@given(ANY_TEXT)
def test_a_fault_points_into_the_text(source):
    for fault in convert(source)[1]:
        assert 0 <= fault.offset <= fault.offset + fault.length <= len(source)
        assert fault.length > 0
        assert fault.hint


@given(ANY_TEXT, ANY_TEXT)
def test_what_was_converted_before_changes_nothing(source, before):
    first = convert(source)
    convert(before)
    assert convert(source) == first


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.integers(2, 6))
def test_headings_begin_at_the_top_and_skip_no_level(levels, top):
    source = "\n\n".join("#" * level + " x" for level in levels)
    headings = read(convert(source, top=top)[0].html).headings
    shifts = sorted(set(levels))
    assert headings == [min(top + shifts.index(level), 6) for level in levels]


@given(ANY_TEXT)
def test_links_are_what_stands_behind_the_mark(source):
    prose, _ = convert(source)
    links = read(prose.html).links
    assert prose.links == tuple(link[1:] for link in links if link.startswith(ROOT))


@given(ANY_TEXT)
def test_rewriting_links_to_themselves_changes_nothing(source):
    prose, _ = convert(source)
    assert relink(prose, lambda link: link) == prose


@given(ANY_TEXT, st.sampled_from(["", "../", "../../", "https://host.example/sub/"]))
def test_a_page_holds_no_mark_and_no_other_link(source, root):
    prose, _ = convert(source)
    before, after = (read(html).links for html in (prose.html, rooted(prose.html, root)))
    assert after == [root + link[1:] if link.startswith(ROOT) else link for link in before]


@given(ANY_TEXT)
def test_absolute_links_have_a_scheme(source):
    prose, _ = convert(source)
    html = absolute(prose.html, "https://host.example/sub/")
    assert all(urlsplit(link).scheme in markup.SCHEMES for link in read(html).links)


@given(NEARLY_PLAIN)
def test_plain_text_is_its_own_text(source):
    short, _ = both_ways(source)
    if short is not None:
        said = "".join(one for one in source if one not in FORBIDDEN)
        paragraphs = re.split("\n\n+", said.strip("\n"))
        assert plain(short) == "\n\n".join(" ".join(text.split()) for text in paragraphs).strip()


@given(ANY_TEXT)
def test_plain_reads_whatever_convert_writes(source):
    text = plain(convert(source)[0].html)
    assert text == text.strip()
    assert "\n\n\n" not in text
