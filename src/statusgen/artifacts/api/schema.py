"""A JSON Schema (2020-12) for each endpoint of the API: every field, and no other."""

from __future__ import annotations

from typing import Any

from statusgen.model import Impact, State

__all__ = ["of"]

Schema = dict[str, Any]

_INCIDENT = ("investigating", "identified", "monitoring", "resolved", "postmortem")
_MAINTENANCE = ("scheduled", "in_progress", "verifying", "completed")


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_NULL: Schema = {"type": "null"}
_TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
_STATE: Schema = {"enum": [state.word for state in State]}


def _entry(update: str) -> Schema:
    return {
        "id": _TEXT,
        "name": _TEXT,
        "created_at": _TIME,
        "updated_at": _TIME,
        "monitoring_at": _or_null(_TIME),
        "resolved_at": _or_null(_TIME),
        "shortlink": {"type": "string", "format": "uri"},
        "started_at": _TIME,
        "page_id": _TEXT,
        "incident_updates": _list(_ref(update)) | {"minItems": 1},
        "components": _list(_ref("component")),
        "reminder_intervals": _NULL,
    }


def _update(statuses: tuple[str, ...]) -> Schema:
    return _object(
        {
            "id": _TEXT,
            "status": {"enum": list(statuses)},
            "body": _TEXT,
            "incident_id": _TEXT,
            "created_at": _TIME,
            "updated_at": _TIME,
            "display_at": _TIME,
            "affected_components": _or_null(_list(_ref("affected")) | {"minItems": 1}),
            "deliver_notifications": _FLAG,
            "custom_tweet": _NULL,
            "tweet_id": _NULL,
        }
    )


_DEFS: Schema = {
    "page": _object(
        {
            "id": _TEXT,
            "name": _TEXT,
            "url": {"type": "string", "format": "uri"},
            "time_zone": _TEXT,
            "updated_at": _TIME,
        }
    ),
    "status": _object(
        {
            "indicator": {"enum": ["none", "maintenance", "minor", "major", "critical"]},
            "description": _TEXT,
        }
    ),
    "component": _object(
        {
            "id": _TEXT,
            "name": _TEXT,
            "status": _STATE,
            "created_at": _TIME,
            "updated_at": _TIME,
            "position": {"type": "integer", "minimum": 1},
            "description": _or_null(_TEXT),
            "showcase": _FLAG,
            "start_date": _or_null({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}),
            "group_id": _or_null(_TEXT),
            "page_id": _TEXT,
            "group": _FLAG,
            "only_show_if_degraded": _FLAG,
        },
        {"components": _list(_TEXT)},
    )
    | {"if": {"properties": {"group": {"const": True}}}, "then": {"required": ["components"]}},
    "affected": _object({"code": _TEXT, "name": _TEXT, "old_status": _STATE, "new_status": _STATE}),
    "incident_update": _update(_INCIDENT),
    "maintenance_update": _update(_MAINTENANCE),
    "incident": _object(
        _entry("incident_update")
        | {
            "status": {"enum": list(_INCIDENT)},
            "impact": {"enum": [impact.word for impact in Impact]},
        }
    ),
    "maintenance": _object(
        _entry("maintenance_update")
        | {
            "status": {"enum": list(_MAINTENANCE)},
            "impact": {"const": "maintenance"},
            "scheduled_for": _TIME,
            "scheduled_until": _TIME,
        }
    ),
}

_FIELDS: dict[str, Schema] = {
    "components": _list(_ref("component")),
    "incidents": _list(_ref("incident")),
    "scheduled_maintenances": _list(_ref("maintenance")),
    "status": _ref("status"),
}
_BODIES = {
    "summary": ("components", "incidents", "scheduled_maintenances", "status"),
    "status": ("status",),
    "components": ("components",),
    "incidents": ("incidents",),
    "incidents/unresolved": ("incidents",),
    "scheduled-maintenances": ("scheduled_maintenances",),
    "scheduled-maintenances/upcoming": ("scheduled_maintenances",),
    "scheduled-maintenances/active": ("scheduled_maintenances",),
}


def of(endpoint: str, address: str) -> Schema:
    """Return the schema of an endpoint; `address` is where it is published."""
    body = {"page": _ref("page")} | {name: _FIELDS[name] for name in _BODIES[endpoint]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": f"api/v2/{endpoint}.json",
        **_object(body),
        "$defs": _DEFS,
    }
