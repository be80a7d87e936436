"""The templates of a theme as text and as trees, with the places in them. Draws nothing.

A template goes by several names: `index.html` is that of the strongest layer that has one, and
`@default/index.html` that of one layer. Here each has one: its full one, with the layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import jinja2
from jinja2 import nodes

from statusgen.errors import Location, Problem
from statusgen.frozen import frozen
from statusgen.sources import Layers, Source
from statusgen.theme import inside
from statusgen.theme.blame import APART, TOO_DEEP

__all__ = ["Template", "Templates", "constants"]

_FOLDER = "templates/"

_DEEPEST = 200
"""In how many others a part of a template may stand: of 300 Python can draw no more."""


@frozen
class Template:
    """One template. `tree` is None where it cannot be read, and `fault` says why."""

    name: str
    path: str
    text: str
    tree: nodes.Template | None
    fault: Problem | None

    @property
    def bare(self) -> str:
        """The name without the layer: `index.html`."""
        return self.name.partition("/")[2]

    def place(self, line: int, *needles: str | tuple[str, str]) -> Location:
        """Point at the first of these texts that stands in the line; else at the line.

        Of a pair the first text stands before the second, and only the second is underlined.
        """
        return _place(self.path, self.text, line, needles)

    def line(self, number: int) -> str:
        """Return a line, "" where there is none."""
        lines = self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""


class Templates:
    """Every template of a stack of layers."""

    def __init__(self, layers: Layers, environment: jinja2.Environment) -> None:
        self._by_name: dict[str, Template] = {}
        self._strongest: dict[str, str] = {}
        for layer, sources in layers:
            for source in sources:
                path = inside(source.path)
                if path.startswith(_FOLDER):
                    bare = path.removeprefix(_FOLDER)
                    name = f"@{layer}/{bare}"
                    self._by_name[name] = _read(name, source, environment)
                    self._strongest.setdefault(bare, name)

    def find(self, name: str) -> Template | None:
        """Return the template that is meant by a name, with or without a layer."""
        return self._by_name.get(name) or self._by_name.get(self._strongest.get(name, ""))

    def of_layer(self, layer: str) -> Iterator[Template]:
        """Yield the templates of one layer."""
        return (one for one in self._by_name.values() if one.name.startswith(f"@{layer}/"))

    def names(self) -> tuple[str, ...]:
        """List every name that a template may ask for."""
        return (*self._strongest, *self._by_name)

    def chain(self, template: Template) -> tuple[Template, ...]:
        """Return a template and those that it extends, as far as they are named and there."""
        chain = [template]
        while (parent := self._parent(chain[-1])) is not None and parent not in chain:
            chain.append(parent)
        return tuple(chain)

    def _parent(self, template: Template) -> Template | None:
        extends = next(iter(template.tree.find_all(nodes.Extends)), None) if template.tree else None
        named = () if extends is None else constants(extends.template)
        return self.find(named[0]) if len(named) == 1 else None


def constants(node: nodes.Node) -> tuple[str, ...]:
    """Return the texts that an expression can be, where they are written out; else ()."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
        return _all(constants(one) for one in (node.expr1, node.expr2))
    if isinstance(node, nodes.Tuple | nodes.List):
        return _all(constants(one) for one in node.items)
    return ()


def _all(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    parts = tuple(found)
    return tuple(text for part in parts for text in part) if all(parts) else ()


def _place(
    path: str, text: str, line: int, needles: tuple[str | tuple[str, str], ...] = ()
) -> Location:
    lines = text.split("\n")
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    for needle in needles:
        before, name = ("", needle) if isinstance(needle, str) else needle
        start = "" if before.startswith(".") else r"(?<![\w.])"
        pattern = rf"{start}{re.escape(before)}\s*({re.escape(name)})(?!\w)"
        if name and (found := re.search(pattern, written)):
            return Location(path, line, found.start(1) + 1, len(name))
    bare = written.strip()
    return Location(path, line, written.find(bare) + 1, max(len(bare), 1))


def _read(name: str, source: Source, environment: jinja2.Environment) -> Template:
    text, tree, fault = "", None, None
    deep = Problem(Location(source.path), "template-syntax", TOO_DEEP, APART)
    try:
        text = source.data.decode("utf-8-sig").replace("\r\n", "\n")
        tree = environment.parse(text, name, source.path)
    except UnicodeDecodeError:
        what = "this file of the theme is not saved as UTF-8"
        fault = Problem(Location(source.path), "wrong-encoding", what, "save it as UTF-8")
    except jinja2.TemplateSyntaxError as error:
        fault = Problem(
            _place(source.path, text, error.lineno),
            "template-syntax",
            (error.message or "this cannot be read as a template").rstrip("."),
            "the language of templates is Jinja2: see docs/reference/themes.md",
        )
    except RecursionError:
        fault = deep
    if tree is not None and _depth(tree) > _DEEPEST:
        tree, fault = None, deep
    return Template(name=name, path=source.path, text=text, tree=tree, fault=fault)


def _depth(tree: nodes.Node) -> int:
    depth, level = 0, [tree]
    while level:
        depth, level = depth + 1, [inner for one in level for inner in one.iter_child_nodes()]
    return depth
