"""What goes a short way and what does not; that both ways agree is held by properties."""

from __future__ import annotations

import pytest

from statusgen.errors import Location
from statusgen.located import Mapping, Scalar, Sequence, simple
from statusgen.markup import ROOT, short

# Markdown


def test_a_plain_text_is_not_a_marked_one_but_goes_the_same_way():
    assert short.plain("a\n\nb\nc") == short.marked("a\n\nb\nc") == "<p>a</p>\n<p>b\nc</p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*Most* stores (**not all**).", "<em>Most</em> stores (<strong>not all</strong>)."),
        ("Set `pay_by` to 0", "Set <code>pay_by</code> to 0"),
        ("[Ring us](tel:+44-1632)!", '<a href="tel:+44-1632">Ring us</a>!'),
        ("[a b](https://c.de/?f#g)", '<a href="https://c.de/?f#g">a b</a>'),
        ("see [it](2025-04-21-a.md)", f'see <a href="{ROOT}2025-04-21-a.md">it</a>'),
        ("Click & collect, a_b_c, <1%, >5", "Click &amp; collect, a_b_c, &lt;1%, &gt;5"),
        ("[Update] all is well", "[Update] all is well"),
        ('[Don\'t] a "b"', '[Don\'t] a "b"'),
    ],
)
def test_emphasis_code_and_simple_links_go_the_short_way(source, html):
    assert short.plain(source) is None
    assert short.marked(source) == f"<p>{html}</p>"


@pytest.mark.parametrize("sign", ["-", "*"])
def test_a_list_of_one_level_goes_the_short_way(sign):
    html = "<p>Try:</p>\n<ul>\n<li>cash</li>\n<li><em>chip</em></li>\n</ul>\n<p>Sorry.</p>"
    assert short.marked(f"Try:\n\n{sign} cash\n{sign} *chip*\n\nSorry.") == html


@pytest.mark.parametrize(
    "source",
    [
        *(
            "# a",
            "a\n---",
            "a\n===",
            "> a",
            "1. a",
            "10. a",
            "    a",
            "a  \nb",
            "```\na\n```",
            "~~~\na\n~~~",
            "|a|",
            "a\tb",
            "a\xa0b",
        ),
        *("Try:\n- cash", "- a\n\n- b", "- a\n  b", "- - a", "- a\n  - b", "+ a", "- a\n* b"),
        *("Try:\n* cash", "* a\n\n* b", "* a\n\n- b", "* a\n  b", "* * *", "* a\n  * b", "*\ta"),
        *("- >5", "* >5"),
        *("*a", "* a *", "*a **b***", "_a_", "**a*", "2*3*4", "``a``", "` a`", "a\\*"),
        *("![a](b)", "[a][b]", "[a]: b", "[a]()", "[a](b c)", "[*a*](b)", '[a](b "c")', "[a](//b)"),
        *("[a](javascript:b)", "[a](https://b)", "[a](https://xn--b.cd)", "[a](http://1.2.3.4)"),
        *("<b>", "<!-- a", "<https://a.bc>", "<24@a.bc>", "&amp;", "a &b", "\x02*a*", ""),
    ],
)
def test_what_needs_more_is_left_to_the_long_way(source):
    assert short.plain(source) is None
    assert short.marked(source) is None


def test_a_long_text_is_left_to_the_long_way_if_it_is_marked():
    text = "word " * (short.LONGEST // 5)
    assert short.plain(f"{text}end") is not None
    assert short.marked(f"{text}*end*") is None


# YAML


def at(line: int, column: int, length: int) -> Location:
    return Location("a.md", line, column, length)


def test_every_kind_of_simple_line_is_read_with_its_place():
    text = """\
title: "Q: a?"
components: {web: partial_outage}
help: [a b]
more:
  - c:d
of:
  e: f"""
    web = Scalar("web", at(3, 14, 3), False), Scalar("partial_outage", at(3, 19, 14), False)
    assert simple.read(text, path="a.md", first_line=2) == Mapping(
        (
            (Scalar("title", at(2, 1, 5), False), Scalar("Q: a?", at(2, 8, 7), True)),
            (Scalar("components", at(3, 1, 10), False), Mapping((web,), at(3, 13, 21))),
            (
                Scalar("help", at(4, 1, 4), False),
                Sequence((Scalar("a b", at(4, 8, 3), False),), at(4, 7, 5)),
            ),
            (
                Scalar("more", at(5, 1, 4), False),
                Sequence((Scalar("c:d", at(6, 5, 3), False),), at(6, 3, 5)),
            ),
            (
                Scalar("of", at(7, 1, 2), False),
                Mapping(
                    ((Scalar("e", at(8, 3, 1), False), Scalar("f", at(8, 6, 1), False)),),
                    at(8, 3, 4),
                ),
            ),
        ),
        at(2, 1, 14),
    )


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "a:b", "a:", "a: b\n", "a:  b", "a: b ", "a: b #c", "a: b: c", "a: b:", "- a"),
        *(
            "a: |\n  b",
            "a: b\n  c",
            "a:\n- b",
            "a:\n    - b",
            "a:\n  - b\n  c: d",
            "a:\n  b: c\n  b: d",
        ),
        *("a: b\na: c", "a: 'b''c'", 'a: "b\\n"', "a: {}", "a: {b: c, b: d}", "a: {b: {c: d}}"),
        *("? a", "a: *b", "a: !b", "1a: b", "a b: c", "<<: a", "---\na: b", "%a", "a: -", "a:\tb"),
    ],
)
def test_what_is_not_simple_is_left_to_the_parsers(text):
    assert simple.read(text, path="a.md", first_line=2) is None


def test_simple_braces_are_read_with_their_place():
    mapping = simple.braces("{web: down, next_update: 2025-04-21 12:00} ", where=at(3, 20, 1))
    assert mapping is not None
    assert mapping.where == at(3, 20, 42)
    assert [(key.text, key.where.column) for key, _ in mapping.pairs] == [
        ("web", 21),
        ("next_update", 32),
    ]
    assert mapping.pairs[1][1] == Scalar("2025-04-21 12:00", at(3, 45, 16), False)


@pytest.mark.parametrize("text", ["", "{}", "{a}", "{a:b}", "{a: b} c", "{a: b, a: c}", "{a: 'b'}"])
def test_other_braces_are_read_piece_by_piece(text):
    assert simple.braces(text, where=at(3, 20, 1)) is None
