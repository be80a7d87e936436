"""The running preview: which site is shown now, what is wrong with the newest, and who waits.

One thread builds, whatever changes; requests wait for it. Prints nothing: `told` hears of each
build.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Condition, Lock, Thread

from statusgen import report
from statusgen.errors import ContentError, Location, Problem, UsageError, reason
from statusgen.frozen import frozen
from statusgen.pipeline import instant_of
from statusgen.server import site
from statusgen.server.events import Hub, News
from statusgen.server.site import Clock, Files, Loaded, Snapshot
from statusgen.server.watch import LOOK, Watch, identity
from statusgen.sources import CONFIG, Source

__all__ = ["Preview", "State"]

# A request that waited this long gets the last good page rather than none.
_LONGEST_WAIT = 60.0
# How long after one entry was read alone all files are looked at, if nothing else changes.
_SURE_AFTER = 3.0
_MOST_SNAPSHOTS = 6
_UNWATCHED = "unwatched"
_OWN_MISTAKE = "own-mistake"
# Of these the files are not the cause: they may be gone although no file has changed.
_PASSING = frozenset((_UNWATCHED, _OWN_MISTAKE))


@frozen
class State:
    """What came of the newest files. `number` counts the builds, from the preview's first one on.

    `good` is the newest site without errors, None where there was none yet. `problems` are the
    errors of the newest files, and all else that was found in them; there are none where `good` is
    the newest. `files` are those that the problems point at.
    """

    number: int
    good: Loaded | None
    problems: tuple[Problem, ...]
    files: tuple[Source, ...]
    summary: str

    @property
    def news(self) -> News:
        """What to tell open pages of it."""
        return News(self.number, "problems" if self.problems else "reload")


class Preview:
    """A site's folder, looked at. Raises ContentError where it is no site's, or UsageError.

    `now` is a fixed time as an author writes it; without one the clock goes on. `first` is the
    number of the first build: an open page of an earlier preview knows by it that it is old.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        now: str | None = None,
        skip_broken: bool = False,
        told: Callable[[State], None] = lambda state: None,
        first: int = 1,
    ) -> None:
        self.hub = Hub()
        self._folder = folder
        self._clock = clock
        self._now = now
        self._skip_broken = skip_broken
        self._told = told
        self._first = first
        self._snapshots: list[Snapshot] = []
        # Until when the pages are right; None where the time stands still.
        self._due: datetime | None = None
        self._looking = Lock()
        self._news = Condition()
        self._noticed = self._built = 0
        self._closed = self._unsure = False
        self._identity = identity(folder)
        files = site.read(folder)
        if files.sources.config is None:
            site.understand(files, skip_broken=skip_broken)
        self._files = files
        self._watch = Watch(folder, self._notice)
        try:
            self._watch.follow(site.folders(files))
            self.state = self._judged(files, None, first)
        except OSError as error:
            self._watch.close()
            why = reason(error)
            what = f"the system does not let statusgen watch the site's folder: {why}"
            raise UsageError(
                what, "close programs that watch many files, or ask for more"
            ) from error
        except BaseException:
            self._watch.close()
            raise
        self._thread = Thread(target=self._run, name="preview", daemon=True)
        self._thread.start()

    def settled(self) -> State:
        """Wait until what had changed before this call is built; return what came of it."""
        with self._news:
            wanted = self._noticed
            self._news.wait_for(lambda: self._built >= wanted or self._closed, _LONGEST_WAIT)
            return self.state

    def now(self, loaded: Loaded) -> datetime:
        """Say what time it is in the preview."""
        now = self._clock() if self._now is None else self._now
        return instant_of(now, loaded.site.config.zone)

    def at(self, loaded: Loaded, at: datetime) -> Snapshot:
        """Look at a site at a time; what was looked at lately is kept."""
        with self._looking:
            for one in self._snapshots:
                if one.holds(loaded, at):
                    self._snapshots.remove(one)
                    break
            else:
                one = site.look(loaded, at, self._snapshots[0] if self._snapshots else None)
            self._snapshots = [one, *self._snapshots][:_MOST_SNAPSHOTS]
            return one

    def close(self) -> None:
        """Stop watching and building, and end the pages' listening."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        self.hub.close()
        self._watch.close()
        self._thread.join(timeout=0.2)

    def _notice(self) -> None:
        with self._news:
            self._noticed += 1
            self._news.notify_all()

    def _run(self) -> None:
        try:
            while not self._has_ended():
                with self._news:
                    self._news.wait_for(self._has_work, self._nap())
                    noticed = self._noticed
                    changed = noticed > self._built
                changed = changed or identity(self._folder) != self._identity
                if self._has_ended():
                    break
                try:
                    if changed or self._unsure:
                        self._renew()
                    elif self._is_past():
                        self._pass_on()
                except Exception as error:  # noqa: BLE001 - the preview outlives its own mistakes
                    self._stumble(error, noticed)
        finally:
            # Whatever ends this thread, no request may wait for it.
            with self._news:
                self._closed = True
                self._news.notify_all()

    def _has_ended(self) -> bool:
        return self._closed

    def _has_work(self) -> bool:
        return self._closed or self._noticed > self._built

    def _renew(self) -> None:
        """Build what has changed, once it has come to rest.

        Where the system says that only texts of entries did, these files are read and no others;
        soon afterwards all are, since it may have missed some.
        """
        changed = self._watch.settle()
        with self._news:
            noticed = self._noticed
        known, self._identity = self._identity, identity(self._folder)
        if known != self._identity:
            changed = None
        before = self._files
        number = self.state.number + 1
        try:
            files = site.read_anew(self._folder, before, changed) if changed else None
            self._unsure = files is not None
            if files is None:
                self._watch.follow(site.folders(before))
                files = site.settled(site.read(self._folder), before)
                self._watch.follow(site.folders(files))
        except OSError as error:
            self._become(self._failed((_unwatched(error),), before, self.state.good, number))
        else:
            again = any(problem.code in _PASSING for problem in self.state.problems)
            if again or files != before:
                self._files = files
                self._become(self._judged(files, self.state.good, number))
        with self._news:
            self._built = noticed
            self._news.notify_all()

    def _pass_on(self) -> None:
        """Show what is true from now on: some time has come at which the site changes by itself."""
        good, number = self.state.good, self.state.number + 1
        if good is None:
            return
        try:
            snapshot = self.at(good, self.now(good))
        except ContentError as error:
            self._due = None
            self._become(self._failed(error.problems, self._files, good, number))
            return
        self._due = snapshot.status.valid_until
        state = replace(self.state, number=number, summary="the time has come for a change: shown")
        self._become(state, News(number, "reload"))

    def _stumble(self, error: Exception, noticed: int) -> None:
        """Say that the program itself failed, and wait for the next change."""
        self._due, self._unsure = None, False
        state, problem = self.state, _own_mistake(error)
        self._become(self._failed((problem,), self._files, state.good, state.number + 1))
        with self._news:
            self._built = noticed
            self._news.notify_all()

    def _become(self, state: State, news: News | None = None) -> None:
        self.state = state
        self.hub.tell(news or state.news)
        self._told(state)

    def _judged(self, files: Files, before: Loaded | None, number: int) -> State:
        """Understand files, and look at them now: a theme's mistakes show no earlier."""
        try:
            loaded = site.understand(files, skip_broken=self._skip_broken, before=before)
            snapshot = self.at(loaded, self.now(loaded))
        except ContentError as error:
            return self._failed(error.problems, files, before, number)
        except UsageError as error:
            if number == self._first:
                raise
            # The site's zone is another one now, and its clocks skip the time that was asked for.
            problem = Problem(Location(CONFIG), "bad-time", error.what, error.hint)
            return self._failed((problem,), files, before, number)
        if self._now is None:
            self._due = snapshot.status.valid_until
        summary = report.checked(snapshot.status).replace("ready to build", "shown")
        return State(number=number, good=loaded, problems=(), files=(), summary=summary)

    def _failed(
        self, problems: tuple[Problem, ...], files: Files, good: Loaded | None, number: int
    ) -> State:
        paths = {problem.where.path for problem in problems}
        return State(
            number=number,
            good=good,
            problems=problems,
            files=tuple(source for source in files.all if source.path in paths),
            summary="nothing can be shown yet" if good is None else "shown: the last good pages",
        )

    def _nap(self) -> float:
        """Return for how many seconds nothing changes by itself, at most.

        Clocks of machines are set, and folders are put in each other's place.
        """
        if self._unsure:
            return _SURE_AFTER
        if self._due is None:
            return LOOK
        left = (self._due - self._clock()).total_seconds()
        return min(max(left, 0), LOOK)

    def _is_past(self) -> bool:
        return self._due is not None and self._clock() >= self._due


def _unwatched(error: OSError) -> Problem:
    why = reason(error)
    what = f"the site's folder cannot be watched any more: {why}"
    return Problem(Location(CONFIG), _UNWATCHED, what, "call statusgen serve again")


def _own_mistake(error: Exception) -> Problem:
    words = " ".join(f"{type(error).__name__}: {error}".split())
    what = f"statusgen itself went wrong here ({words})"
    hint = "save a file to have it try again; if it comes back, report it with these words"
    return Problem(Location(CONFIG), _OWN_MISTAKE, what, hint)
