"""What the doctor makes of single answers: exactly from when it speaks, and what it knows by name.

How it looks at a whole page is held in tests/cli/test_doctor.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from statusgen.doctor.caching import caching
from statusgen.doctor.dependence import dependence, providers, registrable
from statusgen.doctor.finding import Finding
from statusgen.doctor.freshness import freshness
from statusgen.doctor.headers import directives, headers
from statusgen.doctor.own import Own
from statusgen.doctor.reach import Reached, certificate
from statusgen.doctor.visit import Links, Visitor, in_its_words, outward
from statusgen.publish.http import Answer, NoAnswer

URL = "https://status.shop.example/"
NOW = datetime(2026, 6, 20, 11, 0, tzinfo=UTC)

Answering = Callable[[str, Mapping[str, str]], Answer]


def answer(
    sent: Mapping[str, str] | None = None,
    *,
    body: str = "",
    status: int = 200,
    expires: datetime | None = None,
) -> Answer:
    named = tuple((sent or {}).items())
    return Answer(
        url=URL, status=status, reason="", headers=named, body=body.encode(), expires=expires
    )


def silent(url: str, sent: Mapping[str, str]) -> Answer:
    raise NoAnswer("nobody is there")


def reached(
    front: Answer,
    ask: Answering = silent,
    *,
    now: datetime = NOW,
    own: Own | None = None,
    addresses: Mapping[str, str] | None = None,
    page: str = "",
) -> Reached:
    known = addresses or {}
    return Reached(
        url=URL,
        front=front,
        links=Links(URL, page),
        visitor=Visitor(ask),
        clock=lambda: now,
        resolve=lambda host: known.get(host, "").split(),
        pause=lambda seconds: None,
        own=own,
    )


def codes(findings: Callable[[Reached], object], at: Reached) -> list[str]:
    found = findings(at)
    assert hasattr(found, "__iter__")
    return [one.code for one in found if isinstance(one, Finding)]


# --- The certificate ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "severity"),
    [
        (timedelta(days=21), None),
        (timedelta(days=20, hours=23), "warning"),
        (timedelta(days=7), "warning"),
        (timedelta(days=6, hours=23), "error"),
    ],
)
def test_a_certificate_may_wait_for_three_weeks_and_not_in_the_last_one(left, severity):
    found = list(certificate(reached(answer(expires=NOW + left))))
    assert [one.severity.value for one in found] == ([severity] if severity else [])


# --- Is it current --------------------------------------------------------------------------------


def built(
    *, ago: float = 0, valid: float = 3600, every: float = 600, host: float = 0, age: str = ""
) -> Reached:
    """Look at a build of so many seconds ago, by a host whose clock is so many seconds ahead."""
    value = {
        "built_at": (NOW - timedelta(seconds=ago)).isoformat(),
        "valid_until": (NOW + timedelta(seconds=valid)).isoformat(),
        "freshness": every,
    }
    date = format_datetime(NOW + timedelta(seconds=host), usegmt=True)
    found = answer({"Date": date, "Age": age}, body=json.dumps(value))
    return reached(answer(), lambda url, sent: found)


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (built(), []),
        (built(ago=720), []),
        (built(ago=721), ["unconfirmed"]),
        (built(valid=-120), []),
        (built(valid=-121), ["expired"]),
        (built(ago=9000, valid=-121), ["expired"]),
        (built(ago=-120), []),
        (built(ago=-121), ["clock"]),
        (built(host=120), []),
        (built(host=121), ["clock"]),
        (built(ago=10, host=-121), ["clock"]),
        (built(age="60", host=-60), []),
        (built(age="61", host=-61), ["build-cached"]),
        # What a cache has kept says the time at which it was fetched.
        (built(age="300", host=-300), ["build-cached"]),
        # A cache that says when it sends what it has kept.
        (built(age="300"), ["build-cached"]),
        (built(age="1 day"), []),
        (built(age="\u00b2\u00b2\u00b2"), []),
        (built(age="9" * 30), []),
    ],
)
def test_a_page_is_current_for_as_long_as_it_says_and_two_minutes_more(there, expected):
    assert codes(freshness, there) == expected


# --- What a cache keeps ---------------------------------------------------------------------------


def conditional(front: Answer, known: Mapping[str, str], now: str = "") -> list[str]:
    """Say what is found where a host has nothing new for those headers, and else a page named."""

    def ask(url: str, sent: Mapping[str, str]) -> Answer:
        has = any(sent.get(name) == value for name, value in known.items())
        return answer({"X-Cache": "HIT", "ETag": now}, status=304 if has else 200)

    return codes(caching, reached(front, ask))


def test_a_host_may_know_the_page_by_its_name_by_its_date_or_by_its_newest_name():
    date = "Sat, 20 Jun 2026 10:00:00 GMT"
    assert conditional(answer({"ETag": '"a"'}), {"If-None-Match": '"a"'}) == []
    assert conditional(answer({"Last-Modified": date}), {"If-Modified-Since": date}) == []
    assert conditional(answer({"ETag": '"a"'}), {"If-None-Match": '"b"'}, now='"b"') == []
    assert conditional(answer({"ETag": '"a"'}), {"If-None-Match": '"c"'}, now='"b"') == [
        "conditional"
    ]
    assert conditional(answer(), {}) == ["conditional"]


@pytest.mark.parametrize("age", ["\u00b2", "9" * 30, "-1", ""])
def test_what_is_no_age_is_no_sign_of_a_cache(age):
    found = codes(caching, reached(answer(), lambda url, sent: answer({"Age": age})))
    assert found == ["uncached", "conditional"]


# --- What it depends on ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "value", "names"),
    [
        ("CF-RAY", "8c0-LHR", "Cloudflare"),
        ("Server", "cloudflare", "Cloudflare"),
        ("X-Amz-Cf-Id", "41-7", "CloudFront, Amazon, AWS"),
        ("Server", "AmazonS3", "Amazon S3, Amazon, AWS, S3"),
        ("X-Amz-Request-Id", "41-7", "Amazon S3, Amazon, AWS, S3"),
        ("X-Fastly-Request-ID", "41-7", "Fastly"),
        ("X-Served-By", "cache-lhr-1", "Fastly"),
        ("X-Nf-Request-Id", "41-7", "Netlify"),
        ("Server", "Netlify", "Netlify"),
        ("X-Vercel-Id", "41-7", "Vercel"),
        ("X-GitHub-Request-Id", "41-7", "GitHub"),
        ("Server", "GitHub.com", "GitHub"),
        ("Server", "GitLab", "GitLab"),
        ("X-Ms-Request-Id", "41-7", "Azure, Microsoft"),
        ("X-Azure-Ref", "41-7", "Azure Front Door, Azure, Microsoft"),
        ("X-Goog-Generation", "1", "Google Cloud, Google, GCS"),
        ("Server", "gws", "Google Cloud, Google"),
        ("Server", "Google Frontend", "Google Cloud, Google"),
        ("X-Akamai-Request-ID", "41-7", "Akamai"),
        ("Server", "AkamaiGHost", "Akamai"),
        ("X-Sucuri-ID", "41-7", "Sucuri"),
        ("Server", "nginx (not google)", ""),
    ],
)
def test_a_provider_is_known_by_its_signs_under_each_of_its_names(header, value, names):
    found = providers(answer({header: value}))
    assert ", ".join(found) == names


@pytest.mark.parametrize(
    "end",
    "ac.uk co.uk gov.uk ltd.uk me.uk mil.uk net.uk nhs.uk org.uk plc.uk police.uk sch.uk"
    " com.au edu.au co.nz nom.es or.jp".split(),
)
def test_below_a_common_second_level_a_shop_has_its_own_name(end):
    assert registrable(f"status.shop.{end}") == f"shop.{end}"
    assert registrable(f"STATUS.Shop.{end}.") == f"shop.{end}"


HERE = "192.0.2.100 2001:db8:5:7::1"


@pytest.mark.parametrize(
    ("there", "near"),
    [
        ("192.0.2.200", True),
        ("192.0.3.100", False),
        ("2001:db8:5:ffff::1", True),
        ("2001:db8:4:7::1", False),
        ("198.51.100.1 192.0.2.1", True),
        ("fe80::1%eth0", False),
        ("", False),
    ],
)
def test_hosts_of_one_network_share_most_of_an_address(there, near):
    addresses = {"status.shop.example": HERE, "other.example": there}
    own = Own(url=URL, homes=("https://other.example/",))
    found = codes(dependence, reached(answer(), own=own, addresses=addresses))
    assert found == (["same-network"] if near else [])


def test_a_provider_of_several_names_is_told_of_once_for_each_service():
    front = answer({"Server": "AmazonS3", "X-Amz-Cf-Id": "x"})
    own = Own(url=URL, names=("Amazon S3", "Amazon S3", "Payments (AWS)", "Tills"))
    found = [one.what for one in dependence(reached(front, own=own))]
    assert found == [
        "the page is served by Amazon, and reports on 'Amazon S3'",
        "the page is served by AWS, and reports on 'Payments (AWS)'",
    ]


def test_each_host_is_told_of_once_and_what_is_no_host_not_at_all():
    homes = (
        "https://shop.example/",
        "mailto:help@shop.example",
        "https://shop.example/help",
        "https://www.shop.example/",
    )
    found = dependence(reached(answer(), own=Own(url=URL, homes=homes)))
    assert [one.what for one in found] == [
        "the page and shop.example share the domain shop.example",
        "the page and www.shop.example share the domain shop.example",
    ]


def test_a_page_stands_in_its_own_network_even_where_no_address_is_known():
    own = Own(url=URL, homes=(f"{URL}help",))
    assert codes(dependence, reached(answer(), own=own)) == ["same-network"]


# --- Headers --------------------------------------------------------------------------------------

FRONT = {
    "Content-Type": "text/html",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=1",
    "Cache-Control": "public, max-age=120, stale-while-revalidate=120, stale-if-error=604800",
}


def of_front(sent: Mapping[str, str]) -> list[str]:
    return codes(headers, reached(answer({**FRONT, **sent})))


@pytest.mark.parametrize(
    ("cache", "expected"),
    [
        (FRONT["Cache-Control"], []),
        ("max-age=121, stale-if-error=604800", ["cache-control"]),
        ("max-age=1, s-maxage=121, stale-if-error=604800", ["cache-control"]),
        ("max-age=121, No-Cache, stale-if-error=604800", []),
        ("max-age=121, no-store, stale-if-error=604800", []),
        ('MAX-AGE="121" , stale-if-error=604800', ["cache-control"]),
        (
            "max-age=1, stale-while-revalidate=121, stale-if-error=604800",
            ["stale-while-revalidate"],
        ),
        # Nothing says for how long: browsers show it for a tenth of the time that it has stood.
        ("public, stale-if-error=604800", ["cache-control"]),
        ("max-age=120, stale-if-error=604799", ["stale-if-error"]),
        (" , ", ["cache-control"]),
        # What is no number of seconds allows nothing.
        ("max-age=\u00b2\u00b2\u00b2, stale-if-error=604800", []),
        (f"max-age={'9' * 30}, stale-if-error=604800", []),
    ],
)
def test_a_cache_may_show_the_front_page_for_two_minutes_and_without_a_host_for_a_week(
    cache, expected
):
    assert of_front({"Cache-Control": cache}) == expected


@pytest.mark.parametrize(
    ("cache", "expires", "expected"),
    [
        ("stale-if-error=604800", "Sat, 20 Jun 2026 11:02:00 GMT", []),
        ("stale-if-error=604800", "Sat, 20 Jun 2026 11:02:01 GMT", ["cache-control"]),
        ("stale-if-error=604800", "Sat, 20 Jun 2026 10:00:00 GMT", []),
        ("stale-if-error=604800", "0", []),
        ("max-age=9, stale-if-error=604800", "Thu, 01 Jan 2037 00:00:00 GMT", []),
        ("", "0", ["stale-if-error"]),
    ],
)
def test_without_a_number_of_seconds_a_time_says_how_long_a_cache_may_show_it(
    cache, expires, expected
):
    date = format_datetime(NOW, usegmt=True)
    sent = {"Cache-Control": cache, "Expires": expires, "Date": date}
    assert of_front(sent) == expected


def test_of_a_directive_that_is_given_twice_the_first_counts():
    assert directives("max-age=1, max-age=2, public") == {"max-age": "1", "public": ""}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"Strict-Transport-Security": "max-age=0"}, ["hsts"]),
        ({"Strict-Transport-Security": "includeSubDomains; max-age=9"}, []),
        ({"Content-Security-Policy": "default-src 'none'"}, ["frames"]),
        ({"Content-Security-Policy": "default-src 'none'", "X-Frame-Options": "DENY"}, []),
        ({"Content-Security-Policy": "Frame-Ancestors https://shop.example"}, []),
        ({"Content-Security-Policy": "frame-ancestors *", "X-Frame-Options": "DENY"}, ["frames"]),
        ({"Content-Security-Policy": "img-src *; frame-ancestors 'self' https:"}, ["frames"]),
        ({"Content-Security-Policy": "frame-ancestors *, frame-ancestors 'none'"}, []),
        ({"Content-Type": "Text/HTML; charset=utf-8"}, []),
        ({"Content-Type": 'text/html; Charset="UTF-8"'}, []),
        ({"X-Content-Type-Options": " NoSniff"}, []),
        ({"Content-Encoding": "br", "Vary": "Origin, Accept-encoding"}, []),
        ({"Content-Encoding": "br", "Vary": "Origin"}, ["vary"]),
    ],
)
def test_a_header_may_be_written_in_any_of_its_ways(sent, expected):
    assert of_front(sent) == expected


@pytest.mark.parametrize(("size", "expected"), [(1400, []), (1401, ["compression"])])
def test_what_fits_into_one_packet_need_not_be_packed(size, expected):
    assert codes(headers, reached(answer(FRONT, body="x" * size))) == expected


@pytest.mark.parametrize(
    ("name", "kinds", "severity"),
    [
        ("feed.xml", "application/rss+xml application/xml text/xml", "warning"),
        ("feed.atom", "application/atom+xml application/xml text/xml", "warning"),
        ("feed.json", "application/feed+json application/json", "warning"),
        ("build.json", "application/json", "warning"),
        ("status.txt", "text/plain", "warning"),
        ("badge.svg", "image/svg+xml", "error"),
        ("assets/a.css", "text/css", "error"),
        ("assets/a.js", "text/javascript application/javascript", "error"),
        ("assets/a.svg", "image/svg+xml", "error"),
        ("assets/a.png", "image/png", "error"),
        ("assets/a.woff2", "font/woff2", "warning"),
    ],
)
def test_a_file_may_be_sent_as_any_of_its_kinds_and_as_no_other(name, kinds, severity):
    def told(kind: str) -> list[tuple[str, str]]:
        def ask(url: str, sent: Mapping[str, str]) -> Answer:
            if url != f"{URL}{name}":
                raise NoAnswer("nobody asks for that here")
            return answer({"Content-Type": f"{kind}; Charset=UTF-8"})

        found = headers(reached(answer(FRONT), ask, page=f"<img src={name}>"))
        return [
            (one.severity.value, one.what)
            for one in found
            if one.code in ("content-type", "encoding")
        ]

    for kind in kinds.split():
        assert told(kind) == []
    for kind in ("text/html", "application/octet-stream"):
        assert told(kind) == [(severity, f"'{name}' is sent as '{kind}'")]


@pytest.mark.parametrize(
    ("name", "cache", "expected"),
    [
        ("assets/a.css", "max-age=604800", []),
        ("assets/a.css", "max-age=604799", ["cache-control"]),
        ("build.json", "no-cache", []),
        ("build.json", "max-age=0", []),
        ("build.json", "max-age=1", ["cache-control"]),
        ("feed.xml", "max-age=120, stale-if-error=604800", []),
        ("feed.xml", "max-age=121, stale-if-error=604800", ["cache-control"]),
    ],
)
def test_what_never_changes_is_kept_for_a_week_and_what_tells_the_age_never(name, cache, expected):
    def ask(url: str, sent: Mapping[str, str]) -> Answer:
        if url != f"{URL}{name}":
            raise NoAnswer("nobody asks for that here")
        return answer({"Cache-Control": cache})

    found = codes(headers, reached(answer(FRONT), ask, page=f"<img src={name}>"))
    # Nothing else is sent that should be.
    assert [one for one in found if one not in ("content-type", "nosniff", "cors")] == expected


@pytest.mark.parametrize(("name", "expected"), [("assets/a.css", False), ("badge.svg", True)])
def test_scripts_of_other_sites_may_read_all_but_the_assets(name, expected):
    def ask(url: str, sent: Mapping[str, str]) -> Answer:
        if url != f"{URL}{name}":
            raise NoAnswer("nobody asks for that here")
        return answer({"Access-Control-Allow-Origin": "https://shop.example"})

    found = codes(headers, reached(answer(FRONT), ask, page=f"<img src={name}>"))
    assert ("cors" in found) is expected


# --- Whom it asks ---------------------------------------------------------------------------------

HOSTS = {
    "status.shop.example": ("93.184.216.34",),
    "cdn.example": ("2606:2800:220:1::1", "93.184.216.35"),
    "2130706433": ("127.0.0.1",),
    "inside.example": ("10.0.0.1", "192.168.0.1"),
    "both.example": ("10.0.0.1", "93.184.216.36"),
}


def asked(page: str, url: str) -> list[Sequence[str] | None]:
    """Say where an address is asked for a page: at which of its host's addresses, None for any."""
    where: list[Sequence[str] | None] = []

    def ask(url: str, headers: Mapping[str, str], addresses: Sequence[str] | None) -> Answer:
        where.append(addresses)
        return answer()

    with suppress(NoAnswer):
        outward(ask, lambda host: HOSTS.get(host, ()), page)(url, {})
    return where


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8500/v1/agent/leave",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://169.254.169.254/latest/",
        "http://2130706433/",
        "https://inside.example/",
    ],
)
def test_a_page_elsewhere_sends_nobody_to_this_machine_or_its_network(url):
    assert asked(URL, url) == []
    assert asked("http://127.0.0.1:8000/", url) == [None]
    # A page that nobody finds, or that is outside as well, is not taken for one of this network.
    assert asked("https://unknown.example/", url) == asked("https://both.example/", url) == []


@pytest.mark.parametrize(
    ("url", "where"),
    [
        (URL, ["93.184.216.34"]),
        ("https://cdn.example/a", ["2606:2800:220:1::1", "93.184.216.35"]),
        ("https://both.example/a", ["93.184.216.36"]),
        ("http://93.184.216.34/a", ["93.184.216.34"]),
        ("https://unknown.example/", []),
        ("x", []),
        ("", []),
    ],
)
def test_all_others_are_asked_where_they_were_found_and_nowhere_else(url, where):
    assert asked(URL, url) == [where]


@pytest.mark.parametrize("word", ["https://a.", "http://", "http://a:"])
def test_a_long_refusal_is_soon_understood(word):
    began = time.process_time()
    assert in_its_words(answer(body=word * 30_000, status=404)).startswith("404")
    assert time.process_time() - began < 0.3
