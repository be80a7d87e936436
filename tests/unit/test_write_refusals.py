"""What a build refuses before it touches anything, and in which words."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.outputs import (
    SITE,
    build,
    drawn,
    files_in,
    names_in,
    nothing_changes,
    nothing_changes_but_the_manifests_time,
    planned,
)

from statusgen.errors import OutputError, UsageError
from statusgen.folders import kept_of, manifest_path
from statusgen.write import Planned, open_folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "output"


# --- What is refused, with nothing touched --------------------------------------------------------


def refused(out: Path, files: Mapping[str, bytes] = SITE) -> tuple[str, str]:
    """Build, be refused with everything as it was, and return the words for it."""
    with nothing_changes(out.parent), pytest.raises(OutputError) as caught:
        build(Path(os.path.relpath(out)), files)
    return caught.value.what.replace(os.path.relpath(out), "output"), caught.value.hint.replace(
        os.path.relpath(out), "output"
    )


def test_a_folder_with_files_and_no_manifest_is_refused(out):
    out.mkdir()
    (out / "thesis.tex").write_bytes(b"ten years of work")
    (out / "zebra.jpg").write_bytes(b"stripes")

    assert refused(out) == (
        "'output' holds files that statusgen did not write, such as 'thesis.tex'",
        "choose a new or empty folder with -o; if this is an old build, delete it first",
    )


def test_an_empty_folder_is_taken(out):
    out.mkdir()
    build(out, SITE)
    assert files_in(out) == SITE


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b'{"version":2,"engine":"1","finished":true,"files":{}}',
        b'{"version":1,"engine":1,"finished":true,"files":{}}',
        b'{"version":1,"engine":"1","finished":true,"files":[]}',
        b'{"version":1,"engine":"1","finished":true,"files":{"a":1}}',
        b'{"version":1,"engine":"1","finished":true,"files":{"a":["",0,0]}}',
        b'{"version":1,"engine":"1","finished":true,"files":{"a":["",0,0.5,""]}}',
        b'{"version":1,"engine":"1","finished":true,"files":{"../a":["",0,0,""]}}',
        b'{"version":1,"engine":"1","finished":true,"files":{"/etc/a":["",0,0,""]}}',
        b'{"version":1,"engine":"1","finished":true,"files":{"a\\ud800":["",0,0,""]}}',
    ],
)
def test_a_damaged_manifest_is_refused_while_there_are_files(out, manifest):
    build(out, SITE)
    manifest_path(out).write_bytes(manifest)

    assert refused(out) == (
        "'.output.statusgen', the list of what statusgen wrote to 'output', cannot be read",
        "delete the folder 'output' by hand and build again, or choose another with -o",
    )

    for path in sorted(out.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    build(out, SITE)
    assert files_in(out) == SITE


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_manifest_that_is_no_plain_file_is_named_and_not_waited_for(out, make):
    make(manifest_path(out))
    with pytest.raises(OutputError) as caught:
        build(out, SITE)
    what = "'.output.statusgen' is no plain file, and statusgen reads nothing else there"
    assert caught.value.what == what
    assert caught.value.hint == "move it away, or choose another folder with -o"


def test_foreign_files_beside_ours_are_left_alone(out):
    build(out, SITE)
    (out / "CNAME").write_bytes(b"status.larkfield.example")
    (out / "incidents/a/photo.jpg").write_bytes(b"photo")
    (out / ".git").mkdir()
    (out / ".git/HEAD").write_bytes(b"ref")

    build(out, {"index.html": b"new"})

    assert files_in(out) == {
        "index.html": b"new",
        "CNAME": b"status.larkfield.example",
        "incidents/a/photo.jpg": b"photo",
        ".git/HEAD": b"ref",
    }


def test_a_foreign_file_at_a_planned_path_is_refused(out):
    build(out, {"index.html": b"i"})
    (out / "feed.xml").write_bytes(b"mine")

    assert refused(out) == (
        "'output/feed.xml' was not written by statusgen, which needs a file there",
        "move it away, or choose another output folder with -o",
    )


def test_a_foreign_file_where_a_folder_is_planned_is_refused(out):
    build(out, {"index.html": b"i"})
    (out / "incidents").write_bytes(b"mine")

    assert refused(out) == (
        "'output/incidents' was not written by statusgen, which needs a folder there",
        "move it away, or choose another output folder with -o",
    )


def test_a_foreign_folder_at_a_planned_path_is_refused(out):
    build(out, {"index.html": b"i"})
    (out / "feed.xml").mkdir()

    assert refused(out)[0] == (
        "'output/feed.xml' was not written by statusgen, which needs a file there"
    )


def test_a_folder_of_ours_that_holds_something_foreign_does_not_become_a_file(out):
    build(out, {"a/b": b"b"})
    (out / "a/mine").write_bytes(b"mine")

    assert refused(out, {"a": b"a"})[0] == (
        "'output/a/mine' was not written by statusgen, which needs a file there"
    )


def test_a_folder_of_ours_that_holds_an_empty_foreign_one_does_not_become_a_file(out):
    build(out, {"a/b": b"b"})
    (out / "a/mine").mkdir()

    assert refused(out, {"a": b"a"})[0] == (
        "'output/a/mine' was not written by statusgen, which needs a file there"
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b"mine"),
        lambda path: path.symlink_to(path.parents[2] / "elsewhere"),
    ],
    ids=["file", "link"],
)
def test_what_took_the_place_of_a_folder_of_ours_is_not_deleted_with_it(out, make):
    build(out, {"a/b/c": b"c"})
    (out / "a/b").rename(out.parent / "elsewhere")
    make(out / "a/b")

    assert refused(out, {"a": b"a"})[0] == (
        "'output/a/b' was not written by statusgen, which needs a file there"
    )


@pytest.mark.parametrize(
    "make", [Path.mkdir, lambda path: path.symlink_to("c")], ids=["folder", "link"]
)
def test_what_took_the_place_of_a_file_of_ours_is_not_deleted_with_its_folder(out, make):
    build(out, {"a/b": b"b", "a/c": b"c"})
    (out / "a/b").unlink()
    make(out / "a/b")

    assert refused(out, {"a": b"a"})[0] == (
        "'output/a/b' was not written by statusgen, which needs a file there"
    )


def test_a_folder_in_place_of_a_file_of_ours_is_refused(out):
    build(out, SITE)
    (out / "feed.xml").unlink()
    (out / "feed.xml").mkdir()

    assert refused(out)[0] == (
        "'output/feed.xml' was not written by statusgen, which needs a file there"
    )


def test_a_link_in_place_of_a_file_of_ours_is_refused(out, tmp_path):
    build(out, SITE)
    (tmp_path / "precious").write_bytes(b"mine")
    (out / "feed.xml").unlink()
    (out / "feed.xml").symlink_to(tmp_path / "precious")

    assert refused(out)[0] == (
        "'output/feed.xml' was not written by statusgen, which needs a file there"
    )


def test_a_link_with_the_size_and_the_time_of_our_file_is_refused_all_the_same(out):
    build(out, {"feed.xml": b"<rss/>"})
    before = (out / "feed.xml").stat()
    (out / "feed.xml").unlink()
    (out / "feed.xml").symlink_to("x" * before.st_size)
    times = before.st_atime_ns, before.st_mtime_ns
    os.utime(out / "feed.xml", ns=times, follow_symlinks=False)

    assert refused(out, {"feed.xml": b"<rss/>"})[0] == (
        "'output/feed.xml' was not written by statusgen, which needs a file there"
    )


def test_nothing_is_written_through_a_link_inside_the_folder(out, tmp_path):
    build(out, {"index.html": b"i"})
    (tmp_path / "elsewhere").mkdir()
    (out / "incidents").symlink_to(tmp_path / "elsewhere")

    assert refused(out)[0] == (
        "'output/incidents' was not written by statusgen, which needs a folder there"
    )


def test_a_link_that_took_the_place_of_a_folder_of_ours_is_not_written_through(out, tmp_path):
    build(out, SITE)
    (out / "incidents").rename(tmp_path / "elsewhere")
    (out / "incidents").symlink_to(tmp_path / "elsewhere")

    assert refused(out, {**SITE, "incidents/a/index.html": b"new"})[0] == (
        "'output/incidents' was not written by statusgen, which needs a folder there"
    )


def test_an_output_folder_that_is_a_file_is_refused(out):
    out.write_bytes(b"mine")

    assert refused(out) == (
        "'output' is a file, and the output needs a folder of that name",
        "move the file away, or choose another folder with -o",
    )
    assert refused(out / "below")[0] == (
        "'output' is a file, and the output needs a folder of that name"
    )


def test_an_output_folder_may_be_a_link_to_a_folder(out, tmp_path):
    (tmp_path / "disk").mkdir()
    out.symlink_to(tmp_path / "disk")

    build(out, SITE)

    assert files_in(tmp_path / "disk") == SITE
    assert names_in(tmp_path) == [".disk.statusgen", "disk", "output"]
    assert drawn(out, SITE) == []
    assert drawn(tmp_path / "disk", SITE) == [], "it is one folder, by whatever name"


def test_a_manifest_beside_a_link_rules_nothing_where_it_leads(out, tmp_path):
    # Who commits both would choose what a build on somebody's machine deletes.
    elsewhere = tmp_path / "elsewhere"
    build(elsewhere, SITE)
    (elsewhere / "diary.txt").write_bytes(b"mine")
    manifest = (tmp_path / ".elsewhere.statusgen").rename(tmp_path / ".output.statusgen")
    manifest.write_bytes(manifest.read_bytes().replace(b"feed.xml", b"diary.txt"))
    out.symlink_to(elsewhere)

    what, _ = refused(out)

    assert what.startswith("'output' holds files that statusgen did not write")
    assert (elsewhere / "diary.txt").read_bytes() == b"mine"


def test_a_manifest_that_is_beside_another_folder_is_named_with_its_place(out, tmp_path):
    (tmp_path / "disk/www").mkdir(parents=True)
    (tmp_path / "disk/.www.statusgen").write_bytes(b"{")
    (tmp_path / "disk/www/index.html").write_bytes(b"old")
    out.symlink_to(tmp_path / "disk/www")

    what, _ = refused(out)

    assert what.startswith(f"'{tmp_path}/disk/.www.statusgen', the list of what statusgen wrote")


def test_the_manifest_stands_beside_the_folder_however_it_is_spelt(out, monkeypatch):
    out.mkdir()
    (out.parent / "site").mkdir()
    monkeypatch.chdir(out)
    expected = out.parent / ".output.statusgen"

    assert manifest_path(Path()) == expected
    assert manifest_path(out) == expected
    assert manifest_path(Path("../output")) == expected
    assert manifest_path(Path("../site/../output")) == expected


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("site", "the output folder 'site' is the folder 'site', where the site's own files are"),
        (".", "the output folder '.' holds the folder 'site', where the site's own files are"),
        ("/", "the output folder '/' holds the folder 'site', where the site's own files are"),
        ("site/content", "the output folder 'site/content' is the folder 'content',"),
        ("site/content/out", "the output folder 'site/content/out' lies in 'content',"),
        ("site/themes/mine/out", "the output folder 'site/themes/mine/out' lies in 'themes',"),
        ("site/.git/out", "the output folder 'site/.git/out' lies in '.git',"),
        ("site/.statusgen", "the output folder 'site/.statusgen' lies in '.statusgen',"),
        ("elsewhere/.git", "the output folder 'elsewhere/.git' lies in '.git',"),
        (
            "site/output/../content",
            "the output folder 'site/output/../content' is the folder 'content',",
        ),
        ("link", "the output folder 'link' is the folder 'content',"),
        ("site/content/link", "the output folder 'site/content/link' lies in 'content',"),
    ],
)
def test_a_folder_of_sources_is_never_an_output_folder(tmp_path, monkeypatch, given, what):
    site = tmp_path / "site"
    for name in ("content", "themes/mine", ".git", "output"):
        (site / name).mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(site / "content")
    (site / "content/link").symlink_to(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    protect = (site, site / "content", site / "themes", site / ".git")

    with nothing_changes(tmp_path), pytest.raises(UsageError) as caught:
        build(Path(given), SITE, protect=protect)

    assert caught.value.what.startswith(what)
    assert caught.value.hint == "choose another folder with -o, such as 'output'"


@pytest.mark.parametrize("given", ["site/output", "site/public/status", "elsewhere", "contents"])
def test_a_folder_beside_the_sources_may_be_an_output_folder(tmp_path, monkeypatch, given):
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    build(Path(given), SITE, protect=(site, site / "content", site / "themes", site / ".git"))

    assert files_in(tmp_path / given) == SITE


@pytest.mark.parametrize("name", ["content", "themes", "templates"])
def test_a_site_may_be_called_as_the_folders_in_it_are(tmp_path, name):
    site = tmp_path / name
    (site / "content").mkdir(parents=True)

    build(site / "output", SITE, protect=kept_of(site))

    assert files_in(site / "output") == SITE


def test_a_site_with_its_entries_at_the_top_may_hold_its_output(tmp_path):
    site = tmp_path / "site"
    (site / "incidents").mkdir(parents=True)
    (site / "content").symlink_to(".")

    build(site / "output", SITE, protect=kept_of(site))

    assert files_in(site / "output") == SITE


@pytest.mark.parametrize("given", ["site/content/out", "site/texts/out"])
def test_where_entries_really_are_is_no_place_for_an_output(tmp_path, given):
    site = tmp_path / "site"
    (site / "texts").mkdir(parents=True)
    (site / "content").symlink_to("texts")

    with nothing_changes(tmp_path), pytest.raises(UsageError, match="lies in 'texts'"):
        build(tmp_path / given, SITE, protect=kept_of(site))


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc")
def test_where_no_folder_can_be_made_nothing_else_is_blamed():
    with pytest.raises(OutputError) as caught:
        build(Path("/proc/status-page"), SITE)
    assert caught.value.what == "no folder can be made in '/proc'"
    assert caught.value.hint == "choose another folder with -o"


def test_prepared_texts_are_kept_as_entries_and_themes_are(tmp_path):
    (tmp_path / "templates").mkdir()

    with nothing_changes(tmp_path), pytest.raises(UsageError, match="'templates'"):
        build(tmp_path / "templates", SITE, protect=kept_of(tmp_path))


@pytest.mark.parametrize("here", ["site/output", "elsewhere"])
def test_the_folder_in_which_it_is_called_may_be_an_output_folder(tmp_path, monkeypatch, here):
    site = tmp_path / "site"
    for name in ("site/content", here):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / here)

    build(Path(), SITE, protect=(site, site / "content", site / "themes"))

    assert files_in(tmp_path / here) == SITE


def test_the_folder_in_which_it_is_called_may_not_be_the_sites(tmp_path, monkeypatch):
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path)

    with nothing_changes(tmp_path), pytest.raises(UsageError, match=r"'\.' is the folder"):
        build(Path(), SITE, protect=(tmp_path, tmp_path / "content"))


def test_a_site_inside_somebodys_private_folder_may_be_built(tmp_path):
    site = tmp_path / ".git/site"
    site.mkdir(parents=True)

    build(site / "output", SITE, protect=(site, site / "content"))

    assert files_in(site / "output") == SITE


# --- Calls that only a defect can make ------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "a/",
        "a//b",
        "../a",
        "a/../b",
        ".",
        "a/.",
        "./a",
        "a\\b",
        "a\0b",
        "a\nb",
        ".index.html.statusgen-new",
        "a/.x.statusgen-new/b",
        "a\ud800b",
    ],
)
def test_a_path_that_is_not_plain_is_a_defect(out, path):
    with (
        open_folder(out, engine="1", protect=()) as folder,
        pytest.raises(ValueError, match=r"not a plain|surrogates"),
    ):
        folder.stale([Planned(path=path, key="k", stage=0)])


@pytest.mark.parametrize(
    "paths", [("a", "a"), ("a", "A"), ("a/STRASSE", "a/straße"), ("a", "a/b"), ("A", "a/b/c")]
)
def test_paths_that_get_into_each_others_way_are_a_defect(out, paths):
    with (
        open_folder(out, engine="1", protect=()) as folder,
        pytest.raises(ValueError, match="planned"),
    ):
        folder.stale([Planned(path=path, key="k", stage=0) for path in paths])


@pytest.mark.parametrize(
    "path", [".well-known/security.txt", ".nojekyll", "..a", "a..b", "größe", "a b"]
)
def test_an_unusual_name_is_written(out, path):
    build(out, {path: b"x"})
    assert files_in(out) == {path: b"x"}


def test_a_commit_without_every_stale_file_is_a_defect_and_changes_nothing(out):
    build(out, SITE)
    new = dict.fromkeys(SITE, b"new")

    def commit_too_early() -> None:
        with open_folder(out, engine="1", protect=()) as folder:
            folder.stale(planned(new))
            folder.stage("index.html", b"new")
            folder.commit()

    with (
        nothing_changes_but_the_manifests_time(out),
        pytest.raises(ValueError, match="every stale"),
    ):
        commit_too_early()


def test_calls_in_another_order_are_a_defect(out):
    with open_folder(out, engine="1", protect=()) as folder:
        with pytest.raises(ValueError, match="commit comes once"):
            folder.commit()
        folder.stale(planned({"a": b"a"}))
        with pytest.raises(ValueError, match="one plan"):
            folder.stale(planned({"a": b"a"}))
        with pytest.raises(ValueError, match="not to be staged"):
            folder.stage("b", b"b")
        folder.stage("a", b"a")
        with pytest.raises(ValueError, match="staged twice"):
            folder.stage("a", b"a")
        folder.commit()
        with pytest.raises(ValueError, match="commit comes once"):
            folder.commit()
