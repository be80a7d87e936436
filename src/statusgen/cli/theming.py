"""The commands for those who change how the pages look."""

from __future__ import annotations

from pathlib import Path

import click

from statusgen.cli.options import FORMAT, SITE, there
from statusgen.cli.speaking import Said, run

__all__ = ["theme"]


@click.group()
def theme() -> None:
    """Change how the pages look."""


@theme.command("check")
@click.argument("name", required=False)
@SITE
@FORMAT
def theme_check(name: str | None, site: Path, style: str) -> None:
    """Look for mistakes in a theme.

    Draws every page of some made-up sites, and names everything that a template asks for and that
    is not there, or that browsers would block. NAME is the theme; if not given, the site's own.
    """
    from statusgen import workshop

    said = Said(style=style, site=site)
    found = run(said, lambda: workshop.check(there(site), name))
    said.answer_after(found.problems, found.text, found.facts)


@theme.command("copy")
@click.argument("file")
@SITE
@click.option("--theme", "name", metavar="NAME", help="The theme, if not the site's own.")
@click.option(
    "--extend",
    is_flag=True,
    help="Write a template that builds on this one, to change only a part of it.",
)
@FORMAT
def theme_copy(file: str, site: Path, name: str | None, extend: bool, style: str) -> None:
    """Copy a file of a theme into the site, to change it there.

    FILE is a template or an asset, such as index.html or style.css. A file that is there already
    stays as it is.
    """
    from statusgen import scaffold

    said = Said(style=style, site=site)
    copied = run(said, lambda: scaffold.copy(there(site), file, theme=name, extend=extend))
    said.answer(copied.text(site.as_posix()), copied.facts)
