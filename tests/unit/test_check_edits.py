"""What `check --fix` would change, and that nothing else would."""

from __future__ import annotations

from codecs import BOM_UTF8
from datetime import datetime

import pytest
from tests.checks.reader import CONFIG, ENTRY, NOW, SITE, files_of, look, sources_of

from statusgen.check import Edit, corrections
from statusgen.derive import derive
from statusgen.errors import Location
from statusgen.fingerprint import digest
from statusgen.parse import parse
from statusgen.sources import Source, Sources

TITLE = '---\ntitle: "{}"\n---\nAbout 40 stores wait up to a minute.\n'
HEADING = "## 2026-03-04 11:30{}{{next_update: 2026-03-04 12:30}}\n\nAbout 40 stores wait.\n"


def mended(data: bytes, edits: tuple[Edit, ...]) -> bytes:
    """Make the edits from the last to the first."""
    for edit in reversed(edits):
        data = data[: edit.start] + edit.replacement + data[edit.end :]
    return data


def after(body: str) -> str:
    """Return the entry of a case when its edits were made."""
    files = files_of(body)
    path = next(path for path in files if path != CONFIG)
    _, edits = look(files)
    return mended(files[path].encode(), edits).decode()


@pytest.mark.parametrize(
    ("title", "better"),
    [
        ("Card payments slow in Wales.", "Card payments slow in Wales"),
        ("Card  payments \t slow in Wales", "Card payments slow in Wales"),
        ("  Card payments slow in Wales ", "Card payments slow in Wales"),
        (" Card payments  slow in Wales. ", "Card payments slow in Wales"),
        ("Card payments slow -- in Wales", "Card payments slow – in Wales"),
    ],
)
def test_a_title_is_corrected(title, better):
    assert after(TITLE.format(title)) == files_of(TITLE.format(better))[ENTRY]


@pytest.mark.parametrize(
    "title",
    [
        "Card payments slow in Wales...",
        "Card payments slow in St. Davids etc.",
        "Card payments slow at Larkfield Ltd.",
        "Card payments slow in the U.K.",
        "Card payments slow in Wales?",
        "Card payments slow: --version is shown",
        "Card payments: slow",
        "A--B stores without card payments",
    ],
)
def test_what_could_be_meant_in_a_title_stays(title):
    assert after(TITLE.format(title)) == files_of(TITLE.format(title))[ENTRY]


@pytest.mark.parametrize(
    "between", [" - Investigating ", " – INVESTIGATING ", "  investigating ", " :\tInvestigating "]
)
def test_a_heading_is_written_as_all_the_others(between):
    assert after(HEADING.format(between)) == files_of(HEADING.format(" Investigating "))[ENTRY]


@pytest.mark.parametrize("status", ["Canceled", "cancelled", "CANCELLED"])
def test_a_status_is_written_as_it_is_in_the_list(status):
    work = "---\nstarts: 2026-03-14 08:00\nends: 2026-03-14 18:00\n---\n"
    body = "{}## 2026-02-20 10:00 Scheduled\n\nText.\n\n## 2026-03-04 11:00 {}\n\nOn another day.\n"
    assert f"11:00 {status}" not in after(body.format(work, status)) or status == "Cancelled"
    assert "## 2026-03-04 11:00 Cancelled\n" in after(body.format(work, status))


def test_both_ways_to_write_a_postmortem_stay():
    ended = "## 2026-03-04 11:00 Resolved\n\nCards are fast since 10am.\n\n"
    body = f"{ended}## 2026-03-04 11:30 Post-mortem\n\nA cable was cut.\n"
    assert after(body) == files_of(body)[ENTRY]


def test_a_tab_between_words_becomes_a_blank_and_one_in_code_stays():
    body = "About\t40 stores \t wait. See `a\tb`.\n\n\tcode\tblock\n"
    assert "About 40 stores wait. See `a\tb`.\n" in after(body)


@pytest.mark.parametrize(
    "thing", ["https://larkfield.example/stores", "`code`", "<!-- a note -->", "<b>bold</b>"]
)
def test_what_is_no_word_is_not_taken_for_blanks(thing):
    assert after(f"See {thing} \t for -- {thing}.\n").endswith(f"See {thing} for – {thing}.\n")


def test_dashes_in_tables_and_code_stay():
    body = "| a | b |\n| -- | -- |\n| c | d |\n\nUse `a -- b`.\n"
    assert after(body) == files_of(body)[ENTRY]


@pytest.mark.parametrize(
    "code",
    [
        "    a -- b\tc",
        "\ta -- b\tc",
        "Use <code>a -- b\tc</code>.",
        "Press <kbd>a -- b</kbd>.",
        "<pre>\na -- b\tc\n\nd -- e\n</pre>",
        "Use `a -- b\nc -- d`.",
        "- One\n\n        a -- b\tc",
        ">     a -- b\tc",
        "---\nwhat_to_do: |\n  Type this:\n\n      a -- b\tc\n---\n",
    ],
)
def test_code_stays_as_it_is_however_it_is_written(code):
    body = code if code.startswith("---") else f"Cash works.\n\n{code}\n"
    assert after(body) == files_of(body)[ENTRY]


@pytest.mark.parametrize(
    "body",
    [
        "- One {} two\n- Three\n",
        "Cash works.\n   Cards {} not.\n",
        "    code\n\nCards {} not.\n",
        "<code>a</code> Cards {} not.\n",
        "---\nwhat_to_do: |\n  Pay in cash {} please.\n---\n",
    ],
)
def test_text_beside_code_is_corrected(body):
    assert after(body.format("--")) == files_of(body.format("–"))[ENTRY]


@pytest.mark.parametrize(
    "text",
    [
        "Stores:\n{}- Cardiff\n- Swansea\n",
        "Stores:\n{}1. Cardiff\n2. Swansea\n3. Barry\n",
        "Stores\n{}* Cardiff\n  but for the café\n* Swansea\n* Barry\n",
        "Stores:\n{}  - Cardiff\n      - the café\n  - Swansea\n",
        "Stores:\n{}- Cardiff\n- Swansea\n\nOthers:\n{}- Barry\n- Newport\n",
        "### Stores\nIn Wales:\n{}- Cardiff\n- Swansea\n",
        "---\nwhat_to_do: |\n  You can:\n{}  - pay in cash\n  - wait\n---\nCards are slow.\n",
        "---\nstill_works:\n  - |\n    Tills:\n{}    - in Barry\n    - in Wales\n---\nSlow.\n",
    ],
)
def test_an_empty_line_makes_a_list_of_what_stands_right_under_a_line(text):
    assert after(text.format("", "")) == files_of(text.format("\n", "\n"))[ENTRY]


@pytest.mark.parametrize(
    "text",
    [
        "Tills in Wales\n- Cardiff, mostly\n- are slow",
        "Cards are slow:\n- cash is not",
        "Stores:\n- Cardiff\n- Swansea\nCash works there.",
        "1. Cardiff:\n  - Barry\n  - Swansea\n  - Newport",
        "1. Cardiff:\n- Barry\n- Swansea\n- Newport\n2. York",
    ],
)
def test_what_may_be_a_dash_or_takes_more_than_a_line_is_said_and_stays(text):
    problems, edits = look(files_of(f"{text}\n"))
    assert [one.code for one in problems] == ["run-on-list"]
    assert edits == ()


@pytest.mark.parametrize(
    "text",
    [
        "Cards are slow\n- cash is not\nand works in every store.",
        "Cards are slow\n- cash is not.",
        "Tills are slow\n- in Wales, mostly\n- since\nthis morning.",
        "It began on\n12. March and ended on\n13. March:\n14. March.",
        "- Cardiff\n- Swansea:\n- Barry",
        "- Cardiff:\n  - Barry\n  - Swansea",
        "1. Cardiff:\n    - Barry\n    - Swansea\n2. Newport",
        "1. It began on a Monday\n   - as most do -\n   in Cardiff.",
        "- It began on\n  12. March and ended on\n  13. March.",
        "### Stores:\n- Cardiff\n- Swansea",
        "***\n- Cardiff\n- Swansea",
        "```\nStores:\n- Cardiff\n- Swansea\n```",
        "```\nStores:\n```\n- Cardiff\n- Swansea",
        "Stores.\n\n    Stores:\n    - Cardiff\n    - Swansea",
        "<pre>\nStores:\n- Cardiff\n- Swansea\n</pre>",
        "<code>Stores:\n- Cardiff\n- Swansea\n</code>",
        "Type `Stores:\n- Cardiff\n- Swansea`",
        "| Store: | Town |\n| --- | --- |\n- a | b\n- c | d",
        "> Stores:\n> - Cardiff\n> - Swansea",
        "> Stores:\n- Cardiff\n- Swansea",
        "[Stores]: https://larkfield.example/stores\n- Cardiff\n- [Stores]",
        "Stores:  \n- Cardiff  \n- Swansea",
        "Stores:\n-Cardiff\n-Swansea",
        "<!-- Stores:\n- Cardiff\n- Swansea -->\n\nCards are slow.",
    ],
)
def test_what_is_a_list_or_was_never_meant_as_one_is_not_taken_for_one(text):
    assert look(files_of(f"{text}\n"))[0] == ()


@pytest.mark.parametrize(
    "body",
    [
        "- One\n\n  We met on the\n12. August, and left.\n",  # no point of the list above
        "- One\n\nNo more of it.\n- and a dash\n",
        "Text:\n\n    code\n- a\n",
        "- One:\n    1. Sub\n- Two\n",
        "1. One\n\n    - Sub\n\n2. Two\n",
    ],
)
def test_what_goes_on_with_no_list_is_no_point_that_was_swallowed(body):
    assert look(files_of(body))[0] == ()


@pytest.mark.parametrize(
    "advice",
    [
        ">\n  You can:\n  - pay in cash\n  - wait",
        '"You can:\n  - pay in cash\n  - wait"',
        "You can\n  - pay in cash\n  - wait",
    ],
)
def test_where_yaml_joins_the_lines_no_list_is_looked_for(advice):
    assert look(files_of(f"---\nwhat_to_do: {advice}\n---\nCards are slow.\n")) == ((), ())


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_an_empty_line_ends_as_the_others_do(ends):
    text = files_of("Stores:\n- Cardiff\n- Swansea\n")[ENTRY]
    data = text.replace("\n", ends).encode()
    (edit,) = corrections_of(data)
    assert mended(data, (edit,)).decode() == text.replace(":\n-", ":\n\n-").replace("\n", ends)
    assert edit.text().endswith("corrected (run-on-list): an empty line is now before '-'")


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", BOM_UTF8])
def test_every_other_byte_stays(mark, ends):
    text = files_of("---\ntitle: Ünlü 👩\u200d🚒 slow.\n---\nÄ -- b\tc.\n")[ENTRY]
    data = mark + text.encode().replace(b"\n", ends)
    edits = corrections_of(data)
    assert [edit.code for edit in edits] == ["title-full-stop", "double-hyphen", "stray-blanks"]
    right = text.replace("slow.\n", "slow\n").replace(" -- ", " – ").replace("\t", " ")
    assert mended(data, edits) == mark + right.encode().replace(b"\n", ends)


def corrections_of(data: bytes, now: datetime = NOW) -> tuple[Edit, ...]:
    config = Source(CONFIG, SITE.encode(), digest(SITE.encode()))
    sources = Sources(config=config, incidents=(Source(ENTRY, data, digest(data)),), maintenance=())
    return corrections(derive(parse(sources).site, now=now), sources, now=now)


def test_an_edit_says_which_bytes_of_which_file_and_why():
    files = files_of(TITLE.format("Card payments are slow in Wales."))
    (edit,) = look(files)[1]
    data = files[ENTRY].encode()
    at = data.index(b'."')
    assert edit == Edit(
        path=ENTRY,
        start=at,
        end=at + 1,
        replacement=b"",
        digest=digest(data),
        where=Location(ENTRY, 2, at - 3, 1),
        code="title-full-stop",
        before=".",
        after="",
    )
    assert edit.text("shop/") == (
        f"shop/{ENTRY}:2:{at - 3}: corrected (title-full-stop): '.' deleted"
    )
    assert edit.facts() == {
        "path": ENTRY,
        "line": 2,
        "column": at - 3,
        "code": "title-full-stop",
        "before": ".",
        "after": "",
    }


def test_edits_are_told_in_words():
    said = [edit.text().partition("corrected ")[2] for edit in look(files_of(ALL))[1]]
    assert said == [
        "(stray-blanks): a run of blanks is now one blank",
        "(heading-form): ' - ' is now one blank",
        "(heading-form): 'investigating' is now 'Investigating'",
        "(double-hyphen): '--' is now '–'",
    ]


ALL = """\
---
title: Card payments  slow in Wales
---
## 2026-03-04 11:30 - investigating {next_update: 2026-03-04 12:30}

Cards -- not cash.
"""


def test_in_a_line_with_characters_that_are_left_out_nothing_is_changed():
    data = files_of("Cards\x07 -- cash.\n\nCards -- cash.\n")[ENTRY].encode()
    (edit,) = corrections_of(data)
    assert mended(data, (edit,)).endswith("Cards\x07 -- cash.\n\nCards – cash.\n".encode())


def test_a_rule_that_is_off_corrects_nothing():
    assert look(files_of(f"{ALL}\n-- statusgen.yml --\ncheck: {{off: [structure]}}\n"))[1] == ()


def test_old_entries_are_not_corrected():
    body = "---\ntitle: It was slow.\n---\n## 2026-01-04 11:00 Resolved\n\nFast since 10am.\n"
    sources = sources_of(files_of(body))
    site = parse(sources).site
    assert corrections(derive(site, now=NOW), sources, now=NOW) == ()
