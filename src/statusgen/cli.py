"""The command: arguments in, exit code out. The only reader of the clock.

Heavy imports stand inside the commands that need them: `statusgen --version` must answer at once.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from statusgen import __version__
from statusgen.errors import ContentError, OutputError, Problem, StatusgenError, UsageError

if TYPE_CHECKING:
    from statusgen.pipeline import Options

__all__ = ["main"]

F = TypeVar("F", bound=Callable[..., Any])

_EPILOG = """\b
Exit codes:
  0    done
  1    the site's files have problems
  2    the command was called in a way that cannot work
  3    the output cannot be written; what stood there is untouched
  75   another build is writing to the same folder; try again
  130  stopped by Ctrl-C; run it again"""

_SHELLS = """\b
Put this line into your shell's own file:
  bash  ~/.bashrc                   eval "$(statusgen completion bash)"
  zsh   ~/.zshrc                    eval "$(statusgen completion zsh)"
  fish  ~/.config/fish/config.fish  statusgen completion fish | source"""

_INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """How this run speaks: in which style, and about which site, named as it was on the command.

    In JSON a run is one object on standard output. Otherwise problems come first, those for people
    on standard error.
    """

    style: str
    site: Path

    @property
    def prefix(self) -> str:
        name = self.site.as_posix()
        return "" if name == "." else f"{name.rstrip('/')}/"

    def problems(self, found: tuple[Problem, ...]) -> None:
        from statusgen import read, report

        paths = sorted({problem.where.path for problem in found})
        files = tuple(filter(None, (read.read_again(self.site, path) for path in paths)))
        text = report.problems(found, files=files, style=self.style, prefix=self.prefix)
        _tell(text, err=self.style == "text")

    def answer(self, text: str, facts: Mapping[str, object]) -> None:
        """Give the answer that the command was called for, in words or as facts."""
        from statusgen import report

        _tell(report.document(facts) if self.style == "json" else text)

    def answer_after(
        self, found: tuple[Problem, ...], text: str, facts: Mapping[str, object]
    ) -> None:
        """Say what was found, then give the answer."""
        from statusgen import report

        if self.style == "json":
            self.answer(text, {**report.facts_of(found, self.prefix), **facts})
            return
        self.problems(found)
        self.answer(text, facts)


# What commands about a site take; `build` has more, which stand between and behind these.
_SITE = click.option(
    "-C",
    "site",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    metavar="DIR",
    help="The site's folder, if it is not this one.",
)
_FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How to speak: to people, to programs, or in GitHub's annotations.",
)
_READING = (
    click.option(
        "--now",
        metavar="TIME",
        help="Pretend that it is this time, such as '2026-03-04 09:30' (in the site's zone).",
    ),
    click.option(
        "--skip-broken",
        is_flag=True,
        help="Leave out entries with mistakes; the page says that some are missing.",
    ),
    click.option("--strict", is_flag=True, help="Let warnings stop the run as errors do."),
    _FORMAT,
)


def _site_options(*own: Callable[[Any], Any]) -> Callable[[F], F]:
    """Give a command the options of all commands about a site, with its own behind -C."""

    def decorate(command: F) -> F:
        for option in reversed((_SITE, *own, *_READING)):
            option(command)
        return command

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(__version__, "-V", "--version", message="statusgen %(version)s")
def cli() -> None:
    """Make a public status page from Markdown entries.

    Write entries in content/incidents/ and content/maintenance/, then run `statusgen build`.
    """


@cli.command()
@_site_options(
    click.option(
        "-o",
        "out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Where to put the page; `output` in the site's folder if not given.",
    )
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
@click.option("-v", "--verbose", is_flag=True, help="Name every file that is written or deleted.")
def build(
    site: Path,
    out: Path | None,
    now: str | None,
    skip_broken: bool,
    strict: bool,
    style: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the status page.

    Files that did not change are left alone. If anything is wrong, the page stays as it was.
    """
    from statusgen import pipeline, report

    started = time.perf_counter()
    said = _Said(style=style, site=site)
    folder = out or site / "output"
    built = _run(said, lambda: pipeline.build(_options(site, now, skip_broken, strict), folder))
    took = timedelta(seconds=time.perf_counter() - started)
    status, receipt = built.plan.status, built.receipt
    text = report.result(status, receipt, took=took, out=folder.as_posix(), verbose=verbose)
    facts = report.result_facts(status, receipt, took=took)
    said.answer_after(built.plan.problems, "" if quiet else text, {} if quiet else facts)


@cli.command()
@_site_options()
def check(site: Path, now: str | None, skip_broken: bool, strict: bool, style: str) -> None:
    """Look for mistakes and write nothing."""
    from statusgen import pipeline, report

    said = _Said(style=style, site=site)
    plan = _run(said, lambda: pipeline.plan(_options(site, now, skip_broken, strict)))
    said.answer_after(plan.problems, report.checked(plan.status), {})


@cli.command("next")
@_site_options()
def next_(site: Path, now: str | None, skip_broken: bool, strict: bool, style: str) -> None:
    """Print when the page must be built again.

    It is the next time at which the page changes by itself, in UTC: for cron and its like. Warnings
    are left to `check`.
    """
    from statusgen import pipeline, report

    said = _Said(style=style, site=site)
    status, _ = _run(said, lambda: pipeline.status_of(_options(site, now, skip_broken, strict)))
    until = report.instant(status.valid_until)
    said.answer(until, {"valid_until": until})


@cli.command("list")
@_site_options()
def list_(site: Path, now: str | None, skip_broken: bool, strict: bool, style: str) -> None:
    """List the files that a build writes.

    Each one with its media type and its cache class. Warnings are left to `check`.
    """
    from statusgen import pipeline, report

    said = _Said(style=style, site=site)
    plan = _run(said, lambda: pipeline.plan(_options(site, now, skip_broken, strict)))
    said.answer(report.artifacts(plan.artifacts), {"files": report.artifact_facts(plan.artifacts)})


@cli.group()
def theme() -> None:
    """Change how the pages look."""


@theme.command("check")
@click.argument("name", required=False)
@_SITE
@_FORMAT
def theme_check(name: str | None, site: Path, style: str) -> None:
    """Look for mistakes in a theme.

    Draws every page of some made-up sites, and names everything that a template asks for and that
    is not there, or that browsers would block. NAME is the theme; if not given, the site's own.
    """
    from statusgen import workshop

    said = _Said(style=style, site=site)
    found = _run(said, lambda: workshop.check(_there(site), name))
    said.answer_after(found.problems, found.text, found.facts)


@theme.command("copy")
@click.argument("file")
@_SITE
@click.option("--theme", "name", metavar="NAME", help="The theme, if not the site's own.")
@click.option(
    "--extend",
    is_flag=True,
    help="Write a template that builds on this one, to change only a part of it.",
)
@_FORMAT
def theme_copy(file: str, site: Path, name: str | None, extend: bool, style: str) -> None:
    """Copy a file of a theme into the site, to change it there.

    FILE is a template or an asset, such as index.html or style.css. A file that is there already
    stays as it is.
    """
    from statusgen import scaffold

    said = _Said(style=style, site=site)
    copied = _run(said, lambda: scaffold.copy(_there(site), file, theme=name, extend=extend))
    said.answer(copied.text(site.as_posix()), copied.facts)


@cli.command(epilog=_SHELLS)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script that completes commands in your shell."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    _tell(found(cli, {}, "statusgen", "_STATUSGEN_COMPLETE").source())


def main() -> None:
    """Run the command and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter of some title is no reason to say nothing at all.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(prog_name="statusgen", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        _tell(
            "stopped before the end\n"
            "  hint: run it again; a build that was stopped half way is completed then",
            err=True,
        )
        code = _INTERRUPTED
    except OSError as error:
        # What goes wrong with the site's files and its output is said where it happens: this is
        # about the answer itself (`statusgen list > /full/disk`), and the system at its limits.
        _fall_silent(1)
        why = (error.strerror or "unknown reason").lower()
        _tell(f"error: the system does not let statusgen go on: {why}", err=True)
        code = OutputError.exit_code
    sys.exit(code)


def _options(site: Path, now: str | None, skip_broken: bool, strict: bool) -> Options:
    from statusgen.pipeline import Options

    return Options(
        site=_there(site), now=now or datetime.now(UTC), skip_broken=skip_broken, strict=strict
    )


def _there(site: Path) -> Path:
    """Return the folder, if the one that it is named from still exists."""
    try:
        Path.cwd()
    except OSError as error:
        what = "the folder that statusgen was called in is not there any more"
        raise UsageError(what, "go to another folder and call it from there") from error
    return site


T = TypeVar("T")


def _run(said: _Said, work: Callable[[], T]) -> T:
    """Do the work; say what a user has to know about its failure, and end with its exit code."""
    from statusgen import report

    try:
        return work()
    except ContentError as error:
        said.problems(error.problems)
        sys.exit(error.exit_code)
    except StatusgenError as error:
        _tell(report.failure(error, style=said.style), err=said.style == "text")
        sys.exit(error.exit_code)


def _tell(text: str, *, err: bool = False) -> None:
    """Print, if there is something to print.

    Whoever stops reading (`statusgen list | head -1`) has read enough: that is no failure.
    """
    if not text:
        return
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        _fall_silent(2 if err else 1)


def _fall_silent(descriptor: int) -> None:
    """Give up a stream: Python would try once more at the end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
