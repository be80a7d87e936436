"""Laws of writing: done twice it leaves no trace, the last plan holds, foreign files survive."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.outputs import (
    build,
    fail_after_staging,
    files_in,
    names_in,
    nothing_changes,
    nothing_changes_but_the_manifests_time,
    strays_in,
)

from statusgen.errors import OutputError
from statusgen.folders import manifest_path
from statusgen.manifest import Manifest, Record, check_paths, folders_above
from statusgen.write import Receipt

Files = dict[str, bytes]

# Few names, so that plans meet: in one file, in a file and a folder, in a case that differs.
names = st.sampled_from(["a", "b", "A", "größe", "index.html"])
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
contents = st.binary(max_size=3)


def may_be_planned(files: Files) -> bool:
    try:
        check_paths(files)
    except ValueError:
        return False
    return True


plans = st.dictionaries(paths, contents, max_size=6).filter(may_be_planned)


def get_in_each_others_way(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


@given(plan=plans)
@settings(max_examples=50)
def test_a_write_after_a_write_does_nothing(plan):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "output"
        build(out, plan)
        with nothing_changes(Path(folder)):
            assert build(out, plan) == Receipt(written=(), unchanged=len(plan), deleted=())


@given(sequence=st.lists(plans, min_size=2, max_size=5))
@settings(max_examples=50)
def test_any_sequence_of_plans_ends_where_the_last_alone_would(sequence):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "output"
        before: Files = {}
        for plan in sequence:
            receipt = build(out, plan)
            assert files_in(out) == plan
            assert set(receipt.written) == {p for p in plan if before.get(p) != plan[p]}
            assert set(receipt.deleted) == before.keys() - plan.keys()
            assert receipt.unchanged == len(plan) - len(receipt.written)
            before = plan
        assert [path for path in strays_in(out) if path != "output"] == []


rows = st.builds(Record, st.text(), st.integers(), st.integers(), st.text())


@given(engine=st.text(), files=st.dictionaries(paths, rows), finished=st.booleans())
def test_a_manifest_is_read_as_it_was_written(engine, files, finished):
    manifest = Manifest(engine=engine, files=files, finished=finished)
    assert Manifest.from_json(manifest.to_json()) == manifest


@given(
    engine=st.text(),
    files=st.dictionaries(paths, rows),
    news=st.dictionaries(paths, rows, max_size=3),
    only_known=st.booleans(),
    states=st.tuples(st.booleans(), st.booleans()),
)
def test_an_amended_manifest_is_what_would_be_written_anew(engine, files, news, only_known, states):
    if only_known:
        news = dict(zip(files, news.values(), strict=False))
    before = Manifest(engine=engine, files=files, finished=states[0])
    after = Manifest(engine=engine, files={**files, **news}, finished=states[1])
    assert before.amend(before.to_json(), after) == after.to_json()
    # Written by another hand it says the same, whether or not there is something to build on.
    other = json.dumps(json.loads(before.to_json())).encode()
    assert Manifest.from_json(before.amend(other, after)) == after


@given(
    several=st.lists(
        st.text("a./\\\n\x00ö") | st.sampled_from(["..", "a/..", ".a.statusgen-new", "a\nb", ""]),
        max_size=4,
    )
)
def test_paths_are_refused_together_if_one_of_them_is_alone(several):
    alone = [not _is_refused([path]) for path in several]
    assert _is_refused(several) == (not all(alone))


def _is_refused(several: list[str]) -> bool:
    try:
        check_paths(several, apart=False)
    except ValueError:
        return True
    return False


@given(
    manifest=st.builds(
        Manifest, engine=st.text(), files=st.dictionaries(paths, rows), finished=st.booleans()
    ),
    where=st.floats(0, 1),
    length=st.integers(0, 20),
    damage=st.binary(max_size=3) | st.sampled_from([b"null", b"1e9", b"[]", b'"../x"', b"true"]),
)
def test_a_damaged_manifest_is_still_one_or_a_value_error(manifest, where, length, damage):
    data = manifest.to_json()
    start = int(where * len(data))
    try:
        read = Manifest.from_json(data[:start] + damage + data[start + length :])
    except ValueError:
        return
    check_paths(read.files, apart=False)
    assert {tuple(map(type, record)) for record in read.files.values()} <= {(str, int, int, str)}


class Output(RuleBasedStateMachine):
    """A folder that statusgen builds, people put their files into, and accidents happen to."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.out = self.folder / "output"
        self.ours: Files = {}
        self.foreign: Files = {}
        self.out.mkdir()
        build(self.out, {})

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(plan=plans)
    def build(self, plan: Files) -> None:
        if any(get_in_each_others_way(path, foreign) for path in plan for foreign in self.foreign):
            with nothing_changes(self.folder), pytest.raises(OutputError):
                build(self.out, plan)
        else:
            build(self.out, plan)
            self.ours = plan
            with nothing_changes(self.folder):
                build(self.out, plan)
            assert files_in(self.out) == {**self.foreign, **self.ours}

    @rule(plan=plans, staged=st.integers(0, 3))
    def fail(self, plan: Files, staged: int) -> None:
        with (
            nothing_changes_but_the_manifests_time(self.out),
            pytest.raises((ZeroDivisionError, OutputError)),
        ):
            fail_after_staging(self.out, plan, staged=staged)

    @rule(path=paths, data=contents)
    def put_a_foreign_file(self, path: str, data: bytes) -> None:
        if not any(get_in_each_others_way(path, known) for known in {**self.ours, **self.foreign}):
            (self.out / path).parent.mkdir(parents=True, exist_ok=True)
            (self.out / path).write_bytes(data)
            self.foreign[path] = data

    @precondition(lambda self: self.ours)
    @rule(data=st.data(), content=st.binary(min_size=4, max_size=5))
    def edit_a_file_of_ours(self, data: st.DataObject, content: bytes) -> None:
        path = self.out / data.draw(st.sampled_from(sorted(self.ours)))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    @precondition(lambda self: self.ours)
    @rule(data=st.data())
    def delete_a_file_of_ours(self, data: st.DataObject) -> None:
        (self.out / data.draw(st.sampled_from(sorted(self.ours)))).unlink(missing_ok=True)

    @invariant()
    def the_foreign_files_stand(self) -> None:
        found = files_in(self.out)
        assert {path: found.get(path) for path in self.foreign} == self.foreign

    @invariant()
    def nothing_else_was_put_anywhere(self) -> None:
        assert names_in(self.folder) == [manifest_path(self.out).name, "output"]
        assert files_in(self.out).keys() <= self.ours.keys() | self.foreign.keys()
        known = {above for path in {**self.ours, **self.foreign} for above in folders_above(path)}
        found = {p.relative_to(self.out).as_posix() for p in self.out.rglob("*") if p.is_dir()}
        assert found <= known


TestOutput = Output.TestCase
TestOutput.settings = settings(max_examples=60, stateful_step_count=15)
