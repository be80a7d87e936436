"""The editor at your shoulder: what an author should look at again before it is published.

Rules that make a file unusable live in `parse`. Those here speak, and the two about keys and card
numbers stop a build, because what a feed has sent cannot be recalled. Old entries are left in
peace: their texts are no news any more.

The rules are a table, `RULES`; each is a function that knows nothing of the others. Which of them
are on, `check:` in statusgen.yml says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from statusgen.check import texts
from statusgen.check.edit import Edit, edits
from statusgen.check.rule import Case, Family, Finding, Rule, Setting
from statusgen.check.rules import RULES
from statusgen.check.texts import Kind
from statusgen.derive import IncidentTimeline, MaintenanceTimeline, Status
from statusgen.derive.timeline import second
from statusgen.errors import Problem, Severity
from statusgen.model import Broken, Entry, Incident, Maintenance, Site
from statusgen.parse.fields import suggest
from statusgen.sources import Source, Sources

__all__ = ["RULES", "Edit", "Family", "Rule", "check", "corrections", "leave_out", "nothing_in"]


def check(
    status: Status, sources: Sources, *, now: datetime, clean: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield all that the rules find in a site as it stands at `now`.

    `sources` are the files that the status was made of: the places of single words are looked up in
    them. `clean` holds the digests of files of which it is known that there is `nothing_in` them.
    """
    yield from _unknown(status)
    for rule, finding in _findings(status, sources, now, clean):
        yield Problem(finding.where, rule.code, finding.what, finding.hint, rule.severity)


def nothing_in(source: Source) -> bool:
    """Say whether no rule about whole files finds anything in one, whatever the site and time."""
    return not any(True for rule in RULES if rule.file is not None for _ in rule.file(source))


def corrections(status: Status, sources: Sources, *, now: datetime) -> tuple[Edit, ...]:
    """Return the corrections of what `check` finds and what has one right answer."""
    by_path: dict[str, list[tuple[str, Finding]]] = {}
    for rule, finding in _findings(status, sources, now, ()):
        if finding.instead is not None:
            by_path.setdefault(finding.where.path, []).append((rule.code, finding))
    files = {source.path: source for source in (*sources.incidents, *sources.maintenance)}
    return tuple(edit for path in sorted(by_path) for edit in edits(files[path], by_path[path]))


def leave_out(site: Site, problems: Iterable[Problem]) -> Site:
    """Return the site without the entries that have errors, as --skip-broken wants it."""
    broken = {one.where.path for one in problems if one.severity is Severity.ERROR}
    entries: tuple[Entry, ...] = (*site.incidents, *site.maintenance)
    left_out = [
        Broken(id=entry.id, maintenance=isinstance(entry, Maintenance), digest=entry.digest)
        for entry in entries
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
    status: Status, sources: Sources, now: datetime, clean: Collection[str]
) -> Iterator[tuple[Rule, Finding]]:
    setting = Setting.of(status, now)
    off = {switch.code for switch in setting.config.checks.off}
    if not setting.english:
        off.add(Family.ENGLISH)
    rules = [rule for rule in RULES if rule.code not in off and rule.family not in off]
    files = {source.path: source for source in (*sources.incidents, *sources.maintenance)}
    published = [files[entry.path] for entry in (*status.site.incidents, *status.site.maintenance)]
    published += [sources.config] if sources.config else []
    for rule in rules:
        if rule.site is not None:
            yield from ((rule, finding) for finding in rule.site(setting))
    yield from _in_files(rules, published, clean)
    for case in _cases(setting, files):
        for rule, finding in _in_case(rules, case, setting):
            if finding.found.casefold() not in setting.allowed or rule.severity is Severity.ERROR:
                yield rule, finding


def _in_files(
    rules: list[Rule], published: Iterable[Source], clean: Collection[str]
) -> Iterator[tuple[Rule, Finding]]:
    asked = [(rule, rule.file) for rule in rules if rule.file is not None]
    for source in published:
        if source.digest not in clean:
            yield from ((rule, one) for rule, look in asked for one in look(source))


def _in_case(rules: list[Rule], case: Case, setting: Setting) -> Iterator[tuple[Rule, Finding]]:
    for rule in rules:
        if rule.entry is not None:
            yield from ((rule, finding) for finding in rule.entry(case, setting))
        if rule.passage is not None:
            yield from ((rule, one) for text in case.news for one in rule.passage(text, setting))


def _cases(setting: Setting, files: dict[str, Source]) -> Iterator[Case]:
    """Read the entries that matter: open or upcoming, not yet visible, or with recent news."""
    status = setting.status
    visible: tuple[IncidentTimeline | MaintenanceTimeline, ...]
    visible = (*status.incidents, *status.maintenance)
    timelines = {one.entry.id: one for one in visible}
    since = None if setting.since is None else setting.since.timestamp()
    entries: tuple[Incident | Maintenance, ...]
    entries = (*status.site.incidents, *status.site.maintenance)
    for entry in entries:
        timeline = timelines.get(entry.id)
        if timeline is not None and not timeline.open and since is not None:
            # Of an outline the last change is known without reading the entry.
            outline = entry.outline
            if (outline.changed if outline else second(entry.updates[-1].at)) < since:
                continue
        written = texts.read(files[entry.where.path])
        news = {update.where for update in entry.updates if setting.matters(update.at)}
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
        )
