"""Laws of deriving: what is true stays true until `valid_until`, and then something changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.strategies import SiteText, entries, moments_of, sites_at_a_time

from statusgen.derive import Status, derive, outline_of
from statusgen.derive.days import day_start
from statusgen.derive.uptime import WEIGHTS, uptime
from statusgen.intervals import Interval, Span, clip, flatten, length
from statusgen.model import Site, State, worst

TICK = timedelta(microseconds=1)

states = st.lists(st.sampled_from(State), max_size=4)


@given(states, states)
def test_the_worst_of_states_is_the_worst_of_their_worsts_in_any_order(some, others):
    assert worst(*some, *others) == worst(worst(*others), worst(*some))
    assert worst(worst(*some), worst(*some)) == worst(*some)
    assert worst(*some) in [*some, State.OPERATIONAL]


def saying(status: Status) -> Status:
    """Leave out what no output says: what waits, and when to build again."""
    return replace(status, waiting=(), valid_until=datetime.max.replace(tzinfo=UTC))


@given(found=sites_at_a_time(wordy=False), between=st.fractions(0, 1))
@settings(max_examples=examples(100))
@example((SiteText(zone="America/St_Johns"), datetime(2010, 11, 7, 2, 45, tzinfo=UTC)), Fraction(1))
def test_a_status_holds_until_the_time_that_it_names_and_not_at_it(found, between):
    text, now = found
    site = text.value()
    status = derive(site, now=now)
    assert now < status.valid_until
    left = (status.valid_until - TICK - now) // TICK
    assert derive(site, now=now + TICK * int(left * between)) == status
    assert derive(site, now=status.valid_until - TICK) == status
    # It is not named in vain: only midnight may pass without news, since days are shown.
    after = derive(site, now=status.valid_until)
    assert after.valid_until > status.valid_until
    assert saying(after) != saying(status)
    if status.valid_until != day_start(after.today, site.config.zone):
        assert after.today == status.today


@given(found=sites_at_a_time(wordy=False))
@settings(max_examples=examples(40))
def test_what_lies_ahead_makes_no_difference_but_for_what_waits(found):
    text, now = found
    status = derive(text.value(), now=now)
    known = {one.entry.id for one in status.incidents} | {
        one.entry.id for one in status.maintenance
    }
    for timeline in (*status.incidents, *status.maintenance):
        assert all(step.update.at <= now for step in timeline.steps)
    hidden = {one.entry.id for one in status.waiting} - known
    shorter = replace(text, entries=tuple(one for one in text.entries if one.id not in hidden))
    without = derive(shorter.value(), now=now)
    assert without.incidents == status.incidents
    assert without.maintenance == status.maintenance
    assert without.components == status.components
    assert without.state == status.state


@given(found=sites_at_a_time(wordy=False))
@settings(max_examples=examples(40))
def test_no_site_is_better_than_its_components_and_no_component_than_its_entries(found):
    text, now = found
    site = text.value()
    status = derive(site, now=now)
    held: dict[str, list[State]] = {}
    for timeline in (*status.incidents, *status.maintenance):
        if not timeline.open:
            assert timeline.states == ()
        for name, state in timeline.states:
            held.setdefault(name, []).append(state)
    for one in status.components:
        assert one.state == worst(*held.get(one.component.id, ()))
        assert one.state <= status.state


@given(found=sites_at_a_time(wordy=False))
@settings(max_examples=examples(40))
def test_an_uptime_is_a_share_and_planned_work_takes_nothing_from_it(found):
    text, now = found
    site = text.value()
    calm = replace(site, maintenance=())
    both = zip(derive(site, now=now).components, derive(calm, now=now).components, strict=True)
    for one, without_work in both:
        assert one.uptime == without_work.uptime
        if one.uptime is not None:
            assert 0 <= one.uptime.share <= 1


def outlined(site: Site) -> Site:
    """Give entries what those have that were kept: what is over for good is listed by it."""
    return replace(
        site,
        incidents=tuple(replace(one, outline=outline_of(one)) for one in site.incidents),
        maintenance=tuple(replace(one, outline=outline_of(one)) for one in site.maintenance),
    )


def all_of(status: Status) -> tuple[object, ...]:
    """Say all that a status holds, with what it tells only those who ask for it."""
    named = {name: [one.entry.id for one in row] for name, row in status.recent.items()}
    active = {one.entry.id for one in status.active}
    moving = {one.id for one in status.moving}
    order = status.open_incidents, status.under_way, status.upcoming
    return status, named, active, moving, order, status.changed_at, status.affected


@given(found=sites_at_a_time(wordy=False), data=st.data())
@settings(max_examples=examples(100))
def test_what_is_taken_from_an_earlier_status_is_what_there_would_be_without(found, data):
    text, now = found
    names = (*text.alone, *(one for _, members in text.groups for one in members))
    others = tuple(data.draw(entries(one.id, names)) for one in text.entries)
    versions = [outlined(replace(text, entries=row).value()) for row in (text.entries, others)]
    site = versions[0]
    status = derive(site, now=now)
    for _ in range(data.draw(st.integers(1, 3))):
        # Any of the entries may be written otherwise, as another kind even, or be deleted.
        chosen = {one.id: data.draw(st.sampled_from((*versions, None))) for one in text.entries}
        site = replace(
            site,
            incidents=tuple(
                one
                for id_, version in sorted(chosen.items())
                for one in (version.incidents if version else ())
                if one.id == id_
            ),
            maintenance=tuple(
                one
                for id_, version in sorted(chosen.items())
                for one in (version.maintenance if version else ())
                if one.id == id_
            ),
        )
        now = max(now, data.draw(moments_of(text)))
        status = derive(site, now=now, before=status)
        assert all_of(status) == all_of(derive(site, now=now))


START = datetime(2026, 3, 1, tzinfo=UTC)
seconds = st.integers(0, 30).map(lambda second: START + timedelta(seconds=second))
held_spans = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.lists(st.builds(Span, seconds, seconds, st.sampled_from(State)), max_size=3),
    ),
    max_size=3,
)


@given(held=held_spans, over=st.builds(Interval, seconds, seconds))
def test_a_second_of_several_incidents_is_lost_once_at_the_worst(held, over):
    found = uptime(held, over)
    if found is None:
        assert over.start >= over.end
        return
    assume(over.start < over.end)
    row = flatten(clip((span for _, spans in held for span in spans), over))
    # A worse state that weighs nothing cannot be there: the order of states and of weights agree.
    lost = sum(
        (
            Fraction(length([span]) // timedelta(seconds=1)) * WEIGHTS.get(State(span.level), 0)
            for span in row
        ),
        Fraction(),
    )
    assert found.total == over.end - over.start
    assert found.share == 1 - lost / (found.total // timedelta(seconds=1))
    assert 0 <= found.share <= 1


def test_a_heavier_state_is_a_worse_one():
    weights = [WEIGHTS.get(state, Fraction()) for state in State]
    assert weights == sorted(weights)


def test_a_site_without_a_word_changes_only_at_midnight():
    site: Site = SiteText().value()
    status = derive(site, now=datetime(2026, 3, 28, 23, 59, tzinfo=UTC))
    assert status.valid_until == datetime(2026, 3, 29, tzinfo=UTC)
    assert derive(site, now=status.valid_until).valid_until == datetime(2026, 3, 29, 23, tzinfo=UTC)
