"""A publisher killed at any request leaves whole pages, and the next run mends all."""

from __future__ import annotations

import json
import os
import random
import signal
from contextlib import nullcontext
from pathlib import Path
from threading import Event

import obstore
import pytest
from tests.publish.faults import proxy
from tests.publish.making import release, site
from tests.publish.publisher import Publishers, publishers
from tests.publish.reader import reading
from tests.publish.stores import Clock, Place, fetch_from, run_for
from tests.serving import until

from statusgen.publish.objects.lock import HOLDS
from statusgen.publish.objects.manifest import FOLDER, MANIFEST, Manifest

REQUESTS = 42
"""About as many as a publish of the small site makes over another version of it."""

SITE = "https://status.example/"


def kill_at(
    request: int, made: Publishers, place: Place, version: int, folder: Path, clock: Clock
) -> None:
    """Publish until the so-many-th request, of which the store hears nothing."""
    with proxy(place.endpoint) as between:
        child: list[int] = []
        known = Event()

        def before(method: str, path: str) -> None:
            del method, path
            if len(between.asked) + 1 == request:
                known.wait(60)
                os.kill(child[0], signal.SIGKILL)
                ended.wait(60)

        ended = Event()
        between.before = before
        child.append(made.begin(place.through(between.port), version, folder, clock))
        known.set()
        assert made.end() in (0, -signal.SIGKILL)
        ended.set()
        # What was on its way still arrives.
        until(lambda: between.active == 0)


def site_at(place: Place) -> set[str]:
    return {key for key in place.names() if not key.startswith(f"{FOLDER}/")}


def is_exactly(place: Place, *versions: int) -> None:
    """Hold that the store has these versions of the site, the newest first, and nothing else."""
    newest, *older = (site(version) for version in versions)
    assert site_at(place) == {"build.json"}.union(newest, *older)
    manifest = Manifest.from_bytes(place.objects()[MANIFEST])
    assert manifest.keys() | {MANIFEST} == place.names()
    assert not manifest.busy
    store = place.store()
    for path, data in newest.items():
        assert bytes(obstore.get(store, path).bytes()) == data


def version_at(place: Place) -> int:
    """Return the version that the front page and all that it leads to are of."""
    found = json.loads(place.objects()["api/v2/status.json"])["version"]
    assert place.objects()["index.html"] == site(found)["index.html"]
    return int(found)


def kill_often(place: Place, times: int, tmp_path: Path, *, nobody_reads: bool = False) -> None:
    moments = random.Random(f"kill {place.kind}")
    clock, target = Clock(), place.target()
    unfinished = 0

    def publish(version: int) -> None:
        new = release(tmp_path / str(version), site(version))
        target.publish(new, run_for(place, clock=clock))

    def look() -> None:
        if seen is not None:
            seen.next_view()

    publish(0)
    # rclone cuts what is read while it is replaced, whoever does that: there nobody reads.
    readers = nullcontext(None) if nobody_reads else reading(fetch_from(place), SITE)
    with publishers() as made, readers as seen:
        for turn in range(times):
            good, killed, mended, next_one = range(10 * turn, 10 * turn + 4)
            at = moments.randint(1, REQUESTS)
            kill_at(at, made, place, killed, tmp_path / "killed", clock)
            look()
            clock.pause(HOLDS.total_seconds())
            manifest = Manifest.from_bytes(place.objects()[MANIFEST])
            unfinished += manifest.busy
            assert manifest.live is not None
            if manifest.busy and turn % 4 == 3:
                target.rollback(run_for(place, clock=clock))
                assert version_at(place) == good
                assert target.verify(run_for(place)) == ()
                look()
            finished = f"incidents/only-{killed}/index.html" in manifest.live.files
            publish(mended)
            if not manifest.busy:
                is_exactly(place, mended, killed if finished else good)
            else:
                standing = site_at(place)
                assert standing >= {*site(mended), *site(good)}
                assert standing <= {*site(mended), *site(good), *site(killed), "build.json"}
            assert target.verify(run_for(place)) == ()
            look()
            publish(next_one)
            is_exactly(place, next_one, mended)
            look()
            publish(10 * (turn + 1))
            look()
    if seen is not None:
        seen.saw_only_whole_sites()
    assert unfinished > times / 4, "the kills came when nothing was being written"


@pytest.mark.needs("weed")
def test_after_a_kill_at_any_request_to_s3_the_next_run_mends_all(seaweed, tmp_path, often):
    kill_often(seaweed, often(9), tmp_path)


@pytest.mark.needs("azurite", "node")
def test_after_a_kill_at_any_request_to_azure_the_next_run_mends_all(azurite, tmp_path, often):
    kill_often(azurite, often(5), tmp_path)


@pytest.mark.needs("rclone")
def test_after_a_kill_at_a_store_without_conditions_the_next_run_mends_all(rclone, tmp_path, often):
    kill_often(rclone, often(3), tmp_path, nobody_reads=True)
