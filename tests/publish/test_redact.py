"""No secret survives in the words of a host; what is no secret does."""

from __future__ import annotations

import base64
import html
import json
import os
import re
from urllib.parse import quote

import pytest

from statusgen.publish.programs import last_words
from statusgen.publish.redact import holds_secret, redacted

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
        "AZURE_STORAGE_CONNECTIONSTRING",
        "AZURE_STORAGE_SAS",
        "HTTP_AUTHORIZATION",
        "API_BEARER",
        "SESSION_COOKIE",
        "STORE_CREDENTIAL",
        "GIT_CREDENTIALS",
        "SLACK_HOOK",
        "SLACK_HOOK_URL",
        "SIGNING_KEYS",
        "PASS_PHRASE",
        "SSH_PASSPHRASE",
        "SSH_PASSPHRASE_2",
        "DB_PASSWD_2",
        "PASSWORD_2",
        "DB_PASSWORDS",
        "VAPID_PRIVATE",
        "SECRET_2",
        "APP_SECRETS",
        "URL_SIG",
        "URL_SIGNATURE",
        "TOKEN_2",
        "API_TOKENS",
        "WEBHOOK_2",
        "OPS_WEBHOOKS",
        "APIKEY_2",
        "KEY_2",
        "PGPASSWORD",
        "LDAPPASSWD",
        "MYTOKEN",
        "OPSWEBHOOK",
        "SSHPASS",
        "SHAREDKEY",
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
        ("OLDPWD", "/srv/site"),
        ("XAUTHORITY", "/run/user/auth"),
        ("AUTH", "none"),
        ("AUTH", "null"),
        ("AUTH", "auto"),
        ("AUTH", "default"),
        ("USE_KEY", "False"),
        ("PRIVATE_KEY_PATH", "/srv/key"),
        ("CREDENTIALS_DIR", "/run/credentials"),
        ("SECRETS_DIRECTORY_HOME", "/run/secrets"),
        ("SSH_ASKPASS", "/usr/bin/ask"),
        ("KEY_NAME", "deploy"),
        ("KEY_PATH_2", "/srv/key"),
        ("_", "/usr/bin/env"),
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


KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLE&KEY"


@pytest.mark.parametrize(
    "shown",
    [
        KEY.replace("&", "\\u0026"),
        KEY.replace("&", "\\u0026").replace("+", "\\u002B"),
        json.dumps(KEY.replace("&", "\\u0026")),
        KEY.replace("&", "\\x26").replace("+", "\\x2b"),
        KEY.replace("&", "\\u{26}"),
        KEY.replace("/", "&#x2F;").replace("&KEY", "&amp;KEY"),
        html.escape(html.escape(KEY)).replace("+", "&#43;"),
        quote(quote(KEY, safe=""), safe=""),
        quote(KEY, safe="!'()*+"),
        base64.b64encode(f"x-access-token:{KEY}".encode()).decode(),
        base64.b64encode(f"x:{KEY}:y".encode()).decode(),
        base64.b64encode(f"xy:{KEY}:y".encode()).decode(),
        base64.urlsafe_b64encode(f"xyz:{KEY}".encode()).decode(),
        base64.encodebytes(f"{KEY}{KEY}{KEY}".encode()).decode(),
        f"{KEY[:20]}\nremote: {KEY[20:]}",
        f"{KEY[:20]}\r\n\t  {KEY[20:]}",
        f"{KEY[:20]}\\\n{KEY[20:]}",
    ],
)
def test_a_secret_is_found_however_a_program_has_escaped_mixed_or_broken_it(shown):
    left = redacted(f"no: {shown}", {"STORE_KEY": KEY})
    assert "***" in left
    plain = base64.b64encode(KEY.encode()).decode()
    for start in range(0, len(KEY) - 5, 5):
        assert KEY[start : start + 5] not in left
        assert plain[start : start + 6] not in left
    # What went is the secret alone: as much is left as was put around it.
    assert len(left) <= len("no: ***") + 24


@pytest.mark.parametrize("before", ["", "x", "x:", "bob"])
def test_of_a_secret_within_base64_no_sign_is_left_that_holds_a_bit_of_it(before):
    whole = base64.b64encode(f"{before}{KEY}::".encode()).decode()
    head, _, tail = redacted(whole, {"STORE_KEY": KEY}).partition("***")
    start, end = len(before) * 8, len(before + KEY) * 8
    assert whole.startswith(head)
    assert whole.endswith(tail)
    assert len(head) <= start // 6
    assert len(tail) <= len(whole) - end / 6


@pytest.mark.parametrize("change", [str.lower, str.upper, str.swapcase])
def test_a_secret_is_found_in_whatever_letters_a_program_repeats_it(change):
    environ = {"A_TOKEN": "abCD-🔑/0123", "B_KEY": "Rain"}
    said = change("abCD-🔑/0123")
    assert redacted(f"no: {said}!", environ) == "no: ***!"
    assert redacted(f"no: {quote(said, safe='')}!", environ) == "no: ***!"
    assert redacted(f"{change('Rain')} in a rainy train", environ) == "*** in a rainy train"


@pytest.mark.parametrize("secret", [b"caf\xe9-s3cret-\xff\xfe", "café-s3cret".encode()])
@pytest.mark.parametrize(
    "read",
    [
        lambda octets: octets.decode("utf-8", "surrogateescape"),
        lambda octets: octets.decode("utf-8", "replace"),
        lambda octets: octets.decode("latin-1"),
        lambda octets: repr(octets)[2:-1],
        lambda octets: base64.b64encode(octets).decode(),
    ],
)
def test_a_secret_of_bytes_is_found_however_they_are_read(read, secret):
    environ = {"A_TOKEN": os.fsdecode(secret)}
    assert redacted(f"no: {read(secret)}!", environ) == "no: ***!"


def test_what_is_not_of_the_roman_letters_or_of_no_letters_is_found_escaped():
    environ = {"A_TOKEN": 'pä"ssword 😀', "B_TOKEN": '{"password": "\\ud800abcdefg"}'}
    said = 'x pä\\"ssword \\ud83d\\ude00 p%C3%A4%22ssword+%F0%9F%98%80 y'
    assert redacted(said, environ) == "x *** *** y"
    assert redacted("p\\u00e4&quot;ssword &#128512;", environ) == "***"
    assert redacted("no\\u{110000} &#99999999; here", environ) == "no\\u{110000} &#99999999; here"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("API_TOKEN2", "abcdefgh", "abcdefgh"),
        ("SLACK_HOOK1", "abcdefgh", "abcdefgh"),
        ("FTP_PW", "abcdefgh", "abcdefgh"),
        ("DEPLOY_CREDS", "abcdefgh", "abcdefgh"),
        ("CI_JOB_JWT_V2", "abcdefgh", "abcdefgh"),
        ("REPO_URL", "https://bob:abcdefgh@host/x", "abcdefgh"),
        ("HTTPS_PROXY", "http://bob:abcd%2Befgh@host:3128", "abcd+efgh"),
        ("GIT_CONFIG_KEY_0", "url.https://abcdefghijklmnop@host/.insteadOf", "abcdefghijklmnop"),
        ("GIT_CONFIG_VALUE_0", "AUTHORIZATION: basic YWJjZGVm", "YWJjZGVm"),
        ("AZURE_STORAGE_SAS_TOKEN", "?sv=1&sig=ab%2Bcdefg%3D&se=2", "ab+cdefg="),
        ("AZURE_STORAGE_SAS_TOKEN", "?sv=1&sig=ab%2Bcdefg%3D&se=2", "ab%2Bcdefg%3D"),
        ("SLACK_HOOK", "https://hooks.slack.com/services/T/B/abcdefghijklmnop", "abcdefghijklmnop"),
        ("A_WEBHOOK", "https://h.example/in?code=abcdefghijklmnop", "abcdefghijklmnop"),
        ("HOOK_SECRET", "whsec_abcdefgh", "abcdefgh"),
        ("HOOK_SECRET", "whsec_abcdefghij whsec_klmnopqrst", "whsec_klmnopqrst"),
        ("SIGNING_KEY", "-----BEGIN KEY-----\\nabcdefghijklmnop\\n-----END", "abcdefghijklmnop"),
    ],
)
def test_what_of_a_variable_is_a_secret_by_itself_is_taken_out(name, value, said):
    assert redacted(f"no: '{said}'!", {name: value}) == "no: '***'!"


def test_of_a_variable_with_an_address_what_is_no_secret_is_left():
    connection = (
        "BlobEndpoint=https://shop.blob.core.windows.net/;SharedAccessSignature=sig=abcdefgh"
    )
    environ = {"A_PROXY": "http://bob:abcdefgh@proxy.shop.example:3128", "A_CREDS": connection}
    said = "proxy.shop.example:3128 let bob not reach shop.blob.core.windows.net"
    assert redacted(said, environ) == said


def test_a_longer_secret_that_holds_a_shorter_one_leaves_no_piece():
    environ = {"A_TOKEN": "abcdefgh", "B_TOKEN": "abcdefgh-and-more"}
    assert redacted("abcdefgh-and-more abcdefgh", environ) == "*** ***"


def test_a_short_secret_is_taken_out_as_a_word_only():
    assert redacted("rain in a rainy train", {"MY_KEY": "rain"}) == "*** in a rainy train"
    assert redacted("rainfall in rainfalls", {"MY_KEY": "rainfall"}) == "*** in ***s"
    for said in ("a=rain\nfall", "a%3Drain", "a\\nrain", "a\\u003drain", "my_rain"):
        assert redacted(said, {"MY_KEY": "rain"}) == said.replace("rain", "***")


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


def test_of_a_json_file_of_credentials_what_is_secret_is_taken_out_at_any_depth_and_length():
    keys = [{"user": "bob-of-the-shop", "password": "opensesame"}, {"api": {"token": "abcd1234"}}]
    environ = {"STORE_CREDENTIALS": json.dumps({"keys": keys, "token": {"type": "bearer-token"}})}
    said = "bob-of-the-shop sent opensesame and abcd1234 as a bearer-token"
    assert redacted(said, environ) == "bob-of-the-shop sent *** and *** as a bearer-token"
    assert redacted("opensesame", {"STORE_CREDENTIALS": '{"password": "opensesame'}) == "opensesame"


def test_a_secret_of_several_lines_is_repeated_by_its_long_lines_alone():
    lines = ["-----BEGIN", "a" * 16, "b" * 15]
    for environ in (
        {"SIGNING_KEY": "\n".join(lines)},
        {"A_KEY": json.dumps({"key": "\n".join(lines)})},
    ):
        assert redacted(", ".join(lines), environ) == f"-----BEGIN, ***, {'b' * 15}"


# What stands between the marks is secret, the rest is not.
HOOKS = [
    "https://hooks.slack-gov.com/«services/T/B/X»",
    "https://discordapp.com/api/webhooks/«1/abc»",
    "https://canary.discord.com/api/webhooks/«1/abc»",
    "https://shop.webhook.office.com/«webhookb2/1@2/IncomingWebhook/3»",
    "https://outlook.office.com/webhook/«1@2/IncomingWebhook/3»",
    "https://outlook.office365.com/webhook/«1@2/IncomingWebhook/3»",
    "https://hooks.zapier.com/«hooks/catch/1/abc»",
    "https://chat.googleapis.com/«v1/spaces/A/messages»",
    "https://prod-1.westeurope.logic.azure.com/«workflows/abc»",
    "https://prod-1.westeurope.logic.azure.com:443/«workflows/abc»",
    "https://default1.environment.api.powerplatform.com/«powerautomate/abc»",
    "https://default1.environment.api.powerplatform.com:443/«powerautomate/abc»",
    "http://hooks.slack.com/«services/T/B/X»",
    "https://chat.shop.example/hooks/«bywsw8zt5jgpte3nm65qjiru6h» said no",
    "https://shop.example:8065/team/chat/hooks/«bywsw8zt5jgpte3nm65qjiru6h»",
    "https://chat.shop.example/hooks/«5f3a0b1c2d3e4f5a6b7c8d9e/aBcDeFgHiJkLmNoPqRsTuVwX» said no",
    "https://chat.shop.example/hooks/new-incidents-of-the-week",
    "https://chat.shop.example/hooks/catalogue",
    "https://api.telegram.org/«bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage»",
    "https://events.pagerduty.com/integration/«0123456789abcdef0123456789abcdef/enqueue»",
    "https://events.eu.pagerduty.com/integration/«0123456789abcdef0123456789abcdef/enqueue»",
    "https://events.pagerduty.com/v2/enqueue",
]
HEADERS = [
    "Proxy-Authorization: «Basic abc»",
    "X-Auth-Token: «abc»",
    "X-Auth-Key: «abc»",
    "X-Api-Key: «abc»",
    "Api-Key: «abc»",
    "Fastly-Key: «abc»",
    "Private-Token: «abc»",
    "Job-Token: «abc»",
    "Set-Cookie: «session=abc; Path=/»",
    "Cookie: «session=abc; other=d»",
    "Webhook-Signature: «v1,abc»",
    "{'Cookie': «'it\\'s abc'», 'n': 1}",
    "{b'Cookie': «b'abc'», b'n': 1}",
    '{"Cookie": «"say \\"abc\\""», "n": 1}',
    '[b"Cookie": «b"abc"»]',
    "('X-Api-Key', «'abc'»)",
    '{\\"Fastly-Key\\": «\\"abc\\"», \\"n\\": 1}',
    "Authorization: «Bearer\r\n abcDEF»\r\nDate: today",
    "Cookie: «session=abc;\n\tother=d»\nDate: today",
    'Cookie: «session="abc"; other="d"»\nDate: today',
    "curl -H 'X-Api-Key: «abc»' https://a.example/ said\n  nothing",
    "headers:\n  Authorization: «abc»\n  Retry-After: 12\nreason: the bucket is full",
    "Set-Cookie: «a=b;\r\n\tc=d»\r\n\treason: the bucket is full\r\n\tno more",
    "{Authorization: «abc,»\n  'reason': 'the bucket is full'}",
]
SCHEMES = [
    "got bearer «abcDEF123», not a user",
    "got basic «YWxhZGRpbjpvcGVu», not a user",
    "got Token «0123abcd»",
    "got token «0123abcd»",
    "got SharedKey «shop:Zm9vYmFy=»",
    "got SharedKeyLite «shop:Zm9vYmFy=»",
    "got AWS «AK1234:Zm9vYmFy=»",
    "got AWS4-HMAC-SHA256 «Credential=A/b, SignedHeaders=host, Signature=0abc» there",
    "got AWS4-HMAC-SHA256 «Credential=A/b SignedHeaders=host Signature=0abc» there",
]
PAIRS = [
    "x-goog-signature=«0abc»",
    "x-goog-credential=«0abc»",
    "x-amz-security-token=«0abc»",
    "signature: «0abc»",
    "the sig=«0abc», it said",
    "SharedAccessSignature=«0abc»",
    "access_key=«0abc»",
    "accesskey=«0abc»",
    "access_key_id=«0abc»",
    "accesskeyid=«0abc»",
    "AWSAccessKeyId=«0abc»",
    "GoogleAccessId=«0abc»",
    "secret_key=«0abc»",
    "secretkey=«0abc»",
    "secret_access_key = «0abc»",
    "client_secret=«0abc»",
    "access_token=«0abc»",
    "refresh_token=«0abc»",
    "session_token=«0abc»",
    "auth_token=«0abc»",
    "id_token=«0abc»",
    "api_key=«0abc»",
    "api-keys and apikey=«0abc»",
    "passwd=«0abc»",
    "passphrase=«0abc»",
    '{"password": "«0abc»", "n": 1}',
    "{'password':'«0abc»'}",
]
PAIRS += [
    "aws_secret_access_key = «0abc»",
    "private_token=«0abc»",
    "pass=«0abc»",
    "sv=1\\u0026sig=«ab%2Bc»",
    "sv%3D1%26sig%3D«0abc»",
    '{\\"password\\": \\"«0abc»\\"}',
    "&quot;password&quot;:&quot;«0abc»&quot;",
    '{"password": "«0,a;b\'c\\"d»", "n": 1}',
]
ELEMENTS = [
    "<AWSAccessKeyId>«a»</AWSAccessKeyId>",
    "<SignatureProvided>«a»</SignatureProvided>",
    "<StringToSignBytes>«41 57»</StringToSignBytes>",
    "<CanonicalRequest>«GET\n/»</CanonicalRequest>",
    "<CanonicalRequestBytes>«47 45»</CanonicalRequestBytes>",
    "<Token>«a»</Token>",
    "<X-Amz-Date-Token>«a»</X-Amz-Date-Token>",
    "<AuthenticationErrorDetail>«a»</AuthenticationErrorDetail>",
]
SHAPES = [
    "«ASIAIOSFODNN7EXAMPLE» is unknown",
    f"«ghp_{'a1' * 18}» is unknown",
    f"«gho_{'a1' * 18}», «ghu_{'a1' * 18}», «ghs_{'a1' * 18}» and «ghr_{'a1' * 18}»",
    f"«github_pat_{'a1' * 18}» is unknown",
    "«glpat-abcdefghij-KLMNOP_12» is unknown",
    *(f"«xox{kind}-1234-abcd» is unknown" for kind in "abeoprs"),
    f"bob%3A«ghp_{'a1' * 18}»%40host",
    "«glcbt-64_abcdefghijklmnop» and «ya29.a0AfH6SMBabcdefghijkl»",
    *(
        f"«gl{kind}-abcdefghij-KLMNOP_12» is unknown"
        for kind in "dt rt rtr ptt ft imt agent wt soat ffct oas".split()
    ),
    "«eyJhbGciOiJI.eyJzdWIi.c2lnbmVk» is unknown",
    "«-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----»",
    "«-----BEGIN RSA PRIVATE KEY-----\nabc, cut short»",
]
ADDRESSES = [
    "http://«bob:pass»@host/x",
    "(https://«bob:»@host)",
    "ftp://«bob:pass»@host/x",
    "mongodb+srv://«bob:pass»@host/x",
    "https://«bob:8080x»@host/x",
    "http://127.0.0.1:8080?«a@b»",
    "http://127.0.0.1:8080 or a@b.example",
    "http://a.example/?«q»",
    "unable to access 'https://«bob:it'sme»@host/x/'",
    "'http://127.0.0.1:8080','a@b.example'",
    "to\\nhttps://«token»@host",
    "GET /p/https%3A%2F%2F«bob%3Apass%40host%2Fx» HTTP",
    "GET /p/https%253a%252f%252f«bob%253apass%2540host»&n=1",
    "HTTPS://A.EXAMPLE/B?«SIG=ABC»",
    "is it there? https://a.example/b",
]


@pytest.mark.parametrize(
    "text", [*HOOKS, *HEADERS, *SCHEMES, *PAIRS, *ELEMENTS, *SHAPES, *ADDRESSES]
)
def test_of_each_kind_of_credential_nothing_is_left_and_nothing_else_goes(text):
    plain = text.replace("«", "").replace("»", "")
    assert redacted(f"it said: {plain}\nand more", {}).startswith("it said: ")
    assert redacted(plain, {}) == re.sub(r"«.*?»", "***", text, flags=re.DOTALL)


def test_slashes_that_json_has_escaped_hide_no_address():
    said = r'{"a":"https:\/\/bob:pass@host\/x","b":"https:\/\/hooks.slack.com\/services\/T"}'
    shown = '{"a":"https://***@host/x","b":"https://hooks.slack.com/***"}'
    assert redacted(said, {}) == shown


@pytest.mark.parametrize(
    "text",
    [
        "tokens expire after 12 hours",
        "Basic plan, token bucket, AWS region eu-west-2",
        "the passwords are not the same",
        "monkey: bananas",
        "XAKIAIOSFODNN7EXAMPLE",
        "assign=abcdef and design: abcdef",
        "forgh_aaaaaaaaaaaaaaaaaaaaaaaaa",
        "gs://bucket/a@b and C:\\site\\a@b",
        "incidents/2026-03-04-global-outage-of-payments/index.html",
        "mailto:ops@shop.example",
    ],
)
def test_what_only_looks_like_a_credential_is_left(text):
    assert redacted(text, {}) == text


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("https://bob@host/x", True),
        ("http://bob:pass@host/x", True),
        ("https://host/x?token=a", True),
        ("http://host/x?a", True),
        ("https://host/x@y", False),
        ("https://host/x#?a", False),
        ("ssh://git@host/x", False),
        ("git@host:x", False),
        ("origin", False),
        ("https://[host/x", False),
    ],
)
def test_an_address_over_http_holds_a_secret_where_a_token_may_be(address, secret):
    assert holds_secret(address) is secret


def test_a_signature_in_a_connection_string_is_a_secret_by_itself():
    value = "BlobEndpoint=https://shop.blob.example/;SharedAccessSignature=sv=2022&ss=b&spr=x"
    environ = {"AZURE_STORAGE_CONNECTION_STRING": value}
    assert redacted("asked with sv=2022&ss=b&spr=x", environ) == "asked with ***"
    assert redacted("at https://shop.blob.example/", environ) == "at https://shop.blob.example/"


def test_a_text_of_the_callers_own_is_taken_out_too():
    assert redacted("no /in/secret1 here", {}, also=["/in/secret1"]) == "no *** here"


def test_a_text_is_cut_short_when_its_secrets_are_out():
    """Half a secret is not recognised."""
    environ = {"API_TOKEN": "abcdefghijklmnop"}
    for length in range(270, 330):
        words = last_words(f"no: {environ['API_TOKEN']}{'y' * length}", environ)
        assert words.rstrip("y") in (
            "no: ***",
            "…***",
            "…**",
            "…*",
            "…",
            "… ***",
            "…: ***",
            "…o: ***",
        )
        assert len(words) <= 301


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("one\n\n  two  \nthree\nfour\n\n", "two / three / four"),
        ("one\r\ntwo", "one / two"),
        (" \n", ""),
        ("a" * 300, "a" * 300),
        ("b" + "a" * 300, "…" + "a" * 300),
    ],
)
def test_of_what_a_program_says_the_last_lines_count(said, words):
    assert last_words(said, {}) == words
    assert last_words(f"first\n{said}", {}, lines=1) == (words.rpartition(" / ")[2] or "first")


def test_no_text_takes_long():
    pieces = ("a:", "key=", "<Token>", "eyJa.", "https://", "https://a:", "Bearer ", "-----BEGIN ")
    signs = ("\\", "\\n", "\n", "%25", "&amp;", "amp;", '\\"', "token:'")
    keys = {"A_KEY": "key=" * 3_000, "B_KEY": "\\" * 40, "C_KEY": "://a:" * 3_000}
    for piece in (*pieces, *signs):
        redacted("https://" + piece * 3_000, {"API_TOKEN": "abcdefgh", **keys})
