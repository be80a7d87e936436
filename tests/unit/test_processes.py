"""Work in several processes gives what the same work in one does, and ends as that does."""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest

from statusgen.processes import FEW, spread


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out of the count the threads that tests of other files have left behind, waiting."""
    before, count = threading.active_count() - 1, threading.active_count
    monkeypatch.setattr(threading, "active_count", lambda: count() - before)


MANY = tuple(range(FEW * 3 + 1))


def squared(share: Sequence[int]) -> list[int]:
    return [one * one for one in share]


@pytest.mark.parametrize("processes", [1, 2, 3, 7])
@pytest.mark.parametrize("items", [(), (5,), MANY])
def test_the_order_is_that_of_the_things(items, processes):
    assert spread(items, squared, processes=processes) == squared(items)


def pid(share: Sequence[int]) -> list[int]:
    return [os.getpid()] * len(share)


def test_many_things_are_done_by_as_many_processes():
    assert len(set(spread(MANY, pid, processes=3))) == 3
    assert set(spread(MANY, pid, processes=1)) == {os.getpid()}
    assert set(spread(MANY[: FEW - 1], pid, processes=3)) == {os.getpid()}


def test_beside_a_thread_and_where_nothing_can_fork_all_is_done_here(monkeypatch):
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert set(spread(MANY, pid, processes=3)) == {os.getpid()}
    finally:
        done.set()
        thread.join()
    assert len(set(spread(MANY, pid, processes=3))) == 3
    monkeypatch.delattr(os, "fork")
    assert set(spread(MANY, pid, processes=3)) == {os.getpid()}


@pytest.mark.parametrize("bad", [(0,), (1,), (2,), (200, 1), (301, 3)])
def test_what_is_raised_is_what_the_first_thing_raises_here(bad):
    def work(share: Sequence[int]) -> list[int]:
        for one in share:
            if one in bad:
                raise ValueError(one)
        return list(share)

    with pytest.raises(ValueError, match=f"^{min(bad)}$"):
        spread(MANY, work, processes=3)


def test_what_a_killed_process_had_to_do_is_done_here():
    here = os.getpid()

    def work(share: Sequence[int]) -> list[int]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return squared(share)

    assert spread(MANY, work, processes=2) == squared(MANY)


def test_an_interrupt_leaves_no_process_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    here, made, fork = os.getpid(), [], os.fork

    def noted() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(os, "fork", noted)

    def work(share: Sequence[int]) -> list[int]:
        if os.getpid() == here:
            raise KeyboardInterrupt
        (tmp_path / str(os.getpid())).touch()
        signal.pause()
        return []

    with pytest.raises(KeyboardInterrupt):
        spread(MANY, work, processes=3)
    assert len(made) == 2
    for child in made:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_a_warning_that_is_an_error_comes_not_between_a_process_and_the_note_of_it(
    monkeypatch: pytest.MonkeyPatch,
):
    """As from Python 3.15 on, beside threads that Python did not begin."""
    fork = os.fork

    def warned() -> int:
        if child := fork():
            warnings.warn("use of fork() may lead to deadlocks", DeprecationWarning, stacklevel=2)
        return child

    monkeypatch.setattr(os, "fork", warned)
    assert len(set(spread(MANY, pid, processes=3))) == 3


def test_what_a_process_would_do_at_its_end_is_not_done(tmp_path: Path):
    class Noisy:
        def __del__(self) -> None:
            if os.getpid() != here:
                (tmp_path / "again").touch()

    here, kept = os.getpid(), Noisy()
    assert spread(MANY, squared, processes=2) == squared(MANY)
    del kept
    assert list(tmp_path.iterdir()) == []
