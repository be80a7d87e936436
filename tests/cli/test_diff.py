"""`statusgen diff` in the repositories that people have: all of these are real git."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cli.shell import SHOP, Shell, shell_in
from tests.outputs import everything

from statusgen.starter import start

NOW = "2026-03-04 09:30"
TILLS = "content/incidents/2026-03-04-tills.md"
NEW = """\
---
title: Website does not open
components: {website: major_outage}
what_to_do: Please telephone.
---

## 2026-03-04 09:00 Investigating

We are looking into it.
"""


class Repository:
    """A git repository with a small site in a folder of it."""

    def __init__(self, shell: Shell, folder: str = ".") -> None:
        self.shell = shell
        self.site = shell.cwd / folder
        shutil.copytree(SHOP, self.site, dirs_exist_ok=True)
        self.git("init -qb main")
        self.commit()

    def git(self, command: str) -> str:
        ran = self.shell(f"git -c user.name=Shop -c user.email=shop@example.org {command}")
        assert ran.code == 0, ran.err
        return ran.out.strip()

    def commit(self) -> None:
        self.git("add --all")
        self.git("commit -qm Change")

    def write(self, path: str, text: str) -> None:
        file = self.site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def diff(self, arguments: str = "", *, site: Path | None = None) -> dict[str, Any]:
        folder = site or self.site
        before = everything(folder)
        ran = self.shell(f"statusgen diff -C '{folder}' --now '{NOW}' --format json {arguments}")
        assert (ran.err, ran.code) == ("", 0)
        assert everything(folder) == before
        return dict(json.loads(ran.out))

    def refused(self, arguments: str = "") -> str:
        ran = self.shell(f"statusgen diff -C '{self.site}' --now '{NOW}' {arguments}")
        assert (ran.out, ran.code) == ("", 2)
        assert "Traceback" not in ran.err
        return ran.err


def told(facts: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["kind"], one["id"]) for one in facts["news"]]


FRESH = [("new", "incidents/2026-03-04-website/#u-20260304T0900Z")]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(shell_in(tmp_path))


@pytest.mark.parametrize("folder", ["status", "our shop/stätus 店", "a\nb", "-x", ":(top)", "[a]*"])
def test_a_site_in_a_folder_of_a_repository_is_compared_with_itself(tmp_path, folder):
    repository = Repository(shell_in(tmp_path), f"./{folder}")
    site = Path(os.path.relpath(repository.site, repository.shell.cwd))
    assert not repository.diff()["changes"]
    repository.write("content/incidents/2026-03-04-website.md", NEW)
    assert told(repository.diff()) == FRESH
    assert repository.shell.cwd / site == repository.site


def test_names_that_are_not_ascii_are_read_as_they_are(repository):
    repository.write("content/incidents/März 店/2026-03-04-website.md", NEW)
    repository.commit()
    facts = repository.diff()
    assert (facts["changes"], facts["left_out"]) == (False, [])
    assert told(repository.diff("HEAD~1")) == FRESH


def test_a_worktree_is_compared_with_its_own_head(repository, tmp_path):
    repository.write("content/incidents/2026-03-04-website.md", NEW)
    repository.git(f"worktree add -q '{tmp_path}/other tree' -b other")
    other = tmp_path / "other tree"
    assert not repository.diff(site=other)["changes"]
    assert told(repository.diff()) == FRESH


def test_the_variables_that_a_hook_sets_do_not_lead_elsewhere(repository, tmp_path):
    elsewhere = Repository(shell_in(tmp_path / "elsewhere"))
    elsewhere.write(TILLS, NEW)
    elsewhere.commit()
    folder = elsewhere.site / ".git"
    variables = f"GIT_DIR='{folder}' GIT_INDEX_FILE='{folder}/index' GIT_WORK_TREE=/ GIT_PREFIX=x/"
    ran = repository.shell(f"{variables} statusgen diff --now '{NOW}' --format json")
    assert json.loads(ran.out)["commit"] == repository.git("rev-parse HEAD")
    assert json.loads(ran.out)["changes"] is False


@pytest.mark.parametrize("name", ["main", "v1", "HEAD~1", "@", ":/Change", "HEAD^{/Change}"])
def test_a_revision_may_be_named_in_all_of_gits_ways(repository, name):
    repository.git("tag -a v1 -m One")
    repository.write("note.txt", "nothing for readers")
    repository.commit()
    facts = repository.diff(f"'{name}'")
    assert (facts["revision"], facts["changes"]) == (name, False)


@pytest.mark.parametrize(
    "name", ["", "main..HEAD", "^main", "--all", "-h", "HEAD:content", "main main", "HEAD\x1b[31m"]
)
def test_what_is_no_revision_is_refused_with_a_sentence(repository, name):
    said = repository.refused(f"-- '{name}'")
    assert said.startswith("error: there is no revision '")
    assert "\x1b" not in said


def test_a_shallow_clone_says_that_it_is_one(repository, tmp_path):
    first = repository.git("rev-parse HEAD")
    repository.write("note.txt", "one more commit")
    repository.commit()
    repository.git(f"clone -q --depth 1 'file://{repository.site}' '{tmp_path}/clone'")
    ran = repository.shell(f"statusgen diff -C '{tmp_path}/clone' {first}")
    assert ran.code == 2
    assert "of which only the newest part was fetched" in ran.err
    assert "git fetch --unshallow" in ran.err
    assert not repository.diff(site=tmp_path / "clone")["changes"]


def test_the_folder_of_git_itself_is_no_site(repository):
    ran = repository.shell("statusgen diff -C .git")
    assert ran.code == 2
    assert "not in a git repository" in ran.err


def test_an_entry_that_had_a_mistake_counts_as_new_and_that_is_said(repository):
    good = (repository.site / TILLS).read_text("utf-8")
    repository.write(TILLS, good.replace("08:40", "half past eight"))
    repository.commit()
    repository.write(TILLS, good)
    facts = repository.diff()
    assert facts["left_out"] == [TILLS]
    assert told(facts) == [("new", "incidents/2026-03-04-tills/#u-20260304T0840Z")]
    said = repository.shell(f"statusgen diff --now '{NOW}'").out
    assert f"Left out there, because of mistakes: {TILLS}" in said


def test_a_revision_whose_settings_are_wrong_cannot_be_compared_with(repository):
    good = (repository.site / "statusgen.yml").read_text("utf-8")
    repository.write("statusgen.yml", good.replace("Europe/London", "Europe/Leeds"))
    repository.commit()
    repository.write("statusgen.yml", good)
    said = repository.refused()
    assert "a mistake in statusgen.yml, line 3" in said
    assert not repository.diff("HEAD~1")["changes"]


def test_where_there_was_no_site_yet_everything_is_new(tmp_path):
    shell = shell_in(tmp_path)
    repository = Repository(shell, "site")
    for path in ("site/statusgen.yml", "site/content"):
        repository.git(f"rm -rq --cached {path}")
    repository.write("../note.txt", "no site here")
    repository.git("add note.txt")
    repository.git("commit -qm Removed")
    facts = repository.diff()
    assert facts["blank"]
    assert {kind for kind, _ in told(facts)} == {"new"}
    assert len(facts["entries"]) == 2
    assert not facts["look"]


def test_links_inside_of_the_site_are_followed_and_those_out_of_it_are_not(repository):
    repository.write("drawer/2026-03-04-website.md", NEW)
    repository.write("drawer/deep/2026-03-03-app.md", NEW.replace("Website", "App"))
    incidents = repository.site / "content/incidents"
    (incidents / "2026-03-04-website.md").symlink_to("../../drawer/link.md")
    (repository.site / "drawer/link.md").symlink_to("2026-03-04-website.md")
    (incidents / "more").symlink_to("../../drawer/deep")
    repository.commit()
    facts = repository.diff()
    assert (facts["changes"], facts["left_out"]) == (False, [])
    assert len(told(repository.diff("HEAD~1"))) == 2
    (incidents / "out.md").symlink_to("/etc/hostname")
    (incidents / "round").symlink_to("..")
    repository.commit()
    (incidents / "out.md").unlink()
    (incidents / "round").unlink()
    found = repository.diff()["left_out"]
    assert found == ["content/incidents/out.md", "content/incidents/round"]


def test_folders_whose_links_lead_to_each_other_twice_are_no_million_files(repository):
    deep = repository.site / "deep"
    repository.write("deep/0/a.md", "a")
    for number in range(1, 30):
        (deep / str(number)).mkdir()
        for name in ("one", "two"):
            (deep / str(number) / name).symlink_to(f"../{number - 1}")
    repository.commit()
    assert not repository.diff()["changes"]


def test_links_that_lead_to_each_other_in_a_long_row_are_not_followed_to_the_end(repository):
    repository.write("drawer/60/2026-03-04-website.md", NEW)
    for number in range(60):
        (repository.site / f"drawer/{number}").symlink_to(f"{number + 1}")
    for name, number in (("far", 0), ("near", 40)):
        (repository.site / "content/incidents" / name).symlink_to(f"../../drawer/{number}")
    repository.commit()
    (repository.site / "content/incidents/far").unlink()
    assert repository.diff()["left_out"] == ["content/incidents/far"]


def test_files_that_a_build_would_not_read_are_left_out_of_both_sides(repository):
    other = NEW.replace("Website", "Another thing")
    for name in (".hidden.md", "#saved.md#", "old.md~", "notes.txt"):
        repository.write(f"content/incidents/{name}", other)
    repository.write("content/incidents/.trash/2026-03-03-a.md", other)
    repository.commit()
    shutil.rmtree(repository.site / "content/incidents/.trash")
    facts = repository.diff()
    assert (facts["changes"], facts["left_out"]) == (False, [])


def test_a_repository_inside_of_the_content_is_said_to_be_left_out(repository, tmp_path):
    other = Repository(shell_in(tmp_path / "other"))
    clone = repository.site / "content/incidents/theirs"
    repository.git(f"clone -q '{other.site}' '{clone}'")
    repository.commit()
    shutil.rmtree(clone)
    assert repository.diff()["left_out"] == ["content/incidents/theirs"]


@pytest.mark.parametrize("into_each_other", [False, True])
def test_what_others_merge_is_no_change_of_a_merge_request_at_gitlab(
    repository, tmp_path, into_each_other
):
    repository.git("branch card")
    repository.write("content/incidents/2026-03-04-website.md", NEW)
    repository.commit()
    repository.git("checkout -q card")
    repository.write("content/incidents/2026-03-04-card.md", NEW.replace("Website", "Our card"))
    repository.commit()
    if into_each_other:  # what GitLab checks out for "merged results pipelines"
        repository.git("merge -q --no-edit main")
    repository.git(f"remote add origin '{repository.site}'")
    repository.git("fetch -q")

    start(tmp_path / "new", title="T", url="https://s.example/", timezone="UTC")
    job = yaml.safe_load((tmp_path / "new/.gitlab-ci.yml").read_text("utf-8"))["changes"]
    [last] = [at for at, line in enumerate(job["script"]) if "statusgen diff" in line]
    script = "; ".join(["set -e", *job["script"][1 : last + 1]])
    ran = repository.shell(f"CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main; {script}")
    assert (ran.err, ran.code) == ("", 0)
    told = (repository.shell.cwd / "changes.md").read_text("utf-8")
    assert "incidents/2026-03-04-card" in told
    assert "incidents/2026-03-04-website" not in told


def test_what_a_sites_own_theme_changes_is_seen(repository):
    style = "themes/default/assets/extra.svg"
    picture = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    repository.write(style, f"{picture}\n")
    assert repository.diff()["look"]
    repository.commit()
    assert not repository.diff()["changes"]
    repository.write(style, f"{picture}\r\n")
    assert not repository.diff()["changes"]
    repository.write(style, f"{picture}<!-- -->\n")
    assert repository.diff()["look"]
    shutil.rmtree(repository.site / "themes")
    assert repository.diff()["look"]


def test_ends_of_lines_and_comments_change_nothing_for_readers(repository):
    for path in ("statusgen.yml", TILLS):
        data = (repository.site / path).read_bytes().replace(b"\n", b"\r\n")
        (repository.site / path).write_bytes(data)
    settings = repository.site / "statusgen.yml"
    settings.write_bytes(settings.read_bytes() + b"# a comment\r\n")
    facts = repository.diff()
    assert (facts["changes"], facts["files"]) == (False, [])


def test_the_form_for_editing_and_its_program_are_seen(repository):
    settings, program = repository.site / "statusgen.yml", "admin/decap-cms.js"
    form = (
        "admin:\n  cms: decap\n  backend: {name: github, repo: shop/status}\n"
        f"  script: {{file: {program}}}\n"
    )
    settings.write_text(f"{settings.read_text('utf-8')}{form}", "utf-8")
    repository.write(program, "one();\n")
    added = {"kind": "new", "folder": "admin/", "files": ["config.yml", "index.html"]}
    assert repository.diff()["addresses"] == [added]
    repository.commit()
    repository.write(program, "one();\r\n")
    assert not repository.diff()["changes"]
    repository.write(program, "two();\n")
    assert repository.diff()["files"] == ["admin/index.html"]
    settings.write_text(settings.read_text("utf-8").replace("shop/status", "other/status"), "utf-8")
    assert repository.diff()["files"] == ["admin/index.html", "admin/config.yml"]
