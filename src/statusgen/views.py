"""What a template may see: the theme API. Templates print these values and decide nothing.

Every view is frozen, holds text that is ready to print in the site's language and zone, and links
that are right for the page it stands on. Nothing here knows a clock, a disk or the model. A page's
view holds nothing that the page does not show: it changes only when what it says changes.
"""

from __future__ import annotations

from markupsafe import Markup

from statusgen.frozen import frozen

__all__ = [
    "Brand",
    "Change",
    "ComponentPage",
    "ComponentRow",
    "Day",
    "EntryCard",
    "EntryPage",
    "EntryView",
    "FeedLink",
    "FeedSet",
    "Frame",
    "GroupRow",
    "HistoryPage",
    "IndexPage",
    "Label",
    "Logo",
    "Loss",
    "Moment",
    "Month",
    "NavLink",
    "NotFoundPage",
    "Promise",
    "StubPage",
    "SubscribePage",
    "UpdateView",
    "Uptime",
    "Window",
    "Year",
]


@frozen
class Label:
    """A state, status or impact: `word` for class names (`partial_outage`), `text` for readers."""

    word: str
    text: str


@frozen
class Moment:
    """An instant: `iso` in UTC for machines (2025-04-21T07:40Z), `text` for people."""

    iso: str
    text: str


@frozen
class Window:
    """When planned work is due; `text` says both ends as people do, `duration` how long that is."""

    starts: Moment
    ends: Moment
    text: str
    duration: str


@frozen
class Promise:
    """When the next update was promised; `late` when that time has passed without one."""

    at: Moment
    late: bool


@frozen
class NavLink:
    """A link with its words; `current` when it leads to the page it stands on."""

    text: str
    href: str
    current: bool = False


@frozen
class FeedLink:
    """A feed that this page offers: for <link rel=alternate> and for lists of feeds."""

    title: str
    href: str
    media_type: str
    kind: str
    """Its short name, the same in every language: `RSS`, `Atom`, `JSON Feed`, `iCalendar`."""


@frozen
class FeedSet:
    """The feeds of one thing (the whole site, a group, a component) and what they are for."""

    title: str
    href: str | None
    feeds: tuple[FeedLink, ...]


@frozen
class Logo:
    """The shop's own mark: a small one as `svg` to print, else a file; its size is in pixels."""

    svg: Markup | None
    href: str
    width: int
    height: int


@frozen
class Brand:
    """Whose page it is: what `brand:` in statusgen.yml says. Its colours are in the stylesheet."""

    logo: Logo | None
    home: NavLink | None
    help: NavLink | None


@frozen
class Frame:
    """What surrounds every page.

    `root` is the way from this page to the site's root ("", "../../"; absolute on 404.html, which
    is served from anywhere), and `address` is the front page's, whole, for paper. `title` is the
    <title>; `share_title` carries state and time for link previews, and `picture` is the address of
    theirs. `icon` is the page's own, by state; `script` is page.js; `facts` is the page as
    structured data (JSON-LD), safe inside a script element. `zone_id` is the IANA name of the zone
    of every time, `zone` its name for people.
    """

    language: str
    direction: str
    site: str
    root: str
    home: str
    address: str
    canonical: str | None
    title: str
    share_title: str
    description: str
    nav: tuple[NavLink, ...]
    feeds: tuple[FeedLink, ...]
    help: tuple[NavLink, ...]
    subscribe: NavLink
    brand: Brand
    zone: str
    zone_id: str
    icon: str
    picture: str
    script: str
    facts: Markup


@frozen
class Change:
    """A component and the state that an update put it in (or that an entry holds it in).

    `href` is None for a component that has no page: it is retired, or not there yet.
    """

    name: str
    href: str | None
    state: Label


@frozen
class UpdateView:
    """One update. `status` is the word it was written with; `html` is safe and ready to print."""

    anchor: str
    href: str
    status: Label
    at: Moment
    html: Markup
    changes: tuple[Change, ...]
    promise: Moment | None


@frozen
class EntryCard:
    """An incident or maintenance in a list. An open incident's `since` is when it last opened.

    `sign`: a state's shape, or `notice`. Once over it has `ended` and `duration`, if it ever began.
    """

    kind: str
    sign: str
    id: str
    title: str
    href: str
    status: Label
    impact: Label
    open: bool
    started: Moment
    since: Moment
    ended: Moment | None
    duration: str | None
    window: Window | None
    components: tuple[str, ...]


@frozen
class EntryView:
    """An incident or maintenance with everything it says; `updates` are newest first.

    `still_works`, `what_to_do` and `data_safe` come before the updates: they are what customers
    ask. The first two are advice for while it lasts.
    """

    card: EntryCard
    affected: tuple[Change, ...]
    still_works: tuple[Markup, ...]
    what_to_do: Markup | None
    data_safe: Markup | None
    opening: Markup | None
    promise: Promise | None
    overrunning: bool
    updates: tuple[UpdateView, ...]


@frozen
class Day:
    """One day of a component's history; `text` says it whole."""

    iso: str
    state: Label
    text: str


@frozen
class Loss:
    """A line of the working of an uptime: what one incident took, and how much of it counts."""

    title: str
    href: str
    state: Label
    duration: str
    counted: str


@frozen
class Uptime:
    """A component's uptime with its working; `value` is rounded down: "99.82%"."""

    value: str
    explanation: str
    total: str
    lost: str
    losses: tuple[Loss, ...]


@frozen
class ComponentRow:
    """A component and how it is now; `days` are the last 90 whole days, oldest first.

    `uptime` is in words ("99.82% uptime"), None before there is a whole day. While a report is left
    out it is None, and the `state` of a component that seems to work is a notice.
    """

    id: str
    name: str
    href: str
    description: str | None
    state: Label
    uptime: str | None
    days: tuple[Day, ...]


@frozen
class GroupRow:
    """A group with its worst `state`, and how many are `hit`; `name` is None for single ones."""

    id: str | None
    name: str | None
    description: str | None
    state: Label
    hit: int
    components: tuple[ComponentRow, ...]


@frozen
class Month:
    """The entries of one month, newest first; `anchor` is its fragment (`m-2025-04`)."""

    anchor: str
    name: str
    href: str
    entries: tuple[EntryCard, ...]


@frozen
class Year:
    """A year that has entries; `months` name and count them, and link into the year's page."""

    name: str
    href: str
    current: bool
    months: tuple[tuple[NavLink, str], ...]


@frozen
class IndexPage:
    """index.html: the answer first. `headline` is in words, `changed` the last change.

    `state` gives it shape and colour: a notice's while one is open and all components work. Nothing
    may say all-clear with `reports_missing`. `has_days` says whether any row of `groups` has days
    to show. `recent` ended in the last `recent_days` days.
    """

    frame: Frame
    headline: str
    state: Label
    changed: Moment | None
    reports_missing: bool
    incidents: tuple[EntryView, ...]
    in_progress: tuple[EntryView, ...]
    groups: tuple[GroupRow, ...]
    has_days: bool
    upcoming: tuple[EntryView, ...]
    recent: tuple[EntryCard, ...]
    recent_days: int
    history: NavLink


@frozen
class EntryPage:
    """incidents/ID/index.html and maintenance/ID/index.html."""

    frame: Frame
    entry: EntryView
    year: NavLink


@frozen
class HistoryPage:
    """history/index.html (`year` None: the newest months) and history/YYYY/index.html."""

    frame: Frame
    heading: str
    reports_missing: bool
    year: str | None
    years: tuple[Year, ...]
    months: tuple[Month, ...]


@frozen
class ComponentPage:
    """components/ID/index.html. `earlier` says that more entries are in the history."""

    frame: Frame
    reports_missing: bool
    component: ComponentRow
    uptime: Uptime | None
    group: str | None
    current: tuple[EntryCard, ...]
    entries: tuple[EntryCard, ...]
    earlier: NavLink | None
    feeds: tuple[FeedLink, ...]


@frozen
class SubscribePage:
    """subscribe/index.html: every feed with what it is for.

    `reports` are the feeds with one item for each entry; `programs` are the files for programs.
    """

    frame: Frame
    site_feeds: FeedSet
    groups: tuple[FeedSet, ...]
    components: tuple[FeedSet, ...]
    calendar: FeedSet
    reports: FeedSet
    programs: tuple[NavLink, ...]


@frozen
class NotFoundPage:
    """404.html: says the current state too."""

    frame: Frame
    headline: str
    state: Label


@frozen
class StubPage:
    """The page of an entry whose file was left out by --skip-broken."""

    frame: Frame
    id: str
