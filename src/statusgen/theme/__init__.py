"""A theme: a stack of layers of templates and assets. Themes are code; entries never are.

Templates see one view, `t` for the catalogue's words, `asset` for the names that files have on the
site, the stylesheet with its policy and its colours: no clock, no filter of ours, no environment.
`{% extends "@default/index.html" %}` names a layer, so that an override can build on what it
overrides.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from posixpath import splitext
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from markupsafe import Markup, escape

from statusgen.errors import ContentError, Location, Problem, has_error
from statusgen.fingerprint import digest, fingerprint
from statusgen.model import Brand
from statusgen.palette import Palette, lay, read
from statusgen.sources import Layers, Source
from statusgen.theme.files import useless
from statusgen.theme.speech import MARK, NotThere, filled
from statusgen.theme.style import faults, shortened
from statusgen.words import Words

if TYPE_CHECKING:
    import jinja2

    from statusgen.logo import Logo
    from statusgen.theme.shelf import Shelf
    from statusgen.theme.swift import SwiftEnvironment

__all__ = ["Theme", "inside", "problems", "written"]

E = TypeVar("E", bound="jinja2.Environment")
_Loaded = tuple[str, str, Callable[[], bool]]

_TEMPLATES = "templates/"
_ASSETS = "assets/"
_STYLE = "assets/style.css"
_MANIFEST = "theme.yml"
_NO_BRAND = Brand()
_MOST_SAID = 1000
"""How many messages are remembered with the texts in them."""
_UNPUBLISHED = frozenset(("style.css", "embed.js"))
"""Every page carries the first; the second has a path of its own, which other sites name."""


class Theme:
    """The stack, ready to draw. `digest` names all that a page depends on but its view.

    The paths of the files in `layers` are as problems print them: `themes/NAME/…`. `problems` says
    what is wrong with the theme's colours, the brand's among them, its stylesheet and its names.
    `compiled` are templates as `newly_compiled` gave them to an earlier run of the same engine, or
    as `written` once wrote them: they are code, and run.
    """

    def __init__(
        self,
        layers: Layers,
        words: Words,
        *,
        name: str = "default",
        brand: Brand = _NO_BRAND,
        logo: Logo | None = None,
        compiled: Mapping[str, bytes | str] = MappingProxyType({}),
    ) -> None:
        self.logo = logo
        self._compiled = compiled
        self._slow: set[str] = set()
        self._said: dict[tuple[object, ...], Markup] = {}
        self._files = _stacked(layers)
        self._words = words
        self._palette, faint = _colours(self._files, layers, name, brand)
        self.problems = (*faint, *_of_style(self._files), *useless(self._files))
        self.digest = fingerprint(
            *sorted((name, source.digest) for name, source in self._files.items()),
            words.fingerprint,
            "" if self._palette is None else self._palette.css(),
            b"" if logo is None else logo.data,
        )

    @cached_property
    def css(self) -> str:
        """The stylesheet that every page carries inline, its colours first."""
        source = self._files.get(_STYLE)
        colours = "" if self._palette is None else self._palette.css()
        return colours + ("" if source is None else shortened(_text(source)))

    @cached_property
    def published(self) -> dict[str, str]:
        """The path on the site of each asset that has one, by its name: `assets/NAME.DIGEST.js`.

        The same bytes have one path under names that only case tells apart, as on many disks.
        """
        names = {path.removeprefix(_ASSETS) for path in self._files if path.startswith(_ASSETS)}
        if self.logo is not None:
            names.add(self._logo_name)
        paths: dict[str, str] = {}
        taken: dict[str, str] = {}
        for name in sorted(names - _UNPUBLISHED):
            stem, ending = splitext(name)
            path = f"{_ASSETS}{stem}.{digest(self.asset(name))[:12]}{ending}"
            paths[name] = taken.setdefault(path.casefold(), path)
        return paths

    def asset(self, name: str) -> bytes:
        """Return an asset by its name; b"" where the theme has none."""
        if self.logo is not None and name == self._logo_name:
            return self.logo.data
        source = self._files.get(f"assets/{name}")
        return b"" if source is None else source.data

    @cached_property
    def policy(self) -> str:
        """The content security policy that both the header and the page's own copy can carry.

        Nothing from elsewhere, no script but the site's own files, and of styles only the inline
        stylesheet by its digest.
        """
        style = base64.b64encode(hashlib.sha256(self.css.encode()).digest()).decode()
        return (
            f"default-src 'none'; style-src 'sha256-{style}'; script-src 'self'; "
            "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
        )

    @property
    def newly_compiled(self) -> Mapping[str, bytes]:
        """The templates that had to be compiled for what was drawn so far, to be kept as bytes."""
        return self._shelf.added if "_shelf" in vars(self) else {}

    def in_use(self, compiled: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return those of compiled templates whose text the theme still has under their name."""
        from statusgen.theme.shelf import name_of, own_label

        found = {}
        for own, data in compiled.items():
            # What cannot be read as text by now was another one when it was compiled.
            with suppress(ContentError):
                loaded = self._load(name_of(own))
                if loaded is not None and own_label(name_of(own), loaded[0]) == own:
                    found[own] = data
        return found

    def draw(self, template: str, page: object) -> bytes:
        """Draw a page. Raises ContentError that points into the template where that is at fault."""
        swift = self._swift
        if template not in self._slow:
            try:
                ready = swift.get_template(template)
                context = ready.new_context({"page": page})
                # A list, as the generator writes it, whatever Jinja's types say.
                texts: Any = ready.root_render_func(context)
                return self._encoded(texts)
            except swift.failures:
                self._slow.add(template)
        return self._draw_slowly(template, page)

    def _encoded(self, texts: list[str]) -> bytes:
        """Encode a page. Half of most is the stylesheet, which is encoded once for all."""
        style, data = self._style
        try:
            at = texts.index(style)
        except ValueError:
            return "".join(texts).encode()
        return b"".join(("".join(texts[:at]).encode(), data, "".join(texts[at + 1 :]).encode()))

    @cached_property
    def _style(self) -> tuple[Markup, bytes]:
        return Markup(self.css), self.css.encode()

    def _draw_slowly(self, template: str, page: object) -> bytes:
        """Draw a page in Jinja's own way, which knows where in a template something is wrong."""
        from statusgen.theme.blame import FAILURES, blamed

        try:
            return self._environment.get_template(template).render(page=page).encode()
        except FAILURES as error:
            paths = {source.path for source in self._files.values()}
            raise blamed(error, template, paths) from error

    @cached_property
    def _environment(self) -> jinja2.Environment:
        import jinja2

        return self._furnished(jinja2.Environment)

    @cached_property
    def _swift(self) -> SwiftEnvironment:
        from statusgen.theme.swift import Names, SwiftEnvironment

        environment = self._furnished(SwiftEnvironment)
        environment.bytecode_cache = self._shelf
        colours = {key: Names(own) for key, own in self._names.items()}
        environment.globals["colours"] = Names(colours)
        environment.say, environment.saying = self._say, self._saying
        return environment

    @cached_property
    def _shelf(self) -> Shelf:
        from statusgen.theme.shelf import Shelf

        return Shelf(self._compiled)

    def _furnished(self, kind: type[E]) -> E:
        environment = _bare(kind, self._load)
        environment.globals.update(
            t=self._say,
            asset=self._asset,
            css=self._style[0],
            csp=self.policy,
            colours=self._names,
        )
        return environment

    def _load(self, name: str) -> _Loaded | None:
        layer, _, rest = name.partition("/") if name.startswith("@") else ("", "", name)
        source = self._files.get(f"{layer}/{_TEMPLATES}{rest}" if layer else f"{_TEMPLATES}{rest}")
        if source is None:
            return None
        return _text(source), source.path, lambda: True

    @property
    def colours(self) -> tuple[str, ...]:
        """The names of its colours, each of which is a custom property of the stylesheet."""
        return () if self._palette is None else tuple(tint.name for tint in self._palette.light)

    @property
    def _names(self) -> dict[str, dict[str, str]]:
        if self._palette is None:
            return {}
        schemes = {"light": self._palette.light, "dark": self._palette.dark}
        return {key: {one.name: one.colour.css for one in own} for key, own in schemes.items()}

    @property
    def _logo_name(self) -> str:
        return f"logo.{self.logo.extension}" if self.logo is not None else ""

    def _asset(self, name: str) -> str:
        """Return the path on the site of a file in assets/, as addresses are written."""
        if name not in self.published:
            raise NotThere(f"the theme has no file 'assets/{name}'")
        return quote(self.published[name])

    def _say(self, key: str, /, **values: object) -> Markup:
        """Say a message of the catalogue; what is markup stays so, all else is escaped."""
        asked: tuple[object, ...] = (self._words, key)
        if values:
            if any(type(value) is not str for value in values.values()):
                return self._say_with(key, values)
            asked = (*asked, *values.items())
        said = self._said.get(asked)
        if said is None:
            if len(self._said) >= _MOST_SAID:
                self._said.clear()
            said = self._said[asked] = escape(self._spoken(key, values))
        return said

    def _say_with(self, key: str, values: dict[str, object]) -> Markup:
        marks = {name: value for name, value in values.items() if hasattr(value, "__html__")}
        if not marks:
            return escape(self._spoken(key, values))
        # The message is escaped first and filled afterwards, so that only what is markup stays so.
        fillers = {name: f"{MARK}{index}{MARK}" for index, name in enumerate(marks)}
        text = str(escape(self._spoken(key, values | fillers)))
        for name, filler in fillers.items():
            text = text.replace(filler, str(escape(marks[name])))
        return Markup(text)

    def _spoken(self, key: str, values: dict[str, object]) -> str:
        if not self._words.has(key):
            raise NotThere(f"there is no message '{key}' in the catalogue")
        return self._words.say(key, **values)

    def _saying(self, key: str, *names: str) -> Callable[..., str]:
        """Make ready to say a message with values of these names: a function from them to HTML."""

        def say(*values: object) -> str:
            return self._say(key, **dict(zip(names, values, strict=True)))

        pieces = self._words.pieces(key, names)
        return say if pieces is None else filled(pieces, say)


def inside(path: str) -> str:
    """Return the path of a theme's file inside of its layer: `templates/index.html`."""
    return path.split("/", 2)[2]


def written(templates: Iterable[Source]) -> dict[str, str]:
    """Write templates as Python, by their labels: what takes longest before a first page is drawn.

    Depends on nothing but the templates, this package and Jinja. Raises what Jinja raises.
    """
    from statusgen.theme.shelf import label
    from statusgen.theme.swift import SwiftEnvironment

    environment = _bare(SwiftEnvironment, lambda name: None)
    found = {}
    for source in templates:
        name, text = inside(source.path).removeprefix(_TEMPLATES), _text(source)
        found[label(name, text)] = environment.compile(text, name, name, raw=True)
    return found


def problems(layers: Layers, *, name: str, brand: Brand) -> tuple[Problem, ...]:
    """Say what a `Theme` does in its `problems`, for who draws nothing and needs no words."""
    files = _stacked(layers)
    return (*_colours(files, layers, name, brand)[1], *_of_style(files), *useless(files))


def _bare(kind: type[E], load: Callable[[str], _Loaded | None]) -> E:
    """Make an environment that has nothing of a theme yet but its templates."""
    import jinja2

    environment = kind(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    # They would draw another page each time.
    del environment.globals["lipsum"], environment.filters["random"]
    return environment


def _stacked(layers: Layers) -> dict[str, Source]:
    """Give each file by its name, where the strongest layer has it, and by its layer's."""
    files: dict[str, Source] = {}
    for layer, sources in layers:
        for source in sources:
            path = inside(source.path)
            files[f"@{layer}/{path}"] = source
            files.setdefault(path, source)
    return files


def _colours(
    files: Mapping[str, Source], layers: Layers, name: str, brand: Brand
) -> tuple[Palette | None, tuple[Problem, ...]]:
    """Lay a brand over the colours of the strongest layer that names any."""
    palette: Palette | None = None
    problems: tuple[Problem, ...] = ()
    for layer, _ in layers:
        source = files.get(f"@{layer}/{_MANIFEST}")
        if source is not None:
            palette, found = read(source)
            problems = (*problems, *found)
            if has_error(found):
                return None, problems
            if palette is not None:
                break
    laid, faint = lay(palette, brand, theme=name)
    return laid, (*problems, *faint)


def _of_style(files: Mapping[str, Source]) -> Iterator[Problem]:
    source = files.get(_STYLE)
    if source is None:
        return
    try:
        css = _text(source)
    except ContentError as error:
        yield from error.problems
    else:
        yield from faults(css, source.path)


def _text(source: Source) -> str:
    try:
        return source.data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        what = "this file of the theme is not saved as UTF-8"
        where = Location(source.path)
        raise ContentError([Problem(where, "wrong-encoding", what, "save it as UTF-8")]) from error
