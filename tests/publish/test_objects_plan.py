"""Whatever is published, and wherever it is cut off, a plan leads to exactly what should stand."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.publish.objects.manifest import (
    KEPT,
    Listing,
    Manifest,
    Record,
    kept_key,
)
from statusgen.publish.objects.plan import is_same, make_plan

AT = datetime(2026, 7, 4, tzinfo=UTC)
PATHS = ("index.html", "a", "b", "c", "build.json")

sites = st.dictionaries(st.sampled_from(PATHS), st.sampled_from("12"), min_size=1)
steps = st.lists(
    st.tuples(sites | st.none(), st.integers(0, 25) | st.none(), st.randoms(use_true_random=False)),
    max_size=6,
)


class CutOffError(Exception):
    """The run died here."""


class Store:
    """A store in memory, driven as `publish` drives a real one; it holds bytes, and a manifest."""

    def __init__(self) -> None:
        self.objects: dict[str, str] = {}
        self.manifest: Manifest | None = None

    def publish(self, wanted: Listing, cut: int | None, chance: random.Random, back: bool) -> None:
        """Publish, or roll back, until so many writes are done."""
        copies = {key for key in self.objects if key.startswith(KEPT)}
        found = self.manifest
        plan = make_plan(found, wanted, run="x", conditional=True, copies=copies)
        write = counted(cut)
        write(lambda: setattr(self, "manifest", plan.before))
        order = sorted(plan.upload, key=lambda path: (wanted.files[path].stage, chance.random()))
        for path in order:
            for act in self._place(path, wanted, plan.keep, plan.live, copies if back else None):
                write(act)
        for path in plan.restore:
            write(partial(self._copy, kept_key(plan.live[path]), path))
        between = replace(plan.after, extra=plan.after.extra | frozenset(plan.delete))
        write(lambda: setattr(self, "manifest", between))
        for key in plan.delete:
            write(partial(self.objects.pop, key, None))
        write(lambda: setattr(self, "manifest", plan.after))

    def _place(
        self,
        path: str,
        wanted: Listing,
        keep: frozenset[str],
        live: object,
        copies: set[str] | None,
    ) -> Iterator[Callable[[], object]]:
        record = wanted.files[path]
        if path in keep:
            assert isinstance(live, dict)
            yield lambda: self._copy(path, kept_key(live[path]))
        if copies is None:
            yield lambda: self.objects.update({path: record.digest})
        elif kept_key(record) in copies:
            yield lambda: self._copy(kept_key(record), path)

    def _copy(self, source: str, target: str) -> None:
        if source in self.objects:
            self.objects[target] = self.objects[source]


def counted(cut: int | None) -> Callable[[Callable[[], object]], None]:
    """Return what does an act, or dies instead of the act of a number."""
    done = 0

    def write(act: Callable[[], object]) -> None:
        nonlocal done
        if done == cut:
            raise CutOffError
        done += 1
        act()

    return write


def listing(site: dict[str, str], number: int) -> Listing:
    return Listing(
        release=str(number),
        built_at=AT,
        files={path: Record(data, "h", 1, PATHS.index(path)) for path, data in site.items()},
    )


@settings(max_examples=600)
@given(steps)
def test_after_any_runs_and_deaths_the_next_run_leaves_the_newest_and_the_one_before(made):
    store = Store()
    for number, (site, cut, chance) in enumerate(made):
        live = store.manifest.live if store.manifest else None
        before = store.manifest.previous if store.manifest else None
        busy = bool(store.manifest and store.manifest.busy)
        touched = store.manifest.touched if store.manifest else frozenset()
        extra = touched | store.manifest.extra if store.manifest else touched
        back = site is None
        if site is None:
            target = live if busy else before
            if target is None:
                continue
        else:
            target = listing(site, number)
        try:
            store.publish(target, cut, chance, back)
        except CutOffError:
            assert store.manifest is None or store.objects.keys() <= store.manifest.keys()
            continue
        assert store.manifest is not None
        assert not store.manifest.busy
        previous = before if is_same(live, target) else live
        if (
            previous is before
            and before
            and live
            and touched & before.files.keys() - live.files.keys()
        ):
            # What only the one before had was written over: there is no way back to it.
            previous, extra = None, extra | before.files.keys()
        assert store.manifest.previous == previous
        # What readers see is the release, whole, and all of the one before that it does not have.
        for path, record in target.files.items():
            assert store.objects[path] == record.digest, path
        for path, record in previous.files.items() if previous else ():
            if path not in target.files:
                assert store.objects[path] == record.digest, path
        # A rollback finds every byte that it needs.
        for path, record in previous.files.items() if previous else ():
            if path in target.files and target.files[path] != record:
                assert store.objects[kept_key(record)] == record.digest, path
        assert store.objects.keys() <= store.manifest.keys()
        names = {*target.files, *(previous.files if previous else ())}
        standing = {key for key in store.objects if not key.startswith(KEPT)}
        assert names <= standing <= names | extra
        if not extra:
            assert standing == names


@pytest.mark.parametrize(
    ("live", "same"),
    [
        ({"a": "1", "build.json": "1"}, True),
        ({"a": "1", "build.json": "2"}, True),
        ({"a": "1"}, False),
        ({"a": "2", "build.json": "1"}, False),
        ({"a": "1", "b": "1", "build.json": "1"}, False),
    ],
)
def test_readers_see_a_release_already_where_all_but_the_confirmation_is_equal(live, same):
    wanted = listing({"a": "1", "build.json": "1"}, 2)
    assert is_same(listing(live, 1), wanted) is same
    assert not is_same(None, wanted)


def test_a_release_that_an_interrupted_run_wrote_over_is_not_gone_back_to_and_goes_one_run_later():
    """Its file "b" is of no other release, so that no copy of it was made."""
    first, second = {"a": "1", "b": "1", "c": "1"}, {"a": "2"}
    third = {"a": "3", "b": "3"}
    store, chance = Store(), random.Random(1)
    store.publish(listing(first, 1), None, chance, back=False)
    store.publish(listing(second, 2), None, chance, back=False)
    with pytest.raises(CutOffError):
        store.publish(listing(third, 3), 4, chance, back=False)
    store.publish(listing(second, 4), None, chance, back=False)
    assert store.manifest is not None
    assert store.manifest.previous is None
    # Whoever has a page of it open still finds what that leads to.
    assert store.objects.keys() >= {"a", "b", "c"}
    store.publish(listing({"a": "4"}, 5), None, chance, back=False)
    assert store.objects.keys().isdisjoint({"b", "c"})


def test_what_an_interrupted_run_wrote_over_and_the_next_one_has_not_is_put_back():
    """It is of the release that is live until then, which readers may have open."""
    store, chance = Store(), random.Random(1)
    store.publish(listing({"a": "1", "b": "1"}, 1), None, chance, back=False)
    with pytest.raises(CutOffError):
        store.publish(listing({"a": "2", "b": "2"}, 2), 5, chance, back=False)
    assert store.objects["b"] == "2"
    store.publish(listing({"a": "3"}, 3), None, chance, back=False)
    assert store.objects["b"] == "1"


@given(st.lists(sites, min_size=2, max_size=3))
def test_a_manifest_is_read_as_it_was_written(made):
    plan = None
    found = None
    for number, site in enumerate(made):
        plan = make_plan(found, listing(site, number), run=f"{number}", conditional=True)
        for manifest in (plan.before, plan.after):
            assert Manifest.from_bytes(manifest.to_bytes()) == manifest
            assert manifest.to_bytes() == manifest.to_bytes()
        found = plan.after


@given(st.binary(max_size=60) | st.sampled_from([b"\x1f\x8b", b"{}"]))
def test_whatever_is_no_manifest_is_a_value_error(data):
    with pytest.raises(ValueError, match=r"."):
        Manifest.from_bytes(data)
