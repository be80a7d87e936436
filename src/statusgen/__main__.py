"""The command `statusgen`, and `python -m statusgen`.

Scripts ask for the version before they do anything else. It is said here, since what reads all
other commands takes twice as long to load as Python itself.
"""

from __future__ import annotations

import os
import sys

from statusgen import __version__

__all__ = ["main"]

_VERSION = ("--version", "-V")


def main() -> None:
    """Run the command and end the process with its exit code."""
    if len(sys.argv) == 2 and sys.argv[1] in _VERSION and sys.stdout is not None:
        try:
            # Not through a buffer, which would hold what a full disk has not taken.
            os.write(sys.stdout.fileno(), f"statusgen {__version__}\n".encode())
        except OSError:
            pass  # The command says why, as it does of every answer.
        else:
            return
    try:
        from statusgen import cli
    except KeyboardInterrupt:  # Nothing has begun that there would be words about.
        sys.exit(130)
    cli.main()


if __name__ == "__main__":
    main()
