"""A frozen value is what a frozen dataclass is, whatever its class asks for."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest

from statusgen import views
from statusgen.errors import Location
from statusgen.frozen import frozen

slow: Any = dataclass(frozen=True, slots=True, kw_only=True)


def again(kind: type) -> type:
    """Make the same class once more."""
    body = {
        name: one for name, one in vars(kind).items() if name not in {"__dict__", "__weakref__"}
    }
    return type(kind.__name__, kind.__bases__, {**body, "__qualname__": kind.__qualname__})


class Link:
    """A class with a field that may be left out, and one that counts for nothing."""

    text: str
    href: str
    current: bool = False
    seen: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)

    def shout(self) -> str:
        """Say it aloud."""
        return self.text.upper()


Slow: Any = slow(again(Link))
Quick: Any = frozen(again(Link))


def test_it_holds_and_says_the_same_as_a_standard_one():
    slow, quick = Slow(text="a", href="b"), Quick(href="b", text="a")
    assert repr(quick) == repr(slow)
    assert type(quick) is Quick
    assert quick.shout() == "A"
    assert [one.name for one in fields(quick)] == [one.name for one in fields(slow)]
    assert is_dataclass(quick)


def test_it_is_equal_where_what_counts_is_equal():
    quick = Quick(text="a", href="b")
    assert quick == Quick(text="a", href="b", current=False, seen=[], note="other")
    assert quick != Quick(text="a", href="b", current=True)
    assert quick != Slow(text="a", href="b")
    assert hash(Location("a", 2)) == hash(Location("a", 2, 1))
    with pytest.raises(TypeError):
        hash(quick)  # as a tuple with a list in it


def test_each_has_a_default_of_its_own():
    one, other = Quick(text="a", href="b"), Quick(text="a", href="b")
    one.seen.append("c")
    assert other.seen == []


def test_it_cannot_be_changed():
    quick = Quick(text="a", href="b")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'text'"):
        quick.text = "c"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'text'"):
        del quick.text
    assert not hasattr(quick, "__dict__")


def test_it_takes_its_fields_by_name_all_of_them_and_no_other():
    for _ in range(2):  # the first value of a class is made by another function
        for wrong in ({}, {"text": "a"}, {"text": "a", "href": "b", "more": "c"}):
            with pytest.raises(TypeError):
                Quick(**wrong)
        with pytest.raises(TypeError):
            Quick("a", "b")
        Quick(text="a", href="b")


def test_it_takes_its_fields_in_order_where_that_is_said():
    assert Location("a", 2) == Location(path="a", line=2, column=1, length=1)
    with pytest.raises(TypeError):
        Location("a", 1, 2, 3, 4)  # type: ignore[call-arg]


def test_a_class_may_be_made_from_another_one():
    @frozen
    class Base:
        text: str

    @frozen
    class More(Base):
        href: str = "b"

    assert More(text="a") == More(text="a", href="b") != Base(text="a")
    assert repr(More(text="a")).endswith("More(text='a', href='b')")
    with pytest.raises(FrozenInstanceError):
        More(text="a").text = "c"  # type: ignore[misc]


def test_it_is_sorted_by_its_fields_where_that_is_said():
    assert Location("a", 2) < Location("a", 10) < Location("b", 1)
    assert Location("a", 2) <= Location("a", 2) >= Location("a", 1)
    assert max(Location("a", 2), Location("b", 1)) > Location("a", 9)
    with pytest.raises(TypeError):
        sorted([Location("a", 2), ("a", 1)])  # type: ignore[type-var]
    with pytest.raises(TypeError):
        sorted([Quick(text="a", href="b"), Quick(text="b", href="b")])


def test_what_a_class_does_after_its_fields_are_set_and_its_own_methods_stay():
    @frozen
    class Even:
        number: int

        def __post_init__(self) -> None:
            if self.number % 2:
                raise ValueError("odd")

        def __repr__(self) -> str:
            return "even"

    assert repr(Even(number=2)) == "even"
    for _ in range(2):
        with pytest.raises(ValueError, match="odd"):
            Even(number=3)


def test_it_can_be_copied_and_kept():
    link = views.NavLink(text="a", href="b")
    assert replace(link, href="c") == views.NavLink(text="a", href="c")
    assert copy.copy(link) == copy.deepcopy(link) == pickle.loads(pickle.dumps(link)) == link


def test_every_view_is_made_quickly():
    link = views.NavLink(text="a", href="b")
    assert "become" in type(link).__init__.__code__.co_names
    # Nothing else is asked of a class for that.
    assert {getattr(views, name).__bases__ for name in views.__all__} == {(object,)}
