"""The tables of the documents are those of the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from statusgen import cli, errors, logo, markup
from statusgen.artifact import CacheClass, Template
from statusgen.artifacts import api
from statusgen.artifacts.api import schema
from statusgen.artifacts.feeds import content, history
from statusgen.derive.days import DAYS
from statusgen.located import FRONT_MATTER_LIMIT
from statusgen.parse.config import ID_LIMIT
from statusgen.parse.text import LIMIT
from statusgen.pipeline import Options, plan
from statusgen.present import pages
from statusgen.starter import start
from statusgen.views import ComponentPage, EntryPage
from statusgen.words import languages
from statusgen.words.en import MESSAGES

ROOT = Path(__file__).resolve().parents[2]


def table(document: str, first_heading: str) -> list[list[str]]:
    """Return the rows of the table whose first column has that heading."""
    text = (ROOT / document).read_text("utf-8")
    found = re.search(rf"^\| {first_heading} \|.*\n\|[-| ]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert found is not None, f"{document} has no table of {first_heading}"
    rows = found[1].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_the_layers_are_those_that_are_held():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    held = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    rows = table("ARCHITECTURE.md", "Modules")
    written = [row[0].replace("`", "").split(", ") for row in rows]
    assert written == [layer.split(" | ") for layer in held]


def test_the_exceptions_have_the_exit_codes_that_are_written():
    written = {code(row[0])[0]: int(row[1]) for row in table("ARCHITECTURE.md", "Exception")}
    found = {one.__name__: one.exit_code for one in errors.StatusgenError.__subclasses__()}
    assert written == found


def test_the_exit_codes_are_those_of_the_help():
    written = [int(row[0]) for row in table("docs/reference/commands.md", "Code")]
    said = re.findall(r"^ +(\d+) ", cli.cli.epilog or "", re.MULTILINE)
    assert written == [int(number) for number in said]


def demo() -> Iterator[tuple[str, str, str]]:
    """Yield the files of the demo with ids as placeholders, media types and cache classes."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    for one in plan(Options(site=ROOT, now=now)).artifacts:
        path = re.sub(r"^(incidents|maintenance|components|groups)/[^/]+/", r"\1/<id>/", one.path)
        path = re.sub(r"^history/\d{4}/", "history/<yyyy>/", path)
        path = re.sub(r"^(assets/(?:icon|share))-[^.]+\.\w+", r"\1-<state>.<digest>", path)
        path = re.sub(r"^(assets/page)\.\w+", r"\1.<digest>", path)
        path = re.sub(r"^api/v2/schema/.+\.json", "api/v2/schema/<endpoint>.json", path)
        kept = one.cache.name.lower().replace("_", "-")
        yield path, one.media_type.removesuffix("; charset=utf-8"), kept


def test_the_files_are_those_of_the_demo():
    rows = table("docs/reference/outputs.md", "File")
    written = [(code(path)[0], code(kind)[0], kept) for path, kind, kept, _ in rows]
    assert sorted(written) == sorted(set(demo()))


def test_lists_are_as_long_as_is_written():
    said = {
        code(path)[0]: [int(number) for number in re.findall(r"(?<!\.)\b\d+\b(?!\.\d)", text)]
        for path, _, _, text in table("docs/reference/outputs.md", "File")
    }
    assert said["index.html"] == [DAYS, pages.RECENT_DAYS, pages.RECENT_MOST]
    assert said["components/<id>/index.html"] == [pages.COMPONENT_ENTRIES]
    assert said["feed.xml"] == [content.NEWEST]
    assert said["history.rss"] == [history.NEWEST]
    assert said["api/v2/incidents.json"] == [api.NEWEST]
    assert said["api/v2/scheduled-maintenances.json"] == [api.NEWEST]


def test_the_cache_classes_are_as_they_are_sent():
    rows = table("docs/reference/outputs.md", "Class")
    written = {name: code(value)[0] for name, value in rows}
    assert written == {one.name.lower().replace("_", "-"): one.value for one in CacheClass}


def test_the_fields_of_the_api_are_those_of_its_schemas():
    fields = {
        name: code(row[1])
        for row in table("docs/reference/outputs.md", "Object")
        for name in row[0].split(", ")
    }
    fields["maintenance"] = fields["incident"] + fields["maintenance"]
    known = {
        name: list(definition["properties"])
        for name, definition in schema.of("summary", "")["$defs"].items()
    }
    assert {name: set(own) for name, own in fields.items()} == {
        name: set(own) for name, own in known.items()
    }


def test_the_headlines_are_those_of_the_catalogue():
    rows = table("docs/reference/outputs.md", "When")
    written = {headline for _, headline in rows} - {"its title"}
    said = set()
    for key, message in MESSAGES.items():
        if key.startswith("headline."):
            form = message if isinstance(message, str) else message["other"]
            said.add(form.format(title="its title", count=3 if "services" in key else 2))
    assert written == said


def test_the_languages_with_words_of_their_own_are_named_where_authors_look():
    row = next(
        line
        for line in (ROOT / "docs/reference/format.md").read_text("utf-8").splitlines()
        if line.startswith("| `language` ")
    )
    named = re.findall(r"\(`([a-z]{2})`\)", row)
    assert tuple(named) == languages()


def test_the_limits_that_authors_are_told_are_those_that_are_held():
    text = " ".join((ROOT / "docs/reference/format.md").read_text("utf-8").split())
    assert f"A file may be up to {LIMIT >> 20} MB long, its front matter" in text
    assert f"its front matter up to {FRONT_MATTER_LIMIT >> 10} KB" in text
    assert f"each text in it up to {markup.LONGEST:,} characters" in text
    assert text.count(f"has at most {ID_LIMIT} characters") == 2
    assert f"at most {logo._MOST_BYTES // 1000} kB" in text
    assert f"a PNG of at most {logo._MOST_SIDE} pixels each way" in text


def test_every_folder_of_tests_is_named_to_who_changes_the_code():
    rows = table("CONTRIBUTING.md", "folder")
    named = {name for row in rows for name in code(row[0]) if name.startswith("tests/")}
    paths = (path.relative_to(ROOT) for path in ROOT.glob("tests/**/test_*.py"))
    assert {f"tests/{path.parts[1]}" for path in paths} <= named


def test_the_files_of_the_theme_are_those_that_are_there():
    written = [code(row[0])[0] for row in table("docs/reference/themes.md", "File")]
    theme = ROOT / "themes/default"
    found = [path.relative_to(theme).as_posix() for path in theme.rglob("*") if path.is_file()]
    found = [re.sub(r"(icon|share)-\w+", r"\1-<state>", path) for path in found]
    assert sorted(written) == sorted(set(found))


def test_the_files_of_a_new_site_are_those_that_it_begins_with(tmp_path):
    written = [name for row in table("docs/reference/commands.md", "What") for name in code(row[0])]
    made = start(tmp_path, title="Shop", url="https://s.example/", timezone="UTC").written
    found = {one for path in made for one in written if path.startswith(one)}
    assert found == set(written)
    assert all(path.startswith(tuple(written)) for path in made)


def test_pages_whose_preview_tells_the_state_are_those_that_are_written():
    drawn = plan(Options(site=ROOT, now=datetime(2026, 11, 22, 12, tzinfo=UTC)))
    telling: set[str] = set()
    silent: set[str] = set()
    for one in drawn.artifacts:
        if isinstance(one.renderer, Template):
            view: Any = one.view()
            if isinstance(view, EntryPage):
                state = view.entry.card.status.text
            elif isinstance(view, ComponentPage):
                state = view.component.state.text
            else:
                state = getattr(view, "headline", "no state is told")
            kinds = telling if state in view.frame.share_title else silent
            kinds.add(one.path.partition("/")[0])
    assert telling == {"index.html", "404.html", "incidents", "maintenance", "components"}
    assert silent == {"history", "subscribe"}


def test_every_document_is_in_the_index():
    index = (ROOT / "docs/README.md").read_text("utf-8")
    listed = set(re.findall(r"\]\(([^)#]+\.md)\)", index))
    found = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert found - {"README.md"} <= listed
