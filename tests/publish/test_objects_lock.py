"""One publisher at a time, whoever dies, stalls or loses an answer."""

from __future__ import annotations

import gzip
import json
import threading
from datetime import timedelta

import obstore
import pytest
from tests.publish.faults import Fault, proxy
from tests.publish.making import release, site
from tests.publish.stores import NOW, Clock, Place, run_for

from statusgen.errors import LockHeld, OutputError, PublishError, PublishIncomplete
from statusgen.publish.objects.lock import HOLDS
from statusgen.publish.objects.manifest import LOCK, MANIFEST
from statusgen.publish.target import Delivered

EIGHT = 8


@pytest.fixture(
    params=[
        pytest.param("seaweed", marks=pytest.mark.needs("weed")),
        pytest.param("azurite", marks=pytest.mark.needs("azurite", "node")),
    ]
)
def place(request) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


def put_lock(place: Place, until: timedelta, since: timedelta = -HOLDS) -> None:
    note = {
        "id": "of somebody else",
        "since": (NOW + since).isoformat(),
        "until": (NOW + until).isoformat(),
    }
    obstore.put(place.store(), LOCK, json.dumps(note).encode())


def test_of_eight_publishers_at_once_one_wins_and_the_others_are_told(place, tmp_path, often):
    for turn in range(often(5)):
        with proxy(place.endpoint) as between:
            lost = threading.Semaphore(0)
            others = threading.Event()

            def only_then(method: str, path: str, others: threading.Event = others) -> None:
                # The winner uploads nothing before all others have ended.
                if method == "PUT" and "/.statusgen/" not in path:
                    assert others.wait(60)

            between.before = only_then
            start = threading.Barrier(EIGHT)
            ends: list[Delivered | LockHeld] = []

            def publish(
                number: int,
                turn: int = turn,
                start: threading.Barrier = start,
                ends: list[Delivered | LockHeld] = ends,
                lost: threading.Semaphore = lost,
                port: int = between.port,
            ) -> None:
                made = release(tmp_path / f"{number}", site(100 * turn + number + 1))
                target = place.through(port).target()
                start.wait(60)
                try:
                    ends.append(target.publish(made, run_for(place)))
                except LockHeld as error:
                    ends.append(error)
                    lost.release()

            threads = [threading.Thread(target=publish, args=(one,)) for one in range(EIGHT)]
            for thread in threads:
                thread.start()
            for _ in range(EIGHT - 1):
                assert lost.acquire(timeout=60)
            others.set()
            for thread in threads:
                thread.join()
        (winner,) = (end for end in ends if isinstance(end, Delivered))
        assert place.target().live(run_for(place)) == winner.live
        assert place.target().verify(run_for(place)) == ()
        assert LOCK not in place.names()


def test_whoever_is_held_off_is_told_since_when_and_until_when(place, tmp_path):
    put_lock(place, timedelta(seconds=90), since=timedelta(minutes=-7))
    with pytest.raises(LockHeld) as caught:
        place.target().publish(release(tmp_path, site(1)), run_for(place))
    assert caught.value.what == (
        f"somebody else has been publishing to {place.target().where} since 11:53:00 (UTC)"
    )
    assert caught.value.hint == (
        "publish again when that run has ended; if it has died, its lock ends at 12:01:30 (UTC), or"
        " when you delete the object '.statusgen/lock'"
    )
    assert place.names() == {LOCK}


@pytest.mark.parametrize("known", [False, True])
def test_a_stale_lock_is_taken_over(place, tmp_path, known):
    target = place.target()
    if known:
        target.publish(release(tmp_path, site(1)), run_for(place))
    put_lock(place, timedelta(seconds=-1))
    target.publish(release(tmp_path, site(2)), run_for(place))
    assert target.verify(run_for(place)) == ()
    assert LOCK not in place.names()


@pytest.mark.parametrize("known", [False, True])
def test_a_lock_by_a_clock_that_was_wrong_is_taken_over(place, tmp_path, known):
    target = place.target()
    if known:
        target.publish(release(tmp_path, site(1)), run_for(place))
    # As far ahead as a clock may be that is not wrong.
    put_lock(place, 2 * HOLDS)
    with pytest.raises(LockHeld):
        target.publish(release(tmp_path, site(2)), run_for(place))
    put_lock(place, timedelta(days=365))
    target.publish(release(tmp_path, site(2)), run_for(place))
    assert target.verify(run_for(place)) == ()
    assert LOCK not in place.names()


def test_a_stale_lock_is_taken_over_by_one_alone(place, tmp_path):
    place.target().publish(release(tmp_path, site(1)), run_for(place))
    put_lock(place, timedelta(seconds=-1))
    with proxy(place.endpoint) as between:
        both = threading.Barrier(2)
        held = threading.Event()
        seen: list[str] = []

        def meet(method: str, path: str) -> None:
            if path.endswith(LOCK) and method == "GET" and len(seen) < 2:
                seen.append(path)
                both.wait(60)
            if method == "PUT" and "/.statusgen/" not in path:
                assert held.wait(60)

        between.before = meet
        ends: list[object] = []

        def publish(number: int) -> None:
            made = release(tmp_path / str(number), site(number))
            try:
                ends.append(place.through(between.port).target().publish(made, run_for(place)))
            except LockHeld as error:
                ends.append(error)
                held.set()

        threads = [threading.Thread(target=publish, args=(number,)) for number in (2, 3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(type(end).__name__ for end in ends) == ["Delivered", "LockHeld"]


def test_what_is_no_lock_holds_nobody_off(place, tmp_path):
    long_ago = {"since": "0001-01-01T00:00:00+23:59", "until": (NOW + HOLDS).isoformat()}
    for data in (
        b"",
        b"[]",
        b'{"id": 1, "since": "x", "until": null}',
        json.dumps({"id": "1", **long_ago}).encode(),
        b"[" * 100_000,
    ):
        obstore.put(place.store(), LOCK, data)
        place.target().publish(release(tmp_path, site(len(data))), run_for(place))
        assert LOCK not in place.names()


def test_a_lock_whose_answer_was_lost_is_known_as_ones_own(place, tmp_path):
    place.target().publish(release(tmp_path, site(1)), run_for(place))
    with proxy(place.endpoint) as between:
        between.faults.append(Fault("lost", "PUT", LOCK, times=1))
        target = place.through(between.port).target()
        target.publish(release(tmp_path, site(2)), run_for(place))
        # Once lost, once refused because it is there, and then it is read.
        assert between.count("PUT", LOCK) == 2
        assert between.count("GET", LOCK) == 1
    assert LOCK not in place.names()


def test_a_lock_is_renewed_while_the_work_goes_on(place, tmp_path):
    clock = Clock()
    made = [release(tmp_path / str(number), site(number)) for number in (1, 2)]
    with proxy(place.endpoint) as between:
        others: list[str] = []

        def slowly(method: str, path: str) -> None:
            if method == "PUT" and "/.statusgen/" not in path:
                clock.pause(HOLDS.total_seconds() / 8)
                if path.endswith("/feed.xml"):
                    with pytest.raises(LockHeld) as caught:
                        place.target().publish(made[1], run_for(place, clock=clock))
                    others.append(caught.value.what)

        between.before = slowly
        place.through(between.port).target().publish(made[0], run_for(place, clock=clock))
        assert len(others) == 1
        assert "since 12:00:00 (UTC)" in others[0]
        assert between.count("PUT", LOCK) > 2
    assert clock() - NOW > HOLDS
    assert place.target().live(run_for(place)).release == made[0].id


def test_whoever_stood_still_too_long_and_lost_the_lock_writes_nothing_more(place, tmp_path):
    clock = Clock()
    target = place.target()
    target.publish(release(tmp_path / "0", site(0)), run_for(place))
    one, other = (release(tmp_path / str(number), site(number)) for number in (1, 2))
    with proxy(place.endpoint) as between:

        def stall() -> None:
            clock.pause(2 * HOLDS.total_seconds())
            target.publish(other, run_for(place, clock=clock))

        between.once("PUT", "/feed.xml", stall)
        with pytest.raises(PublishIncomplete) as caught:
            place.through(between.port).target().publish(one, run_for(place, clock=clock))
        assert caught.value.what == (
            f"this run stood still for so long that another one publishes to {target.where}"
        )
    assert target.live(run_for(place)).release == other.id
    # The one request that had been sent before comes too late, and is found.
    assert [one.path for one in target.verify(run_for(place))] == ["feed.xml"]
    assert LOCK not in place.names()


def test_whoever_publishes_between_a_look_and_the_lock_is_noticed(place, tmp_path):
    target = place.target()
    target.publish(release(tmp_path / "0", site(0)), run_for(place))
    with proxy(place.endpoint) as between:
        other = release(tmp_path / "2", site(2))
        between.once("PUT", LOCK, lambda: target.publish(other, run_for(place)))
        with pytest.raises(LockHeld) as caught:
            place.through(between.port).target().publish(
                release(tmp_path / "1", site(1)), run_for(place)
            )
        assert caught.value.what == (
            f"somebody else has published to {target.where} in this very moment"
        )
    assert target.live(run_for(place)).release == other.id
    assert target.verify(run_for(place)) == ()


def test_a_newer_build_json_between_a_look_and_the_lock_stops_nobody(place, tmp_path):
    target = place.target()
    target.publish(release(tmp_path / "0", site(0)), run_for(place))
    with proxy(place.endpoint) as between:
        again = release(tmp_path / "2", site(0), built_at=NOW + timedelta(hours=1))
        done = between.once("PUT", LOCK, lambda: target.publish(again, run_for(place)))
        new = release(tmp_path / "1", site(1), built_at=NOW + timedelta(hours=2))
        place.through(between.port).target().publish(new, run_for(place))
    assert [one.written for one in done] == [("build.json",)]
    assert target.live(run_for(place)).release == new.id
    assert target.verify(run_for(place)) == ()


def test_a_page_that_is_confirmed_never_gets_the_build_json_of_another(place, tmp_path):
    target = place.target()
    target.publish(release(tmp_path / "0", site(0)), run_for(place))
    with proxy(place.endpoint) as between:
        newer = release(tmp_path / "1", site(1), built_at=NOW + timedelta(hours=2))
        done = between.once("PUT", "/build.json", lambda: target.publish(newer, run_for(place)))
        again = release(tmp_path / "2", site(0), built_at=NOW + timedelta(hours=1))
        with pytest.raises(LockHeld) as caught:
            place.through(between.port).target().publish(again, run_for(place))
        words = f"somebody else has published to {target.where} in this very moment"
        assert caught.value.what == words
    assert len(done) == 1
    assert target.live(run_for(place)).release == newer.id
    assert target.verify(run_for(place)) == ()


def test_a_build_json_that_nobody_knows_of_is_replaced_under_the_lock(place, tmp_path):
    target = place.target()

    def publish(hours: int) -> tuple[int, tuple[str, ...]]:
        made = release(tmp_path, site(0), built_at=NOW + timedelta(hours=hours))
        did = target.publish(made, run_for(place))
        assert target.verify(run_for(place)) == ()
        return did.requests, did.written

    publish(0)
    assert publish(1) == (3, ("build.json",))
    obstore.put(place.store(), "build.json", b"somebody else's")
    requests, written = publish(2)
    assert (written, requests > 3) == (("build.json",), True)
    assert publish(3) == (3, ("build.json",))
    known = json.loads(gzip.decompress(place.objects()[MANIFEST]))
    assert known.pop("build_tag")
    # As a version wrote it that kept no tag.
    obstore.put(place.store(), MANIFEST, gzip.compress(json.dumps(known).encode()))
    requests, written = publish(4)
    assert (written, requests > 3) == (("build.json",), True)
    assert publish(5) == (3, ("build.json",))


def test_the_lock_is_given_back_whatever_goes_wrong(place, tmp_path):
    target = place.target()
    target.publish(release(tmp_path, site(1)), run_for(place))
    made = release(tmp_path, site(2))
    (tmp_path / "index.html").write_bytes(b"other")
    with pytest.raises(PublishIncomplete, match=r"'index\.html' is not as it was built"):
        target.publish(made, run_for(place))
    with pytest.raises(PublishError, match="would be deleted"):
        target.publish(
            release(tmp_path, {"index.html": b"<html></html>"}), run_for(place, max_deletes=0)
        )
    made = release(tmp_path, {**site(3), "assets/new.css": b"new"})
    (tmp_path / "assets/new.css").unlink()
    with pytest.raises((OutputError, PublishIncomplete), match="cannot be read"):
        target.publish(made, run_for(place))
    assert LOCK not in place.names()
    assert MANIFEST in place.names()
