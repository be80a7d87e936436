"""Ids that are made of a text: they are in addresses for good."""

from __future__ import annotations

import pytest

from statusgen.parse.config import slug


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Zahlung an der Straße geht nicht", "zahlung-an-der-strasse-geht-nicht"),
        ("STRAẞE", "strasse"),
        ("Ærø Øst, Œuvre", "aero-ost-oeuvre"),
        ("Płatności w Łodzi", "platnosci-w-lodzi"),
        ("Đorđe ða Þór", "dorde-da-thor"),
        ("Kapı İzmir", "kapi-izmir"),
        ("Käse, caffè, São Paulo", "kase-caffe-sao-paulo"),
    ],
)
def test_letters_that_are_no_plain_one_with_a_mark_stay_in_an_id(text, made):
    assert slug(text) == made


@pytest.mark.parametrize(
    ("language", "text", "made"),
    [
        ("de", "Störung: ÄRGER über Züge", "stoerung-aerger-ueber-zuege"),
        ("de-CH", "Sto\u0308rung", "stoerung"),
        ("de", "Café Łódź, Straße", "cafe-lodz-strasse"),
        ("da", "Smørrebrød på Ærø", "smoerrebroed-paa-aeroe"),
        ("nb-NO", "Kjøp på nett", "kjoep-paa-nett"),
        ("sv", "Störning på nätet", "storning-pa-natet"),
        ("nl", "Coördinatie", "coordinatie"),
        ("en-GB", "Zoë's café, Köln", "zoe-s-cafe-koln"),
    ],
)
def test_a_letter_is_spelt_as_the_readers_of_its_language_spell_it(language, text, made):
    assert slug(text, language) == made


@pytest.mark.parametrize("text", ["日本語", "Оплата", "Πληρωμή", "---"])
def test_nothing_is_made_of_what_has_no_latin_letter(text):
    assert slug(text) == ""
