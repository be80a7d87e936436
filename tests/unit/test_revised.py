"""One saved entry in a site that is known already, as in the preview: when that is all there is."""

from __future__ import annotations

import pytest
from tests.strategies import SiteText, source

from statusgen.parse import parse, read_entry, revised
from statusgen.parse.components import Known
from statusgen.parse.config import parse_config
from statusgen.parse.entry import Parsed
from statusgen.sources import Source, Sources

CONFIG = source("statusgen.yml", SiteText().config)
WRITTEN = """---
title: Orders slow
---

## 2025-03-03 10:00 Investigating

We look.

## 2025-03-03 11:00 Resolved

It works.
"""
LEADING = WRITTEN.replace("We look.", "As [before](orders.md#u-20250303T1000Z).")


def entry(text: str, name: str = "orders") -> Source:
    return source(f"content/incidents/{name}.md", text)


def sources(*incidents: Source) -> Sources:
    return Sources(config=CONFIG, incidents=incidents, maintenance=())


def read(one: Source) -> Parsed:
    return read_entry(one, maintenance=False, known=Known.of(parse_config(CONFIG)[0]))


@pytest.mark.parametrize(
    ("before", "after"),
    [("slow", "fast"), ("It works.", "It does.\n\n## 2025-03-03 12:00 Postmortem\n\nA.")],
)
def test_what_is_edited_stands_in_the_place_of_what_it_was(before, after):
    old, new = entry(WRITTEN), entry(WRITTEN.replace(before, after))
    others = entry(WRITTEN, "a"), entry(LEADING, "z")
    site = parse(sources(others[0], old, others[1])).site
    whole = parse(sources(others[0], new, others[1])).site
    assert revised(site, read(old), read(new)) == whole


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("10:00 Investigating", "10:05 Investigating"),  # Others may lead to that update.
        ("We look.", "See [that](nowhere.md)."),
        ("We look.", ""),
        ("title:", "impact: bad\ntitle:"),
        ("title:", "draft: true\ntitle:"),
    ],
)
def test_the_whole_site_is_read_where_one_file_does_not_tell_all(before, after):
    old, new = entry(WRITTEN), entry(WRITTEN.replace(before, after))
    site = parse(sources(old, entry(LEADING, "z"))).site
    assert revised(site, read(old), read(new)) is None


def test_the_whole_site_is_read_where_a_problem_goes():
    old, new = entry(WRITTEN.replace("We look.", "")), entry(WRITTEN)
    site = parse(sources(old)).site
    assert read(old).problems
    assert revised(site, read(old), read(new)) is None
