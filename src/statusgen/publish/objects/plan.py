"""What a publish has to do, decided from what stands and what shall stand. Touches nothing.

A file is replaced only when a copy of what it held is kept, and deleted only when it is of no
release that readers may still have open: neither the one that becomes live nor the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from statusgen import confirmation
from statusgen.frozen import frozen
from statusgen.publish.objects.manifest import FOLDER, Listing, Manifest, Record, kept_key

__all__ = ["Plan", "is_same", "make_plan"]


@frozen
class Plan:
    """Paths to `upload`, by stage and path; what to do around that; the manifests before and after.

    Of the uploads, `keep` are those whose present bytes have to be copied away first. `restore` are
    retired files that an interrupted run may have overwritten. `delete` are keys.
    """

    upload: tuple[str, ...]
    keep: frozenset[str]
    restore: tuple[str, ...]
    delete: tuple[str, ...]
    before: Manifest
    after: Manifest

    @property
    def deleted_paths(self) -> tuple[str, ...]:
        """Return what is deleted of the site itself, without our own copies."""
        return tuple(key for key in self.delete if not key.startswith(f"{FOLDER}/"))

    @property
    def live(self) -> Mapping[str, Record]:
        """Return the files of the release that is live before."""
        return self.before.live.files if self.before.live else {}


def is_same(live: Listing | None, wanted: Listing) -> bool:
    """Say whether readers see the wanted release already, whenever it was built."""
    return live is not None and _but_build(live) == _but_build(wanted)


def make_plan(
    found: Manifest | None,
    wanted: Listing,
    *,
    run: str,
    conditional: bool,
    copies: Set[str] = frozenset(),
) -> Plan:
    """Plan how what `found` says becomes `wanted`.

    `copies` are the kept copies that stand there: it is needed only where `found` is of a run that
    was interrupted. A copy always comes before the write, so where there is none the file is still
    as it was.
    """
    found = found or Manifest(run="", conditional=conditional)
    live = found.live.files if found.live else {}
    new = wanted.files
    touched = found.touched
    upload = {path for path in new if path in touched or live.get(path) != new[path]}
    keep = {
        path
        for path in upload
        if path in live
        and live[path] != new[path]
        and not (path in touched and kept_key(live[path]) in copies)
    }
    same = is_same(found.live, wanted)
    previous = found.previous if same else found.live
    grace = set(touched)
    if same and previous and touched & previous.files.keys() - live.keys():
        # An interrupted run wrote over files that only the one before had: it is whole no more.
        grace |= previous.files.keys()
        previous = None
    grace -= new.keys() | (previous.files.keys() if previous else set())
    before = Manifest(
        run=run,
        conditional=conditional,
        live=found.live,
        previous=found.previous,
        touched=touched | upload,
        extra=found.extra,
        busy=True,
    )
    after = Manifest(
        run=run, conditional=conditional, live=wanted, previous=previous, extra=frozenset(grace)
    )
    return Plan(
        upload=tuple(sorted(upload, key=lambda path: (new[path].stage, path))),
        keep=frozenset(keep),
        restore=tuple(
            sorted(
                path
                for path in touched & live.keys() - new.keys()
                if kept_key(live[path]) in copies
            )
        ),
        delete=tuple(sorted(before.keys() - after.keys())),
        before=before,
        after=after,
    )


def _but_build(listing: Listing) -> dict[str, Record | None]:
    """Return the files, of build.json only whether there is one."""
    return {
        path: None if path == confirmation.NAME else record
        for path, record in listing.files.items()
    }
