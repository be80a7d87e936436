"""CDNs are told what changed, by address, and what they answer never fails a publish."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from tests.publish.asked import Answers, Asked, Time, host, mapping, run

from statusgen.errors import Problem
from statusgen.publish.purge import Purge, addresses, after, make
from statusgen.publish.purge.cloudfront import folded
from statusgen.publish.purge.sigv4 import Keys, signed

URL = "https://status.example/"
ID, SECRET, TOKEN = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "sEssIOn+/=="
PATHS = ("index.html", "incidents/a/index.html", "feed.xml", "assets/base.1a2b3c4d.css", "_headers")
ASKED_FOR = (
    "https://status.example/feed.xml",
    "https://status.example/incidents/a/",
    "https://status.example/incidents/a/index.html",
    "https://status.example/",
    "https://status.example/index.html",
)


def made(text: str) -> Purge:
    problems: list[Problem] = []
    found = make(mapping(text), problems)
    assert problems == []
    assert found is not None
    return found


def said(text: str) -> list[tuple[int, int, str, str]]:
    problems: list[Problem] = []
    assert make(mapping(text), problems) is None
    return [(one.where.line, one.where.column, one.what, one.hint) for one in problems]


# --- Which addresses ---------------------------------------------------------------------------


def test_a_page_is_named_as_readers_ask_for_it_and_as_its_file_is_called():
    assert addresses(PATHS, URL) == ASKED_FOR
    # No folder's page, though its name ends like one.
    assert addresses(("a-index.html",), URL) == (f"{URL}a-index.html",)


def test_assets_and_what_no_cache_holds_are_never_named():
    assert addresses(("assets/a.css", "_headers", ".nojekyll", "build.json"), URL) == ()


def test_an_address_is_quoted_and_stands_below_the_folder_of_the_site():
    assert addresses(("a b.txt",), "https://x.example/s/") == ("https://x.example/s/a%20b.txt",)


def test_up_to_sixty_paths_are_told_to_cloudfront_as_they_are():
    sixty = tuple(f"/a/b/{number}.html" for number in range(60))
    assert folded(sixty) == sixty
    assert folded((*sixty, "/index.html")) == ("/a/*", "/index.html")
    assert folded((*sixty, "/a/index.html")) == ("/a/b/*", "/a/index.html")


def test_of_many_paths_cloudfront_is_told_the_folders_and_never_that_of_the_assets():
    many = [f"incidents/{number}/index.html" for number in range(100)]
    found = addresses(("index.html", "feed.xml", "api/v2/status.json", *many), "https://x.example/")
    paths = tuple(one.removeprefix("https://x.example") for one in found)
    assert set(folded(paths)) == {"/", "/index.html", "/feed.xml", "/api/*", "/incidents/*"}
    below = tuple(f"/status{path}" for path in paths)
    assert set(folded(below)) == {
        "/status/",
        "/status/index.html",
        "/status/feed.xml",
        "/status/api/*",
        "/status/incidents/*",
    }


# --- The signature, by the vectors that AWS publishes -------------------------------------------

VANILLA = "https://example.amazonaws.com/"
FORM = "application/x-www-form-urlencoded"
STS = (
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfI"
    "eoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0"
    "wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDry"
    "pNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
)


@pytest.mark.parametrize(
    ("method", "url", "headers", "body", "token", "service", "signature"),
    [
        pytest.param(
            "GET", VANILLA, {}, b"", "", "service",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            id="get-vanilla",
        ),
        pytest.param(
            "POST", VANILLA, {}, b"", "", "service",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            id="post-vanilla",
        ),
        pytest.param(
            "GET", f"{VANILLA}?Param2=value2&Param1=value1", {}, b"", "", "service",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            id="get-vanilla-query-order-key-case",
        ),
        pytest.param(
            "POST", VANILLA, {"Content-Type": FORM}, b"Param1=value1", "", "service",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            id="post-x-www-form-urlencoded",
        ),
        pytest.param(
            "POST", VANILLA, {}, b"", STS, "service",
            "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
            id="post-sts-header-before",
        ),
        pytest.param(
            "GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
            {"Content-Type": f"{FORM}; charset=utf-8"}, b"", "", "iam",
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            id="iam-list-users",
        ),
    ],
)  # fmt: skip
def test_a_request_is_signed_as_in_a_published_vector(
    method, url, headers, body, token, service, signature
):
    found = signed(
        method,
        url,
        headers=headers,
        body=body,
        keys=Keys(id=ID, secret=SECRET, token=token),
        region="us-east-1",
        service=service,
        now=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
    )
    assert found["Authorization"].endswith(f"Signature={signature}")


def verified(asked: Asked) -> bool:
    """Check a signature as the service would: from what arrived, by the rules of the standard."""
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/us-east-1/cloudfront/aws4_request, "
        r"SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})",
        asked.headers["authorization"],
    )
    assert found is not None
    id_, day, names, signature = found.groups()
    assert id_ == ID
    needed = {"host", "x-amz-date", "x-amz-security-token", "content-type"}
    assert set(names.split(";")) == needed
    canonical = f"{asked.method}\n{asked.path}\n\n"
    canonical += "".join(f"{name}:{asked.headers[name].strip()}\n" for name in names.split(";"))
    canonical += f"\n{names}\n{hashlib.sha256(asked.body).hexdigest()}"
    scope = f"{day}/us-east-1/cloudfront/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{asked.headers['x-amz-date']}\n{scope}\n"
    text += hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), signature)


# --- CloudFront -----------------------------------------------------------------------------------

AWS = {"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN}
NS = "{http://cloudfront.amazonaws.com/doc/2020-05-31/}"


def test_cloudfront_is_asked_for_one_signed_invalidation():
    with host(lambda asked: Answers(201 if verified(asked) else 403)) as cloud:
        found = made(f"{{type: cloudfront, distribution: E123, endpoint: '{cloud.url}'}}")
        assert after(found, PATHS, run(environ=AWS), url=URL) == ()
    (asked,) = cloud.asked
    assert (asked.method, asked.path) == ("POST", "/2020-05-31/distribution/E123/invalidation")
    assert asked.headers["x-amz-security-token"] == TOKEN
    batch = ET.fromstring(asked.body)
    assert batch.tag == f"{NS}InvalidationBatch"
    items = [item.text for item in batch.findall(f"{NS}Paths/{NS}Items/{NS}Path")]
    assert items == [address.removeprefix("https://status.example") for address in ASKED_FOR]
    assert batch.findtext(f"{NS}Paths/{NS}Quantity") == "5"


def test_a_repeated_call_is_signed_anew_and_is_the_same_invalidation():
    time = Time()
    with host(lambda asked: Answers(503 if len(cloud.asked) == 1 else 201)) as cloud:
        found = made(f"{{type: cloudfront, distribution: E123, endpoint: '{cloud.url}'}}")
        assert after(found, PATHS, run(time, AWS), url=URL) == ()
    first, second = cloud.asked
    assert first.body == second.body
    assert first.headers["x-amz-date"] != second.headers["x-amz-date"]
    assert verified(second)
    assert time.pauses == [1.0]


def test_the_same_files_a_second_later_are_another_invalidation():
    """One whose reference was there before is taken for the same, and nothing is forgotten."""
    time = Time()
    with host() as cloud:
        found = made(f"{{type: cloudfront, distribution: E/1, endpoint: '{cloud.url}'}}")
        for _ in range(2):
            assert after(found, PATHS, run(time, AWS), url=URL) == ()
            time.now += timedelta(seconds=1)
        assert after(found, PATHS[:1], run(time, AWS), url=URL) == ()
    references = [
        ET.fromstring(asked.body).findtext(f"{NS}CallerReference") for asked in cloud.asked
    ]
    assert len(set(references)) == 3
    assert all(references)
    assert cloud.asked[0].path == "/2020-05-31/distribution/E%2F1/invalidation"


@pytest.mark.parametrize(
    "name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], ids=["no id", "no secret"]
)
def test_without_keys_cloudfront_is_not_asked_and_the_note_names_the_variable(name):
    found = made("{type: cloudfront, distribution: E123, endpoint: 'https://127.0.0.1:1'}")
    notes = after(found, PATHS, run(environ={**AWS, name: " "}), url=URL)
    (note,) = notes
    assert note == (
        f"CloudFront distribution 'E123' was not told what changed: the variable {name} is not set"
    )


def test_what_cloudfront_refuses_is_a_note_in_its_own_words():
    with host(lambda asked: Answers(403, b"<E><Message>No such user</Message></E>")) as cloud:
        found = made(f"{{type: cloudfront, distribution: E123, endpoint: '{cloud.url}'}}")
        (note,) = after(found, PATHS, run(environ=AWS), url=URL)
    assert note == (
        "CloudFront distribution 'E123' was not told what changed: it answered 403 Forbidden:"
        " No such user; readers see it when its cache runs out"
    )


# --- Cloudflare -----------------------------------------------------------------------------------


def test_cloudflare_is_told_thirty_addresses_at_a_time_with_the_token():
    paths = [f"a{number:02}.txt" for number in range(65)]
    with host(lambda asked: Answers(200, b'{"success": true}')) as cloud:
        found = made(f"{{type: cloudflare, zone: 023e, endpoint: '{cloud.url}'}}")
        environ = {"CLOUDFLARE_API_TOKEN": "tOkEn-12345"}
        assert after(found, paths, run(environ=environ), url=URL) == ()
    assert [len(asked.json["files"]) for asked in cloud.asked] == [30, 30, 5]
    named = [address for asked in cloud.asked for address in asked.json["files"]]
    assert named == [URL + one for one in paths]
    for asked in cloud.asked:
        assert (asked.method, asked.path) == ("POST", "/zones/023e/purge_cache")
        assert asked.headers["authorization"] == "Bearer tOkEn-12345"


def test_what_cloudflare_refuses_is_a_note_in_its_own_words_without_the_token():
    refusal = {"success": False, "errors": [{"code": 9109, "message": "Invalid tOkEn-12345"}]}
    with host(lambda asked: Answers(403, json.dumps(refusal).encode())) as cloud:
        found = made(f"{{type: cloudflare, zone: 023e, endpoint: '{cloud.url}'}}")
        environ = {"CF_API_TOKEN": "tOkEn-12345"}
        notes = after(found, [f"{n}.txt" for n in range(90)], run(environ=environ), url=URL)
    (note,) = notes
    assert note == (
        "Cloudflare zone '023e' was not told what changed: it answered 403 Forbidden: Invalid ***;"
        " readers see it when its cache runs out"
    )
    assert len(cloud.asked) == 1


def test_a_host_that_cannot_be_reached_is_a_note_after_two_attempts():
    time = Time()
    with host() as cloud:
        gone = cloud.url
    found = made(f"{{type: cloudflare, zone: 023e, endpoint: '{gone}'}}")
    notes = after(found, PATHS, run(time, {"CF_API_TOKEN": "tOkEn-12345"}), url=URL)
    (note,) = notes
    assert note == (
        "Cloudflare zone '023e' was not told what changed: connection refused;"
        " readers see it when its cache runs out"
    )
    assert time.pauses == [1.0]


# --- Fastly ---------------------------------------------------------------------------------------


def test_fastly_is_told_each_address_softly_with_the_token():
    with host(lambda asked: Answers(200, b'{"status": "ok"}')) as cloud:
        found = made(f"{{type: fastly, service: SU1, endpoint: '{cloud.url}'}}")
        assert after(found, PATHS, run(environ={"FASTLY_API_TOKEN": "fAsT-12345"}), url=URL) == ()
    assert [(asked.method, asked.path) for asked in cloud.asked] == [
        ("POST", f"/purge/{address.removeprefix('https://')}") for address in ASKED_FOR
    ]
    for asked in cloud.asked:
        assert asked.headers["fastly-key"] == "fAsT-12345"
        assert asked.headers["fastly-soft-purge"] == "1"


def test_fastly_answering_slowly_ends_after_a_minute_with_a_note():
    time = Time()

    def answer(asked: Asked) -> Answers:
        time.now += timedelta(seconds=31)
        return Answers()

    with host(answer) as cloud:
        found = made(f"{{type: fastly, endpoint: '{cloud.url}'}}")
        notes = after(found, PATHS, run(time, {"FASTLY_API_KEY": "fAsT-12345"}), url=URL)
    assert notes == ("Fastly was told of a part of what changed: it answers slowly",)
    assert len(cloud.asked) == 2


def test_what_fastly_refuses_is_one_note_and_the_rest_is_not_tried():
    with host(lambda asked: Answers(401, b'{"msg": "no: fAsT-12345"}')) as cloud:
        found = made(f"{{type: fastly, service: SU1, endpoint: '{cloud.url}'}}")
        (note,) = after(found, PATHS, run(environ={"FASTLY_API_KEY": "fAsT-12345"}), url=URL)
    assert note == (
        "Fastly service 'SU1' was not told what changed: it answered 401 Unauthorized: no: ***;"
        " readers see it when its cache runs out"
    )
    assert len(cloud.asked) == 1


# --- What is never asked, and what is wrong in the file ----------------------------------------


@pytest.mark.parametrize("kind", ["fastly", "cloudflare, zone: a", "cloudfront, distribution: E1"])
def test_a_dry_run_and_a_run_without_changes_ask_nothing(kind):
    with host() as cloud:
        found = made(f"{{type: {kind}, endpoint: '{cloud.url}'}}")
        environ = {**AWS, "FASTLY_API_KEY": "fAsT-12345", "CF_API_TOKEN": "tOkEn-12345"}
        assert after(found, PATHS, run(environ=environ, dry_run=True), url=URL) == ()
        assert after(found, ("build.json",), run(environ=environ), url=URL) == ()
    assert cloud.asked == []


@pytest.mark.parametrize(
    ("kind", "where", "names"),
    [
        ("fastly", "Fastly", "FASTLY_API_TOKEN or FASTLY_API_KEY"),
        ("fastly, service: a", "Fastly service 'a'", "FASTLY_API_TOKEN or FASTLY_API_KEY"),
        ("cloudflare, zone: a", "Cloudflare zone 'a'", "CLOUDFLARE_API_TOKEN or CF_API_TOKEN"),
    ],
)
def test_without_a_token_nobody_is_asked_and_the_note_names_the_variables(kind, where, names):
    with host() as cloud:
        found = made(f"{{type: {kind}, endpoint: '{cloud.url}'}}")
        notes = after(found, PATHS, run(environ={}), url=URL)
    assert notes == (f"{where} was not told what changed: the variable {names} is not set",)
    assert cloud.asked == []


def test_mistakes_in_the_file_are_said_with_their_place():
    for text in ("{zone: abc}", "{type: [fastly]}", "{type: {fastly: 1}}"):
        assert len(said(text)) == 1
    assert said("{type: cloudfront, zone: abc}") == [
        (
            1,
            20,
            "there is no key 'zone' in a CDN",
            "the keys of a CDN are: type, distribution, endpoint",
        ),
        (1, 1, "a CDN needs the key 'distribution'", "add a line: distribution: E2QWRUHEXAMPLE"),
    ]
    assert said("{type: cloudflair, zone: abc}") == [
        (1, 8, "there is no CDN 'cloudflair'", "did you mean 'cloudflare'?"),
    ]
    assert said("{type: fastly, endpoint: 'http://api.example/'}") == [
        (1, 26, "'endpoint' must be an https address", "write https://…"),
    ]
