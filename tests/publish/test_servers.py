"""nginx and Caddy with the printed configuration send each file exactly as `_headers` says."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from tests.cli.shell import shell_in
from tests.conformance.hosting import header_rules, matching
from tests.conformance.sites import QUIET, ROOT, SHOP_NOW, Built, built, write
from tests.publish import fronts
from tests.publish.making import release

from statusgen.errors import UsageError
from statusgen.publish import compressed
from statusgen.publish.servers import Served, caddy, nginx, typed

HIDDEN = ("_headers", ".nojekyll")
SERVERS = pytest.mark.parametrize(
    "server",
    [
        pytest.param("nginx", marks=pytest.mark.needs("nginx")),
        pytest.param("caddy", marks=pytest.mark.needs("caddy")),
    ],
)
BASES = pytest.mark.parametrize("base", ["/", "/status/"])


def printed(server: str, site: Path, root: Path | str, scratch: Path) -> str:
    ran = shell_in(scratch)(f"statusgen headers {server} -C {site} --root {root}")
    assert (ran.err, ran.code) == ("", 0)
    return ran.out


@pytest.fixture(scope="module")
def shop() -> Built:
    return built(ROOT, SHOP_NOW)


@pytest.fixture(scope="module")
def site_at(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the demo's folder, with its page below a path of the host."""

    def at(base: str) -> Path:
        folder = tmp_path_factory.mktemp("site")
        text = (ROOT / "statusgen.yml").read_text("utf-8")
        text = re.sub(r"(?m)^(url: https://[^/\s]+)/.*$", rf"\1{base}", text)
        (folder / "statusgen.yml").write_text(text, "utf-8")
        for name in ("content", "themes", "brand"):
            if (ROOT / name).is_dir():
                (folder / name).symlink_to(ROOT / name)
        return folder

    return at


@contextmanager
def serving(server: str, program: Path, text: str, scratch: Path) -> Iterator[int]:
    run = fronts.nginx if server == "nginx" else fronts.caddy
    with run(program, scratch, text) as port:
        yield port


@SERVERS
@BASES
def test_each_file_is_sent_exactly_as_the_rules_say(server, base, shop, site_at, part, tmp_path):
    root = shop.put(tmp_path / "root")
    text = printed(server, site_at(base), root, tmp_path / "shell")
    rules = header_rules(shop.text("_headers"))
    known = {name.lower() for _, fields in rules for name, _ in fields} - {"content-type"}
    types = {one.path: one.media_type for one in shop.plan.artifacts}
    with serving(server, part(server), text, tmp_path / "scratch") as port:
        for path, data in shop.files.items():
            if path in HIDDEN:
                continue
            addresses = {path, path.removesuffix("index.html")}
            for address in addresses if path.endswith("index.html") else (path,):
                [rule] = matching(rules, f"/{address}")
                answer = fronts.ask(port, f"{base}{address}")
                sent = {name: value for name, value in answer.headers.items() if name in known}
                wanted = {name.lower(): value for name, value in rule[1]}
                assert answer.headers["content-type"] == types[path], address
                assert wanted.pop("content-type", types[path]) == types[path]
                assert (answer.status, sent, answer.body) == (200, wanted, data), address


@SERVERS
@BASES
def test_what_is_not_there_is_answered_with_the_page_for_it(
    server, base, shop, site_at, part, tmp_path
):
    root = shop.put(tmp_path / "root")
    text = printed(server, site_at(base), root, tmp_path / "shell")
    [rule] = matching(header_rules(shop.text("_headers")), "/404.html")
    lost = """nothing incidents/nothing/ incidents/nothing/index.html assets/ assets/x.js _headers
        .nojekyll components/nothing/badge.svg %00 index.html/x"""
    out = "a/%2e%2e/%2e%2e/secret" if base == "/" else "a/%2e%2e/secret"
    (tmp_path / "secret").write_text("nobody's")
    with serving(server, part(server), text, tmp_path / "scratch") as port:
        for path in (*lost.split(), out):
            answer = fronts.ask(port, f"{base}{path}")
            if answer.status == 400:  # some addresses are none
                continue
            assert (answer.status, answer.body) == (404, shop.files["404.html"]), path
            wanted = {"content-type": "text/html; charset=utf-8"}
            wanted |= {name.lower(): value for name, value in rule[1]}
            assert wanted.items() <= answer.headers.items(), path
            assert "access-control-allow-origin" not in answer.headers, path


@SERVERS
@BASES
def test_a_folder_without_its_slash_leads_to_the_folder(
    server, base, shop, site_at, part, tmp_path
):
    root = shop.put(tmp_path / "root")
    text = printed(server, site_at(base), root, tmp_path / "shell")
    with serving(server, part(server), text, tmp_path / "scratch") as port:
        answer = fronts.ask(port, f"{base}history")
        assert answer.status in (301, 308)
        assert answer.headers["location"] in (f"{base}history/", "history/")
        if base != "/":
            answer = fronts.ask(port, base.rstrip("/"))
            # A whole address would name the port and the scheme behind a proxy, not the reader's.
            assert (answer.status, answer.headers["location"]) == (301, base)


@SERVERS
def test_packed_files_are_sent_to_those_who_take_them(server, shop, part, tmp_path):
    packs = {".gz": gzip.decompress, ".br": brotli.decompress}
    # Of alike files a few will do: packing hundreds takes seconds.
    few = {
        path: data
        for path, data in shop.files.items()
        if not path.startswith(("components/", "groups/", "incidents/", "maintenance/2"))
    }
    plain = release(tmp_path / "plain", few)
    root = tmp_path / "root"
    whole = compressed.beside(plain)
    beside = {file.path: whole.data(file) for file in whole.files}
    for path, data in beside.items():
        there = root / path
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(data)
    text = printed(server, ROOT, root, tmp_path / "shell")
    seen = set()
    with serving(server, part(server), text, tmp_path / "scratch") as port:
        for path, data in few.items():
            if path in HIDDEN:
                continue
            plainly = fronts.ask(port, f"/{path}")
            assert plainly.body == data
            assert "content-encoding" not in plainly.headers
            for ending, name in ((".gz", "gzip"), (".br", "br")):
                if f"{path}{ending}" not in beside or (server, name) == ("nginx", "br"):
                    continue
                answer = fronts.ask(port, f"/{path}", Accept_Encoding=name)
                assert answer.headers["content-encoding"] == name, path
                assert "accept-encoding" in answer.headers["vary"].lower(), path
                assert answer.body == beside[f"{path}{ending}"], path
                assert packs[ending](answer.body) == data, path
                for field in ("content-type", "cache-control", "content-security-policy"):
                    assert answer.headers.get(field) == plainly.headers.get(field), path
                seen.add(name)
    assert seen == ({"gzip"} if server == "nginx" else {"gzip", "br"})


@SERVERS
def test_what_was_not_packed_before_is_packed_by_the_server(server, shop, part, tmp_path):
    root = shop.put(tmp_path / "root")
    text = printed(server, ROOT, root, tmp_path / "shell")
    texts = [one for one in shop.plan.artifacts if not one.media_type.startswith("image/png")]
    with serving(server, part(server), text, tmp_path / "scratch") as port:
        for one in texts:
            data = shop.files[one.path]
            if one.path in HIDDEN or len(data) < 1024:
                continue
            answer = fronts.ask(port, f"/{one.path}", Accept_Encoding="gzip")
            assert answer.headers.get("content-encoding") == "gzip", one.path
            assert gzip.decompress(answer.body) == data
        picture = next(path for path in shop.files if path.endswith(".png"))
        assert (
            "content-encoding"
            not in fronts.ask(port, f"/{picture}", Accept_Encoding="gzip").headers
        )


@SERVERS
def test_a_page_that_has_not_changed_is_not_sent_again(server, shop, part, tmp_path):
    root = shop.put(tmp_path / "root")
    text = printed(server, ROOT, root, tmp_path / "shell")
    with serving(server, part(server), text, tmp_path / "scratch") as port:
        first = fronts.ask(port, "/build.json")
        again = fronts.ask(port, "/build.json", If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["cache-control"] == "no-cache"


@SERVERS
def test_the_servers_own_checks_find_nothing_to_say(server, part, tmp_path, site_at):
    text = printed(server, site_at("/status/"), "/srv/status/current", tmp_path / "shell")
    file = tmp_path / "statusgen"
    file.write_text(text)
    if server == "caddy":
        main = tmp_path / "Caddyfile"
        main.write_text(f"{{\n\tauto_https off\n}}\nhttp://127.0.0.1 {{\n\timport {file}\n}}\n")
        argv = [part("caddy"), "adapt", "--validate", "--config", main]
    else:
        main = tmp_path / "nginx.conf"
        main.write_text(f"pid {tmp_path}/pid; events {{}} http {{ server {{ include {file}; }} }}")
        argv = [part("nginx"), "-t", "-q", "-e", "stderr", "-c", main]
    env = {**os.environ, "HOME": str(tmp_path)}
    ran = subprocess.run(argv, capture_output=True, check=False, env=env, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert b'"warn"' not in ran.stderr
    assert b"[warn]" not in ran.stderr


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the blocks of a configuration for nginx: expression and body."""
    return re.findall(r"\n    location ~ (\S+) \{\n(.*?)\n    \}", text, re.DOTALL)


def test_no_address_is_in_two_blocks_and_each_is_in_one(shop, tmp_path):
    found = blocks(printed("nginx", ROOT, "/srv/x", tmp_path))
    assert len(found) > 10
    for path in shop.files:
        if path not in HIDDEN:
            assert len([1 for regex, _ in found if re.fullmatch(regex, f"/{path}")]) == 1, path


def test_a_new_site_is_ready_for_entries_of_every_kind(tmp_path):
    text = printed("nginx", write(tmp_path / "site", QUIET), "/srv/x", tmp_path / "shell")
    for path in ("incidents/a/index.html", "maintenance/b/index.html", "history/2027/index.html"):
        [body] = [body for regex, body in blocks(text) if re.fullmatch(regex, f"/{path}")]
        assert "stale-if-error=2592000" in body
        assert "frame-ancestors 'none'" in body


@pytest.mark.parametrize(("write", "word"), [(nginx, "return 301"), (caddy, "redir ")])
def test_only_a_site_below_the_root_leads_its_bare_path_to_itself(write, word):
    rules = (("/404.html", ()),)
    for path, leads in (("/", False), ("/status/", True)):
        url = f"https://s.example{path}"
        text = write(Served(rules=rules, endings={}, url=url, root="/srv"))
        assert (word in text) is leads


def test_what_a_server_would_read_as_something_else_is_refused(tmp_path):
    rules = (("/404.html", (("X", "1"),)),)
    for root in ("srv", "/srv/$x", "/srv/a b", "/srv/a;}", "/srv/../etc", ""):
        with pytest.raises(UsageError, match="is not a folder"):
            Served(rules=rules, endings={}, url="https://s.example/", root=root)
    for url in ("https://s.example/a;b/", "https://s.example/%7B/", "https://s.example/a b/"):
        with pytest.raises(UsageError, match="cannot be written"):
            Served(rules=rules, endings={}, url=url, root="/srv")
    odd = Served(
        rules=(("/404.html", (("X", "$uri"),)),), endings={}, url="https://s.example/", root="/srv"
    )
    with pytest.raises(ValueError, match="something else"):
        nginx(odd)
    ran = shell_in(tmp_path)(f"statusgen headers nginx -C {ROOT} --root here")
    assert (ran.out, ran.code) == ("", 2)
    assert ran.err == (
        "error: 'here' is not a folder that starts at the root of the server's disk\n"
        "  hint: write it like /srv/status/current, in letters, digits and hyphens\n"
    )


def test_a_rule_without_a_type_gets_that_of_its_files():
    rules = (("/a/", (("X", "1"),)), ("/b/*", ()), ("/c.json", (("Content-Type", "own"),)))
    files = (("a/index.html", "text/html"), ("b/c.js", "script"), ("b/c.png", "picture"))
    assert typed(rules, (*files, ("c.json", "other"))) == (
        (
            ("/a/", (("Content-Type", "text/html"), ("X", "1"))),
            ("/b/*", ()),
            ("/c.json", (("Content-Type", "own"),)),
        ),
        {".js": "script", ".png": "picture"},
    )


def test_what_a_server_would_read_as_more_than_an_ending_is_left_out():
    rules = (("/assets/*", (("Cache-Control", "no-cache"),)),)
    files = [("assets/a.1.png", "image/png"), ("assets/b.2.x; } autoindex on; { y", "text/plain")]
    assert typed(rules, files)[1] == {".png": "image/png"}
