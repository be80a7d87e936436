"""docs/reference/checks.md has every rule, and its examples are as bad and as good as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.checks.reader import files_of, look, read

from statusgen.check import RULES, Family

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = (ROOT / "docs/reference/checks.md").read_text("utf-8")

# Up to the next heading of the page; those of its examples begin with a date.
_RULE = re.compile(r"^### ([a-z-]+)\n((?:(?!#{2,3} [a-zA-Z]).*\n)*)", re.MULTILINE)
_EXAMPLE = re.compile(r"^```markdown (bad|good)\n((?:.*\n)*?)```$", re.MULTILINE)

SECTIONS = dict(_RULE.findall(PAGE))


def examples(code: str, kind: str) -> list[str]:
    found = [text for word, text in _EXAMPLE.findall(SECTIONS[code]) if word == kind]
    return [text.replace("␣", " ") for text in found]


def codes_in(text: str) -> set[str]:
    problems, _ = look(files_of(text))
    return {problem.code for problem in problems}


def mended_rules() -> set[str]:
    return {
        edit.code
        for path in HERE.rglob("*.txt")
        for edit in look(read(path.read_text("utf-8")).files)[1]
    }


def test_the_table_is_the_registry():
    rows = re.findall(r"^\| \[`(.+)`\]\(#(.+)\) \| (.+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    mended = mended_rules()
    assert rows == [
        (
            rule.code,
            rule.code,
            rule.summary,
            rule.severity.value,
            "yes" if rule.code in mended else "no",
        )
        for rule in RULES
    ]


def test_every_rule_is_explained_in_the_order_of_the_registry():
    assert list(SECTIONS) == [rule.code for rule in RULES]


def test_every_family_is_named_where_its_rules_are():
    named = re.findall(r"^The family `([a-z-]+)`", PAGE, re.MULTILINE)
    assert named == [family.value for family in Family]
    parts = re.split(r"^The family `", PAGE, flags=re.MULTILINE)[1:]
    for family, part in zip(Family, parts, strict=True):
        own = [rule.code for rule in RULES if rule.family is family]
        assert re.findall(r"^### ([a-z-]+)$", part, re.MULTILINE) == own


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_a_rule_finds_its_bad_example_and_none_finds_its_good_one(code):
    (bad,), (good,) = examples(code, "bad"), examples(code, "good")
    assert code in codes_in(bad)
    assert codes_in(good) == set()


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_a_rule_that_is_switched_off_does_not_speak(code):
    (bad,) = examples(code, "bad")
    files = files_of(bad)
    family = next(rule.family for rule in RULES if rule.code == code)
    for name in (code, family.value):
        config = files["statusgen.yml"] + f"check: {{off: [{name}]}}\n"
        problems, _ = look({**files, "statusgen.yml": config})
        assert code not in {problem.code for problem in problems}


def test_the_settings_of_the_page_are_read():
    (settings,) = re.findall(r"^```yaml\n((?:.*\n)*?)```$", PAGE, re.MULTILINE)
    problems, _ = look(files_of(f"The KDS has high latency.\n\n-- statusgen.yml --\n{settings}"))
    assert problems == ()
