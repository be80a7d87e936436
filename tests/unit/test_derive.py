"""What golden cases cannot say of deriving: odd clocks, the ends of time, and lengths of days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from tests.strategies import EntryText, SiteText, UpdateText

from statusgen.derive import DayHistory, derive, outline_of
from statusgen.model import Site, State, UpdateStatus

HOUR = timedelta(hours=1)
DOWN = State.MAJOR_OUTAGE


def outage(start: datetime, end: datetime | None = None, *, name: str = "outage") -> EntryText:
    """An incident that stops `web` altogether."""
    updates = [UpdateText(at=start, status=UpdateStatus.INVESTIGATING)]
    if end is not None:
        updates.append(UpdateText(at=end, status=UpdateStatus.RESOLVED))
    return EntryText(id=name, title="Outage", states=(("web", DOWN),), updates=tuple(updates))


def days_of(site: SiteText, now: datetime) -> dict[date, DayHistory]:
    return {one.day: one for one in derive(site.value(), now=now).components[0].days}


def test_a_day_is_as_long_as_the_clocks_make_it():
    start = datetime(2026, 3, 1, tzinfo=UTC)
    site = SiteText(entries=(outage(start, start + 200 * timedelta(days=1)),))
    spring = days_of(site, datetime(2026, 4, 1, 12, tzinfo=UTC))
    assert spring[date(2026, 3, 28)].lengths == ((DOWN, 24 * HOUR),)
    assert spring[date(2026, 3, 29)].lengths == ((DOWN, 23 * HOUR),)
    autumn = replace(site, entries=(outage(start, start + 400 * timedelta(days=1)),))
    days = days_of(autumn, datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert days[date(2026, 10, 25)].lengths == ((DOWN, 25 * HOUR),)


def test_a_day_that_the_zone_left_out_holds_nothing_and_its_neighbours_all():
    start = datetime(2011, 12, 1, tzinfo=UTC)
    site = SiteText(zone="Pacific/Apia", entries=(outage(start),))
    days = days_of(site, datetime(2012, 1, 9, tzinfo=UTC))
    assert days[date(2011, 12, 29)].lengths == ((DOWN, 24 * HOUR),)
    assert days[date(2011, 12, 30)].lengths == ()
    assert days[date(2011, 12, 30)].worst is State.OPERATIONAL
    assert days[date(2011, 12, 31)].lengths == ((DOWN, 24 * HOUR),)


def test_in_the_hour_that_is_yesterday_again_it_stays_today():
    # At 00:01 on 7 November the clocks of St John's went back to 23:01 on the 6th.
    site = SiteText(zone="America/St_Johns").value()
    for minute in (0, 30, 59):
        status = derive(site, now=datetime(2010, 11, 7, 2, 31, tzinfo=UTC) + minute * HOUR / 60)
        assert status.today == date(2010, 11, 7)
        assert status.valid_until == datetime(2010, 11, 8, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize("year", [1990, 2199])
def test_a_site_has_a_status_at_both_ends_of_time(year, zone):
    first, last = datetime(1990, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, tzinfo=UTC)
    site = SiteText(zone=zone, entries=(outage(first, last),)).value()
    for now in (datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 23, 59, tzinfo=UTC)):
        status = derive(site, now=now)
        assert now < status.valid_until <= now + 24 * HOUR


def test_the_zone_in_which_now_is_written_makes_no_difference():
    now = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    site = SiteText(entries=(outage(now - HOUR),)).value()
    for offset in (-12, 0, 14):
        same = now.astimezone(timezone(offset * HOUR))
        assert derive(site, now=same) == derive(site, now=now)


def test_an_outage_counts_from_the_second_in_which_it_began():
    start = datetime(2026, 3, 27, 23, 59, 30, tzinfo=UTC)
    site = SiteText(zone="UTC", entries=(outage(start, start + timedelta(minutes=1)),))
    days = days_of(site, datetime(2026, 3, 29, 12, tzinfo=UTC))
    half = timedelta(seconds=30)
    assert days[date(2026, 3, 27)].lengths == days[date(2026, 3, 28)].lengths == ((DOWN, half),)


def test_of_equally_bad_incidents_the_newest_is_first_and_of_equally_old_ones_the_last_id():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    names = {"b": at, "a": at, "c": at - HOUR, "d": at - 2 * HOUR}
    site = SiteText(entries=tuple(outage(start, name=name) for name, start in names.items()))
    status = derive(site.value(), now=at)
    assert [one.entry.id for one in status.incidents] == ["b", "a", "c", "d"]
    assert [one.entry.id for one in status.open_incidents] == ["b", "a", "c", "d"]


def test_the_worst_open_incident_is_first_however_much_newer_the_others_are():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    slow = (("web", State.DEGRADED_PERFORMANCE),)
    site = SiteText(
        entries=(
            outage(at - 3 * HOUR, name="worst"),
            outage(at - 4 * HOUR, at - HOUR, name="over"),
            replace(outage(at - HOUR, name="newest"), states=slow),
            replace(outage(at - 2 * HOUR, name="newer"), states=slow),
        )
    )
    status = derive(site.value(), now=at)
    assert [one.entry.id for one in status.open_incidents] == ["worst", "newest", "newer"]


@pytest.mark.parametrize("states", [(), (("web", DOWN),)])
def test_what_is_over_lifts_nothing_though_a_postmortem_waits(states):
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    over = outage(at - 2 * HOUR, at - HOUR)
    later = UpdateText(at=at + HOUR, status=UpdateStatus.POSTMORTEM)
    told = replace(over, states=states, updates=(*over.updates, later))
    site = SiteText(entries=(told,)).value()
    assert derive(site, now=at).state is State.OPERATIONAL
    assert (derive(site, now=at - 2 * HOUR).state is DOWN) == bool(states)


def test_uptime_is_counted_from_the_day_on_which_a_component_began():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    site = SiteText(zone="UTC", entries=(outage(at - 50 * HOUR, at - 49 * HOUR),)).value()
    for since, days in ((None, 90), (date(2026, 3, 26), 2), (date(2020, 1, 1), 90)):
        layout = tuple(replace(one, since=since) for one in site.config.components)
        young = replace(site, config=replace(site.config, layout=layout))
        (uptime, *_) = (one.uptime for one in derive(young, now=at).components)
        assert uptime is not None
        assert uptime.total == 24 * days * HOUR
        assert [(one.entry_id, one.length) for one in uptime.losses] == [("outage", HOUR)]


def test_what_was_open_and_is_over_for_good_is_read_anew_where_another_report_was_deleted():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    entries = (outage(at - HOUR, at + HOUR, name="a"), outage(at - HOUR, at + HOUR, name="b"))
    site = SiteText(entries=entries).value()
    told = tuple(replace(one, outline=outline_of(one)) for one in site.incidents)
    before = derive(replace(site, incidents=told), now=at)
    (after,) = derive(replace(site, incidents=told[:1]), now=at + HOUR, before=before).incidents
    assert not after.open
    assert len(after.steps) == 2


BEGAN = {"a": 1, "b": 3, "c": 2, "d": 3, "e": 3, "f": 4}
"""Before how many hours: three of them in one minute."""


def six(at: datetime, **titles: str) -> Site:
    """Make six reports, all of them over for good, some with another title."""
    entries = [
        replace(outage(at - hours * HOUR, at - HOUR / 2, name=name), title=titles.get(name, "Old"))
        for name, hours in BEGAN.items()
    ]
    site = SiteText(entries=tuple(entries)).value()
    return replace(
        site, incidents=tuple(replace(one, outline=outline_of(one)) for one in site.incidents)
    )


@pytest.mark.parametrize("name", BEGAN)
def test_a_report_that_is_written_anew_keeps_its_place_among_the_others(name):
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    before, after = six(at), six(at, **{name: "New"})
    # Of the others each is the very same, as where only one file was saved.
    kept = [
        new if new.id == name else old
        for old, new in zip(before.incidents, after.incidents, strict=True)
    ]
    site = replace(before, incidents=tuple(kept))
    status = derive(site, now=at, before=derive(before, now=at))
    assert [one.entry.id for one in status.incidents] == [*"acedbf"]
    assert [one.entry.id for one in status.recent["web"]] == [*"acedbf"]
    assert [one.entry.id for one in status.incidents if one.entry.title == "New"] == [name]


@pytest.mark.parametrize(("gone", "come"), [("a", "f"), ("f", "a"), ("d", "c"), ("b", "e")])
def test_a_report_that_comes_as_another_goes_stands_where_it_belongs(gone, come):
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    every = six(at)
    earlier, later = (
        replace(every, incidents=tuple(one for one in every.incidents if one.id != absent))
        for absent in (come, gone)
    )
    status = derive(later, now=at, before=derive(earlier, now=at))
    order = [name for name in "acedbf" if name != gone]
    assert [one.entry.id for one in status.incidents] == order
    assert [one.entry.id for one in status.recent["web"]] == order


def test_nothing_is_taken_from_before_statusgen_yml_was_edited():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    before = six(at)
    layout = tuple(replace(one, name="Shop") for one in before.config.components)
    after = replace(before, config=replace(before.config, layout=layout))
    status = derive(after, now=at, before=derive(before, now=at))
    assert [one.component.name for one in status.components] == ["Shop"]


def test_what_waits_is_listed_in_the_order_in_which_it_will_appear():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    hidden = replace(outage(at - HOUR, at - HOUR / 2, name="a"), publish_at=at + 2 * HOUR)
    site = SiteText(entries=(outage(at, at + 3 * HOUR, name="b"), hidden))
    waiting = derive(site.value(), now=at).waiting
    assert [(one.entry.id, one.at - at) for one in waiting] == [
        ("a", 2 * HOUR),
        ("a", 2 * HOUR),
        ("b", 3 * HOUR),
    ]


def test_a_window_whose_updates_nobody_wrote_waits_for_nothing():
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    work = EntryText(
        id="work",
        title="Work",
        window=(at + HOUR, at + 2 * HOUR),
        states=(("web", State.UNDER_MAINTENANCE),),
        updates=(UpdateText(at=at, status=UpdateStatus.SCHEDULED),),
    )
    status = derive(SiteText(entries=(work,)).value(), now=at)
    assert status.waiting == ()
    assert status.valid_until == at + HOUR
