"""nginx on loopback, serving one folder as a status host would."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

__all__ = ["nginx_serves"]


@contextmanager
def nginx_serves(root: Path, nginx: Path, scratch: Path) -> Iterator[str]:
    """Serve a folder; give its address, without the last slash."""
    scratch.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # As root its workers would be another user, who may not look into a test's own folder.
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "".join(
        f"  {name}_temp_path {scratch / name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (scratch / "nginx.conf").write_text(
        f"daemon off;\n{user}\nworker_processes 1;\npid {scratch / 'pid'};\n"
        f"error_log {scratch / 'error.log'};\nevents {{}}\nhttp {{\n{paths}  access_log off;\n"
        f"  sendfile on;\n  server {{\n    listen 127.0.0.1:{port};\n    root {root};\n"
        "    index index.html;\n  }\n}\n"
    )
    argv = [str(nginx), "-c", str(scratch / "nginx.conf"), "-p", str(scratch)]
    with (
        (scratch / "log").open("wb") as log,
        subprocess.Popen(argv, stderr=log) as process,
    ):
        try:
            end = monotonic() + 20
            while True:
                assert process.poll() is None, (scratch / "log").read_text()
                with socket.socket() as client:
                    if client.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert monotonic() < end, "nginx does not listen"
                sleep(0.01)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
