"""A folder on a host that is reached by ssh: the same releases as `directory`, by rsync and sh.

Only what changed is sent; the rest the host links from the release before, and the switch is one
rename there. Uses the system's ssh and rsync; holds no key and asks for no password.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import field, replace
from datetime import datetime, timedelta
from secrets import token_hex

from statusgen import confirmation
from statusgen.errors import (
    AnswerLost,
    OutputError,
    Problem,
    PublishError,
    PublishIncomplete,
    StatusgenError,
)
from statusgen.frozen import frozen
from statusgen.located import Mapping as Keys
from statusgen.located import excerpt
from statusgen.parse.fields import Fields
from statusgen.publish import compressed, layout, replacing, scripts
from statusgen.publish.layout import Contents, Kept, Record
from statusgen.publish.place import differences
from statusgen.publish.release import Release
from statusgen.publish.remote import Host, connected
from statusgen.publish.staging import stage
from statusgen.publish.target import (
    Delivered,
    Difference,
    Live,
    Memory,
    Run,
    nothing_at,
    plain_name,
)

__all__ = ["Ssh", "make"]

_KEYS = ("type", "name", "cdn", "compress", "host", "path", "port")
_is_host = re.compile(r"(?:[A-Za-z0-9_][\w.-]*@)?[A-Za-z0-9_:][\w.:-]*", re.ASCII).fullmatch
_is_path = re.compile(r"/[\w./@+-]*[\w@+-]/?", re.ASCII).fullmatch
_GRACE = timedelta(seconds=60)
"""How long a turn outlives the budget: the last step may have begun with its last second."""
_LONGEST = timedelta(days=1, minutes=5)
"""How far ahead the end of a turn can be: a budget has a day at most, and clocks differ a bit."""


def make(name: str, keys: Keys, problems: list[Problem]) -> Ssh | None:
    """Make a target of `host`, `path`, `port` (the user's own choice if absent) and `compress`."""
    before = len(problems)
    fields = Fields(keys, problems=problems, known=_KEYS, of="a target of type ssh")
    host = fields.text("host", required=True, example="deploy@web1.example")
    path = fields.text("path", required=True, example="/srv/status")
    port = fields.text("port", example="22")
    if host and not _is_host(host):
        what = f"'{excerpt(host)}' is not a host's name"
        hint = "write it as for ssh, such as deploy@web1.example; the port has a key of its own"
        fields.problem(fields.where("host"), "wrong-value", what, hint)
    if path and (not _is_path(path) or "/../" in f"{path}/"):
        what = f"'{excerpt(path)}' is not a path that starts at the root of the host's disk"
        hint = "write it like /srv/status, in letters, digits, dots and hyphens"
        fields.problem(fields.where("path"), "wrong-value", what, hint)
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        what = f"'{excerpt(port)}' is not a port"
        fields.problem(fields.where("port"), "wrong-value", what, "write a number, such as 22")
    compress = fields.flag("compress")
    if not host or not path or len(problems) > before:
        return None
    number = int(port) if port else None
    return Ssh(name=name, host=host, path=path.rstrip("/"), port=number, compress=compress)


@frozen
class _Seen:
    """What the host says: `sound` is whether the live release's files look as they were sent."""

    record: Record = field(default_factory=Record)
    live: Kept | None = None
    contents: Contents = field(default_factory=Contents)
    sound: bool = True


@frozen
class Ssh:
    """The target: `path` is absolute on the host, without its last slash.

    With `compress` there are packed files as well, for servers that send them as they are.
    """

    name: str
    host: str
    path: str
    port: int | None = None
    compress: bool = False

    @property
    def where(self) -> str:
        """Return host and path, as scp writes them."""
        return f"{self.host}:{self.path}"

    @property
    def mending(self) -> str:
        """Say what puts changed files right: the host is asked for times and counts alone."""
        return (
            "statusgen publish puts them right; what it leaves, since its time was set back, delete"
            " there and publish again"
        )

    def publish(self, release: Release, run: Run) -> Delivered:
        """Make the release live."""
        if self.compress:
            release = compressed.beside(release)
        with self._host(run) as host:
            if run.dry_run:
                seen = self._look(host)
                return self._planned(seen, release, run)[1]
            host.need_rsync()
            with self._turn(host, run) as (id_, seen):
                planned, done = self._planned(seen, release, run)
                if planned is None:
                    self._confirm(host, id_, seen, release, done)
                else:
                    self._renew(host, id_, seen, planned, release, run, done)
            return replace(done, requests=host.requests)

    def live(self, run: Run) -> Live | None:
        """Say what `current` shows."""
        with self._host(run) as host:
            seen = self._look(host)
        return seen.live.live() if seen.live else None

    def verify(self, run: Run) -> tuple[Difference, ...]:
        """Fetch every live file and compare it."""
        with self._host(run) as host:
            seen = self._look(host)
            if seen.live is None:
                raise nothing_at(f"'{self.where}'")
            folder = host.folder / "live"
            host.fetch(f"releases/{seen.live.name}", folder)
            return differences(folder, seen.contents)

    def rollback(self, run: Run) -> Delivered:
        """Show the release before the live one; its own build.json says how old it is."""
        with self._host(run) as host:
            if run.dry_run:
                return self._back(host, self._look(host))[2]
            with self._turn(host, run) as (id_, seen):
                before, old, done = self._back(host, seen)
                assert seen.live is not None, "there is one before it"
                left = replacing.carried(_to_carry(seen).own, old.all)
                new = replace(old, carried={**old.carried, **left})
                steps = scripts.link(seen.live.name, before.name, left)
                host.run('cd "$root"\nmine\n' + steps, id=id_)
                self._switch(host, id_, before, new, seen.record)
            return replace(done, requests=host.requests)

    def memory(self, run: Run) -> Memory:
        """Keep private files in PATH/.statusgen/memory on the host."""
        return _Memory(target=self, run=run)

    def _host(self, run: Run) -> AbstractContextManager[Host]:
        return connected(self.host, self.port, self.path, run)

    @contextmanager
    def _turn(self, host: Host, run: Run) -> Iterator[tuple[str, _Seen]]:
        """Hold the lock there: give its random id and what stands there.

        The turn is given back in the last step of what is done meanwhile, or when that fails.
        """
        id_ = token_hex(16)
        now = run.clock()
        end = now + timedelta(seconds=run.budget) + _GRACE
        try:
            said = host.run(
                scripts.take_turn(),
                scripts.look(),
                id=id_,
                now=_seconds(now),
                end=_seconds(end),
                latest=_seconds(now + _LONGEST),
            )
        except AnswerLost:
            self._give_back(host, id_)
            raise
        try:
            yield id_, self._seen(said)
        except BaseException:
            # What is half sent is doomed in the record: the next run deletes it.
            self._give_back(host, id_)
            raise

    def _give_back(self, host: Host, id_: str) -> None:
        """Let others have the turn, if this run has it: its taking may be what had no answer."""
        with suppress(StatusgenError, OSError):
            host.run(scripts.finish(), id=id_, closing=True)

    def _look(self, host: Host) -> _Seen:
        try:
            return self._seen(host.run(scripts.look()))
        except FileNotFoundError:
            return _Seen()

    def _seen(self, out: bytes) -> _Seen:
        said = _Said(out)
        try:
            record = Record.from_json(said.parts["record"]) if "record" in said.parts else Record()
        except ValueError as error:
            raise layout.unreadable(self.where) from error
        target = said.words.get("current", "")
        if not target:
            return _Seen(record=record)
        live = record.named(target.removeprefix("releases/"))
        if live is None or not target.startswith("releases/"):
            raise layout.foreign(self.where)
        if "count" not in said.words:
            return _Seen(record=record)
        contents = Contents()
        with suppress(ValueError):
            contents = Contents.from_json(said.parts.get("contents", b""))
        sound = (
            said.words.get("newer") == "0"
            and said.words["count"] == str(len(contents.all))
            # What a power cut leaves has its name and time, and nothing in it.
            and said.words["empty"] == str(_empty(contents.all))
        )
        return _Seen(record=record.shown(live), live=live, contents=contents, sound=sound)

    def _planned(
        self, seen: _Seen, release: Release, run: Run
    ) -> tuple[layout.Plan | None, Delivered]:
        """Return the plan for a new release, None where the live one is this one and sound."""
        if seen.live and seen.live.id == release.id and seen.sound:
            return None, layout.confirmed(release, seen.live, seen.contents, run.clock())
        layout.hold(release, seen.live, seen.contents, run, self.where)
        # What somebody else has touched is not linked but sent anew, all of it.
        planned = layout.plan(release, seen.contents if seen.sound else Contents())
        return planned, planned.delivered(release)

    def _renew(
        self,
        host: Host,
        id_: str,
        seen: _Seen,
        planned: layout.Plan,
        release: Release,
        run: Run,
        done: Delivered,
    ) -> None:
        taken = [*(one.name for one in seen.record.releases), *seen.record.doomed]
        name = layout.name_of(release, run.clock(), taken)
        kept = layout.kept(name, done.live)
        begun = seen.record.swept().begun(name)
        steps = scripts.open_release(name, begun.to_json(), seen.record.doomed)
        if seen.live:
            steps += scripts.link(seen.live.name, name, (*planned.link, *planned.carry))
        total = len(planned.put) + 1
        try:
            host.run(steps, id=id_)
            if planned.put:
                folder = host.folder / "new"
                stage(release, planned.put, folder)
                run.progress(0, total, f"{len(planned.put)} files")
                host.send(folder, f"releases/{name}")
            run.progress(total - 1, total, "current")
            record = begun.finished(kept, seen.live)
            self._switch(host, id_, kept, planned.contents, record)
        except (PublishError, OutputError) as error:
            if not isinstance(error, AnswerLost):
                with suppress(StatusgenError):
                    host.run(scripts.abandon(name), id=id_)
            raise
        run.progress(total, total, "current")

    def _switch(self, host: Host, id_: str, new: Kept, contents: Contents, record: Record) -> None:
        count = len(contents.all)
        steps = scripts.switch(new.name, contents.to_json(), record.to_json(), count)
        after = record.shown(new)
        try:
            host.run(steps, scripts.finish(after.swept().to_json(), after.doomed), id=id_)
        except AnswerLost as error:
            self._hold(host, new, error)

    def _hold(self, host: Host, new: Kept, lost: AnswerLost) -> None:
        """Find out whether a switch was made whose answer did not come."""
        try:
            live = self._look(host).live
        except StatusgenError as error:
            raise PublishIncomplete(
                f"the connection to '{self.host}' broke in the last step:"
                " readers see either the old release or the new one, each of them whole",
                "publish again as soon as the host answers",
            ) from error
        if live != new:
            raise lost

    def _confirm(
        self, host: Host, id_: str, seen: _Seen, release: Release, done: Delivered
    ) -> None:
        assert seen.live is not None, "an unchanged page is live"
        steps = ""
        if done.written:
            build = release.by_path()[confirmation.NAME]
            own = {**seen.contents.own, build.path: (build.digest, build.size)}
            record = seen.record.changed(seen.live, replace(seen.live, built_at=release.built_at))
            steps = scripts.confirm(
                seen.live.name,
                release.data(build),
                Contents(own=own).to_json(),
                record.to_json(),
                seen.contents.carried,
            )
        host.run(steps, scripts.finish(), id=id_)

    def _back(self, host: Host, seen: _Seen) -> tuple[Kept, Contents, Delivered]:
        before = seen.record.before(seen.live) if seen.live else None
        if before is None:
            raise layout.nothing_before(self.where)
        try:
            said = _Said(host.run(scripts.contents(before.name)))
            old = Contents.from_json(said.parts["contents"])
        except (KeyError, ValueError) as error:
            raise layout.not_whole(self.where) from error
        # Not by the count: a rollback that was killed has left files there of the live one.
        known = {**seen.contents.all, **old.all}
        if said.words["newer"] != "0" or int(said.words["empty"]) > _empty(known):
            raise layout.not_whole(self.where)
        return before, old, layout.turned_back(before, old, _to_carry(seen))


def _seconds(at: datetime) -> str:
    return f"{at.timestamp():.0f}"


def _empty(files: Mapping[str, tuple[str, int]]) -> int:
    """Count the files that have nothing in them, as they were sent."""
    return sum(size == 0 for _, size in files.values())


def _to_carry(seen: _Seen) -> Contents:
    """Return what is live, all of it as carried already where somebody else has touched it."""
    return seen.contents if seen.sound else Contents(carried=seen.contents.all)


class _Said:
    """What a script of `look` printed: words of one line each, and parts of so many bytes."""

    def __init__(self, out: bytes) -> None:
        self.words: dict[str, str] = {}
        self.parts: dict[str, bytes] = {}
        while out:
            line, _, out = out.partition(b"\n")
            name, _, value = line.decode("utf-8", "replace").partition(" ")
            if name in {"record", "contents"}:
                size = int(value)
                if size >= 0:
                    self.parts[name], out = out[:size], out[size:]
            else:
                self.words[name] = value.strip()


@frozen
class _Memory:
    target: Ssh
    run: Run

    def read(self, name: str) -> bytes | None:
        """Return what was written last under a name, None if nothing was."""
        plain = plain_name(name)
        with self.target._host(self.run) as host:
            try:
                return host.run(scripts.recall(plain))
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        """Put a file down, whole."""
        plain = plain_name(name)
        with self.target._host(self.run) as host:
            host.run(scripts.remember(plain, data))
