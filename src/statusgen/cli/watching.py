"""The command that keeps the page right by itself."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.cli.options import SITE, SKIP_BROKEN, there
from statusgen.cli.progress import Line
from statusgen.cli.publishing import BUDGET, MAX_DELETES, OUT, run_of
from statusgen.cli.speaking import Said, give_up_what_is_unsaid, run, tell_if_possible
from statusgen.cli.stopping import beginning
from statusgen.errors import UsageError

if TYPE_CHECKING:
    from statusgen.watching import HealthFile, HealthServer, Origin

__all__ = ["watch"]


@click.command()
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@SITE
@OUT
@click.option("--publish", is_flag=True, help="Publish it as well, as `statusgen publish` does.")
@click.option(
    "--branch",
    metavar="NAME",
    help="Build from this git branch, main or origin/main, instead of from the files.",
)
@click.option(
    "--health",
    metavar="ADDRESS:PORT",
    help="Say over HTTP how it is, for machines that watch it: 127.0.0.1:8001.",
)
@click.option(
    "--health-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Say the same in a file.",
)
@SKIP_BROKEN
@click.option("--strict", is_flag=True, help="Let warnings stop a build as errors do.")
@MAX_DELETES
@BUDGET
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
def watch(
    names: tuple[str, ...],
    site: Path,
    out: Path | None,
    publish: bool,
    branch: str | None,
    health: str | None,
    health_file: Path | None,
    skip_broken: bool,
    strict: bool,
    max_deletes: float,
    budget: float,
    quiet: bool,
) -> None:
    """Keep the page right by itself.

    Builds, and publishes with --publish, when you save a file, when planned work begins or ends,
    and often enough to keep the page confirmed. If anything is wrong it says what, keeps the last
    good page, and tries again. Stop it with Ctrl-C.
    """
    with beginning(quiet=quiet):
        from statusgen import delivery, watching

        said = Said(style="text", site=site)
        line = Line(quiet=quiet)

        def fail(text: str) -> None:
            line.clear()
            tell_if_possible(text, err=True)

        def told(text: str) -> None:
            line.clear()
            tell_if_possible("" if quiet else text)

        run(said, lambda: _published(names, publish=publish))
        if publish and branch is None:
            # What a branch says of its targets is read when it is built.
            run(said, lambda: delivery.hosts(there(site), names))
        settings = watching.Settings(
            site=run(said, lambda: there(site)),
            out=out or site / "output",
            publish=publish,
            names=names,
            skip_broken=skip_broken,
            strict=strict,
        )
        origin: Origin = watching.Files(site, say=fail, but=health_file)
        if branch is not None:
            origin = run(said, lambda: watching.Branch(site, branch, say=fail))
        telling = run(said, lambda: _health(health, health_file, site, fail))
        tools = watching.Tools(
            clock=lambda: datetime.now(UTC),
            wait=lambda event, seconds: event.wait(seconds),
            chance=random.random,
            say=told,
            fail=fail,
            health=telling or (lambda health: None),
            progress=line,
            run=run_of(site, max_deletes=max_deletes, budget=budget),
        )
        watcher = watching.Watcher(settings, origin, tools)
    run(said, lambda: watching.until_stopped(watcher))
    if telling is not None:
        telling.close()
    told("stopped")
    give_up_what_is_unsaid()


def _published(names: tuple[str, ...], *, publish: bool) -> None:
    """Raise UsageError where targets are named and nothing is published."""
    if names and not publish:
        what = f"without --publish nothing is published, also not to '{names[0]}'"
        raise UsageError(what, "add --publish, or leave the target out")


def _health(
    address: str | None, path: Path | None, site: Path, told: Callable[[str], None]
) -> HealthFile | HealthServer | None:
    """Make what tells machines. Raises UsageError where it cannot be told there."""
    from statusgen.watching import HealthFile, HealthServer, is_of_the_site

    if path is not None:
        if address is not None:
            what = "--health and --health-file cannot be asked for at once"
            raise UsageError(what, "take the one that is asked for how it is")
        if is_of_the_site(path, site):
            what = f"--health-file: '{path.as_posix()}' is where the site's own files are"
            raise UsageError(what, "choose another place, such as health.json")
        return HealthFile(path, clock=lambda: datetime.now(UTC), say=told)
    if address is None:
        return None
    found = re.fullmatch(r"(?:\[?([0-9A-Za-z.:_-]*?)\]?:)?(\d{1,5})", address, re.ASCII)
    if found is None or int(found[2]) > 65535:
        what = f"--health: '{address}' is not an address with a port"
        raise UsageError(what, "write it like 127.0.0.1:8001")
    return HealthServer(found[1] or "127.0.0.1", int(found[2]), clock=lambda: datetime.now(UTC))
