"""The doctor at real web servers, which serve a real build with a certificate of their own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conformance.hosting import header_rules, matching
from tests.publish.certificates import Authority, authority

from statusgen import pipeline
from statusgen.cli.doctor import doctor

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def signer(part: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(part("openssl"), tmp_path_factory.mktemp("authority"))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def built(folder: Path, port: int) -> dict[str, dict[str, str]]:
    """Build the demo for an address on loopback, now; return which headers its files want."""
    site = folder / "site"
    shutil.copytree(ROOT / "content", site / "content")
    config = (ROOT / "statusgen.yml").read_text("utf-8")
    address = f"https://127.0.0.1:{port}/"
    assert "https://status.larkfield.example/" in config
    (site / "statusgen.yml").write_text(
        config.replace("https://status.larkfield.example/", address), "utf-8"
    )
    out = folder / "out"
    pipeline.build(pipeline.Options(site=site, now=datetime.now(UTC)), out)
    # Whoever serves them need not be whoever built them.
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    rules = header_rules((out / "_headers").read_text("utf-8"))
    headers = {}
    for path in out.rglob("*"):
        name = path.relative_to(out).as_posix()
        wanted = (pair for _, pairs in matching(rules, f"/{name}") for pair in pairs)
        headers[f"/{name}"] = dict(wanted)
    return {name: found for name, found in headers.items() if found}


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """Run a server until the block is left; begin when it answers."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        try:
            end = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    if server.poll() is not None or time.monotonic() > end:
                        server.kill()
                        out = server.communicate()[0].decode()
                        raise AssertionError(f"it does not answer: {out}") from None
                    time.sleep(0.02)
            yield
        finally:
            server.terminate()
            server.communicate(timeout=30)


def nginx(
    folder: Path, port: int, signed: tuple[Path, Path], wanted: dict[str, dict[str, str]]
) -> str:
    """Write the settings of an origin, and of a cache with TLS in front of it."""
    origin = folder / "origin.sock"
    names = sorted({name for headers in wanted.values() for name in headers} - {"Content-Type"})
    maps, adds = [], []
    for number, name in enumerate(names):
        rows = "".join(
            f"    '{path}' \"{headers[name]}\";\n"
            for path, headers in wanted.items()
            if name in headers
        )
        maps.append(f"  map $uri $own{number} {{\n    default '';\n{rows}  }}\n")
        adds.append(f"      add_header {name} $own{number} always;\n")
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""
daemon off; {user} worker_processes 1; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 256; }}
http {{
  access_log off; map_hash_bucket_size 1024; map_hash_max_size 8192;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  charset utf-8;
  charset_types text/html text/plain text/markdown text/calendar application/json;
  types {{
    text/html html; text/plain txt; text/markdown md; text/calendar ics; text/javascript js;
    image/svg+xml svg; image/png png; application/json json; application/atom+xml atom;
    application/xml xml rss;
  }}
{"".join(maps)}
  server {{
    listen unix:{origin};
    root {folder}/out;
    error_page 404 /404.html;
    location / {{
{"".join(adds)}
    }}
  }}
  proxy_cache_path {folder}/cache keys_zone=edge:1m;
  gzip on; gzip_vary on; gzip_types *; gzip_min_length 500;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {signed[0]}; ssl_certificate_key {signed[1]};
    location / {{
      proxy_pass http://unix:{origin}:;
      proxy_set_header Host $host;
      proxy_cache edge;
      proxy_cache_revalidate on;
      add_header X-Cache-Status $upstream_cache_status always;
    }}
  }}
}}
"""


def look(address: str, signer: Authority, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """Call the command; return its exit code, and each finding as code and sentence."""
    monkeypatch.setenv("SSL_CERT_FILE", str(signer.file))
    done = CliRunner().invoke(doctor, [address, "--format", "json"])
    findings = json.loads(done.output)["findings"]
    return done.exit_code, [f"{one['code']}: {one['what']}" for one in findings]


def signed(signer: Authority, days: int) -> tuple[Path, Path]:
    until = (datetime.now(UTC) + timedelta(days=days)).replace(microsecond=0)
    made = signer.issue(until=until)
    return made.file, made.key


@pytest.mark.needs("nginx", "openssl")
def test_nginx_with_the_headers_of_a_build_and_a_cache_in_front_has_no_finding(
    part, signer, tmp_path, monkeypatch
):
    port = free_port()
    wanted = built(tmp_path, port)
    settings = tmp_path / "nginx.conf"
    settings.write_text(nginx(tmp_path, port, signed(signer, 90), wanted))
    with running([str(part("nginx")), "-e", "stderr", "-c", str(settings)], port):
        assert look(f"https://127.0.0.1:{port}/", signer, monkeypatch) == (0, [])


CADDY = """
{{
  admin off
  auto_https off
  persist_config off
  storage file_system {folder}/caddy
}}
https://127.0.0.1:{port} {{
  bind 127.0.0.1
  tls {certificate} {key}
  root * {folder}/out
  encode gzip
{headers}
  file_server
  handle_errors {{
    rewrite * /404.html
    file_server
  }}
}}
"""


def caddy(folder: Path, port: int, signed: tuple[Path, Path], lines: list[str]) -> str:
    own = "".join(f"  {line}\n" for line in lines)
    certificate, key = signed
    return CADDY.format(folder=folder, port=port, certificate=certificate, key=key, headers=own)


@pytest.mark.needs("caddy", "openssl")
def test_caddy_with_the_headers_of_a_build_lacks_only_a_cache(part, signer, tmp_path, monkeypatch):
    port = free_port()
    wanted = built(tmp_path, port)
    lines = [
        f'header {path} {name} "{value}"'
        for path, headers in wanted.items()
        for name, value in headers.items()
    ]
    # The address of a page is that of its folder.
    lines += [line.replace("index.html", "") for line in lines if "/index.html " in line]
    settings = tmp_path / "Caddyfile"
    settings.write_text(caddy(tmp_path, port, signed(signer, 90), lines))
    command = [str(part("caddy")), "run", "--config", str(settings), "--adapter", "caddyfile"]
    with running(command, port):
        code, found = look(f"https://127.0.0.1:{port}/", signer, monkeypatch)
    assert code == 0
    assert found == [
        "uncached: no cache keeps the page: every reader's request reaches your own host"
    ]


@pytest.mark.needs("caddy", "openssl")
def test_caddy_as_it_comes_with_an_old_certificate_and_an_old_page_is_told_of_it_all(
    part, signer, tmp_path, monkeypatch
):
    port = free_port()
    built(tmp_path, port)
    build_json = tmp_path / "out/build.json"
    value = json.loads(build_json.read_text())
    build_json.write_text(json.dumps(value | {"valid_until": "2026-01-01T00:00:00Z"}))
    (tmp_path / "out/subscribe/index.html").unlink()
    settings = tmp_path / "Caddyfile"
    settings.write_text(caddy(tmp_path, port, signed(signer, 3), []))
    command = [str(part("caddy")), "run", "--config", str(settings), "--adapter", "caddyfile"]
    with running(command, port):
        code, found = look(f"https://127.0.0.1:{port}/", signer, monkeypatch)
    assert code == 1
    codes = {one.partition(":")[0] for one in found}
    assert codes >= {
        "broken-page",
        "cache-control",
        "certificate",
        "cors",
        "expired",
        "hsts",
        "nosniff",
        "policy",
        "uncached",
    }
    assert "certificate: the certificate of 127.0.0.1 ends in 2 days" in found
