"""build.json says when the page was last confirmed, and is the only file that knows the time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conformance.sites import QUIET, ROOT, Built, built, write
from tests.conformance.test_edits import EDITS, FILES, made

from statusgen import __version__


def others(site: Built) -> Mapping[str, bytes]:
    return {path: data for path, data in site.files.items() if path != "build.json"}


def test_every_field_is_there(shop: Built):
    build = shop.json("build.json")
    digest = build.pop("digest")
    assert build == {
        "version": __version__,
        "built_at": "2026-11-22T18:00:00Z",
        "valid_until": "2026-11-23T00:00:00Z",
        "freshness": 600,
        "state": "major_outage",
        "headline": "6 services have problems",
        "strip": {
            "lang": "en-GB",
            "dir": "ltr",
            "title": "Service status",
            "headline": "6 services have problems",
            "since": "Since 19 November 2026, 07:10 GMT",
            "details": "See what is happening",
            "url": "https://status.larkfield.example/",
        },
    }
    assert isinstance(digest, str)
    assert len(digest) >= 32


def test_while_nothing_is_wrong_there_is_no_strip(quiet: Built):
    build = quiet.json("build.json")
    assert (build["state"], build["strip"]) == ("operational", None)


SINCE = """---
title: {0}
components: {{{1}}}
impact: minor
---

## 2026-03-0{2} 08:00 Investigating
"""


@pytest.mark.parametrize(
    ("texts", "headline", "since"),
    [
        ((("False messages", "", 1), ("Web down", "web: major_outage", 2)), "1 service has", 2),
        ((("Web well", "web: operational", 1), ("Down", "web: major_outage", 2)), "1 service", 2),
        ((("False messages", "", 1), ("False letters", "", 2)), "2 reports are open", 1),
    ],
)
def test_the_strip_says_since_when_what_it_speaks_of_is_wrong(
    tmp_path: Path, texts: tuple[tuple[str, str, int], ...], headline: str, since: int
):
    files = {
        f"content/incidents/{number}.md": SINCE.format(*text) for number, text in enumerate(texts)
    }
    site = built(write(tmp_path, {**QUIET, **files}), "2026-03-03T12:00Z", only="build.json")
    strip = site.json("build.json")["strip"]
    assert strip["headline"].startswith(headline)
    assert strip["since"] == f"Since {since} March 2026, 08:00 GMT"


def test_a_report_that_was_left_out_is_something_wrong(skipped: Built):
    build = skipped.json("build.json")
    assert build["state"] == "degraded_performance"
    assert build["strip"]["headline"] == "Some reports cannot be shown"
    # Since when is not known.
    assert build["strip"]["since"] == ""
    assert "statusgen-since" not in skipped.text("embed.html")


def test_until_it_is_no_longer_valid_a_build_only_gets_a_new_time(shop: Built):
    end = shop.plan.status.valid_until
    last, next_ = (
        built(ROOT, f"{at:%Y-%m-%dT%H:%M:%SZ}") for at in (end - timedelta(seconds=1), end)
    )
    changed = {"built_at": "2026-11-22T23:59:59Z"}
    assert last.json("build.json") == shop.json("build.json") | changed
    assert others(last) == others(shop)
    assert others(next_) != others(shop)
    assert next_.json("build.json")["digest"] != shop.json("build.json")["digest"]


@pytest.mark.parametrize("edit", EDITS)
def test_the_digest_changes_when_any_other_file_does(edit: str, tmp_path: Path):
    before, after = made(tmp_path / "a"), made(tmp_path / "b", EDITS[edit])
    changed = others(before) != others(after)
    assert changed == (edit not in ("order of updates", "folder"))
    same = before.json("build.json")["digest"] == after.json("build.json")["digest"]
    assert not (changed and same)


def test_a_theme_of_the_sites_own_changes_the_digest(tmp_path: Path):
    before = made(tmp_path / "a")
    style = {"themes/default/assets/style.css": "body { color: black }"}
    after = built(write(tmp_path / "b", {**FILES, **style}), "2026-03-02 12:00")
    assert before.json("build.json")["digest"] != after.json("build.json")["digest"]


def test_the_same_files_at_the_same_time_are_the_same_build(tmp_path: Path):
    assert made(tmp_path / "a").files == made(tmp_path / "b").files


def test_what_has_not_happened_yet_changes_nothing(tmp_path: Path):
    path = "content/incidents/cards.md"
    future = {path: FILES[path] + "\n## 2026-03-09 08:00 Postmortem\n\nIt was a cable.\n"}
    before, after = made(tmp_path / "a"), made(tmp_path / "b", future)
    assert others(before) == others(after)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-01 07:59", "2026-03-01T08:00:00Z"),
        ("2026-03-01 08:00", "2026-03-01T09:00:00Z"),
        ("2026-03-01 10:00", "2026-03-01T18:00:00Z"),
        ("2026-03-01 18:00", "2026-03-02T00:00:00Z"),
        ("2026-03-02 09:00", "2026-03-02T10:00:00Z"),
        ("2026-03-02 10:00", "2026-03-02T11:00:00Z"),
    ],
)
def test_it_says_until_when_the_page_is_right(now: str, until: str, tmp_path: Path):
    assert made(tmp_path, now=now).json("build.json")["valid_until"] == until


def test_that_an_update_is_prepared_does_not_show_in_the_digest(tmp_path: Path):
    text = "---\ntitle: Tills slow\n---\n\n{above}## 2026-11-22 17:00 Investigating\n\nSlow.\n"
    prepared = "## 2026-11-22 20:00 Resolved\n\nOver."
    digests = set()
    for name, above in (
        ("none", ""),
        ("short", f"{prepared}\n\n"),
        ("long", f"{prepared}\n\nAnd a second paragraph.\n\n"),
    ):
        report = text.format(above=above)
        files = {**FILES, "content/incidents/2026-11-22-tills.md": report}
        site = built(write(tmp_path / name, files), "2026-11-22T18:00:00Z")
        digests.add(site.json("build.json")["digest"])
    assert len(digests) == 1
