"""Sources to a `Site`, or to every problem at once.

`parse` sees all files together: it alone can say that two entries have one id or that a link leads
to an entry that is not there. It reads no disk and knows no time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from operator import attrgetter
from typing import TypeVar

from statusgen import markup
from statusgen.errors import ContentError, Location, Problem, Severity, has_error
from statusgen.frozen import frozen
from statusgen.markup import Prose
from statusgen.model import Broken, Config, Entry, Incident, Maintenance, Site, page_folder
from statusgen.parse.components import Known
from statusgen.parse.config import ID_LIMIT, parse_config, slug
from statusgen.parse.entry import Parsed, entry_id, parse_entry
from statusgen.parse.fields import MOST_GUESSES, suggest
from statusgen.parse.text import decode
from statusgen.sources import CONFIG, MAINTENANCE, Source, Sources

__all__ = ["Outcome", "flaw_of_id", "leads_on", "parse", "read_entry", "revised"]

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)
# What computers put behind the name of a copy, or of what was downloaded twice.
_COPY = re.compile(
    r"[ -](?:copy|kopie|copie|copia|kopia)(?: \(\d+\)| \d+)?$| \(\d+\)$", re.IGNORECASE
)
_FOLLOWED = ("feed.atom", "feed.json", "feed.xml", "maintenance.ics", "status.txt")
"""The files of every site that an author may tell readers to follow."""
_ANCHOR = re.compile(r"u-\d{8}T\d{4}Z(?:-\d+)?", re.ASCII)
# The same words may stand in the text as well, where they are no link.
_BEFORE_ADDRESS = r"""\]\([ \t]*<?|(?i:\bhref)[ \t]*=[ \t]*\\?["']?|^[ ]{0,3}\[[^]]+\]:[ \t]*<?"""
_BEFORE_WORD = r"""(?<=[(<"'\s])"""

_id = attrgetter("id")

E = TypeVar("E", bound=Entry)


@frozen
class Outcome:
    """A site and what is to be said about its files; with skip_broken, errors are among it."""

    site: Site
    problems: tuple[Problem, ...]


def parse(
    sources: Sources,
    *,
    skip_broken: bool = False,
    known: tuple[Config | None, tuple[Problem, ...]] | None = None,
    entry: Callable[[Source], Parsed] | None = None,
) -> Outcome:
    """Read a site.

    With `skip_broken`, entries with errors become `Site.broken`; statusgen.yml can never be
    skipped. Whoever has read statusgen.yml, or knows what came of an entry's file, says so. Raises
    ContentError with every problem of every file.
    """
    config, faults = known or parse_config(sources.config, sources.problems)
    problems = [*sources.problems, *(one for one in faults if one not in sources.problems)]
    names = Known.of(config)
    files = [
        (
            source,
            entry(source) if entry else read_entry(source, maintenance=maintenance, known=names),
        )
        for maintenance, found in ((False, sources.incidents), (True, sources.maintenance))
        for source in found
    ]
    clashes = _clashes([source for source, parsed in files if not parsed.draft])
    entries: list[tuple[Incident | Maintenance, Source]] = []
    failed: set[str] = set()
    broken = list(_unread(sources.problems))
    drafts: set[str] = set()
    for source, parsed in files:
        if parsed.entry is not None:
            entries.append((parsed.entry, source))
            if not parsed.problems and not clashes:
                continue
        own = [*parsed.problems, *clashes.get(source.path, ())]
        problems.extend(own)
        if parsed.draft:
            drafts.add(entry_id(source.path))
        elif has_error(own) or source.path in clashes:
            failed.add(source.path)
            broken.append(_broken(source.path, source.digest))
    if config is None:
        raise ContentError(sorted(problems))
    ids = {entry.id: entry for entry, _ in entries} | {one.id: one for one in broken}
    # Entries with mistakes too, so that one run finds the mistakes in their links as well.
    linked = [
        # An outline says, too, that it leads nowhere.
        entry if entry.outline else _linked(entry, source, config, ids, drafts, problems, broken)
        for entry, source in entries
    ]
    kept = [entry for entry in linked if entry.path not in failed] if failed else linked
    left_out = {one.id.casefold() for one in broken}
    if has_error(problems) and not (skip_broken and _only_entries(problems, sources)):
        raise ContentError(sorted(problems))
    site = Site(
        config=config,
        incidents=tuple(sorted(_of(Incident, kept, left_out), key=_id)),
        maintenance=tuple(sorted(_of(Maintenance, kept, left_out), key=_id)),
        broken=_each_once(broken),
    )
    return Outcome(site=site, problems=tuple(sorted(problems)))


def revised(site: Site, old: Parsed, new: Parsed) -> Site | None:
    """Put an entry in the place of what it was before; None where that is not all there is to do.

    So it is where either has problems or is a draft, and where other entries or this one may lead
    to what is not there any more.
    """
    was, now = old.entry, new.entry
    if was is None or now is None or old.problems or new.problems or leads_on(now):
        return None
    if not {one.anchor for one in was.updates} <= {one.anchor for one in now.updates}:
        return None
    if isinstance(was, Incident) and isinstance(now, Incident):
        incidents = _replaced(site.incidents, now)
        return None if incidents is None else replace(site, incidents=incidents)
    if isinstance(was, Maintenance) and isinstance(now, Maintenance):
        maintenance = _replaced(site.maintenance, now)
        return None if maintenance is None else replace(site, maintenance=maintenance)
    return None


def _replaced(entries: tuple[E, ...], entry: E) -> tuple[E, ...] | None:
    place = bisect_left(entries, entry.id, key=_id)
    if place == len(entries) or entries[place].id != entry.id:
        return None
    return (*entries[:place], entry, *entries[place + 1 :])


def read_entry(source: Source, *, maintenance: bool, known: Known) -> Parsed:
    """Read one file: all that can be said of it without looking at others."""
    parsed = parse_entry(source, maintenance=maintenance, known=known)
    misnamed = tuple(_id_problems(source, known.language, draft=parsed.draft))
    return parsed._replace(problems=misnamed + parsed.problems) if misnamed else parsed


def leads_on(entry: Entry) -> bool:
    """Say whether any of its texts leads to another page of the site."""
    return any(prose is not None and prose.links for prose in _proses(entry))


def _broken(path: str, digest: str = "") -> Broken:
    """Stand in for what is left out; without an id where that is no file of a name for a page.

    A whole folder may be unreadable, and must not take the place of an entry of its name.
    """
    name = entry_id(path)
    return Broken(
        id=name if path.endswith(".md") and _is_id(name) else "",
        maintenance=path.startswith(f"{MAINTENANCE}/"),
        digest=digest,
    )


def _unread(problems: Iterable[Problem]) -> Iterable[Broken]:
    """Stand in for the entries that the disk would not give."""
    for problem in problems:
        if problem.severity is Severity.ERROR and problem.where.path != CONFIG:
            yield _broken(problem.where.path)


def _is_id(name: str) -> bool:
    return _ID.fullmatch(name) is not None and len(name) <= ID_LIMIT


def _only_entries(problems: Iterable[Problem], sources: Sources) -> bool:
    """Say whether every error lies in an entry, which can be left out."""
    entries = {source.path for source in sources.entries}
    entries |= {problem.where.path for problem in sources.problems}
    return all(
        problem.where.path in entries and problem.where.path != CONFIG
        for problem in problems
        if problem.severity is Severity.ERROR
    )


def _of(kind: type[E], entries: Iterable[Entry], left_out: set[str]) -> list[E]:
    found = [entry for entry in entries if isinstance(entry, kind)]
    if not left_out:
        return found
    return [entry for entry in found if entry.id.casefold() not in left_out]


def _each_once(broken: Iterable[Broken]) -> tuple[Broken, ...]:
    """Leave one for each page; of ids that only case tells apart, the last."""
    ordered = sorted(broken, key=lambda one: (one.id, one.maintenance, one.digest))
    return tuple({(one.maintenance, one.id.casefold()): one for one in ordered}.values())


def _clashes(files: Sequence[Source]) -> dict[str, list[Problem]]:
    """Find files with one id, the first of them too; as on many disks, case makes no difference.

    Of the first nothing is said: it may well be the one that is published already.
    """
    if len({entry_id(source.path).casefold() for source in files}) == len(files):
        return {}
    first: dict[str, Source] = {}
    clashes: dict[str, list[Problem]] = {}
    for source in sorted(files, key=lambda source: source.path):
        entry = entry_id(source.path)
        other = first.setdefault(entry.casefold(), source)
        if other is not source:
            what = f"the id '{entry}' is taken: {other.path} has it already"
            hint = "an entry's id is its file name: rename the file that is not published yet"
            if other.digest == source.digest:
                hint = "both files hold the same: delete the one that is a copy"
            clashes.setdefault(source.path, []).append(
                Problem(Location(source.path), "duplicate-id", what, hint)
            )
            clashes.setdefault(other.path, [])
    return clashes


def flaw_of_id(id_: str, language: str) -> tuple[str, str] | None:
    """Say what is wrong with the name of an entry's file, and which would do; None for nothing."""
    if _is_id(id_):
        return None
    what = "the file's name may hold only the letters a to z, digits and the signs - . _"
    if re.fullmatch(r"[A-Za-z0-9._-]+", id_, re.ASCII):
        what = "the file's name must begin and end with a letter or a digit"
    if len(id_) > ID_LIMIT:
        what = f"the file's name is longer than {ID_LIMIT} characters"
    return what, slug(id_, language)[:ID_LIMIT].rstrip("-") or "2025-04-21-what-happened"


def _id_problems(source: Source, language: str, *, draft: bool) -> Iterable[Problem]:
    entry = entry_id(source.path)
    if wrong := flaw_of_id(entry, language):
        what, better = wrong
        hint = f"rename it to {better}.md"
        if _COPY.search(entry):
            hint = f"delete it, if it is a copy that your computer made; else {hint}"
        severity = Severity.WARNING if draft else Severity.ERROR
        yield Problem(Location(source.path), "bad-id", what, hint, severity)


def _linked(
    entry: E,
    source: Source,
    config: Config,
    ids: dict[str, Incident | Maintenance | Broken],
    drafts: Set[str],
    problems: list[Problem],
    broken: list[Broken],
) -> E:
    """Turn links to other entries' files into links to their pages, and report links to nowhere."""
    if not leads_on(entry):
        return entry
    dead: list[str] = []

    def report(link: str, what: str, hint: str) -> None:
        where = _place(link, dead.count(link), source)
        problems.append(Problem(where, "dead-link", what, hint))
        dead.append(link)

    def target(link: str) -> str:
        path, hash_, fragment = link.partition("#")
        page = _page(path, entry, config, ids)
        if page is None:
            name = entry_id(path)
            hint = suggest(name, ids, ".md") if len(dead) < MOST_GUESSES else ""
            hint = (
                hint
                or "link to an entry by its file name, or write the whole address with https://"
            )
            what = f"the link '{link}' leads nowhere"
            if path.endswith(".md") and name in drafts:
                what = f"the link '{link}' leads to a draft, which readers cannot see"
                hint = f"delete the link, or the line 'draft: true' in {name}.md"
            report(link, what, hint)
            return link
        if _ANCHOR.fullmatch(fragment) and not _has_update(ids, page, fragment):
            hint = "copy the address of the update from the page, from its date"
            report(link, f"the link '{link}' leads to an update that is not there", hint)
        return f"{page}{hash_}{fragment}"

    def linked(prose: Prose) -> Prose:
        return markup.relink(prose, target) if prose.links else prose

    entry = replace(
        entry,
        opening=entry.opening and linked(entry.opening),
        still_works=tuple(linked(prose) for prose in entry.still_works),
        what_to_do=entry.what_to_do and linked(entry.what_to_do),
        data_safe=entry.data_safe and linked(entry.data_safe),
        updates=tuple(replace(update, body=linked(update.body)) for update in entry.updates),
    )
    if dead:
        broken.append(_broken(source.path, source.digest))
    return entry


def _proses(entry: Entry) -> Iterator[Prose | None]:
    yield from (entry.opening, entry.what_to_do, entry.data_safe)
    yield from entry.still_works
    yield from (update.body for update in entry.updates)


def _place(link: str, number: int, source: Source) -> Location:
    """Point at a link as it is written, of several the one with this number, from 0 on.

    At the whole file, where it is written otherwise: Markdown knows several ways.
    """
    text, _ = decode(source)
    lines = text.lines if text and link else ()
    for before in (_BEFORE_ADDRESS, _BEFORE_WORD):
        written = re.compile(rf"""(?:{before})({re.escape(link)})(?=[)>"'\s]|$)""")
        places = [
            Location(source.path, index + 1, match.start(1) + 1, len(link))
            for index, line in enumerate(lines)
            for match in written.finditer(line)
        ]
        if places:
            return places[min(number, len(places) - 1)]
    return Location(source.path)


def _has_update(ids: Mapping[str, Incident | Maintenance | Broken], page: str, anchor: str) -> bool:
    other = ids.get(page.rstrip("/").rpartition("/")[2])
    if other is None or isinstance(other, Broken):
        return isinstance(other, Broken)
    return any(update.anchor == anchor for update in other.updates)


def _page(
    path: str, entry: Entry, config: Config, ids: dict[str, Incident | Maintenance | Broken]
) -> str | None:
    """Return the page that a relative link means, relative to the site's root; None for nowhere."""
    if not path:
        return page_folder(entry)
    if path.endswith(".md"):
        other = ids.get(entry_id(path))
        return None if other is None else page_folder(other)
    bare = path.removeprefix("./")
    while bare.startswith("../"):
        bare = bare[3:]
    if bare in _FOLLOWED:
        return bare
    page = bare.removesuffix("index.html")
    page = page if page.endswith("/") or not page else page + "/"
    folder, _, name = page.removesuffix("/").partition("/")
    if folder == "components":
        return page if any(name == one.id for one in config.components) else None
    entry_there = ids.get(name)
    if entry_there is not None and page_folder(entry_there) == page:
        return page
    return page if page in ("", "history/", "subscribe/") else None
