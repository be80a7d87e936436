"""Laws of building into a folder: what stood there before makes no difference, but saves work."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outputs import files_in, nothing_changes
from tests.program import outputs
from tests.strategies import SiteText, moments_of, sites

from statusgen import standing
from statusgen.errors import OutputError
from statusgen.pipeline import Options, build
from statusgen.write import Receipt

a_site = sites(most=3, zones=("Europe/London",))


def put(folder: Path, site: SiteText) -> None:
    """Write a site's files, and take away those of another."""
    sources = site.sources
    assert sources.config is not None
    files = (sources.config, *sources.incidents, *sources.maintenance)
    for path in folder.rglob("*.md"):
        path.unlink()
    for kind in ("incidents", "maintenance"):
        (folder / "content" / kind).mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.data)


def built(folder: Path, now: datetime) -> Receipt:
    return build(Options(site=folder / "site", now=now), folder / "out").receipt


@given(site=a_site, data=st.data())
@settings(max_examples=8)
def test_a_build_over_older_ones_is_as_if_they_had_never_been(site, data):
    other = data.draw(a_site)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for text in (other, site, site):
            put(folder / "site", text)
            now = data.draw(moments_of(text))
            built(folder, now)
        assert files_in(folder / "out") == outputs(site.sources, now)
        with nothing_changes(folder):
            receipt = built(folder, now)
        assert (receipt.written, receipt.deleted) == ((), ())


CONFIG = """title: Shop
url: https://s.example/
timezone: UTC
components: [{id: web, name: Website}, {id: app, name: App, retired: 2026-03-29}]
"""
WORK = """---
title: New app
components: [app]
starts: 2026-03-26 10:00
ends: 2026-03-26 11:00
---

## 2026-03-25 18:00 Scheduled
"""


PLANNED = "content/maintenance/c.md"


def over(text: str = "We look.", day: str = "2026-03-20", title: str = "App down") -> str:
    """An incident of an hour that is over."""
    return (
        f"---\ntitle: {title}\ncomponents: {{app: major_outage}}\n---\n\n"
        f"## {day} 08:00 Investigating\n\n{text}\n\n## {day} 09:00 Resolved\n\nOver.\n"
    )


def incident(name: str) -> str:
    return f"content/incidents/{name}.md"


SITE = {
    "statusgen.yml": CONFIG,
    incident("a"): over("As [before](b.md)."),
    incident("b"): over(),
    PLANNED: WORK,
}


def saying(what: str, text: str = over()) -> str:
    """An entry with a line more in its front matter."""
    return text.replace("title:", f"{what}\ntitle:")


OPEN = """---
title: App slow
components: {app: degraded_performance}
---

## 2026-03-27 08:00 Investigating
"""
LATER = "publish_at: 2026-04-01 10:00"
LINK = "As [before](w.md)."
WEB = over().replace("app:", "web:")
OLD = {incident("z"): over(day="2024-01-01")}
DAYS = [f"2026-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 25)]
MANY = {incident(day): over(day=day) for day in DAYS[:47]}
"""With the others there are then as many as a service's page lists."""


@pytest.mark.parametrize(
    ("path", "more", "changed", "day"),
    [
        # The service has no page any more, so that no link may lead there.
        ("incidents/a/index.html", {}, {}, 29),
        ("incidents/b/index.html", {}, {}, 29),
        # Nor may one lead to a report that is not to be seen yet.
        ("incidents/a/index.html", {}, {incident("b"): saying(LATER)}, 28),
        *(
            (
                f"components/app/{name}",
                {incident("w"): WEB, path: text},
                {incident("w"): saying(LATER, WEB)},
                28,
            )
            for name, path, text in (
                ("feed.xml", incident("a"), over(LINK)),
                ("feed.xml", incident("a"), saying(f"what_to_do: {LINK}")),
                ("feed.xml", incident("a"), saying(f"data_safe: {LINK}")),
                ("feed.xml", incident("a"), saying(f"still_works: ['{LINK}']")),
                ("maintenance.ics", PLANNED, WORK.replace("\n\n##", f"\n\n{LINK}\n\n##")),
            )
        ),
        ("api/v2/schema/status.json", {}, {"statusgen.yml": CONFIG.replace("//s.", "//www.")}, 28),
        # A state that is corrected is no news: the page was last updated when it was before.
        (
            "api/v2/status.json",
            {incident("w"): OPEN},
            {incident("w"): OPEN.replace("degraded_performance", "partial_outage")},
            28,
        ),
        ("components/app/index.html", {}, {PLANNED: WORK.replace("New", "Newer")}, 28),
        # Each year's page leads to the months of all, and says how many reports they have.
        ("history/2026/index.html", OLD, {incident("z"): over(day="2024-02-01")}, 28),
        ("history/2026/index.html", OLD, {incident("y"): over(day="2024-01-02")}, 28),
        # What is too old for the list is behind a link, or only in the working of the uptime.
        ("components/app/index.html", MANY, {incident("z"): over(day="2024-01-01")}, 28),
        (
            "components/app/index.html",
            {**MANY, incident("z"): over(day="2025-12-30")},
            {incident("z"): over(day="2025-12-30", title="App gone")},
            28,
        ),
    ],
)
def test_a_file_is_drawn_anew_when_what_it_says_changes(tmp_path, path, more, changed, day):
    site = tmp_path / "site"

    def save(files: Mapping[str, str]) -> None:
        for name, text in files.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(text, "utf-8")

    save({**SITE, **more})
    built(tmp_path, datetime(2026, 3, 28, 12, tzinfo=UTC))
    before = files_in(tmp_path / "out")
    save(changed)
    now = datetime(2026, 3, day, 12, tzinfo=UTC)
    built(tmp_path, now)
    after = files_in(tmp_path / "out")
    build(Options(site=site, now=now), tmp_path / "clean")
    assert after[path] != before[path]
    assert after == files_in(tmp_path / "clean")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
@pytest.mark.parametrize("name", ["out/build.json", ".out.statusgen"])
def test_what_took_the_place_of_a_file_that_is_only_confirmed_is_named(tmp_path, name, make):
    for kind in ("incidents", "maintenance"):
        (tmp_path / "site/content" / kind).mkdir(parents=True)
    (tmp_path / "site/statusgen.yml").write_text(
        "title: Shop\nurl: https://s.example/\ntimezone: UTC\ncomponents: [{id: a, name: A}]\n",
        "utf-8",
    )
    options = Options(site=tmp_path / "site", now=datetime(2026, 1, 1, tzinfo=UTC))
    standing.build(options, tmp_path / "out")
    (tmp_path / name).unlink()
    make(tmp_path / name)
    with pytest.raises(OutputError, match=name.removeprefix("out/")):
        standing.build(options, tmp_path / "out")
