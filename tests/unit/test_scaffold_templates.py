"""The prepared texts that are shipped: each can be filled in, and the checks find nothing in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.model import UpdateStatus
from statusgen.parse.prepared import Prepared
from statusgen.scaffold.choosing import Deed
from statusgen.scaffold.desk import Desk, open_desk
from statusgen.scaffold.drafting import Given, add, new
from statusgen.scaffold.proving import Proved
from statusgen.scaffold.templates import begun, filled, open_blanks, template, templates
from statusgen.scaffold.wishes import Wishes
from statusgen.words import languages

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src/statusgen/words/templates"
NAMES = sorted(path.stem for path in (FOLDER / "en").glob("*.md"))
LANGUAGES = languages()
OTHERS = [one for one in LANGUAGES if one != "en"]
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PARTS = [
    UpdateStatus.INVESTIGATING,
    UpdateStatus.IDENTIFIED,
    UpdateStatus.MONITORING,
    UpdateStatus.RESOLVED,
]
ENTRY = "2026-11-01-tills"
SITE = """\
title: Larkfield
url: https://status.example/
timezone: Europe/London
components:
  - id: tills
    name: Larkfield
"""
OPEN = """\
---
title: "1234 5678"
components:
  tills: partial_outage
what_to_do: "1234"
---

## 2026-11-01 11:00 Investigating {next_update: 2026-11-01 13:00}

1234
"""
"""An entry that is in no language."""

each_name = pytest.mark.parametrize("name", NAMES)
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_other = pytest.mark.parametrize("language", OTHERS)

At = Callable[[str], Desk]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> At:
    """Return the desk of a small shop that speaks a language."""
    desks: dict[str, Desk] = {}

    def desk(language: str) -> Desk:
        if language not in desks:
            site = tmp_path_factory.mktemp("site")
            (site / "content/incidents").mkdir(parents=True)
            (site / "statusgen.yml").write_text(SITE + f"language: {language}\n", "utf-8")
            (site / f"content/incidents/{ENTRY}.md").write_text(OPEN, "utf-8")
            desks[language] = open_desk(site, NOW)
        return desks[language]

    return desk


def answers(asked: Prepared) -> dict[str, str]:
    """Take the example out of each question, as a reader would."""
    found = {
        name: re.search('["„«“]\u00a0?(.+?)\u00a0?["”»“]', text) for name, text in asked.blanks
    }
    return {name: example[1] for name, example in found.items() if example}


def reported(desk: Desk, name: str, status: UpdateStatus) -> Proved:
    """Report something with a prepared text, every blank of it filled in as its question says."""
    asked = template(desk, name)
    given = Given(
        status=status.value,
        template=name,
        components=("tills",),
        blanks=_values(asked, begun(asked, Wishes(status=status), status, new=True)),
    )
    return new(desk, given, maintenance=False, asker=None)


def _values(asked: Prepared, wishes: Wishes) -> tuple[str, ...]:
    return tuple(f"{blank}={answers(asked)[blank]}" for blank in open_blanks(wishes))


def said(asked: Prepared) -> dict[str, str]:
    """Name everything in a prepared text that customers or officers read."""
    return {
        "about": asked.about,
        "title": asked.title,
        **{f"still_works {n}": text for n, text in enumerate(asked.still_works)},
        "what_to_do": asked.what_to_do,
        "data_safe": asked.data_safe,
        **{status.value: text for status, text in asked.texts},
        **{f"question {name}": text for name, text in asked.blanks},
    }


@each_language
def test_six_are_shipped_in_every_language(at: At, language: str) -> None:
    assert NAMES == [
        "click-and-collect",
        "cyber-incident",
        "online-orders",
        "payments",
        "store-operations",
        "website-slow",
    ]
    assert [one.name for one in templates(at(language))] == NAMES


def test_no_language_has_them_that_has_no_other_words() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == list(LANGUAGES)


@each_language
@each_name
def test_every_blank_has_a_question_with_an_example(at: At, language: str, name: str) -> None:
    text = (FOLDER / language / f"{name}.md").read_text("utf-8")
    used = set(re.findall("<<([a-z_]+)>>", text))
    asked = template(at(language), name)
    assert used == {blank for blank, _ in asked.blanks} == answers(asked).keys()
    assert [status for status, _ in asked.texts] == PARTS
    assert asked.about


@each_language
@each_name
@pytest.mark.parametrize("status", PARTS[:2])
def test_what_comes_of_it_is_found_fit_by_every_check(
    at: At, language: str, name: str, status: UpdateStatus
) -> None:
    proved = reported(at(language), name, status)
    assert proved.problems == ()
    assert b"<<" not in proved.source.data
    assert re.search(rb"^title: '?[A-Z]", proved.source.data, re.MULTILINE)


@each_language
@each_name
@pytest.mark.parametrize("status", PARTS[1:])
def test_its_later_texts_can_be_written_into_an_open_entry(
    at: At, language: str, name: str, status: UpdateStatus
) -> None:
    asked = template(at(language), name)
    given = Given(
        status=status.value,
        template=name,
        id_=ENTRY,
        blanks=_values(asked, begun(asked, Wishes(status=status), status, new=False)),
    )
    proved = add(at(language), Deed.UPDATE, given, asker=None, only=False)
    assert proved.problems == ()
    assert proved.preview is not None


@each_other
@each_name
def test_it_says_the_same_as_the_english_one_and_asks_for_the_same(
    at: At, language: str, name: str
) -> None:
    # Who reports in one call for shops in several countries fills in the same blanks for all.
    own, english = template(at(language), name), template(at("en"), name)
    assert [blank for blank, _ in own.blanks] == [blank for blank, _ in english.blanks]
    assert own.next_update == english.next_update
    assert said(own).keys() == said(english).keys()
    for part, text in said(english).items():
        assert _blanks(said(own)[part]) == _blanks(text), part
        assert bool(said(own)[part]) == bool(text), part
        assert said(own)[part].count("\n\n") == text.count("\n\n"), part


def _blanks(text: str) -> set[str]:
    return set(re.findall("<<([a-z_]+)>>", text))


@each_other
@each_name
def test_nothing_in_it_stays_english(at: At, language: str, name: str) -> None:
    english = {run for text in said(template(at("en"), name)).values() for run in _runs(text)}
    assert len(english) > 50
    own = {run for text in said(template(at(language), name)).values() for run in _runs(text)}
    assert own & english == set()


def _runs(text: str) -> set[tuple[str, str]]:
    """Return the pairs of words that follow each other; blanks are no words, in any language."""
    words = re.sub("<<[a-z_]+>>", ".", text).lower().split()
    return {(a, b) for a, b in itertools.pairwise(words) if a.isalpha() and b.isalpha()}


def test_a_region_has_the_texts_of_its_language(at: At) -> None:
    assert templates(at("de-AT")) == templates(at("de"))
    assert templates(at("en-US")) == templates(at("en"))


def test_they_are_spelt_as_the_pages_around_them(at: At) -> None:
    german, swiss = (
        "".join(text for one in templates(at(tag)) for text in said(one).values())
        for tag in ("de", "de-CH")
    )
    assert {"ß", "„", "“"} <= set(german)
    assert not {"ß", "„", "“"} & set(swiss)
    assert {"«", "»"} <= set(swiss)


def test_a_language_without_words_has_the_english_texts_and_no_mixture(at: At) -> None:
    assert templates(at("da")) == templates(at("en"))


def test_a_template_of_the_site_takes_the_place_of_one_in_its_language(at: At) -> None:
    site = at("nl").site
    (site / "templates").mkdir()
    own = "---\nabout: Kassa’s\ntitle: Kassa’s\n---\n\n## Investigating\n\nDe kassa’s haperen.\n"
    (site / "templates/payments.md").write_text(own, "utf-8")
    try:
        assert template(at("nl"), "payments").title == "Kassa’s"
        assert len(templates(at("nl"))) == len(NAMES)
        assert template(at("nl"), "website-slow").title == "Pagina’s laden traag: <<what>>"
    finally:
        (site / "templates/payments.md").unlink()


@each_other
@each_name
def test_signs_are_those_of_the_language(at: At, language: str, name: str) -> None:
    for part, text in said(template(at(language), name)).items():
        assert not set("\"'!") & set(text), part
        assert not re.search(r"[^\S \n\u00a0]|  |\.\.", text), part
        plain = re.sub(r"\d:\d\d|<<|>>", "", text)
        if language == "fr":
            assert not re.search("[^\u00a0][:;?»]|«[^\u00a0]", plain), part
        else:
            assert "\u00a0" not in plain, part


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("our Leeds shop", "Our Leeds shop"),
        ("éclairs", "Éclairs"),
        ("iPad orders", "iPad orders"),
        ("eBay", "eBay"),
    ],
)
def test_a_sentence_begins_with_a_capital_but_for_a_name_that_has_one_further_on(
    value: str, shown: str
) -> None:
    wishes = filled(
        Wishes(text="<<what>> stopped. <<what>> and <<what>> stopped."), {"what": value}
    )
    assert wishes.text == f"{shown} stopped. {shown} and {value} stopped."
