"""What a run says of its files, where their names would move a terminal's cursor."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from statusgen import report, sarif
from statusgen.artifact import Artifact, CacheClass
from statusgen.confirmation import Told
from statusgen.doctor.finding import Examined, error
from statusgen.errors import Location, Problem
from statusgen.write import Receipt

NAME = "assets/a\x9b31m\u202e\U000e0041.js"


def artifact() -> Artifact:
    return Artifact(
        path=NAME,
        media_type="text/javascript",
        cache=CacheClass.ENTRY,
        renderer=bytes,
        view=lambda: b"",
        key="",
    )


def result() -> str:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    told = Told(problems=(), left_out=(), waiting=(), valid_until=now, until="")
    receipt = Receipt(written=(NAME,), unchanged=0, deleted=(NAME,))
    return report.result(told, receipt, took=timedelta(), out="output", verbose=True)


SAID: dict[str, Callable[[], str]] = {
    "written and deleted": result,
    "listed": lambda: report.artifacts([artifact()]),
    "JSON": lambda: report.document({"path": NAME}),
    "SARIF": lambda: sarif.document([Problem(Location("a"), "too-large", NAME)]),
    "doctor": lambda: Examined(url=NAME, requests=1, findings=(error("a", NAME),)).document(),
}


@pytest.mark.parametrize("name", SAID)
def test_nothing_that_does_not_print_reaches_a_terminal(name):
    assert SAID[name]().replace("\n", "").isprintable()


def test_programs_read_of_it_what_it_is():
    facts = {"path": f"{NAME}\ud800 é\n"}
    assert json.loads(report.document(facts)) == facts
    assert "é" in report.document(facts)
