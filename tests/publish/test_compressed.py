"""Packed files beside the plain ones: which, how, and that the plain ones stay as they are."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import brotli  # type: ignore[import-untyped]
import pytest
from tests.publish import running
from tests.publish.making import BUILT_AT, release

from statusgen.errors import OutputError
from statusgen.fingerprint import digest
from statusgen.parse.config import parse_config
from statusgen.publish import compressed
from statusgen.publish.config import read
from statusgen.publish.directory import Directory
from statusgen.publish.objects.content import sent_headers
from statusgen.publish.release import Stage
from statusgen.publish.ssh import Ssh
from statusgen.sources import Source

TEXT = b"Card payments do not work in our Leeds store. " * 50
NOISE = bytes(range(256)) * 8
FILES = {
    "index.html": TEXT + b"</html>",
    "feed.xml": b"<rss>" + TEXT + b"</rss>",
    "assets/page.0123456789ab.js": TEXT,
    "assets/icon.0123456789ab.svg": TEXT,
    "assets/share.0123456789ab.png": TEXT,
    "api/v2/status.json": b"{}",
    "404.html": b"</html>",
}


@pytest.fixture
def made(tmp_path):
    return release(tmp_path, FILES)


def test_texts_of_some_length_are_packed_in_both_ways_and_nothing_else_is(made):
    paths = {one.path for one in compressed.beside(made).files} - {one.path for one in made.files}
    packed = (
        "index.html",
        "feed.xml",
        "assets/page.0123456789ab.js",
        "assets/icon.0123456789ab.svg",
    )
    assert paths == {f"{path}{end}" for path in packed for end in (".gz", ".br")}


@pytest.mark.parametrize(("size", "is_packed"), [(511, False), (512, True)])
def test_a_text_is_packed_for_servers_from_the_size_on_from_which_a_store_has_it_packed(
    tmp_path, size, is_packed
):
    made = release(tmp_path, {"index.html": TEXT[:size]})
    [page] = [one for one in made.files if one.path == "index.html"]
    beside = {one.path for one in compressed.beside(made).files}
    assert ("index.html.gz" in beside) == is_packed
    assert ("Content-Encoding" in sent_headers(page, compress=True)) == is_packed


def test_what_is_packed_is_what_is_beside_it(made):
    whole = compressed.beside(made)
    by_path = whole.by_path()
    for path in ("index.html", "feed.xml"):
        assert whole.data(by_path[path]) == FILES[path]
        assert gzip.decompress(whole.data(by_path[f"{path}.gz"])) == FILES[path]
        assert brotli.decompress(whole.data(by_path[f"{path}.br"])) == FILES[path]


def test_a_packed_file_is_named_by_its_own_bytes_and_goes_with_its_plain_one(made):
    whole = compressed.beside(made)
    for file in whole.files:
        data = whole.data(file)
        assert (file.size, file.digest) == (len(data), digest(data))
    of_index = {one.path for one in whole.files if one.stage == Stage.INDEX}
    assert {"index.html", "index.html.gz", "index.html.br"} <= of_index


def test_equal_files_are_packed_into_equal_bytes_whenever_that_is_done(made):
    first = compressed.beside(made)
    code = (
        "import sys; from statusgen.publish.compressed import _gzipped;"
        "sys.stdout.buffer.write(_gzipped(sys.stdin.buffer.read()))"
    )
    argv = [sys.executable, "-c", code]
    ran = subprocess.run(argv, input=FILES["index.html"], capture_output=True, check=True)
    found = first.data(first.by_path()["index.html.gz"])
    assert found == ran.stdout
    assert found[4:8] == bytes(4), "a time is in it"
    assert first.id == compressed.beside(made).id != made.id


def test_the_confirmation_is_never_packed_since_it_is_written_alone(tmp_path):
    made = release(tmp_path, {"build.json": b'{"a": "' + TEXT + b'"}', "index.html": TEXT})
    paths = {one.path for one in compressed.beside(made).files}
    assert paths == {"build.json", "index.html", "index.html.gz", "index.html.br"}


def test_what_would_become_larger_is_left_alone(made):
    file = replace(made.by_path()["index.html"], size=len(NOISE))
    shuffled = bytes(one * 167 % 251 ^ one >> 8 for one in range(600))
    packed = dict(compressed.packed(replace(file, size=600), shuffled))
    assert all(len(data) < 600 for data in packed.values())
    assert dict(compressed.packed(file, gzip.compress(NOISE * 9, 9)[:200])) == {}


def test_a_file_that_has_changed_since_the_build_is_not_packed(made):
    (made.folder / "index.html").write_bytes(TEXT)
    with pytest.raises(OutputError, match="is not as it was built"):
        compressed.beside(made)


def test_a_file_that_changes_before_it_is_sent_is_not_sent(made):
    whole = compressed.beside(made)
    (made.folder / "index.html").write_bytes(TEXT)
    with pytest.raises(OutputError, match="is not as it was built"):
        whole.data(whole.by_path()["index.html.gz"])


def test_without_the_package_there_is_gzip_alone(made, monkeypatch):
    monkeypatch.setitem(sys.modules, "brotli", None)
    paths = {one.path for one in compressed.beside(made).files}
    assert "index.html.gz" in paths
    assert not any(path.endswith(".br") for path in paths)


def made_from(text: str) -> tuple[object, list[str]]:
    sources = (
        f"title: T\nurl: https://s.example/\ntimezone: UTC\ncomponents: []\npublish: [{text}]\n"
    )
    config, _ = parse_config(Source("statusgen.yml", sources.encode(), ""))
    assert config is not None
    places, problems = read(config)
    return (*places.targets, None)[0], [problem.what for problem in problems]


def test_both_kinds_of_server_can_be_asked_for_it_and_are_not_by_themselves():
    for kind in ("type: directory, path: /srv/s", "type: ssh, host: h, path: /srv/s"):
        for more, asked in (("", False), (", compress: true", True), (", compress: false", False)):
            target, problems = made_from(f"{{{kind}{more}}}")
            assert isinstance(target, Directory | Ssh)
            assert (target.compress, problems) == (asked, [])
        assert len(made_from(f"{{{kind}, compress: zip}}")[1]) == 1


def test_a_folder_has_the_packed_files_until_their_plain_ones_change(tmp_path):
    target = Directory(name="d", where="live", compress=True)
    run = running.run(tmp_path)
    old = release(tmp_path / "build", FILES)
    first = target.publish(old, run)
    assert "index.html.gz" in first.written
    again = target.publish(old, run)
    assert (again.written, target.verify(run)) == ((), ())
    texts = {**FILES, "index.html": b"News. " + FILES["index.html"]}
    done = target.publish(release(tmp_path / "build", texts), run)
    changed = {"index.html", "index.html.gz", "index.html.br"}
    assert {*done.written} == {*changed, "build.json"}
    live = tmp_path / "live/current"
    for path, data in texts.items():
        assert (live / path).read_bytes() == data
        if (live / f"{path}.gz").exists():
            assert gzip.decompress((live / f"{path}.gz").read_bytes()) == data
    assert target.verify(run) == ()
    target.rollback(run)
    assert gzip.decompress((live / "index.html.gz").read_bytes()) == FILES["index.html"]


def test_a_page_that_is_only_confirmed_leaves_no_packed_file_behind(tmp_path):
    target = Directory(name="d", where="live", compress=True)
    target.publish(release(tmp_path / "build", FILES), running.run(tmp_path))
    later = release(tmp_path / "build", FILES, built_at=BUILT_AT + timedelta(minutes=12))
    done = target.publish(later, running.run(tmp_path, later=timedelta(minutes=12)))
    assert done.written == ("build.json",)
    live = tmp_path / "live/current"
    assert (live / "build.json").read_bytes() == (tmp_path / "build/build.json").read_bytes()
    assert not (live / "build.json.gz").exists()


def test_no_packed_file_outlives_the_bytes_that_it_was_made_of(tmp_path):
    """A server would send it in the place of the plain one."""
    target = Directory(name="d", where="live", compress=True)
    run = running.run(tmp_path, max_deletes=0.5)
    current = tmp_path / "live/current"

    def shows(version: int, files: dict[str, bytes]) -> None:
        for path, data in files.items():
            assert (current / path).read_bytes() == data
            for end, unpack in (("gz", gzip.decompress), ("br", brotli.decompress)):
                beside = current / f"{path}.{end}"
                assert not beside.exists() or unpack(beside.read_bytes()) == data, beside.name
        assert target.verify(run) == ()
        only = f"incidents/only-{version - 1}/index.html"
        assert (current / only).exists()
        assert (current / f"{only}.gz").exists(), "whoever just read the old page finds it so"

    def files(version: int, status: bytes) -> dict[str, bytes]:
        pages = {path: f"{version} ".encode() + data for path, data in FILES.items()}
        alone = {f"incidents/only-{version}/index.html": TEXT}
        return {**pages, **alone, "api/v2/status.json": status}

    large, small = files(1, b'"%b"' % TEXT), files(2, b'"short"')
    target.publish(release(tmp_path / "1", large), run)
    target.publish(release(tmp_path / "2", small), run)
    shows(2, small)
    # And the other way round: what is gone back from is the large one.
    target.publish(release(tmp_path / "3", files(3, b'"%b"' % TEXT)), run)
    target.rollback(run)
    assert not (current / "api/v2/status.json.gz").exists()
    target.publish(release(tmp_path / "4", files(3, b'"%b"' % TEXT)), run)
    # Nothing is to be packed any more.
    target = Directory(name="d", where="live")
    plain = files(4, b'"%b"' % TEXT)
    target.publish(release(tmp_path / "5", plain), run)
    shows(4, plain)
