"""Laws of what two runs, or two places, know of who was told: nothing is untold, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from statusgen.publish.release import News, Release
from statusgen.publish.tell.outbox import Outbox, Waiting, merged
from statusgen.publish.tell.shapes import Event

START = datetime(2026, 7, 4, 12, tzinfo=UTC)
UPDATES = ("u1", "u2", "u3")
RECEIVERS = ("ops", "chat")
HUBS = ("1", "2")

Place = tuple[str, str]
moments = st.none() | st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours))


def address(update: str) -> str:
    return f"https://status.example/incidents/a/#{update}"


def known(update: str) -> str:
    """Return the name that an outbox has for an update, from one that knows of nothing else."""
    news = News(id=address(update), at=START, entry="a", status="update", headline="", text="")
    release = Release(
        folder=None,  # type: ignore[arg-type]
        url="https://status.example/",
        built_at=START,
        valid_until=START,
        files=(),
        news=(news,),
    )
    return Outbox().with_known(release, now=START).known[0]


NAMES = {update: known(update) for update in UPDATES}


@st.composite
def outboxes(draw: st.DrawFn) -> Outbox:
    """Make an outbox as a run may leave it: what waits is known, and sorted by its time."""
    names = [one for one in UPDATES if draw(st.booleans())]
    gone = [one for one in RECEIVERS if draw(st.integers(0, 5)) == 0]
    rows: dict[str, list[Waiting]] = {"told": [], "waiting": [], "withdrawn": []}
    for update, receiver in product(names, RECEIVERS):
        event = Event(
            kind="incident",
            entry="a",
            title=draw(st.sampled_from("ab")),
            status="update",
            text="",
            url=address(update),
            # Two of them are of the same minute.
            at="2026-07-04T12:00:00Z" if update < "u3" else "2026-07-04T13:00:00Z",
        )
        one = Waiting(id=f"{update} {receiver}", receiver=receiver, since=START, event=event)
        state = "told" if receiver in gone else draw(st.sampled_from(sorted(rows)))
        rows[state].append(one)
    feeds = {path: draw(st.sampled_from("xy")) for path in ("1", "2") if draw(st.booleans())}
    pings = {hub: tuple(path for path in feeds if draw(st.booleans())) for hub in HUBS}
    return Outbox(
        known=tuple(NAMES[one] for one in draw(st.permutations(names))),
        past=draw(st.sampled_from(["", "2026-07-04T11:00:00Z"])),
        begun=draw(moments),
        seen=draw(moments),
        page=draw(moments),
        waiting=tuple(rows["waiting"]),
        withdrawn=tuple(rows["withdrawn"]),
        gone=tuple(gone),
        feeds=feeds,
        pings={hub: paths for hub, paths in pings.items() if paths},
    )


def left(box: Outbox) -> set[Place]:
    """Say which updates somebody is still to be told of, or would be."""
    return {(one.event.url[-2:], one.receiver) for one in (*box.waiting, *box.withdrawn)}


def told(box: Outbox) -> set[Place]:
    """Say who is not told of which update any more."""
    names = [update for update in UPDATES if NAMES[update] in box.known]
    return set(product(names, RECEIVERS)) - left(box)


@given(outboxes())
def test_to_hear_the_same_twice_changes_nothing(box):
    assert box.merged(box) == box
    assert Outbox.from_bytes(box.to_bytes()) == box


@given(outboxes(), outboxes())
def test_it_is_the_same_whoever_comes_first(one, two):
    both = one.merged(two)
    assert both == two.merged(one)
    assert merged([one.to_bytes(), two.to_bytes()]) == merged([two.to_bytes(), one.to_bytes()])
    # Nor does it matter how often: a run hears again and again what it has said itself.
    assert told(both.merged(one)) == told(both)
    assert left(both.merged(one)) == left(both)


@given(outboxes(), outboxes(), outboxes())
def test_it_is_the_same_in_whatever_order_three_of_them_meet(one, two, three):
    """But for the order of what is of one minute, where no single one of them knows of it all."""
    by_two, by_one = one.merged(two).merged(three), one.merged(two.merged(three))
    assert told(by_two) == told(by_one)
    assert {box.place for box in by_two.waiting} == {box.place for box in by_one.waiting}
    assert set(by_two.known) == set(by_one.known)


@given(outboxes(), outboxes())
def test_what_was_told_stays_told_and_what_was_not_stays_to_be_told(one, two):
    both = one.merged(two)
    gone = set(product(UPDATES, {*one.gone, *two.gone}))
    assert told(both) >= told(one) | told(two)
    assert left(both) == (left(one) | left(two)) - told(one) - told(two) - gone


@given(outboxes(), outboxes())
def test_what_one_says_is_withdrawn_is_told_to_nobody_before_a_page_says_it_again(one, two):
    both = one.merged(two)
    withdrawn = {one.place for box in (one, two) for one in box.withdrawn}
    assert withdrawn.isdisjoint(one.place for one in both.waiting)


@given(outboxes(), outboxes())
def test_what_is_to_be_told_is_in_the_order_of_its_times(one, two):
    times = [one.event.at for one in one.merged(two).waiting]
    assert times == sorted(times)


@given(outboxes(), outboxes())
def test_a_hub_has_to_hear_of_a_feed_unless_one_has_told_it_of_that_very_feed(one, two):
    both = one.merged(two)
    for hub, (path, digest) in product(HUBS, both.feeds.items()):
        due = path in both.pings.get(hub, ())
        of_it = [path in box.pings.get(hub, ()) for box in (one, two) if box.feeds.get(path)]
        alike = {box.feeds.get(path) for box in (one, two)} == {digest}
        assert due == (all(of_it) if alike else any(of_it))


def test_an_outbox_that_cannot_be_read_counts_only_where_there_is_no_other():
    box = Outbox(known=("a",))
    assert merged([b"{", box.to_bytes()]) == box.to_bytes()
    assert merged([b"{", b"["]) == b"{"
