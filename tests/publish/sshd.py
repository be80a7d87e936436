"""A host on loopback: sshd with its own keys and settings, run by whoever runs the tests."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, sleep

__all__ = ["SshHost", "ssh_host"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SshHost:
    """Where sshd listens, and the settings with which a client gets in.

    `environ` has a PATH on which `ssh` is the system's, with these settings in place of the user's.
    """

    address: str
    port: int
    folder: Path
    environ: dict[str, str]

    def with_settings(self, name: str, **changed: str) -> SshHost:
        """Return the host as a client with other settings sees it."""
        settings = _settings(self.folder) | changed
        return replace(self, environ=_environ(self.folder, name, settings))


@contextmanager
def ssh_host(folder: Path, sshd: Path, *sets: str) -> Iterator[SshHost]:
    """Start sshd on a free port of loopback, and end it; `sets` are variables of its sessions."""
    folder.mkdir(mode=0o700, parents=True)
    for name in ("host", "user", "stranger"):
        keygen = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name]
        subprocess.run(keygen, check=True)
    shutil.copy(folder / "user.pub", folder / "authorized_keys")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "sshd_config").write_text(
        "\n".join(
            (
                f"Port {port}",
                "ListenAddress 127.0.0.1",
                f"HostKey {folder / 'host'}",
                f"AuthorizedKeysFile {folder / 'authorized_keys'}",
                f"PidFile {folder / 'pid'}",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin prohibit-password",
                "StrictModes no",
                # Eight publishers knock at once, and a test kills clients before they are in.
                "MaxStartups 200",
                "LogLevel ERROR",
                # The shell of whoever runs the tests must not read their own files.
                " ".join(("SetEnv", f"HOME={folder}", *sets)),
                "",
            )
        )
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    key = (folder / "host.pub").read_text()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {key}")
    (folder / "no_hosts").write_text("")
    other = (folder / "stranger.pub").read_text()
    (folder / "other_hosts").write_text(f"[127.0.0.1]:{port} {other}")
    argv = [str(sshd), "-D", "-e", "-f", str(folder / "sshd_config")]
    with (folder / "log").open("wb") as log, subprocess.Popen(argv, stderr=log) as process:
        try:
            _wait(port, process, folder / "log")
            yield SshHost(
                address=f"{getpass.getuser()}@127.0.0.1",
                port=port,
                folder=folder,
                environ=_environ(folder, "bin", _settings(folder)),
            )
        finally:
            process.terminate()


def _settings(folder: Path) -> dict[str, str]:
    return {
        "IdentityFile": str(folder / "user"),
        "IdentitiesOnly": "yes",
        "UserKnownHostsFile": str(folder / "known_hosts"),
        "GlobalKnownHostsFile": "/dev/null",
        "StrictHostKeyChecking": "yes",
        "IdentityAgent": "none",
    }


def _environ(folder: Path, name: str, settings: dict[str, str]) -> dict[str, str]:
    """Make a folder with an `ssh` of these settings, and put it first on PATH."""
    programs = folder / name
    programs.mkdir(exist_ok=True)
    lines = "".join(f"  {key} {value}\n" for key, value in settings.items())
    (programs / "config").write_text(f"Host *\n{lines}")
    ssh = programs / "ssh"
    ssh.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {programs / "config"} "$@"\n')
    ssh.chmod(0o755)
    path = os.environ.get("PATH", os.defpath)
    return {**os.environ, "PATH": f"{programs}{os.pathsep}{path}"}


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = monotonic() + 20
    while True:
        assert process.poll() is None, f"sshd ended: {log.read_text()}"
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert monotonic() < end, "sshd does not listen"
        sleep(0.01)
