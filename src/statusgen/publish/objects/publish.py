"""Carry out a plan at a store, so that whatever dies in the middle the next run converges.

First a manifest that names all that may stand from now on, then the files in the order of their
stages, each read back and compared, then the manifest of the new release, then the deletions. Each
manifest is written on the condition that the one before is still there. Decides nothing that `plan`
can decide.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from threading import Lock as Guard

from statusgen import confirmation
from statusgen.errors import LockHeld, PublishError, PublishIncomplete
from statusgen.frozen import frozen
from statusgen.publish.objects import lock
from statusgen.publish.objects.answers import StoreError
from statusgen.publish.objects.content import holds, same_headers
from statusgen.publish.objects.crew import at_once
from statusgen.publish.objects.manifest import KEPT, MANIFEST, Listing, Manifest, kept_key
from statusgen.publish.objects.plan import Plan, make_plan
from statusgen.publish.objects.store import Store, Tag
from statusgen.publish.release import Stage
from statusgen.publish.target import Delivered, Live, Run

__all__ = ["HANDS", "Found", "Publishing", "live_of", "read_manifest"]

HANDS = 8
"""How many files are on their way at once: a page of 1 MB each, within the limit of a call, over a
line of 1 Mbit/s."""

_HEADERS = {"Content-Type": "application/gzip", "Cache-Control": "no-store"}
_ATTEMPTS = 3
_NO_CONDITIONS = (
    "this store does not heed conditions on writes, so two runs at the same time are not kept"
    " apart: let only one job publish there"
)


@frozen(kw_only=False)
class Found:
    """The manifest as it stands, and the name of its state; both None where there is none."""

    manifest: Manifest | None
    tag: Tag | None

    @property
    def live(self) -> Listing | None:
        """Return the release that was published last."""
        return self.manifest.live if self.manifest else None


def read_manifest(store: Store, where: str) -> Found:
    """Read the manifest. Raises PublishError where there is one that says nothing."""
    found = store.get(MANIFEST)
    if found is None:
        return Found(None, None)
    try:
        return Found(Manifest.from_bytes(found.data), found.tag)
    except ValueError as error:
        what = f"the list of what was published to {where} cannot be read"
        hint = f"delete the object '{MANIFEST}' there: then all files are sent once more"
        raise PublishError(what, hint) from error


def live_of(listing: Listing) -> Live:
    """Say what readers are shown."""
    return Live(
        release=listing.release,
        built_at=listing.built_at,
        files=len(listing.files),
        size=listing.size,
    )


class Publishing:
    """One run at one store, which makes `wanted` live with the help of `put`.

    `put` puts one file in place, by its path; it is called from several threads. `check` may refuse
    a plan by an exception. `landed` says whether readers may have seen anything of this run.
    """

    def __init__(
        self,
        store: Store,
        run: Run,
        *,
        where: str,
        wanted: Listing,
        put: Callable[[str], None],
        check: Callable[[Plan], None] = lambda plan: None,
    ) -> None:
        self._store, self._run, self._where = store, run, where
        self._wanted, self._put, self._check = wanted, put, check
        self._lock: lock.Lock | None = None
        self._guard = Guard()
        self._done = 0
        self._notes: dict[str, None] = {}
        self._build_tag: Tag | None = None
        self.landed = False

    def look(self, found: Found) -> Delivered:
        """Say what would be done. Asks the store nothing."""
        plan = make_plan(found.manifest, self._wanted, run="", conditional=True)
        self._check(plan)
        return self.delivered(plan.upload, plan.deleted_paths)

    def refresh(self, found: Found, data: bytes, headers: Mapping[str, str]) -> Delivered | None:
        """Put build.json alone in place: two requests, for which no lock is taken.

        It takes the place of the one that the manifest knows of and of no other, so that it never
        stands beside a newer page. None if that one is not there, or not known: then it takes the
        lock. A run that begins meanwhile is noticed by the condition on the manifest: LockHeld.
        """
        manifest, tag = found.manifest, None
        assert manifest is not None, "there is something to refresh"
        if not manifest.conditional:
            self._note(_NO_CONDITIONS)
            self._store.put(confirmation.NAME, data, headers)
        elif manifest.build_tag is None:
            return None
        else:
            tag = self._store.replace(confirmation.NAME, data, headers, manifest.build_tag)
            if tag is None:
                return None
        refreshed = replace(manifest, run=_random(), live=self._wanted, build_tag=tag)
        if self._write(refreshed, found.tag) is None:
            raise _overtaken(self._where)
        return self.delivered((confirmation.NAME,))

    def carry_out(self, found: Found) -> Delivered:
        """Do all that there is to do, under the lock."""
        known = found.manifest.conditional if found.manifest else None
        self._lock = lock.take(self._store, self._run.clock, where=self._where, conditional=known)
        try:
            written, deleted = self._carry_out(found, conditional=self._lock.conditional)
        except BaseException as error:
            try:
                self._lock.release()
            except StoreError as second:
                error.add_note(f"the lock could not be deleted either: {second}")
            raise
        try:
            self._lock.release()
        except StoreError as error:
            minutes = lock.HOLDS.total_seconds() / 60
            self._note(
                f"the lock could not be deleted ({error.words}),"
                f" so the next run may have to wait for {minutes:g} minutes"
            )
        return self.delivered(written, deleted)

    def delivered(self, written: tuple[str, ...] = (), deleted: tuple[str, ...] = ()) -> Delivered:
        """Say what was done."""
        return Delivered(
            live=live_of(self._wanted),
            written=written,
            deleted=deleted,
            unchanged=len(self._wanted.files) - len(written),
            sent=self._store.sent,
            requests=self._store.requests,
            notes=tuple(self._notes),
        )

    def _carry_out(
        self, found: Found, *, conditional: bool
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if not conditional:
            self._note(_NO_CONDITIONS)
            # No condition will prove that this is still what was read before the lock was taken.
            found = read_manifest(self._store, self._where)
        plan, tag = self._announce(found, conditional=conditional)
        for _, paths in groupby(plan.upload, key=lambda path: self._wanted.files[path].stage):
            self._at_once(lambda path: self._place(path, plan), paths)
        self._at_once(lambda path: self._restore(path, plan), plan.restore)
        return plan.upload, self._finish(plan, tag)

    def _finish(self, plan: Plan, tag: Tag) -> tuple[str, ...]:
        """Write down that the release is live; delete what is of no use any more.

        In this order, and with a manifest between that names both: whoever goes back to what stood
        before must find that nothing of it has been deleted. What cannot be deleted is said, and
        left to the next run.
        """
        self._hold()
        doomed = frozenset(plan.delete)
        after = replace(plan.after, build_tag=self._build_tag)
        written = self._write(replace(after, extra=after.extra | doomed), tag)
        if written is None:
            raise PublishIncomplete(
                f"somebody else wrote the list of what is published to {self._where}",
                "publish again: all of the new files are there, but it says something else",
            )
        if not doomed:
            return ()
        self._hold()
        try:
            self._store.delete(doomed)
            self._write(after, written)
        except StoreError as error:
            self._note(
                f"old files ({len(doomed)}) could not be deleted: {error.words};"
                " the next release tries again"
            )
            return ()
        return plan.deleted_paths

    def _announce(self, found: Found, *, conditional: bool) -> tuple[Plan, Tag]:
        """Put down a manifest that names all that may stand from now on."""
        for _ in range(_ATTEMPTS):
            copies = frozenset[str]()
            if found.manifest and found.manifest.busy:
                copies = self._store.list(KEPT)
            plan = make_plan(
                found.manifest,
                self._wanted,
                run=_random(),
                conditional=conditional,
                copies=copies,
            )
            self._check(plan)
            tag = self._write(plan.before, found.tag)
            if tag is not None:
                return plan, tag
            # It was read before the lock was taken. Only a newer build.json makes no difference.
            seen, found = found, read_manifest(self._store, self._where)
            if found.manifest is None or found.manifest.busy or seen.live is None:
                break
            if found.live is None or found.live.release != seen.live.release:
                break
        raise _overtaken(self._where)

    def _place(self, path: str, plan: Plan) -> None:
        """Put one file in place and read it back."""
        record = self._wanted.files[path]
        if path in plan.keep:
            # Where there is nothing to copy somebody has deleted it, and no reader misses it.
            self._store.copy(path, kept_key(plan.live[path]))
        unseen = record.stage == Stage.ASSETS and path not in plan.live
        for _ in range(_ATTEMPTS):
            self._hold()
            try:
                self._put(path)
            except StoreError as error:
                if not (unseen or error.refused):
                    self.landed = True
                raise
            if not unseen:
                self.landed = True
            standing = self._store.get(path)
            if standing is not None and holds(standing, record):
                break
        else:
            what = f"'{path}' reads back from {self._where} with other bytes than were sent"
            hint = "publish again; if it comes back, something else writes there too"
            raise (PublishIncomplete if self.landed else PublishError)(what, hint)
        if path == confirmation.NAME:
            self._build_tag = standing.tag
        if not same_headers(standing.headers, record):
            self._note("the store does not keep all headers: see statusgen publish --verify")
        with self._guard:
            self._done += 1
            done = self._done
        self._run.progress(done, len(plan.upload), path)

    def _restore(self, path: str, plan: Plan) -> None:
        self._hold()
        self._store.copy(kept_key(plan.live[path]), path)

    def _write(self, manifest: Manifest, tag: Tag | None) -> Tag | None:
        """Write the manifest if it is still as `tag` says; None if it is not."""
        data = manifest.to_bytes()
        if not manifest.conditional:
            self._store.put(MANIFEST, data, _HEADERS)
            return "", ""
        if tag is None:
            return self._store.put_new(MANIFEST, data, _HEADERS)
        return self._store.replace(MANIFEST, data, _HEADERS, tag)

    def _at_once(self, work: Callable[[str], None], paths: Iterable[str]) -> None:
        at_once(work, paths, hands=HANDS, tick=self._hold)

    def _hold(self) -> None:
        """Renew the lock if need be; whoever has lost it writes nothing more."""
        assert self._lock is not None, "all work is done under the lock"
        if not self._lock.keep():
            what = f"this run stood still for so long that another one publishes to {self._where}"
            raise (PublishIncomplete if self.landed else LockHeld)(what, "publish again after it")

    def _note(self, sentence: str) -> None:
        with self._guard:
            self._notes.setdefault(sentence)


def _random() -> str:
    return secrets.token_hex(8)


def _overtaken(where: str) -> LockHeld:
    what = f"somebody else has published to {where} in this very moment"
    return LockHeld(what, "publish again if this build is the newer one")
