"""An object store as a target: what a release is to it, and its words to the program's errors.

A site that has not changed costs one request, that for the manifest. Then only build.json, which
every build changes, is put in place again, and that only when half of `freshness` has gone by since
the live one was built, or when it says something new: two requests more. It is not read back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Lock as Guard
from typing import TYPE_CHECKING

from statusgen import confirmation
from statusgen.errors import OutputError, PublishError, PublishIncomplete
from statusgen.fingerprint import digest
from statusgen.frozen import frozen
from statusgen.publish import replacing
from statusgen.publish.objects.answers import StoreError, with_hint
from statusgen.publish.objects.content import (
    encode,
    holds,
    list_release,
    plain,
    same_headers,
    sent_headers,
)
from statusgen.publish.objects.crew import at_once
from statusgen.publish.objects.manifest import (
    FOLDER,
    KEPT,
    LOCK,
    MANIFEST,
    Listing,
    Manifest,
    Record,
    kept_key,
)
from statusgen.publish.objects.patience import Patience
from statusgen.publish.objects.plan import Plan, is_same
from statusgen.publish.objects.publish import HANDS, Publishing, live_of, read_manifest
from statusgen.publish.objects.store import Object, Store
from statusgen.publish.release import Release
from statusgen.publish.target import (
    Delivered,
    Difference,
    Live,
    Memory,
    Run,
    nothing_at,
    plain_name,
)

if TYPE_CHECKING:
    from obstore.store import ObjectStore

__all__ = ["LIMIT", "Bucket"]

LIMIT = 60.0
"""How many seconds one call may take, from the connection to the last byte of the answer."""

_HEADERS = {"Content-Type": "application/octet-stream", "Cache-Control": "no-store"}
_LARGEST = 1 << 16
"""How many bytes of build.json are read."""
_OURS = {name.rpartition("/")[2] for name in (MANIFEST, LOCK, KEPT)}


@frozen
class Bucket:
    """A target. `connect` opens the bucket below its prefix, with credentials from the environment.

    `variables` names those credentials, for hints. `limit` is how many seconds one call may take.
    """

    name: str
    where: str
    connect: Callable[[Mapping[str, str], float], ObjectStore]
    variables: str
    compress: bool = False
    limit: float = LIMIT

    @property
    def mending(self) -> str:
        """Say what puts changed files right: a publish goes by the list, and looks at no file."""
        return (
            f"delete the object '{MANIFEST}' there: then statusgen publish sends all files once"
            " more; what is foreign is left alone"
        )

    def publish(self, release: Release, run: Run) -> Delivered:
        """Make the release live."""
        wanted = list_release(release, compress=self.compress)
        store = self._open(run)
        files = release.by_path()

        def sent(path: str) -> tuple[bytes, Mapping[str, str]]:
            headers = sent_headers(files[path], compress=self.compress)
            return encode(release.data(files[path]), headers), headers

        def put(path: str) -> None:
            store.put(path, *sent(path))

        def check(plan: Plan) -> None:
            live = plan.before.live
            if live and not is_same(live, wanted):
                replacing.hold_older(wanted.built_at, live.built_at, run.clock(), self.where)
            gone = len(plan.live.keys() - wanted.files.keys())
            share = gone / max(1, len(plan.live))
            if share > run.max_deletes:
                raise PublishError(
                    f"{gone} of the {len(plan.live)} files at {self.where} are not in this"
                    " build and would be deleted",
                    "look whether the build is whole; if they are to go, say"
                    f" --max-deletes {min(1.0, -(-share * 100 // 1) / 100):g}",
                )

        publishing = Publishing(store, run, where=self.where, wanted=wanted, put=put, check=check)
        with self._told(run, publishing):
            found = read_manifest(store, self.where)
            live = found.live
            if found.manifest and live and not found.manifest.busy and is_same(live, wanted):
                shown = live_of(live)
                is_there = partial(_is_there, live.files.get(confirmation.NAME), wanted)
                if not replacing.due(release, shown, run.clock(), is_there):
                    return replace(publishing.delivered(), live=shown)
                if run.dry_run:
                    return publishing.delivered((confirmation.NAME,))
                if not _is_shared(confirmation.NAME, live, found.manifest.previous):
                    confirmed = publishing.refresh(found, *sent(confirmation.NAME))
                    if confirmed is not None:
                        return confirmed
            return publishing.look(found) if run.dry_run else publishing.carry_out(found)

    def live(self, run: Run) -> Live | None:
        """Say what is live: the release that was published last, and whole."""
        store = self._open(run)
        with self._told(run):
            found = read_manifest(store, self.where)
        return live_of(found.live) if found.live else None

    def rollback(self, run: Run) -> Delivered:
        """Make the release before the live one live again; twice in a row changes nothing.

        Where a run was interrupted, the release that it was about to replace is restored.
        """
        store = self._open(run)
        with self._told(run):
            found = read_manifest(store, self.where)
            manifest = found.manifest
            back = None
            if manifest is not None:
                back = manifest.live if manifest.busy else manifest.previous
            if manifest is None or back is None:
                what = f"there is no release before the live one at {self.where}"
                raise PublishError(what, "build what should be live and publish that")
            copies = store.list(KEPT)
            wanted = self._as_it_stands(store, manifest, back, copies)

        def put(path: str) -> None:
            copy = kept_key(back.files[path])
            if copy in copies:
                store.copy(copy, path)

        publishing = Publishing(store, run, where=self.where, wanted=wanted, put=put)
        with self._told(run, publishing):
            return publishing.look(found) if run.dry_run else publishing.carry_out(found)

    def verify(self, run: Run) -> tuple[Difference, ...]:
        """Compare every live file with what was published; name what is not ours."""
        store = self._open(run)
        found: list[Difference] = []
        guard = Guard()
        with self._told(run):
            manifest = read_manifest(store, self.where).manifest
            if manifest is None or manifest.live is None:
                raise nothing_at(self.where)
            files = manifest.live.files
            done = 0

            def compare(path: str) -> None:
                nonlocal done
                standing = store.get(path)
                with guard:
                    done += 1
                    if standing is None:
                        found.append(Difference(path=path, what="missing"))
                    elif not holds(standing, files[path]) or not same_headers(
                        standing.headers, files[path]
                    ):
                        found.append(Difference(path=path, what="changed"))
                    now = done
                run.progress(now, len(files), path)

            at_once(compare, sorted(files), hands=HANDS, tick=lambda: None)
            ours = manifest.keys()
            found += [
                Difference(path=key, what="foreign")
                for key in store.list()
                if key not in ours and not key.startswith(f"{FOLDER}/")
            ]
        return tuple(sorted(found, key=lambda one: one.path))

    def memory(self, run: Run) -> Memory:
        """Return where small private files are kept: beside the manifest."""
        return _Memory(bucket=self, run=run, store=self._open(run))

    def _open(self, run: Run) -> Store:
        patience = Patience(clock=run.clock, pause=run.pause, budget=run.budget)
        bucket = self.connect(run.environ, min(self.limit, run.budget))
        return Store(bucket, environ=run.environ, patience=patience)

    def _as_it_stands(
        self, store: Store, manifest: Manifest, back: Listing, copies: Set[str]
    ) -> Listing:
        """Return the release to go back to, when all has been read that has to be put in its place.

        Raises PublishError where some of that is lost or changed; where a run was interrupted, as
        much as there is has to be restored. build.json may be a later one than the list knows of,
        by a run that had confirmed the page and ended before it could say so.
        """
        live = manifest.live.files if manifest.live else {}
        changed = [path for path in back.files if live.get(path) != back.files[path]]
        if manifest.busy:
            changed = [
                path for path in (confirmation.NAME,) if path in manifest.touched & live.keys()
            ]
        lost: list[str] = []
        confirmed = [back]

        def look(path: str) -> None:
            record = back.files[path]
            copy = kept_key(record)
            standing = store.get(copy if copy in copies else path)
            if standing is not None and holds(standing, record):
                return
            if path == confirmation.NAME and standing and (later := _confirmed(back, standing)):
                confirmed.append(later)
            else:
                lost.append(path)

        at_once(look, changed, hands=HANDS, tick=lambda: None)
        if lost and not manifest.busy:
            what = (
                f"the release before the live one is not whole any more at {self.where}:"
                f" {len(lost)} of its {len(back.files)} files are lost or changed"
            )
            raise PublishError(what, "build what should be live and publish that")
        return confirmed[-1]

    @contextmanager
    def _told(self, run: Run, publishing: Publishing | None = None) -> Iterator[None]:
        """Turn what a store says into the error that says what readers see."""
        try:
            yield
        except StoreError as error:
            landed = publishing is not None and publishing.landed
            what = f"'{error.key}' could not be {error.doing} at {self.where}: {error.words}"
            hint = with_hint(error, variables=self.variables, budget=run.budget)
            raise (PublishIncomplete if landed else PublishError)(what, hint) from error
        except OutputError as error:
            if publishing is None or not publishing.landed:
                raise
            raise PublishIncomplete(error.what, error.hint) from error


@frozen
class _Memory:
    """Small files in the bucket, which nothing of the site leads to."""

    bucket: Bucket
    run: Run
    store: Store

    def read(self, name: str) -> bytes | None:
        """Return what was written last under a name, None if nothing was."""
        with self.bucket._told(self.run):
            found = self.store.get(_key(name))
        return found.data if found else None

    def write(self, name: str, data: bytes) -> None:
        """Put a file down, whole."""
        with self.bucket._told(self.run):
            self.store.put(_key(name), data, _HEADERS)


def _key(name: str) -> str:
    return f"{FOLDER}/{plain_name(name, taken=_OURS)}"


def _is_shared(path: str, live: Listing, previous: Listing | None) -> bool:
    """Say whether a rollback counts on these very bytes, so that they have to be copied first."""
    return previous is not None and previous.files.get(path) == live.files.get(path)


def _is_there(live: Record | None, wanted: Listing, data: bytes) -> bool:
    """Say whether the live build.json has these bytes, and the headers that are wanted."""
    headers = wanted.files[confirmation.NAME].headers
    return live is not None and live.headers == headers and live.digest == digest(data)


def _confirmed(back: Listing, standing: Object) -> Listing | None:
    """Return a release with another build.json, which was made later; None for one that was not."""
    data = plain(standing, _LARGEST)
    try:
        built_at = datetime.fromisoformat(json.loads(data or b"")["built_at"])
        if data is None or built_at < back.built_at:
            return None
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    record = back.files[confirmation.NAME]._replace(digest=digest(data), size=len(data))
    return replace(back, built_at=built_at, files={**back.files, confirmation.NAME: record})
