"""A store that fails, in every way and at every point: tried again, or told in its own words."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.publish.faults import FINAL, KINDS, Fault, Proxy, proxy
from tests.publish.making import release, site
from tests.publish.reader import view
from tests.publish.stores import (
    AZURE_KEY,
    KEY,
    SECRET,
    Clock,
    Place,
    fetch_from,
    run_for,
)

from statusgen.errors import LockHeld, PublishError, PublishIncomplete, StatusgenError
from statusgen.publish.objects.lock import HOLDS
from statusgen.publish.objects.manifest import LOCK, MANIFEST

pytestmark = [pytest.mark.needs("weed", "azurite", "node")]

# In seconds, what a store may take for an answer: little where it is to run out, else so much that
# a busy machine's store is not taken for a broken one.
LIMITS = {"hang": 1.0, "slow": 1.0}
PATIENT = 20.0
PASSING = [kind for kind in KINDS if kind not in FINAL]

# The method, the key, and how many such requests a publish makes before the one that is meant.
POINTS = {
    "the lock": ("PUT", LOCK, 0),
    "reading the manifest": ("GET", MANIFEST, 0),
    "announcing": ("PUT", MANIFEST, 0),
    "an upload": ("PUT", "index.html", 0),
    "reading an upload back": ("GET", "feed.xml", 0),
    "the last manifest": ("PUT", MANIFEST, 1),
}
READERS_SEE_THE_OLD = ("the lock", "reading the manifest", "announcing")
WORDS = {
    "503": "503 Service Unavailable, SlowDown: the words of the store ***",
    "500": "500 Internal Server Error, SlowDown: the words of the store ***",
    "403": "403 Forbidden, AccessDenied: the words of the store ***",
    "no bucket": "404 Not Found, NoSuchBucket: the words of the store ***",
    "hang": "no answer in time",
    "slow": "no answer in time",
}


# Azure's answers differ in what they say, not in how they break off.
AT_AZURE = ("503", "403", "no bucket", "reset", "lost")
STORES = (("seaweed", KINDS), ("azurite", AT_AZURE))


def cases(wanted: Iterable[str], *, turn: int) -> pytest.MarkDecorator:
    """Try these kinds of faults at every point and every store.

    Where nothing has to endure, every fourth of them, so that each kind and each point is among
    them; with another `turn` others.
    """
    kinds = frozenset(wanted)
    every = [
        pytest.param(
            store, kind, point, marks=[pytest.mark.enduring] * bool((row + column + turn) % 4)
        )
        for store, tried in STORES
        for row, kind in enumerate(tried)
        for column, point in enumerate(POINTS)
        if kind in kinds
    ]
    return pytest.mark.parametrize(("place", "kind", "point"), every, indirect=["place"])


at_both = pytest.mark.parametrize("place", [store for store, _ in STORES], indirect=True)


@pytest.fixture
def place(request) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def between(place: Place) -> Iterator[Proxy]:
    with proxy(place.endpoint) as made:
        yield made


def spoil(between: Proxy, kind: str, point: str, place: Place, times: int = 10**6) -> Fault:
    method, key, after = POINTS[point]
    secret = SECRET if place.kind == "s3" else AZURE_KEY
    says = f"the words of the store {secret}"
    fault = Fault(kind, method, f"{place.prefix}/{key}", times=times, after=after, says=says)
    between.faults.append(fault)
    return fault


def holds_no_secret(error: BaseException, place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    """Hold that nothing that anybody could print or keep has a credential in it."""
    told = ["".join(traceback.format_exception(error)), repr(error), *capfd.readouterr()]
    link: BaseException | None = error
    while link is not None:
        told += [str(link), repr(link.args), repr(vars(link))]
        link = link.__cause__ or link.__context__
    told += [data.decode("utf-8", "replace") for data in place.objects().values()]
    for secret in (KEY, SECRET, AZURE_KEY, "Authorization:", "Signature="):
        assert [text for text in told if secret in text] == []


def readers_see_whole_pages(place: Place) -> None:
    for start in ("index.html", "feed.xml"):
        assert view(fetch_from(place), "https://status.example/", start) == ((), ())


@cases(PASSING, turn=0)
def test_a_store_that_recovers_within_the_budget_is_published_to(
    kind: str, point: str, place: Place, between: Proxy, tmp_path: Path
):
    target = place.through(between.port).target(limit=LIMITS.get(kind, PATIENT))
    place.target().publish(release(tmp_path, site(1)), run_for(place))
    fault = spoil(between, kind, point, place, times=2)
    target.publish(release(tmp_path, site(2)), run_for(place))
    assert fault.met > fault.after
    assert target.verify(run_for(place)) == ()
    assert LOCK not in place.names()
    expected = {*site(2), *site(1), "build.json"}
    assert {key for key in place.names() if not key.startswith(".statusgen/")} == expected


@cases(KINDS, turn=1)
def test_a_store_that_stays_broken_ends_the_run_in_its_own_words(
    kind: str, point: str, place: Place, between: Proxy, tmp_path: Path, capfd
):
    target = place.through(between.port).target(limit=LIMITS.get(kind, PATIENT))
    clock = Clock()
    place.target().publish(release(tmp_path / "1", site(1)), run_for(place))
    fault = spoil(between, kind, point, place)
    new = release(tmp_path / "2", site(2))
    harmless = kind in ("lost", "slow", "truncated") and POINTS[point][0] == "PUT"
    error: StatusgenError | None = None
    # No call may take longer than the budget, in real seconds; all of them share it by `clock`.
    budget = 0.3 if kind in LIMITS else 2.0
    try:
        target.publish(new, run_for(place, clock=clock, budget=budget))
    except StatusgenError as raised:
        error = raised
    if error is None:
        # What was done and only not answered shows when it is read back.
        assert harmless
    else:
        early = point in READERS_SEE_THE_OLD
        assert type(error) is (PublishError if early else PublishIncomplete)
        assert error.exit_code == (4 if early else 5)
        assert error.what.endswith(WORDS.get(kind, ""))
        assert f"'{POINTS[point][1]}' could not be " in error.what
        assert error.hint
        holds_no_secret(error, place, capfd)
    tries = fault.met - fault.after
    assert tries == 1 if kind in FINAL else 1 < tries < 10
    readers_see_whole_pages(place)
    between.faults.clear()
    clock.pause(HOLDS.total_seconds())
    again = release(tmp_path / "3", site(3))
    target.publish(again, run_for(place, clock=clock))
    assert target.verify(run_for(place)) == ()
    readers_see_whole_pages(place)
    published = {*site(3), *site(1), *site(2), "build.json"}
    standing = {key for key in place.names() if not key.startswith(".statusgen/")}
    assert {*site(3), "build.json"} <= standing <= published
    assert LOCK not in place.names()


@at_both
def test_a_store_that_is_down_is_asked_until_the_budget_is_spent_and_no_longer(
    place: Place, between: Proxy, tmp_path: Path
):
    clock = Clock()
    start = clock()
    spoil(between, "503", "reading the manifest", place)
    with pytest.raises(PublishError) as caught:
        place.through(between.port).target().publish(
            release(tmp_path, site(1)), run_for(place, clock=clock, budget=100)
        )
    assert caught.value.hint == (
        "it was tried again for 100 seconds; publish again when the store answers"
    )
    assert 99 <= (clock() - start).total_seconds() <= 100.001
    assert 10 < between.count("GET", MANIFEST) < 30


@at_both
def test_a_store_that_takes_no_page_has_changed_nothing_for_readers(
    place: Place, between: Proxy, tmp_path: Path
):
    target = place.through(between.port).target()
    target.publish(release(tmp_path, site(1)), run_for(place))
    between.faults.append(Fault("403", "PUT", "index.html"))
    with pytest.raises(PublishError):
        target.publish(release(tmp_path, site(2)), run_for(place))
    pages = [path for path in site(2) if path.endswith(".html") and path in site(1)]
    assert pages
    assert {path: place.objects()[path] for path in pages} == {
        path: site(1)[path] for path in pages
    }


@at_both
def test_what_reads_back_otherwise_than_it_was_sent_is_not_published(
    place: Place, between: Proxy, tmp_path: Path
):
    target = place.through(between.port).target()
    target.publish(release(tmp_path, site(1)), run_for(place))
    fault = Fault("altered", "GET", f"{place.prefix}/feed.xml")
    between.faults.append(fault)
    with pytest.raises(PublishIncomplete) as caught:
        target.publish(release(tmp_path, site(2)), run_for(place))
    assert caught.value.what == (
        f"'feed.xml' reads back from {target.where} with other bytes than were sent"
    )
    assert fault.met == 3
    # The front page, which comes later, is still the old one.
    assert place.objects()["index.html"] == site(1)["index.html"]
    between.faults.clear()
    target.publish(release(tmp_path, site(2)), run_for(place))
    assert target.verify(run_for(place)) == ()


@at_both
def test_old_files_that_cannot_be_deleted_are_said_and_deleted_by_the_next_run(
    place: Place, between: Proxy, tmp_path: Path
):
    target = place.through(between.port).target()
    for number in (1, 2):
        target.publish(release(tmp_path / str(number), site(number)), run_for(place))
    # S3 and Azure both delete many by POST; the lock goes the same way.
    between.faults.append(Fault("403", "POST", ""))
    clock = Clock()
    did = target.publish(release(tmp_path / "3", site(3)), run_for(place, clock=clock))
    words = "403 Forbidden, AccessDenied: the words of the store"
    old, lock = did.notes
    assert old.endswith(f" could not be deleted: {words}; the next release tries again")
    assert lock == (
        f"the lock could not be deleted ({words}), so the next run may have to wait for 3 minutes"
    )
    assert did.deleted == ()
    assert {*site(1)} < place.names()
    between.faults.clear()
    with pytest.raises(LockHeld):
        target.publish(release(tmp_path / "4", site(4)), run_for(place, clock=clock))
    clock.pause(HOLDS.total_seconds())
    target.publish(release(tmp_path / "4", site(4)), run_for(place, clock=clock))
    standing = {key for key in place.names() if not key.startswith(".statusgen/")}
    assert standing == {*site(3), *site(4), "build.json"}


@at_both
def test_wrong_credentials_are_told_with_the_names_of_the_right_variables(
    place: Place, tmp_path: Path, capfd
):
    wrong = dict.fromkeys(place.environ, "d3Jvbmctd3JvbmctY2FuYXJ5")
    run = run_for(Place(kind=place.kind, endpoint="", prefix="", environ=wrong))
    with pytest.raises(PublishError) as caught:
        place.target().publish(release(tmp_path, site(1)), run)
    assert "403 Forbidden" in caught.value.what
    names = "AWS_ACCESS_KEY_ID" if place.kind == "s3" else "AZURE_STORAGE_ACCOUNT_KEY"
    assert names in caught.value.hint
    told = "".join(traceback.format_exception(caught.value)) + caught.value.hint
    assert "d3Jvbmct" not in told + "".join(capfd.readouterr())
