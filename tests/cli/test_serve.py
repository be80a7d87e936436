"""The preview as a command: what it says while it runs, and that it ends when it is told to."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.cli.shell import Shell, shell_in_the_shop

NOW = ("--now", "2026-03-04 09:30")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return shell_in_the_shop(tmp_path)


@contextmanager
def preview(shell: Shell, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a preview; whatever the test finds, it does not outlive it."""
    process = shell.start("serve", *arguments, *NOW)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines(process: subprocess.Popen[bytes], count: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().decode() for _ in range(count)]


def free() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def build(port: str) -> str:
    """Return the number of the build that the front page is of."""
    with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        found = re.search(r'data-build="(\d+)"', answer.read().decode())
    assert found is not None
    return found[1]


def test_it_says_where_the_page_is_what_is_wrong_and_that_it_stopped(shell):
    port = free()
    with preview(shell, "--port", str(port)) as process:
        said = lines(process, 3)
        assert said == [
            "checked 1 incident and 1 maintenance entry: shown\n",
            f"the page is at http://127.0.0.1:{port}/\n",
            "it follows the files as you save them; Ctrl-C stops it\n",
        ]
        entry = shell.cwd / "content/incidents/broken.md"
        entry.write_text("nothing\n")
        assert lines(process, 1) == ["shown: the last good pages\n"]
        entry.unlink()
        assert lines(process, 1) == said[:1]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert (out, process.returncode) == (b"stopped\n", 0)
    assert err.startswith(b"content/incidents/broken.md:1:1: error: ")
    assert err.endswith(b"\n1 error\n")


def test_ctrl_c_ends_it_at_once_while_pages_listen(shell):
    with preview(shell, "--port", str(free())) as process, ExitStack() as pages:
        address = lines(process, 3)[1].partition("//")[2]
        name, _, port = address.strip().rstrip("/").partition(":")
        for _ in range(5):
            page = pages.enter_context(socket.create_connection((name, int(port))))
            page.sendall(f"GET /__preview/events HTTP/1.1\r\nHost: {name}:{port}\r\n\r\n".encode())
            assert page.recv(4096).startswith(b"HTTP/1.1 200 ")
        process.send_signal(signal.SIGINT)
        # Whoever waits for the pages waits until they hang up.
        process.communicate(timeout=5)
        assert process.returncode == 0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_it_is_put_away_by_what_ends_it(shell, name):
    with preview(shell, "--port", "0") as process:
        lines(process, 3)
        process.send_signal(getattr(signal, name))
        out, _ = process.communicate(timeout=10)
    assert (out, process.returncode) == (b"stopped\n", 0)


def test_a_page_of_a_preview_that_was_stopped_is_told_to_reload_by_the_next_one(shell):
    port = str(free())
    with preview(shell, "--port", port) as process:
        lines(process, 3)
        old = build(port)
    with preview(shell, "--port", port) as process:
        lines(process, 3)
        assert build(port) != old
        with socket.create_connection(("127.0.0.1", int(port)), timeout=10) as page:
            ask = f"GET /__preview/events?build={old} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
            page.sendall(ask.encode())
            heard = b""
            while b"\nevent: " not in heard:
                heard += page.recv(4096)
    assert b"\nevent: reload\n" in heard


def test_it_writes_nothing(shell):
    before = sorted(shell.cwd.rglob("*"))
    with preview(shell, "--port", "0") as process:
        lines(process, 3)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
    assert sorted(shell.cwd.rglob("*")) == before
