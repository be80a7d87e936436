"""statusgen.yml to `Config`. Knows every key of that file and nothing of entries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from statusgen import located, words
from statusgen.errors import Location, Problem, has_error
from statusgen.model import Component, Config, Group, Link, State, UpdateStatus
from statusgen.parse import admin, brand, checks, durations, links, publishing, times
from statusgen.parse import text as text_
from statusgen.parse.fields import Fields, suggest
from statusgen.sources import CONFIG, Source
from statusgen.words.locales import language_of
from statusgen.zones import ZoneInfo, names

__all__ = ["ID_LIMIT", "misnamed_theme", "parse_config", "slug"]

T = TypeVar("T")

_KEYS = (
    "title",
    "url",
    "timezone",
    "language",
    "freshness",
    "help",
    "groups",
    "components",
    "states",
    "statuses",
    "theme",
    "brand",
    "check",
    "admin",
    "publish",
    "tell",
)
_COMPONENT_KEYS = ("id", "name", "description", "since", "retired")
_GROUP_KEYS = ("id", "name", "description", "components")
ID_LIMIT = 120
"""The most characters in an id of an entry or a component: it becomes the name of a folder."""
_OFFSET = re.compile(r"(?:etc/)?(?:gmt|utc|z)? ?[-+\u2013\u2212]\d{1,2}(?::?\d\d)?", re.IGNORECASE)
_ID = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
# Letters that Unicode does not take apart into a plain one and its mark.
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"}
)
# What their own readers write without these letters; Swedish and Finnish ones leave the marks out.
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NORDIC = str.maketrans({"å": "aa", "ø": "oe"})
_SPELT = {"de": _GERMAN, "da": _NORDIC, "nb": _NORDIC, "nn": _NORDIC, "no": _NORDIC}


def parse_config(
    source: Source | None, unread: Iterable[Problem] = ()
) -> tuple[Config | None, tuple[Problem, ...]]:
    """Read statusgen.yml; the config is None where a problem is an error.

    `unread` is what was wrong when files were read: with this one, perhaps, which is there then.
    """
    if source is None:
        why = tuple(problem for problem in unread if problem.where.path == CONFIG)
        if why:
            return None, why
        what = f"there is no {CONFIG} here, so this is not the folder of a site"
        hint = "go to the folder of the site first (cd FOLDER), or name it with -C"
        return None, (Problem(Location(CONFIG), "no-config", what, hint),)
    if source.path != CONFIG:
        what = f"the settings of a site are not read from here, but from {CONFIG}"
        return None, (Problem(Location(source.path), "no-config", what, f"rename it to {CONFIG}"),)
    text, faults = text_.decode(source)
    problems = list(faults)
    if text is None:
        return None, tuple(problems)
    node, faults = located.load("\n".join(text.lines), path=source.path, limit=located.CONFIG_LIMIT)
    problems.extend(faults)
    if isinstance(node, located.Mapping):
        config = _Reader(node, problems).config(source.digest)
        if not has_error(problems):
            return config, tuple(problems)
    elif not has_error(problems):
        what = "this file must hold keys with values, like title: Our service status"
        problems.append(Problem(Location(source.path), "wrong-type", what))
    return None, tuple(problems)


class _Reader:
    """One reading of the file: the ids met so far and the problems found so far."""

    def __init__(self, node: located.Mapping, problems: list[Problem]) -> None:
        self.problems = problems
        self.fields = Fields(node, problems=problems, known=_KEYS, of=CONFIG)
        self.ids: dict[str, Location] = {}
        self.spoken = self.language()

    def config(self, digest: str) -> Config:
        fields = self.fields
        publish, tell = publishing.read(fields, self.problems)
        return Config(
            title=fields.line("title", required=True, example="Our service status") or "",
            url=self.url(),
            zone=self.zone(),
            language=self.spoken,
            freshness=self.freshness(),
            help=tuple(self.links()),
            layout=self.layout(),
            states=self.labels("states", {state.word: state for state in State}),
            statuses=self.labels("statuses", {status.value: status for status in UpdateStatus}),
            theme=self.theme(),
            brand=brand.read(fields),
            checks=checks.read(fields),
            admin=admin.read(fields),
            publish=publish,
            tell=tell,
            language_where=self.place("language"),
            theme_where=self.place("theme"),
            digest=digest,
        )

    def problem(self, where: Location, code: str, what: str, hint: str = "") -> None:
        self.problems.append(Problem(where, code, what, hint))

    def place(self, key: str) -> Location | None:
        return None if self.fields.node(key) is None else self.fields.where(key)

    def url(self) -> str:
        value = self.fields.line("url", required=True, example="https://status.example.com/") or ""
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            well_formed = parts.scheme in ("http", "https") and bool(parts.hostname)
            well_formed = well_formed and not re.search(r"[\s\"'<>\\]", value)
            # Asking for the port checks it.
            well_formed = well_formed and (parts.port is None or parts.port > 0)
        except ValueError:
            well_formed = False
        where = self.fields.where("url")
        if not well_formed:
            hint = "write the whole address of the published page, like https://status.example.com/"
            self.problem(where, "bad-url", f"'{value}' is not the address of a site", hint)
        elif parts.query or parts.fragment or "@" in parts.netloc:
            hint = "leave out everything from the ? or # on, and any user name"
            self.problem(where, "bad-url", f"'{value}' is more than the address of a site", hint)
        elif re.search(r"//|/\.{1,2}(?:/|$)", parts.path):
            hint = "write the path as browsers show it: without //, /./ and /../"
            self.problem(where, "bad-url", f"'{value}' is not the shortest address there", hint)
        elif not re.fullmatch(r"[A-Za-z0-9\-._~/%:\[\]]+", value):
            hint = "write other letters as the browser shows them when the address is copied"
            self.problem(
                where, "bad-url", f"'{value}' holds characters that an address cannot", hint
            )
        return value if value.endswith("/") else value + "/"

    def zone(self) -> ZoneInfo:
        name = self.fields.line("timezone", required=True, example="Europe/London")
        if name is None:
            return ZoneInfo("UTC")
        known = names()
        if name in known:
            return ZoneInfo(name)
        by_city = {zone.rsplit("/", 1)[-1]: zone for zone in known}
        city = name.rsplit("/", 1)[-1].strip().replace(" ", "_")
        if _OFFSET.fullmatch(name):
            # Etc/GMT+1 is an hour behind, not ahead: nobody who writes GMT+1 means it.
            hint = "clocks change where people live: name a city, like Europe/Berlin"
        elif city in by_city:
            hint = f"did you mean '{by_city[city]}'?"
        else:
            hint = suggest(name, sorted(zone for zone in known if not zone.startswith("Etc/")))
            hint = hint or "write an IANA name, like Europe/London"
        self.problem(
            self.fields.where("timezone"),
            "unknown-timezone",
            f"there is no time zone '{name}'",
            hint,
        )
        return ZoneInfo("UTC")

    def language(self) -> str:
        value = self.fields.line("language", example="en-GB") or "en-GB"
        if not words.known(value):
            hint = "write a language tag like en-GB, de or fr-CA"
            self.problem(
                self.fields.where("language"),
                "unknown-language",
                f"there is no language '{value}'",
                hint,
            )
        return value

    def freshness(self) -> timedelta:
        length = durations.read(
            self.fields, "freshness", least=timedelta(minutes=1), most=timedelta(days=7)
        )
        return length or timedelta(minutes=10)

    def links(self) -> Iterable[Link]:
        items = self.fields.sequence(
            "help", example="[{name: Contact us, url: https://example.com/help}]"
        )
        for item in items.items if items else ():
            fields = self.nested(
                item, ("name", "url"), "a help link", "{name: Contact us, url: https://…}"
            )
            if fields is None:
                continue
            name = fields.line("name", required=True, example="Contact us")
            url = links.address(fields, "url")
            if name is not None and url is not None:
                yield Link(name=name, url=url)

    def nested(
        self, item: located.Node, known: tuple[str, ...], of: str, example: str
    ) -> Fields | None:
        if isinstance(item, located.Mapping):
            return Fields(item, problems=self.problems, known=known, of=of)
        self.problem(
            item.where, "wrong-type", f"{of} must have keys and values", f"write it like {example}"
        )
        return None

    def layout(self) -> tuple[Group | Component, ...]:
        fields = self.fields
        parts: list[tuple[int, Callable[[], Iterable[Group | Component]]]] = [
            (fields.where_key("components").line, lambda: self.components(fields, None)),
            (fields.where_key("groups").line, self.groups),
        ]
        layout = tuple(
            item for _, part in sorted(parts, key=lambda part: part[0]) for item in part()
        )
        if not layout and not fields.has("groups") and not fields.has("components"):
            hint = "add components: with the things that customers use, each with an id and a name"
            self.problem(
                Location(CONFIG),
                "missing-key",
                f"{CONFIG} needs the key 'groups' or 'components'",
                hint,
            )
        return layout

    def groups(self) -> Iterable[Group]:
        items = self.fields.sequence(
            "groups", example="[{id: stores, name: In our stores, components: […]}]"
        )
        for item in items.items if items else ():
            fields = self.nested(
                item, _GROUP_KEYS, "a group", "{id: stores, name: In our stores, components: […]}"
            )
            if fields is not None:
                group_id = self.id(fields)
                yield Group(
                    id=group_id,
                    name=fields.line("name", required=True) or "",
                    description=fields.line("description"),
                    components=tuple(self.components(fields, group_id)),
                )

    def components(self, parent: Fields, group_id: str | None) -> Iterable[Component]:
        example = "[{id: online-orders, name: Online orders}]"
        items = parent.sequence("components", required=group_id is not None, example=example)
        for item in items.items if items else ():
            fields = self.nested(item, _COMPONENT_KEYS, "a component", example[1:-1])
            if fields is None:
                continue
            since, retired = self.day(fields, "since"), self.day(fields, "retired")
            if since and retired and retired <= since:
                what = "a component cannot retire before it began"
                self.problem(fields.where("retired"), "bad-date", what, "check since and retired")
            yield Component(
                id=self.id(fields),
                name=fields.line("name", required=True) or "",
                description=fields.line("description"),
                since=since,
                retired=retired,
                group_id=group_id,
            )

    def id(self, fields: Fields) -> str:
        value = fields.line("id", required=True, example="online-orders")
        if value is None:
            return ""
        where = fields.where("id")
        if len(value) > ID_LIMIT:
            what = f"this id is longer than {ID_LIMIT} characters"
            self.problem(where, "bad-id", what, "a word or two are enough, like online-orders")
        elif _ID.fullmatch(value) is None:
            hint = f"write {slug(value, self.spoken) or 'it like online-orders'}"
            what = f"the id '{value}' may hold only small letters, digits and hyphens"
            if re.fullmatch(r"[a-z0-9-]+", value):
                what = f"the id '{value}' must begin and end with a letter or a digit"
            self.problem(where, "bad-id", what, hint)
        elif value in self.ids:
            what = f"the id '{value}' is taken: line {self.ids[value].line} has it already"
            self.problem(
                where, "duplicate-id", what, "groups and components share one space of ids"
            )
        else:
            self.ids[value] = where
        return value

    def day(self, fields: Fields, key: str) -> date | None:
        value = fields.line(key, example="2025-04-21")
        if value is None:
            return None
        day = times.day(value)
        if isinstance(day, times.Misread):
            self.problem(fields.where(key), day.code, day.what, day.hint)
            return None
        return day

    def labels(self, key: str, known: dict[str, T]) -> tuple[tuple[T, str], ...]:
        fields = self.fields.below(key, tuple(known), example=f"{{{next(iter(known))}: …}}")
        if fields is None:
            return ()
        labels = ((value, fields.line(word)) for word, value in known.items())
        return tuple((value, label) for value, label in labels if label is not None)

    def theme(self) -> str:
        value = self.fields.line("theme", example="default") or "default"
        if misnamed := misnamed_theme(value):
            self.problem(self.fields.where("theme"), "bad-theme", *misnamed)
        return value


def misnamed_theme(name: str) -> tuple[str, str] | None:
    """Say why no theme can have that name, and what to do; None if one can."""
    if _ID.fullmatch(name):
        return None
    better = slug(name.rpartition("/")[2]) or "it like our-shop"
    hint = f"write {better}: the name of a folder in themes/, in small letters, digits and hyphens"
    return f"'{name}' is not the name of a theme", hint


def slug(text: str, language: str = "") -> str:
    """Make an id of a text: small letters, digits and hyphens; "" if nothing is left of it.

    In a language that spells some letters as two they are: `Störung` is `stoerung` in German.
    """
    whole = unicodedata.normalize("NFC", text.lower())
    own = _SPELT.get(language_of(language), {}) if language else {}
    letters = unicodedata.normalize("NFKD", whole.translate(_PLAIN | own))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
