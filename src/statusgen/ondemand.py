"""Values that are filled in when somebody asks: ten thousand of them are made, and a few looked at.

Knows nothing of what the values are. Who derives from `OnDemand` and from a frozen dataclass with
slots is such a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

__all__ = ["OnDemand"]


class OnDemand:
    """A dataclass's instance of which only the fields in `known` are set at first.

    `whole` makes an instance of the dataclass itself. `missing` gives the other fields and is asked
    once, for the first of them. Equal to whatever the whole is equal to.
    """

    __slots__ = ()

    known: ClassVar[frozenset[str]]
    _late: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        """Find out which fields have to be filled in."""
        fields: dict[str, object] = getattr(cls, "__dataclass_fields__", {})
        cls._late = tuple(name for name in fields if name not in cls.known)

    def whole(self) -> Any:
        """Make what this stands for."""
        raise NotImplementedError

    def missing(self) -> Mapping[str, Any]:
        """Give the fields that are not set yet: those of the whole, where nothing less has them."""
        whole = self.whole()
        return {name: getattr(whole, name) for name in self._late}

    def __getattr__(self, name: str) -> Any:
        # Called only for what is not set: a slot that is still empty, or no attribute at all.
        if name not in self._late:
            raise AttributeError(name)
        found = self.missing()
        for field, value in found.items():
            object.__setattr__(self, field, value)
        return found[name]

    def __eq__(self, other: object) -> bool:
        return bool(self.whole() == (other.whole() if isinstance(other, OnDemand) else other))

    def __hash__(self) -> int:
        return hash(self.whole())
