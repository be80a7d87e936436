"""Any program that publishes a folder: a host's own uploader, or rclone.

It is handed a copy of the release, and nobody but itself knows what it did: what is live cannot be
asked, compared or taken back here. No shell reads its arguments.
"""

from __future__ import annotations

import shutil
import subprocess

from statusgen import located
from statusgen.errors import Problem, PublishError, PublishIncomplete
from statusgen.frozen import frozen
from statusgen.located import Mapping as Keys
from statusgen.located import excerpt
from statusgen.parse.fields import Fields
from statusgen.publish.programs import LATE, find, last_words, run_program
from statusgen.publish.release import Release
from statusgen.publish.scratch import scratch
from statusgen.publish.staging import stage
from statusgen.publish.target import Delivered, Difference, Live, Memory, Run

__all__ = ["Command", "make"]

_KEYS = ("type", "name", "cdn", "compress", "run")
_EXAMPLE = '[rclone, sync, "{folder}", "remote:bucket"]'
_NOTE = "only the program knows what it did: statusgen cannot look at what is live there"


def make(name: str, keys: Keys, problems: list[Problem]) -> Command | None:
    """Make a target from `run`, a program and its arguments, one of which names {folder}."""
    before = len(problems)
    fields = Fields(keys, problems=problems, known=_KEYS, of="a target of type command")
    node = fields.node("run")
    if node is None:
        fields.missing("run", f"add a line: run: {_EXAMPLE}")
    elif isinstance(node, located.Scalar) and " " in node.text.strip():
        what = "'run' must be a list, since no shell takes a line of text apart"
        words = ", ".join(map(_quoted, node.text.split()))
        fields.problem(node.where, "wrong-type", what, f"write run: [{words}]")
    argv = tuple(one.text for one in fields.texts("run", example=_EXAMPLE))
    if argv and not any("{folder}" in one for one in argv) and len(problems) == before:
        what = f"'{excerpt(argv[0])}' is not told where the site is"
        hint = 'write "{folder}" in the argument that takes the folder to publish'
        fields.problem(fields.where("run"), "wrong-value", what, hint)
    if not argv or len(problems) > before:
        return None
    return Command(name=name, argv=argv)


def _quoted(word: str) -> str:
    return f'"{word}"' if any(sign in word for sign in "{}[],:#&*!|>'%@`") else word


@frozen
class Command:
    """The target: `argv` with {folder} and {url} to be filled in."""

    name: str
    argv: tuple[str, ...]

    @property
    def where(self) -> str:
        """Name the program."""
        return f"the program {self.argv[0]}"

    @property
    def mute(self) -> bool:
        """Say that nobody can be asked what is live there."""
        return True

    def publish(self, release: Release, run: Run) -> Delivered:
        """Run the program over a copy of the release, in the site's folder."""
        done = Delivered(
            live=Live.of(release),
            written=tuple(one.path for one in release.files),
            deleted=(),
            unchanged=0,
            sent=sum(one.size for one in release.files),
            notes=(_NOTE,),
        )
        program = self._find(run)
        if run.dry_run:
            return done
        with scratch() as own:
            folder = own / "site"
            stage(release, release.files, folder)
            run.progress(0, 1, self.argv[0])
            filled = {"{folder}": str(folder), "{url}": release.url}
            self._run(program, [_filled(one, filled) for one in self.argv[1:]], run)
        run.progress(1, 1, self.argv[0])
        return done

    def live(self, run: Run) -> Live | None:
        """Raise PublishError: nobody can say."""
        raise self._cannot("what is live there")

    def verify(self, run: Run) -> tuple[Difference, ...]:
        """Raise PublishError: nobody can say."""
        raise self._cannot("whether the live files are those that were published")

    def rollback(self, run: Run) -> Delivered:
        """Raise PublishError: what was there before is nowhere kept."""
        raise PublishError(
            f"{self.where} cannot be asked for the release before",
            "go back to an older state of the site's files, and publish that",
        )

    def memory(self, run: Run) -> Memory | None:
        """Return None: a program has no place for private files."""
        return None

    def _cannot(self, what: str) -> PublishError:
        hint = "look at the live page itself: statusgen doctor and the page's address"
        return PublishError(f"{self.where} cannot say {what}", hint)

    def _find(self, run: Run) -> str:
        """Find the program on PATH, or by its path from the site's folder."""
        name = self.argv[0]
        hint = "install it, or write its whole path in statusgen.yml"
        if "/" not in name and "\\" not in name:
            return find(name, run.environ, hint)
        path = run.site / name
        if shutil.which(path) is None:
            raise PublishError(f"'{name}' is no program on this machine", hint)
        return str(path.absolute())

    def _run(self, program: str, arguments: list[str], run: Run) -> None:
        try:
            ended = run_program(
                (program, *arguments),
                programs=run.programs,
                environ=run.environ,
                seconds=run.budget,
                cwd=run.site,
                merged=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            words = last_words(str(error), run.environ)
            what = f"{self.where} cannot be started: {words}"
            raise PublishError(what, "look whether it can be run by hand") from error
        if ended.status == 0:
            return
        said = last_words(ended.err, run.environ)
        how = f"ended with status {ended.status}"
        if ended.status == LATE:
            how = f"was not done after {run.budget:.0f} seconds and was ended"
        elif ended.status < 0:
            how = f"was killed by signal {-ended.status}"
        raise PublishIncomplete(
            f"{self.where} {how}; only it knows what readers see now"
            + (f" ({said})" if said else ""),
            "see what it says and whether the page is whole, then publish again",
        )


def _filled(argument: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        argument = argument.replace(name, value)
    return argument
