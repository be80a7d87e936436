"""What a commit of the target `git` published, as its own message says it. Pure."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from statusgen.frozen import frozen
from statusgen.publish.target import Live

__all__ = ["Facts"]


@frozen
class Facts:
    """What the message of one of our commits says.

    `carried` are files of the release before, `foreign` somebody else's; `stands_for` is the commit
    that was rolled back to.
    """

    live: Live
    carried: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    stands_for: str = ""

    def message(self, title: str) -> str:
        """Write the message of a commit."""
        lines = [
            title,
            "",
            f"Statusgen-Release: {self.live.release}",
            f"Statusgen-Built-At: {self.live.built_at.isoformat()}",
            f"Statusgen-Files: {self.live.files}",
            f"Statusgen-Size: {self.live.size}",
            *([f"Statusgen-Stands-For: {self.stands_for}"] if self.stands_for else ()),
            *(f"Statusgen-Carried: {json.dumps(path)}" for path in sorted(self.carried)),
            *(f"Statusgen-Foreign: {json.dumps(path)}" for path in sorted(self.foreign)),
        ]
        return "\n".join(lines) + "\n"

    @classmethod
    def read(cls, message: str) -> Facts | None:
        """Read a commit's message, None where it is not ours."""
        values: dict[str, list[str]] = {}
        for line in message.splitlines():
            name, colon, value = line.partition(": ")
            if colon and name.startswith("Statusgen-"):
                values.setdefault(name.removeprefix("Statusgen-"), []).append(value)
        try:
            live = Live(
                release=values["Release"][0],
                built_at=datetime.fromisoformat(values["Built-At"][0]).astimezone(UTC),
                files=int(values["Files"][0]),
                size=int(values["Size"][0]),
            )
            return cls(
                live=live,
                carried=frozenset(map(_name, values.get("Carried", ()))),
                foreign=frozenset(map(_name, values.get("Foreign", ()))),
                stands_for=values.get("Stands-For", [""])[0],
            )
        except (KeyError, ValueError, OverflowError, RecursionError):
            return None


def _name(written: str) -> str:
    found = json.loads(written)
    if not isinstance(found, str):
        raise ValueError("not a name")
    return found
