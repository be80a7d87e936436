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


def on_over(text: str) -> list[tuple[str, str]]:
    return found(f"## 2026-03-04 11:50 Update {{next_update: 2026-03-04 14:00}}\n\n{text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "We will tell you here when this problem is fixed.",
        "We will write again as soon as the issue is resolved.",
        "Once this incident has been resolved, refunds follow.",
        "Please pay in cash until we are sure that the problem is fixed.",
        "We do not know yet whether the problem is fixed.",
        "If the fault is fixed in your store, please tell us.",
        "We keep watching to make sure that\nthe issue is fully resolved.",
    ],
)
def test_what_a_text_says_of_a_time_when_it_will_be_over_is_no_end(text):
    assert on_over(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Please pay in cash until noon. By then the problem was fixed.",
        "When we looked again, the problem was fixed.",
        "We will tell you when this problem is fixed. The problem is fixed.",
    ],
)
def test_what_it_says_in_another_clause_is_an_end(text):
    assert [code for code, _ in on_over(text)] == ["says-resolved"]
