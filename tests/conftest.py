"""What every test may ask for: real parts, the shared corpora; and what a run says it left out.

A part is a program or a file that is not ours: a browser, a feed reader, a validator. A test names
what it uses, `@pytest.mark.needs("newsboat")`, and asks `part("newsboat")` for its path. Where a
part is missing the test is skipped and the end of the run says so; where CI=true it fails, since a
check that nobody runs holds nothing.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

IN_CI = os.environ.get("CI") == "true"

PARTS_IN_FILES = {
    "azurite": ROOT / ".parts/node_modules/azurite/dist/src/blob/main.js",
    "axe-core": ROOT / ".parts/node_modules/axe-core/axe.min.js",
    "caddy": ROOT / ".parts/programs/bin/caddy",
    "decap-cms": ROOT / ".parts/node_modules/decap-cms/dist/decap-cms.js",
    "decap-server": ROOT / ".parts/node_modules/decap-server/dist/index.js",
    "jsonfeed-schema": ROOT / ".parts/node_modules/jsonfeed-schema/schema-v1.1.json",
    "lighthouse": ROOT / ".parts/node_modules/lighthouse/cli/index.js",
    "rclone": ROOT / ".parts/programs/bin/rclone",
    "statuspage.io": ROOT / ".parts/node_modules/statuspage.io/dist/index.js",
    "statuspage.js": ROOT / ".parts/node_modules/statuspage.js/build/src/index.js",
    "sveltia-cms": ROOT / ".parts/node_modules/@sveltia/cms/dist/sveltia-cms.js",
    "weed": ROOT / ".parts/programs/bin/weed",
    "vnu": ROOT / ".parts/node_modules/vnu-jar/build/dist/vnu.jar",
    # Of every other Python there is a folder, and this in it once its packages are there.
    **{f"python-{one.name}": one / "fetched" for one in (ROOT / ".parts/pythons").glob("*")},
}
# The first has no windows to draw, and takes two thirds of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PARTS_OF_MANY_NAMES = {"chromium": BROWSERS, "firefox": ("firefox-esr", "firefox")}

# Debian keeps servers where only root looks for commands.
WHERE_COMMANDS_ARE = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))

# The same examples in every CI run: a red run must not turn green by being run again. So more of
# them find nothing new there, and half have to do. No deadline: how fast a shared machine is says
# nothing about the code.
settings.register_profile(
    "statusgen", deadline=None, derandomize=IN_CI, max_examples=50 if IN_CI else 100
)
settings.load_profile("statusgen")
# For `make quick`, with --hypothesis-profile; tests/examples.py divides the other numbers alike.
settings.register_profile("quick", settings.get_profile("statusgen"), max_examples=25)


def find_part(name: str) -> Path | None:
    """Find a part by its name: a file that tests/parts/fetch has fetched, or else a command."""
    if name in PARTS_IN_FILES:
        return PARTS_IN_FILES[name] if PARTS_IN_FILES[name].is_file() else None
    for command in PARTS_OF_MANY_NAMES.get(name, (name,)):
        if found := shutil.which(command, path=WHERE_COMMANDS_ARE):
            return Path(found)
    return None


@pytest.fixture(scope="session")
def part() -> Callable[[str], Path]:
    """Give the path of a part; a test that calls it also carries the mark `needs`."""

    def path_of(name: str) -> Path:
        found = find_part(name)
        assert found is not None, f"{name} is not here; mark the test with needs({name!r})"
        return found

    return path_of


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Give the folder of real entries that stands beside the project, or skip."""
    folder = ROOT.parent / "shared" / "corpora"
    if not folder.is_dir():
        pytest.skip("there is no folder ../shared/corpora with real entries")
    return folder


@pytest.fixture(scope="session")
def often(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """Say how often a test repeats what chance decides: half of so often, with --endure ten times.

    All tests have to be done in 20 minutes, on a slow machine as well.
    """
    endures = request.config.getoption("endure")
    return lambda times: times * 10 if endures else (times + 1) // 2


@pytest.fixture(scope="session")
def some(request: pytest.FixtureRequest) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Choose some of many things that are alike: every other one, with --endure all of them."""
    endures = request.config.getoption("endure")
    return lambda things: islice(things, 0, None, 1 if endures else 2)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="write what the program does now into the golden cases; review the diff",
    )
    parser.addoption(
        "--endure",
        action="store_true",
        help="let the tests that kill, race and mix things up go on for twenty times as long",
    )


def pytest_configure(config: pytest.Config) -> None:
    # Under nohup all programs that tests start would outlive their terminals, and behind a shell's
    # `&` they would not hear Ctrl-C.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", "needs(*parts): real parts that the test cannot do without")
    config.addinivalue_line(
        "markers", "enduring: only with --endure; much of it is tried elsewhere"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, without --endure, what is tried in another test in much the same way."""
    if config.getoption("endure"):
        return
    left_out = [item for item in items if item.get_closest_marker("enduring")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("enduring")]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    named = {name for mark in item.iter_markers("needs") for name in mark.args}
    missing = sorted(name for name in named if find_part(name) is None)
    if not missing:
        return
    why = f"{' and '.join(missing)} not here (tests/parts/fetch fetches what it can)"
    if IN_CI:
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    groups: Counter[tuple[str, str]] = Counter()
    for report in terminalreporter.stats.get("skipped", ()):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        groups[report.nodeid.partition("::")[0], why.removeprefix("Skipped: ")] += 1
    if groups:
        terminalreporter.section("skipped")
    for (file, why), count in sorted(groups.items()):
        terminalreporter.line(f"{file}, {count} test{'s' if count > 1 else ''}: {why}")
