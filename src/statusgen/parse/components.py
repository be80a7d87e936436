"""Which components an entry names, and the states that it puts them in. Knows no other key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from statusgen import located
from statusgen.errors import Location, Problem
from statusgen.frozen import frozen
from statusgen.model import Config, Group, State
from statusgen.parse.fields import MOST_GUESSES, Fields, suggest
from statusgen.zones import ZoneInfo

__all__ = ["STATES", "Components", "Known", "suggest_state"]

STATES = {state.word: state for state in State}

_MOST_LISTED = 50
_SEVERAL = re.compile(r"^\w[\w -]*(?:([,;])\s*|\s)[\w-]+: ")
_PAIRS = re.compile(r"[\w-]+:\s.*\w")


def suggest_state(word: str) -> str:
    """Return "did you mean 'x'?" for a word that is no state, or "" if none is near."""
    from statusgen.parse.shown import meant

    shown = meant(word, "state", STATES)
    return f"did you mean '{shown}'?" if shown else suggest(word, STATES)


@frozen
class Known:
    """What an entry needs to know of the site: its zone, its components and its groups' members.

    Where statusgen.yml is itself broken, `components` is None and no component is checked.
    `language` is for hints: ids are spelt as its readers spell them.
    """

    zone: ZoneInfo
    components: frozenset[str] | None
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    language: str = ""

    @classmethod
    def of(cls, config: Config | None) -> Known:
        """Take it from the config, or allow everything where there is none."""
        if config is None:
            return cls(zone=ZoneInfo("UTC"), components=None)
        return cls(
            zone=config.zone,
            components=frozenset(component.id for component in config.components),
            groups=tuple(
                (item.id, tuple(component.id for component in item.components))
                for item in config.layout
                if isinstance(item, Group)
            ),
            language=config.language,
        )


class Components:
    """Reads components and states for one entry; problems are appended to the list given."""

    def __init__(self, known: Known, problems: list[Problem]) -> None:
        self.known = known
        self.problems = problems
        self._guesses = 0

    def problem(self, where: Location, code: str, what: str, hint: str = "") -> None:
        """Add an error."""
        self.problems.append(Problem(where, code, what, hint))

    def replace(self, where: Location, code: str, what: str, hint: str) -> None:
        """Add an error in place of what was said of a value: in quotes it would be as wrong."""
        self.problems[:] = [problem for problem in self.problems if problem.where != where]
        self.problem(where, code, what, hint)

    def outside(self, node: located.Mapping, keys: tuple[str, ...]) -> located.Mapping:
        """Report components that stand at the margin, among the keys, and keys among components.

        Returns the keys that there are, each at its own place.

        Without them an empty `components:` is no mistake of its own, and to leave it out, as is
        advised of an empty key, would make an entry without services.
        """
        node = self._raised(node, keys)
        lost = [key for key, value in node.pairs if self._is_outside(key, value, keys)]
        if not lost:
            return node
        for key in lost:
            what = f"'{key.text}' must stand below 'components:', and not at the margin"
            hint = "put two spaces before it, below the line components:"
            if key.text[:1].isspace():
                what = f"the blanks before '{key.text.strip()}' are not plain spaces"
                hint = "delete them and type two spaces"
            self.problem(key.where, "component-outside", what, hint)
        pairs = tuple(
            (key, value)
            for key, value in node.pairs
            if key not in lost and not (key.text == "components" and _is_empty(value))
        )
        return located.Mapping(pairs, node.where)

    def _raised(self, node: located.Mapping, keys: tuple[str, ...]) -> located.Mapping:
        """Report keys of the entry that are indented as if they were components; put them back."""
        pairs: list[tuple[located.Scalar, located.Node]] = []
        for key, value in node.pairs:
            if key.text != "components" or not isinstance(value, located.Mapping):
                pairs.append((key, value))
                continue
            own = [pair for pair in value.pairs if self._is_key(pair[0], keys)]
            rest = tuple(pair for pair in value.pairs if not self._is_key(pair[0], keys))
            pairs += [(key, located.Mapping(rest, value.where)), *own]
            for name, _ in own:
                what = f"'{name.text}' must stand at the margin, and not below 'components:'"
                self.problem(name.where, "key-inside", what, "delete the spaces before it")
        return located.Mapping(tuple(pairs), node.where)

    def _is_key(self, key: located.Scalar, keys: tuple[str, ...]) -> bool:
        return key.text in keys and key.text not in (self.known.components or ())

    def _is_outside(self, key: located.Scalar, value: located.Node, keys: tuple[str, ...]) -> bool:
        if key.text in keys:
            return False
        if key.text in (self.known.components or ()):
            return True
        # A mistyped one, or a group, gives itself away by its state.
        state = isinstance(value, located.Scalar) and value.text in STATES
        return state and not suggest(key.text, ("components",))

    def of(self, fields: Fields, *, maintenance: bool) -> tuple[tuple[str, State], ...]:
        """Read `components:`; of maintenance it may be a list, and each is under maintenance."""
        node = fields.node("components")
        if isinstance(node, located.Scalar) and _PAIRS.fullmatch(node.text):
            what = "'components' must be 'key: value' pairs, not a text"
            self.replace(node.where, "wrong-type", what, f"write components: {{{node.text}}}")
            return ()
        if maintenance and isinstance(node, located.Sequence):
            names = self._names(node)
            known = [name for name in names if self._is_component(name)]
            self._report_twice(known)
            return tuple((name.text, State.UNDER_MAINTENANCE) for name in known)
        if maintenance and isinstance(node, located.Scalar) and node.text.strip():
            if not fields.is_said(node.where):
                what = "'components' must be a list, not a text"
                self.problem(node.where, "wrong-type", what, f"write components: [{node.text}]")
            return ()
        mapping = fields.mapping("components", example=self._example(node))
        return tuple(self.pairs(mapping.pairs)) if mapping else ()

    def _example(self, node: located.Node | None) -> str:
        """Show with states what was written without: another service would be reported broken."""
        items = node.items if isinstance(node, located.Sequence) else (node,)
        states: dict[str, str] = {}
        for item in items:
            if isinstance(item, located.Scalar):
                names = item.text.split(",")
                states |= {name.strip(): State.PARTIAL_OUTAGE.word for name in names}
            elif isinstance(item, located.Mapping):
                states |= {key.text: _state(value) for key, value in item.pairs}
        known = self.known.components or frozenset()
        if not states or not known.issuperset(states):
            listed = f", where ID is one of: {', '.join(sorted(known))}" if known else ""
            return f"{{ID: {State.PARTIAL_OUTAGE.word}}}{listed}"
        return f"{{{', '.join(f'{name}: {state}' for name, state in states.items())}}}"

    def _names(self, node: located.Sequence) -> list[located.Scalar]:
        names = []
        for item in node.items:
            if isinstance(item, located.Scalar) and item.text.strip():
                names.append(item)
                continue
            what = "every item of this list must be a component"
            pairs = item.pairs if isinstance(item, located.Mapping) else ()
            known = self.known.components or ()
            name = next((key.text for key, _ in pairs if key.text in known), "ID")
            hint = f"write - {name}; to set states, write all of them without the '- '"
            self.problem(item.where, "wrong-type", what, hint)
        return names

    def _report_twice(self, names: list[located.Scalar]) -> None:
        seen: set[str] = set()
        for name in names:
            if name.text in seen:
                self.problem(
                    name.where,
                    "duplicate-component",
                    f"'{name.text}' is in the list already",
                    "delete one",
                )
            seen.add(name.text)

    def pairs(
        self, pairs: Iterable[tuple[located.Scalar, located.Node]], beside: tuple[str, ...] = ()
    ) -> Iterable[tuple[str, State]]:
        """Read states by component; `beside` are words that may stand there as well."""
        for key, value in pairs:
            fine = self._is_component(key, beside)
            if not isinstance(value, located.Scalar):
                self.problem(
                    value.where,
                    "wrong-type",
                    f"'{key.text}' needs one state, like {key.text}: partial_outage",
                )
                continue
            state = STATES.get(value.text)
            if state is None and not fine and suggest(key.text, beside):
                continue  # It is a mistyped next_update, and its value a time.
            if state is None and fine and (several := _SEVERAL.search(value.text)):
                what, hint = "each component has a line of its own", "begin a new line at the comma"
                if several[1] == ";":
                    what = "no ';' stands between components"
                    hint = "write a comma for it in braces; elsewhere begin a new line there"
                elif several[1] is None:
                    hint = "begin a new line for the second; in braces write a comma between them"
                self.replace(value.where, "components-in-a-line", what, hint)
            elif state is None:
                what = (
                    f"there is no state '{value.text}'"
                    if value.text
                    else f"'{key.text}' has no state"
                )
                hint = suggest_state(value.text) or f"write one of: {', '.join(STATES)}"
                say = self.replace if value.text else self.problem
                say(value.where if value.text else key.where, "unknown-state", what, hint)
            elif fine:
                yield key.text, state

    def _is_component(self, name: located.Scalar, beside: tuple[str, ...] = ()) -> bool:
        if self.known.components is None or name.text in self.known.components:
            return True
        for group, members in self.known.groups:
            if name.text == group:
                what = f"'{name.text}' is a group, and only components have a state"
                hint = f"name its components: {', '.join(members)}" if members else ""
                self.problem(name.where, "group-not-component", what, hint)
                return False
        what = f"there is no component '{name.text}'"
        every, hint = _in_order(self.known.components), ""
        if self._guesses < MOST_GUESSES:
            self._guesses += 1
            hint = suggest(name.text, (*every, *beside))
        more = f", and {len(every) - _MOST_LISTED} more" if len(every) > _MOST_LISTED else ""
        hint = hint or f"the components are: {', '.join(every[:_MOST_LISTED])}{more}"
        self.problem(name.where, "unknown-component", what, hint)
        return False


@lru_cache(maxsize=1)
def _in_order(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _is_empty(node: located.Node) -> bool:
    return isinstance(node, located.Scalar) and not node.text.strip()


def _state(node: located.Node) -> str:
    written = node.text if isinstance(node, located.Scalar) else ""
    return written if written in STATES else State.PARTIAL_OUTAGE.word
