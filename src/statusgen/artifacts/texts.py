"""The front page as plain text for a terminal and as Markdown for people's assistants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from statusgen import markup
from statusgen.artifact import Artifact, CacheClass
from statusgen.fingerprint import fingerprint
from statusgen.frozen import frozen
from statusgen.present import pages
from statusgen.present.edition import Edition, Place
from statusgen.theme import Theme
from statusgen.views import EntryCard, EntryView, IndexPage
from statusgen.words import Words

__all__ = ["artifacts"]

_WIDTH = 78
_SHORT = 40
"""A word of more columns may be broken, but so many of them stay together."""

_DEEPEST = 20
"""The most columns that a text begins to the right, as code may."""

_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
_CLOSING = r"(?<!\\)(#+)$"
_SIGNS = re.compile(r"([\\`*\[\]<>~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))")
"""What means something in Markdown. Inside a word or an address neither _ nor & does."""
_UNSEEN = ("Mn", "Me", "Cf")


@frozen(kw_only=False)
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

    def text(self, text: str) -> None:
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
    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def heading(self, level: int, text: str) -> None:
        self.gap()
        self.text(text)
        if level < 3:
            width = min(_columns(self.lines[-1]), _WIDTH)
            self.lines.append(("=" if level == 1 else "-") * width)

    def text(self, text: str, indent: str = "") -> None:
        for line in text.split("\n"):
            own = min(len(line) - len(line.lstrip(" ")), _DEEPEST)
            hanging = 2 if line.lstrip(" ").startswith("- ") else 0
            self.lines += _wrap(line, indent + " " * own, indent + " " * (own + hanging))

    def link(self, text: str, href: str) -> None:
        self.lines.append(href)

    def item(self, text: str) -> None:
        self.text(f"- {text}")

    def prose(self, label: str, html: Iterable[Markup]) -> None:
        self.gap()
        self.text(label if label.endswith("?") else self._words.say("text.label", label=label))
        for one in html:
            self.text(markup.plain(str(one)), "  ")


class _Markdown(_Writer):
    def heading(self, level: int, text: str) -> None:
        self.gap()
        # A heading may end in signs that are no part of it.
        self.lines += [f"{'#' * level} {re.sub(_CLOSING, _escaped, _inert(text))}", ""]

    def text(self, text: str) -> None:
        self.lines += [_inert(text), ""]

    def link(self, text: str, href: str) -> None:
        # Right below a list it would be read as part of its last item.
        self.gap()
        self.lines += [f"[{_inert(text)}](<{href}>)", ""]

    def item(self, text: str) -> None:
        self.lines.append(f"- {_inert(text)}")

    def prose(self, label: str, html: Iterable[Markup]) -> None:
        self.gap()
        self.lines += [f"**{_inert(label)}**", ""]
        for one in html:
            lines = markup.plain(str(one)).split("\n")
            self.lines += [*(_listed(line) for line in lines), ""]


def _wrap(text: str, indent: str, hanging: str) -> list[str]:
    """Break a line at its blanks and around ideographs; within a word only if it is too long.

    An address is never broken: a terminal could not open it any more.
    """
    lines, line, free = [], indent, _WIDTH - len(indent)
    for word in _parts(text):
        blank = " " if line.strip() else ""
        for piece in _pieces(word):
            width = _columns(piece)
            if width + len(blank) > free and line.strip():
                lines.append(line)
                line, free, blank = hanging, _WIDTH - len(hanging), ""
            line += blank + piece
            free -= len(blank) + width
            blank = ""
    return [*lines, line.rstrip()]


def _parts(text: str) -> list[str]:
    """Part a text at its blanks, but not at those that are there to keep words together."""
    return _BLANKS.sub(" ", text).strip(" ").split(" ")


def _pieces(word: str) -> list[str]:
    """Part a word where a line may end: nowhere, around wide characters, or anywhere if must be."""
    if "://" in word or (_columns(word) <= _SHORT and not any(map(_wide, word))):
        return [word]
    pieces: list[str] = []
    for character in word:
        if pieces and (not _columns(character) or _stays(pieces[-1], character)):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _stays(piece: str, character: str) -> bool:
    """Tell whether a character stays on the line of those before it, as closing signs do."""
    if _columns(piece) >= _SHORT:
        return False
    closing = unicodedata.category(character) in ("Pe", "Pf", "Po")
    return closing or not (_wide(piece[-1]) or _wide(character))


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if _wide(one) else unicodedata.category(one) not in _UNSEEN for one in text)


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


def _inert(text: str) -> str:
    """Keep a line of text from meaning anything in Markdown."""
    text = _SIGNS.sub(_escaped, " ".join(_parts(text)))
    text = re.sub(r"^([#=+-])", _escaped, text)
    return re.sub(r"^(\d{1,9})([.)])(?= |$)", r"\1\\\2", text)


def _listed(line: str) -> str:
    """Do so too, but for the marks of lists."""
    mark = re.match(r" *(?:-|\d{1,9}\.) (?=.*[^ -])", line)
    return f"{mark[0]}{_inert(line[mark.end() :])}" if mark else _inert(line)


def _escaped(sign: re.Match[str]) -> str:
    return "".join(f"\\{one}" for one in sign[1])


def _plain(said: _Said) -> bytes:
    return _write(said, _Text(said.words))


def _markdown(said: _Said) -> bytes:
    return _write(said, _Markdown())


def _write(said: _Said, to: _Writer) -> bytes:
    page, say = said.page, said.words.say
    to.heading(1, page.headline)
    to.text(page.frame.site)
    if page.changed is not None:
        to.text(say("footer.changed", time=page.changed.text))
    if page.reports_missing:
        known = "theme.reports_missing_too" if page.incidents else "theme.reports_missing"
        to.text(say(known))
    for heading, found in (
        ("text.incidents", page.incidents),
        ("text.in_progress", page.in_progress),
    ):
        if found:
            to.heading(2, say(heading))
        for entry in found:
            _entry(said.words, to, entry)
    if page.groups:
        to.heading(2, say("text.services"))
    for number, group in enumerate(page.groups):
        # Without a heading of their own, services would seem to be of the group above them.
        if group.name is not None or number:
            to.heading(3, group.name or say("group.others"))
        for component in group.components:
            to.item(say("text.service", name=component.name, state=component.state.text))
    if page.upcoming:
        to.heading(2, say("text.upcoming"))
        for entry in page.upcoming:
            _entry(said.words, to, entry)
    if page.recent:
        to.heading(2, say("theme.recent"))
        for card in page.recent:
            _card(said.words, to, card)
    to.gap()
    to.text(say("text.page", url=page.frame.root))
    return ("\n".join(to.lines).strip() + "\n").encode()


def _entry(words: Words, to: _Writer, entry: EntryView) -> None:
    say, card = words.say, entry.card
    to.heading(3, card.title)
    if card.window is not None:
        to.item(card.window.text)
        to.item(card.status.text)
        if entry.overrunning:
            to.item(say("maintenance.overrunning", time=card.window.ends.text))
    else:
        to.item(card.status.text)
        to.item(card.impact.text)
        to.item(say("entry.since", time=card.since.text))
    for change in entry.affected:
        to.item(say("text.service", name=change.name, state=change.state.text))
    if entry.promise is not None:
        key = "promise.late" if entry.promise.late else "promise.by"
        to.item(say(key, time=entry.promise.at.text))
    for key, html in (
        ("label.what_to_do", (entry.what_to_do,) if entry.what_to_do else ()),
        ("label.still_works", entry.still_works),
        ("label.data_safe", (entry.data_safe,) if entry.data_safe else ()),
        ("theme.in_short", (entry.opening,) if entry.opening else ()),
    ):
        if html:
            to.prose(say(key), html)
    newest = entry.updates[0]
    if newest.html:
        to.prose(f"{newest.status.text}, {newest.at.text}", (newest.html,))
    to.link(card.title, card.href)


def _card(words: Words, to: _Writer, card: EntryCard) -> None:
    to.item(
        words.say(
            "text.report",
            time=card.started.text,
            title=card.title,
            status=card.status.text,
            weight=words.say("entry.maintenance") if card.window else card.impact.text,
        )
    )
