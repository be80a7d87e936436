"""Entries that are kept as rows come back as they were, whatever is in them."""

from __future__ import annotations

import marshal
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.strategies import (
    SiteText,
    config_files,
    entry_files,
    instants,
    sites,
    source,
)

from statusgen.cache import Shelf
from statusgen.derive import derive
from statusgen.parse import parse
from statusgen.parse.components import Known
from statusgen.parse.config import parse_config
from statusgen.parse.entry import Parsed, parse_entry
from statusgen.parse.rows import entry_of, fingerprint_of, row_of
from statusgen.recall import Recall
from statusgen.sources import Source, Sources

CONFIG = source("statusgen.yml", SiteText(alone=("web", "app")).config)
KNOWN = Known.of(parse_config(CONFIG)[0])


@contextmanager
def shelves():
    with TemporaryDirectory() as folder:
        yield Shelf(folder, "an engine")


def kept(parsed: Parsed, path: str) -> Parsed:
    return entry_of(marshal.loads(marshal.dumps(row_of(parsed))), path)


@given(data=entry_files, maintenance=st.booleans())
@settings(max_examples=examples(300))
def test_whatever_came_of_a_file_comes_back_from_its_row(data, maintenance):
    file = source("content/incidents/2026/a.md", data)
    parsed = parse_entry(file, maintenance=maintenance, known=KNOWN)
    assert kept(parsed, file.path) == parsed


@given(site=sites(), now=instants)
@settings(max_examples=examples(60))
def test_a_site_that_is_known_is_the_site_that_is_read(site, now):
    sources = site.sources
    config = parse_config(sources.config)
    with shelves() as shelf:
        first = Recall(shelf, sources, Known.of(config[0]))
        first.learn(processes=1)
        first.keep()
        again = Recall(shelf, sources, Known.of(config[0]))
        assert again.unknown == 0
        known, read = parse(sources, known=config, entry=again.entry), parse(sources)
        assert known == read
        assert derive(known.site, now=now) == derive(read.site, now=now)


@given(site=sites(), now=instants)
@settings(max_examples=examples(60))
def test_an_outline_says_what_the_whole_entry_says(site, now):
    sources = site.sources
    config = parse_config(sources.config)
    recall = Recall(None, sources, Known.of(config[0]))
    recall.learn(processes=1)
    known = derive(parse(sources, known=config, entry=recall.entry).site, now=now)
    read = derive(parse(sources).site, now=now)
    for late, whole in zip(
        (*known.incidents, *known.maintenance), (*read.incidents, *read.maintenance), strict=True
    ):
        assert late.outline._replace(settled=None, line="") == whole.outline
        assert (late.open, late.states, late.promise, late.late) == (
            whole.open,
            whole.states,
            whole.promise,
            whole.late,
        )
        assert late == whole


@given(one=config_files, other=config_files)
@settings(max_examples=examples(100))
def test_only_what_is_read_alike_has_one_name(one, other):
    known = [Known.of(parse_config(source("statusgen.yml", data))[0]) for data in (one, other)]
    assert (fingerprint_of(known[0]) == fingerprint_of(known[1])) is (known[0] == known[1])


@pytest.mark.parametrize(
    ("path", "digest"), [("content/incidents/b.md", "1"), ("content/incidents/a.md", "2")]
)
def test_a_row_is_trusted_for_the_same_bytes_at_the_same_path_only(path, digest, tmp_path):
    old = Source("content/incidents/a.md", b"", "1")
    shelf = Shelf(tmp_path, "an engine")
    recall = Recall(shelf, Sources(config=None, incidents=(old,), maintenance=()), KNOWN)
    recall.learn(processes=1)
    recall.keep()
    new = Sources(config=None, incidents=(Source(path, b"", digest),), maintenance=())
    assert Recall(shelf, new, KNOWN).unknown == 1


def test_a_row_is_not_trusted_with_other_components_or_in_another_zone(tmp_path):
    file = Source("content/incidents/a.md", b"", "1")
    sources = Sources(config=None, incidents=(file,), maintenance=())
    shelf = Shelf(tmp_path, "an engine")
    recall = Recall(shelf, sources, KNOWN)
    recall.learn(processes=1)
    recall.keep()
    assert Recall(shelf, sources, KNOWN).unknown == 0
    for config in (
        SiteText(alone=("web",)).config,
        SiteText(alone=("web", "app"), zone="UTC").config,
    ):
        other = Known.of(parse_config(source("statusgen.yml", config))[0])
        assert other != KNOWN
        assert Recall(shelf, sources, other).unknown == 1
