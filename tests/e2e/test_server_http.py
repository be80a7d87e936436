"""What the preview answers, and to whom."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from tests.serving import CONFIG, NOW, SLOW, Told, ask, serving, shop, until

from statusgen.errors import UsageError
from statusgen.pipeline import Options, plan
from statusgen.render import draw
from statusgen.server import Preview, Server

BAR = '<script src="/__preview/bar.js" defer data-build="1"></script>\n</body>'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a shop that nobody changes, beside a secret and with links to it."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "secret").write_text("timezone")
    site = shop(folder / "site")
    (site / "outside").symlink_to(folder)
    with serving(site) as server:
        yield server


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return shop(tmp_path / "site")


def test_every_file_of_a_build_is_served_as_it_would_be_written(site):
    planned = plan(Options(site=site, now=NOW))
    with serving(site) as server:
        for one in planned.artifacts:
            answer = ask(server, f"/{one.path}")
            assert answer.code == 200
            data = answer.data.replace(BAR.encode(), b"</body>")
            assert data == draw(one, planned.theme), one.path


def test_a_folder_is_its_index_and_is_found_without_its_slash(served):
    assert "The website is slow" in ask(served, "/incidents/slow/").text
    found = ask(served, "/incidents/slow")
    assert (found.code, found.fields["location"]) == (302, "/incidents/slow/")


def test_what_is_not_there_is_the_sites_own_404_page(served):
    found = ask(served, "/incidents/none/")
    assert found.code == 404
    assert "<main" in found.text
    assert BAR in found.text


@pytest.mark.parametrize(
    "path",
    [
        "/../statusgen.yml",
        "/..%2fstatusgen.yml",
        "/%2e%2e/statusgen.yml",
        "/statusgen.yml",
        "/content/incidents/slow.md",
        "//etc/passwd",
        "/__preview/../statusgen.yml",
        "/__preview/bar.py",
        "/__preview/site.py",
        "/outside",
        "/incidents/outside/",
        "/%00",
        "/%ff%fe",
    ],
)
def test_no_file_of_the_disk_can_be_asked_for(served, path):
    found = ask(served, path)
    assert found.code == 404
    assert "timezone" not in found.text
    assert "root:" not in found.text


def test_an_entry_that_is_a_link_out_of_the_folder_is_a_problem_and_never_shown(site, tmp_path):
    told = Told()
    (tmp_path / "secret.md").write_text(SLOW.replace("slow", "a secret"))
    with serving(site, told=told) as server:
        (site / "content/incidents/secret.md").symlink_to(tmp_path / "secret.md")
        assert [one.code for one in told.wait(1).problems] == ["outside"]
        assert "a secret" not in ask(server, "/").text + ask(server, "/__preview/problems").text


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_the_names_of_this_machine_are_answered(served, name):
    assert ask(served, Host=f"{name}:{served.server_port}").code == 200


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="one socket hears one kind here")
@pytest.mark.parametrize("bind", ["0.0.0.0", "::"])
def test_any_address_of_this_machine_is_answered_where_all_are_listened_at(site, bind):
    with serving(site, bind=bind) as server:
        # As good as one in a network: it is not the one that is always allowed.
        assert ask(server, there="127.0.0.2").code == 200
        host = f"evil.example:{server.server_port}"
        assert ask(server, there="127.0.0.2", Host=host).code == 421


@pytest.mark.parametrize(
    "host", ["evil.example:{}", "localhost", "localhost:1", "localhost.evil.example:{}", ""]
)
@pytest.mark.parametrize("path", ["/", "/__preview/events", "/__preview/state.json"])
def test_any_other_host_is_refused(served, host, path):
    found = ask(served, path, Host=host.format(served.server_port))
    assert found.code == 421
    assert "Shop" not in found.text


def test_two_hosts_are_refused(served):
    with socket.create_connection(served.server_address[:2]) as client:
        host = f"Host: localhost:{served.server_port}\r\n"
        client.sendall(f"GET / HTTP/1.1\r\n{host}{host}\r\n".encode())
        assert client.recv(4096).startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "FETCH"])
def test_a_preview_can_only_be_looked_at(served, method):
    found = ask(served, method=method)
    assert (found.code, found.fields["allow"]) == (405, "GET, HEAD")


def test_a_head_has_the_fields_and_no_body(served):
    head, full = ask(served, method="HEAD"), ask(served)
    assert (head.code, head.data) == (200, b"")
    assert head.fields == full.fields


def test_the_policy_of_a_page_is_the_one_that_is_published(site):
    policy = plan(Options(site=site, now=NOW)).theme.policy
    with serving(site) as server:
        found = ask(server)
    assert found.fields["content-security-policy"] == f"{policy}; frame-ancestors 'none'"
    assert f'content="{policy}"'.replace("'", "&#39;") in found.text


def test_a_taken_port_is_passed_over_and_the_greeting_says_so(site):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with serving(site, port=taken) as server:
            assert taken < server.server_port <= taken + 20
            first, second, _ = server.greeting.splitlines()
            assert first == f"port {taken} is taken, so it is {server.server_port}"
            assert second == f"the page is at http://127.0.0.1:{server.server_port}/"


def test_an_address_that_is_not_here_is_refused(site):
    preview = Preview(site, clock=lambda: datetime.now(UTC), now=NOW)
    with pytest.raises(UsageError, match=r"nothing can be served at 192\.0\.2\.1, port 8000"):
        Server(preview, bind="192.0.2.1", port=8000)
    preview.close()


def test_a_site_below_a_path_is_served_there(site):
    config = CONFIG.replace("status.example/", "shop.example/status/")
    with serving(shop(site, config)) as server:
        assert server.address.endswith(f":{server.server_port}/status/")
        for path in ("/", "/status"):
            found = ask(server, path)
            assert (found.code, found.fields["location"]) == (302, "/status/")
        assert "The website is slow" in ask(server, "/status/").text
        assert ask(server, "/index.html").code == 404


def test_a_site_below_a_path_with_what_an_address_cannot_hold_is_served_there(site):
    (site / "statusgen.yml").write_text(CONFIG.replace("example/", "example/my%20shop/"))
    with serving(site) as server:
        for path in ("/", "/my%20shop"):
            assert ask(server, path).fields["location"] == "/my%20shop/"
        assert "The website is slow" in ask(server, "/my%20shop/").text
        found = ask(server, "/my%20shop/incidents/slow")
        assert (found.code, found.fields["location"]) == (302, "/my%20shop/incidents/slow/")
        assert "The website is slow" in ask(server, found.fields["location"]).text


def test_the_time_that_was_walked_to_is_looked_at(served):
    cookie = f"other=1; statusgen-preview-{served.server_port}=2026-07-05T12:30:00Z"
    then = ask(served, Cookie=cookie)
    assert "New tills: planned work" not in ask(served).text
    assert then.fields["date"] == "Sun, 05 Jul 2026 12:30:00 GMT"
    build = json.loads(ask(served, "/build.json", Cookie=cookie).data)
    assert build["built_at"] == "2026-07-05T12:30:00Z"
    facts = json.loads(ask(served, "/__preview/state.json", Cookie=cookie).data)
    assert facts["at"] == "2026-07-05T12:30:00Z"
    begins = [one for one in facts["moments"] if one["at"] == facts["at"]]
    assert begins[0]["changes"] == ["planned work begins: New tills"]
    work = "/maintenance/work/"
    assert "In progress" in ask(served, work, Cookie=cookie).text
    assert "In progress" not in ask(served, work).text


PAST = "2026-07-04T11:59:59Z"


@pytest.mark.parametrize(
    "value", ["soon", "9999-12-31T23:59:59Z", "2026-13-01T00:00:00Z", "", PAST]
)
def test_a_time_that_is_none_or_has_passed_is_now(served, value):
    cookie = f"statusgen-preview-{served.server_port}={value}"
    assert ask(served, Cookie=cookie).fields["date"] == "Sat, 04 Jul 2026 12:00:00 GMT"
    facts = json.loads(ask(served, "/__preview/state.json", Cookie=cookie).data)
    assert facts["at"] is None


def test_a_page_is_never_out_of_date_however_long_it_is_looked_at(site):
    time = datetime(2026, 7, 4, 12, tzinfo=UTC)
    with serving(site, now=None, clock=lambda: time) as server:
        ask(server)
        time += timedelta(hours=2)
        assert json.loads(ask(server, "/build.json").data)["built_at"] == "2026-07-04T14:00:00Z"


def test_events_tell_many_pages_of_builds_and_end_with_the_server(site):
    told, heard = Told(), []

    def listen() -> None:
        heard.append(ask(server, "/__preview/events?build=1").text)

    with serving(site, told=told) as server:
        pages = [Thread(target=listen) for _ in range(12)]
        for page in pages:
            page.start()
        until(lambda: len(server.preview.hub) == 12)
        entry = site / "content/incidents/slow.md"
        entry.write_text(SLOW.replace("slow", "very slow"))
        told.wait(1)
        entry.write_text("nothing\n")
        told.wait(2)
    for page in pages:
        page.join(5)
    assert len(heard) == 12
    for one in heard:
        assert one.startswith("retry: 1000\n\n")
        assert one.endswith("id: 3\nevent: problems\ndata: 3\n\n")


@pytest.mark.parametrize("fields", [{"Last-Event-ID": "7"}, {}])
def test_a_page_of_another_build_is_told_to_reload_at_once(served, fields):
    with socket.create_connection(served.server_address[:2]) as client:
        field = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        host = f"Host: localhost:{served.server_port}"
        client.sendall(f"GET /__preview/events?build=9 HTTP/1.1\r\n{host}\r\n{field}\r\n".encode())
        heard = b""
        while b"data:" not in heard:
            heard += client.recv(4096)
    assert b"id: 1\nevent: reload\n" in heard
