"""The schemas for editors know the keys that the parser knows, and agree with it on real files."""

from __future__ import annotations

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.program import ROOT

from statusgen import schemas
from statusgen.parse import admin, brand, checks, config, entry

SITE = schemas.config()
VALUES = yaml.load((ROOT / "statusgen.yml").read_text("utf-8"), yaml.BaseLoader)


def faults(schema: schemas.Schema, value: object) -> list[str]:
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


@pytest.mark.parametrize(
    "schema", [SITE, schemas.entry(maintenance=True), schemas.entry(maintenance=False)]
)
def test_they_are_schemas(schema):
    Draft202012Validator.check_schema(schema)


def test_they_have_the_keys_of_the_parser():
    properties = SITE["properties"]
    assert set(properties) == set(config._KEYS)
    assert set(properties["brand"]["properties"]) == set(brand._KEYS)
    assert set(properties["check"]["properties"]) == set(checks._KEYS)
    assert set(properties["admin"]["properties"]) == set(admin._KEYS)
    group = properties["groups"]["items"]["properties"]
    assert set(group) == set(config._GROUP_KEYS)
    assert set(group["components"]["items"]["properties"]) == set(config._COMPONENT_KEYS)
    assert set(schemas.entry(maintenance=False)["properties"]) == set(entry._KEYS)
    assert set(schemas.entry(maintenance=True)["properties"]) == set(entry._WINDOW_KEYS)


def test_the_demo_fits():
    longest = {"id": "w" * config.ID_LIMIT, "name": "W"}
    assert faults(SITE, VALUES | {"components": [longest]}) == []
    assert faults(SITE, VALUES) == []
    for path in (ROOT / "content").rglob("*.md"):
        front = yaml.load(path.read_text("utf-8").split("---\n")[1], yaml.BaseLoader)
        front.pop("draft", None)  # the loader of this test knows texts only
        assert faults(schemas.entry(maintenance="maintenance" in path.parts), front) == [], path


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"titel": "x"}, "'titel' was unexpected"),
        ({"url": "status"}, "'status' does not match"),
        ({"freshness": "often"}, "'often' does not match"),
        ({"components": [{"id": "Web", "name": "W"}]}, "'Web' does not match"),
        ({"components": [{"id": "w" * (config.ID_LIMIT + 1), "name": "W"}]}, "is too long"),
        ({"components": [{"id": "web"}]}, "'name' is a required property"),
        ({"states": {"down": "x"}}, "'down' was unexpected"),
        ({"brand": {"colours": {"accent": "green"}}}, "'green' does not match"),
    ],
)
def test_a_mistake_is_marked(change, fault):
    assert any(fault in one for one in faults(SITE, VALUES | change))
