"""From a save to the event that reloads the page: how long a writer waits.

`python -m benchmarks.preview [ENTRIES ...]` makes sites of so many entries in a temporary folder,
10, 1,000 and 10,000 if not said otherwise, serves each from this process, saves one entry again and
again, and prints the median and the longest time until a listening page is told, and until the new
front page has arrived. In both is the moment for which a preview waits that files come to rest.
"""

from __future__ import annotations

import socket
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.serving import ask, serving

from statusgen.server import Server

__all__ = ["entries", "main", "measure"]

SIZES = (10, 1_000, 10_000)
ROUNDS = 7
NOW = datetime(2026, 7, 4, 12, tzinfo=UTC)

_CONFIG = """\
title: Shop status
url: https://status.example/
timezone: Europe/London
components:
"""
_ENTRY = """\
---
title: Service {name} is slow
components: {{c{name}: degraded_performance}}
what_to_do: Please try again in a few minutes, or [call us](tel:+441632960000).
---

## {first} Investigating
We know that pages open slowly for *some* customers, and are looking into it.

## {second} Identified
It is the network of a supplier, who is working on it.

## {third} Resolved
Pages open as fast as before. We are sorry for the trouble.
"""


def entries(folder: Path, count: int) -> Path:
    """Write a site with `count` incidents in ten years; return the newest one's file."""
    (folder / "content/maintenance").mkdir(parents=True)
    services = (f"  - {{id: c{number}, name: Service {number}}}\n" for number in range(20))
    (folder / "statusgen.yml").write_text(_CONFIG + "".join(services), "utf-8")
    path = folder
    for number in range(count):
        began = NOW - timedelta(days=3650) * (count - number) / count
        times = (began + timedelta(hours=hours) for hours in range(3))
        first, second, third = (f"{at:%Y-%m-%d %H:%M}Z" for at in times)
        path = folder / f"content/incidents/{began:%Y}/{began:%Y-%m-%d}-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _ENTRY.format(name=number % 20, first=first, second=second, third=third)
        path.write_text(text, "utf-8")
    return path


def measure(folder: Path, entry: Path, rounds: int) -> list[tuple[float, float]]:
    """Save an entry again and again; return seconds until the event and until the page."""
    found = []
    text = entry.read_text("utf-8")
    with serving(folder, now=f"{NOW:%Y-%m-%d %H:%M}Z") as server:
        ask(server)
        for number in range(rounds):
            with _listening(server) as page:
                started = time.perf_counter()
                entry.write_text(text.replace("is slow", f"is slow {number}"), "utf-8")
                heard = b""
                while b"event: reload" not in heard:
                    heard += page.recv(4096)
                told = time.perf_counter() - started
                assert f"is slow {number}" in ask(server, "/history/").text
                found.append((told, time.perf_counter() - started))
    return found


def _listening(server: Server) -> socket.socket:
    page = socket.create_connection(("127.0.0.1", server.server_port), timeout=120)
    host = f"Host: 127.0.0.1:{server.server_port}"
    page.sendall(f"GET /__preview/events HTTP/1.1\r\n{host}\r\n\r\n".encode())
    while b"retry:" not in page.recv(4096):
        pass
    return page


def main(sizes: tuple[int, ...]) -> None:
    """Measure and print a table."""
    print("| Entries | Save to event, median | longest | Save to new page, median | longest |")
    print("|--------:|----------------------:|--------:|-------------------------:|--------:|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            entry = entries(Path(name), size)
            found = measure(Path(name), entry, ROUNDS)
        cells = [f"{size:,}"]
        for column in zip(*found, strict=True):
            cells += [f"{statistics.median(column):.2f} s", f"{max(column):.2f} s"]
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(tuple(int(one) for one in sys.argv[1:]) or SIZES)
