"""The command that puts the page where readers see it."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from statusgen.cli.options import options, site_options
from statusgen.cli.progress import Line
from statusgen.cli.speaking import Said, run, say_what_was_done, tell
from statusgen.cli.stopping import heed_stops
from statusgen.errors import UsageError
from statusgen.frozen import frozen

if TYPE_CHECKING:
    from statusgen.delivery import Due, Hosts, Published, Verified
    from statusgen.publish.several import Outcome
    from statusgen.publish.target import Run

__all__ = ["BUDGET", "MAX_DELETES", "OUT", "publish", "run_of"]

T = TypeVar("T")

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
_LONGEST = 24 * 3600


def _share(ctx: click.Context, param: click.Parameter, value: str) -> float:
    """Read a part of a whole, 0.2 or 20%, as a number from 0 to 1."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?|\.\d+)\s*(%?)", value.strip(), re.ASCII)
    share = float(found[1]) / (100 if found[2] else 1) if found else -1
    if not 0 <= share <= 1:
        what = f"'{value}' is not a share; write it like 0.2 or 20%"
        raise click.BadParameter(what, ctx, param)
    return share


def _seconds(ctx: click.Context, param: click.Parameter, value: str) -> float:
    """Read a length of time, 90, 90s, 5m or 1h, as seconds."""
    found = re.fullmatch(r"(\d{1,6})\s*([smh]?)", value.strip(), re.ASCII)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 0 < seconds <= _LONGEST:
        what = f"'{value}' is not a length of time up to a day; write it like 5m"
        raise click.BadParameter(what, ctx, param)
    return float(seconds)


OUT = click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where to build the page; `output` in the site's folder if not given.",
)
MAX_DELETES = click.option(
    "--max-deletes",
    metavar="SHARE",
    default="50%",
    callback=_share,
    help="The most of the live files that one run may delete: 0.2 or 20%; half if not given.",
)
BUDGET = click.option(
    "--budget",
    metavar="TIME",
    default="5m",
    callback=_seconds,
    help="How long to go on trying at a target that does not answer; 5m if not given.",
)


@click.command()
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@site_options(
    OUT,
    click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing."),
    click.option("--if-due", is_flag=True, help="End at once while what is live is still right."),
    click.option("--rollback", is_flag=True, help="Show the page before the live one again."),
    click.option("--verify", is_flag=True, help="Compare what is live with what was published."),
    MAX_DELETES,
    BUDGET,
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
def publish(
    names: tuple[str, ...],
    site: Path,
    out: Path | None,
    dry_run: bool,
    if_due: bool,
    rollback: bool,
    verify: bool,
    max_deletes: float,
    budget: float,
    now: str | None,
    skip_broken: bool,
    strict: bool,
    style: str,
    quiet: bool,
) -> None:
    """Build the page and put it where readers see it.

    To every target that statusgen.yml names under `publish`, or to each TARGET, at once; one that
    fails does not stop the others. Whatever is broken off in the middle, readers see whole pages,
    and the next run completes it.
    """
    from statusgen import delivery

    heed_stops()
    said = Said(style=style, site=site)
    line = Line(quiet=quiet)
    run(said, lambda: _apart(dry_run=dry_run, if_due=if_due, rollback=rollback, verify=verify))
    asked = run(said, lambda: options(site, now, skip_broken, strict))
    found = run(said, lambda: delivery.hosts(site, names))
    own = run_of(site, dry_run=dry_run, max_deletes=max_deletes, budget=budget)
    call = _Call(said=said, found=found, line=line, quiet=quiet, dry_run=dry_run)
    if verify:
        call.answer_verified(lambda: delivery.verify(found, own, line))
    elif rollback:
        call.answer(lambda: delivery.roll_back(found, own, line))
    elif not if_due or call.is_due(lambda: delivery.due(found, asked, own)):
        folder = out or site / "output"
        call.answer(lambda: delivery.publish(found, asked, folder, own, line))


@frozen
class _Call:
    """How the command was called, and how it answers; each answer ends it with its exit code."""

    said: Said
    found: Hosts
    line: Line
    quiet: bool
    dry_run: bool

    def answer(self, work: Callable[[], Published]) -> None:
        from statusgen.delivery import saying

        done = self._work(work)
        found = done.built.plan.problems if done.built is not None else ()
        text = saying.table(self.found, done, dry_run=self.dry_run)
        facts = saying.table_facts(done, dry_run=self.dry_run)

        def say() -> None:
            self.said.answer_after(found, "" if self.quiet else text, facts)
            self._remark(done.outcomes, done.notes)

        _end(done.exit_code, say)

    def answer_verified(self, work: Callable[[], Verified]) -> None:
        from statusgen.delivery import saying

        outcomes = self._work(work)
        text = saying.verified(outcomes)

        def say() -> None:
            self.said.answer("" if self.quiet else text, saying.verified_facts(outcomes))
            self._remark(outcomes, ())

        _end(saying.exit_code_of(outcomes), say)

    def is_due(self, work: Callable[[], Due]) -> bool:
        from statusgen.delivery import saying

        due = self._work(work)
        if not (due.due and (self.quiet or self.said.style == "json")):
            self.said.answer(saying.due(self.found, due), saying.due_facts(due))
        return due.due

    def _work(self, work: Callable[[], T]) -> T:
        def and_clear() -> T:
            try:
                return work()
            finally:
                self.line.clear()

        return run(self.said, and_clear)

    def _remark(self, outcomes: Sequence[Outcome[Any]], notes: Sequence[str]) -> None:
        from statusgen.delivery import saying

        if self.said.style != "json":
            text = saying.remarks(outcomes, notes, style=self.said.style)
            tell(text, err=self.said.style == "text")


def _end(code: int, say: Callable[[], None]) -> NoReturn:
    """Say how it went and end with its exit code, also where the system takes no words."""
    say_what_was_done(say)
    sys.exit(code)


def _apart(**flags: bool) -> None:
    """Raise UsageError for two that do not go together."""
    asked = [f"--{name.replace('_', '-')}" for name, given in flags.items() if given]
    if len(asked) > 1 and asked != ["--dry-run", "--rollback"]:
        what = f"{asked[0]} and {asked[1]} cannot be asked for at once"
        raise UsageError(what, "call statusgen publish once for each")


def run_of(site: Path, **settings: Any) -> Run:
    """Make what targets are handed: the clock, a way to wait, and where credentials come from."""
    from statusgen.publish.target import Run

    return Run(
        clock=lambda: datetime.now(UTC),
        pause=time.sleep,
        environ=dict(os.environ),
        site=site,
        progress=lambda done, total, what: None,
        **settings,
    )
