"""A new site that builds, from files that are shipped. Never replaces a file that stands."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from statusgen import __version__, schemas
from statusgen.errors import OutputError, UsageError, reason
from statusgen.fingerprint import digest
from statusgen.frozen import frozen
from statusgen.parse.config import NAME, parse_config
from statusgen.sources import Source

__all__ = ["Started", "start"]

_FILES = (
    ("statusgen.yml", "statusgen.yml"),
    ("content/incidents/example.md", "example.md"),
    ("README.md", "README.md"),
    (".github/workflows/status.yml", "github.yml"),
    (".gitlab-ci.yml", "gitlab.yml"),
    (".pre-commit-config.yaml", "pre-commit.yml"),
    (".vscode/settings.json", "vscode.json"),
    (".editorconfig", "editorconfig"),
    (".gitignore", "gitignore"),
)
"""Every file of a new site with the one that it is made of; schemas are made of the code."""

_FOLDERS = ("content/incidents", "content/maintenance", "templates")


@frozen
class Started:
    """A site that was begun: its folder as it was named, and the files in it."""

    folder: Path
    written: tuple[str, ...]

    @property
    def text(self) -> str:
        """Say it to people, with what to do next."""
        name = self.folder.as_posix()
        into = "" if name == "." else f"go to the folder ({name}), "
        return (
            f"{_name(self.folder)}: a new status page, {len(self.written)} files\n"
            f"next: {into}write your name, address and services into statusgen.yml, then call: "
            "statusgen check\n"
            "to see the page, call: statusgen serve"
        )

    @property
    def facts(self) -> dict[str, object]:
        """Say it to programs."""
        return {"folder": self.folder.as_posix(), "written": list(self.written)}


def start(folder: Path, *, title: str, url: str, timezone: str) -> Started:
    """Begin a site in a folder, which may hold other things, but none of a site's files.

    Raises UsageError where one is there already, or where the settings cannot be right, and
    OutputError where the folder cannot be written. In the end all files are there, or none that was
    not there before.
    """
    for option, value in (("--title", title), ("--url", url), ("--timezone", timezone)):
        if not value.strip():
            raise UsageError(f"{option} has no value", "write one behind it, or leave it out")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise UsageError(f"{option}: this is not a text in UTF-8", "type it again") from error
    files = dict(_contents(title=title, url=url, timezone=timezone))
    data = files[NAME].encode()
    _, problems = parse_config(Source(NAME, data, digest(data)))
    if problems:
        raise UsageError(problems[0].what, problems[0].hint)
    taken = [path for path in files if os.path.lexists(folder / path)]
    if taken:
        what = f"{_name(folder)} holds {_listed(taken)} already"
        raise UsageError(what, "name another folder, or move away what is there")
    written: list[Path] = []
    try:
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                written.append(target)
                file.write(text)
    except OSError as error:
        for target in written:
            target.unlink(missing_ok=True)
        # What stands in the way of a folder is named, be it a file or a link that leads nowhere.
        name = _name(Path(error.filename) if error.filename else folder)
        what = f"{name} cannot be written: {reason(error)}"
        raise OutputError(what, "see that you may write there, and what is there") from error
    return Started(folder=folder, written=tuple(files))


def _contents(**settings: str) -> Iterator[tuple[str, str]]:
    values = {f"{{{name}}}": _quoted(value) for name, value in settings.items()}
    values["{version}"] = __version__
    places = re.compile("|".join(map(re.escape, values)))
    for path, name in _FILES:
        text = (Path(__file__).parent / "site" / name).read_text("utf-8")
        # At once: what is filled in may look like a place itself.
        yield path, places.sub(lambda found: values[found[0]], text)
    for name in _FOLDERS[1:]:
        yield f"{name}/.gitkeep", ""
    for name, schema in (
        ("statusgen", schemas.config()),
        ("incident", schemas.entry(maintenance=False)),
        ("maintenance", schemas.entry(maintenance=True)),
    ):
        text = json.dumps(schema, ensure_ascii=False, indent=2)
        yield f"schemas/{name}.schema.json", f"{text}\n"


def _quoted(value: str) -> str:
    """Write a value for YAML, where JSON's texts are texts too; plain ones without quotes."""
    plain = value.replace(" ", "").replace("/", "").replace(".", "").replace("_", "")
    simple = plain.isalnum() or (value.startswith("https://") and " " not in value)
    return value if simple and not value.isdigit() else json.dumps(value, ensure_ascii=False)


def _name(folder: Path) -> str:
    name = folder.as_posix()
    return "this folder" if name == "." else name


def _listed(paths: list[str]) -> str:
    shown = ", ".join(paths[:3])
    return shown if len(paths) <= 3 else f"{shown} and {len(paths) - 3} more files of a site"
