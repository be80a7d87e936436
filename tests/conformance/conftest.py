"""The sites that are held against standards, built once, and what vnu says of their pages."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from tests.conformance.sites import (
    FOREIGN,
    HOSTILE_NOW,
    QUIET,
    ROOT,
    SHOP_NOW,
    SKIPPED,
    Built,
    built,
    hostile_files,
    write,
)

FRAGMENT = '<!doctype html><html lang="en"><title>A shop</title><body>{}</body></html>'


@pytest.fixture(scope="session")
def shop() -> Built:
    """The demo shop, on a day with two open incidents."""
    return built(ROOT, SHOP_NOW)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site whose every title and text tries to break out."""
    return built(write(tmp_path_factory.mktemp("hostile"), hostile_files()), HOSTILE_NOW)


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site on which nothing has ever been reported."""
    return built(write(tmp_path_factory.mktemp("quiet"), QUIET), SHOP_NOW)


@pytest.fixture(scope="session")
def skipped(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site of which one report is left out, since it cannot be read."""
    site = write(tmp_path_factory.mktemp("skipped"), SKIPPED)
    return built(site, "2026-03-04T12:00Z", skip_broken=True)


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site in a language that runs from right to left, with words of its own, below a folder."""
    return built(write(tmp_path_factory.mktemp("foreign"), FOREIGN), "2026-03-04T12:00Z")


@pytest.fixture(scope="session")
def github(corpora: Path) -> Built:
    """Real entries: 819 of them."""
    return built(corpora / "github", "2026-11-22T18:00Z")


@pytest.fixture(params=["shop", "hostile", "quiet", "skipped", "foreign", "github"])
def site(request: pytest.FixtureRequest) -> Built:
    """Each of these sites, one after the other."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Built)
    return found


@pytest.fixture(scope="session")
def page_faults(
    request: pytest.FixtureRequest,
    part: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, Mapping[str, list[str]]]:
    """Say by site and page what vnu finds wrong: one run, for it takes seconds to begin.

    Of a large site every twentieth entry is looked at; a fragment is looked at inside of a page.
    """
    folder = tmp_path_factory.mktemp("pages")
    names = ["shop", "hostile", "quiet", "skipped", "foreign"]
    if (ROOT.parent / "shared" / "corpora").is_dir():
        names.append("github")
    found: dict[str, dict[str, list[str]]] = {name: {} for name in names}
    files = []
    for name in names:
        one: Built = request.getfixturevalue(name)
        pages = one.ending(".html")
        entries = [path for path in pages if path.startswith(("incidents/", "maintenance/"))]
        for path in sorted({*pages} - {*entries}) + entries[:: 1 + len(entries) // 30]:
            text = one.text(path)
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(FRAGMENT.format(text) if path == "embed.html" else text, "utf-8")
            files.append(str(file))
            found[name][path] = []
    options = ["--errors-only", "--format", "json", "--exit-zero-always"]
    command = [part("java"), "-XX:+UseSerialGC", "-jar", part("vnu"), *options, *files]
    result = subprocess.run(command, capture_output=True, check=True)
    for message in json.loads(result.stderr)["messages"]:
        path = Path(unquote(urlsplit(message["url"]).path)).relative_to(folder)
        name, _, page = path.as_posix().partition("/")
        found[name][page].append(f"{message['lastLine']}: {message['message']}")
    return found
