"""What the rules about times and other reports leave in peace, and exactly from when they speak."""

from __future__ import annotations

import pytest
from tests.checks.reader import files_of, look, words_at

SLOW = """\
## 2026-03-04 09:00 Investigating

About 40 stores wait up to a minute.

## 2026-03-04 11:00 Resolved

Cards are as fast as usual in Wales since 10:40am.
"""
BOTH_DOWN = """\
-- content/incidents/2026-03-04-country.md --
---
title: No till in the country takes cards
components: {card-payments: major_outage, gift-cards: major_outage}
what_to_do: Please pay in cash.
---

## 2026-03-04 10:00 Investigating {next_update: 2026-03-04 12:30}

No cards and no gift cards are taken at any till.
"""


def found(body: str) -> list[tuple[str, str]]:
    files = files_of(body)
    problems, _ = look(files)
    return [(one.code, words_at(one, files)) for one in problems]


def test_what_the_other_report_has_set_to_operational_since_is_no_longer_kept_down():
    still = [("still-down", "2026-03-04 11:00")]
    assert found(f"{SLOW}\n{BOTH_DOWN}") == still
    later = "\n## 2026-03-04 11:30 Identified {%s: operational, next_update: 2026-03-04 12:30}\n\n"
    text = "Some of it works again at every till.\n"
    assert found(f"{SLOW}\n{BOTH_DOWN}{later % 'gift-cards'}{text}") == still
    assert found(f"{SLOW}\n{BOTH_DOWN}{later % 'card-payments'}{text}") == []


@pytest.mark.parametrize("status", ["Update", "Postmortem"])
def test_what_is_told_in_the_minute_of_the_end_does_not_hide_what_is_still_down(status):
    more = f"\n## 2026-03-04 11:00 {status}\n\nA cable in Cardiff was cut.\n"
    assert found(f"{SLOW}{more}\n{BOTH_DOWN}") == [("still-down", "2026-03-04 11:00")]
