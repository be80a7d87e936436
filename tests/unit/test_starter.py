"""The files of a new site are what the programs that read them expect."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from statusgen import __version__, pipeline
from statusgen.cli.publishing import publish
from statusgen.errors import OutputError, UsageError
from statusgen.review.tell import MARKER
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
    installed = re.findall(r"pip install (.*)", text)
    assert all(
        re.fullmatch(rf'"?statusgen(\[[a-z,]+\])?=={__version__}"?', one) for one in installed
    )


def test_each_commit_is_checked_one_that_only_deletes_an_entry_too(site):
    [repository] = workflow(site, ".pre-commit-config.yaml")["repos"]
    [hook] = repository["hooks"]
    # pre-commit compares `files`, `types` and `exclude` with what is added or changed alone.
    assert hook["always_run"] is True
    assert hook["pass_filenames"] is False
    assert hook["entry"] == "statusgen check"
    # What `pipx run` fetches is thrown away after two weeks, and git's hook calls it where it was.
    text = (site / ".pre-commit-config.yaml").read_text("utf-8")
    assert re.findall("pipx (\\w+)", text) == ["install"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_what_is_built_stays_out_of_git_where_the_output_is_a_link_too(site):
    """It leads to a folder of one machine: everybody else would have it after a `git add --all`."""
    (site / "output").symlink_to("../www")
    git = ["git", "-c", f"safe.directory={site}", "-C", str(site)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    found = subprocess.run(
        [*git, "status", "--porcelain", "--untracked-files=all"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "?? statusgen.yml\n" in found
    assert "output" not in found


def test_its_schemas_and_settings_are_json(site):
    files = [*site.glob("schemas/*.json"), site / ".vscode/settings.json"]
    assert len(files) == 4
    for file in files:
        json.loads(file.read_text("utf-8"))


def test_an_address_that_ends_as_a_key_does_is_read_as_an_address(tmp_path):
    url = "https://s.example:"
    start(tmp_path, url=url, timezone="UTC")
    assert yaml.safe_load((tmp_path / "statusgen.yml").read_text("utf-8"))["url"] == url


def test_a_value_is_written_as_it_is_though_it_looks_like_a_place_for_another(tmp_path):
    title = "Our {url}, {timezone} and {version}"
    start(tmp_path, title=title, url="https://s.example/", timezone="UTC")
    assert yaml.safe_load((tmp_path / "statusgen.yml").read_text("utf-8"))["title"] == title


@pytest.mark.parametrize("name", ["title", "url", "timezone", "language"])
def test_a_value_that_is_no_text_is_refused_by_the_name_of_its_option(tmp_path, name):
    # So it reaches a program whose terminal writes in another encoding.
    values = {"title": "T", "url": "https://s.example/", "timezone": "UTC", "language": "en"}
    with pytest.raises(UsageError, match=f"--{name}: this is not a text in UTF-8"):
        start(tmp_path, **{**values, name: "caf\udce9"})
    assert not [*tmp_path.iterdir()]


def test_nothing_is_left_behind_where_it_cannot_be_finished(tmp_path):
    (tmp_path / "schemas").write_text("in the way")
    with pytest.raises(OutputError, match="/schemas cannot be written"):
        start(tmp_path, title="T", url="https://s.example/", timezone="UTC")
    left = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert left == ["schemas"]


def workflow(site: Path, name: str) -> dict[object, Any]:
    found = yaml.safe_load((site / name).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_github_publishes_on_push_and_by_the_clock_one_run_at_a_time(site):
    found = workflow(site, ".github/workflows/status.yml")
    # `on` is a truth value in YAML 1.1.
    when = found[True]
    assert when["schedule"] == [{"cron": "*/5 * * * *"}]
    assert when["push"] == {"branches": ["main", "master"]}
    for name in ("publish", "pages"):
        job = found["jobs"][name]
        assert job["concurrency"] == {"group": name, "cancel-in-progress": False}
        assert "github.event_name != 'pull_request'" in job["if"]
        assert job["if"].endswith(
            """&& contains(fromJSON('["main", "master"]'), github.ref_name)"""
        )
        # Whichever run is the last to begin publishes what is newest, not what it was started for.
        assert job["steps"][0]["with"]["ref"] == "${{ github.ref_name }}"
    assert "vars.PUBLISH == 'yes'" in found["jobs"]["publish"]["if"]
    assert "vars.PUBLISH != 'yes'" in found["jobs"]["pages"]["if"]


@pytest.mark.parametrize(
    ("event", "last", "asked"),
    [
        ("push", "success", "publish --format github"),
        ("schedule", "success", "publish --format github --if-due"),
        ("schedule", "failure", "publish --format github"),
        ("schedule", "cancelled", "publish --format github"),
        ("schedule", "", "publish --format github"),
    ],
)
def test_by_the_clock_github_ends_at_once_unless_a_push_was_not_published(
    site, tmp_path, event, last, asked
):
    job = workflow(site, ".github/workflows/status.yml")["jobs"]["publish"]
    [step] = [step for step in job["steps"] if "statusgen publish" in step.get("run", "")]
    programs = tmp_path / "programs"
    programs.mkdir()
    gh = f'case "$*" in *"--branch master "*) echo {last};; esac'
    for name, line in (("gh", gh), ("statusgen", 'echo "$@"')):
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={"PATH": f"{programs}:/usr/bin:/bin", "EVENT": event, "GITHUB_REF_NAME": "master"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == asked
    publish.make_context("publish", asked.split()[1:])


@pytest.mark.parametrize(
    ("found", "asked"),
    [
        ("", "POST repos/shop/status/issues/7/comments"),
        ("12\n13", "PATCH repos/shop/status/issues/comments/12"),
    ],
)
def test_github_replaces_its_own_comment_and_no_other_workflows(site, tmp_path, found, asked):
    job = workflow(site, ".github/workflows/status.yml")["jobs"]["check"]
    [step] = [step for step in job["steps"] if "statusgen diff" in step.get("run", "")]
    programs = tmp_path / "programs"
    programs.mkdir()
    log = tmp_path / "log"
    listing = 'case "$*" in *--jq*) echo "$FOUND";; esac'
    gh = f'printf "%s\\n" "$*" >> "{log}"\n{listing}'
    for name, lines in (("gh", gh), ("statusgen", "echo text")):
        (programs / name).write_text(f"#!/bin/sh\n{lines}\n")
        (programs / name).chmod(0o755)
    subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-c", step["run"]],
        env={
            "PATH": f"{programs}:/usr/bin:/bin",
            "FOUND": found,
            "GITHUB_REPOSITORY": "shop/status",
            "PULL": "7",
            "RUNNER_TEMP": str(tmp_path),
        },
        check=True,
    )
    listed, _, last = log.read_text().rstrip("\n").rpartition("\n")
    assert f'startswith("{MARKER}")' in listed
    assert last == f"api --silent --method {asked} -F body=@{tmp_path}/changes.md"


def test_gitlab_publishes_on_push_and_by_the_clock_one_run_at_a_time(site, tmp_path):
    found = workflow(site, ".gitlab-ci.yml")
    for name in ("publish", "pages"):
        assert found[name]["resource_group"] == name
        assert any("git checkout --quiet --force" in line for line in found[name]["script"])
    assert found["publish"]["rules"][0]["if"].startswith('$PUBLISH == "yes" &&')
    assert found["pages"]["rules"][0]["if"].startswith('$PUBLISH != "yes" &&')
    [line] = [line for line in found["publish"]["script"] if "--if-due" in line]
    (tmp_path / "statusgen").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "statusgen").chmod(0o755)
    for source, asked in (("schedule", "publish --if-due\n"), ("push", "publish\n")):
        env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "CI_PIPELINE_SOURCE": source}
        ran = subprocess.run(
            ["sh", "-ec", line], env=env, capture_output=True, text=True, check=False
        )
        assert (ran.stdout, ran.returncode) == (asked, 0)


def test_secrets_are_named_and_never_given_to_pull_requests(site):
    found = workflow(site, ".github/workflows/status.yml")
    assert "env" not in found
    assert found["permissions"] == {"contents": "read"}
    for name, job in found["jobs"].items():
        text = json.dumps(job)
        assert ("secrets." in text) is (name == "publish"), name
        for step in job["steps"]:
            for key, value in step.get("env", {}).items():
                if "secrets." in value:
                    assert value == f"${{{{ secrets.{key} }}}}"
            # What an outsider writes is never put into a command's text.
            assert "${{" not in step.get("run", ""), step


def test_each_action_is_pinned_to_a_version(site):
    text = (site / ".github/workflows/status.yml").read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert len(used) > 5
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", one) for one in used), used
