"""The completion scripts complete, asked as the shells ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.shell import Shell, shell_in_the_shop

from statusgen.cli import cli

COMMANDS = sorted(cli.commands)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return shell_in_the_shop(tmp_path)


def completed_by_bash(shell: Shell, *words: str) -> list[str]:
    typed = " ".join(f"'{word}'" for word in words)
    ran = shell(
        'eval "$(statusgen completion bash)"\n'
        f"COMP_WORDS=({typed}) COMP_CWORD={len(words) - 1}\n"
        "_statusgen_completion statusgen\n"
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert (ran.err, ran.code) == ("", 0)
    return ran.out.split()


def test_bash_completes_commands_options_and_values(shell):
    assert completed_by_bash(shell, "statusgen", "") == COMMANDS
    assert completed_by_bash(shell, "statusgen", "build", "--sk") == ["--skip-broken"]
    assert completed_by_bash(shell, "statusgen", "check", "--format", "g") == ["github"]


@pytest.mark.parametrize("name", ["zsh", "fish"])
def test_other_shells_are_given_a_script_and_answers_to_it(shell, name):
    script = shell(f"statusgen completion {name}")
    assert (script.err, script.code) == ("", 0)
    assert f"_STATUSGEN_COMPLETE={name}_complete" in script.out
    asked = (
        "COMP_WORDS='statusgen bu' COMP_CWORD=1"
        if name == "zsh"
        else ("COMP_WORDS='statusgen bu' COMP_CWORD=bu")
    )
    answer = shell(f"{asked} _STATUSGEN_COMPLETE={name}_complete statusgen")
    assert "build" in answer.out
    assert "check" not in answer.out
    assert answer.err == ""
