"""`check:` of statusgen.yml: what is read, and what is said of mistakes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.checks.reader import files_of, look

from statusgen import located
from statusgen.errors import Location, Problem, Severity
from statusgen.model import Checks, Switch
from statusgen.parse import checks
from statusgen.parse.fields import Fields


def read(text: str) -> tuple[Checks, list[Problem]]:
    node, problems = located.load(text, path="statusgen.yml")
    assert problems == ()
    assert isinstance(node, located.Mapping)
    found: list[Problem] = []
    fields = Fields(node, problems=found, known=("check", "title"), of="statusgen.yml")
    return checks.read(fields), found


def said(text: str) -> list[tuple[str, str, str]]:
    _, problems = read(text)
    return [(problem.code, problem.what, problem.hint) for problem in problems]


def test_a_site_that_says_nothing_is_checked_by_every_rule():
    assert read("title: Shop status") == (Checks(), [])
    assert Checks().untouched == timedelta(hours=4)


def test_every_setting_is_read():
    found, problems = read(
        'check:\n  off: [jargon, safety]\n  words: [NFC, "Click  & Collect"]\n'
        "  untouched: 90m\n  history: true\n"
    )
    assert problems == []
    assert found == Checks(
        off=(
            Switch(code="jargon", where=Location("statusgen.yml", 2, 9, 6)),
            Switch(code="safety", where=Location("statusgen.yml", 2, 17, 6)),
        ),
        words=("NFC", "Click & Collect"),
        untouched=timedelta(minutes=90),
        history=True,
    )


def test_one_word_alone_is_a_list_of_one():
    found, problems = read("check: {off: jargon, words: NFC}")
    assert problems == []
    assert [switch.code for switch in found.off] == ["jargon"]
    assert found.words == ("NFC",)


@pytest.mark.parametrize("length", ["0h", "4", "four hours", "31d", "30s"])
def test_an_open_report_may_be_silent_for_a_minute_to_thirty_days(length):
    what = f"'{length}' is not a length of time between one minute and thirty days"
    hint = "write it like 10m, 1h or 1d"
    assert said(f"check: {{untouched: {length}}}") == [("bad-duration", what, hint)]


def test_a_key_that_is_not_there_is_named_with_the_one_that_was_meant():
    assert said("check: {of: [jargon]}") == [
        ("unknown-key", "there is no key 'of' in 'check'", "did you mean 'off'?")
    ]


def test_history_is_true_or_false():
    assert said("check: {history: yes}") == [
        ("wrong-value", "'history' must be true or false, not 'yes'", "write history: true")
    ]


def test_a_rule_that_is_not_there_cannot_be_switched_off():
    files = files_of("Cash works.\n\n-- statusgen.yml --\ncheck: {off: [jargn, wording]}\n")
    problems, _ = look(files)
    line = files["statusgen.yml"].count("\n")
    assert problems == (
        Problem(
            Location("statusgen.yml", line, 15, 5),
            "unknown-rule",
            "there is no rule 'jargn' to switch off",
            "did you mean 'jargon'?",
            Severity.ERROR,
        ),
        Problem(
            Location("statusgen.yml", line, 22, 7),
            "unknown-rule",
            "there is no rule 'wording' to switch off",
            "docs/reference/checks.md lists them",
            Severity.ERROR,
        ),
    )
