"""What is said of a time is true of it: days before a component, and work that began early."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.program import outputs

from statusgen.fingerprint import digest
from statusgen.sources import Source, Sources

CONFIG = """\
title: Larkfield Stores
url: https://status.larkfield.example/
timezone: UTC
components:
  - {id: tills, name: Tills}
  - {id: kiosks, name: Kiosks, since: 2025-04-19}
  - {id: scales, name: Scales, since: 2025-04-20}
  - {id: lockers, name: Lockers, since: 2025-04-21}
"""
WORK = """\
---
title: New tills
components: [tills]
starts: 2025-04-21 10:00
ends: 2025-04-21 12:00
---

## 2025-04-20 08:00 Scheduled

Soon.

## 2025-04-21 08:00 In progress

We could begin early.

## 2025-04-21 11:00 Completed

Done.
"""


def source(path: str, text: str) -> Source:
    return Source(path, text.encode(), digest(text.encode()))


def build(hour: int) -> dict[str, str]:
    sources = Sources(
        config=source("statusgen.yml", CONFIG),
        incidents=(),
        maintenance=(source("content/maintenance/tills.md", WORK),),
    )
    found = outputs(sources, datetime(2025, 4, 21, hour, tzinfo=UTC))
    return {path: data.decode(errors="replace") for path, data in found.items()}


def test_no_days_are_claimed_from_before_a_component_began() -> None:
    files = build(20)
    assert "90 days" in files["components/tills/index.html"]
    kiosks = files["components/kiosks/index.html"]
    assert "100% uptime over the last 2 days" in kiosks
    assert "the last 2 whole days" in kiosks
    assert "90" not in kiosks.partition("<main")[2].replace("0 0 90 20", "")
    assert "uptime" not in files["components/lockers/index.html"].partition("<main")[2]


def test_one_day_is_spoken_of_as_one() -> None:
    assert "the share of the last whole day in which" in build(20)["components/scales/index.html"]


def test_work_that_began_early_lasted_from_then_on() -> None:
    assert "3 hours" in build(20)["maintenance/tills/index.html"]


def test_the_text_names_no_start_that_the_work_did_not_have() -> None:
    lines = build(9)["status.txt"].splitlines()
    assert "- In progress" in lines
    assert "- 21 April 2025, 10:00 – 12:00 UTC" in lines
