"""A whole site in each language that there are words for: nothing in it stays English."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest
from tests.program import outputs

from statusgen import kitchen
from statusgen.words import en, fr, languages

OTHERS = [one for one in languages() if one != "en"]

SHAPES = ("api/", "history.", "build.json", "_headers", "sitemap.xml", "robots.txt", "assets/")
"""What speaks the words of a shape that programs know, or says nothing to readers."""


def test_the_words_that_are_looked_for_are_found_in_english() -> None:
    # Otherwise the test below could not fail.
    assert len(english_in("en")) > 100
    assert "Everything is working" in english_in("en")


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_of_a_site_stays_english(language: str) -> None:
    assert english_in(language) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_it_says_so_where_programs_ask(language: str) -> None:
    files = drawn(language)
    assert f'<html lang="{language}" dir="ltr">' in files["index.html"]
    assert f"<language>{language}</language>" in files["feed.xml"]


def test_no_colon_stands_at_a_word_in_french() -> None:
    # "Résolu : ", with a space that does not break. What is in English here is the site's own.
    own = [text for key, text in fr.MESSAGES.items() if key.startswith(("state.", "status."))]
    before = "|".join([*map(re.escape, map(str, own)), r"UTC\+\d"])
    found = 0
    for make in kitchen.SITES.values():
        for path, data in outputs(make("fr"), kitchen.NOW, skip_broken=True).items():
            if not path.startswith(SHAPES):
                text = unescape(data.decode("utf-8"))
                assert not re.search(f"({before}) ?: ", text), path
                found += len(re.findall(f"({before})\u00a0: ", text))
    assert found > 10


def english_in(language: str) -> set[str]:
    """Return the English texts of two words or more that are in any file for readers."""
    everything = "\n".join(drawn(language).values())
    return {text for text in sentences() if text in everything}


@cache
def sentences() -> frozenset[str]:
    forms = (
        form
        for message in en.MESSAGES.values()
        for form in ([message] if isinstance(message, str) else message.values())
    )
    texts = {part.strip(" .:,()") for form in forms for part in re.split(r"\{\w+\}", form)}
    # What entries of the kitchen say in the same words is theirs.
    own = {"Help and contact", "Not working", "Not working for some"}
    return frozenset(one for one in texts if re.search(r"\w \w\w", one)) - own


@cache
def drawn(language: str) -> dict[str, str]:
    """Draw every file for readers of every made-up site, those of one name behind each other."""
    files: dict[str, str] = {}
    for make in kitchen.SITES.values():
        built = outputs(make(language), kitchen.NOW, skip_broken=True)
        for path, data in built.items():
            if not path.startswith(SHAPES):
                text = " ".join(unescape(data.decode("utf-8")).split())
                files[path] = files.get(path, "") + text
    return files
