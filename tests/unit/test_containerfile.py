"""What the container file promises, held by reading it: there is no container runtime here."""

from __future__ import annotations

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from click.testing import CliRunner

from statusgen.cli.watching import watch

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "Containerfile").read_text("utf-8")


def instructions(text: str) -> list[tuple[str, str]]:
    """Return each instruction with its arguments, on one line; comments are left out."""
    bare = re.sub(r"(?m)^#.*\n", "", text)
    lines = re.sub(r"\\\n\s*", " ", bare).splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]


ALL = instructions(TEXT)
FINAL = ALL[max(number for number, (name, _) in enumerate(ALL) if name == "FROM") :]


def last(name: str) -> str:
    return [value for own, value in FINAL if own == name][-1]


def test_it_does_not_run_as_root_and_says_so_by_number():
    user, _, group = last("USER").partition(":")
    assert user == group
    assert int(user) >= 10000
    assert f"--uid {user} " in TEXT
    after = FINAL[FINAL.index(("USER", last("USER"))) :]
    assert {name for name, _ in after}.isdisjoint({"RUN", "COPY", "ADD"})


def test_it_needs_no_disk_but_tmp():
    command = json.loads(last("CMD"))
    assert command[command.index("-o") + 1].startswith("/tmp/")
    assert "HOME=/tmp" in last("ENV")
    assert "PYTHONDONTWRITEBYTECODE=1" in last("ENV")
    assert "VOLUME" not in dict(ALL)
    assert "--read-only --tmpfs /tmp" in TEXT


def test_what_it_does_by_itself_is_a_command_that_there_is():
    assert json.loads(last("ENTRYPOINT")) == ["statusgen"]
    name, *arguments = json.loads(last("CMD"))
    assert name == "watch"
    found = watch.make_context("watch", arguments).params
    assert found["publish"] is True
    assert found["health"] == "0.0.0.0:8080"
    assert last("EXPOSE") == "8080"
    assert "http://127.0.0.1:8080/live" in last("HEALTHCHECK")
    # What a script in it asks is understood by Python.
    compile(json.loads(last("HEALTHCHECK").partition("CMD ")[2])[2], "HEALTHCHECK", "exec")


def test_an_option_that_is_not_there_would_be_found():
    assert CliRunner().invoke(watch, ["--healthy", "8080"]).exit_code == 2


def test_all_that_is_fetched_from_python_is_held_by_its_hash():
    runs = " && ".join(value for name, value in ALL if name == "RUN")
    for step in runs.split(" && "):
        if re.search(r"pip (?:download|install|wheel)", step):
            fetches = "--require-hashes" in step and "--requirement requirements.lock" in step
            assert fetches or "--no-index" in step, step
    assert "--only-binary :all:" in runs
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = re.search(r"statusgen\[([a-z,]+)\]", runs)
    assert extras
    assert set(extras[1].split(",")) == project["optional-dependencies"].keys()


def test_the_programs_that_targets_and_watching_call_are_in_it():
    installed = next(value for name, value in FINAL if name == "RUN")
    for package in ("git", "openssh-client", "rsync", "ca-certificates"):
        assert f" {package} " in installed, package


def test_both_stages_have_the_same_python_as_the_workflows():
    images = [value.split()[0] for name, value in ALL if name == "FROM"]
    assert len(images) == 2
    assert len(set(images)) == 1
    found = re.fullmatch(r"python:(3\.\d+)-slim", images[0])
    assert found
    workflow = (ROOT / "src/statusgen/starter/site/github.yml").read_text("utf-8")
    assert set(re.findall(r'python-version: "(.*)"', workflow)) == {found[1]}
    gitlab = (ROOT / "src/statusgen/starter/site/gitlab.yml").read_text("utf-8")
    assert f"image: python:{found[1]}\n" in gitlab


def test_no_secret_can_get_into_a_layer():
    for name, value in ALL:
        assert name != "ADD"
        if name in ("ENV", "ARG"):
            assert not re.search(r"key|secret|token|passw", value, re.IGNORECASE), value
        if name == "COPY":
            assert not re.search(r"(^| )\.( |$)", value), "not everything that lies about"


def ignored(path: str) -> bool:
    """Say whether a path stays at home: the last line that fits decides."""
    found = False
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        ways = {pattern, f"{pattern}/*"} | {
            way for way in (pattern.removeprefix("**/"), f"*/{pattern.removeprefix('**/')}")
            if pattern.startswith("**/")
        }  # fmt: skip
        if any(fnmatch(path, way) or fnmatch(path, f"{way}/*") for way in ways):
            found = not line.startswith("!")
    return found


AT_HOME = """.git/config content/incidents/a.md .env src/.env src/x.pem statusgen.yml
    src/statusgen/__pycache__/a.pyc themes/deploy.key output/index.html"""


@pytest.mark.parametrize("path", AT_HOME.split())
def test_what_is_not_the_programs_own_stays_at_home(path):
    assert ignored(path)


def test_all_that_is_copied_is_handed_over_and_is_there():
    for name, value in ALL:
        if name != "COPY" or "--from" in value:
            continue
        for path in value.split()[:-1]:
            assert (ROOT / path).exists(), path
            assert not ignored(path), path
