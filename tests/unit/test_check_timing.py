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


OURS, VERBS = ("This", "The", "Our"), ("is", "are", "has been", "have been", "was", "were")
NOUNS = ("incident", "issue", "problem", "fault", "outage", "disruption")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *((f"{one} problem is fixed. Cards work.", f"{one} problem is fixed") for one in OURS),
        *((f"The {noun} is over, we think.", f"The {noun} is over") for noun in NOUNS),
        *((f"The problems {verb} solved.", f"The problems {verb} solved") for verb in VERBS),
        ("The payment issue is resolved.", "The payment issue is resolved"),
        ("The fault is now fully closed.", "The fault is now fully closed"),
        ("Resolved. Cards are as fast as usual.", "Resolved"),
        ("Fixed: cards are as fast as usual.", "Fixed"),
        ("Resolved, and cards are as fast as usual.", "Resolved"),
        ("Fixed! Cards are as fast as usual.", "Fixed"),
        ("**Resolved:** cards are as fast as usual.", "Resolved"),
        ("__Fixed:__ cards are as fast as usual.", "Fixed"),
        ("Resolved", "Resolved"),
        ("The problem is fixed in all stores.", "The problem is fixed"),
        ("The problem is fixed in the stores in Wales.", "The problem is fixed"),
        ("The problem is fixed in Wales.", "The problem is fixed"),
        ("The problem is fixed in Leeds. The problem is over.", "The problem is over"),
    ],
)
def test_however_it_is_said_that_all_is_over_it_is_found(text, words):
    assert ("says-resolved", words) in on_over(text)


@pytest.mark.parametrize(
    "text",
    [
        "Resolved orders are sent again.",
        "Fixed prices stay as they are.",
        "The problem is overestimated.",
        "The problem is not fixed.",
        "The problem is partly solved.",
        "The shop in Leeds is closed.",
        "A fault is fixed each day, and the cause is open.",
        "The problem has been fixed in Leeds. We go on in York.",
        "The issue is resolved for most customers.",
        "The outage is over in our Leeds shop.",
    ],
)
def test_what_only_sounds_like_an_end_is_none(text):
    assert "says-resolved" not in {code for code, _ in on_over(text)}


def test_a_report_that_began_later_was_not_open_when_the_first_was_resolved():
    later = BOTH_DOWN.replace("2026-03-04 10:00", "2026-03-04 11:01")
    assert found(f"{SLOW}\n{later}") == []
    in_that_minute = BOTH_DOWN.replace("2026-03-04 10:00", "2026-03-04 11:00")
    assert found(f"{SLOW}\n{in_that_minute}") == [("still-down", "2026-03-04 11:00")]


def test_what_is_closed_for_planned_work_is_not_down():
    closed = "---\ncomponents: {card-payments: under_maintenance}\n---\n"
    assert found(f"{closed}{SLOW}\n{BOTH_DOWN}") == []
    assert found(f"{SLOW}\n{BOTH_DOWN.replace('major_outage', 'under_maintenance')}") == []


def test_an_end_that_newer_news_has_taken_back_is_none():
    assert on_over("The problem is fixed.") == [("says-resolved", "The problem is fixed")]
    back = "\n## 2026-03-04 11:55 Update {next_update: 2026-03-04 14:00}\n\nIt is back.\n"
    assert on_over(f"The problem is fixed.\n{back}") == []


def test_the_words_for_an_end_are_english():
    german = "\n-- statusgen.yml --\nlanguage: de\n"
    assert on_over(f"The problem is fixed.\n{german}") == []


@pytest.mark.parametrize(
    ("starts", "codes"),
    [
        ("2026-03-04 10:59", ["late-announcement"]),
        ("2026-03-04 11:00", ["late-announcement"]),
        ("2026-03-04 11:01", ["short-notice"]),
        ("2026-03-05 10:59", ["short-notice"]),
        ("2026-03-05 11:00", []),
    ],
)
def test_work_is_announced_in_time_from_a_day_ahead_and_late_from_its_first_minute(starts, codes):
    window = f"---\nstarts: {starts}\nends: 2026-03-05 18:00\n---\n"
    body = f"{window}## 2026-03-04 11:00 Scheduled\n\nWe put new tills into stores.\n"
    assert [code for code, _ in found(body)] == codes


@pytest.mark.parametrize(
    ("ends", "codes"),
    [
        ("2026-03-04 09:30", ["overrunning"]),
        ("2026-03-04 12:01", ["late-announcement"]),
        # It was completed at its end, by itself.
        ("2026-03-04 11:00", []),
    ],
)
def test_what_is_planned_again_needs_a_window_that_is_not_over(ends, codes):
    body = f"""---
starts: 2026-03-04 08:00
ends: {ends}
---
## 2026-03-02 10:00 Scheduled

We put new tills into stores.

## 2026-03-04 08:00 In progress

The first stores have new tills.

## 2026-03-04 09:00 Completed

All 40 stores in Wales have new tills since nine.

## 2026-03-04 10:00 Scheduled

We put other tills into stores.
"""
    assert [code for code, _ in found(body)] == codes


@pytest.mark.parametrize(
    ("state", "promise", "codes"),
    [
        ("major_outage", "2026-03-05 11:30", []),
        ("major_outage", "2026-03-05 11:31", ["promise-too-far"]),
        ("partial_outage", "2026-03-05 11:31", []),
    ],
)
def test_of_what_is_critical_there_is_news_within_a_day(state, promise, codes):
    front = f"---\ncomponents: {{card-payments: {state}}}\n---\n"
    body = f"## 2026-03-04 11:30 Identified {{next_update: {promise}}}\n\nWe look for parts.\n"
    assert [code for code, _ in found(front + body)] == codes


@pytest.mark.parametrize(("minute", "codes"), [("00", []), ("01", ["promise-too-far"])])
def test_a_promise_kept_early_may_be_followed_by_one_for_the_same_time_of_the_next_day(
    minute, codes
):
    front = "---\ncomponents: {card-payments: major_outage}\n---\n"
    body = (
        "## 2026-03-04 09:00 Identified {next_update: 2026-03-04 12:00}\n\nWe look for parts.\n\n"
        f"## 2026-03-04 11:50 Update {{next_update: 2026-03-05 12:{minute}}}\n\nWe have some.\n"
    )
    assert [code for code, _ in found(front + body)] == codes


def test_the_day_begins_at_the_last_promise_only():
    front = "---\ncomponents: {card-payments: major_outage}\n---\n"
    body = (
        "## 2026-03-04 11:00 Identified {next_update: 2026-03-04 16:00}\n\nWe look for parts.\n\n"
        "## 2026-03-04 11:20 Update\n\nWe have found some.\n\n"
        "## 2026-03-04 11:30 Update {next_update: 2026-03-05 12:00}\n\nThey are on their way.\n"
    )
    assert [code for code, _ in found(front + body)] == ["promise-too-far"]


@pytest.mark.parametrize(
    ("at", "length"),
    [("11:59", "1 minute"), ("11:01", "59 minutes"), ("11:00", "1 hour"), ("10:00", "2 hours")],
)
def test_a_short_silence_is_told_in_minutes_and_hours(at, length):
    body = f"## 2026-03-04 {at} Investigating\n\nAbout 40 stores wait.\n"
    problems, _ = look(files_of(f"{body}\n-- statusgen.yml --\ncheck: {{untouched: 1m}}\n"))
    assert [one.what.rpartition(" for ")[2] for one in problems] == [length]


def updates_at(*times: str) -> str:
    texts = [f"## 2026-03-{at} Update\n\nNews number {at[-2:]}.\n" for at in times]
    return "\n".join([*texts, "## 2026-03-04 11:59 Investigating\n\nAbout 40 stores wait.\n"])


@pytest.mark.parametrize(
    ("times", "wrong"),
    [
        (["04 10:01", "04 10:01", "04 10:02"], []),
        (["04 12:03", "04 12:02", "04 12:02", "04 12:01"], []),
        (["04 10:01", "03 10:02", "04 10:03", "03 10:04", "04 10:05"], ["2026-03-03 10:02"]),
    ],
)
def test_a_minute_may_have_several_updates_and_one_mistyped_date_is_named(times, wrong):
    problems = found(updates_at(*times))
    assert [words for code, words in problems if code == "out-of-order"] == wrong


AGAIN = """\
-- content/incidents/2026-03-04-first.md --
---
title: {title}
components: {components}
still_works: [Cash works in every store.]
---

## 2026-03-04 11:00 Investigating {{next_update: 2026-03-04 12:30}}

Payments take up to a minute.
"""
SAME_TITLE, SAME_STATES = "Card payments slow in stores in Wales", "{card-payments: partial_outage}"


@pytest.mark.parametrize(
    ("title", "components", "codes"),
    [
        (SAME_TITLE, SAME_STATES, ["duplicate-incident"]),
        (SAME_TITLE.upper(), "{card-payments: major_outage}", ["duplicate-incident"]),
        (SAME_TITLE, "{gift-cards: partial_outage}", []),
        (SAME_TITLE, "{card-payments: partial_outage, gift-cards: partial_outage}", []),
        (
            SAME_TITLE,
            "{card-payments: partial_outage, gift-cards: operational}",
            ["duplicate-incident"],
        ),
        ("No till in the country takes any card", SAME_STATES, []),
        ("Card payments slow in stores in Whales", SAME_STATES, ["duplicate-incident"]),
        ("Slow card payments in stores in Wales", SAME_STATES, ["duplicate-incident"]),
        ("Card payments slow in 40 stores in Wales", SAME_STATES, ["duplicate-incident"]),
        ("Card payments slow in stores in Essex", SAME_STATES, []),
        ("Card payments slow in stores 12 in ESSEX", SAME_STATES, []),
    ],
)
def test_twice_the_same_is_the_same_components_under_nearly_the_same_title(
    title, components, codes
):
    other = AGAIN.format(title=title, components=components)
    open_ = "## 2026-03-04 11:30 Investigating {next_update: 2026-03-04 12:30}\n\nSome wait.\n\n"
    everything = found(f"{open_}{other}")
    assert [code for code, _ in everything if code == "duplicate-incident"] == codes
    over = found(f"{open_}## 2026-03-04 11:40 Resolved\n\nCards are as fast as usual.\n\n{other}")
    assert "duplicate-incident" not in {code for code, _ in over}


@pytest.mark.parametrize(
    ("own", "other", "codes"),
    [
        ("Card Payments Slow", "Card Payments Down", ["duplicate-incident"]),
        ("CARD PAYMENTS SLOW", "CARD PAYMENTS DOWN", ["duplicate-incident"]),
        ("Trouble with Card Payments", "Problem with Card Payments", ["duplicate-incident"]),
        ("Issue with Slow Card Payments", "Issue with Late Card Payments", ["duplicate-incident"]),
        (
            "Issue in the Slow Card Payments",
            "Issue in the Late Card Payments",
            ["duplicate-incident"],
        ),
        ("Card Payments Slow at Till 4", "Card Payments Slow at Till 12", []),
        ("Card Payments Slow at Till 4", "Card Payments Slow at Till", ["duplicate-incident"]),
        ("Card Payments Slow at Till", "Card Payments Slow at Till 4", ["duplicate-incident"]),
        ("Tills down in Leeds", "Tills down in York", []),
        ("Tills down near Leeds", "Tills down near York", []),
        ("Tills down in Leeds, shop 4", "Tills down in Leeds, shop 12", []),
    ],
)
def test_capitals_tell_names_where_not_every_word_has_one(own, other, codes):
    front = f"---\ntitle: {own}\ncomponents: {SAME_STATES}\n---\n"
    text = "## 2026-03-04 11:30 Investigating {next_update: 2026-03-04 12:30}\n\nSome wait.\n\n"
    everything = found(f"{front}{text}{AGAIN.format(title=other, components=SAME_STATES)}")
    assert [code for code, _ in everything if code == "duplicate-incident"] == codes


@pytest.mark.parametrize(
    ("own", "other", "codes"),
    [
        ("Wartung der Kassen in Köln", "Wartung der Kassen in Bonn", []),
        ("Wartung der Kassen in Köln", "Wartung aller Kassen in Köln", ["duplicate-incident"]),
        ("Störung der Kassen in Köln", "Störung der Kasse in Köln", ["duplicate-incident"]),
    ],
)
def test_in_a_language_without_titles_like_this_one_each_capital_tells(own, other, codes):
    window = "starts: 2026-03-06 06:00\nends: 2026-03-07 18:00\ncomponents: [card-payments]"
    text = "## 2026-02-20 10:00 Scheduled\n\nDie Kassen werden erneuert.\n"
    front = f"---\ntitle: {own}\n{window}\n---\n\n{text}\n"
    path = "-- content/maintenance/2026-03-04-a.md --\n"
    german = "\n-- statusgen.yml --\nlanguage: de\n"
    everything = found(f"{front}{path}{front.replace(own, other)}{german}")
    assert [code for code, _ in everything if code == "duplicate-incident"] == codes


def test_two_notices_are_about_no_components_and_so_not_about_the_same():
    notice = "---\ncomponents: -\nimpact: minor\n---\n"
    other = AGAIN.format(title=SAME_TITLE, components="-").replace("components: -", "impact: minor")
    assert "duplicate-incident" not in {code for code, _ in found(f"{notice}Beware.\n\n{other}")}


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        ("Investigating", ["reopening"]),
        ("Identified", ["reopening"]),
        ("Monitoring", ["reopening"]),
        ("Update", []),
        ("Postmortem", []),
    ],
)
def test_what_waits_behind_an_end_opens_it_again_unless_it_only_tells_more(status, codes):
    assert [code for code, _ in found(f"{SLOW}\n## 2026-03-05 09:00 {status}\n\nMore.\n")] == codes


@pytest.mark.parametrize("status", ["In progress", "Verifying"])
def test_work_that_is_over_is_opened_again_by_what_waits_of_it(status):
    body = (
        "---\nstarts: 2026-03-04 08:00\nends: 2026-03-05 10:00\n---\n"
        "## 2026-02-20 10:00 Scheduled\n\nWe put new tills into stores.\n\n"
        "## 2026-03-04 10:00 Completed\n\nAll stores have new tills.\n\n"
        f"## 2026-03-05 09:00 {status}\n\nWe go on in Wales.\n"
    )
    assert found(body) == [("reopening", "2026-03-05 09:00")]


@pytest.mark.parametrize(
    ("title", "starts", "components", "codes"),
    [
        ("New tills in Wales", "2026-03-06 06:00", "[card-payments]", ["duplicate-incident"]),
        ("New tills in Wales", "2026-03-07 06:00", "[card-payments]", []),
        ("New tills in Wales", "2026-03-06 06:00", "[gift-cards]", []),
        ("New tills in Kent", "2026-03-06 06:00", "[card-payments]", []),
        ("Cables for the telephone line", "2026-03-06 06:00", "[card-payments]", []),
    ],
)
def test_work_is_the_same_where_its_window_is_too(title, starts, components, codes):
    text = "## 2026-02-20 10:00 Scheduled\n\nWe put new tills into our stores.\n"
    own = "---\nstarts: 2026-03-06 06:00\nends: 2026-03-07 18:00\ntitle: New tills in Wales\n---\n"
    front = f"---\ntitle: {title}\nstarts: {starts}\nends: 2026-03-07 18:00\n"
    other = f"{front}components: {components}\n---\n\n{text}"
    everything = found(f"{own}{text}\n-- content/maintenance/2026-03-04-a.md --\n{other}")
    assert [code for code, _ in everything if code == "duplicate-incident"] == codes
