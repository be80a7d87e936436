"""`publish:` and `tell:` as targets, networks and receivers that are ready to be asked.

The kinds of target are the built-in ones and whatever the entry points of the group
`statusgen.targets` name; a mistake in their keys is a problem with a place. Asks no host, and reads
no credential: those come with a `Run`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from posixpath import normpath

from statusgen import located
from statusgen.errors import Problem, UsageError
from statusgen.frozen import frozen
from statusgen.model import Config
from statusgen.parse.fields import suggest
from statusgen.parse.publishing import name_of
from statusgen.publish import purge, tell
from statusgen.publish.fronted import Fronted
from statusgen.publish.target import Make, Target
from statusgen.publish.tell import Tell

__all__ = ["BUILT_IN", "GROUP", "Places", "problems", "read"]

GROUP = "statusgen.targets"
"""The entry-point group: a name is a `type`, its object a `Make`."""

BUILT_IN = {
    "s3": "statusgen.publish.objects:s3",
    "gcs": "statusgen.publish.objects:gcs",
    "azure": "statusgen.publish.objects:azure",
    "directory": "statusgen.publish.directory:make",
    "ssh": "statusgen.publish.ssh:make",
    "git": "statusgen.publish.git:make",
    "command": "statusgen.publish.command:make",
}
"""Also named in pyproject.toml; here, so that a copy without installed metadata has them too."""

_OF_OBJECTS = frozenset({"s3", "gcs", "azure"})
"""These need what the extra `objects` installs."""


@frozen
class Places:
    """What statusgen.yml says of publishing: targets in the order of the file, and who is told."""

    targets: tuple[Target, ...] = ()
    tell: Tell | None = None

    def chosen(self, names: tuple[str, ...]) -> tuple[Target, ...]:
        """Return the targets of these names, in the file's order; all where no name is given.

        Raises UsageError where there is none, or none of such a name.
        """
        known = tuple(target.name for target in self.targets)
        if not known:
            what = "statusgen.yml names no place to publish the page to"
            raise UsageError(what, "add a line: publish: [{type: directory, path: /srv/status}]")
        for name in names:
            if name not in known:
                hint = suggest(name, known) or f"the targets are: {', '.join(known)}"
                raise UsageError(f"there is no target '{name}' in statusgen.yml", hint)
        return tuple(target for target in self.targets if not names or target.name in names)


def read(config: Config) -> tuple[Places, tuple[Problem, ...]]:
    """Make every target and receiver; what could not be made is left out and is a problem."""
    found: list[Problem] = []
    targets = tuple(_targets(config, found))
    receivers = None if config.tell is None else tell.make(config.tell, found)
    return Places(targets=targets, tell=receivers), tuple(sorted(found))


def problems(config: Config) -> tuple[Problem, ...]:
    """Say what is wrong in `publish:` and `tell:`, for those who only look for mistakes."""
    return read(config)[1]


def _targets(config: Config, found: list[Problem]) -> Iterator[Target]:
    taken: dict[tuple[str, ...], str] = {}
    for item in config.publish.items if config.publish is not None else ():
        assert isinstance(item, located.Mapping), "parse lets nothing else through"
        values = {key.text: value for key, value in item.pairs}
        kind, network = values["type"], values.get("cdn")
        assert isinstance(kind, located.Scalar)
        make = _kind(kind, found)
        if make is None:
            continue
        target = make(name_of(item), item, found)
        if target is not None:
            first = taken.setdefault(_place(target, item), target.name)
            if first != target.name:
                what = f"'{target.name}' publishes to the same place as '{first}': {target.where}"
                hint = "give it a place of its own, or take one of the two out"
                found.append(Problem(kind.where, "duplicate", what, hint))
        front = purge.make(network, found) if isinstance(network, located.Mapping) else None
        if target is not None:
            yield target if front is None else Fronted(target, front, config.url)


def _place(target: Target, item: located.Mapping) -> tuple[str, ...]:
    """Name where a target publishes, so that two of one name are in each other's way.

    What `where` leaves out, since people need not read it, stands beside it. Nothing is known of
    programs and of other packages' targets, nor of an s3 whose endpoint the environment may name:
    each of these is a place of its own.
    """
    values = {
        key.text: value.text.strip()
        for key, value in item.pairs
        if isinstance(value, located.Scalar)
    }
    kind = values["type"]
    elsewhere = kind == "s3" and "endpoint" not in values
    if kind == "command" or kind not in BUILT_IN or elsewhere:
        return (target.name,)
    where = normpath(target.where) if kind == "directory" else target.where
    return (kind, where, *(values.get(key, "") for key in ("endpoint", "port")))


def _kind(kind: located.Scalar, found: list[Problem]) -> Make | None:
    """Find what makes targets of a type; None, with a problem, where nothing does."""
    name = kind.text.strip()
    others = {one.name: one for one in entry_points(group=GROUP)}
    if name not in BUILT_IN and name not in others:
        known = (*BUILT_IN, *sorted(others.keys() - BUILT_IN.keys()))
        hint = suggest(name, known) or (
            f"write one of: {', '.join(known)}; or install the package that brings it"
        )
        what = f"there is no target of the type '{located.excerpt(name)}'"
        found.append(Problem(kind.where, "unknown-target", what, hint))
        return None
    point = EntryPoint(name, BUILT_IN[name], GROUP) if name in BUILT_IN else others[name]
    try:
        make = point.load()
    except (ImportError, AttributeError) as error:
        what = (
            f"targets of the type '{name}' cannot be used here: {located.excerpt(str(error), 120)}"
        )
        hint = "install the package that brings it again"
        if name in _OF_OBJECTS:
            hint = "install statusgen with what they need: pip install 'statusgen[objects]'"
        found.append(Problem(kind.where, "unusable-target", what, hint))
        return None
    if not callable(make):
        what = f"targets of the type '{name}' cannot be used here: {point.value} makes none"
        hint = "ask those who wrote the package that brings it"
        found.append(Problem(kind.where, "unusable-target", what, hint))
        return None
    return make  # type: ignore[no-any-return]
