"""What can be told of a template's nodes by themselves, for the generator."""

from __future__ import annotations

from collections.abc import Iterator
from keyword import iskeyword
from typing import Any

from jinja2 import nodes

__all__ = [
    "TESTS",
    "depends_on_its_list_alone",
    "is_attribute",
    "is_plain",
    "names_given",
    "written",
]


def is_plain(node: nodes.Call) -> bool:
    """Whether a call can be written as one of Python's."""
    starred = node.dyn_args or node.dyn_kwargs
    return not starred and not any(iskeyword(one.key) for one in node.kwargs)


TESTS = {"equalto": "==", "eq": "==", "==": "==", "ne": "!=", "!=": "!=", "in": "in"}
"""Tests of Jinja's that are an operator of Python's."""


def is_attribute(name: str) -> bool:
    """Whether `x[name]` and `x.name` are the same of everything that a page holds."""
    known = any(hasattr(kind, name) for kind in (dict, list, str, tuple))
    return name.isidentifier() and not iskeyword(name) and not known


_TIMELESS = (
    nodes.And,
    nodes.Compare,
    nodes.CondExpr,
    nodes.Const,
    nodes.Getattr,
    nodes.If,
    nodes.Not,
    nodes.Operand,
    nodes.Or,
    nodes.Output,
    nodes.TemplateData,
)


def depends_on_its_list_alone(node: nodes.For) -> bool:
    """Whether equal items draw equally: nothing is asked but they, nothing is called or kept."""
    if node.test or node.else_ or node.recursive or not isinstance(node.target, nodes.Name):
        return False
    inside = [one for child in node.body for one in (child, *child.find_all(nodes.Node))]
    return all(
        isinstance(one, _TIMELESS) or (isinstance(one, nodes.Name) and one.name == node.target.name)
        for one in inside
    )


def written(name: str) -> nodes.Expr:
    """Make a node of a name in the code, as Jinja's parser does."""
    node = object.__new__(nodes.InternalName)
    nodes.Node.__init__(node, name)
    return node


def names_given(node: nodes.Template) -> Iterator[str]:
    """Give every name that a template gives a meaning to."""
    # In one walk, which is a tenth of what a template takes to be compiled.
    every: Iterator[Any] = node.find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport))
    for one in every:
        if isinstance(one, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in one.names)
        elif isinstance(one, nodes.Import):
            yield one.target
        elif isinstance(one, nodes.Macro) or one.ctx != "load":
            yield one.name
