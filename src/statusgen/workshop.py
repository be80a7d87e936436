"""A theme as those who make one need it: which one is in use in a folder, and what is wrong in it.

Reads the folder through `read`, and of the site itself no more than its theme's name: a theme is
tried on made-up sites. Writes nothing.
"""

from __future__ import annotations

from pathlib import Path

from statusgen import theming
from statusgen.errors import ContentError, Problem, UsageError, has_error
from statusgen.frozen import frozen
from statusgen.model import Config
from statusgen.parse.config import misnamed_theme, parse_config
from statusgen.read import read_config, read_theme
from statusgen.sources import Layers

__all__ = ["Checked", "InUse", "check", "chosen", "in_use"]


@frozen
class InUse:
    """A theme with its layers, strongest first."""

    name: str
    layers: Layers


@frozen
class Checked:
    """A theme without errors; `problems` are warnings."""

    name: str
    problems: tuple[Problem, ...]
    templates: int
    pages: int

    @property
    def text(self) -> str:
        """Say it to people."""
        return (
            f"theme '{self.name}' is complete: {self.templates} templates, {self.pages} pages drawn"
        )

    @property
    def facts(self) -> dict[str, object]:
        """Say it to programs."""
        return {"theme": self.name, "templates": self.templates, "pages": self.pages}


def check(site: Path, name: str | None = None) -> Checked:
    """Look through a theme: by its name, or else the one that the site in this folder has.

    Raises ContentError with all that is wrong, and UsageError where there is no such theme.
    """
    theme = in_use(site, name)
    found = theming.inspect(theme.layers, theme.name)
    if has_error(found.problems):
        raise ContentError(found.problems)
    return Checked(
        name=theme.name, problems=found.problems, templates=found.templates, pages=found.pages
    )


def in_use(site: Path, name: str | None = None) -> InUse:
    """Read the layers of a theme: of that name, or else of the one that statusgen.yml names.

    With a name the folder need not be a site's. Raises ContentError or UsageError.
    """
    found, where = name, None
    if found is None:
        config = _config(site)
        found, where = config.theme, config.theme_where
    elif misnamed := misnamed_theme(found):
        raise UsageError(*misnamed)
    layers, problems = read_theme(site, found, where)
    if name is not None:
        for problem in problems:
            if problem.code == "unknown-theme":
                raise UsageError(problem.what, problem.hint)
    if problems:
        raise ContentError(problems)
    return InUse(name=found, layers=layers)


def chosen(site: Path) -> str:
    """Return the theme that statusgen.yml names. Raises ContentError where it cannot be read."""
    return _config(site).theme


def _config(site: Path) -> Config:
    config, problems = parse_config(*read_config(site))
    if config is None:
        raise ContentError(problems)
    return config
