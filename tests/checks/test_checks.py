"""Every fault of the corpus is found, at its very words, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.checks.reader import Bad, Found, files_of, look, read, words_at

from statusgen.check import RULES
from statusgen.errors import Severity

HERE = Path(__file__).parent
CASES = sorted(HERE.rglob("*.txt"))


def found_in(bad: Bad) -> tuple[Found, ...]:
    problems, _ = look(bad.files)
    return tuple(sorted(Found(code=one.code, words=words_at(one, bad.files)) for one in problems))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_a_fault_is_found_at_its_words_and_nothing_else_is(path):
    bad = read(path.read_text("utf-8"))
    assert found_in(bad) == bad.finds


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_a_fault_is_filed_under_its_rule_and_says_why(path):
    bad = read(path.read_text("utf-8"))
    assert path.parent.name in {one.code for one in bad.finds}
    assert bad.why.endswith((".", "?"))


def test_there_are_more_than_150_faults_and_some_for_every_rule():
    assert len(CASES) >= 150
    assert {path.parent.name for path in CASES} == {rule.code for rule in RULES}


def test_in_the_entry_that_all_of_them_begin_with_nothing_is_found():
    assert look(files_of("About 40 stores wait up to a minute.\n")) == ((), ())


def test_what_stops_a_build_is_looked_for_in_every_file_however_old():
    """An entry that was left out for it would come back by itself, before the page expires."""
    stopping = [rule for rule in RULES if rule.severity is Severity.ERROR]
    assert [rule.code for rule in stopping if rule.file is None] == []
    assert stopping
