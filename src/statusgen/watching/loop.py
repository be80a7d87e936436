"""The one thread that builds, publishes and waits, until it is told to stop.

Whatever an author, a disk or a host does, the round ends with words and a time at which it is tried
again, and what was built last stays. Only being told to stop ends the loop.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from statusgen import confirmation, delivery
from statusgen.delivery import Hosts, Published, build
from statusgen.errors import LockHeld, OutputError, PublishIncomplete, StatusgenError
from statusgen.folders import manifest_path
from statusgen.frozen import frozen
from statusgen.pipeline import Built, Options
from statusgen.publish.redact import of_a_mistake
from statusgen.publish.target import Run
from statusgen.tree import held
from statusgen.watching import saying, when
from statusgen.watching.health import Health, Site
from statusgen.watching.origins import Origin, return_to
from statusgen.watching.when import Planned, Reason, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["GRACE", "Settings", "Tools", "Watcher", "until_stopped"]

GRACE = 8.0
"""Seconds that a publish may go on for after a stop: containers are killed after ten."""

_FAREWELL = 0.5
"""Seconds in which those whose programs were ended put away what they have made."""


@frozen
class Settings:
    """What is asked of a watcher; `names` are the targets, all of them where there is none."""

    site: Path
    out: Path
    publish: bool = False
    names: tuple[str, ...] = ()
    skip_broken: bool = False
    strict: bool = False


@frozen
class Tools:
    """What a watcher cannot do by itself.

    `wait` waits for an event, for so many seconds at most; `chance` gives a number from 0 to 1.
    `say` tells people a text, `fail` what is wrong. `health` hears of every change of state.
    `progress` is as for `several.publish`. `run` is what targets are handed.
    """

    clock: Callable[[], datetime]
    wait: Callable[[Event, float], object]
    chance: Callable[[], float]
    say: Callable[[str], None]
    fail: Callable[[str], None]
    health: Callable[[Health], None]
    progress: Callable[[str, int, int, str], None]
    run: Run


class Watcher:
    """Keeps a site's page right. `run` does it until `stop` is called, from another thread."""

    def __init__(self, settings: Settings, origin: Origin, tools: Tools) -> None:
        self._settings = settings
        self._origin = origin
        self._tools = tools
        relative = not (settings.site.is_absolute() and settings.out.is_absolute())
        self._home = Path.cwd() if relative else None
        self._stopped, self._awake = Event(), Event()
        self._noticed = self._taken = 0
        self._planned: Planned = None
        self._last: datetime | None = None
        self._trouble: Trouble | None = None
        self._troubles: dict[str, Trouble] = {}
        # Whether some target may lack what is new, although nothing went wrong there.
        self._owed = True
        self._asked = tools.clock()  # When every target was sent something last.
        self._said, self._spoken = "", saying.Spoken()
        self._health = Health(state="starting", since=tools.clock())
        self._run = replace(tools.run, pause=self._pause, overtaken=self._is_overtaken)

    def stop(self) -> None:
        """Have `run` return as soon as what it does now is done."""
        self._stopped.set()
        self._awake.set()

    def break_off(self) -> None:
        """End the programs that publish, and wait for them: left alone they would go on."""
        self._run.programs.end()

    def run(self) -> None:
        """Watch until stopped. Raises LockHeld where another watcher looks after the folder."""
        with self._alone():
            self._tell(state="starting")
            self._tools.say(saying.begun(self._origin.name))
            self._origin.start(self._notice)
            try:
                while not self._stopped.is_set():
                    self._step()
            finally:
                self._origin.close()
                self._tell(state="stopped", next_try=None)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        out = self._settings.out
        with ExitStack() as stack:
            try:
                stack.enter_context(held(f"{manifest_path(out)}-watch", out.as_posix()))
            except LockHeld as error:
                what = f"another statusgen watch looks after '{out.as_posix()}' already"
                hint = "stop that one first, or choose another folder with -o"
                raise LockHeld(what, hint) from error
            yield

    def _notice(self) -> None:
        self._noticed += 1
        self._awake.set()

    def _step(self) -> None:
        """Do a round if one is due, else wait."""
        now = self._tools.clock()
        troubles = [*self._troubles.values(), *([self._trouble] if self._trouble else [])]
        planned = None if self._trouble else self._planned
        changed = self._noticed > self._taken
        reason = when.reason(
            now, changed=changed, planned=planned, troubles=troubles, last=self._last
        )
        if reason is None:
            if self._origin.facts() != self._health.origin:
                self._tell()
            nap = when.nap(now, planned, troubles)
            self._tools.wait(self._awake, nap.total_seconds())
            self._awake.clear()
            return
        try:
            self._round(reason, now)
        except Exception as error:  # noqa: BLE001 - the watcher outlives its own mistakes
            self._failed(self._own_mistake(error), self._settings.site)

    def _round(self, reason: Reason, now: datetime) -> None:
        """Build, and publish; whatever fails is said, and tried again later."""
        self._taken = self._noticed
        self._last = now
        self._tell(state="building", next_try=None)
        settings = self._settings
        folder = settings.site
        planned = self._planned
        try:
            if self._home is not None:
                return_to(self._home)
            folder = self._origin.ready()
            # What changed until now is read; while it came to rest, nobody had to be woken.
            reason = Reason.CHANGE if self._noticed > self._taken else reason
            self._taken = self._noticed
            # Only now, with the files at rest: what is dated meanwhile is to be shown.
            self._last = now = self._tools.clock()
            options = Options(
                site=folder,
                now=now,
                skip_broken=settings.skip_broken,
                strict=settings.strict,
            )
            built = build(options, settings.out)
            config = built.plan.status.site.config
            hosts = delivery.hosts_of(config, settings.names) if settings.publish else None
        except StatusgenError as error:
            self._failed(error, folder)
            return
        self._built(built, now, folder, reason)
        if hosts is None:
            self._rest()
        else:
            self._publish(hosts, built, reason, planned)

    def _built(self, built: Built, now: datetime, folder: Path, reason: Reason) -> None:
        """Take in a good build: until when it holds, and what was found in the files."""
        if self._origin.learn(built.plan.status.site.config):
            self._noticed += 1
        if {*built.receipt.written, *built.receipt.deleted} - {confirmation.NAME}:
            self._owed = True
        alike = self._trouble is None and reason not in (Reason.CHANGE, Reason.LOOK)
        self._trouble = None
        times = self._plan(built, now, confirmed_at=now, asked=now)
        # What is published readers see only when that is done, which may take long.
        seen = {} if self._settings.publish else times
        self._tell(state="building", built_at=now, problem=None, hint=None, **seen)
        found = saying.problems(built.plan.problems, folder, self._settings.site)
        if self._spoken.is_news(built.plan.problems, alike=alike) and found != self._said:
            self._said = found
            self._tools.fail(found)
        self._tools.say(saying.built(built))

    def _plan(
        self, built: Built, now: datetime, *, confirmed_at: datetime, asked: datetime
    ) -> dict[str, datetime]:
        """Note when the next build is due; return until when what readers see is right."""
        until, freshness = built.plan.status.valid_until, built.plan.status.site.config.freshness
        # What is confirmed by a clock that was ahead is confirmed until now.
        confirmed_at = min(confirmed_at, now)
        # A host that never takes a new build.json must not be asked without a pause.
        since = max(confirmed_at, asked - freshness / 2)
        self._planned = when.due(since, until, freshness)
        if not self._origin.watched:
            self._planned = min(self._planned, (now + when.UNWATCHED, Reason.LOOK))
        return {"valid_until": until, "confirmed_until": confirmed_at + freshness}

    def _failed(self, error: StatusgenError, folder: Path) -> None:
        """Say what is wrong with the files or the build, once; try again later."""
        now = self._tools.clock()
        self._owed = True
        self._trouble = when.after_trouble(self._trouble, now, self._tools.chance())
        text = saying.failure(error, folder, self._settings.site)
        if text != self._said:
            self._said = text
            self._tools.fail(text)
            self._tools.say(saying.kept(error, self._health.built_at, self._trouble, now))
        what, hint = saying.short(error)
        self._tell(state="failing", problem=what, hint=hint, next_try=self._trouble.again)

    def _publish(self, hosts: Hosts, built: Built, reason: Reason, planned: Planned) -> None:
        """Make a build live at every target, or only at those that have failed before.

        Those alone get it where all others were sent the same, and nothing was `planned` for them
        before those may be done.
        """
        names = {target.name for target in hosts.targets}
        self._troubles = {key: one for key, one in self._troubles.items() if key in names}
        done = self._tools.clock() + when.patience(self._troubles.values(), self._run.budget)
        free = not self._owed and planned is not None and done < planned[0]
        alone = reason is Reason.RETRY and bool(self._troubles) and free
        if alone:
            again = tuple(one for one in hosts.targets if one.name in self._troubles)
            hosts = replace(hosts, targets=again)
        elif reason is Reason.RETRY and not self._owed:
            reason = Reason.CONFIRM
        self._tell(state="publishing")
        ended = self._delivered(hosts, built)
        if ended is None:
            self._tools.fail(saying.abandoned(hosts))
            return
        if isinstance(ended, StatusgenError):
            self._failed(ended, self._settings.site)
            return
        self._owed = False
        now = self._tools.clock()
        self._asked = self._asked if alone else built.plan.now
        known = {one.name: one for one in self._health.targets if one.name in names}
        for one in ended.outcomes:
            before = self._troubles.pop(one.name, None)
            site = known.get(one.name, Site(name=one.name, where=one.target.where))
            if one.error is None:
                live = one.live
                known[one.name] = Site(
                    name=one.name,
                    where=one.target.where,
                    published_at=now,
                    release=live.release if live else None,
                    live_since=live.built_at if live else None,
                )
                continue
            trouble = when.after_trouble(before, now, self._tools.chance(), one.took)
            self._troubles[one.name] = trouble
            known[one.name] = replace(
                site, problem=one.error.what, hint=one.error.hint or None, next_try=trouble.again
            )
            if self._spoken.is_new(one.name, one.error.what):
                self._tools.fail(saying.target_failed(one.name, one.error, trouble, now))
        self._tools.fail(self._spoken.notes(ended))
        self._tools.say(saying.published(ended, reason))
        # A target may leave an unchanged page as confirmed as it was.
        shown = [one.live_since for one in known.values() if one.problem is None]
        oldest = min((at for at in shown if at is not None), default=now)
        times = self._plan(built, now, confirmed_at=oldest, asked=self._asked)
        self._tell(targets=tuple(known.values()), **(times if shown else {}))
        self._rest()

    def _delivered(self, hosts: Hosts, built: Built) -> Published | StatusgenError | None:
        """Publish in a thread of its own, which a stop waits for, but not for ever: None then."""
        ended: list[Published | StatusgenError] = []
        done = Event()
        whole = self._run.budget
        left = (built.plan.status.valid_until - self._tools.clock()).total_seconds()
        budgets = {name: when.budget(one, whole, left) for name, one in self._troubles.items()}
        run = replace(self._run, budgets=budgets)

        def work() -> None:
            try:
                ended.append(
                    delivery.deliver(hosts, built, self._settings.out, run, self._tools.progress)
                )
            except StatusgenError as error:
                ended.append(error)
            except Exception as error:  # noqa: BLE001 - the watcher outlives its own mistakes
                ended.append(self._own_mistake(error))
            finally:
                done.set()

        Thread(target=work, name="publish", daemon=True).start()
        while not done.is_set():
            self._tools.wait(done, 0.2)
            if self._stopped.is_set():
                self._tools.wait(done, GRACE)
                if not done.is_set():
                    self.break_off()
                    self._tools.wait(done, _FAREWELL)
                    return None
        return ended[0] if ended else None

    def _rest(self) -> None:
        """Say for machines that nothing is done until the next round."""
        times = [one.again for one in self._troubles.values()]
        if self._planned is not None:
            times.append(self._planned[0])
        state = "failing" if self._troubles else "waiting"
        self._tell(state=state, next_try=min(times, default=None))

    def _tell(self, **changes: Any) -> None:
        now = self._tools.clock()
        if changes.get("state", self._health.state) != self._health.state:
            changes["since"] = now
        self._health = replace(self._health, origin=self._origin.facts(), **changes)
        self._tools.health(self._health)

    def _pause(self, seconds: float) -> None:
        """Wait for a target that tries again; end that with an exception when told to stop."""
        self._tools.wait(self._stopped, seconds)
        if self._stopped.is_set():
            what = "statusgen was stopped while it waited to try again"
            raise PublishIncomplete(what, "the next run completes it")

    def _is_overtaken(self) -> bool:
        """Say whether there is more to do than to tell of what was published."""
        late = self._planned is not None and self._tools.clock() >= self._planned[0]
        return late or self._noticed > self._taken or self._stopped.is_set()

    def _own_mistake(self, error: Exception) -> StatusgenError:
        what = f"statusgen itself went wrong here ({of_a_mistake(error, self._run.environ)})"
        return OutputError(what, "if it comes back, report it with these words")


def until_stopped(watcher: Watcher) -> None:
    """Run a watcher until Ctrl-C, or whatever else raises KeyboardInterrupt in this thread.

    A second one does not wait for the end of what is being done. Raises what `run` raises.
    """
    raised: list[Exception] = []
    # Not a join: one that is interrupted takes its thread for ended in Python 3.11.
    ended = Event()

    def work() -> None:
        try:
            watcher.run()
        except Exception as error:  # noqa: BLE001 - raised again, by the thread that is heard
            raised.append(error)
        finally:
            ended.set()

    thread = Thread(target=work, name="watch", daemon=True)
    try:
        thread.start()
        _wait_for(ended)
    except KeyboardInterrupt:
        watcher.stop()
        try:
            _wait_for(ended)
        except KeyboardInterrupt:
            watcher.break_off()
            ended.wait(_FAREWELL)
            raise
    if raised:
        raise raised[0]


def _wait_for(event: Event) -> None:
    """Wait in short steps: the system may hand a signal to another thread, and wake nobody."""
    while not event.wait(0.25):
        pass
