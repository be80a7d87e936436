"""One memory in several places, so that what was told to whom is known whichever of them is down.

Every write goes to all of them, and what is read is what all of them know together: a place that
was down for a while knows less than the others, and what it alone knows counts as well. One place
that has something is enough; that nothing was ever written only all of them can say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from statusgen.errors import PublishError, StatusgenError
from statusgen.publish.target import Memory

__all__ = ["Memories"]

_FIRST_LINE = re.compile(rb"statusgen memory \d{1,15}\n")
"""An earlier version told by a number which place was written last."""


class Memories:
    """A `Memory` kept in each of these, of which there is at least one.

    `merged` makes of several files one that holds what they do, the same in whatever order.
    """

    def __init__(
        self, places: Sequence[Memory], *, merged: Callable[[Sequence[bytes]], bytes]
    ) -> None:
        self._places = tuple(places)
        self._merged = merged
        self._away: set[int] = set()

    def read(self, name: str) -> bytes | None:
        """Return what was written anywhere. A place that is away is waited for only once.

        Raises PublishError where no place has anything, and not all of them have answered.
        """
        everywhere = range(len(self._places))
        answering = [number for number in everywhere if number not in self._away]
        found, error = self._found(name, answering)
        if not found and len(answering) < len(everywhere):
            found, error = self._found(name, everywhere)
        if not found and error:
            raise PublishError(error.what, error.hint)
        return self._merged(found) if found else None

    def _found(
        self, name: str, numbers: Sequence[int]
    ) -> tuple[list[bytes], StatusgenError | None]:
        found: list[bytes] = []
        errors: list[StatusgenError] = []
        for number in numbers:
            try:
                data = self._places[number].read(name)
            except StatusgenError as error:
                errors.append(error)
                self._away.add(number)
                continue
            self._away.discard(number)
            if data is not None:
                line = _FIRST_LINE.match(data)
                found.append(data[line.end() :] if line else data)
        return found, errors[0] if errors else None

    def write(self, name: str, data: bytes) -> None:
        """Put a file down everywhere. Raises PublishError where no place takes it."""
        errors: list[StatusgenError] = []
        for place in self._places:
            try:
                place.write(name, data)
            except StatusgenError as error:
                errors.append(error)
        if len(errors) == len(self._places):
            raise PublishError(errors[0].what, errors[0].hint)
