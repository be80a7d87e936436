"""A file as an object: with which headers it is sent, whether compressed, and what came back.

Everything is decided from what is known without reading the file, so that an unchanged site is
compared without opening any. Knows no store.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping

from statusgen.fingerprint import digest, fingerprint
from statusgen.publish.objects.manifest import Listing, Record
from statusgen.publish.objects.store import Object
from statusgen.publish.release import File, Release

__all__ = ["encode", "holds", "list_release", "plain", "same_headers", "sent_headers"]

_SENT = ("Cache-Control", "Content-Disposition", "Content-Language", "Content-Type")
"""What an object can carry. All other headers are the business of whatever serves it."""


def sent_headers(file: File, *, compress: bool) -> dict[str, str]:
    """Return the headers that an object carries, sorted by name."""
    headers = {name: file.header(name) for name in _SENT if file.header(name)}
    if compress and file.is_worth_packing:
        headers["Content-Encoding"] = "gzip"
    return dict(sorted(headers.items()))


def encode(data: bytes, headers: Mapping[str, str]) -> bytes:
    """Return the bytes that are sent: equal input, equal bytes."""
    if headers.get("Content-Encoding") != "gzip":
        return data
    return gzip.compress(data, compresslevel=9, mtime=0)


def plain(found: Object, most: int) -> bytes | None:
    """Return an object's bytes as they were before any compression.

    None where they are none, or more than `most`.
    """
    data = found.data
    if found.headers.get("Content-Encoding", "") == "gzip":
        reader = zlib.decompressobj(wbits=31)
        try:
            data = reader.decompress(data, most + 1)
        except zlib.error:
            return None
        if not reader.eof:
            return None
    return data if len(data) <= most else None


def holds(found: Object, record: Record) -> bool:
    """Say whether an object holds the bytes of a published file, compressed or not."""
    data = plain(found, record.size)
    return data is not None and len(data) == record.size and digest(data) == record.digest


def same_headers(found: Mapping[str, str], record: Record) -> bool:
    """Say whether an object came back with the headers that it was sent with."""
    return _name(found) == record.headers


def list_release(release: Release, *, compress: bool) -> Listing:
    """Name all files of a release, as they are sent."""
    files = {
        one.path: Record(
            one.digest, _name(sent_headers(one, compress=compress)), one.size, one.stage
        )
        for one in release.files
    }
    return Listing(
        release=release.id,
        built_at=release.built_at,
        files=files,
    )


def _name(headers: Mapping[str, str]) -> str:
    """Name headers so that blanks and case, which some stores change, make no difference."""
    kept = {
        name: "".join(value.split()).lower()
        for name, value in headers.items()
        if name in _SENT or name == "Content-Encoding"
    }
    return fingerprint(tuple(sorted(kept.items())))[:16]
