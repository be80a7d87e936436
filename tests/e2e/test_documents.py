"""What the documents say is true: their commands are run, their tables compared with the code.

Of a block marked `console`, each line that begins with `$ ` is a command (`> ` continues it), and
what stands below is what it prints, on both streams: `…` is anything within a line, a line of only
`…` is any lines. A command without output below must succeed, whatever it prints. A block marked
`file=PATH` is put into that file first. The commands of a document share a shell, in a folder that
holds what a checkout does. `pytest --update` writes what is printed now.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli.shell import ROOT, Shell, shell_in

from statusgen import cli

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)
WITH_COMMANDS = [
    name for name in DOCUMENTS if re.search("\n```(console|crontab)\n", (ROOT / name).read_text())
]

NOT_RUN = {
    "make test": "it is what runs this; the target is looked up",
    "pipx install .": "needs a package registry; test_wheel installs the package",
    "python3 -m venv ~/statusgen": "belongs to the next",
    "~/statusgen/bin/pip install .": "needs a package registry; test_wheel installs the package",
    "statusgen serve": "serves until it is stopped; test_session calls it at a terminal",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A command with what it should print; `start` and `end` are where that stands."""

    command: str
    shown: str
    start: int = 0
    end: int = 0


def blocks(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield the fenced blocks: what is said behind the fence, the body, and where that begins."""
    for block in re.finditer(r"^```(.+)\n((?:.*\n)*?)```$", text, re.MULTILINE):
        yield block[1], block[2], block.start(2)


def steps(text: str) -> Iterator[Step]:
    for info, body, at in blocks(text):
        if file := re.search(r"\bfile=(\S+)", info):
            yield Step(command=f"cat > {file[1]} <<'END OF FILE'\n{body}END OF FILE", shown="")
        if info == "console":
            for found in re.finditer(r"^\$ (.*\n(?:>.*\n)*)((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
                yield Step(
                    command=re.sub(r"^> ?", "", found[1], flags=re.MULTILINE).rstrip("\n"),
                    shown=found[2].rstrip("\n"),
                    start=at + found.start(2),
                    end=at + found.end(2),
                )


def matches(shown: str, printed: str) -> bool:
    pattern = "\n".join(
        r"(?:.*\n)*.*" if line == "…" else "[^\n]*".join(map(re.escape, line.split("…")))
        for line in shown.split("\n")
    )
    return re.fullmatch(pattern, printed) is not None


def run(found: list[Step], shell: Shell) -> list[tuple[str, int]]:
    """Run commands in one shell; return what each printed, on both streams, and its exit code."""
    script = "exec 2>&1\n" + "".join(f"{step.command}\nprintf '\\n@@ %d\\n' $?\n" for step in found)
    printed = shell(script).out
    parts = re.findall(r"((?:.|\n)*?)\n@@ (\d+)\n", printed)
    assert len(parts) == len(found), printed
    return [(text.rstrip("\n"), int(code)) for text, code in parts]


@pytest.fixture
def checkout(tmp_path: Path) -> Shell:
    """Make a shell in a folder like a checkout, with its environment made."""
    shell = shell_in(tmp_path)
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "statusgen.yml"):
        shutil.copy2(ROOT / name, shell.cwd)
    shutil.copytree(ROOT / "content", shell.cwd / "content")
    programs = shell.cwd / ".venv/bin"
    programs.mkdir(parents=True)
    (programs / "statusgen").symlink_to(shell.program)
    for stamp in ("lock-installed", "project-installed"):
        (shell.cwd / ".venv" / stamp).touch()
    return shell


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_commands_print_what_the_document_shows(name, checkout, request):
    text = (ROOT / name).read_text("utf-8")
    found = [step for step in steps(text) if step.command not in NOT_RUN]
    wrong = []
    for step, (printed, code) in zip(found, run(found, checkout), strict=True):
        right = matches(step.shown, printed) if step.shown else code == 0
        assert "Traceback" not in printed
        if not right:
            wrong.append((step, printed))
    if wrong and request.config.getoption("--update"):
        for step, printed in reversed(wrong):
            text = text[: step.start] + f"{printed}\n" + text[step.end :]
        (ROOT / name).write_text(text, "utf-8")
        return
    assert [f"$ {step.command}\n{printed}" for step, printed in wrong] == []


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_lines_for_cron_can_be_run(name, checkout):
    text = (ROOT / name).read_text("utf-8")
    lines = [body for info, body, _ in blocks(text) if info == "crontab"]
    for line in lines:
        *when, command = line.split(maxsplit=5)
        assert all(re.fullmatch(r"[\d*/,-]+", part) for part in when)
        ran = checkout(command.replace("/srv/my-status", "."))
        assert (ran.out, ran.err, ran.code) == ("", "", 0)


def test_a_document_that_shows_something_else_is_found(checkout):
    text = "```console\n$ echo a b\na …\n$ echo c\nd\n$ false\n$ printf '1\\n2\\n3'\n1\n…\n3\n```\n"
    found = list(steps(text))
    ran = run(found, checkout)
    assert [matches(step.shown, text) for step, (text, _) in zip(found, ran, strict=True)] == [
        True,
        False,
        True,
        True,
    ]
    assert ran[2] == ("", 1)


def test_what_is_not_run_is_still_in_the_documents():
    commands = {step.command for name in DOCUMENTS for step in steps((ROOT / name).read_text())}
    assert commands >= NOT_RUN.keys()


def test_every_target_of_make_that_a_document_names_is_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in DOCUMENTS:
        named = re.findall(r"(?:`|^\$ |^)make ([a-z]+)", (ROOT / name).read_text(), re.MULTILINE)
        assert set(named) <= targets, name


def test_every_command_has_its_help_in_the_documents():
    text = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    commands = {step.command for step in steps(text) if step.shown}
    helps = {f"statusgen {name} --help" for name in cli.cli.commands}
    assert commands >= helps | {"statusgen --help"}


ANSWERS = (
    ("build", "build"),
    ("check", "check"),
    ("check --fix", "check --fix"),
    ("next", "next"),
    ("list", "list"),
    ("timeline", "timeline"),
    ("theme check", "theme check"),
    ("theme copy", "theme copy style.css"),
    ("init", "init other"),
    ("doctor", "doctor http://127.0.0.1:1/"),
    ("new", "new incident 'Cards fail in Leeds' --component website --text 'Pay in cash.'"),
    ("update", "update -y --text 'It is the machines.'"),
    ("resolve", "resolve -y --text 'Cards work again in Leeds.'"),
    ("postmortem", "postmortem -y --text 'A cable was cut.'"),
    ("new", "new maintenance Work --component website --starts 23:00 --ends 1h --text 'At night.'"),
    ("cancel", "cancel -y --text 'Another day.'"),
)
"""What the table of answers calls a command, and how it is called here."""


def test_programs_get_the_keys_that_are_written(tmp_path):
    text = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    table = text.partition("| Key | From | What it holds |\n|-----|------|---------------|\n")[2]
    rows = [re.split(r" *\| *", row)[1:3] for row in table.partition("\n\n")[0].splitlines()]
    written: dict[str, set[str]] = {}
    for keys, commands in rows:
        same = "`new`, `update`, `resolve`, `postmortem`, `cancel`"
        for command in re.findall("`([^`]+)`", commands.replace("the same", same)):
            written.setdefault(command, set()).update(re.findall("`([^`]+)`", keys))
    written["check --fix"] |= written["check"]
    shell = shell_in(tmp_path)
    assert shell("statusgen init .").code == 0
    (shell.cwd / "content/incidents/2026-01-05-blanks.md").write_text(
        "---\ntitle: Cards  slow in Leeds\ncomponents: {website: degraded_performance}\n---\n\n"
        "## 2026-01-04 09:00 Resolved\n\nIt was over soon.\n\n"
        "## 2026-01-04 10:00 Postmortem\n\nA cable was cut.\n"
    )
    for command, call in ANSWERS:
        now = "" if command in ("init", "doctor", "theme check", "theme copy") else NOW
        ran = shell(f"statusgen {call} --format json {now}")
        assert set(json.loads(ran.out)) == written[command], call
    assert written.keys() == {command for command, _ in ANSWERS}
    for call in ("build -o content", "build -C nowhere"):
        ran = shell(f"statusgen {call} --format json")
        assert (ran.code, '"error"' in ran.out) == (2, call.startswith("build -o")), call


def test_programs_find_each_key_of_a_comparison_and_of_a_publish(tmp_path):
    text = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    shell = shell_in(tmp_path)
    assert shell("statusgen init . && git init -q && git add .").code == 0
    assert shell("git -c user.name=Shop -c user.email=a@b.example commit -qm Site").code == 0
    with (shell.cwd / "statusgen.yml").open("a") as settings:
        settings.write("publish: [{type: directory, path: public}]\n")
    for first, calls in (
        ("`--format json` prints one object:", ("diff",)),
        ("With `--format json` a run is one object:", ("publish", "publish --verify")),
        ("A run that `--if-due` ends at once is", ("publish --if-due",)),
    ):
        told = set(re.findall("`([^`]+)`", text.partition(first)[2].partition("\n\n")[0]))
        for call in calls:
            found = json.loads(shell(f"statusgen {call} --format json").out)
            assert found.keys() <= told, call
            of_targets = {key for one in found.get("targets", ()) for key in one}
            assert of_targets <= told | {"name", "where", "live"}, call


NOW = "--now '2026-01-05 10:00'"


def test_the_strip_is_as_large_as_the_guide_says():
    [said] = re.findall(
        r"It has ([\d.]+) KB, ([\d.]+) KB when packed by gzip",
        (ROOT / "docs/guide/follow.md").read_text("utf-8"),
    )
    strip = (ROOT / "themes/default/assets/embed.js").read_bytes()
    sizes = (len(strip), len(gzip.compress(strip, 9, mtime=0)))
    assert said == tuple(f"{size / 1024:.1f}" for size in sizes)


def test_the_entry_in_the_readme_is_the_demos():
    text = (ROOT / "README.md").read_text("utf-8")
    entries = [body for info, body, _ in blocks(text) if info == "markdown"]
    path = ROOT / "content/incidents/2026/2026-11-22-gift-card-balances.md"
    assert entries == [path.read_text("utf-8")]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_between_documents_leads_somewhere(name):
    code = re.compile(r"^```(?:.|\n)*?^```$|`[^`\n]*`", re.MULTILINE)
    text = code.sub("", (ROOT / name).read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        other = (ROOT / name).parent / path if path else ROOT / name
        assert other.exists(), target
        if anchor:
            assert anchor in set(anchors(other)), target


def anchors(document: Path) -> Iterator[str]:
    """Yield the anchors of headings, as GitHub makes them."""
    for heading in re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
