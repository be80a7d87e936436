"""Laws of `statusgen diff`: it names everything, everything once, and nothing without a cause."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.program import artifacts, as_known, outputs
from tests.strategies import EntryText, SiteText, UpdateText, sites, sites_at_a_time, source

from statusgen.artifacts import compose
from statusgen.derive import derive
from statusgen.model import UpdateStatus
from statusgen.parse import parse
from statusgen.present.edition import Edition
from statusgen.review.changes import Kind
from statusgen.review.compare import Side, compare
from statusgen.sources import Sources
from statusgen.words import Words

LATE = datetime(2190, 1, 1, tzinfo=UTC)
NO_ENTRIES = SiteText().sources

a_site_at_a_time = sites_at_a_time(most=3, zones=("Europe/London",))


def side(site: SiteText, now: datetime) -> Side:
    found, theme = artifacts(site.sources, now)
    status = derive(parse(site.sources).site, now=now)
    edition = Edition(status, Words.of(status.site.config), theme.published)
    return Side(edition=edition, artifacts=found)


def ids(one: Side) -> set[str]:
    """Return every visible update as its page and anchor."""
    return {
        f"{page}#{step.update.anchor}"
        for page, timeline in one.edition.pages.items()
        if timeline is not None
        for step in timeline.steps
    }


@st.composite
def _earlier(draw: st.DrawFn, entry: EntryText) -> EntryText | None:
    fate = draw(st.sampled_from(["as it is", "not there", "shorter", "other words"]))
    if fate == "not there":
        return None
    if fate == "shorter":
        kept = draw(st.integers(1, len(entry.updates)))
        return replace(entry, updates=entry.updates[:kept]).without_faults()
    if fate == "other words":
        first = replace(entry.updates[0], body="In other words.")
        return replace(entry, updates=(first, *entry.updates[1:]))
    return entry


@st.composite
def lesser(draw: st.DrawFn, site: SiteText) -> SiteText:
    """The same site before some of its entries and updates were written, and some edited."""
    found = (draw(_earlier(entry)) for entry in site.entries)
    entries = tuple(entry for entry in found if entry is not None)
    title = draw(st.sampled_from([site.title, site.title, "Another title"]))
    return replace(site, entries=entries, title=title)


def as_read(sources: Sources, *, outlines: bool) -> Side:
    """Read a site without its broken entries; with outlines as `statusgen diff` does."""
    known, whole = as_known(sources, skip_broken=True), parse(sources, skip_broken=True).site
    site = known if outlines else whole
    _, theme = artifacts(NO_ENTRIES, LATE)
    edition = Edition(derive(site, now=LATE), Words.of(site.config), theme.published)
    return Side(edition=edition, artifacts=compose(edition, theme, built_at=LATE))


def over(site: SiteText) -> SiteText:
    """Let everything have come to an end: only what is over can be known by its outline."""
    entries = []
    for one in site.entries:
        status = UpdateStatus.COMPLETED if one.window else UpdateStatus.RESOLVED
        at = max([*(update.at for update in one.updates), *(one.window or ())])
        end = UpdateText(at=at + timedelta(hours=1), status=status, body="It is over.")
        entries.append(replace(one, updates=(*one.updates, end)).without_faults())
    return replace(site, entries=tuple(entries))


@given(found=a_site_at_a_time)
@settings(max_examples=20)
def test_a_site_is_the_same_as_itself(found):
    site, now = found
    changes = compare(side(site, now), side(site, now))
    assert not changes.visible
    assert not changes.named
    assert changes.waiting == ()


@given(found=a_site_at_a_time, data=st.data())
@settings(max_examples=40)
def test_every_update_that_comes_or_goes_is_named_exactly_once(found, data):
    site, now = found
    some, other = side(data.draw(lesser(site)), now), side(site, now)
    for before, after in ((some, other), (other, some)):
        changes = compare(before, after)
        came = [one.id for one in changes.news if one.kind in (Kind.NEW, Kind.MOVED)]
        went = [one.was_id or one.id for one in changes.news if one.kind is Kind.GONE or one.was_id]
        assert Counter(came) == Counter(ids(after) - ids(before))
        assert Counter(went) == Counter(ids(before) - ids(after))
        edited = [one.id for one in changes.news if one.kind is Kind.CHANGED]
        assert len(edited) == len(set(edited))
        assert set(edited) <= ids(before) & ids(after)


@given(found=a_site_at_a_time, data=st.data())
@settings(max_examples=30)
def test_readers_are_said_to_see_a_change_where_a_byte_changes_and_nowhere_else(found, data):
    site, now = found
    earlier = data.draw(lesser(site))
    changes = compare(side(earlier, now), side(site, now))
    before, after = outputs(earlier.sources, now), outputs(site.sources, now)
    names = (before.keys() | after.keys()) - {"build.json"}
    differing = {name for name in names if before.get(name) != after.get(name)}
    assert changes.visible == bool(differing)
    # A view may differ where its bytes do not, never the other way round.
    assert differing & before.keys() & after.keys() <= set(changes.files)


all_over = sites(most=3, zones=("Europe/London",)).map(over)


@given(site=all_over, differs=st.sampled_from(["zone", "words", "entries"]), data=st.data())
@settings(max_examples=35)
def test_what_is_over_and_alike_need_not_be_looked_into(site, differs, data):
    earlier = site.sources
    if differs == "zone":  # The same bytes come to other times.
        earlier = replace(earlier, config=replace(site, zone="Asia/Tokyo").sources.config)
    elif differs == "words":  # Feeds say the same updates otherwise.
        words = b"statuses: {resolved: All is well, completed: All is done}\n"
        earlier = replace(earlier, config=source("statusgen.yml", earlier.config.data + words))
    else:
        earlier = data.draw(lesser(site)).sources
    known, whole = (
        compare(as_read(earlier, outlines=outlines), as_read(site.sources, outlines=outlines))
        for outlines in (True, False)
    )
    assert known == whole
