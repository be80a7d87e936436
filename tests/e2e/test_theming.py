"""The checker of themes: what it finds, where it points, and what it lets pass."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from statusgen import theming, views
from statusgen.errors import Problem, Severity
from statusgen.fingerprint import digest
from statusgen.read import read_theme
from statusgen.sources import Layers, Source
from statusgen.theme import Theme
from statusgen.theming import policy, styles
from statusgen.theming.templates import Templates
from statusgen.theming.walk import Walk

ROOT = Path(__file__).resolve().parents[2]
THEMES = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())
POLICY = (
    "default-src 'none'; style-src 'sha256-abc='; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'"
)


@cache
def shipped(name: str = "default") -> Layers:
    layers, problems = read_theme(ROOT / "tests", name)
    assert problems == ()
    return layers


def with_own(files: dict[str, str], theme: str = "default") -> Layers:
    """Put a site's own files in front of a theme."""
    own = []
    for name, text in files.items():
        path = f"themes/mine/{name if '/' in name else f'templates/{name}'}"
        own.append(Source(path, text.encode(), digest(text.encode())))
    return (("site", tuple(own)), *shipped(theme))


META = '<meta http-equiv="Content-Security-Policy" content="{{ csp }}">'


def walked(files: dict[str, str], *, view: type = views.IndexPage, theme: str = "default") -> Walk:
    """Go through index.html, or the only file there is, as a page with that view."""
    layers = with_own(files, theme)
    easel = theming._easel(layers, "default")
    walk = Walk(easel.templates, easel.environment, theming._MESSAGES)
    template = easel.templates.find("index.html" if "index.html" in files else next(iter(files)))
    assert template is not None
    walk.page(template, view)
    walk.finish()
    return walk


def found(text: str, **files: str) -> list[str]:
    """List what is found in an index.html, each with its line and column."""
    named = {f"{name}.html": own for name, own in files.items()}
    problems = walked({"index.html": text, **named}).problems
    return [f"{at(problem)}: {problem.what}" for problem in problems]


def at(problem: Problem) -> str:
    where = problem.where
    name = where.path.removeprefix("themes/mine/templates/")
    file = "" if name == "index.html" else f"{name}:"
    return f"{file}{where.line}:{where.column}"


def inspected(**files: str) -> list[str]:
    layers = with_own({f"{name}.html": text for name, text in files.items()})
    return [f"{at(one)}: {one.what}" for one in theming.inspect(layers).problems]


@pytest.mark.parametrize("name", THEMES)
def test_the_shipped_themes_are_complete(name):
    result = theming.inspect(shipped(name), name)
    assert result.problems == ()
    assert result.pages > 100
    assert result.templates >= 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ page.headlin }}", "1:9: an IndexPage has no 'headlin'"),
        ("{{ page['headlin'] }}", "1:10: an IndexPage has no 'headlin'"),
        ("a\n {{ page.frame\n .titel }}", "3:3: a Frame has no 'titel'"),
        ("{% if false %}{{ page.state.txt }}{% endif %}", "1:29: a Label has no 'txt'"),
        ("{{ page.changed.tex }}", "1:17: a Moment has no 'tex'"),
        ("{{ page.headline.text }}", "1:18: a text has no 'text'"),
        ("{{ page.groups.name }}", "1:16: a list has no 'name'"),
        ("{% for g in page.groups %}{{ g.nme }}{% endfor %}", "1:32: a GroupRow has no 'nme'"),
        ("{% for g in page.groups %}{{ loop.idx }}{% endfor %}", "1:35: 'loop' has no 'idx'"),
        ("{{ page.groups[0].nme }}", "1:19: a GroupRow has no 'nme'"),
        ("{{ page.groups|map(attribute='nme')|join }}", "1:31: a GroupRow has no 'nme'"),
        ("{{ (page.groups|first).nme }}", "1:24: a GroupRow has no 'nme'"),
        (
            "{% for g in page.groups|selectattr('state.wrd', 'eq', '') %}{% endfor %}",
            "1:43: a Label has no 'wrd'",
        ),
        (
            "{% for e in page.incidents + page.upcoming %}{{ e.crd }}{% endfor %}",
            "1:51: an EntryView has no 'crd'",
        ),
        ("{% set s = page.state %}{{ s.txt }}", "1:30: a Label has no 'txt'"),
        ("{% with s = page.state %}{{ s.txt }}{% endwith %}", "1:31: a Label has no 'txt'"),
        ("{{ (page.changed or page.changed).tex }}", "1:35: a Moment has no 'tex'"),
        (
            "{% macro m(s) %}{{ s.txt }}{% endmacro %}{{ m(page.state) }}",
            "1:22: a Label has no 'txt'",
        ),
        (
            "{% macro m(s) %}{{ caller() }}{% endmacro %}{% call m(1) %}{{ page.x }}{% endcall %}",
            "1:68: an IndexPage has no 'x'",
        ),
        ("{% macro m() %}{{ t('no') }}{% endmacro %}", "1:22: there is no message 'no'"),
        ("{% block b %}{{ page.x }}{% endblock %}", "1:22: an IndexPage has no 'x'"),
        ("{{ pag }}", "1:4: there is no 'pag' here"),
        ("{{ t('footer.change') }}", "1:7: there is no message 'footer.change'"),
        ("{{ t('nav.home' if 1 else 'x.y') }}", "1:28: there is no message 'x.y'"),
        ("{{ t('footer.changed') }}", "1:7: the message 'footer.changed' takes time, and is given"),
        ("{{ t('nav.home', a=1) }}", "1:7: the message 'nav.home' takes no value, and is given a"),
        ("{{ 'a'|uper }}", "1:8: there is no filter 'uper'"),
        ("{{ [1]|map('uper')|list }}", "1:13: there is no filter 'uper'"),
        ("{% if 1 is od %}{% endif %}", "1:12: there is no test 'od'"),
        ("{{ [1]|select('od')|join }}", "1:16: there is no test 'od'"),
        ("{% include 'x.html' %}", "1:13: there is no template 'x.html'"),
        ("{% extends 'x.html' %}", "1:13: there is no template 'x.html'"),
        ("{% import 'x.html' as x %}{{ x.y() }}", "1:12: there is no template 'x.html'"),
        ("{% include '@other/index.html' %}", "1:13: there is no template '@other/index.html'"),
        (
            "{% import '_macros.html' as ui %}{{ ui.tiem(1) }}",
            "1:40: the template '_macros.html' has no macro 'tiem'",
        ),
        (
            "{% from '_macros.html' import tiem %}",
            "1:31: the template '_macros.html' has no macro 'tiem'",
        ),
        ("{% macro m(a) %}{% endmacro %}\n{{ m(1, 2) }}", "2:4: the macro 'm' is given more than"),
        ("{% macro m(a) %}{% endmacro %}{{ m(b=2) }}", "1:36: the macro 'm' takes no 'b'"),
        ("{{ page.changed }}", "1:4: 'page.changed' is a Moment, not a text"),
        ("{{ page.groups }}", "1:4: 'page.groups' is a list, not a text"),
        ("{{ page.reports_missing }}", "1:4: 'page.reports_missing' is true or false, not a text"),
        ("{% if %}", "1:1: Expected an expression, got 'end of statement block'"),
    ],
)
def test_what_is_not_there_is_found(text, expected):
    problems = found(text)
    assert len(problems) == 1, problems
    assert problems[0].startswith(expected)


@pytest.mark.parametrize(
    "text",
    [
        "{{ page.x|default('') }}{% if page.y is defined %}{{ page.y.z }}{% endif %}",
        "{% if s is defined %}{{ s.t }}{% endif %}",
        "{{ page.headline.upper() }}{{ page.headline|length }}{{ page.headline[0] }}",
        "{% set a = page.state %}{% if 1 %}{% set a = page.changed %}{% endif %}{{ a.iso }}",
        "{{ (page.state if 1 else page.changed).iso }}",
        "{% for y in page.groups %}{{ y.name or '' }}{% else %}{{ page.headline }}{% endfor %}",
        "{% set ns = namespace(n=0) %}{% set ns.n = 1 %}{{ ns.n }}",
        "{% set list = [] %}{{ list.append(1) or '' }}",
        "{{ {'a': 1}.items()|list|length }}{{ {'a': 1}.b is defined }}",
        "{% macro m(a, b=1) %}{{ a }}{{ kwargs.c }}{{ varargs }}{% endmacro %}{{ m(1, 2, 3, c=4)}}",
        "{% macro m(a) %}{{ m(a) }}{% endmacro %}{{ m(1) }}",
        "{% import '_macros.html' as ui with context %}{{ ui.time(page.changed) }}",
        "{% include 'x.html' ignore missing %}{% include ['x.html', '404.html'] %}",
        "{% set key, more = 'x', {} %}{{ t(key, **more) }}{{ t(page.headline) }}",
        "{% include page.headline %}{% import page.headline as x %}{{ x.y() }}",
        "{% for a, b in page.groups|groupby('state.word') %}{{ a }}{{ b }}{% endfor %}",
        "{% for y in page.recent recursive %}{{ loop(y.x) if 0 }}{% endfor %}",
        "{{ range(3)|sum }}{{ css }}{{ csp }}{{ colours.light.paper }}",
        "{% filter upper %}{{ page.headline }}{% endfilter %}{% set x %}a{% endset %}{{ x }}",
    ],
)
def test_what_may_be_right_is_let_pass(text):
    allowed = {"a GroupRow", "an EntryCard has no 'x'"}
    problems = [one for one in found(text) if not any(word in one for word in allowed)]
    assert problems == []


def test_what_a_page_includes_is_read_as_a_part_of_it():
    text = "{% set s = page.state %}{% include 'part.html' %}"
    assert found(text, part="{{ s.txt }}{{ page.x }}") == [
        "part.html:1:6: a Label has no 'txt'",
        "part.html:1:20: an IndexPage has no 'x'",
    ]


def test_a_template_that_is_included_without_context_knows_no_page():
    problems = found("{% include 'part.html' without context %}", part="{{ page.headline }}")
    assert problems == ["part.html:1:4: there is no 'page' here"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% block mian %}{% endblock %}", ("2:10", "did you mean 'main'?")),
        ("{% if 1 %}{% block x %}{% endblock %}{% endif %}", ("2:20", "their blocks are: main")),
        ("{% block main %}{% block x %}{% endblock %}{% endblock %}", None),
        ("{% block x %}{% endblock %}{% block main %}{{ self.x() }}{% endblock %}", None),
        ("{% block main %}{% endblock %}\n \n  Hi", ("4:3", "put it into a block: main")),
        ("{{ super() }}", ("2:1", "put it into a block: main")),
        ("{% for x in [] %}\n {{ x }}{% endfor %}", ("3:2", "put it into a block: main")),
        ("{# Hi #}{% set x = 1 %}{% macro m() %}Hi{% endmacro %}{% set y %}Hi{% endset %}", None),
    ],
)
def test_what_has_no_place_in_the_templates_below_is_a_warning(text, expected):
    own = "{% extends 'base.html' %}\n" + text
    files = {"index.html": own, "base.html": "{% block main %}{% endblock %}"}
    problems = walked(files).problems
    assert [(at(one), one.hint) for one in problems] == [expected] * (expected is not None)
    assert all(one.severity is Severity.WARNING for one in problems)


@pytest.mark.parametrize(
    "text",
    [
        "Hi {% extends 'base.html' %}",
        "{% if page.changed %}{% extends 'base.html' %}{% endif %}{{ page.headline }}",
        "{% extends page.headline %}{% block x %}{% endblock %}",
    ],
)
def test_what_may_have_a_place_is_let_pass(text):
    assert found(text, base="{% block main %}{% endblock %}") == []


def test_an_imported_macro_is_read_with_what_it_is_given():
    text = "{% import 'part.html' as p %}{{ p.m(page.state) }}{{ p.m(page.changed) }}"
    part = "{% macro m(s) %}{{ s.text }}{{ s.iso }}{{ page.x }}{% endmacro %}"
    assert found(text, part=part) == [
        "part.html:1:34: a Label has no 'iso'",
        "part.html:1:43: there is no 'page' here",
    ]


def test_a_block_sees_what_every_template_of_its_page_has_set():
    text = (
        "{% extends 'base.html' %}{% set s = page.state %}{% block main %}{{ f.x }}{% endblock %}"
    )
    base = (
        "{% set f = page.frame %}{% block main %}{% endblock %}{% block b %}{{ s.y }}{% endblock %}"
    )
    assert found(text, base=base) == [
        "base.html:1:73: a Label has no 'y'",
        "1:71: a Frame has no 'x'",
    ]


def test_a_block_sees_a_loop_only_if_it_is_scoped():
    text = "{% extends 'base.html' %}{% block b %}{{ g.nme }}{% endblock %}"
    base = "{% for g in page.groups %}{% block b SCOPED %}{% endblock %}{% endfor %}"
    assert found(text, base=base.replace("SCOPED", "scoped")) == ["1:44: a GroupRow has no 'nme'"]
    assert found(text, base=base.replace("SCOPED", "")) == ["1:42: there is no 'g' here"]


def test_each_page_is_held_against_its_own_view():
    text = "{% extends 'base.html' %}"
    files = {"stub.html": text, "base.html": "{{ page.headline }}{{ page.id }}"}
    problems = walked(files, view=views.StubPage).problems
    assert [problem.what for problem in problems] == ["a StubPage has no 'headline'"]


def test_hints_name_what_was_probably_meant():
    text = "{{ page.headlin }}{{ t('footer.change') }}{{ 1|rond }}{{ page.frame.x }}"
    hints = [problem.hint for problem in walked({"index.html": text}).problems]
    assert hints[:3] == [
        "did you mean 'headline'?",
        "did you mean 'footer.changed'?",
        "did you mean 'round'?",
    ]
    assert hints[3].startswith("its fields are: language, direction, ")


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the fields stand that a template asks for, each name once."""
    seen = set()
    for code in re.finditer(r"\{[{%].*?[}%]\}", text):
        # Neither what stands in quotes nor the theme's own names of colours.
        bare = re.sub(r'"[^"]*"|colours\.[\w.]+', lambda found: " " * len(found[0]), code[0])
        for field in re.finditer(r"(?<=[\w\])]\.)[a-z_0-9]+", bare):
            if field[0] not in seen:
                seen.add(field[0])
                yield code.start() + field.start(), code.start() + field.end()


@cache
def pages() -> dict[str, type]:
    return {page.template: type(page.view) for page in theming.pages(shipped())}


def test_an_imported_template_has_the_macros_of_the_one_that_it_builds_on():
    own = "{% extends '@default/_macros.html' %}{% macro mine() %}Mine{% endmacro %}"
    index = "{% import '_macros.html' as ui %}{{ ui.mine() }}{{ ui.time(page.changed) }}"
    assert found(index, _macros=own) == []
    assert found(index.replace("mine", "our"), _macros=own) == [
        "1:40: the template '_macros.html' has no macro 'our'"
    ]


def test_a_macro_that_gives_way_to_one_that_its_template_builds_on_is_a_warning():
    own = "{% extends '@default/_macros.html' %}\n{% macro mark(word) %}!{% endmacro %}"
    index = "{% import '_macros.html' as ui %}{{ ui.mark('operational') }}"
    assert found(index, _macros=own) == [
        "_macros.html:2:10: a template that this one builds on has a macro 'mark', which is called"
    ]
    layers = with_own({"_macros.html": own})
    (warning,) = theming.inspect(layers).problems
    assert warning.severity is Severity.WARNING
    page = next(one for one in theming.pages(layers) if one.template == "404.html")
    assert b'<svg class="mark ' in Theme(layers, page.words).draw(page.template, page.view)


@pytest.mark.parametrize("path", ["theme.yaml", "old/theme.yml", "old/templates/404.html"])
def test_a_file_that_is_not_read_is_a_warning(path):
    own = Source(f"themes/mine/{path}", b"x", digest(b"x"))
    (warning,) = theming.inspect((("site", (own,)), *shipped())).problems
    assert warning.what == "nothing is read from here"
    assert "theme.yml" in warning.hint or "yml" not in path


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Style.css", "style.css"), ("print.css", "style.css"), ("Page.js", "page.js")],
)
def test_an_asset_under_a_name_that_no_page_asks_for_is_a_warning(name, meant):
    own = [Source(f"themes/mine/assets/{one}", b"a{}", digest(b"a{}")) for one in (name, "b.png")]
    (warning,) = theming.inspect((("site", tuple(own)), *shipped())).problems
    assert (warning.where.path, warning.what) == (own[0].path, "no page uses this file")
    assert warning.severity is Severity.WARNING
    assert f"pages use assets/{meant}: rename it" in warning.hint


@pytest.mark.parametrize("name", ["index.html", "entry.html", "_macros.html", "base.html"])
def test_any_field_that_is_mistyped_in_the_shipped_theme_is_found(name, some):
    source = next(one for one in shipped()[0][1] if one.path.endswith(f"/templates/{name}"))
    text = source.data.decode()
    tried = list(some(names_in(text)))
    missed = []
    for start, end in tried:
        easel = theming._easel(with_own({name: f"{text[:end]}zz{text[end:]}"}), "default")
        walk = theming._walked(easel, pages())
        line = text.count("\n", 0, start) + 1
        if not any(one.where.line == line and "zz'" in one.what for one in walk.problems):
            missed.append(f"{line}: {text[start:end]}")
    assert tried
    assert missed == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p\n style="color:red">', "2:2: style attributes"),
        ('<p title="a > b" onclick="x()">', "1:18: the script in 'onclick'"),
        ('<img src="a.png"><b data-src="b"><iframe src="c"></iframe>', "1:42: all addresses in"),
        ('<a href="javascript:x()">', "1:4: the script in 'href'"),
        ("<script>x()</script>", "1:1: scripts inside of a page"),
        ('<script type="module">x()</script>', "1:1: scripts inside of a page"),
        ('<script src="https://a.example/x.js"></script>', "1:9: addresses elsewhere in <script"),
        ('<img src="//a.example/x.png">', "1:6: addresses elsewhere in <img src>"),
        ('<img src="https://{{ page.x }}">', "1:6: addresses elsewhere in <img src>"),
        ('<link rel="icon" href="https://a.example/">', "1:18: addresses elsewhere in <link href>"),
        ('<link href="a.css" rel="stylesheet">', "1:7: all addresses in <link href>"),
        ('<iframe src="{{ page.x }}"></iframe>', "1:9: all addresses in <iframe src>"),
        ('<form action="search">', "1:7: the sending of forms"),
        ("<form>", "1:1: the sending of forms"),
        ('<base href="/">', "1:7: all addresses in <base href>"),
        ("<style>{{ css }} </style>", "1:1: all styles but those of the stylesheet"),
        ("<style>p{margin:0}</style>", "1:1: all styles but those of the stylesheet"),
    ],
)
def test_what_the_policy_blocks_is_found(html, expected):
    (problem,) = blocked(html)
    before, what = expected.split(": ", 1)
    assert problem.what.startswith(f"the policy of the pages blocks {what}")
    assert at(problem) == before


def blocked(html: str) -> list[Problem]:
    layers = with_own({"index.html": html})
    templates = Templates(layers, theming._easel(layers, "default").environment)
    template = templates.find("index.html")
    assert template is not None
    return list(policy.blocked(template, POLICY))


@pytest.mark.parametrize(
    "html",
    [
        '<img src="assets/bg.png" alt="">',
        '<img alt="" src="{{ page.frame.root }}assets/bg.png">',
        '<img srcset="../assets/bg.png 2x">',
        '<link rel="icon" href="/assets/bg.png">',
        '<a href="./assets/bg.png">',
    ],
)
def test_a_file_of_the_theme_that_is_called_by_its_own_name_is_found(html):
    (problem,) = blocked(html)
    assert at(problem) == f"1:{html.index('bg.png') + 1}"
    assert problem.what.startswith("there is no file assets/bg.png on the site")
    assert problem.hint == 'write {{ page.frame.root }}{{ asset("bg.png") }} for its address'


def test_a_picture_that_a_template_shows_has_to_be_there():
    text = '<img src="{{ page.frame.root }}{{ asset("KEY.png") }}" alt="">'
    files = {"index.html": "{% extends 'base.html' %}{% block main %}" + text + "{% endblock %}"}
    own = with_own({**files, "assets/shop.png": "x"})
    (problem,) = theming.inspect(own).problems
    assert problem.what == "the theme has no file 'assets/KEY.png'"
    mended = {"index.html": files["index.html"].replace("KEY", "shop")}
    assert theming.inspect(with_own({**mended, "assets/shop.png": "x"})).problems == ()


@pytest.mark.parametrize(
    "html",
    [
        "<style>{{ css }}</style>",
        "<style>{{- css -}}</style>",
        '<script type="application/ld+json">{{ page.x }}</script>',
        '<script src="{{ page.x }}" defer data-a="{{ t(\'x\', y=\'">\') }}"></script>',
        '<a href="https://a.example/">x</a>',
        '<link rel="canonical" href="https://a.example/">',
        '<link rel="alternate" href="https://a.example/feed.xml">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="{{ page.x }}" alt="<p style=\'\'>">',
        '{# <p style="x"> #}{% set x = \'<p style="x">\' %}<!-- <p style="x"> -->',
        '<svg style-x="" viewBox="0 0 1 1"><use href="#a"/></svg>',
        '<a {% if x %}href="x"{% endif %} class="{{ \'a" style="b\' }}">',
    ],
)
def test_what_the_policy_allows_is_let_pass(html):
    assert blocked(html) == []


ELSEWHERE = "the policy of the pages blocks what a stylesheet loads from elsewhere"
FONTS = "the policy of the pages blocks all fonts"
NO_FILE = "a stylesheet cannot name a file of the site"


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("\np { background: url('//a.example/x.png') }", f"2:17: {ELSEWHERE}"),
        ("p { background: URL( https://a.example/x.png ) }", f"1:17: {ELSEWHERE}"),
        ("@import 'x';", f"1:1: {ELSEWHERE}"),
        ("@import url(x) screen;", f"1:1: {ELSEWHERE}"),
        ("a { b: image-set('https://a.example/a.png' 1x) }", f"1:18: {ELSEWHERE}"),
        ("a { b: -webkit-image-set(url(//a.example/) 2x) }", f"1:26: {ELSEWHERE}"),
        ("@font-face{font-family:B;src:url('data:font/woff2;base64,AAAA')}", f"1:30: {FONTS}"),
        ("@media screen { @font-face { src: url(/assets/brand.woff2) } }", f"1:35: {FONTS}"),
        ("p { background: url('assets/bg.png') }", f"1:17: {NO_FILE}"),
        ("p { background: url(/assets/bg.png) }", f"1:17: {NO_FILE}"),
        ("p { background: url(../bg.png) }", f"1:17: {NO_FILE}"),
    ],
)
def test_what_a_stylesheet_asks_for_and_pages_do_not_load_is_found(css, expected):
    layers = with_own({"assets/style.css": css})
    (problem,) = styles.loads(layers[0][1][0])
    assert f"{problem.where.line}:{problem.where.column}: {problem.what}" == expected
    assert problem in theming.inspect(layers).problems


@pytest.mark.parametrize(
    "css",
    [
        "/* url(https://a.example/) */ a::before { content: 'url(//a.example/)' }",
        "a { background: url('data:image/svg+xml,<svg xmlns=\"https://a.example/\"/>') }",
        "a { background: image-set('data:image/png;base64,AAAA' type('image/png') 1x) }",
        "a { clip-path: url(#shape); background: url(/pictures/shop.png) }",
        "@namespace url(http://www.w3.org/1999/xhtml); a { font-family: 'https://a.example/' }",
        "@font-face { font-family: B; src: local('Arial') }",
    ],
)
def test_what_a_page_loads_for_its_stylesheet_is_let_pass(css):
    layers = with_own({"assets/style.css": css})
    assert list(styles.loads(layers[0][1][0])) == []


def test_colours_that_nothing_sets_are_found():
    css = (
        "a::before { --own: 1; content: 'var(--no)'; b: var(--own) /* var(--no) */ var(--ink) }\n"
        "@property --kind { syntax: '*' } a { b: var(--kind) var(--none, red) var( --acent ) }"
    )
    problems = theming.inspect(with_own({"assets/style.css": css})).problems
    assert [(one.where.line, one.where.column, one.what, one.hint) for one in problems] == [
        (
            2,
            css.split("\n")[1].index("--acent") + 1,
            "nothing sets '--acent': neither theme.yml nor the stylesheet does",
            "did you mean '--accent'?",
        )
    ]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a { color: red;\nb { margin: 0 }", "1:3: this '{' is never closed"),
        ("@media print {\na { margin: 0 }\n", "1:14: this '{' is never closed"),
        ("a { margin: 0 } }\n", "1:17: there is no '{' to this '}'"),
        ("a { margin: 0 }\n/* print\nb { margin: 0 }", "2:1: this comment is never closed"),
        ("/* a */ /* b", "1:9: this comment is never closed"),
    ],
)
def test_what_a_stylesheet_does_not_close_is_found(css, expected):
    layers = with_own({"assets/style.css": css})
    [problem] = styles.unclosed(layers[0][1][0])
    assert f"{problem.where.line}:{problem.where.column}: {problem.what}" == expected


@pytest.mark.parametrize(
    "css",
    [
        "a::after { content: '/*' } b::before { content: \"}{\" }",
        "a { b: url(/*{) } /* } */ c\\{d { e: f }",
        "@media print { a { b: c } }",
    ],
)
def test_what_only_looks_unclosed_is_let_pass(css):
    layers = with_own({"assets/style.css": css})
    assert list(styles.unclosed(layers[0][1][0])) == []


def test_a_template_is_not_told_to_build_on_itself():
    (problem,) = theming.inspect(
        with_own({"index.html": "{% extends '@plain/index.html' %}"})
    ).problems
    assert problem.hint == "did you mean '@default/index.html'?"


def test_a_theme_that_names_fewer_colours_than_its_stylesheet_has_is_incomplete():
    text = 'colours: {light: {paper: "#fff", ink: "#000"}, dark: {paper: "#000", ink: "#fff"}}\n'
    layers = with_own({})
    own = Source("themes/mine/theme.yml", f"{text}text: [ink]\n".encode(), "")
    problems = theming.inspect((("site", (own,)), *layers[1:])).problems
    assert {one.code for one in problems} == {"unset"}
    assert problems[0].where.path == "themes/default/assets/style.css"
    assert "nothing sets '--accent': neither theme.yml nor the stylesheet does" in {
        one.what for one in problems
    }


def test_what_is_there_on_some_pages_only_is_found_by_drawing():
    text = (
        "{% extends 'base.html' %}\n{% import '_macros.html' as ui %}\n{% block main %}\n"
        "{{ page.changed.iso }}\n{{ page.groups[0].components[0].href }}\n"
        "{{ ui.time(page.changed) }}\n{% endblock %}\n"
    )
    layers = with_own({"index.html": text})
    problems = theming.inspect(layers).problems
    assert [(at(one), one.what) for one in problems] == [
        ("4:17", "'page.changed' is nothing on some pages, so it has no 'iso'"),
        ("5:16", "a list is too short on some pages to have an item 0"),
        ("6:1", "'moment' is nothing on some pages, so it has no 'iso'"),
        ("6:1", "'moment' is nothing on some pages, so it has no 'text'"),
    ]
    assert problems[2].hint.startswith(
        "test first whether it is there: {% if … %}; "
        "seen on index.html of the made-up site 'empty', in themes/default/templates/_macros.html:"
    )


def test_drawing_goes_on_behind_whatever_is_missing():
    text = (
        "{{ page.a.b.c(1)[2] }}{% for x in page.d %}{{ x }}{% endfor %}{% if page.e %}{% endif %}\n"
        "{{ 1 if page.f == 1 or 1 in page.g }}{{ page.h|length }}{{ page.i + 1 }}{{ -page.j }}\n"
        "{{ m(1) }}{% macro m() %}{% endmacro %}{% include 'x.html' %}{{ 1|fx }}\n"
    )
    every = inspected(
        index=text + "{{ t('no.' ~ page.state.word) }}\n{{ none if page.changed }}\n" + META
    )
    fields = [re.search(r"no '(.)'$", one) for one in every]
    assert [one[1] for one in fields if one] == list("adefghij")
    assert every[8:] == [
        "3:4: there is no 'm' here",
        "3:52: there is no template 'x.html'",
        "3:67: there is no filter 'fx'",
        "4:1: there is no message 'no.degraded_performance' in the catalogue",
        "4:1: there is no message 'no.major_outage' in the catalogue",
        "4:1: there is no message 'no.operational' in the catalogue",
        "5:4: 'none if page.changed' is nothing on some pages, and would print 'None'",
    ]


def test_a_mistake_that_stops_drawing_is_found_at_its_line():
    assert inspected(
        index="{% extends 'base.html' %}\n{% block main %}\n{{ 1 / 0 }}{% endblock %}"
    ) == ["3:1: drawing fails here: division by zero"]


@pytest.mark.parametrize(
    "text",
    [
        "{% macro m(a) %}\n{{ m(a + 1) }}{% endmacro %}{{ m(1) }}",
        "\n{% extends 'index.html' %}{% block main %}{{ super() }}{% endblock %}",
        "\n{% include 'index.html' %}",
    ],
)
def test_a_template_that_uses_itself_without_end_is_found(text):
    (problem,) = theming.inspect(with_own({"index.html": text})).problems
    assert at(problem) == "2:1"
    assert problem.what == "this template, or a macro in it, uses itself without end"
    assert 'write {% extends "@default/index.html" %}; seen on index.html' in problem.hint


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        (META, []),
        ("<META content='{{ csp }}'\n HTTP-EQUIV = content-security-policy >", []),
        (META.replace("csp", "csp|upper"), ["2:1"]),
        (META.replace("http-equiv", "name"), ["2:1"]),
        ("", ["2:1"]),
    ],
)
def test_a_page_without_the_policy_is_found(meta, expected):
    text = f"<html>\n<head>{meta}</head>\n{{% block main %}}{{% endblock %}}"
    problems = theming.inspect(with_own({"base.html": text})).problems
    assert [at(one) for one in problems if one.code == "no-policy"] == [
        f"base.html:{place}" for place in expected
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ page.entry.card.title|safe }}", ["1:26"]),
        ("{{ page.entry.card.title | safe }}", ["1:28"]),
        ("{% set x = page.frame.site %}{{ x|safe }}", ["1:35"]),
        ("{{ page.entry.card.title|upper|trim|safe }}", ["1:37"]),
        ("{{ ('<b>' ~ page.entry.card.title ~ '</b>')|safe }}", ["1:45"]),
        ("{{ ('<b>%s</b>'|format(page.entry.card.title))|safe }}", ["1:48"]),
        ("{{ page.entry.card.components|join(', ')|safe }}", ["1:42"]),
        ("{{ page.frame.nav|join(', ', attribute='text')|safe }}", ["1:48"]),
        ("{% autoescape false %}{{ page.frame.site }}{% endautoescape %}", ["1:4"]),
        ("{% autoescape page.entry.card.open %}x{% endautoescape %}", ["1:4"]),
        ("{% autoescape true %}{{ page.frame.site }}{% endautoescape %}", []),
        ("{{ page.entry.still_works|join(', ')|safe }}{{ page.entry.opening|trim|safe }}", []),
        ("{{ (page.entry.opening ~ ' ')|safe }}{{ (page.entry.updates ~ '')|safe }}", []),
        ("{{ page.entry.opening|safe }}{{ t('nav.home')|safe }}{{ '<b>'|safe }}", []),
    ],
)
def test_a_text_that_is_printed_as_html_is_a_warning(text, expected):
    problems = walked({"index.html": text}, view=views.EntryPage).problems
    assert [at(one) for one in problems] == expected
    assert all(one.severity is Severity.WARNING for one in problems)


def test_two_blocks_of_one_name_are_found():
    text = "{% block a %}{% endblock %}\n{% block a %}{% endblock %}"
    assert inspected(index=text) == ["2:1: block 'a' defined twice"]


def test_a_template_that_is_not_saved_as_utf_8_is_found():
    own = Source("themes/mine/templates/index.html", b"\xff", digest(b"\xff"))
    problems = theming.inspect((("site", (own,)), *shipped())).problems
    assert [problem.code for problem in problems] == ["wrong-encoding"]


@pytest.mark.parametrize("text", ["{# note", "{% raw %} x"])
def test_what_is_never_closed_is_found_once_in_its_own_template(text):
    macros = next(one for one in shipped()[0][1] if one.path.endswith("/_macros.html"))
    own = macros.data.decode() + text
    (problem,) = theming.inspect(with_own({"_macros.html": own})).problems
    assert at(problem) == f"_macros.html:{own.count(chr(10)) + 1}:1"


def test_what_nobody_uses_is_a_warning():
    files = {
        "indx.html": "{% extends '@default/index.html' %}",
        "index.html": "{% extends '@default/index.html' %}{% include 'part.html' ignore missing %}",
        "part.html": "",
    }
    own = Source("themes/mine/stub.html", b"", digest(b""))
    (site, sources), default = with_own(files)
    problems = theming.inspect(((site, (*sources, own)), default)).problems
    assert [(one.code, one.where.path, one.hint, one.severity) for one in problems] == [
        (
            "unused-file",
            "themes/mine/stub.html",
            "templates belong into templates/, all else into assets/",
            Severity.WARNING,
        ),
        (
            "unused-template",
            "themes/mine/templates/indx.html",
            "did you mean 'index.html'?",
            Severity.WARNING,
        ),
    ]


def test_the_blocks_of_a_template_are_those_of_its_page():
    layers = with_own(
        {"index.html": "{% extends '@default/index.html' %}{% block mine %}{% endblock %}"}
    )
    assert theming.blocks(layers, "index.html")[0] == "mine"
    assert set(theming.blocks(layers, "@default/index.html")) >= {"main", "kind"}
    assert theming.blocks(layers, "_macros.html") == ()


@pytest.mark.parametrize("sign", ["{{", "{%", "{#", '{{"', "{%'"])
def test_signs_that_never_end_are_soon_passed_over(sign):
    began = time.process_time()
    assert blocked(f"<img src=//a.example/b>{sign * 20_000}")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "{{" + "(" * 20_000,
        "{{ 1" + "+1" * 5_000 + " }}",
        "{{ page" + "|string" * 330 + " }}",
        "{% if page %}" * 300 + "{% endif %}" * 300,
        "{% for one in page.frame.nav %}" * 25 + "{% endfor %}" * 25,
    ],
)
def test_what_stands_in_each_other_too_deeply_is_a_problem(text):
    problems = theming.inspect(with_own({"index.html": text})).problems
    assert "too much stands in each other in this template" in {one.what for one in problems}


def test_two_thousand_mistakes_are_soon_told_each_with_its_line():
    began = time.process_time()
    problems = theming.inspect(with_own({"index.html": "{{ page.no }}\n" * 2000})).problems
    assert {one.where.line for one in problems} >= {*range(1, 2001)}
    assert time.process_time() - began < 10
