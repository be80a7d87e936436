"""An output folder that is as it should be already: then a build has only to confirm it.

That is so where every file that pages are made of has the same bytes as in the build before, no
page and no warning changes by itself between that build's time and now, and the folder stands as
that build left it. Where anything is in doubt the build is done, and costs its time. Imports
nothing that draws: that would take longer than all of this.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statusgen import cache
from statusgen.confirmation import NAME, Kept, Told, confirmed, problem_of, problem_row
from statusgen.fingerprint import digest, fingerprint
from statusgen.folders import kept_of, manifest_path, stamp
from statusgen.options import Options
from statusgen.read import read_named, read_site, read_theme
from statusgen.shipped import engine
from statusgen.sources import Layers, Source, Sources
from statusgen.tree import read_if_there
from statusgen.write import Receipt, open_folder

if TYPE_CHECKING:
    from statusgen.pipeline import Plan

__all__ = ["build", "confirm", "inputs", "keep"]

_KEPT = "built"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def build(options: Options, out: Path) -> tuple[Told, Receipt]:
    """Build a site into a folder, where it does not stand there already.

    Raises ContentError, OutputError, UsageError or LockHeld.
    """
    how = (options.skip_broken, options.strict)
    options.stage("reading", 0)
    before = stamp(out)
    sources = read_site(options.site)
    if options.cache and isinstance(options.now, datetime):
        options.stage("comparing", 0)
        found = confirm(options.site, sources, out, options.now.astimezone(UTC), how=how)
        if found is not None:
            return found
    options.stage("loading", 0)
    # Only now: all that draws takes a fifth of a second to load.
    from statusgen import pipeline

    built = pipeline.build(options, out, sources, before=before)
    if options.cache:
        kept = _kept(built.plan, built.told, how=how)
        keep(options.site, out, kept, standing=built.standing)
    return built.told, built.receipt


def _kept(plan: Plan, told: Told, *, how: tuple[bool, bool]) -> Kept:
    from statusgen.check.steady import steady_until

    return Kept(
        inputs=inputs(plan.sources, plan.layers, plan.files, how=how),
        since=plan.now,
        until=steady_until(plan.checked, plan.now),
        theme=plan.status.site.config.theme,
        files=tuple(one.path for one in plan.files),
        told=told,
    )


def inputs(
    sources: Sources,
    layers: Layers,
    files: tuple[Source, ...],
    *,
    how: tuple[bool, bool],
) -> str:
    """Name the bytes of every file that was read, and how the build was asked for."""
    own = () if sources.config is None else (sources.config,)
    every = (*own, *sources.entries, *files)
    return fingerprint(
        "\n".join([f"{one.path}\0{one.digest}" for one in every]),
        [(name, [(one.path, one.digest) for one in layer]) for name, layer in layers],
        sources.problems,
        how,
    )


def keep(site: Path, out: Path, kept: Kept, *, standing: str) -> None:
    """Leave it for the next build into the same folder; `standing` names the manifest there."""
    told = kept.told
    row = {
        "inputs": kept.inputs,
        "since": _ticks(kept.since),
        "until": _ticks(kept.until),
        "theme": kept.theme,
        "files": kept.files,
        "problems": [problem_row(one) for one in told.problems],
        "left_out": told.left_out,
        "waiting": [(name, _ticks(at), text) for name, at, text in told.waiting],
        "valid_until": _ticks(told.valid_until),
        "words": told.until,
    }
    _save(site, out, {**row, "manifest": standing})


def _save(site: Path, out: Path, row: Mapping[str, Any]) -> None:
    every = cache.load(site, engine(), _KEPT).items()
    # Who builds into a new folder each time would leave a row for each of them.
    there = {name: other for name, other in every if Path(name).is_dir()}
    cache.save(site, engine(), {**there, _name(out): row}, _KEPT)


def confirm(
    site: Path, sources: Sources, out: Path, now: datetime, *, how: tuple[bool, bool]
) -> tuple[Told, Receipt] | None:
    """Write the time of this build into build.json, where nothing else is to be done; else None.

    Raises what opening an output folder raises.
    """
    row = cache.load(site, engine(), _KEPT).get(_name(out))
    if row is None or not row["since"] <= _ticks(now) < row["until"]:
        return None
    layers, problems = read_theme(site, row["theme"])
    files = tuple(read_named(site, path) for path in row["files"])
    if problems:
        return None
    if inputs(sources, layers, tuple(filter(None, files)), how=how) != row["inputs"]:
        return None
    with open_folder(out, engine=engine(), protect=kept_of(site)) as folder:
        # Asked and noted as long as the folder is held: others may build into it.
        if _manifest(out) != row["manifest"]:
            return None
        receipt = folder.confirm(NAME, lambda data: confirmed(data, now))
        standing = _manifest(out)
    if receipt is None:
        return None
    if receipt.written:
        _save(site, out, {**row, "manifest": standing})
    return _told(row), receipt


def _manifest(out: Path) -> str:
    """Name what is written of the folder beside it; "" where nothing is."""
    data = read_if_there(os.fspath(manifest_path(out)))
    return "" if data is None else digest(data)


def _told(row: Mapping[str, Any]) -> Told:
    return Told(
        problems=tuple(map(problem_of, row["problems"])),
        left_out=tuple(row["left_out"]),
        waiting=tuple((name, _time(at), text) for name, at, text in row["waiting"]),
        valid_until=_time(row["valid_until"]),
        until=row["words"],
    )


def _name(out: Path) -> str:
    return os.path.realpath(out)


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _TICK


def _time(ticks: int) -> datetime:
    return _EPOCH + ticks * _TICK
