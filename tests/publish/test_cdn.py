"""nginx as a CDN in front of a server: while that is down, readers are sent what was there last.

What is tried is the configuration of docs/guide/publishing.md itself.
"""

from __future__ import annotations

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import sleep

import pytest
from tests.conformance.sites import ROOT, SHOP_NOW, Built, built
from tests.e2e.test_documents import blocks
from tests.publish import fronts

from statusgen.artifacts import meta
from statusgen.publish import servers

GUIDE = ROOT / "docs/guide/publishing.md"
READERS = 1000
UNCACHED = ("_headers", ".nojekyll", "build.json")


def documented(origin: int, scratch: Path) -> tuple[str, str]:
    """Return what the guide puts into `http` and into `server`, for an origin on loopback."""
    text = GUIDE.read_text("utf-8")
    [body] = [
        body for info, body, _ in blocks(text) if info == "nginx" and "proxy_cache_path" in body
    ]
    changes = (
        ("https://origin.shop.example", f"http://127.0.0.1:{origin}"),
        ("/var/cache/nginx/status", str(scratch / "cache")),
        ("listen 443 ssl;", ""),
    )
    for old, new in changes:
        assert body.count(old) == 1, old
        body = body.replace(old, new)
    body = re.sub(r"(?m)^ *(ssl_certificate|ssl_certificate_key|server_name) .*\n", "", body)
    http, _, server = body.partition("server {")
    return http, server.rpartition("}")[0]


@pytest.fixture(scope="module")
def site() -> Built:
    return built(ROOT, SHOP_NOW)


def origin_of(site: Built, root: Path) -> str:
    """Return what nginx is told about these files; what caches keep is too old after a second."""
    own = {one.path: one for one in site.plan.artifacts}
    files = [(one.path, one.media_type) for one in site.plan.artifacts]
    rules, endings = servers.typed(meta.rules(own.values(), site.plan.theme.policy), files)
    served = servers.Served(
        rules=rules, endings=endings, url="https://s.example/", root=str(site.put(root))
    )
    text, count = re.subn(r"s-maxage=\d+", "s-maxage=1", servers.nginx(served))
    assert count > 10
    return text


@pytest.mark.needs("nginx")
def test_a_thousand_requests_after_the_servers_death_are_all_answered(site, part, tmp_path):
    text = origin_of(site, tmp_path / "root")
    paths = [path for path in site.files if path not in UNCACHED]
    pages = [path for path in paths if not path.startswith("assets/")]
    with ExitStack() as front:
        with fronts.nginx(part("nginx"), tmp_path / "origin", text) as origin:
            http, server = documented(origin, tmp_path)
            running = fronts.nginx(part("nginx"), tmp_path / "front", server, http)
            port = front.enter_context(running)
            for path in paths:
                answer = fronts.ask(port, f"/{path}?{path}")
                assert (answer.status, answer.headers["x-cache-status"]) == (200, "MISS"), path
            assert fronts.ask(port, "/build.json").headers["x-cache-status"] == "MISS"
            assert fronts.ask(port, "/build.json").headers["x-cache-status"] == "MISS"
        while fronts.ask(port, f"/{pages[-1]}").headers["x-cache-status"] == "HIT":
            sleep(0.05)

        def read(number: int) -> tuple[str, fronts.Answer]:
            path = paths[number % len(paths)]
            # Whoever asks for something packed, or with a question of their own, is one of them.
            took = ("gzip", "gzip, br", "identity", "")[number % 4]
            return path, fronts.ask(port, f"/{path}?{number}", Accept_Encoding=took)

        with ThreadPoolExecutor(8) as readers:
            answers = list(readers.map(read, range(READERS)))
        assert len(answers) == READERS
        packed = 0
        for path, answer in answers:
            body = answer.body
            if answer.headers.get("content-encoding") == "gzip":
                packed += 1
                body = gzip.decompress(body)
            assert (answer.status, body) == (200, site.files[path]), path
            kept = answer.headers["x-cache-status"]
            assert kept in ({"HIT"} if path.startswith("assets/") else {"STALE", "UPDATING"}), path
        assert packed > READERS / 4
        # When it was confirmed last is asked of the server itself, or not answered.
        assert fronts.ask(port, "/build.json").status == 502


@pytest.mark.needs("nginx")
def test_the_headers_of_the_site_come_through_the_cache(site, part, tmp_path):
    text = origin_of(site, tmp_path / "root")
    with fronts.nginx(part("nginx"), tmp_path / "origin", text) as origin:
        http, server = documented(origin, tmp_path)
        with fronts.nginx(part("nginx"), tmp_path / "front", server, http) as port:
            for path in ("index.html", "feed.xml", "badge.svg", "build.json", "nothing"):
                first, again = (fronts.ask(one, f"/{path}") for one in (origin, port))
                own = {"date", "server", "connection", "x-cache-status", "accept-ranges", "vary"}
                assert again.headers.items() - first.headers.items() <= {
                    (name, value) for name, value in again.headers.items() if name in own
                }
                assert {*first.headers} - {*again.headers} <= own
                assert (again.status, again.body) == (first.status, first.body)
