"""Each finding of the doctor, on a real build that is served with one thing wrong.

The build of the demo stands on loopback under the name of the demo: what is asked of that name is
asked there. Real web servers are asked in test_doctor_hosts.py.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conformance.hosting import Rule, header_rules, matching
from tests.publish.asked import Answers, Asked, Host, host
from tests.publish.certificates import Authority, authority

from statusgen import pipeline
from statusgen.cli.doctor import doctor
from statusgen.doctor import Examined, Finding, Own, examine
from statusgen.doctor.caching import is_hit
from statusgen.doctor.dependence import providers, registrable
from statusgen.doctor.feeds import Misread, read
from statusgen.doctor.own import own
from statusgen.doctor.visit import AT_ONCE, LIMIT, MOST, Links
from statusgen.errors import Severity
from statusgen.publish.http import Answer, send

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 6, 20, 11, 0, tzinfo=UTC)
URL = "https://status.larkfield.example/"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    folder = tmp_path_factory.mktemp("built") / "out"
    pipeline.build(pipeline.Options(site=ROOT, now=NOW), folder)
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@dataclass
class Edge:
    """A host with a cache, as it should be: each test makes one thing different.

    `headers` are put over those that belong to a file ("" takes one away), "*" for all files.
    """

    files: dict[str, bytes]
    rules: tuple[Rule, ...]
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    now: datetime = NOW + timedelta(minutes=1)
    cached: bool = True
    packed: bool = True
    conditional: bool = True
    asked: set[str] = field(default_factory=set)

    def __call__(self, asked: Asked) -> Answers:
        path = asked.path.partition("?")[0]
        name = path[1:] + "index.html" * path.endswith("/")
        there = name in self.files
        body = self.files[name if there else "404.html"]
        status = self.status.get(name, 200 if there else 404)
        headers = {"Content-Type": _kind(name if there else "404.html")}
        headers |= {key: value for _, rule in matching(self.rules, path) for key, value in rule}
        headers["Date"] = format_datetime(self.now, usegmt=True)
        headers["ETag"] = f'"{hash(body)}"'
        if self.cached and path in self.asked and name != "build.json":
            headers["X-Cache"] = "HIT"
        self.asked.add(path)
        if self.packed and "gzip" in asked.headers.get("accept-encoding", "") and len(body) > 1000:
            body = gzip.compress(body)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        headers |= self.headers.get("*", {}) | self.headers.get(name, {})
        if self.conditional and asked.headers.get("if-none-match") == headers["ETag"]:
            return Answers(304, b"", headers)
        return Answers(status, body, headers)


def _kind(name: str) -> str:
    kinds = {".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml"}
    kinds |= {".xml": "application/xml", ".png": "image/png"}
    return f"{kinds.get(name[name.rfind('.') :], 'text/plain')}; charset=utf-8"


@pytest.fixture
def edge(files: Mapping[str, bytes]) -> Edge:
    return Edge(dict(files), header_rules(files["_headers"].decode()))


@contextmanager
def standing(edge: Callable[[Asked], Answers], plain: str = "https") -> Iterator[Ask]:
    """Serve, and give what asks there for whatever is asked of the demo's name."""
    with host(edge) as there:
        yield Ask(there, plain)


@dataclass
class Ask:
    """Asks on loopback; http:// is answered by the network in between, as `plain` says."""

    there: Host
    plain: str
    more: dict[str, Host] = field(default_factory=dict)

    def __call__(self, url: str, headers: Mapping[str, str]) -> Answer:
        environ: dict[str, str] = {}
        for base, other in {URL: self.there, **self.more}.items():
            if url.startswith(base):
                target = f"{other.url}/{url.removeprefix(base)}"
                found = send("GET", target, headers=headers, environ=environ, limit=1 << 23)
                return replace(found, url=url)
        named = URL if self.plain == "https" else self.plain
        location = (("Location", named),) if "//" in named else ()
        status = 301 if location else 200
        return Answer(url=url, status=status, reason="", headers=location, body=b"")


ADDRESSES = {
    "status.larkfield.example": ("192.0.2.1",),
    "larkfield.example": ("198.51.100.1", "2001:db8::1"),
    "near.example": ("192.0.2.77",),
}


def look(
    ask: Callable[[str, Mapping[str, str]], Answer],
    *,
    url: str = URL,
    now: datetime = NOW + timedelta(minutes=1),
    clock: Callable[[], datetime] | None = None,
    own: Own | None = None,
    pauses: list[float] | None = None,
) -> Examined:
    return examine(
        url,
        clock=clock or (lambda: now),
        ask=lambda url, headers, addresses: ask(url, headers),
        resolve=lambda name: ADDRESSES.get(name, ()),
        pause=(pauses if pauses is not None else []).append,
        own=own,
    )


def only(found: Examined) -> Finding:
    (finding,) = found.findings
    return finding


def said(found: Examined) -> list[tuple[str, str, str]]:
    return [(one.severity.value, one.code, one.what) for one in found.findings]


# --- Nothing is wrong ---------------------------------------------------------------------------


def test_a_page_as_it_should_be_has_no_finding(edge):
    with standing(edge) as ask:
        found = look(ask)
    assert said(found) == []
    assert found.exit_code == 0
    assert found.text() == (
        f"{URL}: looked at with {found.requests} requests: everything is as it should be"
    )
    assert 50 < found.requests < 90


def test_a_cache_that_only_tells_ages_is_believed_when_they_grow(edge):
    edge.cached = False
    ages = iter(range(100))
    pauses: list[float] = []

    def answer(asked: Asked) -> Answers:
        made = edge(asked)
        own = {"Age": str(next(ages))} if asked.path == "/" else {}
        return Answers(made.status, made.body, {**made.headers, **own})

    with standing(answer) as ask:
        assert said(look(ask, pauses=pauses)) == []
    assert pauses == []


# --- Reaching it --------------------------------------------------------------------------------


def test_a_host_that_is_down_is_one_error_and_ends_with_1():
    with standing(lambda asked: Answers()) as ask:
        there = ask.there
    ask.there = there
    found = look(ask)
    assert said(found) == [
        ("error", "unreachable", f"{URL} cannot be reached: connection refused"),
    ]
    assert found.exit_code == 1


def test_a_page_that_is_not_there_is_an_error(edge):
    edge.status["index.html"] = 503
    with standing(edge) as ask:
        finding = only(look(ask))
    assert finding.code == "no-page"
    assert finding.what.startswith(f"{URL} answers 503")


def test_what_a_host_says_packed_is_unpacked_and_said_once(edge):
    """A server that packs its pages packs those for errors too."""
    page = b"<html><head><title>403 Forbidden</title></head></html>"
    words = gzip.compress(b'{"message": "ask the owner"}')
    packed = {"Content-Encoding": "gzip"}
    with standing(lambda asked: Answers(403, gzip.compress(page), packed)) as ask:
        assert only(look(ask)).what == f"{URL} answers 403 Forbidden"
    refused = {f"/{name}" for name in ("feed.xml", "build.json", "sitemap.xml", "history/")}
    with standing(
        lambda asked: Answers(403, words, packed) if asked.path in refused else edge(asked)
    ) as ask:
        found = [what for _, _, what in said(look(ask))]
    assert len(found) == 3
    assert all(what.endswith("it answers 403 Forbidden: ask the owner") for what in found)


def test_an_address_without_encryption_is_an_error_and_is_looked_at_all_the_same(edge):
    with standing(edge) as ask:
        ask.more["http://status.larkfield.example/"] = ask.there
        found = look(ask, url="http://status.larkfield.example/")
    assert [one.code for one in found.findings] == ["insecure"]


def test_an_address_without_encryption_that_leads_to_https_is_what_it_should_be(edge):
    plain = URL.replace("https:", "http:")
    with standing(edge) as ask:
        found = look(ask, url=plain)
        assert (found.url, said(found)) == (URL, [])
        edge.headers["index.html"] = {"Strict-Transport-Security": ""}
        assert only(look(ask, url=plain)).code == "hsts"
    found = look(ask, url=plain)
    assert only(found).what == f"{URL} cannot be reached: connection refused"


def test_a_page_that_names_itself_without_encryption_is_told_though_it_leads_to_https(edge):
    plain = URL.replace("https:", "http:")
    edge.files = {
        name: data.replace(URL.encode(), plain.encode()) for name, data in edge.files.items()
    }
    with standing(edge) as ask:
        for url in (plain, URL):
            finding = only(look(ask, url=url))
            assert (finding.code, finding.hint[:31]) == (
                "address",
                "write the address that readers ",
            )
            assert (
                finding.what == f"the page says that its address is {plain}, and was found at {URL}"
            )


def onwards(more: str) -> Callable[[Asked], Answers]:
    return lambda asked: Answers(302, headers={"Location": asked.path + more})


def test_a_redirect_is_followed_and_told_but_not_to_where_there_is_no_encryption(edge):
    with standing(edge) as ask, host() as other:
        other.answer = lambda asked: Answers(302, headers={"Location": URL})
        ask.more["https://larkfield.example/"] = other
        found = look(ask, url="https://larkfield.example/status")
        assert [one.code for one in found.findings] == ["redirect"]
        assert found.url == URL
        other.answer = lambda asked: Answers(302, headers={"Location": "http://evil.example/"})
        found = look(ask, url="https://larkfield.example/status")
        assert [one.code for one in found.findings] == ["insecure"]
        for onward in ("x", ""):
            other.answer = onwards(onward)
            finding = only(look(ask, url="https://larkfield.example/status"))
            assert finding.code == "no-page"
            assert finding.what == (
                "https://larkfield.example/status/ leads on and on: after 5 redirects there is no"
                " page yet"
            )


def test_plain_http_that_does_not_lead_to_https_is_told(edge):
    with standing(edge, plain="served") as ask:
        finding = only(look(ask))
    assert finding.code == "plain-http"


def test_the_pages_own_address_may_be_written_without_its_last_slash(edge):
    page = edge.files["index.html"]
    edge.files["index.html"] = page.replace(f'href="{URL}"'.encode(), f'href="{URL[:-1]}"'.encode())
    assert edge.files["index.html"] != page
    with standing(edge) as ask:
        assert said(look(ask)) == []


def test_a_scheme_may_be_written_in_capital_letters(edge):
    with standing(edge, plain="HTTPS://status.larkfield.example/") as ask:
        assert said(look(ask)) == []


def test_a_page_that_gives_another_address_as_its_own_is_told(edge):
    with standing(edge) as ask:
        ask.more["https://other.example/"] = ask.there
        found = look(ask, url="https://other.example/")
        assert said(found) == [
            (
                "warning",
                "address",
                f"the page says that its address is {URL}, and was found at https://other.example/",
            )
        ]
        found = look(ask, own=Own(url="https://new.example/"))
        assert [one.code for one in found.findings] == ["address"]
        page = edge.files["index.html"].replace(b'rel="canonical"', b'rel="x"')
        edge.files["index.html"] = page
        edge.headers["sitemap.xml"] = {}
        assert [one.code for one in look(ask).findings] == ["address"]


@pytest.fixture(scope="module")
def signer(part: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(part("openssl"), tmp_path_factory.mktemp("authority"))


@pytest.mark.needs("openssl")
@pytest.mark.parametrize(
    ("days", "finding"),
    [
        (22, None),
        (20, ("warning", "the certificate of 127.0.0.1 ends in 20 days")),
        (6, ("error", "the certificate of 127.0.0.1 ends in 6 days")),
        (1, ("error", "the certificate of 127.0.0.1 ends in 1 day")),
    ],
)
def test_a_certificate_is_told_of_three_weeks_before_it_ends(edge, signer, days, finding):
    until = (datetime.now(UTC) + timedelta(days=400)).replace(microsecond=0)
    context = signer.issue(until=until).context()
    environ = {"SSL_CERT_FILE": str(signer.file)}
    with host(edge, context) as there:
        found = look(
            lambda url, headers: send("GET", url, headers=headers, environ=environ),
            url=there.url,
            now=until - timedelta(days=days, minutes=1),
        )
    told = [(one.severity.value, one.what) for one in found.findings if one.code == "certificate"]
    assert told == ([finding] if finding else [])


@pytest.mark.needs("openssl")
def test_a_certificate_that_nobody_trusts_is_an_error(edge, signer):
    context = signer.issue(until=datetime(2049, 1, 1, tzinfo=UTC)).context()
    with host(edge, context) as there:
        finding = only(
            look(lambda url, headers: send("GET", url, headers=headers, environ={}), url=there.url)
        )
    assert (finding.code, finding.severity) == ("certificate", Severity.ERROR)
    assert "cannot be reached: its certificate cannot be trusted" in finding.what


# --- Headers ------------------------------------------------------------------------------------

LONG = "public, max-age=3600, stale-if-error=604800"
HSTS = "Strict-Transport-Security"


@pytest.mark.parametrize(
    ("name", "headers", "finding"),
    [
        (
            "index.html",
            {"Cache-Control": LONG},
            (
                "error",
                "cache-control",
                "the front page may be shown for 3600 seconds after it has changed",
            ),
        ),
        (
            "feed.xml",
            {"Cache-Control": ""},
            (
                "error",
                "cache-control",
                "'feed.xml' is sent without Cache-Control: each cache guesses how long to show it",
            ),
        ),
        (
            "build.json",
            {"Cache-Control": "public, max-age=30"},
            (
                "error",
                "cache-control",
                "'build.json' may be kept for 30 seconds, and says whether the page is current",
            ),
        ),
        (
            "assets/page.*.js",
            {"Cache-Control": "max-age=60"},
            (
                "warning",
                "cache-control",
                "'*' never changes, and is fetched again by every reader all the same",
            ),
        ),
        (
            "index.html",
            {"Cache-Control": "public, max-age=10, s-maxage=30"},
            (
                "warning",
                "stale-if-error",
                "the front page is not kept while your origin is down: no stale-if-error of a week",
            ),
        ),
        (
            "index.html",
            {"Cache-Control": "max-age=10, stale-while-revalidate=86400, stale-if-error=604800"},
            (
                "warning",
                "stale-while-revalidate",
                "the front page may be shown long after it changed, to the first who asks again",
            ),
        ),
        (
            "index.html",
            {"Content-Type": "application/octet-stream"},
            ("error", "content-type", "the front page is sent as 'application/octet-stream'"),
        ),
        (
            "feed.atom",
            {"Content-Type": ""},
            ("warning", "content-type", "'feed.atom' is sent as 'nothing in particular'"),
        ),
        (
            "status.txt",
            {"Content-Type": "text/plain"},
            (
                "warning",
                "encoding",
                "'status.txt' is sent without its encoding: accents may be shown wrong",
            ),
        ),
        (
            "index.html",
            {"Content-Type": "text/html; charset=iso-8859-1"},
            (
                "error",
                "encoding",
                "the front page is sent as if it were in iso-8859-1: accents may be shown wrong",
            ),
        ),
        (
            "feed.xml",
            {"Content-Type": "application/xml; charset=windows-1252"},
            (
                "warning",
                "encoding",
                "'feed.xml' is sent as if it were in windows-1252: accents may be shown wrong",
            ),
        ),
        (
            "build.json",
            {"Cache-Control": "public"},
            (
                "error",
                "cache-control",
                "'build.json' is sent without max-age: each cache guesses how long to show it",
            ),
        ),
        (
            "badge.svg",
            {"X-Content-Type-Options": ""},
            ("warning", "nosniff", "'badge.svg' is sent without X-Content-Type-Options: nosniff"),
        ),
        (
            "build.json",
            {"Access-Control-Allow-Origin": ""},
            (
                "warning",
                "cors",
                "'build.json' cannot be read by scripts of other sites, such as the strip's",
            ),
        ),
        (
            "index.html",
            {"Content-Security-Policy": ""},
            (
                "warning",
                "policy",
                "the front page is sent without the header Content-Security-Policy",
            ),
        ),
        (
            "index.html",
            {"Content-Security-Policy": "default-src 'none'", "X-Frame-Options": ""},
            ("warning", "frames", "another site can show the page within its own"),
        ),
        (
            "index.html",
            {HSTS: "max-age=0"},
            (
                "warning",
                "hsts",
                "browsers are not told to use https only: no Strict-Transport-Security",
            ),
        ),
        (
            "index.html",
            {"Vary": ""},
            (
                "warning",
                "vary",
                "the front page is packed, and caches are not told: no Vary: Accept-Encoding",
            ),
        ),
    ],
)
def test_a_header_that_is_not_as_it_should_be_is_told(edge, name, headers, finding):
    # Of the assets the first one that the front page names is looked at.
    found = next((one for one in edge.files if "page." in one and one.endswith(".js")), "")
    icon = next(one for one in edge.files if "icon-operational" in one)
    edge.headers[icon if "*" in name else name] = headers
    assert found
    with standing(edge) as ask:
        told = said(look(ask))
    severity, code, what = finding
    assert told == [(severity, code, what.replace("*", icon))]


def test_a_page_that_is_sent_unpacked_is_told_with_its_size(edge):
    edge.packed = False
    with standing(edge) as ask:
        finding = only(look(ask))
    size = len(edge.files["index.html"])
    assert finding.code == "compression"
    assert finding.what == f"the front page is sent unpacked, with {size} bytes"


# --- Freshness ----------------------------------------------------------------------------------


def build(edge: Edge, **changes: object) -> None:
    value = json.loads(edge.files["build.json"]) | changes
    edge.files["build.json"] = json.dumps(value).encode()


def test_a_page_past_its_time_is_an_error_by_the_hosts_clock(edge):
    edge.now = NOW + timedelta(days=1)
    with standing(edge) as ask:
        finding = only(look(ask, now=edge.now))
    assert finding.code == "expired"
    assert finding.what == (
        "the page has expired: it was right until 2026-06-20 23:00 UTC,"
        " and it is 2026-06-21 11:00 UTC"
    )


def test_a_page_that_nobody_confirms_is_an_error(edge):
    edge.now = NOW + timedelta(minutes=13)
    with standing(edge) as ask:
        finding = only(look(ask, now=edge.now))
    assert finding.code == "unconfirmed"
    assert "since 2026-06-20 11:00 UTC, and it promises that every 10 minutes" in finding.what
    edge.now = NOW + timedelta(minutes=11)
    with standing(edge) as ask:
        assert said(look(ask, now=edge.now)) == []


def test_a_host_whose_clock_differs_is_told(edge):
    with standing(edge) as ask:
        finding = only(look(ask, now=NOW + timedelta(hours=1)))
    assert (finding.code, finding.severity) == ("clock", Severity.WARNING)
    assert finding.what.endswith("differ by 59 minutes")


def test_a_page_from_the_future_is_an_error(edge):
    build(edge, built_at="2026-06-20T12:00:00Z")
    with standing(edge) as ask:
        finding = only(look(ask))
    assert (finding.code, finding.severity) == ("clock", Severity.ERROR)


def test_a_host_without_a_date_is_told_and_this_machines_clock_is_used(edge):
    edge.headers["build.json"] = {"Date": ""}
    with standing(edge) as ask:
        assert [one.code for one in look(ask).findings] == ["date"]
        found = look(ask, now=NOW + timedelta(days=1))
        assert [one.code for one in found.findings] == ["expired", "date"]


@pytest.mark.parametrize("dated", [{}, {"Date": ""}])
def test_a_visit_that_takes_its_time_makes_no_clock_differ(edge, dated):
    """A slow host, whose page is confirmed anew meanwhile: each age is told when it was asked."""
    edge.headers["build.json"] = dated

    def answer(asked: Asked) -> Answers:
        # A slow beginning: no visit takes longer than some minutes.
        edge.now += timedelta(seconds=20 if len(edge.asked) < 9 else 0)
        if asked.path == "/build.json":
            build(edge, built_at=edge.now.isoformat())
        made: Answers = edge(asked)
        return made

    with standing(answer) as ask:
        found = look(ask, clock=lambda: edge.now)
    assert [one.code for one in found.findings] == ["date"] * bool(dated)


def test_a_cache_that_keeps_what_it_must_not_is_an_error(edge):
    edge.headers["build.json"] = {"Age": "90"}
    with standing(edge) as ask:
        finding = only(look(ask))
    assert finding.code == "build-cached"


@pytest.mark.parametrize("body", [None, b"{", b"[]", b'{"built_at": "x"}', b"<html>"])
def test_without_a_build_json_nobody_can_tell_and_that_is_an_error(edge, body):
    if body is None:
        del edge.files["build.json"]
    else:
        edge.files["build.json"] = body
    with standing(edge) as ask:
        finding = only(look(ask))
    assert (finding.code, finding.severity) == ("build", Severity.ERROR)


# --- Pages, assets and feeds ----------------------------------------------------------------------


def test_a_page_or_an_asset_that_is_missing_is_an_error(edge):
    page = "subscribe/index.html"
    icon = next(one for one in edge.files if "icon-operational" in one)
    del edge.files[page], edge.files[icon]
    with standing(edge) as ask:
        found = look(ask)
    assert [one.code for one in found.findings] == ["broken-page", "broken-asset"]
    assert f"{URL}subscribe/ is listed in 'sitemap.xml', and it answers 404" in found.text()
    assert f"{URL} shows {URL}{icon}, and it answers 404" in found.text()


def test_what_only_a_page_below_shows_is_looked_for_too(edge):
    page = edge.files["subscribe/index.html"]
    edge.files["subscribe/index.html"] = page.replace(b"</body>", b"<img src='x.png'></body>")
    with standing(edge) as ask:
        finding = only(look(ask))
    assert finding.code == "broken-asset"
    assert f"{URL}subscribe/ shows {URL}subscribe/x.png" in finding.what


def test_a_part_of_a_file_is_looked_for_as_the_file(edge):
    page = edge.files["index.html"]
    shown = b"<img src=assets/a.svg#x><img src=assets/a.svg#y></body>"
    edge.files["index.html"] = page.replace(b"</body>", shown)
    with standing(edge) as ask:
        finding = only(look(ask))
    assert finding.code == "broken-asset"
    assert f"{URL} shows {URL}assets/a.svg, and it answers 404" in finding.what


@pytest.mark.parametrize("part", ['<link rel="icon" href="data:,">', '<img src="DATA:,">'])
def test_what_stands_in_the_page_itself_needs_no_other_host(edge, part):
    page = edge.files["index.html"].replace(b"</title>", f"</title>{part}".encode())
    edge.files["index.html"] = page
    with standing(edge) as ask:
        assert said(look(ask)) == []


def test_a_page_that_needs_another_host_is_told(edge):
    page = edge.files["index.html"]
    script = b"<script src='https://cdn.example/x.js'></script></body>"
    edge.files["index.html"] = page.replace(b"</body>", script)
    with standing(edge) as ask:
        finding = only(look(ask))
    assert finding.code == "foreign"
    assert finding.what == "the pages need 1 other host to be up: cdn.example"


@pytest.mark.parametrize("data", [None, b"<urlset", b"<!DOCTYPE x><urlset/>", b"<urlset/>"])
def test_a_sitemap_that_cannot_be_read_or_lists_no_page_is_told(edge, data):
    if data is None:
        del edge.files["sitemap.xml"]
    else:
        edge.files["sitemap.xml"] = data
    with standing(edge) as ask:
        finding = only(look(ask))
    assert (finding.code, finding.severity) == ("sitemap", Severity.WARNING)


def test_what_does_not_exist_has_to_be_said_not_to(edge):
    def answer(status: int, body: bytes) -> Callable[[Asked], Answers]:
        def own(asked: Asked) -> Answers:
            return Answers(status, body) if "looks-for-what" in asked.path else edge(asked)

        return own

    page = edge.files["404.html"]
    for status, body, what in (
        (200, page, "a page that does not exist answers 200, as if it did"),
        (403, page, "a page that does not exist answers 403 instead of 404"),
        (404, b"", "a page that does not exist says nothing to people"),
    ):
        with standing(answer(status, body)) as ask:
            finding = only(look(ask))
        assert (finding.code, finding.what) == ("not-found", what)


def test_a_feed_that_is_missing_broken_or_leads_nowhere_is_an_error(edge):
    del edge.files["feed.json"]
    edge.files["feed.atom"] = edge.files["feed.atom"][:-20]
    rss = edge.files["feed.xml"]
    first = rss.partition(b"<item>")[2].partition(b"<link>")[2].partition(b"</link>")[0]
    edge.files["feed.xml"] = rss.replace(first, f"{URL}incidents/gone/#u".encode())
    with standing(edge) as ask:
        found = look(ask)
    assert [one.code for one in found.findings] == ["feed", "feed", "feed-link"]
    text = found.text()
    assert f"the feed {URL}feed.json cannot be had: it answers 404" in text
    assert f"the feed {URL}feed.atom cannot be read: it is not XML" in text
    assert f"the feed {URL}feed.xml leads to {URL}incidents/gone/, and it answers 404" in text


def test_a_feed_that_gives_another_address_as_its_own_is_told(edge):
    rss = edge.files["feed.xml"]
    old = f'href="{URL}feed.xml"'.encode()
    assert old in rss
    edge.files["feed.xml"] = rss.replace(old, b'href="https://old.example/feed.xml"')
    with standing(edge) as ask:
        finding = only(look(ask))
    assert finding.code == "feed-address"


@pytest.mark.parametrize(
    "link",
    [
        'rel="alternate" hreflang="nl" href="status.txt"',
        'rel="alternate" media="print" href="status.txt"',
        'rel="alternate icon" href="badge.svg"',
    ],
)
def test_what_is_no_feed_is_not_read_as_one(edge, link):
    edge.files["index.html"] = edge.files["index.html"].replace(
        b"</head>", f"<link {link}></head>".encode()
    )
    with standing(edge) as ask:
        assert said(look(ask)) == []


def test_a_front_page_without_feeds_is_an_error(edge):
    page = edge.files["index.html"].replace(b'rel="alternate"', b'rel="x"')
    edge.files["index.html"] = page
    with standing(edge) as ask:
        finding = only(look(ask))
    assert (finding.code, finding.severity) == ("feed", Severity.ERROR)


ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><id>i</id><updated>u</updated>{}</feed>"
RSS = "<rss><channel><title>t</title>{}</channel></rss>"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", "it defines names of its own"),
        ("<html/>", "it is neither RSS nor Atom"),
        ("<rss/>", "it has no channel with a title"),
        (RSS.format("<item><link>x</link></item>"), "an item has no guid or no pubDate"),
        (
            RSS.format("<item><guid>g</guid><pubDate>d</pubDate></item>"),
            "an item leads nowhere",
        ),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "it has no id or no time"),
        (ATOM.format("<entry/>"), "an entry has no id or no time"),
        (
            ATOM.format("<entry><id>i</id><updated>u</updated></entry>"),
            "an entry leads nowhere",
        ),
        ("{}", "it is not a JSON Feed"),
        ('{"version": "1", "items": []}', "it is not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [{}]}', "it is not a JSON Feed"),
    ],
)
def test_what_makes_a_feed_unreadable_is_said(text, why):
    with pytest.raises(Misread, match=why):
        read(text.encode())


# --- A host that means no good --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<img src='http://['>",
        "<img src='http://a\u2100b/'>",
        "<link rel='canonical' href='http://['>",
        "<link rel='alternate' type='application/rss+xml' href='http://['>",
        "<![x[",
    ],
)
def test_what_is_no_address_on_a_page_and_no_markup_ends_no_look(edge, text):
    edge.files["index.html"] += text.encode()
    with standing(edge) as ask:
        assert look(ask).exit_code == 0


@pytest.mark.parametrize("link", ["http://[", "http://[#u-20260620T1000Z"])
def test_an_item_that_leads_to_what_is_no_address_is_an_error(edge, link):
    feed = edge.files["feed.xml"].decode()
    edge.files["feed.xml"] = re.sub(
        "<link>[^<]*</link>(?=[^/]*<guid)", f"<link>{link}</link>", feed, count=1
    ).encode()
    with standing(edge) as ask:
        finding = only(look(ask))
    assert finding.code == "feed-link"


def test_a_redirect_to_what_is_no_address_is_an_error(edge):
    edge.status["index.html"] = 302
    edge.headers["index.html"] = {"Location": "http://["}
    with standing(edge) as ask:
        finding = only(look(ask))
    assert (finding.code, finding.what) == ("unreachable", f"{URL} leads to what is no address")


@pytest.mark.parametrize("key", ["built_at", "valid_until", "freshness"])
def test_a_build_json_of_the_end_of_time_is_none(edge, key):
    value = json.loads(edge.files["build.json"])
    value[key] = 8e13 if key == "freshness" else "9999-12-31T23:59:59+00:00"
    edge.files["build.json"] = json.dumps(value).encode()
    with standing(edge) as ask:
        assert only(look(ask)).code == "build"


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Mon, 01 Jan 99999999999 00:00:00 GMT",
        "Mon, 01 Jan 2026 00:00:00 +9999999999999999",
    ],
)
def test_a_date_that_no_clock_shows_is_none(edge, date):
    edge.headers["build.json"] = {"Date": date, "Age": "50"}
    with standing(edge) as ask:
        assert only(look(ask)).code == "date"


@pytest.mark.parametrize("encoding", ["gbk", "rot13", "nothing"])
def test_xml_in_an_encoding_that_cannot_be_read_is_told(edge, encoding):
    data = f"<?xml version='1.0' encoding='{encoding}'?><urlset/>".encode()
    edge.files["sitemap.xml"] = edge.files["feed.xml"] = data
    with standing(edge) as ask:
        found = look(ask)
    assert [one.code for one in found.findings] == ["feed", "sitemap"]


@pytest.mark.parametrize("url", ["5", "null", "{}"])
def test_an_item_whose_address_is_no_text_makes_a_feed_unreadable(url):
    version = "https://jsonfeed.org/version/1.1"
    text = f'{{"version": "{version}", "items": [{{"id": "1", "url": {url}}}]}}'
    with pytest.raises(Misread, match="it is not a JSON Feed"):
        read(text.encode())


@pytest.mark.parametrize("text", ["<a ", "<a x=", "<a x='", "<!--", "</a ", "<![CDATA[", "<"])
def test_tags_that_never_end_are_not_looked_for_without_end(text):
    started = time.process_time()
    found = Links(URL, "<img src='a.png'>" + text * (LIMIT // len(text)))
    assert time.process_time() - started < 5
    assert found.parts == [f"{URL}a.png"]


def test_a_page_that_names_parts_without_end_is_asked_for_some():
    images = "".join(f"<img src='{number}.png'>" for number in range(3 * MOST))
    assert len(Links(URL, images).parts) == MOST
    rss = "rel='alternate' type='application/rss+xml'"
    feeds = "".join(f"<link {rss} href='{number}'>" for number in range(3 * MOST))
    assert len(Links(URL, feeds).alternates) == MOST


# --- Caches ---------------------------------------------------------------------------------------


def test_a_page_that_no_cache_keeps_is_told_after_a_second_look(edge):
    edge.cached = False
    pauses: list[float] = []
    with standing(edge) as ask:
        finding = only(look(ask, pauses=pauses))
    assert (finding.code, finding.severity) == ("uncached", Severity.WARNING)
    assert pauses == [2.0]


@pytest.mark.parametrize(
    ("header", "value", "hit"),
    [
        ("X-Cache", "Hit from cloudfront", True),
        ("X-Cache", "Miss from cloudfront", False),
        ("X-Cache", "RefreshHit from cloudfront", True),
        ("X-Cache", "Error from cloudfront", False),
        ("X-Cache", "TCP_HIT from a23-45-67-89.deploy.akamaitechnologies.com", True),
        ("X-Cache", "TCP_MISS from a23-45-67-89.deploy.akamaitechnologies.com", False),
        ("X-Cache", "MISS, HIT", True),
        ("X-Proxy-Cache", "HIT", True),
        ("CF-Cache-Status", "HIT", True),
        ("CF-Cache-Status", "UPDATING", True),
        ("CF-Cache-Status", "REVALIDATED", True),
        ("CF-Cache-Status", "EXPIRED", False),
        ("CF-Cache-Status", "DYNAMIC", False),
        ("X-Cache-Status", "STALE", True),
        ("Cache-Status", "Edge; hit; ttl=20", True),
        ("Cache-Status", "Edge; fwd=miss", False),
        ("Cache-Status", "Origin;fwd=stale, Edge;HIT", True),
        ("X-Vercel-Cache", "STALE", True),
        ("X-Vercel-Cache", "PRERENDER", False),
    ],
)
def test_what_caches_say_of_themselves_is_understood(header, value, hit):
    answer = Answer(url="", status=200, reason="", headers=((header, value),), body=b"")
    assert is_hit(answer) is hit


def test_a_host_that_always_sends_the_whole_page_is_told(edge):
    edge.conditional = False
    with standing(edge) as ask:
        finding = only(look(ask))
        assert finding.what == (
            "the page is sent whole to those who have it already, instead of 304"
        )
        edge.headers["index.html"] = {"ETag": ""}
        finding = only(look(ask))
        assert finding.what == (
            "the page is sent whole each time: it has neither ETag nor Last-Modified"
        )
    assert finding.code == "conditional"


def test_a_host_that_answers_only_the_first_time_is_told_so_and_nothing_else(edge):
    """What cannot be asked is not said: neither that no cache is there, nor what it sends."""
    seen = []

    def limited(asked: Asked) -> Answers:
        seen.extend([asked] * (asked.path == "/"))
        return Answers(429, b"Slow down") if len(seen) > 1 else edge(asked)

    def unconditional(asked: Asked) -> Answers:
        return Answers(503) if "if-none-match" in asked.headers else edge(asked)

    for answer, status in ((limited, "429 Too Many Requests: Slow down"), (unconditional, "503")):
        with standing(answer) as ask:
            [(severity, code, what)] = said(look(ask))
        assert (severity, code) == ("warning", "again")
        assert what.startswith(f"the front page was there, and asked for again it answers {status}")


# --- What it depends on ---------------------------------------------------------------------------


def test_a_page_served_by_a_provider_that_it_reports_on_is_told(edge):
    edge.headers["index.html"] = {"Server": "cloudflare", "CF-RAY": "8c0-LHR"}
    own = Own(url=URL, names=("Website", "Cloudflare (our network)", "Clouds"))
    with standing(edge) as ask:
        assert said(look(ask, own=own)) == [
            (
                "warning",
                "provider",
                "the page is served by Cloudflare, and reports on 'Cloudflare (our network)'",
            )
        ]
        assert said(look(ask, own=replace(own, names=("Website",)))) == []


@pytest.mark.parametrize(
    ("home", "code", "what"),
    [
        (
            "https://larkfield.example/help",
            "same-domain",
            "the page and larkfield.example share the domain larkfield.example",
        ),
        (
            "https://near.example/",
            "same-network",
            "the page and near.example are answered by the same network",
        ),
        (
            f"{URL}help",
            "same-network",
            "the page and status.larkfield.example are answered by the same network",
        ),
        ("https://far.example/", "", ""),
    ],
)
def test_a_page_that_stands_with_what_it_reports_on_is_told(edge, home, code, what):
    with standing(edge) as ask:
        found = look(ask, own=Own(url=URL, homes=(home,)))
    assert said(found) == ([("warning", code, what)] if code else [])
    assert found.exit_code == 0


@pytest.mark.parametrize(
    ("host_", "domain"),
    [
        ("status.shop.co.uk", "shop.co.uk"),
        ("a.b.shop.example", "shop.example"),
        ("shop.example", "shop.example"),
        ("shop.co", "shop.co"),
        ("status.shop.co", "shop.co"),
        ("status.co.shop.com", "shop.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_the_registered_part_of_a_name_is_guessed(host_, domain):
    assert registrable(host_) == domain


@pytest.mark.parametrize(
    ("headers", "first"),
    [
        ({"x-amz-cf-id": "x"}, "CloudFront"),
        ({"x-served-by": "cache-lhr-1"}, "Fastly"),
        ({"server": "Netlify"}, "Netlify"),
        ({"server": "GitHub.com"}, "GitHub"),
        ({"server": "AmazonS3"}, "Amazon S3"),
        ({"x-ms-request-id": "1"}, "Azure"),
        ({"server": "nginx"}, None),
        ({"x-served-by": "web1"}, None),
    ],
)
def test_providers_are_known_by_what_they_send(headers, first):
    answer = Answer(url="", status=200, reason="", headers=tuple(headers.items()), body=b"")
    assert next(iter(providers(answer)), None) == first


def test_what_a_site_reports_on_is_taken_from_its_files():
    status, _ = pipeline.status_of(pipeline.Options(site=ROOT, now=NOW))
    found = own(status.site.config)
    assert found.url == URL
    assert {"In our stores", "Contactless payments"} <= set(found.names)
    assert "https://larkfield.example/help" in found.homes


# --- How long it takes -------------------------------------------------------------------------


def slow(ask: Ask, seconds: int) -> Callable[[str, Mapping[str, str]], Answer]:
    """Let each answer take its time, by the clock of the fixture's host."""

    there = ask.there.answer
    assert isinstance(there, Edge)

    def asking(url: str, headers: Mapping[str, str]) -> Answer:
        with ask.there.lock:
            there.now += timedelta(seconds=seconds)
        return ask(url, headers)

    return asking


@pytest.mark.parametrize(
    ("seconds", "partly"),
    [(10, "its links, feeds"), (75, "headers, its age, its links, feeds")],
)
def test_after_five_minutes_nothing_more_is_asked(edge, seconds, partly):
    build(edge, built_at="2026-06-20T11:00:00Z", valid_until="2999-01-01T00:00:00Z")
    with standing(edge) as ask:
        found = look(
            slow(ask, seconds),
            clock=lambda: edge.now,
            own=Own(url=URL, homes=("https://a.example/",)),
        )
    finding = only(found)
    assert (finding.code, found.exit_code) == ("unfinished", 1)
    # Those that were begun together may be one more each.
    assert 300 / seconds <= found.requests < 300 / seconds + AT_ONCE
    assert re.fullmatch(
        rf"after 5 minutes nothing more was asked, not https://\S+ and \d+ others; only partly"
        rf" looked at: {partly}, what is not there, caches, what it depends on",
        finding.what,
    )


def test_what_is_wrong_is_said_though_there_was_no_time_for_the_rest(edge):
    edge.headers["index.html"] = {"Cache-Control": ""}
    with standing(edge) as ask:
        found = look(slow(ask, 150), clock=lambda: edge.now)
    assert [one.code for one in found.findings] == ["cache-control", "unfinished"]


def test_a_page_that_is_not_reached_in_time_is_none(edge):
    found = look(
        lambda url, headers: Answer(
            url=url, status=302, reason="", headers=(("Location", f"{url}a/"),), body=b""
        ),
        clock=iter(NOW + timedelta(minutes=number) for number in range(99)).__next__,
    )
    finding = only(found)
    assert finding.code == "unfinished"
    assert "not https://status.larkfield.example/a/a/a/a/; only partly" in finding.what
    assert finding.what.endswith("looked at: the front page")


# --- The command ----------------------------------------------------------------------------------


def command(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(doctor, list(arguments))
    return done.exit_code, done.output


def test_the_command_says_what_it_found_and_ends_with_1_if_it_matters(edge):
    edge.now = datetime.now(UTC)
    with host(edge) as there:
        code, text = command(there.url)
        assert code == 1
        assert text.startswith("error: the page has expired: it was right until 2026-06-20 23:00")
        assert "\n  hint: publish again" in text
        assert text.rstrip().endswith(" requests: 1 error and 1 warning")
        build(edge, built_at=f"{edge.now:%Y-%m-%dT%H:%M:%SZ}", valid_until="2999-01-01T00:00:00Z")
        code, text = command(there.url, "--format", "json")
    assert code == 0
    found = json.loads(text)
    assert found["url"] == f"{there.url}/"
    (finding,) = found["findings"]
    assert finding.keys() == {"code", "severity", "what", "hint"}
    assert finding["code"] == "address"


def test_without_an_address_the_command_asks_for_one_or_takes_the_sites():
    assert command() == (
        2,
        "error: which page?\n  hint: give its address, or -C with the folder of its site\n",
    )
    code, text = command("-C", str(ROOT))
    assert code == 1
    assert text.startswith(f"error: {URL} cannot be reached: there is no host 'status.larkfield")
    for address in ("ftp://a.example/", "https://[::1", "https://", "https:///a"):
        assert command(address) == (
            2,
            f"error: '{address}' is not the address of a page\n  hint: write it like https://…\n",
        )


@pytest.mark.parametrize("scheme", ["http://", "https://", "ftp://", ""])
def test_a_password_in_the_address_is_refused_and_not_repeated(scheme):
    code, text = command(f"{scheme}user:s3cr3t@127.0.0.1:9/")
    assert (code, text.splitlines()) == (
        2,
        [
            "error: there is a user or a password in this address",
            "  hint: write it as readers do, who need none: https://…",
        ],
    )


@pytest.mark.parametrize(
    "address", ["ftp://x/", "https://", "https://[::1", "http://localhost:99999/", "my page", ""]
)
def test_what_is_no_address_is_refused_before_anybody_is_asked(address):
    done = CliRunner().invoke(doctor, [address])
    assert done.exit_code == 2
    assert "is not the address of a page" in done.output


def test_no_text_of_a_host_moves_the_cursor(edge):
    edge.files["sitemap.xml"] = b"x"
    with standing(edge) as ask:
        found = look(ask)
    loud = replace(found.findings[0], what="a\x1b[2Jb")
    assert "\x1b" not in replace(found, findings=(loud,)).text()


def test_every_finding_is_named_by_a_test_of_this_file():
    sources = (ROOT / "src/statusgen/doctor").glob("*.py")
    made = re.compile(r'(?:error|warning|make)\(\s*"([a-z-]+)"|code = "([a-z-]+)"')
    codes = {first or other for path in sources for first, other in made.findall(path.read_text())}
    own = Path(__file__).read_text()
    assert len(codes) > 30
    assert {code for code in codes if f'"{code}"' not in own} == set()
