"""The engine of the golden cases itself: a case that is misread would hold nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.cases.projections import as_read, picked
from tests.cases.reader import Part, place, read
from tests.cases.test_cases import CASES, HERE, STOPS, facts, leaks, run

TEXT = """\
# A case.
now: 2026-03-04 12:00

-- content/incidents/tills.md --
---
title: Tills down
components: {tills: major_outage}
---

## 2026-03-04 08:00 Investigating

Text.

== status ==
the headline is another

== feed.xml ==
nothing
"""


def written(tmp_path: Path, options: str, *lines: str) -> bytes:
    """Return the bytes of a file with these lines in a case."""
    text = "\n".join(("# A case.", "now: 2026-03-04", f"-- a ({options}) --", *lines))
    place(read(f"{text}\n== status ==\nx\n"), tmp_path / "site")
    return (tmp_path / "site/a").read_bytes()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_a_case_that_is_read_and_written_is_the_same_text(path: Path):
    assert read(path.read_text()).text == path.read_text()


def test_what_a_case_expects_is_compared_with_what_came_of_it(tmp_path: Path):
    case = read(TEXT)
    place(case, tmp_path / "site")
    actual = case.expecting(facts(case, run(case, tmp_path / "site")))
    assert actual.text != TEXT
    assert "headline: Tills down\n" in actual.text
    assert "== feed.xml ==\nhttps://status.shop.example/incidents/tills/#u-" in actual.text
    assert actual.inputs == case.inputs


def test_a_problem_that_a_case_does_not_expect_is_put_behind_it(tmp_path: Path):
    case = read(TEXT.replace("title:", "titel:"))
    place(case, tmp_path / "site")
    actual = case.expecting(facts(case, run(case, tmp_path / "site")))
    assert [part.name for part in actual.expected] == ["status", "feed.xml", "problems"]
    assert [part.text for part in actual.expected][:2] == [STOPS, "there is no such file\n"]


def test_what_must_be_absent_is_looked_for_in_texts_and_paths():
    absent = Part(header="== absent ==", name="absent", lines=("secret", "b/index.html", "other"))
    case = replace(read(TEXT), expected=(absent,))
    found = leaks(case, {"a": b"a secret", "b/index.html": b"b"})
    assert found == ["a: secret", "b/index.html: b/index.html"]


def test_nothing_is_absent_from_a_build_that_did_not_take_place():
    absent = Part(header="== absent ==", name="absent", lines=("secret",))
    with pytest.raises(AssertionError, match="without a build"):
        leaks(replace(read(TEXT), expected=(absent,)), {})


@pytest.mark.parametrize(
    ("options", "lines", "data"),
    [
        ("crlf", ("a", "b"), b"a\r\nb\r\n"),
        ("cr, bom", ("a",), b"\xef\xbb\xbfa\r"),
        ("utf-16-le", ("a",), b"a\0\n\0"),
        ("cp1252", ("é",), b"\xe9\n"),
        ("escapes", (r"\x00\u0085\n\r\t\\x00", r"\{3:[]}!"), b"\0\xc2\x85\n\r\t\\x00\n[][][]!\n"),
        ("escapes", (), b""),
    ],
)
def test_options_say_what_text_cannot_hold(tmp_path, options, lines, data):
    assert written(tmp_path, options, *lines) == data


def test_without_escapes_a_backslash_is_one(tmp_path: Path):
    assert written(tmp_path, "bom", r"\x00") == b"\xef\xbb\xbf\\x00\n"


def test_folders_links_and_rights_are_made(tmp_path: Path):
    text = (
        "# A case.\nnow: 2026-03-04\n-- a (directory) --\n-- b (symlink a) --\n-- c (mode 600) --\n"
    )
    case = read(f"{text}-- content/incidents (missing) --\n== status ==\nx\n")
    for name, order in (("one", None), ("two", Random(1))):
        site = tmp_path / name
        place(case, site, order=order)
        assert (site / "a").is_dir()
        assert (site / "b").readlink() == Path("a")
        assert (site / "c").stat().st_mode & 0o777 == 0o600
        assert not (site / "content/incidents").exists()
        assert (site / "content/maintenance").is_dir()
        assert (site / "statusgen.yml").is_file()


@pytest.mark.parametrize(
    "text",
    [
        "now: 2026-03-04\n== status ==\nx\n",
        "# A case.\n== status ==\nx\n",
        "# A case.\nnow: 2026-03-04\ncolour: red\n== status ==\nx\n",
        "# A case.\nnow: 2026-03-04\nsomething\n== status ==\nx\n",
        "# A case.\nnow: 2026-03-04\n-- a --\nx\n",
        "# A case.\nnow: 2026-03-04\n== status ==\nx\n-- a --\nx\n",
        "# A case.\nnow: 2026-03-04\n== status ==\nx\n== status ==\nx\n",
    ],
)
def test_what_is_no_case_is_refused(text: str):
    with pytest.raises(ValueError, match="a case"):
        read(text)


def test_a_page_is_read_as_its_text():
    page = (
        "<p>Not this</p><main><h1>A <b>title</b></h1><ul><li>One<li><p>Two</p></ul>"
        '<p>At <time datetime="2026-03-04T08:00Z">8:00</time>,<br>that is</p>'
        "<svg><text>-</text></svg>"
        "<table><tr><th>A<th>B<tr><td>1<td>2</table></main><footer>Nor this</footer>"
    )
    lines = ["# A title", "- One", "- Two", "At 8:00 [2026-03-04T08:00Z],", "that is"]
    assert as_read("a.html", page.encode()).splitlines() == [*lines, "A | B", "1 | 2"]


def test_of_json_only_the_expected_keys_are_compared():
    real = {"status": {"indicator": "none", "description": "fine"}, "list": [{"a": 1, "b": 2}]}
    assert picked({"status": {"indicator": ""}}, real) == {"status": {"indicator": "none"}}
    assert picked({"list": [], "gone": 1}, real) == {"list": [{"a": 1, "b": 2}], "gone": None}
