"""The commands that show what readers will see, and when."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from pathlib import Path

import click

from statusgen.cli.options import FORMAT, NOW, SITE, SKIP_BROKEN, Number, options, there
from statusgen.cli.speaking import Said, run, tell
from statusgen.cli.stopping import beginning

__all__ = ["serve", "timeline"]


@click.command()
@SITE
@click.option(
    "--port",
    type=Number(0, 65535),
    metavar="PORT",
    default=8000,
    help="The first port to try; 8000 if not given.",
)
@click.option(
    "--bind",
    metavar="ADDRESS",
    default="127.0.0.1",
    help="Where to listen; only on this machine if not given.",
)
@NOW
@SKIP_BROKEN
@click.option("--open", "browse", is_flag=True, help="Open the page in a browser.")
def serve(
    site: Path, port: int, bind: str, now: str | None, skip_broken: bool, browse: bool
) -> None:
    """Show the page in a browser, and follow what you write.

    Save a file, and the page in the browser is the new one. If anything is wrong, it says what and
    where. Nothing is written. Stop it with Ctrl-C.
    """
    with beginning():
        from statusgen.server import Preview, Server, State

        said = Said(style="text", site=site)

        def told(state: State) -> None:
            said.problems(state.problems)
            tell(state.summary)

        preview = run(
            said,
            lambda: Preview(
                there(site),
                clock=lambda: datetime.now(UTC),
                now=now,
                skip_broken=skip_broken,
                told=told,
                # No build takes less than a millisecond: no earlier preview came to this number.
                first=int(datetime.now(UTC).timestamp() * 1000),
            ),
        )
        server = run(said, lambda: Server(preview, bind=bind, port=port))
    try:
        told(preview.state)
        tell(server.greeting)
        if browse:
            click.launch(server.address)
        server.wait()
    except KeyboardInterrupt:
        # A terminal may say it twice, to the program and to its group: what is left takes no time.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        tell("stopped")
    finally:
        server.close()


@click.command()
@SITE
@click.option(
    "--count",
    type=Number(1, 1000),
    default=20,
    metavar="N",
    help="How many changes to list; 20 if not given.",
)
@click.option("--all", "days", is_flag=True, help="List new days too: the history moves on then.")
@NOW
@FORMAT
def timeline(site: Path, count: int, days: bool, now: str | None, style: str) -> None:
    """List when the page will change by itself, and how.

    Planned work begins and ends, texts that are dated ahead appear, promises run out.
    """
    from statusgen import server

    said = Said(style=style, site=site)
    asked = options(site, now, skip_broken=False, strict=False)
    found = run(said, lambda: server.ahead(asked, count=count, days=days))
    said.answer(server.text(found), {"transitions": server.facts(found)})
