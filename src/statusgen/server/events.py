"""News for open pages, as server-sent events. Knows neither the site nor how it is served."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Lock

from statusgen.frozen import frozen

__all__ = ["HEARTBEAT", "Hub", "News", "wire"]

# Often enough that a page that is gone is noticed, and that nothing between thinks it idle.
_BEAT_SECONDS = 10.0

HEARTBEAT = b": still here\n\n"
"""What is sent while nothing happens."""


@frozen(kw_only=False)
class News:
    """An event: `reload` or `problems`, of the build with that number."""

    number: int
    name: str


def wire(news: News) -> bytes:
    """Write an event as the wire has it; its id is the build's number."""
    return f"id: {news.number}\nevent: {news.name}\ndata: {news.number}\n\n".encode()


class Listener:
    """One open page."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[News | None] = SimpleQueue()

    def tell(self, news: News | None) -> None:
        """Hand on an event; None ends it."""
        self._queue.put(news)

    def next(self) -> bytes | None:
        """Wait for what is to be sent next; None when there is nothing more to come."""
        try:
            news = self._queue.get(timeout=_BEAT_SECONDS)
        except Empty:
            return HEARTBEAT
        return None if news is None else wire(news)


class Hub:
    """All open pages."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._lock = Lock()
        self._closed = False

    def join(self) -> Listener:
        """Let a page listen."""
        listener = Listener()
        with self._lock:
            self._listeners.add(listener)
            if self._closed:
                listener.tell(None)
        return listener

    def __len__(self) -> int:
        with self._lock:
            return len(self._listeners)

    def leave(self, listener: Listener) -> None:
        """Let it go."""
        with self._lock:
            self._listeners.discard(listener)

    def tell(self, news: News) -> None:
        """Tell every page."""
        with self._lock:
            for listener in self._listeners:
                listener.tell(news)

    def close(self) -> None:
        """End every page's listening, also of those that come now."""
        with self._lock:
            self._closed = True
            for listener in self._listeners:
                listener.tell(None)
