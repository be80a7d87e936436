"""Every name that a template uses, held against the views, the catalogue and the other templates.

Drawing shows only the branches that some site takes; this goes through all of them and knows the
types that the fields of the views have. Where a type cannot be told nothing is said: what is
reported here is wrong whatever the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import jinja2
from jinja2 import nodes
from jinja2.runtime import LoopContext

from statusgen.errors import Problem
from statusgen.parse.fields import suggest
from statusgen.theming import kinds
from statusgen.theming.kinds import HTML, One
from statusgen.theming.scope import Blocks, Here, Macro, Module, Names, Value, bind, plain
from statusgen.theming.templates import Template, Templates, constants
from statusgen.theming.unplaced import overruled, unplaced
from statusgen.theming.values import REFERENCE, Values

__all__ = ["Walk"]


class Walk:
    """A walk through the templates, from the pages that are drawn from them.

    `reached` are the templates that a page is made of, by their full names; `left_out` are those
    that a page includes and that are not there. `messages` are the catalogue's keys, each with its
    places.
    """

    def __init__(
        self,
        templates: Templates,
        environment: jinja2.Environment,
        messages: Mapping[str, frozenset[str]],
    ) -> None:
        self._templates = templates
        self._globals: Names = dict.fromkeys(environment.globals)
        self._globals.update(css=HTML, csp=One(str))
        self._values = Values(environment, messages, self._enter)
        self._modules: dict[tuple[str, Value], Module] = {}
        self._macros: list[Macro] = []
        self._entered: set[tuple[Macro, tuple[Value, ...]]] = set()
        self._open: list[Template] = []
        self.reached: dict[str, Template] = {}
        self.left_out: set[str] = set()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found, by place."""
        return tuple(sorted(self._values.found))

    @property
    def unknown(self) -> Mapping[str, set[str]]:
        """The filters and tests that there are not, by these two words."""
        return self._values.unknown

    def page(self, template: Template, view: type) -> None:
        """Go through a page's template, which is given a view of that type."""
        self._run(template, {**self._globals, "page": One(view)})

    def finish(self) -> None:
        """Go through the macros that nothing calls."""
        called = {id(macro.node) for macro, _ in self._entered}
        for macro in tuple(self._macros):
            if id(macro.node) not in called:
                self._enter(macro, tuple(None for _ in macro.node.args))

    def _run(self, template: Template, names: Names) -> None:
        """Go through a template, those that it extends, and the blocks of all of them."""
        if template in self._open:
            return
        self._open.append(template)
        chain = self._templates.chain(template)
        blocks: Blocks = {}
        for one in chain:
            self._reach(one)
            for block in one.tree.find_all(nodes.Block) if one.tree else ():
                blocks[block.name] = (*blocks.get(block.name, ()), (one, block))
        self._values.found.update(dict.fromkeys(unplaced(chain)))
        scoped = {name: own for name, own in blocks.items() if any(b.scoped for _, b in own)}
        for one in chain:
            if one.tree is not None:
                # A template that extends another only defines blocks: the other has their place.
                inline = scoped if one is chain[-1] else {}
                self._body(one.tree.body, Here.at(one, one.tree, names, inline))
        # Blocks come last: they see what all of the templates have set outside of them.
        for own in (own for name, own in blocks.items() if name not in scoped):
            for one, block in own:
                self._body(block.body, Here.at(one, block, dict(names), scoped))
        self._open.pop()

    def _reach(self, template: Template) -> None:
        self.reached[template.name] = template
        if template.fault is not None:
            self._values.found[template.fault] = None

    def _asked(self, node: nodes.Stmt, asked: nodes.Expr, here: Here) -> Template | None:
        """Return the template that a statement asks for; report it where there is none."""
        self._values.read(asked, here)
        names = constants(asked)
        there = [one for one in map(self._templates.find, names) if one is not None]
        if names and not there and not getattr(node, "ignore_missing", False):
            what = f"there is no template '{names[0]}'"
            # Its own name would only let it use itself.
            known = self._templates.names()
            others = [one for one in known if self._templates.find(one) is not here.template]
            hint = suggest(names[0], others) or REFERENCE
            self._values.report(here, node.lineno, names[:1], "missing-template", what, hint)
            if isinstance(node, nodes.Include):
                self.left_out.add(names[0])
        return there[0] if there else None

    def _module(self, template: Template, names: Names | None) -> Module:
        """Go through an imported template; it sees the names of the page only if told so."""
        key = (template.name, None if names is None else names.get("page"))
        if key not in self._modules:
            own = dict(self._globals if names is None else names)
            self._modules[key] = Module(template, own)
            chain = self._templates.chain(template)
            self._values.found.update(dict.fromkeys(overruled(chain)))
            # One that builds on another has the macros of both, and of two by one name the other's.
            for one in chain:
                self._reach(one)
                if one.tree is not None:
                    self._body(one.tree.body, Here.at(one, one.tree, own))
        return self._modules[key]

    def _enter(self, macro: Macro, values: tuple[Value, ...]) -> None:
        if (macro, values) in self._entered:
            return
        self._entered.add((macro, values))
        names = {**macro.names, **dict.fromkeys(("caller", "varargs", "kwargs"))}
        for argument, value in zip(macro.node.args, values, strict=True):
            names[argument.name] = value
        self._body(macro.node.body, Here.at(macro.template, macro.node, names))

    def _body(self, body: Iterable[nodes.Node], here: Here) -> None:
        for node in body:
            self._statement(node, here)

    def _statement(self, node: nodes.Node, here: Here) -> None:
        read = self._values.read
        match node:
            case nodes.Extends():
                self._asked(node, node.template, here)
            case nodes.Include():
                if (found := self._asked(node, node.template, here)) is not None:
                    self._run(found, dict(here.names if node.with_context else self._globals))
            case nodes.Import() | nodes.FromImport():
                self._import(node, here)
            case nodes.Block():
                for template, block in here.blocks.get(node.name, ()):
                    inner = Here.at(template, block, dict(here.names), here.blocks)
                    self._body(block.body, inner)
            case nodes.Macro():
                macro = Macro(node, here.template, here.names)
                self._macros.append(macro)
                here.names[node.name] = macro
                for default in node.defaults:
                    read(default, here)
            case nodes.For():
                inner = here.inner(loop=One(LoopContext))
                bind(node.target, kinds.item(plain(read(node.iter, here))), inner.names)
                if node.test is not None:
                    read(node.test, inner)
                self._body(node.body, inner)
                self._body(node.else_, here.inner())
            case nodes.If():
                read(node.test, here)
                self._body((*node.body, *node.elif_, *node.else_), here)
            case nodes.Assign():
                self._assign(node.target, read(node.node, here), here)
            case nodes.AssignBlock():
                self._body(node.body, here.inner())
                if node.filter is not None:
                    read(node.filter, here)
                self._assign(node.target, HTML, here)
            case nodes.CallBlock():
                read(node.call, here)
                inner = here.inner(**{one.name: None for one in node.args})
                self._body(node.body, inner)
            case nodes.With():
                inner = here.inner()
                for target, value in zip(node.targets, node.values, strict=True):
                    bind(target, read(value, here), inner.names)
                self._body(node.body, inner)
            case nodes.Output():
                for one in node.nodes:
                    self._values.printed(one, here)
            case nodes.Expr():
                read(node, here)
            case nodes.EvalContextModifier():
                self._values.unescaped(node, here)
                self._body(node.iter_child_nodes(), here)
            case _:
                self._body(node.iter_child_nodes(), here)

    def _import(self, node: nodes.Import | nodes.FromImport, here: Here) -> None:
        found = self._asked(node, node.template, here)
        given = here.names if node.with_context else None
        module = None if found is None else self._module(found, given)
        if isinstance(node, nodes.Import):
            here.names[node.target] = module
            return
        for one in node.names:
            name, alias = one if isinstance(one, tuple) else (one, one)
            of = None
            if module is not None:
                of = self._values.of_module(module, name, node, here, (name,))
            here.names[alias] = of

    def _assign(self, target: nodes.Node, value: Value, here: Here) -> None:
        """Give a name a value; one that has had another before may be either."""
        if isinstance(target, nodes.Name) and target.name in here.names:
            before = here.names[target.name]
            value = value if before == value else kinds.joined((plain(before), plain(value)))
        bind(target, value, here.names)
