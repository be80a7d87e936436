"""The files of a new site are what the programs that read them expect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from statusgen import __version__, pipeline
from statusgen.errors import OutputError
from statusgen.starter import start


@pytest.fixture
def site(tmp_path: Path) -> Path:
    start(tmp_path, title="Shop: status", url="https://s.example/", timezone="Europe/London")
    return tmp_path


def test_it_builds_without_a_word_of_blame(site):
    options = pipeline.Options(site=site, now="2026-03-04 09:00", strict=True)
    assert pipeline.plan(options).problems == ()


@pytest.mark.parametrize(
    "name", [".github/workflows/status.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"]
)
def test_its_workflows_are_yaml_and_call_this_version(site, name):
    text = (site / name).read_text("utf-8")
    assert yaml.safe_load(text)
    assert "{version}" not in text
    assert "pip install statusgen" not in text or f"statusgen=={__version__}" in text


def test_its_schemas_and_settings_are_json(site):
    files = [*site.glob("schemas/*.json"), site / ".vscode/settings.json"]
    assert len(files) == 4
    for file in files:
        json.loads(file.read_text("utf-8"))


def test_nothing_is_left_behind_where_it_cannot_be_finished(tmp_path):
    (tmp_path / "schemas").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        start(tmp_path, title="T", url="https://s.example/", timezone="UTC")
    left = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert left == ["schemas"]
