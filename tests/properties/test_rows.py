"""Entries that are kept as rows come back as they were, whatever is in them."""

from __future__ import annotations

import marshal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import SiteText, config_files, entry_files, sites, source

from statusgen.parse import parse
from statusgen.parse.components import Known
from statusgen.parse.config import parse_config
from statusgen.parse.entry import Parsed, parse_entry
from statusgen.parse.rows import entry_of, fingerprint_of, row_of
from statusgen.recall import Recall
from statusgen.sources import Source, Sources

CONFIG = source("statusgen.yml", SiteText(alone=("web", "app")).config)
KNOWN = Known.of(parse_config(CONFIG)[0])


def kept(parsed: Parsed, path: str) -> Parsed:
    return entry_of(marshal.loads(marshal.dumps(row_of(parsed))), path)


@given(data=entry_files, maintenance=st.booleans())
@settings(max_examples=300)
def test_whatever_came_of_a_file_comes_back_from_its_row(data, maintenance):
    file = source("content/incidents/2026/a.md", data)
    parsed = parse_entry(file, maintenance=maintenance, known=KNOWN)
    assert kept(parsed, file.path) == parsed


@given(site=sites())
@settings(max_examples=60)
def test_a_site_that_is_known_is_the_site_that_is_read(site):
    sources = site.sources
    config = parse_config(sources.config)
    first = Recall({}, sources, Known.of(config[0]))
    first.learn(processes=1)
    again = Recall(marshal.loads(marshal.dumps(first.kept)), sources, Known.of(config[0]))
    assert again.unknown == 0
    assert not again.news
    assert parse(sources, known=config, entry=again.entry) == parse(sources)


@given(one=config_files, other=config_files)
@settings(max_examples=100)
def test_only_what_is_read_alike_has_one_name(one, other):
    known = [Known.of(parse_config(source("statusgen.yml", data))[0]) for data in (one, other)]
    assert (fingerprint_of(known[0]) == fingerprint_of(known[1])) is (known[0] == known[1])


@pytest.mark.parametrize(
    ("path", "digest"), [("content/incidents/b.md", "1"), ("content/incidents/a.md", "2")]
)
def test_a_row_is_trusted_for_the_same_bytes_at_the_same_path_only(path, digest):
    old = Source("content/incidents/a.md", b"", "1")
    recall = Recall({}, Sources(config=None, incidents=(old,), maintenance=()), KNOWN)
    recall.learn(processes=1)
    new = Sources(config=None, incidents=(Source(path, b"", digest),), maintenance=())
    assert Recall(recall.kept, new, KNOWN).unknown == 1


def test_a_row_is_not_trusted_with_other_components_or_in_another_zone():
    file = Source("content/incidents/a.md", b"", "1")
    sources = Sources(config=None, incidents=(file,), maintenance=())
    recall = Recall({}, sources, KNOWN)
    recall.learn(processes=1)
    assert Recall(recall.kept, sources, KNOWN).unknown == 0
    for config in (
        SiteText(alone=("web",)).config,
        SiteText(alone=("web", "app"), zone="UTC").config,
    ):
        other = Known.of(parse_config(source("statusgen.yml", config))[0])
        assert other != KNOWN
        assert Recall(recall.kept, sources, other).unknown == 1
