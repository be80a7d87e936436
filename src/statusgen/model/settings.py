"""What statusgen.yml says. See docs/reference/format.md."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from statusgen import located
from statusgen.colour import Colour
from statusgen.errors import Location
from statusgen.frozen import frozen
from statusgen.model.grades import State, UpdateStatus

__all__ = [
    "Admin",
    "Brand",
    "Checks",
    "Cms",
    "Component",
    "Config",
    "Group",
    "Link",
    "Script",
    "Switch",
    "Tint",
]


@frozen
class Link:
    """A named link out of the page, as in `help:`."""

    name: str
    url: str


@frozen
class Component:
    """A thing that customers use, from local day `since` on; `retired` is the first without it."""

    id: str
    name: str
    description: str | None = None
    since: date | None = None
    retired: date | None = None
    group_id: str | None = None

    def is_there(self, day: date) -> bool:
        """Say whether it is shown on a day of the site's."""
        begun = self.since is None or day >= self.since
        return begun and (self.retired is None or day < self.retired)


@frozen
class Group:
    """Components under one name; groups nest one level and share the components' space of ids."""

    id: str
    name: str
    description: str | None = None
    components: tuple[Component, ...]


@frozen
class Tint:
    """A colour under a name of the theme's, such as `accent`, and where it is set."""

    name: str
    colour: Colour
    where: Location


@frozen
class Brand:
    """What `brand:` says: whose page this is, to the eye. Only a theme knows which names it has.

    `logo` is a path in the site's folder that ends in .svg or .png, and `logo_where` the place that
    names it; `home` and `help` are addresses. `light` and `dark` take the place of the theme's own
    colours, and have no two of one name.
    """

    logo: str | None = None
    logo_where: Location | None = None
    home: str | None = None
    help: str | None = None
    light: tuple[Tint, ...] = ()
    dark: tuple[Tint, ...] = ()


@frozen
class Switch:
    """The name of a rule or of a family of rules, and where it is switched off."""

    code: str
    where: Location


@frozen
class Checks:
    """What `check:` says: how `statusgen check` looks at entries. Only it knows its rules.

    `words` are the site's own, of which no rule on wording speaks. `untouched` is how long an open
    incident may go without an update. `history` says that old entries are looked at as well.
    """

    off: tuple[Switch, ...] = ()
    words: tuple[str, ...] = ()
    untouched: timedelta = timedelta(hours=4)
    history: bool = False


class Cms(StrEnum):
    """The programs that can draw the form; both read the same config."""

    DECAP = "decap"
    SVELTIA = "sveltia"


@frozen
class Script:
    """Where the program of the form is: a file of the site's folder, or an address elsewhere.

    Exactly one of `file` and `url` is set, and `integrity` is set with `url`: nobody else may
    change what runs beside the key to the repository.
    """

    file: str | None = None
    url: str | None = None
    integrity: str | None = None
    where: Location


@frozen
class Admin:
    """What `admin:` says: editing in a browser. `backend` is passed on, its name first.

    `review` asks for a change to be looked at before it is published.
    """

    cms: Cms
    backend: tuple[tuple[str, str | bool], ...]
    script: Script
    review: bool = False


@frozen
class Config:
    """What statusgen.yml says. `url` ends in a slash; `layout` is in file order.

    `language_where` and `theme_where` are the places of what is written for them, if anything is.
    `publish` and `tell` are as they stand there: whom they mean is the business of those who
    publish, and no page depends on them.
    """

    title: str
    url: str
    zone: ZoneInfo
    language: str
    freshness: timedelta
    help: tuple[Link, ...]
    layout: tuple[Group | Component, ...]
    states: tuple[tuple[State, str], ...]
    statuses: tuple[tuple[UpdateStatus, str], ...]
    theme: str
    brand: Brand = Brand()
    checks: Checks = Checks()
    admin: Admin | None = None
    publish: located.Sequence | None = None
    tell: located.Mapping | None = None
    language_where: Location | None = None
    theme_where: Location | None = None
    digest: str

    @property
    def hubs(self) -> tuple[str, ...]:
        """The addresses of the hubs that feeds name, so that readers need not ask again."""
        pairs = () if self.tell is None else self.tell.pairs
        node = next((one for key, one in pairs if key.text == "websub"), None)
        items = node.items if isinstance(node, located.Sequence) else (node,)
        return tuple(one.text.strip() for one in items if isinstance(one, located.Scalar))

    @property
    def components(self) -> tuple[Component, ...]:
        """Every leaf component, in page order, the retired ones included."""
        return tuple(
            component
            for item in self.layout
            for component in (item.components if isinstance(item, Group) else (item,))
        )
