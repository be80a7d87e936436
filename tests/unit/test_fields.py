"""What a mapping says, asked for by name and type; what it does not say well becomes a problem."""

from __future__ import annotations

import pytest

from statusgen import located
from statusgen.errors import Location, Problem
from statusgen.parse.fields import Fields, suggest

KNOWN = ("title", "impact", "draft", "still_works", "components")
IMPACTS = {"none": 0, "minor": 1, "major": 2}


def fields(text: str, *known: str, of: str = "an incident") -> tuple[Fields, list[Problem]]:
    node, problems = located.load(text, path="a.md")
    assert problems == ()
    assert isinstance(node, located.Mapping)
    found: list[Problem] = []
    return Fields(node, problems=found, known=known or KNOWN, of=of), found


def said(problems: list[Problem]) -> list[str]:
    return [
        f"{problem.where.line}:{problem.where.column} {problem.code}: {problem.what}"
        f" -> {problem.hint}"
        for problem in problems
    ]


def test_an_unknown_key_is_reported_without_being_asked_for():
    _, problems = fields("tittle: x\nfoo: bar")
    assert problems == [
        Problem(
            Location("a.md", 1, 1, 6),
            "unknown-key",
            "there is no key 'tittle' in an incident",
            "did you mean 'title'?",
        ),
        Problem(
            Location("a.md", 2, 1, 3),
            "unknown-key",
            "there is no key 'foo' in an incident",
            "the keys of an incident are: title, impact, draft, still_works, components",
        ),
    ]


def test_a_known_key_that_swallowed_its_value_lacks_a_space():
    _, problems = fields("title:Payments: slow")
    assert said(problems) == [
        "1:1 missing-space: there must be a space after the colon -> write title: Payments"
    ]


def test_a_very_long_key_is_shortened_in_the_message():
    _, problems = fields(f'"{"x" * 900}": y')
    assert len(problems[0].what) < 120


def test_a_text_comes_without_the_blanks_around_it():
    reader, problems = fields('title: "  Payments\\n\\n  slow "')
    assert reader.text("title") == "Payments\n\n  slow"
    assert problems == []


def test_a_text_stays_the_characters_that_were_written():
    for written in ("12:30", "NO", "1.10", "~", "null", "true", "2025-04-21"):
        assert fields(f"title: {written}")[0].text("title") == written


def test_a_key_that_is_absent_is_no_text_and_no_problem():
    reader, problems = fields("impact: minor")
    assert reader.text("title") is None
    assert reader.node("title") is None
    assert not reader.has("title")
    assert problems == []


def test_a_required_key_that_is_absent_is_a_problem_at_the_mapping():
    reader, problems = fields("impact: minor")
    assert reader.text("title", required=True, example="Contactless is down") is None
    assert said(problems) == [
        (
            "1:1 missing-key: an incident needs the key 'title'"
            " -> add a line: title: Contactless is down"
        )
    ]


@pytest.mark.parametrize("value", ["", " ~~~", ' ""', ' "  "', " ''"])
def test_a_key_without_a_value_is_a_problem_at_the_key_or_at_its_empty_quotes(value: str):
    reader, problems = fields(f"impact: minor\ntitle:{value.replace('~~~', '')}")
    assert reader.has("title")
    assert reader.text("title") is None
    column = 8 if value.strip() in ('""', '"  "', "''") else 1
    assert said(problems) == [
        (
            f"2:{column} empty-value: 'title' has no value"
            " -> write it after 'title:', or leave the line out"
        )
    ]


def test_a_required_key_without_a_value_is_reported_once():
    reader, problems = fields("title:")
    assert reader.text("title", required=True) is None
    assert [problem.code for problem in problems] == ["empty-value"]


def test_a_list_is_no_text():
    reader, problems = fields("title: [Payments]")
    assert reader.text("title", example="Payments are slow") is None
    assert problems == [
        Problem(
            Location("a.md", 1, 8, 10),
            "wrong-type",
            "'title' must be a text, not a list",
            "write title: Payments are slow, in quotes if it needs them",
        )
    ]


def test_a_text_that_yaml_took_for_a_pair_is_given_back_in_quotes():
    reader, problems = fields("title:\n  Note: use your card")
    assert reader.text("title") is None
    assert said(problems) == [
        (
            "2:3 wrong-type: 'title' must be a text, not 'key: value' pairs"
            ' -> write title: "Note: use your card"'
        )
    ]


def test_a_line_has_no_line_ends():
    reader, problems = fields("title: |\n  Payments\n\n  are  slow \n")
    assert reader.line("title") == "Payments are  slow"
    assert reader.text("title") == "Payments\n\nare  slow"
    assert problems == []


def test_a_line_keeps_the_blanks_that_languages_need():
    assert fields('title: "Fermé\xa0!"')[0].line("title") == "Fermé\xa0!"


def test_a_flag_is_true_only_by_the_word_true():
    assert fields("draft: true")[0].flag("draft") is True
    assert fields("draft: false")[0].flag("draft") is False
    assert fields("title: x")[0].flag("draft") is False


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("yes", "write draft: true"),
        ("True", "write draft: true"),
        ("on", "write draft: true"),
        ("NO", "write draft: false"),
        ("0", "write draft: false"),
        ("maybe", "write draft: true, or leave the line out"),
    ],
)
def test_another_word_for_true_or_false_is_a_problem_that_names_the_right_one(
    written: str, hint: str
):
    reader, problems = fields(f"draft: {written}")
    assert reader.flag("draft") is False
    assert said(problems) == [
        f"1:8 wrong-value: 'draft' must be true or false, not '{written}' -> {hint}"
    ]


def test_a_flag_that_is_a_list_is_a_problem():
    reader, problems = fields("draft: [true]")
    assert reader.flag("draft") is False
    assert said(problems) == [
        "1:8 wrong-type: 'draft' must be true or false, not a list -> write draft: true"
    ]


def test_texts_come_with_their_places():
    reader, problems = fields("still_works:\n  - Cash\n  - 'Gift cards'")
    assert reader.texts("still_works") == (
        located.Scalar("Cash", Location("a.md", 2, 5, 4), quoted=False),
        located.Scalar("Gift cards", Location("a.md", 3, 5, 12), quoted=True),
    )
    assert problems == []


def test_one_text_is_a_list_of_one():
    reader, problems = fields("still_works: Cash")
    assert [text.text for text in reader.texts("still_works")] == ["Cash"]
    assert problems == []


def test_no_texts_are_no_problem():
    reader, problems = fields("title: x\nstill_works: []")
    assert reader.texts("still_works") == ()
    assert reader.texts("components") == ()
    assert problems == []


def test_every_item_that_is_no_text_is_reported_and_the_others_are_kept():
    reader, problems = fields(
        "still_works:\n  - Cash\n  - Note: bring it\n  -\n  - [a, b]\n  - x: 1\n    y: 2"
    )
    assert [text.text for text in reader.texts("still_works")] == ["Cash"]
    assert said(problems) == [
        (
            "3:5 wrong-type: every item of 'still_works' must be a text, not 'key: value' pairs"
            ' -> write - "Note: bring it"'
        ),
        (
            "4:4 empty-value: this item of 'still_works' is empty"
            " -> write something there, or delete it"
        ),
        (
            "5:5 wrong-type: every item of 'still_works' must be a text, not a list"
            " -> put it in quotes if it is a text"
        ),
        (
            "6:5 wrong-type: every item of 'still_works' must be a text, not 'key: value' pairs"
            " -> put it in quotes if it is a text"
        ),
    ]


def test_pairs_are_no_list_of_texts():
    reader, problems = fields("still_works:\n  cash: a\n  cards: b")
    assert reader.texts("still_works") == ()
    assert said(problems) == [
        (
            "2:3 wrong-type: 'still_works' must be a list of texts, not 'key: value' pairs"
            " -> write still_works: [one, two]"
        )
    ]


def test_an_empty_list_of_texts_is_a_key_without_a_value():
    reader, problems = fields("still_works:")
    assert reader.texts("still_works") == ()
    assert [problem.code for problem in problems] == ["empty-value"]


def test_a_choice_is_what_its_word_stands_for():
    reader, problems = fields("impact: major")
    assert reader.choice("impact", IMPACTS) == 2
    assert reader.choice("title", IMPACTS) is None
    assert problems == []


def test_a_choice_that_means_zero_is_still_a_choice():
    assert fields("impact: none")[0].choice("impact", IMPACTS) == 0


def test_an_unknown_word_is_a_problem_with_the_nearest_known_one():
    reader, problems = fields("impact: Majro")
    assert reader.choice("impact", IMPACTS) is None
    assert said(problems) == [
        "1:9 unknown-value: there is no impact 'Majro' -> did you mean 'major'?"
    ]


def test_an_unknown_word_near_to_none_is_a_problem_with_all_known_ones():
    reader, problems = fields("impact: terrible")
    assert reader.choice("impact", IMPACTS, noun="kind of impact") is None
    assert said(problems) == [
        (
            "1:9 unknown-value: there is no kind of impact 'terrible'"
            " -> write one of: none, minor, major"
        )
    ]


def test_a_required_choice_that_is_absent_is_a_problem():
    reader, problems = fields("title: x")
    assert reader.choice("impact", IMPACTS, required=True) is None
    assert said(problems) == [
        "1:1 missing-key: an incident needs the key 'impact' -> add a line: impact: none"
    ]


def test_a_mapping_is_given_as_it_is():
    reader, problems = fields("components:\n  a: b")
    mapping = reader.mapping("components")
    assert mapping is not None
    assert [key.text for key, _ in mapping.pairs] == ["a"]
    assert problems == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "components: [a]",
            (
                "1:13 wrong-type: 'components' must be 'key: value' pairs, not a list"
                " -> write components: {a: b}"
            ),
        ),
        (
            "components: a",
            (
                "1:13 wrong-type: 'components' must be 'key: value' pairs, not a text"
                " -> write components: {a: b}"
            ),
        ),
        (
            "components:\n  a:b",
            "2:3 missing-space: there must be a space after the colon -> write a: b",
        ),
        (
            "components:",
            (
                "1:1 empty-value: 'components' has no value"
                " -> write it after 'components:', or leave the line out"
            ),
        ),
    ],
)
def test_what_is_no_mapping_is_a_problem(text: str, message: str):
    reader, problems = fields(text)
    assert reader.mapping("components", example="{a: b}") is None
    assert said(problems) == [message]


def test_a_sequence_is_given_as_it_is():
    reader, problems = fields("components:\n  - a\n  - b: c")
    sequence = reader.sequence("components")
    assert sequence is not None
    assert len(sequence.items) == 2
    assert problems == []


def test_what_is_no_sequence_is_a_problem():
    reader, problems = fields("components: {a: b}")
    assert reader.sequence("components", example="[a, b]") is None
    assert said(problems) == [
        (
            "1:13 wrong-type: 'components' must be a list, not 'key: value' pairs"
            " -> write components: [a, b]"
        )
    ]


def test_required_collections_that_are_absent_are_problems():
    reader, problems = fields("title: x")
    assert reader.sequence("components", required=True, example="[a]") is None
    assert reader.mapping("components", required=True, example="{a: b}") is None
    assert [problem.hint for problem in problems] == [
        "add a line: components: [a]",
        "add a line: components: {a: b}",
    ]


def test_a_place_is_the_values_or_the_keys_or_the_mappings():
    reader, _ = fields("title: x\nimpact:")
    assert reader.where("title") == Location("a.md", 1, 8, 1)
    assert reader.where("impact") == Location("a.md", 2, 1, 6)
    assert reader.where("draft") == Location("a.md", 1, 1, 8)
    assert reader.where_key("title") == Location("a.md", 1, 1, 5)
    assert reader.where_key("draft") == Location("a.md", 1, 1, 8)


def test_a_missing_key_has_a_hint_of_its_own_or_the_general_one():
    reader, problems = fields("impact: minor", of="a component")
    reader.missing("title", "say what is wrong")
    reader.missing("draft")
    assert said(problems) == [
        "1:1 missing-key: a component needs the key 'title' -> say what is wrong",
        "1:1 missing-key: a component needs the key 'draft' -> add a line: draft: ...",
    ]


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("tittle", "title"),
        ("Title", "title"),
        ("still-works", "still_works"),
        ("Still works", "still_works"),
        ("stillworks", "still_works"),
        ("componets", "components"),
        ("component", "components"),
        ("payments", "contactless-payments"),
        ("contactles-payments", "contactless-payments"),
    ],
)
def test_a_typing_mistake_is_recognised(word: str, nearest: str):
    known = ("title", "still_works", "components", "contactless-payments")
    assert suggest(word, known) == f"did you mean '{nearest}'?"


@pytest.mark.parametrize("word", ["", "---", "xyz", "pay", "x" * 5000, "a", "\u00e9\u00e9\u00e9"])
def test_what_is_near_to_nothing_gets_no_suggestion(word: str):
    assert suggest(word, ("title", "online-payments", "store-payments")) == ""


def test_a_part_of_two_known_words_is_near_to_neither():
    assert suggest("payments", ("online-payments-app", "store-payments-new")) == ""


def test_the_first_of_words_that_differ_only_in_signs_is_suggested():
    assert suggest("A_B", ("a-b", "ab")) == "did you mean 'a-b'?"
