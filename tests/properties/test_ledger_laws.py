"""Laws of the orders that pages, feeds and the API ask for: short ways find what a walk would.

The ledger opens no more entries than it must, and a month is looked up among seconds. Here every
entry is opened, every update looked at, and every time asked of the zone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.strategies import ZONES, EntryText, SiteText, UpdateText, sites_at_a_time

from statusgen.derive import EntryTimeline, IncidentTimeline, Step, derive
from statusgen.model import State, UpdateStatus
from statusgen.present.edition import Edition
from statusgen.words import Words

RESOLVED = UpdateStatus.RESOLVED


def edition_of(found: tuple[SiteText, datetime]) -> Edition:
    site, now = found
    status = derive(site.value(), now=now)
    return Edition(status, Words.of(status.site.config))


def shown(edition: Edition) -> tuple[EntryTimeline, ...]:
    return (*edition.status.incidents, *edition.status.maintenance)


def walked(edition: Edition) -> list[tuple[EntryTimeline, Step]]:
    """Go through every visible update, the newest first; of one second by the ids, backwards."""
    every = [
        ((step.update.at, one.entry.id, number), one, step)
        for one in shown(edition)
        for number, step in enumerate(one.steps)
    ]
    return [(one, step) for _, one, step in sorted(every, key=lambda row: row[0], reverse=True)]


def named(step: Step) -> set[str]:
    return {name for name, _ in step.after}


@given(found=sites_at_a_time(most=5, wordy=False))
@settings(max_examples=examples(100))
def test_a_feed_has_every_update_of_the_entries_that_name_its_components(found):
    edition = edition_of(found)
    every, ledger = walked(edition), edition.ledger
    assert list(edition.news) == every
    naming = {
        name: {one.entry.id for one, step in every if name in named(step)}
        for name in edition.components
    }
    for name, ids in naming.items():
        own = [(one, step) for one, step in every if one.entry.id in ids]
        assert list(ledger.newest(frozenset((name,)))) == own
    some = frozenset(list(naming)[:2])
    ids = set().union(*(naming[name] for name in some))
    assert list(ledger.newest(some)) == [pair for pair in every if pair[0].entry.id in ids]


@given(found=sites_at_a_time(most=5, wordy=False))
@settings(max_examples=examples(100))
def test_a_component_is_as_old_as_its_first_mention_and_its_last_change_of_state(found):
    edition = edition_of(found)
    every, ledger = walked(edition), edition.ledger
    for name in edition.components:
        mentions = [step.update.at for _, step in every if name in named(step)]
        changes = [
            step.update.at
            for _, step in every
            if name in named(step)
            and dict(step.after)[name] != dict(step.before).get(name, State.OPERATIONAL)
        ]
        assert ledger.first_named(name) == min(mentions, default=None)
        assert ledger.last_changed(name) == max(changes, default=None)


@given(found=sites_at_a_time(most=5, wordy=False))
@settings(max_examples=examples(60))
def test_entries_are_listed_by_the_time_that_customers_know_them_by(found):
    edition = edition_of(found)
    began = {
        one: one.started_at if isinstance(one, IncidentTimeline) else one.entry.starts
        for one in shown(edition)
    }
    ordered = sorted(began, key=lambda one: (began[one], one.entry.id), reverse=True)
    assert list(edition.timelines) == ordered


edges_of_months = st.builds(
    lambda year, month, minutes: datetime(year, month, 1, tzinfo=UTC) + timedelta(minutes=minutes),
    st.integers(1995, 2035),
    st.integers(1, 12),
    st.integers(-15 * 60, 15 * 60) | st.sampled_from([-345, -60, -1, 0, 1]),
)


@given(times=st.lists(edges_of_months, max_size=4), zone=st.sampled_from(ZONES))
@settings(max_examples=examples(200))
def test_the_month_of_an_entry_is_the_one_on_the_sites_own_calendar(times, zone):
    entries = tuple(
        EntryText(id=f"e{number}", title="Slow", updates=(UpdateText(at=at, status=RESOLVED),))
        for number, at in enumerate(times)
    )
    edition = edition_of((SiteText(zone=zone, entries=entries), datetime(2040, 1, 1, tzinfo=UTC)))
    assert len(edition.timelines) == len(times)
    for one in edition.timelines:
        local = one.started_at.astimezone(edition.config.zone)
        assert edition.month_of(one) == (local.year, local.month)
