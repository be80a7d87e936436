"""Words of the page that stand in an entry are understood, to say what to write."""

from __future__ import annotations

import pytest

from statusgen.model import INCIDENT_STATUSES, MAINTENANCE_STATUSES, State
from statusgen.parse.shown import meant
from statusgen.words.catalogue import catalogue, languages

STATES = tuple(state.word for state in State)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("state", STATES),
        ("status", tuple(one.value for one in INCIDENT_STATUSES)),
        ("status", tuple(one.value for one in MAINTENANCE_STATUSES)),
    ],
    ids=["state", "incident", "maintenance"],
)
def test_what_a_page_shows_means_one_word_of_the_format(language, kind, known):
    shown = {word: catalogue(language).messages[f"{kind}.{word}"].text or "" for word in known}
    assert {word: meant(text.upper(), kind, known) for word, text in shown.items()} == {
        word: word for word in known
    }


@pytest.mark.parametrize("written", ["", "Finished", "Nicht bekannt"])
def test_other_words_mean_nothing(written):
    assert meant(written, "state", STATES) == ""
