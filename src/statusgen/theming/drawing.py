"""Draw pages and go on where a build would stop, with a note of every place where it would.

What is missing is drawn as nothing. The place of a note is a line of a template, as far as Jinja2
knows it, and in it the first thing of that name.
"""

from __future__ import annotations

import re
import traceback
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from types import FrameType
from typing import Any

import jinja2
from jinja2.environment import TemplateModule
from jinja2.runtime import Undefined
from markupsafe import Markup, escape

from statusgen.errors import Location, Problem
from statusgen.parse.fields import suggest
from statusgen.sources import Layers
from statusgen.theme import Theme
from statusgen.theme.blame import APART, FAILURES, TOO_DEEP, WITHOUT_END, file_of, how_to_end
from statusgen.theme.speech import NotThere
from statusgen.theming import kinds
from statusgen.theming.kinds import Kind, Many, One
from statusgen.theming.templates import Template, Templates
from statusgen.theming.values import REFERENCE, misfit
from statusgen.words import Words

__all__ = ["Easel"]

_FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    jinja2.UndefinedError,
)
_NOT_EXPORTED = re.compile(r"the template '(.+)' \(imported on .*\) does not export")
_META = re.compile(r"<meta\s[^>]*>", re.IGNORECASE)
_POLICY = re.compile(r"""\shttp-equiv\s*=\s*["']?content-security-policy""", re.IGNORECASE)
_WRITTEN = '<meta http-equiv="Content-Security-Policy" content="{{ csp }}">'
_EXPRESSION = re.compile(r"\{\{[-+]?\s*(.+?)\s*[-+]?\}\}")

Way = tuple[tuple[Template, int], ...]
"""The templates on the way to a place, each with its line: the innermost first."""


class Easel(Theme):
    """A theme that draws whatever it can.

    `messages` are the catalogue's keys, each with its places; `more` is what else a Theme takes.
    Templates in `left_out` are drawn as nothing.
    """

    def __init__(
        self, layers: Layers, words: Words, messages: Mapping[str, frozenset[str]], **more: Any
    ) -> None:
        super().__init__(layers, words, **more)
        self._layers = layers
        self._messages = messages
        self.left_out: set[str] = set()
        self._page = ""
        self._noted: dict[tuple[Location, str, str], Problem] = {}

    @property
    def noted(self) -> tuple[Problem, ...]:
        """What was wrong, each thing once, with the first page on which it was seen."""
        return tuple(self._noted.values())

    @cached_property
    def templates(self) -> Templates:
        """The templates of the theme."""
        return Templates(self._layers, self._environment)

    @property
    def environment(self) -> jinja2.Environment:
        """What templates are read by. Filters and tests may be added before the first drawing."""
        return self._environment

    def try_out(self, template: str, page: object, words: Words, *, where: str) -> None:
        """Draw a page in these words and note what is wrong. `where` says which page it is."""
        self._page, self._words = where, words
        try:
            drawn = self._environment.get_template(template).render(page=page)
            self._look_for_policy(template, drawn)
        except jinja2.TemplateNotFound as error:
            what = f"there is no template '{error.name}'"
            self._note(self._way_of(error), "missing-template", what, REFERENCE, str(error.name))
        except jinja2.TemplateSyntaxError as error:
            found = self.templates.find(file_of(error) or template)
            way = ((found, error.lineno),) if found else ()
            self._note(way, "template-syntax", str(error.message).rstrip("."), REFERENCE)
        except FAILURES as error:
            self._note_failure(error, template)

    def _look_for_policy(self, template: str, drawn: str) -> None:
        """Note that a page has no policy of its own, as hosts that send no headers need it."""
        escaped = str(escape(self.policy))
        if any(escaped in one and _POLICY.search(one) for one in _META.findall(drawn)):
            return
        found = self.templates.find(template)
        chain = self.templates.chain(found) if found else ()
        # One that is empty or cannot be read is drawn as nothing, and that has been said.
        can_be_read = all(one.fault is None and one.text.strip() for one in chain)
        for base in chain[-1:] if can_be_read else ():
            lines = enumerate(base.text.split("\n"), 1)
            line = next((number for number, text in lines if "<head" in text.lower()), 1)
            what = "pages lack the content security policy, which keeps others' scripts out"
            hint = f"write {_WRITTEN} into the <head>"
            self._note(((base, line),), "no-policy", what, hint)

    @cached_property
    def _environment(self) -> jinja2.Environment:
        environment = super()._environment
        environment.undefined = _missing(self._way, self._note_missing)
        environment.finalize = self._printable
        environment.context_class = _going_on(self._note_failure)
        return environment

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        found = self.templates.find(name)
        if name in self.left_out:
            return "", name, lambda: True
        # Its full name stands for the file: two layers can have a file of one path.
        return None if found is None else (found.text, found.name, lambda: True)

    def _asset(self, name: str) -> str:
        try:
            return super()._asset(name)
        except NotThere as error:
            hint = suggest(name, self.published) or REFERENCE
            self._note(self._way(), "no-such-file", str(error), hint, name)
            return ""

    def _say(self, key: str, /, **values: object) -> Markup:
        if key not in self._messages:
            what = f"there is no message '{key}' in the catalogue"
            self._note(self._way(), "unknown-message", what, REFERENCE, key)
            return Markup()
        if self._messages[key] != values.keys():
            what, hint = misfit(key, self._messages[key], values)
            self._note(self._way(), "wrong-places", what, hint, key)
            return Markup()
        try:
            return super()._say(key, **{name: self._sayable(v) for name, v in values.items()})
        except TypeError:
            given = ", ".join(f"{name}={value!r}" for name, value in values.items())
            what = f"the message '{key}' cannot be said with {given}"
            hint = "give it texts and numbers, and test first whether there are any"
            self._note(self._way(), "wrong-places", what, hint, key)
            return Markup()

    def _sayable(self, value: object) -> object:
        return str(value) if isinstance(value, Undefined) else value

    def _printable(self, value: object) -> object:
        """Let a text or a number through on its way to the page; all else would be garbage."""
        if isinstance(value, Undefined | str | int | float) and not isinstance(value, bool):
            return value
        way = self._way()
        whole = _EXPRESSION.findall(_line(way))
        subject = f"'{whole[0]}'" if len(whole) == 1 else "what is printed here"
        what, hint = f"{subject} is no text", REFERENCE
        if value is None:
            what = f"{subject} is nothing on some pages, and would print 'None'"
            hint = "test it first: {% if … %}"
        elif (wrong := kinds.unprintable(_kind_of(value), subject)) is not None:
            what, hint = wrong
        self._note(way, "not-a-text", what, hint, *whole[:1])
        return ""

    def _note_missing(self, way: Way, name: object, obj: object, said: str) -> None:
        what, hint, code = self._missed(way, name, obj, said), REFERENCE, "unknown-field"
        if obj is None or not isinstance(name, str):
            hint, code = "test first whether it is there: {% if … %}", "nothing-there"
        elif obj is Ellipsis:
            code = "unknown-name"
        self._note(way, code, what, hint, (".", str(name)), str(name))

    def _note_failure(self, error: BaseException, template: str = "") -> None:
        what, hint = f"drawing fails here: {error}".rstrip(".: "), REFERENCE
        way = self._way_of(error) + self._way()
        if isinstance(error, RecursionError):
            what, hint = WITHOUT_END, how_to_end(template, way[0][0].path if way else "")
        elif isinstance(error, SyntaxError):
            what, hint = TOO_DEEP, APART
            found = self.templates.find(error.filename or template)  # it is drawn nowhere yet
            way = ((found, 1), *way) if found else way
        self._note(way, "template-failed", what, hint)

    def _missed(self, way: Way, name: object, obj: object, said: str) -> str:
        """Say what is missing, in the words of the walk where it can see the same."""
        if exported := _NOT_EXPORTED.match(said):
            return f"the template '{exported[1]}' has no macro '{name}'"
        if isinstance(obj, TemplateModule):
            found = self.templates.find(str(obj.__name__))
            return f"the template '{found.bare if found else '?'}' has no macro '{name}'"
        if said:
            return said.rstrip(".")
        if obj is Ellipsis:
            return f"there is no '{name}' here"
        if obj is None:
            chain = re.search(rf"([\w.]+(?:\[[^\]]*\])?)\.\s*{re.escape(str(name))}\b", _line(way))
            subject = f"'{chain[1]}'" if chain else "what it is asked of"
            return f"{subject} is nothing on some pages, so it has no '{name}'"
        subject = kinds.named(_kind_of(obj))
        if isinstance(name, str):
            return f"{subject} has no '{name}'"
        return f"{subject} is too short on some pages to have an item {name}"

    def _note(
        self, way: Way, code: str, what: str, hint: str, *needles: str | tuple[str, str]
    ) -> None:
        if not way:
            return
        (template, line), seen = way[0], f"{hint}; seen on {self._page}"
        if self._is_below(template):
            # It is whoever gave it the wrong thing that has to change.
            own = next((step for step in way if not self._is_below(step[0])), None)
            if own is not None:
                seen += f", in {template.path}:{line}"
                template, line = own
        where = template.place(line, *needles)
        self._noted.setdefault((where, code, what), Problem(where, code, what, seen))

    def _is_below(self, template: Template) -> bool:
        """Say whether a template belongs to the layer that every other one builds upon."""
        return len(self._layers) > 1 and template.name.startswith(f"@{self._layers[-1][0]}/")

    def _way(self) -> Way:
        """Return the way to the place that is being drawn."""
        return tuple(self._known(traceback.walk_stack(None)))

    def _way_of(self, error: BaseException) -> Way:
        found = tuple(self._known(traceback.walk_tb(error.__traceback__)))
        return found[::-1]

    def _known(self, frames: Iterable[tuple[FrameType, int]]) -> Iterator[tuple[Template, int]]:
        for frame, line in frames:
            compiled = frame.f_globals.get("__jinja_template__")
            # Jinja2 has already put templates' lines into the traceback of an error.
            name = frame.f_code.co_filename if compiled is None else compiled.name
            found = self.templates.find(name) if name else None
            if found is not None:
                yield found, line if compiled is None else _written_at(compiled, line)


def _written_at(compiled: jinja2.Template, line: int) -> int:
    """Return the line of a template, as Jinja2 does that goes through all lines for each."""
    lines = _lines(compiled)
    at = bisect_right(lines, line, key=lambda pair: pair[1])
    return lines[at - 1][0] if at else 1


@lru_cache(maxsize=64)
def _lines(compiled: jinja2.Template) -> list[tuple[int, int]]:
    return compiled.debug_info


def _line(way: Way) -> str:
    """Return the line of a template that a way leads to."""
    return way[0][0].line(way[0][1]) if way else ""


def _kind_of(value: object) -> Kind:
    return Many(None) if isinstance(value, tuple | list) else One(type(value))


def _going_on(note: Callable[[BaseException], None]) -> type[jinja2.runtime.Context]:
    """Make the type of a page's names: a call that fails prints nothing, and drawing goes on."""

    class GoingOn(jinja2.runtime.Context):
        def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805
            try:
                return super().call(__obj, *args, **kwargs)
            except _FAILURES as error:
                note(error)
                return Markup()

    return GoingOn


def _missing(
    way: Callable[[], Way], note: Callable[[Way, object, object, str], None]
) -> type[jinja2.Undefined]:
    """Make the type of what is not there: it tells of its first use, and of where it came from."""

    class Missing(Undefined):
        __slots__ = ("_way",)

        def __init__(
            self, hint: str | None = None, obj: Any = ..., name: Any = None, *rest: Any
        ) -> None:
            super().__init__(hint, obj, name, *rest)
            self._way = way()

        def _tell(self) -> None:
            obj, said = self._undefined_obj, self._undefined_hint or ""
            note(self._way, self._undefined_name, obj, said)

        def __str__(self) -> str:
            self._tell()
            return ""

        def __iter__(self) -> Iterator[Any]:
            self._tell()
            return iter(())

        def __len__(self) -> int:
            self._tell()
            return 0

        def __bool__(self) -> bool:
            self._tell()
            return False

        def __contains__(self, item: object) -> bool:
            self._tell()
            return False

        def __eq__(self, other: object) -> bool:
            self._tell()
            return self is other

        def __ne__(self, other: object) -> bool:
            self._tell()
            return self is not other

        def __hash__(self) -> int:
            self._tell()
            return id(self)

        def _itself(self, *args: Any, **kwargs: Any) -> Any:
            self._tell()
            return self

        __call__ = __getitem__ = __pos__ = __neg__ = __pow__ = __rpow__ = _itself
        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _itself
        __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _itself
        __lt__ = __le__ = __gt__ = __ge__ = _itself

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            self._tell()
            return self

    return Missing
