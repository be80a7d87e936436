"""This program's own files: all that draws, by one name; its themes; and its templates as Python.

The templates of the shipped themes are written as Python when the program is packed or installed
(`src/hatch_build.py`): it takes a fifth of a first build of a small site. They are trusted for the
very same templates, and for the code and the Jinja that wrote them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from statusgen.fingerprint import digest, fingerprint

__all__ = ["engine", "templates", "themes", "write_templates"]

# What else decides a byte of the output; tests hold this list against the dependencies.
_ENGINE = ("babel", "icalendar", "jinja2", "markdown", "nh3", "pyyaml", "tzdata")
_TEMPLATES = "theme/templates.json"
_WRITERS = [f"theme/{one}.py" for one in ("__init__", "generator", "shape", "shelf", "swift")]
"""What decides how a template is written as Python, and how that is run."""


@cache
def engine() -> str:
    """Name the version of all that draws: this program's code and its libraries."""
    folder = _package()
    return fingerprint(
        *((path, digest(_code(folder, path))) for path in sorted(_modules(folder, ""))),
        *_libraries(),
        # Python-Markdown reads HTML with the standard library's own parser.
        *sys.version_info[:3],
    )


def _modules(folder: str, below: str) -> Iterator[str]:
    """Yield the paths of the program's modules inside of its folder."""
    with os.scandir(os.path.join(folder, below)) as items:
        for item in items:
            if item.name.endswith(".py"):
                yield below + item.name
            elif item.name != "__pycache__" and item.is_dir():
                yield from _modules(folder, f"{below}{item.name}/")


def _code(folder: str, path: str) -> bytes:
    with open(os.path.join(folder, path), "rb", buffering=0) as file:
        return file.read()


def _libraries() -> list[tuple[str, str]]:
    """Return the libraries with their versions, from the names of the folders that say so.

    They are those in which `importlib.metadata` reads the same, for ten times as long; it is asked
    where a library was installed in some other way.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for item in os.listdir(folder):
                if item.endswith(".dist-info"):
                    name, _, version = item.removesuffix(".dist-info").partition("-")
                    found.setdefault(name.lower(), version)
    return [(name, found.get(name) or _version(name)) for name in _ENGINE]


def _version(library: str) -> str:
    from importlib.metadata import version

    return version(library)


def themes() -> Path:
    """Return the folder of the themes that are shipped: in the wheel, or in a checkout."""
    package = Path(__file__).parent
    inside = package / "themes"
    return inside if inside.is_dir() else package.parents[1] / "themes"


@cache
def templates() -> Mapping[str, str]:
    """Return the shipped templates as Python, by label; {} where they were not written for this."""
    try:
        kept = json.loads(_code(_package(), _TEMPLATES))
    except (OSError, ValueError):
        return {}
    found: dict[str, str] = kept["templates"] if kept.get("writer") == _writer() else {}
    return found


def write_templates() -> None:
    """Write the shipped templates as Python, for `templates`."""
    # Who only builds has no use for it, and who confirms an output that stands loads no theme.
    from statusgen import theme
    from statusgen.sources import Source

    folder = themes()
    sources = [
        Source(path.relative_to(folder.parent).as_posix(), path.read_bytes(), "")
        for path in sorted(folder.glob("*/templates/*.html"))
    ]
    kept = {"writer": _writer(), "templates": theme.written(sources)}
    text = json.dumps(kept, indent=0, sort_keys=True)
    Path(_package(), _TEMPLATES).write_text(f"{text}\n", "utf-8")


def _writer() -> str:
    """Name what writes templates as Python and runs them."""
    jinja = dict(_libraries())["jinja2"]
    return fingerprint(jinja, *(digest(_code(_package(), path)) for path in _WRITERS))


def _package() -> str:
    return os.path.dirname(__file__)
