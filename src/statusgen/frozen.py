"""Frozen values, as dataclasses that cost next to nothing until one is made.

A standard frozen dataclass compiles six functions when its module is loaded: 1 ms a class, and a
build loads two hundred of them. Here what is alike is shared, and `__init__` is compiled for the
first value of a class. `fields`, `replace` and `is_dataclass` of the standard library know them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, fields
from operator import attrgetter, eq, ge, gt, le, lt
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

__all__ = ["frozen"]

T = TypeVar("T")


@overload
def frozen(kind: type[T], /) -> type[T]: ...
@overload
def frozen(*, kw_only: bool, order: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, kw_only_default=True)
def frozen(kind: type[T] | None = None, /, *, kw_only: bool = True, order: bool = False) -> Any:
    """Make a class one of frozen, slotted values, keyword-only unless it is said.

    The same as `dataclass(frozen=True, slots=True, kw_only=True)`, with or without an order.
    """
    if kind is None:
        return lambda kind: _frozen(kind, kw_only=kw_only, order=order)
    return _frozen(kind, kw_only=kw_only, order=order)


def _frozen(kind: type[T], *, kw_only: bool, order: bool) -> type[T]:
    made = dataclass(
        init=False, repr=False, eq=False, slots=True, kw_only=kw_only, match_args=not kw_only
    )(kind)
    compared = attrgetter(*(one.name for one in fields(made) if one.compare))  # type: ignore[arg-type]
    shared: dict[str, object] = {
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__repr__": _first(made, "__repr__", _repr),
        "__getstate__": _state,
        "__setstate__": _set_state,
        "__init__": _first(made, "__init__", _init),
        "__eq__": _by(eq, compared),
        "__hash__": _hash(compared),
    }
    if order:
        shared |= {f"__{one.__name__}__": _by(one, compared) for one in (lt, le, gt, ge)}
    for name, method in shared.items():
        if name not in kind.__dict__:
            type.__setattr__(made, name, method)
    return made


def _refuse_to_set(self: object, name: str, _: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, one.name) for one in fields(self)]


def _set_state(self: Any, state: list[object]) -> None:
    for one, held in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, held)


def _by(
    comparison: Callable[[Any, Any], object], compared: Callable[[object], object]
) -> Callable[[object, object], object]:
    def by(self: object, other: object) -> object:
        if type(other) is not type(self):
            return NotImplemented
        return comparison(compared(self), compared(other))

    return by


def _hash(compared: Callable[[object], object]) -> object:
    def hashed(self: object) -> int:
        return hash(compared(self))

    return hashed


def _first(kind: type, name: str, compiled: Callable[[Any], Callable[..., Any]]) -> object:
    """Return a method that, called for the first time, puts the compiled one in its own place."""

    def first(*given: object, **named: object) -> object:
        method = compiled(kind)
        type.__setattr__(kind, name, method)
        return method(*given, **named)

    return first


def _repr(kind: Any) -> Callable[..., str]:
    parts = [f"{one.name}={{self.{one.name}!r}}" for one in fields(kind) if one.repr]
    text = f"{{self.__class__.__qualname__}}({', '.join(parts)})"
    method: Callable[..., str] = eval(f"lambda self: f{text!r}")
    return method


def _init(kind: Any) -> Callable[..., None]:
    """Compile `__init__`, from the same names as dataclasses do.

    A standard one sets each field by a call of `object.__setattr__`, since the value is frozen.
    Here it is open while it is made: an instance of a class with the same slots, whose fields are
    simply set. That takes half the time, and there are a hundred of them on a page.
    """
    every: tuple[Field[Any], ...] = fields(kind)
    names = [one.name for one in every]
    scope: dict[str, Any] = {"frozen": kind, "missing": MISSING}
    arguments: dict[bool, list[str]] = {False: [], True: []}
    lines = []
    for one in every:
        argument = one.name
        if one.default is not MISSING:
            scope[f"default_{one.name}"] = one.default
            argument += f"=default_{one.name}"
        elif one.default_factory is not MISSING:
            scope[f"make_{one.name}"] = one.default_factory
            argument += "=missing"
            lines.append(f" if {one.name} is missing: {one.name} = make_{one.name}()")
        arguments[bool(one.kw_only)].append(argument)
    if kind.__slots__ == tuple(names) and kind.__bases__ == (object,):
        scope["become"] = object.__dict__["__class__"].__set__
        scope["opened"] = type(kind.__name__, (), {"__slots__": tuple(names)})
        lines.append(" become(self, opened)")
        lines += [f" self.{name} = {name}" for name in names]
        lines.append(" self.__class__ = frozen")
    else:
        scope["put"] = object.__setattr__
        lines += [f" put(self, {name!r}, {name})" for name in names]
    if hasattr(kind, "__post_init__"):
        lines.append(" self.__post_init__()")
    listed = ["self", *arguments[False], *(["*"] if arguments[True] else []), *arguments[True]]
    exec("\n".join([f"def __init__({', '.join(listed)}):", *lines]), scope)
    init: Callable[..., None] = scope["__init__"]
    return init
