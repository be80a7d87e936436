"""Who is told after a publish to several targets: once, whichever of them is down or remembers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from tests.publish.asked import NOW, Answers, Host, Time, host, run

from statusgen import delivery
from statusgen.errors import LockHeld, PublishError
from statusgen.pipeline import Built, Options, build
from statusgen.publish.release import Release
from statusgen.publish.target import Delivered, Difference, Live, Memory, Run
from statusgen.publish.tell import Tell
from statusgen.publish.tell.webhooks import Webhook
from statusgen.words import Words

DOWN = PublishError("the host is down")


class Shelf:
    """A target with a memory of its own, or without one; what is wrong with either is raised."""

    where = "a shelf"

    def __init__(self, name: str, *, remembers: bool = True) -> None:
        self.name = name
        self.remembers = remembers
        self.files: dict[str, bytes] = {}
        self.broken: Exception | None = None
        self.forgetful: Exception | None = None

    def publish(self, release: Release, run: Run) -> Delivered:
        if self.broken:
            raise self.broken
        live = Live(release=release.id, built_at=release.built_at, files=1, size=1)
        return Delivered(live=live, written=(), deleted=(), unchanged=1)

    def live(self, run: Run) -> Live | None:
        return None

    def verify(self, run: Run) -> tuple[Difference, ...]:
        return ()

    def rollback(self, run: Run) -> Delivered:
        raise DOWN

    def memory(self, run: Run) -> Memory | None:
        if self.forgetful:
            raise self.forgetful
        return self if self.remembers else None

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def write(self, name: str, data: bytes) -> None:
        self.files[name] = data


@pytest.fixture(scope="module")
def builds(tmp_path_factory) -> Callable[[int], tuple[Built, Path]]:
    """Build a site that has an update each hour from eleven on, once at each hour."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "content/incidents").mkdir(parents=True)
    (folder / "content/maintenance").mkdir()
    (folder / "statusgen.yml").write_text(
        "title: Shop status\nurl: https://status.example/\ntimezone: UTC\n"
        "components: [{id: web, name: Web}]\n"
    )
    updates = "".join(f"\n## 2026-07-04 {hour}:00 Update\nWe look.\n" for hour in range(11, 18))
    (folder / "content/incidents/slow.md").write_text(
        f"---\ntitle: Slow\ncomponents: {{web: partial_outage}}\n---\n{updates}"
    )

    @cache
    def at(hour: int) -> tuple[Built, Path]:
        out = folder / str(hour)
        now = datetime(2026, 7, 4, hour, tzinfo=UTC)
        return build(Options(site=folder, now=now, cache=False), out), out

    return at


class Publisher:
    """Publishes the page of an hour, and tells a chat."""

    def __init__(self, builds: Callable[[int], tuple[Built, Path]], hook: Host) -> None:
        self.builds = builds
        self.hook = hook
        self.time = Time()
        self.tell: Tell | None = Tell(
            webhooks=(Webhook(name="chat", url=f"{hook.url}/in", form="slack"),)
        )

    def at(self, hour: int, *targets: Shelf, every: tuple[Shelf, ...] = ()) -> tuple[str, ...]:
        """Publish what is to be seen at that hour; return the notes."""
        built, out = self.builds(hour)
        found = delivery.Hosts(
            config=built.plan.status.site.config,
            words=Words.of(built.plan.status.site.config),
            targets=targets,
            every=every or targets,
            tell=self.tell,
        )
        return delivery.deliver(found, built, out, run(self.time), lambda *state: None).notes

    @property
    def told(self) -> list[str]:
        """Which hours somebody was told of."""
        texts = [str(asked.json["blocks"][0]) for asked in self.hook.asked]
        return [text.partition("20260704T")[2][:2] for text in texts]


@pytest.fixture
def hook():
    with host() as one:
        yield one


@pytest.fixture
def publisher(builds, hook):
    return Publisher(builds, hook)


def test_each_update_is_told_once_whichever_target_is_down(publisher):
    one, two = Shelf("one"), Shelf("two")
    assert publisher.at(11, one, two) == ()
    one.broken = DOWN
    assert publisher.at(12, one, two) == ()
    one.broken = None
    assert publisher.at(13, one, two) == ()
    two.broken = DOWN
    assert publisher.at(14, one, two) == ()
    two.broken = None
    assert publisher.at(14, one, two) == ()
    assert publisher.told == ["12", "13", "14"]


def test_each_update_is_told_once_where_other_runs_are_quicker_at_one_target_or_another(publisher):
    """Two runs at once may each win one of two targets, and a host that says so is not down."""
    one, two = Shelf("one"), Shelf("two")
    publisher.at(11, one, two)
    for won, lost in ((two, one), (one, two)):
        won.broken, lost.broken = None, LockHeld("shows a page that was built later", "")
        assert publisher.at(12, one, two) == ()
    assert publisher.told == ["12"]


def test_each_update_is_told_once_where_a_clock_was_far_ahead_and_targets_are_down_in_turn(
    publisher,
):
    """What was put down on the wrong day is no newer than what came after it."""
    one, two = Shelf("one"), Shelf("two")
    publisher.at(11, one, two)
    two.broken = DOWN
    publisher.time = Time(NOW + timedelta(days=3))
    publisher.at(12, one, two)
    one.broken, two.broken = DOWN, None
    publisher.time = Time()
    publisher.at(13, one, two)
    # What the one knows the other could not know.
    assert publisher.told == ["12", "12", "13"]
    one.broken = None
    publisher.at(14, one, two)
    assert publisher.told == ["12", "12", "13", "14"]


def test_what_only_one_of_two_targets_knows_is_known_to_the_next_run(publisher):
    """Each was down in turn, and what waits in the one has been told from the other."""
    one, two = Shelf("one"), Shelf("two")
    publisher.at(11, one, two)
    two.broken = DOWN
    publisher.hook.answer = lambda asked: Answers(503)
    publisher.at(12, one, two)
    publisher.hook.asked.clear()
    publisher.hook.answer = lambda asked: Answers()
    one.broken, two.broken = DOWN, None
    publisher.at(12, one, two)
    assert publisher.told == ["12"]
    one.broken = None
    for places in ((one, two), (two, one), (one,)):
        publisher.at(13, *places)
    assert publisher.told == ["12", "13"]


def test_a_memory_that_is_damaged_in_one_of_two_places_is_mended_from_the_other(publisher):
    one, two = Shelf("one"), Shelf("two")
    publisher.at(11, one, two)
    one.files["outbox.json"] = one.files["outbox.json"][:40]
    assert publisher.at(12, one, two) == ()
    assert publisher.at(13, one) == ()
    assert publisher.told == ["12", "13"]


def test_nobody_is_told_of_what_is_live_nowhere(publisher):
    one = Shelf("one")
    publisher.at(11, one)
    one.broken = DOWN
    assert publisher.at(12, one) == ()
    assert publisher.told == []
    one.broken = None
    assert publisher.at(12, one) == ()
    assert publisher.told == ["12"]


def test_a_target_that_is_not_meant_this_time_remembers_all_the_same(publisher):
    one, two = Shelf("one"), Shelf("two", remembers=False)
    publisher.at(11, one, two)
    assert publisher.at(12, two, every=(one, two)) == ()
    assert publisher.at(12, one, two) == ()
    assert publisher.told == ["12"]


def test_a_memory_that_cannot_be_had_is_said_and_the_others_remember(publisher):
    one, two = Shelf("one"), Shelf("two")
    publisher.at(11, one, two)
    one.forgetful = DOWN
    assert publisher.at(12, one, two) == ("one does not say what was told: the host is down",)
    one.forgetful = None
    assert publisher.at(12, one, two) == ()
    assert publisher.told == ["12"]


@pytest.mark.parametrize("wrong", ["broken", "forgetful"])
def test_where_the_only_memory_is_away_webhooks_are_told_at_the_next_publish(publisher, wrong):
    one, two = Shelf("one"), Shelf("two", remembers=False)
    publisher.at(11, one, two)
    setattr(one, wrong, DOWN)
    notes = publisher.at(12, one, two)
    assert notes[-1] == (
        "'chat' was told nothing: the target that says what was told did not answer;"
        " it is tried again at the next publish"
    )
    setattr(one, wrong, None)
    assert publisher.at(12, one, two) == ()
    assert publisher.told == ["12"]


@pytest.mark.parametrize("wrong", ["broken", "forgetful"])
def test_a_target_that_is_new_takes_nothing_for_told_while_the_one_that_remembers_is_away(
    publisher, wrong
):
    """Whose host is down adds another one, and publishes: that is when there is news."""
    one, two = Shelf("one"), Shelf("two")
    publisher.at(11, one)
    setattr(one, wrong, DOWN)
    for hour in (12, 13, 14):
        notes = publisher.at(hour, one, two)
        assert notes[-1] == (
            "'chat' was told nothing: the target that says what was told did not answer;"
            " it is tried again at the next publish"
        )
    assert publisher.told == []
    setattr(one, wrong, None)
    assert publisher.at(14, one, two) == ()
    assert publisher.told == ["12", "13", "14"]
    one.broken = DOWN
    assert publisher.at(15, one, two) == ()
    assert publisher.told == ["12", "13", "14", "15"]


def test_a_target_that_never_remembers_keeps_nobody_from_being_told_while_it_is_down(publisher):
    one, two = Shelf("one", remembers=False), Shelf("two")
    one.broken = DOWN
    for hour in (11, 12, 13):
        assert publisher.at(hour, one, two) == ()
    assert publisher.told == ["12", "13"]


def test_where_nobody_is_to_be_told_nothing_is_said_of_it(publisher):
    publisher.tell = None
    assert publisher.at(11, Shelf("one")) == ()


def test_where_no_target_remembers_that_is_said_whether_one_is_down_or_not(publisher):
    one, two = Shelf("one", remembers=False), Shelf("two", remembers=False)
    for one.broken in (None, DOWN):
        (note,) = publisher.at(11, one, two)
        assert note.startswith("'chat' was told nothing: this host keeps no private file")
    assert publisher.told == []


def test_that_what_was_told_cannot_be_read_is_said_whether_another_one_is_down_or_not(publisher):
    class Torn(Shelf):
        torn = False

        def read(self, name: str) -> bytes | None:
            if self.torn:
                raise PublishError("half of the disk is gone")
            return super().read(name)

    one, two = Torn("one"), Shelf("two")
    publisher.at(11, one, two)
    one.torn = True
    two.broken = DOWN
    assert publisher.at(12, one, two) == (
        "nobody was told of anything: what was told cannot be read: half of the disk is gone",
    )
    assert publisher.told == []
    one.torn = False
    assert publisher.at(12, one, two) == ()
    assert publisher.told == ["12"]


def test_where_it_cannot_be_noted_what_was_told_nobody_is_told_twice(publisher):
    class Full(Shelf):
        full = False

        def write(self, name: str, data: bytes) -> None:
            if self.full:
                raise PublishError("no room")
            super().write(name, data)

    one = Full("one")
    publisher.at(11, one)
    one.full = True
    for _ in range(2):
        (note,) = publisher.at(12, one)
        assert note.endswith(": what is to be told cannot be put down: no room")
    assert publisher.told == []
    one.full = False
    assert publisher.at(12, one) == ()
    assert publisher.told == ["12"]


def test_a_defect_in_telling_is_a_note_without_secrets_and_the_page_is_live(publisher):
    one = Shelf("one")
    publisher.at(11, one)
    one.forgetful = RuntimeError("no such luck, AKIAIOSFODNN7EXAMPLE")
    assert publisher.at(12, one) == ("not everybody was told (RuntimeError: no such luck, ***)",)
