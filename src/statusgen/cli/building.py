"""The commands that read a site and say or write what becomes of it."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import click

from statusgen.cli.options import FORMAT_OF_FINDINGS, options, site_options
from statusgen.cli.speaking import Said, run
from statusgen.cli.stages import Stages
from statusgen.options import Options

__all__ = ["build", "check", "list_", "next_"]


@click.command()
@site_options(
    click.option(
        "-o",
        "out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Where to put the page; `output` in the site's folder if not given.",
    )
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Name every file that is written or deleted, and say where the time went.",
)
@click.option(
    "--no-cache",
    is_flag=True,
    help="Read every entry anew, and keep nothing in the site's folder for the next build.",
)
def build(
    site: Path,
    out: Path | None,
    now: str | None,
    skip_broken: bool,
    strict: bool,
    style: str,
    quiet: bool,
    verbose: bool,
    no_cache: bool,
) -> None:
    """Build the status page.

    Files that did not change are left alone. If anything is wrong, the page stays as it was.
    """
    from statusgen import report, standing

    started = time.perf_counter()
    said = Said(style=style, site=site)
    folder = out or site / "output"
    stages = Stages(quiet=quiet)

    def asked() -> Options:
        return options(site, now, skip_broken, strict, cache=not no_cache, stage=stages)

    with stages:
        told, receipt = run(said, lambda: standing.build(asked(), folder))
    took = timedelta(seconds=time.perf_counter() - started)
    text = report.result(told, receipt, took=took, out=folder.as_posix(), verbose=verbose)
    text += f"\n{stages.text()}" if verbose else ""
    facts = report.result_facts(told, receipt, took=took)
    said.answer_after(told.problems, "" if quiet else text, {} if quiet else facts)


@click.command()
@site_options(
    click.option(
        "--fix", is_flag=True, help="Correct what has only one right answer, in the files."
    ),
    form=FORMAT_OF_FINDINGS,
)
def check(
    site: Path, fix: bool, now: str | None, skip_broken: bool, strict: bool, style: str
) -> None:
    """Look for mistakes.

    Writes nothing but the corrections that --fix asks for. What each rule looks for, and why, is in
    docs/reference/checks.md.
    """
    from statusgen import pipeline, report

    said = Said(style=style, site=site)
    asked = options(site, now, skip_broken, strict)
    made = run(said, lambda: pipeline.correct(asked)) if fix else ()
    status, found = run(said, lambda: pipeline.look(asked), after=made)
    waiting = pipeline.waiting(status)
    text, facts = report.checked(status, waiting), report.waiting_facts(waiting)
    said.answer_after(found, text, facts, after=made)


@click.command("next")
@site_options()
def next_(site: Path, now: str | None, skip_broken: bool, strict: bool, style: str) -> None:
    """Print when the page must be built again.

    It is the next time at which the page changes by itself, in UTC: for cron and its like. Warnings
    are left to `check`.
    """
    from statusgen import pipeline, report

    said = Said(style=style, site=site)
    status, _ = run(said, lambda: pipeline.status_of(options(site, now, skip_broken, strict)))
    until = report.instant(status.valid_until)
    said.answer(until, {"valid_until": until})


@click.command("list")
@site_options()
def list_(site: Path, now: str | None, skip_broken: bool, strict: bool, style: str) -> None:
    """List the files that a build writes.

    Each one with its media type and its cache class. Warnings are left to `check`.
    """
    from statusgen import pipeline, report

    said = Said(style=style, site=site)
    plan = run(said, lambda: pipeline.plan(options(site, now, skip_broken, strict)))
    said.answer(report.artifacts(plan.artifacts), {"files": report.artifact_facts(plan.artifacts)})
