"""Laws of building into a folder: what stood there before makes no difference, but saves work."""

from __future__ import annotations

import os
import tempfile
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
OVER = """---
title: App slow
components: {{app: degraded_performance}}
---

## 2026-03-20 08:00 Investigating

{text}

## 2026-03-20 09:00 Resolved
"""
WORK = """---
title: New app
components: [app]
starts: 2026-03-26 10:00
ends: 2026-03-26 11:00
---

## 2026-03-25 18:00 Scheduled
"""
SITE = {
    "statusgen.yml": CONFIG,
    "content/incidents/a.md": OVER.format(text="As [before](b.md)."),
    "content/incidents/b.md": OVER.format(text="We look."),
    "content/maintenance/c.md": WORK,
}


@pytest.mark.parametrize(
    ("path", "changed", "day"),
    [
        # The service has no page any more, so that no link may lead there.
        ("incidents/a/index.html", {}, 29),
        ("incidents/b/index.html", {}, 29),
        ("api/v2/schema/status.json", {"statusgen.yml": CONFIG.replace("//s.", "//status.")}, 28),
    ],
)
def test_a_file_is_drawn_anew_when_what_it_says_changes(tmp_path, path, changed, day):
    site = tmp_path / "site"
    for name, text in SITE.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, "utf-8")
    built(tmp_path, datetime(2026, 3, 28, 12, tzinfo=UTC))
    before = files_in(tmp_path / "out")
    for name, text in changed.items():
        (site / name).write_text(text, "utf-8")
    now = datetime(2026, 3, day, 12, tzinfo=UTC)
    built(tmp_path, now)
    clean = build(Options(site=site, now=now), tmp_path / "clean")
    assert path in clean.receipt.written
    after = files_in(tmp_path / "out")
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
