"""Laws of parsing: any text is a site or has problems inside the file; what was meant is read."""

from __future__ import annotations

import time
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.strategies import SiteText, config_files, entry_files, placeless, sites, source

from statusgen import report
from statusgen.errors import ContentError, Problem, Severity
from statusgen.parse import parse
from statusgen.sources import Source, Sources

CONFIG = source("statusgen.yml", SiteText(alone=("web", "app")).config)


def problems_of(sources: Sources) -> tuple[Problem, ...]:
    """Parse, and hold that it fails exactly where there is an error."""
    failed = False
    try:
        problems = parse(sources).problems
    except ContentError as error:
        failed, problems = True, error.problems
    assert failed == any(problem.severity is Severity.ERROR for problem in problems)
    return problems


def lines_of(file: Source) -> list[str]:
    text = file.data.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def assert_inside(problems: tuple[Problem, ...], files: tuple[Source, ...]) -> None:
    by_path = {file.path: lines_of(file) for file in files}
    for problem in problems:
        where = problem.where
        lines = by_path[where.path]
        assert 1 <= where.line <= len(lines), problem
        assert 1 <= where.column <= len(lines[where.line - 1]) + 1, problem
        assert where.length >= 1, problem
        assert where.column + where.length - 1 <= max(len(lines[where.line - 1]), where.column), (
            problem
        )
        assert problem.what, problem
        assert not problem.what.endswith("."), problem
    # What is found can be said, whatever it quotes.
    for style in ("text", "json", "github"):
        said = report.problems(problems, files=files, style=style)
        assert said or not problems


@given(data=entry_files, maintenance=st.booleans())
@settings(max_examples=examples(400))
def test_any_text_is_an_entry_or_has_problems_inside_its_file(data, maintenance):
    folder = "maintenance" if maintenance else "incidents"
    file = source(f"content/{folder}/a.md", data)
    sources = Sources(
        config=CONFIG,
        incidents=() if maintenance else (file,),
        maintenance=(file,) if maintenance else (),
    )
    assert_inside(problems_of(sources), (file,))


@given(data=config_files)
@settings(max_examples=examples(300))
def test_any_text_is_a_config_or_has_problems_inside_its_file(data):
    file = source("statusgen.yml", data)
    assert_inside(problems_of(Sources(config=file, incidents=(), maintenance=())), (file,))


names = st.sampled_from(["a", "A", "b", "2026/a", "x/B", "über", "a b", ".a", "a.md", "x" * 130])


@given(
    files=st.dictionaries(
        st.tuples(st.sampled_from(["incidents", "maintenance"]), names), entry_files, max_size=4
    )
)
@settings(max_examples=examples(60))
def test_with_skip_broken_any_entries_are_a_site_that_names_each_one_left_out(files):
    made = [source(f"content/{kind}/{name}.md", data) for (kind, name), data in files.items()]
    made.sort(key=lambda file: file.path)
    sources = Sources(
        config=CONFIG,
        incidents=tuple(file for file in made if "incidents" in file.path),
        maintenance=tuple(file for file in made if "maintenance" in file.path),
    )
    outcome = parse(sources, skip_broken=True)
    site = outcome.site
    kept = {one.id.casefold() for one in (*site.incidents, *site.maintenance)}
    assert len(kept) == len(site.incidents) + len(site.maintenance)
    assert not kept & {one.id.casefold() for one in site.broken}
    wrong = {one.where.path for one in outcome.problems if one.severity is Severity.ERROR}
    assert bool(wrong) == bool(site.broken)
    ids = {PurePosixPath(path).stem.casefold() for path in wrong}
    assert not kept & ids


@given(site=sites())
@settings(max_examples=examples(60))
def test_what_an_author_means_is_what_is_read(site):
    outcome = parse(site.sources)
    assert [one for one in outcome.problems if one.severity is Severity.ERROR] == []
    assert placeless(outcome.site) == site.value()


SLOW_FOR_A_CARELESS_PATTERN = {
    "blanks behind a status": "## 2026-03-28 10:00 Update" + " " * 50_000 + "x{",
    "blanks behind a time": "## 2026-03-28 10:00" + " " * 50_000 + "5",
    "braces behind a status": "## 2026-03-28 10:00 Update {" + "} " * 25_000 + "x",
    "blanks behind a fence": "```" + " " * 50_000 + "!",
    "fences that are never closed": "```a\n" * 10_000,
    "fences that are all closed": "```\n" * 10_000,
    "comments that are never closed": "<!--\n" * 10_000,
    "dates that are no updates": "# 2026-03-28 " + "a " * 25_000,
}


@pytest.mark.parametrize("name", SLOW_FOR_A_CARELESS_PATTERN)
def test_no_line_makes_reading_slow(name):
    start = "---\ntitle: a\n---\n\n## 2026-03-28 09:00 Resolved\n\nText.\n\n"
    file = source("content/incidents/a.md", start + SLOW_FOR_A_CARELESS_PATTERN[name])
    started = time.process_time()
    problems_of(Sources(config=CONFIG, incidents=(file,), maintenance=()))
    # Quadratic ones take half a minute here.
    assert time.process_time() - started < 5


def test_names_that_are_not_there_are_told_of_in_few_words_and_guessed_at_twenty_times():
    # To guess for each takes minutes where a site has a thousand services.
    many = "".join(f"  - {{id: some-service-{n}, name: {n}}}\n" for n in range(200))
    config = source(
        "statusgen.yml", f"title: a\nurl: https://a.example/\ntimezone: UTC\ncomponents:\n{many}"
    )
    wrong = "".join(f"  service-{n}x: partial_outage\n" for n in range(100))
    start = f"---\ntitle: a\ncomponents:\n{wrong}---\n\n## 2026-03-28 09:00 Update\n"
    file = source("content/incidents/a.md", start)
    found = problems_of(Sources(config=config, incidents=(file,), maintenance=()))
    hints = [one.hint for one in found if one.code == "unknown-component"]
    assert [hint.startswith("did you mean 'some-service-") for hint in hints] == [
        n < 20 for n in range(100)
    ]
    assert hints[-1].endswith("some-service-142, and 150 more")


def test_links_to_nowhere_are_guessed_at_twenty_times():
    start = "---\ntitle: a\n---\n\n## 2026-03-28 09:00 Update\n\n"
    links = "".join(f"[a](2026-03-28-one{n}.md)\n" for n in range(30))
    files = (
        source("content/incidents/2026-03-28-one.md", start),
        source("content/incidents/2026-03-28-two.md", start + links),
    )
    found = problems_of(Sources(config=CONFIG, incidents=files, maintenance=()))
    hints = [one.hint for one in found if one.code == "dead-link"]
    guess = "did you mean '2026-03-28-one.md'?"
    assert [hint == guess for hint in hints] == [n < 20 for n in range(30)]


@pytest.mark.parametrize("style", ["text", "github"])
def test_what_is_said_of_a_file_holds_nothing_that_a_terminal_obeys(style):
    path = "content/incidents/\x1b[31m\u202e\n::error::a.md"
    file = Source(path, "---\ntitle: a\ncomponents: {\u202eapp: x}\n---\n".encode(), "")
    found = problems_of(Sources(config=CONFIG, incidents=(file,), maintenance=()))
    said = report.problems(found, files=(file,), style=style)
    assert all(character.isprintable() or character in "\n\t" for character in said)
    assert "\n::error::a" not in said
