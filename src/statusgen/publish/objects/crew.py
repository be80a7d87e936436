"""Many small tasks at once, in threads that never outlive an interrupted program.

Not concurrent.futures: its threads are waited for when the process ends, after Ctrl-C as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

__all__ = ["at_once"]

T = TypeVar("T")

_TICK = 1.0


def at_once(
    work: Callable[[T], None], items: Iterable[T], *, hands: int, tick: Callable[[], None]
) -> None:
    """Do the work for every item, `hands` of them at a time, and return when all is done.

    `tick` is called about once a second meanwhile, in the calling thread. The first exception, of
    either, ends it: no further item is begun, those that were are waited for, then it is raised.
    """
    waiting: SimpleQueue[T] = SimpleQueue()
    for item in items:
        waiting.put(item)
    ended: SimpleQueue[BaseException | None] = SimpleQueue()
    stop = Event()

    def hand() -> None:
        failure: BaseException | None = None
        try:
            while not stop.is_set():
                try:
                    item = waiting.get_nowait()
                except Empty:
                    break
                work(item)
        except BaseException as error:  # noqa: BLE001 - it is raised in the calling thread
            failure = error
            stop.set()
        ended.put(failure)

    threads = [Thread(target=hand, daemon=True) for _ in range(min(hands, waiting.qsize()))]
    for thread in threads:
        thread.start()
    failures: list[BaseException] = []
    left = len(threads)
    try:
        while left:
            try:
                failure = ended.get(timeout=_TICK)
            except Empty:
                tick()
                continue
            left -= 1
            failures += [failure] if failure is not None else []
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]
