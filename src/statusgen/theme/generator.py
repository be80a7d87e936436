"""Writes the Python of a template so that it does less at every step than what Jinja writes.

An attribute is an attribute, a call is a call, what is printed is escaped once. A template and its
blocks are functions that return lists of texts, not generators inside generators. What is the same
on every page of a theme is worked out when the code is loaded, once for all pages: the code names
it and does not hold it, so that it may be kept and loaded for other words.

What is not written here is written as Jinja writes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from keyword import iskeyword

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef, find_undeclared
from jinja2.idtracking import VAR_LOAD_ALIAS, VAR_LOAD_RESOLVE
from jinja2.nodes import EvalContext
from jinja2.runtime import exported

from statusgen.theme.shape import (
    TESTS,
    depends_on_its_list_alone,
    is_attribute,
    is_plain,
    names_given,
    written,
)

__all__ = ["GIVEN", "Generator", "Unfit"]

GIVEN = ("t", "css", "csp", "colours")
"""What a theme gives to its templates, besides the page: the same on every page of it."""


class Unfit(jinja2.TemplateError):
    """A template that has to be drawn in Jinja's own way."""


class Generator(CodeGenerator):
    """Writes a template as the functions `root` and `block_NAME`, and its constants behind them."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Write all of a template. The names that a theme gives are never given another meaning."""
        if not set(GIVEN).isdisjoint(names_given(node)):
            raise Unfit("a name of the theme's has another meaning here")
        self._constants: dict[str, str] = {}
        self._modules = {one.target for one in node.find_all(nodes.Import)}
        for block in node.find_all(nodes.Block):
            if block.name in self.blocks:
                self.fail(f"block {block.name!r} defined twice", block.lineno)
            self.blocks[block.name] = block
        self.writeline(f"from jinja2.runtime import {', '.join(exported)}")
        self.writeline("undefined, concat = environment.undefined, environment.concat")
        self.writeline("cond_expr_undefined = Undefined")
        self.writeline("escaped, printed, told, marked, Last, Macro, Names = environment.swift")
        self.writeline("say, saying = environment.say, environment.saying")
        self.writeline(f"{', '.join(f'given_{one}' for one in GIVEN)} = environment.given")
        self.writeline(f"name = {self.name!r}")
        self._write_root(node)
        for block in self.blocks.values():
            self._write_block(block)
        for code, constant in self._constants.items():
            self.writeline(f"{constant} = {code}")
        blocks = ", ".join(f"{one!r}: block_{one}" for one in self.blocks)
        self.writeline(f"blocks = {{{blocks}}}")
        self.writeline("debug_info = ''")

    def _write_root(self, node: nodes.Template) -> None:
        frame = Frame(EvalContext(self.environment, self.name))
        extends = node.find(nodes.Extends) is not None
        self._begin("root", node, frame)
        frame.symbols.analyze_node(node)
        frame.toplevel = frame.rootlevel = True
        frame.require_output_check = extends
        if extends:
            self.writeline("parent_template = None")
        self._write_body(node, frame)
        if extends:
            self.writeline("if parent_template is not None:")
            self.indent()
            self.writeline(f"{frame.buffer} += parent_template.root_render_func(context)")
            self.outdent()
        self._end(frame)

    def _write_block(self, node: nodes.Block) -> None:
        # Not a child of the template's own frame: a block may be called from another template.
        frame = Frame(EvalContext(self.environment, self.name))
        frame.block_frame = True
        frame.block = node.name
        self._begin(f"block_{node.name}", node, frame)
        if "super" in find_undeclared(node.body, ("super",)):
            ref = frame.symbols.declare_parameter("super")
            self.writeline(f"{ref} = context.super({node.name!r}, block_{node.name})")
        frame.symbols.analyze_node(node)
        self.writeline("_block_vars = {}")
        self._write_body(node, frame)
        self._end(frame)

    def _begin(self, name: str, node: nodes.Template | nodes.Block, frame: Frame) -> None:
        self.writeline(f"def {name}(context, missing=missing, environment=environment):", extra=1)
        self.indent()
        self.writeline("resolve = context.resolve_or_missing")
        self.buffer(frame)
        if "self" in find_undeclared(node.body, ("self",)):
            ref = frame.symbols.declare_parameter("self")
            self.writeline(f"{ref} = TemplateReference(context)")

    def _write_body(self, node: nodes.Template | nodes.Block, frame: Frame) -> None:
        self.enter_frame(frame)
        self.pull_dependencies(node.body)
        self.blockvisit(node.body, frame)

    def _end(self, frame: Frame) -> None:
        self.writeline(f"return {frame.buffer}")
        self.outdent()

    def enter_frame(self, frame: Frame) -> None:
        """Begin a scope. What the theme gives need not be looked for."""
        loads = frame.symbols.loads
        for target, (action, name) in loads.items():
            if action == VAR_LOAD_RESOLVE and name in GIVEN:
                loads[target] = (VAR_LOAD_ALIAS, f"given_{name}")
        super().enter_frame(frame)

    # --- Statements --------------------------------------------------------------------------

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        """Write the call of a block."""
        if frame.toplevel and self.has_known_extends:
            return
        guarded = frame.toplevel and self.extends_so_far > 0
        if guarded:
            self.writeline("if parent_template is None:")
            self.indent()
        if node.required:
            raise Unfit("whether a block has to be there is for Jinja to say")
        context = self.derive_context(frame) if node.scoped else self.get_context_ref()
        self.writeline(f"{frame.buffer} += context.blocks[{node.name!r}][0]({context})")
        if guarded:
            self.outdent()

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """Write the whole of another template into this one."""
        if node.ignore_missing:
            self.writeline("try:")
            self.indent()
        self.writeline("template = environment.get_or_select_template(")
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        if node.ignore_missing:
            self.outdent()
            self.writeline("except TemplateNotFound: pass")
            self.writeline("else:")
            self.indent()
        if node.with_context:
            own = f"context.get_all(), True, {self.dump_local_context(frame)}"
            texts = f"template.root_render_func(template.new_context({own}))"
        else:
            texts = "template._get_default_module()._body_stream"
        self.writeline(f"{frame.buffer} += {texts}")
        if node.ignore_missing:
            self.outdent()

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802
        """Write a loop; one that depends on its list alone is drawn once for page after page."""
        if frame.require_output_check or not depends_on_its_list_alone(node):
            super().visit_For(node, frame)
            return
        last = self._constant(f"Last({len(self._constants)})")
        items = self.temporary_identifier()
        self.writeline(f"{items} = ")
        self.visit(node.iter, frame)
        self.writeline(f"if {items} is {last}.items:")
        self.indent()
        self.writeline(f"{frame.buffer}.append({last}.text)")
        self.outdent()
        self.writeline("else:")
        self.indent()
        own = frame.soft()
        self.buffer(own)
        node.iter = written(items)
        super().visit_For(node, own)
        self.writeline(f"{frame.buffer}.append({last}.keep({items}, concat({own.buffer})))")
        self.outdent()

    def visit_InternalName(self, node: nodes.InternalName, frame: Frame) -> None:  # noqa: N802
        """Write a name of the code's own."""
        self.write(node.name)

    def visit_EvalContextModifier(  # noqa: N802
        self, node: nodes.EvalContextModifier, frame: Frame
    ) -> None:
        """Leave to Jinja what is not always escaped."""
        raise Unfit("what is escaped here depends on more than the template's text")

    # --- What is printed ---------------------------------------------------------------------

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        """Write texts and what is printed between them, all in one step."""
        if frame.require_output_check:
            if self.has_known_extends:
                return
            self.writeline("if parent_template is None:")
            self.indent()
        parts = self._parts(node, frame)
        self.writeline(f"{frame.buffer} += (" if len(parts) > 1 else f"{frame.buffer}.append(")
        for part in parts:
            if isinstance(part, str):
                self.write(part)
            else:
                self._print(part, frame)
            self.write(", " if len(parts) > 1 else "")
        self.write(")")
        if frame.require_output_check:
            self.outdent()

    def _parts(self, node: nodes.Output, frame: Frame) -> list[str | nodes.Expr]:
        """Return what is printed: constant texts as code, neighbours as one, and the rest."""
        parts: list[str | nodes.Expr] = []
        constant: list[str] = []
        for child in (*node.nodes, None):
            code = None if child is None else self._constant_text(child, frame)
            if code is not None:
                constant.append(code)
                continue
            if constant:
                several = len(constant) > 1
                parts.append(
                    self._constant(f"concat(({', '.join(constant)}))" if several else constant[0])
                )
                constant = []
            if isinstance(child, nodes.Name) and child.name == "css":
                # A text for itself: it is encoded once for all pages.
                parts.append("given_css")
            elif child is not None:
                parts.append(child)
        return parts

    def _constant_text(self, node: nodes.Expr, frame: Frame) -> str | None:
        """Return the code of what is printed the same on every page; None for all else."""
        if isinstance(node, nodes.Name) and node.name == "csp":
            return "escaped(given_csp)"
        if (said := self._said(node)) is not None and not said[1]:
            return said[0]
        try:
            return repr(self._output_child_to_const(node, frame, self._make_finalize()))
        except Exception:  # noqa: BLE001 Whatever it is, it shows again where it is drawn.
            return None

    def _print(self, node: nodes.Expr, frame: Frame) -> None:
        if (said := self._said(node)) is not None:
            code, values = said
            self.write(self._constant(code))
            self._write_arguments(values, frame)
        elif isinstance(node, nodes.Call) and self._may_be_a_macro(node):
            self.write("(f._text if type(f := ")
            self.visit(node.node, frame)
            self.write(") is Macro else told(f))")
            self._write_arguments(node.args, frame)
        else:
            self.write("(escaped(v) if (k := type(v := ")
            self.visit(node, frame)
            self.write(")) is str else v if k is Markup else printed(v))")

    def _constant(self, code: str) -> str:
        """Return the name of a value that is worked out when the template is loaded."""
        if code[0] in "'\"":
            return code
        return self._constants.setdefault(code, f"constant_{len(self._constants)}")

    def _said(self, node: nodes.Node) -> tuple[str, list[nodes.Expr]] | None:
        """Return the code that says a message of the catalogue, and the values for it.

        Without values of the page it is a text, otherwise a function from them to one. None where
        it is no message that is named in the template.
        """
        if not (isinstance(node, nodes.Call) and is_plain(node)):
            return None
        if not (isinstance(node.node, nodes.Name) and node.node.name == "t"):
            return None
        match node.args:
            case [nodes.Const(value=str() as key)]:
                pass
            case _:
                return None
        names, values = [one.key for one in node.kwargs], [one.value for one in node.kwargs]
        constants = [one.value for one in values if isinstance(one, nodes.Const)]
        if len(constants) == len(values):
            given = [f", {name}={value!r}" for name, value in zip(names, constants, strict=True)]
            return f"say({key!r}{''.join(given)})", []
        return f"saying({key!r}, {', '.join(map(repr, names))})", values

    def _may_be_a_macro(self, node: nodes.Call) -> bool:
        if node.kwargs or not is_plain(node):
            return False
        called = node.node
        if isinstance(called, nodes.Getattr):
            called = called.node
            return isinstance(called, nodes.Name) and called.name in self._modules
        return isinstance(called, nodes.Name) and called.name not in GIVEN

    # --- Expressions -------------------------------------------------------------------------

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write an attribute as one."""
        if iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802
        """Write a choice of items by an attribute as such, which Jinja makes by four calls each."""
        match node:
            case nodes.Filter(
                name="selectattr" | "rejectattr" as name,
                args=[nodes.Const(value=str() as path), nodes.Const(value=str() as test), value],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ) if node.node and test in TESTS and all(map(is_attribute, path.split("."))):
                # As Jinja's it is drawn from when it is asked, by the value that is there now.
                kept = "not " * (name == "rejectattr")
                test = f"{kept}item.{path} {TESTS[test]} value"
                self.write(f"(lambda items, value: (item for item in items if {test}))(")
                self.visit(node.node, frame)
                self.write(", ")
                self.visit(value, frame)
                self.write(")")
            case _:
                super().visit_Filter(node, frame)

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write a call as one."""
        if not is_plain(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
        elif not forward_caller and (said := self._said(node)) is not None:
            code, values = said
            if values:
                self.write(f"marked({self._constant(code)}")
                self._write_arguments(values, frame)
                self.write(")")
            else:
                self.write(self._constant(code))
        else:
            self.visit(node.node, frame)
            self._write_arguments(
                (*node.args, *node.kwargs), frame, "caller=caller" if forward_caller else ""
            )

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802
        """Write a mapping whose entries are attributes, too."""
        self.write("Names(")
        super().visit_Dict(node, frame)
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write the making of a macro from the function before it."""
        arguments = tuple(one.name for one in macro_ref.node.args)
        self.write(
            f"Macro(macro, {getattr(macro_ref.node, 'name', None)!r}, {arguments!r},"
            f" {macro_ref.accesses_kwargs}, {macro_ref.accesses_varargs},"
            f" {macro_ref.accesses_caller})"
        )

    def _write_arguments(self, values: Iterable[nodes.Node], frame: Frame, last: str = "") -> None:
        self.write("(")
        for value in values:
            self.visit(value, frame)
            self.write(", ")
        self.write(f"{last})")
