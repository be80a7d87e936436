"""The prepared texts that are shipped: each can be filled in, and the checks find nothing in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.model import UpdateStatus
from statusgen.scaffold.desk import Desk, open_desk
from statusgen.scaffold.drafting import Given, add, new
from statusgen.scaffold.templates import open_blanks, template, templates
from statusgen.scaffold.wishes import Wishes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src/statusgen/starter/templates"
NAMES = sorted(path.stem for path in FOLDER.glob("*.md"))
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PARTS = [
    UpdateStatus.INVESTIGATING,
    UpdateStatus.IDENTIFIED,
    UpdateStatus.MONITORING,
    UpdateStatus.RESOLVED,
]


@pytest.fixture(scope="module")
def desk() -> Desk:
    return open_desk(ROOT, NOW)


def answers(name: str) -> dict[str, str]:
    """Take the example out of each question, as a reader would."""
    text = (FOLDER / f"{name}.md").read_text("utf-8").replace('\\"', '"')
    head = text.split("\ntitle:")[0]
    return dict(re.findall(r'^  (\w+): .*?Such as "([^"]+)"', head, re.MULTILINE))


def test_six_are_shipped(desk):
    assert NAMES == [
        "click-and-collect",
        "cyber-incident",
        "online-orders",
        "payments",
        "store-operations",
        "website-slow",
    ]
    assert [one.name for one in templates(desk)] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_blank_has_a_question_with_an_example(desk, name):
    used = set(re.findall("<<([a-z_]+)>>", (FOLDER / f"{name}.md").read_text("utf-8")))
    asked = template(desk, name)
    assert used == {blank for blank, _ in asked.blanks} == answers(name).keys()
    assert [status for status, _ in asked.texts] == PARTS
    assert asked.about


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", PARTS[:2])
def test_what_comes_of_it_is_found_fit_by_every_check(desk, name, status):
    wishes = template(desk, name).wishes(Wishes(status=status), status, new=True)
    values = answers(name)
    given = Given(
        status=status.value,
        template=name,
        components=("gift-cards",),
        blanks=tuple(f"{blank}={values[blank]}" for blank in open_blanks(wishes)),
    )
    proved = new(desk, given, maintenance=False, asker=None)
    assert proved.problems == ()
    assert b"<<" not in proved.source.data
    assert re.search(rb"^title: [A-Z]", proved.source.data, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", PARTS[1:])
def test_its_later_texts_can_be_written_into_an_open_entry(desk, name, status):
    from statusgen.scaffold.choosing import Deed

    wishes = template(desk, name).wishes(Wishes(status=status), status, new=False)
    values = answers(name)
    given = Given(
        status=status.value,
        template=name,
        id_="2026-10-16-storm-deliveries",
        blanks=tuple(f"{blank}={values[blank]}" for blank in open_blanks(wishes)),
    )
    proved = add(desk, Deed.UPDATE, given, asker=None, only=False)
    ours = [one for one in proved.problems if one.where.line > 30]
    assert ours == []
    assert proved.preview is not None
