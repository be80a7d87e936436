"""What is said about a change before and after it is written: to people and to programs. Pure."""

from __future__ import annotations

from statusgen.report import instant
from statusgen.scaffold.proving import Preview, Proved
from statusgen.words.terminal import printable

__all__ = ["facts", "kept", "preview", "written"]


def preview(found: Preview) -> str:
    """Say what readers will see."""
    rows = [("Headline", found.headline)]
    rows += [("" if number else "Services", one) for number, one in enumerate(found.affected)]
    rows.append(("In feeds", found.item))
    rows += [("When", found.window)] if found.window else []
    rows += [("From", found.since)] if found.since else []
    lines = [f"  {label:<10}{printable(text)}".rstrip() for label, text in rows]
    for label, text in found.advice:
        lines += ["", f"  {printable(label)}", *_indented(text, "    ")]
    lines += ["", *_indented(found.text, "  ")]
    lines += ["", f"  {printable(found.promise)}"] if found.promise else []
    lines += ["", f"This {_before_all(found)}."] if found.first else []
    return "\n".join(["This is what readers will see:", "", *lines, ""])


def written(proved: Proved, prefix: str = "") -> str:
    """Say what was written, and what to do next. `prefix` is put before the path."""
    path = f"{prefix}{proved.source.path}"
    lines = [f"written: {path}" if proved.before is None else f"added to: {path}"]
    if proved.preview is not None:
        lines.append(f"its page: {proved.preview.url}")
        if proved.preview.since:
            lines.append(f"readers see it from {proved.preview.since} on")
        if proved.preview.first:
            lines.append(f"it {_before_all(proved.preview)}")
    if proved.others:
        lines.append("mistakes in other files stop the build; to see them, call: statusgen check")
    lines.append("next: commit the file; it is public when the site has been built and published")
    if proved.draft:
        lines[-1] = "next: it is a draft; delete the line 'draft: true' when it is ready"
    return "\n".join(lines)


def kept(proved: Proved, prefix: str = "") -> str:
    """Say all that an author has answered and that is in no file, to be copied into one.

    `prefix` is put before the path.
    """
    if not proved.addition:
        return ""
    lines = map(printable, proved.addition.rstrip("\n").split("\n"))
    into = f"This is what you wrote, to be put into {prefix}{proved.source.path} by hand:"
    return "\n".join(["", into, "", *lines, ""])


def facts(proved: Proved) -> dict[str, object]:
    """Say the same to programs."""
    said: dict[str, object] = {
        "written": [proved.source.path],
        "id": proved.id,
        "at": instant(proved.at),
        "draft": proved.draft,
    }
    found = proved.preview
    if found is not None:
        said |= {"url": found.url, "headline": found.headline, "item": found.item}
    return said


def _before_all(found: Preview) -> str:
    what = "comes before everything else in the entry"
    return f"{what}: what was first until now is from {found.first}"


def _indented(text: str, indent: str) -> list[str]:
    return [f"{indent}{printable(line)}".rstrip() for line in text.split("\n")]
