"""Laws of the manifest: it is read as it was written, and is the same however it was written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.manifest import UNKNOWN, Manifest, Record

# Few values, and among them what would mean something in JSON, so that rows begin alike.
names = st.sampled_from(["a", "a/b", "größe", 'a":["', '"finished":true', '"finished":false'])
words = st.sampled_from(["", "1", 'k",1,1,"d"]', '"finished":true', "é"])
records = st.builds(Record, words, st.integers(0, 9), st.integers(0, 9), words) | st.just(UNKNOWN)
files = st.dictionaries(names, records)
manifests = st.builds(Manifest, engine=words, files=files, finished=st.booleans())


@st.composite
def changes(draw: st.DrawFn) -> tuple[Manifest, Manifest]:
    """Draw a manifest, and one that has mostly the same files and says other things of some."""
    old, other = draw(manifests), draw(manifests)
    now = {path: other.files.get(path, record) for path, record in old.files.items()}
    same = Manifest(engine=old.engine, files=now, finished=other.finished)
    return old, draw(st.sampled_from((same, same, other)))


@given(manifests)
def test_it_is_read_as_it_was_written(manifest: Manifest):
    assert Manifest.from_json(manifest.to_json()) == manifest


@given(changes())
def test_one_that_is_amended_is_written_as_one_that_is_written_anew(change):
    old, new = change
    assert old.amend(old.to_json(), new) == new.to_json()
    # However somebody has laid it out in the meantime.
    laid_out = json.dumps(json.loads(old.to_json()), indent=1).encode()
    assert Manifest.from_json(laid_out) == old
    assert old.amend(laid_out, new) == new.to_json()


@pytest.mark.parametrize("changed", [1, 64, 65, 200])
def test_so_is_one_of_many_files(changed: int):
    before = {f"{number}.html": Record("a", 1, 1, "b") for number in range(200)}
    after = before | {f"{number}.html": Record("b", 2, 2, "c") for number in range(changed)}
    old = Manifest(engine="1", files=before, finished=False)
    new = Manifest(engine="1", files=after, finished=True)
    assert old.amend(old.to_json(), new) == new.to_json()
