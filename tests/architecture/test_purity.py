"""From parse to render nothing is opened, listed, connected to or started.

import-linter sees what the pure modules import, not what they call: a library can open a file on
their behalf. So the stages run over the demo shop under an audit hook of the interpreter itself.
What is preloaded before, and the one file that is let pass, are told in watched_stages.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.architecture.watched_stages import PLANTED

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    program = ROOT / "tests/architecture/watched_stages.py"
    result = subprocess.run(
        [sys.executable, program, ROOT], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_from_parse_to_render_nothing_is_opened_listed_connected_or_started(found):
    assert found["reached"] == []
    assert found["drawn"] > found["entries"] > 20


def test_whatever_a_stage_reaches_for_is_noticed(found):
    reached = found["planted"]
    assert {stage for stage, _, _ in reached} == {"render"}
    assert [event for _, event, _ in reached] == list(PLANTED)
