"""A view is made quickly and is what a frozen dataclass is."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, replace
from typing import Any

import pytest

from statusgen import views
from statusgen.frozen import quicken


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """As views are, but for the quicker way."""

    text: str
    href: str
    current: bool = False


Quick: Any = dataclass(frozen=True, slots=True, kw_only=True)(
    type("Plain", (), {"__annotations__": Plain.__annotations__, "current": False})
)
quicken(Quick)


def test_it_holds_and_says_the_same_as_one_made_slowly():
    slow, quick = Plain(text="a", href="b"), Quick(href="b", text="a")
    assert repr(quick) == repr(slow)
    assert quick == Quick(text="a", href="b", current=False)
    assert quick != Quick(text="a", href="b", current=True)
    assert hash(quick) == hash(slow)
    assert type(quick) is Quick


def test_it_cannot_be_changed():
    quick = Quick(text="a", href="b")
    with pytest.raises(FrozenInstanceError):
        quick.text = "c"
    with pytest.raises(FrozenInstanceError):
        del quick.text
    assert not hasattr(quick, "__dict__")


def test_it_takes_its_fields_by_name_all_of_them_and_no_other():
    for wrong in ({}, {"text": "a"}, {"text": "a", "href": "b", "more": "c"}):
        with pytest.raises(TypeError):
            Quick(**wrong)
    with pytest.raises(TypeError):
        Quick("a", "b")


def test_it_can_be_copied_and_kept():
    link = views.NavLink(text="a", href="b")
    assert replace(link, href="c") == views.NavLink(text="a", href="c")
    assert copy.copy(link) == copy.deepcopy(link) == pickle.loads(pickle.dumps(link)) == link


def test_every_view_is_made_quickly():
    for name in views.__all__:
        assert getattr(views, name).__init__.__code__.co_filename == "<string>"
        assert "become" in getattr(views, name).__init__.__code__.co_names
