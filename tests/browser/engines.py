"""Firefox and WebKit as Debian has them, driven by the standard library alone.

Playwright drives only builds that it has changed itself, and a Firefox that is newer than Debian's.
The commands are those of W3C's WebDriver. WebKit's driver takes them over HTTP, Firefox itself over
a socket, each as JSON behind its length, which is called Marionette.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from tests.serving import until

__all__ = ["Engine", "firefox", "webkit"]

_SECONDS = 60


class Engine:
    """One window of a browser. A command that fails raises AssertionError with its reason."""

    def __init__(self, send: Callable[[str, dict[str, Any]], Any]) -> None:
        self._send = send

    def open(self, url: str) -> None:
        """Open a page, and wait until it is loaded."""
        self._send("Navigate", {"url": url})

    def back(self) -> None:
        self._send("Back", {})

    def run(self, script: str, *arguments: object) -> Any:
        """Run the body of a function in the page, and return what it returns."""
        return self._send("ExecuteScript", {"script": script, "args": list(arguments)})

    def widen(self, pixels: int) -> None:
        """Make the page so many pixels wide, its scroll bar included."""
        self._send("SetWindowRect", {"width": pixels, "height": 800})
        until(lambda: self.run("return innerWidth") == pixels)


_QUIET = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.region.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "intl.accept_languages": "en-GB",
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "",
}
"""It asks nobody but the pages' hosts for anything, and listens on a port that is free."""


@contextmanager
def firefox(program: Path) -> Iterator[Engine]:
    """Start Firefox without windows, and end it when the block is left."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        lines = (
            f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in _QUIET.items()
        )
        (Path(folder) / "user.js").write_text("\n".join(lines), "utf-8")
        told = Path(folder) / "MarionetteActivePort"
        command = [str(program), "--headless", "--marionette", "--no-remote", "--profile", folder]
        with _running(command, {"HOME": folder, "MOZ_DISABLE_CONTENT_SANDBOX": "1"}, folder):
            until(lambda: told.is_file() and told.read_text("utf-8").strip() != "", _SECONDS)
            address = ("127.0.0.1", int(told.read_text("utf-8")))
            with (
                socket.create_connection(address, _SECONDS) as spoken,
                spoken.makefile("rb") as heard,
            ):
                send = _marionette(spoken, heard)
                send("NewSession", {})
                # A window with a bar of addresses is never narrower than 450 pixels.
                send("ExecuteScript", {"script": "open('about:blank', '', 'popup, noopener')"})
                until(lambda: len(send("GetWindowHandles", {})) == 2)
                send("SwitchToWindow", {"handle": send("GetWindowHandles", {})[1]})
                yield Engine(send)
                with suppress(AssertionError):
                    send("Quit", {})


def _marionette(spoken: socket.socket, heard: IO[bytes]) -> Callable[[str, dict[str, Any]], Any]:
    def read() -> Any:
        length = b""
        while not length.endswith(b":"):
            one = heard.read(1)
            assert one, "Firefox has gone"
            length += one
        return json.loads(heard.read(int(length[:-1])))

    def send(name: str, values: dict[str, Any]) -> Any:
        prefix = "Marionette" if name == "Quit" else "WebDriver"
        data = json.dumps([0, 1, f"{prefix}:{name}", values]).encode()
        spoken.sendall(b"%d:%b" % (len(data), data))
        _, _, fault, result = read()
        assert fault is None, f"{name}: {fault}"
        return result.get("value", result) if isinstance(result, dict) else result

    assert read()["marionetteProtocol"] == 3
    return send


_SMALL = "* { font-size: 1px; padding: 0; margin: 0; border: 0; min-width: 0; min-height: 0 }"
"""A theme for the buttons around the page, which else are 447 pixels wide."""


@contextmanager
def webkit(driver: Path, xvfb: Path) -> Iterator[Engine]:
    """Start WebKitGTK on a screen that nobody sees, and end both when the block is left."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        theme = Path(folder) / ".themes/small/gtk-3.0/gtk.css"
        theme.parent.mkdir(parents=True)
        theme.write_text(_SMALL, "utf-8")
        reading, writing = os.pipe()
        screen = [str(xvfb), "-displayfd", str(writing), "-screen", "0", "1400x1000x24"]
        stack.enter_context(_running([*screen, "-nolisten", "tcp"], {}, folder, writing))
        os.close(writing)
        with os.fdopen(reading) as display:
            shown = f":{display.readline().strip()}"
        known = {"DISPLAY": shown, "HOME": folder, "GTK_THEME": "small", "NO_AT_BRIDGE": "1"}
        own = stack.enter_context(ExitStack())
        send = own.enter_context(_session(driver, known, folder))
        wide: list[dict[str, Any]] = []

        def patient(name: str, values: dict[str, Any]) -> Any:
            nonlocal send
            if name == "SetWindowRect":
                wide[:] = [values]
            if name != "Navigate":
                return send(name, values)
            try:
                send(name, values)
                return send("ExecuteScript", {"script": "return 0", "args": []})
            except TimeoutError:
                # Once in some hundred pages, on a busy machine, the driver says nothing any more of
                # a page that it has just opened. A page that does that to it does it again.
                own.close()
                send = own.enter_context(_session(driver, known, folder))
                for width in wide:
                    send("SetWindowRect", width)
                return send(name, values)

        yield Engine(patient)


@contextmanager
def _session(
    driver: Path, known: Mapping[str, str], folder: str
) -> Iterator[Callable[[str, dict[str, Any]], Any]]:
    """Start WebKit's driver with one window; end both, also where it does not answer any more."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sandbox = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    with _running([str(driver), f"--port={port}"], {**known, **sandbox}, folder):
        until(lambda: _listens(port), _SECONDS)
        session = _http(port, "POST", "/session", {"capabilities": {}})["sessionId"]
        try:
            yield lambda name, values: _http(port, *_path(session, name), values)
        finally:
            with suppress(TimeoutError):
                _http(port, "DELETE", f"/session/{session}", {}, seconds=10)


def _path(session: str, name: str) -> tuple[str, str]:
    paths = {
        "Back": "back",
        "ExecuteScript": "execute/sync",
        "Navigate": "url",
        "SetWindowRect": "window/rect",
    }
    return "POST", f"/session/{session}/{paths[name]}"


def _http(
    port: int, method: str, path: str, values: dict[str, Any], *, seconds: float = _SECONDS
) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        body = json.dumps(values) if method == "POST" else None
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        value = json.loads(answer.read())["value"]
        assert answer.status == 200, f"{path}: {value}"
        return value
    finally:
        connection.close()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def _running(
    command: list[str], known: Mapping[str, str], folder: str, *kept: int
) -> Iterator[None]:
    """Let a program run until the block is left; what it says is about this machine."""
    with (Path(folder) / "said").open("ab") as said:
        running = subprocess.Popen(
            command,
            stdout=said,
            stderr=said,
            env={**os.environ, **known},
            pass_fds=kept,
            start_new_session=True,
        )
        try:
            yield
        finally:
            # With what it has started: a window outlives a driver that does not answer.
            os.killpg(running.pid, signal.SIGTERM)
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
