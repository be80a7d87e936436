"""The command that writes a web server's configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.cli.options import SITE, options
from statusgen.cli.speaking import Said, run, tell

if TYPE_CHECKING:
    from statusgen.publish.servers import Served

__all__ = ["headers"]

_OF_HOSTS = frozenset(("sitemap.xml", "robots.txt", ".nojekyll", "_headers", "build.json"))
"""Files for which `meta.rules` has rules, or none, whatever else there is."""


@click.command()
@click.argument("server", type=click.Choice(["nginx", "caddy"]))
@SITE
@click.option(
    "--root",
    metavar="DIR",
    default="/srv/status/current",
    help="Where the server has the files; /srv/status/current if not given.",
)
def headers(server: str, site: Path, root: str) -> None:
    """Print how a web server of your own is to send the page.

    It says what _headers says to other hosts, how long to keep each file and what pages may do, and
    also which types files have, that packed files are sent as they are, and what is shown where
    nothing is found. Keep it in a file of the server's and include that. New entries need no new
    one.
    """
    from statusgen.publish.servers import SERVERS

    said = Said(style="text", site=site)
    tell(run(said, lambda: SERVERS[server](_served(site, root))))


def _served(site: Path, root: str) -> Served:
    """Gather what is to be sent, now and when there are entries of every kind."""
    from statusgen import pipeline
    from statusgen.artifact import Artifact, CacheClass, Template
    from statusgen.artifacts import meta
    from statusgen.publish.servers import Served, typed

    plan = pipeline.plan(options(site, None, skip_broken=True, strict=False))
    # The page of an entry with mistakes is to be asked for sooner: that is not for good.
    found = [one for one in plan.artifacts if one.renderer != Template("stub.html")]
    # A new site has no such page yet, and its server is told how to send them all the same.
    later = (
        Artifact(
            path=path,
            media_type="text/html; charset=utf-8",
            cache=CacheClass.ENTRY,
            renderer=Template("entry.html"),
            view=lambda: None,
            key="",
        )
        for path in ("incidents/x/index.html", "maintenance/x/index.html", "history/x/index.html")
    )
    every = [*later, *(one for one in found if one.path not in _OF_HOSTS)]
    of_hosts = (one for one in plan.artifacts if one.path in _OF_HOSTS)
    files = ((one.path, one.media_type) for one in (*every, *of_hosts))
    rules, endings = typed(meta.rules(every, plan.theme.policy), files)
    return Served(rules=rules, endings=endings, url=plan.status.site.config.url, root=root)
