"""A whole site in each language that there are words for: nothing in it stays English."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path

import pytest
import yaml
from tests.program import outputs

from statusgen import kitchen
from statusgen.pipeline import Options, plan
from statusgen.read import read_site
from statusgen.starter import start
from statusgen.words import en, fr, languages

OTHERS = [one for one in languages() if one != "en"]

DRAFT = "draft: true\n"
EXAMPLE = "content/incidents/example.md"
EXAMPLES = Path(__file__).resolve().parents[2] / "src/statusgen/words/examples"
BETWEEN = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""While the example of a new site is open."""

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


def begun(folder: Path, language: str) -> Path:
    """Begin a site, and publish its example."""
    start(folder, url="https://s.example/", timezone="Europe/London", language=language)
    example = folder / EXAMPLE
    text = example.read_text("utf-8")
    assert text.count(DRAFT) == 1
    example.write_text(text.replace(DRAFT, ""), "utf-8")
    return folder


@pytest.mark.parametrize("language", [*languages(), "de-CH", "fr-CA"])
@pytest.mark.parametrize("now", ["2026-01-05 09:00", "2026-01-05 09:30"])
def test_a_new_site_and_its_example_are_built_without_a_word_of_blame(
    tmp_path: Path, language: str, now: str
) -> None:
    start(tmp_path / "draft", url="https://s.example/", timezone="UTC", language=language)
    for site in (tmp_path / "draft", begun(tmp_path / "published", language)):
        assert plan(Options(site=site, now=now, strict=True)).problems == ()


def test_every_language_has_an_example_and_no_other_has() -> None:
    assert sorted(path.name for path in EXAMPLES.iterdir()) == [f"{one}.md" for one in languages()]


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_of_a_new_site_stays_english(tmp_path: Path, language: str) -> None:
    texts = " | ".join([*en.SITE.values(), *(EXAMPLES / "en.md").read_text("utf-8").splitlines()])
    english = pairs(first_pages(begun(tmp_path / "en", "en"))) & pairs(texts)
    assert len(english) > 50
    assert {("service", "status"), ("our", "stores"), ("bring", "cash,")} <= english
    found = first_pages(begun(tmp_path / language, language))
    assert {text for text in sentences() if text in found} == set()
    assert pairs(found) & english == set()


def first_pages(site: Path) -> str:
    """Return what readers see of a site while its example is open, and when it is over."""
    return " ".join(
        " ".join(unescape(re.sub(r"<[^>]*>", " | ", data.decode("utf-8"))).split())
        for now in (BETWEEN, BETWEEN.replace(hour=10))
        for path, data in outputs(read_site(site), now).items()
        if path.endswith((".html", ".xml", ".rss", ".ics")) and not path.startswith(SHAPES)
    )


def pairs(text: str) -> set[tuple[str, str]]:
    """Return the pairs of words that follow each other."""
    words = text.lower().split()
    return {(a, b) for a, b in itertools.pairwise(words) if a.isalpha() and b.strip(",.").isalpha()}


@pytest.mark.parametrize("language", OTHERS)
def test_the_example_shows_the_same_in_every_language(language: str) -> None:
    assert shape(language) == shape("en")


def shape(language: str) -> list[object]:
    """Return what is left of an example without its words."""
    _, front, body = (EXAMPLES / f"{language}.md").read_text("utf-8").split("---\n")
    fields = yaml.safe_load(front)
    headings = re.findall("^## .*", body, re.MULTILINE)
    works, states = len(fields["still_works"]), [*fields["components"].values()]
    return [[*fields], fields["draft"], works, states, headings, body.count("\n")]


def test_a_new_site_is_spelt_as_in_its_country(tmp_path: Path) -> None:
    german, swiss = (
        (begun(tmp_path / tag, tag) / EXAMPLE).read_text("utf-8") for tag in ("de", "de-CH")
    )
    assert "außer" in german
    assert swiss == german.replace("ß", "ss")


def test_a_new_site_in_a_language_without_words_is_english_and_says_so(tmp_path: Path) -> None:
    begun(tmp_path / "en", "en")
    started = start(tmp_path / "da", url="https://s.example/", timezone="UTC", language="da")
    assert "there are no words in 'da' yet, only in de, en," in started.text
    assert started.facts["language"] == "en"
    assert "language: da\n" in (tmp_path / "da/statusgen.yml").read_text("utf-8")
    english = (tmp_path / "en" / EXAMPLE).read_text("utf-8")
    assert (tmp_path / "da" / EXAMPLE).read_text("utf-8").replace(DRAFT, "") == english


@pytest.mark.parametrize("tag", ["DE", "deu", "de-CH", "de-Latn-DE", " de\n"])
def test_words_are_found_however_their_language_is_written(tmp_path: Path, tag: str) -> None:
    started = start(tmp_path, url="https://s.example/", timezone="UTC", language=tag)
    assert started.facts["language"] == "de"
    assert "no words" not in started.text
    assert plan(Options(site=tmp_path, now="2026-03-04 09:00", strict=True)).problems == ()


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
