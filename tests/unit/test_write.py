"""What a build draws again, writes, leaves alone and deletes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.outputs import (
    SITE,
    build,
    drawn,
    fail_after_staging,
    files_in,
    names_in,
    nothing_changes,
    nothing_changes_but_the_manifests_time,
    planned,
    without_times,
)

from statusgen.fingerprint import digest
from statusgen.folders import manifest_path
from statusgen.manifest import Manifest
from statusgen.tree import Tree
from statusgen.write import Planned, Receipt, open_folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "output"


# --- What is written ------------------------------------------------------------------------------


def test_a_first_build_writes_every_file_and_a_manifest_beside_them(out):
    receipt = build(out, SITE)

    assert files_in(out) == SITE
    assert names_in(out.parent) == [".output.statusgen", "output"]
    assert receipt.unchanged == 0
    assert receipt.deleted == ()


def test_files_are_published_assets_first_and_the_index_last(out):
    assert build(out, SITE).written == (
        "assets/base.1234.css",
        "incidents/a/index.html",
        "incidents/b/index.html",
        "feed.xml",
        "index.html",
    )


def done_by_a_commit(out: Path, files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Build, and say what the commit renames and deletes."""
    events: list[tuple[str, str]] = []

    def listen(event: str, args: tuple[object, ...]) -> None:
        if listening and event in {"os.rename", "os.remove"}:
            target = os.fspath(args[1 if event == "os.rename" else 0])  # type: ignore[call-overload]
            events.append((event, os.path.relpath(target, out)))

    with open_folder(out, engine="1", protect=()) as folder:
        for item in folder.stale(planned(files)):
            folder.stage(item.path, files[item.path])
        listening = True
        sys.addaudithook(listen)
        folder.commit()
        listening = False
    return events


def test_files_are_renamed_in_the_order_of_publication_and_deleted_after_that(out):
    build(out, {**SITE, "old.html": b"gone soon"})

    assert done_by_a_commit(out, {path: data + b" again" for path, data in SITE.items()}) == [
        ("os.rename", "assets/base.1234.css"),
        ("os.rename", "incidents/a/index.html"),
        ("os.rename", "incidents/b/index.html"),
        ("os.rename", "feed.xml"),
        ("os.rename", "index.html"),
        ("os.remove", "old.html"),
        ("os.rename", "../.output.statusgen"),
    ]


def test_a_first_build_renames_its_topmost_folders_as_wholes_and_the_index_last(out):
    assert done_by_a_commit(out, SITE) == [
        ("os.rename", "assets"),
        ("os.rename", "incidents"),
        ("os.rename", "feed.xml"),
        ("os.rename", "index.html"),
        ("os.rename", "../.output.statusgen"),
    ]
    assert files_in(out) == SITE


def test_a_second_build_of_the_same_site_writes_nothing_at_all(out):
    build(out, SITE)

    with nothing_changes(out.parent):
        receipt = build(out, SITE)

    assert receipt == Receipt(written=(), unchanged=len(SITE), deleted=())


def test_a_second_build_of_the_same_site_opens_nothing_for_writing(out):
    build(out, SITE)
    touched: list[object] = []

    def listen(event: str, args: tuple[object, ...]) -> None:
        changes = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}
        writes = (
            event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if listening and (event in changes or writes):
            touched.append((event, args))

    listening = True
    sys.addaudithook(listen)
    build(out, SITE)
    listening = False

    # The one attempt: what a build that was killed while it wrote the manifest may have left.
    assert touched == [("os.remove", (f"{manifest_path(out)}-new", -1))]


def test_only_files_with_a_new_key_are_drawn(out):
    build(out, SITE)
    changed = {**SITE, "feed.xml": b"<rss>news</rss>"}

    assert drawn(out, changed) == ["feed.xml"]
    receipt = build(out, changed)

    assert receipt == Receipt(written=("feed.xml",), unchanged=4, deleted=())
    assert files_in(out) == changed


def test_a_file_without_a_key_is_drawn_in_every_build(out):
    plan = [Planned(path="build.json", key="", stage=2)]
    for data in (b"1", b"2", b"2"):
        with open_folder(out, engine="1", protect=()) as folder:
            assert folder.stale(plan) == tuple(plan)
            folder.stage("build.json", data)
            folder.commit()
        assert Manifest.from_json(manifest_path(out).read_bytes()).finished

    assert files_in(out) == {"build.json": b"2"}


def test_a_new_key_with_the_same_bytes_leaves_the_file_alone(out):
    build(out, {"index.html": b"same"})
    before = (out / "index.html").stat()

    with open_folder(out, engine="1", protect=()) as folder:
        (item,) = folder.stale([Planned(path="index.html", key="another", stage=3)])
        folder.stage(item.path, b"same")
        receipt = folder.commit()

    after = (out / "index.html").stat()
    assert receipt == Receipt(written=(), unchanged=1, deleted=())
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    with open_folder(out, engine="1", protect=()) as folder:
        assert folder.stale([Planned(path="index.html", key="another", stage=3)]) == ()


def test_another_engine_draws_everything_again_and_keeps_the_files_that_come_out_equal(out):
    build(out, SITE)
    before = without_times(out)

    assert drawn(out, SITE, engine="2") == list(SITE)
    receipt = build(out, SITE, engine="2")

    assert receipt == Receipt(written=(), unchanged=5, deleted=())
    assert without_times(out) == before
    assert drawn(out, SITE, engine="2") == []


def test_another_engine_still_deletes_what_is_no_longer_planned(out):
    build(out, SITE, engine="1")

    assert build(out, {"index.html": b"new"}, engine="2").deleted == (
        "assets/base.1234.css",
        "feed.xml",
        "incidents/a/index.html",
        "incidents/b/index.html",
    )
    assert files_in(out) == {"index.html": b"new"}


def test_the_mode_of_a_file_follows_the_umask(out):
    before = os.umask(0o027)
    try:
        build(out, SITE)
    finally:
        os.umask(before)

    assert (out / "index.html").stat().st_mode & 0o777 == 0o640


# --- What the disk says ---------------------------------------------------------------------------


def test_a_file_that_was_edited_by_hand_is_drawn_again(out):
    build(out, SITE)
    (out / "feed.xml").write_bytes(b"edited by hand")

    assert drawn(out, SITE) == ["feed.xml"]
    assert build(out, SITE).written == ("feed.xml",)
    assert files_in(out) == SITE


def test_an_edit_that_keeps_the_size_is_seen_by_its_time(out):
    build(out, SITE)
    path = out / "feed.xml"
    path.write_bytes(b"<RSS/>")
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 10_000_000))

    assert build(out, SITE).written == ("feed.xml",)
    assert files_in(out) == SITE


def test_an_edit_that_keeps_the_time_is_seen_by_its_size(out):
    build(out, SITE)
    path = out / "feed.xml"
    before = path.stat()
    path.write_bytes(b"edited by hand")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert build(out, SITE).written == ("feed.xml",)
    assert files_in(out) == SITE


def test_a_copy_with_new_times_and_the_same_bytes_is_not_written_again(out):
    build(out, SITE)
    for path in SITE:
        os.utime(out / path, ns=(1, 1))

    assert drawn(out, SITE) == list(SITE)
    assert build(out, SITE) == Receipt(written=(), unchanged=5, deleted=())
    assert (out / "index.html").stat().st_mtime_ns == 1
    assert drawn(out, SITE) == []


def test_a_file_that_was_deleted_by_hand_is_drawn_again(out):
    build(out, SITE)
    (out / "incidents/a/index.html").unlink()
    (out / "incidents/a").rmdir()

    assert build(out, SITE).written == ("incidents/a/index.html",)
    assert files_in(out) == SITE


def test_an_output_folder_that_was_deleted_by_hand_is_built_anew(out):
    build(out, SITE)
    for path in sorted(out.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    out.rmdir()

    assert len(build(out, SITE).written) == 5
    assert files_in(out) == SITE


def test_a_page_that_is_no_longer_planned_goes_with_its_folder(out):
    build(out, SITE)
    rest = {path: data for path, data in SITE.items() if not path.startswith("incidents/")}

    receipt = build(out, rest)

    assert receipt.deleted == ("incidents/a/index.html", "incidents/b/index.html")
    assert names_in(out) == ["assets", "feed.xml", "index.html"]


def test_a_folder_with_a_foreign_file_stays_when_our_files_in_it_go(out):
    build(out, SITE)
    (out / "incidents/a/photo.jpg").write_bytes(b"mine")

    build(out, {"index.html": b"all is well"})

    assert files_in(out) == {"index.html": b"all is well", "incidents/a/photo.jpg": b"mine"}
    assert not (out / "incidents/b").exists()


def test_a_file_to_delete_that_is_gone_already_is_not_reported(out):
    build(out, SITE)
    (out / "feed.xml").unlink()

    rest = {path: data for path, data in SITE.items() if path != "feed.xml"}
    assert build(out, rest).deleted == ()


def test_a_file_of_somebody_elses_in_the_place_of_one_that_was_deleted_stays(out):
    rest = {path: data for path, data in SITE.items() if path != "feed.xml"}
    build(out, SITE)
    build(out, rest)
    (out / "feed.xml").write_bytes(b"mine")
    assert build(out, rest).deleted == ()
    assert files_in(out) == {**rest, "feed.xml": b"mine"}


def test_what_is_planned_twice_is_refused_also_where_it_stands_already(out):
    build(out, SITE)
    with (
        open_folder(out, engine="1", protect=()) as folder,
        pytest.raises(ValueError, match="twice"),
    ):
        folder.stale((*planned(SITE), planned(SITE)[0]))


def test_a_folder_that_stands_where_a_file_should_be_deleted_is_left_alone(out):
    build(out, SITE)
    (out / "feed.xml").unlink()
    (out / "feed.xml").mkdir()
    (out / "feed.xml/mine").write_bytes(b"mine")

    build(out, {"index.html": b"all is well"})

    assert files_in(out) == {"index.html": b"all is well", "feed.xml/mine": b"mine"}


def test_nothing_is_deleted_through_a_link(out, tmp_path):
    build(out, SITE)
    (out / "incidents").rename(tmp_path / "elsewhere")
    (out / "incidents").symlink_to(tmp_path / "elsewhere")

    assert build(out, {"index.html": b"all is well"}).deleted == (
        "assets/base.1234.css",
        "feed.xml",
    )
    assert (tmp_path / "elsewhere/a/index.html").read_bytes() == b"incident a"


# --- Files and folders that change places ---------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"a": b"file"}, {"a/b": b"below"}),
        ({"a": b"file"}, {"a/b/c": b"below", "a/b/d": b"too", "z": b"z"}),
        ({"x/a": b"file", "x/b": b"b"}, {"x/a/b/c": b"below", "x/b": b"b"}),
        ({"a/b": b"below"}, {"a": b"file"}),
        ({"a/b/c": b"below", "a/d": b"d"}, {"a": b"file"}),
        ({"a": b"file", "b/c": b"c"}, {"a/b": b"b", "b": b"file"}),
    ],
)
def test_a_file_of_ours_may_become_a_folder_and_a_folder_a_file(out, old, new):
    for files in (old, new, old):
        build(out, files)

        assert files_in(out) == files
        assert names_in(out.parent) == [".output.statusgen", "output"]
        with nothing_changes(out.parent):
            build(out, files)


def test_a_folder_of_ours_that_was_emptied_by_hand_may_become_a_file(out):
    build(out, {"a/b/c": b"c"})
    (out / "a/b/c").unlink()

    build(out, {"a": b"a"})

    assert files_in(out) == {"a": b"a"}


def test_a_folder_that_was_emptied_by_hand_goes_when_its_file_changes_in_case(out):
    build(out, {"a/x": b"x", "A/y": b"y"})
    (out / "a/x").unlink()

    build(out, {"A/x": b"x"})

    assert names_in(out) == ["A"]
    assert files_in(out) == {"A/x": b"x"}


def test_a_failed_build_leaves_the_file_that_was_to_become_a_folder(out):
    build(out, {"a": b"file"})

    with nothing_changes_but_the_manifests_time(out), pytest.raises(ZeroDivisionError):
        fail_after_staging(out, {"a/b": b"b", "a/c": b"c"}, staged=1)


def test_a_name_that_changes_only_in_case_is_replaced(out):
    build(out, {"incidents/Shop/index.html": b"1", "index.html": b"i"})

    receipt = build(out, {"incidents/shop/index.html": b"2", "index.html": b"i"})

    assert receipt.deleted == ("incidents/Shop/index.html",)
    assert files_in(out) == {"incidents/shop/index.html": b"2", "index.html": b"i"}


def test_on_a_disk_that_ignores_case_the_new_name_is_not_deleted_as_the_old_one(out):
    # One file under two names is what such a disk shows to whoever looks at both.
    build(out, {"Shop.html": b"1", "index.html": b"i"})
    os.link(out / "Shop.html", out / "shop.html")

    build(out, {"shop.html": b"2", "index.html": b"i"})

    assert files_in(out) == {"shop.html": b"2", "index.html": b"i"}


class IgnoringCase(str):
    """The path of a folder on a disk that ignores case: what is added to it is found by that."""

    __slots__ = ()

    def __add__(self, path: str) -> str:
        found = Path(self)
        for part in path.split("/"):
            names = names_in(found) if found.is_dir() else []
            found /= next((name for name in names if name.casefold() == part.casefold()), part)
        return str(found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"Shop.html": b"1"}, {"shop.html": b"1"}),
        ({"Shop.html": b"1"}, {"shop.html": b"2"}),
        ({"Shop/a": b"1", "Shop/b": b"2"}, {"shop/a": b"1", "shop/b": b"3"}),
        ({"Shop/a": b"1", "Shop/b": b"2"}, {"shop/a": b"1"}),
        ({"Shop/A/b": b"1", "Shop/c": b"2"}, {"Shop/a/b": b"1", "Shop/c": b"3"}),
    ],
)
@pytest.mark.parametrize("gone", [False, True])
def test_on_a_disk_that_ignores_case_every_file_has_its_bytes_and_no_other_stands(
    out, monkeypatch, old, new, gone
):
    begin = Tree.__init__

    def folded(self: Tree, root: str) -> None:
        begin(self, root)
        self.root = IgnoringCase(self.root)

    monkeypatch.setattr(Tree, "__init__", folded)
    build(out, old)
    if gone:
        (out / min(old)).unlink()
    for _ in range(2):
        build(out, new)
        found = {path.casefold(): data for path, data in files_in(out).items()}
        assert found == {path.casefold(): data for path, data in new.items()}


# --- The manifest ---------------------------------------------------------------------------------


def test_the_manifest_is_json_with_one_file_a_line(out):
    build(out, SITE, engine='e"1')
    text = manifest_path(out).read_text("ascii")
    read = json.loads(text)

    assert list(read["files"]) == sorted(SITE)
    assert (read["version"], read["engine"], read["finished"]) == (1, 'e"1', True)
    data = SITE["index.html"]
    assert read["files"]["index.html"] == [
        digest(data),
        len(data),
        (out / "index.html").stat().st_mtime_ns,
        digest(data),
    ]
    assert text.count("\n") == len(SITE) + 2


def test_a_longer_temporary_file_that_a_power_cut_left_does_not_show_through(out):
    build(out, SITE)
    (out / ".index.html.statusgen-new").write_bytes(b"a much longer page than the new one")

    build(out, {**SITE, "index.html": b"new"})

    assert files_in(out) == {**SITE, "index.html": b"new"}


def test_what_a_killed_write_of_the_manifest_left_is_cleared_away(out):
    build(out, SITE)
    (out.parent / ".output.statusgen-new").write_bytes(b'{"version"')

    build(out, SITE)

    assert names_in(out.parent) == [".output.statusgen", "output"]
