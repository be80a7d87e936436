"""How many examples a law is put to: all in a whole run, a quarter of them in a quick one."""

from __future__ import annotations

from hypothesis import settings


def examples(many: int) -> int:
    """Give that number, or a quarter of it where `--hypothesis-profile quick` was asked for."""
    return many // 4 if settings.get_current_profile_name() == "quick" else many
