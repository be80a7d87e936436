"""`python -m benchmarks`: how long builds take, beside other programs; `--help` says the rest."""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.speed.plot import bars, curves, panels
from benchmarks.speed.processes import said
from benchmarks.speed.programs import PEERS, STATUSGEN, Program, missing
from benchmarks.speed.runs import RUNS, Plan, grow, measure
from benchmarks.speed.tables import Machine, between, growth_page, results_page

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parents[1]
_PAGE = _ROOT / "docs/reference/benchmarks.md"
_PICTURES = _ROOT / "docs/pictures"
_GROWTH = (1_000, 10_000, 100_000)
_GROWTH_ROUNDS = 3
_BYTES = 20_000
"""What an entry and all that comes of it take up on the disk, for one program: 16 KB at 100,000."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for and print it as Markdown; return 1 if a program failed."""
    asked = _asked(arguments)
    began = time.perf_counter()

    def tell(words: str) -> None:
        print(f"{time.perf_counter() - began:6.0f} s  {words}", file=sys.stderr, flush=True)

    left_out = [name for name in asked.peers if missing(PEERS[name])]
    for name in left_out:
        tell(f"{PEERS[name].name} is not here and is left out (benchmarks/peers/fetch fetches it)")
    peers = tuple(name for name in PEERS if name in asked.peers and name not in left_out)
    most = max(asked.growth) if asked.growth else asked.entries * (1 + len(peers))
    with TemporaryDirectory(prefix="benchmarks-", dir=asked.folder) as folder:
        try:
            _require_room(Path(folder), most * _BYTES)
            if asked.growth:
                _growth(asked, Path(folder), tell)
            else:
                _comparison(asked, peers, left_out, Path(folder), tell)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
    tell("done")
    return 0


def _comparison(
    asked: argparse.Namespace,
    peers: tuple[str, ...],
    left_out: Sequence[str],
    folder: Path,
    tell: Callable[[str], None],
) -> None:
    plan = Plan(
        entries=asked.entries,
        rounds=asked.rounds,
        peers=peers,
        runs=tuple(asked.runs),
        seconds=asked.minutes * 60,
    )
    machine = _machine([STATUSGEN, *(PEERS[name] for name in peers)])
    results = measure(plan, folder, tell)
    names = {name: PEERS[name].name for name in peers}
    lines = list(results_page(results, machine, names))
    if left_out:
        absent = ", ".join(PEERS[name].name for name in left_out)
        lines += ["", f"Could not be fetched, and so left out: {absent}."]
    title = f"{asked.entries:,} entries: less is better"
    _put(asked.write, "runs", lines, "benchmarks.svg", bars(title, panels(results, names)))


def _growth(asked: argparse.Namespace, folder: Path, tell: Callable[[str], None]) -> None:
    machine = _machine([STATUSGEN])
    growth = grow(asked.growth, min(asked.rounds, _GROWTH_ROUNDS), folder, tell)
    title = "How statusgen grows with the number of entries; dashed: in proportion"
    lines = list(growth_page(growth, machine))
    _put(asked.write, "growth", lines, "benchmarks-growth.svg", curves(title, growth))


def _require_room(folder: Path, needed: int) -> None:
    """Raise RuntimeError where a folder has no room for the sites."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise RuntimeError(
            f"the sites need about {needed / 1e9:.1f} GB, and in {folder.parent} there are "
            f"{free / 1e9:.1f}: name another folder with --folder"
        )


def _put(write: bool, mark: str, lines: Sequence[str], name: str, picture: str) -> None:
    print("\n".join(lines))
    if write:
        _PAGE.write_text(between(_PAGE.read_text("utf-8"), mark, lines), "utf-8")
        (_PICTURES / name).write_text(picture, "utf-8")


def _machine(programs: Sequence[Program]) -> Machine:
    return Machine(
        day=datetime.now(UTC).date(),
        cores=len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1,
        python=platform.python_version(),
        versions={program.name: _version(program) for program in programs},
    )


def _version(program: Program) -> str:
    found = re.search(r"[0-9]+(?:\.[0-9]+)+\S*?(?=[-,\s]|$)", said(program.version))
    return found.group() if found else "of an unknown version"


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure whole builds of a made-up site, each beside the same by a peer.",
        epilog="For other figures: python -m benchmarks.weight, python -m benchmarks.preview.",
    )
    parser.add_argument(
        "--entries",
        type=int,
        default=10_000,
        metavar="N",
        help="the size of the site; 10000",
    )
    parser.add_argument(
        "--rounds", type=int, default=5, metavar="N", help="of how many the median is; 5"
    )
    parser.add_argument(
        "--minutes",
        type=float,
        default=9.5,
        metavar="N",
        help="when these are over, no further round begins: slow peers get fewer; 9.5",
    )
    parser.add_argument(
        "--peers",
        nargs="*",
        choices=tuple(PEERS),
        default=list(PEERS),
        help="whom to compare with; all of them if not given",
    )
    parser.add_argument(
        "--runs", nargs="+", choices=RUNS, default=list(RUNS), help="what to measure; all of it"
    )
    parser.add_argument(
        "--growth",
        nargs="*",
        type=int,
        metavar="N",
        help="instead, cold builds of statusgen at these sizes; 1000 10000 100000",
    )
    parser.add_argument("--folder", type=Path, help="where the sites are made for the time being")
    parser.add_argument(
        "--write", action="store_true", help="put the tables and pictures into docs/"
    )
    asked = parser.parse_args(arguments)
    if asked.growth is not None:
        asked.growth = asked.growth or list(_GROWTH)
    if asked.entries < 3 or asked.rounds < 1:
        parser.error("a site has three entries at least, and a median one round")
    return asked


if __name__ == "__main__":
    sys.exit(main())
