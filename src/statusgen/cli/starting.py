"""The command that begins a site."""

from __future__ import annotations

from pathlib import Path

import click

from statusgen.cli.options import FORMAT, there
from statusgen.cli.speaking import Said, run

__all__ = ["init"]


@click.command()
@click.argument(
    "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="[DIR]"
)
@click.option("--title", help="The name of the page.")
@click.option("--url", default="https://status.example.com/", help="The page's address.")
@click.option("--timezone", default="Europe/London", help="Your time zone.")
@click.option(
    "--language",
    default="en-GB",
    metavar="TAG",
    help="The language that you write in, such as en-GB, de or fr-CA.",
)
@FORMAT
def init(
    folder: Path, title: str | None, url: str, timezone: str, language: str, style: str
) -> None:
    """Begin a new site in a folder.

    It builds as it is, with an example to learn from, workflows for GitHub and GitLab that check
    and publish it, a check before each commit, and schemas for editors. Its name, the example and
    the names of services are in your language, if there are words in it.
    """
    from statusgen import starter

    said = Said(style=style, site=folder)
    started = run(
        said,
        lambda: starter.start(
            there(folder), title=title, url=url, timezone=timezone, language=language
        ),
    )
    said.answer(started.text, started.facts)
