"""What a theme makes of its files: the stylesheet that travels with pages, and the named assets."""

from __future__ import annotations

import re
from typing import cast
from urllib.parse import quote

import pytest
from tests.program import ROOT

from statusgen.artifacts import assets
from statusgen.errors import ContentError, Problem
from statusgen.fingerprint import digest
from statusgen.model import Config
from statusgen.parse import parse
from statusgen.present.edition import Edition
from statusgen.read import read_theme
from statusgen.sources import Source, Sources
from statusgen.theme import Theme
from statusgen.views import Label
from statusgen.words import Words


def source(path: str, text: str) -> Source:
    data = text.encode()
    return Source(path, data, digest(data))


@pytest.fixture(scope="module")
def config() -> Config:
    text = "title: T\nurl: https://s.example/\ntimezone: UTC\ncomponents: [{id: a, name: A}]\n"
    sources = Sources(config=source("statusgen.yml", text), incidents=(), maintenance=())
    return parse(sources).site.config


def theme(config: Config, *sources: Source) -> Theme:
    layers, problems = read_theme(ROOT, "default")
    assert problems == ()
    return Theme((("site", sources), *layers), Words.of(config))


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a {\n  color: red;\n}\n", "a{color:red}"),
        ("/* note */ a :hover > b , c { margin: 0 1px; }", "a :hover>b,c{margin:0 1px}"),
        ("a { width: calc(1px + 2px); }", "a{width:calc(1px + 2px)}"),
        ('a::before { content: " ; /* no */ : "; }', 'a::before{content:" ; /* no */ : "}'),
        (
            "@media (width >= 4em) and (hover) { a { b: c } }",
            "@media (width>= 4em) and (hover){a{b:c}}",
        ),
        (".a .b { c: d }", ".a .b{c:d}"),
        (r'.q { content: "\"  a  ,  b" }', r'.q{content:"\"  a  ,  b"}'),
        (r".q { content: '\\' } .r { content: ' ;} ' }", r".q{content:'\\'}.r{content:' ;} '}"),
        (r'.\" , b { c: " , " }', r'.\",b{c:" , "}'),
        ("a { margin: 1px/* , */2px/**//**/3px /* */ 4px }", "a{margin:1px/**/2px/**/3px  4px}"),
        (".a/* no blank */.b { c:/* */d/* */; }", ".a/**/.b{c:d}"),
        ("@media screen and/**/(hover){a{b:c}} /* no end", "@media screen and/**/(hover){a{b:c}}"),
        ("a { b: url( a/*;  ,b.png ) }", "a{b:url( a/*;  ,b.png )}"),
    ],
)
def test_the_stylesheet_travels_without_comments_and_needless_spaces(config, written, sent):
    css = theme(config, source("themes/x/assets/style.css", written)).css
    assert css[css.index("}}") + 2 :] == sent


@pytest.mark.parametrize(
    "css", ["a {}\n p::after { content: '</style>' }", "a {}\n p::after { b: c}}}</STYLE >"]
)
def test_what_would_end_the_stylesheet_inside_of_a_page_is_a_problem(config, css):
    found = theme(config, source("themes/x/assets/style.css", css)).problems
    assert [(one.where.path, one.where.line, one.where.column) for one in found] == [
        ("themes/x/assets/style.css", 2, css.lower().index("</style") - 4)
    ]
    assert "which ends it" in found[0].what


def test_an_end_in_a_comment_or_of_something_else_ends_no_stylesheet(config):
    css = "/* </style> */ a { background: url('data:image/svg+xml,<svg></svg>') }"
    assert theme(config, source("themes/x/assets/style.css", css)).problems == ()


def test_a_theme_that_names_no_colours_has_those_of_the_layer_below(config):
    own = theme(config, source("themes/x/theme.yml", "name: mine\ntitle: Mine\n"))
    assert own.problems == ()
    assert own.colours == theme(config).colours
    assert own.css == theme(config).css


def test_a_theme_that_names_colours_has_no_others(config):
    text = 'colours: {light: {paper: "#fff", ink: "#000"}, dark: {paper: "#000", ink: "#fff"}}\n'
    own = theme(config, source("themes/x/theme.yml", f"{text}text: [ink]\n"))
    assert own.problems == ()
    assert own.colours == ("paper", "ink")


def test_an_asset_is_published_under_a_name_with_its_digest(config):
    first = theme(config, source("themes/x/assets/page.js", "1"))
    second = theme(config, source("themes/x/assets/page.js", "2"))
    assert re.fullmatch(r"assets/page\.[0-9a-f]{12}\.js", first.published["page.js"])
    assert first.published["page.js"] != second.published["page.js"]
    assert first.asset("page.js") == b"1"
    assert "style.css" not in first.published
    assert "embed.js" not in first.published


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("LICENSE", "LICENSE.*"),
        ("v1.2/LICENSE", "v1.2/LICENSE.*"),
        ("v1.2/a.b.png", "v1.2/a.b.*.png"),
    ],
)
def test_the_digest_in_a_name_hides_no_file_and_moves_none(config, name, form):
    own = theme(config, source(f"themes/x/assets/{name}", "1"))
    stars = re.sub(r"\b[0-9a-f]{12}\b", "*", own.published[name])
    assert stars == f"assets/{form}"


@pytest.mark.parametrize("name", ["x", "templates", "assets"])
def test_a_file_counts_by_its_whole_path_in_the_theme(config, name):
    colours = (
        'colours:\n  light: {paper: "#fff", ink: "#123"}\n  dark: {paper: "#000", ink: "#fff"}\n'
    )
    own = theme(
        config,
        source(f"themes/{name}/assets/templates/a.svg", "1"),
        source(f"themes/{name}/old/templates/404.html", "old"),
        source(f"themes/{name}/templates/404.html", "new"),
        source(f"themes/{name}/theme.yml", f"{colours}text: [ink]\n"),
        source(f"themes/{name}/unused/theme.yml", f"{colours.replace('ink', 'old')}text: [old]\n"),
        source(f"themes/{name}/unused/assets/style.css", "a{}"),
    )
    assert own.draw("404.html", None) == b"new"
    assert own.colours == ("paper", "ink")
    assert "a{}" not in own.css
    assert own.published["templates/a.svg"].startswith("assets/templates/a.")


def test_one_file_under_names_that_only_case_tells_apart_is_published_once(config):
    names = ("Shop.png", "shop.png")
    own = theme(config, *(source(f"themes/x/assets/{name}", "1") for name in names))
    assert own.published["shop.png"] == own.published["Shop.png"]
    listed = [one.path for one in assets.artifacts(cast("Edition", None), own)]
    assert listed.count(own.published["shop.png"]) == 1
    other = theme(config, *(source(f"themes/x/assets/{name}", name) for name in names))
    assert other.published["shop.png"].casefold() != other.published["Shop.png"].casefold()


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_an_empty_template_in_the_place_of_a_shipped_one_is_named(config, text):
    own = theme(
        config, *(source(f"themes/x/templates/{name}", text) for name in ("index.html", "a"))
    )
    assert [(one.where.path, one.code) for one in own.problems] == [
        ("themes/x/templates/index.html", "empty-file")
    ]


@pytest.mark.parametrize("name", ["img\\shop.png", "shop\n.png", "sho\x7fp.png"])
def test_an_asset_whose_name_can_be_no_address_is_named(config, name):
    own = theme(config, source(f"themes/x/assets/{name}", "1"))
    assert [(one.where.path, one.code) for one in own.problems] == [
        (f"themes/x/assets/{name}", "bad-name")
    ]


def test_a_template_shows_a_picture_of_its_theme_by_the_name_that_it_has_on_the_site(config):
    page = source("themes/x/templates/index.html", '<img src="{{ asset("a&b 1.png") }}">')
    own = theme(config, page, source("themes/x/assets/a&b 1.png", "1"))
    path = own.published["a&b 1.png"]
    assert own.draw("index.html", None).decode() == f'<img src="{quote(path)}">'


def test_the_policy_allows_these_very_styles_and_no_inline_script(config):
    policy = theme(config).policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert policy != theme(config, source("themes/x/assets/style.css", "a{}")).policy


def test_a_template_cannot_draw_lots(config):
    lots = source("themes/x/templates/index.html", "{{ [1, 2]|random }}")
    with pytest.raises(ContentError) as caught:
        theme(config, lots).draw("index.html", None)
    assert "No filter named 'random'" in caught.value.problems[0].what


@pytest.mark.parametrize(
    "text",
    [
        '{{ t("footer.changed") }}',
        "{{ 1 + none }}",
        "{{ 1 // 0 }}",
        '{{ [1]|map("nofilter")|list }}',
        '{{ [1]|selectattr("a", "notest")|list }}',
        "{{ [].pop() }}",
        "{{ {}.popitem() }}",
        '{{ "{}".format() }}',
        '{{ "x".encode("foo") }}',
        '{{ "a"|xmlattr }}',
        '{{ "a" * 10**15 }}',
    ],
)
def test_what_cannot_be_worked_out_is_a_problem_with_its_line(config, text):
    template = source("themes/x/templates/index.html", f"<p>\n{text}")
    problem = mistake(config, template)
    assert (problem.where.path, problem.where.line) == ("themes/x/templates/index.html", 2)
    assert problem.what.startswith("this cannot be worked out")


@pytest.mark.parametrize(
    "text",
    [
        '\n{% extends "index.html" %}{% block main %}{{ super() }}{% endblock %}',
        '\n{% include "index.html" %}',
        "\n{% macro m(a) %}{{ m(a) }}{% endmacro %}{{ m(1) }}",
    ],
)
def test_a_template_that_uses_itself_without_end_is_a_problem_with_its_line(config, text):
    problem = mistake(config, source("themes/x/templates/index.html", text))
    assert (problem.where.path, problem.where.line) == ("themes/x/templates/index.html", 2)
    assert problem.what == "this template, or a macro in it, uses itself without end"
    assert problem.hint.endswith('write {% extends "@default/index.html" %}')


def test_of_a_part_that_includes_itself_it_is_not_said_how_the_page_builds_on_another(config):
    part = source("themes/x/templates/part.html", '\n{% include "part.html" %}')
    page = source("themes/x/templates/index.html", '{% include "part.html" %}')
    problem = mistake(config, page, part)
    assert (problem.where.path, problem.where.line) == ("themes/x/templates/part.html", 2)
    assert problem.hint.startswith("take out what leads back to it")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{% extends "nope.html" %}', "the theme has no template 'nope.html'"),
        ('{% include "nope.html" %}', "the theme has no template 'nope.html'"),
        ('{{ asset("a.png") }}', "the theme has no file 'assets/a.png'"),
        ('{{ t("no") }}', "there is no message 'no' in the catalogue"),
    ],
)
def test_what_is_not_there_is_a_problem_with_its_line(config, text, what):
    problem = mistake(config, source("themes/x/templates/index.html", f"<p>\n{text}"))
    assert (problem.where.path, problem.where.line) == ("themes/x/templates/index.html", 2)
    assert problem.what == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ page.tite }}", "a Label has no 'tite'"),
        ("{{ colours.lihgt }}", "a mapping has no 'lihgt'"),
        ('{% import "part.html" as ui %}{{ ui.m() }}', "the imported template has no 'm'"),
        ("{{ none.text }}", "'None' has no attribute 'text'"),
    ],
)
def test_what_a_value_lacks_is_said_without_the_names_of_this_program(config, text, what):
    part = source("themes/x/templates/part.html", "")
    page = source("themes/x/templates/index.html", f"<p>\n{text}")
    problem = mistake(config, page, part, page=Label(word="a", text="b"))
    assert (problem.where.line, problem.what) == (2, what)
    assert problem.hint.startswith("statusgen theme check says more of it")


@pytest.mark.parametrize(
    "text", ["{# note", "{% raw %} x", "{{ page", "{% if %}", "{{ 1|none_such }}"]
)
def test_what_cannot_be_read_is_a_problem_of_its_own_file(config, text):
    part = source("themes/x/templates/part.html", f"\n{text}")
    page = source("themes/x/templates/index.html", '{% include "part.html" %}')
    where = mistake(config, page, part).where
    assert (where.path, where.line) == ("themes/x/templates/part.html", 2)


def test_blocks_that_python_cannot_nest_so_deeply_are_a_problem(config):
    text = "{% for one in page.nav %}" * 25 + "{% endfor %}" * 25
    problem = mistake(config, source("themes/x/templates/index.html", text))
    assert problem.where.path == "themes/x/templates/index.html"
    assert problem.what == "too much stands in each other in this template"


def mistake(config: Config, *templates: Source, page: object = None) -> Problem:
    with pytest.raises(ContentError) as caught:
        theme(config, *templates).draw("index.html", page)
    [problem] = caught.value.problems
    return problem
