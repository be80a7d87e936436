"""What an expression in a template is, and which of the names in it are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import jinja2
from jinja2 import nodes

from statusgen.errors import Problem, Severity
from statusgen.parse.fields import suggest
from statusgen.theming import kinds
from statusgen.theming.kinds import HTML, Kind, Many, One, Row
from statusgen.theming.scope import Here, Macro, Module, Value, plain, written
from statusgen.theming.templates import constants

__all__ = ["REFERENCE", "Values", "misfit"]

REFERENCE = "what a template may use is listed in docs/reference/themes.md"

Needles = tuple[str | tuple[str, str], ...]
"""Where a problem may stand in a line: see Template.place."""

_SPECIAL = frozenset(("self", "super", "loop", "caller", "varargs", "kwargs"))
_PYTHON = frozenset(("range", "dict", "lipsum", "cycler", "joiner", "namespace"))
_SAME = frozenset(
    ("list", "reverse", "sort", "unique", "select", "reject", "selectattr", "rejectattr")
)
_ONE_OF = frozenset(("first", "last", "min", "max"))
# What they make of a text is a text.
_TEXTS = frozenset(
    "capitalize center format indent lower replace string striptags title trim truncate upper "
    "wordwrap".split()
)
_BY_ATTRIBUTE = frozenset(("selectattr", "rejectattr", "groupby"))
_TESTING = {"select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1}


class Values:
    """Reads expressions. `found` is what is wrong in them, `unknown` which filters and tests.

    `messages` are the catalogue's keys, each with its places. `enter` is told of every call of a
    macro, with what is known of each value that the macro takes.
    """

    def __init__(
        self,
        environment: jinja2.Environment,
        messages: Mapping[str, frozenset[str]],
        enter: Callable[[Macro, tuple[Value, ...]], None],
    ) -> None:
        self._environment = environment
        self._messages = messages
        self._enter = enter
        self.found: dict[Problem, None] = {}
        self.unknown: dict[str, set[str]] = {"filter": set(), "test": set()}

    def report(
        self,
        here: Here,
        line: int,
        needles: Needles,
        code: str,
        what: str,
        hint: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a problem at the first of the needles that stands in the line."""
        where = here.template.place(line, *needles)
        self.found[Problem(where, code, what, hint, severity)] = None

    def read(self, node: nodes.Node, here: Here) -> Value:
        """Go through an expression and return what is known of its value."""
        match node:
            case nodes.Const():
                return One(type(node.value))
            case nodes.Name():
                return self._name(node, here)
            case nodes.Getattr():
                return self._attribute(node, node.attr, here)
            case nodes.Getitem():
                return self._item(node, here)
            case nodes.Call():
                return self._call(node, here)
            case nodes.Filter():
                return self._filter(node, here)
            case nodes.Tuple():
                return Row(tuple(plain(self.read(one, here)) for one in node.items))
            case nodes.List():
                return Many(kinds.joined(plain(self.read(one, here)) for one in node.items))
            case nodes.CondExpr():
                self.read(node.test, here)
                ends = (node.expr1, node.expr2) if node.expr2 is not None else (node.expr1,)
                return kinds.joined(plain(self.read(one, here)) for one in ends)
            case nodes.And() | nodes.Or() | nodes.Add():
                sides = [self.read(node.left, here), self.read(node.right, here)]
                return kinds.joined(map(plain, sides))
            case nodes.Concat():
                parts = {plain(self.read(one, here)) for one in node.nodes}
                return One(str) if parts == {One(str)} else None
            case nodes.Test():
                self._known(node, node.name, "test", here)
        for child in node.iter_child_nodes():
            self.read(child, here)
        return None

    def printed(self, node: nodes.Expr, here: Here) -> None:
        """Go through an expression that is to stand on the page."""
        whole = written(node)
        subject = f"'{whole}'" if whole else "what is printed here"
        if (wrong := kinds.unprintable(plain(self.read(node, here)), subject)) is not None:
            self.report(here, node.lineno, (whole,), "not-a-text", *wrong)

    def unescaped(self, node: nodes.EvalContextModifier, here: Here) -> None:
        """Report a part of a template in which texts are not escaped, or not always."""
        for one in node.options:
            if one.key == "autoescape" and one.value != nodes.Const(True):
                what = "texts are printed as HTML in here: what authors write could run"
                hint = "leave out {% autoescape %}: what is HTML already is printed as it is"
                where = ("autoescape",)
                self.report(here, node.lineno, where, "unsafe-text", what, hint, Severity.WARNING)

    def of_module(
        self, module: Module, name: str, node: nodes.Node, here: Here, needles: Needles
    ) -> Value:
        """Return what an imported template has under a name."""
        given = sorted(
            one
            for one in module.names
            if not one.startswith("_") and one not in self._environment.globals
        )
        if module.template.tree is not None and name not in given:
            what = f"the template '{module.template.bare}' has no macro '{name}'"
            hint = suggest(name, given) or f"its macros are: {', '.join(given)}"
            self.report(here, node.lineno, needles, "unknown-macro", what, hint)
            return None
        return module.names.get(name)

    def _name(self, node: nodes.Name, here: Here) -> Value:
        if node.name in here.names or node.name in here.tested or node.name in _SPECIAL:
            return here.names.get(node.name)
        given = sorted({"page", *self._environment.globals} - _PYTHON)
        hint = suggest(node.name, here.names) or f"every template is given: {', '.join(given)}"
        if node.name == "page":
            hint = "give the macro what it prints, or import its template 'with context'"
        what = f"there is no '{node.name}' here"
        self.report(here, node.lineno, (node.name,), "unknown-name", what, hint)
        return None

    def _attribute(self, node: nodes.Getattr | nodes.Getitem, name: str, here: Here) -> Value:
        of = self.read(node.node, here)
        needles = ((f"{written(node.node)}.", name), (".", name), name)
        if isinstance(of, Module):
            return self.of_module(of, name, node, here, needles)
        if isinstance(of, Macro) or written(node) in here.tested:
            return None
        return self._field(of, name, node, here, needles)

    def _field(self, of: Kind, name: str, node: nodes.Node, here: Here, needles: Needles) -> Kind:
        if kinds.lacks(of, name):
            what, hint = f"{kinds.named(of)} has no '{name}'", REFERENCE
            if own := kinds.members(of):
                hint = suggest(name, own) or f"its fields are: {', '.join(own)}"
            elif isinstance(of, Many | Row):
                hint = "go through it: {% for … in … %}"
            self.report(here, node.lineno, needles, "unknown-field", what, hint)
        return kinds.member(of, name)

    def _item(self, node: nodes.Getitem, here: Here) -> Value:
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._attribute(node, node.arg.value, here)
        of = plain(self.read(node.node, here))
        self.read(node.arg, here)
        if isinstance(node.arg, nodes.Slice):
            return of if isinstance(of, Many) else None
        return kinds.item(of, node.arg.value if isinstance(node.arg, nodes.Const) else None)

    def _call(self, node: nodes.Call, here: Here) -> Value:
        is_message = isinstance(node.node, nodes.Name) and node.node.name == "t"
        if is_message:
            self._message(node, here)
        called = self.read(node.node, here)
        given = [self.read(one, here) for one in node.args]
        named = {one.key: self.read(one.value, here) for one in node.kwargs}
        more = [one for one in (node.dyn_args, node.dyn_kwargs) if one is not None]
        for one in more:
            self.read(one, here)
        if isinstance(called, Macro):
            own = self._held(called, node, len(given), tuple(named), here)
            by_name = dict(zip(own, given, strict=False)) | named
            self._enter(called, tuple(None if more else by_name.get(name) for name in own))
        return HTML if is_message or isinstance(called, Macro) else None

    def _message(self, node: nodes.Call, here: Here) -> None:
        given = {one.key for one in node.kwargs}
        for key in constants(node.args[0]) if node.args else ():
            wanted = self._messages.get(key)
            if wanted is None:
                what = f"there is no message '{key}' in the catalogue"
                hint = suggest(key, self._messages) or REFERENCE
                self.report(here, node.lineno, (key,), "unknown-message", what, hint)
            elif wanted != given and node.dyn_kwargs is None:
                what, hint = misfit(key, wanted, given)
                self.report(here, node.lineno, (key,), "wrong-places", what, hint)

    def _held(
        self, macro: Macro, node: nodes.Call, given: int, named: tuple[str, ...], here: Here
    ) -> list[str]:
        """Hold a call against what the macro takes; return the names of that."""
        own = [one.name for one in macro.node.args]
        used = {one.name for one in macro.node.find_all(nodes.Name)}
        takes = f"it takes: {', '.join(own) or 'nothing'}"
        name = macro.node.name
        if given > len(own) and "varargs" not in used:
            what = f"the macro '{name}' is given more than it takes"
            self.report(here, node.lineno, (name, (".", name)), "wrong-call", what, takes)
        for key in named:
            if key not in own and "kwargs" not in used:
                what = f"the macro '{name}' takes no '{key}'"
                self.report(
                    here, node.lineno, (key,), "wrong-call", what, suggest(key, own) or takes
                )
        return own

    def _filter(self, node: nodes.Filter, here: Here) -> Value:
        self._known(node, node.name, "filter", here)
        of = None if node.node is None else plain(self.read(node.node, here))
        if node.name == "safe" and of == One(str) and not isinstance(node.node, nodes.Const):
            what = "this is a text, and |safe prints it as HTML: what authors write could run"
            hint = "leave out |safe: what is HTML already is printed as it is"
            needles = (("|", "safe"), "safe")
            self.report(here, node.lineno, needles, "unsafe-text", what, hint, Severity.WARNING)
        for one in (*node.args, *(one.value for one in node.kwargs)):
            self.read(one, here)
        first = constants(node.args[0]) if node.args else ()
        by = next((constants(one.value) for one in node.kwargs if one.key == "attribute"), ())
        found: Kind = None
        for path in by or (first if node.name in _BY_ATTRIBUTE else ()):
            for part in path.split(",") if node.name == "sort" else (path,):
                found = self._path(kinds.item(of), part, node, here)
        for name in first if node.name == "map" else ():
            self._known(node, name, "filter", here)
        for name in constants(node.args[place]) if (place := _place_of_test(node)) >= 0 else ():
            self._known(node, name, "test", here)
        if node.name == "map" and len(by) == 1:
            return Many(found)
        if node.name == "attr" and len(first) == 1:
            return self._field(of, first[0], node, here, first)
        if node.name in _TEXTS and of == One(str):
            return of
        if node.name == "join" and (found if by else kinds.item(of)) == One(str):
            return One(str)
        if node.name in _SAME:
            return Many(kinds.item(of)) if isinstance(of, Many | Row) else None
        return kinds.item(of) if node.name in _ONE_OF and isinstance(of, Many | Row) else None

    def _path(self, of: Kind, path: str, node: nodes.Filter, here: Here) -> Kind:
        for part in path.split("."):
            if part.isdigit():
                of = kinds.item(of, int(part))
            else:
                of = self._field(of, part, node, here, (part, (".", part)))
        return of

    def _known(self, node: nodes.Node, name: str, sort: str, here: Here) -> None:
        known = self._environment.filters if sort == "filter" else self._environment.tests
        if name not in known:
            self.unknown[sort].add(name)
            what, hint = f"there is no {sort} '{name}'", suggest(name, known) or REFERENCE
            self.report(here, node.lineno, (name,), f"unknown-{sort}", what, hint)


def misfit(key: str, wanted: Iterable[str], given: Iterable[str]) -> tuple[str, str]:
    """Say that a message is given other values than it has places for, and how it is said."""
    takes, has = (", ".join(sorted(one)) or "no value" for one in (wanted, given))
    values = "".join(f", {name}=…" for name in sorted(wanted))
    what = f"the message '{key}' takes {takes}, and is given {has}"
    return what, f'write t("{key}"{values})'


def _place_of_test(node: nodes.Filter) -> int:
    """Return where the arguments of a filter name a test, -1 where they do not."""
    place = _TESTING.get(node.name, -1)
    return place if place < len(node.args) else -1
