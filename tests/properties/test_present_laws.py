"""Laws of what pages show: short ways say what the long ones would."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from statusgen import kitchen, markup
from statusgen.derive import derive
from statusgen.parse import parse
from statusgen.present.edition import Edition
from statusgen.present.entries import line
from statusgen.words import Words

TEXTS = st.text(st.sampled_from("ab .&<>*#\n`[](1)|-\u00a0\u2028é"), max_size=60)
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC))


@cache
def edition() -> Edition:
    site = parse(kitchen.little()).site
    return Edition(derive(site, now=kitchen.NOW), Words.of(site.config))


@given(TEXTS)
def test_a_line_of_a_text_is_its_plain_form_without_line_breaks(text):
    prose, _ = markup.convert(text)
    assert line(prose.html) == " ".join(markup.plain(prose.html).split())


def test_a_line_of_each_real_text_is_its_plain_form_without_line_breaks(corpora):
    for file in sorted(corpora.glob("github/**/*.md"))[::8]:
        for part in file.read_text("utf-8").split("\n## "):
            prose, _ = markup.convert(part.partition("\n")[2])
            assert line(prose.html) == " ".join(markup.plain(prose.html).split())


@given(INSTANTS)
def test_a_moment_for_machines_is_in_utc_and_has_seconds_only_where_there_are_any(at):
    seconds = ":%S" if at.second else ""
    assert edition().moment(at).iso == f"{at:%Y-%m-%dT%H:%M{seconds}Z}"


@given(st.lists(INSTANTS, max_size=5))
def test_a_moment_is_the_same_whatever_was_asked_before(instants):
    words = edition().words
    for at in (*instants, *instants):
        assert edition().moment(at).text == words.moment(at)
