"""Pages as a reader's program sees them: ids, links and texts, by Python's own HTML parser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree as ET

# Of a canonical link and its kin only a program takes notice; they are addresses all the same.
_LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
_ADDRESSES = ("link", "loc", "guid")
_UNSEEN = ("script", "style", "title")


class Page(HTMLParser):
    """One page: `ids` in order, `links` as written, `text` as it is seen, blanks made one."""

    def __init__(self, html: str | bytes) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self._texts: list[str] = []
        self._unseen = 0
        self.feed(html if isinstance(html, str) else html.decode())
        self.close()

    @cached_property
    def text(self) -> str:
        return " ".join("".join(self._texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag == "meta" and found.get("property") == "og:url":
            self.links.append(found["content"] or "")
        if tag in _LINKS and _LINKS[tag] in found:
            self.links.append(found[_LINKS[tag]] or "")
        self._unseen += tag in _UNSEEN
        self._texts.append("" if tag in ("a", "em", "strong", "code", "span") else " ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN
        self._texts.append("" if tag in ("a", "em", "strong", "code", "span") else " ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._texts.append(data)


def path_of(address: str, site: str) -> str | None:
    """Return the file that an address of the site means; None for addresses elsewhere."""
    bare = urldefrag(address)[0]
    if not bare.startswith(site):
        return None
    path = unquote(bare.removeprefix(site))
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def dead_links(
    files: Mapping[str, bytes], site: str, more: Mapping[str, list[str]] | None = None
) -> Iterator[str]:
    """Yield every link that has no target: of pages, and of `more`, links by the file they are in.

    `site` is the address of the site. Relative links are resolved as browsers do, those of 404.html
    from a made-up address, since it is served anywhere. A link of an author's like "/help" means
    the host, which may hold more than the site.
    """
    pages = {path: Page(data) for path, data in files.items() if path.endswith(".html")}
    links = {path: page.links for path, page in pages.items()} | dict(more or {})
    for path, found in links.items():
        base = site + re.sub(r"(^|/)index\.html$", r"\1", path)
        if path == "404.html":
            base = f"{site}no/such/page"
        for link in dict.fromkeys(found):
            whole = urljoin(base, link)
            target = path if link.startswith("#") else path_of(whole, site)
            fragment = unquote(urldefrag(whole)[1])
            if target is None:
                if not re.match("[a-z]+:" if path == "404.html" else "[a-z]+:|/(?!/)", link):
                    yield f"{path}: {link} leads out of the site"
            elif target not in files:
                yield f"{path}: there is no {target} for {link}"
            elif fragment and (target not in pages or fragment not in pages[target].ids):
                yield f"{path}: {target} has no {fragment} for {link}"


def links_in_feeds(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Give the links of each XML and JSON feed and of the sitemap, and those in items' texts."""
    found: dict[str, list[str]] = {}
    for path, data in files.items():
        if path.endswith((".xml", ".rss", ".atom")):
            elements = list(ET.fromstring(data).iter())
            found[path] = [one.text or "" for one in elements if one.tag.endswith(_ADDRESSES)]
            found[path] += [href for one in elements if (href := one.get("href"))]
            found[path] += [link for one in elements for link in Page(one.text or "").links]
        elif path.endswith("feed.json"):
            feed = json.loads(data)
            found[path] = [feed["home_page_url"], feed["feed_url"]]
            for item in feed["items"]:
                found[path] += [item["url"], *Page(item["content_html"]).links]
    return found
