"""Is every page there with all that it shows, and is what does not exist said not to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from statusgen.doctor.finding import Finding, error, warning
from statusgen.doctor.reach import Reached
from statusgen.doctor.visit import Links, absent, text_of
from statusgen.publish.http import Answer, NoAnswer
from statusgen.report import counted

__all__ = ["links", "missing", "unsafe"]

PAGES = 40
"""How many pages are looked at beside the front page."""

_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_NOWHERE = "statusgen-doctor-looks-for-what-is-not-there/"
_HINT = "publish again; `statusgen publish --verify` says what is missing where"


def links(reached: Reached) -> Iterator[Finding]:
    """Ask for the pages of the sitemap, and for all that they show."""
    pages, findings = _listed(reached)
    yield from findings
    named: dict[str, str] = dict.fromkeys(reached.links.parts, reached.url)
    for url, answer in reached.visitor.all(pages).items():
        if why := absent(answer):
            yield error("broken-page", f"{url} is listed in 'sitemap.xml', and {why}", _HINT)
        elif isinstance(answer, Answer):
            for part in Links(url, text_of(answer)).parts:
                named.setdefault(part, url)
    host = urlsplit(reached.url).netloc
    own = {part: page for part, page in named.items() if urlsplit(part).netloc == host}
    for url, answer in reached.visitor.all(own).items():
        if why := absent(answer):
            yield error("broken-asset", f"{own[url]} shows {url}, and {why}", _HINT)
    foreign = sorted({urlsplit(part).netloc for part in named} - {host})
    if foreign:
        count = counted(len(foreign), "other host")
        what = f"the pages need {count} to be up: {', '.join(foreign[:5])}"
        yield warning("foreign", what, "keep a copy of what they show beside them")


def missing(reached: Reached) -> Iterator[Finding]:
    """Ask for what is not there: that has to be said with 404, or caches and readers keep it."""
    answer = reached.visitor.get(reached.url + _NOWHERE)
    if isinstance(answer, NoAnswer):
        what = f"a page that does not exist cannot be asked for: {answer.what}"
        yield warning("not-found", what)
    elif answer.status == 200:
        what = "a page that does not exist answers 200, as if it did"
        yield error("not-found", what, "let your host answer 404, with 404.html")
    elif answer.status != 404:
        what = f"a page that does not exist answers {answer.status} instead of 404"
        yield warning("not-found", what, "let your host answer 404, with 404.html")
    elif reached.links.canonical and "<html" not in text_of(answer)[:2000].lower():
        what = "a page that does not exist says nothing to people"
        yield warning("not-found", what, "let your host show 404.html, which tells the state too")


def unsafe(data: bytes) -> bool:
    """Say whether a document defines names of its own, which could unfold without end."""
    return b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data


def _listed(reached: Reached) -> tuple[list[str], list[Finding]]:
    url = f"{reached.url}sitemap.xml"
    answer = reached.visitor.get(url)
    if why := absent(answer):
        return [], [warning("sitemap", f"{url} lists the pages, and {why}", _HINT)]
    assert isinstance(answer, Answer)
    data = text_of(answer).encode()
    try:
        root = None if unsafe(data) else ET.fromstring(data)
    except (ET.ParseError, ValueError, LookupError):  # The last two for odd encodings.
        root = None
    if root is None:
        return [], [warning("sitemap", f"{url} cannot be read", _HINT)]
    base = reached.base
    # The page may be looked at where it does not stand for readers yet.
    found = [
        reached.url + one.text.strip().removeprefix(base)
        for one in root.iter(_LOC)
        if one.text and one.text.strip().startswith(base)
    ]
    if not found:
        return [], [warning("sitemap", f"{url} lists no page below {base}", _HINT)]
    return [one for one in found if one != reached.url][:PAGES], []
