"""What it means for a template's author that drawing ended in an exception, and where it was.

A template is code, and may call whatever a value has: anything in `FAILURES` is its own mistake.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import jinja2

from statusgen.errors import ContentError, Location, Problem
from statusgen.theme.speech import NotThere

__all__ = ["APART", "FAILURES", "TOO_DEEP", "WITHOUT_END", "blamed", "file_of", "how_to_end"]

FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    StopIteration,
    SyntaxError,
    TypeError,
    ValueError,
    jinja2.TemplateError,
)
"""How drawing ends where a template is at fault."""

WITHOUT_END = "this template, or a macro in it, uses itself without end"
"""What is said of a template on which Python gives up (RecursionError)."""

TOO_DEEP = "too much stands in each other in this template"
"""What is said where Python cannot even read what Jinja2 has made of one (SyntaxError)."""

APART = "take some of it apart: a macro or a {% set %} can hold it"

_HINT = (
    "statusgen theme check says more of it; what a template may use is listed in "
    "docs/reference/themes.md"
)

_LACKING = re.compile(
    r"'(?:statusgen\.views\.|jinja2\.environment\.)?(\w+) object' has no attribute "
)
"""How Jinja2 says that a value has no such field, with the name of its type in Python."""

_IN_WORDS = {"TemplateModule": "the imported template", "dict": "a mapping"}


def blamed(error: Exception, template: str, paths: Collection[str]) -> ContentError:
    """Make of one of FAILURES what an author is told of it.

    `template` is the name of the one that was to be drawn; `paths` are those of all templates.
    """
    if isinstance(error, jinja2.TemplateSyntaxError):
        place = Location(file_of(error) or f"templates/{template}", error.lineno)
        return _fault(place, str(error.message))
    place = _place(error, paths) or Location(f"templates/{template}")
    if isinstance(error, RecursionError):
        return _fault(place, WITHOUT_END, how_to_end(template, place.path))
    if isinstance(error, SyntaxError):
        return _fault(Location(error.filename or place.path), TOO_DEEP, APART)
    if isinstance(error, jinja2.TemplateNotFound):
        return _fault(place, f"the theme has no template '{error.name}'")
    if isinstance(error, jinja2.UndefinedError):
        return _fault(place, _LACKING.sub(_lacking, str(error.message)))
    if isinstance(error, NotThere):
        return _fault(place, str(error))
    return _fault(place, f"this cannot be worked out: {error}".rstrip(": "))


def file_of(error: jinja2.TemplateSyntaxError) -> str | None:
    """Return the file that Jinja2 could not read; of what is never closed, it is told as the name.

    That of the template to be drawn it need not be: one is read where another one asks for it.
    """
    return error.filename or error.name


def how_to_end(template: str, path: str) -> str:
    """Say what to do where drawing a template has no end, which was seen in the file at `path`."""
    if path.endswith(f"/templates/{template}"):
        written = f'{{% extends "@default/{template}" %}}'
        return f"to build on the one that comes with statusgen, write {written}"
    return "take out what leads back to it: an {% include %}, or a call of a macro"


def _lacking(found: re.Match[str]) -> str:
    """Say who has none: "an IndexPage has no ", before the name in quotes."""
    name = found[1]
    article = "an" if name[0] in "AEIOU" else "a"
    return f"{_IN_WORDS.get(name) or f'{article} {name}'} has no "


def _place(error: Exception, paths: Collection[str]) -> Location | None:
    """Return the innermost line of a template that was being drawn; Jinja names them as paths."""
    found, step = None, error.__traceback__
    while step is not None:
        path = step.tb_frame.f_code.co_filename
        if path in paths:
            found = Location(path, step.tb_lineno)
        step = step.tb_next
    return found


def _fault(where: Location, what: str, hint: str = _HINT) -> ContentError:
    return ContentError([Problem(where, "theme", what.rstrip("."), hint)])
