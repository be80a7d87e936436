"""Templates compiled to do less at every step: the same page, drawn in a third of the time.

What Jinja looks up anew each time is settled here: an attribute is an attribute, a call is a call,
what is printed is escaped once. Where that succeeds it gives, byte for byte, what Jinja's own way
gives. It knows nothing of lines and messages: where a template asks for something else, or for what
is not there, drawing ends in one of `failures`, and the page has to be drawn in Jinja's own way.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER
from keyword import iskeyword
from types import CodeType
from typing import Any, cast

import jinja2
from jinja2 import nodes, runtime
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from jinja2.utils import missing
from markupsafe import Markup, escape

__all__ = ["Names", "Shelf", "SwiftEnvironment"]

try:
    from markupsafe._speedups import _escape_inner as _escaped
except ImportError:  # It is an inner part of MarkupSafe, and not on every platform.

    def _escaped(s: str, /) -> str:
        return str(escape(s))


def _printed(value: object) -> str:
    """Escape what is no plain text. Nobody asks the result what it is: it is only joined."""
    return value if type(value) is Markup else escape(value)


class Names(dict[str, Any]):
    """A mapping that is asked for its entries as for attributes, which Jinja allows of any."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Macro(runtime.Macro):
    """A macro that puts its arguments in order only where they are not in order already."""

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        lacking = self._argument_count - len(args)
        if lacking < 0 or self.catch_kwargs or self.catch_varargs or self.explicit_caller:
            return super().__call__(*args, **kwargs)
        more = (missing,) * lacking if lacking else ()
        if self.caller and len(kwargs) == 1 and kwargs.get("caller") is not None:
            more = (*more, kwargs["caller"])
        elif self.caller or kwargs:
            return super().__call__(*args, **kwargs)
        # Markup's own __new__ looks first for what a plain text does not have.
        return str.__new__(Markup, self._func(*args, *more))


class _Unfit(jinja2.TemplateError):
    """A template that is not always escaped."""


class _Generator(CodeGenerator):
    """Writes the Python of a template; what is not below is written as Jinja does."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escaped, printed, Macro, Names = environment.swift")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        if iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(one.key) for one in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for value in (*node.args, *node.kwargs):
            self.visit(value, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802
        self.write("Names(")
        super().visit_Dict(node, frame)
        self.write(")")

    def visit_EvalContextModifier(  # noqa: N802
        self, node: nodes.EvalContextModifier, frame: Frame
    ) -> None:
        raise _Unfit("what is escaped here depends on more than the template's text")

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self.write("(escaped(v) if type(v := ")

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self.write(") is str else printed(v))")


class SwiftEnvironment(jinja2.Environment):
    """An environment that compiles in this way. It always escapes, and finalizes nothing.

    `failures` are how drawing ends for a template that has to be drawn in Jinja's own way.
    """

    failures = (
        ArithmeticError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
        jinja2.TemplateError,
    )
    code_generator_class = _Generator
    swift = (_escaped, _printed, Macro, Names)

    def make_globals(self, d: Any) -> Any:
        """Return the one mapping of all templates: none has globals of its own."""
        return self.globals


class Shelf(BytecodeCache):
    """Compiled templates by what they were compiled from and by what can run them.

    `kept` are those that another process has compiled; `added` those that this one had to.
    """

    def __init__(self, kept: Mapping[str, bytes]) -> None:
        self._kept = kept
        self.added: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from the shelf, if it is there and whole."""
        data = self._kept.get(_label(bucket))
        if data is None:
            return
        try:
            bucket.code = cast(CodeType, marshal.loads(data))
        except (EOFError, TypeError, ValueError):
            bucket.code = None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Put a template onto the shelf."""
        self.added[_label(bucket)] = marshal.dumps(bucket.code)


def _label(bucket: Bucket) -> str:
    return f"{bucket.key}-{bucket.checksum}-{jinja2.__version__}-{MAGIC_NUMBER.hex()}"
