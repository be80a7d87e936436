"""One memory in several places, so that what was told to whom is known whichever of them is down.

Every write goes to all of them with a number that counts up, and the highest number is what was
written last. It is in seconds: a place that was left out for a while, whose number had gone far,
must not come before what was written elsewhere meanwhile. One place that has something is enough;
that nothing was ever written only all of them can say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from statusgen.errors import PublishError, StatusgenError
from statusgen.publish.target import Memory

__all__ = ["Memories"]

_FIRST_LINE = re.compile(rb"statusgen memory (\d{1,15})\n")


class Memories:
    """A `Memory` kept in each of these, of which there is at least one; `now` is when it is."""

    def __init__(self, places: Sequence[Memory], *, now: datetime) -> None:
        self._places = tuple(places)
        self._now = int(now.timestamp())
        self._numbers: dict[str, int] = {}

    def read(self, name: str) -> bytes | None:
        """Return what was written last anywhere.

        Raises PublishError where no place has anything, and not all of them have answered.
        """
        found: list[tuple[int, bytes | None]] = []
        errors: list[StatusgenError] = []
        for place in self._places:
            try:
                found.append(_opened(place.read(name)))
            except StatusgenError as error:
                errors.append(error)
        number, data = max(found, key=lambda one: one[0], default=(-1, None))
        if data is None and errors:
            raise PublishError(errors[0].what, errors[0].hint)
        self._numbers[name] = number
        return data

    def write(self, name: str, data: bytes) -> None:
        """Put a file down everywhere. Raises PublishError where no place takes it."""
        # Counted on as well: a clock may be set back, and one run writes often in a second.
        number = max(self._numbers.get(name, 0) + 1, self._now)
        self._numbers[name] = number
        errors: list[StatusgenError] = []
        for place in self._places:
            try:
                place.write(name, b"statusgen memory %d\n%b" % (number, data))
            except StatusgenError as error:
                errors.append(error)
        if len(errors) == len(self._places):
            raise PublishError(errors[0].what, errors[0].hint)


def _opened(data: bytes | None) -> tuple[int, bytes | None]:
    """Part a file into its number and what it holds; what has no number came first."""
    if data is None:
        return -1, None
    line = _FIRST_LINE.match(data)
    return (int(line[1]), data[line.end() :]) if line else (0, data)
