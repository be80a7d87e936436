"""The built wheel, in an environment with nothing but what it asks for, builds a site.

Offline: the dependencies are those of the environment that runs the tests, copied one by one from
what the wheel says that it needs. So a dependency that nobody declared is missing there too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.outputs import files_in

from statusgen import __version__

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the locked build backend."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def statusgen(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty environment, and give its command."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    for needed in everything_needed("statusgen"):
        copy(needed, packages)
    pip = (sys.executable, "-m", "pip", "--python", str(folder), "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel))
    run(*pip, "check")
    return folder / "bin/statusgen"


def everything_needed(name: str) -> list[Distribution]:
    """List what a distribution needs, and what that needs, without extras and itself."""
    found: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        for line in distribution(waiting.pop()).requires or ():
            requirement = Requirement(line)
            needed = canonicalize_name(requirement.name)
            applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if applies and needed not in found:
                found[needed] = distribution(needed)
                waiting.append(needed)
    return list(found.values())


def copy(needed: Distribution, packages: Path) -> None:
    for file in needed.files or ():
        if ".." not in file.parts and "__pycache__" not in file.parts:
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), target)


def run(*argv: str, cwd: Path | None = None) -> str:
    env = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    ran = subprocess.run(argv, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_wheel_holds_the_program_and_its_themes_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    expected = {
        f"statusgen/{path.relative_to(ROOT / 'src/statusgen').as_posix()}"
        for path in (ROOT / "src/statusgen").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    expected |= {
        f"statusgen/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "themes").rglob("*")
        if path.is_file()
    }
    described = {name for name in names if ".dist-info/" in name}
    assert set(names) - described == expected
    assert any(name.endswith("/licenses/LICENSE") for name in described)


def test_an_installed_command_says_its_version(statusgen):
    assert run(str(statusgen), "--version") == f"statusgen {__version__}\n"


def test_an_installed_command_builds_what_the_checkout_builds(statusgen, tmp_path):
    site = tmp_path / "site"
    shutil.copytree(ROOT / "content", site / "content")
    shutil.copy(ROOT / "statusgen.yml", site)
    now = "2026-11-22 12:00"
    run(str(statusgen), "build", "--now", now, "-o", str(tmp_path / "installed"), cwd=site)
    ours = (sys.executable, "-m", "statusgen")
    run(*ours, "build", "--now", now, "-o", str(tmp_path / "ours"), cwd=site)
    built = files_in(tmp_path / "installed")
    assert built.keys() >= {"index.html", "feed.xml"}
    assert built == files_in(tmp_path / "ours")
