"""How many examples a law is put to: all in a whole run, half in CI, a quarter in a quick one.

The profiles are in `tests/conftest.py`; a hundred examples are what one is a share of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")


def examples(many: int) -> int:
    """Give that number, or the share of it that the profile asks for."""
    return many * settings().max_examples // 100


def share(real: Sequence[T]) -> Sequence[T]:
    """Give those found in real files, or every fourth of them in a quick run."""
    return real[::4] if settings.get_current_profile_name() == "quick" else real
