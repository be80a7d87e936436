"""Problems as SARIF 2.1.0, which code hosts and editors read. Prints nothing.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Every rule of
`check` is described, found or not; a mistake that stops the parser brings its code alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from statusgen import __version__
from statusgen.check import RULES, Rule
from statusgen.errors import Problem, StatusgenError

__all__ = ["document", "failure"]

_FORMAT = "A mistake in the format"
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def document(found: Sequence[Problem], prefix: str = "") -> str:
    """Write what was found as one log with one run; `prefix` is put before paths."""
    known = {rule.code for rule in RULES}
    others = sorted({problem.code for problem in found} - known)
    rules = [_rule(rule) for rule in RULES] + [_described(code, _FORMAT) for code in others]
    places = {rule["id"]: index for index, rule in enumerate(rules)}
    results = [_result(problem, places[problem.code], prefix) for problem in found]
    return _log(rules, results, {"executionSuccessful": True})


def failure(error: StatusgenError) -> str:
    """Write why a run ended, other than by problems in files."""
    text = f"{error.what} (hint: {error.hint})" if error.hint else error.what
    notice = {"level": "error", "message": {"text": text}}
    invocation = {"executionSuccessful": False, "toolExecutionNotifications": [notice]}
    return _log([_rule(rule) for rule in RULES], [], invocation)


def _log(
    rules: list[dict[str, object]], results: list[dict[str, object]], invocation: dict[str, object]
) -> str:
    driver = {"name": "statusgen", "semanticVersion": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    # In ASCII: it may be printed in a terminal, and no control character of C1 must reach that.
    return json.dumps(log, indent=2)


def _rule(rule: Rule) -> dict[str, object]:
    return {
        **_described(rule.code, rule.summary),
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.family.value]},
    }


def _described(code: str, summary: str) -> dict[str, object]:
    # The standard asks for the id alone; GitHub asks for all three texts.
    page = "checks" if summary != _FORMAT else "format"
    return {
        "id": code,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": f"See docs/reference/{page}.md"},
    }


def _result(problem: Problem, index: int, prefix: str) -> dict[str, object]:
    where = problem.where
    text = f"{problem.what}. Hint: {problem.hint}" if problem.hint else problem.what
    # The bytes of a folder's name, which need not be text.
    uri = quote(prefix + where.path, errors="surrogateescape")
    return {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": problem.severity.value,
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {
                        "startLine": where.line,
                        "startColumn": where.column,
                        "endColumn": where.column + where.length,
                    },
                }
            }
        ],
    }
