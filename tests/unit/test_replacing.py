"""Whether a release may take the place of what is live: the laws that every target keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.publish.making import BUILT_AT, FRESHNESS, release, site

from statusgen.errors import LockHeld, PublishError
from statusgen.publish import replacing
from statusgen.publish.release import File, Release
from statusgen.publish.target import Live

NOW = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


def named(*paths: str, built_at: datetime = NOW) -> Release:
    """Name files that nobody reads."""
    files = tuple(File(path=one, digest="d", size=1, stage=0, headers=()) for one in paths)
    whole = {"folder": None, "url": "https://status.example/", "valid_until": NOW}
    return Release(built_at=built_at, files=files, **whole)  # type: ignore[arg-type]


# --- Which of two pages is shown --------------------------------------------------------------


def test_of_any_two_pages_one_run_puts_one_in_the_place_of_the_other_and_none_takes_it_back():
    """Otherwise two machines would replace each other's page for ever."""

    def replaces(new: datetime, live: datetime) -> bool:
        try:
            replacing.hold_older(new, live, NOW, "x")
        except LockHeld:
            return False
        return True

    times = [minutes(number) for number in (-60, -1, 0, 1, 2, 3, 60)]
    for one, other in product(times, times):
        if one != other:
            assert replaces(one, other) is not replaces(other, one) or (
                # A page that lies ahead is the later one as well as the one that is wrong.
                replacing.is_ahead(max(one, other), NOW)
            )
            assert replaces(max(one, other), min(one, other))
        else:
            assert replaces(one, other)


def test_clocks_may_differ_by_two_minutes_and_not_more():
    assert not replacing.is_ahead(minutes(2), NOW)
    assert replacing.is_ahead(minutes(2) + SECOND, NOW)
    replacing.hold_older(NOW, minutes(2) + SECOND, NOW, "x")
    replacing.hold_older(minutes(2), minutes(2) + SECOND, NOW, "x")
    for new, live in ((NOW, minutes(2)), (minutes(3), minutes(4)), (minutes(-5), minutes(-4))):
        with pytest.raises(LockHeld) as caught:
            replacing.hold_older(new, live, NOW, "'srv'")
        at = f"{live:%Y-%m-%d %H:%M:%S} UTC"
        assert caught.value.what == f"'srv' shows a page that was built later, at {at}"


# --- How much may go --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lost", "every", "share", "held"),
    [
        (5, 10, 0.5, False),
        (6, 10, 0.5, True),
        (0, 10, 0.0, False),
        (1, 10, 0.0, True),
        (10, 10, 1.0, False),
        (0, 0, 0.0, False),
    ],
)
def test_no_more_than_the_share_of_the_live_files_may_go_however_many_are_new(
    lost, every, share, held
):
    live = [f"file-{number}" for number in range(every)]
    newest = named(*live[lost:], *(f"new-{number}" for number in range(50)))
    if not held:
        replacing.hold_deletes(live, newest, share, "srv")
        return
    with pytest.raises(PublishError) as caught:
        replacing.hold_deletes(live, newest, share, "srv")
    assert caught.value.what == (
        f"this would take {lost} of the {every} live files away from 'srv'"
    )


# --- When a page is confirmed -----------------------------------------------------------------


def confirms(folder, later: timedelta, *, now: datetime = NOW, **kwargs: object) -> bool:
    """Say whether a build so much later than the live one confirms it."""
    live = release(folder / "live", site(1))
    stands = (folder / "live/build.json").read_bytes()
    valid_for = timedelta(hours=1) - later
    build = {"built_at": BUILT_AT + later, "valid_for": valid_for, **kwargs}
    newest = release(folder / "new", site(1), **build)  # type: ignore[arg-type]
    return replacing.due(newest, Live.of(live), now, lambda data: data == stands)


def test_a_page_is_confirmed_when_half_of_its_freshness_has_passed(tmp_path):
    assert not confirms(tmp_path, FRESHNESS / 2 - SECOND)
    assert confirms(tmp_path, FRESHNESS / 2)


def test_a_page_is_confirmed_by_no_older_build_unless_it_lies_ahead(tmp_path):
    other = timedelta(minutes=30)
    assert confirms(tmp_path, timedelta(0), valid_for=other)
    assert not confirms(tmp_path, -SECOND, valid_for=other)
    assert confirms(tmp_path, timedelta(minutes=-9), now=BUILT_AT - timedelta(minutes=9))
    assert not confirms(tmp_path, timedelta(minutes=-1), now=BUILT_AT - timedelta(minutes=9))


@pytest.mark.parametrize(
    "said",
    [b"{", b"[]", b"{}", b'{"freshness": "long"}', b'{"freshness": null}', b'{"freshness": 1e99}'],
)
def test_a_build_that_does_not_say_for_how_long_it_is_fresh_is_confirmed_each_time(tmp_path, said):
    """A theme may write build.json, and a page that is never confirmed would warn of itself."""
    newest = release(tmp_path / "new", {**site(1), "build.json": said})
    assert replacing.due(newest, Live.of(newest), NOW, lambda data: True)
    older = release(tmp_path / "new", {**site(1), "build.json": said}, built_at=BUILT_AT - SECOND)
    assert not replacing.due(older, Live.of(newest), NOW, lambda data: True)


def test_a_release_without_such_a_file_confirms_nothing():
    later = named("index.html", built_at=NOW + FRESHNESS)
    assert not replacing.due(later, Live.of(named("index.html")), NOW, lambda data: False)


# --- What of the old page stays ---------------------------------------------------------------

names = st.lists(st.sampled_from(["a", "A", "b", "c.html"]), min_size=1, max_size=3).map("/".join)


@example(old={"a/b": 1}, new={"A"})
@example(old={"A": 1}, new={"a/b"})
@given(old=st.dictionaries(names, st.integers(), max_size=5), new=st.sets(names, max_size=5))
def test_what_stays_is_whatever_can_stand_beside_the_new_files_on_any_disk(old, new):
    def collide(one: str, other: str) -> bool:
        paths = [PurePosixPath(path.lower()) for path in (one, other)]
        return any(a == b or a in b.parents for a, b in (paths, paths[::-1]))

    assert replacing.carried(old, new) == {
        path: value for path, value in old.items() if not any(collide(path, other) for other in new)
    }
