"""What a watcher tells machines of itself, in a file and over HTTP."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse

import pytest

from statusgen.errors import UsageError
from statusgen.watching.health import Health, HealthFile, HealthServer, Site

NOW = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)
GOOD = Health(
    state="waiting",
    since=NOW,
    built_at=NOW,
    valid_until=NOW + timedelta(hours=1),
    confirmed_until=NOW + timedelta(minutes=10),
)


# --- In a file --------------------------------------------------------------------------------


def test_a_file_holds_the_newest_state_alone(tmp_path):
    path = tmp_path / "health.json"
    said: list[str] = []
    tell = HealthFile(path, clock=lambda: NOW, say=said.append)
    for health in (GOOD, replace(GOOD, state="stopped")):
        tell(health)
        found = json.loads(path.read_bytes())
        assert (found["state"], found["ok"]) == (health.state, health is GOOD)
    tell.close()
    assert json.loads(path.read_bytes())["state"] == "stopped"
    assert (list(tmp_path.iterdir()), said) == ([path], [])


def test_a_disk_that_refuses_is_said_once_and_again_when_it_has_worked_in_between(tmp_path):
    folder = tmp_path / "run"
    said: list[str] = []
    tell = HealthFile(folder / "health.json", clock=lambda: NOW, say=said.append)
    words = f"warning: '{folder.as_posix()}/health.json' cannot be written: "
    for turn in (1, 2):
        for _ in range(3):
            tell(GOOD)
            assert len(said) == turn
            assert said[-1].startswith(words)
        folder.mkdir()
        tell(GOOD)
        (folder / "health.json").unlink()
        folder.rmdir()


def test_a_name_that_is_no_text_is_told_all_the_same():
    health = replace(GOOD, targets=(Site(name="a", where="\udcff"),))
    assert json.loads(health.document(NOW))["targets"]["a"]["where"] == "?"


# --- Over HTTP --------------------------------------------------------------------------------


@contextmanager
def serving(address: str = "127.0.0.1") -> Iterator[HealthServer]:
    server = HealthServer(address, 0, clock=lambda: NOW)
    try:
        yield server
    finally:
        server.close()


def ask(server: HealthServer, path: str = "/", method: str = "GET") -> tuple[HTTPResponse, bytes]:
    host, port = server.server_address[:2]
    connection = HTTPConnection(str(host), port, timeout=20)
    connection.request(method, path)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer, data


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_asks_is_told_whether_all_is_well_and_under_live_that_it_runs(method):
    bad = replace(GOOD, problem="no such luck")
    with serving() as server:
        for health, whole, live in ((None, 503, 200), (GOOD, 200, 200), (bad, 503, 200)):
            if health is not None:
                server(health)
            length = len(health.document(NOW)) if health else len(b"{}\n")
            for path, code in (
                ("/", whole),
                ("/x?live", whole),
                ("/alive", whole),
                ("/live", live),
                ("/live?a=b", live),
            ):
                answer, data = ask(server, path, method)
                assert answer.status == code, path
                assert len(data) == (length if method == "GET" else 0)
                assert answer.headers["Content-Length"] == str(length)
                assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
                assert answer.headers["Cache-Control"] == "no-store"
                assert answer.headers["Server"].strip() == "statusgen"
        assert json.loads(ask(server)[1])["problem"] == "no such luck"


def test_an_address_of_the_newer_kind_is_listened_at_too():
    try:
        with socket.socket(socket.AF_INET6) as free:
            free.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no such address")
    with serving("::1") as server:
        assert ask(server, "/live")[0].status == 200


def test_no_name_server_is_asked_when_it_begins_to_listen(monkeypatch):
    """One that does not answer would keep the watcher from its first build for ten seconds."""
    asked: list[str] = []
    monkeypatch.setattr("socket.getfqdn", asked.append)
    with serving("0.0.0.0"):
        assert asked == []


def test_nobody_listens_any_more_after_the_end():
    with serving() as server:
        server(GOOD)
    with pytest.raises(ConnectionError):
        ask(server)
    assert not server._thread.is_alive()


@pytest.mark.parametrize(
    ("address", "port"), [("a..example", 0), ("127.0.0.1", 70_000), ("no such host", 0)]
)
def test_where_nobody_can_listen_is_said(address, port):
    with pytest.raises(UsageError) as caught:
        HealthServer(address, port, clock=lambda: NOW)
    words = f"--health: statusgen cannot listen at {address}, port {port}: "
    assert caught.value.what.startswith(words)
    assert caught.value.what != words
    assert caught.value.hint == "choose another one, like 127.0.0.1:8001"
