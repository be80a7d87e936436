"""The command: arguments in, exit code out. The only reader of the clock.

A command's module is imported when the command is called, and heavy imports stand inside of the
commands that need them: `statusgen --version` must answer at once.
"""

from __future__ import annotations

import gc
import io
import sys
from contextlib import suppress

import click

from statusgen import __version__
from statusgen.cli.commands import Commands
from statusgen.cli.speaking import give_up_what_is_unsaid, tell, tell_if_possible
from statusgen.cli.stopping import INTERRUPTED, code_of
from statusgen.errors import OutputError, reason

__all__ = ["cli", "main"]

_EPILOG = """\b
Exit codes:
  0    done
  1    the site's files have problems
  2    the command was called in a way that cannot work
  3    the output cannot be written; what stood there is untouched
  4    nothing was published; readers see what they saw before
  5    published in part: some targets show the new page, some do not; run it again
  75   another run writes to the same folder, publishes there or was quicker; try again
  129  its terminal was closed while it asked or published; run it again
  130  stopped by Ctrl-C, or by your answer; run it again
  143  stopped by SIGTERM while it asked or published; run it again"""

_SHELLS = """\b
Put this line into your shell's own file:
  bash  ~/.bashrc                   eval "$(statusgen completion bash)"
  zsh   ~/.zshrc                    eval "$(statusgen completion zsh)"
  fish  ~/.config/fish/config.fish  statusgen completion fish | source"""


class _Group(click.Group):
    """All commands. `statusgen incident` is easily typed, and what it resembles most is `init`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in ("incident", "maintenance"):
            ctx.fail(f"No such command '{args[0]}'. Did you mean 'new {args[0]}'?")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Group,
    commands=Commands(),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
)
@click.version_option(__version__, "-V", "--version", message="statusgen %(version)s")
def cli() -> None:
    """Make a public status page from Markdown entries.

    Write entries in content/incidents/ and content/maintenance/, then run `statusgen build`.
    """


@cli.command(epilog=_SHELLS)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script that completes commands in your shell."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    tell(found(cli, {}, "statusgen", "_STATUSGEN_COMPLETE").source())


def main() -> None:
    """Run the command and end the process with its exit code."""
    # Ten years of entries are a million objects, and none of them is garbage: looking through them
    # again and again took a third of a build.
    gc.set_threshold(1_000_000, 50, 1000)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter of some title is no reason to say nothing at all.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(prog_name="statusgen", standalone_mode=False)
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
            if isinstance(error, click.UsageError) and _lacks_quotes(error):
                hint = 'put words that belong together in quotes "like this", not “like this”'
                click.echo(f"  hint: {hint}", err=True)
        code = error.exit_code
    except Exception as error:
        stopped = code_of(error)
        if stopped or isinstance(error, click.Abort):
            tell_if_possible(
                "stopped before the end\n"
                "  hint: run it again; a build that was stopped half way is completed then",
                err=True,
            )
            code = stopped or INTERRUPTED
        elif isinstance(error, OSError):
            code = _unable(error)
        else:
            raise
    # It ends with its code even where both streams go to a log on a full disk.
    give_up_what_is_unsaid()
    # At the end as well: the interpreter would look through all of it three times more.
    gc.freeze()
    sys.exit(code)


def _lacks_quotes(error: click.UsageError) -> bool:
    """Say whether a title or a folder of several words may have been meant as one."""
    takes = error.ctx.command.params if error.ctx else ()
    extra = "unexpected extra argument" in error.message
    return extra and any(isinstance(one, click.Argument) for one in takes)


def _unable(error: OSError) -> int:
    """Say that the system does not let the program go on; return what it ends with."""
    # What goes wrong with the site's files and its output is said where it happens: this is about
    # the answer itself (`statusgen list > /full/disk`), and the system at its limits.
    give_up_what_is_unsaid()
    tell_if_possible(f"error: the system does not let statusgen go on: {reason(error)}", err=True)
    return OutputError.exit_code
