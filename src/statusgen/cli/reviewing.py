"""The command that says what a change means for readers, before it is published."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from statusgen.cli.options import SITE, options
from statusgen.cli.speaking import Said, run

__all__ = ["diff"]

# Problems are for people here even where the answer is a comment.
_STYLES = {"text": "text", "markdown": "text", "json": "json"}


@click.command()
@click.argument("revision", metavar="[REV]", default="HEAD")
@SITE
@click.option(
    "--now",
    metavar="TIME",
    help="Compare as of this time, such as '2026-03-04 09:30' (in the site's zone).",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(list(_STYLES)),
    default="text",
    help="How to speak: to people, in a comment on a pull request, or to programs.",
)
def diff(revision: str, site: Path, now: str | None, style: str) -> None:
    """Show what your changes mean for readers.

    Compares the site as it was at a git revision with the files as they are now: what the page
    says, whom the feeds tell, what appears and what vanishes. REV is a branch, a tag or a commit;
    the last commit if not given. Nothing is written, and warnings are left to `check`.
    """
    from statusgen import review

    said = Said(style=_STYLES[style], site=site)
    found = run(said, lambda: review.review(options(site, now, False, False), revision))
    said.answer_after(found.problems, found.said(style), found.facts)
    sys.exit(found.exit_code)
