"""No secret survives in the words of a host; what is no secret does."""

from __future__ import annotations

import base64
import html
import json
import re
from urllib.parse import quote

import pytest

from statusgen.publish.redact import redacted

CANARY = "cAnArY/+s3cr3t=&'\"<"


@pytest.mark.parametrize(
    "name",
    [
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SESSION_TOKEN",
        "AZURE_STORAGE_SAS_TOKEN",
        "AZURE_STORAGE_CONNECTION_STRING",
        "CLOUDFLARE_API_TOKEN",
        "FASTLY_API_KEY",
        "GITHUB_PAT",
        "NETLIFY_AUTH",
        "DB_PWD",
        "OPS_WEBHOOK",
        "rclone_config_r2_pass",
        "MYSECRET",
    ],
)
def test_the_value_of_a_variable_that_looks_like_a_credential_is_taken_out(name):
    assert redacted(f"no: {CANARY}!", {name: CANARY}) == "no: ***!"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PATH", "/usr/bin"),
        ("PWD", "/srv/site"),
        ("AWS_REGION", "eu-west-2"),
        ("GOOGLE_APPLICATION_CREDENTIALS", "/srv/key.json"),
        ("SSH_AUTH_SOCK", "/run/agent.sock"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/run/token"),
        ("USE_TOKEN", "true"),
        ("SHORT_KEY", "abc"),
    ],
)
def test_a_variable_that_says_where_or_how_is_left_alone(name, value):
    assert redacted(f"no: {value} is not there", {name: value}) == f"no: {value} is not there"


@pytest.mark.parametrize(
    "form",
    [
        lambda text: quote(text, safe=""),
        quote,
        lambda text: json.dumps(text)[1:-1],
        lambda text: repr(text)[1:-1],
        lambda text: base64.b64encode(text.encode()).decode(),
        html.escape,
        lambda text: re.sub("%..", lambda code: code.group().lower(), quote(text, safe="")),
    ],
)
def test_a_secret_is_found_in_every_form_in_which_a_program_repeats_it(form):
    environ = {"API_TOKEN": "a/secret=of&ours'\"<>"}
    shown = redacted(f"before {form(environ['API_TOKEN'])} after", environ)
    assert shown == "before *** after"


def test_a_longer_secret_that_holds_a_shorter_one_leaves_no_piece():
    environ = {"A_TOKEN": "abcdefgh", "B_TOKEN": "abcdefgh-and-more"}
    assert redacted("abcdefgh-and-more abcdefgh", environ) == "*** ***"


def test_a_short_secret_is_taken_out_as_a_word_only():
    assert redacted("rain in train", {"MY_KEY": "rain"}) == "*** in train"


def test_the_account_key_of_a_connection_string_is_a_secret_by_itself():
    value = "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=Zm9vYmFyYmF6cXV4;"
    environ = {"AZURE_STORAGE_CONNECTION_STRING": value}
    assert redacted("shop: Zm9vYmFyYmF6cXV4", environ) == "shop: ***"


def test_a_service_account_is_taken_out_line_by_line():
    line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
    pem = f"-----BEGIN PRIVATE KEY-----\n{line}\n-----END PRIVATE KEY-----\n"
    value = json.dumps({"type": "service_account", "private_key": pem})
    assert redacted(f"bad line {line}", {"GOOGLE_SERVICE_ACCOUNT_KEY": value}) == "bad line ***"
    assert redacted(f"bad key {pem}", {}) == "bad key ***\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://bob:pass@host:80/x failed", "https://***@host:80/x failed"),
        ("https://bob:p@ss@host/x", "https://***@host/x"),
        ("https://token@github.com/a/b.git", "https://***@github.com/a/b.git"),
        ("ssh://deploy@web1:22/srv", "ssh://deploy@web1:22/srv"),
        ("deploy@web1.example:/srv/status", "deploy@web1.example:/srv/status"),
        ("http://127.0.0.1:8080/a@b", "http://127.0.0.1:8080/a@b"),
        ("https://a.example/b?sig=abc&x=1 said no", "https://a.example/b?*** said no"),
        ("https://hooks.slack.com/services/T/B/X said no", "https://hooks.slack.com/*** said no"),
        ("https://discord.com/api/webhooks/1/abc", "https://discord.com/api/webhooks/***"),
        ("Authorization: Bearer abc def\nnext", "Authorization: ***\nnext"),
        ('{"Authorization": "Basic abc", "n": 1}', '{"Authorization": ***, "n": 1}'),
        ("x-amz-security-token: abc", "x-amz-security-token: ***"),
        ("sent Bearer abcDEF123 to it", "sent Bearer *** to it"),
        ("Basic authentication is required", "Basic authentication is required"),
        ("X-Amz-Credential=AK/x&X-Amz-Signature=0abc", "X-Amz-Credential=***&X-Amz-Signature=***"),
        ("<StringToSign>AWS4\nx</StringToSign>", "<StringToSign>***</StringToSign>"),
        ("AccountKey=abcd1234;x", "AccountKey=***;x"),
        ("password: hunter22", "password: ***"),
        ("key: index.html", "key: index.html"),
        ("AKIAIOSFODNN7EXAMPLE is unknown", "*** is unknown"),
        ("whsec_MfKQ9r8GKYqrTwjU", "***"),
        ("the token has expired", "the token has expired"),
        ("NoSuchBucket: the bucket does not exist", "NoSuchBucket: the bucket does not exist"),
    ],
)
def test_what_every_host_might_repeat_is_taken_out_and_nothing_else(text, shown):
    assert redacted(text, {}) == shown


def test_a_text_of_the_callers_own_is_taken_out_too():
    assert redacted("no /in/secret1 here", {}, also=["/in/secret1"]) == "no *** here"


def test_no_text_takes_long():
    pieces = ("a:", "key=", "<Token>", "eyJa.", "https://", "https://a:", "Bearer ", "-----BEGIN ")
    for piece in pieces:
        redacted("https://" + piece * 5_000, {"API_TOKEN": "abcdefgh"})
