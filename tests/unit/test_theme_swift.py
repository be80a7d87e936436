"""The short way of drawing gives what Jinja's own gives, byte for byte, or leaves it to that."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from tests.program import ROOT

from statusgen import kitchen
from statusgen.artifact import Template
from statusgen.artifacts import compose
from statusgen.derive import derive
from statusgen.errors import ContentError
from statusgen.fingerprint import digest
from statusgen.logo import read as read_mark
from statusgen.model import Config
from statusgen.parse import parse
from statusgen.present.edition import Edition
from statusgen.read import read_theme
from statusgen.sources import Source
from statusgen.theme import Theme
from statusgen.views import Label
from statusgen.words import Words

PAGE = SimpleNamespace(
    label=Label(word="a", text="<b> & co"),
    pairs=[("a", 1), ("b", 2)],
    nothing=None,
    key="theme.skip",
)


class Both(Theme):
    """A theme that can be told to draw a page in one way or the other."""

    def shortly(self, template: str, page: object) -> bytes:
        drawn = self.draw(template, page)
        assert not self._slow, "it was drawn in Jinja's own way"
        return drawn

    def in_jinjas_way(self, template: str, page: object) -> bytes:
        return self._draw_slowly(template, page)


@pytest.fixture(scope="module")
def config() -> Config:
    return parse(kitchen.little()).site.config


def source(name: str, text: str) -> Source:
    data = text.encode()
    return Source(f"themes/x/templates/{name}", data, digest(data))


def theme(config: Config, text: str, **others: str) -> Both:
    files = [source("page.html", text)]
    files += [source(f"{name}.html", other) for name, other in others.items()]
    return Both((("site", tuple(files)),), Words.of(config))


def pages(name: str, language: str) -> Iterator[tuple[Both, str, object]]:
    for site in (kitchen.everything(language), kitchen.calm(language), kitchen.empty(language)):
        parsed = parse(site, skip_broken=True).site
        brand, words = parsed.config.brand, Words.of(parsed.config)
        logo = None
        if brand.logo is not None and brand.logo_where is not None:
            logo, _ = read_mark(kitchen.LOGOS[brand.logo], brand.logo_where)
        layers, _ = read_theme(ROOT, name)
        theme = Both(layers, words, name=name, brand=brand, logo=logo)
        edition = Edition(derive(parsed, now=kitchen.NOW), words, theme.published, logo)
        for one in compose(edition, theme, built_at=kitchen.NOW):
            if isinstance(one.renderer, Template):
                yield theme, one.renderer.name, one.view()


@pytest.mark.parametrize(("name", "language"), [("default", "en-GB"), ("plain", "ar")])
def test_every_page_is_the_same_in_both_ways(name, language):
    for theme, template, page in pages(name, language):
        assert theme.shortly(template, page) == theme.in_jinjas_way(template, page), template


SHORT = [
    "{{ page.label.text }} {{ page['label'].word }} {{ page.pairs[0][1] }}",
    "{{ page.nothing }}{{ 1.5 }}{{ [1, '<'] }}{{ {'a': '<'} }}{{ t('theme.skip') }}",
    "{{ t('page.title', page=page.label.text, site='&') }}",
    "{{ t('page.title', page=page.label.text|safe, site='&') }}",
    "{{ t('theme.all_updates', count=1) }}{{ t('theme.all_updates', count=1000) }}",
    "{% set names = {'a': {'b': '<'}} %}{{ names.a.b }}{{ names['a'].b }}{{ names.items()|list }}",
    "{% macro m(a, b=2) %}{{ a }}<{{ b }}>{% endmacro %}{{ m(1) }}{{ m('&', 3) }}{{ m(b=1, a=2) }}",
    "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x='<') }}",
    "{% macro m(a) %}{{ a }}{{ caller() }}{% endmacro %}{% call m('&') %}<{{ 1 }}>{% endcall %}",
    "{% macro m(a) %}{{ caller(a) }}{% endmacro %}{% call(x) m('&') %}<{{ x }}>{% endcall %}",
    "{% macro m(caller=0) %}{{ caller == 0 }}{% endmacro %}{{ m() }}{% call m() %}{% endcall %}",
    "{% macro m(a, b) %}{{ a }}{{ b is undefined }}{% endmacro %}{{ m('&') }}{{ m }}{{ m.name }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{% set x = m('&') %}{{ x ~ '<' }}{{ [x, '<']|join }}",
    "{% set x %}<{{ page.nothing }}>{% endset %}{{ x }}{% filter upper %}<{{ 1 }}{% endfilter %}",
    "{% for a, b in page.pairs %}{{ loop.index }}{{ loop.cycle('<', '>') }}{{ a }}{% endfor %}",
    "{% for x in [[1, [2]]] recursive %}{{ x if x is number else loop(x) }}{% endfor %}",
    "{% set n = namespace(x=1) %}{% for _ in 'ab' %}{% set n.x = n.x + 1 %}{% endfor %}{{ n.x }}",
    "{{ page.label.text.upper() }}{{ '{}<'.format(page.label.text) }}{{ '%s<'|format('&') }}",
    "{{ 'a' if page.nothing }}{{ (page.pairs|first).count('a') }}{{ dict(a=1)['a'] }}",
    "{% include 'other.html' %}{% include 'gone.html' ignore missing %}",
    "{% import 'other.html' as o %}{{ o.m('&') }}{{ o.m(*['&']) }}{% from 'other.html' import m %}",
    "{% import 'other.html' as o with context %}{{ o.m('&') }}{{ o.word }}",
    "{% extends 'other.html' %}{% block b %}{{ super() }}{{ page.label.text }}{% endblock %}",
    "<style>{{ css }}</style>{{ css|length }}{{ csp }}{{ colours }}",
    "{{ t('theme.skip') ~ '<' }}{{ t('theme.printed', url='&') }}{{ [t('theme.skip')]|join('<') }}",
    (
        "{{ t('theme.printed', url=page.label.text) ~ '<' }}{{ t('theme.printed', url=page.nothing)"
        " if page.nothing }}{{ t('theme.all_updates', count=page.pairs|length) }}"
    ),
    (
        "{% macro m(a) %}<{{ a }}>{% endmacro %}"
        "{{ t('page.title', page=m('&'), site=page.label.text) }}"
        "{{ t('page.title', site='\ue0010\ue001', page=m('\ue0011\ue001')) }}"
    ),
    "{{ t('theme.skip', **{}) }}{{ t(*['theme.skip']) }}{% set say = t %}{{ say('theme.skip') }}",
    "{{ t(page.key) }}{{ t('theme.' ~ 'skip') }}{{ t('theme.all_updates', count=1) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1) is defined }}{{ m.arguments }}{{ m.caller }}",
    (
        "{% macro m() %}{{ caller.name }}{{ caller }}{{ caller.arguments }}{{ caller()|length }}"
        "{% endmacro %}{% call m() %}<{% endcall %}"
    ),
    (
        "{% macro m() %}{{ caller('&', b='<') }}{% endmacro %}{% call(a, b=1) m() %}{{ a }}{{ b }}"
        "{% endcall %}{% call(b) m() %}{{ b }}{{ varargs }}{{ kwargs }}{% endcall %}"
    ),
    (
        "{% for a, b in page.pairs if b > 1 %}{{ loop.first }}{{ a }}{% else %}none{% endfor %}"
        "{% for a in page.pairs if not a %}{{ a }}{% else %}<{{ none_such is defined }}{% endfor %}"
    ),
    (
        "{% set some = [page.label, {'word': 'a', 'text': 1}, {'word': 'é', 'text': ''}] %}"
        "{% set v = 'a' %}{% set as = some|selectattr('word', 'equalto', v) %}{% set v = 2 %}"
        "{{ as|map(attribute='text')|join }}{{ 'yes' if some|selectattr('text', '==', 3) }}"
        "{{ some|rejectattr('word', 'in', ('a', v))|reverse|map(attribute='word')|join }}"
        "{{ some|selectattr('word', 'ne', 'a')|list|length }}{{ []|rejectattr('a', 'eq', 1)|list }}"
        "{{ [some]|selectattr('0.word', 'eq', 'a')|list|length }}{{ 1 + (some|selectattr('text')|"
        "list|length) }}{{ [{'items': 1}]|selectattr('items', 'eq', 1)|list }}"
    ),
    "{% set x = 0 %}{% for y in 'ab' %}{% set x = y %}{{ x }}{% endfor %}{{ x }}{{ range(3) }}",
    "{% with a = page.label, b = 2 %}{{ a.text }}{{ b }}{% include 'other.html' %}{% endwith %}",
    (
        "{% for x in 'ab' %}{% include ['gone.html', 'other.html'] %}{% include 'uses.html' %}"
        "{% include 'other.html' without context %}{% endfor %}{% set y = '<' %}"
        "{% block c scoped %}{{ y }}{% endblock %}"
    ),
    "{% for x in '<b' %}{% block d scoped %}{{ x }}{{ loop.index }}{% endblock %}{% endfor %}",
    (
        "{% extends 'middle.html' %}{% set x = '<' %}{% block b %}[{{ super() }}{{ super.super() }}"
        "{{ x }}]{% endblock %}dropped{{ 1 }}"
    ),
    (
        "{% if page.nothing %}{% extends 'other.html' %}{% else %}"
        "{% extends 'middle.html' %}{% endif %}dropped{% block b %}{{ page.key }}{% endblock %}"
    ),
    "{% if page.nothing %}{% extends 'other.html' %}{% endif %}kept{% block b %}<{% endblock %}",
    "{% filter upper %}{% include 'other.html' %}{% block f %}{{ 1 }}{% endblock %}{% endfilter %}",
    "{% set x %}{% block g %}a{{ '<' }}{% endblock %}{% endset %}{{ x }}{{ x|length }}",
    "{{ '&'|e }}{{ '&'|safe }}{{ ('<' if page.nothing else '>') ~ '&' }}{{ page.pairs|tojson }}",
    "{% from 'other.html' import m as n %}{{ n('<') }}{{ n(a='<') }}{{ n }}",
    "{{ cycler('<', '>').next() }}{{ joiner('<')() }}{{ dict(a='<') }}{{ lipsum is defined }}",
    "{% for x in [1, 2] %}{% for y in [x, x + 1] %}{{ loop.index }}{{ y }}{% endfor %}{% endfor %}",
]
LONG = [
    "{% macro m() %}<{% endmacro %}{% autoescape false %}{{ m() ~ '<' }}{% endautoescape %}",
    "{{ page.none_such is defined }}{{ page.none_such|default('<') }}",
    "{{ dict(a='<').a }}",
    "{% set t = 'page.' %}{{ t }}{% for css in '<' %}{{ css }}{% endfor %}{{ css|length }}",
    "{% macro m(t, csp=1) %}{{ t }}{{ csp }}{% endmacro %}{{ m('<') }}",
    "{% macro t(a) %}{{ a }}{% endmacro %}{{ t('theme.skip') }}",
    "{% if page.nothing %}{{ t('theme.skip', count=1) }}{{ t('none.such') }}{% endif %}<",
]
OTHER = (
    "{% set word = '<' %}{% macro m(a) %}({{ a }}){% endmacro %}{% block b %}{{ 1 }}<{% endblock %}"
)


MIDDLE = (
    "{% extends 'other.html' %}{% block b %}<{{ super() }}>{% block c %}{{ page.label.text }}"
    "{% endblock %}{% endblock %}"
)
USES = "{% import 'other.html' as o %}{{ o.word }}{{ x }}{{ page.label.text }}"


@pytest.mark.parametrize("text", SHORT)
def test_what_a_template_can_say_is_the_same_in_both_ways(config, text):
    made = theme(config, text, other=OTHER, middle=MIDDLE, uses=USES)
    assert made.shortly("page.html", PAGE) == made.in_jinjas_way("page.html", PAGE)


A, B, C = (Label(word=word, text=f"<{word}>") for word in "abc")
HELD = [A, B]
CHANGING = SimpleNamespace(text="first")


@pytest.mark.parametrize(
    "text",
    [
        "{% for x in page.row %}<li>{{ x.text }}{{ ' &' if x.text == 'a' or not x }}{% endfor %}",
        "{% for x in page.row %}{{ loop.index }}{{ x.text }}{{ page.n }}{% endfor %}",
        "{% for x in page.row %}{{ x.text }}{{ page.n }}{% endfor %}",
        (
            "{% for x in page.row %}{% if x.text %}{{ x.text }}{% for y in page.row %}{{ y.text }}"
            "{{ page.n }}{% endfor %}{% endif %}{% endfor %}"
        ),
        "{% macro m(a) %}{% for x in a %}{{ x.text }}{% endfor %}{% endmacro %}{{ m(page.row)}}",
        "{% for x in page.row %}{% set y = x %}{{ y.text }}{% endfor %}{{ x is defined }}",
    ],
)
def test_a_list_is_drawn_as_it_is_on_this_page_whatever_was_drawn_before(config, text):
    made = theme(config, text)
    lasting, other = (A, B), (B, C)
    rows = [lasting, lasting, lasting, other, lasting, lasting, [A], HELD, HELD, (CHANGING,)]
    for n, row in enumerate([*rows, rows[-1], HELD, rows[-1], rows[-1], (A, B), (B, A), ()]):
        page = SimpleNamespace(row=row, n=n)
        assert made.shortly("page.html", page) == made.in_jinjas_way("page.html", page)
        HELD.append(C)
        CHANGING.text = f"<{n}>"


@pytest.mark.parametrize("text", LONG)
def test_what_the_short_way_cannot_do_is_left_to_jinja(config, text):
    made = theme(config, text)
    assert made.draw("page.html", PAGE) == made.in_jinjas_way("page.html", PAGE)
    with pytest.raises(AssertionError, match="in Jinja's own way"):
        made.shortly("page.html", PAGE)


@pytest.mark.parametrize(
    "text",
    [
        "{{ page.none_such }}",
        "{{ none_such.word }}",
        "{{ page.label.word() }}",
        "{{ t('none.such') }}",
        "{% for x in page.nothing %}{% endfor %}",
        "{{ page.label. }}",
        "{% extends 'gone.html' %}",
    ],
)
def test_a_mistake_is_told_as_jinja_tells_it(config, text):
    made = theme(config, f"<p>\n{text}")
    with pytest.raises(ContentError) as shortly:
        made.draw("page.html", PAGE)
    with pytest.raises(ContentError) as slowly:
        made.in_jinjas_way("page.html", PAGE)
    assert shortly.value.problems == slowly.value.problems


def test_compiled_templates_are_used_again(config):
    first = theme(config, "{% extends 'other.html' %}", other=OTHER)
    assert not first.newly_compiled
    drawn = first.draw("page.html", PAGE)
    kept = first.newly_compiled
    assert len(kept) == 2
    files = (source("page.html", "{% extends 'other.html' %}"), source("other.html", OTHER))
    again = Both((("site", files),), Words.of(config), compiled=kept)
    assert again.shortly("page.html", PAGE) == drawn
    assert not again.newly_compiled


def test_it_is_the_compiled_template_that_is_drawn(config):
    [label] = _compiled(config, "one")
    [other] = _compiled(config, "two").values()
    files = (source("page.html", "one"),)
    swapped = Both((("site", files),), Words.of(config), compiled={label: other})
    assert swapped.draw("page.html", PAGE) == b"two"


def test_a_changed_template_and_damaged_bytes_are_compiled_anew(config):
    kept = _compiled(config, "one")
    for text, compiled in (("two", kept), ("one", dict.fromkeys(kept, b"?"))):
        files = (source("page.html", text),)
        made = Both((("site", files),), Words.of(config), compiled=compiled)
        assert made.draw("page.html", PAGE) == text.encode()
        assert len(made.newly_compiled) == 1


def test_of_compiled_templates_those_are_in_use_whose_text_is_there(config):
    extends = "{% extends '@site/other.html' %}"
    first = theme(config, extends, other=OTHER)
    first.draw("page.html", PAGE)
    kept = dict(first.newly_compiled)
    assert len(kept) == 2
    # Nothing has to be drawn for that, and another layer may have it.
    below = (("mine", (source("page.html", extends),)), ("site", (source("other.html", OTHER),)))
    assert Both(below, Words.of(config)).in_use(kept) == kept
    again = theme(config, f"{extends} ", other=OTHER)
    again.draw("page.html", PAGE)
    assert len(again.newly_compiled) == 2
    assert again.in_use({**kept, **again.newly_compiled}) == again.newly_compiled
    bad = source("page.html", "")._replace(data=b"\xff")
    assert Both((("site", (bad,)),), Words.of(config)).in_use(kept) == {}


def _compiled(config: Config, text: str) -> dict[str, bytes]:
    made = theme(config, text)
    made.draw("page.html", PAGE)
    return dict(made.newly_compiled)
