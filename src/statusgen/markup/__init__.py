"""Markdown, which is untrusted text, to HTML that is safe to put into any page.

`convert` is the only door: what comes out holds nothing but the tags, attributes and schemes listed
below, is balanced, and took a bounded time. Relative links are marked, because one text is shown on
pages at different depths and in feeds. What an author must change is told as a `Fault`.

Knows nothing of files, entries or pages, and does not check that a link's target exists. One parser
is kept and reused, so two threads must not convert at the same time; processes may.
"""

from __future__ import annotations

import functools
import html as entities
import re
from collections.abc import Callable, Iterator, Sized
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from statusgen.frozen import frozen
from statusgen.markup import comments, links
from statusgen.markup.links import ROOT, absolute, attribute, rooted
from statusgen.markup.short import PLAIN, is_rare, marked, paragraphs
from statusgen.markup.short import plain as _plain_paragraphs
from statusgen.markup.text import plain

if TYPE_CHECKING:
    import markdown
    import nh3

__all__ = [
    "LONGEST",
    "PLAIN",
    "ROOT",
    "TAGS",
    "Fault",
    "Prose",
    "absolute",
    "convert",
    "convert_plain",
    "is_rare",
    "plain",
    "relink",
    "rooted",
]

LONGEST = 100_000
"""The most characters in one text: fourteen times the longest of 5,800 real ones."""

DEEPEST = 40
"""The most steps down into lists and quotes, two for each list: the parser recurses."""

MOST_WORK = 3_000_000
"""What converting one text may cost, in steps of some 50 ns."""

TAGS = frozenset(
    "a abbr b blockquote br code dd del dl dt em h1 h2 h3 h4 h5 h6 hr i kbd li ol p pre s small "
    "strong sub sup table tbody td tfoot th thead tr ul".split()
)
"""The tags that HTML in a text may hold; every other one is shown as it is written."""

# No title on links: a phone never shows it, and without it `<a href="` is exact to search for.
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "abbr": {"title"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# XML 1.0 forbids them, terminals obey them, or they turn letters round; nh3 refuses surrogates, and
# Python-Markdown marks its own placeholders with STX and ETX: a text could name another's.
_ODD = "\u202d\u202e\ud800-\udfff\ufffe\uffff"
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_ODD}]")

# What browsers ignore in an address, so that it could hide a scheme or a host; what they escape.
_IGNORED = re.compile(f"[\x00-\x1f{ROOT}{_ODD}]")
_ESCAPED = re.compile(r'[ "<>\\^`{|}\x7f-\x9f]')
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HREF = re.compile(
    r"""(?i)<a[\s/](?:[^>"']|"[^"]*"|'[^']*')*?(?<![\w-])href\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)"""
)

_CODE = re.compile(r"(?m)^(`{3,}+|~{3,}+).*\n(?:.*\n)*?\1[ \r]*$|(?<![\\`])(`++).*?(?<!`)\2(?!`)")
_IMAGE = re.compile(r"(?i)(?<!\\)!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?|<ima?ge?\b[^>]*>?")
# Not one of those, or a placeholder that only begins like one: `<code from your letter>`.
_ATTRIBUTE = (
    r"(?:[a-z_:][\w:.-]*+\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++)"
    r"|(?:border|compact|hidden|noshade|nowrap|reversed)(?=[\s/>]))"
)
_FOREIGN_TAG = re.compile(
    r"(?ia)<(?=[a-z/?!])(?!!--)"
    rf"(?!/?(?:{'|'.join(sorted(TAGS))})(?>(?:[\s/]++{_ATTRIBUTE})*)[\s/]*+>)"
)
_ADDRESSES = re.compile(r'(?:href|src)="([^"]*)"')
_DEFINED = re.compile(r"\[([^\[\]]*)\]:.*")
_HEADING = re.compile(r"(</?h)([1-6])>")
_EMPTY_HEADING = re.compile(r"<h([1-6])>(?:\s|&nbsp;|<(?!/?h[1-6]>)[^>]*>)*</h\1>\n?")

# What each of these costs at most, in steps, however it is used.
_COSTS = {"\\": 300, "`": 300, "*": 300, "_": 300, "&": 500, "[": 600, "<": 600, "  \n": 700}
_FENCE = re.compile(r"^(`{3,}|~{3,})(.*)", re.MULTILINE)
_OPEN_TAG = re.compile(r"""<(?=[a-zA-Z/!?])(?!(?>(?:[^<>"']|"[^<>"]*+"|'[^<>']*+')*)>)""")


@frozen(kw_only=False)
class Prose:
    """A text as written (`source`) and as safe HTML.

    `links` are the relative links as written, in order: what stands behind `ROOT` in the HTML. A
    link like "/path" means the host, not the site, and is not among them.
    """

    source: str
    html: str
    links: tuple[str, ...]


@frozen
class Fault:
    """Something in a text that its author must change.

    `offset` and `length` count characters of the source; `what` and `hint` read as in `Problem`.
    """

    code: str
    what: str
    hint: str
    offset: int
    length: int


def convert(source: str, *, top: int = 4) -> tuple[Prose, tuple[Fault, ...]]:
    """Convert one text to safe HTML, in bounded time, whatever the text is.

    The outermost level of heading that the text uses becomes `top`, the next one below it `top` + 1
    and so on, to 6 at most. A text with faults is shown as it was written, in one paragraph.
    """
    if len(source) > LONGEST:
        what = f"this text has {len(source):,} characters, more than {LONGEST:,}"
        hint = "shorten it, or link to a page that holds all of it"
        fault = Fault(code="too-long", what=what, hint=hint, offset=LONGEST, length=1)
        return _as_written(source), (fault,)
    if html := _plain_paragraphs(source):
        return Prose(source, html, ()), ()
    text = _FORBIDDEN.sub("", source)
    if html := _plain_paragraphs(text) or marked(text):
        return Prose(source, html, links.relative(html)), ()
    return _convert_long(source, text, top)


def convert_plain(source: str) -> Prose:
    """Convert, as `convert` does, a text known to be `PLAIN` and no longer than `LONGEST`."""
    return Prose(source, paragraphs(source), ())


def relink(prose: Prose, rewrite: Callable[[str], str]) -> Prose:
    """Rewrite each relative link to another one, again relative to the site's root."""
    html = links.rewritten(prose.html, rewrite)
    return Prose(prose.source, html, links.relative(html))


def _convert_long(source: str, text: str, top: int) -> tuple[Prose, tuple[Fault, ...]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)  # as the parser does
    try:
        raw = _markdown(text)
    except _TooComplicated as error:
        what, near = error.args
        hint = "if it is no Markdown, put it between two lines of ```; otherwise split the text"
        at = max(source.find(near), 0)
        fault = Fault(code="too-complicated", what=what, hint=hint, offset=at, length=1)
        return _as_written(source), (fault,)
    html = _safe(raw)
    faults = (
        *_images(source, raw),
        *_broken_links(source, raw, html),
        *_shown_comments(source, html),
        *_unused_addresses(source, raw),
    )
    if faults:
        return _as_written(source), faults
    html = _EMPTY_HEADING.sub("", html).strip()
    levels = sorted({level for _, level in _HEADING.findall(html)})
    html = _HEADING.sub(lambda tag: f"{tag[1]}{min(top + levels.index(tag[2]), 6)}>", html)
    return Prose(source, html, links.relative(html)), ()


def _as_written(source: str) -> Prose:
    text = entities.escape(_FORBIDDEN.sub("", source), quote=False)
    return Prose(source, f"<p>{text}</p>", ())


class _TooComplicated(Exception):
    """The text cannot be read, and why; and a piece of it near which it is so."""


class _Work:
    """Counts the parser's own steps where it is quadratic, so that no ordinary text is refused.

    It sits in the parser as a block processor that never takes a block, and around the methods that
    look for closing brackets. The weights were measured with Python-Markdown 3.11.3 and nh3 0.3.8.
    """

    def __init__(self, nesting: Sized) -> None:
        self.nesting = nesting
        self.text, self.done = "", 0

    def begin(self, text: str) -> None:
        """Count what the text alone tells."""
        self.text, self.done = text, 0
        costs = {mark: steps * text.count(mark) for mark, steps in _COSTS.items()}
        self.spend(sum(costs.values()), max(costs, key=costs.__getitem__).strip())
        # An open fence is looked for up to the end, the spaces behind a fence in every way.
        ends: dict[str, int] = {}
        for line in reversed(list(_FENCE.finditer(text))):
            fence, rest = line.groups()
            far = ends.get(fence, len(text)) - line.start()
            self.spend(far // 3 + len(fence) * rest.count(" ") ** 2 // 10, near=fence)
            if not rest.strip():
                ends[fence] = line.start()
        # An open tag is looked for up to the end, too; a comment looks for the ends of all
        # tags before it; nh3 opens every format again in every paragraph.
        tags = text.count("<")
        self.spend(len(text) * len(_OPEN_TAG.findall(text)), "<")
        self.spend(len(text) * tags * text.count("<!--") // 40 + 3 * tags * tags, "<")

    def spend(self, steps: int, character: str = "", near: str = "") -> None:
        """Count some steps, for a character; raise _TooComplicated if it is too much."""
        self.done += steps
        if self.done > MOST_WORK:
            many = f"this text has {self.text.count(character):,} '{character}', too many"
            what = many if character else "this is too complicated"
            raise _TooComplicated(f"{what} for Markdown", near or character)

    def test(self, parent: object, block: str) -> bool:
        """Count one look at a block, which every processor searches. Take no block, ever."""
        first = block.strip().partition("\n")[0]
        if len(self.nesting) > DEEPEST:
            raise _TooComplicated("lists or quotes are nested too deeply", first)
        # A table has a cell for every column in every row, written or not.
        cells = (first.count("|") + 1) * block.count("\n") if "|" in first else 0
        mark = "" if first[:1].isalnum() else first[:1]
        self.spend(500 + len(block) + 400 * cells, "|" if cells else mark, first)
        return False

    def watch(self, pattern: object, name: str, character: str, far: Callable[..., int]) -> None:
        """Have a pattern's own search counted; `far` is how far it looked: (found, *arguments)."""
        search = getattr(pattern, name, None)
        if search is not None:

            def counting(*arguments: Any) -> Any:
                found = search(*arguments)
                self.spend(far(found, *arguments), character)
                return found

            setattr(pattern, name, counting)


@functools.cache
def _parser() -> tuple[markdown.Markdown, _Work]:
    # Here, because whoever needs no Markdown must not wait for it.
    import markdown
    from markdown.extensions.fenced_code import FencedCodeExtension
    from markdown.extensions.sane_lists import SaneListExtension
    from markdown.extensions.tables import TableExtension

    # Extensions that are named by texts are looked for in all that is installed, for 50 ms.
    extensions = [SaneListExtension(), TableExtension(), FencedCodeExtension()]
    parser = markdown.Markdown(extensions=extensions, output_format="html")
    work = _Work(parser.parser.state)
    parser.parser.blockprocessors.register(work, "work", 1000)  # type: ignore[arg-type]
    for pattern in parser.inlinePatterns:
        work.watch(pattern, "getText", "[", lambda found, data, at: 2 * (found[-2] - at))
        work.watch(pattern, "getLink", "[", lambda found, data, at: 2 * (found[-2] - at))
        work.watch(
            pattern, "find_code_spans", "`", lambda found, at, data: (found[1] or len(data)) - at
        )
    return parser, work


def _markdown(text: str) -> str:
    """Run Python-Markdown; raise _TooComplicated for whatever it cannot do."""
    parser, work = _parser()
    try:
        work.begin(text)
        return parser.reset().convert(text)
    except Exception as error:
        _parser.cache_clear()  # it was stopped in the middle: its state is of no use any more
        if isinstance(error, _TooComplicated):
            raise
        # Any text may be typed, and the parser has corners: int() of 5,000 digits, for one.
        raise _TooComplicated("this text cannot be read as Markdown", "") from error


@functools.cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    # The links are the company's own words and open no window, so that rel has nothing to say.
    return nh3.Cleaner(
        tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, attribute_filter=_kept, link_rel=None
    )


def _safe(raw: str) -> str:
    # A tag that is not allowed is shown as it was written, since "use <version> 2" must not lose a
    # word. The forbidden characters go again, since "&#2;" has only now become one.
    return _FORBIDDEN.sub("", _cleaner().clean(_FOREIGN_TAG.sub("&lt;", raw)))


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Say what an allowed attribute keeps, None to drop it."""
    if attribute == "start":
        return value if re.fullmatch("[0-9]{1,9}", value) else None
    return _address(value) if attribute == "href" else value


def _address(value: str) -> str | None:
    """Clean an address as browsers do, and mark it if it is relative; None if it must not be."""
    url = _ESCAPED.sub(lambda part: quote(part[0]), _IGNORED.sub("", value).strip(" "))
    if scheme := _SCHEME.match(url):
        half = re.match("https?:(?!//)", url, re.IGNORECASE)
        return url if scheme[1].lower() in SCHEMES and not half else None
    if re.match("(?:/|%5C){2}", url):  # browsers read a backslash as a slash, and two as a host
        return None
    return url if url.startswith("/") else ROOT + url


def _images(source: str, raw: str) -> Iterator[Fault]:
    if "<im" not in raw.lower():
        return
    import nh3

    count = nh3.clean(raw, tags={"img"}, attributes={}).count("<img>")
    places = [match.span() for match in _IMAGE.finditer(_without_code(source))] or [(0, 1)]
    for start, end in places[:count]:
        what = "images cannot be shown yet"
        hint = "link to the picture instead: [what it shows](https://...)"
        yield Fault(code="image", what=what, hint=hint, offset=start, length=end - start)


def _shown_comments(source: str, html: str) -> Iterator[Fault]:
    if "<!--" in source:
        for at, code, what, hint in comments.seen(source, html, _without_code(source)):
            yield Fault(code=code, what=what, hint=hint, offset=at, length=comments.LENGTH)


def _without_code(source: str) -> str:
    return _CODE.sub(lambda code: " " * len(code[0]), source)


def _broken_links(source: str, raw: str, html: str) -> Iterator[Fault]:
    """Find the links that have lost their address, or never had one."""
    if "<a>" not in html and f'<a href="{ROOT}">' not in html:
        return
    after: dict[str, int] = {}
    for match in _HREF.finditer(raw):
        # No browser takes a longer address, and int() would raise on an endless "&#111...".
        value = _IGNORED.sub("", entities.unescape(match[1].strip("\"'")[:2000])).strip(" ")
        shown = value if len(value) <= 60 else value[:60] + "..."
        scheme = _SCHEME.match(value)
        if not value:
            code, what = "empty-link", "this link has no address"
            hint = "write the address between the round brackets: [text](https://...)"
        elif scheme and scheme[1].lower() not in SCHEMES:
            code, what = "link-scheme", f"a link to '{scheme[0]}' cannot be followed from the page"
            hint = "use https:, mailto: or tel:, or a link inside this site"
        elif not scheme and _address(value) is None:
            code, what = "link-without-scheme", f"the link '{shown}' names a host without https://"
            hint = "write https:// in front of it"
        elif "href" not in _cleaner().clean(f'<a href="{attribute(value)}">'):
            code, what = "broken-link", f"'{shown}' is no address that a browser can follow"
            hint = "look for a typing mistake"
        else:
            continue
        # The same address may stand there twice: of two faults each has a place of its own.
        offset = source.find(value or "]()", after.get(value, 0))
        if offset < 0:
            offset = after.get(value, 1) - 1
        after[value] = offset + 1
        yield Fault(code=code, what=what, hint=hint, offset=offset, length=max(len(value), 1))


def _unused_addresses(source: str, raw: str) -> Iterator[Fault]:
    """Find what Markdown takes for the address of a link, and so hides, where no link has it."""
    defined = _parser()[0].references
    if not defined:
        return
    used = set(map(_bare, _ADDRESSES.findall(raw)))
    lines = {line[1].strip().lower(): line.span() for line in _DEFINED.finditer(source)}
    for name, (address, _) in defined.items():
        if _bare(address) not in used:
            start, end = lines.get(name, (0, 1))
            what = "no reader sees this: it is the address of a link, and no link here has it"
            hint = "write \\[ for the first [ if it is text; otherwise delete it"
            length = end - start
            yield Fault(code="unused-address", what=what, hint=hint, offset=start, length=length)


def _bare(address: str) -> str:
    """Undo what is escaped in the value of an attribute, and no more: `&copy=1` is no sign."""
    for sign, escaped in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        address = address.replace(escaped, sign)
    return address
