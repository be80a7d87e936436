"""What is wrong with a theme: every name that is not there, and all that a browser would block.

Two ways find it. A walk through the templates knows the types of the views and sees every branch;
drawing the made-up sites of `kitchen` sees what is there on one page and not on another. Reads no
disk, and says nothing of beauty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from jinja2 import nodes

from statusgen import artifact, kitchen
from statusgen import logo as logos
from statusgen.artifacts import compose
from statusgen.derive import derive
from statusgen.errors import Location, Problem, Severity
from statusgen.frozen import frozen
from statusgen.model import Config
from statusgen.parse import parse
from statusgen.parse.fields import suggest
from statusgen.present.edition import Edition
from statusgen.sources import Layers
from statusgen.theme import Theme, inside
from statusgen.theming.drawing import Easel
from statusgen.theming.policy import blocked
from statusgen.theming.styles import loads, unclosed, unset
from statusgen.theming.walk import Walk
from statusgen.words import Words
from statusgen.words.catalogue import FALLBACK, catalogue

__all__ = ["Inspected", "Page", "blocks", "inspect", "pages"]

_SITTINGS = (*((name, "en-GB") for name in kitchen.SITES), ("everything", "ar"))
_MESSAGES = {key: message.places for key, message in catalogue(FALLBACK).messages.items()}
_STYLE, _MANIFEST = "assets/style.css", "theme.yml"
_READ = ("templates/", "assets/", _MANIFEST)
_MISPLACED = (".css", ".html", ".js", ".svg", ".yaml", ".yml")


@frozen
class Inspected:
    """What was found, by place, and how many templates and pages were looked at."""

    problems: tuple[Problem, ...]
    templates: int
    pages: int


@frozen
class Page:
    """A page of one of the made-up sites, ready to be drawn in its words."""

    site: str
    path: str
    words: Words
    template: str
    view: object


def inspect(layers: Layers, name: str = "default") -> Inspected:
    """Look through the theme of that name, given as its layers, the strongest first."""
    easel = _easel(layers, name)
    drawn = tuple(pages(layers))
    views = {page.template: type(page.view) for page in drawn}
    walk = _walked(easel, views)
    _give_stand_ins(easel, walk)
    for page in drawn:
        where = f"{page.path} of the made-up site '{page.site}'"
        easel.try_out(page.template, page.view, page.words, where=where)
    problems = {
        *easel.problems,
        *walk.problems,
        *_new(easel.noted, walk.problems),
        *(one for template in walk.reached.values() for one in blocked(template, easel.policy)),
        *_of_files(layers),
        *_colourless(layers, easel),
        *_unused(layers, easel, walk, views),
    }
    return Inspected(
        problems=tuple(sorted(problems)), templates=len(walk.reached), pages=len(drawn)
    )


def blocks(layers: Layers, template: str) -> tuple[str, ...]:
    """Return the names of a template's blocks, those of the templates that it extends behind."""
    templates = _easel(layers, "default").templates
    found = templates.find(template)
    chain = () if found is None else templates.chain(found)
    named = (block.name for one in chain if one.tree for block in one.tree.find_all(nodes.Block))
    return tuple(dict.fromkeys(named))


def pages(layers: Layers) -> Iterator[Page]:
    """Yield every page of every made-up site, of some in two languages."""
    for site, language in _SITTINGS:
        made = parse(kitchen.SITES[site](language), skip_broken=True).site
        words = Words.of(made.config)
        theme = Theme(layers, words, brand=made.config.brand, logo=_logo(made.config))
        status = derive(made, now=kitchen.NOW)
        edition = Edition(status, words, theme.published, theme.logo)
        for one in compose(edition, theme, built_at=kitchen.NOW):
            if isinstance(one.renderer, artifact.Template):
                yield Page(
                    site=site,
                    path=one.path,
                    words=words,
                    template=one.renderer.name,
                    view=one.view(),
                )


def _easel(layers: Layers, name: str) -> Easel:
    words = Words(language="en-GB", zone=ZoneInfo("UTC"))
    return Easel(layers, words, _MESSAGES, name=name)


def _walked(easel: Easel, views: Mapping[str, type]) -> Walk:
    walk = Walk(easel.templates, easel.environment, _MESSAGES)
    for name, view in views.items():
        found = easel.templates.find(name)
        if found is not None:
            walk.page(found, view)
    walk.finish()
    return walk


def _logo(config: Config) -> logos.Logo | None:
    brand = config.brand
    if brand.logo is None or brand.logo_where is None:
        return None
    return logos.read(kitchen.LOGOS[brand.logo], brand.logo_where)[0]


def _give_stand_ins(easel: Easel, walk: Walk) -> None:
    """Let drawing go on behind what the walk has told of: unknown filters, tests and parts."""
    easel.left_out = walk.left_out
    for name in walk.unknown["filter"]:
        easel.environment.filters.setdefault(name, lambda value, *_, **__: value)
    for name in walk.unknown["test"]:
        easel.environment.tests.setdefault(name, lambda *_, **__: False)


def _new(noted: Iterable[Problem], walked: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out what the walk has seen too: it knows the place better than drawing does."""
    said, lines, kinds = set(), set(), set()
    for one in walked:
        said.add((one.where.path, one.what))
        lines.add((one.where.path, one.where.line))
        kinds.add((one.where.path, one.where.line, one.code))
    for one in noted:
        path, line = one.where.path, one.where.line
        if (path, one.what) in said or (path, line, one.code) in kinds:
            continue
        if one.code != "template-failed" or (path, line) not in lines:
            yield one


def _of_files(layers: Layers) -> Iterator[Problem]:
    """Find what stylesheets load, and files that stand where nothing is read, or are not used."""
    shipped = {path.casefold(): path for path in map(inside, _paths(layers[-1:]))}
    for layer, sources in layers:
        for source in sources:
            path = inside(source.path)
            meant = shipped.get(path.casefold(), _STYLE if path.endswith(".css") else path)
            if path == _STYLE:
                yield from loads(source)
                yield from unclosed(source)
            elif path.startswith("assets/") and meant != path:
                what, hint = "no page uses this file", f"pages use {meant}: rename it"
                hint += ", or write all into that one" * (meant == _STYLE)
                yield Problem(Location(source.path), "unused-file", what, hint, Severity.WARNING)
            elif path.endswith(_MISPLACED) and not path.startswith(_READ):
                what = "nothing is read from here"
                hint = "templates belong into templates/, all else into assets/"
                if path.endswith((".yaml", ".yml")):
                    hint = f"the colours belong into {_MANIFEST}, beside templates/ and assets/"
                where = Location(source.path)
                if layer != layers[-1][0] or len(layers) == 1:
                    yield Problem(where, "unused-file", what, hint, Severity.WARNING)


def _paths(layers: Layers) -> Iterator[str]:
    return (source.path for _, sources in layers for source in sources)


def _colourless(layers: Layers, theme: Theme) -> Iterator[Problem]:
    """Find colours that the stylesheet asks for and that are not there."""
    everything = (source for _, sources in layers for source in sources)
    style = next((source for source in everything if inside(source.path) == _STYLE), None)
    if style is not None and (theme.colours or not theme.problems):
        yield from unset(style, theme.colours)


def _unused(layers: Layers, easel: Easel, walk: Walk, used: Iterable[str]) -> Iterator[Problem]:
    """Find templates that no page is made of; those below are there for all themes."""
    for layer, _ in layers[:-1] or layers:
        for template in easel.templates.of_layer(layer):
            overridden = easel.templates.find(template.bare) is not template
            if template.name not in walk.reached and not overridden:
                what = f"no page uses the template '{template.bare}'"
                hint = suggest(template.bare, used) or f"pages use: {', '.join(sorted(used))}"
                where = Location(template.path)
                yield Problem(where, "unused-template", what, hint, Severity.WARNING)
