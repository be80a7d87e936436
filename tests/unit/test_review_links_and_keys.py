"""A page links only to pages that exist, and build.json tells nothing of what waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from tests.program import outputs

from statusgen.fingerprint import digest
from statusgen.sources import Source, Sources

NOW = datetime(2025, 4, 21, 12, tzinfo=UTC)
CONFIG = """\
title: Larkfield Stores
url: https://status.larkfield.example/shop/
timezone: UTC
components:
  - {id: tills, name: Tills}
  - {id: kiosks, name: Kiosks, retired: 2025-04-22}
"""
TEXT = """\
---
title: Tills slow
components: {tills: degraded_performance}
---

## 2025-04-21 08:00 Investigating

See [the kiosks](../components/kiosks/) and [the tills](../components/tills/).
"""


def source(path: str, text: str) -> Source:
    return Source(path, text.encode(), digest(text.encode()))


def build(text: str, now: datetime) -> Mapping[str, bytes]:
    return outputs(
        Sources(
            config=source("statusgen.yml", CONFIG),
            incidents=(source("content/incidents/slow.md", text),),
            maintenance=(),
        ),
        now,
    )


def test_a_link_to_a_component_becomes_words_when_the_component_is_retired() -> None:
    before = build(TEXT, NOW)
    after = build(TEXT, NOW.replace(day=22))
    assert b'href="../../components/kiosks/"' in before["incidents/slow/index.html"]
    assert b"shop/components/kiosks/" in before["feed.xml"]
    assert "components/kiosks/index.html" not in after
    assert not [path for path, data in after.items() if b"components/kiosks/" in data]
    assert b'href="../../components/tills/"' in after["incidents/slow/index.html"]


def test_the_text_of_a_waiting_update_changes_no_byte_of_any_output() -> None:
    one = build(f"{TEXT}\n## 2025-04-21 13:00 Resolved\n\nOne text.\n", NOW)
    other = build(f"{TEXT}\n## 2025-04-21 13:00 Resolved\n\nAnother text.\n", NOW)
    alone = build(TEXT, NOW)
    assert one == other
    assert {path for path in alone if alone[path] != one[path]} == {"build.json"}
