"""Problems as SARIF, for code hosts and editors."""

from __future__ import annotations

import json
from typing import Any

from statusgen import __version__, sarif
from statusgen.check import RULES
from statusgen.errors import Location, OutputError, Problem, Severity

JARGON = Problem(
    Location("content/incidents/a b.md", 7, 3, 6),
    "jargon",
    "'outage' is not a word that customers use",
    "say what does not work",
    Severity.WARNING,
)
UNKNOWN = Problem(Location("statusgen.yml", 2, 1, 5), "unknown-key", "there is no key 'titel'")


def run_of(text: str) -> dict[str, Any]:
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    return dict(run)


def test_a_log_without_findings_is_a_whole_log():
    run = run_of(sarif.document(()))
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True}]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("statusgen", __version__)
    assert [rule["id"] for rule in driver["rules"]] == [rule.code for rule in RULES]


def test_a_rule_is_described():
    rules = run_of(sarif.document(()))["tool"]["driver"]["rules"]
    assert next(rule for rule in rules if rule["id"] == "secret") == {
        "id": "secret",
        "shortDescription": {"text": "A key, a token or a password"},
        "fullDescription": {"text": "A key, a token or a password"},
        "help": {"text": "See docs/reference/checks.md"},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["safety"]},
    }


def test_a_finding_names_its_rule_its_words_and_what_to_do():
    run = run_of(sarif.document((JARGON,), prefix="shop/"))
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result.pop("ruleIndex")]["id"] == "jargon"
    assert result == {
        "ruleId": "jargon",
        "level": "warning",
        "message": {
            "text": "'outage' is not a word that customers use. Hint: say what does not work"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "shop/content/incidents/a%20b.md"},
                    "region": {"startLine": 7, "startColumn": 3, "endColumn": 9},
                }
            }
        ],
    }
    # Columns are characters, not the UTF-16 units that the standard assumes.
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_site_may_be_in_a_folder_whose_name_is_no_text():
    (result,) = run_of(sarif.document((UNKNOWN,), prefix="\udcff/"))["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "%FF/statusgen.yml"}


def test_a_mistake_of_the_format_brings_its_own_code():
    run = run_of(sarif.document((JARGON, UNKNOWN)))
    rules = run["tool"]["driver"]["rules"]
    assert rules[len(RULES) :] == [
        {
            "id": "unknown-key",
            "shortDescription": {"text": "A mistake in the format"},
            "fullDescription": {"text": "A mistake in the format"},
            "help": {"text": "See docs/reference/format.md"},
        }
    ]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        "jargon",
        "unknown-key",
    ]
    assert [result["level"] for result in run["results"]] == ["warning", "error"]


def test_a_run_that_failed_says_so():
    run = run_of(sarif.failure(OutputError("the disk is full", "free some space")))
    assert run["results"] == []
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {"level": "error", "message": {"text": "the disk is full (hint: free some space)"}}
            ],
        }
    ]
