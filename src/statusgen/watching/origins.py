"""Where the site's files come from: the folder itself, as it is saved. Builds nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from statusgen.errors import OutputError, reason
from statusgen.model import Config
from statusgen.server.site import named
from statusgen.server.watch import LOOK, Watch, identity, matters
from statusgen.sources import CONFIG

__all__ = ["Files", "Origin", "is_of_the_site", "return_to"]

_PARTS = frozenset((CONFIG, "content", "themes", "templates"))


class Origin(Protocol):
    """The files of a site, and news of their changes."""

    name: str
    """What is watched, for people: "this folder", "the branch main"."""

    watched: bool
    """Whether changes are noticed at once; if not, the files are looked at now and then."""

    def start(self, changed: Callable[[], None]) -> None:
        """Begin to notice changes; `changed` is called from any thread."""

    def ready(self) -> Path:
        """Return the folder to build from, at rest. Raises a StatusgenError, never OSError."""

    def learn(self, config: Config) -> bool:
        """Take in what else the site is made of; say whether that has to be read once more."""

    def facts(self) -> dict[str, object]:
        """Say for machines what the files are of."""

    def close(self) -> None:
        """Stop noticing."""


def return_to(home: Path) -> None:
    """Go to the folder that has this name now: a process stays in one that is renamed or deleted.

    Raises OutputError where there is none.
    """
    try:
        if not home.samefile(Path()):
            os.chdir(home)
    except PermissionError:
        # Who was started there by somebody else may be in it, and not know the way.
        return
    except OSError as error:
        what = f"the folder '{home.as_posix()}' is not there"
        raise OutputError(what, "put it back; statusgen watches on") from error


def is_of_the_site(path: Path, site: Path) -> bool:
    """Say whether a path is one at which a site's own files stand, whose changes are watched."""
    real, root = os.path.realpath(path), os.path.realpath(site)
    return matters(os.path.relpath(real, root).replace(os.sep, "/"), _PARTS)


class Files:
    """A site's folder. What cannot be watched is looked at again now and then.

    `but` is a file that the watcher itself writes, which may lie beside the logo.
    """

    def __init__(self, site: Path, *, say: Callable[[str], None], but: Path | None = None) -> None:
        self.name = "this folder" if site == Path() else site.as_posix()
        self.watched = False
        self._site = site
        self._whole = Path.cwd() / site
        self._say = say
        self._but = but
        self._parts = _PARTS
        self._watch: Watch | None = None
        self._said = False
        self._closed = Event()

    def start(self, changed: Callable[[], None]) -> None:
        """Begin to watch."""
        Thread(target=self._look, args=(changed,), name="folder", daemon=True).start()
        try:
            self._watch = Watch(self._site, changed, but=self._but)
        except OSError as error:
            self._complain(error)

    def ready(self) -> Path:
        """Wait until the files are at rest; return the folder."""
        if self._watch is not None:
            self._watch.settle()
            try:
                self._watch.follow(self._parts)
                self.watched, self._said = True, False
            except OSError as error:
                self._complain(error)
        if not self._site.is_dir():
            what = f"the folder '{self._site.as_posix()}' is not there"
            raise OutputError(what, "put it back; statusgen watches on")
        return self._site

    def learn(self, config: Config) -> bool:
        """Watch the folders of the logo and of the form's program as well."""
        parts = _PARTS | named(config)
        grown, self._parts = parts - self._parts, parts
        return bool(grown) and self.watched

    def facts(self) -> dict[str, object]:
        """Say whether the folder is watched."""
        return {"watched": self.watched}

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()
        if self._watch is not None:
            self._watch.close()

    def _look(self, changed: Callable[[], None]) -> None:
        """Notice when the folder is another one, of which nothing in the old one tells."""
        before = identity(self._whole)
        while not self._closed.wait(LOOK):
            now = identity(self._whole)
            if now != before:
                before = now
                changed()

    def _complain(self, error: OSError) -> None:
        if not self._said:
            why = reason(error)
            self._say(
                f"warning: the system does not let statusgen watch the files ({why}): it looks at "
                "them every minute instead"
            )
        self.watched, self._said = False, True
