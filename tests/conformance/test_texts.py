"""status.txt can be read in a terminal, index.md by any CommonMark reader; both say the page."""

from __future__ import annotations

import itertools
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.conformance.sites import Built, built, drawn, write
from tests.conformance.standards import markdown_faults, text_faults
from tests.strategies import sites_at_a_time

from statusgen.artifacts.texts import _inert, _wrap

FILES = {
    "statusgen.yml": """
title: Shop status
url: https://status.example/sub/
timezone: Europe/London
groups: [{id: shops, name: In our shops, components: [{id: tills, name: Tills}]}]
components: [{id: web, name: Website}]
""",
    "content/incidents/2026-03-04-tills.md": """---
title: Tills are down in Leeds
components: {tills: major_outage}
still_works: [Cash works., The website works.]
what_to_do: Pay in cash, or read [more](https://shop.example/help).
---

All tills stand still.

## 2026-03-04 08:40 Investigating {next_update: 2026-03-04 13:00}

We found that

1. the first line and
2. the second line

are both cut:

* one
    * inner
* two
""",
    "content/maintenance/2026-03-10-web.md": """---
title: New website
components: [web]
starts: 2026-03-10 23:00
ends: 2026-03-11 02:00
---

## 2026-03-01 11:00 Scheduled

We move it.
""",
    "content/incidents/2026-03-02-web.md": """---
title: Website slow
components: {web: degraded_performance}
---

## 2026-03-02 08:40 Investigating

## 2026-03-02 09:40 Resolved
""",
}
TEXT = """\
Tills are down in Leeds
=======================
Shop status
Last change 4 March 2026, 08:40 GMT

Open problems
-------------

Tills are down in Leeds
- Investigating
- Critical problem
- Since 4 March 2026, 08:40 GMT
- Tills: Not working
- Next update by 4 March 2026, 13:00 GMT

What to do:
  Pay in cash, or read more (https://shop.example/help).

What still works:
  Cash works.
  The website works.

In short:
  All tills stand still.

Investigating, 4 March 2026, 08:40 GMT:
  We found that

  1. the first line and
  2. the second line

  are both cut:

  - one
    - inner
  - two
https://status.example/sub/incidents/2026-03-04-tills/

Services
--------

In our shops
- Tills: Not working

Other services
- Website: Working

Planned work
------------

New website
- 10 March 2026, 23:00 – 11 March 2026, 02:00 GMT
- Scheduled
- Website: Planned work

Scheduled, 1 March 2026, 11:00 GMT:
  We move it.
https://status.example/sub/maintenance/2026-03-10-web/

Recent history
--------------
- 2 March 2026, 08:40 GMT: Website slow (Resolved · Minor problem)

The page itself: https://status.example/sub/
"""
OUTLINE = [
    (1, "Tills are down in Leeds"),
    (2, "Open problems"),
    (3, "Tills are down in Leeds"),
    (2, "Services"),
    (3, "In our shops"),
    (3, "Other services"),
    (2, "Planned work"),
    (3, "New website"),
    (2, "Recent history"),
]


def small(folder: Path, **changes: str) -> Built:
    files = dict(FILES)
    path = "content/incidents/2026-03-04-tills.md"
    for old, new in changes.items():
        files[path] = files[path].replace(old, new)
    return built(write(folder, files), "2026-03-04 12:00")


def shown(text: str) -> str:
    """Give Markdown as its reader sees it, with the numbers of lists, blanks made one."""
    words = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "list_item_open" and token.info:
            words.append(f"{token.info}{token.markup} ")
        words += [
            " " if child.type == "softbreak" else child.content for child in token.children or ()
        ]
        words.append(" ")
    return " ".join("".join(words).split())


def test_the_text_says_the_page_in_its_order(tmp_path: Path):
    assert small(tmp_path).text("status.txt") == TEXT


def test_the_markdown_has_the_same_outline_and_the_same_words(tmp_path: Path):
    site = small(tmp_path)
    tokens = MarkdownIt("commonmark").parse(site.text("index.md"))
    pairs = itertools.pairwise(tokens)
    assert [
        (int(one.tag[1]), inner.content) for one, inner in pairs if one.type == "heading_open"
    ] == OUTLINE
    # Marks, addresses and underlines apart, one form says what the other does.
    plain = re.sub(r"^(=+|-+|https:.*)$", "", TEXT, flags=re.MULTILINE)
    words = set(re.findall(r"\w+", plain))
    assert words - set(re.findall(r"\w+", shown(site.text("index.md")))) <= {"1", "2"}


def test_the_markdown_links_each_entry_to_its_page(tmp_path: Path):
    inner = [
        child
        for token in MarkdownIt("commonmark").parse(small(tmp_path).text("index.md"))
        for child in token.children or ()
    ]
    assert [one.attrs["href"] for one in inner if one.type == "link_open"] == [
        "https://status.example/sub/incidents/2026-03-04-tills/",
        "https://status.example/sub/maintenance/2026-03-10-web/",
    ]


def test_the_link_to_a_report_without_words_is_no_part_of_the_list_above_it(tmp_path: Path):
    silent = """---
title: Tills are down in Leeds
components: {tills: major_outage}
---

## 2026-03-04 08:40 Investigating
"""
    files = {**FILES, "content/incidents/2026-03-04-tills.md": silent}
    text = built(write(tmp_path, files), "2026-03-04 12:00").text("index.md")
    tokens = MarkdownIt("commonmark").parse(text)
    inline = [(one.level, one.content) for one in tokens if one.type == "inline"]
    # Three levels are in a list: the list, the item and its paragraph.
    assert (3, "Tills: Not working") in inline
    link = "[Tills are down in Leeds](<https://status.example/sub/incidents/2026-03-04-tills/>)"
    assert (1, link) in inline


def test_both_say_of_work_that_it_takes_longer_whatever_the_headline_is(tmp_path: Path):
    work = """---
title: New website
components: [web]
starts: 2026-03-04 09:00
ends: 2026-03-04 11:00
---

## 2026-03-01 11:00 Scheduled

We move it.

## 2026-03-04 09:00 In progress

It has begun.
"""
    site = built(
        write(tmp_path, {**FILES, "content/maintenance/2026-03-10-web.md": work}),
        "2026-03-04 12:00",
    )
    longer = "- This work was due to end by 4 March 2026, 11:00 GMT and is taking longer."
    for path in ("status.txt", "index.md"):
        assert longer in site.text(path).splitlines()


def columns(line: str) -> int:
    """Count the columns of a terminal: two for ideographs and emoji, none for what combines."""
    return sum(
        2 if unicodedata.east_asian_width(one) in "WF" else unicodedata.category(one)[0] not in "MC"
        for one in line
    )


def test_no_line_is_wider_than_a_terminal_but_for_an_address(site: Built):
    lines = site.text("status.txt").split("\n")
    wide = [line for line in lines if columns(line) > 80 and "://" not in line]
    assert wide == []


@pytest.mark.parametrize("text", ["由于支付服务商的故障", "x", "no-break\u00a0", "。", "ก็"])
def test_a_text_without_blanks_is_broken_where_a_line_is_full(tmp_path: Path, text: str):
    site = small(tmp_path, **{"All tills stand still.": f"Begin {text * 60} end."})
    lines = site.text("status.txt").split("\n")
    assert max(map(columns, lines)) <= 80
    told = "".join(site.text("status.txt").split())
    assert "".join((text * 60).split()) in told


def test_a_line_ends_between_words_and_begins_with_no_closing_sign(tmp_path: Path):
    told = "故障unanswered，" * 40
    lines = small(tmp_path, **{"All tills stand still.": told}).text("status.txt").split("\n")
    assert sum(line.count("unanswered") for line in lines) == 40
    assert [line for line in lines if line.strip().startswith("，")] == []
    assert sum("故" in line for line in lines) > 2


def test_a_line_has_up_to_seventy_eight_columns_with_what_stands_before_it():
    assert _wrap("ab " * 26, "", "") == [("ab " * 26).strip()]
    assert _wrap("abc" + " ab" * 25 + " c", "", "") == ["abc" + " ab" * 25, "c"]
    assert _wrap("ab " * 26, "  ", "    ") == ["  " + ("ab " * 25).strip(), "    ab"]
    assert _wrap("  ab \t ab  ", "  ", "") == ["  ab ab"]


def test_of_a_word_up_to_forty_columns_stay_together():
    assert _wrap("x" * 40 + " " + "y" * 40, "", "") == ["x" * 40, "y" * 40]
    assert _wrap("x" * 80, "", "") == ["x" * 40, "x" * 40]
    assert _wrap("\u6545" * 80, "", "") == ["\u6545" * 39, "\u6545" * 39, "\u6545" * 2]


def test_a_text_begins_at_most_twenty_columns_to_the_right(tmp_path: Path):
    code = f"```\ncode\n{' ' * 20}twenty\n{' ' * 21}more\n```"
    lines = small(tmp_path, **{"All tills stand still.": code}).text("status.txt").split("\n")
    assert f"{' ' * 22}twenty" in lines
    assert f"{' ' * 22}more" in lines


def test_a_page_with_nothing_to_tell_has_no_heading_for_it(quiet: Built):
    expected = """\
Everything is working
=====================
Quiet

Services
--------
- Website: Working

The page itself: https://status.example/
"""
    assert quiet.text("status.txt") == expected


def test_an_address_is_never_broken(tmp_path: Path):
    address = f"https://shop.example/{'long/' * 30}"
    site = small(tmp_path, **{"https://shop.example/help": address})
    assert f"  ({address})." in site.text("status.txt").split("\n")


def test_an_address_in_the_markdown_is_what_a_program_may_ask_for(tmp_path: Path):
    address = "https://shop.example/gift_cards/?a=1&copy=2"
    said = small(tmp_path, **{"https://shop.example/help": address}).text("index.md")
    assert f"({address})." in said


@pytest.mark.parametrize(
    "text",
    [
        "~~~",
        "```",
        "# one",
        "#",
        "+ plus",
        "+",
        "= =",
        "===",
        "---",
        "- - -",
        "* * *",
        "_ _ _",
        "1986. A great year",
        "1) one",
        "> quoted",
        "<b>bold</b> <!-- c -->",
        "&amp; &lt; &copy;",
        "[a]: https://x.example/ 'b'",
        "![a](https://x.example/b)",
        "\\* \\\\ \\",
        "~~gone~~ ==marked==",
        "C#",
        "C ##",
        "a  ",
        "| a | b |",
        "https://x.example/a_b_c*d",
    ],
)
def test_what_a_title_or_a_text_says_in_markdown_is_shown_as_it_is(tmp_path: Path, text: str):
    quoted = "'" + text.replace("'", "''") + "'"
    # Between backquotes no character means anything but a backquote.
    code = f"`` {text} ``" if "`" not in text else "x"
    site = small(tmp_path, **{"Tills are down in Leeds": quoted, "All tills stand still.": code})
    data = site.files["index.md"]
    assert markdown_faults(data) == []
    assert shown(data.decode()).startswith(f"{text.strip()} Shop status Last change")
    assert (f" In short {text.strip()} Investigating" in shown(data.decode())) or code == "x"


@settings(max_examples=25)
@given(sites_at_a_time())
def test_generated_texts_are_texts(found):
    files = drawn(*found, "status.txt", "index.md").files
    assert text_faults(files["status.txt"]) == text_faults(files["index.md"]) == []
    assert [one for one in markdown_faults(files["index.md"]) if "link http:" not in one] == []


@settings(max_examples=60)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")))
)
def test_any_text_is_shown_as_it_is_written(name: str):
    text = " ".join(name.split())
    assert shown(f"- {_inert(text)}") == text
    assert shown(f"{_inert(text)}\n\n## x") == f"{text} x".strip()
