"""Clients that were written for Statuspage read the built files, unchanged, over loopback."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.hosting import Host, host
from tests.conformance.sites import Built, built, write

# Both are told the address of a page by its id, which becomes part of a host name; each keeps the
# result in a field that can be set. Everything else is theirs.
STATUSPAGE_IO = """
const {Statuspage} = require(process.argv[1]);
const page = new Statuspage("page");
page.setApiUrl(process.argv[2]);
const {api} = page;
Promise.all([
  api.getSummary(), api.getStatus(), api.getComponents(), api.incidents.getAll(),
  api.incidents.getUnresolved(), api.scheduledMaintenances.getUpcoming(),
]).then(found => console.log(JSON.stringify(found)));
"""
STATUSPAGE_JS = """
const {Statuspage} = require(process.argv[1]);
const page = new Statuspage("page");
page.axios.defaults.baseURL = process.argv[2] + "api/v2";
Promise.all([
  page.summary(), page.status(), page.components(), page.allIncidents(),
  page.unresolvedIncidents(), page.upcomingScheduledMaintenances(),
  page.allScheduledMaintenances(), page.activeScheduledMaintenances(),
]).then(found => console.log(JSON.stringify([
  ...found, found[3].incidents.every(one => one.created_at instanceof Date),
])));
"""
# It asks again and again, and tells of an update that it has not seen; here it asks when told to.
# It asks for the first time as soon as it is made.
UPDATES = """
const {StatuspageUpdates} = require(process.argv[1]);
class Loopback extends StatuspageUpdates {
  fetch() {
    this.statuspage.axios.defaults.baseURL = process.argv[2] + "api/v2";
    return super.fetch();
  }
}
const updates = new Loopback("page");
updates.on("incident_update", one => console.log(JSON.stringify(one.incident_updates[0].id)));
require("readline").createInterface({input: process.stdin}).on("line", async () => {
  await updates.fetch();
  updates.checkUpdate();
  console.log("null");
});
"""
ENDPOINTS = (
    "summary",
    "status",
    "components",
    "incidents",
    "incidents/unresolved",
    "scheduled-maintenances/upcoming",
    "scheduled-maintenances",
    "scheduled-maintenances/active",
)


@pytest.fixture
def served(shop: Built) -> Iterator[Host]:
    with host(shop.files) as one:
        yield one


def command(part: Callable[[str], Path], script: str, client: str, address: str) -> list[str]:
    return [str(part("node")), "-e", script, str(part(client)), address]


def environment() -> dict[str, str]:
    """The environment without proxies, for loopback is no place for them."""
    return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


def ask(part: Callable[[str], Path], script: str, client: str, address: str) -> list[Any]:
    result = subprocess.run(
        command(part, script, client, address), capture_output=True, env=environment(), check=True
    )
    found: list[Any] = json.loads(result.stdout)
    return found


@pytest.mark.needs("node", "statuspage.io")
def test_statuspage_io_reads_every_endpoint_that_it_knows(part, shop: Built, served: Host):
    found = ask(part, STATUSPAGE_IO, "statuspage.io", served.address)
    assert found == [shop.json(f"api/v2/{name}.json") for name in ENDPOINTS[:6]]
    summary = found[0]
    assert summary["status"]["description"] == "Partial System Outage"
    assert {one["name"] for one in summary["incidents"]} >= {
        "Gift card balance checks slow online and at the till"
    }


@pytest.mark.needs("node", "statuspage.js")
def test_statuspage_js_reads_every_endpoint_and_its_times(part, shop: Built, served: Host):
    *found, are_dates = ask(part, STATUSPAGE_JS, "statuspage.js", served.address)
    assert found == [revived(shop.json(f"api/v2/{name}.json")) for name in ENDPOINTS]
    assert are_dates is True


def revived(value: Any) -> Any:
    """Write dates as JavaScript does that has read them as dates: a day becomes its midnight."""
    if isinstance(value, dict):
        return {name: revived(one) for name, one in value.items()}
    if isinstance(value, list):
        return [revived(one) for one in value]
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return f"{datetime.fromisoformat(value):%Y-%m-%dT%H:%M:%S}.000Z"
    return value


SITE = """
title: T
url: https://status.example/
timezone: UTC
components: [{id: web, name: Website}]
"""
ENTRY = """---
title: Slow
components: {web: partial_outage}
---

## 2026-03-01 08:00 Investigating

We are looking.
"""


@pytest.mark.needs("node", "statuspage.js")
def test_statuspage_js_tells_of_a_new_update_once_and_of_an_edit_never(part, tmp_path: Path):
    def files(text: str) -> dict[str, bytes]:
        site = write(tmp_path, {"statusgen.yml": SITE, "content/incidents/slow.md": text})
        return built(site, "2026-03-01 12:00", only="api/").files

    edited = ENTRY.replace("Slow", "Website slow").replace("looking", "looking into it")
    updated = f"{edited}\n## 2026-03-01 09:00 Identified\n\nIt is the cables.\n"
    with host(files(ENTRY)) as served:
        arguments = command(part, UPDATES, "statuspage.js", served.address)
        client = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
        )
        told: list[list[str]] = []
        try:
            assert client.stdin
            assert client.stdout
            for text in (ENTRY, edited, updated, updated, edited, updated):
                served.files.update(files(text))
                client.stdin.write("look\n")
                client.stdin.flush()
                told.append([])
                while (said := json.loads(client.stdout.readline())) is not None:
                    told[-1].append(said)
        finally:
            client.kill()
            client.communicate()
    assert told == [[], [], ["slow-u-20260301T0900Z"], [], [], []]
