"""Templates compiled to do less at every step: the same page, drawn in a fraction of the time.

Where drawing succeeds it gives, byte for byte, what Jinja's own way gives. It knows nothing of
lines and messages: where a template asks for something else, or for what is not there, drawing ends
in one of `failures`, and the page has to be drawn in Jinja's own way. What a template becomes is
written by `generator`; this is what it runs in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from types import FunctionType
from typing import Any

import jinja2
from jinja2 import runtime
from jinja2.utils import missing
from markupsafe import Markup, escape

from statusgen import views
from statusgen.theme.blame import FAILURES
from statusgen.theme.generator import GIVEN, Generator
from statusgen.theme.speech import escaped

__all__ = ["Names", "SwiftEnvironment"]


_PLAIN = frozenset((str, Markup, int, float, bool, type(None)))


def _marked(text: str) -> Markup:
    """Mark a text as safe. Markup's own way looks first for what a plain text does not have."""
    return str.__new__(Markup, text)


def _printed(value: object) -> str:
    """Escape what is no plain text. Nobody asks the result what it is: it is only joined."""
    return value if type(value) is Markup else escape(value)


def _told(called: Callable[..., object]) -> Callable[..., str]:
    """Make of something that is called in a template what gives the text to print."""

    def told(*values: object) -> str:
        value = called(*values)
        return escaped(value) if type(value) is str else _printed(value)

    return told


class Names(dict[str, Any]):
    """A mapping that is asked for its entries as for attributes, which Jinja allows of any."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Last:
    """The text that was last drawn of a list which is the same object on page after page.

    Only of tuples of views and texts: nothing can change in them. What was seen once is not kept.
    """

    __slots__ = ("_seen", "items", "text")

    def __init__(self, number: int) -> None:
        self.items: object = self
        self.text = ""
        self._seen: object = number

    def keep(self, items: object, text: str) -> str:
        """Return a text, and keep it for its list where that was here before."""
        if items is self._seen and type(items) is tuple and _is_fixed(items):
            self.items, self.text = items, text
        self._seen = items
        return text


def _is_fixed(value: object) -> bool:
    kind = type(value)
    if isinstance(value, tuple):
        return kind is tuple and all(map(_is_fixed, value))
    if getattr(views, kind.__name__, None) is kind:
        return all(_is_fixed(getattr(value, one.name)) for one in fields(kind))
    return kind in _PLAIN


class Macro:
    """A macro that puts its arguments in order only where they are not in order already.

    `_text` is what gives its text to who only prints it. All else is asked of Jinja's own macro.
    """

    __slots__ = ("_about", "_func", "_text")

    def __init__(
        self,
        func: FunctionType,
        name: str | None,
        arguments: tuple[str, ...],
        catch_kwargs: bool,
        catch_varargs: bool,
        caller: bool,
    ) -> None:
        self._func = func
        self._about = name, arguments, catch_kwargs, catch_varargs, caller
        self._text = self if catch_kwargs or catch_varargs or caller else func
        if arguments:
            func.__defaults__ = (missing,) * len(arguments)

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        _, arguments, catch_kwargs, catch_varargs, caller = self._about
        lacking = len(arguments) - len(args)
        if lacking < 0 or catch_kwargs or catch_varargs or "caller" in arguments:
            pass
        elif not caller and not kwargs:
            return _marked(self._func(*args))
        elif caller and len(kwargs) == 1 and kwargs.get("caller") is not None:
            return _marked(self._func(*args, *(missing,) * lacking, kwargs["caller"]))
        return self._jinjas(*args, **kwargs)

    @property
    def _jinjas(self) -> runtime.Macro:
        # It is given a tuple by Jinja, too, whatever its types say.
        about: Any = (self._func.__globals__["environment"], self._func, *self._about, True)
        return runtime.Macro(*about)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jinjas, name)

    def __repr__(self) -> str:
        return repr(self._jinjas)


class SwiftEnvironment(jinja2.Environment):
    """An environment that compiles in this way. It always escapes, and finalizes nothing.

    `failures` are how drawing ends for a template that has to be drawn in Jinja's own way. `say`
    says a message of the catalogue; `saying` makes ready to say one with values of these names.
    """

    failures = FAILURES
    code_generator_class = Generator
    swift = (escaped, _printed, _told, _marked, Last, Macro, Names)
    say: Callable[..., Markup]
    saying: Callable[..., Callable[..., str]]

    @property
    def given(self) -> tuple[object, ...]:
        """What the theme gives to its templates, in the generator's order."""
        return tuple(self.globals[name] for name in GIVEN)

    def make_globals(self, d: Any) -> Any:
        """Return the one mapping of all templates: none has globals of its own."""
        return self.globals
