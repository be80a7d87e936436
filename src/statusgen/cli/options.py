"""The options that several commands take, and what they mean. The only reader of the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from statusgen.errors import UsageError

if TYPE_CHECKING:
    from statusgen.pipeline import Options

__all__ = ["FORMAT", "FORMAT_OF_FINDINGS", "SITE", "options", "site_options", "there"]

F = TypeVar("F", bound=Callable[..., Any])

# What commands about a site take; `build` has more, which stand between and behind these.
SITE = click.option(
    "-C",
    "site",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    metavar="DIR",
    help="The site's folder, if it is not this one.",
)
FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How to speak: to people, to programs, or in GitHub's annotations.",
)
FORMAT_OF_FINDINGS = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="How to speak: to people, to programs, in GitHub's annotations, or in SARIF.",
)
READING = (
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
)


def site_options(
    *own: Callable[[Any], Any], form: Callable[[Any], Any] = FORMAT
) -> Callable[[F], F]:
    """Give a command the options of all commands about a site, with its own behind -C."""

    def decorate(command: F) -> F:
        for option in reversed((SITE, *own, *READING, form)):
            option(command)
        return command

    return decorate


def options(site: Path, now: str | None, skip_broken: bool, strict: bool) -> Options:
    """Make what was asked for into what the pipeline takes: here the clock is read, once."""
    from statusgen.pipeline import Options

    return Options(
        site=there(site), now=now or datetime.now(UTC), skip_broken=skip_broken, strict=strict
    )


def there(site: Path) -> Path:
    """Return the folder, if the one that it is named from still exists."""
    try:
        Path.cwd()
    except OSError as error:
        what = "the folder that statusgen was called in is not there any more"
        raise UsageError(what, "go to another folder and call it from there") from error
    return site
