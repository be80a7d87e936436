"""`brand:` as values; what is said of mistakes is in tests/cases/config/brand-*.txt."""

from __future__ import annotations

import pytest

from statusgen import located
from statusgen.errors import Location, Problem
from statusgen.model import Brand
from statusgen.parse import brand as brand_
from statusgen.parse.fields import Fields


def read(text: str) -> tuple[Brand, list[Problem]]:
    node, problems = located.load(text, path="statusgen.yml")
    assert problems == ()
    assert isinstance(node, located.Mapping)
    found: list[Problem] = []
    fields = Fields(node, problems=found, known=("brand", "title"), of="statusgen.yml")
    return brand_.read(fields), found


def test_a_site_without_a_brand_has_an_empty_one():
    assert read("title: Shop status") == (Brand(), [])


def test_a_brand_is_read_with_the_places_of_what_a_theme_or_a_disk_may_refuse():
    brand, problems = read(
        "brand:\n"
        "  logo: brand/Logo.PNG\n"
        "  home: http://shop.example/\n"
        "  help: mailto:help@shop.example\n"
        '  colours: {accent: "#FFF"}\n'
        "  dark:\n"
        "    accent:\n"
        "      '#00563f'\n"
    )
    assert problems == []
    assert (brand.logo, brand.logo_where) == (
        "brand/Logo.PNG",
        Location("statusgen.yml", 2, 9, 14),
    )
    assert (brand.home, brand.help) == ("http://shop.example/", "mailto:help@shop.example")
    (light,), (dark,) = brand.light, brand.dark
    assert (light.name, light.colour.hex) == ("accent", "#ffffff")
    assert (dark.name, dark.colour.hex) == ("accent", "#00563f")
    # The whole of `accent: "#FFF"`; where it is on two lines, the value.
    assert light.where == Location("statusgen.yml", 5, 13, 14)
    assert dark.where == Location("statusgen.yml", 8, 7, 9)


@pytest.mark.parametrize("path", ["logo.svg", "a b/é.svg", "brand/logo.v2.png", "a..b/..c.svg"])
def test_a_plain_path_names_a_logo(path):
    brand, problems = read(f"brand: {{logo: '{path}'}}")
    assert (brand.logo, problems) == (path, [])


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/logo.svg", "'/logo.svg' is not a file of the site's folder"),
        ("//shop.example/logo.svg", "'//shop.example/logo.svg' is not a file of the site's folder"),
        ("C:/logo.svg", "'C:/logo.svg' is not a file of the site's folder"),
        ("file:logo.svg", "'file:logo.svg' is not a file of the site's folder"),
        (
            "data:image/svg+xml,x.svg",
            "'data:image/svg+xml,x.svg' is not a file of the site's folder",
        ),
        ("brand\\logo.svg", "a path has no backslash here"),
        ("..\\logo.svg", "a path has no backslash here"),
        ("brand/../../logo.svg", "'brand/../../logo.svg' is not the plain path"),
        ("./logo.svg", "'./logo.svg' is not the plain path"),
        ("brand//logo.svg", "'brand//logo.svg' is not the plain path"),
        ("logo", "'logo' is neither an SVG nor a PNG"),
        ("logo.svgz", "'logo.svgz' is neither an SVG nor a PNG"),
        ("logo.svg/", "'logo.svg/' is not the plain path"),
    ],
)
def test_any_other_path_is_a_problem_and_no_logo(path, what):
    brand, problems = read(f"brand: {{logo: '{path}', home: 'https://shop.example/'}}")
    assert brand == Brand(home="https://shop.example/")
    (problem,) = problems
    assert problem.what.startswith(what)
    assert (problem.code, problem.where.column) == ("bad-logo", 15)


@pytest.mark.parametrize(
    "url",
    ["https:///help", "https:", "ftp://shop.example/", "//shop.example/", "https://[::1/", "/"],
)
def test_an_address_that_leads_nowhere_is_a_problem_and_no_link(url):
    brand, problems = read(f"brand: {{home: '{url}', help: '{url}'}}")
    assert brand == Brand()
    assert [problem.code for problem in problems] == ["bad-url", "bad-url"]


def test_a_mistake_in_one_colour_costs_only_that_one():
    brand, problems = read('brand: {colours: {accent: blue, ink: "#000"}}')
    assert [tint.name for tint in brand.light] == ["ink"]
    assert [problem.code for problem in problems] == ["bad-colour"]
