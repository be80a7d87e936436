"""Every text file below this folder is a golden case; `reader` says how one is written.

`pytest tests/cases --update` writes what the program does into the cases; the review is the diff.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from tests.cases.projections import (
    as_read,
    head_text,
    json_text,
    links_text,
    picked,
    status_text,
)
from tests.cases.reader import Case, place, read

from statusgen import pipeline, report
from statusgen.check import RULES
from statusgen.errors import ContentError, Problem
from statusgen.read import read_site
from statusgen.render import draw
from statusgen.theme import Theme

HERE = Path(__file__).parent
CASES = sorted(HERE.rglob("*.txt"))
STOPS = "the build stops\n"

# Rules on how an entry is written have cases of their own, in tests/checks.
OF_THE_FORMAT = {"late-announcement", "overrunning", "promise-overdue", "untranslated"}
EDITORIAL = {rule.code for rule in RULES} - OF_THE_FORMAT

# What else of a page can be asked for: "head of index.html".
FORMS = {"head": head_text, "links": links_text}

# What a theme draws is decided by its digest and the view, so one of each digest draws for all.
THEMES: dict[str, Theme] = {}


@dataclass(frozen=True)
class Run:
    """What came of a site: its problems as they are printed; outputs are None without a build."""

    problems: str
    statuses: dict[str, str]
    outputs: dict[str, bytes] | None


def run(case: Case, site: Path) -> Run:
    """Run a case whose files are in a folder."""
    found: tuple[Problem, ...] = ()
    outputs, status = None, STOPS
    try:
        plan = pipeline.plan(options(case, site, case.now))
        assert plan.recall is not None
        plan.recall.keep()
        theme = THEMES.setdefault(plan.theme.digest, plan.theme)
        outputs, found = {one.path: draw(one, theme) for one in plan.artifacts}, plan.problems
        status = status_text(plan.status)
    except ContentError as error:
        found = error.problems
    found = tuple(one for one in found if one.code not in EDITORIAL)
    # An output may be called so as well: status.txt.
    named = [part.name for part in case.expected if part.name.partition(" at ")[0] == "status"]
    statuses = {
        name: status_at(case, site, name.removeprefix("status at ")) if " at " in name else status
        for name in named
    }
    sources = read_site(site)
    files = (*sources.incidents, *sources.maintenance, *filter(None, [sources.config]))
    return Run(report.problems(found, files=files), statuses, outputs)


def options(case: Case, site: Path, now: str) -> pipeline.Options:
    assert set(case.flags) <= {"--skip-broken", "--strict"}
    return pipeline.Options(
        site=site,
        now=now,
        skip_broken="--skip-broken" in case.flags,
        strict="--strict" in case.flags,
    )


def status_at(case: Case, site: Path, now: str) -> str:
    try:
        status, _ = pipeline.status_of(options(case, site, now))
    except ContentError:
        return STOPS
    return status_text(status)


def facts(case: Case, ran: Run) -> dict[str, str]:
    """Return what a case's expectations should be."""
    actual = {"problems": f"{ran.problems}\n" if ran.problems else "", **ran.statuses}
    for part in case.expected:
        if part.name not in actual and part.name != "absent":
            what, _, path = part.name.rpartition(" of ")
            output = (ran.outputs or {}).get(path)
            actual[part.name] = "there is no such file\n"
            if output is not None:
                actual[part.name] = FORMS[what](output) if what else as_read(path, output)
            if output is not None and part.name.endswith(".json"):
                actual[part.name] = json_text(picked(json.loads(part.text), json.loads(output)))
    return actual


def leaks(case: Case, outputs: dict[str, bytes]) -> list[str]:
    """Return what a case says is absent and is there nevertheless, behind the output's path."""
    absent = [line for part in case.expected if part.name == "absent" for line in part.lines]
    assert outputs or not absent, "without a build nothing can be absent from it"
    return [
        f"{path}: {line}"
        for path, data in outputs.items()
        for line in absent
        if line == path or line in data.decode(errors="replace")
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_a_site_becomes_what_its_case_says(path: Path, tmp_path: Path, request):
    text = path.read_text()
    case = read(text)
    site, same = tmp_path / "site", tmp_path / "elsewhere" / "the same site"
    place(case, site)
    guarded = [part for part in case.inputs if any("mode" in word for word in part.options)]
    if any(os.access(site / part.name, os.R_OK) for part in guarded):
        pytest.skip("this user may read every file")
    place(case, same, order=Random(path.name))

    ran = run(case, site)
    actual = case.expecting(facts(case, ran))

    assert run(case, same) == ran
    # What the first run has kept is there now.
    assert run(case, site) == ran
    assert "\n".join(leaks(case, ran.outputs or {})) == ""
    if request.config.getoption("--update"):
        path.write_text(actual.text)
    else:
        assert text == actual.text


def test_there_are_cases():
    assert CASES
