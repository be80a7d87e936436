"""YAML keeps its texts and their places, and its mistakes are told in an author's words."""

from __future__ import annotations

import re

import pytest
import yaml

from statusgen import located
from statusgen.errors import Location, Problem, Severity
from statusgen.located import Mapping, Node, Scalar, Sequence, document
from statusgen.located.case import Case
from statusgen.located.mistakes import explain

KB = 1024
FAST = document.FAST


@pytest.fixture(autouse=True, params=["C parser", "pure parser"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test here with both of PyYAML's parsers."""
    if request.param == "pure parser":
        monkeypatch.setattr(document, "FAST", None)
    elif FAST is None:
        pytest.skip("this PyYAML has no C parser")
    return


def load(text: str) -> tuple[Node | None, tuple[Problem, ...]]:
    return located.load(text, path="a.md")


def plain(node: Node | None) -> object:
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if node else None


def read(text: str) -> object:
    node, problems = load(text)
    assert problems == ()
    return plain(node)


def said(text: str) -> list[str]:
    """Say the problems of a text; where it begins further down in its file, they do so, too."""
    _, below = located.load(text, path="a.md", first_line=12)
    lines = [_said(problem, problem.where.line) for problem in load(text)[1]]
    assert [_said(problem, problem.where.line - 11) for problem in below] == [
        re.sub(r"(?<=already on line )\d+", lambda line: str(int(line[0]) + 11), line)
        for line in lines
    ]
    return lines


def _said(problem: Problem, line: int) -> str:
    place = f"{line}:{problem.where.column}+{problem.where.length}"
    return f"{place} {problem.code}: {problem.what} -> {problem.hint}"


# --- What is read ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["12:30", "NO", "1.10", "0777", "~", "null", "true", "1e3", "2025-04-21", "=", "-1"]
)
def test_a_value_stays_the_text_that_was_written(written: str):
    assert read(f"a: {written}\n{written}: [b, {written}]\n") == {
        "a": written,
        written: ["b", written],
    }


def test_every_key_and_value_knows_its_place_in_the_file():
    text = "title: 'It''s'\nlist:\n  - one\n  - {a: b}\n"
    node, problems = located.load(text, path="a.md", first_line=2)
    assert problems == ()

    def at(line: int, column: int, length: int) -> Location:
        return Location("a.md", line, column, length)

    pair = (Scalar("a", at(5, 6, 1), quoted=False), Scalar("b", at(5, 9, 1), quoted=False))
    items = (Scalar("one", at(4, 5, 3), quoted=False), Mapping((pair,), at(5, 5, 6)))
    assert node == Mapping(
        (
            (Scalar("title", at(2, 1, 5), quoted=False), Scalar("It's", at(2, 8, 7), quoted=True)),
            (Scalar("list", at(3, 1, 4), quoted=False), Sequence(items, at(4, 3, 5))),
        ),
        at(2, 1, 14),
    )


def test_a_value_of_several_lines_is_as_long_as_its_first():
    node, _ = load('a: "one\n  two"\nb: >-\n  three\n  four\nc: five\n  six\n')
    assert isinstance(node, Mapping)
    assert [(value.where.line, value.where.length) for _, value in node.pairs] == [
        (1, 4),
        (3, 2),
        (6, 4),
    ]
    assert plain(node) == {"a": "one two", "b": "three four", "c": "five six"}


def test_a_missing_value_stands_behind_its_colon():
    node, problems = load("a:\nb:   # later\n")
    assert isinstance(node, Mapping)
    assert problems == ()
    assert [value for _, value in node.pairs] == [
        Scalar("", Location("a.md", 1, 3, 1), quoted=False),
        Scalar("", Location("a.md", 2, 3, 1), quoted=False),
    ]


def test_columns_count_characters_and_not_bytes():
    node, _ = load('"🛒é": "🛒"  \nb: x')
    assert isinstance(node, Mapping)
    assert node.pairs[0][1] == Scalar("🛒", Location("a.md", 1, 7, 3), quoted=True)


def test_block_texts_keep_their_lines():
    assert read("a: |\n  one: two\n    # three\n\nb: x") == {"a": "one: two\n  # three\n", "b": "x"}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "~~~".replace("~", " ")])
def test_nothing_is_no_node_and_no_problem(text: str):
    assert load(text) == (None, ())


def test_a_document_may_begin_with_its_mark():
    assert read("---\na: b\n...\n") == {"a": "b"}


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x07", "\x7f", "\x85", "\u2028", "\ufeff", "\uffff", "\ud800", "\r", "\U000f0000"],
)
def test_characters_that_yaml_does_not_print_are_text_like_any_other(character: str):
    node, problems = load(f"a: x{character}y\nb: '{character}'")
    assert problems == ()
    assert isinstance(node, Mapping)
    assert node.pairs[0][1] == Scalar(f"x{character}y", Location("a.md", 1, 4, 3), quoted=False)
    assert node.pairs[1][1] == Scalar(character, Location("a.md", 2, 4, 3), quoted=True)


def test_a_tab_inside_a_line_counts_as_a_blank():
    assert read("a:\tb\tc\t\n\t\nd: e\t# f\n") == {"a": "b c", "d": "e"}


def test_a_question_mark_inside_brackets_is_text():
    assert read("help: [{name: Need help? Ask, url: https://a.b/?c=d#e}, Why?]") == {
        "help": [{"name": "Need help? Ask", "url": "https://a.b/?c=d#e"}, "Why?"]
    }


# --- What is refused -------------------------------------------------------------------------


def test_an_alias_that_was_meant_as_emphasis_wants_quotes():
    assert said("a: *now*\nb: **now** or never\nc: *x") == [
        "1:4+5 alias: a value that begins with '*' must be in quotes -> write a: \"*now*\"",
        (
            "2:4+16 alias: a value that begins with '*' must be in quotes"
            ' -> write b: "**now** or never"'
        ),
        "3:4+2 alias: a value that begins with '*' must be in quotes -> write c: \"*x\"",
    ]


def test_what_looks_like_a_comment_stays_in_the_text_that_is_proposed():
    assert said("a: [Go](x) to till #7\nb: *now* at #7\nc: x: #7\nf: - #7\ng: *x # why") == [
        (
            "1:4+18 unquoted-start: a value that begins with '[' must be in quotes"
            ' -> write a: "[Go](x) to till #7"'
        ),
        "2:4+11 alias: a value that begins with '*' must be in quotes -> write b: \"*now* at #7\"",
        "3:4+5 unquoted-colon: a value that contains ': ' must be in quotes -> write c: \"x: #7\"",
        "4:4+4 unquoted-start: a value that begins with '-' must be in quotes -> write f: \"- #7\"",
        "5:4+2 alias: a value that begins with '*' must be in quotes -> write g: \"*x\"",
    ]


def test_an_anchor_and_its_alias_are_refused_as_such():
    assert said("a: &x [b]\nc: *x\nd: &y e\n") == [
        "1:4+6 anchor: anchors such as '&x' are not used here -> remove it",
        "2:4+2 alias: aliases such as '*x' are not used here -> write the value itself",
        "3:4+4 anchor: a value that begins with '&' must be in quotes -> write d: \"&y e\"",
    ]


def test_tags_are_refused():
    assert said("a: !!str 1\nb: !x {c: d}\ne: !f g") == [
        (
            "1:4+7 tag: tags such as '!!str' are not used here"
            " -> remove it; every value is read as it is written"
        ),
        "2:4+9 tag: tags such as '!x' are not used here -> remove it",
        "3:4+4 tag: a value that begins with '!' must be in quotes -> write e: \"!f g\"",
    ]


def test_a_merge_key_is_refused():
    assert said("<<: *x\n'<<': y") == [
        "1:1+2 merge-key: the key '<<' has no meaning here -> write the keys themselves"
    ]


def test_a_key_that_is_no_text_is_refused_and_left_out():
    text = "[a]: b\n{c: d}: e\nf: g"
    hint = "put it in quotes if it is a text that begins with '[' or '{'"
    assert said(text) == [
        f"1:1+3 complex-key: a key must be a text -> {hint}",
        f"2:1+6 complex-key: a key must be a text -> {hint}",
    ]
    assert plain(load(text)[0]) == {"f": "g"}


def test_the_second_of_two_equal_keys_is_a_problem_and_the_first_counts():
    node, problems = located.load("a: b\nc: d\n'a': e\n", path="a.md", first_line=11)
    assert problems == (
        Problem(
            Location("a.md", 13, 1, 3),
            "duplicate-key",
            "the key 'a' is already on line 11",
            "keep one of the two lines, or give this one its own key",
        ),
    )
    assert plain(node) == {"a": "b", "c": "d"}


def test_a_second_document_is_refused():
    assert said("a: b\n---\nc: d\n") == [
        (
            "2:1+3 several-documents: a second document begins here"
            " -> remove the '---' and what follows it; one file describes one thing"
        )
    ]
    assert said("a: b\n...\nc: d") == [
        "3:1+4 several-documents: there is text after the '...' -> remove the '...'"
    ]


def test_a_directive_is_refused():
    assert said("%YAML 1.1\n---\na: b") == [
        "1:1+9 directive: lines that begin with '%' are not used here -> remove the line"
    ]


def test_an_escape_cannot_bring_back_what_may_not_be_on_a_page():
    text = 'a: "x\\u0007y\\u202e"\n'
    assert said(text) == [
        (
            "1:4+16 bad-escape: an escape in this value stands for a character that may not be"
            " on a page -> leave the escape out"
        )
    ]
    assert plain(load(text)[0]) == {"a": "xy"}
    assert plain(load('a: "x\\ud800"')[0]) == {"a": "x"}


@pytest.mark.parametrize("text", ["- " * 30 * KB, "[" * 60 * KB, "{" * 60 * KB, "? " * 30 * KB])
def test_a_text_that_is_nested_without_end_is_refused_in_no_time(text: str):
    node, problems = load(text)
    assert node is None
    assert [(problem.code, problem.what) for problem in problems] == [
        ("too-deep", "this is nested more than 12 levels deep")
    ]


def test_twelve_levels_can_be_read_and_thirteen_cannot():
    assert plain(load("[" * 12 + "]" * 12)[0]) == [[[[[[[[[[[[]]]]]]]]]]]]
    assert said("[" * 13 + "]" * 13) == [
        (
            "1:13+1 too-deep: this is nested more than 12 levels deep"
            " -> put it in quotes if it is a text"
        )
    ]


def test_a_bomb_of_aliases_does_not_go_off():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    _, problems = load(bomb)
    assert {problem.code for problem in problems} == {"anchor", "alias"}


def test_a_flood_of_mistakes_is_cut_off():
    flood = "a: [" + "&x y, *x, " * 6 * KB + "]"
    node, problems = load(flood)
    assert node is None
    assert len(problems) == 101
    assert problems[-1].what == "there are more than 100 problems in this part of the file"
    assert problems[-1].hint == "solve the others first"


def test_a_flood_of_warnings_is_no_reason_to_refuse_a_text():
    node, problems = load("".join(f"key{number}: a #b\n" for number in range(200)))
    assert node is not None
    assert len(problems) == 200


def test_a_text_over_the_limit_is_not_read():
    assert read("a: " + "x" * (64 * KB - 3)) is not None
    assert said("a: " + "x" * (64 * KB - 2)) == [
        "1:1+1 too-large: this is longer than the 64 KB that can be read here -> shorten it"
    ]
    assert located.load("a: " + "x" * 100 * KB, path="a", limit=located.CONFIG_LIMIT)[1] == ()


# --- Mistakes, as their authors see them -----------------------------------------------------


def test_the_most_frequent_mistake_is_told_at_the_value_with_the_line_to_write():
    text = "components:\n  a: b\ntitle: Payments: slow  \n"
    node, problems = load(text)
    assert problems == (
        Problem(
            Location("a.md", 3, 8, 14),
            "unquoted-colon",
            "a value that contains ': ' must be in quotes",
            'write title: "Payments: slow"',
        ),
    )
    assert plain(node) == {"components": {"a": "b"}, "title": "Payments: slow"}


MISTAKES = {
    "an anchor within brackets": (
        "a: [&b, c]",
        "1:5+2 anchor: a value that begins with '&' must be in quotes -> write \"&b\"",
    ),
    "a tag within brackets": (
        "a: [b, !c d ]",
        "1:8+4 tag: a value that begins with '!' must be in quotes -> write \"!c d\"",
    ),
    "an anchor in front of a comment": (
        "a: &b c # d",
        "1:4+4 anchor: a value that begins with '&' must be in quotes -> write a: \"&b c\"",
    ),
    "braces over two lines with a colon in a value": (
        "a: {b: c,\n  d: e: f}\n",
        (
            "2:6+4 unquoted-colon: a value that contains ': ' must be in quotes"
            ' -> write d: "e: f", or add the missing comma'
        ),
    ),
    "a colon in one of several values in brackets": (
        "a: [x, b: c: d , e]",
        (
            "1:11+4 unquoted-colon: a value that contains ': ' must be in quotes"
            ' -> write "c: d", or add the missing comma'
        ),
    ),
    "a bracket that is not closed below a list in brackets": (
        "a: [b, c\nd: [e]\n",
        (
            "1:4+5 unclosed-bracket: the '[' that begins here is never closed"
            " -> add ']' at its end; if it is a text, write a: \"[b, c\""
        ),
    ),
    "a comment that takes the end of a bracket, at the end": (
        "a:\n  b: [c, #d]",
        (
            "2:6+7 unclosed-bracket: the '[' that begins here is never closed -> everything after"
            " ' #' is a comment: put quotes around a value that begins with #"
        ),
    ),
    "a comment that takes the end of a bracket, above other keys": (
        "a: {b: #c}\nd: e\n",
        (
            "1:4+7 unclosed-bracket: the '{' that begins here is never closed -> everything after"
            " ' #' is a comment: put quotes around a value that begins with #"
        ),
    ),
    "a brace that is not closed in a bracket that is not": (
        "a: [b, {c: d\ne: f",
        (
            "1:4+9 unclosed-bracket: the '[' that begins here is never closed"
            " -> add ']' at its end; if it is a text, write a: \"[b, {c: d\""
        ),
        ("1:8+5 unclosed-bracket: the '{' that begins here is never closed -> add '}' at its end"),
    ),
    "a bracket that is not closed in a list": (
        "a:\n  - [b, c\n  - d",
        (
            "2:5+5 unclosed-bracket: the '[' that begins here is never closed"
            " -> add ']' at its end; if it is a text, write - \"[b, c\""
        ),
    ),
    "two wrong escapes": (
        'a: "b \\q c \\w"',
        (
            "1:7+2 bad-escape: '\\q' means nothing inside \"...\""
            " -> write \\\\ for a backslash, or put the value in '...' instead"
        ),
        (
            "1:12+2 bad-escape: '\\w' means nothing inside \"...\""
            " -> write \\\\ for a backslash, or put the value in '...' instead"
        ),
    ),
    "text behind quotes and blanks": (
        "a: 'b'   c  ",
        "1:10+1 text-after-quote: there is text after the closing ' -> write a: \"'b' c\"",
    ),
    "text behind brackets and blanks": (
        "a: [b]  c  ",
        (
            "1:4+6 unquoted-start: a value that begins with '[' must be in quotes"
            ' -> write a: "[b] c"'
        ),
    ),
    "a quote that is not closed on its second line": (
        'a: "b  \n  c\nd: e',
        (
            '1:4+2 unclosed-quote: the " that begins here is never closed'
            ' -> add " at the end of the text'
        ),
    ),
    "a sign in front of a comment": (
        "a: %b   # c",
        ("1:4+2 unquoted-start: a value that begins with '%' must be in quotes -> write a: \"%b\""),
    ),
    "a comment behind a number sign in a word": (
        "a: b#c #d\n",
        (
            "1:8+2 comment: everything after ' #' is a comment, which nobody will see"
            ' -> if it belongs to the value, write a: "b#c #d"'
        ),
    ),
    "a word and a sign on a line of their own": (
        "a:\n  @b c",
        "2:3+1 unquoted-start: a line cannot begin with '@' -> put the text in quotes",
    ),
    "text behind quotes in a list of lists": (
        "- a: b\n- - 'c'd\n",
        ("2:7+1 quote-inside-quotes: an apostrophe inside '...' ends the text -> write - \"c'd\""),
    ),
    "a key that begins with a sign": (
        "@shop: a\nb: c",
        (
            "1:1+1 unquoted-start: a key cannot begin with '@'"
            " -> remove the '@', or put the key in quotes"
        ),
    ),
    "a line that begins with a sign": (
        "a: b\n`c`\n",
        "2:1+1 unquoted-start: a line cannot begin with '`' -> put the text in quotes",
    ),
    "a first line that begins with a percent sign": (
        "%off\na: b\n",
        "1:1+1 unquoted-start: a line cannot begin with '%' -> put the text in quotes",
    ),
    "a directive of too large a number": (
        f"%YAML 1.{'9' * 5000}\n---\na: b\n",
        "1:1+1 unquoted-start: a line cannot begin with '%' -> put the text in quotes",
    ),
    "a sign within brackets": (
        "a: [%b, c]\n",
        "1:5+2 unquoted-start: a value that begins with '%' must be in quotes -> write \"%b\"",
    ),
    "a sign behind quotes": (
        'a: "b" %c',
        '1:8+2 text-after-quote: there is text after the closing " -> write a: \'"b" %c\'',
    ),
    "a key in quotes": (
        '"a": b: c',
        (
            "1:6+4 unquoted-colon: a value that contains ': ' must be in quotes"
            ' -> write "a": "b: c"'
        ),
    ),
    "a missing space behind a key in quotes": (
        'a: b\n"c":d\n',
        '2:4+1 missing-space: there must be a space after the colon -> write "c": d',
    ),
    "a missing space behind the only key, in quotes": (
        '"a":b',
        '1:4+1 missing-space: there must be a space after the colon -> write "a": b',
    ),
    "two texts and no key": (
        '"a" b',
        (
            "1:1+5 not-key-value: this line is not 'key: value' -> begin it with a key and"
            " a colon, like title: …; to go on with the text above, indent it"
        ),
    ),
    "an alias with more text behind it": (
        "a: *b c",
        "1:4+4 alias: a value that begins with '*' must be in quotes -> write a: \"*b c\"",
    ),
    "an alias for a key": (
        "*a : b",
        "1:1+2 alias: a value that begins with '*' must be in quotes -> write \"*a\"",
    ),
    "three quotes": (
        'a: """b"""',
        '1:5+1 quote-inside-quotes: a quote inside "..." ends the text -> write a: "b"',
    ),
    "both kinds of quotes": (
        'a: It\'s "so": b',
        (
            "1:4+12 unquoted-colon: a value that contains ': ' must be in quotes"
            ' -> write a: "It\'s \\"so\\": b"'
        ),
    ),
    "a line without a key below a list": (
        "-\nwords\n",
        (
            "2:1+5 not-key-value: this line is not 'key: value' -> begin it with a key and"
            " a colon, like title: …; to go on with the text above, indent it"
        ),
    ),
    "a missing space in front of an item": (
        "a:\n- b\n-c:d",
        "3:1+1 missing-space: there must be a space after the '-' -> write - c:d",
    ),
    "a tab before a key that is indented too far anyway": (
        "a: b\n\tc: d",
        "2:1+1 tab: this line is indented with a tab -> indent it with spaces, two for each step",
    ),
    "an item with more keys below a value": (
        "a: b\n- c: d\n  e: f\n",
        (
            "2:1+6 item-among-keys: a list item cannot stand among keys"
            " -> indent it below the key it belongs to"
        ),
    ),
    "several on different lines are all found": (
        "a: b: c\nd: e\nf: *g*\nh: 'i'j'\n",
        "1:4+4 unquoted-colon: a value that contains ': ' must be in quotes -> write a: \"b: c\"",
        "3:4+3 alias: a value that begins with '*' must be in quotes -> write f: \"*g*\"",
        "4:6+1 quote-inside-quotes: an apostrophe inside '...' ends the text -> write h: \"i'j\"",
    ),
    "a colon at the end": (
        "title: Payments:\n",
        (
            "1:8+9 unquoted-colon: a value that ends with ':' must be in quotes"
            ' -> write title: "Payments:"'
        ),
    ),
    "a colon in an item": (
        "- Note that cash: works: too\n",
        (
            "1:3+26 unquoted-colon: a value that contains ': ' must be in quotes"
            ' -> write - "Note that cash: works: too"'
        ),
    ),
    "a colon behind quotes that are part of the text": (
        'a: He said "now": x',
        (
            "1:4+16 unquoted-colon: a value that contains ': ' must be in quotes"
            " -> write a: 'He said \"now\": x'"
        ),
    ),
    "a colon in a text of several lines": (
        "a:\n  Use cash.\n  Note: no cards.\nb: c",
        (
            "3:3+15 unquoted-colon: a text that contains ': ' must be in quotes, or be marked"
            " with '|' -> write a: | and leave the text below it"
        ),
    ),
    "a colon in braces": (
        "a: [{b: c: d, e: f: g}]",
        (
            "1:9+4 unquoted-colon: a value that contains ': ' must be in quotes"
            ' -> write "c: d", or add the missing comma'
        ),
        (
            "1:18+4 unquoted-colon: a value that contains ': ' must be in quotes"
            ' -> write "f: g", or add the missing comma'
        ),
    ),
    "a missing space": (
        "a: b\ntitle:Payments\nc: d",
        "2:6+1 missing-space: there must be a space after the colon -> write title: Payments",
    ),
    "a missing space on every line": (
        "title:Payments\nimpact:minor",
        "1:6+1 missing-space: there must be a space after the colon -> write title: Payments",
        "2:7+1 missing-space: there must be a space after the colon -> write impact: minor",
    ),
    "a missing space in braces": (
        "components: {a:partial_outage, b: c}",
        "1:15+1 missing-space: there must be a space after the colon -> write a: partial_outage",
    ),
    "a blank that is no space": (
        "title:\xa0Payments\na: b",
        (
            "1:6+1 missing-space: the blank after this colon is not a plain space (U+00A0)"
            " -> write title: Payments"
        ),
    ),
    "an equals sign": (
        "title = Payments\na: b",
        "1:1+16 not-key-value: this line is not 'key: value' -> write title: Payments",
    ),
    "a line without a key": (
        "a: b\nhello world\nc: d",
        (
            "2:1+11 not-key-value: this line is not 'key: value' -> begin it with a key and"
            " a colon, like title: …; to go on with the text above, indent it"
        ),
    ),
    "no key at all": (
        "a: b\n: c",
        "2:1+3 no-key: there is no key before this colon -> write a key, a colon and a space",
    ),
    "a tab": (
        "a:\n\tb: c\n\td: *e\n",
        "2:1+1 tab: this line is indented with a tab -> indent it with spaces, two for each step",
        "3:5+2 alias: a value that begins with '*' must be in quotes -> write d: \"*e\"",
    ),
    "an unclosed bracket at the very end": (
        "x: [",
        (
            "1:4+1 unclosed-bracket: the '[' that begins here is never closed"
            " -> add ']' at its end; if it is a text, write x: \"[\""
        ),
    ),
    "an unclosed bracket at the end with blank lines below": (
        "a: b\nx: {\n\n",
        (
            "2:4+1 unclosed-bracket: the '{' that begins here is never closed"
            " -> add '}' at its end; if it is a text, write x: \"{\""
        ),
    ),
    "an unclosed bracket whose last value has a comma": (
        "x: [a, [b, c],\n   d,\n",
        (
            "1:4+11 unclosed-bracket: the '[' that begins here is never closed"
            " -> add ']' at its end; if it is a text, write x: \"[a, [b, c],\""
        ),
    ),
    "an unclosed quote": (
        'title: "Payments slow\na: b\n',
        (
            '1:8+14 unclosed-quote: the " that begins here is never closed'
            ' -> write title: "Payments slow"'
        ),
    ),
    "an unclosed quote before a quoted value": (
        'title: "Payments slow\na: "b"\nc: "d"',
        (
            '1:8+14 unclosed-quote: the " that begins here is never closed'
            ' -> write title: "Payments slow"'
        ),
    ),
    "an unclosed quote of a text of several lines": (
        "a: 'one\n  two\n",
        (
            "1:4+4 unclosed-quote: the ' that begins here is never closed"
            " -> add ' at the end of the text"
        ),
    ),
    "an apostrophe in single quotes": (
        "title: 'Don't panic'",
        (
            "1:12+1 quote-inside-quotes: an apostrophe inside '...' ends the text"
            ' -> write title: "Don\'t panic"'
        ),
    ),
    "quotes in quotes": (
        'title: "The "big" sale"',
        (
            '1:13+1 quote-inside-quotes: a quote inside "..." ends the text'
            " -> write title: 'The \"big\" sale'"
        ),
    ),
    "text after a closing quote": (
        'title: "Payments" slow',
        (
            '1:19+4 text-after-quote: there is text after the closing "'
            " -> write title: '\"Payments\" slow'"
        ),
    ),
    "a colon after a closing quote": (
        'title: "Payments": slow',
        (
            '1:18+6 text-after-quote: there is text after the closing "'
            " -> write title: '\"Payments\": slow'"
        ),
    ),
    "a backslash": (
        'a: "C:\\Dir"',
        (
            "1:7+2 bad-escape: '\\D' means nothing inside \"...\""
            " -> write \\\\ for a backslash, or put the value in '...' instead"
        ),
    ),
    "an escape that no character has": (
        'a: "x\\UFFFFFFFF"\nb: c: d',
        (
            "1:6+2 bad-escape: '\\U' means nothing inside \"...\""
            " -> write \\\\ for a backslash, or put the value in '...' instead"
        ),
        "2:4+4 unquoted-colon: a value that contains ': ' must be in quotes -> write b: \"c: d\"",
    ),
    "an unclosed bracket": (
        "a: [b, c\nd: e",
        (
            "1:4+5 unclosed-bracket: the '[' that begins here is never closed"
            " -> add ']' at its end; if it is a text, write a: \"[b, c\""
        ),
    ),
    "an unclosed brace": (
        "a: {b: c\nd: e",
        (
            "1:4+5 unclosed-bracket: the '{' that begins here is never closed"
            " -> add '}' at its end; if it is a text, write a: \"{b: c\""
        ),
    ),
    "a bracket too many": (
        "a: b\n}",
        "2:1+1 stray-bracket: there is a '}' too many -> remove it, or put the value in quotes",
    ),
    "a missing comma": (
        'a: ["b" c]',
        (
            "1:9+1 bad-list: the values inside [...] cannot be told apart here -> put a comma"
            " between two values, and quotes around a text with brackets"
        ),
    ),
    "a list on the line of its key": (
        "a: - b\n",
        (
            "1:4+3 list-behind-key: a list cannot begin on the line of its key"
            ' -> write it on the next line; if it is a text, write a: "- b"'
        ),
    ),
    "an item among keys": (
        "a: b\n- c\n",
        (
            "2:1+3 item-among-keys: a list item cannot stand among keys"
            " -> indent it below the key it belongs to"
        ),
    ),
    "a key among items": (
        "a:\n  - b\n  c: d",
        (
            "3:3+4 key-among-items: a key cannot stand among list items"
            " -> begin it with '- ', or indent it less"
        ),
    ),
    "a key that is indented below a value": (
        "title: x\n  impact: minor",
        (
            "2:3+13 indentation: this line is indented, but 'title' above already has a value ->"
            " begin it in column 1 like 'title'; or put the whole text of 'title' in quotes"
        ),
    ),
    "a key that is indented too little": (
        "a:\n    b: c\n  d: e",
        (
            "3:3+4 indentation: this line is not indented like the lines it belongs to"
            " -> begin it in column 5 like the line above"
        ),
    ),
    "an item that is indented differently": (
        "a:\n  - b: c\n    d: e\n - f",
        (
            "4:2+3 indentation: this line is not indented like the lines it belongs to"
            " -> begin it in column 3 like the item above"
        ),
    ),
}


@pytest.mark.parametrize(
    ("text", "messages"), [(t, m) for t, *m in MISTAKES.values()], ids=MISTAKES
)
def test_a_mistake_is_explained(text: str, messages: list[str]):
    assert said(text) == messages


SIGNS = ("@shop", "`code`", "% off", "%off", "[Pay] now", "{Pay} now", "[Pay]: now", "> more")
MORE_SIGNS = ("| x", "? why", ": x", ", x", "]", "}", "> a: b")


@pytest.mark.parametrize("value", SIGNS + MORE_SIGNS)
def test_a_value_that_begins_with_a_sign_of_yamls_wants_quotes(value: str):
    text = f"a: {value}\nb: c"
    assert said(text) == [
        (
            f"1:4+{len(value)} unquoted-start: a value that begins with '{value[0]}'"
            f' must be in quotes -> write a: "{value}"'
        )
    ]
    assert plain(load(text)[0]) == {"a": value, "b": "c"}


@pytest.mark.parametrize(
    "value",
    ["100% off", "a@b.c", "it's", 'the "big" one', "a [b] {c}", "10:30", "x:y", "a - b", "“x”"],
)
def test_a_value_that_only_contains_such_a_sign_needs_none(value: str):
    assert read(f"a: {value}") == {"a": value}


def test_a_text_that_is_swallowed_as_a_comment_is_a_warning():
    text = "title: Shop #12 is closed\nb: #1\nc:\n  - Shop #2\n  - x # a note\nd: e  # note\n"
    node, problems = load(text)
    assert plain(node) == {"title": "Shop", "b": "", "c": ["Shop", "x"], "d": "e"}
    what = "everything after ' #' is a comment, which nobody will see"
    assert problems == tuple(
        Problem(Location("a.md", *place), "comment", what, hint, Severity.WARNING)
        for place, hint in (
            ((1, 13, 13), 'if it belongs to the value, write title: "Shop #12 is closed"'),
            ((2, 4, 2), 'if it belongs to the value, write b: "#1"'),
            ((4, 10, 2), 'if it belongs to the value, write - "Shop #2"'),
        )
    )


def test_a_number_sign_without_a_blank_before_it_is_text():
    assert read("a: x#1\nb: 'x #1'\nc: \"#1\"\nd: |\n  x #1\n") == {
        "a": "x#1",
        "b": "x #1",
        "c": "#1",
        "d": "x #1\n",
    }


def test_a_list_that_is_swallowed_as_text_is_a_warning():
    text = "still_works: Cash\n  - Cards\n  - Vouchers\n"
    node, problems = load(text)
    assert plain(node) == {"still_works": "Cash - Cards - Vouchers"}
    assert problems == (
        Problem(
            Location("a.md", 2, 3, 7),
            "item-in-text",
            "this line is read as more of the text above it, not as an item of a list",
            "for a list, write nothing after the colon, and a space after every '-'",
            Severity.WARNING,
        ),
    )


def test_what_no_rule_explains_is_still_shown_where_it_is():
    text = ("a: b", "")
    case = Case(text, text, yaml.MarkedYAMLError(problem="unheard of"), None, str)
    mistake = explain(case)
    assert (mistake.line, mistake.column, mistake.code) == (0, 0, "unreadable")
    assert mistake.what == "this line cannot be read"
    assert mistake.mended is None


def test_what_a_structure_means_is_not_guessed():
    node, problems = load("a: b\n  c: d\ne: f")
    assert node is None
    assert len(problems) == 1


def test_a_long_value_is_shortened_in_the_hint():
    (problem,) = load(f"a: b: {'c' * 5000}")[1]
    assert len(problem.hint) < 80
    assert problem.where.length == 5003


def test_many_mistakes_in_a_large_file_take_no_time():
    _, problems = load("".join(f"key{number}: a: b\n" for number in range(3000)))
    assert len(problems) >= 3
    assert {problem.code for problem in problems} == {"unquoted-colon"}
