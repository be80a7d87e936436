"""Which commands there are, and in which module each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click

__all__ = ["Commands"]

_MODULES = {
    "build": "building:build",
    "cancel": "authoring:cancel",
    "check": "building:check",
    "diff": "reviewing:diff",
    "doctor": "doctor:doctor",
    "headers": "headers:headers",
    "init": "starting:init",
    "list": "building:list_",
    "new": "authoring:new",
    "next": "building:next_",
    "postmortem": "authoring:postmortem",
    "publish": "publishing:publish",
    "resolve": "authoring:resolve",
    "serve": "previewing:serve",
    "theme": "theming:theme",
    "timeline": "previewing:timeline",
    "update": "authoring:update",
    "watch": "watching:watch",
}


class Commands(MutableMapping[str, click.Command]):
    """The commands by name, each one imported when it is asked for.

    All of their modules together take as long to import as all that `--version` needs.
    """

    def __init__(self) -> None:
        self._found: dict[str, click.Command | None] = dict.fromkeys(_MODULES)

    def __getitem__(self, name: str) -> click.Command:
        found = self._found[name]
        if found is None:
            module, _, attribute = _MODULES[name].partition(":")
            found = getattr(import_module(f"{__package__}.{module}"), attribute)
            assert isinstance(found, click.Command)
            self._found[name] = found
        return found

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
