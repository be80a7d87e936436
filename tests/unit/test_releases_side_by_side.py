"""The record of releases in a folder: nothing is forgotten, and nothing of others is deleted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publish.making import BUILT_AT, release, site

from statusgen.publish import layout
from statusgen.publish.layout import KEPT, Contents, Kept, Record


def kept(number: int, id_: str = "a") -> Kept:
    name = f"20260704T1200{number:02}Z-{'0' * 16}"
    return Kept(name=name, id=id_, built_at=BUILT_AT, files=1, size=1, inode=number)


# --- The record -------------------------------------------------------------------------------

steps = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.booleans()), max_size=12)


@given(steps=steps)
def test_every_folder_that_was_ever_begun_is_kept_or_doomed_until_it_is_swept(steps):
    record, live = Record(), None
    swept: set[str] = set()
    begun: set[str] = set()
    for number, (id_, back, sweeps) in enumerate(steps):
        if record.releases:  # a rollback shows one of those that are kept
            live = record.releases[-1 - min(back, len(record.releases) - 1)]
        new = kept(number, id_)
        record = record.begun(new.name)
        begun.add(new.name)
        assert new.name in record.doomed
        mends = live is not None and live.id == new.id
        further_back = record.before(live) if live else None
        record = record.finished(new, live)
        # A run may be killed now: what readers see has to be known by its name.
        assert live is None or record.named(live.name) == live
        assert live is None or record.before(live) == further_back
        record = record.shown(new)
        names = [one.name for one in record.releases]
        assert record.releases[-1] == new
        assert len(set(names)) == len(names) <= KEPT
        assert set(names).isdisjoint(record.doomed)
        assert {*names, *record.doomed} == begun - swept
        if live is not None:
            # Whoever goes back from the new one sees what was live, unless that was damaged.
            assert (live.name in record.doomed) is mends
            assert record.before(new) == (further_back if mends else live)
            assert mends or record.before(live) == further_back
        assert Record.from_json(record.to_json()) == record
        if sweeps:
            swept |= set(record.doomed)
            record = record.swept()
            assert not record.doomed
        live = new


def test_three_releases_are_kept_the_newest_of_them():
    record, live = Record(), None
    for number in range(5):
        record = record.finished(kept(number, str(number)), live)
        live = record.releases[-1]
    assert record.releases == (kept(2, "2"), kept(3, "3"), kept(4, "4"))
    assert record.doomed == (kept(0).name, kept(1).name)
    assert record.before(kept(2, "2")) is None
    changed = record.changed(kept(3, "3"), kept(3, "x"))
    assert [one.id for one in changed.releases] == ["2", "x", "4"]


def test_where_nothing_is_live_only_what_readers_saw_stays():
    first, second, third = (kept(number, str(number)) for number in range(3))
    record = Record().begun(first.name).finished(first, None).begun(second.name)
    assert Record.from_json(record.to_json()) == record
    record = record.finished(second, None)
    assert (record.releases, record.doomed) == ((second,), (first.name,))
    # That of a run which was killed before it could note its switch is found to be live.
    record = record.shown(second).finished(third, None)
    assert record.releases == (second, third)
    # While that one was made, another was live.
    assert record.shown(second).finished(first, second).releases == (second, first)
    assert record.finished(first, third).releases == (second, third, first)


def test_numbers_of_another_disk_say_nothing():
    """A folder on this disk may have any of them."""
    record = Record(releases=(kept(1), kept(2)), doomed=(kept(3).name,), disk=7)
    assert record.on(7) == record == Record.from_json(record.to_json())
    elsewhere = record.on(8)
    assert [one.inode for one in elsewhere.releases] == [0, 0]
    assert elsewhere.on(7).doomed == record.doomed
    assert elsewhere.disk == 8
    before_disks = {name: value for name, value in GOOD.items() if name != "disk"}
    assert Record.from_json(json.dumps(before_disks).encode()).disk == 0


GOOD = json.loads(Record(releases=(kept(1),), doomed=(kept(2).name,)).to_json())


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        json.dumps({**GOOD, "version": 2}).encode(),
        json.dumps({**GOOD, "doomed": None}).encode(),
        json.dumps({**GOOD, "disk": "1"}).encode(),
        json.dumps({**GOOD, "unseen": None}).encode(),
        json.dumps({**GOOD, "releases": [{}]}).encode(),
        *(
            json.dumps({**GOOD, "doomed": [name]}).encode()
            for name in (".", "..", "../x", "", 5, None, f"{kept(1).name}/..", "by-hand")
        ),
        *(
            json.dumps({**GOOD, "releases": [{**GOOD["releases"][0], name: value}]}).encode()
            for name, value in (
                ("name", "../../etc"),
                ("name", f"../{kept(1).name}"),
                ("id", 5),
                ("built_at", "yesterday"),
                ("built_at", "0001-01-01T00:00:00+23:59"),
                ("files", "1"),
                ("size", None),
                ("inode", "1"),
            )
        ),
    ],
)
def test_a_record_that_is_not_as_it_was_written_names_nothing_to_delete(damaged):
    with pytest.raises(ValueError, match=r".*"):
        Record.from_json(damaged)


# --- What is in a release ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a/../../x", "a//b", "./a", "", "a\nb", "a\\b", ".."]
)
@pytest.mark.parametrize("part", ["own", "carried"])
def test_no_file_outside_of_its_release_is_ever_meant(path, part):
    """What is carried is deleted at the next confirmation."""
    rows = {"version": 1, "own": {}, "carried": {}, part: {path: ["d", 1]}}
    with pytest.raises(ValueError, match=r".*"):
        Contents.from_json(json.dumps(rows).encode())


@pytest.mark.parametrize(
    "damaged",
    [
        b"{",
        b"[]",
        b'{"version": 2, "own": {}, "carried": {}}',
        b'{"version": 1, "own": [], "carried": {}}',
        b'{"version": 1, "own": {"a": ["d"]}, "carried": {}}',
        b'{"version": 1, "own": {"a": ["d", "1"]}, "carried": {}}',
        b'{"version": 1, "own": {}, "carried": {"a": 1}}',
    ],
)
def test_contents_that_are_not_as_they_were_written_are_none(damaged):
    with pytest.raises(ValueError, match=r".*"):
        Contents.from_json(damaged)


def test_contents_are_read_as_they_were_written():
    contents = Contents(own={"é/b": ("d", 1), "a": ("e", 2)}, carried={"c": ("f", 3)})
    assert Contents.from_json(contents.to_json()) == contents
    assert contents.all == {**contents.own, **contents.carried}


# --- What is planned --------------------------------------------------------------------------


def test_what_is_sent_linked_carried_and_deleted_is_all_that_there_is(tmp_path):
    live = {one.path: (one.digest, one.size) for one in release(tmp_path / "a", site(1)).files}
    there = Contents(own=live, carried={"old/index.html": ("d", 1), "index.html": ("d", 1)})
    files = {**site(2), "feed.xml": site(1)["feed.xml"], "404.html": site(1)["404.html"]}
    newest = release(tmp_path / "b", files, built_at=BUILT_AT + timedelta(minutes=1))
    plan = layout.plan(newest, there)
    put = {one.path for one in plan.put}
    assert plan.link == ("feed.xml", "404.html")
    assert put == newest.by_path().keys() - set(plan.link)
    assert list(plan.carry) == sorted(live.keys() - newest.by_path().keys())
    assert plan.deleted == ("old/index.html",)
    assert plan.contents.own.keys() == newest.by_path().keys()
    assert all(live[path] == plan.contents.own[path] for path in plan.link)
    assert plan.contents.carried == {path: live[path] for path in plan.carry}
    done = plan.delivered(newest)
    assert done.sent == sum(one.size for one in plan.put)
    assert (set(done.written), done.deleted, done.unchanged) == (put, plan.deleted, len(plan.link))


def test_a_page_that_is_shown_again_takes_away_only_what_neither_release_has():
    old = Contents(own={"index.html": ("1", 1), "same": ("s", 1)}, carried={"older": ("o", 1)})
    live = Contents(
        own={"index.html": ("2", 1), "same": ("s", 1), "new": ("n", 1)},
        carried={"older": ("o", 1), "gone": ("g", 1)},
    )
    done = layout.turned_back(kept(1), old, live)
    assert done.written == ("index.html",)
    assert done.deleted == ("gone",)
    assert done.unchanged == 1
    assert done.live == kept(1).live()


def test_a_release_has_a_name_of_its_own_even_within_one_second(tmp_path):
    newest = release(tmp_path, site(1))
    name = f"20260704T120000Z-{newest.id}"
    assert layout.name_of(newest, BUILT_AT, []) == name
    assert layout.name_of(newest, BUILT_AT, [name]) == f"{name}-2"
    assert layout.name_of(newest, BUILT_AT, [name, f"{name}-2"]) == f"{name}-3"
    for one in (name, f"{name}-2"):
        assert Record.from_json(Record(doomed=(one,)).to_json()).doomed == (one,)
