"""What is kept beside a published page is read as it was written, or refused as a ValueError."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.publish.making import BUILT_AT

from statusgen.publish.layout import Contents, Kept
from statusgen.publish.layout import Record as Releases
from statusgen.publish.objects.manifest import Listing, Manifest, Record
from statusgen.publish.objects.plan import make_plan
from statusgen.publish.tell.outbox import Outbox, Waiting
from statusgen.publish.tell.shapes import Event

ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    1.5,
    float("inf"),
    "",
    "x",
    "\ud800",
    "../x",
    "a\0b",
    [],
    [[]],
    {},
    {"a": 1},
)
# Times that are none in UTC, and one without a zone.
TIMES = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-07-04")


def releases() -> bytes:
    kept = [
        Kept(name=f"20260704T12000{n}Z-{'0' * 16}", id="a", built_at=BUILT_AT, files=1, size=1)
        for n in (1, 2)
    ]
    return Releases(releases=tuple(kept), doomed=(kept[0].name,), disk=4).to_json()


def contents() -> bytes:
    return Contents(own={"a/b": ("d", 1)}, carried={"c": ("d", 2)}).to_json()


def manifest() -> bytes:
    def listing(files: dict[str, str]) -> Listing:
        rows = {path: Record(data, "h", 1, 0) for path, data in files.items()}
        return Listing(release="1", built_at=BUILT_AT, files=rows)

    first = make_plan(None, listing({"a": "1"}), run="1", conditional=True).after
    second = make_plan(first, listing({"a": "2", "b": "1"}), run="2", conditional=True)
    return gzip.decompress(second.before.to_bytes())


def outbox() -> bytes:
    texts = ("kind", "entry", "title", "status", "text", "url", "at", "more")
    event = Event(**dict.fromkeys(texts, "x"))
    one = Waiting(id="m", receiver="a", since=BUILT_AT, event=event)
    return Outbox(
        known=("a",),
        past="p",
        begun=BUILT_AT,
        seen=BUILT_AT,
        waiting=(one,),
        withdrawn=(one,),
        gone=("g",),
        feeds={"f": "d"},
        pings={"h": ("f",)},
    ).to_bytes()


@pytest.mark.parametrize(
    ("data", "read", "write"),
    [
        (releases(), Releases.from_json, Releases.to_json),
        (contents(), Contents.from_json, Contents.to_json),
        (manifest(), lambda data: Manifest.from_bytes(gzip.compress(data)), Manifest.to_bytes),
        (outbox(), Outbox.from_bytes, Outbox.to_bytes),
    ],
    ids=["releases", "contents", "manifest", "outbox"],
)
def test_wherever_a_record_is_damaged_it_can_be_written_again_or_is_refused(
    data: bytes, read: Callable[[bytes], Any], write: Callable[[Any], bytes]
):
    write(read(data))
    refused = 0
    for damaged in damages(json.loads(data)):
        try:
            found = read(json.dumps(damaged).encode())
        except ValueError:
            refused += 1
        else:
            write(found)
    assert refused > 20


def damages(value: Any) -> Iterator[Any]:
    """Yield the value with each of its parts replaced by another thing, or left out."""
    for place in places(value):
        *above, last = ("whole", *place)
        for odd in (*ODD, *TIMES):
            whole = {"whole": copy.deepcopy(value)}
            inner(whole, above)[last] = odd
            yield whole["whole"]
        if place:
            whole = {"whole": copy.deepcopy(value)}
            del inner(whole, above)[last]
            yield whole["whole"]


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    yield ()
    if not isinstance(value, dict | list):
        return
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield from ((key, *place) for place in places(part))


def inner(value: Any, keys: list[Any]) -> Any:
    for key in keys:
        value = value[key]
    return value
