"""The layers of ARCHITECTURE.md hold, and the contracts that hold them can see a breach."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the project in `root`, which need not be the one that is installed."""
    command = (
        "import sys; from importlinter.cli import lint_imports; sys.path.insert(0, 'src');"
        "sys.exit(lint_imports(no_cache=True, no_logo=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", command],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the project's code and contracts, to break them."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def append(path: Path, line: str) -> None:
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")


def test_every_import_respects_the_layers():
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_import_of_a_layer_above_is_found(copy):
    append(copy / "src/statusgen/errors.py", "import statusgen.model")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "A layer imports only those below it BROKEN" in result.stdout


def test_a_module_that_no_layer_names_is_found(copy):
    (copy / "src/statusgen/stray.py").write_text("")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "statusgen.stray" in result.stdout


def test_a_disk_a_network_a_process_or_a_clock_in_a_pure_module_is_found(copy):
    append(copy / "src/statusgen/model/grades.py", "import pathlib")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "touch no disk, no network, no process and no clock BROKEN" in result.stdout


def test_families_of_artifacts_that_know_each_other_are_found(copy):
    append(copy / "src/statusgen/artifacts/meta.py", "import statusgen.artifacts.feeds")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "Families of artifacts do not know each other BROKEN" in result.stdout


def contracts() -> dict[str, dict[str, list[str]]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def test_every_layer_from_render_down_is_held_pure():
    layers = contracts()["layers"]["layers"]
    first = next(index for index, layer in enumerate(layers) if "render" in layer.split(" | "))
    below = layers[first:]
    modules = {f"statusgen.{name}" for layer in below for name in re.findall(r"\w+", layer)}
    held = set(contracts()["pure"]["source_modules"])
    # Of a package above, single modules may be pure as well: they are named with it.
    assert {name for name in held if name.count(".") == 1} == modules


def test_every_family_of_artifacts_is_held_apart_from_the_others():
    found = (ROOT / "src/statusgen/artifacts").glob("[a-z]*")
    families = {f"statusgen.artifacts.{file.stem}" for file in found}
    assert families == set(contracts()["families"]["modules"])
