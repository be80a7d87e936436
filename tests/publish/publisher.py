"""A process that publishes one release after another, each in a child that can be killed.

The children are forked from a process that has everything imported and has asked no store yet: a
new interpreter for each would take longer than what it does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tests.publish.making import release, site
from tests.publish.stores import Clock, Place, run_for


@dataclass(frozen=True, slots=True)
class Publishers:
    """Children that publish, one at a time."""

    process: subprocess.Popen[str]

    def begin(self, place: Place, version: int, folder: Path, clock: Clock) -> int:
        """Begin to publish a version of the small site; return the child's process id."""
        made = {"place": asdict(place), "version": version, "folder": str(folder)}
        print(json.dumps(made | {"now": clock().isoformat()}), file=self.process.stdin, flush=True)
        return int(self._line())

    def end(self) -> int:
        """Wait until the child has ended; return 0, or what it was killed by, below 0."""
        return int(self._line())

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def publishers() -> Iterator[Publishers]:
    """Keep a process from which publishers are forked until the block is left."""
    code = (
        "import sys\n"
        "sys.path[:0] = sys.argv[1:]\n"
        f"from {publish_when_told.__module__} import publish_when_told\n"
        "publish_when_told()\n"
    )
    argv, pipe = [sys.executable, "-c", code, *sys.path], subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Publishers(process)
        finally:
            process.kill()


def publish_when_told() -> None:
    """Publish what each line of the input says, in a child, and say how it ended."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            publish_one(json.loads(line))
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def publish_one(told: dict[str, object]) -> None:
    """Publish a version of the small site."""
    values: dict[str, str] = told["place"]  # type: ignore[assignment]
    place = Place(**values)  # type: ignore[arg-type]
    made = release(Path(str(told["folder"])), site(int(str(told["version"]))))
    clock = Clock(now=datetime.fromisoformat(str(told["now"])))
    place.target().publish(made, run_for(place, clock=clock))
