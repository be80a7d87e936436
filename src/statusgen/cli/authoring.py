"""The commands with which a team writes: report, update, resolve, look back, plan, cancel."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from statusgen.cli.options import FORMAT, SITE, all_of, there
from statusgen.cli.speaking import Said, run, say_what_was_done, tell
from statusgen.cli.stopping import INTERRUPTED, code_of, heed_stops, through
from statusgen.errors import ContentError, OutputError, UsageError
from statusgen.frozen import frozen

if TYPE_CHECKING:
    from statusgen.cli.questions import Questions
    from statusgen.scaffold.desk import Desk
    from statusgen.scaffold.drafting import Given
    from statusgen.scaffold.proving import Proved

__all__ = ["cancel", "new", "postmortem", "resolve", "update"]

T = TypeVar("T")

TEXT = click.option("--text", metavar="TEXT", help="What customers read; - takes it from stdin.")
COMPONENT = click.option(
    "--component", "components", multiple=True, metavar="ID[=STATE]", help="A service that is hit."
)
CHANGE = click.option(
    "--component",
    "components",
    multiple=True,
    metavar="ID=STATE",
    help="A service that has become better or worse.",
)
NEXT = click.option(
    "--next-update",
    metavar="TIME",
    help="When you will write again: 30m, 2h, 14:30 or a date and a time.",
)
TEMPLATE = click.option("--template", metavar="NAME", help="A prepared text to begin with.")
BLANK = click.option(
    "--blank", "blanks", multiple=True, metavar="NAME=VALUE", help="Fill in a blank of it."
)
TODO = click.option("--what-to-do", metavar="TEXT", help="What customers should do instead.")
WORKS = click.option(
    "--still-works", multiple=True, metavar="TEXT", help="What customers can still use."
)
SAFE = click.option("--data-safe", metavar="TEXT", help="Whether their data is safe.")
ID = click.option("--id", "id_", metavar="ID", help="The entry's id, if not from day and title.")
AT = click.option("--at", metavar="TIME", help="When it is dated, if not now.")
DRAFT = click.option("--draft", is_flag=True, help="Keep it out of everything for now.")
YES = click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
NOW = click.option("--now", metavar="TIME", help="Pretend that it is this time.")
WHICH = click.argument("id_", metavar="[ID]", required=False)


@click.group()
def new() -> None:
    """Report something, or announce planned work, in a new file."""


@new.command("incident")
@click.argument("title", required=False)
@all_of(SITE, COMPONENT, TEXT)
@click.option(
    "--status",
    type=click.Choice(["investigating", "identified"], case_sensitive=False),
    help="How far you are; investigating if not given.",
)
@all_of(TODO, WORKS, SAFE, NEXT, TEMPLATE, BLANK, ID, AT, DRAFT, YES, NOW, FORMAT)
def new_incident(site: Path, style: str, yes: bool, now: str | None, **given: Any) -> None:
    """Report that something does not work.

    In a terminal it asks for what is missing. TITLE says what does not work, and where.
    """
    _new(_Call.of(site, style, yes, now), given, maintenance=False)


@new.command("maintenance")
@click.argument("title", required=False)
@all_of(SITE, COMPONENT, TEXT)
@click.option("--starts", metavar="TIME", help="When the work begins, such as tomorrow 23:00.")
@click.option("--ends", metavar="TIME", help="When it ends: a time, or a length such as 6h.")
@all_of(TODO, WORKS, NEXT, TEMPLATE, BLANK, ID, AT, DRAFT, YES, NOW, FORMAT)
def new_maintenance(site: Path, style: str, yes: bool, now: str | None, **given: Any) -> None:
    """Announce planned work.

    In a terminal it asks for what is missing. TITLE says what is planned, and what it affects.
    """
    _new(_Call.of(site, style, yes, now), given, maintenance=True)


@click.command()
@WHICH
@all_of(SITE, TEXT)
@click.option("--status", metavar="STATUS", help="How far you are; 'update' if not given.")
@all_of(CHANGE, NEXT, TEMPLATE, BLANK, AT, YES, NOW, FORMAT)
def update(site: Path, style: str, yes: bool, now: str | None, **given: Any) -> None:
    """Write an update into an entry.

    ID is the name of the entry's file. Without it you are offered those that are open.
    """
    _add(_Call.of(site, style, yes, now), given, "update")


@click.command()
@WHICH
@all_of(SITE, TEXT, TEMPLATE, BLANK, AT, YES, NOW, FORMAT)
def resolve(site: Path, style: str, yes: bool, now: str | None, **given: Any) -> None:
    """Say that it is over, and that every service works again.

    ID is the name of the entry's file. Without it you are offered those that are open. Planned work
    under way is completed.
    """
    _add(_Call.of(site, style, yes, now), given, "resolve")


@click.command()
@WHICH
@all_of(SITE, TEXT, AT, YES, NOW, FORMAT)
def postmortem(site: Path, style: str, yes: bool, now: str | None, **given: Any) -> None:
    """Tell afterwards what happened, and what you are changing.

    ID is the name of the entry's file. Without it you are offered the last ones that are over.
    """
    _add(_Call.of(site, style, yes, now), given, "postmortem")


@click.command()
@WHICH
@all_of(SITE, TEXT, AT, YES, NOW, FORMAT)
def cancel(site: Path, style: str, yes: bool, now: str | None, **given: Any) -> None:
    """Say that planned work does not take place, or was broken off.

    ID is the name of the entry's file. Without it you are offered what is planned or under way.
    """
    _add(_Call.of(site, style, yes, now), given, "cancel")


@frozen
class _Call:
    """How a command was called; `asks` where somebody sits before a terminal and wants to."""

    said: Said
    site: Path
    now: str | datetime
    asks: bool
    yes: bool

    @classmethod
    def of(cls, site: Path, style: str, yes: bool, now: str | None) -> _Call:
        return cls(
            said=Said(style=style, site=site),
            site=site,
            now=now or datetime.now(UTC),
            asks=not yes and style == "text" and sys.stdin.isatty() and sys.stdout.isatty(),
            yes=yes,
        )

    def desk(self) -> Desk:
        from statusgen.scaffold.desk import open_desk

        return run(self.said, lambda: open_desk(there(self.site), self.now))

    def asker(self, desk: Desk) -> Questions | None:
        from statusgen.cli.questions import Questions

        return Questions(desk) if self.asks else None

    def work(self, step: Callable[[], T]) -> T:
        """Do a step in which questions may be asked, and end well where they are broken off."""
        try:
            return run(self.said, step)
        except click.Abort as error:
            tell("\nstopped: nothing was written", err=True)
            sys.exit(code_of(error) or INTERRUPTED)


def _new(call: _Call, given: dict[str, Any], *, maintenance: bool) -> None:
    from statusgen.scaffold import drafting

    heed_stops()  # at a question the terminal shows nothing by itself: killed, it would stay so
    desk = call.desk()
    asker = call.asker(desk)
    proved = call.work(
        lambda: drafting.new(desk, _given(given), maintenance=maintenance, asker=asker)
    )
    _publish(call, proved, asker)


def _add(call: _Call, given: dict[str, Any], deed: str) -> None:
    from statusgen.scaffold import drafting
    from statusgen.scaffold.choosing import Deed

    heed_stops()
    desk = call.desk()
    asker = call.asker(desk)
    proved = call.work(
        lambda: drafting.add(desk, Deed(deed), _given(given), asker=asker, only=call.yes)
    )
    _publish(call, proved, asker)


def _given(options: dict[str, Any]) -> Given:
    """Take the values of options; a text of `-` is standard input."""
    from statusgen.scaffold.drafting import Given

    if options.get("text") == "-":
        try:
            options["text"] = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError("--text: what came in is not UTF-8", "save it as UTF-8") from error
    return Given(**options)


def _publish(call: _Call, proved: Proved, asker: Questions | None) -> None:
    """Show what is wrong, or what readers will see; write it, if nobody says no."""
    from statusgen import report
    from statusgen.scaffold import answers

    said = call.said
    found = proved.problems
    if proved.preview is None or asker:
        files, style = (proved.source,), said.style
        shown = report.problems(found, files=files, style=style, prefix=said.prefix)
        tell(shown, err=style == "text")
    if proved.preview is None:
        tell(answers.kept(proved, said.prefix) if asker else "", err=True)
        tell("nothing was written" if said.style == "text" else "", err=True)
        sys.exit(ContentError.exit_code)
    preview = proved.preview
    if asker and not call.work(lambda: asker.publish(answers.preview(preview))):
        tell("stopped: nothing was written", err=True)
        sys.exit(INTERRUPTED)
    with through():
        run(said, lambda: _write(call, proved, asker))
        text, facts = answers.written(proved, said.prefix), answers.facts(proved)
        say_what_was_done(lambda: said.answer_after(() if asker else found, text, facts))


def _write(call: _Call, proved: Proved, asker: Questions | None) -> None:
    """Write it; where that is refused, show somebody what they answered: it is nowhere else."""
    from statusgen.scaffold import answers, writing

    source = proved.source
    try:
        writing.write(call.site, source.path, source.data, before=proved.before)
    except OutputError:
        tell(answers.kept(proved, call.said.prefix) if asker else "", err=True)
        raise
