"""`admin:` as values, and the form that is made of it; real programs read it in tests/browser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.conformance.hosting import header_rules
from tests.program import outputs

from statusgen import located
from statusgen.errors import ContentError, Problem
from statusgen.fingerprint import digest
from statusgen.model import Admin, Cms, State
from statusgen.parse import admin as admin_
from statusgen.parse.fields import Fields
from statusgen.pipeline import Options, build
from statusgen.sources import Source, Sources
from statusgen.words import languages
from statusgen.words.catalogue import form_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DIGEST = "sha384-" + "A" * 64
ELSEWHERE = f"script: {{url: 'https://cdn.example/cms@1/cms.js', integrity: {DIGEST}}}"
BACKEND = "backend: {name: github, repo: shop/status, branch: main}"
SITE = """\
title: '</title><script>alert(1)</script> {{title}}'
url: https://shop.example/status/
timezone: America/New_York
states: {major_outage: "Down: all"}
components:
  - {id: tills, name: "Tills: \\"all\\" #1 {{slug}} &amp; !!python/name:os"}
  - {id: app, name: 1e3}
  - {id: old, name: 1e3, since: 2020-01-01, retired: 2021-01-01}
"""


def read(text: str) -> tuple[Admin | None, list[Problem]]:
    node, problems = located.load(text, path="statusgen.yml")
    assert problems == ()
    assert isinstance(node, located.Mapping)
    found: list[Problem] = []
    fields = Fields(node, problems=found, known=("admin", "title"), of="statusgen.yml")
    return admin_.read(fields), found


@cache
def made(admin: str, **entries: str) -> Mapping[str, bytes]:
    """Build the site with this `admin:`; entries are incidents by their path."""

    def source(path: str, text: str) -> Source:
        return Source(path, text.encode(), digest(text.encode()))

    sources = Sources(
        config=source("statusgen.yml", SITE + admin),
        incidents=tuple(
            source(f"content/incidents/{path}", text) for path, text in sorted(entries.items())
        ),
        maintenance=(),
    )
    return outputs(sources, NOW)


def of(cms: str, backend: str = BACKEND, more: str = "") -> str:
    return f"admin: {{cms: {cms}, {backend}, {ELSEWHERE}{more}}}\n"


def config(files: Mapping[str, bytes]) -> dict[str, Any]:
    loaded = yaml.safe_load(files["admin/config.yml"])
    assert isinstance(loaded, dict)
    return loaded


def policy(files: Mapping[str, bytes], address: str = "/admin/") -> dict[str, list[str]]:
    fields = dict(dict(header_rules(files["_headers"].decode()))[address])
    parts = [part.split() for part in fields["Content-Security-Policy"].split("; ")]
    return {kind: sources for kind, *sources in parts}


def test_a_site_has_no_form_unless_it_asks_for_one():
    assert read("title: Shop status") == (None, [])
    assert [path for path in made("") if "admin" in path or "cms" in path] == []


def test_a_backend_is_passed_on_with_its_flags_as_such():
    admin, problems = read(of("decap", "backend: {use_graphql: true, repo: a/b, name: github}"))
    assert problems == []
    assert admin is not None
    assert admin.backend == (("name", "github"), ("repo", "a/b"), ("use_graphql", True))
    assert (admin.cms, admin.script.url, admin.review) == (
        Cms.DECAP,
        "https://cdn.example/cms@1/cms.js",
        False,
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"{{cms: word, {BACKEND}, {ELSEWHERE}}}", "there is no CMS 'word'"),
        (f"{{{BACKEND}, {ELSEWHERE}}}", "'admin' needs the key 'cms'"),
        (f"{{cms: decap, {ELSEWHERE}}}", "'admin' needs the key 'backend'"),
        (f"{{cms: decap, {BACKEND}}}", "'admin' needs the key 'script'"),
        (
            f"{{cms: sveltia, backend: {{name: git-gateway}}, {ELSEWHERE}}}",
            "there is no backend 'git-gateway'",
        ),
        (f"{{cms: decap, backend: {{name: github}}, {ELSEWHERE}}}", "needs the key 'repo'"),
        (f"{{cms: decap, backend: {{name: proxy}}, {ELSEWHERE}}}", "needs the key 'proxy_url'"),
        (
            f"{{cms: decap, backend: {{name: github, repo: a/b, token: x}}, {ELSEWHERE}}}",
            "there is no key 'token' in 'backend'",
        ),
        (
            f"{{cms: decap, backend: {{name: proxy, proxy_url: 'http://a;b'}}, {ELSEWHERE}}}",
            "'http://a;b' is not a plain address",
        ),
        (
            f"{{cms: decap, {BACKEND}, script: {{url: https://cdn.example/cms.js}}}}",
            "a script from elsewhere needs the key 'integrity'",
        ),
        (
            f"{{cms: decap, {BACKEND}, script: {{url: 'https://c.example/a.js', integrity: x}}}}",
            "'x' is not the digest of a script",
        ),
        (
            f"{{cms: decap, {BACKEND}, script: {{url: '/a.js', integrity: {DIGEST}}}}}",
            "'/a.js' is not the address of a page",
        ),
        (f"{{cms: decap, {BACKEND}, script: {{}}}}", "'script' needs one of 'file' and 'url'"),
        (f"{{cms: decap, {BACKEND}, script: {{file: ../cms.js}}}}", "is not the path of a script"),
        (f"{{cms: decap, {BACKEND}, script: {{file: cms.txt}}}}", "is not the path of a script"),
        (
            f"{{cms: decap, {BACKEND}, script: {{file: cms.js, integrity: {DIGEST}}}}}",
            "the key 'integrity' is for a script from elsewhere",
        ),
        (
            f"{{cms: sveltia, {BACKEND}, {ELSEWHERE}, review: true}}",
            "Sveltia publishes every change at once",
        ),
    ],
)
def test_a_mistake_is_said(text, what):
    _, problems = read(f"admin: {text}")
    assert [what in problem.what for problem in problems] == [True]


@pytest.mark.parametrize(
    ("backend", "repo", "hint"),
    [
        ("github", "https://github.com/shop/status", "write shop/status"),
        ("github", "https://github.com/shop/status.git", "write shop/status"),
        ("github", "git@github.com:shop/status.git", "write shop/status"),
        ("github", "shop/status/", "write shop/status"),
        ("github", "larkfield", "write its owner and its name, like larkfield/status"),
        ("github", "shop/web/status", "write its owner and its name, like larkfield/status"),
        ("github", "shop/our status", "write its owner and its name, like larkfield/status"),
        ("gitea", "https://git.shop.example/shop/status", "write shop/status"),
        ("gitlab", "https://gitlab.com/shop/web/status/", "write shop/web/status"),
        ("gitlab", "status", "write its owner and its name, like larkfield/status"),
    ],
)
def test_a_repository_is_named_by_its_owner_and_its_name(backend, repo, hint):
    more = ", base_url: 'https://git.shop.example'" if backend == "gitea" else ""
    _, problems = read(of("decap", f"backend: {{name: {backend}, repo: '{repo}'{more}}}"))
    assert [(one.code, one.hint) for one in problems] == [("bad-repo", hint)]


@pytest.mark.parametrize("backend", ["github", "gitlab"])
def test_a_repository_may_have_dots_and_hyphens_in_its_names(backend):
    _, problems = read(of("decap", f"backend: {{name: {backend}, repo: a-b/c_d.github.io}}"))
    assert problems == []


def test_at_gitlab_a_repository_may_lie_in_groups_of_groups():
    admin, problems = read(of("decap", "backend: {name: gitlab, repo: shop/web/public/status}"))
    assert problems == []
    assert admin is not None


def test_names_of_the_site_are_texts_in_the_config_and_nothing_else():
    files = made(of("decap"))
    incident, work = config(files)["collections"]
    components = next(one for one in incident["fields"] if one["name"] == "components")
    assert [(one["name"], one["label"]) for one in components["fields"]] == [
        ("tills", 'Tills: "all" #1 {{slug}} &amp; !!python/name:os'),
        ("app", "1e3 (app)"),
        ("old", "1e3 (old) (not there any more)"),
    ]
    states = components["fields"][0]["options"]
    assert states[0] == {"label": "Down: all", "value": "major_outage"}
    assert {one["value"] for one in states} == {state.word for state in State}
    chosen = next(one for one in work["fields"] if one["name"] == "components")
    assert [one["value"] for one in chosen["options"]] == ["tills", "app", "old"]
    # An entry has them as a list, of as many as are hit.
    assert chosen["multiple"] is True
    # Bare, this name would be a number to some readers of YAML.
    assert b'"label": "1e3 (app)"' in files["admin/config.yml"]
    assert b"</title><script>alert" not in files["admin/index.html"]


def spoken(language: str, cms: str = "decap") -> tuple[str, str]:
    """Return all that the form says in a language, and the start of its page."""
    files = made(f"language: {language}\n" + of(cms))

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                yield from texts(one)
        elif isinstance(value, str):
            yield value

    page = unescape(files["admin/index.html"].decode())
    return "\n".join([*texts(config(files)), page]), page


@pytest.mark.parametrize("language", languages())
def test_the_form_speaks_the_language_of_the_site(language):
    said, page = spoken(language)
    for key, text in form_of(language).items():
        for piece in re.split(r"\{\w+\}", text):
            assert piece in said, key
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_nothing_of_the_form_stays_english(language):
    pieces = {one for text in form_of("en").values() for one in re.split(r"\{\w+\}", text)}
    sentences = {one for one in pieces if re.search(r"\w \w", one)}
    assert len(sentences) > 25
    said, _ = spoken(language)
    assert {one for one in sentences if one in said} == set()


def test_the_words_that_a_heading_needs_are_explained_where_readers_see_others():
    # They are typed into a text, and are words of the format in every language.
    german, english = spoken("de")[0], spoken("en")[0]
    assert "Update, Monitoring (Wird beobachtet), Resolved (Behoben)" in german
    assert "Update, Monitoring, Resolved, Postmortem." in english
    own = config(made("statuses: {monitoring: Keeping an eye on it}\n" + of("decap")))
    body = next(one for one in own["collections"][0]["fields"] if one["name"] == "body")
    assert "Update, Monitoring (Keeping an eye on it), Resolved" in body["hint"]
    assert body["default"].startswith("## YYYY-MM-DD HH:MM Investigating\n")


def test_the_form_is_spelt_as_the_pages_of_its_territory():
    assert "ß" not in spoken("de-CH")[0]
    assert '<html lang="de">' in spoken("de-CH")[1]
    assert spoken("da") == spoken("en-GB")


def test_decap_speaks_the_language_of_the_form_around_it():
    def locale(language: str, cms: str) -> object:
        return config(made(f"language: {language}\n" + of(cms))).get("locale")

    assert [locale(one, "decap") for one in ("nl-BE", "en-GB", "da")] == ["nl", None, None]
    # Sveltia asks the browser, and knows no such key.
    assert locale("nl", "sveltia") is None


def test_only_entries_are_edited_and_none_is_renamed_or_deleted():
    known = config(made(of("decap")))
    assert [one["folder"] for one in known["collections"]] == [
        "content/incidents",
        "content/maintenance",
    ]
    for one in known["collections"]:
        assert (one["create"], one["delete"]) == (True, False)
        assert not {"files", "nested", "meta"} & set(one)
    assert b"statusgen.yml" not in made(of("decap"))["admin/config.yml"]


ENTRY = "---\ntitle: Tills slow\n---\n\n## 2026-11-20 10:00 Resolved\n\nIt is over.\n"


@pytest.mark.parametrize(
    ("path", "template"),
    [("2026/2026-11-20-a.md", "{{year}}/{{slug}}"), ("2026-11-20-a.md", "{{slug}}")],
)
def test_a_new_file_lies_where_the_others_lie(path, template):
    incident, work = config(made(of("decap"), **{path: ENTRY}))["collections"]
    assert incident["path"] == template
    assert work["path"] == "{{year}}/{{slug}}"


@pytest.mark.parametrize(
    ("body", "fine"),
    [
        ("## 2026-11-22 11:10 Investigating\n\nText\n", True),
        ("Before.\n\n## 2026-11-22T11:10:30Z - Resolved {was_at: 2026-11-22 11:00}\n", True),
        ("## YYYY-MM-DD HH:MM Investigating\n\nText\n", False),
        ("## 2026-11-22 11:10 Update\n\nText\n\n## YYYY-MM-DD HH:MM Resolved\n", False),
        ("## 2026-11-22 11:10 Update\n\nWrite the date as DD/MM/YYYY.\n", True),
        ("## 2026-13-45 99:99 Update\n\nText\n", False),
        ("## 2026-11-22 Investigating\n\nText\n", False),
        ("Only a text\n", False),
    ],
)
def test_updates_need_a_heading_with_a_time(body, fine):
    for one in config(made(of("decap")))["collections"]:
        field = next(field for field in one["fields"] if field["name"] == "body")
        assert (re.search(field["pattern"][0], body) is not None) is fine
        assert re.search(field["pattern"][0], field["default"]) is None


@pytest.mark.parametrize(
    ("time", "fine"),
    [
        ("2026-06-10 23:00", True),
        ("2026-06-10T23:00Z", True),
        ("2026-06-10 23:00:30+02:00", True),
        ("2026-06-10T23:00:30", True),
        ("2026-06-10T23:00:30Z", False),
        ("1.30pm", False),
    ],
)
def test_a_time_is_written_so_that_both_programs_leave_it_a_text(time, fine):
    _, work = config(made(of("decap")))["collections"]
    for name in ("starts", "ends", "next_update"):
        field = next(field for field in work["fields"] if field["name"] == name)
        assert (re.search(field["pattern"][0], time) is not None) is fine


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("2026-06-10 23:00", True),
        ("2026-06-10T23:00:59", True),
        ("2026-12-31 00:59+14:00", True),
        ("2028-02-29 08:05-03:30", True),
        ("2026-13-10 23:00", False),
        ("2026-00-10 23:00", False),
        ("2026-06-00 23:00", False),
        ("2026-06-32 23:00", False),
        ("2026-06-31 23:00", False),
        ("2026-02-30 23:00", False),
        ("2026-06-10 24:00", False),
        ("2026-06-10 23:60", False),
        ("2026-06-10 23:00:60", False),
        ("2026-06-10 23:00+15:00", False),
        ("2026-13-45 99:99", False),
        ("2026-06-10", False),
        ("tomorrow", False),
    ],
)
def test_a_time_is_of_a_real_day_and_a_real_hour(text, fine):
    incident, work = config(made(of("decap")))["collections"]
    found = {one["name"]: one for one in (*incident["fields"], *work["fields"])}
    for name in ("next_update", "publish_at", "starts", "ends"):
        assert (re.search(found[name]["pattern"][0], text) is not None) is fine


@pytest.mark.parametrize(
    ("backend", "asked"),
    [
        (BACKEND, ["https://api.github.com", "https://www.githubstatus.com"]),
        (
            "backend: {name: github, repo: a/b, api_root: 'https://git.shop.example:8443/api/v3'}",
            ["https://git.shop.example:8443"],
        ),
        ("backend: {name: gitlab, repo: a/b}", ["https://gitlab.com"]),
        (
            "backend: {name: gitea, repo: a/b, base_url: 'https://git.shop.example'}",
            ["https://git.shop.example"],
        ),
        ("backend: {name: git-gateway}", []),
    ],
)
def test_the_page_may_ask_its_own_backend_and_run_its_own_program_only(backend, asked):
    files = made(of("decap", backend))
    said = policy(files)
    assert said["default-src"] == ["'none'"]
    assert said["frame-ancestors"] == ["'none'"]
    assert said["connect-src"] == ["'self'", "data:", "blob:", *asked]
    program, tidy, evaluation = said["script-src"]
    assert (program, evaluation) == ("https://cdn.example/cms@1/cms.js", "'unsafe-eval'")
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", tidy)
    page = files["admin/index.html"].decode()
    assert re.findall(r"<script ([^>]*)>", page) == [
        f'src="https://cdn.example/cms@1/cms.js" integrity="{DIGEST}" crossorigin'
    ]
    assert '<meta name="robots" content="noindex">' in page
    assert policy(files, "/admin/index.html") == said


def test_the_page_is_for_no_search_engine_and_may_sign_in_through_a_window():
    rules = dict(header_rules(made(of("decap"))["_headers"].decode()))
    for address in ("/admin/", "/admin/index.html"):
        said = dict(rules[address])
        assert said["X-Robots-Tag"] == "noindex"
        assert said["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
        assert said["X-Frame-Options"] == "DENY"
        assert "Access-Control-Allow-Origin" not in said


def test_sveltia_runs_nothing_but_its_program():
    files = made(of("sveltia"))
    assert policy(files)["script-src"] == ["https://cdn.example/cms@1/cms.js"]
    assert files["admin/index.html"].count(b"<script") == 1
    assert config(files)["output"] == {"omit_empty_optional_fields": True}


def test_sveltia_may_load_its_icons_and_decap_no_typeface_at_all():
    icons = "https://cdn.jsdelivr.net/fontsource/"
    assert policy(made(of("sveltia")))["font-src"] == [icons]
    assert "font-src" not in policy(made(of("decap")))


@pytest.mark.parametrize(("cms", "services"), [("decap", set()), ("sveltia", {"components"})])
def test_the_form_needs_what_an_entry_needs_and_nothing_else(cms, services):
    # Both programs save no entry in which a field is empty, unless the field says that it may be.
    incident, work = (
        {one["name"]: one for one in collection["fields"]}
        for collection in config(made(of(cms)))["collections"]
    )

    def needed(fields: Iterable[dict[str, Any]]) -> set[str]:
        return {one["name"] for one in fields if one.get("required", True)}

    assert needed(incident.values()) == {"title", "body"}
    assert needed(incident["components"]["fields"]) == set()
    assert needed(work.values()) == {"title", "starts", "ends", "body"} | services


def test_review_asks_for_pull_requests():
    assert config(made(of("decap")))["publish_mode"] == "simple"
    reviewed = made(of("decap", more=", review: true"))
    assert config(reviewed)["publish_mode"] == "editorial_workflow"


def test_the_public_pages_know_nothing_of_it():
    before, after = made(""), made(of("decap"))
    own = {"admin/index.html", "admin/config.yml"}
    assert set(after) - set(before) == own
    # One lists every file, the other names the state of them all.
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"_headers", "build.json"}
    rules = dict(header_rules(after["_headers"].decode()))
    for address in ("/admin/", "/admin/index.html", "/admin/config.yml"):
        del rules[address]
    assert rules == dict(header_rules(before["_headers"].decode()))
    assert b"admin" not in after["sitemap.xml"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("incidents", "maintenance"):
        (tmp_path / "site/content" / name).mkdir(parents=True)
    admin = f"admin: {{cms: decap, {BACKEND}, script: {{file: admin/cms.js}}}}\n"
    (tmp_path / "site/statusgen.yml").write_text(SITE + admin, "utf-8")
    return tmp_path / "site"


def test_a_program_of_the_sites_own_is_published_under_the_name_of_its_bytes(site, tmp_path):
    (site / "admin").mkdir()
    program = b"x" * 3_000_000
    (site / "admin/cms.js").write_bytes(program)
    build(Options(site=site, now=NOW), tmp_path / "out")
    name = f"assets/cms.{digest(program)[:12]}.js"
    assert (tmp_path / "out" / name).read_bytes() == program
    page = (tmp_path / "out/admin/index.html").read_text("utf-8")
    assert f'<script src="../{name}"></script>' in page
    assert "script-src &#39;self&#39; &#39;sha256-" in page


def test_a_program_that_is_not_there_stops_the_build(site, tmp_path):
    with pytest.raises(ContentError) as stopped:
        build(Options(site=site, now=NOW), tmp_path / "out")
    problem = next(one for one in stopped.value.problems if one.code == "no-script")
    assert problem.what == "there is no file admin/cms.js"
    assert (problem.where.path, problem.where.line) == ("statusgen.yml", 9)
    assert not (tmp_path / "out").exists()


def test_a_program_that_is_too_large_to_be_one_stops_the_build(site, tmp_path):
    (site / "admin").mkdir()
    with (site / "admin/cms.js").open("wb") as file:
        file.truncate(16 * 1024 * 1024 + 1)
    with pytest.raises(ContentError) as stopped:
        build(Options(site=site, now=NOW), tmp_path / "out")
    assert "too-large" in {one.code for one in stopped.value.problems}
