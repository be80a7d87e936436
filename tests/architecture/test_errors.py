"""The exception tree is as `errors.py` draws it, and grows nowhere else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from statusgen import errors

ROOT = Path(__file__).resolve().parents[2]


def drawn(drawing: str) -> dict[str, tuple[str, int]]:
    """Read a drawing: each name with the name that it hangs from and its exit code."""
    tree: dict[str, tuple[str, int]] = {}
    above: list[tuple[int, str]] = []
    for line in drawing.splitlines():
        match = re.fullmatch(r"(?P<branch>[\s│]*(?:[├└]── )?)(?P<name>[A-Z]\w+)(?P<rest>.*)", line)
        if match is None or not (above or match["name"] == "StatusgenError"):
            continue
        depth = len(match["branch"])
        while above and above[-1][0] >= depth:
            above.pop()
        if above:
            tree[match["name"]] = above[-1][1], int(match["rest"].split()[0])
        above.append((depth, match["name"]))
    return tree


def real(root: type[errors.StatusgenError]) -> dict[str, tuple[str, int]]:
    tree: dict[str, tuple[str, int]] = {}
    for child in root.__subclasses__():
        tree[child.__name__] = root.__name__, child.exit_code
        tree |= real(child)
    return tree


def test_the_drawing_of_the_exception_tree_is_true():
    assert drawn(errors.__doc__ or "") == real(errors.StatusgenError)


def test_a_drawing_is_read_with_its_branches():
    drawing = """
        StatusgenError
        ├── OutputError    3  words
        │   └── DiskFull   9  words
        └── LockHeld      75  words
    """
    assert drawn(drawing) == {
        "OutputError": ("StatusgenError", 3),
        "DiskFull": ("OutputError", 9),
        "LockHeld": ("StatusgenError", 75),
    }


def test_exceptions_that_end_a_run_are_declared_in_errors_only():
    tree = {"StatusgenError", *real(errors.StatusgenError)}
    named = re.compile(rf"^\s*class\b[^:]*\b(?:{'|'.join(tree)})\b", re.MULTILINE)
    strays = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        if path.name != "errors.py" and named.search(text := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
        and tree & {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    ]
    assert strays == []
