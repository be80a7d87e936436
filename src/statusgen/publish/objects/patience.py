"""For how long a store in trouble is asked again: one budget of seconds for all calls of a run.

Knows no store and reads no clock of its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

__all__ = ["Patience"]

_FIRST, _LONGEST, _LEAST = 0.2, 15.0, 0.001
_ATTEMPTS = 60
"""Of one call: with waits of up to 15 s far more than any budget allows, unless the clock stands
still."""


class Patience:
    """Counts the seconds in which at least one call was in trouble, from any thread.

    A long publish at a healthy store costs nothing of the budget, and at a store that is down eight
    calls at once cost what one does. So a run takes at most `budget` seconds longer than it would
    at a store that never fails.
    """

    def __init__(
        self, *, clock: Callable[[], datetime], pause: Callable[[float], None], budget: float
    ) -> None:
        self._clock, self._pause, self._budget = clock, pause, budget
        self._guard = Lock()
        self._troubled = 0
        self._since = clock()
        self._spent = 0.0

    @contextmanager
    def call(self) -> Iterator[Callable[[], bool]]:
        """Give a function for one call to use after each failure: it waits, or says False.

        The waits grow and are random, so that many callers do not come back at once.
        """
        failures = 0

        def again() -> bool:
            nonlocal failures
            failures += 1
            left = self._left(begins=failures == 1)
            if left < _LEAST or failures >= _ATTEMPTS:
                return False
            longest = min(_LONGEST, _FIRST * 2.0 ** (failures - 1))
            self._pause(min(left, random.uniform(longest / 2, longest)))
            return True

        try:
            yield again
        finally:
            if failures:
                self._ends()

    def _left(self, *, begins: bool) -> float:
        with self._guard:
            now = self._clock()
            if begins:
                if not self._troubled:
                    self._since = now
                self._troubled += 1
            return self._budget - self._spent - (now - self._since).total_seconds()

    def _ends(self) -> None:
        with self._guard:
            self._troubled -= 1
            if not self._troubled:
                self._spent += max(0.0, (self._clock() - self._since).total_seconds())
