"""The front page as plain text for a terminal and as Markdown for people's assistants."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from statusgen import markup
from statusgen.artifact import Artifact, CacheClass
from statusgen.fingerprint import fingerprint
from statusgen.present import pages
from statusgen.present.edition import Edition, Place
from statusgen.theme import Theme
from statusgen.views import EntryCard, EntryView, IndexPage
from statusgen.words import Words

__all__ = ["artifacts"]

_WIDTH = 78


@dataclass(frozen=True, slots=True)
class _Said:
    """The front page's view with the words to print it; links in it are whole addresses."""

    page: IndexPage
    words: Words

    def __repr__(self) -> str:
        return f"{self.page!r} {self.words.fingerprint}"


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield both forms."""
    del theme
    said = _Said(pages.index(edition, Place("", edition.config.url)), edition.words)
    for path, media_type, renderer in (
        ("status.txt", "text/plain", _plain),
        ("index.md", "text/markdown", _markdown),
    ):
        yield Artifact(
            path=path,
            media_type=f"{media_type}; charset=utf-8",
            cache=CacheClass.CURRENT,
            renderer=renderer,
            view=lambda: said,
            key=fingerprint(path, said),
        )


class _Writer:
    """Lines of a text; a subclass knows how headings, items and names are marked."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def heading(self, level: int, text: str) -> None:
        raise NotImplementedError

    def text(self, text: str, indent: str = "") -> None:
        raise NotImplementedError

    def link(self, text: str, href: str) -> None:
        raise NotImplementedError

    def item(self, text: str) -> None:
        raise NotImplementedError

    def prose(self, label: str, html: Iterable[Markup]) -> None:
        raise NotImplementedError

    def gap(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")


class _Text(_Writer):
    def heading(self, level: int, text: str) -> None:
        self.gap()
        self.lines += textwrap.wrap(text, _WIDTH)
        if level < 3:
            self.lines.append(("=" if level == 1 else "-") * min(len(self.lines[-1]), _WIDTH))

    def text(self, text: str, indent: str = "") -> None:
        for line in text.split("\n"):
            self.lines += textwrap.wrap(
                line,
                _WIDTH,
                initial_indent=indent,
                subsequent_indent=indent + ("  " if line.startswith("- ") else ""),
                break_long_words=False,
                break_on_hyphens=False,
            ) or [""]

    def link(self, text: str, href: str) -> None:
        self.lines.append(href)

    def item(self, text: str) -> None:
        self.text(f"- {text}")

    def prose(self, label: str, html: Iterable[Markup]) -> None:
        if label:
            self.lines.append(label if label.endswith("?") else f"{label}:")
        for one in html:
            self.text(markup.plain(str(one)).strip(), "  ")


class _Markdown(_Writer):
    def heading(self, level: int, text: str) -> None:
        self.gap()
        self.lines += [f"{'#' * level} {_inert(text)}", ""]

    def text(self, text: str, indent: str = "") -> None:
        self.lines += [_inert(text), ""]

    def link(self, text: str, href: str) -> None:
        self.lines += [f"[{_inert(text)}](<{href}>)", ""]

    def item(self, text: str) -> None:
        self.lines.append(f"- {_inert(text)}")

    def prose(self, label: str, html: Iterable[Markup]) -> None:
        self.gap()
        if label:
            self.lines += [f"**{_inert(label)}**", ""]
        for one in html:
            self.lines += [_inert(markup.plain(str(one)).strip()), ""]


def _inert(text: str) -> str:
    """Keep text from meaning anything in Markdown, but for the dashes of its lists."""
    text = re.sub(r"([\\`*_\[\]<>&])", r"\\\1", text)
    return re.sub(r"^( *)(#|\+ |\d+[.)] |=+$|-+$)", r"\1\\\2", text, flags=re.MULTILINE)


def _plain(said: _Said) -> bytes:
    return _write(said, _Text())


def _markdown(said: _Said) -> bytes:
    return _write(said, _Markdown())


def _write(said: _Said, to: _Writer) -> bytes:
    page, say = said.page, said.words.say
    to.heading(1, page.headline)
    to.text(page.frame.site)
    if page.changed is not None:
        to.text(say("footer.changed", time=page.changed.text))
    if page.reports_missing:
        to.text(say("stub.text"))
    for heading, found in (
        ("text.incidents", page.incidents),
        ("text.in_progress", page.in_progress),
    ):
        if found:
            to.heading(2, say(heading))
        for entry in found:
            _entry(said.words, to, entry)
    to.heading(2, say("text.services"))
    for group in page.groups:
        if group.name is not None:
            to.heading(3, group.name)
        for component in group.components:
            to.item(say("text.service", name=component.name, state=component.state.text))
    if page.upcoming:
        to.heading(2, say("text.upcoming"))
        for entry in page.upcoming:
            _entry(said.words, to, entry)
    if page.recent:
        to.heading(2, say("text.recent"))
        for card in page.recent:
            _card(to, card)
    to.gap()
    to.text(say("text.page", url=page.frame.root))
    return ("\n".join(to.lines).strip() + "\n").encode()


def _entry(words: Words, to: _Writer, entry: EntryView) -> None:
    say, card = words.say, entry.card
    to.heading(3, card.title)
    if card.window is not None:
        to.item(card.window.text)
        to.item(card.status.text)
    else:
        to.item(f"{card.status.text}, {card.started.text}")
    for change in entry.affected:
        to.item(say("text.service", name=change.name, state=change.state.text))
    if entry.promise is not None:
        key = "promise.late" if entry.promise.late else "promise.by"
        to.item(say(key, time=entry.promise.at.text))
    if entry.opening:
        to.prose("", (entry.opening,))
    for key, html in (
        ("label.still_works", entry.still_works),
        ("label.what_to_do", (entry.what_to_do,) if entry.what_to_do else ()),
        ("label.data_safe", (entry.data_safe,) if entry.data_safe else ()),
    ):
        if html:
            to.prose(say(key), html)
    newest = entry.updates[0]
    if newest.html:
        to.prose(f"{newest.status.text}, {newest.at.text}", (newest.html,))
    to.link(card.title, card.href)


def _card(to: _Writer, card: EntryCard) -> None:
    to.item(f"{card.started.text}: {card.title} ({card.status.text})")
