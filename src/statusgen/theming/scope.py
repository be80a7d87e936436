"""Where a walk through a template is: its names, and what is known of each. Reports nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from jinja2 import nodes

from statusgen.frozen import frozen
from statusgen.theming import kinds
from statusgen.theming.kinds import Kind
from statusgen.theming.templates import Template

__all__ = ["Blocks", "Here", "Macro", "Module", "Names", "Value", "bind", "plain", "written"]


@dataclass(frozen=True, eq=False, slots=True)
class Macro:
    """A macro with the names that it sees. Told from others by identity."""

    node: nodes.Macro
    template: Template
    names: Names


@dataclass(frozen=True, eq=False, slots=True)
class Module:
    """An imported template with the names that it has given."""

    template: Template
    names: Names


Value = Kind | Macro | Module
Names = dict[str, Value]
Blocks = dict[str, tuple[tuple[Template, nodes.Block], ...]]


@frozen
class Here:
    """A place in the walk: the template, the names there are, and the blocks that see all of them.

    `tested` are the names that this part of the template itself tests for being there.
    """

    template: Template
    names: Names
    tested: frozenset[str]
    blocks: Blocks = field(default_factory=dict)

    @classmethod
    def at(
        cls, template: Template, tree: nodes.Node, names: Names, blocks: Blocks | None = None
    ) -> Here:
        """Begin with a part of a template."""
        return cls(
            template=template, names=names, tested=frozenset(_tested(tree)), blocks=blocks or {}
        )

    def inner(self, **more: Value) -> Here:
        """Go into a part that has names of its own besides these."""
        return replace(self, names={**self.names, **more})


def plain(value: Value) -> Kind:
    """Return the kind of a value; of a macro or a template nothing is known."""
    return None if isinstance(value, Macro | Module) else value


def bind(target: nodes.Node, value: Value, names: Names) -> None:
    """Give a name, or each of several, its value."""
    if isinstance(target, nodes.Name):
        names[target.name] = value
    elif isinstance(target, nodes.Tuple):
        for number, one in enumerate(target.items):
            bind(one, kinds.item(plain(value), number), names)


def written(node: nodes.Node) -> str:
    """Return a name with its fields as it is written: `page.frame.title`; "" for all else."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        before = written(node.node)
        return f"{before}.{node.attr}" if before else ""
    return ""


def _tested(tree: nodes.Node) -> Iterator[str]:
    for test in tree.find_all(nodes.Test):
        if test.name in ("defined", "undefined"):
            yield written(test.node)
    for default in tree.find_all(nodes.Filter):
        if default.name in ("default", "d") and default.node is not None:
            yield written(default.node)
