"""What came of publishing, as people and programs read it: of every target what is so, once."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from statusgen.delivery import Due, Hosts, Published, saying
from statusgen.errors import (
    LockHeld,
    OutputError,
    PublishError,
    PublishIncomplete,
    StatusgenError,
)
from statusgen.fingerprint import digest
from statusgen.parse.config import parse_config
from statusgen.publish import several
from statusgen.publish.programs import run_program
from statusgen.publish.release import Release
from statusgen.publish.several import Outcome
from statusgen.publish.target import Delivered, Difference, Live, Memory, Run
from statusgen.sources import Source
from statusgen.words import Words

NOW = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)
LIVE = Live(release="r", built_at=NOW, files=2, size=10)
BEFORE = replace(LIVE, release="q", built_at=NOW - timedelta(hours=1))
RELEASE = Release(folder=Path(), url="https://a.example/", built_at=NOW, valid_until=NOW, files=())


class Shelf:
    """A target that shows BEFORE; `do` is what each of its methods does first."""

    def __init__(self, name: str, do: Callable[[str, Run], None] = lambda what, run: None) -> None:
        self.name, self.where, self.do = name, f"shelf {name}", do

    def publish(self, release: Release, run: Run) -> Delivered:
        self.do("publish", run)
        return Delivered(live=LIVE, written=("a", "b"), deleted=(), unchanged=0)

    def live(self, run: Run) -> Live | None:
        self.do("live", run)
        return BEFORE

    def verify(self, run: Run) -> tuple[Difference, ...]:
        self.do("verify", run)
        return (Difference(path="a", what="changed"),)

    def rollback(self, run: Run) -> Delivered:
        self.do("rollback", run)
        return Delivered(live=BEFORE, written=("a",), deleted=(), unchanged=1)

    def memory(self, run: Run) -> Memory | None:
        return None


def run(budget: float = 300) -> Run:
    return Run(
        clock=lambda: NOW,
        pause=lambda seconds: None,
        environ={},
        site=Path(),
        progress=lambda done, total, what: None,
        budget=budget,
    )


def silent(*state: object) -> None:
    pass


def hosts() -> Hosts:
    text = "title: Shop\nurl: https://a.example/\ntimezone: UTC\ncomponents: [{id: a, name: A}]\n"
    config, _ = parse_config(Source("statusgen.yml", text.encode(), digest(text.encode())))
    assert config is not None
    return Hosts(config=config, words=Words.of(config), targets=(), every=())


def ended(name: str, error: StatusgenError | None = None, **done: object) -> Outcome[Delivered]:
    """Say how a target ended: with an error, or with what was done there."""
    if error is not None:
        return Outcome(target=Shelf(name), error=error, live=BEFORE)
    whole = {"live": LIVE, "written": (), "deleted": (), "unchanged": 0, **done}
    return Outcome(target=Shelf(name), value=Delivered(**whole), live=LIVE)  # type: ignore[arg-type]


def cells(line: str) -> list[str]:
    return re.split(r" {2,}", line)


def rows(facts: dict[str, object]) -> list[Any]:
    found = facts["targets"]
    assert isinstance(found, list)
    return found


# --- What readers see -------------------------------------------------------------------------


def test_of_each_target_it_is_known_what_its_readers_see_now():
    def refuses(what: str, run: Run) -> None:
        if what in ("publish", "rollback"):
            raise PublishError("no")

    targets = (Shelf("good"), Shelf("bad", refuses))
    new, old = several.publish(targets, RELEASE, run(), silent)
    assert (new.live, old.live) == (LIVE, BEFORE)
    back, old = several.roll_back(targets, run(), silent)
    assert (back.live, old.live) == (BEFORE, BEFORE)
    assert (back.error, type(old.error)) == (None, PublishError)


def test_what_a_target_that_failed_shows_is_not_waited_for_as_long_as_a_publish():
    budgets: list[tuple[str, float]] = []

    def fails(what: str, run: Run) -> None:
        budgets.append((what, run.budget))
        raise PublishError("no")

    for budget in (300, 5):
        (one,) = several.publish((Shelf("a", fails),), RELEASE, run(budget), silent)
        assert one.live is None
    assert budgets == [("publish", 300), ("live", 15), ("publish", 5), ("live", 5)]


def test_a_thread_that_the_system_refuses_is_the_failure_of_one_target(monkeypatch):
    class Refused(threading.Thread):
        def start(self) -> None:
            if self.name == "second":
                raise RuntimeError("can't start new thread")
            super().start()

    monkeypatch.setattr(several, "Thread", Refused)
    here = run()
    targets = (Shelf("first"), Shelf("second"), Shelf("third"))
    one, two, three = several.publish(targets, RELEASE, here, silent)
    assert (one.live, one.error, three.live, three.error) == (LIVE, None, LIVE, None)
    assert (type(two.error), two.live) == (PublishError, None)
    # A watcher publishes again with the same programs: nothing has stopped them for good.
    ran = run_program(["true"], programs=here.programs, environ={}, seconds=30)
    assert ran.status == 0


def test_every_target_is_compared_and_asked_and_one_that_fails_keeps_nobody():
    def fails(what: str, run: Run) -> None:
        raise PublishError(what)

    targets = (Shelf("bad", fails), Shelf("good"))
    bad, good = several.verify(targets, run(), silent)
    assert (bad.value, bad.error and bad.error.what) == (None, "verify")
    assert good.value == (Difference(path="a", what="changed"),)
    silent_one, telling = several.ask(targets, run())
    assert (silent_one.value, silent_one.error and silent_one.error.what) == (None, "live")
    assert telling.value == BEFORE


# --- The table --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "live", "dry"),
    [
        ({}, "nothing to do", "nothing to do"),
        ({"unchanged": 7}, "7 unchanged", "7 unchanged"),
        (
            {"written": ("a", "b"), "deleted": ("c",), "unchanged": 7, "requests": 1},
            "2 sent, 1 deleted, 7 unchanged, 1 request",
            "2 to send, 1 to delete, 7 unchanged",
        ),
        ({"written": ("a",) * 10, "requests": 12}, "10 sent, 12 requests", "10 to send"),
    ],
)
def test_what_was_done_is_counted_and_what_would_be_is_not_said_to_be_done(done, live, dry):
    published = Published(outcomes=(ended("web", **done),))
    row = saying.table(hosts(), published).splitlines()[1]
    assert cells(row) == ["web", "shelf web", "4 July 2026, 12:00 UTC", f"live: {live}"]
    row = saying.table(hosts(), published, dry_run=True).splitlines()[1]
    assert cells(row)[3] == f"would be live: {dry}"


@pytest.mark.parametrize(
    ("error", "said", "result", "sum_"),
    [
        (
            LockHeld("x"),
            "not touched: another run was there first",
            "locked",
            "rolled back at 1 of 2 targets; run it again in a minute",
        ),
        (
            PublishIncomplete("x"),
            "PARTLY NEW: did not get to the end",
            "incomplete",
            "rolled back at 1 of 2 targets; run it again, which completes what is partly new",
        ),
        (
            PublishError("x"),
            "NOT CHANGED: shows what it showed before",
            "unchanged",
            "rolled back at 1 of 2 targets",
        ),
        (
            OutputError("x"),
            "NOT CHANGED: shows what it showed before",
            "unchanged",
            "rolled back at 1 of 2 targets",
        ),
    ],
)
def test_what_went_wrong_is_said_of_the_target_and_in_the_sum(error, said, result, sum_):
    published = Published(outcomes=(ended("a"), ended("b", error)))
    lines = saying.table(hosts(), published).splitlines()
    assert cells(lines[2]) == ["b", "shelf b", "4 July 2026, 11:00 UTC", said]
    assert lines[3:] == ["", sum_, "the next publish shows the newest page again"]
    first, second = rows(saying.table_facts(published))
    assert (first["result"], first["error"]) == ("live", None)
    assert (second["result"], second["error"]) == (result, {"what": "x", "hint": ""})
    assert second["live"]["built_at"] == "2026-07-04T11:00:00Z"
    assert "written" in first
    assert "written" not in second


def test_where_nothing_is_new_nobody_is_told_that_it_will_be_replaced():
    published = Published(outcomes=(ended("a", LockHeld("x")), ended("b", PublishError("x"))))
    assert saying.table(hosts(), published).splitlines()[-1] == "rolled back at none of 2 targets"
    both = Published(outcomes=(ended("a", LockHeld("x")), ended("b", PublishIncomplete("x"))))
    assert saying.table(hosts(), both).splitlines()[-1] == (
        "rolled back at none of 2 targets; run it again, which completes what is partly new"
    )
    dry = Published(outcomes=(ended("a"),))
    assert saying.table(hosts(), dry, dry_run=True).splitlines()[-1] == (
        "dry run: nothing was sent; it would be rolled back at 1 of 1 target"
    )


def test_what_nobody_knows_is_not_said_to_be_live():
    gone = replace(ended("a", PublishError("x")), live=None)
    table = saying.table(hosts(), Published(outcomes=(gone,)))
    assert cells(table.splitlines()[1])[2] == "not known"
    (facts,) = rows(saying.table_facts(Published(outcomes=(gone,))))
    assert facts["live"] is None


def test_notes_are_said_of_their_target_and_hold_no_sign_that_moves_a_cursor():
    outcomes = (ended("a", notes=("one\x1b[2J",)), ended("b", PublishError("no", "wait")))
    assert saying.remarks(outcomes, ("two\r",)) == (
        "b: error: no\n  hint: wait\na: note: one\ufffd[2J\nnote: two\ufffd"
    )
    assert saying.remarks(outcomes, ("two",), style="github") == (
        "::error::b: no (hint: wait)\n::notice::a: note: one\ufffd[2J\n::notice::note: two"
    )


# --- What is not as published -----------------------------------------------------------------


def compared(count: int, error: StatusgenError | None = None) -> Outcome[tuple[Difference, ...]]:
    found = tuple(Difference(path=f"{number:02}\n", what="missing") for number in range(count))
    return Outcome(target=Shelf("a"), value=None if error else found, error=error)


@pytest.mark.parametrize(
    ("count", "said", "shown", "code"),
    [
        (0, "as published", 0, 0),
        (1, "1 file is not as published", 1, 5),
        (20, "20 files are not as published", 20, 5),
        (21, "21 files are not as published", 20, 5),
    ],
)
def test_files_that_differ_are_named_twenty_of_them_at_most(count, said, shown, code):
    outcomes = (compared(count),)
    lines = saying.verified(outcomes).splitlines()
    assert lines[1] == f"a       shelf a  {said}"
    named = [line for line in lines if line.startswith("a: missing: ")]
    assert named == [f"a: missing: {number:02}\ufffd" for number in range(shown)]
    assert ("a: and 1 more" in lines) is (count == 21)
    assert len(lines) == 2 + (shown > 0) + shown + (count == 21) + (shown > 0)
    assert saying.exit_code_of(outcomes) == code
    (facts,) = rows(saying.verified_facts(outcomes))
    assert len(facts["differences"]) == count


def test_what_could_not_be_looked_at_is_not_said_to_be_right():
    outcomes = (compared(0, PublishError("down")),)
    assert saying.verified(outcomes).splitlines()[1] == "a       shelf a  could not be looked at"
    (facts,) = rows(saying.verified_facts(outcomes))
    assert (facts["differences"], facts["error"]) == (None, {"what": "down", "hint": ""})
    assert saying.exit_code_of(outcomes) == 4
    assert saying.exit_code_of((*outcomes, compared(0))) == 5
    assert saying.exit_code_of((*outcomes, compared(1))) == 5


# --- Whether a run is due ---------------------------------------------------------------------


def test_why_a_run_goes_on_or_ends_is_said():
    asked = Due(
        due=False,
        lives=(Outcome(target=Shelf("a"), value=LIVE),),
        valid_until=NOW + timedelta(hours=1),
        confirmed_until=NOW + timedelta(minutes=10),
    )
    one, ten = "4 July 2026, 13:00 UTC", "4 July 2026, 12:10 UTC"
    silent_one = Outcome[Live](target=Shelf("b"), error=PublishError("down\r"))
    blank = Outcome[Live](target=Shelf("b"))
    for found, said in (
        (asked, f"not due: what is live is right until {one}, and confirmed until {ten}"),
        (replace(asked, due=True), f"due: what is live is right and confirmed until {ten}"),
        (
            replace(asked, due=True, valid_until=NOW + timedelta(minutes=1)),
            "due: what is live is right and confirmed until 4 July 2026, 12:01 UTC",
        ),
        (
            replace(asked, due=True, ahead=asked.lives[0]),
            "due: a shows the page of 4 July 2026, 12:00 UTC, which is still to come",
        ),
        (
            Due(due=True, lives=(*asked.lives, silent_one)),
            "due: b does not say what it shows: down\ufffd",
        ),
        (Due(due=True, lives=(*asked.lives, blank)), "due: b shows nothing yet"),
        (Due(due=True, lives=asked.lives), "due: the files of the site have mistakes"),
    ):
        assert saying.due(hosts(), found) == said
        facts = saying.due_facts(found)
        assert facts["due"] is found.due
        assert len(rows(facts)) == len(found.lives)
    assert saying.due_facts(asked)["confirmed_until"] == "2026-07-04T12:10:00Z"
    assert saying.due_facts(Due(due=True, lives=()))["valid_until"] is None
