"""The Statuspage API v2 as static files: clients of that shape exist in every language.

Field for field as docs/reference/outputs.md has it; the words in it are Statuspage's own. A JSON
Schema for each endpoint is published beside it, under `api/v2/schema/`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from statusgen.artifact import Artifact, CacheClass
from statusgen.artifacts.api import schema
from statusgen.artifacts.api.resources import Resources
from statusgen.derive import EntryTimeline, IncidentTimeline, MaintenanceTimeline
from statusgen.fingerprint import fingerprint
from statusgen.present import marks
from statusgen.present.edition import Edition
from statusgen.theme import Theme

__all__ = ["artifacts"]

NEWEST = 50
"""How many incidents, and how many maintenances, the lists of all of them hold."""

_Body = tuple[
    tuple[str, ...], Sequence[IncidentTimeline] | None, Sequence[MaintenanceTimeline] | None
]
"""What stands in a file: fields that are made of the whole site, and lists of entries."""

_JSON = "application/json; charset=utf-8"


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield every endpoint and its schema."""
    del theme
    resources = Resources(edition)
    status = edition.status
    unresolved = [one for one in status.incidents if one.open]
    # By their windows: who reads one takes the first, which has to be the next.
    active, upcoming = status.under_way, status.upcoming
    ahead = (*active, *upcoming)
    bodies: dict[str, _Body] = {
        "summary": (("components", "status"), unresolved, ahead),
        "status": (("status",), None, None),
        "components": (("components",), None, None),
        "incidents": ((), status.incidents[:NEWEST], None),
        "incidents/unresolved": ((), unresolved, None),
        "scheduled-maintenances": ((), None, status.maintenance[:NEWEST]),
        "scheduled-maintenances/upcoming": ((), None, upcoming),
        "scheduled-maintenances/active": ((), None, active),
    }
    for name, body in bodies.items():
        fields, incidents, maintenance = body
        entries: tuple[EntryTimeline, ...] = (*(incidents or ()), *(maintenance or ()))
        key = fingerprint(
            edition.config.digest,
            resources.page,
            resources.components if "components" in fields else resources.named(entries),
            resources.status() if "status" in fields else None,
            marks.told(edition, entries),
        )
        make = partial(_body, resources, body)
        yield _file(f"api/v2/{name}.json", CacheClass.CURRENT, make, key)
    for name in bodies:
        path = f"api/v2/schema/{name}.json"
        described = partial(schema.of, name, edition.url(path))
        yield _file(path, CacheClass.ENTRY, described, fingerprint(edition.url(path)))


def _body(resources: Resources, body: _Body) -> dict[str, object]:
    """Make what stands in a file, its fields in the order of their names."""
    names, incidents, maintenance = body
    value: dict[str, object] = {}
    if "components" in names:
        value["components"] = resources.components
    if incidents is not None:
        value["incidents"] = resources.incidents(incidents)
    if maintenance is not None:
        value["scheduled_maintenances"] = resources.maintenance(maintenance)
    if "status" in names:
        value["status"] = resources.status()
    return {"page": resources.page, **value}


def _file(path: str, cache: CacheClass, view: Callable[[], object], key: str) -> Artifact:
    return Artifact(path=path, media_type=_JSON, cache=cache, renderer=_to_json, view=view, key=key)


def _to_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
