"""The guide to publishing: every recipe is a statusgen.yml that is accepted, every call a real one.

What it shows printed is compared by test_documents, its cache in front is tried by test_cdn.
"""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest
from tests.cli.shell import ROOT, shell_in
from tests.e2e.test_documents import blocks, steps

from statusgen import cli, delivery, errors
from statusgen.errors import ContentError, StatusgenError

TEXT = (ROOT / "docs/guide/publishing.md").read_text("utf-8")
BASE = """\
title: Corner Shop service status
url: https://status.corner-shop.example/
timezone: Europe/London
components: [{id: website, name: Website}]
"""
RECIPES = [body for info, body, _ in blocks(TEXT) if info == "yaml"]
NAMES = re.compile(r"\b(?:AWS|AZURE|CF|CLOUDFLARE|FASTLY|GOOGLE)_[A-Z_]+\b")


def site(folder: Path, recipe: str) -> Path:
    for name in ("incidents", "maintenance"):
        (folder / "content" / name).mkdir(parents=True)
    (folder / "statusgen.yml").write_text(BASE + recipe, "utf-8")
    return folder


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_recipe_makes_its_targets(recipe, tmp_path):
    found = delivery.hosts(site(tmp_path, recipe))
    assert len(found.targets) == len(re.findall(r"(?m)^ +(?:- )?.*\btype: (?!cloud)", recipe))


def test_a_recipe_with_a_mistake_would_be_found(tmp_path):
    with pytest.raises(ContentError) as raised:
        delivery.hosts(site(tmp_path, "publish:\n  - {type: s3, buckets: shop-status}\n"))
    assert "buckets" in str(raised.value.problems)


@pytest.mark.parametrize("recipe", RECIPES)
def test_check_accepts_each_recipe(recipe, tmp_path):
    shell = shell_in(tmp_path)
    site(shell.cwd, recipe)
    ran = shell("statusgen check --strict")
    assert (ran.err, ran.code) == ("", 0)


def test_there_is_a_recipe_for_each_kind_of_target_and_each_network():
    from statusgen.publish.config import BUILT_IN

    assert {*re.findall(r"type: ([a-z0-9]+)", TEXT)} >= {*BUILT_IN, "cloudfront", "cloudflare"}


def calls() -> list[str]:
    """Return every call of statusgen that the guide shows, as it is typed."""
    commands = [step.command for step in steps(TEXT)]
    for info, body, _ in blocks(TEXT):
        if info == "sh":
            commands += body.replace("\\\n", " ").splitlines()
    commands += re.findall(r"(?m)^ExecStart=/opt/statusgen/bin/(.*)$", TEXT)
    commands += re.findall(r"`(statusgen [^`]+)`", TEXT)
    return [line for line in commands if line.startswith("statusgen ")]


@pytest.mark.parametrize("line", sorted(set(calls())))
def test_each_call_is_one_that_there_is(line):
    _, name, *arguments = shlex.split(line.partition(" > ")[0])
    arguments = ["." if one == "my-status" else one for one in arguments]
    if not (arguments or name in cli.cli.commands):
        raise AssertionError(line)
    if name in ("headers", "init") and not arguments:
        return
    cli.cli.commands[name].make_context(name, arguments)


def test_the_service_is_a_file_that_systemd_can_read():
    [body] = [body for info, body, _ in blocks(TEXT) if info == "ini"]
    unit = configparser.ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[method-assign, assignment]
    unit.read_string(body)
    assert unit.sections() == ["Unit", "Service", "Install"]
    service = unit["Service"]
    assert service["User"] != "root"
    assert service["Restart"] == "always"
    assert "/var/lib/" + service["StateDirectory"] in service["ExecStart"]
    assert service["WorkingDirectory"] in service["ReadWritePaths"]


def test_each_exit_code_of_publishing_is_explained():
    section = TEXT.partition("## What the exit codes mean")[2].partition("\n## ")[0]
    shown = {int(code) for code in re.findall(r"(?m)^\| (\d+) \|", section)}
    kinds = [
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, StatusgenError) and one is not StatusgenError
    ]
    assert shown == {0} | {kind.exit_code for kind in kinds}


def test_each_variable_that_is_named_is_read_somewhere():
    code = "".join(
        path.read_text("utf-8") for path in (ROOT / "src/statusgen/publish").rglob("*.py")
    )
    own = {"CLOUDFLARE_ACCOUNT_ID"}  # of wrangler, which the guide calls
    named = {name.removeprefix("BACKUP_") for name in NAMES.findall(TEXT)} - own
    assert len(named) >= 8
    assert {name for name in named if name not in code} == set()


def test_the_variable_that_the_workflows_of_a_new_site_wait_for_is_named():
    """Without it a site that names its targets is still published to the code host's own pages."""
    for name in ("github.yml", "gitlab.yml"):
        workflow = (ROOT / "src/statusgen/starter/site" / name).read_text("utf-8")
        [waits] = set(re.findall(r"(?:vars\.|\$)(\w+) == [\"']yes", workflow))
        assert f"variable `{waits}`" in TEXT


def test_the_container_is_run_as_its_own_file_says():
    containerfile = (ROOT / "Containerfile").read_text("utf-8")
    [body] = [body for info, body, _ in blocks(TEXT) if info == "sh" and "podman run" in body]
    commented = " ".join(re.sub(r"(?m)^# ?", "", containerfile).split())
    assert " ".join(body.split()) in commented


def test_what_is_not_tested_here_is_said():
    section = TEXT.partition("### Google Cloud Storage")[2].partition("\n### ")[0]
    assert "not tested against a server here" in section
