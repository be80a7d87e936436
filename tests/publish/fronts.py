"""nginx and Caddy on loopback with a configuration of a test's own, and what they answer."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

__all__ = ["Answer", "ask", "caddy", "free_port", "nginx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came: header names are in lower case, and none came twice."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, path: str, **headers: str) -> Answer:
    """Ask for a path; underscores in the names of headers are hyphens."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
    names = [name.lower() for name, _ in answer.getheaders()]
    assert len(names) == len(set(names)), answer.getheaders()
    found = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(status=answer.status, headers=found, body=body)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def nginx(program: Path, scratch: Path, server: str, http: str = "") -> Iterator[int]:
    """Run nginx with what stands in its `server`, and in its `http` before that; give its port."""
    scratch.mkdir()
    port = free_port()
    # As root its workers would be another user, who may not look into a test's own folder.
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "".join(
        f"{name}_temp_path {scratch / name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (scratch / "nginx.conf").write_text(
        f"daemon off; {user} worker_processes 1; pid {scratch / 'pid'};\n"
        f"error_log {scratch / 'error.log'};\nevents {{}}\nhttp {{\n{paths}access_log off;\n"
        f"{http}\nserver {{\nlisten 127.0.0.1:{port};\n{server}\n}}\n}}\n"
    )
    argv = [str(program), "-c", str(scratch / "nginx.conf"), "-p", str(scratch)]
    with _running(argv, scratch, port):
        yield port


@contextmanager
def caddy(program: Path, scratch: Path, site: str) -> Iterator[int]:
    """Run Caddy with what stands in the block of its one site; give its port."""
    scratch.mkdir()
    port = free_port()
    (scratch / "Caddyfile").write_text(
        "{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n}\n"
        f"http://127.0.0.1:{port} {{\n{site}\n}}\n"
    )
    argv = [str(program), "run", "--config", str(scratch / "Caddyfile")]
    with _running(argv, scratch, port):
        yield port


@contextmanager
def _running(argv: list[str], scratch: Path, port: int) -> Iterator[None]:
    env = {**os.environ, "HOME": str(scratch), "XDG_DATA_HOME": str(scratch)}
    with (
        (scratch / "log").open("wb") as log,
        subprocess.Popen(argv, stdout=log, stderr=log, env=env) as process,
    ):
        try:
            end = monotonic() + 60
            while True:
                assert process.poll() is None, (scratch / "log").read_text()
                with socket.socket() as client:
                    if client.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert monotonic() < end, "the server does not listen"
                sleep(0.01)
            yield
        finally:
            process.terminate()
