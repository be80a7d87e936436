"""What a template that builds on another says and no page prints: Jinja2 passes it over silently.

A theme that was written for an earlier version fails in this way when a block is renamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import nodes

from statusgen.errors import Problem, Severity
from statusgen.parse.fields import suggest
from statusgen.theming.templates import Template

__all__ = ["overruled", "unplaced"]

_PRINTED = (nodes.If, nodes.For, nodes.With, nodes.Scope, nodes.ScopedEvalContextModifier)


def unplaced(chain: Sequence[Template]) -> Iterator[Problem]:
    """Yield blocks that have no place, and what stands outside of blocks, as warnings.

    `chain` is a template with all that it builds on. What cannot be told is let pass: where a name
    is worked out, or a template that it builds on is not there.
    """
    trees = [one.tree for one in chain if one.tree is not None]
    if len(trees) < len(chain) or trees[-1].find(nodes.Extends) is not None:
        return
    called = {
        node.attr
        for tree in trees
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "self"
    }
    for number, (template, tree) in enumerate(zip(chain[:-1], trees[:-1], strict=True), 1):
        places = [block.name for above in trees[number:] for block in above.find_all(nodes.Block)]
        places = list(dict.fromkeys(places))
        for block in _outermost(tree):
            if block.name not in places and block.name not in called:
                what = f"no template that this one builds on has a block '{block.name}'"
                hint = suggest(block.name, places) or _listed("their blocks are", places)
                where = template.place(block.lineno, block.name)
                yield Problem(where, "unplaced-block", what, hint, Severity.WARNING)
        line = next(_outside(_behind_extends(tree)), None)
        if line is not None:
            what = "what stands outside of blocks is not printed: this template builds on another"
            hint = _listed("put it into a block", places)
            yield Problem(template.place(line), "unplaced-text", what, hint, Severity.WARNING)


def overruled(chain: Sequence[Template]) -> Iterator[Problem]:
    """Yield macros of an imported template that give way to those that it builds on, as warnings.

    Macros are no blocks: of two by one name, that of the template below is called.
    """
    trees = [(one, one.tree) for one in chain if one.tree is not None]
    for number, (template, tree) in enumerate(trees, 1):
        below = {name for _, other in trees[number:] for name in _macros(other)}
        for name, node in _macros(tree).items():
            if name in below:
                what = f"a template that this one builds on has a macro '{name}', which is called"
                hint = "to change a macro, copy the whole template and change it there"
                where = template.place(node.lineno, name)
                yield Problem(where, "unplaced-macro", what, hint, Severity.WARNING)


def _macros(tree: nodes.Template) -> dict[str, nodes.Macro]:
    return {node.name: node for node in tree.body if isinstance(node, nodes.Macro)}


def _listed(before: str, places: Sequence[str]) -> str:
    """Name the blocks that there are, behind what is said of them."""
    return f"{before}: {', '.join(places)}" if places else "what it builds on has no blocks"


def _outermost(node: nodes.Node) -> Iterator[nodes.Block]:
    """Yield the blocks that stand in no other block of the template."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outermost(child)


def _behind_extends(tree: nodes.Template) -> list[nodes.Node]:
    """Return what follows an {% extends %} that always holds; what stands before it is printed."""
    for index, node in enumerate(tree.body):
        if isinstance(node, nodes.Extends):
            return tree.body[index + 1 :]
    return []


def _outside(body: Sequence[nodes.Node]) -> Iterator[int]:
    """Yield the lines of what would be printed."""
    for node in body:
        if isinstance(node, nodes.Output):
            for one in node.nodes:
                if not isinstance(one, nodes.TemplateData):
                    yield one.lineno
                elif bare := one.data.lstrip():
                    yield one.lineno + one.data[: -len(bare)].count("\n")
        elif isinstance(node, _PRINTED):
            yield from _outside(list(node.iter_child_nodes()))
