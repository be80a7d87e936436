"""The options that several commands take, and what they mean."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from statusgen.errors import UsageError
from statusgen.options import Options, Stage, untold

__all__ = [
    "FORMAT",
    "FORMAT_OF_FINDINGS",
    "NOW",
    "SITE",
    "SKIP_BROKEN",
    "Number",
    "all_of",
    "options",
    "site_options",
    "there",
]

_UTC = re.compile(r"(?:199|20\d|21\d)\d-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?Z", re.ASCII)


class Number(click.IntRange):
    """A whole number from one to another; what is none is said in a sentence, as a range is not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; a usage error says what it may be."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            what = f"'{value}' is not a whole number from {self.min} to {self.max}."
            self.fail(what, param, ctx)


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
NOW = click.option(
    "--now",
    metavar="TIME",
    help="Pretend that it is this time, such as '2026-03-04 09:30' (in the site's zone).",
)
SKIP_BROKEN = click.option(
    "--skip-broken",
    is_flag=True,
    help="Leave out entries with mistakes; the page says that some are missing.",
)
_STRICT = click.option("--strict", is_flag=True, help="Let warnings stop the run as errors do.")


def all_of(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Give a command several options, which its help lists in this order."""

    def decorate(command: F) -> F:
        for option in reversed(options):
            option(command)
        return command

    return decorate


def site_options(
    *own: Callable[[Any], Any], form: Callable[[Any], Any] = FORMAT
) -> Callable[[F], F]:
    """Give a command the options of all commands about a site, with its own behind -C."""
    return all_of(SITE, *own, NOW, SKIP_BROKEN, _STRICT, form)


def options(
    site: Path,
    now: str | None,
    skip_broken: bool,
    strict: bool,
    *,
    cache: bool = True,
    stage: Stage = untold,
) -> Options:
    """Make what was asked for into what the pipeline takes: here the clock is read, once."""
    return Options(
        site=there(site),
        now=_absolute(now) or now or datetime.now(UTC),
        skip_broken=skip_broken,
        strict=strict,
        cache=cache,
        processes=processors(),
        stage=stage,
    )


def _absolute(now: str | None) -> datetime | None:
    """Read a time that needs no zone: the site does not have to be read for it."""
    if now is None or _UTC.fullmatch(now) is None:
        return None
    try:
        return datetime.fromisoformat(now)
    except ValueError:
        return None  # whoever knows what to say about it comes later


def processors() -> int:
    """Say how many processors this run may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def there(site: Path) -> Path:
    """Return the folder, if the one that it is named from still exists."""
    try:
        Path.cwd()
    except OSError as error:
        what = "the folder that statusgen was called in is not there any more"
        raise UsageError(what, "go to another folder and call it from there") from error
    return site
