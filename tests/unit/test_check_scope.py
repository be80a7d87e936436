"""Which entries and texts the rules look at, and which they leave in peace."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.checks.reader import NOW, files_of, look, sources_of, words_at

from statusgen.check import check, leave_out, wording
from statusgen.derive import derive, outline_of
from statusgen.errors import Problem, Severity
from statusgen.parse import parse

OLD = """\
## 2026-02-24 09:00 Investigating

There is an outage of card payments.

## 2026-02-24 10:00 Resolved

Cards are as fast as usual since 9:50am.
"""


def found(body: str, *, now: datetime = NOW, config: str = "") -> list[tuple[str, str]]:
    files = files_of(f"{body}\n-- statusgen.yml --\n{config}")
    problems, _ = look(files, now)
    return [(one.code, words_at(one, files)) for one in problems]


def test_a_report_that_ended_eight_days_ago_is_left_in_peace():
    assert found(OLD) == []


def test_within_seven_days_it_is_news():
    assert found(OLD, now=NOW - timedelta(days=2)) == [("jargon", "outage")]


def test_history_looks_at_everything():
    assert found(OLD, config="check: {history: true}") == [("jargon", "outage")]


def test_of_an_open_report_only_the_news_is_looked_at():
    body = """\
## 2026-02-24 09:00 Investigating

There is an outage of card payments.

## 2026-03-04 11:30 Update {next_update: 2026-03-04 14:00}

Latency is falling.
"""
    assert found(body) == [("jargon", "Latency")]


def test_a_text_that_waits_for_its_time_is_looked_at():
    body = "## 2026-03-05 08:00 Investigating {next_update: 2026-03-05 09:00}\n\nAn outage.\n"
    assert found(body) == [("jargon", "outage")]


def test_so_is_one_that_waits_in_a_report_that_is_over():
    body = f"{OLD}\n## 2026-03-09 10:00 Postmortem\n\nThe root cause was a cable.\n"
    assert found(body) == [("jargon", "root cause")]


def test_a_draft_is_not_looked_at():
    assert found("---\ndraft: true\n---\nAn outage, with password=Winter2026.\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "See `latency` for it.",
        "```\nlatency\n```",
        "Cash works.\n\n    latency\n\n\tlatency",
        "See <code>latency</code> for it.",
        "See <code>that\n<code>of</code> latency",
        "<pre>a\n<code>\nb</pre>\nlatency",
        "<pre>\nlatency\n\nlatency\n</pre>",
        "<!-- latency -->\n\nCash works.",
        "See [the stores](https://larkfield.example/latency).",
        "See <https://larkfield.example/latency>.",
        "See https://larkfield.example/latency for it.",
    ],
)
def test_code_comments_and_addresses_are_no_prose(text):
    assert found(text) == []


def test_behind_code_inside_of_code_there_is_prose_again():
    assert found("<pre><code>latency</code></pre>\n\nAn outage.") == [("jargon", "outage")]


def test_plain_english_is_asked_for_in_english_only():
    body = "Ein outage, und 10.1.2.3 auch!\n"
    assert {code for code, _ in found(body)} == {"jargon", "ip-address", "shouting"}
    assert {code for code, _ in found(body, config="language: de\n")} == {"ip-address"}
    # What the program has no words in is another rule's business.
    assert {code for code, _ in found(body, config="language: da\n")} == {
        "untranslated",
        "ip-address",
    }


@pytest.mark.parametrize(("tag", "codes"), [("DE", set()), ("deu", set()), ("eng", {"jargon"})])
def test_a_language_is_the_same_however_its_tag_is_written(tag, codes):
    assert {code for code, _ in found("An outage.\n", config=f"language: {tag}\n")} == codes


def test_a_sites_own_words_are_let_pass():
    text = "The KDS has latency. PAY-1234 is known to 10.1.2.3.\n"
    assert len(found(text)) == 4
    assert found(text, config="check: {words: [kds, Latency, PAY-1234, 10.1.2.3]}\n") == []


def test_a_sites_own_words_never_let_a_key_pass():
    config = "check: {words: [4111 1111 1111 1111]}\n"
    assert [code for code, _ in found("4111 1111 1111 1111 fails.\n", config=config)] == [
        "card-number"
    ]


@pytest.mark.parametrize(
    "number",
    ["0808 157 0123", "0808-157-0123", "08081570123", "+44 808 157 0123", "+44 (0)808 157 0123"],
)
def test_a_published_number_may_be_written_in_any_way(number):
    assert found(f"Ring us on {number} today.\n") == []


@pytest.mark.parametrize("words", ["24 hours a day", "24/7", "10 to 12"])
def test_a_published_number_may_have_another_behind_it(words):
    assert found(f"Ring us on 0808 157 0123 {words}.\n") == []


def test_a_published_address_may_be_written():
    assert found("Write to Help@larkfield.example today.\n") == []


def test_a_word_is_named_once_in_each_text():
    body = """\
## 2026-03-04 11:00 Investigating

Latency is high. Latency!

## 2026-03-04 11:30 Update {next_update: 2026-03-04 12:30}

The latency falls.
"""
    assert [one for one in found(body) if one[0] == "jargon"] == [
        ("jargon", "Latency"),
        ("jargon", "latency"),
    ]


def test_an_acronym_may_be_explained_in_another_text_of_the_entry():
    body = """\
## 2026-02-20 11:00 Investigating

The kitchen display system (KDS) is slow.

## 2026-03-04 11:30 Update {next_update: 2026-03-04 12:30}

The KDS is still slow.
"""
    assert found(body) == []


def test_a_key_in_an_entry_of_long_ago_is_found():
    body = OLD.replace("an outage", "password=Winter2026, an outage").replace("2026-02", "2021-02")
    assert found(body) == [("secret", "password=Winter2026")]


def test_a_key_in_the_config_is_found():
    assert found("Cash works.\n", config="check: {words: [password=Winter2026]}\n") == [
        ("secret", "password=Winter2026")
    ]


def test_only_keys_and_card_numbers_are_errors():
    text = "password=Winter2026 and 4111 1111 1111 1111, an outage at 10.1.2.3.\n"
    problems, _ = look(files_of(text))
    errors = {one.code for one in problems if one.severity is Severity.ERROR}
    assert errors == {"secret", "card-number"}
    assert len(problems) == 4


def test_a_key_is_not_repeated_in_words():
    problems, _ = look(files_of("password=Winter2026 works.\n"))
    assert [problem.what for problem in problems] == ["this looks like a password"]
    assert not any("Winter" in f"{problem.what}{problem.hint}" for problem in problems)


def test_an_entry_with_an_error_is_left_out_and_never_forgotten():
    files = files_of("password=Winter2026 works.\n\n-- content/incidents/other.md --\n" + OTHER)
    sources = sources_of(files)
    site = parse(sources).site
    status = derive(site, now=NOW)
    problems = tuple(check(status, sources, now=NOW))
    less = leave_out(site, problems)
    assert [entry.id for entry in less.incidents] == ["other"]
    assert [broken.id for broken in less.broken] == ["2026-03-04-entry"]
    # What is left is a site: it has a status, and nothing in it is an error.
    again = tuple(check(derive(less, now=NOW), sources, now=NOW))
    assert [problem for problem in again if problem.severity is Severity.ERROR] == []


OTHER = """\
---
title: Gift cards declined at some tills
components: {gift-cards: degraded_performance}
---

## 2026-03-04 11:30 Investigating {next_update: 2026-03-04 12:30}

Some gift cards are declined.
"""


def test_what_has_a_place_in_a_value_of_several_lines_is_found_there():
    body = """\
---
what_to_do: |
  Please wait.

  Then utilise cash.
data_safe: >-
  Nothing was
  leveraged.
still_works: [Cash, "It's slow: latency", 'PIN and
  upstream']
# outage: a comment of YAML's is no text
---
Cash works.
"""
    assert found(body) == [
        ("jargon", "latency"),
        ("jargon", "upstream"),
        ("jargon", "utilise"),
        ("jargon", "leveraged"),
    ]


def test_times_are_counted_from_now_and_not_from_a_clock():
    body = "## 2031-03-04 07:00 Investigating\n\nAbout 40 stores wait.\n"
    later = datetime(2031, 3, 4, 11, 0, tzinfo=UTC)
    assert found(body, now=later - timedelta(minutes=1)) == []
    assert found(body, now=later) == [("untouched", "2031-03-04 07:00")]


def messages(body: str, code: str) -> list[Problem]:
    problems, _ = look(files_of(body))
    return [problem for problem in problems if problem.code == code]


@pytest.mark.parametrize(
    ("at", "length"),
    [
        ("2026-03-04 07:59", "4 hours"),
        ("2026-03-03 12:00", "24 hours"),
        ("2026-03-02 12:00", "2 days"),
        ("2026-02-01 12:00", "31 days"),
    ],
)
def test_a_silence_is_told_in_words(at, length):
    (problem,) = messages(f"## {at} Investigating\n\nAbout 40 stores wait.\n", "untouched")
    assert problem.what == (
        f"Card payments slow in stores in Wales: this is open, and nothing was said for {length}"
    )


def test_small_letters_stand_for_all_that_re_takes_for_equal():
    every = [chr(number) for number in range(0x110000)]
    small = [one.translate(wording._AS_ASCII).lower() for one in every]
    assert {len(one) for one in small} == {1}
    # A pattern takes one character, whatever stands beside it: all are looked through in one go.
    as_they_are, in_small = "".join(every), "".join(small)
    for pattern in (*"ikst", "[a-z]", r"\w", r"\s", r"\d"):
        found = {one.start() for one in re.finditer(pattern, as_they_are, re.IGNORECASE)}
        in_the_other_way = {one.start() for one in re.finditer(pattern, in_small)}
        assert [every[number] for number in found ^ in_the_other_way] == []


@pytest.mark.parametrize(
    "later",
    [
        ("10:00 Postmortem",),
        ("10:00 Update", "11:00 Postmortem"),
        ("10:00 Update", "11:00 Resolved"),
        (),
    ],
)
def test_an_incident_may_be_told_of_when_it_is_over(later):
    texts = ("A cable was cut.", "Nobody was charged twice.")
    body = "## 2026-03-04 09:00 Resolved\n\nCards are as fast as usual since 8:50am.\n\n"
    for heading, text in zip(later, texts, strict=False):
        body += f"## 2026-03-04 {heading}\n\n{text}\n\n"
    assert found(body) == []


def test_what_a_window_writes_by_itself_comes_before_no_other_update():
    window = "---\nstarts: 2026-03-01 08:00\nends: 2026-03-01 09:00\n---\n"
    after = "## 2026-03-01 10:00 Postmortem\n\nAll tills are new.\n"
    body = f"{window}## 2026-02-20 10:00 Scheduled\n\nWe put new tills into stores.\n\n{after}"
    assert found(body) == []


@pytest.mark.parametrize("now", [NOW, NOW + timedelta(days=90)])
def test_an_ending_of_the_wrong_year_is_found_for_as_long_as_the_report_is_open(now):
    resolved = OLD.replace("2026-02-24 10:00", "2025-02-24 10:00").replace("outage of", "fault in")
    assert ("closes-first", "2025-02-24 10:00") in found(resolved, now=now)


LAST_YEAR = """\
## 2025-03-04 09:00 Investigating

About 40 stores wait up to a minute.

## 2025-03-04 10:00 Resolved

Cards are as fast as usual since 9:50am.
"""


def test_a_year_is_compared_with_the_file_s_name_in_the_week_after_that_day():
    assert found(LAST_YEAR, now=NOW + timedelta(days=7)) == [("wrong-year", "2025-03-04 09:00")]
    assert found(LAST_YEAR, now=NOW + timedelta(days=8)) == []
    assert found(LAST_YEAR, now=NOW - timedelta(days=1)) == []
    everything = found(LAST_YEAR, now=NOW + timedelta(days=99), config="check: {history: true}")
    assert ("wrong-year", "2025-03-04 09:00") in everything


def test_whoever_tells_of_last_year_is_told_how_to_name_the_file():
    problems, _ = look(files_of(LAST_YEAR), NOW)
    [hint] = [one.hint for one in problems if one.code == "wrong-year"]
    assert hint.startswith("correct the year, with 'was_at' if readers have seen it; if it is")
    assert hint.endswith("right and nobody has seen it, name the file 2025-03-04-…")


def test_no_file_is_to_be_named_as_it_is():
    window = "---\nstarts: 2026-03-04 08:00\nends: 2026-03-04 09:00\n---\n"
    told = "## 2025-02-20 10:00 Scheduled\n\nWe put new tills into stores.\n\n"
    off = "## 2025-03-01 10:00 Cancelled\n\nThe tills stay as they are.\n"
    problems, _ = look(files_of(f"{window}{told}{off}"), NOW)
    [hint] = [one.hint for one in problems if one.code == "wrong-year"]
    assert hint == "correct the year, with 'was_at' if readers have seen it"


@pytest.mark.parametrize("name", ["entry", "2026-02-30-entry", "2026-03-041-entry", "2025-03-04"])
def test_a_name_without_a_date_says_nothing_of_a_year(name):
    other = f"content/incidents/{name}.md"
    front = "---\ntitle: Tills slow\ncomponents: {card-payments: partial_outage}\n---\n"
    problems, _ = look(files_of(f"All is well.\n-- {other} --\n{front}\n{LAST_YEAR}"), NOW)
    assert [one.code for one in problems if one.where.path == other] == []


def test_work_that_was_announced_a_year_ahead_has_no_wrong_year():
    front = "---\nstarts: 2026-03-04 20:00\nends: 2026-03-04 23:00\n---\n"
    body = f"{front}## 2025-03-04 09:00 Scheduled\n\nWe put new tills into our stores.\n"
    assert found(body) == []
    assert found(body, now=NOW + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("zone", "time", "foreign"),
    [
        ("America/New_York", "10am ET", False),
        ("America/New_York", "10:30 Eastern time", False),
        ("America/New_York", "10:30 Eastern Daylight Time", False),
        ("America/New_York", "10:30 PT", True),
        ("America/Los_Angeles", "10:30 Pacific time", False),
        ("America/Los_Angeles", "10:30 Eastern time", True),
        ("Europe/London", "10am ET", True),
    ],
)
def test_what_the_readers_of_a_zone_call_it_is_not_foreign(zone, time, foreign):
    files = files_of(f"Cards work again since {time}.\n")
    files["statusgen.yml"] = files["statusgen.yml"].replace("Europe/London", zone)
    assert ("foreign-zone" in {one.code for one in look(files)[0]}) is foreign


@pytest.mark.parametrize(
    ("publish_at", "read"),
    [("2026-03-06 20:00", True), ("2026-03-04 11:00", True), ("2026-02-21 11:00", False)],
)
def test_what_was_kept_back_is_news_from_when_it_is_published(publish_at, read):
    window = "starts: 2026-03-20 06:00\nends: 2026-03-20 18:00"
    front = f"---\n{window}\npublish_at: {publish_at}\n---\n"
    body = f"{front}## 2026-02-20 10:00 Scheduled\n\nThere is an outage of card payments.\n"
    assert found(body) == ([("jargon", "outage")] if read else [])


@pytest.mark.parametrize("elsewhere", ["", " See [what else is new](subscribe/)."])
def test_so_is_what_was_over_before_it_was_published(elsewhere):
    report = f"---\npublish_at: 2026-03-01 11:00\n---\n{OLD.rstrip()}{elsewhere}\n"
    assert found(report) == [("jargon", "outage")]
    assert found(report, now=NOW + timedelta(days=4)) == []
    # Of an outline, as the next run has it, no less is said.
    sources = sources_of(files_of(report))
    site = parse(sources).site
    site = replace(
        site, incidents=tuple(replace(one, outline=outline_of(one)) for one in site.incidents)
    )
    said = check(derive(site, now=NOW), sources, now=NOW)
    assert [one.code for one in said] == ["jargon"]


def test_nothing_was_left_unsaid_before_anybody_could_see_a_report():
    body = "## 2026-03-04 06:00 Investigating\n\nCards are slow.\n"
    assert found(body) == [("untouched", "2026-03-04 06:00")]
    assert found(f"---\npublish_at: 2026-03-04 11:00\n---\n{body}") == []


DECAP = "admin: {cms: decap, backend: {name: github, repo: a/b}, script: {file: admin/cms.js}}\n"


@pytest.mark.parametrize("config", ["", DECAP])
def test_blanks_behind_a_front_matter_are_fine_where_no_program_minds_them(config):
    front = "---  \ntitle: Tills slow in Wales\ncomponents: {card-payments: degraded_performance}\n"
    heading = "## 2026-03-04 11:00 Investigating {next_update: 2026-03-04 13:00}"
    other = f"{front}--- \n\n{heading}\n\nThey wait.\n"
    files = files_of(f"All is slow.\n-- content/incidents/x.md --\n{other}")
    files["statusgen.yml"] += config
    assert look(files)[0] == ()
