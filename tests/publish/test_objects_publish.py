"""What stands in a store after any publishes, and what each of them costs."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from datetime import timedelta

import obstore
import pytest
from tests.publish.faults import proxy
from tests.publish.making import BUILT_AT, FRESHNESS, release, site
from tests.publish.reader import reading
from tests.publish.stores import KEY, SECRET, Clock, Place, fetch_from, run_for

from statusgen.errors import LockHeld, OutputError, PublishError
from statusgen.publish.objects.manifest import FOLDER, MANIFEST, Manifest, kept_key
from statusgen.publish.release import Release
from statusgen.publish.target import Difference

PLACES = [
    pytest.param("seaweed", marks=pytest.mark.needs("weed")),
    pytest.param("azurite", marks=pytest.mark.needs("azurite", "node")),
    pytest.param("rclone", marks=pytest.mark.needs("rclone")),
]


@pytest.fixture(params=PLACES)
def place(request) -> Place:
    """Give a place at each of the stores in turn."""
    found: Place = request.getfixturevalue(request.param)
    return found


NO_CONDITIONS = (
    "this store does not heed conditions on writes, so two runs at the same time are not kept"
    " apart: let only one job publish there"
)


def manifest_at(place: Place) -> Manifest:
    return Manifest.from_bytes(bytes(obstore.get(place.store(), MANIFEST).bytes()))


def site_at(place: Place) -> dict[str, bytes]:
    return {k: data for k, data in place.objects().items() if not k.startswith(f"{FOLDER}/")}


def ours_at(place: Place) -> set[str]:
    return {key for key in place.names() if key.startswith(f"{FOLDER}/")}


def content(made: Release) -> dict[str, bytes]:
    return {one.path: made.data(one) for one in made.files}


def test_a_release_is_there_with_its_headers_and_nothing_else_is(place, tmp_path):
    made = release(tmp_path, site(1))
    delivered = place.target().publish(made, run_for(place))
    assert site_at(place) == content(made)
    assert ours_at(place) == {MANIFEST}
    assert delivered.live.release == made.id
    assert sorted(delivered.written) == sorted(content(made))
    assert (delivered.deleted, delivered.unchanged) == ((), 0)
    page = obstore.get(place.store(), "index.html").attributes
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert page["Cache-Control"].startswith("public, max-age=10,")
    assert "Content-Encoding" not in page
    assert place.target().verify(run_for(place)) == ()
    live = place.target().live(run_for(place))
    assert live == delivered.live
    assert (live.files, live.size) == (len(made.files), sum(one.size for one in made.files))


def test_the_release_before_stays_for_one_more_and_then_goes(place, tmp_path):
    target = place.target()
    releases = [release(tmp_path / str(n), site(n)) for n in (1, 2, 3)]
    wholes = [content(one) for one in releases]
    for made in releases[:2]:
        target.publish(made, run_for(place))
    assert site_at(place) == wholes[0] | wholes[1]
    delivered = target.publish(releases[2], run_for(place))
    assert site_at(place) == {**wholes[1], **wholes[2]}
    assert set(delivered.deleted) == wholes[0].keys() - wholes[1].keys() - wholes[2].keys()
    assert len(delivered.deleted) == 3


def test_a_rollback_shows_the_release_before_and_a_second_one_undoes_it(place, tmp_path):
    target = place.target()
    first, second = (release(tmp_path / str(n), site(n)) for n in (1, 2))
    target.publish(first, run_for(place))
    with pytest.raises(PublishError, match="there is no release before the live one at "):
        target.rollback(run_for(place))
    target.publish(second, run_for(place))
    would = target.rollback(run_for(place, dry_run=True))
    assert site_at(place) == content(first) | content(second)
    assert target.rollback(run_for(place)).written == would.written
    assert site_at(place) == content(second) | content(first)
    assert target.live(run_for(place)).release == first.id
    assert target.verify(run_for(place)) == ()
    target.rollback(run_for(place))
    assert site_at(place) == content(first) | content(second)
    assert target.live(run_for(place)).release == second.id
    target.publish(second, run_for(place))
    assert site_at(place) == content(first) | content(second)


@pytest.mark.parametrize("path", ["index.html", "incidents/only-1/index.html"])
def test_a_release_that_is_not_whole_any_more_is_not_gone_back_to(place, tmp_path, path):
    target = place.target()
    first, second = (release(tmp_path / str(n), site(n)) for n in (1, 2))
    target.publish(first, run_for(place))
    obstore.put(place.store(), path, b"defaced", attributes={"Content-Type": "text/html"})
    target.publish(second, run_for(place))
    before = place.objects()
    for run in (run_for(place), run_for(place, dry_run=True)):
        with pytest.raises(PublishError) as caught:
            target.rollback(run)
        assert type(caught.value) is PublishError
        assert caught.value.what.endswith(": 1 of its 12 files are lost or changed")
    assert place.objects() == before


def test_a_page_whose_confirmation_was_never_written_down_is_gone_back_to_as_it_was(
    place, tmp_path
):
    """A run that confirms a page may end between its two requests."""
    target = place.target()
    first, second = (release(tmp_path / str(n), site(n)) for n in (1, 2))
    target.publish(first, run_for(place))
    later = release(tmp_path / "later", site(1), built_at=BUILT_AT + FRESHNESS)
    headers = obstore.get(place.store(), "build.json").attributes
    obstore.put(place.store(), "build.json", content(later)["build.json"], attributes=headers)
    target.publish(second, run_for(place))
    live = target.rollback(run_for(place)).live
    assert (live.release, live.built_at) == (first.id, BUILT_AT + FRESHNESS)
    assert target.verify(run_for(place)) == ()
    assert site_at(place) == content(second) | content(later)
    target.rollback(run_for(place))
    assert site_at(place) == content(later) | content(second)
    obstore.put(place.store(), "build.json", b"[]", attributes=headers)
    target.publish(release(tmp_path / "3", site(3)), run_for(place))
    with pytest.raises(PublishError, match="1 of its 12 files are lost or changed"):
        target.rollback(run_for(place))


def test_of_two_builds_of_one_second_the_later_one_says_until_when_the_page_is_right(
    place, tmp_path
):
    target = place.target()
    target.publish(release(tmp_path / "1", site(1)), run_for(place))
    other = release(tmp_path / "2", site(1), valid_for=timedelta(minutes=30))
    assert target.publish(other, run_for(place)).written == ("build.json",)
    assert site_at(place) == content(other)
    assert target.publish(other, run_for(place)).written == ()


def test_what_was_changed_lost_or_added_by_others_is_found(place, tmp_path):
    target = place.target()
    target.publish(release(tmp_path, site(1)), run_for(place))
    store = place.store()
    obstore.put(store, "index.html", b"defaced", attributes={"Content-Type": "text/html"})
    obstore.put(store, "theirs/notes.txt", b"theirs")
    obstore.delete(store, "feed.xml")
    obstore.put(store, "404.html", site(1)["404.html"], attributes={"Cache-Control": "no-store"})
    assert target.verify(run_for(place)) == (
        Difference(path="404.html", what="changed"),
        Difference(path="feed.xml", what="missing"),
        Difference(path="index.html", what="changed"),
        Difference(path="theirs/notes.txt", what="foreign"),
    )


def test_what_was_changed_or_lost_is_sent_again_when_the_list_is_deleted(place, tmp_path):
    target, store = place.target(), place.store()
    made = release(tmp_path, site(1))
    target.publish(made, run_for(place))
    obstore.put(store, "index.html", b"defaced", attributes={"Content-Type": "text/html"})
    obstore.delete(store, "feed.xml")
    obstore.put(store, "theirs/notes.txt", b"theirs")
    target.publish(made, run_for(place))
    assert len(target.verify(run_for(place))) == 3
    assert target.mending.startswith(f"delete the object '{MANIFEST}' there: ")
    obstore.delete(store, MANIFEST)
    target.publish(made, run_for(place))
    theirs = Difference(path="theirs/notes.txt", what="foreign")
    assert target.verify(run_for(place)) == (theirs,)


def test_what_others_put_there_is_never_deleted(place, tmp_path):
    target, store = place.target(), place.store()
    obstore.put(store, "theirs/notes.txt", b"theirs")
    obstore.put(store, ".statusgen-of-theirs", b"theirs")
    for number in range(4):
        target.publish(release(tmp_path, site(number)), run_for(place))
    assert {"theirs/notes.txt", ".statusgen-of-theirs"} <= place.names()


def test_files_are_sent_compressed_where_that_is_asked_for(place, tmp_path):
    made = release(
        tmp_path, site(1) | {"index.html": b"<html>" + b"all is well " * 200 + b"</html>"}
    )
    target = place.target(compress="gzip")
    target.publish(made, run_for(place))
    found = obstore.get(place.store(), "index.html")
    assert found.attributes["Content-Encoding"] == "gzip"
    assert gzip.decompress(bytes(found.bytes())) == content(made)["index.html"]
    assert "Content-Encoding" not in obstore.get(place.store(), "api/v2/status.json").attributes
    assert target.verify(run_for(place)) == ()
    # Without it everything that was compressed is sent again, and nothing else.
    assert place.target().publish(made, run_for(place)).written == ("feed.xml", "index.html")
    assert bytes(obstore.get(place.store(), "index.html").bytes()) == content(made)["index.html"]


def test_a_dry_run_says_what_the_run_then_does_and_writes_nothing(place, tmp_path):
    target = place.target()
    for number in (1, 2, 3):
        made = release(tmp_path, site(number))
        before = place.objects()
        would = target.publish(made, run_for(place, dry_run=True))
        assert place.objects() == before
        did = target.publish(made, run_for(place))
        assert (would.written, would.deleted) == (did.written, did.deleted)
        assert would.live == did.live


def test_small_files_are_remembered_beside_the_manifest(place):
    memory = place.target().memory(run_for(place))
    assert memory.read("outbox.json") is None
    memory.write("outbox.json", b"1")
    memory.write("outbox.json", b"22")
    assert place.target().memory(run_for(place)).read("outbox.json") == b"22"
    assert place.names() == {".statusgen/outbox.json"}
    for name in ("lock", "manifest.json.gz", "previous", "a/b", "..", ""):
        with pytest.raises(ValueError, match="not a plain file name that is free"):
            memory.write(name, b"")


def test_any_publishes_and_rollbacks_leave_the_newest_release_and_the_one_before(
    place, tmp_path, often
):
    chance = random.Random("any releases")
    for turn in range(often(2)):
        here = Place(
            kind=place.kind,
            endpoint=place.endpoint,
            prefix=f"{place.prefix}/{turn}",
            environ=place.environ,
        )
        target = here.target()
        live: dict[str, bytes] = {}
        before: dict[str, bytes] = {}
        for step in range(6):
            folder = tmp_path / f"{turn}-{step}"
            if before and chance.random() < 0.25:
                target.rollback(run_for(here))
                live, before = before, live
            else:
                made = release(folder, some_files(chance), built_at=BUILT_AT + step * FRESHNESS)
                whole = content(made)
                if without_build(whole) != without_build(live):
                    before = live
                target.publish(made, run_for(here))
                live = whole
            assert site_at(here) == {**before, **live}
            replaced = {path for path in before if path in live and live[path] != before[path]}
            listing = manifest_at(here).previous
            copies = {kept_key(listing.files[path]) for path in replaced} if listing else set()
            assert ours_at(here) == {MANIFEST, *copies}
            assert set(manifest_at(here).keys()) | {MANIFEST} == here.names()


def without_build(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path != "build.json"}


def some_files(chance: random.Random) -> dict[str, bytes]:
    paths = ["index.html", "feed.xml", "assets/a.1.css", "incidents/a/index.html", "incidents/b"]
    return {path: chance.choice([b"1", b"22", b"333"]) for path in paths if chance.random() < 0.8}


# --- What it costs ---------------------------------------------------------------------------


def test_a_site_that_has_not_changed_costs_one_request_and_at_most_three(place, tmp_path):
    with proxy(place.endpoint) as between:
        target = place.through(between.port).target()

        def publish(minutes: float, hours: float = 1) -> tuple[int, int, tuple[str, ...]]:
            late = timedelta(minutes=minutes)
            valid_for = timedelta(hours=hours) - late
            made = release(tmp_path, site(1), built_at=BUILT_AT + late, valid_for=valid_for)
            before = len(between.asked)
            did = target.publish(made, run_for(place))
            return len(between.asked) - before, did.requests, did.written

        publish(0)
        assert publish(0) == (1, 1, ())
        assert publish(5) == (1, 1, ())
        assert publish(8) == (3, 3, ("build.json",))
        assert publish(9) == (1, 1, ())
        assert publish(10, hours=5) == (3, 3, ("build.json",))
        # An older build confirms nothing.
        assert publish(4) == (1, 1, ())
    assert json.loads(place.objects()["build.json"])["built_at"] == "2026-07-04T12:10:00Z"
    assert place.target().verify(run_for(place)) == ()
    assert place.target().live(run_for(place)).built_at == BUILT_AT + timedelta(minutes=10)


def test_a_page_of_a_time_that_is_still_to_come_is_put_right(place, tmp_path):
    target = place.target()
    future = release(tmp_path, site(1), built_at=BUILT_AT + timedelta(days=9))
    target.publish(future, run_for(place))
    done = target.publish(release(tmp_path, site(1)), run_for(place))
    assert (done.written, done.live.built_at) == (("build.json",), BUILT_AT)
    assert json.loads(place.objects()["build.json"])["built_at"] == "2026-07-04T12:00:00Z"
    assert target.live(run_for(place)) == done.live
    assert target.verify(run_for(place)) == ()


def test_a_page_never_takes_the_place_of_one_that_was_built_later(place, tmp_path):
    target = place.target()
    here = run_for(place, clock=Clock(now=BUILT_AT + timedelta(minutes=1)))
    quick = release(tmp_path / "quick", site(2), built_at=BUILT_AT + timedelta(seconds=20))
    target.publish(quick, here)
    slow = release(tmp_path / "slow", site(1))
    for now in (here, replace(here, dry_run=True)):
        with pytest.raises(LockHeld) as caught:
            target.publish(slow, now)
        words = f"{target.where} shows a page that was built later, at 2026-07-04 12:00:20 UTC"
        assert caught.value.what == words
    assert site_at(place) == content(quick)
    later = release(tmp_path / "slow", site(1), built_at=BUILT_AT + timedelta(seconds=21))
    target.publish(later, here)


@pytest.mark.needs("weed")
def test_one_edited_page_of_a_thousand_costs_requests_for_that_page_alone(seaweed, tmp_path):
    pages = {f"incidents/{n}/index.html": b"<html>%d</html>" % n for n in range(1000)}
    with proxy(seaweed.endpoint) as between:
        target = seaweed.through(between.port).target()
        target.publish(release(tmp_path, pages), run_for(seaweed))
        del between.asked[:]
        pages["incidents/500/index.html"] = b"<html>edited</html>"
        did = target.publish(release(tmp_path, pages), run_for(seaweed))
        assert did.written == ("incidents/500/index.html", "build.json")
        assert did.unchanged == 999
        # Each of the two is copied away, sent and read back; two manifests, one read, and the lock.
        assert len(between.asked) == did.requests == 2 * 3 + 3 + 2
    assert len(seaweed.names()) == 1001 + 2 + 1


# --- What is refused -------------------------------------------------------------------------


@pytest.mark.needs("weed")
def test_a_build_that_lacks_most_of_the_site_is_refused(seaweed, tmp_path):
    target = seaweed.target()
    whole = release(tmp_path / "whole", site(1))
    target.publish(whole, run_for(seaweed))
    before = seaweed.objects()
    small = release(tmp_path / "small", {"index.html": b"<html></html>"})
    for dry_run in (True, False):
        with pytest.raises(PublishError) as caught:
            target.publish(small, run_for(seaweed, max_deletes=0.5, dry_run=dry_run))
        assert caught.value.what == (
            f"10 of the 12 files at {target.where} are not in this build and would be deleted"
        )
        assert caught.value.hint == (
            "look whether the build is whole; if they are to go, say --max-deletes 0.84"
        )
        assert seaweed.objects() == before
    target.publish(small, run_for(seaweed, max_deletes=0.84))
    assert target.live(run_for(seaweed)).files == 2


@pytest.mark.needs("weed")
def test_a_build_that_changes_meanwhile_is_not_published(seaweed, tmp_path):
    made = release(tmp_path, site(1))
    (tmp_path / "assets").joinpath(made.files[0].path.rpartition("/")[2]).write_bytes(b"other")
    with pytest.raises(OutputError, match="is not as it was built"):
        seaweed.target().publish(made, run_for(seaweed))
    assert "index.html" not in seaweed.names()


@pytest.mark.needs("weed")
def test_a_manifest_that_cannot_be_read_stops_everything(seaweed, tmp_path):
    target = seaweed.target()
    target.publish(release(tmp_path, site(1)), run_for(seaweed))
    whole = seaweed.objects()[MANIFEST]
    planted = json.loads(gzip.decompress(whole)) | {"extra": ["../other/index.html"]}
    for data in (b"", b"{}", whole[:-9], gzip.compress(json.dumps(planted).encode())):
        obstore.put(seaweed.store(), MANIFEST, data)
        with pytest.raises(PublishError) as caught:
            target.publish(release(tmp_path, site(2)), run_for(seaweed))
        assert caught.value.what == (
            f"the list of what was published to {target.where} cannot be read"
        )
    assert seaweed.objects()["index.html"] == site(1)["index.html"]


@pytest.mark.needs("rclone")
def test_a_store_without_conditions_is_published_to_and_named(rclone, tmp_path):
    for number in (1, 2, 3):
        did = rclone.target().publish(release(tmp_path, site(number)), run_for(rclone))
        assert [*did.notes] == [NO_CONDITIONS]
    assert not manifest_at(rclone).conditional


@pytest.mark.needs("weed")
def test_a_store_with_conditions_is_not_named(seaweed, tmp_path):
    for number in (1, 2):
        did = seaweed.target().publish(release(tmp_path, site(number)), run_for(seaweed))
        assert did.notes == ()
    assert manifest_at(seaweed).conditional


def test_no_object_holds_a_credential(place, tmp_path):
    for number in (1, 2):
        place.target().publish(release(tmp_path, site(number)), run_for(place))
    secrets = [text.encode() for text in (KEY, SECRET, *place.environ.values())]
    assert [path for path, data in place.objects().items() for one in secrets if one in data] == []


# --- Readers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES[:2], indirect=True)
def test_readers_see_whole_sites_during_republishes(place, tmp_path, often):
    # Not at rclone, which cuts an object that is read while it is replaced: with neither of us in
    # between, 1,068 of 1,500 reads were torn.
    target, clock = place.target(), Clock()
    target.publish(release(tmp_path / "0", site(0)), run_for(place, clock=clock))
    with reading(fetch_from(place), "https://status.example/") as seen:
        for number in range(1, often(20) + 1):
            made = release(tmp_path / str(number % 2), site(number))
            target.publish(made, run_for(place, clock=clock))
            # The grace is of one release: a view must not meet two publishes.
            seen.next_view()
    seen.saw_only_whole_sites()
