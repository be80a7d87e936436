"""Which titles and endings say enough: from where on the rules about an entry's parts speak."""

from __future__ import annotations

import time

import pytest
from tests.checks.reader import files_of, look

TEXT = "About 40 stores wait up to a minute.\n"


def codes(front: str, text: str = TEXT, config: str = "") -> set[str]:
    problems, _ = look(files_of(f"---\n{front}\n---\n{text}\n-- statusgen.yml --\n{config}"))
    return {one.code for one in problems}


@pytest.mark.parametrize(
    ("title", "language", "vague"),
    [
        ("Refrigeration", "en", True),
        ("Störung", "de", True),
        ("Major incident", "de", False),
        ("Tills down", "en", False),
        ("Card payments down", "en", False),
        ("Problem with card payments", "en", True),
        ("Problems with phones", "en", True),
        ("Problem with the customer's phone line", "en", False),
        ("Issue with fridges", "en", False),
        ("ERRORS", "en", True),
        ("ウェールズの店舗でカード決済が使えません", "ja", False),
        ("威尔士门店无法刷卡", "zh", False),
    ],
)
def test_a_title_of_two_words_says_what_is_wrong_and_not_only_where(title, language, vague):
    found = codes(f"title: {title}", config=f"language: {language}\n")
    assert ("vague-title" in found) is vague


@pytest.mark.parametrize(("length", "expected"), [(80, False), (81, True)])
def test_a_title_may_have_eighty_characters(length, expected):
    title = f"Cards are slow in {'W' + 'a' * (length - 25)}les up"
    assert len(title) == length
    assert ("long-title" in codes(f"title: {title}")) is expected


@pytest.mark.parametrize(
    ("title", "stop"),
    [
        ("Cards are slow in Wales.", True),
        ("Cards are slow after 5 p.m.", False),
        ("Cards are slow, e.g.", False),
        ("Cards are slow in High St.", False),
        ("Cards are slow in Wales, Kent etc.", False),
        ("Cards are slow at Shop & Co.", False),
        ("Cards are slow in the west.", True),
        ("Cards are slow in Wales...", False),
        ("Cards are slow in Wales?", False),
    ],
)
def test_a_title_ends_without_a_full_stop_unless_its_last_word_has_one(title, stop):
    assert ("title-full-stop" in codes(f"title: {title}")) is stop


@pytest.mark.parametrize(
    ("state", "advice", "missing"),
    [
        ("partial_outage", "still_works: -", True),
        ("major_outage", "still_works: -", True),
        ("degraded_performance", "still_works: -", False),
        ("major_outage", "still_works: -\nwhat_to_do: Please pay in cash.", False),
        ("major_outage", "still_works: [Cash works in every store.]", False),
    ],
)
def test_a_grave_report_says_what_to_do_or_what_still_works(state, advice, missing):
    found = codes(f"components: {{card-payments: {state}}}\n{advice}")
    assert ("no-advice" in found) is missing


@pytest.mark.parametrize(
    ("first", "second", "repeats"),
    [
        ("We wait for a part.", "We wait for a part.", True),
        ("We wait for a part.", "we  wait\nfor a PART.", True),
        ("We wait for a part.", "We wait for the part.", False),
        ("", "", False),
    ],
)
def test_an_update_repeats_another_whatever_its_blanks_and_capitals(first, second, repeats):
    heading = "## 2026-03-04 {} {} {{next_update: 2026-03-04 12:30}}\n\n{}\n\n"
    one = heading.format("11:00", "Investigating", first)
    two = heading.format("11:20", "Update", second)
    assert ("repeated-text" in codes("title: Cards are slow in Wales", one + two)) is repeats
    between = heading.format("11:10", "Update", "A part has broken in Wales.")
    assert "repeated-text" not in codes("title: Cards are slow in Wales", one + between + two)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Resolved.", True),
        ("This incident has been resolved.", True),
        ("All systems are now fully operational.", True),
        ("The planned maintenance is complete", True),
        ("Everything is back to normal", True),
        ("It is fixed in Wales.", False),
        ("Card payments work again.", False),
        (f"Fixed{'!' * 74}", True),
        (f"Fixed{'!' * 75}", False),
    ],
)
def test_an_ending_says_more_than_that_it_is_one(text, bare):
    end = f"## 2026-03-04 11:00 Investigating\n\n{TEXT}\n## 2026-03-04 11:30 Resolved\n\n{text}\n"
    front = "title: Cards are slow in Wales"
    assert ("bare-ending" in codes(front, end)) is bare
    assert "bare-ending" not in codes(front, end, config="language: de\n")


def test_twenty_thousand_blanks_in_a_title_are_soon_looked_through():
    began = time.process_time()
    assert "stray-blanks" in codes(f'title: "{" - " * 20_000}"')
    assert time.process_time() - began < 3
