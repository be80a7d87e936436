"""`check:` of statusgen.yml to `Checks`. Does not know which rules there are."""

from __future__ import annotations

from datetime import timedelta

from statusgen.model import Checks, Switch
from statusgen.parse import durations
from statusgen.parse.fields import Fields

__all__ = ["read"]

_KEYS = ("off", "words", "untouched", "history")
_LEAST, _MOST = timedelta(minutes=1), timedelta(days=30)


def read(config: Fields) -> Checks:
    """Read how a site wants to be checked."""
    example = "{off: [jargon], words: [NFC], untouched: 8h}"
    fields = config.below("check", _KEYS, example=example)
    if fields is None:
        return Checks()
    off = fields.texts("off", example="[jargon, acronym]")
    words = fields.texts("words", example="[NFC, Larkfield Points]")
    untouched = durations.read(fields, "untouched", least=_LEAST, most=_MOST, example="8h")
    return Checks(
        off=tuple(Switch(code=one.text.strip(), where=one.where) for one in off),
        words=tuple(" ".join(one.text.split()) for one in words),
        untouched=untouched or Checks().untouched,
        history=fields.flag("history"),
    )
