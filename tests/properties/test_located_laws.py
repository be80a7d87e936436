"""Laws of reading: any text gives a tree or problems inside the text, never an exception."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.errors import Location, Problem, Severity
from statusgen.located import Mapping, Node, Scalar, Sequence, document, load, load_inline
from statusgen.parse.fields import Fields
from statusgen.parse.text import decode
from statusgen.sources import Source

# Signs of YAML's, signs that YAML does not print, and pieces on which its parsers are known to
# differ or to fail.
SIGNS = [*"'\"[]{},#|>%@`*&!?-:=~\\<\n\t a", ": ", " #", "- ", "? ", "\n  ", "\n- ", "---", "..."]
ODD = ["\x00", "\x85", "\u2028", "\ufeff", "\r", "\ud800", "\x7f", "\xa0", "\uffff", "\U000f0000"]
WORDS = ["title", "12:00", "<<", "é", "🛒", "*a", "&a ", "!!str ", "%YAML 1.1\n---\n", "|2", ">-\n"]
ESCAPES = ["\\u0041", "\\ud800", "\\UFFFFFFFF", "\\x", "\\\n"]

adversarial = st.lists(st.sampled_from(SIGNS + ODD + WORDS + ESCAPES), max_size=30).map("".join)
ENTRY = """\
title: "Payments: slow"
components:
  contactless-payments: partial_outage
still_works:
  - Chip and PIN
  - 'It''s fine'
help: [{name: Why?, url: https://a.b/#c}]
what_to_do: |
  Use: cash
"""


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Draw an entry's front matter with a few typing mistakes in it."""
    text = ENTRY
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 4))
        text = text[:start] + draw(st.sampled_from(["", *SIGNS, *WORDS])) + text[end:]
    return text


texts = adversarial | mutated()


def nodes(node: Node | None) -> Iterator[Node]:
    if node is None:
        return
    yield node
    if isinstance(node, Sequence):
        for item in node.items:
            yield from nodes(item)
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            yield key
            yield from nodes(value)


def assert_inside(where: Location, lines: list[str], first_line: int = 1) -> None:
    assert 1 <= where.line - first_line + 1 <= len(lines)
    line = lines[where.line - first_line]
    assert 1 <= where.column <= len(line) + 1
    assert where.length >= 1
    assert where.column + where.length <= max(len(line) + 1, where.column + 1)


@given(texts)
def test_any_text_gives_a_tree_or_problems_inside_the_text(text: str):
    node, problems = load(text, path="a.md", first_line=4)
    lines = text.split("\n")
    for problem in problems:
        assert_inside(problem.where, lines, 4)
        assert problem.what
        assert len(problem.what) + len(problem.hint) < 400
    for inner in nodes(node):
        assert_inside(inner.where, lines, 4)
    if node is None and not problems:
        assert not any(line.strip(" \t.-") for line in lines if not line.lstrip().startswith("#"))


@given(texts)
def test_the_c_parser_and_the_pure_one_give_the_same(text: str):
    if document.FAST is None:
        pytest.skip("this PyYAML has no C parser")
    fast = load(text, path="a.md")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "FAST", None)
        assert load(text, path="a.md") == fast


@given(texts)
def test_problems_come_in_the_order_of_their_places(text: str):
    _, problems = load(text, path="a.md")
    assert list(problems) == sorted(problems)


one_line = st.text(st.characters(exclude_characters="\n"), max_size=40)


@given(st.lists(one_line, min_size=1, max_size=4), st.booleans())
def test_what_is_in_quotes_is_read_as_it_stands(values: list[str], single: bool):
    def quoted(value: str) -> str:
        if single:
            return "'" + value.replace("'", "''") + "'"
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    text = "".join(f"key{number}: {quoted(value)}\n" for number, value in enumerate(values))
    node, problems = load(text, path="a.md")
    assert problems == ()
    assert isinstance(node, Mapping)
    read = [value for _, value in node.pairs if isinstance(value, Scalar)]
    assert [value.text for value in read] == [value.replace("\t", " ") for value in values]
    for value, line in zip(read, text.split("\n"), strict=False):
        assert line[value.where.column - 1 :][: value.where.length] == line.partition(": ")[2]


printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30)


@given(printable.map(str.strip).filter(bool), st.sampled_from(["title: ", "- "]))
def test_whoever_follows_the_hint_has_no_problem_left(value: str, head: str):
    _, problems = load(head + value, path="a.md")
    for problem in problems:
        _, found, line = problem.hint.partition("write " + head)
        if found and problem.severity is Severity.ERROR:
            assert load(head + line, path="a.md")[1] == ()


@given(printable.map(str.strip).filter(bool))
def test_a_value_is_read_as_it_stands_or_there_is_a_problem(value: str):
    node, problems = load(f"title: {value}", path="a.md")
    if not problems and value[0] not in "'\"[{#|>" and " #" not in value:
        assert isinstance(node, Mapping)
        (pair,) = node.pairs
        assert isinstance(pair[1], Scalar)
        assert pair[1].text == value


@given(texts.map(lambda text: text.replace("\n", " ")) | one_line.map("{{{}}}".format))
def test_any_braces_give_pairs_or_problems_inside_the_line(text: str):
    mapping, problems = load_inline(text, where=Location("a.md", 3, 20))
    line = " " * 19 + text
    for problem in problems:
        assert_inside(problem.where, [line], 3)
    for inner in nodes(mapping):
        assert_inside(inner.where, [line], 3)
    assert mapping is not None or problems


names = st.text("abcxyz-_", min_size=1, max_size=8)
words = st.text("abc019-_: ", max_size=10).map(str.strip).filter(lambda word: ": " not in word)


@given(st.dictionaries(names, words.filter(lambda word: not word.endswith(":")), max_size=5))
def test_pairs_in_braces_are_read_as_they_stand(pairs: dict[str, str]):
    text = "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
    mapping, problems = load_inline(text, where=Location("a.md"))
    assert problems == ()
    assert mapping is not None
    read = {key.text: value.text for key, value in mapping.pairs if isinstance(value, Scalar)}
    assert read == pairs


@given(st.binary(max_size=60) | texts.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_lines_or_a_problem_inside_the_file(data: bytes):
    text, problems = decode(Source("a.md", data, ""))
    assert text is not None or problems
    whole = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    for problem in problems:
        assert 1 <= problem.where.line <= len(whole)
        assert 1 <= problem.where.column <= len(whole[problem.where.line - 1]) + 1
    if text is not None:
        assert any(line.strip() for line in text.lines)
        assert not any(sign in line for line in text.lines for sign in "\n\r\x00\x0b\x0c\uffff")


@given(texts, st.sampled_from(["title", "components", "a", "still_works", "nothing"]))
def test_every_reader_takes_every_value(text: str, key: str):
    node, _ = load(text, path="a.md")
    if not isinstance(node, Mapping):
        return
    problems: list[Problem] = []
    fields = Fields(node, problems=problems, known=("title", "a"), of="an incident")
    line = fields.line(key)
    assert line is None or (line.strip() and "\n" not in line)
    assert all(item.text.strip() for item in fields.texts(key))
    fields.flag(key)
    fields.choice(key, {"minor": 1, "major": 2})
    fields.mapping(key)
    fields.sequence(key)
    for problem in problems:
        assert_inside(problem.where, text.split("\n"))
