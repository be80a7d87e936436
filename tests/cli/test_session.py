"""The whole story at one terminal, from an empty folder to the published page.

docs/guide/session.md shows it word for word; `pytest --update` writes it anew.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.shell import ROOT, shell_in
from tests.cli.terminal import CTRL_C, Terminal, without_marks, without_progress

DOCUMENT = ROOT / "docs/guide/session.md"
DAY = "2026-03-06"
CHANGING = (
    (r"in \d+\.\d\d s\b", "in … s"),
    (r"HEAD \([0-9a-f]+\)", "HEAD (…)"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:…"),
    (r"\^C", ""),
)


@pytest.fixture(autouse=True)
def ctrl_c_works() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Session:
    """One terminal, one command after the other, and all that was seen."""

    def __init__(self, folder: Path) -> None:
        self.shell = shell_in(folder)
        self.told: list[str] = []

    def call(
        self, *arguments: str, at: str = "", answers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Call statusgen, answer what it asks, and leave `serve` by Ctrl-C."""
        time = ("--now", f"{DAY} {at}") if at else ()
        terminal = Terminal.open(self.shell, *arguments, *time)
        for question, answer in answers:
            first, *others = answer.split("|")
            terminal.answer(question, first)
            for line in others:
                terminal.expect("> ")
                terminal.type(line)
        if arguments[0] == "serve":
            terminal.expect("Ctrl-C stops it")
            code = terminal.leave(CTRL_C)
        else:
            code = terminal.end()
        assert code == 0, terminal.seen
        words = [f'"{word}"' if " " in word else word for word in (*arguments, *time)]
        shown = without_marks(without_progress(terminal.seen))
        seen = "\n".join(line.rstrip() for line in shown.splitlines())
        self.told.append(f"$ statusgen {' '.join(words)}\n{seen.rstrip()}\n")

    def git(self, command: str) -> None:
        """Call git as the team does."""
        ran = self.shell(f"git -c user.name=Shop -c user.email=shop@example.org {command}")
        assert ran.code == 0, ran.err
        self.told.append(f"$ git {command}\n")

    @property
    def text(self) -> str:
        text = "\n".join(self.told)
        for pattern, shown in CHANGING:
            text = re.sub(pattern, shown, text)
        return text


@pytest.mark.needs("git")
def test_the_whole_story_is_as_the_document_shows_it(
    tmp_path: Path, request: pytest.FixtureRequest
):
    session = Session(tmp_path)
    session.call("init", "shop", "--title", "Corner Shop status")
    session.shell = replace(session.shell, cwd=session.shell.cwd / "shop")
    session.told.append("$ cd shop\n")
    for command in ("init -q", "add --all", 'commit -qm "Our status page"'):
        session.git(command)
    session.call(
        "new",
        "incident",
        at="08:40",
        answers=(
            ("What is it about?", "1"),
            ("What does not work, and where?", "Card payments not working in our Leeds shop"),
            ("Which services are hit?", "1"),
            ("How is it now: Card payments?", ""),
            ("How far are you?", ""),
            ("What still works?", "Cash works in every shop.|"),
            ("What should customers do", "Please bring cash, or come to our shop in York."),
            ("Is their data safe?", ""),
            ("What do customers need to know now?", "You cannot pay by card in Leeds.|"),
            ("When will you write again?", ""),
            ("Publish this?", "yes"),
        ),
    )
    session.call("check", at="08:45")
    session.call("diff", at="08:45")
    session.git("add --all")
    session.git('commit -qm "Card payments in Leeds"')
    text = "The card machines are being replaced. Cash works."
    session.call("update", "--yes", "--text", text, "--next-update", "1h", at="09:05")
    session.call("serve", "--port", "0", at="09:06")
    session.call("resolve", "--yes", "--text", "Card payments work again in Leeds.", at="09:50")
    session.call("diff", at="09:51")
    session.call("build", at="09:52")
    document = DOCUMENT.read_text("utf-8")
    [shown] = re.findall(r"^```text\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)
    if request.config.getoption("--update"):
        DOCUMENT.write_text(document.replace(shown, session.text), "utf-8")
    else:
        assert shown == session.text
