"""The weight benchmark counts what is really sent, of every kind of page, and holds the goals."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from benchmarks import weight
from benchmarks.pages import PARTS, Reference, references, without
from benchmarks.wire import host
from tests.conformance.hosting import header_rules, matching

from statusgen import pipeline

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-03-04T12:00Z"

SMALL = {
    "statusgen.yml": """
title: Kiosk
url: https://status.kiosk.example/
timezone: Europe/London
components: [{id: till, name: Till}, {id: door, name: Door}]
""",
    "content/incidents/2026-03-04-till.md": """---
title: The till is stuck
components: {till: major_outage}
what_to_do: Come back later.
---

## 2026-03-04 09:00 Investigating {next_update: 2026-03-04 13:00}

We are looking at it.
""",
    "content/incidents/2026-02-01-door.md": """---
title: The door was shut
components: {door: partial_outage}
---

## 2026-02-01 09:00 Investigating

The key was lost.

## 2026-02-01 10:00 Resolved

It lay in the till.
""",
    "content/incidents/2026-02-10-door-again.md": """---
title: The door was shut again, and this time for longer
components: {door: partial_outage}
---

## 2026-02-10 09:00 Investigating

It was raining, the lock had frozen in the night, and nobody had a lighter.

## 2026-02-10 15:00 Resolved

The sun came out.
""",
    "content/maintenance/2026-03-10-paint.md": """---
title: The door is painted
components: [door]
starts: 2026-03-10 22:00
ends: 2026-03-10 23:00
---

## 2026-03-01 09:00 Scheduled

In green.
""",
}

ADDED_BY_THE_HOST = {"Date", "Content-Encoding", "Vary", "Content-Length", "ETag"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return weight.put(SMALL, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def output(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "output"
    pipeline.build(pipeline.Options(site=small, now=NOW), out)
    return out


@pytest.fixture(scope="module")
def weighed(small: Path) -> weight.Weighed:
    return weight.weigh(small, now=NOW, explain=True)


def asked(port: int, path: str) -> tuple[int, list[tuple[str, str]], bytes, int]:
    """Read an answer with the standard library's client; the last number is what was sent."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "br"})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in response.getheaders()]
    sent = sum(len(line) + len("\r\n") for line in (*lines, "")) + len(body)
    return response.status, response.getheaders(), body, sent


def test_the_table_has_every_kind_of_page(weighed: weight.Weighed):
    goal = replace(weight.GOALS[0], site="A kiosk")
    shown = list(weight.as_text([(goal, weighed)]))
    for kind in weight.KINDS:
        [line] = [line for line in shown if re.match(rf"  {kind} +[0-9]", line)]
        [page] = [page for page in weighed.pages if page.kind == kind]
        numbers = [
            int(number.replace(",", "")) for number in line.removeprefix(f"  {kind}").split()
        ]
        assert numbers == [page.plain, page.brotli, page.wire]
    assert [page.kind for page in weighed.pages] == list(weight.KINDS)


def test_the_bytes_are_those_that_another_client_gets(weighed: weight.Weighed, output: Path):
    with host(output) as port:
        for page in (*weighed.pages, *weighed.readable, *weighed.later):
            missing = page.kind == "404"
            status, _, body, sent = asked(port, "/nowhere/at/all" if missing else page.path)
            assert status == (404 if missing else 200)
            file = output / (page.path[1:] + "index.html" * page.path.endswith("/"))
            assert page.wire == sent, page
            assert page.brotli == len(body)
            assert page.plain == file.stat().st_size


def test_what_is_sent_is_the_file_under_the_fields_that_its_rule_names(
    weighed: weight.Weighed, output: Path
):
    rules = header_rules((output / "_headers").read_text("utf-8"))
    with host(output) as port:
        for page in weighed.pages:
            _, fields, body, _ = asked(port, page.path)
            file = output / (page.path[1:] + "index.html" * page.path.endswith("/"))
            assert brotli.decompress(body) == file.read_bytes()
            [(_, named)] = matching(rules, page.path)
            assert [name for name, _ in fields if name in ADDED_BY_THE_HOST] == [
                *("Date", "Content-Encoding", "Vary", "Content-Length", "ETag")
            ]
            given = [pair for pair in fields if pair[0] not in ADDED_BY_THE_HOST]
            assert given == [*named, ("Content-Type", "text/html; charset=utf-8")]


def test_of_a_kind_it_is_the_heaviest_page(weighed: weight.Weighed, output: Path):
    [page] = [page for page in weighed.pages if page.kind == "resolved incident"]
    assert page.path == "/incidents/2026-02-10-door-again/"
    with host(output) as port:
        assert asked(port, "/incidents/2026-02-01-door/")[3] < page.wire


def test_the_front_page_is_counted_with_all_that_it_makes_a_browser_fetch(
    weighed: weight.Weighed, output: Path
):
    html = (output / "index.html").read_text("utf-8")
    assert weighed.readable[0].path == "/"
    fetched = {page.path for page in (*weighed.readable[1:], *weighed.later)}
    assert fetched == {one.address for one in references(html, "/")}
    named = re.findall(r'<script[^>]* src="([^"]+)"|<link rel="icon"[^>]* href="([^"]+)"', html)
    assert {
        f"/{script or icon}" for script, icon in named if not icon.startswith("data:")
    } <= fetched
    assert weighed.complete == sum(page.wire for page in (*weighed.readable, *weighed.later))


def test_every_part_that_is_left_out_is_one_that_the_front_page_has(output: Path):
    html = (output / "index.html").read_text("utf-8")
    assert [part for part in PARTS if without(part, html) == html] == []
    assert "<style>" in without("head without the style sheet", html)
    assert "<h1>The till is stuck" not in without("· its words", html)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<link rel="stylesheet" href="a.css">', [("/in/a.css", True)]),
        ('<link rel="stylesheet" href="a.css" media="print">', [("/in/a.css", False)]),
        ('<script src="../a.js?v=1"></script>', [("/a.js", True)]),
        ('<script defer src="a.js"></script><script src="a.js"></script>', [("/in/a.js", True)]),
        ('<script src="a.js" defer></script>', [("/in/a.js", False)]),
        ('<script src="a.js" type="module"></script>', [("/in/a.js", False)]),
        ('<script>1</script><script type="application/ld+json">{}</script>', []),
        ('<link rel="shortcut icon" href="/a.svg">', [("/a.svg", False)]),
        ('<link rel="icon" href="data:image/svg+xml,x">', []),
        ('<link rel="canonical" href="x"><a href="y"></a>', []),
        ('<img src="https://other.example/a.png">', [("https://other.example/a.png", False)]),
    ],
)
def test_what_a_browser_fetches_is_found(html: str, found: list[tuple[str, bool]]):
    expected = tuple(Reference(address=address, blocking=blocking) for address, blocking in found)
    assert references(html, "/in/") == expected


def test_a_page_that_waits_for_a_second_file_misses_every_goal(weighed: weight.Weighed):
    waiting = replace(weighed, readable=(*weighed.readable, weighed.readable[0]))
    assert weighed.holds(weighed.before_it_is_readable)
    assert not weighed.holds(weighed.before_it_is_readable - 1)
    assert not waiting.holds(1_000_000)


def test_the_goals_are_held(capsys: pytest.CaptureFixture[str]):
    code = weight.main(["--json"])
    found: Mapping[str, Any] = json.loads(capsys.readouterr().out)
    sizes = [(one["components"], one["open_incidents"], one["goal"]) for one in found["sites"]]
    assert sizes == [(12, 3, 8_000), (50, 5, 14_600)]
    assert [one["site"] for one in found["sites"] if not one["held"]] == []
    assert code == 0


def test_a_missed_goal_is_said_and_gives_exit_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(weight, "GOALS", (replace(weight.GOALS[0], bytes=1_000),))
    assert weight.main([]) == 1
    assert re.search(r"^  MISSED: [0-9,]+ bytes too many$", capsys.readouterr().out, re.MULTILINE)


def test_no_sentence_of_the_sites_stands_twice():
    for goal in weight.GOALS:
        text = "\n".join(weight.site_files(*goal.texts).values())
        prose = [line for line in text.splitlines() if re.match(r"[A-Z].*\w+ \w+ \w+", line)]
        sentences = [one for line in prose for one in re.split(r"(?<=[.!?]) ", line)]
        assert len(sentences) > 60
        assert len(sentences) == len(set(sentences))


def test_without_brotli_it_says_so_and_stops():
    code = "import runpy, sys; sys.modules['brotli'] = None; sys.argv[0] = 'weight'\n"
    code += "runpy.run_module('benchmarks.weight', run_name='__main__')"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "brotli is not installed, and what it would leave cannot be guessed\n"
