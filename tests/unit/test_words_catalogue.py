"""The catalogues of messages: whole, well formed, and in step with all that says them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import jinja2
import pytest
from babel.core import Locale
from jinja2 import nodes

from statusgen.words import de, en, es, fr, it, languages, nl, pl
from statusgen.words.catalogue import catalogue, form_of, site_of

ROOT = Path(__file__).resolve().parents[2]

CATALOGUES: dict[str, Mapping[str, str | Mapping[str, str]]] = {
    module.__name__.rpartition(".")[2]: module.MESSAGES for module in (de, en, es, fr, it, nl, pl)
}
OTHERS = sorted(CATALOGUES.keys() - {"en"})
MESSAGES = catalogue("en").messages

TERMS = {
    "de": {"update": "Update", "report": "Meldung", "planned work": "geplante.? Arbeit"},
    "es": {"update": "actualizaci", "report": "aviso", "planned work": "mantenimiento"},
    "fr": {"update": "mises? à jour", "report": "annonce", "planned work": "maintenance"},
    "it": {"update": "aggiornament", "report": "avvis", "planned work": "manutenzion"},
    "nl": {"update": "update", "report": "melding", "planned work": "onderhoud|geplande werk"},
    "pl": {"update": "informacj", "report": "komunikat", "planned work": "planowan\\w+ prac"},
}
"""What readers have to tell apart, each with the one word that a language has for it."""


def forms(language: str) -> list[tuple[str, str]]:
    return [
        (key, form)
        for key, message in CATALOGUES[language].items()
        for form in ([message] if isinstance(message, str) else message.values())
    ]


def test_every_catalogue_is_walked_by_these_tests() -> None:
    assert languages() == tuple(CATALOGUES)


@pytest.mark.parametrize("language", OTHERS)
def test_every_catalogue_has_the_messages_of_the_english_one_with_their_places(
    language: str,
) -> None:
    own = catalogue(language).messages
    assert list(own) == list(MESSAGES), "in one order, so that two can be read beside each other"
    for key, message in MESSAGES.items():
        assert own[key].places == message.places, key
        assert bool(own[key].forms) == bool(message.forms), key


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_texts_of_the_form_with_their_places(language: str) -> None:
    own, english = form_of(language), form_of("en")
    assert list(own) == list(english), "in one order, so that two can be read beside each other"
    for key, text in english.items():
        assert placed(own[key]) == placed(text), key
        assert own[key] == own[key].strip(), key
        assert own[key].endswith(".") == text.endswith("."), key
        assert not re.search(r"[^\S \u00a0]|\s\s|[<>&\"'`_*]", re.sub(r"\{\w+\}", "", own[key])), (
            key
        )
        assert own[key] != text or " " not in text, key


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_language_has_the_words_of_a_new_site(language: str) -> None:
    own, english = site_of(language), site_of("en")
    assert list(own) == list(english), "in one order, so that two can be read beside each other"
    ids = [text for key, text in own.items() if key.endswith(".id")]
    assert len(set(ids)) == len(ids) == 6
    for key, text in own.items():
        plain = r"[a-z]+(-[a-z]+)*" if key.endswith(".id") else r"[^\W\d_][\w ,’-]*\w"
        assert re.fullmatch(plain, text), key
        assert "  " not in text, key
        assert text != english[key] or language == "en" or " " not in text, key


def placed(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    alike = [
        form
        for key, form in forms(language)
        if form in dict(forms("en")).values() and re.search(r"[a-z]{2} [a-z]{2}", form)
    ]
    assert alike == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_words_that_part_states_statuses_and_impacts_are_not_the_same(language: str) -> None:
    own = CATALOGUES[language]
    for kind in ("state.", "status.", "impact."):
        texts = [text for key, text in own.items() if key.startswith(kind)]
        assert len(set(map(str, texts))) == len(texts), kind


@pytest.mark.parametrize("language", OTHERS)
def test_not_working_for_some_cannot_be_read_as_not_working_for_anybody(language: str) -> None:
    # "Ne fonctionne pas pour tous" is either, as it is in each of these languages.
    everybody = r"\b(allen|todos|tous|tutti|iedereen|wszystkich)\b"
    assert not re.search(everybody, str(CATALOGUES[language]["state.partial_outage"]))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("thing", ["update", "report", "planned work"])
def test_one_thing_has_one_word(language: str, thing: str) -> None:
    found = 0
    for key, message in CATALOGUES["en"].items():
        english, own = whole(message), whole(CATALOGUES[language][key])
        if re.search(rf"\b{thing}s?\b", english, re.IGNORECASE):
            found += 1
            assert re.search(TERMS[language][thing], own, re.IGNORECASE), key
            for another, word in TERMS[language].items():
                if another not in english.lower():
                    assert not re.search(word, own, re.IGNORECASE), (key, another)
    assert found > 5


def whole(message: str | Mapping[str, str]) -> str:
    return message if isinstance(message, str) else message["other"]


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_plural_has_exactly_the_forms_that_its_language_needs(language: str) -> None:
    needed = set(Locale(language).plural_form.tags) | {"other"}
    for key, message in CATALOGUES[language].items():
        if not isinstance(message, str):
            assert set(message) == needed, key


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_place_is_a_plain_name(language: str) -> None:
    for key, form in forms(language):
        for _, name, spec, conversion in Formatter().parse(form):
            if name is not None:
                assert re.fullmatch(r"[a-z]+", name), key
                assert (spec, conversion) == ("", None), key


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_form_of_a_plural_has_the_same_places_besides_the_count(language: str) -> None:
    for key, message in CATALOGUES[language].items():
        if not isinstance(message, str):
            places = [
                {name for _, name, _, _ in Formatter().parse(form) if name} - {"count"}
                for form in message.values()
            ]
            assert all(each == places[0] for each in places), key


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_message_is_empty_padded_or_markup(language: str) -> None:
    for key, form in forms(language):
        assert form.strip(), key
        assert form == form.strip(), key
        assert not re.search(r"[^\S \u00a0]|\s\s", form), key
        assert not set("<>&\"'`_*") & set(form), key


@pytest.mark.parametrize("language", CATALOGUES)
def test_keys_are_hierarchical(language: str) -> None:
    for key in CATALOGUES[language]:
        assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", key)


def test_every_message_is_said_somewhere() -> None:
    # What nobody says would be translated for nothing, and be thought to be on a page.
    paths = [*(ROOT / "src/statusgen").rglob("*.py"), *(ROOT / "themes").rglob("*.html")]
    said = "".join(path.read_text("utf-8") for path in paths if path.stem not in CATALOGUES)
    by_value = ("state.", "status.", "impact.")
    unsaid = [key for key in MESSAGES if f'"{key}"' not in said and not key.startswith(by_value)]
    assert unsaid == []


def test_english_is_spelt_as_in_britain() -> None:
    american = re.compile(
        r"\b(colors?|canceled|canceling|center|favorite|gray|catalog"
        r"|apologiz\w*|organiz\w*|recogniz\w*|realiz\w*|analyz\w*|e-mail)\b",
        re.IGNORECASE,
    )
    for key, form in forms("en"):
        assert not american.search(form), key


def test_every_message_that_a_module_says_exists_with_its_places() -> None:
    said = 0
    for path in sorted((ROOT / "src/statusgen").rglob("*.py")):
        text = path.read_text("utf-8")
        for call in ast.walk(ast.parse(text)) if "say" in text else ():
            if not isinstance(call, ast.Call) or not call.args:
                continue
            function, key = call.func, call.args[0]
            name = getattr(function, "attr", None) or getattr(function, "id", None)
            keys = [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]
            for each in keys:
                if name == "say" and isinstance(each, ast.Constant):
                    said += 1
                    places = {keyword.arg for keyword in call.keywords}
                    assert MESSAGES[str(each.value)].places == places, f"{path}:{each.lineno}"
    assert said > 10


def test_every_message_that_a_template_says_exists_with_its_places() -> None:
    said = 0
    for path in sorted((ROOT / "themes").rglob("*.html")):
        for call in jinja2.Environment().parse(path.read_text("utf-8")).find_all(nodes.Call):
            if not isinstance(call.node, nodes.Name) or call.node.name != "t":
                continue
            key = call.args[0]
            keys = [key.expr1, key.expr2] if isinstance(key, nodes.CondExpr) else [key]
            for each in keys:
                if isinstance(each, nodes.Const):
                    said += 1
                    places = {keyword.key for keyword in call.kwargs}
                    assert MESSAGES[each.value].places == places, f"{path.name}:{each.lineno}"
    assert said > 10
