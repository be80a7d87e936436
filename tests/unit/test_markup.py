"""Markdown to safe HTML: what is kept and marked, what the author is told, what it may cost."""

from __future__ import annotations

import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from statusgen import markup
from statusgen.markup import ROOT, Fault, absolute, convert, plain, relink, rooted
from statusgen.markup.links import attribute


def html_of(source: str, *, top: int = 4) -> str:
    prose, faults = convert(source, top=top)
    assert faults == ()
    assert prose.source == source
    return prose.html


def codes_of(source: str) -> list[str]:
    return [fault.code for fault in convert(source)[1]]


def marked_text(source: str, fault: Fault) -> str:
    return source[fault.offset : fault.offset + fault.length]


def marked(source: str) -> tuple[str, list[tuple[int, int]]]:
    """Take pairs of @ out of a text; return it with the offset and length of what was in each."""
    pieces = source.split("@")
    offsets = [len("".join(pieces[:before])) for before in range(len(pieces))]
    return "".join(pieces), [(offsets[at], len(pieces[at])) for at in range(1, len(pieces), 2)]


# Markdown


def test_paragraphs_keep_their_line_ends():
    html = "<p>Some customers\ncannot pay.</p>\n<p>We are sorry.</p>"
    assert html_of("Some customers\ncannot pay.\n\n\nWe are sorry.\n") == html


def test_emphasis_code_and_links_work():
    html = '<p><em>a</em> <strong>b</strong> <code>c</code> <a href="https://d.example/">d</a></p>'
    assert html_of("*a* **b** `c` [d](https://d.example/)") == html


def test_an_empty_text_is_empty():
    assert html_of("") == ""
    assert html_of(" \n\n") == ""


def test_a_table_has_no_style():
    html = html_of("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert "<th>a</th>" in html
    assert "<td>2</td>" in html


def test_a_tab_is_four_columns_wide():
    assert html_of("\ta\tb") == "<pre><code>a   b\n</code></pre>"
    assert html_of("- a\n\t- b\n") == html_of("- a\n    - b\n")


def test_a_fence_names_no_class():
    html = "<pre><code>if a &lt; b:\n    c\n</code></pre>"
    assert html_of("```python\nif a < b:\n    c\n```") == html


def test_a_numbered_list_keeps_its_start():
    html = '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'
    assert html_of("3. c\n4. d") == html


@pytest.mark.parametrize("start", ["-1", "x", "1e5", "9999999999", "1 2"])
def test_a_list_starts_at_a_number_or_at_one(start):
    assert html_of(f'<ol start="{start}"><li>x</li></ol>') == "<ol><li>x</li></ol>"


def test_an_address_in_angle_brackets_is_a_link_and_is_not_disguised():
    html = '<p><a href="mailto:help@a.example">help@a.example</a></p>'
    assert html_of("<help@a.example>") == html


def test_line_ends_of_other_systems_are_line_ends():
    assert html_of("a\r\n\r\n*b*\rc") == html_of("a\n\n*b*\nc")


# Raw HTML


def test_allowed_tags_may_be_typed():
    html = '<p>The <abbr title="point of sale">POS</abbr><br>is <kbd>off</kbd></p>'
    assert (
        html_of("The <abbr title='point of sale' class=x>POS</abbr><br/>is <kbd>off</kbd>") == html
    )


def test_a_tag_that_is_not_allowed_is_shown_as_it_was_written():
    assert html_of("use <version> 2") == "<p>use &lt;version&gt; 2</p>"
    assert html_of("<bold>x</bold>") == "<p>&lt;bold&gt;x&lt;/bold&gt;</p>"


def test_a_placeholder_that_begins_like_an_allowed_tag_loses_no_word():
    assert html_of("Quote the <code from your letter>.") == (
        "<p>Quote the &lt;code from your letter&gt;.</p>"
    )
    assert html_of("<p>Tap <b twice") == "<p>Tap &lt;b twice</p>"
    assert html_of("Cash <?or?> card, <![CDATA[both]]>") == (
        "<p>Cash &lt;?or?&gt; card, &lt;![CDATA[both]]&gt;</p>"
    )
    assert html_of("<td nowrap>a") == html_of("<td class=b\nid='c'>a") == html_of("<td>a")


def test_a_tag_is_shown_in_whichever_case_it_was_written():
    assert html_of("use <VERSION> 2") == "<p>use &lt;VERSION&gt; 2</p>"


def test_no_attribute_stays_that_is_not_on_the_list():
    # Some lists of others, nh3's own among them, let a title and a language stand on every tag.
    attributes = 'title="t" lang="de" id="i" class="c" style="color: red" onclick="x()"'
    assert html_of(f"<b {attributes}>a</b>") == "<p><b>a</b></p>"
    assert html_of(f'<a href="b" target="_blank" {attributes}>a</a>') == (
        f'<p><a href="{ROOT}b">a</a></p>'
    )


def test_comments_are_dropped():
    assert html_of("a <!-- b --> c") == "<p>a  c</p>"
    assert html_of("<!-- only a\n\ncomment -->") == ""


@pytest.mark.parametrize(
    "source",
    [
        "A word @<!--@ of *ours*\n\nand another @<!--@ too\n\n--> done.",
        "One <!-- that is hidden -->.\n\nA word @<!--@ of ours\n\n--> done.",
        "- item\n\n    @<!--@ a\n\n    b -->",
        "> @<!--@ a\n>\n> b -->",
        "a @<!--@ `b --> c` d",
        "@<!--@ a <!-- b --> c -->",
        "`<!-- b` and a @<!--@> b -->",
        "&lt;!-- a, `<!-- b -->` and <!-- c -->",
        "<!-- a\n\nb --> c --> d",
    ],
)
def test_a_comment_that_would_be_seen_is_a_fault_at_its_place(source):
    source, places = marked(source)
    faults = convert(source)[1]
    assert [(fault.offset, fault.length) for fault in faults] == places
    assert {fault.code for fault in faults} <= {"shown-comment"}


def test_a_comment_that_is_never_closed_is_a_fault():
    assert codes_of("Pay cash. <!-- Is that right?") == ["unclosed-comment"]


@pytest.mark.parametrize(
    "source",
    [
        "@[Update]: resolved@\n\nCards work.",
        "- @[14:30]: found@\n- @[ 15:00 ]: mended@",
        "@[Note]:@\nResolved\nCards work.",
        "[Help][help] and [a](b).\n\n[help]: https://shop.example/?a=1&copy=2\n@[more]: c@",
    ],
)
def test_a_line_that_only_looks_like_an_address_is_a_fault_since_nobody_sees_it(source):
    source, places = marked(source)
    faults = convert(source)[1]
    assert [(fault.offset, fault.length) for fault in faults] == places
    assert {fault.code for fault in faults} == {"unused-address"}


def test_an_address_that_a_link_has_is_no_fault():
    source = "[Help] and [more][A  b].\n\n[help]: <subscribe/>\n[a b]: https://x.example/?a&copy=1"
    assert codes_of(source) == []
    assert codes_of("`[a]: b`\n\n<!--\n[a]: b\n-->\n\n```\n[a]: b\n```\n\n\\[a]: b") == []


def test_unclosed_tags_are_closed():
    assert html_of("<b>a\n\n*b*") == "<p><b>a</b></p><b>\n<p><em>b</em></p></b>"


def test_a_forbidden_character_written_as_a_number_is_left_out():
    assert html_of("*a*&#2;&#xFFFE;b") == "<p><em>a</em>b</p>"
    assert html_of("*a*&#x202E;b&#8237;") == "<p><em>a</em>b</p>"


@pytest.mark.parametrize(
    "character",
    [
        *map(chr, [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)]),
        *("\ud800", "\udbff", "\udc00", "\udfff", "\ufffe", "\uffff", "\u202d", "\u202e"),
    ],
    ids=ascii,
)
def test_characters_that_xml_forbids_or_that_turn_letters_round_are_left_out(character):
    assert html_of(f"a{character}b") == "<p>ab</p>"
    assert html_of(f"*a*{character}b") == "<p><em>a</em>b</p>"


# Headings


def test_the_outermost_heading_becomes_the_top():
    assert html_of("### a\n\n#### b") == "<h4>a</h4>\n<h5>b</h5>"
    assert html_of("# a\n\n## b", top=3) == "<h3>a</h3>\n<h4>b</h4>"


def test_no_level_of_heading_is_skipped():
    assert html_of("# a\n\n#### b\n\n###### c\n\n# d") == (
        "<h4>a</h4>\n<h5>b</h5>\n<h6>c</h6>\n<h4>d</h4>"
    )


def test_headings_end_at_six():
    assert html_of("# a\n\n## b\n\n### c\n\n#### d").count("<h6>") == 2


@pytest.mark.parametrize("heading", ["#", "# <b> </b>", "# &nbsp;", "<h2></h2>", "# <!-- x -->"])
def test_an_empty_heading_is_dropped_and_is_no_level(heading):
    assert html_of(f"{heading}\n\n### a\n\n") == "<h4>a</h4>"


# Links


def test_relative_links_are_marked_and_listed_as_written():
    prose, _ = convert("[a](history/?x=1&y=2#u) [b](#u-2025) [c](other-entry.md#x) [d](../a.md)")
    assert prose.links == ("history/?x=1&y=2#u", "#u-2025", "other-entry.md#x", "../a.md")
    assert f'<a href="{ROOT}history/?x=1&amp;y=2#u">a</a>' in prose.html


def test_a_path_of_the_host_is_no_relative_link():
    prose, _ = convert("[a](/path)")
    assert prose.links == ()
    assert prose.html == '<p><a href="/path">a</a></p>'


@pytest.mark.parametrize("url", ["https://a.example/", "HTTP://a.example", "mailto:a@b", "tel:+44"])
def test_links_out_of_the_site_stay_as_they_are(url):
    prose, _ = convert(f"[a]({url})")
    assert prose.html == f'<p><a href="{url}">a</a></p>'
    assert prose.links == ()


@pytest.mark.parametrize("written", ["&#x9d;", "&#144;", "&#x7f;", "&#27;", "\x9d", "\x7f"])
@pytest.mark.parametrize("around", ["{}", "*a* {}", "`a` <b title='{}'>b</b>", "\\{}"])
def test_nothing_that_a_terminal_obeys_is_left(written, around):
    html = convert(around.format(written))[0].html
    assert html.replace("\n", "").isprintable()
    assert plain(html).isprintable()


def test_what_no_address_may_hold_is_escaped():
    assert convert("[a](<b c>) [d](e|f)")[0].links == ("b%20c", "e%7Cf")
    prose, _ = convert("""<a href='x"<>\\^`{|}&#x7f;&#x81;&#x9d;\xa0y'>a</a>""")
    escaped = "%22%3C%3E%5C%5E%60%7B%7C%7D%7F%C2%81%C2%9D"
    assert prose.links == (f"x{escaped}\xa0y",)


@pytest.mark.parametrize("link", ["b/c:d", "#x:y", "?x=https:y", "a//b", "1:2", "../a:b"])
def test_a_colon_or_two_slashes_further_on_name_no_scheme_and_no_host(link):
    assert convert(f"*x* [a]({link})")[0].links == (link,)


def test_a_scheme_further_on_in_an_address_is_no_second_one():
    url = "https://a.example/?to=https:b&c=ftp:d"
    assert html_of(f"[a]({url})") == f'<p><a href="{url.replace("&", "&amp;")}">a</a></p>'


@given(st.text(st.sampled_from("\"'<>&;`= /\xa0aé😀") | st.characters(exclude_categories=["C"])))
def test_what_is_filled_in_later_is_escaped_as_the_sanitizer_does(value):
    # An address that is rewritten goes into HTML that nobody sanitizes again.
    safe = f'<abbr title="{attribute(value)}">a</abbr>'
    assert markup._cleaner().clean(safe) == safe
    assert unescape(attribute(value)) == value
    prose, _ = convert("[a](b)")
    assert relink(prose, lambda _: value).html == f'<p><a href="{ROOT}{attribute(value)}">a</a></p>'
    assert rooted(prose.html, value) == f'<p><a href="{attribute(value)}b">a</a></p>'


def test_rooted_says_the_way_to_the_root():
    html = html_of("[a](history/) [b](#x) [c](/d) [e](https://e.example/)")
    assert rooted(html, "../../") == (
        '<p><a href="../../history/">a</a> <a href="../../#x">b</a> '
        '<a href="/d">c</a> <a href="https://e.example/">e</a></p>'
    )
    assert rooted(html, "") == html.replace(ROOT, "")


def test_absolute_leaves_no_relative_link():
    html = html_of("[a](history/?x=1&y=2) [b](#x) [c](/d) [e](https://e.example/) [f](../g)")
    assert absolute(html, "https://host.example/sub/") == (
        '<p><a href="https://host.example/sub/history/?x=1&amp;y=2">a</a> '
        '<a href="https://host.example/sub/#x">b</a> <a href="https://host.example/d">c</a> '
        '<a href="https://e.example/">e</a> <a href="https://host.example/g">f</a></p>'
    )


def test_relink_rewrites_the_relative_links_only():
    prose, _ = convert("[a](b.md#c&d) [e](https://e.example/) [f](/g)")
    moved = relink(prose, lambda link: "incidents/" + link.replace(".md", "/"))
    assert moved.links == ("incidents/b/#c&d",)
    assert rooted(moved.html, "../") == (
        '<p><a href="../incidents/b/#c&amp;d">a</a> '
        '<a href="https://e.example/">e</a> <a href="/g">f</a></p>'
    )
    assert moved.source == prose.source


# Faults


def test_an_image_is_a_fault_at_its_place():
    source = "See `![code](x)`:\n\n![a graph](graph.png)"
    prose, faults = convert(source)
    assert faults == (
        Fault(
            code="image",
            what="images cannot be shown yet",
            hint="link to the picture instead: [what it shows](https://...)",
            offset=19,
            length=21,
        ),
    )
    assert marked_text(source, faults[0]) == "![a graph](graph.png)"
    assert prose.html == "<p>See `![code](x)`:\n\n![a graph](graph.png)</p>"
    assert prose.links == ()


def test_every_kind_of_image_is_found():
    assert codes_of("![a](b) <img src=c> <IMG SRC=d>") == ["image"] * 3
    assert codes_of("![a][b]\n\n[b]: c.png") == ["image"]
    assert codes_of("<div>\n<img src=a>\n</div>") == ["image"]


@pytest.mark.parametrize(
    "source",
    [
        "`![a](b)` @![c](d)@ `x`",
        "``![a](b) ` `` @![c](d)@",
        "\\![a](b) @![c](d)@",
        "```\n![a](b)\n```\n\n@![c](d)@",
        "~~~ text\n![a](b)\n```\n~~~  \n\n@![c](d)@\n\n```\nx\n```",
        "````\n```\n![a](b)\n```\n````\n\n@![c](d)@",
        "Type ``` and\n```\n@![c](d)@",
        "don`t @![c](d)@ ``x``",
        "@![a][b]@ @![c](d)@\n\n[b]: e",
        "@![](x)@ a @<image src=x>@ b @<IMG\nsrc=y>@",
    ],
)
def test_an_image_is_told_where_it_is_and_not_where_code_only_looks_like_one(source):
    source, places = marked(source)
    assert [(fault.offset, fault.length) for fault in convert(source)[1]] == places


def test_what_only_looks_like_an_image_is_none():
    assert (
        codes_of("`![a](b)` and `<img>` and &lt;img> ![] !\\[a](b) <!-- <img> --> <imagine>") == []
    )


def test_two_links_to_one_wrong_address_have_a_place_each():
    source = "[a](javascript:x) and [b](javascript:x)\n\n[c]() [d]()"
    faults = convert(source)[1]
    assert [fault.offset for fault in faults] == [4, 26, 43, 49]
    # Written in another way, it is not found again.
    faults = convert("[a](javascript:x) [b](java&#115;cript:x)")[1]
    assert [fault.offset for fault in faults] == [4, 4]


@pytest.mark.parametrize(
    ("link", "code", "what"),
    [
        ("ftp://a/b", "link-scheme", "a link to 'ftp:' cannot be followed from the page"),
        ("javascript:x", "link-scheme", "a link to 'javascript:' cannot be followed from the page"),
        ("c:/x", "link-scheme", "a link to 'c:' cannot be followed from the page"),
        *(
            (f"{scheme}x", "link-scheme", f"a link to '{scheme}' cannot be followed from the page")
            for scheme in ("svn+ssh:", "ms-word:", "h323:", "iris.beep:", "DATA:")
        ),
        (
            "//a.example/",
            "link-without-scheme",
            "the link '//a.example/' names a host without https://",
        ),
        *(
            (host, "link-without-scheme", f"the link '{host}' names a host without https://")
            for host in ("/\\a.example", "\\/a.example")
        ),
        (
            "//" + "a" * 70,
            "link-without-scheme",
            f"the link '//{'a' * 58}...' names a host without https://",
        ),
        ("https:a", "broken-link", "'https:a' is no address that a browser can follow"),
        ("http:a", "broken-link", "'http:a' is no address that a browser can follow"),
        ("https://a b/", "broken-link", "'https://a b/' is no address that a browser can follow"),
    ],
)
def test_a_link_that_cannot_be_followed_is_a_fault_at_its_place(link, code, what):
    source = f"Read *this*: [first](https://a.example/), [then]({link})"
    (fault,) = convert(source)[1]
    assert (fault.code, fault.what) == (code, what)
    assert marked_text(source, fault) == link


@pytest.mark.parametrize(
    "link",
    [
        *("<a href=@>x</a>", "<a href='@'>x</a>", '<a href="@">x</a>', '<a href=" @ ">x</a>'),
        *('<A\nHREF\n=\n"@">x</A>', '<a class=b href="@">x</a>', "<a/href=@>x</a>"),
        *('<a data-href="c" href="@">x</a>', '<a title="c > d" href="@">x</a>'),
        """<a title='href="c"' href="@">x</a>""",
    ],
)
@pytest.mark.parametrize("address", ["ftp://b", "//b", "\\\\b", "java&#115;cript:b"])
def test_a_link_that_is_typed_as_html_is_held_to_the_same(link, address):
    assert codes_of(link.replace("@", address)) in (["link-scheme"], ["link-without-scheme"])


def test_a_link_without_an_address_is_a_fault():
    (fault,) = convert("a [b]() c")[1]
    assert (fault.code, fault.what, fault.offset) == ("empty-link", "this link has no address", 4)


def test_links_in_code_are_no_links():
    assert codes_of('`[a](ftp://b)` <a name=x>y</a> `<a href="ftp://z">`') == []


def test_a_text_that_is_too_long_is_a_fault():
    prose, (fault,) = convert("*" + "x" * markup.LONGEST)
    assert fault.code == "too-long"
    assert fault.what == "this text has 100,001 characters, more than 100,000"
    assert prose.html.startswith("<p>*xxx")
    assert convert("x" * markup.LONGEST)[1] == ()


# What a text may cost


def test_too_much_of_a_character_is_a_fault_that_names_it():
    prose, (fault,) = convert("Look: " + "[" * 4000)
    assert fault == Fault(
        code="too-complicated",
        what="this text has 4,000 '[', too many for Markdown",
        hint="if it is no Markdown, put it between two lines of ```; otherwise split the text",
        offset=6,
        length=1,
    )
    assert prose.html == "<p>Look: " + "[" * 4000 + "</p>"


def test_a_text_with_a_fault_is_shown_as_it_was_written():
    source = """Don't "<look>" &amp; ![a](b)"""
    assert convert(source)[0].html == """<p>Don't "&lt;look&gt;" &amp;amp; ![a](b)</p>"""


@pytest.mark.parametrize("sign", [*"\\`*_&[<"])
def test_each_sign_that_is_looked_for_in_vain_is_counted(sign):
    # So that what refuses a text is the same on every machine, and no clock.
    (fault,) = convert(f"a{sign} " * 11_000)[1]
    assert fault.what == f"this text has 11,000 '{sign}', too many for Markdown"
    assert fault.offset == 1


def test_four_thousand_brackets_in_a_fence_are_no_markdown():
    assert codes_of("```\n" + "[" * 4000 + "\n```") == []


@pytest.mark.parametrize(
    "nested", ["> " * 60 + "a", "- " * 60 + "a", "1. " * 999, "> - " * 30 + "a"]
)
def test_deep_nesting_is_a_fault(nested):
    (fault,) = convert(nested)[1]
    assert (fault.code, fault.what) == ("too-complicated", "lists or quotes are nested too deeply")


def test_nesting_that_a_reader_can_follow_is_none():
    assert codes_of("\n".join("    " * depth + "- a" for depth in range(12))) == []
    assert codes_of("> " * 12 + "a") == []


def test_what_the_parser_itself_stumbles_over_is_a_fault():
    source = '<a href="&#' + "1" * 5000 + ';">x</a>'
    assert codes_of(source) == ["too-complicated"]
    assert html_of("*a*") == "<p><em>a</em></p>"


def test_after_a_fault_the_parser_is_as_new():
    before = html_of("- a\n\n> b [c](d)")
    for source in ("> - " * 30 + "a", "[" * 4000, "*a*\n=\n" * 5000):
        assert codes_of(source) == ["too-complicated"]
        assert html_of("- a\n\n> b [c](d)") == before


def test_a_text_knows_nothing_of_the_one_before():
    assert html_of("[a] *b*\n\n[a]: https://a.example/").startswith('<p><a href="https://a.ex')
    assert html_of("[a] *b*") == "<p>[a] <em>b</em></p>"


def test_a_long_honest_text_is_not_too_complicated():
    part = (
        "## What happened\n\nAt 08:40 *some* card payments [failed](https://a.example/b_c) in "
        "`eu-west`, see the [log](https://a.example/log).\n\n"
        "| Time | Step |\n|--|--|\n| 08:40 | Alarm |\n| 08:52 | [Call](https://a.example/) |\n\n"
        "1. Insert the card.\n2. Wait.\n\n- a\n    - b\n\n```\n[main] WARN a_b <init> x|y\n```\n\n"
    )
    assert codes_of(part * 100) == []


PATTERNS = [
    *"[]()<>*_`#|\\&!-=+~1:\"'\n\t ",
    *("![", "<![", "[](", '[x](")', "[a] [", "((", "[](<", "[a]:\n", "[a]: b\n", "[x]: y\n\n"),
    *("a\n=\n", "a\n-\n", "# a\n", "---\n", "- a\n", "- a\n\n", "1. a\n\n", "> a\n\n", "> "),
    *("```\n", "```a\n", "\\```\n", "~~~\n", "`` ` ", "*a ", "a* ", "*a* ", "**a *b ", "_a "),
    *("<b>", "<b ", "<b a=", '<b a="', "</b>", "<!--", "<b> <!-- x -->", "<![CDATA[", "\n<!["),
    *("<div>", "<div></div>", "<b><p>", "<ul><li>", "<table>", "<script>", "<a@", "<a@b>", "<?"),
    *("&a", "&#", "&amp;", "\\[", "\\|", "a|b\n", "|-\n", "| ", "    a\n\n", "a  \n", "a\n\n"),
]  # fmt: skip
TEXTS = {
    "fence and tabs": "```" + "\t" * 20000,
    "fence and spaces": "`" * 900 + " " * 900 + "x",
    "a wide table": "|".join("a" * 2000) + "\n" + "|".join("-" * 2000) + "\n" + "|\n" * 2000,
    "ticks of all lengths": " ".join("`" * length for length in range(1, 300)),
    "formats over paragraphs": "".join(f"<b x={i}>" for i in range(2000)) + "<p>x" * 2000,
    "nested brackets": "[" * 4000 + "](a)" * 4000,
    "nested lists": "\n".join("    " * depth + "- a" for depth in range(220)),
    "nested loose lists": "\n\n".join("    " * depth + "- a" for depth in range(220)),
    "delimiters": "*a _b " * 5000 + "c* d_ " * 5000,
    "an address of spaces": "[x](a" + " " * 90000 + "b)",
    "a reference of spaces": "[x]:" + " " * 90000 + "b",
    "digits": "1" * 90000 + ". a",
    "headings of hashes": ("# a" + " #" * 50 + "b\n") * 900,
}


def assert_quick(source: str) -> None:
    """Allow a second of the processor, four times what a slow machine was measured to take."""
    text = source[: markup.LONGEST]
    start = time.process_time()
    convert(text)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("pattern", PATTERNS, ids=repr)
def test_no_repetition_takes_long(pattern):
    assert_quick(pattern * examples(4_000))
    assert_quick(pattern * 300 + "x" * markup.LONGEST)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_takes_long(text):
    assert_quick(text)


# Back to plain text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a\nb\n\nc & d", "a b\n\nc & d"),
        ("*a* `b < c` &lt;b>", "a b < c <b>"),
        ("# a\n\nb  \nc\n\n---\n\nd", "a\n\nb\nc\n\nd"),
        ("- a\n- b\n    - c\n    - d\n- e\n\nf", "- a\n- b\n  - c\n  - d\n- e\n\nf"),
        ("- a\n\n- b", "- a\n- b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> a\n\nb", "a\n\nb"),
        ("a\n\n```\nb\n    c\n```\n\nd", "a\n\nb\n    c\n\nd"),
        ("| a | b |\n|--|--|\n| | d |\n| e | f |", "a | b\n | d\ne | f"),
        ("[a](https://b.example/)", "a (https://b.example/)"),
        ("<https://b.example/>", "https://b.example/"),
        ("[b.example](https://b.example)", "b.example (https://b.example)"),
        ("[a](history/) [b](/c)", "a b"),
        ("# a\n## b\n---\n***\nc", "a\n\nb\n\nc"),
        ("```\na\n```\n\n```\nb\n```", "a\n\nb"),
        ("a <blockquote>b</blockquote> c", "a\n\nb\n\nc"),
        ("a <table><tr><td>b</td> <td>c</td></tr></table> d", "a\n\nb | c\n\nd"),
        ("<dl><dt>a</dt><dd>b</dd> <dt>c</dt> <dd>d</dd></dl>", "a\n\nb\n\nc\n\nd"),
        ("*a*  \t b\tc", "a b c"),
        (
            "[**a**\nb](https://c.example) [d](HTTP://e.example)",
            "a b (https://c.example) d (HTTP://e.example)",
        ),
        ("[write](mailto:a@b.example) <a@b.example>", "write (a@b.example) a@b.example"),
        ("[ring **us**](tel:+44)", "ring us (+44)"),
        ("open from <del>8am</del> <s>9</s> 10am", "open from ~~8am~~ ~~9~~ 10am"),
        ("", ""),
    ],
)
def test_plain_gives_the_text(source, text):
    assert plain(html_of(source)) == text
