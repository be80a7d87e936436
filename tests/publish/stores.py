"""Real object stores on loopback, started once a session, and targets and runs for them.

SeaweedFS and rclone speak as S3 does, the first with conditional writes and the second without;
Azurite is Azure's. Every test has a place of its own below a prefix that nobody else uses.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import os
import random
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import obstore
import pytest
from obstore.store import ObjectStore

from statusgen.errors import Location, Problem
from statusgen.located import Mapping as Keys
from statusgen.located import Scalar
from statusgen.publish.objects import azure, s3
from statusgen.publish.objects.bucket import Bucket
from statusgen.publish.target import Run

BUCKET = "shop-status"
KEY, SECRET = "AKCANARYCANARY", "canary-of-a-secret-key/+0123456789"
AZURE_ACCOUNT = "devstoreaccount1"
AZURE_KEY = (  # the one that Azurite is shipped with
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)
NOW = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)

_S3_JSON = {
    "identities": [
        {
            "name": "test",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
    ]
}
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a store that is one test's own; `endpoint` may be a proxy's in front of it."""

    kind: str
    endpoint: str
    prefix: str
    environ: Mapping[str, str]

    def target(self, *, limit: float = 30.0, name: str = "main", **keys: str) -> Bucket:
        """Make a target as statusgen.yml would."""
        named = {"bucket": BUCKET} if self.kind == "s3" else {"account": AZURE_ACCOUNT}
        address = self.endpoint if self.kind == "s3" else f"{self.endpoint}/{AZURE_ACCOUNT}"
        problems: list[Problem] = []
        make = s3 if self.kind == "s3" else azure
        every = named | {"type": self.kind, "endpoint": address, "prefix": self.prefix} | keys
        made = make(name, mapping(every), problems)
        assert problems == []
        assert made is not None
        return replace(made, limit=limit)

    def through(self, port: int) -> Place:
        """Return the same place behind a proxy."""
        return replace(self, endpoint=f"http://127.0.0.1:{port}")

    def store(self) -> ObjectStore:
        """Open the place as its owner sees it, without anything of statusgen's in between."""
        return self.target().connect(self.environ, 30.0)

    def objects(self) -> dict[str, bytes]:
        """Return every object of the place."""
        store = self.store()
        found = {one["path"] for page in obstore.list(store) for one in page}
        return {path: bytes(obstore.get(store, path).bytes()) for path in sorted(found)}

    def names(self) -> set[str]:
        """Return the key of every object of the place."""
        return {one["path"] for page in obstore.list(self.store()) for one in page}


def fetch_from(place: Place) -> Callable[[str], bytes]:
    """Fetch as a reader does; a folder answers with its index.html."""
    store = place.store()

    def fetch(path: str) -> bytes:
        whole = f"{path}index.html" if not path or path.endswith("/") else path
        try:
            return bytes(obstore.get(store, whole).bytes())
        except FileNotFoundError as error:
            raise LookupError(f"{path}: missing") from error

    return fetch


def mapping(values: Mapping[str, str]) -> Keys:
    """Make what YAML would be read to."""
    where = Location("statusgen.yml")
    pairs = ((Scalar(key, where, False), Scalar(text, where, True)) for key, text in values.items())
    return Keys(tuple(pairs), where)


@dataclass(slots=True)
class Clock:
    """A clock that stands still unless somebody pauses: minutes of trouble pass in no time."""

    now: datetime = NOW
    guard: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> datetime:
        with self.guard:
            return self.now

    def pause(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.01))
        with self.guard:
            self.now += timedelta(seconds=seconds)


def run_for(
    place: Place,
    *,
    clock: Clock | None = None,
    budget: float = 60.0,
    max_deletes: float = 1.0,
    dry_run: bool = False,
) -> Run:
    """Make a run whose clock stands still."""
    clock = clock or Clock()
    return Run(
        clock=clock,
        pause=clock.pause,
        environ=place.environ,
        site=Path(),
        progress=lambda done, total, what: None,
        dry_run=dry_run,
        max_deletes=max_deletes,
        budget=budget,
    )


@pytest.fixture(scope="session")
def _seaweed(part: Callable[[str], Path]) -> Iterator[str]:
    ports = _ports(4)
    with tempfile.TemporaryDirectory(prefix="statusgen-weed-") as folder:
        config = Path(folder, "s3.json")
        config.write_text(json.dumps(_S3_JSON))
        data = Path(folder, "data")
        data.mkdir()
        master, volume, filer, front = ports
        command = [
            *(str(part("weed")), "server", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *(f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}"),
            *("-master.volumeSizeLimitMB=64", "-volume.max=8", "-s3", f"-s3.port={front}"),
            *(f"-s3.config={config}", "-s3.port.lance=0", "-s3.port.iceberg=0"),
        ]
        with _running(command, Path(folder)):
            address = f"http://127.0.0.1:{front}"
            _until(lambda: _make_bucket(address), "SeaweedFS")
            yield address


@pytest.fixture(scope="session")
def _rclone(part: Callable[[str], Path]) -> Iterator[str]:
    (port,) = _ports(1)
    with tempfile.TemporaryDirectory(prefix="statusgen-rclone-") as folder:
        data = Path(folder, "data")
        (data / BUCKET).mkdir(parents=True)
        command = [
            *(str(part("rclone")), "serve", "s3", "--auth-key", f"{KEY},{SECRET}"),
            *("--addr", f"127.0.0.1:{port}", "--vfs-cache-mode", "writes"),
            *("--config", os.devnull, "--cache-dir", f"{folder}/cache", str(data)),
        ]
        with _running(command, Path(folder)):
            _until(lambda: _answers(port), "rclone")
            yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def _azurite(part: Callable[[str], Path]) -> Iterator[str]:
    (port,) = _ports(1)
    with tempfile.TemporaryDirectory(prefix="statusgen-azurite-") as folder:
        command = [
            *("node", str(part("azurite")), "--blobHost", "127.0.0.1", "--blobPort", str(port)),
            *("--location", folder, "--silent", "--skipApiVersionCheck", "--disableTelemetry"),
        ]
        with _running(command, Path(folder)):
            address = f"http://127.0.0.1:{port}"
            _until(lambda: _make_container(address), "Azurite")
            yield address


@pytest.fixture
def seaweed(_seaweed: str) -> Place:
    """Give a place at a store that speaks as S3 does and heeds conditions."""
    return _place("s3", _seaweed)


@pytest.fixture
def rclone(_rclone: str) -> Place:
    """Give a place at a store that speaks as S3 does and heeds no conditions."""
    return _place("s3", _rclone)


@pytest.fixture
def azurite(_azurite: str) -> Place:
    """Give a place at a store of Azure's kind."""
    return _place("azure", _azurite)


def _place(kind: str, address: str) -> Place:
    environ = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    if kind == "azure":
        environ = {"AZURE_STORAGE_ACCOUNT_KEY": AZURE_KEY}
    prefix = f"place-{os.getpid()}-{next(_numbers)}"
    return Place(kind=kind, endpoint=address, prefix=prefix, environ=environ)


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            yield
        finally:
            process.kill()
            process.wait()


def _until(ready: Callable[[], bool], name: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"{name} did not start"
        time.sleep(0.1)


def _ports(count: int) -> tuple[int, ...]:
    """Find free ports; SeaweedFS also takes those 10,000 above."""
    found: list[int] = []
    while len(found) < count:
        port = random.SystemRandom().randrange(12000, 30000)
        if port not in found and _is_free(port) and _is_free(port + 10000):
            found.append(port)
    return tuple(found)


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _make_bucket(address: str) -> bool:
    """Create the bucket; SeaweedFS answers before it can, so that this is also the test for it."""
    now = datetime.now(UTC)
    day, stamp = f"{now:%Y%m%d}", f"{now:%Y%m%dT%H%M%SZ}"
    host, empty = address.removeprefix("http://"), hashlib.sha256(b"").hexdigest()
    names = "host;x-amz-content-sha256;x-amz-date"
    asked = (
        f"PUT\n/{BUCKET}\n\nhost:{host}\nx-amz-content-sha256:{empty}\nx-amz-date:{stamp}\n\n"
        f"{names}\n{empty}"
    )
    scope = f"{day}/us-east-1/s3/aws4_request"
    what = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
    key = f"AWS4{SECRET}".encode()
    for piece in (day, "us-east-1", "s3", "aws4_request"):
        key = hmac.digest(key, piece.encode(), "sha256")
    signature = hmac.digest(key, what.encode(), "sha256").hex()
    credential = f"Credential={KEY}/{scope}, SignedHeaders={names}, Signature={signature}"
    return _put(
        f"{address}/{BUCKET}",
        {
            "x-amz-date": stamp,
            "x-amz-content-sha256": empty,
            "Authorization": f"AWS4-HMAC-SHA256 {credential}",
        },
    )


def _make_container(address: str) -> bool:
    date, version = format_datetime(datetime.now(UTC), usegmt=True), "2021-08-06"
    asked = "PUT" + "\n" * 12 + f"x-ms-date:{date}\nx-ms-version:{version}\n"
    asked += f"/{AZURE_ACCOUNT}/{AZURE_ACCOUNT}/$web\nrestype:container"
    signed = hmac.digest(base64.b64decode(AZURE_KEY), asked.encode(), "sha256")
    authorization = f"SharedKey {AZURE_ACCOUNT}:{base64.b64encode(signed).decode()}"
    return _put(
        f"{address}/{AZURE_ACCOUNT}/$web?restype=container",
        {"x-ms-date": date, "x-ms-version": version, "Authorization": authorization},
    )


def _put(address: str, headers: Mapping[str, str]) -> bool:
    request = urllib.request.Request(address, method="PUT", headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except OSError:
        return False
