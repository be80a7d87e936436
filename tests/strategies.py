"""Generated sites: the same one as files that somebody could have written and as a model value.

A `SiteText` is valid by construction, so that laws of the whole program can be put to it; texts
that may hold any mistake come from `entry_files` and `config_files`. What people write is hostile
here: quotes, markup, braces, other scripts, the program's own placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from statusgen import markup
from statusgen.errors import Location, Problem, Severity
from statusgen.fingerprint import digest
from statusgen.markup import Prose
from statusgen.model import (
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    Component,
    Config,
    Entry,
    Group,
    Impact,
    Incident,
    Maintenance,
    Site,
    State,
    Update,
    UpdateStatus,
)
from statusgen.parse import updates as updates_
from statusgen.parse.headings import Section
from statusgen.sources import Source, Sources

HOSTILE = (
    "]]>",
    "\"double\" and 'single'",
    "{{ 7 * 7 }} {% raw %} {# no #}",
    "<script>alert(1)</script>",
    "&amp; &lt;b&gt; &",
    "{name} {0} {} {title!r} %s %(name)s 100 %",
    "\ue000",
    "\ue0010\ue001",
    "\u202bmarked\u202c",
    "شبكة الدفع",
    "👩\u200d🚒🔥",
    "supercalifragilisticexpialidocious" * 6,
    "a\u2028b c\u00a0d",
    "\\u0007 \\",
    "# 1 - 2: 3 | 4",
    "http://example.com/?a=1&b=<2>",
)

# The clocks of several zones change within these days; every offset is whole minutes.
_MIDDLE = datetime(2026, 3, 28, 12, tzinfo=UTC)
ZONES = ("Europe/London", "UTC", "America/Santiago", "Pacific/Chatham", "Asia/Kathmandu")

_NOWHERE = Location("generated")
_HEADING = re.compile("(?P<time>t)(?P<status>s)(?P<braces>b)")

E = TypeVar("E", bound=Entry)


def quoted(text: str) -> str:
    """Write a text as YAML's double-quoted scalar."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def written(at: datetime, zone: ZoneInfo) -> str:
    """Write a time as an author of that zone would: locally where that can be read one way only."""
    local = at.astimezone(zone)
    shape = "%Y-%m-%d %H:%M:%S" if at.second else "%Y-%m-%d %H:%M"
    sure = local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset()
    return f"{local:{shape}}" if sure and at.minute % 20 else f"{at:{shape}}Z"


@dataclass(frozen=True, kw_only=True)
class UpdateText:
    """One update as its author means it."""

    at: datetime
    status: UpdateStatus
    body: str = ""
    states: tuple[tuple[str, State], ...] = ()
    promise: datetime | None = None

    def markdown(self, zone: ZoneInfo) -> str:
        braces = [f"{name}: {state.word}" for name, state in self.states]
        braces += [f"next_update: {written(self.promise, zone)}"] if self.promise else []
        word = self.status.value.replace("_", " ").capitalize()
        tail = f" {{{', '.join(braces)}}}" if braces else ""
        return f"## {written(self.at, zone)} {word}{tail}\n\n{self.body}\n"


@dataclass(frozen=True, kw_only=True)
class EntryText:
    """An entry as its author means it: an incident, or maintenance where there is a window.

    `updates` are oldest first; `newest_first` is how the file has them.
    """

    id: str
    title: str
    updates: tuple[UpdateText, ...]
    folder: str = ""
    states: tuple[tuple[str, State], ...] = ()
    opening: str = ""
    still_works: tuple[str, ...] = ()
    what_to_do: str = ""
    data_safe: str = ""
    impact: Impact | None = None
    publish_at: datetime | None = None
    window: tuple[datetime, datetime] | None = None
    newest_first: bool = False

    @property
    def path(self) -> str:
        kind = "maintenance" if self.window else "incidents"
        return f"content/{kind}/{self.folder}{self.id}.md"

    def source(self, zone: ZoneInfo) -> Source:
        lines = ["---", f"title: {quoted(self.title)}"]
        if self.window:
            starts, ends = self.window
            lines += [f"starts: {written(starts, zone)}", f"ends: {written(ends, zone)}"]
        if self.states:
            lines.append("components:")
            lines += [f"  {name}: {state.word}" for name, state in self.states]
        if self.still_works:
            lines.append("still_works:")
            lines += [f"  - {quoted(text)}" for text in self.still_works]
        for key, text in (("what_to_do", self.what_to_do), ("data_safe", self.data_safe)):
            lines += [f"{key}: {quoted(text)}"] if text else []
        lines += [f"impact: {self.impact.word}"] if self.impact is not None else []
        lines += [f"publish_at: {written(self.publish_at, zone)}"] if self.publish_at else []
        texts = [update.markdown(zone) for update in self.updates]
        if self.newest_first:
            texts.reverse()
        return source(self.path, "\n".join([*lines, "---", "", self.opening, "", *texts]))

    def value(self) -> Incident | Maintenance:
        """Make what `parse` makes of the file; without places and digest."""
        entry = Entry(
            id=self.id,
            title=self.title,
            opening=_prose(self.opening, top=3),
            states=self.states,
            still_works=tuple(markup.convert(text)[0] for text in self.still_works),
            what_to_do=_prose(self.what_to_do),
            data_safe=_prose(self.data_safe),
            impact=self.impact,
            publish_at=self.publish_at,
            updates=self.arranged([]),
            digest="",
            where=_NOWHERE,
        )
        fields = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
        if self.window is None:
            return Incident(**fields)
        return Maintenance(**fields, starts=self.window[0], ends=self.window[1])

    def arranged(self, problems: list[Problem]) -> tuple[Update, ...]:
        """Put the updates in order; what they may not say is told with its number as the line."""
        heading = _HEADING.fullmatch("tsb")
        assert heading is not None
        written_ = [
            updates_.Written(
                at=update.at,
                status=update.status,
                body=_prose(update.body) or Prose(source="", html="", links=()),
                braces=updates_.Braces(states=update.states, next_update=update.promise),
                where=_NOWHERE,
                section=Section(path="", line=number, heading=heading, body=""),
            )
            for number, update in enumerate(self.updates)
        ]
        return updates_.arrange(
            written_[::-1] if self.newest_first else written_,
            found=len(written_),
            first_promise=None,
            window=self.window,
            maintenance=self.window is not None,
            start=_NOWHERE,
            problems=problems,
        )

    def without_faults(self) -> EntryText:
        """Take the braces away from updates that may have none, as after a Resolved."""
        problems: list[Problem] = []
        self.arranged(problems)
        wrong = {one.where.line for one in problems if one.severity is Severity.ERROR}
        own = (
            replace(update, states=(), promise=None) if number in wrong else update
            for number, update in enumerate(self.updates)
        )
        return replace(self, updates=tuple(own))


def _prose(text: str, *, top: int = 4) -> Prose | None:
    return markup.convert(text, top=top)[0] if text else None


@dataclass(frozen=True, kw_only=True)
class SiteText:
    """A whole site as its authors mean it. `groups` may be empty, `alone` are outside of them."""

    title: str = "Status"
    url: str = "https://status.example/"
    zone: str = "Europe/London"
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    alone: tuple[str, ...] = ("web",)
    name: str = "Service"
    since: date | None = None
    retired: date | None = None
    entries: tuple[EntryText, ...] = ()
    labels: tuple[tuple[State, str], ...] = ()

    @property
    def config(self) -> str:
        lines = [
            f"title: {quoted(self.title)}",
            f"url: {self.url}",
            f"timezone: {self.zone}",
            f"help: [{{name: {quoted(self.name)}, url: 'https://example.com/help'}}]",
            "components:",
            *self._components(self.alone, ""),
        ]
        if self.groups:
            lines.append("groups:")
            for group, members in self.groups:
                lines += [f"  - id: {group}", f"    name: {quoted(f'{self.name} {group}')}"]
                lines += ["    components:", *self._components(members, "    ")]
        if self.labels:
            lines.append("states:")
            lines += [f"  {state.word}: {quoted(label)}" for state, label in self.labels]
        return "\n".join([*lines, ""])

    def _components(self, ids: Sequence[str], indent: str) -> list[str]:
        lines = []
        for one in ids:
            lines += [f"{indent}  - id: {one}", f"{indent}    name: {quoted(f'{self.name} {one}')}"]
            if one == self.alone[0]:
                days = (("since", self.since), ("retired", self.retired))
                lines += [f"{indent}    {key}: {day}" for key, day in days if day]
        return lines

    @property
    def sources(self) -> Sources:
        files = [entry.source(ZoneInfo(self.zone)) for entry in self.entries]
        files.sort(key=lambda one: one.path)
        return Sources(
            config=source("statusgen.yml", self.config),
            incidents=tuple(one for one in files if one.path.startswith("content/incidents/")),
            maintenance=tuple(one for one in files if one.path.startswith("content/maintenance/")),
        )

    def value(self) -> Site:
        """Make what `parse` makes of the files; without places and digests."""
        values = sorted((entry.value() for entry in self.entries), key=lambda entry: entry.id)
        alone = tuple(self._component(one, None) for one in self.alone)
        groups = tuple(
            Group(
                id=group,
                name=f"{self.name} {group}",
                components=tuple(self._component(one, group) for one in members),
            )
            for group, members in self.groups
        )
        return Site(
            config=Config(
                title=self.title,
                url=self.url,
                zone=ZoneInfo(self.zone),
                language="en-GB",
                freshness=timedelta(minutes=10),
                help=(),
                layout=(*alone, *groups),
                states=self.labels,
                statuses=(),
                theme="default",
                digest="",
            ),
            incidents=tuple(one for one in values if isinstance(one, Incident)),
            maintenance=tuple(one for one in values if isinstance(one, Maintenance)),
        )

    def _component(self, one: str, group: str | None) -> Component:
        first = one == self.alone[0]
        return Component(
            id=one,
            name=f"{self.name} {one}",
            since=self.since if first else None,
            retired=self.retired if first else None,
            group_id=group,
        )

    def times(self) -> tuple[datetime, ...]:
        """Return every instant that the site names, where something is likely to change."""
        found: set[datetime | None] = set()
        for entry in self.entries:
            found |= {entry.publish_at, *(entry.window or ())}
            found |= {at for update in entry.updates for at in (update.at, update.promise)}
        return tuple(sorted(at for at in found if at is not None))


def source(path: str, text: str | bytes) -> Source:
    data = text if isinstance(text, bytes) else text.encode()
    return Source(path, data, digest(data))


def placeless(site: Site) -> Site:
    """Leave out what only a file has: places and digests, and what no `SiteText` sets."""

    def bare(entry: E) -> E:
        own = tuple(replace(update, where=_NOWHERE) for update in entry.updates)
        return replace(entry, updates=own, digest="", where=_NOWHERE)

    return replace(
        site,
        config=replace(site.config, digest="", help=()),
        incidents=tuple(map(bare, site.incidents)),
        maintenance=tuple(map(bare, site.maintenance)),
    )


# --- Strategies --------------------------------------------------------------------------------

# Those that are drawn from inside of others are made once: making and validating one anew at each
# draw takes several times as long as the draw.

# No line ends, no characters that a page may not hold, no surrogates.
_CHARACTERS = st.characters(
    categories=("L", "M", "N", "P", "S", "Z", "Cf", "Co"),
    exclude_characters=["\ufffe", "\uffff", "\ufeff", "\u202d", "\u202e"],
)
lines = (st.sampled_from(HOSTILE) | st.text(_CHARACTERS, max_size=8)).map(
    lambda piece: f"Slow {piece}".strip()
)
"""A line of plain text, for titles and names; never blank."""

# Markdown that is no mistake: nothing that opens a link, an image, a comment or a code block.
_CALM = st.characters(
    categories=("L", "M", "N", "P", "S", "Z", "Cf", "Co"),
    exclude_characters="<>[]()`~!&#=\ufeff\ufffe\uffff\u202d\u202e",
)
_pieces = st.sampled_from(HOSTILE) | st.text(_CALM, max_size=8)
advice = st.builds(
    lambda piece, more: f"We know {piece} now.{more}",
    _pieces,
    st.sampled_from(["", "", "\n\nSecond paragraph.", "\n\n* one\n* *two*"]),
)
"""A piece of advice: hostile, but faultless Markdown without a heading."""

bodies = advice | advice.map(lambda text: f"{text}\n\n### More\n\n`code`")
"""The text of an update."""

instants = st.builds(
    lambda minutes, seconds: _MIDDLE + timedelta(minutes=minutes, seconds=seconds),
    st.integers(-24, 24).map(lambda number: number * 5)
    | st.integers(-5_000, 5_000)
    | st.integers(-150_000, 20_000),
    st.sampled_from([0, 0, 0, 30]),
)
states = st.sampled_from(State)

_times = st.lists(instants, min_size=1, max_size=5)
_first_status = {
    True: st.just(UpdateStatus.SCHEDULED),
    False: st.sampled_from(INCIDENT_STATUSES[:-1]),
}
_later_status = {
    True: st.sampled_from(MAINTENANCE_STATUSES),
    False: st.sampled_from(INCIDENT_STATUSES),
}
_minutes_to_promise = st.none() | st.integers(1, 600)


@cache
def _changes(names: tuple[str, ...]) -> st.SearchStrategy[tuple[tuple[str, State], ...]]:
    return st.dictionaries(st.sampled_from(names), states, max_size=2).map(
        lambda found: tuple(found.items())
    )


@st.composite
def _updates(
    draw: st.DrawFn, components: tuple[str, ...], *, maintenance: bool, wordy: bool
) -> tuple[UpdateText, ...]:
    times = sorted(draw(_times))
    # Updates of one minute keep the file's own direction, which another time must make plain.
    if len(times) > 1 and times[0] == times[1]:
        times[0] -= timedelta(minutes=1)
    found = []
    for number, at in enumerate(times):
        status = draw((_later_status if number else _first_status)[maintenance])
        ahead = draw(_minutes_to_promise)
        found.append(
            UpdateText(
                at=at,
                status=status,
                body=draw(bodies) if wordy else "",
                states=draw(_changes(components)),
                promise=None if ahead is None else at + timedelta(minutes=ahead),
            )
        )
    return tuple(found)


_is_maintenance = st.sampled_from((False, False, True))
_minutes_of_work = st.integers(1, 3_000)
_folders = st.sampled_from(("", "2026/"))
_some_body = st.just("") | bodies
_some_advice = st.just("") | advice
_pieces_of_advice = st.lists(advice, max_size=2)
_some_impact = st.none() | st.sampled_from(Impact)
_rarely_an_instant = st.none() | st.none() | instants


@st.composite
def entries(
    draw: st.DrawFn, id: str, components: tuple[str, ...], *, wordy: bool = True
) -> EntryText:
    """An entry with that id, which may hit those components; not `wordy`, it is quicker to make."""
    maintenance = draw(_is_maintenance)
    own = draw(_updates(components, maintenance=maintenance, wordy=wordy))
    window = None
    if maintenance:
        starts = draw(instants)
        window = (starts, starts + timedelta(minutes=draw(_minutes_of_work)))
    entry = EntryText(
        id=id,
        title=draw(lines) if wordy else "Slow",
        updates=own,
        folder=draw(_folders),
        states=draw(_changes(components)),
        opening=draw(_some_body) if wordy else "",
        still_works=tuple(draw(_pieces_of_advice)) if wordy else (),
        what_to_do=draw(_some_advice) if wordy else "",
        data_safe=draw(_some_advice) if wordy else "",
        impact=None if maintenance else draw(_some_impact),
        publish_at=draw(_rarely_an_instant),
        window=window,
        newest_first=len(own) > 1 and draw(st.booleans()),
    )
    return entry.without_faults()


# Few components: each has 90 days on two pages, and two feeds and a calendar of its own.
_LAYOUTS = (
    ((), ("web",)),
    ((), ("web", "app")),
    ((("stores", ("tills",)),), ("web",)),
    ((("stores", ("tills",)), ("online", ("app",))), ("web",)),
)
_URLS = (
    "https://status.example/",
    "https://shop.example/status/",
    "http://localhost:8000/a/b%20c/",
)
_LABELS = ((), ((State.OPERATIONAL, "{fine} <b>%s"), (State.MAJOR_OUTAGE, "Not working & more")))
_IDS = ("2026-03-28-slow", "2026-03-28-slow.md", "A", "b_c", "index.html", "0")
_some_day = st.none() | instants.map(datetime.date)
_rarely_a_day = st.none() | _some_day


@st.composite
def sites(
    draw: st.DrawFn, *, most: int = 4, zones: Sequence[str] = ZONES, wordy: bool = True
) -> SiteText:
    """A valid site of up to `most` entries; without words where only times and states matter."""
    groups, alone = draw(st.sampled_from(_LAYOUTS))
    names = (*alone, *(one for _, members in groups for one in members))
    ids = draw(st.lists(st.sampled_from(_IDS), max_size=most, unique=True))
    since = draw(_some_day)
    retired = draw(_rarely_a_day)
    return SiteText(
        title=draw(lines) if wordy else "Status",
        url=draw(st.sampled_from(_URLS)),
        zone=draw(st.sampled_from(zones)),
        groups=groups,
        alone=alone,
        name=draw(lines) if wordy else "Service",
        since=since,
        retired=retired if since is None or retired is None or retired > since else None,
        entries=tuple(draw(entries(one, names, wordy=wordy)) for one in ids),
        labels=draw(st.sampled_from(_LABELS)),
    )


_a_second_before = st.sampled_from((0, 1))


@st.composite
def moments_of(draw: st.DrawFn, site: SiteText) -> datetime:
    """A time at which to look at a site: any, or right at or before something in it."""
    at = draw(st.sampled_from(site.times() or (_MIDDLE,)) | instants)
    return at - timedelta(seconds=draw(_a_second_before))


@st.composite
def sites_at_a_time(
    draw: st.DrawFn, *, most: int = 4, zones: Sequence[str] = ZONES, wordy: bool = True
) -> tuple[SiteText, datetime]:
    """Draw a site, and a time at which to look at it."""
    site = draw(sites(most=most, zones=zones, wordy=wordy))
    return site, draw(moments_of(site))


# --- Texts with any mistake ----------------------------------------------------------------------

_ENTRY_PIECES = (
    "---\n",
    "---",
    "title: Slow\n",
    'title: "a \\u0007 \\0 \\ud800 \\x41"\n',
    "title: Payments: slow\n",
    "title: |\n  one\n  two\n",
    "components: {web: major_outage}\n",
    "components:\n  web: [partial_outage]\n",
    "components: [web, web]\n",
    "starts: 2026-03-29 01:30\n",
    "ends: 2026-03-29 03:00Z\n",
    "starts:\n",
    "publish_at: 2200-01-01 00:00\n",
    "next_update: 2026-03-29 01:30\n",
    "still_works: [a, [b], {c: d}]\n",
    "what_to_do: '![](x)'\n",
    "impact: enormous\n",
    "draft: true\n",
    "draft: yes\n",
    "&a *a !!str <<: {}\n",
    "? [a]\n",
    "- - - - - - - - - - - - - - -\n",
    "%YAML 1.1\n",
    "\t",
    "  ",
    "\n\n",
    "\r\n",
    "\r",
    "\ufeff",
    "\x00",
    "\x01\x0b\x0c\ufffe",
    "\u2028 ",
    "## 2026-03-29 00:30 Investigating\n",
    "## 2026-03-29 01:30 Resolved {web: major_outage}\n",
    "## 2026-03-29 02:30Z - Update {web: operational, next_update: 2026-03-29 01:30}\n",
    "## 2026-02-30 25:61+99:99 Monitoring {was_at: }\n",
    "## 2026-03-29 01:00:30Z Scheduled\n",
    "## 2026-03-29 03:00Z In progress {a: b: c, [, }\n",
    "##2026-03-29 Resolved\n",
    "# 1/2/2026\n",
    "Text\n===\n",
    "### 2026-03-29\n",
    "#\n",
    "```\n",
    "~~~ {x}\n",
    "<!-- ",
    "-->",
    "![picture](x.png) ",
    "<img\nsrc=//x>",
    "[link](nowhere.md) ",
    "[link](javascript:alert(1)) ",
    "[link](//x) [a]( [b]: x\n",
    "[link](#u-1) [link](?q) [x](./../../) [y](%zz) [z](http://[)",
    "| a | b |\n|---|---|\n| c |\n",
    "> > > - 1. a\n",
    "    code\n",
    "`" * 7,
    "[" * 9,
    "*" * 9,
    "&#0; &#xd800; &amp",
)
_CONFIG_PIECES = (
    "title: Status\n",
    "title: [a]\n",
    "url: https://status.example/\n",
    "url: https://[x\n",
    "url: http://x:99999/\n",
    "url: //\n",
    "timezone: Europe/London\n",
    "timezone: London\n",
    "timezone: ../../etc/passwd\n",
    "language: en-GB\n",
    "language: xx_YY\n",
    "freshness: 10m\n",
    "freshness: 99999999999d\n",
    "help: [{name: Help, url: 'https://[x'}, {name: a, url: 'javascript:1'}, x]\n",
    "help: {}\n",
    "components:\n  - id: web\n    name: Web\n",
    "components:\n  - id: web\n    name: Web\n    since: 2026-02-30\n    retired: 1800-01-01\n",
    "components: [[], {id: WEB}, {id: {}, name: []}, '']\n",
    "groups:\n  - id: web\n    name: Web\n    components:\n      - id: web\n        name: Web\n",
    "groups: [{}]\n",
    "states: {operational: Fine, broken: Broken}\n",
    "statuses: {update: ''}\n",
    "theme: ../default\n",
    "  indented: more\n",
    "&a [*a, !x y]\n",
    "'", '"', "[", "{", "|", ">-\n", ": ", "#", "\t", "\r", "\x00", "\u2028",
)  # fmt: skip


@st.composite
def _texts_of(draw: st.DrawFn, parts: Sequence[str], whole: str) -> bytes:
    some = draw(st.lists(st.sampled_from(parts) | st.text(max_size=6), max_size=12))
    text = "".join(some)
    if draw(st.booleans()):
        cut, end = sorted(draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
        text = whole[:cut] + text + whole[end:]
    data = text.encode("utf-8", "surrogatepass")
    return draw(
        st.sampled_from(
            [data, data, data, b"\xef\xbb\xbf" + data, text.encode("utf-16", "surrogatepass")]
        )
    )


_ENTRY = EntryText(
    id="a",
    title="Slow",
    states=(("web", State.MAJOR_OUTAGE),),
    opening="Some text.",
    still_works=("This.", "That."),
    what_to_do="Nothing.",
    updates=(
        UpdateText(at=_MIDDLE, status=UpdateStatus.INVESTIGATING, body="*One*\n\n* a\n* b"),
        UpdateText(at=_MIDDLE + timedelta(hours=1), status=UpdateStatus.RESOLVED, body="Two"),
    ),
)

entry_files = st.binary(max_size=60) | _texts_of(
    _ENTRY_PIECES, _ENTRY.source(ZoneInfo("UTC")).data.decode()
)
"""The bytes of an entry's file: anything at all, or nearly an entry."""

config_files = st.binary(max_size=60) | _texts_of(
    _CONFIG_PIECES, SiteText(groups=(("stores", ("tills",)),)).config
)
"""The bytes of statusgen.yml: anything at all, or nearly a config."""
