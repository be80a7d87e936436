"""The editor at your shoulder: what an author should look at again before it is published.

Rules that make a file unusable live in `parse`. Those here speak, and the two about keys and card
numbers stop a build, because what a feed has sent cannot be recalled. Old entries are left in
peace: their texts are no news any more.

The rules are a table, `RULES`; each is a function that knows nothing of the others. Which of them
are on, `check:` in statusgen.yml says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from statusgen.check import texts
from statusgen.check.edit import Edit, edits
from statusgen.check.rule import Case, Family, Finding, Rule, Setting, Usage
from statusgen.check.rules import RULES
from statusgen.check.texts import Kind, Passage
from statusgen.derive import EntryTimeline, Status
from statusgen.errors import Problem, Severity
from statusgen.model import Broken, Incident, Maintenance, Site
from statusgen.parse.fields import suggest
from statusgen.sources import Source, Sources

__all__ = ["RULES", "Edit", "Family", "Rule", "check", "corrections", "leave_out", "nothing_in"]

_MOST_PASSAGES = 4096


def check(
    status: Status, sources: Sources, *, now: datetime, doubtful: Collection[str] | None = None
) -> Iterator[Problem]:
    """Yield all that the rules find in a site as it stands at `now`.

    `sources` are the files that the status was made of: the places of single words are looked up in
    them. `doubtful` are the paths of entries in which there may be something; it is known that
    there is `nothing_in` all others.
    """
    yield from _unknown(status)
    for rule, finding in _findings(status, sources, now, doubtful):
        yield Problem(finding.where, rule.code, finding.what, finding.hint, rule.severity)


def nothing_in(source: Source) -> bool:
    """Say whether no rule about whole files finds anything in one, whatever the site and time."""
    return not any(True for rule in RULES if rule.file is not None for _ in rule.file(source))


def corrections(status: Status, sources: Sources, *, now: datetime) -> tuple[Edit, ...]:
    """Return the corrections of what `check` finds and what has one right answer."""
    by_path: dict[str, list[tuple[str, Finding]]] = {}
    for rule, finding in _findings(status, sources, now, None):
        if finding.instead is not None:
            by_path.setdefault(finding.where.path, []).append((rule.code, finding))
    return tuple(
        edit for path in sorted(by_path) for edit in edits(sources.entry(path), by_path[path])
    )


def leave_out(site: Site, problems: Iterable[Problem]) -> Site:
    """Return the site without the entries that have errors, as --skip-broken wants it."""
    broken = {one.where.path for one in problems if one.severity is Severity.ERROR}
    left_out = [
        Broken(id=entry.id, maintenance=isinstance(entry, Maintenance), digest=entry.digest)
        for entry in site.entries
        if entry.path in broken
    ]
    return replace(
        site,
        incidents=tuple(one for one in site.incidents if one.path not in broken),
        maintenance=tuple(one for one in site.maintenance if one.path not in broken),
        broken=(*site.broken, *left_out),
    )


def _unknown(status: Status) -> Iterator[Problem]:
    known = [rule.code for rule in RULES] + [family.value for family in Family]
    for switch in status.site.config.checks.off:
        if switch.code not in known:
            hint = suggest(switch.code, known) or "docs/reference/checks.md lists them"
            what = f"there is no rule '{switch.code}' to switch off"
            yield Problem(switch.where, "unknown-rule", what, hint)


def _findings(
    status: Status, sources: Sources, now: datetime, doubtful: Collection[str] | None
) -> Iterator[tuple[Rule, Finding]]:
    setting = Setting.of(status, now)
    off = {switch.code for switch in setting.config.checks.off}
    if not setting.english:
        off.add(Family.ENGLISH)
    rules = [rule for rule in RULES if rule.code not in off and rule.family not in off]
    for rule in rules:
        if rule.site is not None:
            yield from ((rule, finding) for finding in rule.site(setting))
    yield from _in_files(rules, _published(status, sources, doubtful))
    look = _reader(tuple(rules), setting.usage)
    for case in _cases(setting, sources):
        for rule, finding in _in_case(rules, case, setting, look):
            if finding.found.casefold() not in setting.allowed or rule.severity is Severity.ERROR:
                yield rule, finding


def _published(
    status: Status, sources: Sources, doubtful: Collection[str] | None
) -> Iterator[Source]:
    """Yield statusgen.yml and those files of the site's entries in which there may be something."""
    if sources.config is not None:
        yield sources.config
    if doubtful is None or doubtful:
        for entry in status.site.entries:
            if doubtful is None or entry.path in doubtful:
                yield sources.entry(entry.path)


def _in_files(rules: list[Rule], published: Iterable[Source]) -> Iterator[tuple[Rule, Finding]]:
    asked = [(rule, rule.file) for rule in rules if rule.file is not None]
    for source in published:
        yield from ((rule, one) for rule, look in asked for one in look(source))


def _in_case(
    rules: list[Rule], case: Case, setting: Setting, look: Callable[[Passage], _Found]
) -> Iterator[tuple[Rule, Finding]]:
    read = [look(passage) for passage in case.news]
    for rule in rules:
        if rule.entry is not None:
            yield from ((rule, finding) for finding in rule.entry(case, setting))
        if rule.passage is not None:
            yield from ((rule, finding) for found in read for finding in found[rule.code])


_Found = Mapping[str, tuple[Finding, ...]]


@lru_cache(maxsize=2)
def _reader(rules: tuple[Rule, ...], usage: Usage) -> Callable[[Passage], _Found]:
    """Return what tells of a passage what the rules find in it, by their codes.

    A preview looks at the same passages after each save: what was found in one is remembered.
    """
    asked = [(rule.code, rule.passage) for rule in rules if rule.passage is not None]

    @lru_cache(maxsize=_MOST_PASSAGES)
    def look(passage: Passage) -> _Found:
        return {code: tuple(find(passage, usage)) for code, find in asked}

    return look


def _cases(setting: Setting, sources: Sources) -> Iterator[Case]:
    """Read the entries that matter: open or upcoming, not yet visible, or with recent news."""
    for entry, timeline in _worth_a_look(setting):
        over = timeline is not None and not timeline.open
        if over and not setting.is_news(entry, entry.updates[-1]):
            continue
        written = texts.read(sources.entry(entry.where.path))
        news = {update.where for update in entry.updates if setting.is_news(entry, update)}
        yield Case(
            entry=entry,
            timeline=timeline,
            passages=written.passages,
            news=tuple(
                one
                for one in written.passages
                if one.kind is not Kind.UPDATE or one.heading in news
            ),
            sections=written.sections,
            keys=written.keys,
            trailing=written.trailing,
        )


def _worth_a_look(
    setting: Setting,
) -> Iterator[tuple[Incident | Maintenance, EntryTimeline | None]]:
    """Yield entries with their timelines, where they have one, in the order of their ids.

    What is over for good and no news any more is left out, without reading it.
    """
    status = setting.status
    moving = {entry.id: entry for entry in status.moving}
    news: Iterable[EntryTimeline] = status.timelines
    if setting.since is not None:
        since = setting.since.timestamp()
        news = [one for one in news if _told(one) >= since]
    visible = {one.entry.id: one for one in (*news, *status.active)}
    for name in sorted(moving.keys() | visible.keys()):
        timeline = visible.get(name)
        yield moving[name] if timeline is None else timeline.entry, timeline


def _told(timeline: EntryTimeline) -> float:
    """Return when readers could first see its newest update, in seconds since 1970."""
    outline = timeline.outline
    if outline.settled is not None:
        return outline.settled  # without reading the entry
    held_back = timeline.entry.publish_at
    return max(outline.changed, held_back.timestamp()) if held_back else outline.changed
