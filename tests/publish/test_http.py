"""One request ends within its time and size, with words that hold no secret."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from time import process_time
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.publish.asked import Answers, host
from tests.publish.certificates import Authority, authority

from statusgen.publish.http import Answer, NoAnswer, is_private, said, send, shown

UNTIL = datetime(2049, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def signer(part: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(part("openssl"), tmp_path_factory.mktemp("authority"))


@contextmanager
def raw(*pieces: bytes, drip: bool = False) -> Iterator[str]:
    """Answer with these bytes as they are; with `drip`, the last one again and again."""
    over, waited = Event(), Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    for piece in pieces:
                        connection.sendall(piece)
                    # It ends after all: a client that waits for ever is to fail, not to hang.
                    for _ in range(250 if drip else 0):
                        if over.wait(0.02):
                            break
                        connection.sendall(pieces[-1])
                    else:
                        if drip:
                            waited.set()
            except OSError:
                over.set()

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        over.set()
        assert not waited.is_set(), "the client waited for the end"


def why(url: str, **wishes: Any) -> str:
    with pytest.raises(NoAnswer) as caught:
        send("GET", url, **{"environ": {}, **wishes})
    return caught.value.what


def test_an_answer_is_given_as_it_came():
    with host(lambda asked: Answers(404, b"no", {"X-One": "1"})) as there:
        answer = send("PURGE", f"{there.url}/ü?c=d%20e#f", environ={}, headers={"X-Two": "2"})
        (asked,) = there.asked
    assert (answer.status, answer.body, answer.header("x-one"), answer.ok) == (
        404,
        b"no",
        "1",
        False,
    )
    assert (asked.method, asked.path, asked.headers["x-two"]) == ("PURGE", "/%C3%BC?c=d%20e", "2")
    assert asked.headers["user-agent"].startswith("statusgen/")


def test_a_redirect_is_an_answer_and_is_not_followed():
    with host(lambda asked: Answers(302, headers={"Location": "file:///etc/passwd"})) as there:
        assert send("GET", there.url, environ={}).status == 302
        assert len(there.asked) == 1


def test_a_host_that_drips_is_cut_off_in_time():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    with raw(head, b"a", drip=True) as url:
        assert why(url, seconds=0.3) == "it took longer than 0.3 seconds"
    with raw(b"HTTP/1.1 200 OK\r\n", b"a", drip=True) as url:
        assert why(url, seconds=0.3) == "it took longer than 0.3 seconds"


def test_an_answer_that_need_not_be_whole_is_there_with_its_status():
    head = b"HTTP/1.1 202 Accepted\r\nContent-Length: 100000\r\n\r\n"
    with raw(head, b"a", drip=True) as url:
        answer = send("GET", url, environ={}, seconds=0.3, whole=False)
        assert (answer.status, answer.body) == (202, b"")
    with raw(b"HTTP/1.1 ", b"2", drip=True) as url, pytest.raises(NoAnswer):
        send("GET", url, environ={}, seconds=0.3, whole=False)


def test_a_host_that_says_nothing_is_cut_off_in_time():
    with raw(b"HTTP/1.0 200 OK\r\n\r\n", b"a", drip=True) as url:
        assert why(url, seconds=0.3) == "it took longer than 0.3 seconds"
    with raw(b"", drip=True) as url:
        assert why(url, seconds=0.3) == "it took longer than 0.3 seconds"


@contextmanager
def deaf(url: str) -> Iterator[str]:
    """Give an address at which, on the port of `url`, nobody ever takes up what rings."""
    port = urlsplit(url).port
    with ExitStack() as stack:
        there = stack.enter_context(socket.socket())
        there.bind(("127.0.0.2", port))
        there.listen(0)
        # More than may wait.
        for _ in range(3):
            waits = stack.enter_context(socket.socket())
            waits.setblocking(False)
            waits.connect_ex(("127.0.0.2", port))
        yield "127.0.0.2"


@pytest.mark.skipif(sys.platform != "linux", reason="needs addresses of this machine's own")
def test_a_host_with_an_address_that_is_silent_is_asked_at_the_next_in_time():
    with host() as there, deaf(there.url) as silent:
        named = there.url.replace("127.0.0.1", "shop.example")
        both = (silent, "127.0.0.1")
        answer = send("GET", named, environ={}, seconds=2, addresses=both)
        assert answer.status == 200
        assert there.asked[0].headers["host"] == named.removeprefix("http://")
        assert why(named, seconds=0.3, addresses=(silent,)) == "it took longer than 0.3 seconds"
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    with raw(head, b"a", drip=True) as url, deaf(url) as silent:
        both = (silent, "127.0.0.1")
        assert why(url, seconds=0.6, addresses=both) == "it took longer than 0.6 seconds"


def test_a_host_is_looked_for_nowhere_but_at_the_addresses_that_are_given():
    with host() as there:
        assert why(there.url, addresses=()) == "there is no host '127.0.0.1'"
        assert "refused" in why(there.url, addresses=("127.0.0.2",))
        assert there.asked == []


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ((b"",), "the connection ended"),
        ((b"SSH-2.0-x\r\n",), "its answer is not one of HTTP, or ended too early"),
        (
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",),
            "its answer ended before it was whole",
        ),
        (
            (b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b"a" * 200,),
            "its answer is longer than 100 bytes",
        ),
        ((b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 200,), "its answer is longer than 100 bytes"),
    ],
)
def test_an_answer_that_is_none_or_too_long_is_said(pieces, words):
    with raw(*pieces) as url:
        assert why(url, limit=100) == words


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://127.0.0.1/", "only http and https are spoken here"),
        ("file:///etc/passwd", "that is no address"),
        ("http://[::1", "that is no address"),
        ("http://127.0.0.1:99999/", "that is no address"),
        ("http://127.0.0.1/\r\nX: y", "that is no address"),
        ("http://127.0.0.1:1/", "connection refused"),
    ],
)
def test_what_cannot_be_asked_is_said_without_the_address(url, words):
    assert why(url) == words


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_address_of_ipv6_needs_no_port(scheme):
    # It is for documents, so that nobody has it: what there is no answer for is an address.
    assert why(f"{scheme}://[2001:db8::abcd]/", seconds=0.5) != "that is no address"


def test_a_header_that_cannot_be_sent_is_not_repeated():
    with host() as there, pytest.raises(NoAnswer) as caught:
        send("GET", there.url, environ={}, headers={"Authorization": "s3cr3t\r\nX: y"})
    assert caught.value.what == "the request cannot be written"


@pytest.mark.needs("openssl")
def test_a_host_of_a_trusted_authority_is_believed_and_its_certificates_end_is_known(signer):
    context = signer.issue(until=UNTIL).context()
    with host(context=context) as there:
        answer = send("GET", there.url, environ={"SSL_CERT_FILE": str(signer.file)})
    assert answer.ok
    assert answer.expires == UNTIL


@pytest.mark.needs("openssl")
def test_a_host_is_believed_by_its_name_whatever_its_address_is(signer):
    context = signer.issue(until=UNTIL, names="DNS:shop.example").context()
    environ = {"SSL_CERT_FILE": str(signer.file)}
    with host(context=context) as there:
        named = there.url.replace("127.0.0.1", "shop.example")
        assert send("GET", named, environ=environ, addresses=["127.0.0.1"]).expires == UNTIL
        assert there.asked[0].headers["host"] == named.removeprefix("https://")
        other = named.replace("shop", "other")
        assert "Hostname mismatch" in why(other, environ=environ, addresses=["127.0.0.1"])


@pytest.mark.needs("openssl")
@pytest.mark.parametrize(
    ("until", "names", "trusted", "words"),
    [
        (UNTIL, "IP:127.0.0.1", False, "unable to get local issuer certificate"),
        (datetime(2024, 2, 1, tzinfo=UTC), "IP:127.0.0.1", True, "certificate has expired"),
        (UNTIL, "DNS:other.example", True, "IP address mismatch"),
    ],
)
def test_a_host_that_cannot_prove_who_it_is_is_not_believed(signer, until, names, trusted, words):
    context = signer.issue(until=until, names=names).context()
    environ = {"SSL_CERT_FILE": str(signer.file)} if trusted else {}
    with host(context=context) as there, pytest.raises(NoAnswer) as caught:
        send("GET", there.url, environ=environ)
    assert caught.value.untrusted
    assert caught.value.what.startswith("its certificate cannot be trusted: ")
    assert words in caught.value.what
    assert there.asked == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "403 Forbidden"),
        (b"no such zone", "403 Forbidden: no such zone"),
        (b"two\r\n lines\x1b[2J", "403 Forbidden: two lines [2J"),
        (b'{"errors": [{"code": 1, "message": "bad"}, {"message": "worse"}]}', "bad; worse"),
        (b'{"msg": "Record not found", "detail": "x"}', "Record not found; x"),
        (b"<?xml version='1.0'?><Error><Message>Denied</Message></Error>", "Denied"),
        (b"<html><head><title>Blocked</title></head><body>a lot</body></html>", "Blocked"),
        (b"the token is s3cr3t-one", "403 Forbidden: the token is ***"),
    ],
)
def test_the_words_of_a_host_are_kept_on_one_line_without_secrets(body, words):
    with host(lambda asked: Answers(403, body)) as there:
        answer = send("GET", there.url, environ={})
    assert said(answer, {"API_TOKEN": "s3cr3t-one"}).endswith(words)


def test_a_host_that_opens_what_it_never_closes_is_not_waited_for():
    answer = Answer(url="", status=500, reason="x", headers=(), body=b"<title>" * 9_000)
    begun = process_time()
    assert said(answer, {}) == "500 x"
    assert process_time() - begun < 1


def test_the_words_of_a_host_are_cut_only_after_its_secrets_are_out():
    secret = "s3cr3t-one"
    with host(lambda asked: Answers(403, b"a" * 195 + secret.encode())) as there:
        answer = send("GET", there.url, environ={})
    assert "s3" not in said(answer, {"API_TOKEN": secret})


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://a.example/", True),
        ("http://a.example/", False),
        ("http://127.0.0.1:8080/", True),
        ("http://localhost/", True),
        ("http://127.0.0.1.evil.example/", False),
        ("ftp://127.0.0.1/", False),
        ("https://", False),
        ("https://[x", False),
    ],
)
def test_only_tls_and_this_machine_are_private(url, private):
    assert is_private(url) is private


def test_of_an_address_a_message_shows_the_host_only():
    assert shown("https://bob:s3cr3t@a.example:8443/in/x?k=v") == "https://a.example:8443"
    assert shown("http://[::1]:80/x") == "http://[::1]:80"
