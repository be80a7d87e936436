"""One bucket as a handful of calls that are tried again, counted, and safe to lose an answer of.

Over obstore, whose own retries are switched off: it does not know the run's budget, and it repeats
a conditional write without asking whether the first one was carried out. Keys are relative to the
target's prefix. Knows nothing of releases, locks and manifests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from statusgen.frozen import frozen
from statusgen.publish.objects.answers import StoreError, Verdict, judge
from statusgen.publish.objects.patience import Patience

if TYPE_CHECKING:
    from obstore import PutMode, UpdateVersion
    from obstore.store import ObjectStore

__all__ = ["Object", "Store", "Tag"]

T = TypeVar("T")

Tag = tuple[str, str]
"""Names one state of one object, for a write on the condition that it is still in that state: an
ETag and a version, as far as the store has them. Says nothing of what is in the object."""

_AT_ONCE = 1000
"""How many keys one request of S3's may delete; for others obstore makes more requests of it."""


@frozen
class Object:
    """The bytes of an object, the headers that it is sent with, and its state's name."""

    data: bytes
    headers: Mapping[str, str]
    tag: Tag


class Store:
    """A bucket. Every method may raise StoreError, and may be called from any thread.

    `requests` counts what the store was asked, each new try for itself, without what obstore asks
    of others to get credentials.
    """

    def __init__(
        self, bucket: ObjectStore, *, environ: Mapping[str, str], patience: Patience
    ) -> None:
        self._bucket = bucket
        self._environ = environ
        self._patience = patience
        self._guard = Lock()
        self.requests = 0
        self.sent = 0

    def get(self, key: str) -> Object | None:
        """Read an object whole; None if there is none."""
        import obstore

        def ask() -> Object:
            found = obstore.get(self._bucket, key)
            data = bytes(found.bytes())
            meta = found.meta
            headers = {str(name): value for name, value in found.attributes.items()}
            tag = (meta.get("e_tag") or "", meta.get("version") or "")
            return Object(data=data, headers=headers, tag=tag)

        found = self._ask("read", key, ask, allowed=(Verdict.MISSING,))
        return None if isinstance(found, Verdict) else found

    def put(self, key: str, data: bytes, headers: Mapping[str, str]) -> None:
        """Write an object, whatever is there."""
        self._put(key, data, headers, "overwrite", allowed=())

    def put_new(self, key: str, data: bytes, headers: Mapping[str, str]) -> Tag | None:
        """Write an object where there is none; None if there is one, which may be changed by now.

        `data` must hold something that nobody else would write: where the answer to a first try was
        lost, the second one is told "exists", and whose it is shows in the bytes. Raises StoreError
        with the code "Unsupported" where the store says that it knows no conditions; a store that
        does not heed them says nothing.
        """
        return self._put_if(key, data, headers, "create")

    def replace(self, key: str, data: bytes, headers: Mapping[str, str], tag: Tag) -> Tag | None:
        """Write an object that is still as `tag` names it; None if it is not. As `put_new`."""
        expected: UpdateVersion = {"e_tag": tag[0]} if tag[0] else {}
        if tag[1]:
            expected["version"] = tag[1]
        return self._put_if(key, data, headers, expected)

    def copy(self, source: str, target: str) -> None:
        """Copy an object with its headers, at the store, if there is one."""
        import obstore

        self._ask(
            "copied",
            source,
            lambda: obstore.copy(self._bucket, source, target),
            allowed=(Verdict.MISSING,),
        )

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; those that are not there count as deleted."""
        wanted = sorted(set(keys))
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            if not self._delete(some) and len(some) > 1:
                for key in some:
                    self._delete([key])

    def _delete(self, keys: Sequence[str]) -> bool:
        """Delete with one call; False where the store complained of a key that is not there.

        Azure does, of the first such key; a store that cannot delete many at once says that.
        """
        import obstore

        told = self._ask(
            "deleted",
            keys[0],
            lambda: obstore.delete(self._bucket, keys),
            allowed=(Verdict.MISSING, *((Verdict.UNSUPPORTED,) if len(keys) > 1 else ())),
        )
        return not isinstance(told, Verdict)

    def list(self, prefix: str = "") -> frozenset[str]:
        """Return the key of every object below a prefix, a folder without its slash."""
        import obstore

        def ask() -> frozenset[str]:
            found = obstore.list(self._bucket, prefix or None, chunk_size=_AT_ONCE)
            pages = list(found)
            with self._guard:
                self.requests += max(0, len(pages) - 1)
            return frozenset(one["path"] for page in pages for one in page)

        found = self._ask("listed", prefix, ask, allowed=(Verdict.MISSING,))
        return frozenset() if isinstance(found, Verdict) else found

    def _put_if(
        self, key: str, data: bytes, headers: Mapping[str, str], mode: PutMode
    ) -> Tag | None:
        kinds = (Verdict.EXISTS, Verdict.CHANGED, Verdict.MISSING)
        lost: StoreError | None = None
        try:
            told = self._put(key, data, headers, mode, allowed=kinds)
        except StoreError as error:
            if error.refused:
                raise
            lost = error
        else:
            if not isinstance(told, Verdict):
                return told
        try:
            standing = self.get(key)
        except StoreError:
            if lost is None:
                raise
            standing = None  # what went wrong first is the thing to tell
        if standing and standing.data == data:
            return standing.tag
        if lost is not None:
            raise lost
        return None

    def _put(
        self,
        key: str,
        data: bytes,
        headers: Mapping[str, str],
        mode: PutMode,
        *,
        allowed: tuple[Verdict, ...],
    ) -> Tag | Verdict:
        import obstore

        def ask() -> Tag:
            put = obstore.put(
                self._bucket,
                key,
                data,
                attributes=dict(headers),
                mode=mode,
                # In parts an upload that dies leaves parts behind, which cost money unseen.
                use_multipart=False,
            )
            return put["e_tag"] or "", put["version"] or ""

        told = self._ask("written", key, ask, allowed=allowed)
        with self._guard:
            self.sent += len(data)
        return told

    def _ask(
        self, doing: str, key: str, action: Callable[[], T], *, allowed: tuple[Verdict, ...]
    ) -> T | Verdict:
        """Ask until there is an answer; a verdict that is not allowed is raised as StoreError."""
        from obstore.exceptions import BaseError

        with self._patience.call() as again:
            while True:
                with self._guard:
                    self.requests += 1
                try:
                    return action()
                except (BaseError, OSError) as error:
                    verdict, failure = judge(error, self._environ)
                # From here on nothing of obstore's is handed on: its texts show whole requests.
                if verdict in allowed:
                    return verdict
                if verdict is not Verdict.TROUBLED or not again():
                    if verdict is Verdict.UNSUPPORTED:
                        failure.code = "Unsupported"
                    failure.key, failure.doing = key, doing
                    raise failure
