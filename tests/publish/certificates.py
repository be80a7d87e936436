"""An authority of one's own on loopback, made by openssl, and certificates of any age from it."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate with its chain, and its key, as files."""

    file: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Make what a server speaks TLS with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who signs; `file` is what those who trust it are given, as SSL_CERT_FILE."""

    openssl: Path
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "authority.pem"

    def issue(
        self, *, until: datetime, since: datetime | None = None, names: str = "IP:127.0.0.1"
    ) -> Certificate:
        """Sign a certificate for these names that ends at an instant in UTC."""
        name = f"{until:%Y%m%d%H%M%S}-{abs(hash(names))}"
        key, request = self.folder / f"{name}.key", self.folder / f"{name}.csr"
        out = self.folder / f"{name}.pem"
        subject = ("-subj", "/CN=a host of a test")
        self._run("req", "-new", *KEY, "-keyout", key, "-out", request, *subject)
        settings = self.folder / f"{name}.cnf"
        settings.write_text(
            f"[ca]\ndefault_ca=own\n[own]\ndatabase={self.folder / 'index.txt'}\n"
            f"new_certs_dir={self.folder}\nserial={self.folder / 'serial'}\ndefault_md=sha256\n"
            f"policy=any\nx509_extensions=ext\nunique_subject=no\nrand_serial=yes\n"
            f"[any]\ncommonName=supplied\n[ext]\nsubjectAltName={names}\n"
            "extendedKeyUsage=serverAuth\n"
        )
        (self.folder / "index.txt").touch()
        starts = f"{since:%Y%m%d%H%M%SZ}" if since else "20240101000000Z"
        ends = f"{until:%Y%m%d%H%M%SZ}"
        signer = ("-cert", self.file, "-keyfile", self.folder / "authority.key")
        span = ("-startdate", starts, "-enddate", ends)
        files = ("-config", settings, "-in", request, "-out", out)
        self._run("ca", "-batch", "-notext", *files, *signer, *span)
        return Certificate(file=out, key=key)

    def _run(self, *arguments: object) -> None:
        command = [str(self.openssl), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def authority(openssl: Path, folder: Path) -> Authority:
    """Make an authority in a folder."""
    made = Authority(openssl=openssl, folder=folder)
    own = ("-subj", "/CN=an authority of a test", "-days", "3650")
    uses = ("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign")
    made._run(
        "req", "-x509", *KEY, "-keyout", folder / "authority.key", "-out", made.file, *own, *uses
    )
    return made
