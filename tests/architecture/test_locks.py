"""The lock files pin everything by hash and name no place: they install from any registry."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def name_of(requirement: str) -> str:
    """Give a requirement's name in the form that locks use: `Jinja2>=3.1` is jinja2."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def pins(lock: str) -> dict[str, str]:
    """Read a requirements file: each pinned name with everything that is said of it."""
    logical_lines = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*$", "", lock, flags=re.MULTILINE))
    return {name_of(line): line for line in logical_lines.splitlines() if line.strip()}


def requirements_lock() -> str:
    return (ROOT / "requirements.lock").read_text("utf-8")


def test_every_requirement_is_pinned_by_version_and_hash():
    said = pins(requirements_lock())
    assert said
    pinned = re.compile(r"[\w.-]+==\S+ +(?:; .+?)?(?: +--hash=sha256:[0-9a-f]{64})+\s*")
    assert [line for line in said.values() if not pinned.fullmatch(line)] == []


def test_no_lock_names_an_address_a_path_or_an_index():
    assert re.findall(r"\w+://\S+|^-.*|^.* @ .*", requirements_lock(), re.MULTILINE) == []
    packages = json.loads((ROOT / "tests/parts/package-lock.json").read_text("utf-8"))["packages"]
    fetched = {name: package for name, package in packages.items() if name}
    assert fetched
    assert [name for name, package in fetched.items() if "resolved" in package] == []
    assert [name for name, package in fetched.items() if "integrity" not in package] == []


def test_everything_that_the_project_asks_for_is_locked_the_build_backend_too():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *settings["build-system"]["requires"],
        *settings["project"]["dependencies"],
        *settings["dependency-groups"]["dev"],
        *(one for extra in settings["project"]["optional-dependencies"].values() for one in extra),
    ]
    assert sorted({name_of(one) for one in wanted} - pins(requirements_lock()).keys()) == []
