"""The commands for writing at a terminal: what is asked, what is shown, and how it can be left."""

from __future__ import annotations

import os
import re
import signal
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.shell import Shell, shell_in_the_shop
from tests.cli.terminal import CTRL_C, CTRL_D, MARK_PASTES, Terminal, without_marks
from tests.disks import disk_at, fill
from tests.outputs import everything, nothing_changes

NOW = ("--now", "2026-03-06 09:30")
OPEN = """\
---
title: Card payments fail in the Leeds shop
components:
  tills: partial_outage
---

## 2026-03-06 08:40 Investigating

Cards are refused.
"""


@pytest.fixture(autouse=True)
def ctrl_c_works() -> Iterator[None]:
    """Whoever runs the tests may have been started without Ctrl-C, and hands that down."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return shell_in_the_shop(tmp_path)


@pytest.fixture
def open_shell(shell: Shell) -> Shell:
    (shell.cwd / "content/incidents/2026-03-06-cards.md").write_text(OPEN)
    return shell


def test_a_report_is_asked_for_shown_and_written(shell):
    terminal = Terminal.open(shell, "new", "incident", *NOW)
    terminal.answer("What is it about?", "1")
    terminal.answer("What does not work, and where?", "")
    terminal.answer("This needs an answer. To leave", "Orders fail on the website")
    terminal.answer("Which services are hit?", "3")
    terminal.answer("Give numbers from 1 to 2", "2")
    terminal.answer("How is it now: Website?", "")
    terminal.answer("How far are you?", "2")
    terminal.answer("What still works?", "Every shop is open.", "")
    terminal.answer("What should customers do", "Please order by phone.")
    terminal.answer("Is their data safe?", "")
    terminal.answer("What do customers need to know now?", "")
    terminal.answer("This needs an answer. To leave", "Orders do not go through.", "")
    terminal.answer("When will you write again?", "soon")
    terminal.answer("'soon' is not a date and time: write it like 30m, 2h, 14:30, tomorrow", "")
    terminal.expect("This is what readers will see:\n\n")
    terminal.expect("  Headline  Orders fail on the website\n")
    terminal.expect("  Services  Website: Not working for some\n")
    terminal.expect("  In feeds  Identified: Orders fail on the website\n\n")
    terminal.expect("  What to do\n    Please order by phone.\n\n")
    terminal.expect("  What still works\n    - Every shop is open.\n\n")
    terminal.expect("  Orders do not go through.\n\n  Next update by 6 March 2026, 10:00 GMT\n")
    terminal.answer("Publish this? yes/no [no]", "yes")
    terminal.expect("written: content/incidents/2026-03-06-orders-fail-on-the-website.md\n")
    terminal.expect("next: commit the file; it is public when")
    assert terminal.end() == 0
    written = shell.cwd / "content/incidents/2026-03-06-orders-fail-on-the-website.md"
    assert written.read_text() == (
        "---\n"
        "title: Orders fail on the website\n"
        "components:\n"
        "  website: partial_outage\n"
        "still_works:\n"
        "  - Every shop is open.\n"
        "what_to_do: Please order by phone.\n"
        "---\n"
        "\n"
        "## 2026-03-06 09:30 Identified {next_update: 2026-03-06 10:00}\n"
        "\n"
        "Orders do not go through.\n"
    )


def test_a_template_asks_for_its_blanks_and_for_the_services(shell):
    terminal = Terminal.open(shell, "new", "incident", *NOW)
    terminal.expect("The website or the app is slow (website-slow)")
    listed = re.findall(r"^ +(\d+)  .*\(([a-z-]+)\)$", terminal.seen, re.MULTILINE)
    number = next(number for number, name in listed if name == "website-slow")
    terminal.answer("What is it about?", number)
    terminal.answer("What is slow?", "website")
    terminal.answer("Since when?", "9am")
    terminal.answer("What can people do instead?", "try again in an hour")
    terminal.answer("Which services are hit?", "2")
    terminal.answer("How is it now: Website?", "1")
    terminal.answer("Is their data safe?", "")
    terminal.expect("  Headline  The website is slow\n")
    terminal.answer("Publish this?", "y")
    assert terminal.end() == 0
    text = (shell.cwd / "content/incidents/2026-03-06-the-website-is-slow.md").read_text()
    assert "what_to_do: If it can wait, please try again in an hour.\n" in text
    assert "<<" not in text


def test_a_template_with_mistakes_stands_in_nobodys_way(shell):
    templates = shell.cwd / "templates"
    templates.mkdir()
    (templates / "payments.md").write_text("---\ntitel: Tills\n---\n")
    (templates / "fridges.md").write_text("---\ntitle: Fridges fail\n---\n")
    terminal = Terminal.open(shell, "new", "incident", *NOW)
    terminal.expect("'payments' in templates/ has mistakes and is not offered; to see them, ")
    terminal.expect("call: statusgen new incident --template payments\n")
    terminal.expect("  1  Something else")
    terminal.expect("  2  fridges (fridges)\n")
    terminal.answer("What is it about?", "2")
    terminal.expect("Which services are hit?")
    assert "(payments)" not in terminal.seen
    assert terminal.leave(CTRL_C) == 130
    # All that is prepared for planned work may be what has them.
    (templates / "fridges.md").unlink()
    terminal = Terminal.open(shell, "new", "maintenance", *NOW)
    terminal.expect("call: statusgen new maintenance --template payments\n")
    terminal.expect("What is planned, and what does it affect?")
    assert "What is it about?" not in terminal.seen
    assert terminal.leave(CTRL_C) == 130


def test_an_update_takes_the_text_that_is_prepared_for_its_status(open_shell):
    terminal = Terminal.open(open_shell, "update", "--template", "payments", *NOW)
    terminal.answer("Which one do you want to update?", "1")
    terminal.answer("How far are you?", "4")
    terminal.answer("Which way to pay does not work?", "cards")
    terminal.answer("Where?", "Leeds")
    terminal.answer("better or worse?", "")
    terminal.answer("When will you write again?", "-")
    terminal.expect("\n  Cards work again in Leeds. If a payment fails, ")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0


def test_a_text_that_cannot_be_taken_is_asked_again_before_anything_else(shell):
    terminal = Terminal.open(shell, "new", "incident", *NOW)
    terminal.answer("What is it about?", "1")
    terminal.answer("What does not work, and where?", "Orders fail on the website")
    terminal.answer("Which services are hit?", "")
    terminal.answer("How far are you?", "")
    terminal.answer("What still works?", "Every shop is open.", "# Tills", "")
    terminal.expect("A piece of advice cannot hold a heading: delete the # at the start of its")
    terminal.answer("What still works?", "Every shop is open.", "")
    terminal.answer("What should customers do", "See [help](help/).")
    terminal.expect("The link 'help/' leads nowhere: ")
    terminal.answer("What should customers do", "")
    terminal.answer("Is their data safe?", "")
    terminal.answer("What do customers need to know now?", "It fails.", "---", "## big", "")
    terminal.expect("This line makes a heading of the text above it ('---'): put an empty line")
    terminal.expect("Only updates have a heading with ##, and this is not one ('## big'): use ###")
    terminal.answer("What do customers need to know now?", "## Big", "")
    terminal.expect("Only updates have a heading with ##, and this is not one: use ###")
    terminal.answer("What do customers need to know now?", "## 2026-03-06 09:00 Resolved", "")
    terminal.expect("This would not be read as it is meant")
    terminal.answer("What do customers need to know now?", "Orders do not go through.", "")
    terminal.answer("When will you write again?", "")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0
    text = (shell.cwd / "content/incidents/2026-03-06-orders-fail-on-the-website.md").read_text()
    assert text.endswith("10:00}\n\nOrders do not go through.\n")
    assert "still_works:\n  - Every shop is open.\n---\n" in text


@pytest.mark.parametrize(
    ("deed", "id_"),
    [
        ("update", "2026-03-06-cards"),
        ("resolve", "2026-03-06-cards"),
        ("cancel", "2026-03-10-website"),
    ],
)
def test_a_text_of_an_update_that_cannot_be_taken_is_asked_again(open_shell, deed, id_):
    terminal = Terminal.open(open_shell, deed, id_, *NOW)
    if deed == "update":
        terminal.answer("How far are you?", "")
        terminal.answer("better or worse?", "")
    question = "What happened" if deed == "postmortem" else "What do customers need to know now?"
    terminal.answer(question, "News.", "---", "")
    terminal.expect("This line makes a heading of the text above it ('---')")
    terminal.answer(question, "News.", "")
    if deed == "update":
        terminal.answer("When will you write again?", "")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0


def test_a_blank_that_cannot_be_filled_so_is_asked_again(shell):
    terminal = Terminal.open(
        shell, "new", "incident", "Tills", "--text", "<<what>> is slow, <<why>>.", *NOW
    )
    terminal.answer("What\n", "# big")
    terminal.expect("A heading with one # has no place here: ")
    terminal.answer("What\n", "It")
    terminal.answer("Why\n", "# big")
    terminal.expect("  It is slow, # big.\n")
    assert terminal.leave(CTRL_C) == 130


def test_a_blank_is_not_blamed_for_the_text_around_it(open_shell):
    text = "# Big\n\n<<what>> works."
    terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", "--text", text, *NOW)
    terminal.answer("What\n", "It")
    assert terminal.end() == 1
    assert "a heading with one # has no place here" in terminal.seen


def test_what_looks_like_a_blank_is_refused_while_there_is_time_to_type_it_again(open_shell):
    """Nothing with a blank in it is written: found behind the last question, it takes all along."""
    terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", *NOW)
    terminal.answer("What do customers need to know now?", "Ask <<somebody>>.", "")
    terminal.expect("<<somebody>> is a blank that is not filled in: write what is to stand there.")
    terminal.answer("What do customers need to know now?", "It works.", "")
    terminal.expect("  It works.\n")
    assert terminal.leave(CTRL_C) == 130


def test_no_blank_is_filled_with_another_one(shell):
    terminal = Terminal.open(shell, "new", "incident", "Tills", "--text", "<<what>> fails.", *NOW)
    terminal.answer("What\n", "<<that>>")
    terminal.expect("<<that>> is a blank that is not filled in: write what is to stand there.")
    terminal.answer("What\n", "It")
    terminal.expect("  It fails.\n")
    assert terminal.leave(CTRL_C) == 130


def test_planned_work_is_asked_for(shell):
    terminal = Terminal.open(shell, "new", "maintenance", *NOW)
    terminal.answer("What is planned", "Website away for an hour again")
    terminal.answer("When does it start?", "2026-03-20 05:00")
    terminal.answer("When does it end?", "04:00 sharp")
    terminal.answer("'04:00 sharp' is not a date and time", "1h")
    terminal.answer("Which services are hit?", "2")
    terminal.answer("What still works?", "")
    terminal.answer("What should customers do", "")
    terminal.answer("What do customers need to know now?", "It moves.", "")
    terminal.expect("  Services  Website\n")
    terminal.expect("  In feeds  Scheduled: Website away for an hour again\n")
    terminal.expect("  When      20 March 2026, 05:00 – 06:00 GMT (1 hour)\n")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0
    path = shell.cwd / "content/maintenance/2026-03-20-website-away-for-an-hour-again.md"
    assert "starts: 2026-03-20 05:00\nends: 2026-03-20 06:00\n" in path.read_text()


def test_an_update_offers_what_is_open_and_leaves_the_rest_of_the_file(open_shell):
    terminal = Terminal.open(open_shell, "update", *NOW)
    terminal.expect("1  Card payments fail in the Leeds shop (2026-03-06-cards)")
    terminal.expect("2  Website away for an hour (2026-03-10-website)")
    terminal.answer("Which one do you want to update? [1]", "")
    terminal.answer("How far are you? [1]", "3")
    terminal.answer("Has a service become better or worse?", "1")
    terminal.answer("How is it now: Tills? [3]", "4")
    terminal.answer("What do customers need to know now?", "It is the reader.", "")
    terminal.answer(
        "When will you write again? Such as 30m, 2h or 14:30; - for no promise [1h]", "-"
    )
    terminal.answer("Publish this?", "yes")
    terminal.expect("added to: content/incidents/2026-03-06-cards.md")
    assert terminal.end() == 0
    assert (open_shell.cwd / "content/incidents/2026-03-06-cards.md").read_text() == (
        f"{OPEN}\n## 2026-03-06 09:30 Identified {{tills: major_outage}}\n\nIt is the reader.\n"
    )


def test_one_enter_too_many_never_says_that_a_service_works(open_shell):
    terminal = Terminal.open(open_shell, "update", "2026-03-06-cards", *NOW)
    terminal.answer("How far are you? [1]", "")
    terminal.answer("Has a service become better or worse?", "1 2")
    terminal.answer("How is it now: Tills? [3]", "")
    terminal.answer("How is it now: Website?", "")
    terminal.answer("This needs an answer.", "2")
    terminal.answer("What do customers need to know now?", "It is the reader.", "")
    terminal.answer("When will you write again?", "-")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0
    text = (open_shell.cwd / "content/incidents/2026-03-06-cards.md").read_text()
    assert "Update {tills: partial_outage, website: degraded_performance}\n" in text


def test_what_is_said_already_is_not_asked_but_shown(open_shell):
    terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", "--text", "Works.", *NOW)
    terminal.expect("  Headline  Everything is working\n")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0


def test_of_what_is_over_no_advice_is_shown_but_whether_data_is_safe(open_shell):
    path = open_shell.cwd / "content/incidents/2026-03-06-cards.md"
    advice = "what_to_do: Please bring cash.\ndata_safe: No payment is lost.\n"
    path.write_text(OPEN.replace("---\n\n", f"{advice}---\n\n", 1))
    terminal = Terminal.open(open_shell, "update", "2026-03-06-cards", "--text", "News.", *NOW)
    terminal.expect("\n  What to do\n    Please bring cash.\n")
    terminal.expect("\n  Is my data safe?\n    No payment is lost.\n")
    assert terminal.leave(CTRL_C) == 130
    terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", "--text", "Works.", *NOW)
    terminal.expect("\n  Is my data safe?\n    No payment is lost.\n")
    assert "Please bring cash" not in terminal.seen
    assert terminal.leave(CTRL_C) == 130


def test_for_news_of_what_is_over_no_state_and_no_promise_is_asked(shell):
    update = ("update", "2026-03-04-tills", *NOW)
    terminal = Terminal.open(shell, *update)
    terminal.answer("How far are you? [1]", "")
    terminal.answer("need to know now", "News.", "")
    terminal.expect("Publish this?")
    assert "better or worse" not in terminal.seen
    assert "write again" not in terminal.seen
    assert terminal.leave(CTRL_C) == 130
    terminal = Terminal.open(shell, *update)
    terminal.answer("How far are you? [1]", "2")
    terminal.answer("better or worse?", "")
    terminal.answer("need to know now", "It is back.", "")
    terminal.answer("write again", "")
    terminal.expect("Publish this?")
    assert terminal.leave(CTRL_C) == 130


def test_a_postmortem_is_asked_for_in_its_own_words(shell):
    terminal = Terminal.open(shell, "postmortem", *NOW)
    terminal.answer("Which one do you want to look back on? [1]", "")
    terminal.answer(
        "What happened, and what do you change? (An empty line ends the text)", "A.", ""
    )
    terminal.expect("  In feeds  Postmortem: ")
    assert terminal.leave(CTRL_C) == 130


def test_an_update_before_everything_else_is_shown_as_such(open_shell):
    update = ("update", "2026-03-06-cards", "--text", "News.", *NOW, "--at")
    terminal = Terminal.open(open_shell, *update, "08:39")
    terminal.expect("  News.\n\nThis comes before everything else in the entry: ")
    terminal.expect("what was first until now is from 6 March 2026, 08:40 GMT.\n")
    assert terminal.leave(CTRL_C) == 130
    terminal = Terminal.open(open_shell, *update, "08:40")
    terminal.expect("Publish this?")
    assert "before everything else" not in terminal.seen
    assert terminal.leave(CTRL_C) == 130


def test_a_file_with_mistakes_is_named_where_it_cannot_be_offered(open_shell):
    broken = open_shell.cwd / "content/incidents/2026-03-06-orders.md"
    broken.write_text(f"{OPEN}\n## Over\n")
    terminal = Terminal.open(open_shell, "update", *NOW)
    terminal.expect("1 file has mistakes and cannot be offered; to see them, call: statusgen check")
    terminal.expect("Which one do you want to update? [1]")
    assert terminal.leave(CTRL_C) == 130


def test_pasted_paragraphs_are_one_text(open_shell):
    pasted = "We know why.\n\nA switch is broken.\n\n- Leeds\n- York"
    terminal = Terminal.open(open_shell, "resolve", *NOW)
    terminal.answer("Which one do you want to resolve?", "1")
    terminal.answer("What do customers need to know now?", f"{pasted}\n")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0
    text = (open_shell.cwd / "content/incidents/2026-03-06-cards.md").read_text()
    assert text.endswith(f"\n\n{pasted}\n")


def test_a_pasted_list_is_as_many_things_as_it_has_lines(shell):
    terminal = Terminal.open(shell, "new", "incident", "Orders fail on the website", *NOW)
    terminal.answer("Which services are hit?", "")
    terminal.answer("How far are you?", "")
    terminal.answer("What still works?", "- Every shop is open.\n\n  •\tThe app works.\n-\n")
    terminal.answer("What should customers do", "")
    terminal.answer("Is their data safe?", "")
    terminal.answer("What do customers need to know now?", "We look into it.", "")
    terminal.answer("When will you write again?", "-")
    terminal.expect("  What still works\n    - Every shop is open.\n    - The app works.\n\n")
    assert terminal.leave(CTRL_C) == 130


def test_lines_pasted_where_one_is_asked_for_answer_nothing_else(shell):
    terminal = Terminal.open(shell, "new", "incident", *NOW)
    terminal.answer("What is it about?", "1")
    terminal.answer("What does not work, and where?", "Orders fail\non the website\n\nyes")
    terminal.expect("4 lines came in, and this is to be one: type it again.\n")
    terminal.answer("What does not work, and where?", "Orders fail on the website\n\n")
    terminal.answer("Which services are hit?", "")
    terminal.expect("Investigating: we know that something is wrong")
    assert terminal.leave(CTRL_C) == 130


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 512 KB, where that is allowed."""
    with disk_at(tmp_path, "size=512k") as disk:
        yield disk


def test_a_full_disk_takes_no_answer_from_whoever_has_given_them_all(small_disk):
    shell = shell_in_the_shop(small_disk)
    terminal = Terminal.open(shell, "new", "incident", "Orders fail on the website", *NOW)
    terminal.answer("Which services are hit?", "2")
    terminal.answer("How is it now: Website?", "")
    terminal.answer("How far are you?", "2")
    terminal.answer("What still works?", "Every shop is open.", "")
    terminal.answer("What should customers do", "Please order by phone.")
    terminal.answer("Is their data safe?", "It is.")
    terminal.answer("What do customers need to know now?", "Orders fail.", "We look.", "")
    terminal.answer("When will you write again?", "")
    fill(small_disk)
    with nothing_changes(shell.cwd):
        terminal.answer("Publish this?", "yes")
        path = "content/incidents/2026-03-06-orders-fail-on-the-website.md"
        terminal.expect(f"This is what you wrote, to be put into {path} by hand:\n\n")
        terminal.expect(
            "---\n"
            "title: Orders fail on the website\n"
            "components:\n"
            "  website: partial_outage\n"
            "still_works:\n"
            "  - Every shop is open.\n"
            "what_to_do: Please order by phone.\n"
            "data_safe: It is.\n"
            "---\n\n"
            "## 2026-03-06 09:30 Identified {next_update: 2026-03-06 10:00}\n\n"
            "Orders fail.\nWe look.\n\n"
        )
        terminal.expect(f"error: '{path}' cannot be written: no space left on device")
        assert terminal.end() == 3


def test_an_update_of_a_file_that_has_changed_meanwhile_is_shown_to_be_put_in(open_shell):
    terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", *NOW)
    terminal.answer("What do customers need to know now?", "Cards work again.", "")
    terminal.expect("Publish this?")
    path = "content/incidents/2026-03-06-cards.md"
    (open_shell.cwd / path).write_text(f"{OPEN}\nNo card is charged twice.\n")
    with nothing_changes(open_shell.cwd):
        terminal.answer("", "yes")
        terminal.expect(f"This is what you wrote, to be put into {path} by hand:\n\n")
        terminal.expect("## 2026-03-06 09:30 Resolved\n\nCards work again.\n\n")
        terminal.expect(f"error: '{path}' was changed by somebody else in the meantime")
        assert terminal.end() == 3


def test_only_what_is_typed_below_the_preview_agrees_to_it(open_shell):
    terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", "--text", "Over.", *NOW)
    terminal.type("yes")  # nothing has been shown yet
    terminal.answer("Publish this?", "no")
    assert terminal.end() == 130


def test_an_answer_is_edited_as_it_is_typed(open_shell):
    left, home = "\x1b[D", "\x1b[H"
    terminal = Terminal.open(open_shell, "resolve", *NOW)
    terminal.answer("Which one do you want to resolve?", f"2{left}1\x04")  # Ctrl-D deletes the 2
    text = f"ards are taken é{left}again.\x1b[3~{home}C"
    terminal.answer("What do customers need to know now?", text, "")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0
    text = (open_shell.cwd / "content/incidents/2026-03-06-cards.md").read_text()
    assert text.endswith("\n\nCards are taken again.\n")


def test_what_a_terminal_marks_as_pasted_waits_for_enter(open_shell):
    def pasted(text: str) -> str:
        return f"\x1b[200~{text}\x1b[201~"

    terminal = Terminal.open(open_shell, "resolve", *NOW)
    terminal.expect(MARK_PASTES)  # without that no terminal does
    terminal.answer("", pasted("1\n\nyes\n"))
    terminal.expect("3 lines came in, and this is to be one: type it again.\n")
    terminal.answer("Which one do you want to resolve?", pasted("1\n"))
    paragraphs = "We know why.\n\nA switch is broken."
    terminal.answer("What do customers need to know now?", pasted(paragraphs), "")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0
    text = (open_shell.cwd / "content/incidents/2026-03-06-cards.md").read_text()
    assert text.endswith(f"\n\n{paragraphs}\n")


@pytest.fixture
def unedited(tmp_path):
    """Settings with which Python has nothing to edit a line with, as some are built."""
    (tmp_path / "readline.py").write_text("raise ImportError\n")
    return {"PYTHONPATH": str(tmp_path)}


def test_keys_that_do_not_work_leave_nothing_in_a_text(open_shell, unedited):
    left = "\x1b[D"
    terminal = Terminal.open(open_shell, "resolve", *NOW, **unedited)
    terminal.answer("Which one do you want to resolve?", f"1{left}")
    terminal.expect("Arrows and other such keys do not work here: type it again.\n")
    terminal.answer("Which one do you want to resolve?", "1")
    terminal.answer("What do customers need to know now?", "Cards are taken again.", f"It{left}s")
    terminal.expect("Arrows and other such keys do not work here: type this line again.\n")
    terminal.answer("", "Nobody paid twice.", "")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0
    text = (open_shell.cwd / "content/incidents/2026-03-06-cards.md").read_text()
    assert text.endswith("\n\nCards are taken again.\nNobody paid twice.\n")


def test_a_line_of_any_length_is_taken(open_shell):
    long = "word " * 900 + "the end."
    terminal = Terminal.open(open_shell, "resolve", *NOW)
    terminal.answer("Which one do you want to resolve?", "1")
    terminal.answer("What do customers need to know now?", long, "")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0
    text = (open_shell.cwd / "content/incidents/2026-03-06-cards.md").read_text()
    assert text.endswith(f"\n\n{long}\n")


def test_a_line_that_the_terminal_has_cut_off_is_not_taken(open_shell, unedited):
    long = "word " * 900
    terminal = Terminal.open(open_shell, "resolve", *NOW, **unedited)
    terminal.answer("Which one do you want to resolve?", "1")
    terminal.answer("What do customers need to know now?", f"Before.\n{long}the end.\nBehind.")
    terminal.expect("The terminal cut this line off after 4,095 bytes: ")
    terminal.expect("type this line again, in shorter ones, and what came behind it.\n")
    terminal.answer("", "Shorter.", "")
    terminal.answer("Publish this?", "yes")
    assert terminal.end() == 0
    text = (open_shell.cwd / "content/incidents/2026-03-06-cards.md").read_text()
    assert text.endswith("\n\nBefore.\nShorter.\n")


def test_with_yes_nothing_is_asked(open_shell):
    terminal = Terminal.open(open_shell, "resolve", "-y", "--text", "Works.", *NOW)
    assert terminal.end() == 0
    assert "> " not in terminal.seen


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("Which one", CTRL_C),
        ("How far", CTRL_C),
        ("need to know now", CTRL_C),
        ("need to know now", CTRL_D),
        ("Publish this", CTRL_C),
    ],
)
def test_a_question_that_is_broken_off_leaves_every_file_as_it_was(open_shell, question, key):
    answers = {
        "Which one": [""],
        "How far": [""],
        "better or worse": [""],
        "need to know now": ["News.", ""],
        "write again": [""],
    }
    with nothing_changes(open_shell.cwd):
        terminal = Terminal.open(open_shell, "update", *NOW)
        for asked, lines in answers.items():
            if asked == question:
                break
            terminal.answer(asked, *lines)
        terminal.answer(question)
        assert terminal.leave(key) == 130
    assert terminal.seen.endswith("\nstopped: nothing was written\n")
    assert "Traceback" not in terminal.seen


def test_no_is_an_answer(open_shell):
    with nothing_changes(open_shell.cwd):
        terminal = Terminal.open(open_shell, "resolve", "-h")
        assert terminal.end() == 0
        terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", "--text", "x", *NOW)
        terminal.expect("where you can still change every word.\n")
        terminal.answer("Publish this? yes/no [no]", "perhaps")
        terminal.expect("Answer with yes or no; Enter is no.\n")
        terminal.answer("Publish this? yes/no [no]", "")
        assert terminal.end() == 130
    assert terminal.seen.endswith("stopped: nothing was written\n")


def test_what_a_check_would_refuse_is_shown_before_anything_is_asked_to_be_published(open_shell):
    with nothing_changes(open_shell.cwd):
        text = "It works.\n\n## Details"
        terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", "--text", text, *NOW)
        assert terminal.end() == 1
    assert "only updates have a heading with ##" in terminal.seen
    assert terminal.seen.endswith("nothing was written\n")


def test_a_title_with_signs_that_steer_a_terminal_is_shown_without_them(open_shell):
    path = open_shell.cwd / "content/incidents/2026-03-06-cards.md"
    path.write_text(OPEN.replace("Card payments", "\u202bCard"))
    terminal = Terminal.open(open_shell, "update", *NOW)
    terminal.answer("Which one")
    assert terminal.leave(CTRL_C) == 130
    assert "\u202b" not in terminal.seen
    assert "\ufffdCard" in terminal.seen


def test_the_words_of_a_page_from_the_right_are_shown_without_their_marks(open_shell):
    settings = open_shell.cwd / "statusgen.yml"
    settings.write_text(settings.read_text() + "language: ar\n")
    terminal = Terminal.open(open_shell, "update", "2026-03-06-cards", *NOW)
    terminal.answer("2  Investigating: we know", "")
    terminal.answer("Has a service", "1")
    terminal.answer("1  Working\n", "")
    terminal.answer("What do customers need to know now?", "News.", "")
    terminal.answer("write again", "30m")
    terminal.expect("\n  Next update by ")
    assert terminal.leave(CTRL_C) == 130


@pytest.mark.parametrize("setting", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_questions_are_plain_text_without_escapes(open_shell, setting):
    terminal = Terminal.open(open_shell, "update", *NOW, **setting)
    terminal.answer("Which one")
    assert terminal.leave(CTRL_D) == 130
    # Where lines are edited, the terminal is asked to mark what is pasted, and no longer to.
    assert without_marks(terminal.seen).replace("\n", "").replace("\b", "").isprintable()


def test_whoever_stops_reading_hears_no_complaint_and_the_file_is_written(open_shell):
    ran = open_shell(
        "statusgen resolve -y --text 'It works.' --now '2026-03-06 09:30' | true;"
        "echo ${PIPESTATUS[0]}"
    )
    assert (ran.out, ran.err) == ("0\n", "")
    path = open_shell.cwd / "content/incidents/2026-03-06-cards.md"
    assert path.read_text().endswith("Resolved\n\nIt works.\n")


def test_a_text_can_come_from_standard_input(open_shell):
    ran = open_shell(
        "printf 'It works.\\r\\n\\r\\nThank you.\\n' |"
        "statusgen resolve -y --text - --now '2026-03-06 09:30'"
    )
    assert (ran.err, ran.code) == ("", 0)
    path = open_shell.cwd / "content/incidents/2026-03-06-cards.md"
    assert path.read_bytes().endswith(b"Resolved\n\nIt works.\n\nThank you.\n")


def test_standard_input_that_is_no_text_is_refused(open_shell):
    before = everything(open_shell.cwd)
    ran = open_shell("printf '\\377\\376x' | statusgen resolve -y --text -")
    assert (ran.out, ran.code) == ("", 2)
    assert ran.err == ("error: --text: what came in is not UTF-8\n  hint: save it as UTF-8\n")
    assert everything(open_shell.cwd) == before


INTERRUPTED = """\
import os, signal
from pathlib import Path

replace, link = Path.replace, os.link


def late(do):
    def done(*given):
        found = do(*given)
        os.kill(os.getpid(), signal.SIGNAL)
        return found
    return done


Path.replace, os.link = late(replace), late(link)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stop_that_comes_too_late_asks_nobody_to_write_it_again(open_shell, tmp_path, name):
    (tmp_path / "late").mkdir()
    (tmp_path / "late/sitecustomize.py").write_text(INTERRUPTED.replace("SIGNAL", name))
    late = f"PYTHONPATH='{tmp_path}/late':$PYTHONPATH statusgen"
    at = "--now '2026-03-06 09:30'"
    updated = open_shell(f"{late} update 2026-03-06-cards --text News. {at}")
    assert (updated.out[:9], updated.code) == ("added to:", 0)
    assert "Update\n\nNews.\n" in (
        open_shell.cwd / "content/incidents/2026-03-06-cards.md"
    ).read_text("utf-8")
    made = open_shell(f"{late} new incident Orders --text News. {at}")
    assert (made.out[:8], made.code) == ("written:", 0)
    assert (open_shell.cwd / "content/incidents/2026-03-06-orders.md").exists()


def test_sigterm_at_a_question_changes_nothing_and_leaves_a_terminal_that_shows_what_is_typed(
    open_shell,
):
    with nothing_changes(open_shell.cwd):
        terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", *NOW)
        terminal.expect("need to know now")
        terminal.expect("> ")
        assert not termios.tcgetattr(terminal.descriptor)[3] & termios.ECHO
        terminal.stop(signal.SIGTERM, "stopped: nothing was written")
        terminal.process.wait(timeout=15)
        assert termios.tcgetattr(terminal.descriptor)[3] & termios.ECHO
        assert terminal.end() == 143


def test_a_terminal_that_is_closed_at_a_question_ends_it_and_nothing_changes(open_shell):
    with nothing_changes(open_shell.cwd):
        terminal = Terminal.open(open_shell, "resolve", "2026-03-06-cards", *NOW)
        terminal.answer("need to know now", "It works.", "")
        terminal.expect("Publish this?")
        terminal.expect("> ")
        os.close(terminal.descriptor)
        assert terminal.process.wait(timeout=15) == 129
