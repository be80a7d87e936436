"""The Statuspage API v2 as static files: clients of that shape exist in every language.

Field for field as docs/reference/outputs.md has it; the words in it are Statuspage's own. A JSON
Schema for each endpoint is published beside it, under `api/v2/schema/`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

from statusgen.artifact import Artifact, CacheClass
from statusgen.artifacts.api import schema
from statusgen.artifacts.api.resources import Resources
from statusgen.fingerprint import fingerprint
from statusgen.present.edition import Edition
from statusgen.theme import Theme

__all__ = ["artifacts"]

NEWEST = 50
"""How many incidents, and how many maintenances, the lists of all of them hold."""

_JSON = "application/json; charset=utf-8"


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield every endpoint and its schema."""
    del theme
    resources = Resources(edition)
    status = edition.status
    unresolved = resources.incidents(one for one in status.incidents if one.open)
    ahead = resources.maintenance(one for one in status.maintenance if one.open)
    bodies: dict[str, dict[str, object]] = {
        "summary": {
            "components": resources.components,
            "incidents": unresolved,
            "scheduled_maintenances": ahead,
            "status": resources.status(),
        },
        "status": {"status": resources.status()},
        "components": {"components": resources.components},
        "incidents": {"incidents": resources.incidents(status.incidents[:NEWEST])},
        "incidents/unresolved": {"incidents": unresolved},
        "scheduled-maintenances": {
            "scheduled_maintenances": resources.maintenance(status.maintenance[:NEWEST])
        },
        "scheduled-maintenances/upcoming": {
            "scheduled_maintenances": [one for one in ahead if one["status"] == "scheduled"]
        },
        "scheduled-maintenances/active": {
            "scheduled_maintenances": [one for one in ahead if one["status"] != "scheduled"]
        },
    }
    for name, body in bodies.items():
        value = {"page": resources.page, **body}
        yield _file(
            f"api/v2/{name}.json", CacheClass.CURRENT, partial(dict, value), fingerprint(value)
        )
    for name in bodies:
        path = f"api/v2/schema/{name}.json"
        described = partial(schema.of, name, edition.url(path))
        yield _file(path, CacheClass.ENTRY, described, fingerprint(edition.url(path)))


def _file(path: str, cache: CacheClass, view: Callable[[], object], key: str) -> Artifact:
    return Artifact(path=path, media_type=_JSON, cache=cache, renderer=_to_json, view=view, key=key)


def _to_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
