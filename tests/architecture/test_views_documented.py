"""The theme API in docs/reference/themes.md is `views.py`, field by field.

`pytest --update` writes it anew.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from statusgen import views

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/reference/themes.md"


def described() -> str:
    """Describe every view: its docstring, then its fields with their types and docstrings."""
    tree = ast.parse(inspect.getsource(views))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    pages = [name for name in classes if name.endswith("Page")]
    parts = [name for name in classes if not name.endswith("Page")]
    lines = ["### Pages", ""]
    for name in pages:
        lines += view(classes[name])
    lines += ["### Parts", ""]
    for name in parts:
        lines += view(classes[name])
    return "\n".join(lines)


def view(node: ast.ClassDef) -> Iterator[str]:
    text = ast.get_docstring(node) or ""
    yield from (f"#### {node.name}", "", for_markdown(text), "")
    yield from ("| Field | Type |", "|-------|------|")
    for item, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            kind = ast.unparse(item.annotation).replace("|", "or")
            yield f"| `{item.target.id}` | {linked(kind)}{said_behind(after)} |"
    yield ""


def said_behind(node: ast.stmt | None) -> str:
    said = node.value if isinstance(node, ast.Expr) else None
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        return f". {for_markdown(inspect.cleandoc(said.value))}"
    return ""


def for_markdown(text: str) -> str:
    """Take single line ends out, and keep the names of elements from being elements."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return re.sub(r"<(\w[^>]*)>(?!`)", r"`<\1>`", "\n\n".join(paragraphs))


def linked(kind: str) -> str:
    """Say a type in words, with links to the views in it."""
    kind = re.sub(r"tuple\[tuple\[(\w+), (\w+)\], \.\.\.\]", r"list of pairs of \1 and \2", kind)
    kind = re.sub(r"tuple\[(.+), \.\.\.\]", r"list of \1", kind)
    words = {"str": "text", "bool": "true or false", "Markup": "HTML", "None": "nothing"}
    return re.sub(r"\w+", lambda name: words.get(name[0]) or named(name[0]), kind)


def named(name: str) -> str:
    return f"[{name}](#{name.lower()})" if name in views.__all__ else name


def test_every_view_is_described_as_it_is(request):
    text = DOCUMENT.read_text("utf-8")
    pattern = re.compile(r"(<!-- views: .* -->\n)(.*?)(<!-- /views -->)", re.DOTALL)
    now = pattern.sub(lambda found: f"{found[1]}\n{described()}\n{found[3]}", text)
    if request.config.getoption("--update"):
        DOCUMENT.write_text(now, "utf-8")
    assert pattern.search(text) is not None
    assert text == now or request.config.getoption("--update")


def test_every_view_and_field_is_there():
    text = described()
    for name in views.__all__:
        section = text.partition(f"#### {name}\n")[2].partition("####")[0]
        for field in getattr(views, name).__dataclass_fields__:
            assert f"| `{field}` |" in section, f"{name}.{field}"
