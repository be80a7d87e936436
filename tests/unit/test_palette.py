"""A theme's colours, a brand's over them, and what is said of those that nobody could read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from statusgen import located
from statusgen.errors import Location, Problem
from statusgen.fingerprint import digest
from statusgen.model import Brand
from statusgen.palette import Palette, lay, read
from statusgen.parse import brand as brand_
from statusgen.parse.fields import Fields
from statusgen.sources import Source

THEMES = Path(__file__).resolve().parents[2] / "themes"

THEME = """\
name: small
title: Small
colours:
  light: {paper: "#ffffff", ink: "#1d1b17", accent: "#a84200", line: "#ddd"}
  dark: {paper: "#111", ink: "#eeeae0", accent: "#ff9c66", line: "#333"}
text: [ink]
shapes: [accent]
"""


def theme(text: str) -> tuple[Palette | None, tuple[Problem, ...]]:
    data = text.encode()
    return read(Source("themes/small/theme.yml", data, digest(data)))


def palette(text: str = THEME) -> Palette:
    found, problems = theme(text)
    assert problems == ()
    assert found is not None
    return found


def brand(text: str) -> Brand:
    """Read a brand, whose first line is line 1 of statusgen.yml."""
    node, problems = located.load(f"brand:\n{text}", path="statusgen.yml")
    assert isinstance(node, located.Mapping)
    found = list(problems)
    fields = Fields(node, problems=found, known=("brand",), of="statusgen.yml")
    read_brand = brand_.read(fields)
    assert found == []
    return read_brand


def said(problems: tuple[Problem, ...]) -> list[str]:
    """Give two lines for each problem: where it is and what, and the hint."""
    return [
        line
        for problem in problems
        for line in (
            f"{problem.where.line}:{problem.where.column} {problem.what}",
            problem.hint,
        )
    ]


def laid(text: str) -> list[str]:
    _, problems = lay(palette(), brand(text), theme="small")
    assert all(problem.where.path == "statusgen.yml" for problem in problems)
    return said(problems)


# What a theme says


def test_a_palette_becomes_custom_properties_in_the_order_of_the_theme():
    assert palette().css() == (
        ":root{--paper:#fff;--ink:#1d1b17;--accent:#a84200;--line:#ddd}"
        "@media screen and (prefers-color-scheme:dark)"
        "{:root{--paper:#111;--ink:#eeeae0;--accent:#ff9c66;--line:#333}}"
    )


def test_the_order_of_the_dark_colours_makes_no_difference():
    other = THEME.replace('dark: {paper: "#111", ', "dark: {").replace(
        '"#333"}', '"#333", paper: "#111"}'
    )
    assert other != THEME
    assert palette(other).css() == palette().css()


def test_a_colour_that_dark_does_not_change_is_written_once():
    same = THEME.replace('"#333"', '"#dddddd"')
    assert palette(same).css().count("--line") == 1
    only_light = replace(palette(), dark=palette().light)
    assert only_light.css() == ":root{--paper:#fff;--ink:#1d1b17;--accent:#a84200;--line:#ddd}"


def test_a_theme_without_colours_has_no_palette():
    assert theme("name: small\ntitle: Small\n") == (None, ())


@pytest.mark.parametrize(
    ("old", "new", "what", "hint"),
    [
        (
            "text: [ink]",
            "txt: [ink]",
            "6:1 there is no key 'txt' in theme.yml",
            "did you mean 'text'?",
        ),
        (
            'ink: "#1d1b17", ',
            "",
            "5:25 'light' lacks the colour 'ink'",
            "light and dark have the same names",
        ),
        (
            'ink: "#eeeae0"',
            'ikn: "#eeeae0"',
            "4:29 'dark' lacks the colour 'ink'",
            "did you mean 'ikn'?",
        ),
        (
            "paper: ",
            "back: ",
            "4:3 there must be a colour 'paper', on which all others stand",
            'add paper: "#ffffff"',
        ),
        (
            "line: ",
            '"l}": ',
            "4:64 'l}' cannot be the name of a colour",
            "write small letters, digits and hyphens, like accent",
        ),
        (
            "text: [ink]\n",
            "",
            "1:1 theme.yml needs the key 'text'",
            "list the colours that text has, to be held to 4.5 to 1 on paper: text: [ink]",
        ),
        (
            "text: [ink]",
            "text: []",
            "6:7 'text' must name the colours that text is written in",
            "list the colours that text has, to be held to 4.5 to 1 on paper: text: [ink]",
        ),
        (
            "shapes: [accent]",
            "shapes: [acent]",
            "7:10 there is no colour 'acent'",
            "did you mean 'accent'?",
        ),
        (
            "text: [ink]",
            "text: [paper]",
            "6:8 paper is what the others stand on, and cannot stand on itself",
            "the colours are: ink, accent, line",
        ),
        (
            '"#a84200"',
            "orange",
            "4:53 'orange' is not a colour",
            'write it like "#00563f", with the quotes, because a bare # begins a comment',
        ),
        (
            THEME,
            "colours: {light: {paper: '#fff'}}",
            "1:10 'colours' needs the key 'dark'",
            'add a line: dark: {accent: "#00563f"}',
        ),
        (
            THEME,
            "just a text",
            "1:1 this file must hold keys with values, like title: Our theme",
            "",
        ),
    ],
)
def test_a_mistake_in_a_theme_is_said_where_it_is(old, new, what, hint):
    found, problems = theme(THEME.replace(old, new))
    assert found is None
    lines = said(problems)
    assert (what, hint) in zip(lines[::2], lines[1::2], strict=True)


def test_a_theme_that_is_not_text_is_a_problem_and_no_more():
    found, problems = read(Source("themes/small/theme.yml", b"\xff\xfea\0", ""))
    assert found is None
    assert [problem.code for problem in problems] == ["wrong-encoding"]


@pytest.mark.parametrize(
    "path", sorted(THEMES.glob("*/theme.yml")), ids=lambda path: path.parts[-2]
)
def test_a_shipped_theme_can_be_read_in_light_and_in_dark(path: Path):
    found, problems = read(Source("theme.yml", path.read_bytes(), ""))
    assert problems == ()
    assert lay(found, Brand(), theme="any") == (found, ())


# A brand over it


def test_a_brand_takes_the_place_of_the_colours_it_names():
    own = brand('  colours: {accent: "#00563f"}\n  dark: {ink: "#ffffff", accent: "#7ed0b0"}')
    found, problems = lay(palette(), own, theme="small")
    assert problems == ()
    assert found is not None
    assert found.css() == (
        ":root{--paper:#fff;--ink:#1d1b17;--accent:#00563f;--line:#ddd}"
        "@media screen and (prefers-color-scheme:dark)"
        "{:root{--paper:#111;--ink:#fff;--accent:#7ed0b0;--line:#333}}"
    )


def test_a_brand_without_colours_changes_nothing():
    assert lay(palette(), Brand(), theme="small") == (palette(), ())
    assert lay(None, Brand(home="https://shop.example/"), theme="small") == (None, ())


def test_a_colour_that_the_theme_lacks_is_a_problem_with_a_suggestion():
    assert laid('  colours:\n    acent: "#00563f"\n    brand: "#00563f"') == [
        "3:5 the theme has no colour 'acent'",
        "did you mean 'accent'?",
        "4:5 the theme has no colour 'brand'",
        "its colours are: paper, ink, accent, line",
    ]


def test_colours_for_a_theme_without_any_are_one_problem():
    own = brand('  colours: {accent: "#00563f", ink: "#000"}\n  dark: {accent: "#fff"}')
    found, problems = lay(None, own, theme="bare")
    assert found is None
    assert said(problems) == [
        "2:13 the theme 'bare' names no colours",
        "leave out the colours, or name them in theme.yml of the theme",
    ]


def test_text_that_is_too_pale_is_a_problem_that_names_the_nearest_colour():
    assert laid('  colours: {ink: "#fc0"}') == [
        "2:13 ink #ffcc00 is too pale to read on paper #ffffff: 1.5 to 1, and text needs 4.5 to 1",
        "the nearest that can be read is #917300",
    ]


def test_a_shape_needs_less_than_text_and_a_ratio_is_rounded_down():
    assert laid('  colours: {accent: "#949494"}') == []
    assert laid('  colours: {accent: "#959595"}') == [
        "2:13 accent #959595 is too pale to see on paper #ffffff: 2.9 to 1, and shapes need 3 to 1",
        "the nearest that can be seen is #949494",
    ]


def test_dark_is_looked_at_for_itself():
    assert laid('  dark: {accent: "#00563f"}') == [
        "2:10 accent #00563f is too dark to see on paper #111111: 2.1 to 1, and shapes need 3 to 1",
        "the nearest that can be seen is #236c53",
    ]


def test_a_colour_that_is_neither_text_nor_shape_may_be_as_pale_as_it_likes():
    assert laid('  colours: {line: "#fefefe"}') == []


def test_a_paper_on_which_the_themes_own_colours_fail_is_where_it_is_said():
    assert laid('  colours:\n    paper: "#5a5a5a"') == [
        "3:5 accent #a84200 is too dark to see on paper #5a5a5a: 1.1 to 1, and shapes need 3 to 1",
        'set accent: "#fc8e5c" too, the nearest that can be seen',
        "3:5 ink #1d1b17 is too dark to read on paper #5a5a5a: 2.4 to 1, and text needs 4.5 to 1",
        'set ink: "#d3d1cb" too, the nearest that can be read',
    ]


def test_a_colour_and_a_paper_that_do_not_go_together_are_said_of_the_colour():
    found = laid('  colours:\n    paper: "#fffbe6"\n    ink: "#999"\n    accent: "#777"')
    assert [line.partition(" ")[0] for line in found[::2]] == ["4:5"]


def test_a_theme_that_nobody_can_read_is_at_fault_itself():
    found, problems = lay(palette(THEME.replace("#1d1b17", "#888888")), Brand(), theme="small")
    assert found is not None
    assert [(problem.code, problem.where) for problem in problems] == [
        ("low-contrast", Location("themes/small/theme.yml", 4, 29, 14))
    ]


def test_what_a_message_proposes_is_accepted():
    for name, value in (("ink", "#fc0"), ("accent", "#abc"), ("accent", "#ffffff")):
        _, problems = lay(palette(), brand(f'  colours: {{{name}: "{value}"}}'), theme="small")
        better = problems[0].hint.rpartition(" ")[2]
        assert laid(f'  colours: {{{name}: "{better}"}}') == []
