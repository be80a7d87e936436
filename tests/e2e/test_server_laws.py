"""A preview that takes what is the same from before shows what one shows that has just begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import (
    EntryText,
    SiteText,
    advice,
    entries,
    entry_files,
    lines,
    moments_of,
    sites,
    source,
)

from statusgen.errors import ContentError
from statusgen.parse.config import parse_config
from statusgen.read import read_theme
from statusgen.server.site import Files, Loaded, Snapshot, look, understand
from statusgen.sources import Source

LAYERS, _ = read_theme(Path(), "default")


def files_of(site: SiteText, changed: dict[str, bytes]) -> Files:
    """Give the files of a site, some of them as they have become."""
    sources = site.sources
    config, _ = parse_config(sources.config)
    assert config is not None

    def row(kind: tuple[Source, ...]) -> tuple[Source, ...]:
        return tuple(
            source(one.path, changed[one.path]) if one.path in changed else one for one in kind
        )

    found = replace(sources, incidents=row(sources.incidents), maintenance=row(sources.maintenance))
    return Files(sources=found, config=config, layers=LAYERS)


def same(files: Files, before: Files) -> Files:
    """Give the very same values where they are equal, as a preview has that reads few files."""
    known = {one: one for one in (*before.sources.incidents, *before.sources.maintenance)}
    sources = replace(
        files.sources,
        incidents=tuple(known.get(one, one) for one in files.sources.incidents),
        maintenance=tuple(known.get(one, one) for one in files.sources.maintenance),
    )
    return replace(before, sources=sources)


def seen(
    files: Files, at: datetime, loaded: Loaded | None = None, snapshot: Snapshot | None = None
) -> tuple[object, Loaded | None, Snapshot | None]:
    """Say all that a preview would show of files, or what it would say is wrong with them."""
    try:
        loaded = understand(files, skip_broken=False, before=loaded)
        snapshot = look(loaded, at, snapshot)
    except ContentError as error:
        return error.problems, None, None
    told = (loaded.site, loaded.problems, snapshot.status, snapshot.problems)
    return told, loaded, snapshot


def written(site: SiteText, folder: str, entry: EntryText) -> bytes:
    return replace(entry, folder=folder).source(ZoneInfo(site.zone)).data


@given(site=sites(wordy=False) | sites(), data=st.data())
@settings(max_examples=25)
def test_whatever_is_saved_in_whatever_order_is_shown_as_if_read_for_the_first_time(site, data):
    names = (*site.alone, *(one for _, members in site.groups for one in members))
    changed: dict[str, bytes] = {}
    before = files_of(site, changed)
    at = data.draw(moments_of(site))
    told, loaded, snapshot = seen(before, at)
    assert told == seen(before, at)[0]
    for _ in range(data.draw(st.integers(1, 4))):
        if site.entries:
            one = data.draw(st.sampled_from(site.entries))
            another = entries(one.id, names).map(partial(written, site, one.folder))
            # As nearly every save: the same updates with other words, or one more of them.
            retold = st.builds(replace, st.just(one), title=lines, opening=st.just("") | advice)
            again = another | retold.map(partial(written, site, one.folder))
            changed[one.path] = data.draw(again | again | entry_files)
        at = data.draw(moments_of(site))
        files = same(files_of(site, changed), before)
        told, newest, view = seen(files, at, loaded, snapshot)
        assert told == seen(files_of(site, changed), at)[0]
        if newest is not None:
            before, loaded, snapshot = files, newest, view
