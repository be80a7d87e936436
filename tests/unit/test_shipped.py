"""This program's own files: the name of all that draws, and templates written ahead."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from types import MappingProxyType

import jinja2
import pytest
from tests.program import ROOT, artifacts

from statusgen import kitchen, shipped
from statusgen.artifact import Artifact, Template
from statusgen.parse import parse
from statusgen.read import read_theme
from statusgen.render import draw
from statusgen.shipped import engine, templates
from statusgen.theme import Theme
from statusgen.words import Words


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the program, in which files are read."""
    copy = tmp_path / "statusgen"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(shipped.__file__).parent, copy, ignore=ignored)
    monkeypatch.setattr(shipped, "__file__", str(copy / "shipped.py"))
    return copy


# --- The engine -----------------------------------------------------------------------------------


def test_the_engine_has_every_library_that_decides_a_byte():
    root = Path(__file__).resolve().parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split("[>=<]", one)[0] for one in project["dependencies"]}
    assert set(shipped._ENGINE) == names - {"click", "watchdog"}


def test_versions_are_those_that_python_itself_finds(monkeypatch, tmp_path):
    found = [(name, metadata.version(name)) for name in shipped._ENGINE]
    assert shipped._libraries() == found
    # As it finds them, the first folder in which there is one counts.
    (tmp_path / "Markdown-0.1.dist-info").mkdir()
    (tmp_path / "Markdown-0.1.dist-info/METADATA").write_text("Name: Markdown\nVersion: 0.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert dict(shipped._libraries())["markdown"] == metadata.version("markdown") == "0.1"


def test_a_library_that_is_installed_in_another_way_is_asked_for(monkeypatch, tmp_path):
    old = tmp_path / "oldlib-2.5.egg-info"
    old.mkdir()
    (old / "PKG-INFO").write_text("Name: oldlib\nVersion: 2.5\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(shipped, "_ENGINE", ("oldlib",))
    assert shipped._libraries() == [("oldlib", "2.5")]


def test_every_byte_of_the_code_makes_the_engine(package):
    before = engine.__wrapped__()
    assert before == engine()
    changed = package / "artifacts/feeds/rss.py"
    times = changed.stat()
    changed.write_bytes(changed.read_bytes()[:-2] + b"#\n")
    os.utime(changed, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert engine.__wrapped__() != before


# --- Templates ------------------------------------------------------------------------------------


def test_every_shipped_template_is_written_ahead_as_it_would_be_written_now(package):
    shutil.copytree(ROOT / "themes", package / "themes")
    (package / "theme/templates.json").unlink()
    shipped.write_templates()
    kept = json.loads((package / "theme/templates.json").read_bytes())["templates"]
    assert templates() == kept  # else: make site
    assert len(kept) == len(list((ROOT / "themes").glob("*/templates/*")))


@pytest.mark.parametrize("name", ["default", "plain"])
def test_with_them_nothing_is_compiled_and_every_page_is_the_same(monkeypatch, name):
    pages = pages_of_everything()
    compiled = theme(name)
    expected = [draw(page, compiled) for page in pages]
    monkeypatch.setattr(jinja2.Environment, "_parse", refuse)
    written = theme(name, templates())
    assert [draw(page, written) for page in pages] == expected


def test_they_are_kept_as_compiled_for_the_next_build(monkeypatch):
    page = pages_of_everything()[0]
    first = theme("default", templates())
    drawn = draw(page, first)
    kept = first.newly_compiled
    assert kept
    monkeypatch.setattr(jinja2.Environment, "_parse", refuse)
    again = theme("default", kept)
    assert draw(page, again) == drawn
    assert not again.newly_compiled


def pages_of_everything() -> list[Artifact]:
    found, _ = artifacts(kitchen.everything(), kitchen.NOW, skip_broken=True)
    return [one for one in found if isinstance(one.renderer, Template)]


def theme(name: str, compiled: Mapping[str, bytes | str] = MappingProxyType({})) -> Theme:
    config = parse(kitchen.little()).site.config
    layers, _ = read_theme(ROOT, name)
    return Theme(layers, Words.of(config), name=name, compiled=compiled)


def refuse(*_: object) -> None:
    raise AssertionError("a template was compiled")


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(file.read_bytes()[:-9]),
        lambda file: file.write_bytes(b'{"templates":{}}'),
        lambda file: file.with_name("generator.py").write_bytes(b""),
        lambda file: file.with_name("swift.py").write_bytes(b""),
    ],
    ids=["none", "damaged", "of nobody", "of another generator", "for another runtime"],
)
def test_what_was_not_written_for_this_program_is_not_trusted(package, damage):
    assert templates.__wrapped__()
    damage(package / "theme/templates.json")
    assert templates.__wrapped__() == {}
