"""The API is what programs written for Statuspage expect: every field, every status, every list.

The fields stand here a second time, as docs/reference/outputs.md has them: the schemas that are
published come from the program itself, and could be wrong together with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from tests.conformance.sites import Built, built, drawn, weekly_files, write
from tests.strategies import sites_at_a_time

Check = Callable[[Any], bool]
Fields = Mapping[str, Check]

STATES = "operational under_maintenance degraded_performance partial_outage major_outage".split()


def text(value: Any) -> bool:
    return isinstance(value, str)


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def time(value: Any) -> bool:
    return (
        text(value) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value) is not None
    )


def day(value: Any) -> bool:
    return text(value) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def nothing(value: Any) -> bool:
    return value is None


def or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def one_of(words: str) -> Check:
    return lambda value: value in words.split()


def many(fields: Fields) -> Check:
    return lambda value: isinstance(value, list) and all(fits(one, fields) for one in value)


def fits(value: Any, fields: Fields) -> bool:
    assert isinstance(value, dict)
    assert set(value) == set(fields)
    assert [name for name, check in fields.items() if not check(value[name])] == []
    return True


def component(value: Any) -> bool:
    return fits(value, COMPONENT | ({"components": names} if value["group"] is True else {}))


def names(value: Any) -> bool:
    return isinstance(value, list) and all(map(text, value))


PAGE = {"id": text, "name": text, "url": text, "time_zone": text, "updated_at": time}
STATUS = {"indicator": one_of("none minor major critical maintenance"), "description": text}
COMPONENT = {
    "id": text, "name": text, "status": one_of(" ".join(STATES)), "created_at": time,
    "updated_at": time, "position": whole, "description": or_null(text), "showcase": flag,
    "start_date": or_null(day), "group_id": or_null(text), "page_id": text, "group": flag,
    "only_show_if_degraded": flag,
}  # fmt: skip
AFFECTED = {
    "code": text, "name": text, "old_status": one_of(" ".join(STATES)),
    "new_status": one_of(" ".join(STATES)),
}  # fmt: skip
UPDATE = {
    "id": text, "status": text, "body": text, "incident_id": text, "created_at": time,
    "updated_at": time, "display_at": time, "affected_components": or_null(many(AFFECTED)),
    "deliver_notifications": flag, "custom_tweet": or_null(text), "tweet_id": nothing,
}  # fmt: skip
ENTRY = {
    "id": text, "name": text, "created_at": time, "updated_at": time,
    "monitoring_at": or_null(time), "resolved_at": or_null(time), "shortlink": text,
    "started_at": time, "page_id": text,
    "components": lambda value: isinstance(value, list) and all(map(component, value)),
    "reminder_intervals": nothing,
}  # fmt: skip
IN_INCIDENTS = one_of("investigating identified monitoring resolved postmortem")
IN_MAINTENANCE = one_of("scheduled in_progress verifying completed")
INCIDENT = ENTRY | {
    "status": IN_INCIDENTS,
    "impact": one_of("none minor major critical"),
    "incident_updates": many(UPDATE | {"status": IN_INCIDENTS}),
}
MAINTENANCE = ENTRY | {
    "status": IN_MAINTENANCE,
    "impact": one_of("maintenance"),
    "incident_updates": many(UPDATE | {"status": IN_MAINTENANCE}),
    "scheduled_for": time,
    "scheduled_until": time,
}

_PAGE: Fields = {"page": lambda value: fits(value, PAGE)}
_INCIDENTS = _PAGE | {"incidents": many(INCIDENT)}
_MAINTENANCE = _PAGE | {"scheduled_maintenances": many(MAINTENANCE)}
_STATUS = {"status": lambda value: fits(value, STATUS)}
_COMPONENTS = {"components": lambda value: all(map(component, value))}
ENDPOINTS: Mapping[str, Fields] = {
    "summary": {**_INCIDENTS, **_MAINTENANCE, **_STATUS, **_COMPONENTS},
    "status": {**_PAGE, **_STATUS},
    "components": {**_PAGE, **_COMPONENTS},
    "incidents": _INCIDENTS,
    "incidents/unresolved": _INCIDENTS,
    "scheduled-maintenances": _MAINTENANCE,
    "scheduled-maintenances/upcoming": _MAINTENANCE,
    "scheduled-maintenances/active": _MAINTENANCE,
}


def endpoint(site: Built, name: str) -> Any:
    return site.json(f"api/v2/{name}.json")


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_endpoint_has_every_field_and_no_other(site: Built, name: str):
    assert fits(endpoint(site, name), ENDPOINTS[name])


def test_there_are_these_endpoints_and_a_schema_for_each(shop: Built):
    found = {path for path in shop.files if path.startswith("api/")}
    assert found == {f"api/v2/{part}{name}.json" for name in ENDPOINTS for part in ("", "schema/")}


@settings(max_examples=40)
@given(sites_at_a_time())
def test_generated_sites_have_every_field_and_fit_the_schemas(found):
    site = drawn(*found, ".json")
    for name, fields in ENDPOINTS.items():
        value = endpoint(site, name)
        assert fits(value, fields)
        schema = site.json(f"api/v2/schema/{name}.json")
        assert list(Draft202012Validator(schema).iter_errors(value)) == []
        assert list(chains(value)) == []


def inner(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every object, of lists to the first only."""
    if isinstance(value, dict):
        yield at
        for name, one in value.items():
            yield from inner(one, (*at, name))
    elif isinstance(value, list) and value:
        yield from inner(value[0], (*at, 0))


def follow(value: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        value = value[step]
    return value


@pytest.mark.parametrize("name", ["summary", "incidents", "scheduled-maintenances"])
def test_a_schema_refuses_an_object_with_a_field_too_many_or_too_few(shop: Built, name: str):
    value = endpoint(shop, name)
    validator = Draft202012Validator(shop.json(f"api/v2/schema/{name}.json"))
    ways = list(inner(value))
    assert len(ways) > 4
    for way in ways:
        for field in (*follow(value, way), "unheard_of"):
            damaged = deepcopy(value)
            if follow(damaged, way).pop(field, None) is None and field == "unheard_of":
                follow(damaged, way)[field] = None
            # A group's `components` may be absent from what is no group, and from nothing else.
            assert not validator.is_valid(damaged), (way, field)


# --- What the lists hold -------------------------------------------------------------------------

ALL = {
    "statusgen.yml": """
title: All
url: https://status.example/
timezone: UTC
groups:
  - id: shops
    name: Shops
    components:
      - {id: tills, name: Tills, description: At the till, since: 2026-01-01}
      - {id: cards, name: Cards}
components: [{id: web, name: Website}]
"""
}
TOLD = {
    "investigating": "## 2026-03-01 08:00 Investigating",
    "identified": "## 2026-03-01 08:00 Identified\n\n## 2026-03-01 09:00 Update",
    "monitoring": "## 2026-03-01 08:00 Investigating\n\n## 2026-03-01 09:00 Monitoring",
    "resolved": "## 2026-03-01 08:00 Monitoring\n\n## 2026-03-01 09:00 Resolved",
    "postmortem": "## 2026-03-01 08:00 Resolved\n\n## 2026-03-01 09:00 Postmortem",
    "reopened": "## 2026-03-01 08:00 Resolved\n\n## 2026-03-01 09:00 Investigating",
}
# Announced at eight; the windows are before, around and behind noon.
PLANNED = {
    "ahead": ("2026-03-01 18:00", "2026-03-01 20:00", ""),
    "begun": ("2026-03-01 11:00", "2026-03-01 13:00", ""),
    "verifying": ("2026-03-01 11:00", "2026-03-01 13:00", "## 2026-03-01 11:30 Verifying"),
    "overrunning": ("2026-03-01 09:00", "2026-03-01 10:00", "## 2026-03-01 09:30 In progress"),
    "over": ("2026-03-01 09:00", "2026-03-01 10:00", ""),
    "cancelled": (
        "2026-03-01 18:00",
        "2026-03-01 20:00",
        "## 2026-03-01 10:00 Cancelled\n\nNot *now*.",
    ),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Built:
    files = dict(ALL)
    for name, updates in TOLD.items():
        files[f"content/incidents/{name}.md"] = (
            f"---\ntitle: {name}\ncomponents: {{cards: degraded_performance}}\n---\n\n{updates}\n"
        )
    for name, (starts, ends, updates) in PLANNED.items():
        files[f"content/maintenance/{name}.md"] = (
            f"---\ntitle: {name}\ncomponents: [web]\nstarts: {starts}\nends: {ends}\n---\n\n"
            f"## 2026-03-01 08:00 Scheduled\n\n{updates}\n"
        )
    site = write(tmp_path_factory.mktemp("told"), files)
    return built(site, "2026-03-01 12:00", only="api/")


def ids(value: Any) -> dict[str, str]:
    [kind] = set(value) - {"page"}
    return {one["id"]: one["status"] for one in value[kind]}


def test_unresolved_are_the_incidents_that_are_investigated_identified_or_monitored(told: Built):
    every = ids(endpoint(told, "incidents"))
    assert every == {name: name for name in TOLD if name != "reopened"} | {
        "reopened": "investigating"
    }
    over = {"resolved", "postmortem"}
    assert ids(endpoint(told, "incidents/unresolved")) == {
        name: status for name, status in every.items() if name not in over
    }


def test_scheduled_maintenances_are_upcoming_active_or_over(told: Built):
    upcoming = {"ahead": "scheduled"}
    active = {"begun": "in_progress", "verifying": "verifying", "overrunning": "in_progress"}
    over = {"over": "completed", "cancelled": "completed"}
    assert ids(endpoint(told, "scheduled-maintenances")) == upcoming | active | over
    assert ids(endpoint(told, "scheduled-maintenances/upcoming")) == upcoming
    assert ids(endpoint(told, "scheduled-maintenances/active")) == active
    summary = endpoint(told, "summary")
    assert {one["id"] for one in summary["scheduled_maintenances"]} == {*upcoming, *active}
    assert summary["incidents"] == endpoint(told, "incidents/unresolved")["incidents"]
    assert summary["components"] == endpoint(told, "components")["components"]
    assert summary["status"] == endpoint(told, "status")["status"]


def test_what_is_ahead_stands_in_the_order_in_which_it_comes(tmp_path: Path):
    # Dashboards show the first of a list as the next. Announced one after the other.
    windows = {"next": (2, 4), "under-way": (1, 1), "last": (3, 9), "then": (4, 5)}
    files = dict(ALL)
    for name, (minute, day) in windows.items():
        files[f"content/maintenance/{name}.md"] = (
            f"---\ntitle: {name}\ncomponents: [web]\nstarts: 2026-03-{day:02} 11:00\n"
            f"ends: 2026-03-{day:02} 13:00\n---\n\n## 2026-02-01 08:0{minute} Scheduled\n"
        )
    site = built(write(tmp_path, files), "2026-03-01 12:00", only="api/")
    found = {
        name: [one["id"] for one in endpoint(site, name)["scheduled_maintenances"]]
        for name in ("summary", "scheduled-maintenances/upcoming", "scheduled-maintenances")
    }
    assert found == {
        "summary": ["under-way", "next", "then", "last"],
        "scheduled-maintenances/upcoming": ["next", "then", "last"],
        "scheduled-maintenances": ["then", "last", "next", "under-way"],
    }


def test_cancelled_work_is_completed_and_its_text_says_that_it_was_cancelled(told: Built):
    every = endpoint(told, "scheduled-maintenances")["scheduled_maintenances"]
    [cancelled] = [one for one in every if one["id"] == "cancelled"]
    assert [one["status"] for one in cancelled["incident_updates"]] == ["completed", "scheduled"]
    assert cancelled["incident_updates"][0]["body"] == "Cancelled: Not now."
    assert cancelled["resolved_at"] == "2026-03-01T10:00:00.000Z"


def test_a_cancellation_without_a_text_says_what_it_is_all_the_same(tmp_path: Path):
    work = (
        "---\ntitle: New tills\ncomponents: [web]\nstarts: 2026-03-01 18:00\n"
        "ends: 2026-03-01 20:00\n---\n\n## 2026-03-01 08:00 Scheduled\n\n"
        "## 2026-03-01 10:00 Cancelled\n"
    )
    files = {**ALL, "content/maintenance/tills.md": work}
    site = built(write(tmp_path, files), "2026-03-01 12:00", only="api/")
    [entry] = endpoint(site, "scheduled-maintenances")["scheduled_maintenances"]
    assert [one["body"] for one in entry["incident_updates"]] == ["Cancelled", ""]


def test_a_window_is_given_and_work_changes_a_component_only_during_it(told: Built):
    every = endpoint(told, "scheduled-maintenances")["scheduled_maintenances"]
    [over] = [one for one in every if one["id"] == "over"]
    assert (over["scheduled_for"], over["scheduled_until"]) == (
        "2026-03-01T09:00:00.000Z",
        "2026-03-01T10:00:00.000Z",
    )
    changes = [
        (update["status"], one["code"], one["old_status"], one["new_status"])
        for update in reversed(over["incident_updates"])
        for one in update["affected_components"]
    ]
    assert changes == [
        ("scheduled", "web", "operational", "operational"),
        ("in_progress", "web", "operational", "under_maintenance"),
        ("completed", "web", "under_maintenance", "operational"),
    ]


def test_an_incident_says_when_it_began_was_watched_and_was_over(told: Built):
    def times(one: Any) -> tuple[str | None, ...]:
        found = (one[key] for key in ("started_at", "monitoring_at", "resolved_at"))
        return tuple(time and time.removeprefix("2026-03-01T")[:5] for time in found)

    assert {one["id"]: times(one) for one in endpoint(told, "incidents")["incidents"]} == {
        "investigating": ("08:00", None, None),
        "identified": ("08:00", None, None),
        "monitoring": ("08:00", "09:00", None),
        "resolved": ("08:00", "08:00", "09:00"),
        "postmortem": ("08:00", None, "08:00"),
        "reopened": ("08:00", None, None),
    }


def test_no_component_hides_and_no_update_is_kept_from_subscribers(told: Built):
    summary = endpoint(told, "summary")
    components = summary["components"]
    assert {one["only_show_if_degraded"] for one in components} == {False}
    assert all(one["showcase"] is not one["group"] for one in components)
    entries = summary["incidents"] + summary["scheduled_maintenances"]
    updates = [update for one in entries for update in one["incident_updates"]]
    assert {one["deliver_notifications"] for one in updates} == {True}


def test_a_component_says_where_it_stands_and_when_it_changed(told: Built):
    shops, tills, cards, web = endpoint(told, "components")["components"]
    assert shops["components"] == ["tills", "cards"]
    assert (shops["group"], shops["group_id"], shops["position"]) == (True, None, 1)
    assert (tills["group"], tills["group_id"], tills["position"]) == (False, "shops", 1)
    assert (cards["position"], web["position"], web["group_id"]) == (2, 2, None)
    assert (tills["start_date"], cards["start_date"]) == ("2026-01-01", None)
    assert tills["created_at"] == tills["updated_at"] == "2026-01-01T00:00:00.000Z"
    assert cards["created_at"] == "2026-03-01T08:00:00.000Z"
    assert cards["updated_at"] == "2026-03-01T09:00:00.000Z"
    # A group is as old as its oldest, and changed when one of them did.
    assert (shops["created_at"], shops["updated_at"]) == (
        tills["created_at"],
        cards["updated_at"],
    )
    assert (web["created_at"], web["updated_at"]) == (
        "2026-03-01T08:00:00.000Z",
        "2026-03-01T11:00:00.000Z",
    )
    assert (shops["status"], cards["status"], web["status"]) == (
        "degraded_performance",
        "degraded_performance",
        "under_maintenance",
    )


def test_without_news_the_page_was_updated_at_the_epoch(quiet: Built, told: Built):
    assert endpoint(quiet, "status")["page"] == {
        "id": "status.example",
        "name": "Quiet",
        "url": "https://status.example/",
        "time_zone": "Europe/London",
        "updated_at": "1970-01-01T00:00:00.000Z",
    }
    assert endpoint(told, "status")["page"]["updated_at"] == "2026-03-01T11:30:00.000Z"


def chains(value: Any) -> Iterator[str]:
    """Yield where an update does not begin with the states that the one before it left."""
    for kind in ("incidents", "scheduled_maintenances"):
        for entry in value.get(kind, ()):
            held: dict[str, str] = {}
            for update in reversed(entry["incident_updates"]):
                for one in update["affected_components"] or ():
                    if held.get(one["code"], "operational") != one["old_status"]:
                        yield f"{update['id']}: {one}"
                    held[one["code"]] = one["new_status"]
            if entry["resolved_at"] and set(held.values()) - {"operational"}:
                yield f"{entry['id']} is over and holds {held}"


def test_the_updates_of_an_entry_follow_on_each_other(site: Built):
    for name in ("incidents", "scheduled-maintenances", "summary"):
        assert list(chains(endpoint(site, name))) == []


def test_no_list_of_all_is_longer_than_statuspages(github: Built):
    assert len(endpoint(github, "incidents")["incidents"]) == 50


def test_the_list_of_all_work_has_the_newest_fifty_and_those_of_what_is_ahead_have_all(tmp_path):
    weeks = [datetime(2026, 1, 5, 22, tzinfo=UTC) + timedelta(weeks=n) for n in range(60)]
    site = built(write(tmp_path, weekly_files(weeks)), "2026-01-20 12:00Z")

    def starts(name: str) -> list[str]:
        found = endpoint(site, name)["scheduled_maintenances"]
        return [one["scheduled_for"] for one in found]

    wanted = [f"{week:%Y-%m-%dT%H:%M:%S.000Z}" for week in weeks]
    assert starts("scheduled-maintenances") == wanted[: -50 - 1 : -1]
    assert starts("scheduled-maintenances/upcoming") == wanted[3:]
    assert starts("summary") == wanted[3:]
