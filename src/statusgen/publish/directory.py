"""A folder on this machine or mounted there: releases side by side, and a switch in one step.

The web server serves PATH/current. What stands where is drawn in `layout`. A page's files are not
synced to the disk one by one: after a power cut `verify` says what is missing, and a publish mends
it. What statusgen keeps for itself is, since nothing could mend that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from statusgen import confirmation
from statusgen.errors import Problem, StatusgenError, UsageError
from statusgen.frozen import frozen
from statusgen.located import Mapping as Keys
from statusgen.located import excerpt
from statusgen.parse.fields import Fields
from statusgen.publish import compressed, layout, replacing
from statusgen.publish.layout import Contents, Kept, Record
from statusgen.publish.place import Place, differences, make_readable
from statusgen.publish.refusals import by_number
from statusgen.publish.release import Release
from statusgen.publish.target import (
    Delivered,
    Difference,
    Live,
    Memory,
    Run,
    nothing_at,
    plain_name,
)
from statusgen.tree import read_if_there, write_new

__all__ = ["Directory", "make"]

_KEYS = ("type", "name", "cdn", "compress", "path", "switch")
_OWN = frozenset((".", "content", "templates", "themes", "output", ".git", ".statusgen"))
"""The folders of a site that have something else in them, by their names in the site's folder."""
_UNLOCKED = "this disk cannot lock a folder: let only one run at a time publish there"


def make(name: str, keys: Keys, problems: list[Problem]) -> Directory | None:
    """Make a target from `path`, `switch`, which is link where nothing is said, and `compress`."""
    before = len(problems)
    fields = Fields(keys, problems=problems, known=_KEYS, of="a target of type directory")
    path = fields.text("path", required=True, example="/srv/status")
    switch = fields.choice("switch", {"link": False, "exchange": True}, noun="way to switch")
    compress = fields.flag("compress")
    if path and path.startswith("~"):
        what = f"'{excerpt(path)}' begins with ~, which only a shell takes for somebody's home"
        fields.problem(fields.where("path"), "wrong-value", what, "write the whole path")
    elif path and (*Path(os.path.normpath(path)).parts, ".")[0] in _OWN:
        fields.problem(fields.where("path"), "wrong-value", *_in_the_way(excerpt(path)))
    if not path or len(problems) > before:
        return None
    return Directory(name=name, where=path, exchange=bool(switch), compress=compress)


def _is_own(place: Path, site: Path) -> bool:
    """Say so of a place by where it really is, and where the site's folders really are."""
    real, whole = Path(os.path.realpath(place)), Path(os.path.realpath(site))
    own = {Path(os.path.realpath(site / name)) for name in _OWN} - {whole}
    return real == whole or any(real.is_relative_to(one) for one in own)


def _in_the_way(shown: str) -> tuple[str, str]:
    what = f"'{shown}' is in this site's own folders, where releases must not stand"
    return what, "write the path of a folder that is for the page alone, such as /srv/status"


@frozen
class Directory:
    """The target; `where` is its path, relative to the site's folder or absolute.

    With `compress` there are packed files as well, for servers that send them as they are.
    """

    name: str
    where: str
    exchange: bool = False
    compress: bool = False

    def publish(self, release: Release, run: Run) -> Delivered:
        """Make the release live; what is equal in the live one is linked, not written again."""
        place = self._place(run)
        # By its whole path, or by a link, the settings alone do not tell.
        if _is_own(run.site / self.where, run.site):
            raise UsageError(*_in_the_way(self.where))
        if self.compress:
            release = compressed.beside(release)
        if run.dry_run:
            with self._in_words():
                _, live = place.look()
                return self._planned(place, live, place.contents(live), release, run)[1]
        with self._in_words(), place.held() as locked:
            record, live = self._cleared(place)
            contents = place.contents(live)
            planned, done = self._planned(place, live, contents, release, run)
            if planned is not None:
                done = self._renew(place, record, live, planned, release, run, done)
            elif live and done.written:
                self._confirm(place, record, live, contents, release)
        return done if locked else replace(done, notes=(*done.notes, _UNLOCKED))

    def live(self, run: Run) -> Live | None:
        """Say what `current` shows."""
        with self._in_words():
            _, live = self._place(run).look()
        return live.live() if live else None

    def verify(self, run: Run) -> tuple[Difference, ...]:
        """Read every live file."""
        place = self._place(run)
        with self._in_words():
            _, live = place.look()
            if live is None:
                raise nothing_at(f"'{self.where}'")
            return differences(place.folder(live), place.contents(live))

    def rollback(self, run: Run) -> Delivered:
        """Show the release before the live one; its own build.json says how old it is."""
        place = self._place(run)
        if run.dry_run:
            with self._in_words():
                record, live = place.look()
                return self._back(place, record, live)[1]
        with self._in_words(), place.held():
            record, live = self._cleared(place)
            before, done = self._back(place, record, live)
            assert live is not None, "there is one before it"
            old, new = place.contents(live), place.contents(before)
            left = replacing.carried(old.own, new.all)
            # Said first: what is said and not there is no difference, the other way round is one.
            place.put_contents(before, replace(new, carried={**new.carried, **left}))
            place.carry(left, live, before)
            place.switch(before, live)
        return done

    def memory(self, run: Run) -> Memory:
        """Keep private files in PATH/.statusgen/memory."""
        return _Memory(folder=self._place(run).private / "memory", target=self)

    def _place(self, run: Run) -> Place:
        return Place(run.site / self.where, self.where, real=self.exchange)

    def _cleared(self, place: Place) -> tuple[Record, Kept | None]:
        """Look, after what a killed run left has been put away."""
        found, live = place.look()
        place.mend(found, live)
        record = place.numbered(found)
        live = record.named(live.name) if live else None
        if live:
            record = record.shown(live)
        if record.doomed:
            place.sweep(record.doomed)
            record = record.swept()
        if record != found:
            place.put_record(record)
        return record, live

    def _planned(
        self, place: Place, live: Kept | None, contents: Contents, release: Release, run: Run
    ) -> tuple[layout.Plan | None, Delivered]:
        """Return the plan for a new release, None where the live one is this one and as it was."""
        if live and live.id == release.id and place.is_as_published(live, contents):
            return None, layout.confirmed(release, live, contents, run.clock())
        layout.hold(release, live, contents, run, self.where)
        planned = layout.plan(release, contents)
        return planned, planned.delivered(release)

    def _renew(
        self,
        place: Place,
        record: Record,
        live: Kept | None,
        planned: layout.Plan,
        release: Release,
        run: Run,
        done: Delivered,
    ) -> Delivered:
        name = layout.name_of(release, run.clock(), [one.name for one in record.releases])
        kept = layout.kept(name, done.live)
        total = len(planned.put) + 1
        written = iter(range(1, total))
        record = record.begun(name)
        place.put_record(record)
        try:
            kept = place.make(
                kept,
                planned,
                release,
                live,
                lambda path: run.progress(next(written), total, path),
            )
        except (OSError, StatusgenError):
            # A full disk is given its room back at once; a killed run's by the next.
            place.sweep([name])
            raise
        record = record.finished(kept, live)
        place.put_record(record)
        place.switch(kept, live)
        record = record.shown(kept)
        run.progress(total, total, "current")
        try:
            place.sweep(record.doomed)
            place.put_record(record.swept())
        except OSError as error:
            what = (
                f"an old release could not be deleted ({error.strerror}); the next run tries again"
            )
            done = replace(done, notes=(what,))
        return done

    def _confirm(
        self, place: Place, record: Record, live: Kept, contents: Contents, release: Release
    ) -> None:
        build = release.by_path()[confirmation.NAME]
        place.confirm(live, contents, build, release.data(build))
        place.put_record(record.changed(live, replace(live, built_at=release.built_at)))

    def _back(self, place: Place, record: Record, live: Kept | None) -> tuple[Kept, Delivered]:
        before = record.before(live) if live else None
        if live is None or before is None:
            raise layout.nothing_before(self.where)
        old, new = place.contents(live), place.contents(before)
        if not place.intact(before, new):
            raise layout.not_whole(self.where)
        return before, layout.turned_back(before, new, old)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise by_number(error, self.where) from error


@frozen
class _Memory:
    folder: Path
    target: Directory

    def read(self, name: str) -> bytes | None:
        """Return what was written last under a name, None if nothing was."""
        try:
            return read_if_there(str(self.folder / plain_name(name)))
        except OSError as error:
            raise by_number(error, self.target.where) from error

    def write(self, name: str, data: bytes) -> None:
        """Put a file down, whole, also where another run does that in this moment."""
        path = self.folder / plain_name(name)
        new = self.folder / f".new.{token_hex(4)}"
        try:
            make_readable(self.folder.parent.parent)
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, exist_ok=True)
            try:
                write_new(str(new), data, synced=True)
                new.chmod(0o600)
                new.replace(path)
            finally:
                new.unlink(missing_ok=True)
        except OSError as error:
            raise by_number(error, self.target.where) from error
