"""A new site that builds, from files that are shipped. Never replaces a file that stands.

What readers will see of it is in its language; the notes for those who keep it are in English.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from statusgen import __version__, schemas
from statusgen.errors import OutputError, UsageError, reason
from statusgen.fingerprint import digest
from statusgen.frozen import frozen
from statusgen.parse.config import parse_config
from statusgen.parse.text import encoded
from statusgen.sources import CONFIG, INCIDENTS, MAINTENANCE, Source
from statusgen.words import known
from statusgen.words.catalogue import catalogue, languages, site_of, spelling
from statusgen.words.locales import find, language_of

__all__ = ["Started", "start"]

_FILES = (
    (CONFIG, CONFIG),
    ("README.md", "README.md"),
    (".github/workflows/status.yml", "github.yml"),
    (".gitlab-ci.yml", "gitlab.yml"),
    (".pre-commit-config.yaml", "pre-commit.yml"),
    (".vscode/settings.json", "vscode.json"),
    (".editorconfig", "editorconfig"),
    (".gitignore", "gitignore"),
)
"""Files of a new site with those that they are made of; schemas are made of the code."""

_SITE = Path(__file__).parent / "site"
_EXAMPLES = Path(__file__).parents[1] / "words/examples"
"""The example of each language, beside its catalogue."""

_ADDRESS = re.compile(r"https://\S*[^\s:]")
"""An address as YAML reads it without quotes: what ends with a colon is a key there."""

_FOLDERS = (INCIDENTS, MAINTENANCE, "templates")


@frozen
class Started:
    """A site that was begun: its folder as it was named, its language, and the files in it.

    `spoken` is the language of its words: English where there are none in its own.
    """

    folder: Path
    language: str
    spoken: str
    written: tuple[str, ...]

    @property
    def text(self) -> str:
        """Say it to people, with what to do next."""
        name = self.folder.as_posix()
        into = "" if name == "." else f"go to the folder ({name}), "
        *others, last = languages()
        missing = (
            f"there are no words in '{self.language}' yet, only in {', '.join(others)} and {last}: "
            "the pages and the example are in English, and dates follow the language\n"
        )
        return (
            f"{_name(self.folder)}: a new status page, {len(self.written)} files\n"
            f"{'' if language_of(self.language) == self.spoken else missing}"
            f"next: {into}write your name, address, time zone and services into statusgen.yml, "
            "then call: statusgen check\n"
            "to see the page, call: statusgen serve"
        )

    @property
    def facts(self) -> dict[str, object]:
        """Say it to programs."""
        return {
            "folder": self.folder.as_posix(),
            "language": self.spoken,
            "written": list(self.written),
        }


def start(
    folder: Path, *, title: str | None = None, url: str, timezone: str, language: str = "en-GB"
) -> Started:
    """Begin a site in a folder, which may hold other things, but none of a site's files.

    Without a title it has one in its language.

    Raises UsageError where one is there already, or where the settings cannot be right, and
    OutputError where the folder cannot be written. In the end all files are there, or none that was
    not there before.
    """
    language = language.strip()  # as it is read from the settings
    given = {"title": title, "url": url, "timezone": timezone, "language": language}
    for option, value in given.items():
        if value is None:
            continue
        if not value.strip():
            raise UsageError(f"--{option} has no value", "write one behind it, or leave it out")
        encoded(value, of=f"--{option}")
    # A tag of no language is refused with the settings.
    spoken = catalogue(language_of(language)).language
    files = dict(_contents(spoken, language, given))
    data = files[CONFIG].encode()
    _, problems = parse_config(Source(CONFIG, data, digest(data)))
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
    return Started(folder=folder, language=language, spoken=spoken, written=tuple(files))


def _contents(
    spoken: str, language: str, given: Mapping[str, str | None]
) -> Iterator[tuple[str, str]]:
    locale = find(language)
    letters = spelling(spoken, locale.territory if locale else None)
    own = {name: text.translate(letters) for name, text in site_of(spoken).items()}
    values = {
        **own,
        **{name: _quoted(value) for name, value in given.items() if value is not None},
        "version": __version__,
    }
    values.setdefault("title", own["page.title"])
    places = re.compile("|".join(re.escape(f"{{{name}}}") for name in values))

    # At once: what is filled in may look like a place itself.
    def filled(text: str) -> str:
        return places.sub(lambda found: values[found[0][1:-1]], text)

    for path, name in _FILES:
        yield path, filled((_SITE / name).read_text("utf-8"))
    example = (_EXAMPLES / f"{spoken}.md").read_text("utf-8")
    yield f"{INCIDENTS}/example.md", example.translate(letters)
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
    words = re.sub("[ /._]", "", value).isalnum() and not value.isdigit()
    plain = words or _ADDRESS.fullmatch(value) or known(value)
    return value if plain else json.dumps(value, ensure_ascii=False)


def _name(folder: Path) -> str:
    name = folder.as_posix()
    return "this folder" if name == "." else name


def _listed(paths: list[str]) -> str:
    shown = ", ".join(paths[:3])
    return shown if len(paths) <= 3 else f"{shown} and {len(paths) - 3} more files of a site"
