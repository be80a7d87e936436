"""Until then nothing is found that was not found before, and nothing is missing that was."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.checks.reader import ENTRY, NOW, SITE
from tests.examples import examples
from tests.strategies import sites_at_a_time, source

from statusgen.check import check
from statusgen.check.steady import steady_until
from statusgen.derive import derive
from statusgen.parse import parse
from statusgen.sources import Sources

_OPEN = """---
title: Cards are slow
components: {card-payments: partial_outage}
---

## 2026-03-04 09:00 Investigating
We are very sorry for the inconvenience and will update you in 2025.

## 2026-03-04 10:00 Update
We are very sorry for the inconvenience and will update you in 2025.
"""
STEPS = st.sampled_from(
    [timedelta(microseconds=1), timedelta(seconds=59), timedelta(minutes=61), timedelta(days=9)]
)


@given(found=sites_at_a_time(), step=STEPS, share=st.floats(0, 1))
@settings(max_examples=examples(250))
def test_until_then_the_rules_find_what_they_found(found, step, share):
    site, now = found
    sources = site.sources
    whole = parse(sources).site
    status = derive(whole, now=now)
    until = steady_until(status, now)
    assert now < until <= status.valid_until
    later = min(now + step, now + (until - now) * share, until - timedelta(microseconds=1))
    before = list(check(status, sources, now=now))
    assert list(check(derive(whole, now=later), sources, now=later)) == before


def findings_at(sources: Sources, now):
    return list(check(derive(parse(sources).site, now=now), sources, now=now))


def test_it_is_the_first_moment_at_which_anything_is_found_otherwise():
    """Walk through two months of an incident that is never resolved: no change may be missed."""
    sources = Sources(
        config=source("statusgen.yml", SITE), incidents=(source(ENTRY, _OPEN),), maintenance=()
    )
    site = parse(sources).site
    now, changes = NOW, 0
    for _ in range(120):
        status = derive(site, now=now)
        until = steady_until(status, now)
        before = findings_at(sources, now)
        assert findings_at(sources, until - timedelta(microseconds=1)) == before
        changes += findings_at(sources, until) != before
        now = until
    assert changes > 20
