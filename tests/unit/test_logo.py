"""Logos: what stays of one that is harmless, and that nothing else gets onto a page."""

from __future__ import annotations

import re
import struct
import zlib
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.program import ROOT

from statusgen import kitchen
from statusgen.derive import derive
from statusgen.errors import Location, Problem
from statusgen.logo import Logo, read
from statusgen.parse import parse
from statusgen.present.edition import Edition, Place
from statusgen.present.frame import frame
from statusgen.read import read_theme
from statusgen.sources import Source
from statusgen.theme import Theme
from statusgen.words import Words

WHERE = Location("statusgen.yml", 5, 9, 14)
SVG = 'xmlns="http://www.w3.org/2000/svg"'


def svg(inside: str, root: str = 'viewBox="0 0 40 20"') -> str:
    return f"<svg {SVG} {root}>{inside}</svg>"


def found(text: str | bytes, name: str = "logo.svg") -> tuple[Logo | None, tuple[Problem, ...]]:
    data = text.encode() if isinstance(text, str) else text
    return read(Source(f"brand/{name}", data, ""), WHERE)


def clean(text: str | bytes, name: str = "logo.svg") -> Logo:
    logo, problems = found(text, name)
    assert problems == ()
    assert logo is not None
    return logo


def drawn(inside: str) -> str:
    """Return what is left of the inside of an SVG."""
    text = clean(svg(inside)).svg
    assert text is not None
    match = re.fullmatch(
        r'<svg (?:direction="ltr" font-weight="normal" )?viewBox="0 0 40 20" width="40" height="20"'
        r' aria-hidden="true" focusable="false"'
        r"(?:/>|>(.*)</svg>)",
        text,
    )
    assert match is not None
    return match[1] or ""


def said(text: str | bytes, name: str = "logo.svg") -> list[str]:
    logo, problems = found(text, name)
    assert logo is None
    assert {problem.code for problem in problems} == {"bad-logo"}
    return [
        f"{problem.where.path}:{problem.where.line}:{problem.where.column} {problem.what}"
        for problem in problems
    ]


# What stays of a drawing


def test_shapes_stay_as_they_are():
    shapes = '<g fill="#123" transform="scale(2) rotate(4,1,1)"><path d="M1 2h3"/></g>'
    assert drawn(shapes) == shapes


def test_what_only_editors_write_is_left_out():
    text = f"""\ufeff<?xml version="1.0" encoding="ISO-8859-1" standalone="no"?>
<!-- Made by an editor -->
<svg version="1.1" id="Layer_1" {SVG} xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px"
  viewBox="0 0 40 20" style="enable-background:new 0 0 40 20;" xml:space="preserve" class="big">
  <title>Larkfield</title><desc>Our <b xmlns="http://www.w3.org/1999/xhtml">mark</b></desc>
  <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
  <rect id="r" data-name="r" width="4" height="5"/>
</svg>
"""
    assert clean(text).svg == (
        '<svg viewBox="0 0 40 20" width="40" height="20" aria-hidden="true" focusable="false">'
        '<rect width="4" height="5"/></svg>'
    )


def test_what_a_drawing_program_keeps_for_itself_is_left_out():
    text = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg {SVG} viewBox="0 0 40 20" inkscape:version="1.3.2" serif:id="Logo"
  style="fill-rule:evenodd;isolation:isolate" xmlns:serif="http://www.serif.com/"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd">
  <sodipodi:namedview pagecolor="#fff"><inkscape:grid/><script>x()</script></sodipodi:namedview>
  <g inkscape:label="Layer 1"><rect sodipodi:nodetypes="cc" width="4" height="5"/></g>
</svg>
"""
    assert clean(text).svg == (
        '<svg viewBox="0 0 40 20" width="40" height="20" fill-rule="evenodd" aria-hidden="true" '
        'focusable="false"><g><rect width="4" height="5"/></g></svg>'
    )


def test_a_style_becomes_attributes_and_outweighs_them():
    assert drawn('<path style=" fill: #f00 ;stroke:none" fill="#0f0" d="M0 0"/>') == (
        '<path fill="#f00" d="M0 0" stroke="none"/>'
    )
    assert drawn('<path style="-inkscape-stroke:none;filter:none;line-height:1.2"/>') == "<path/>"


def test_references_inside_the_logo_get_names_that_nothing_else_on_a_page_has():
    gradients = (
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient><linearGradient id="b" '
        'xmlns:x="http://www.w3.org/1999/xlink" x:href=" #a "/><clipPath id="c"/></defs>'
        """<rect id="d" fill="url('#b') #fff" clip-path="URL(#c)" mask="none"/>"""
        '<use href="#d"/>'
    )
    assert drawn(gradients) == (
        '<defs><linearGradient id="logo-a"><stop offset="0"/></linearGradient>'
        '<linearGradient href="#logo-a" id="logo-b"/><clipPath id="logo-c"/></defs>'
        '<rect fill="url(#logo-b) #fff" clip-path="url(#logo-c)" mask="none" id="logo-d"/>'
        '<use href="#logo-d"/>'
    )


def test_of_text_only_what_is_drawn_stays():
    assert drawn("stray <text x='1'>\n A <tspan>&amp;</tspan>  B\x85 </text> stray") == (
        '<text x="1"> A <tspan>&amp;</tspan> B </text>'
    )


def test_text_stands_in_a_page_as_it_does_in_a_file():
    said, text = "<text>Shop</text>", 'viewBox="0 0 40 20"'
    assert 'direction="ltr" font-weight="normal" ' in (clean(svg(f"<g>{said}</g>")).svg or "")
    own = clean(svg(said, f'{text} style="direction: rtl" font-weight="700"')).svg or ""
    assert 'direction="rtl"' in own
    assert 'font-weight="700"' in own
    assert "ltr" not in own
    assert "direction" not in (clean(svg("<path/>")).svg or "")


def test_text_in_cdata_is_text_and_never_markup():
    assert drawn("<text><![CDATA[</text><script>alert(1)</script>]]></text>") == (
        "<text>&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;</text>"
    )
    assert drawn("<![CDATA[<script>alert(1)</script>]]>") == ""
    assert drawn("""<text font-family='"A B"'>&#60;b&#62;</text>""") == (
        '<text font-family="&quot;A B&quot;">&lt;b&gt;</text>'
    )


def test_prefixes_are_taken_off_and_a_missing_namespace_is_put_on():
    prefixed = '<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><s:g/></s:svg>'
    bare = '<svg viewBox="0 0 4 4"><g/></svg>'
    assert clean(prefixed) == clean(bare)
    assert clean(bare).data.startswith(f"<svg {SVG} viewBox=".encode())
    assert ET.fromstring(clean(bare).data).tag == "{http://www.w3.org/2000/svg}svg"


def test_only_a_small_drawing_is_put_into_pages():
    around = len(clean(svg('<path d=""/>')).svg or "")
    largest, too_large = (
        clean(svg(f'<path d="{"h" * (length - around)}"/>')) for length in (1_500, 1_501)
    )
    assert len(largest.svg or "") == 1_500
    assert too_large.svg is None
    assert too_large.data.endswith(b'h"/></svg>')
    # It is what is left that counts.
    assert clean(svg(f"<!-- {'x' * 9_999} -->")).svg is not None


def test_a_drawing_that_is_not_put_into_pages_cannot_take_the_colour_of_the_text():
    large = f'<path fill="currentColor" d="{"h" * 1_500}"/>'
    assert said(svg(large)) == [
        "statusgen.yml:5:9 a logo over 1,500 bytes cannot take the colour of the text"
    ]
    assert clean(svg(f'<g color="red">{large}</g>')).svg is None
    assert clean(svg(large.replace("h" * 1_500, "h"))).svg is not None


@pytest.mark.parametrize(
    ("root", "box", "size"),
    [
        ('viewBox="0 0 40 20"', "0 0 40 20", (40, 20)),
        ('viewBox=" -1,-2 , 40 20.5"', "-1 -2 40 20.5", (40, 20)),
        ('viewBox="0 0 40 20" width="210mm" height="105mm"', "0 0 40 20", (794, 397)),
        ('viewBox="0 0 40 20" width="100%" height="100%"', "0 0 40 20", (40, 20)),
        ('viewBox="0 0 40 20" width="4em"', "0 0 40 20", (40, 20)),
        ('viewBox="0 0 0 20" width="30" height="15px"', "0 0 30 15", (30, 15)),
        ('width="1.5in" height="72pt"', "0 0 144 96", (144, 96)),
        # Too small or too large for a picture, the shape stays what it is.
        ('viewBox="0 0 1 .25"', "0 0 1 .25", (16, 4)),
        ('viewBox="0 0 8192 4"', "0 0 8192 4", (4096, 2)),
        ('viewBox="0 0 1e6 1"', "0 0 1e6 1", (4096, 1)),
        ('viewBox="0 0 4e-320 2e-320"', "0 0 4e-320 2e-320", (16, 8)),
    ],
)
def test_a_drawing_says_how_large_it_is(root, box, size):
    logo = clean(svg("", root))
    assert (logo.width, logo.height) == size
    assert f'<svg viewBox="{box}" width="{size[0]}" height="{size[1]}" ' in (logo.svg or "")


@pytest.mark.parametrize(
    "root",
    [
        "",
        'width="30"',
        'height="30"',
        'width="0" height="30"',
        'width="-3" height="30"',
        'width="10em" height="10em"',
        'width="1e999" height="3"',
        'viewBox="0 0 nan 3"',
        'viewBox="0 0 1e999 3"',
        'viewBox="0 0 1_0 3"',
        'viewBox="0 0 -3 3"',
        'viewBox="0 0 3"',
        f'viewBox="{"1" * 60_000}"',
    ],
)
def test_a_drawing_of_no_size_is_a_problem(root):
    assert said(svg("", root)) == ["brand/logo.svg:1:1 the logo does not say how large it is"]


# What never gets onto a page

SHAPES = (
    "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan "
    "linearGradient radialGradient stop clipPath mask"
).split()


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "a logo may not hold the element 'script'"),
        ("<g><script href='x.js'/></g>", "a logo may not hold the element 'script'"),
        (
            "<x:script xmlns:x='http://www.w3.org/2000/svg'>1</x:script>",
            "a logo may not hold the element 'script'",
        ),
        (
            "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>1</x:script>",
            "a logo may not hold the element 'script'",
        ),
        ("<svg viewBox='0 0 1 1'/>", "a logo may not hold the element 'svg'"),
        (
            "<foreignObject><p>x</p></foreignObject>",
            "a logo may not hold the element 'foreignObject'",
        ),
        ("<image href='https://x.example/a.png'/>", "a logo may not hold the element 'image'"),
        ("<a href='#b'/>", "a logo may not hold the element 'a'"),
        ("<style>@import 'https://x.example/'</style>", "a logo may not hold the element 'style'"),
        ("<animate attributeName='href' to='x'/>", "a logo may not hold the element 'animate'"),
        ("<set attributeName='onclick'/>", "a logo may not hold the element 'set'"),
        ("<filter id='a'/>", "a logo may not hold the element 'filter'"),
        ("<Path d='M0 0'/>", "a logo may not hold the element 'Path'"),
        ("<path onload='alert(1)'/>", "a logo may not hold the attribute 'onload'"),
        ("<path ONLOAD='alert(1)'/>", "a logo may not hold the attribute 'ONLOAD'"),
        ("<path tabindex='1'/>", "a logo may not hold the attribute 'tabindex'"),
        ("<path filter='none'/>", "a logo may not hold the attribute 'filter'"),
        ("<use href='javascript:alert(1)'/>", "a logo may not lead to 'javascript:alert(1)'"),
        ("<use href='&#106;avascript&#58;x'/>", "a logo may not lead to 'javascript:x'"),
        ("<use href='data:image/svg+xml,x'/>", "a logo may not lead to 'data:image/svg+xml,x'"),
        ("<use href='other.svg#a'/>", "a logo may not lead to 'other.svg#a'"),
        ("<use href=''/>", "a logo may not lead to ''"),
        ("<path id='a' href='#a'/>", "a logo may not lead to '#a'"),
        (
            "<use xmlns:l='http://www.w3.org/1999/xlink' l:href='//x.example/#a'/>",
            "a logo may not lead to '//x.example/#a'",
        ),
        (
            "<p xmlns='http://www.w3.org/1999/xhtml' onclick='x()'/>",
            "a logo may not hold the element 'p'",
        ),
        ("<g fill='url(https://x.example/)'/>", "'fill' may not be 'url(https://x.example/)'"),
        ("<g fill='url(other.svg#a)'/>", "'fill' may not be 'url(other.svg#a)'"),
        ("<g fill='url(\"a#b\")'/>", "'fill' may not be 'url(\"a#b\")'"),
        ("<g fill='u\\72l(a)'/>", "'fill' may not be 'u\\72l(a)'"),
        ("<g mask='image-set(\"a\" 1x)'/>", "'mask' may not be 'image-set(\"a\" 1x)'"),
        ("<g mask='src(\"a\")'/>", "'mask' may not be 'src(\"a\")'"),
        ("<g fill='url/**/(a)'/>", "'fill' may not be 'url/**/(a)'"),
        ("<g fill='xrgb(1)'/>", "'fill' may not be 'xrgb(1)'"),
        ("<g fill='red;}'/>", "'fill' may not be 'red;}'"),
        ("<g fill='var(--ink)'/>", "'fill' may not be 'var(--ink)'"),
        ("<g style='fill:url(//x.example)'/>", "'fill' may not be 'url(//x.example)'"),
        (
            "<g style='@import url(//x.example)'/>",
            "a logo may not hold the style '@import url(//x.example)'",
        ),
        (
            "<g style='background:url(//x.example)'/>",
            "a logo may not hold the style 'background:url(//x.example)'",
        ),
        ("<g style='filter:url(#a)'/>", "a logo may not hold the style 'filter:url(#a)'"),
        ("<use href='#gone'/>", "there is no part 'gone' in the logo"),
        ("<g fill='url(#gone)'/>", "there is no part 'gone' in the logo"),
        ("<g id='a'><use href='#a'/></g>", "the part 'a' leads to itself"),
        (
            "<g id='a'><use href='#b'/></g><g id='b' clip-path='url(#a)'/>",
            "the part 'a' leads to itself",
        ),
        ("&nbsp;", "the logo is broken here: undefined entity"),
        ("<g>", "the logo is broken here: mismatched tag"),
        ("<g a:b='c'/>", "the logo is broken here: unbound prefix"),
    ],
)
def test_what_runs_loads_or_moves_is_a_problem(inside, what):
    lines = said(svg(inside))
    assert len(lines) == 1
    assert what in lines[0]


@pytest.mark.parametrize(
    ("before", "what"),
    [
        ('<!DOCTYPE svg SYSTEM "https://x.example/svg.dtd">', "<!DOCTYPE"),
        (
            '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a" [<!ENTITY b "c">]>',
            "<!DOCTYPE",
        ),
        ('<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>', "<!DOCTYPE"),
        ('<!doctype svg [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>', "<!doctype"),
        ('<?xml-stylesheet href="https://x.example/a.css"?>', "<?"),
        ("<?php echo 1 ?>", "<?"),
    ],
)
def test_a_declaration_is_refused_before_anything_is_parsed(before, what):
    assert said(f'<?xml version="1.0"?>\n{before}\n{svg("&b;")}') == [
        f"brand/logo.svg:2:1 a logo may not hold '{what}'"
    ]


def test_a_declaration_does_not_hide_in_another_encoding():
    text = f'<!DOCTYPE svg [<!ENTITY a "b">]>{svg("&a;")}'
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE svg+AD4-' + svg("")
    assert said(text.encode("utf-16")) == [
        "statusgen.yml:5:9 the logo is not an SVG that is saved as UTF-8"
    ]
    assert said(hidden)[0].startswith("brand/logo.svg:1:39 the logo is broken here")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<html/>", "1:1 the logo is not an SVG: it begins with 'html'"),
        ("<svg xmlns='http://x.example/'/>", "1:1 the logo is not an SVG: it begins with 'svg'"),
        ("", "1:1 the logo is broken here: no element found"),
        ("GIF89a", "1:1 the logo is broken here: syntax error"),
    ],
)
def test_what_is_no_svg_is_refused(text, what):
    assert said(text) == [f"brand/logo.svg:{what}"]


def test_a_problem_says_where_it_is_and_what_to_do():
    text = svg('\r\n<g fill="#000"\r\n  onclick="x">é<path xlink="y"/><image/></g>')
    _, problems = found(text)
    assert [(problem.where, problem.what) for problem in problems] == [
        (Location("brand/logo.svg", 3, 3, 7), "a logo may not hold the attribute 'onclick'"),
        (Location("brand/logo.svg", 3, 22, 5), "a logo may not hold the attribute 'xlink'"),
        (Location("brand/logo.svg", 3, 33, 6), "a logo may not hold the element 'image'"),
    ]
    assert [problem.hint for problem in problems[1:]] == [
        "export it as a plain SVG: shapes, gradients and text, without scripts, styles and effects",
        "export it as a plain SVG without pictures in it, or export it all as a PNG",
    ]


def test_of_many_mistakes_of_one_kind_the_first_is_said():
    paths = "<path onclick='a' fill='url(a)' style='filter:url(a)'/><script/><use href='a'/>"
    assert len(said(svg(paths * 50))) == 5


def test_of_mistakes_of_many_kinds_twenty_are_said():
    # Thousands took a minute to find, and nobody would have read them.
    attributes = " ".join(f'a{number}=""' for number in range(5_000))
    style = ";".join(f"a{number}" for number in range(5_000))
    parts = " ".join(f"url(#a{number})" for number in range(5_000))
    for inside in (f"<path {attributes}/>", f"<path style='{style}'/>", f"<path fill='{parts}'/>"):
        assert len(said(svg(inside))) == 20


def test_nesting_and_number_of_elements_have_a_limit():
    assert drawn("<g>" * 49 + "</g>" * 49).count("<g") == 49
    deep, many = said(svg("<g>" * 5_000 + "</g>" * 5_000)), said(svg("<g/>" * 2_000))
    column = svg("").index("</svg>") + 1 + 49 * len("<g>")
    assert deep == [f"brand/logo.svg:1:{column} more than 50 elements stand in each other here"]
    assert clean(svg("<g/>" * 1_999)).svg is None
    assert [line.partition(" ")[2] for line in many] == ["the logo has more than 2,000 elements"]


def test_parts_that_lead_to_each_other_again_and_again_are_refused():
    """No browser finishes such a drawing: of 20 lines, the last is drawn a million times."""
    lines = [f'<g id="a{n}"><use href="#a{n + 1}"/><use href="#a{n + 1}"/></g>' for n in range(20)]
    chain = [f'<use id="a{n}" href="#a{n + 1}"/>' for n in range(1_000)]
    for parts, last in ((lines, 20), (lines[::-1], 20), (chain, 1_000), (chain[::-1], 1_000)):
        assert said(svg(f'{"".join(parts)}<path id="a{last}"/>')) == [
            "brand/logo.svg:1:1 parts of the logo lead to each other too often"
        ]
    assert drawn(f'{"".join(lines[:5])}<path id="a5"/>').count("<use") == 10


pieces = st.sampled_from(
    [
        *(f"<{name}>" for name in (*SHAPES, "script", "style", "a", "title", "image")),
        *(f"</{name}>" for name in SHAPES),
        *("<path d='M0 0'/>", "<g id='a' fill='url(#a)'>", "<use href='#a'/>", "<g onload='x'>"),
        *("<g style='fill:url(//x);color:red'>", "<text>", "</text>", "<![CDATA[<b>]]>", "&lt;"),
        *("<!--", "-->", "<!DOCTYPE a>", "<?a?>", "]]>", "&a;", "\r\n", "é", "\x85", '"', "<", ">"),
    ]
)


@given(st.lists(pieces, max_size=12).map("".join))
def test_any_text_is_a_clean_logo_or_problems_that_point_into_it(inside):
    logo, problems = found(svg(inside))
    assert (logo is None) == bool(problems)
    for problem in problems:
        assert problem.where.path == "brand/logo.svg"
        assert 1 <= problem.where.line <= 1 + len(re.findall(r"\r\n", inside))
    if logo is not None:
        for element in ET.fromstring(logo.data).iter():
            assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in SHAPES
            assert not any(name.startswith("on") for name in element.attrib)
            assert not re.search(r"url\((?!#logo-)|script|style|//", str(element.attrib))


@given(st.binary(max_size=60))
def test_any_bytes_are_a_problem_and_never_an_exception(data):
    for name in ("logo.svg", "logo.PNG"):
        logo, problems = found(data, name)
        assert logo is None
        assert len(problems) == 1


# Pictures


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 1, *more: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\1\2"))
    return b"".join((b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), *more, pixels, chunk(b"IEND")))


def test_a_png_is_taken_as_it_is():
    assert clean(png(200, 50), "Logo.PNG") == Logo(
        svg=None, data=png(200, 50), extension="png", width=200, height=50
    )


def test_a_png_loses_its_notes_and_what_stands_behind_it():
    notes = (chunk(b"tEXt", b"Author\0Ann"), chunk(b"eXIf", b"place"), chunk(b"acTL", b"\0" * 8))
    kept = (chunk(b"sRGB", b"\0"), chunk(b"tRNS", b"\0\1"))
    assert clean(png(2, 1, *notes, *kept) + b"<script>", "logo.png").data == png(2, 1, *kept)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the logo is not a PNG, whatever its name says"),
        (svg("").encode(), "the logo is not a PNG, whatever its name says"),
        (png()[:8], "the logo is a damaged PNG"),
        (png()[:30], "the logo is a damaged PNG"),
        (png()[:-1], "the logo is a damaged PNG"),
        (png()[:-12], "the logo is a damaged PNG"),
        (png().replace(b"\0\0\0\2", b"\0\0\0\3"), "the logo is a damaged PNG"),
        (png()[:8] + png()[33:], "the logo is a damaged PNG"),
        (png()[:33] + chunk(b"IEND"), "the logo is a damaged PNG"),
        (png()[:8] + chunk(b"IEND"), "the logo is a damaged PNG"),
        (png(0, 5), "the logo is 0 by 5 pixels large, and 4096 is the most"),
        (png(4097, 5), "the logo is 4097 by 5 pixels large, and 4096 is the most"),
    ],
)
def test_a_png_that_no_browser_shows_is_a_problem_of_the_line_that_names_it(data, what):
    assert said(data, "logo.png") == [f"statusgen.yml:5:9 {what}"]


@pytest.mark.parametrize("name", ["logo.png", "logo.svg"])
def test_a_large_file_is_refused_unread(name):
    large = png(2, 1, chunk(b"tEXt", b" " * 99_999)) if name == "logo.png" else svg(" " * 99_999)
    assert said(large, name) == [
        "statusgen.yml:5:9 the logo is 101 kB large, and 100 kB is the most"
    ]


# --- On a page ----------------------------------------------------------------------------------


def shown(logo: Logo) -> str:
    """Return a logo as the front page has it."""
    site = parse(kitchen.little()).site
    words, (layers, _) = Words.of(site.config), read_theme(ROOT, "default")
    published = Theme(layers, words, logo=logo).published
    edition = Edition(derive(site, now=kitchen.NOW), words, published, logo)
    page = frame(edition, Place("", ""), title="", description="")
    assert page.brand.logo is not None
    return page.brand.logo.svg or ""


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h4v4z"/>',
        # As icons are exported, with a box around them that is not drawn.
        '<path d="M0 0h24v24H0z" fill="none"/><path d="M0 0h4v4z" stroke="none"/>',
        '<text style="fill-rule: evenodd">Shop fill="red"</text>',
    ],
)
def test_a_small_one_that_names_no_colour_takes_that_of_the_text(inside):
    logo = clean(svg(inside))
    assert logo.svg is not None
    assert shown(logo) == logo.svg.replace("<svg ", '<svg fill="currentColor" ')


@pytest.mark.parametrize(
    ("inside", "root"),
    [
        ('<path d="M0 0h4v4z" fill="#00563f"/><path d="M0 0h4v4z"/>', ""),
        ('<path d="M0 0h4v4z" style="stroke: red"/>', ""),
        ('<path d="M0 0h4v4z"/>', 'fill="black"'),
        ('<path d="M0 0h4v4z"/>', 'color="#123"'),
        ('<path d="M0 0h4v4z"/>', 'fill="none"'),
        ('<path d="M0 0h4v4z" fill="currentColor"/>', ""),
    ],
)
def test_one_that_names_a_colour_stays_as_it_was_drawn(inside, root):
    logo = clean(svg(inside, f'viewBox="0 0 40 20" {root}'))
    assert shown(logo) == logo.svg
