"""How many examples a law is put to: all in a whole run, a quarter of them in a quick one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")


def examples(many: int) -> int:
    """Give that number, or a quarter of it where `--hypothesis-profile quick` was asked for."""
    return many // 4 if _is_quick() else many


def share(real: Sequence[T]) -> Sequence[T]:
    """Give those found in real files, or every fourth of them in a quick run."""
    return real[::4] if _is_quick() else real


def _is_quick() -> bool:
    return settings.get_current_profile_name() == "quick"
